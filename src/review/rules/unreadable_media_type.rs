//! `Content-Type` is not a media type.

use crate::protocol::rfc;
use crate::review::message::{is_token, quote};
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unreadable-media-type",
    fault: "A media type that cannot be read",
    why: "The client treats the content as of unknown type: it offers a download, or does not \
          parse it.",
    source: rfc(9110, "8.3.1"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let value = message.response.headers.get("content-type")?;
    if message
        .response
        .headers
        .get_all("content-type")
        .iter()
        .any(|other| other != value)
    {
        return Some("There are several `Content-Type` fields that differ. Send one.".to_owned());
    }
    let read = message
        .media_type
        .split_once('/')
        .is_some_and(|(kind, sub)| is_token(kind) && is_token(sub) && kind != "*" && sub != "*");
    let text = message.field("content-type").unwrap_or("…");
    (!read).then(|| {
        format!(
            "`Content-Type` is {}, which is no media type. Send a type and a subtype, such \
            as `application/json`.",
            quote(text)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn what_is_no_type_is_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: json\n\n{}",
            "no media type",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: text/html, application/json\n\n{}",
            "no media type",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: */*\n\n{}",
            "no media type",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: text/html\nContent-Type: text/plain\n\na",
            "several",
        );
    }

    #[test]
    fn types_with_parameters_pass() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: Application/Vnd.Shop.V2+JSON;charset=\"utf-8\"\n\n{}",
        );
        passes(&RULE, "GET /", "200 OK\n\n");
    }
}
