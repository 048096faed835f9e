//! A 202 that says nothing about what becomes of the request.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "untraceable-acceptance",
    fault: "202 with nothing to follow",
    why: "The client never learns whether what it asked for happened, and may ask again.",
    source: rfc(9110, "15.3.3"),
    check,
};

const FIELDS: [&str; 7] = [
    "location",
    "content-location",
    "link",
    "operation-location",
    "azure-asyncoperation",
    "preference-applied",
    "refresh",
];

fn check(message: &Message<'_>) -> Option<String> {
    let says_more = !message.response.body.is_empty()
        || message
            .field("content-length")
            .is_some_and(|length| length != "0")
        || message.has("transfer-encoding")
        || FIELDS.iter().any(|name| message.has(name));
    (message.code == 202 && message.may_have_content() && !says_more).then(|| {
        "`202` ought to tell how the request is doing and where to ask later. Send that as \
        content, or the address in `Location`."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn an_empty_202_is_found() {
        flags(
            &RULE,
            "POST /jobs",
            "202 Accepted\nContent-Length: 0\n\n",
            "where to ask",
        );
    }

    #[test]
    fn an_address_or_words_pass() {
        passes(&RULE, "POST /jobs", "202 Accepted\nLocation: /jobs/7\n\n");
        passes(&RULE, "POST /jobs", "202 Accepted\n\n{\"job\": 7}");
        passes(&RULE, "HEAD /jobs", "202 Accepted\n\n");
        passes(&RULE, "POST /jobs", "204 No Content\n\n");
    }
}
