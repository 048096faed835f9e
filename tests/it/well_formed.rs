//! The backend keeps the rules of `review`: whatever it is asked, in whatever order, every answer passes every rule unless a
//! fault was asked for; and nothing a request contains makes it panic.

use std::collections::BTreeSet;
use std::fmt::Write;

use http::header::{HeaderName, HeaderValue};
use http::{Method, Uri};
use proptest::prelude::*;
use teapot::backend::{Backend, Operation, Reply, Route, Script, routes};
use teapot::protocol::problem::Problem;
use teapot::protocol::{Body, Outcome, Request, Response};
use teapot::review::review;
use teapot::time::Instant;

/// Scripts without a fault in them: trouble, honestly told.
const HONEST: [&str; 16] = [
    "",
    "",
    "",
    "",
    "503 retry-after=2, 429 retry-after=date+30, 500, 502, 504, 503",
    "404, 410, 401, 403, 405, 406",
    "407, 409, 415, 422, 426, 428",
    "bug, overload, maintenance, warm-up, portal, reset",
    "upstream-down, upstream-garbled, upstream-reset, upstream-slow, timeout",
    "limit bucket 3/10s fields=both; latency 100ms..400ms",
    "limit concurrent 1 status=503 retry-after=date; bandwidth 200/s",
    "load capacity=1 work=1s queue=2 others=0/s brown-out; drip 1s",
    "520, 521, 522, 523, 524, 525",
    "526, 529, 530, 505, 506, 507",
    "508, 431, 451, 300, 301, 307",
    "2s..20s: 50% 503 | 10% 429 retry-after=1 | ok x*",
];

/// What paths are filled with.
const PARTS: [&str; 16] = [
    "1",
    "7",
    "13",
    "0",
    "teapot",
    "cup",
    "gaiwan",
    "opium-poppy-tea",
    "verse.txt",
    "ledger.txt",
    "x.txt",
    "chain",
    "loop",
    "nowhere",
    "503",
    "%3Cscript%3E",
];
const QUERIES: [&str; 10] = [
    "",
    "",
    "",
    "page=2&per_page=3",
    "page=0",
    "q=%3Cb%3E&in_stock=yes",
    "role=king",
    "hops=2",
    "retry-after=soon",
    "retry-after=5",
];
const FIELDS: [(&str, &str); 32] = [
    ("accept", "*/*"),
    ("accept", "text/csv"),
    ("accept", "image/png"),
    ("accept", "application/json;q=0.1, text/*"),
    ("authorization", "Bearer admin"),
    ("authorization", "Bearer viewer"),
    ("authorization", "Bearer <i>"),
    ("authorization", "Basic YWRtaW46c2hvcnQtYW5kLXN0b3V0"),
    ("x-api-key", "demo-key"),
    ("idempotency-key", "\"k1\""),
    ("idempotency-key", "\"k2\""),
    ("idempotency-key", "\"\""),
    ("if-match", "\"7-v1\""),
    ("if-match", "*"),
    ("if-none-match", "\"7-v1\", \"cup-v1\""),
    ("if-none-match", "*"),
    ("if-modified-since", "Sun, 22 Nov 2026 12:00:00 GMT"),
    ("if-unmodified-since", "yesterday"),
    ("range", "bytes=0-19"),
    ("range", "bytes=-5, 0-3"),
    ("range", "bytes=9999-"),
    ("if-range", "\"verse.txt-v1\""),
    ("expect", "100-continue"),
    ("expect", "miracles"),
    ("early-data", "1"),
    ("prefer", "return=minimal"),
    ("content-encoding", "br"),
    ("transfer-encoding", "chunked"),
    ("content-length", "5"),
    ("content-range", "bytes 0-3/9"),
    ("origin", "https://app.example"),
    ("access-control-request-method", "PUT"),
];
const TYPES: [&str; 6] = [
    "application/json",
    "application/json",
    "application/merge-patch+json",
    "text/plain",
    "text/csv",
    "text/html",
];
const CONTENTS: [&str; 14] = [
    "",
    "{}",
    "{\"name\": \"Mary\"}",
    "{\"name\": \"<img src=x onerror=alert(1)>\", \"email\": \"a@b\", \"role\": \"admin\"}",
    "{\"name\": \"Cup\", \"price\": 700, \"stock\": 3, \"version\": 1}",
    "{\"item\": \"teapot\", \"quantity\": 1}",
    "{\"item\": \"samovar\", \"quantity\": 2000}",
    "{\"user\": \"grace\", \"password\": \"short-and-stout\"}",
    "{\"refresh_token\": \"demo-refresh\"}",
    "{\"kind\": \"sales\"}",
    "{\"kind\": \"impossible\"}",
    "{\"q\": \"tea\", \"max_price\": 2500}",
    "[1, {\"a\": [",
    "Warm the pot first.\n",
];

