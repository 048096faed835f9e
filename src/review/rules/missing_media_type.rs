//! Content without `Content-Type`.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "missing-media-type",
    fault: "Content without a media type",
    why: "The client has to guess what the bytes are, and a wrong guess can run a text as a \
          script.",
    source: rfc(9110, "8.3"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let typed = message.has("content-type") || !message.may_have_content();
    if typed
        || message
            .response
            .body
            .0
            .iter()
            .take(64)
            .all(u8::is_ascii_whitespace)
    {
        return None;
    }
    let kind = match message.text.trim_start().bytes().next() {
        Some(b'{' | b'[') if message.json.is_some() => "application/json",
        Some(b'<') => "text/html; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
    Some(format!(
        "Content should come with its type. Send `Content-Type`, such as `{kind}`."
    ))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn untyped_content_is_found() {
        flags(&RULE, "GET /", "200 OK\n\n{\"a\": 1}", "application/json");
        flags(
            &RULE,
            "GET /",
            "500 Internal Server Error\n\n<h1>No</h1>",
            "text/html",
        );
    }

    #[test]
    fn no_content_needs_no_type() {
        passes(&RULE, "GET /", "200 OK\nContent-Type: text/plain\n\na");
        passes(&RULE, "GET /", "200 OK\n\n");
        passes(&RULE, "GET /", "204 No Content\n\n");
        passes(&RULE, "CONNECT shop.example:443", "200 OK\n\nbytes");
    }
}
