//! `Content-Length` is not a number, or not the length of the content.

use crate::protocol::rfc;
use crate::review::message::{LOOKED_AT, quote};
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "wrong-length",
    fault: "A `Content-Length` that is wrong",
    why: "Too long, and the client waits for the rest until it gives up; too short, and it \
          takes a piece for the whole.",
    source: rfc(9110, "8.6"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let value = message.response.headers.get("content-length")?;
    let text = message.field("content-length").unwrap_or_default();
    if message
        .response
        .headers
        .get_all("content-length")
        .iter()
        .any(|other| other != value)
    {
        return Some("There are several `Content-Length` fields that differ. Send one.".to_owned());
    }
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!(
            "`Content-Length` is {}, but it is one number of bytes. Send that number.",
            quote(text)
        ));
    }
    let content = &message.response.body.0;
    // With a content coding, tools show what was decoded. 205 has no content, and may say so.
    let counted = (message.may_have_content() && !message.is_encoded())
        || (message.code == 205 && content.is_empty());
    if !counted || message.has("transfer-encoding") {
        return None;
    }
    let said: u64 = text.parse().unwrap_or(u64::MAX);
    let length = content.len() as u64;
    // Pasting may add a line end and turns CRLF into LF; bytes that were no text have lost their number.
    let looked_at = &content[..content.len().min(LOOKED_AT)];
    let ends = match looked_at.contains(&b'\r') {
        true => 0,
        false => looked_at.iter().filter(|byte| **byte == b'\n').count() as u64,
    };
    let added = u64::from(content.ends_with(b"\n"));
    let as_pasted = (length - added..=length + ends).contains(&said);
    let lossy = looked_at
        .windows(3)
        .any(|bytes| bytes == "\u{fffd}".as_bytes());
    if as_pasted || lossy {
        return None;
    }
    let said = quote(text);
    Some(match length {
        0 => format!(
            "`Content-Length` says {said}, but no content is here. Send it, or `Content-Length: 0`."
        ),
        _ => format!(
            "`Content-Length` says {said}, but the content has {length} bytes. Send its length."
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn another_length_is_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Length: 6\n\nhello",
            "has 5 bytes",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Length: 5, 5\n\nhello",
            "one number",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Length: 5\nContent-Length: 6\n\nhello",
            "several",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Length: 99999999999999999999\n\nhello",
            "has 5",
        );
        flags(
            &RULE,
            "POST /",
            "205 Reset Content\nContent-Length: 5\n\n",
            "no content is here",
        );
    }

    #[test]
    fn lengths_of_what_is_not_sent_pass() {
        passes(&RULE, "GET /", "200 OK\nContent-Length: 5\n\na\nb\nc\n");
        passes(&RULE, "GET /", "200 OK\nContent-Length: 9\n\na\nb\nc\n");
        passes(&RULE, "GET /", "200 OK\nContent-Length: 7\n\na\nb\nc");
        passes(&RULE, "GET /", "200 OK\nContent-Length: 0\n\n");
        passes(&RULE, "GET /", "200 OK\nContent-Length: 5\n\nhello\n");
        passes(&RULE, "HEAD /", "200 OK\nContent-Length: 5\n\n");
        passes(&RULE, "GET /", "304 Not Modified\nContent-Length: 5\n\n");
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Length: 2\nContent-Encoding: gzip\n\nhello",
        );
        passes(&RULE, "GET /", "200 OK\nContent-Length: 00005\n\nhello");
        passes(&RULE, "GET /", "404 Not Found\nContent-Length: 0\n\n");
        passes(&RULE, "GET /", "200 OK\nContent-Length: 2\n\n�");
    }
}