/// A request made of draws: mostly one of the table's operations, sometimes any method at any path.
fn request(draws: [u16; 12], junk: &[u8]) -> Option<Request> {
    let [which, part, query, kind, content, wild, method, fields @ ..] = draws;
    let routes: Vec<&Route> = routes().collect();
    let pick = |list: &[&'static str], draw: u16| list[usize::from(draw) % list.len()];
    let route = routes[usize::from(which) % routes.len()];
    let operation = &route.operations[usize::from(method) % route.operations.len()];
    let any = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "TRACE", "BREW", "get",
    ];
    let method = if wild.is_multiple_of(5) {
        pick(&any, method)
    } else {
        operation.method
    };
    let mut path = route.pattern.to_owned();
    if let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
        path.replace_range(from..=to, pick(&PARTS, part));
    }
    let example = operation
        .examples
        .get(usize::from(content) % operation.examples.len().max(1));
    let mut request = match example.filter(|_| wild % 4 == 1) {
        // As the table has it.
        Some(example) => {
            let mut request = Request::new(
                Method::from_bytes(operation.method.as_bytes()).ok()?,
                example.path.parse().ok()?,
            );
            for (name, value) in example.fields {
                request = request.with(
                    HeaderName::from_bytes(name.as_bytes()).ok()?,
                    HeaderValue::from_static(value),
                );
            }
            request.body = example.body.into();
            request
        }
        None => {
            let query = pick(&QUERIES, query);
            if !query.is_empty() {
                let _ = write!(path, "?{query}");
            }
            let host = match wild {
                7 => "https://partner.example",
                8 => "https://admin.shop.example",
                _ => "",
            };
            let uri: Uri = format!("{host}{path}").parse().ok()?;
            let mut request = Request::new(Method::from_bytes(method.as_bytes()).ok()?, uri);
            request.body = if wild.is_multiple_of(11) {
                Body(junk.to_vec())
            } else {
                pick(&CONTENTS, content).into()
            };
            if !request.body.is_empty() {
                let usual = operation.takes.first().filter(|_| !kind.is_multiple_of(4));
                let kind = usual.copied().unwrap_or_else(|| pick(&TYPES, kind));
                request = request.with(http::header::CONTENT_TYPE, HeaderValue::from_static(kind));
            }
            request
        }
    };
    for field in fields.into_iter().take(usize::from(wild) % 4) {
        let (name, value) = FIELDS[usize::from(field) % FIELDS.len()];
        request = request.with(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    // More than is taken, now and then.
    if wild % 61 == 2 {
        request.body = Body(vec![b' '; 70_000]);
    }
    if wild % 61 == 3 {
        request = request.with(
            HeaderName::from_static("x-note"),
            HeaderValue::from_str(&"x".repeat(9_000)).ok()?,
        );
    }
    let sends_length = !request.headers.contains_key("transfer-encoding")
        && !request.headers.contains_key("content-length");
    if sends_length && !request.body.is_empty() {
        let length = HeaderValue::from(request.body.len());
        request.headers.insert(http::header::CONTENT_LENGTH, length);
    }
    Some(request)
}

/// What every answer keeps to, and why it does not.
fn wrong(script: &str, request: &Request, reply: &Reply) -> Option<String> {
    let answered = match &reply.outcome {
        Some(Outcome::Answered(response)) => Some(response),
        _ => None,
    };
    // What the lane of the server has room for.
    if let Some(did) = reply
        .did
        .as_ref()
        .filter(|did| did.title.chars().count() > 26 || did.note.chars().count() > 26)
    {
        return Some(format!("too long for its lane: {did:?}"));
    }
    for response in answered.into_iter().chain(&reply.lost) {
        let code = response.status.as_u16();
        if !reply.fault {
            let found = review(request, response);
            if let Some(finding) = found.first() {
                return Some(format!(
                    "{}: {}\n{response:?}",
                    finding.rule.slug, finding.what
                ));
            }
        }
        if let Some(why) = not_explained(response).or_else(|| could_run(request, response)) {
            return Some(format!("{code}: {why}\n{response:?}"));
        }
        let undocumented = operation(request)
            .filter(|(_, operation)| !operation.answers().iter().any(|answer| answer.0 == code));
        if let (Some((route, operation)), true) =
            (undocumented, script.is_empty() && route_is_plain(request))
        {
            return Some(format!(
                "{} {} does not document {code}\n{response:?}",
                operation.method, route.pattern
            ));
        }
    }
    None
}

/// Asking for any status, or another origin, documents itself.
fn route_is_plain(request: &Request) -> bool {
    !request.path().starts_with("/api/status/") && request.uri.authority().is_none()
}

fn operation(request: &Request) -> Option<(&'static Route, &'static Operation)> {
    let path = request.path();
    let fits = |route: &&Route| {
        let (before, after) = match route.pattern.split_once('{') {
            None => return route.pattern == path,
            Some((before, rest)) => (before, rest.split_once('}').map_or("", |rest| rest.1)),
        };
        let part = path
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after));
        part.is_some_and(|part| !part.is_empty() && !part.contains('/'))
    };
    let route = routes().find(fits)?;
    Some((route, route.operation(request.method.as_str())?))
}

