//! Content that says it is JSON and cannot be parsed.

use serde::de::IgnoredAny;

use crate::protocol::rfc;
use crate::review::message::{LOOKED_AT, quote};
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "broken-json",
    fault: "JSON that does not parse",
    why: "The client's parser throws, and what the user sees is the parser's error in place of \
          the server's.",
    source: rfc(8259, "2"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let judged = message.says_json()
        && message.may_have_content()
        && !message.is_encoded()
        && message.code != 206;
    if !judged || message.json.is_some() {
        return None;
    }
    let content = &message.response.body.0;
    if content.is_empty() {
        // Fields alone may be all that was pasted, unless they say that there is no more.
        let told = message.field("content-length") == Some("0");
        return told.then(|| {
            "The content is empty, which is not JSON. Send a JSON value, or leave out `Content-Type`.".to_owned()
        });
    }
    if content.starts_with("\u{feff}".as_bytes()) {
        // RFC 8259 §8.1
        return Some(
            "The content starts with a byte order mark, which JSON must not. Leave it out."
                .to_owned(),
        );
    }
    if !message.is_whole() {
        // Text that ends before what is looked at does, by more than a letter, is followed by something else.
        let cut = message.text.len() + 4 > LOOKED_AT;
        return (!cut)
            .then(|| "JSON must be UTF-8, and this content is not. Send it as UTF-8.".to_owned());
    }
    // A value that cannot be kept, being too deep or too large a number, is JSON all the same.
    let error = serde_json::from_str::<IgnoredAny>(message.text).err()?;
    let looks_like_a_page = message.text.trim_start().starts_with('<');
    Some(if looks_like_a_page {
        format!(
            "The content is a page, but `Content-Type` says {}. Send JSON, or the type of the \
            page.",
            quote(&message.media_type)
        )
    } else {
        format!(
            "The content is not JSON (line {}, column {}). Send JSON, or the type it has.",
            error.line(),
            error.column()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn what_does_not_parse_is_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"a\": 1,}",
            "line 1",
        );
        flags(
            &RULE,
            "GET /",
            "502 Bad Gateway\nContent-Type: application/json\n\n<html>",
            "a page",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Length: 0\nContent-Type: application/json\n\n",
            "empty",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n﻿{}",
            "byte order mark",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\nOK",
            "column",
        );
    }

    #[test]
    fn unusual_json_passes() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n 12 ",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"a\": 1e999, \"b\": \"\\ud800\"}",
        );
        passes(&RULE, "GET /", "200 OK\nContent-Type: application/json\n\n");
        passes(
            &RULE,
            "HEAD /",
            "200 OK\nContent-Length: 0\nContent-Type: application/json\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/x-ndjson\n\n{}\n{}",
        );
        passes(
            &RULE,
            "GET /\nRange: bytes=0-1",
            "206 Partial Content\nContent-Type: application/json\n\n{\"",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Encoding: gzip\nContent-Type: application/json\n\nx",
        );
    }

    #[test]
    fn deep_and_long_json_passes() {
        let deep = "[".repeat(2_000) + &"]".repeat(2_000);
        let long = format!("[\"{}é\"]", "é".repeat(40_000));
        for content in [deep, long] {
            let response = format!("200 OK\nContent-Type: application/json\n\n{content}");
            passes(&RULE, "GET /", &response);
        }
    }
}
