//! Two fields that each say where the content ends.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "two-framings",
    fault: "Two ways to tell the end of the content",
    why: "Two parties that believe different fields see different messages. Attackers use this \
          to smuggle messages past a proxy.",
    source: rfc(9112, "6.2"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    (message.has("transfer-encoding") && message.has("content-length")).then(|| {
        "`Content-Length` must not come with `Transfer-Encoding`. Send one of them.".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn both_fields_are_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nTransfer-Encoding: chunked\nContent-Length: 5\n\nhello",
            "one of them",
        );
    }

    #[test]
    fn one_field_passes() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nTransfer-Encoding: chunked\n\nhello",
        );
        passes(&RULE, "GET /", "200 OK\nContent-Length: 5\n\nhello");
    }
}
