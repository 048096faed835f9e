//! A 511 that does not say where to sign in to the network.

use crate::protocol::rfc;
use crate::review::message::says;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "portal-without-link",
    fault: "511 without a way in",
    why: "The user is kept out of the network and not shown the door.",
    source: rfc(6585, "6"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    if message.code != 511 {
        return None;
    }
    if message.has("www-authenticate") {
        return Some(
            "`511` should not challenge: the credentials would be kept for the wrong \
            site. Link to a page to sign in."
                .to_owned(),
        );
    }
    let linked = !message.may_have_content()
        || !message.is_whole()
        || message.has("link")
        || message.has("location")
        || says(message.text, &["://", "href=", "\"/"]);
    (!linked).then(|| {
        "`511` should link to where the user can sign in to the network. Put that \
        address in the content."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_portal_without_a_door_is_found() {
        flags(
            &RULE,
            "GET /",
            "511 Network Authentication Required\n\nSign in first.",
            "link to where",
        );
        flags(
            &RULE,
            "GET /",
            "511 Network Authentication Required\nWWW-Authenticate: Basic realm=\"a\"\n\n",
            "should not challenge",
        );
    }

    #[test]
    fn a_link_passes() {
        passes(
            &RULE,
            "GET /",
            "511 Network Authentication Required\n\n<a href=\"/login\">Sign in</a>",
        );
        passes(&RULE, "HEAD /", "511 Network Authentication Required\n\n");
        passes(&RULE, "GET /", "503 Service Unavailable\n\n");
    }
}
