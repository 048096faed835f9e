//! A 4xx or 5xx whose content says nothing.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "silent-error",
    fault: "An error without a word",
    why: "The person who has to mend it has only the number, and the next step is a guess.",
    source: rfc(9110, "15.5"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    // RFC 9110 §15.5 and §15.6. 406 lists its choices: `missing-choices`. A first line without the rest was cut off.
    if !message.is_error()
        || !message.may_have_content()
        || message.code == 406
        || message.is_encoded()
    {
        return None;
    }
    let promised = message.has("transfer-encoding")
        || message
            .field("content-length")
            .is_some_and(|length| length != "0");
    let empty = message.response.body.is_empty() && !promised;
    let says_nothing = empty
        || (message.is_whole()
            && !message.response.body.is_empty()
            && matches!(
                message.text.trim(),
                "" | "{}" | "[]" | "null" | "\"\"" | "false"
            ));
    says_nothing.then(|| {
        let section = if message.code < 500 {
            "§15.5"
        } else {
            "§15.6"
        };
        format!(
            "`{}` should say what is wrong (RFC 9110 {section}). Send a problem: \
            `application/problem+json` with a `detail`.",
            message.code
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn an_empty_error_is_found() {
        flags(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Length: 0\n\n",
            "should say",
        );
        flags(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: application/json\n\n{}",
            "§15.6",
        );
    }

    #[test]
    fn head_and_cut_off_pastes_pass() {
        passes(&RULE, "HEAD /", "404 Not Found\n\n");
        passes(&RULE, "GET /", "404 Not Found\n\nNo such order.");
        passes(&RULE, "GET /", "404 Not Found\nContent-Length: 40\n\n");
        passes(&RULE, "DELETE /", "204 No Content\n\n");
    }
}
