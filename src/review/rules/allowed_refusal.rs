//! A 405 that lists the method it refuses.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "allowed-refusal",
    fault: "405 that allows what it refuses",
    why: "The client reads that its method is fine and may send it again, for ever.",
    source: rfc(9110, "15.5.6"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let method = message.request.method.as_str();
    let allowed = message.code == 405 && message.list("allow").any(|allowed| allowed == method);
    allowed.then(|| {
        format!(
            "`Allow` lists `{method}`, which was just refused. Leave it out, or answer the request."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn the_refused_method_in_the_list_is_found() {
        flags(
            &RULE,
            "DELETE /",
            "405 Method Not Allowed\nAllow: GET, DELETE\n\n",
            "just refused",
        );
    }

    #[test]
    fn methods_compare_with_case() {
        passes(
            &RULE,
            "DELETE /",
            "405 Method Not Allowed\nAllow: GET, HEAD\n\n",
        );
        passes(
            &RULE,
            "delete /",
            "405 Method Not Allowed\nAllow: DELETE\n\n",
        );
        passes(&RULE, "OPTIONS /", "204 No Content\nAllow: OPTIONS\n\n");
    }
}
