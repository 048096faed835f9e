//! A 405 that lists the method it refuses, or whose list cannot be read.

use crate::protocol::rfc;
use crate::review::message::{is_token, quote};
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "allowed-refusal",
    fault: "405 that allows what it refuses",
    why: "The client reads that its method is fine and may send it again, for ever.",
    source: rfc(9110, "15.5.6"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    if message.code != 405 {
        return None;
    }
    let method = message.request.method.as_str();
    if message.list("allow").any(|allowed| allowed == method) {
        return Some(format!(
            "`Allow` lists `{method}`, which was just refused. Leave it out, or answer the request."
        ));
    }
    let odd = message.list("allow").find(|allowed| !is_token(allowed))?;
    Some(format!(
        "{} in `Allow` is not a method. Send methods with commas between them: `GET, HEAD`.",
        quote(odd)
    ))
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
        flags(
            &RULE,
            "DELETE /",
            "405 Method Not Allowed\nAllow: GET POST\n\n",
            "commas",
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
