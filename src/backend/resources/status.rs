//! `/api/status/{code}`: any status, with what belongs to it. A script's refusals are made here, too.

use http::Method;
use http::header::{ALLOW, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use serde::Serialize;

use crate::backend::answer::{Answer, NOTHING, phrase, set};
use crate::backend::cause;
use crate::backend::credentials::CHALLENGE;
use crate::backend::route::{Call, OPERATION, Operation, Parameter, Route, example};
use crate::catalogue::brief_of;
use crate::protocol::problem::Problem;
use crate::protocol::{Request, RetryAfter};
use crate::rng::Rng;

/// What `Retry-After` says when the reader does not.
const WAIT: &str = "2";

/// The first 20 bytes of the 38 of `I'm a little teapot, short and stout.` and a line end: what 206 sends.
const VERSE: &str = "I'm a little teapot,";

/// A multistatus needs this content to mean anything (RFC 4918 §13).
const MULTISTATUS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:">
  <D:response>
    <D:href>/api/users/7</D:href>
    <D:status>HTTP/1.1 423 Locked</D:status>
  </D:response>
</D:multistatus>
"#;

/// Fields with their values, and the codes they go with here. A code whose row in the catalogue demands one of these
/// fields gets it without being listed, with the first value.
const FIELDS: &[(&str, &[u16], &str)] = &[
    // RFC 9110 §12.5.1: which media types would have been understood.
    ("Accept", &[415], "application/json"),
    // RFC 9110 §7.8: whoever sends Upgrade names it in Connection.
    ("Connection", &[101, 426], "Upgrade"),
    ("Content-Range", &[206], "bytes 0-19/38"),
    ("Content-Range", &[416], "bytes */38"),
    ("ETag", &[206, 226, 304], "\"teapot\""),
    ("Link", &[103], "</style.css>; rel=preload; as=style"),
    // RFC 7725 §4: who blocks it, not who demands that.
    (
        "Link",
        &[451],
        "<https://shop.example/>; rel=\"blocked-by\"",
    ),
    (
        "Location",
        &[201, 300, 301, 302, 303, 307, 308],
        "/api/users/7",
    ),
    ("Proxy-Authenticate", &[407], "Basic realm=\"proxy\""),
    ("Retry-After", &[], WAIT),
    // The version that draft-ietf-httpbis-resumable-upload-05, which the registry names for 104, gives itself (§4.2).
    ("Upload-Draft-Interop-Version", &[104], "6"),
    ("Upgrade", &[426], "HTTP/3.0"),
    ("Upgrade", &[101], "websocket"),
    ("WWW-Authenticate", &[401], CHALLENGE),
];

const RETRY: &[Parameter] = &[Parameter {
    name: "retry-after",
    what: "What Retry-After says; empty for nothing.",
    example: "5",
}];
const ANSWERS: &[(u16, &str)] = &[(
    200,
    "What was asked for, as any other code from 100 to 599 is.",
)];

/// The same for every method.
const ANY: Operation = Operation {
    summary: "Get any status you ask for",
    query: RETRY,
    own_answers: ANSWERS,
    gives: &[],
    handle: any,
    ..OPERATION
};

pub(in crate::backend) const ROUTES: &[Route] = &[Route {
    pattern: "/api/status/{code}",
    family: "Status codes",
    summary: "Any status you ask for, 100 to 599",
    operations: &[
        Operation {
            examples: &[
                example("Unavailable for 2 s", "/api/status/503"),
                example(
                    "Too many requests, for 5 s",
                    "/api/status/429?retry-after=5",
                ),
                example("Gone for good", "/api/status/410"),
                example(
                    "As Cloudflare says that a server is down",
                    "/api/status/521",
                ),
            ],
            ..ANY
        },
        Operation {
            method: "POST",
            ..ANY
        },
        Operation {
            method: "PUT",
            ..ANY
        },
        Operation {
            method: "PATCH",
            ..ANY
        },
        Operation {
            method: "DELETE",
            ..ANY
        },
        Operation {
            method: "OPTIONS",
            ..ANY
        },
    ],
}];

/// The content of an answer below 400.
#[derive(Serialize)]
struct Said<'a> {
    status: u16,
    #[serde(skip_serializing_if = "str::is_empty")]
    phrase: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'a str>,
}

