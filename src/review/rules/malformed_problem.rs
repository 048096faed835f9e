//! Problem details that are no object, or whose members have the wrong type.

use serde_json::Value;

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "malformed-problem",
    fault: "A problem that cannot be read",
    why: "A client must ignore members of the wrong type, so what they were to say is lost.",
    source: rfc(9457, "3.1"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    // What is no JSON at all is found by `broken-json`.
    let value = message
        .json
        .as_ref()
        .filter(|_| message.media_type == "application/problem+json")?;
    let Some(object) = value.as_object() else {
        return Some(
            "A problem is one JSON object, and this is a list. Send the most urgent \
            problem, with the others inside."
                .to_owned(),
        );
    };
    let text = ["type", "title", "detail", "instance"]
        .into_iter()
        .find(|name| object.get(*name).is_some_and(|value| !value.is_string()));
    if let Some(name) = text {
        return Some(format!(
            "`{name}` must be a string, so clients ignore it as it is. Send a string, or leave \
            it out."
        ));
    }
    match object.get("status") {
        None | Some(Value::Number(_)) => None,
        Some(_) => Some(format!(
            "`status` must be a number, so clients ignore it as it is. Send `{}`, without quotes.",
            message.code
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn members_of_the_wrong_type_are_found() {
        flags(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: application/problem+json\n\n[{}]",
            "one JSON object",
        );
        flags(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: application/problem+json\n\n{\"status\": \"404\"}",
            "`404`",
        );
        flags(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: application/problem+json\n\n{\"detail\": null}",
            "`detail`",
        );
    }

    #[test]
    fn extensions_pass() {
        passes(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: application/problem+json\n\n{\"status\": 404, \"errors\": []}",
        );
        passes(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: application/json\n\n{\"status\": \"404\"}",
        );
    }
}
