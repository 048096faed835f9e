//! A redirect to the very request that was just sent.

use http::Method;

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "redirect-to-itself",
    fault: "A redirect to itself",
    why: "A client that follows gets the same redirect again, until it counts too many and \
          gives up.",
    source: rfc(9110, "15.4"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let method = &message.request.method;
    let reads = *method == Method::GET || *method == Method::HEAD;
    // Only 307 and 308 keep a POST a POST; the others turn it into another request.
    let repeats = match message.code {
        301..=303 => reads,
        307 | 308 => true,
        _ => false,
    };
    // A cookie or a wait changes what comes next.
    if !repeats || message.has("set-cookie") || message.has("retry-after") {
        return None;
    }
    let to = message.field("location")?;
    let (address, _) = to.split_once('#').unwrap_or((to, ""));
    let target = message.request.uri.path_and_query()?.as_str();
    (address == target).then(|| {
        format!(
            "`Location` is {}, which is what was asked for. Send another address, or answer here.",
            quote(to)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_circle_of_one_is_found() {
        flags(
            &RULE,
            "GET /a?b=1",
            "302 Found\nLocation: /a?b=1\n\n",
            "another address",
        );
        flags(
            &RULE,
            "POST /a",
            "307 Temporary Redirect\nLocation: /a#top\n\n",
            "what was asked",
        );
    }

    #[test]
    fn what_changes_something_passes() {
        passes(&RULE, "POST /a", "303 See Other\nLocation: /a\n\n");
        passes(
            &RULE,
            "GET /a",
            "302 Found\nLocation: /a\nSet-Cookie: seen=1\n\n",
        );
        passes(
            &RULE,
            "GET /a",
            "302 Found\nLocation: https://shop.example/a\n\n",
        );
        passes(&RULE, "GET /a", "302 Found\nLocation: /a/\n\n");
    }
}
