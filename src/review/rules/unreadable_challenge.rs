//! A challenge that does not follow the grammar.

use crate::protocol::rfc;
use crate::review::message::{is_token, members, quote};
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unreadable-challenge",
    fault: "A challenge that cannot be read",
    why: "A client that cannot read the challenge does not know how to sign in. Usually a \
          quotation mark is missing.",
    source: rfc(9110, "11.6.1"),
    check,
};

/// What a challenge may consist of: a scheme, then parameters or one token68 (RFC 9110 §11.3).
fn check(message: &Message<'_>) -> Option<String> {
    ["WWW-Authenticate", "Proxy-Authenticate"]
        .into_iter()
        .find_map(|name| {
            let values = message.response.headers.get_all(name).into_iter();
            let mut readable = values.filter_map(|value| value.to_str().ok());
            let odd = readable.find_map(|value| {
                let mut scheme = false;
                let mut parts = members(value).peekable();
                if parts.peek().is_none() {
                    return Some(value);
                }
                parts.find(|part| !is_part(part, &mut scheme))
            })?;
            Some(format!(
                "{} in `{name}` is neither a scheme nor a parameter. Send a scheme and quoted \
                parameters: `Bearer realm=\"shop\"`.",
                quote(odd)
            ))
        })
}

/// Whether a member of the list starts a challenge, or goes on with one that has started.
fn is_part(part: &str, started: &mut bool) -> bool {
    if *started && is_parameter(part) {
        return true;
    }
    *started = true;
    match part.split_once(' ') {
        None => is_token(part),
        Some((scheme, rest)) => {
            let rest = rest.trim_start_matches(' ');
            is_token(scheme) && (is_parameter(rest) || is_token68(rest))
        }
    }
}

fn is_parameter(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else {
        return false;
    };
    let value = value.trim_start_matches([' ', '\t']);
    is_token(name.trim_end_matches([' ', '\t'])) && (is_token(value) || is_quoted(value))
}

fn is_quoted(text: &str) -> bool {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let mut escaped = false;
    inner.is_some_and(|inner| {
        inner.chars().all(|c| {
            let good = escaped || c != '"';
            escaped = !escaped && c == '\\';
            good
        }) && !escaped
    })
}

fn is_token68(text: &str) -> bool {
    let text = text.trim_end_matches('=');
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn what_is_no_challenge_is_found() {
        flags(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Basic realm=My Shop\n\n",
            "quoted",
        );
        flags(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: realm=\"shop\"\n\n",
            "neither",
        );
        flags(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Basic realm=\"shop\n\n",
            "neither",
        );
        flags(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate:\n\n",
            "neither",
        );
        flags(
            &RULE,
            "GET /",
            "407 Proxy Authentication Required\nProxy-Authenticate: Please sign in\n\n",
            "Proxy-Authenticate",
        );
    }

    #[test]
    fn every_form_of_challenge_passes() {
        passes(
            &RULE,
            "GET /",
            "401 Unauthorized\n\
            WWW-Authenticate: Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Negotiate\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: Negotiate YII+a/b==\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: , Basic  realm = \"a, b\" ,charset=UTF-8\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "401 Unauthorized\nWWW-Authenticate: NTLM, Negotiate\n\n",
        );
    }
}
