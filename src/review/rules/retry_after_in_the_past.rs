//! `Retry-After` is a date before the response was made.

use crate::protocol::{RetryAfter, rfc};
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "retry-after-in-the-past",
    fault: "A `Retry-After` that is over",
    why: "The client may come back at once, which is what the server wanted to prevent. Often \
          a time zone is wrong: HTTP dates are in GMT.",
    source: rfc(9110, "10.2.3"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let text = message.field("retry-after")?;
    let Ok(RetryAfter::Date(until)) = RetryAfter::parse(text) else {
        return None;
    };
    (until < message.date("date")?).then(|| {
        format!(
            "`Retry-After` names {}, which is before `Date`. Send a later date, in GMT, or \
            seconds.",
            quote(text)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_date_before_its_own_is_found() {
        flags(
            &RULE,
            "GET /",
            "503 Service Unavailable\nDate: Sun, 22 Nov 2026 12:00:00 GMT\n\
            Retry-After: Sun, 22 Nov 2026 11:00:00 GMT\n\n",
            "before `Date`",
        );
    }

    #[test]
    fn without_a_clock_to_compare_it_passes() {
        passes(
            &RULE,
            "GET /",
            "503 Service Unavailable\nDate: Sun, 22 Nov 2026 12:00:00 GMT\n\
            Retry-After: Sun, 22 Nov 2026 12:00:00 GMT\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "503 Service Unavailable\nRetry-After: Sun, 22 Nov 2026 11:00:00 GMT\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "503 Service Unavailable\nDate: Sun, 22 Nov 2026 12:00:00 GMT\nRetry-After: 0\n\n",
        );
    }
}
