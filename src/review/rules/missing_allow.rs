//! A 405 that does not say which methods are allowed.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "missing-allow",
    fault: "405 without `Allow`",
    why: "The client learns that its method is wrong and not which one would be right.",
    source: rfc(9110, "15.5.6"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    (message.code == 405 && !message.has("allow")).then(|| {
        "`405` must list the methods there are. Send `Allow`, such as `Allow: GET, HEAD`."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_405_without_methods_is_found() {
        flags(&RULE, "DELETE /", "405 Method Not Allowed\n\n", "must list");
    }

    #[test]
    fn an_empty_list_is_a_list() {
        passes(
            &RULE,
            "DELETE /",
            "405 Method Not Allowed\nAllow: GET, HEAD\n\n",
        );
        passes(&RULE, "DELETE /", "405 Method Not Allowed\nAllow:\n\n");
        passes(&RULE, "DELETE /", "501 Not Implemented\n\n");
    }
}
