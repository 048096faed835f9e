//! A POST that created something does not name it.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "unnamed-creation",
    fault: "A creation without an address",
    why: "The client has created something it cannot address: it cannot read it, change it or \
          check that it is there.",
    source: rfc(9110, "9.3.3"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    // RFC 9110 §15.3.2: without Location it is the target of the request that was created, as with PUT.
    let nameless = message.code == 201
        && message.request.method == http::Method::POST
        && !message.has("location");
    nameless.then(|| {
        "`201` to a `POST` should name what was created. Send its address in `Location`.".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_post_that_names_nothing_is_found() {
        flags(&RULE, "POST /orders", "201 Created\n\n", "should name");
    }

    #[test]
    fn a_put_names_it_already() {
        passes(&RULE, "PUT /orders/7", "201 Created\n\n");
        passes(
            &RULE,
            "POST /orders",
            "201 Created\nLocation: /orders/7\n\n",
        );
        passes(&RULE, "POST /orders", "200 OK\n\n");
    }
}
