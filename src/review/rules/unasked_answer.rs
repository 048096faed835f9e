//! Some codes answer a question in the request: a range, a condition, a preference. They mean nothing to a request
//! that asked none.

use crate::protocol::{method, rfc};
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unasked-answer",
    fault: "An answer to what was not asked",
    why: "The client did not ask for a part, a comparison or another protocol, so it has no \
          use for the answer: a part is taken for the whole, and a `304` leaves it with \
          nothing.",
    source: rfc(9110, "15"),
    check,
};

/// Codes, the request fields they answer (or how their names start), what these ask for, and what to send without.
const ANSWERS: &[(u16, &[&str], &str, &str)] = &[
    (
        101,
        &["upgrade"],
        "another protocol (`Upgrade`)",
        "`426`, or answer in HTTP",
    ),
    (206, &["range"], "a part (`Range`)", "`200` with the whole"),
    (
        304,
        &["if-"],
        "a comparison (`If-None-Match`, `If-Modified-Since`)",
        "`200` with the content",
    ),
    (
        406,
        &["accept", "accept-"],
        "certain formats (`Accept`)",
        "the format you have, with `200`",
    ),
    // RFC 4918 §10.4 (If) and §10.6 (Overwrite) set conditions, too; so does tus with its version.
    (
        412,
        &["if", "if-", "overwrite", "tus-resumable"],
        "anything on a condition (`If-Match`)",
        "`428` to demand one, or `409`",
    ),
    (
        416,
        &["range"],
        "a part (`Range`)",
        "`200` with the whole, or `400`",
    ),
];

fn check(message: &Message<'_>) -> Option<String> {
    let (code, fields, what, instead) = ANSWERS.iter().find(|(code, ..)| *code == message.code)?;
    let asks = |name: &str| {
        let is =
            |field: &&str| name == *field || (field.ends_with('-') && name.starts_with(*field));
        fields.iter().any(is)
    };
    let asked = message
        .request
        .headers
        .keys()
        .any(|name| asks(name.as_str()));
    if !asked {
        return Some(format!(
            "`{code}` answers a request for {what}, but this one did not ask. Send {instead}."
        ));
    }
    // RFC 9110 §13.1.2: a false condition is 304 for GET and HEAD, 412 for all others.
    let method = &message.request.method;
    let reads = method::is_safe(method);
    (*code == 304 && !reads).then(|| {
        format!(
            "`304` tells a reader to use its copy, but this is a `{method}`. Send `412` when \
            its condition is false."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn parts_and_verdicts_nobody_asked_for_are_found() {
        let browser = "GET /\nUpgrade-Insecure-Requests: 1";
        flags(&RULE, browser, "101 Switching Protocols\n\n", "`426`");
        flags(&RULE, "GET /", "206 Partial Content\n\nhalf", "the whole");
        flags(&RULE, "GET /", "304 Not Modified\n\n", "comparison");
        flags(
            &RULE,
            "PUT /\nIf-None-Match: *",
            "304 Not Modified\n\n",
            "`412`",
        );
        flags(&RULE, "PUT /", "412 Precondition Failed\n\n", "`428`");
    }

    #[test]
    fn what_was_asked_for_passes() {
        passes(
            &RULE,
            "GET /\nRange: bytes=0-3",
            "206 Partial Content\n\nhalf",
        );
        passes(
            &RULE,
            "GET /\nIf-Modified-Since: Sun, 22 Nov 2026 12:00:00 GMT",
            "304 Not Modified\n\n",
        );
        passes(
            &RULE,
            "MOVE /a\nOverwrite: F",
            "412 Precondition Failed\n\n",
        );
        passes(
            &RULE,
            "GET /\nAccept-Language: tlh",
            "406 Not Acceptable\n\n",
        );
        passes(&RULE, "GET /", "200 OK\n\n");
    }
}
