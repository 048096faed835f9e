//! The `type` or `instance` of a problem is not a URI reference.

use fluent_uri::UriRef;

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unreadable-problem-type",
    fault: "A problem whose type is no address",
    why: "Clients tell kinds of problems apart by this URI, and people look it up. What is \
          none identifies nothing.",
    source: rfc(9457, "3.1.1"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let object = message
        .object()
        .filter(|_| message.media_type == "application/problem+json")?;
    let mut texts = ["type", "instance"]
        .into_iter()
        .filter_map(|name| Some((name, object.get(name)?.as_str()?)));
    let (name, text) = texts.find(|(_, text)| UriRef::parse(*text).is_err())?;
    let example = match name {
        "type" => "`https://shop.example/problems/out-of-stock`",
        _ => "`/problems/7`, or `urn:uuid:` and an id",
    };
    Some(format!(
        "`{name}` is {}, which is not a URI reference. Send one, such as {example}.",
        quote(text)
    ))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_type_with_blanks_is_found() {
        flags(
            &RULE,
            "GET /",
            "400 Bad Request\nContent-Type: application/problem+json\n\n{\"type\": \"Validation Error\"}",
            "`type`",
        );
        flags(
            &RULE,
            "GET /",
            "400 Bad Request\nContent-Type: application/problem+json\n\n{\"instance\": \"<7>\"}",
            "`instance`",
        );
    }

    #[test]
    fn relative_references_pass() {
        passes(
            &RULE,
            "GET /",
            "400 Bad Request\nContent-Type: application/problem+json\n\n\
            {\"type\": \"about:blank\", \"instance\": \"/errors/7\"}",
        );
        passes(
            &RULE,
            "GET /",
            "400 Bad Request\nContent-Type: application/problem+json\n\n{\"type\": \"out-of-stock\"}",
        );
        passes(
            &RULE,
            "GET /",
            "400 Bad Request\nContent-Type: application/json\n\n{\"type\": \"Validation Error\"}",
        );
    }
}
