//! A problem whose `status` is another than that of the response.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "contradicting-status",
    fault: "A problem with another status",
    why: "Some clients believe the status line and some the content, so the same response is \
          two things.",
    source: rfc(9457, "3.1.2"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let object = message
        .object()
        .filter(|_| message.media_type == "application/problem+json")?;
    let said = object.get("status")?.as_number()?;
    (said.as_f64() != Some(message.code.into())).then(|| {
        format!(
            "The content says `status: {said}`, the response is `{}`. Send the same code in both.",
            message.code
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn two_codes_are_found() {
        flags(
            &RULE,
            "GET /",
            "400 Bad Request\nContent-Type: application/problem+json\n\n{\"status\": 422}",
            "`400`",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/problem+json\n\n{\"status\": 404}",
            "404",
        );
    }

    #[test]
    fn without_a_status_it_passes() {
        passes(
            &RULE,
            "GET /",
            "400 Bad Request\nContent-Type: application/problem+json\n\n{\"status\": 400}",
        );
        passes(
            &RULE,
            "GET /",
            "400 Bad Request\nContent-Type: application/problem+json\n\n{\"title\": \"No\"}",
        );
        passes(
            &RULE,
            "GET /",
            "400 Bad Request\nContent-Type: application/json\n\n{\"status\": 7}",
        );
    }
}
