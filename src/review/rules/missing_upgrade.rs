//! A 101 or 426 that does not name the protocol.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "missing-upgrade",
    fault: "A change of protocol to none",
    why: "The client is asked to speak another protocol, or told that it does already, and not \
          which.",
    source: rfc(9110, "7.8"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let code = message.code;
    if !matches!(code, 101 | 426) {
        return None;
    }
    if !message.has("upgrade") {
        return Some(format!(
            "`{code}` must name the protocol. Send `Upgrade`, such as `Upgrade: HTTP/3.0`, and \
            `Connection: Upgrade`."
        ));
    }
    let named = message
        .list("connection")
        .any(|option| option.eq_ignore_ascii_case("upgrade"));
    (!named).then(|| {
        "`Upgrade` holds for this connection only, which must be said. Send \
        `Connection: Upgrade` with it."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_protocol_without_a_name_is_found() {
        flags(&RULE, "GET /", "426 Upgrade Required\n\n", "must name");
        flags(
            &RULE,
            "GET /\nUpgrade: websocket",
            "101 Switching Protocols\nUpgrade: websocket\n\n",
            "Connection: Upgrade",
        );
    }

    #[test]
    fn options_compare_without_case() {
        passes(
            &RULE,
            "GET /\nUpgrade: websocket",
            "101 Switching Protocols\nUpgrade: websocket\nConnection: keep-alive, upgrade\n\n",
        );
        passes(&RULE, "GET /", "200 OK\n\n");
    }
}
