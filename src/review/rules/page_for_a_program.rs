//! An HTML error page for a client that takes only JSON.

use crate::protocol::rfc;
use crate::review::message::{essence, members, quote};
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "page-for-a-program",
    fault: "An error page for a program",
    why: "A program cannot read a page: it fails on the first `<`, and the message in the page \
          is lost.",
    source: rfc(9110, "12.5.1"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let accept = message
        .asked("accept")
        .filter(|_| message.is_error() && message.may_have_content())?;
    let mut formats = members(accept).map(essence).peekable();
    let only_json = formats.peek().is_some()
        && formats.all(|format| format == "application/json" || format.ends_with("+json"));
    // An empty page is no page.
    (only_json && message.is_page() && !message.response.body.is_empty()).then(|| {
        format!(
            "The client takes {} and gets a page. It should get the error in a format it \
            asked for, such as `application/problem+json`.",
            quote(accept)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_page_nobody_can_read_is_found() {
        flags(
            &RULE,
            "GET /\nAccept: application/json",
            "502 Bad Gateway\nContent-Type: text/html\n\n<h1>Bad Gateway</h1>",
            "gets a page",
        );
    }

    #[test]
    fn whoever_takes_anything_gets_a_page() {
        passes(
            &RULE,
            "GET /\nAccept: application/json, */*",
            "502 Bad Gateway\nContent-Type: text/html\n\n<h1>Bad Gateway</h1>",
        );
        passes(
            &RULE,
            "GET /",
            "502 Bad Gateway\nContent-Type: text/html\n\n<h1>Bad Gateway</h1>",
        );
        passes(
            &RULE,
            "GET /\nAccept: application/json",
            "404 Not Found\nContent-Type: application/problem+json\n\n{}",
        );
    }
}
