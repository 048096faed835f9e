//! `Retry-After` is neither seconds nor a date.

use crate::protocol::{RetryAfter, rfc};
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unreadable-retry-after",
    fault: "A `Retry-After` that cannot be read",
    why: "The client ignores it and guesses, often too early.",
    source: rfc(9110, "10.2.3"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let value = message.response.headers.get("retry-after")?;
    let Some(text) = message.field("retry-after") else {
        return Some(
            "`Retry-After` has bytes outside ASCII. Send seconds, such as `120`.".to_owned(),
        );
    };
    if message
        .response
        .headers
        .get_all("retry-after")
        .iter()
        .any(|other| other != value)
    {
        return Some("There are several `Retry-After` fields that differ. Send one.".to_owned());
    }
    let what = RetryAfter::parse(text).err()?;
    Some(format!("`Retry-After` is {}: {what}.", quote(text)))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn what_is_no_wait_is_found() {
        flags(
            &RULE,
            "GET /",
            "503 Service Unavailable\nRetry-After: 2 minutes\n\n",
            "use seconds",
        );
        flags(
            &RULE,
            "GET /",
            "429 Too Many Requests\nRetry-After: 1.5\n\n",
            "use seconds",
        );
        flags(
            &RULE,
            "GET /",
            "429 Too Many Requests\nRetry-After: 2\nRetry-After: 3\n\n",
            "several",
        );
    }

    #[test]
    fn seconds_dates_and_none_pass() {
        passes(
            &RULE,
            "GET /",
            "503 Service Unavailable\nRetry-After: 120\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "503 Service Unavailable\nRetry-After: Sun, 22 Nov 2026 12:00:02 GMT\n\n",
        );
        passes(&RULE, "GET /", "503 Service Unavailable\n\n");
    }
}
