//! An `ETag` that does not follow the grammar, usually for want of quotes.

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "malformed-tag",
    fault: "An `ETag` that cannot be compared",
    why: "Caches and servers do not recognise it when it comes back, so content is sent again, \
          or a write is refused.",
    source: rfc(9110, "8.8.3"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let value = message.response.headers.get("etag")?.as_bytes();
    let tag = value.strip_prefix(b"W/").unwrap_or(value);
    let inner = tag
        .strip_prefix(b"\"")
        .and_then(|tag| tag.strip_suffix(b"\""));
    // Anything but quotes, blanks and control characters.
    let good = inner.is_some_and(|inner| {
        inner
            .iter()
            .all(|byte| *byte == 0x21 || (0x23..0x7f).contains(byte) || *byte >= 0x80)
    });
    (!good).then(|| {
        let text = String::from_utf8_lossy(value);
        format!(
            "`ETag` is {}. Send it in double quotes and without blanks, such as `\"v3\"` or \
            `W/\"v3\"`.",
            quote(&text)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_tag_without_quotes_is_found() {
        flags(&RULE, "GET /", "200 OK\nETag: abc\n\n", "double quotes");
        flags(&RULE, "GET /", "200 OK\nETag: w/\"abc\"\n\n", "`W/");
        flags(&RULE, "GET /", "200 OK\nETag: \"a b\"\n\n", "blanks");
        flags(
            &RULE,
            "GET /",
            "200 OK\nETag: \"a\", \"b\"\n\n",
            "double quotes",
        );
    }

    #[test]
    fn weak_and_empty_tags_pass() {
        passes(&RULE, "GET /", "200 OK\nETag: \"abc\"\n\n");
        passes(&RULE, "GET /", "200 OK\nETag: W/\"\"\n\n");
        passes(&RULE, "GET /", "200 OK\nETag: \"é\"\n\n");
    }
}
