//! Directives of `Cache-Control` that contradict each other.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "contradicting-cache-control",
    fault: "Caching that is allowed and forbidden",
    why: "Caches that honour the strictest directive do not keep the response, and others do: what \
          is meant is lost either way.",
    source: rfc(9111, "4.2.1"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let there = |name: &&str| match *name {
        "max-age" | "s-maxage" => message.lasts(name),
        _ => message.directive(name).is_some(),
    };
    let (one, other) = if message.directive("no-store").is_some() {
        let others = ["max-age", "s-maxage", "public", "immutable"];
        ("no-store", others.into_iter().find(there)?)
    } else if message.directive("private") == Some("") {
        // With names of fields it is about these only.
        ("private", ["public", "s-maxage"].into_iter().find(there)?)
    } else {
        return None;
    };
    Some(format!(
        "`Cache-Control` says both `{one}` and `{other}`. Send the one you mean."
    ))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn yes_and_no_is_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nCache-Control: no-store, max-age=60\n\n",
            "`max-age`",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nCache-Control: private\nCache-Control: public\n\n",
            "both",
        );
    }

    #[test]
    fn belt_and_braces_pass() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nCache-Control: no-cache, no-store, max-age=0, must-revalidate\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nCache-Control: private=\"set-cookie\", public\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nCache-Control: private, max-age=60\n\n",
        );
    }
}
