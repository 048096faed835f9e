//! Following a redirect. RFC 9110 §15.4 leaves some of it open; the Fetch Standard ("HTTP-redirect fetch") chooses: POST
//! becomes GET on 301 and 302, every method but GET and HEAD becomes GET on 303, 307 and 308 change nothing. Libraries
//! choose otherwise.

use std::fmt::Write as _;

use fluent_uri::{Uri as Reference, UriRef};
use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION,
    CONTENT_TYPE, COOKIE, LOCATION, PROXY_AUTHORIZATION,
};
use http::{Method, Uri};

use crate::protocol::{Body, Request, Response};

/// The host of the lab's own server. A request to it is written in origin-form.
pub(super) const HOME: &str = "https://shop.example";

/// What a client makes of redirects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redirects {
    /// How many it follows in one call; none when it does not follow them.
    pub limit: u32,
    /// Whether they count as attempts, too.
    pub shared: bool,
    /// Whether they are followed below what repeats, so that a repeat begins again with the first request.
    pub below: bool,
    /// Which requests become a GET without content.
    pub rewriting: Rewriting,
}

/// Which requests become a GET without content on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rewriting {
    /// POST on 301 and 302; all but GET and HEAD on 303.
    Fetch,
    /// POST on 301; all but GET and HEAD on 302 and 303. A HEAD is not followed, and content goes along only on 307 and 308.
    Requests,
    /// The same, but a HEAD is followed, and content goes along with a method that stays.
    Httpx,
    /// All but GET and HEAD on 301, 302 and 303.
    Go,
    /// All with content but PROPFIND and, on 301 and 302, QUERY.
    OkHttp,
    /// None on 301 and 302; all but GET and HEAD on 303. Credentials and cookies stay with the origin.
    Urllib3,
    /// The same, but everything becomes a GET when it leaves the origin.
    Got,
    /// On 300 and 307 everything is followed, on 301 and 302 GET and HEAD, on 303 POST, on 308 nothing; not to another
    /// origin, and without credentials.
    Azure,
}

impl Redirects {
    /// As `fetch()` does.
    pub const FETCH: Self = Self {
        limit: 20,
        shared: false,
        below: true,
        rewriting: Rewriting::Fetch,
    };

    /// Not followed.
    pub const NONE: Self = Self {
        limit: 0,
        ..Self::FETCH
    };

    /// So many.
    pub const fn up_to(limit: u32, rewriting: Rewriting) -> Self {
        Self {
            limit,
            rewriting,
            ..Self::FETCH
        }
    }

    /// The same, but what is repeated is the request at hand.
    pub const fn above(self) -> Self {
        Self {
            below: false,
            ..self
        }
    }

    /// The last sentence about a policy.
    pub(super) fn in_words(&self, words: &mut String) {
        if self.limit == 0 {
            *words += " Follows no redirects.";
        } else {
            let _ = write!(words, " Follows up to {} redirects.", self.limit);
        }
    }

    /// The request a redirect asks for; nothing when the response is not a redirect, says nowhere to go, or is not
    /// followed.
    ///
    /// # Errors
    /// When `Location` cannot be read as a reference.
    pub(super) fn follow(
        &self,
        request: &Request,
        response: &Response,
    ) -> Option<Result<Request, ()>> {
        let status = response.status.as_u16();
        let azure = self.rewriting == Rewriting::Azure;
        let redirects = matches!(status, 301 | 302 | 303 | 307 | 308) || (azure && status == 300);
        if self.limit == 0 || !redirects {
            return None;
        }
        let method = request.method.as_str();
        if azure {
            let followed = match status {
                301 | 302 => matches!(method, "GET" | "HEAD"),
                303 => method == "POST",
                _ => status != 308,
            };
            if !followed {
                return None;
            }
        }
        // requests.head() does not follow.
        if self.rewriting == Rewriting::Requests && method == "HEAD" {
            return None;
        }
        let location = response.field(LOCATION)?;
        let Some(uri) = resolve(&request.uri, location) else {
            return Some(Err(()));
        };
        if azure && leaves(request, &uri) {
            return None;
        }
        Some(Ok(redirected(self.rewriting, request, status, uri)))
    }
}

impl Rewriting {
    /// Whether a request becomes a GET without content.
    fn becomes_get(self, method: &str, status: u16, leaves: bool) -> bool {
        let reads = matches!(method, "GET" | "HEAD");
        match (self, status) {
            (Self::OkHttp, 301 | 302) => !reads && !matches!(method, "PROPFIND" | "QUERY"),
            (Self::OkHttp, 303) => !reads && method != "PROPFIND",
            (Self::Got, 301 | 302) => leaves && !reads,
            (Self::Urllib3, 301 | 302) => false,
            (Self::Requests | Self::Httpx, 302) | (Self::Go, 301 | 302) | (_, 303) => !reads,
            (_, 301 | 302) => method == "POST",
            _ => false,
        }
    }
}

