//! A code that is not in the registry means no more than its class.

use crate::catalogue;
use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unregistered-code",
    fault: "A code that is not registered",
    why: "A client knows its class at best, and treats it as the first code of it. What the \
          rest of the number was to say is lost.",
    source: rfc(9110, "15"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let code = message.code;
    if code > 599 || catalogue::find(code).is_some() {
        return None;
    }
    let class = code / 100 * 100;
    Some(format!(
        "`{code}` is not registered: clients read it as `{class}`. Send a registered code, and \
        put the detail in the content."
    ))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn vendor_codes_are_found() {
        flags(&RULE, "GET /", "520 \n\n", "`500`");
        flags(&RULE, "POST /", "420 Enhance Your Calm\n\n", "`400`");
        flags(&RULE, "GET /", "299 \n\n", "`200`");
    }

    #[test]
    fn registered_codes_pass() {
        passes(&RULE, "GET /", "425 Too Early\n\n");
        passes(&RULE, "GET /", "999 Beyond\n\n");
    }
}
