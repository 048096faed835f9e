//! A 415 that does not say which formats would be understood.

use crate::protocol::rfc;
use crate::review::message::says;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unnamed-types",
    fault: "415 that names no format",
    why: "The client learns that its format is wrong and not which one would be right.",
    source: rfc(9110, "15.5.16"),
    check,
};

const FIELDS: [&str; 4] = ["accept", "accept-patch", "accept-post", "accept-encoding"];

fn check(message: &Message<'_>) -> Option<String> {
    let named = FIELDS.iter().any(|name| message.has(name));
    if message.code != 415 || named {
        return None;
    }
    if message.request.method == http::Method::PATCH {
        return Some(
            "`415` to a `PATCH` should name the formats it takes (RFC 5789 §2.2). Send \
            `Accept-Patch`."
                .to_owned(),
        );
    }
    // The content may say it, as well as a field; what is not seen may, too.
    let told = !message.may_have_content()
        || !message.is_whole()
        || says(
            message.text,
            &[
                "application/",
                "text/",
                "image/",
                "multipart/",
                "json",
                "xml",
                "gzip",
            ],
        );
    (!told).then(|| {
        "Nothing here says what would be accepted. Name the formats in `Accept`, or \
        codings in `Accept-Encoding`."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_415_that_names_nothing_is_found() {
        flags(
            &RULE,
            "PATCH /",
            "415 Unsupported Media Type\n\n",
            "Accept-Patch",
        );
        flags(
            &RULE,
            "POST /",
            "415 Unsupported Media Type\n\nwrong type",
            "Name the formats",
        );
    }

    #[test]
    fn a_415_that_names_a_format_passes() {
        passes(
            &RULE,
            "POST /",
            "415 Unsupported Media Type\nAccept: application/json\n\n",
        );
        passes(
            &RULE,
            "POST /",
            "415 Unsupported Media Type\n\nSend application/json.",
        );
        passes(
            &RULE,
            "POST /",
            "415 Unsupported Media Type\nAccept-Encoding: gzip\n\n",
        );
        passes(&RULE, "HEAD /", "415 Unsupported Media Type\n\n");
    }
}
