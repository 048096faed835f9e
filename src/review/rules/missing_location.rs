//! A redirect that does not say where to.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "missing-location",
    fault: "A redirect without `Location`",
    why: "A client cannot follow it: a browser shows the content, or nothing at all.",
    source: rfc(9110, "10.2.2"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let redirects = matches!(message.code, 301 | 302 | 303 | 307 | 308);
    (redirects && !message.has("location")).then(|| {
        format!(
            "`{}` should say where to go. Send `Location` with the new address.",
            message.code
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_redirect_to_nowhere_is_found() {
        flags(&RULE, "GET /old", "301 Moved Permanently\n\n", "should say");
        flags(&RULE, "POST /", "303 See Other\n\n", "Location");
    }

    #[test]
    fn other_3xx_need_no_location() {
        passes(
            &RULE,
            "GET /old",
            "301 Moved Permanently\nLocation: /new\n\n",
        );
        passes(&RULE, "GET /", "304 Not Modified\n\n");
        passes(&RULE, "GET /", "300 Multiple Choices\n\n");
    }
}
