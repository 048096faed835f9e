//! A 4xx whose words tell of a failure of the server.

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "blames-the-client",
    fault: "A 4xx for a failure of the server",
    why: "The client is told to change a request that was right. It does not try again, \
          although that would help.",
    source: rfc(9110, "15.5"),
    check,
};

/// Starts of sentences that speak of the server and of nothing else.
const STARTS: &[&str] = &[
    "internal server error",
    "unhandled exception",
    "database error",
    "database is unavailable",
    "database is down",
    "could not connect to the database",
    "upstream timed out",
    "upstream connect error",
    "timeout connecting",
    "connect econnrefused",
    "java.lang.nullpointerexception",
    "nullpointerexception",
    "deadlock found",
];

fn check(message: &Message<'_>) -> Option<String> {
    let complaint = message
        .complaint(STARTS)
        .filter(|_| matches!(message.code, 400..=499))?;
    Some(format!(
        "{} is a failure of the server, but `{}` blames the request. Send `500`, or `503` if it passes.",
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
            {\"error\": \"Database errors is taken.\"}",
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
