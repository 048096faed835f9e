//! A challenge without the parameters its scheme demands.

use crate::protocol::rfc;
use crate::review::message::is_token;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "bare-challenge",
    fault: "A challenge that says too little",
    why: "The scheme's own specification asks for a parameter: without a realm, a client does \
          not know which password to ask for, or for what the credentials hold.",
    source: rfc(7617, "2"),
    check,
};

/// Schemes, what they demand, and where.
const DEMANDS: &[(&str, &[&str], &str)] = &[
    ("basic", &["realm"], "RFC 7617 §2"),
    ("digest", &["realm", "nonce"], "RFC 7616 §3.3"),
];

fn check(message: &Message<'_>) -> Option<String> {
    let name = match message.code {
        401 => "www-authenticate",
        407 => "proxy-authenticate",
        _ => return None,
    };
    // The parameters of each challenge, gathered member by member.
    let mut challenges: Vec<(String, Vec<String>)> = Vec::new();
    for member in message.list(name) {
        let parameter = |text: &str| {
            text.split('=')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase()
        };
        match member.split_once(' ') {
            Some((scheme, rest)) if is_token(scheme) && !rest.trim_start().starts_with('=') => {
                challenges.push((scheme.to_ascii_lowercase(), vec![parameter(rest)]));
            }
            _ if member.contains('=') => {
                if let Some((_, parameters)) = challenges.last_mut() {
                    parameters.push(parameter(member));
                }
            }
            _ => challenges.push((member.to_ascii_lowercase(), Vec::new())),
        }
    }
    challenges.iter().find_map(|(scheme, parameters)| {
        // RFC 6750 §3: at least one parameter, whichever.
        if scheme == "bearer" && parameters.is_empty() {
            return Some(
                "A `Bearer` challenge must have a parameter (RFC 6750 §3). Send `Bearer \
                realm=\"shop\"`, for instance."
                    .to_owned(),
            );
        }
        let (_, demanded, place) = DEMANDS.iter().find(|(known, ..)| known == scheme)?;
        let missing = demanded
            .iter()
            .find(|name| !parameters.iter().any(|other| other == *name))?;
        Some(format!(
            "A challenge of the scheme `{scheme}` must have `{missing}` ({place}). Send it."
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_scheme_without_its_parameters_is_found() {
        flags(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Basic\n\n",
            "`realm`",
        );
        flags(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Digest realm=\"a\", qop=\"auth\"\n\n",
            "`nonce`",
        );
        flags(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Negotiate, Bearer\n\n",
            "RFC 6750",
        );
    }

    #[test]
    fn schemes_that_need_nothing_pass() {
        passes(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Basic charset=\"UTF-8\", realm=\"a\"\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\"\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Digest realm = \"a\", nonce=\"b\"\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Negotiate\n\n",
        );
    }
}
