//! JSON that says it is HTML or XML.

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "mislabelled-json",
    fault: "JSON that says it is something else",
    why: "A client that goes by the type does not parse it, and a browser shows it as a page, \
          with whatever markup is in its strings.",
    source: rfc(9110, "8.3"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let wrong =
        message.is_page() || matches!(message.media_type.as_str(), "application/xml" | "text/xml");
    let json = message.json.as_ref().filter(|_| wrong)?;
    // Brackets around a word may be a text of any kind.
    let telling = json.as_object().is_some_and(|object| !object.is_empty())
        || json
            .as_array()
            .is_some_and(|list| list.iter().any(|item| item.is_object()));
    telling.then(|| {
        let right = if message.is_error() {
            "application/problem+json` or `application/json"
        } else {
            "application/json"
        };
        format!(
            "The content is JSON, but `Content-Type` says {}. Send `{right}`.",
            quote(&message.media_type)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn json_as_a_page_is_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: text/html; charset=utf-8\n\n{\"a\": 1}",
            "says `text/html`",
        );
        flags(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: text/xml\n\n[{\"a\": 1}]",
            "problem+json",
        );
    }

    #[test]
    fn json_as_text_passes() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: text/html\n\n<p>{}</p>",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: text/plain\n\n{\"a\": 1}",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"a\": 1}",
        );
        passes(&RULE, "GET /", "200 OK\nContent-Type: text/html\n\n{}");
    }
}
