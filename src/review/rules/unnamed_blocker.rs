//! A 451 that does not say who blocks.

use crate::protocol::rfc;
use crate::review::message::says;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unnamed-blocker",
    fault: "451 that does not say who blocks",
    why: "The reader cannot tell whether the site or somebody on the way blocks, and whom to \
          ask.",
    source: rfc(7725, "4"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let named = message.list("link").any(|link| says(link, &["blocked-by"]));
    (message.code == 451 && !named).then(|| {
        "`451` should say who blocks. Send `Link` with the address of the blocker and \
        `rel=\"blocked-by\"`."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn an_unnamed_blocker_is_found() {
        flags(
            &RULE,
            "GET /",
            "451 Unavailable For Legal Reasons\nLink: </>; rel=\"up\"\n\n",
            "who blocks",
        );
    }

    #[test]
    fn a_named_blocker_passes() {
        passes(
            &RULE,
            "GET /",
            "451 Unavailable For Legal Reasons\n\
            Link: </>; rel=\"up\", <https://isp.example/>; rel=\"blocked-by\"\n\n",
        );
        passes(&RULE, "GET /", "403 Forbidden\n\n");
    }
}
