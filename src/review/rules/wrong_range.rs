//! `Content-Range` contradicts itself, the status or the length of the content.

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "wrong-range",
    fault: "A `Content-Range` that is wrong",
    why: "The client puts the bytes in the wrong place, or throws them away: an invalid range \
          must not be used.",
    source: rfc(9110, "14.4"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    if !matches!(message.code, 206 | 416) {
        return None;
    }
    let text = message.field("content-range")?;
    let range = text.strip_prefix("bytes ")?;
    let wrong = |what: &str| Some(format!("`Content-Range` is {}: {what}", quote(text)));
    let Some((part, whole)) = range.split_once('/') else {
        return wrong(
            "it lacks the length of the whole. Send `bytes 0-19/38`, or `*` for a length you do \
            not know.",
        );
    };
    let whole = match number(whole) {
        Some(whole) => Some(whole),
        None if whole == "*" => None,
        None => return wrong("the length of the whole is a number or `*`."),
    };
    match (part, message.code) {
        ("*", 416) if whole.is_some() => return None,
        ("*", _) => {
            return wrong(
                "it names no part. Send `bytes 0-19/38` with `206`, `bytes */38` with `416`.",
            );
        }
        (_, 416) => {
            return wrong("nothing is sent, so it has no place. Send `bytes */` and the length.");
        }
        _ => {}
    }
    let ends = part
        .split_once('-')
        .and_then(|(first, last)| Some((number(first)?, number(last)?)));
    let Some((first, last)) = ends.filter(|(first, last)| first <= last) else {
        return wrong("a part is its first and its last byte, such as `0-19`.");
    };
    if whole.is_some_and(|whole| whole <= last) {
        return wrong("it ends after the end of the whole. Bytes count from 0.");
    }
    let length = message.response.body.len() as u64;
    let counted = message.is_whole() && message.may_have_content() && length > 0;
    let named = (last - first).saturating_add(1);
    // A line end may have come with the paste.
    if counted
        && named != length
        && named != message.text.trim_end_matches(['\r', '\n']).len() as u64
    {
        return wrong(&format!(
            "that is {named} bytes, but the content has {length}."
        ));
    }
    None
}

fn number(text: &str) -> Option<u64> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_range_that_contradicts_itself_is_found() {
        flags(
            &RULE,
            "GET /\nRange: bytes=0-3",
            "206 Partial Content\nContent-Range: bytes 0-4/8\n\nhalf",
            "5 bytes",
        );
        flags(
            &RULE,
            "GET /\nRange: bytes=0-3",
            "206 Partial Content\nContent-Range: bytes 0-3/3\n\nhalf",
            "after the end",
        );
        flags(
            &RULE,
            "GET /\nRange: bytes=0-3",
            "206 Partial Content\nContent-Range: bytes */8\n\nhalf",
            "names no part",
        );
        flags(
            &RULE,
            "GET /\nRange: bytes=9-",
            "416 Range Not Satisfiable\nContent-Range: bytes 0-3/8\n\n",
            "nothing is sent",
        );
        flags(
            &RULE,
            "GET /\nRange: bytes=0-3",
            "206 Partial Content\nContent-Range: bytes 0-3\n\nhalf",
            "lacks",
        );
    }

    #[test]
    fn other_units_and_unknown_lengths_pass() {
        passes(
            &RULE,
            "GET /\nRange: bytes=0-3",
            "206 Partial Content\nContent-Range: bytes 0-3/*\n\nhalf\n",
        );
        passes(
            &RULE,
            "GET /\nRange: bytes=9-",
            "416 Range Not Satisfiable\nContent-Range: bytes */8\n\n",
        );
        passes(
            &RULE,
            "GET /\nRange: lines=1-2",
            "206 Partial Content\nContent-Range: lines 1-2/3\n\nhalf",
        );
        passes(
            &RULE,
            "HEAD /\nRange: bytes=0-3",
            "206 Partial Content\nContent-Range: bytes 0-9/10\n\n",
        );
        passes(
            &RULE,
            "GET /\nRange: bytes=0-3",
            "206 Partial Content\nContent-Encoding: gzip\nContent-Range: bytes 0-9/10\n\nhalf",
        );
    }
}
