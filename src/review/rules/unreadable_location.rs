//! `Location` is not a URI reference.

use fluent_uri::UriRef;

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unreadable-location",
    fault: "A `Location` that is no address",
    why: "A client that cannot read the address does not go there. Blanks and letters outside \
          ASCII are mended by some clients and refused by others.",
    source: rfc(9110, "10.2.2"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let value = message.response.headers.get("location")?;
    let Some(text) = message.field("location") else {
        return Some(
            "`Location` has bytes outside ASCII. Send a URI reference, with those bytes \
            percent-encoded."
                .to_owned(),
        );
    };
    if message
        .response
        .headers
        .get_all("location")
        .iter()
        .any(|other| other != value)
    {
        return Some("There are several `Location` fields that differ. Send one.".to_owned());
    }
    if text.is_empty() {
        return Some("`Location` is empty. Send the address.".to_owned());
    }
    UriRef::parse(text).err().map(|_| {
        format!(
            "{} is not a URI reference. Percent-encode what is not allowed in one, such as blanks.",
            quote(text)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn what_is_no_reference_is_found() {
        flags(
            &RULE,
            "GET /",
            "302 Found\nLocation: /two words\n\n",
            "Percent-encode",
        );
        flags(
            &RULE,
            "GET /",
            "302 Found\nLocation: /tée\n\n",
            "outside ASCII",
        );
        flags(
            &RULE,
            "GET /",
            "302 Found\nLocation: http://[1/\n\n",
            "URI reference",
        );
        flags(
            &RULE,
            "GET /",
            "302 Found\nLocation: /a\nLocation: /b\n\n",
            "several",
        );
    }

    #[test]
    fn relative_references_pass() {
        passes(
            &RULE,
            "GET /",
            "302 Found\nLocation: /two%20words?a=b#c\n\n",
        );
        passes(&RULE, "GET /", "302 Found\nLocation: //other.example\n\n");
        passes(&RULE, "GET /", "302 Found\nLocation: ../up\n\n");
    }
}
