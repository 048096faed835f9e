//! A 407 that does not say how to sign in to the proxy.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "missing-proxy-challenge",
    fault: "407 without a challenge",
    why: "The client does not know which credentials the proxy would accept, so it cannot get \
          any.",
    source: rfc(9110, "15.5.8"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    (message.code == 407 && !message.has("proxy-authenticate")).then(|| {
        let more = match message.has("www-authenticate") {
            true => " `WWW-Authenticate` is for `401`.",
            false => "",
        };
        format!("`407` must say how to sign in to the proxy. Send `Proxy-Authenticate`.{more}")
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_407_without_a_challenge_is_found() {
        flags(
            &RULE,
            "GET /",
            "407 Proxy Authentication Required\n\n",
            "Proxy-Authenticate",
        );
        flags(
            &RULE,
            "GET /",
            "407 Proxy Authentication Required\nWWW-Authenticate: Basic realm=\"a\"\n\n",
            "is for `401`",
        );
    }

    #[test]
    fn a_401_is_not_meant() {
        passes(
            &RULE,
            "GET /",
            "407 Proxy Authentication Required\nProxy-Authenticate: Basic realm=\"a\"\n\n",
        );
        passes(&RULE, "GET /", "401 Unauthorized\n\n");
    }
}
