//! What was made for one user, and is told to be kept for all.

use crate::protocol::{method, rfc};
use crate::review::message::says;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "cacheable-secret",
    fault: "A private answer that is shared",
    why: "A shared cache hands one user's answer, or session, to the next one who asks.",
    source: rfc(9111, "3.5"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let told = message
        .shared_by()
        .filter(|_| matches!(message.code, 200..=399))?;
    let reads = method::is_safe(&message.request.method);
    if !reads {
        return None;
    }
    // A cookie that is deleted is nobody's.
    let sets = message
        .response
        .headers
        .get_all("set-cookie")
        .iter()
        .any(|cookie| {
            cookie.to_str().is_ok_and(|cookie| {
                !says(
                    cookie,
                    &["max-age=0", "max-age=-", "01 jan 1970", "01-jan-1970"],
                )
            })
        });
    if sets {
        return Some(format!(
            "`Cache-Control` says `{told}`, so whoever asks next gets this `Set-Cookie`, too. \
            Send `private`, or `no-store`."
        ));
    }
    message
        .request
        .headers
        .contains_key("authorization")
        .then(|| {
            format!(
                "The request had credentials, but `{told}` lets caches give the answer to \
                anybody. Send `private` unless it is the same for all."
            )
        })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn one_user_s_answer_for_all_is_found() {
        flags(
            &RULE,
            "GET /me\nAuthorization: Bearer a",
            "200 OK\nCache-Control: public, max-age=60\n\n",
            "to anybody",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nCache-Control: s-maxage=60\nSet-Cookie: session=1\n\n",
            "Set-Cookie",
        );
    }

    #[test]
    fn private_and_public_things_pass() {
        passes(
            &RULE,
            "GET /me\nAuthorization: Bearer a",
            "200 OK\nCache-Control: max-age=60\n\n",
        );
        passes(
            &RULE,
            "GET /me\nAuthorization: Bearer a",
            "200 OK\nCache-Control: private, max-age=60\n\n",
        );
        passes(&RULE, "GET /", "200 OK\nCache-Control: public\n\n");
        passes(
            &RULE,
            "GET /",
            "200 OK\nCache-Control: public\nSet-Cookie: a=; Max-Age=0\n\n",
        );
        passes(
            &RULE,
            "GET /me\nAuthorization: Bearer a",
            "200 OK\nCache-Control: public, s-maxage=0\n\n",
        );
    }
}