/// An error is a problem with all its members (RFC 9457 §3.1) and an id to quote, or the page of a vendor or a network.
fn not_explained(response: &Response) -> Option<String> {
    let code = response.status.as_u16();
    if code < 400 || response.body.is_empty() || matches!(code, 511 | 520..=530) {
        return None;
    }
    let kind = response
        .field(http::header::CONTENT_TYPE)
        .unwrap_or_default();
    let Ok(problem) = serde_json::from_slice::<Problem>(&response.body.0) else {
        return Some("no problem".to_owned());
    };
    let members = [
        &problem.kind,
        &problem.detail,
        &problem.instance,
        &problem.error_id,
    ];
    let registered = teapot::catalogue::find(code).is_some();
    let whole = members.iter().all(|member| !member.is_empty())
        && (!registered || !problem.title.is_empty());
    (kind != "application/problem+json" || !whole || problem.status != Some(code))
        .then(|| format!("{problem:?}"))
}

/// Nothing that was sent comes back as something a browser runs.
fn could_run(request: &Request, response: &Response) -> Option<String> {
    if response
        .headers
        .get("x-content-type-options")
        .is_none_or(|value| value != "nosniff")
    {
        return Some("may be sniffed".to_owned());
    }
    let kind = response
        .field(http::header::CONTENT_TYPE)
        .unwrap_or_default();
    let runs = ["html", "xml", "svg", "script"]
        .iter()
        .any(|kinds| kind.contains(kinds));
    let own = response.status.as_u16() == 207;
    let sent = request.body.text();
    (runs && !own && !sent.is_empty() && response.body.text().contains(&*sent))
        .then(|| format!("{kind} with what was sent"))
}