/// `/api/status/{code}?retry-after=…`
pub(in crate::backend) fn any(call: &mut Call<'_>) -> Answer {
    let digits = call.part.len() == 3 && call.part.bytes().all(|byte| byte.is_ascii_digit());
    let code = call.part.parse().ok().filter(|_| digits);
    // RFC 9110 §15: a status code has three digits, and the first, 1 to 5, is its class.
    let Some(code @ 100..=599) = code else {
        let detail = "A status code is a number from 100 to 599, such as /api/status/503.";
        return Answer::refusal(call.rng, 404, "No such status", detail);
    };
    let query = call.request.uri.query().unwrap_or_default();
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "retry-after");
    let retry_after = match &asked {
        Some((_, value)) if value.trim().is_empty() => None,
        Some((_, value)) => {
            if let Err(what) = RetryAfter::parse(value) {
                let detail = format!("The parameter retry-after is not right: {what}.");
                return Answer::refusal(call.rng, 400, "Parameter not right", detail);
            }
            Some(value.trim())
        }
        None => matches!(code, 429 | 503).then_some(WAIT),
    };
    let note = match code {
        101 => "next: the other protocol",
        // RFC 9110 §15.2: an interim answer comes before the final one.
        100..=199 => "interim: not a final answer",
        _ if brief_of(code).is_none() => "not a registered code",
        _ => NOTHING,
    };
    with(call.rng, code, retry_after, call.request).did("answer", format!("Answered {code}"), note)
}

/// An answer of this code with what belongs to it. Asked for without what it answers to (a 304 without a condition), or of
/// a code nobody registered, it is not well formed; that is what was asked for.
pub(in crate::backend) fn with(
    rng: &mut Rng,
    code: u16,
    retry_after: Option<&str>,
    request: &Request,
) -> Answer {
    let method = &request.method;
    let row = brief_of(code);
    let mut headers = HeaderMap::new();
    for (name, codes, value) in FIELDS {
        let demanded = row.is_some_and(|row| row.must().any(|must| must == *name));
        let name = named(name);
        if codes.contains(&code) || (demanded && !headers.contains_key(&name)) {
            set(&mut headers, name, value);
        }
    }
    // RFC 9110 §15.5.6: what is allowed cannot be what was just refused.
    if code == 405 {
        let allow = match *method {
            Method::GET | Method::HEAD => "POST",
            _ => "GET, HEAD",
        };
        set(&mut headers, ALLOW, allow);
    }
    // Nobody is sent where they are.
    if headers.get(LOCATION).is_some_and(|to| to == request.path()) {
        set(&mut headers, LOCATION, "/api/users/8");
    }
    if let Some(retry_after) = retry_after {
        set(&mut headers, RETRY_AFTER, retry_after);
    }
    let summary = row.map_or("", |row| row.summary);
    let mut answer = match code {
        206 => Answer::of(206, "text/plain", VERSE),
        207 => Answer::of(207, "application/xml", MULTISTATUS),
        _ if has_no_content(code) => Answer::empty(code),
        ..400 => Answer::json(
            code,
            &Said {
                status: code,
                phrase: phrase(code),
                summary,
                location: headers.get(LOCATION).and_then(|to| to.to_str().ok()),
            },
        ),
        _ => match cause::vendor(rng, code, request) {
            Some(page) => page,
            None => Answer::problem(rng, "", Problem::blank(code, phrase(code), summary)),
        },
    };
    answer.response.headers.extend(headers);
    answer.fault = !fits(code);
    answer
}

/// Whether a code can be answered to any request.
fn fits(code: u16) -> bool {
    let to_something = matches!(
        code,
        100..=199 | 206 | 226 | 304 | 306 | 406 | 412 | 416 | 418
    );
    brief_of(code).is_some() && !to_something
}

/// Whether no response of this code has content (RFC 9110 §6.4.1, §15.3.6).
pub(in crate::backend) fn has_no_content(code: u16) -> bool {
    matches!(code, 100..=199 | 204 | 205 | 304)
}

fn named(name: &str) -> HeaderName {
    HeaderName::from_bytes(name.as_bytes()).expect("the names of the tables are tokens")
}
