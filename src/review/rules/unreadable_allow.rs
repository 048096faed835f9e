//! `Allow` is no list of methods, usually for want of commas.

use crate::protocol::rfc;
use crate::review::message::{is_token, quote};
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unreadable-allow",
    fault: "An `Allow` that cannot be read",
    why: "The client takes the whole text for one method nobody knows, so none is left that it \
          could use.",
    source: rfc(9110, "10.2.1"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let odd = message.list("allow").find(|method| !is_token(method))?;
    Some(format!(
        "{} in `Allow` is not a method. Send methods with commas between them: `GET, HEAD`.",
        quote(odd)
    ))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn methods_without_commas_are_found() {
        let response = "405 Method Not Allowed\nAllow: GET HEAD\n\n";
        flags(&RULE, "DELETE /", response, "commas");
        flags(&RULE, "OPTIONS /", "200 OK\nAllow: [GET]\n\n", "`[GET]`");
    }

    #[test]
    fn lists_pass() {
        for allow in ["GET, HEAD", "", "*", "GET,,BREW", "*, M-SEARCH"] {
            let response = format!("200 OK\nAllow: {allow}\n\n");
            passes(&RULE, "OPTIONS /", &response);
        }
    }
}
