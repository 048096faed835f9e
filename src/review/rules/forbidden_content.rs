//! Content where none may be: after HEAD, and with 1xx, 204, 205 and 304.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "forbidden-content",
    fault: "Content where none may be",
    why: "The client stops reading at the end of the fields. What follows is taken for the \
          start of the next response, or closes the connection.",
    source: rfc(9110, "6.4.1"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    // A line end may have come with the paste.
    let empty = message
        .response
        .body
        .0
        .iter()
        .take(64)
        .all(|byte| matches!(byte, b'\r' | b'\n'))
        && message.response.body.len() <= 64;
    if message.may_have_content() || message.is_tunnel() || empty {
        return None;
    }
    let code = message.code;
    Some(match code {
        _ if message.request.method == http::Method::HEAD => {
            "The response to a `HEAD` must end with its fields. Send those of the `GET`, and no \
            content."
                .to_owned()
        }
        205 => "`205` must not have content. Send none, and `Content-Length: 0`.".to_owned(),
        204 => "`204` ends with its fields. Send no content, or send `200` with it.".to_owned(),
        304 => {
            "`304` ends with its fields: the client has the content already. Send none.".to_owned()
        }
        _ => format!(
            "`{code}` is not the answer yet and ends with its fields. Send the content \
            with the final response."
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn content_after_the_end_is_found() {
        flags(&RULE, "GET /", "204 No Content\n\n{}", "send `200` with it");
        flags(&RULE, "HEAD /", "200 OK\n\nhello", "`HEAD`");
        flags(&RULE, "GET /", "205 Reset Content\n\nhello", "`205`");
        flags(&RULE, "GET /", "304 Not Modified\n\nhello", "`304`");
        flags(
            &RULE,
            "GET /",
            "103 Early Hints\n\nhello",
            "not the answer yet",
        );
    }

    #[test]
    fn a_pasted_line_end_is_no_content() {
        passes(&RULE, "GET /", "204 No Content\n\n\n");
        passes(&RULE, "HEAD /", "200 OK\nContent-Length: 5\n\n");
        passes(&RULE, "CONNECT shop.example:443", "200 OK\n\nbytes");
        passes(&RULE, "GET /", "200 OK\n\nhello");
    }
}
