//! Every origin allowed, and credentials too.

use crate::protocol::Source;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "wildcard-with-credentials",
    fault: "Credentials for any origin",
    why: "Browsers refuse the combination: a script that sends cookies gets a network error in \
          place of the response.",
    source: Source::Page {
        title: "Fetch Standard, CORS protocol",
        url: "https://fetch.spec.whatwg.org/#http-cors-protocol",
    },
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let both = message.field("access-control-allow-origin") == Some("*")
        && message.field("access-control-allow-credentials") == Some("true");
    both.then(|| {
        "`Access-Control-Allow-Origin: *` does not go with `Access-Control-Allow-Credentials: \
        true`. Send the one origin you trust, and `Vary: Origin`."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn the_star_with_credentials_is_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nAccess-Control-Allow-Origin: *\nAccess-Control-Allow-Credentials: true\n\n",
            "Vary: Origin",
        );
    }

    #[test]
    fn one_of_them_passes() {
        passes(&RULE, "GET /", "200 OK\nAccess-Control-Allow-Origin: *\n\n");
        passes(
            &RULE,
            "GET /",
            "200 OK\nAccess-Control-Allow-Origin: https://a.example\n\
            Access-Control-Allow-Credentials: true\n\n",
        );
    }
}
