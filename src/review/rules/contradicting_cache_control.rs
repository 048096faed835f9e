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
    let lasts = |name: &str| {
        message
            .directive(name)
            .is_some_and(|age| age.parse::<u64>().is_ok_and(|age| age > 0))
    };
    let there = |name: &str| message.directive(name).is_some();
    let pairs = [
        ("no-store", there("no-store"), "max-age", lasts("max-age")),
        ("no-store", there("no-store"), "s-maxage", lasts("s-maxage")),
        ("no-store", there("no-store"), "public", there("public")),
        (
            "no-store",
            there("no-store"),
            "immutable",
            there("immutable"),
        ),
        // With names of fields it is about these only.
        (
            "private",
            message.directive("private") == Some(""),
            "public",
            there("public"),
        ),
        (
            "private",
            message.directive("private") == Some(""),
            "s-maxage",
            lasts("s-maxage"),
        ),
    ];
    let (one, _, other, _) = pairs
        .into_iter()
        .find(|(_, first, _, second)| *first && *second)?;
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
