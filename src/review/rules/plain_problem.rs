//! Problem details that do not carry their media type.

use crate::protocol::rfc;
use crate::review::message::says;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "plain-problem",
    fault: "A problem that does not say it is one",
    why: "A client that knows problem details does not recognise these, and treats them as any \
          JSON.",
    source: rfc(9457, "3"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let object = message
        .object()
        .filter(|_| message.is_error() && message.media_type == "application/json")?;
    let text = |name: &str| object.get(name).is_some_and(serde_json::Value::is_string);
    let is_problem = text("title")
        && (text("type") || text("detail"))
        && object.get("status") == Some(&message.code.into());
    // A client that names its formats may not take this one.
    let takes_it = message.asked("accept").is_none_or(|accept| {
        says(
            accept,
            &["*/*", "application/*", "application/problem+json"],
        )
    });
    (is_problem && takes_it).then(|| {
        "The content is a problem, but says it is any JSON. Send `Content-Type: \
        application/problem+json`."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_problem_in_disguise_is_found() {
        flags(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: application/json\n\n\
            {\"type\": \"about:blank\", \"title\": \"Not Found\", \"status\": 404}",
            "problem+json",
        );
    }

    #[test]
    fn other_json_passes() {
        passes(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: application/problem+json\n\n\
            {\"title\": \"Not Found\", \"status\": 404, \"detail\": \"\"}",
        );
        passes(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: application/json\n\n{\"title\": \"Dune\", \"status\": 404}",
        );
        passes(
            &RULE,
            "GET /\nAccept: application/json",
            "404 Not Found\nContent-Type: application/json\n\n\
            {\"type\": \"about:blank\", \"title\": \"Not Found\", \"status\": 404}",
        );
        passes(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: application/json\n\n{\"error\": \"no\"}",
        );
    }
}
