//! `Last-Modified` is later than `Date`.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "modified-in-the-future",
    fault: "A change that is yet to come",
    why: "A client that asks for what has changed since then gets nothing until that time has \
          come.",
    source: rfc(9110, "8.8.2.1"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    (message.date("last-modified")? > message.date("date")?).then(|| {
        "`Last-Modified` must not be later than `Date`. Send the time of `Date` in its place."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_later_change_is_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nDate: Sun, 22 Nov 2026 12:00:00 GMT\n\
            Last-Modified: Sun, 22 Nov 2026 13:00:00 GMT\n\n",
            "must not",
        );
    }

    #[test]
    fn the_same_moment_passes() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nDate: Sun, 22 Nov 2026 12:00:00 GMT\n\
            Last-Modified: Sun, 22 Nov 2026 12:00:00 GMT\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nLast-Modified: Sun, 22 Nov 2026 13:00:00 GMT\n\n",
        );
    }
}
