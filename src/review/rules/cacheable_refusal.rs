//! A response that must not be stored and asks to be.

use crate::catalogue::{self, Caching};
use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "cacheable-refusal",
    fault: "A refusal that caches may keep",
    why: "Caches keep it and go on refusing when the reason is gone, for this client and for \
          others.",
    source: rfc(6585, "4"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let Caching::Never(source) = catalogue::find(message.code)?.caching else {
        return None;
    };
    let told = ["max-age", "s-maxage"]
        .into_iter()
        .find(|name| message.lasts(name))
        .or_else(|| message.directive("public").map(|_| "public"))?;
    let forbidden = message.directive("no-store").is_some() || message.code < 200;
    (!forbidden).then(|| {
        format!(
            "`{}` must not be stored ({}), but `Cache-Control` says `{told}`. Send `no-store`.",
            message.code,
            source.label()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_429_to_keep_is_found() {
        flags(
            &RULE,
            "GET /",
            "429 Too Many Requests\nCache-Control: public, max-age=60\n\n",
            "`max-age`",
        );
        flags(
            &RULE,
            "GET /",
            "511 Network Authentication Required\nCache-Control: s-maxage=5\n\n",
            "§6",
        );
    }

    #[test]
    fn a_429_that_says_nothing_passes() {
        passes(
            &RULE,
            "GET /",
            "429 Too Many Requests\nCache-Control: no-store\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "429 Too Many Requests\nCache-Control: max-age=0\n\n",
        );
        passes(
            &RULE,
            "GET /",
            "404 Not Found\nCache-Control: max-age=60\n\n",
        );
        passes(&RULE, "GET /", "429 Too Many Requests\n\n");
    }
}
