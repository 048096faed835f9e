//! A response that offers a choice lists nothing to choose from.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "missing-choices",
    fault: "A choice without choices",
    why: "The client is told that there are other forms, and not which: it can only guess.",
    source: rfc(9110, "15.4.1"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    // RFC 9110 §15.5.7 asks the same of 406.
    let offers = matches!(message.code, 300 | 406) && message.may_have_content();
    let listed = !message.response.body.is_empty()
        || [
            "location",
            "link",
            "alternates",
            "content-length",
            "transfer-encoding",
        ]
        .iter()
        .any(|name| message.has(name) && message.field(name) != Some("0"));
    (offers && !listed).then(|| {
        format!(
            "`{}` should list what there is to choose from. Send the addresses and formats \
            as content.",
            message.code
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn nothing_to_choose_from_is_found() {
        flags(&RULE, "GET /", "300 Multiple Choices\n\n", "should list");
        flags(
            &RULE,
            "GET /\nAccept: text/csv",
            "406 Not Acceptable\nContent-Length: 0\n\n",
            "formats",
        );
    }

    #[test]
    fn a_preferred_choice_passes() {
        passes(&RULE, "GET /", "300 Multiple Choices\nLocation: /en\n\n");
        passes(&RULE, "HEAD /\nAccept: text/csv", "406 Not Acceptable\n\n");
        passes(&RULE, "GET /", "406 Not Acceptable\n\ntext/html is at /a");
    }
}
