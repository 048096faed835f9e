//! Following a redirect the way the Fetch Standard does ("HTTP-redirect fetch"), which is RFC 9110 §15.4 with its choices
//! made: POST becomes GET on 301 and 302, every method but GET and HEAD becomes GET on 303, 307 and 308 change nothing.

use fluent_uri::{Uri as Reference, UriRef};
use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION,
    CONTENT_TYPE, LOCATION,
};
use http::{Method, Uri};

use crate::protocol::{Body, Request, Response};

/// The host of the lab's own server. A request to it is written in origin-form.
pub(super) const HOME: &str = "https://shop.example";

/// The request a redirect asks for; nothing when the response is not a redirect or says nowhere to go.
///
/// # Errors
/// When `Location` cannot be read as a reference.
pub(super) fn follow(request: &Request, response: &Response) -> Option<Result<Request, ()>> {
    let status = response.status.as_u16();
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.field(LOCATION)?;
    Some(
        resolve(&request.uri, location)
            .ok_or(())
            .map(|uri| redirected(request, status, uri)),
    )
}

fn redirected(request: &Request, status: u16, uri: Uri) -> Request {
    let mut next = Request {
        uri,
        ..request.clone()
    };
    let becomes_get = match status {
        301 | 302 => request.method == Method::POST,
        303 => request.method != Method::GET && request.method != Method::HEAD,
        _ => false,
    };
    if becomes_get {
        next.method = Method::GET;
        next.body = Body::EMPTY;
        for name in [
            CONTENT_ENCODING,
            CONTENT_LANGUAGE,
            CONTENT_LENGTH,
            CONTENT_LOCATION,
            CONTENT_TYPE,
        ] {
            next.headers.remove(name);
        }
    }
    if next.uri.authority() != request.uri.authority() || next.uri.scheme() != request.uri.scheme()
    {
        next.headers.remove(AUTHORIZATION);
    }
    next
}

/// `Location` against the address of the request (RFC 9110 §10.2.2, RFC 3986 §5.2), without its fragment.
fn resolve(from: &Uri, location: &str) -> Option<Uri> {
    let base = if from.authority().is_some() {
        from.to_string()
    } else {
        format!("{HOME}{from}")
    };
    let base = Reference::parse(base.as_str()).ok()?;
    let target = UriRef::parse(location).ok()?.resolve_against(&base).ok()?;
    let target = target.as_str().split('#').next()?;
    let at_home = target
        .strip_prefix(HOME)
        .filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    match at_home {
        Some("") => Some(Uri::from_static("/")),
        Some(rest) => rest.parse().ok(),
        None => target.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use http::header::HeaderValue;

    fn hop(method: &str, status: u16, location: &'static str) -> String {
        let request = Request {
            method: method.parse().expect("a method"),
            body: Body::from("{}"),
            ..Request::new(Method::GET, Uri::from_static("/api/users/7?full=1"))
        }
        .with(AUTHORIZATION, HeaderValue::from_static("Bearer t"))
        .with(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let response = Response::new(StatusCode::from_u16(status).expect("a code"))
            .with(LOCATION, HeaderValue::from_static(location));
        match follow(&request, &response) {
            None => "stays".to_owned(),
            Some(Err(())) => "unreadable".to_owned(),
            Some(Ok(next)) => {
                let auth = if next.headers.contains_key(AUTHORIZATION) {
                    " auth"
                } else {
                    ""
                };
                let kind = if next.headers.contains_key(CONTENT_TYPE) {
                    " type"
                } else {
                    ""
                };
                format!(
                    "{} {} {}{auth}{kind}",
                    next.method,
                    next.uri,
                    next.body.text()
                )
            }
        }
    }

    #[test]
    fn methods_and_bodies_follow_the_fetch_standard() {
        for (method, status, expected) in [
            ("POST", 301, "GET /api/users  auth"),
            ("POST", 302, "GET /api/users  auth"),
            ("PUT", 302, "PUT /api/users {} auth type"),
            ("PUT", 303, "GET /api/users  auth"),
            ("HEAD", 303, "HEAD /api/users {} auth type"),
            ("POST", 307, "POST /api/users {} auth type"),
            ("DELETE", 308, "DELETE /api/users {} auth type"),
            ("GET", 300, "stays"),
            ("GET", 304, "stays"),
            ("GET", 503, "stays"),
        ] {
            assert_eq!(
                hop(method, status, "/api/users"),
                expected,
                "{method} {status}"
            );
        }
    }

    #[test]
    fn a_location_is_resolved_against_the_request() {
        for (location, expected) in [
            ("8", "GET /api/users/8 {} auth type"),
            ("?full=0", "GET /api/users/7?full=0 {} auth type"),
            ("../orders#last", "GET /api/orders {} auth type"),
            ("https://shop.example", "GET / {} auth type"),
            ("https://shop.example/new", "GET /new {} auth type"),
            (
                "https://other.example/x",
                "GET https://other.example/x {} type",
            ),
            ("//other.example/x", "GET https://other.example/x {} type"),
            (
                "https://shop.example.evil/x",
                "GET https://shop.example.evil/x {} type",
            ),
            ("http://[", "unreadable"),
        ] {
            assert_eq!(hop("GET", 302, location), expected, "{location}");
        }
    }

    #[test]
    fn a_redirect_to_nowhere_is_the_answer() {
        let response = Response::new(StatusCode::FOUND);
        assert!(follow(&Request::new(Method::GET, Uri::from_static("/")), &response).is_none());
    }
}
