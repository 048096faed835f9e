//! A response of an origin server without the time it was made.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "missing-date",
    fault: "A response without `Date`",
    why: "Without it a cache cannot tell how old the response is, and a date in `Retry-After` \
          or `Expires` has nothing to be compared with.",
    source: rfc(9110, "6.6.1"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    (matches!(message.code, 200..=499) && !message.is_tunnel() && !message.has("date")).then(|| {
        "A server with a clock must say when it answered. Send `Date`, such as `Sun, 22 \
        Nov 2026 12:00:00 GMT`."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn an_answer_without_a_time_is_found() {
        flags(&RULE, "GET /", "200 OK\n\n", "with a clock");
        flags(&RULE, "GET /", "404 Not Found\n\n", "Date");
    }

    #[test]
    fn interim_and_5xx_may_do_without() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nDate: Sun, 22 Nov 2026 12:00:00 GMT\n\n",
        );
        passes(&RULE, "GET /", "503 Service Unavailable\n\n");
        passes(&RULE, "GET /", "100 Continue\n\n");
        passes(&RULE, "CONNECT shop.example:443", "200 OK\n\n");
    }
}
