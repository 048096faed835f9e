//! A 500 whose words tell of a fault in the request.

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "blames-the-server",
    fault: "A 500 for a fault in the request",
    why: "The client is told that the server failed and tries again, which cannot help: the \
          same request is wrong again.",
    source: rfc(9110, "15.6.1"),
    check,
};

/// Starts of sentences that speak of the request and of nothing else.
const STARTS: &[&str] = &[
    "validation failed",
    "validation error",
    "invalid input",
    "invalid request",
    "invalid email",
    "invalid parameter",
    "missing parameter",
    "missing required parameter",
    "missing required field",
    "bad request",
    "method not allowed",
    "not found",
];

fn check(message: &Message<'_>) -> Option<String> {
    let complaint = message.complaint(STARTS).filter(|_| message.code == 500)?;
    Some(format!(
        "{} is about the request, but `500` blames the server. Send a `4xx` that fits, such as \
        `400`, `404` or `422`.",
        quote(complaint)
    ))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_500_about_the_request_is_found() {
        flags(
            &RULE,
            "POST /",
            "500 Internal Server Error\nContent-Type: application/json\n\n\
            {\"message\": \"Validation failed: email\"}",
            "`422`",
        );
        flags(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: application/json\n\n{\"error\": \"Not found\"}",
            "about the request",
        );
    }

    #[test]
    fn a_500_about_the_server_passes() {
        passes(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: application/json\n\n\
            {\"error\": \"Template not found\"}",
        );
        passes(
            &RULE,
            "POST /",
            "422 Unprocessable Content\nContent-Type: application/json\n\n\
            {\"error\": \"Validation failed\"}",
        );
        passes(
            &RULE,
            "GET /",
            "502 Bad Gateway\nContent-Type: text/plain\n\nInvalid request",
        );
    }
}
