//! Who sends a request: bearer tokens (RFC 6750), Basic (RFC 7617) and an API key, and how those who may not are told.

use http::header::{AUTHORIZATION, HeaderName, WWW_AUTHENTICATE};

use super::answer::{Answer, Refusal};
use super::route::{Call, Wants};
use crate::protocol::Request;

/// The challenge for bearer tokens (RFC 9110 §11.6.1).
pub(super) const CHALLENGE: &str = "Bearer realm=\"shop\"";
/// The challenge for a name and a password (RFC 7617 §2).
const BASIC: &str = "Basic realm=\"shop\", charset=\"UTF-8\"";
/// A scheme of its own for the key: RFC 9110 §11.6.1 demands a challenge, and no scheme is registered for this.
const API_KEY: &str = "ApiKey realm=\"shop\"";
/// `admin:short-and-stout`, as RFC 7617 §2 writes it.
const BASIC_ADMIN: &str = "YWRtaW46c2hvcnQtYW5kLXN0b3V0";
/// The field of the key.
const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// Tokens that are good for ever, for links and examples; logging in makes others that expire.
const STANDING: [(&str, &str); 2] = [("viewer", "viewer"), ("admin", "admin")];

/// The answers of an operation that wants credentials.
pub(super) const UNKNOWN: (u16, &str) = (401, "The credentials are missing, wrong or expired.");
/// Those of one that wants more than that.
pub(super) const NOT_ALLOWED: (u16, &str) = (403, "The credentials are good, but not for this.");

/// Who sends a request; empty where nobody asks.
///
/// # Errors
/// The 401 or 403 that ends the way.
pub(super) fn check(call: &mut Call<'_>, wants: Wants) -> Result<String, Refusal> {
    match wants {
        Wants::Nothing => Ok(String::new()),
        Wants::Bearer => bearer(call),
        Wants::Admin => {
            let who = bearer(call)?;
            if role(&who) == "admin" {
                return Ok(who);
            }
            // RFC 6750 §3.1: the token is good, its rights are not.
            let value = format!("{CHALLENGE}, error=\"insufficient_scope\", scope=\"admin\"");
            let detail =
                format!("{who} may not see this; an administrator may, such as the token admin.");
            Err(call
                .refuse(403, "Not allowed", detail)
                .with(WWW_AUTHENTICATE, &value)
                .into())
        }
        Wants::Basic => match credentials(call.request, "basic") {
            Some(BASIC_ADMIN) => Ok("admin".to_owned()),
            sent => {
                let detail = "Send Authorization: Basic with admin:short-and-stout in Base64.";
                let why = if sent.is_some() {
                    "Wrong password"
                } else {
                    "No password"
                };
                Err(call
                    .refuse(401, why, detail)
                    .with(WWW_AUTHENTICATE, BASIC)
                    .into())
            }
        },
        Wants::ApiKey => match call
            .request
            .headers
            .get(X_API_KEY)
            .map(|key| key.as_bytes())
        {
            Some(b"demo-key") => Ok("demo".to_owned()),
            sent => {
                let detail = "Send X-API-Key: demo-key.";
                let why = if sent.is_some() {
                    "Wrong key"
                } else {
                    "No key"
                };
                Err(call
                    .refuse(401, why, detail)
                    .with(WWW_AUTHENTICATE, API_KEY)
                    .into())
            }
        },
    }
}

/// What somebody may do: the administrators of the shop everything, all others look.
pub(super) fn role(who: &str) -> &str {
    match who {
        "admin" | "ada" | "grace" => "admin",
        _ => "viewer",
    }
}

fn bearer(call: &mut Call<'_>) -> Result<String, Refusal> {
    let Some(token) = credentials(call.request, "bearer") else {
        // RFC 6750 §3.1: who sent no token is told no error, only what to send.
        let detail = "Send Authorization: Bearer admin, or log in at /api/sessions for a token of your own. (Bearer viewer is \
                      a good token that may not do everything.)";
        return Err(call
            .refuse(401, "No token", detail)
            .with(WWW_AUTHENTICATE, CHALLENGE)
            .into());
    };
    if let Some((_, who)) = STANDING.iter().find(|(known, _)| *known == token) {
        return Ok((*who).to_owned());
    }
    let session = call
        .store
        .sessions
        .iter()
        .find(|session| session.value.access == token);
    let expired = session.is_some_and(|session| session.value.until <= call.now);
    match session {
        Some(session) if !expired => Ok(session.value.user.clone()),
        _ => Err(invalid(call, expired || token == "expired").into()),
    }
}

/// RFC 6750 §3.1: a token that was good once and one that never was are told apart by the description alone.
fn invalid(call: &mut Call<'_>, expired: bool) -> Answer {
    let (why, description, detail) = if expired {
        (
            "Token expired",
            ", error_description=\"The token expired\"",
            "The token was good once. Get a new one with the refresh token at /api/sessions/refresh.",
        )
    } else {
        (
            "Unknown token",
            "",
            "This token is not known here. Log in at /api/sessions, or use viewer or admin.",
        )
    };
    let value = format!("{CHALLENGE}, error=\"invalid_token\"{description}");
    call.refuse(401, why, detail).with(WWW_AUTHENTICATE, &value)
}

/// What follows the name of a scheme, which compares without case (RFC 9110 §11.1); nothing when there are no credentials
/// or those of another scheme. Credentials that cannot be read are some that nobody has.
pub(super) fn credentials<'a>(request: &'a Request, scheme: &str) -> Option<&'a str> {
    let mut values = request.headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?;
    if values.next().is_some() {
        return Some("");
    }
    let Ok(text) = value.to_str() else {
        return Some("");
    };
    let (own, token) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    own.eq_ignore_ascii_case(scheme).then(|| token.trim_start())
}
