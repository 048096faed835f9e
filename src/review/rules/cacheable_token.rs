//! A token in a response that does not forbid storing it.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "cacheable-token",
    fault: "A token that caches may keep",
    why: "A token is a password: what is kept in a cache or on a disk can be stolen there.",
    source: rfc(6749, "5.1"),
    check,
};

/// Tokens of RFC 6749 §5.1 and OpenID Connect, and the secret of RFC 7591 §3.2.1.
const NAMES: [&str; 4] = ["access_token", "refresh_token", "id_token", "client_secret"];

fn check(message: &Message<'_>) -> Option<String> {
    let object = message.object().filter(|_| message.is_success())?;
    let name = NAMES.iter().find(|name| {
        object
            .get(**name)
            .and_then(serde_json::Value::as_str)
            .is_some_and(|token| !token.is_empty())
    })?;
    message.directive("no-store").is_none().then(|| {
        format!("A response with `{name}` must not be stored. Send `Cache-Control: no-store`.")
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_token_without_no_store_is_found() {
        flags(
            &RULE,
            "POST /token",
            "200 OK\nContent-Type: application/json\n\n{\"access_token\": \"a\"}",
            "no-store",
        );
        flags(
            &RULE,
            "POST /token",
            "200 OK\nCache-Control: private\nContent-Type: application/json\n\n{\"refresh_token\": \"a\"}",
            "refresh_token",
        );
    }

    #[test]
    fn no_store_passes() {
        passes(
            &RULE,
            "POST /token",
            "200 OK\nCache-Control: no-store\nContent-Type: application/json\n\n{\"access_token\": \"a\"}",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"access_token\": null, \"token\": \"a\"}",
        );
        passes(
            &RULE,
            "GET /",
            "400 Bad Request\nContent-Type: application/json\n\n{\"error\": \"access_token\"}",
        );
    }
}
