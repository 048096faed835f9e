//! A `Date` or `Last-Modified` that is no HTTP-date.

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unreadable-date",
    fault: "A date that cannot be read",
    why: "The client cannot compare it with anything, so caching, conditions and waits that \
          rest on it do not work.",
    source: rfc(9110, "5.6.7"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    ["Date", "Last-Modified"].into_iter().find_map(|name| {
        let value = message.response.headers.get(name)?;
        let text = value.to_str().unwrap_or("…");
        httpdate::parse_http_date(text).is_err().then(|| {
            format!(
                "`{name}` is {}. Send the form `Sun, 22 Nov 2026 12:00:00 GMT`.",
                quote(text)
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn other_forms_of_dates_are_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nDate: 2026-11-22T12:00:00Z\n\n",
            "`Date`",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nLast-Modified: Sun, 22 Nov 2026 12:00:00 +0100\n\n",
            "Last-Modified",
        );
    }

    #[test]
    fn old_forms_pass() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nDate: Sun, 22 Nov 2026 12:00:00 GMT\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nDate: Sunday, 22-Nov-26 12:00:00 GMT\n\n",
        );
        passes(&RULE, "GET /", "200 OK\nExpires: 0\n\n");
    }
}