/// Whether a place is of another origin than the request's.
fn leaves(request: &Request, uri: &Uri) -> bool {
    uri.authority() != request.uri.authority() || uri.scheme() != request.uri.scheme()
}

fn redirected(rewriting: Rewriting, request: &Request, status: u16, uri: Uri) -> Request {
    let leaves = leaves(request, &uri);
    let mut next = Request {
        uri,
        ..request.clone()
    };
    let becomes_get = rewriting.becomes_get(request.method.as_str(), status, leaves);
    if becomes_get {
        next.method = Method::GET;
    }
    let goes = match rewriting {
        Rewriting::Got => leaves,
        Rewriting::Requests => !matches!(status, 307 | 308),
        _ => false,
    };
    if becomes_get || goes {
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
    if leaves || rewriting == Rewriting::Azure {
        next.headers.remove(AUTHORIZATION);
    }
    if leaves && rewriting == Rewriting::Urllib3 {
        next.headers.remove(COOKIE);
        next.headers.remove(PROXY_AUTHORIZATION);
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
        hop_as(Rewriting::Fetch, method, status, location)
    }

    fn hop_as(rewriting: Rewriting, method: &str, status: u16, location: &'static str) -> String {
        let request = Request {
            method: method.parse().expect("a method"),
            body: Body::from("{}"),
            ..Request::new(Method::GET, Uri::from_static("/api/users/7?full=1"))
        }
        .with(AUTHORIZATION, HeaderValue::from_static("Bearer t"))
        .with(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let response = Response::new(StatusCode::from_u16(status).expect("a code"))
            .with(LOCATION, HeaderValue::from_static(location));
        match Redirects::up_to(20, rewriting).follow(&request, &response) {
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
        let request = Request::new(Method::GET, Uri::from_static("/"));
        assert!(Redirects::FETCH.follow(&request, &response).is_none());
    }

    #[test]
    fn who_does_not_follow_stays() {
        let response =
            Response::new(StatusCode::FOUND).with(LOCATION, HeaderValue::from_static("/api/users"));
        let request = Request::new(Method::GET, Uri::from_static("/"));
        assert!(Redirects::NONE.follow(&request, &response).is_none());
    }

    #[test]
    fn libraries_choose_otherwise() {
        use Rewriting as R;
        let there = "https://other.example/x";
        for (rewriting, method, status, location, expected) in [
            (R::Requests, "PUT", 302, "/x", "GET /x  auth"),
            (R::Requests, "PUT", 301, "/x", "PUT /x  auth"),
            (R::Requests, "PUT", 308, "/x", "PUT /x {} auth type"),
            (R::Httpx, "PUT", 301, "/x", "PUT /x {} auth type"),
            (R::Httpx, "PUT", 302, "/x", "GET /x  auth"),
            (R::Httpx, "HEAD", 301, "/x", "HEAD /x {} auth type"),
            (R::Requests, "DELETE", 303, "/x", "GET /x  auth"),
            (R::Go, "DELETE", 301, "/x", "GET /x  auth"),
            (R::Go, "POST", 307, "/x", "POST /x {} auth type"),
            (R::OkHttp, "DELETE", 302, "/x", "GET /x  auth"),
            (R::OkHttp, "QUERY", 302, "/x", "QUERY /x {} auth type"),
            (R::OkHttp, "QUERY", 303, "/x", "GET /x  auth"),
            (R::OkHttp, "PROPFIND", 303, "/x", "PROPFIND /x {} auth type"),
            (R::Urllib3, "POST", 301, "/x", "POST /x {} auth type"),
            (R::Urllib3, "POST", 303, "/x", "GET /x  auth"),
            (R::Got, "POST", 302, "/x", "POST /x {} auth type"),
            (R::Got, "POST", 302, there, "GET https://other.example/x "),
            (R::Got, "PUT", 307, there, "PUT https://other.example/x "),
            (R::Azure, "POST", 302, "/x", "stays"),
            (R::Azure, "PUT", 303, "/x", "stays"),
            (R::Azure, "POST", 303, "/x", "GET /x "),
            (R::Azure, "GET", 303, "/x", "stays"),
            (R::Azure, "POST", 307, "/x", "POST /x {} type"),
            (R::Azure, "PUT", 300, "/x", "PUT /x {} type"),
            (R::Azure, "POST", 308, "/x", "stays"),
            (R::Azure, "GET", 302, there, "stays"),
        ] {
            assert_eq!(
                hop_as(rewriting, method, status, location),
                expected,
                "{rewriting:?} {method} {status} {location}"
            );
        }
    }
}
