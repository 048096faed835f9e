//! A 401 that does not say how to sign in.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "missing-challenge",
    fault: "401 without a challenge",
    why: "The client does not know which credentials would be accepted, so it cannot get any.",
    source: rfc(9110, "15.5.2"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    (message.code == 401 && !message.has("www-authenticate")).then(|| {
        "`401` must say how to sign in. Send `WWW-Authenticate`, such as `Bearer \
        realm=\"shop\"`; without a way to, send `403`."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_401_without_a_challenge_is_found() {
        flags(&RULE, "GET /", "401 Unauthorized\n\n", "WWW-Authenticate");
    }

    #[test]
    fn a_403_needs_none() {
        passes(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Bearer realm=\"shop\"\n\n",
        );
        passes(&RULE, "GET /", "403 Forbidden\n\n");
    }
}
