//! The content of a message laid out for reading: JSON with a line for each member, the pairs of a form decoded, bytes that
//! are no text counted. What it is decides the content itself where it can, because the label may be wrong.

use super::lab::format_json;
use crate::protocol::Body;

/// Content, laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readable {
    /// JSON, with a line for each member and element.
    Json(String),
    /// What a form was filled in with, decoded.
    Form(Vec<(String, String)>),
    /// Other text, as it is.
    Text(String),
    /// So many bytes that are no text.
    Bytes(usize),
}

/// Lays content out. `media_type` is what its label says, or nothing.
pub fn readable(body: &Body, media_type: &str) -> Readable {
    let Ok(text) = std::str::from_utf8(&body.0) else {
        return Readable::Bytes(body.len());
    };
    if text.trim_start().starts_with(['{', '[']) {
        if let Some(json) = format_json(text) {
            return Readable::Json(json);
        }
        // It may stand like that already.
        if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
            return Readable::Json(text.to_owned());
        }
    }
    let form = "application/x-www-form-urlencoded";
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(form) && !text.is_empty() {
        let pairs = form_urlencoded::parse(text.trim_end().as_bytes());
        return Readable::Form(pairs.into_owned().collect());
    }
    Readable::Text(text.to_owned())
}

/// The text that is shown at once, and the rest of it, when it is long: cut between lines where there are any.
pub fn fold(text: &str) -> (&str, &str) {
    /// What is worth folding away has at least so many more.
    const SLACK: usize = 6;
    const LINES: usize = 18;
    const BYTES: usize = 1_600;
    let lines = text.match_indices('\n').map(|(at, _)| at);
    if let Some(cut) = lines.clone().nth(LINES - 1)
        && cut <= BYTES
    {
        let left = text[cut..].matches('\n').count();
        return if left > SLACK || text.len() - cut > BYTES {
            (&text[..cut], &text[cut + 1..])
        } else {
            (text, "")
        };
    }
    if text.len() <= BYTES + 400 {
        return (text, "");
    }
    match lines.take_while(|at| *at <= BYTES).last() {
        Some(cut) if cut > 0 => (&text[..cut], &text[cut + 1..]),
        _ => {
            let cut = (0..=BYTES).rfind(|at| text.is_char_boundary(*at));
            text.split_at(cut.unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn content_is_laid_out_by_what_it_is() {
        let read = |text: &str, label: &str| readable(&Body::from(text), label);
        assert_eq!(
            read(r#"{"a":[1]}"#, "text/html"),
            Readable::Json("{\n  \"a\": [\n    1\n  ]\n}".to_owned())
        );
        assert_eq!(
            read(
                "a=1+2&b=%C3%A4&c",
                "application/x-www-form-urlencoded; charset=UTF-8"
            ),
            Readable::Form(
                [("a", "1 2"), ("b", "ä"), ("c", "")]
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .to_vec()
            )
        );
        assert_eq!(
            read("{broken", "application/json"),
            Readable::Text("{broken".to_owned())
        );
        assert_eq!(
            readable(&Body(vec![0xff, 0xfe]), "image/png"),
            Readable::Bytes(2)
        );
    }

    #[test]
    fn only_what_is_long_is_folded() {
        let lines = |count: usize| vec!["line"; count].join("\n");
        assert_eq!(fold(&lines(24)).1, "");
        let long = lines(60);
        let (shown, rest) = fold(&long);
        assert_eq!((shown.lines().count(), rest.lines().count()), (18, 42));
        let late = lines(18) + "\n" + &"x".repeat(5_000);
        assert_eq!(fold(&late).0.lines().count(), 18);
        let flat = "x".repeat(5_000);
        assert_eq!(fold(&flat).0.len(), 1_600);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_added(text in any::<String>(), json in "[\\{\\}\\[\\]\",:\\\\a1 \n]{0,80}") {
            for text in [text, json] {
                let long = text.repeat(200);
                let (shown, rest) = fold(&long);
                let cut = long.len() - shown.len() - rest.len();
                prop_assert!(cut <= 1 && long.starts_with(shown) && long.ends_with(rest));
            }
        }
    }
}
