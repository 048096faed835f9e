//! A field that matters and that a script of another origin cannot see.

use crate::protocol::Source;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "hidden-field",
    fault: "A field that scripts cannot read",
    why: "In a browser, a script of another origin sees a few fields only. A wait it cannot \
          read is a wait it does not keep.",
    source: Source::Page {
        title: "Fetch Standard, CORS-safelisted response-header name",
        url: "https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name",
    },
    check,
};

/// What a client acts on, and whether any response makes it matter or only a creation.
const FIELDS: &[(&str, bool)] = &[
    ("Retry-After", true),
    ("RateLimit", true),
    ("RateLimit-Policy", true),
    ("X-RateLimit-Remaining", true),
    ("X-RateLimit-Reset", true),
    // Redirects are followed by the browser; the address of what was created is read by the script.
    ("Location", false),
];

fn check(message: &Message<'_>) -> Option<String> {
    let shared = message.has("access-control-allow-origin")
        && message.request.method != http::Method::OPTIONS;
    if !shared {
        return None;
    }
    // With credentials the star is the name of a field.
    let star = message.field("access-control-allow-credentials") != Some("true");
    let exposed = |name: &str| {
        message
            .list("access-control-expose-headers")
            .any(|other| other.eq_ignore_ascii_case(name) || (star && other == "*"))
    };
    let hidden: Vec<&str> = FIELDS
        .iter()
        .filter(|(name, any)| {
            (*any || matches!(message.code, 201 | 202)) && message.has(name) && !exposed(name)
        })
        .map(|(name, _)| *name)
        .collect();
    (!hidden.is_empty()).then(|| {
        let names = hidden.join(", ");
        format!(
            "Scripts of other origins cannot see `{names}`. Send \
            `Access-Control-Expose-Headers: {names}`."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_hidden_wait_is_found() {
        flags(
            &RULE,
            "GET /",
            "429 Too Many Requests\nAccess-Control-Allow-Origin: *\nRetry-After: 2\n\n",
            "Expose-Headers: Retry-After",
        );
        flags(
            &RULE,
            "POST /",
            "201 Created\nAccess-Control-Allow-Origin: *\nLocation: /7\n\n",
            "Location",
        );
        flags(
            &RULE,
            "GET /",
            "503 Service Unavailable\nAccess-Control-Allow-Origin: https://a.example\n\
            Access-Control-Allow-Credentials: true\nAccess-Control-Expose-Headers: *\n\
            Retry-After: 2\n\n",
            "Retry-After",
        );
    }

    #[test]
    fn exposed_fields_pass() {
        passes(&RULE, "GET /", "429 Too Many Requests\nRetry-After: 2\n\n");
        passes(
            &RULE,
            "GET /",
            "429 Too Many Requests\nAccess-Control-Allow-Origin: *\n\
            Access-Control-Expose-Headers: *\nRetry-After: 2\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "301 Moved Permanently\nAccess-Control-Allow-Origin: *\nLocation: /7\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "429 Too Many Requests\nAccess-Control-Allow-Origin: *\n\
            Access-Control-Expose-Headers: etag, retry-after\nRetry-After: 2\n\n",
        );
        passes(
            &RULE,
            "OPTIONS /",
            "204 No Content\nAccess-Control-Allow-Origin: *\nRetry-After: 2\n\n",
        );
    }
}
