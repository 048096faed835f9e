//! A 304 that leaves out the tag the client asked about.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "lost-validator",
    fault: "304 without its `ETag`",
    why: "The client compared by a tag, so the response has one. Without it the client cannot \
          know which of its copies is meant.",
    source: rfc(9110, "15.4.5"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let tags = message.asked("if-none-match")?;
    // With `*` the client named none.
    let lost = message.code == 304 && tags.contains('"') && !message.has("etag");
    lost.then(|| {
        "`304` must repeat the `ETag` that a `200` would have had. Send the one that matched."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_match_without_its_tag_is_found() {
        flags(
            &RULE,
            "GET /\nIf-None-Match: \"a\"",
            "304 Not Modified\n\n",
            "that matched",
        );
    }

    #[test]
    fn a_comparison_of_dates_needs_no_tag() {
        passes(
            &RULE,
            "GET /\nIf-None-Match: \"a\"",
            "304 Not Modified\nETag: \"a\"\n\n",
        );
        passes(
            &RULE,
            "GET /\nIf-Modified-Since: Sun, 22 Nov 2026 12:00:00 GMT",
            "304 Not Modified\n\n",
        );
        passes(&RULE, "GET /\nIf-None-Match: *", "304 Not Modified\n\n");
    }
}