proptest! {
    // 13 000 × 8 requests.
    #![proptest_config(ProptestConfig { cases: 13_000, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_passes_every_rule_unless_a_fault_was_asked_for(
        script in prop::sample::select(&HONEST[..]),
        draws in prop::collection::vec((any::<[u16; 12]>(), any::<[u8; 9]>(), 0..9_000_u64), 8..9),
    ) {
        let mut server = Backend::new(Script::parse(script).expect("a script"), 418);
        let mut now = 0;
        for (draws, junk, later) in draws {
            let Some(request) = request(draws, &junk) else { continue };
            now += later;
            let reply = server.respond(Instant::from_millis(now), &request);
            if let Some(why) = wrong(script, &request, &reply) {
                prop_assert!(false, "{why}\n{request:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn a_saved_server_goes_on_exactly(
        script in prop::sample::select(&HONEST[..]),
        draws in prop::collection::vec((any::<[u16; 12]>(), any::<[u8; 9]>(), 0..3_000_u64), 2..20),
        at in 0_usize..20,
        again in any::<bool>(),
    ) {
        let read = |script| Script::parse(script).expect("a script");
        let mut original = Backend::new(read(script), 418);
        let mut copy = original.clone();
        let mut now = 0;
        for (index, (draws, junk, later)) in draws.iter().enumerate() {
            let Some(request) = request(*draws, junk) else { continue };
            now += later;
            if index == at {
                let saved = postcard::to_allocvec(&copy).expect("it can be saved");
                copy = postcard::from_bytes(&saved).expect("it can be read back");
                prop_assert_eq!(&copy, &original);
                if again {
                    original.again(read("503, ok"), 7);
                    copy.again(read("503, ok"), 7);
                    now = 0;
                }
            }
            let at = Instant::from_millis(now);
            prop_assert_eq!(original.respond(at, &request), copy.respond(at, &request));
        }
        prop_assert_eq!(original, copy);
    }
}

/// The property says something only as far as its requests get.
#[test]
fn generated_requests_meet_nearly_every_code() {
    let mut met = BTreeSet::new();
    let mut dice = teapot::rng::Rng::new(418);
    for round in 0..4_000_usize {
        let script = HONEST[round % HONEST.len()];
        let mut server = Backend::new(Script::parse(script).expect("a script"), 418);
        for second in 0..8 {
            let draws = [(); 12].map(|()| (dice.bits() >> 48) as u16);
            let Some(request) = request(draws, b"\xFF{[") else {
                continue;
            };
            let reply = server.respond(Instant::from_millis(second * 4_000), &request);
            met.extend(
                reply
                    .interim
                    .iter()
                    .map(|interim| interim.response.status.as_u16()),
            );
            if let Some(Outcome::Answered(response)) = &reply.outcome {
                met.insert(response.status.as_u16());
            }
        }
    }
    let missed: Vec<u16> = [
        100, 102, 103, 200, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403,
        404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 415, 416, 417, 421, 422, 423, 424, 425,
        426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 511, 520, 521, 522,
        523, 524, 525, 526, 529, 530,
    ]
    .into_iter()
    .filter(|code| !met.contains(code))
    .collect();
    // A 424 takes a failing report and the patience to ask for it; `shop` has both.
    assert_eq!(missed, [424]);
}

#[test]
fn a_fault_that_is_asked_for_is_found() {
    let get = Request::new(Method::GET, Uri::from_static("/api/users/7"));
    for (script, rule) in [
        ("wrong-type", "media-type"),
        ("bad-json", "json"),
        ("error-in-200", "200"),
        ("leaky", "leak"),
    ] {
        let mut server = Backend::new(Script::parse(script).expect("a script"), 418);
        let reply = server.respond(Instant::START, &get);
        let Some(Outcome::Answered(response)) = &reply.outcome else {
            panic!("{script}: no answer")
        };
        let found: Vec<&str> = review(&get, response)
            .iter()
            .map(|finding| finding.rule.slug)
            .collect();
        assert!(
            reply.fault && !found.is_empty(),
            "{script} ({rule}): {found:?}"
        );
    }
}
