//! A new token after 401. RFC 6750 §3.1: with `invalid_token`, "the client MAY request a new access token and retry";
//! RFC 6749 §6 says how one is asked for. The place and the refresh token are those of the lab's own shop.

use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Method, StatusCode, Uri};
use serde::Deserialize;

use crate::protocol::{Body, Outcome, Request, Response};

const PLACE: &str = "/api/sessions/refresh";
const CONTENT: &str = r#"{"refresh_token":"demo-refresh"}"#;

/// Whether a request that carried credentials was answered that they are not good.
pub(super) fn is_due(request: &Request, response: &Response) -> bool {
    response.status == StatusCode::UNAUTHORIZED && request.headers.contains_key(AUTHORIZATION)
}

/// The request for a new token.
pub(super) fn request() -> Request {
    Request {
        body: Body::from(CONTENT),
        ..Request::new(Method::POST, Uri::from_static(PLACE))
    }
    .with(CONTENT_TYPE, HeaderValue::from_static("application/json"))
    .with(CONTENT_LENGTH, HeaderValue::from(CONTENT.len()))
}

/// The credentials it brought.
pub(super) fn token(outcome: &Outcome) -> Option<HeaderValue> {
    #[derive(Deserialize)]
    struct Tokens {
        access_token: String,
    }
    let Outcome::Answered(response) = outcome else {
        return None;
    };
    let brought = Some(response).filter(|response| response.status.is_success())?;
    let tokens: Tokens = serde_json::from_str(&brought.body.text()).ok()?;
    HeaderValue::try_from(format!("Bearer {}", tokens.access_token)).ok()
}
