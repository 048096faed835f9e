//! A lifetime that is not a number of seconds.

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unreadable-freshness",
    fault: "A lifetime that cannot be read",
    why: "Caches take a lifetime they cannot read for none: the response is fetched again each \
          time.",
    source: rfc(9111, "4.2.1"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let odd = [
        "max-age",
        "s-maxage",
        "stale-while-revalidate",
        "stale-if-error",
    ]
    .into_iter()
    .find_map(|name| {
        message
            .directive(name)
            .filter(|age| !is_number(age))
            .map(|age| (name, age))
    });
    if let Some((name, age)) = odd {
        return Some(format!(
            "`{name}` in `Cache-Control` is {}. Send whole seconds, such as `{name}=60`.",
            quote(age)
        ));
    }
    // RFC 9111 §5.1
    let age = message.field("age").filter(|age| !is_number(age))?;
    Some(format!("`Age` is {}. Send whole seconds.", quote(age)))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn an_hour_in_words_is_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nCache-Control: max-age=1h\n\n",
            "max-age=60",
        );
        flags(&RULE, "GET /", "200 OK\nAge: -1\n\n", "`Age`");
        flags(
            &RULE,
            "GET /",
            "200 OK\nCache-Control: max-age\n\n",
            "whole seconds",
        );
    }

    #[test]
    fn seconds_pass() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nCache-Control: max-age=\"60\", s-maxage=0\nAge: 5\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nCache-Control: no-cache\nExpires: 0\n\n",
        );
    }
}
