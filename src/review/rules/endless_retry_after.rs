//! `Retry-After` in seconds is more than a day: most often another unit.

use crate::protocol::{RetryAfter, rfc};
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "endless-retry-after",
    fault: "A `Retry-After` of more than a day",
    why: "Clients give up rather than wait that long. Most often the number is milliseconds, \
          or a time since 1970, where seconds belong.",
    source: rfc(9110, "10.2.3"),
    check,
};

const DAY_SECONDS: u64 = 24 * 60 * 60;

fn check(message: &Message<'_>) -> Option<String> {
    let Ok(RetryAfter::Seconds(seconds)) = RetryAfter::parse(message.field("retry-after")?) else {
        return None;
    };
    let days = seconds / DAY_SECONDS;
    (seconds > DAY_SECONDS).then(|| {
        format!(
            "`Retry-After: {seconds}` is more than a day ({days} d). Send seconds from now; \
            if you mean that long, a date says it plainly."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_time_since_1970_is_found() {
        flags(
            &RULE,
            "GET /",
            "429 Too Many Requests\nRetry-After: 1795000000\n\n",
            "more than a day",
        );
    }

    #[test]
    fn a_day_and_a_date_pass() {
        passes(
            &RULE,
            "GET /",
            "429 Too Many Requests\nRetry-After: 86400\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "503 Service Unavailable\nRetry-After: Sun, 29 Nov 2026 12:00:00 GMT\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "429 Too Many Requests\nRetry-After: 99999999999999999999\n\n",
        );
    }
}
