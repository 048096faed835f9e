//! A cookie whose own name or attributes make browsers drop it.

use crate::protocol::Source;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "rejected-cookie",
    fault: "A cookie that browsers drop",
    why: "The browser does not keep it and says nothing: the user signs in, and is not signed \
          in.",
    source: Source::Draft {
        name: "draft-ietf-httpbis-rfc6265bis-14",
        section: "4.1.3",
    },
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    message
        .response
        .headers
        .get_all("set-cookie")
        .iter()
        .find_map(|value| {
            let cookie = value.to_str().ok()?;
            let mut parts = cookie.split(';').map(str::trim);
            let (name, _) = parts.next()?.split_once('=')?;
            let attributes: Vec<(String, &str)> = parts
                .map(|part| part.split_once('=').unwrap_or((part, "")))
                .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim()))
                .collect();
            // The last of a name counts.
            let attribute = |name: &str| {
                attributes
                    .iter()
                    .rev()
                    .find(|(other, _)| other == name)
                    .map(|(_, value)| *value)
            };
            let prefixed = |prefix: &str| {
                name.get(..prefix.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
            };
            let lacks = match attribute("secure") {
                None if prefixed("__Host-") || prefixed("__Secure-") => {
                    "its name promises `Secure`. Send that attribute"
                }
                None if attribute("samesite")
                    .is_some_and(|site| site.eq_ignore_ascii_case("none")) =>
                {
                    "`SameSite=None` needs `Secure`. Send both"
                }
                _ if prefixed("__Host-") && attribute("path") != Some("/") => {
                    "its name promises `Path=/`. Send that attribute"
                }
                _ if prefixed("__Host-")
                    && attribute("domain").is_some_and(|domain| !domain.is_empty()) =>
                {
                    "its name promises that there is no `Domain`. Leave that attribute out"
                }
                _ => return None,
            };
            Some(format!(
                "Browsers drop the cookie {}: {lacks}.",
                quote(name)
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn promises_that_are_not_kept_are_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nSet-Cookie: a=1; SameSite=None\n\n",
            "needs `Secure`",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nSet-Cookie: __Host-a=1; Secure\n\n",
            "Path=/",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nSet-Cookie: b=1\nSet-Cookie: __Secure-a=1\n\n",
            "promises",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nSet-Cookie: __Host-a=1; Secure; Path=/; Domain=a.example\n\n",
            "Domain",
        );
    }

    #[test]
    fn plain_cookies_pass() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nSet-Cookie: a=1; samesite=none; secure\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nSet-Cookie: __Host-a=1; Path=/; Secure; HttpOnly\n\n",
        );
        passes(&RULE, "GET /", "200 OK\nSet-Cookie: a=1; HttpOnly\n\n");
    }
}
