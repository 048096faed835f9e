//! A 4xx whose words tell of a failure of the server.

use crate::protocol::rfc;
use crate::review::message::{quote, says};
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "blames-the-client",
    fault: "A 4xx for a failure of the server",
    why: "The client is told to change a request that was right. It does not try again, \
          although that would help.",
    source: rfc(9110, "15.5"),
    check,
};

const WORDS: &[&str] = &[
    "internal server error",
    "internal error",
    "unhandled exception",
    "database error",
    "database is unavailable",
    "database is down",
    "could not connect to the database",
    "database connection",
    "upstream timed out",
    "upstream connect error",
    "timeout connecting",
    "econnrefused",
    "nullpointerexception",
    "null reference",
    "out of memory",
    "deadlock found",
];

fn check(message: &Message<'_>) -> Option<String> {
    if !matches!(message.code, 400..=499) {
        return None;
    }
    let complaint = message
        .complaints()
        .into_iter()
        .find(|text| says(text, WORDS))?;
    Some(format!(
        "{} is a failure of the server, but `{}` blames the request. Send `500`, or `503` if it \
            passes.",
        quote(complaint),
        message.code
    ))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_4xx_about_the_server_is_found() {
        flags(
            &RULE,
            "POST /orders",
            "400 Bad Request\nContent-Type: application/json\n\n{\"error\": \"Internal server error\"}",
            "`500`",
        );
        flags(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: text/plain\n\nupstream timed out",
            "blames the request",
        );
        flags(
            &RULE,
            "GET /",
            "400 Bad Request\nContent-Type: application/json\n\n\
                {\"error\": {\"message\": \"Database error\"}}",
            "Database",
        );
    }

    #[test]
    fn a_4xx_about_the_request_passes() {
        passes(
            &RULE,
            "POST /databases",
            "409 Conflict\nContent-Type: application/json\n\n\
                {\"error\": \"A database of this name exists.\"}",
        );
        passes(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: text/plain\n\nInternal server error",
        );
        passes(
            &RULE,
            "GET /errors",
            "200 OK\nContent-Type: text/plain\n\ninternal error",
        );
    }
}
