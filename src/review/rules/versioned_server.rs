//! A field that names the version of the software.

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "versioned-server",
    fault: "A field that tells the version of the server",
    why: "An attacker looks up the version's known holes; no client needs it.",
    source: rfc(9110, "10.2.4"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    [
        "Server",
        "X-Powered-By",
        "X-AspNet-Version",
        "X-AspNetMvc-Version",
    ]
    .into_iter()
    .find_map(|name| {
        let text = message.field(name)?;
        let is_fine = |word: &str| {
            // 1.18 and more; a single number tells little.
            let version = word.rsplit('/').next().unwrap_or_default();
            let named = word.contains('/') || name.ends_with("Version");
            let mut parts = version.split('.');
            let number = |part: Option<&str>| {
                part.is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()))
            };
            named && number(parts.next()) && number(parts.next())
        };
        let word = text.split([' ', ',', ';']).find(|word| is_fine(word))?;
        Some(match name {
            "Server" => format!(
                "`Server` should not tell more than it needs to, and tells {}. \
                Send the name alone, or nothing.",
                quote(word)
            ),
            _ => format!(
                "`{name}` tells {}, which only helps attackers. Leave the field out.",
                quote(word)
            ),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_version_is_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nServer: Apache/2.4.41 (Ubuntu)\n\n",
            "Apache/2.4.41",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nServer: nginx\nX-Powered-By: PHP/8.1.2\n\n",
            "X-Powered-By",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nX-AspNet-Version: 4.0.30319\n\n",
            "4.0",
        );
    }

    #[test]
    fn a_name_passes() {
        passes(&RULE, "GET /", "200 OK\nServer: cloudflare\n\n");
        passes(
            &RULE,
            "GET /",
            "200 OK\nServer: nginx/1\nX-Powered-By: Express\n\n",
        );
        passes(&RULE, "GET /", "200 OK\nServer: Teapot (see 10.0.0.1)\n\n");
    }
}
