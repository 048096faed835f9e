//! Pages for administrators: the way from 401 over 403 to 200.

use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use serde::Serialize;

use crate::backend::answer::Answer;
use crate::backend::route::Call;
use crate::protocol::Request;

/// The challenge (RFC 9110 §11.6.1).
pub(super) const CHALLENGE: &str = "Bearer realm=\"shop\"";

#[derive(Serialize)]
struct Report {
    users: usize,
    admins: usize,
    answers_kept_for_keys: usize,
}

/// `/api/admin/{page}`: there is one page, `report`. Who may not see it does not learn which pages there are.
pub(in crate::backend) fn page(call: Call<'_>) -> Answer {
    match token(call.request) {
        Some("admin") => {}
        Some("viewer") => {
            // RFC 6750 §3.1: the token is good, its rights are not.
            let value = format!("{CHALLENGE}, error=\"insufficient_scope\", scope=\"admin\"");
            let detail = "The token viewer may not see this; the token admin may.";
            return Answer::refusal(call.rng, 403, "Not allowed", detail)
                .with(WWW_AUTHENTICATE, &value);
        }
        // RFC 6750 §3.1: who sent no token is told no error, only what to send.
        None => {
            let detail = "Send Authorization: Bearer admin. (Bearer viewer is a good token that may not see this.)";
            return Answer::refusal(call.rng, 401, "No token", detail)
                .with(WWW_AUTHENTICATE, CHALLENGE);
        }
        Some(_) => {
            let value = format!("{CHALLENGE}, error=\"invalid_token\"");
            let detail = "This token is not known here. The tokens are viewer and admin.";
            return Answer::refusal(call.rng, 401, "Unknown token", detail)
                .with(WWW_AUTHENTICATE, &value);
        }
    }
    if call.part != "report" {
        let detail = "There is one page for administrators: /api/admin/report.";
        return Answer::refusal(call.rng, 404, "No such page", detail);
    }
    let users = call.store.users();
    let report = Report {
        users: users.len(),
        admins: users.iter().filter(|user| user.role == "admin").count(),
        answers_kept_for_keys: call.store.keys(),
    };
    Answer::json(200, &report).did("read", "Report read", "nothing changed")
}

/// The bearer token of a request; none when there are no credentials, or of another scheme, whose name compares without
/// case (RFC 9110 §11.1). Credentials that cannot be read are a token nobody has.
fn token(request: &Request) -> Option<&str> {
    let mut values = request.headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?;
    if values.next().is_some() {
        return Some("");
    }
    let Ok(text) = value.to_str() else {
        return Some("");
    };
    let (scheme, token) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_start())
}
