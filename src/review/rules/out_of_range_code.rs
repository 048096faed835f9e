//! A code above 599 is in no class.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "out-of-range-code",
    fault: "A code that is in no class",
    why: "What is above 599 belongs to no class. A client can only treat it as a failure of \
          the server, or as garbage.",
    source: rfc(9110, "15"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let code = message.code;
    (code > 599).then(|| {
        format!(
            "`{code}` is outside 100 to 599, so clients read it as a server's failure. Send \
            a registered code."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_code_above_599_is_found() {
        flags(&RULE, "GET /", "999 Request Denied\n\n", "`999`");
        flags(&RULE, "GET /", "600 Odd\n\n", "100 to 599");
    }

    #[test]
    fn any_code_of_a_class_passes() {
        passes(&RULE, "GET /", "599 Vendor\n\n");
        passes(&RULE, "GET /", "100 Continue\n\n");
    }
}
