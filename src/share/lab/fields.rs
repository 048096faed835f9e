//! Fields a reader may want in a request, with values that mean something here: suggestions for the form.

/// A field to begin with, and values for it.
pub type Known = (&'static str, &'static [&'static str]);

/// Fields of requests (RFC 9110, RFC 9111, RFC 7240, the drafts of Idempotency-Key and RateLimit), with values that the
/// shop understands.
pub const KNOWN: &[Known] = &[
    (
        "Accept",
        &[
            "application/json",
            "application/problem+json",
            "text/csv",
            "text/plain",
            "*/*",
        ],
    ),
    ("Accept-Encoding", &["gzip", "br", "identity"]),
    ("Accept-Language", &["en", "de", "fr"]),
    (
        "Authorization",
        &[
            "Bearer admin",
            "Bearer viewer",
            "Bearer expired",
            "Basic YWRtaW46c2hvcnQtYW5kLXN0b3V0",
        ],
    ),
    ("Cache-Control", &["no-cache", "no-store", "max-age=0"]),
    ("Content-Language", &["en"]),
    (
        "Content-Type",
        &[
            "application/json",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/octet-stream",
        ],
    ),
    ("Cookie", &["session=demo"]),
    ("Expect", &["100-continue"]),
    ("Idempotency-Key", &["\"8c1f\""]),
    ("If-Match", &["\"7-v1\"", "*"]),
    ("If-Modified-Since", &["Sun, 22 Nov 2026 12:00:00 GMT"]),
    ("If-None-Match", &["\"7-v1\"", "*"]),
    ("If-Range", &["\"7-v1\""]),
    ("If-Unmodified-Since", &["Sun, 22 Nov 2026 12:00:00 GMT"]),
    ("Prefer", &["respond-async", "return=minimal", "wait=10"]),
    ("Range", &["bytes=0-19", "bytes=-20"]),
    ("User-Agent", &["teapot/1.0"]),
    ("X-API-Key", &["demo-key"]),
    ("X-Request-ID", &["7f0a-4c6e"]),
];

/// Values for a field, whatever the case of its name.
pub fn values(name: &str) -> &'static [&'static str] {
    let name = name.trim();
    let known = KNOWN
        .iter()
        .find(|known| known.0.eq_ignore_ascii_case(name));
    known.map_or(&[], |known| known.1)
}

/// The most levels of JSON that are set in from the edge.
const MAX_INDENT: usize = 40;

/// JSON with a line for each member and element; nothing when it is no JSON, or stands like that already. Members keep
/// their order, numbers and escapes their spelling.
pub fn format_json(text: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut quoted, mut escaped, mut open) = (0_usize, false, false, false);
    // Brackets within brackets a thousand times over would be mostly blanks.
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth.min(MAX_INDENT)));
    };
    for c in text.chars() {
        if quoted {
            out.push(c);
            quoted = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            ' ' | '\t' | '\n' | '\r' => continue,
            ']' | '}' => {
                depth = depth.saturating_sub(1);
                if !open {
                    line(&mut out, depth);
                }
            }
            _ if open => line(&mut out, depth),
            _ => {}
        }
        out.push(c);
        open = matches!(c, '[' | '{');
        match c {
            '[' | '{' => depth += 1,
            ',' => line(&mut out, depth),
            ':' => out.push(' '),
            '"' => quoted = true,
            _ => {}
        }
    }
    (out != text).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    #[test]
    fn suggestions_are_fields() {
        for (name, values) in KNOWN {
            http::HeaderName::from_bytes(name.as_bytes()).expect("a name");
            for value in *values {
                http::HeaderValue::from_str(value).expect("a value");
            }
        }
        assert_eq!(values(" range"), ["bytes=0-19", "bytes=-20"]);
        assert!(values("X-Own").is_empty());
    }

    #[test]
    fn json_gets_its_lines() {
        let formatted = |text| format_json(text).unwrap_or_default();
        assert_eq!(
            formatted(r#"{"b":[1,2,{}],"a":"x,{\"}","e":[]}"#),
            "{\n  \"b\": [\n    1,\n    2,\n    {}\n  ],\n  \"a\": \"x,{\\\"}\",\n  \"e\": []\n}"
        );
        assert_eq!(formatted("1e2 "), "1e2");
        assert_eq!(format_json("{'a':1}"), None);
        let deep = ["[".repeat(4_000), "]".repeat(4_000)].concat();
        assert!(formatted(&deep).len() < 8_000 * 2 * (MAX_INDENT + 1));
        assert_eq!(format_json("{\n  \"a\": 1\n}"), None);
    }

    proptest! {
        #[test]
        fn formatting_changes_nothing_but_blanks(texts in proptest::collection::vec(any::<String>(), 0..6), n in any::<i64>()) {
            let value = serde_json::json!({ "texts": texts, "n": n, "deep": [[n], {}, [texts]] });
            let text = value.to_string();
            let formatted = format_json(&text).unwrap_or_else(|| text.clone());
            let again: serde_json::Value = serde_json::from_str(&formatted).expect("still JSON");
            prop_assert_eq!(again, value);
            prop_assert!(format_json(&formatted).is_none());
        }
    }
}
