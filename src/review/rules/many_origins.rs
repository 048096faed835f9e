//! `Access-Control-Allow-Origin` is not one origin.

use crate::protocol::Source;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "many-origins",
    fault: "More than one allowed origin",
    why: "Browsers compare the value as a whole, so a list allows nobody: every script gets a \
          network error.",
    source: Source::Page {
        title: "Fetch Standard, CORS protocol",
        url: "https://fetch.spec.whatwg.org/#http-cors-protocol",
    },
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let name = "access-control-allow-origin";
    let several = message
        .response
        .headers
        .get_all(name)
        .iter()
        .nth(1)
        .is_some();
    let text = message.field(name)?;
    // An origin has a scheme, and no path.
    let is_origin = matches!(text, "*" | "null")
        || text
            .split_once("://")
            .is_some_and(|(_, host)| !host.is_empty() && !host.contains(['/', ',', ' ', '*']));
    (several || !is_origin).then(|| {
        format!(
            "`Access-Control-Allow-Origin` must be one origin, such as \
            `https://shop.example`, or `*`; it is {}. Send the one that asked.",
            quote(text)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn lists_of_origins_are_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nAccess-Control-Allow-Origin: https://a.example, https://b.example\n\n",
            "one origin",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nAccess-Control-Allow-Origin: *\nAccess-Control-Allow-Origin: *\n\n",
            "one origin",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nAccess-Control-Allow-Origin: https://a.example/\n\n",
            "one origin",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nAccess-Control-Allow-Origin: https://*.example\n\n",
            "one origin",
        );
    }

    #[test]
    fn one_origin_passes() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nAccess-Control-Allow-Origin: https://a.example:8443\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nAccess-Control-Allow-Origin: null\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nAccess-Control-Allow-Origin: chrome-extension://abc\n\n",
        );
    }
}
