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

/// What a piece of JSON is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// The name of a member.
    Name,
    /// A value that is no object and no array.
    Value,
    /// Brackets, commas, colons and blanks.
    Other,
}

/// JSON in pieces; together they are the text, whatever the text is.
pub fn pieces(json: &str) -> Vec<(Piece, &str)> {
    let mut pieces = Vec::new();
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => after_string(rest),
            _ if is_other(first) => rest.find(|c| !is_other(c)).unwrap_or(rest.len()),
            _ => rest.find(|c| is_other(c) || c == '"').unwrap_or(rest.len()),
        };
        let (piece, after) = rest.split_at(end);
        let kind = match first {
            '"' if after.trim_start().starts_with(':') => Piece::Name,
            _ if is_other(first) => Piece::Other,
            _ => Piece::Value,
        };
        pieces.push((kind, piece));
        rest = after;
    }
    pieces
}

const fn is_other(c: char) -> bool {
    matches!(
        c,
        '{' | '}' | '[' | ']' | ',' | ':' | ' ' | '\n' | '\t' | '\r'
    )
}

/// Where a string ends that a text begins with.
fn after_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
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
        return if left > SLACK {
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
    fn names_and_values_are_told_apart() {
        let pieces = pieces("{\"a \\\" b\": \"c:\", \"d\": -1e2, \"e\": [true]}");
        let of = |kind: Piece| -> Vec<&str> {
            let those = pieces.iter().filter(|piece| piece.0 == kind);
            those.map(|piece| piece.1).collect()
        };
        assert_eq!(of(Piece::Name), ["\"a \\\" b\"", "\"d\"", "\"e\""]);
        assert_eq!(of(Piece::Value), ["\"c:\"", "-1e2", "true"]);
    }

    #[test]
    fn only_what_is_long_is_folded() {
        let lines = |count: usize| vec!["line"; count].join("\n");
        assert_eq!(fold(&lines(24)).1, "");
        let long = lines(60);
        let (shown, rest) = fold(&long);
        assert_eq!((shown.lines().count(), rest.lines().count()), (18, 42));
        let flat = "x".repeat(5_000);
        assert_eq!(fold(&flat).0.len(), 1_600);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_added(text in any::<String>(), json in "[\\{\\}\\[\\]\",:\\\\a1 \n]{0,80}") {
            for text in [text, json] {
                let together: String = pieces(&text).iter().map(|piece| piece.1).collect();
                prop_assert_eq!(&together, &text);
                let long = text.repeat(200);
                let (shown, rest) = fold(&long);
                let cut = long.len() - shown.len() - rest.len();
                prop_assert!(cut <= 1 && long.starts_with(shown) && long.ends_with(rest));
            }
        }
    }
}
