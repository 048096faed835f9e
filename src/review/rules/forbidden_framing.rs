//! A length or a transfer coding where there is no content to have one.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "forbidden-framing",
    fault: "A length where there is no content",
    why: "The client may wait for content that cannot come, or take the next response for it.",
    source: rfc(9110, "8.6"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    if !matches!(message.code, 100..=199 | 204) && !message.is_tunnel() {
        return None;
    }
    // RFC 9112 §6.1 says the same of Transfer-Encoding.
    let name = ["Content-Length", "Transfer-Encoding"]
        .into_iter()
        .find(|name| message.has(name))?;
    Some(format!(
        "`{name}` must not come with `{}` here: no content follows. Leave it out.",
        message.code
    ))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_length_of_nothing_is_found() {
        flags(
            &RULE,
            "DELETE /",
            "204 No Content\nContent-Length: 0\n\n",
            "Leave it out",
        );
        flags(
            &RULE,
            "GET /",
            "204 No Content\nTransfer-Encoding: chunked\n\n",
            "Transfer-Encoding",
        );
        flags(
            &RULE,
            "CONNECT shop.example:443",
            "200 OK\nContent-Length: 0\n\n",
            "no content follows",
        );
    }

    #[test]
    fn head_and_304_may_tell_the_length() {
        passes(&RULE, "GET /", "304 Not Modified\nContent-Length: 5\n\n");
        passes(&RULE, "POST /", "205 Reset Content\nContent-Length: 0\n\n");
        passes(&RULE, "HEAD /", "200 OK\nContent-Length: 5\n\n");
    }
}
