//! Why a server fails, and who says so: the program itself, the gateway before it (with what RFC 9209 has it say), a
//! vendor's edge with the pages it is known for, or a network that wants a sign-in first.

use std::time::Duration;

use http::HeaderMap;
use http::header::{ACCEPT, HeaderName, HeaderValue, SERVER};

use super::Gateway;
use super::answer::{Answer, NOTHING, phrase};
use super::gate::accepted;
use crate::protocol::Request;
use crate::protocol::problem::{self, Problem};
use crate::rng::Rng;

/// What a gateway says of the hop behind it.
const PROXY_STATUS: HeaderName = HeaderName::from_static("proxy-status");
const HTML: &str = "text/html; charset=utf-8";

/// What Cloudflare says of the origin: the code, the title of its page, one sentence, and how long the origin was at it, in
/// milliseconds, if it was reached at all.
const EDGE: &[(u16, &str, &str, Option<u64>)] = &[
    (
        520,
        "Web server is returning an unknown error",
        "The origin answered with something that cannot be passed on.",
        Some(60),
    ),
    (
        521,
        "Web server is down",
        "The origin refused the connection.",
        None,
    ),
    (
        522,
        "Connection timed out",
        "The origin did not take the connection in time.",
        None,
    ),
    (
        523,
        "Origin is unreachable",
        "There is no way to the origin.",
        None,
    ),
    (
        524,
        "A timeout occurred",
        "The origin took the connection and did not answer in time.",
        Some(4_000),
    ),
    (
        525,
        "SSL handshake failed",
        "The edge and the origin could not agree on a secure connection.",
        None,
    ),
    (
        526,
        "Invalid SSL certificate",
        "The certificate of the origin is not valid.",
        None,
    ),
    (
        530,
        "Origin DNS error",
        "The name of the origin cannot be resolved.",
        None,
    ),
];

/// Why a server refuses with a code of its own accord: the code, in a few words, and what that means.
const DOOR: &[(u16, &str, &str)] = &[
    (500, "Broke down", "a mistake in the program"),
    (501, "Knows no such method", "and never will by itself"),
    (505, "Speaks another version", "of HTTP than the request"),
    (506, "Negotiates in a circle", "a mistake in its set-up"),
    (507, "Out of space", NOTHING),
    (508, "Found itself in a loop", "and gave up"),
    (529, "Overloaded", NOTHING),
    (499, "Client had gone", "logged by nginx, not sent"),
];

/// What a refusal at the door means; nothing where the code says it all.
pub(super) fn at_the_door(code: u16) -> Option<(&'static str, &'static str)> {
    DOOR.iter()
        .find(|door| door.0 == code)
        .map(|door| (door.1, door.2))
}

/// The answer of a vendor's own code as that vendor sends it; nothing for all other codes.
///
/// Cloudflare answers with HTML unless Accept names JSON (Cloudflare, "Error responses"); 529 is Anthropic's, in its
/// envelope for errors.
pub(super) fn vendor(rng: &mut Rng, code: u16, request: &Request) -> Option<Answer> {
    if code == 529 {
        let content = "{\n  \"type\": \"error\",\n  \"error\": {\n    \"type\": \"overloaded_error\",\n    \"message\": \"Overloaded\"\n  }\n}";
        return Some(Answer::of(529, "application/json", content));
    }
    if code == 511 {
        return Some(portal());
    }
    let (_, title, detail, upstream) = *EDGE.iter().find(|edge| edge.0 == code)?;
    let ray = format!("{:016x}", rng.bits());
    let answer = if wants_json(&request.headers) {
        Answer::problem(rng, "", Problem::blank(code, title, detail))
    } else {
        let page = format!(
            "<!DOCTYPE html>\n<title>shop.example | {code}: {title}</title>\n<h1>{title} <span>Error code {code}</span></h1>\n\
             <p>{detail}</p>\n<p>Ray ID: {ray}</p>\n"
        );
        Answer::of(code, HTML, page)
    };
    let gateway = Gateway {
        title: title.into(),
        note: "says the edge before it".into(),
        upstream: upstream.map(Duration::from_millis),
    };
    let (title, note) = match upstream {
        Some(_) => ("Reached", "its answer is of no use"),
        None => ("Never reached", NOTHING),
    };
    Some(
        answer
            .with(SERVER, "cloudflare")
            .with(HeaderName::from_static("cf-ray"), &format!("{ray}-LHR"))
            .did("fail", title, note)
            .through(gateway),
    )
}

/// Whether a client asked for JSON by name: `*/*` gets the page for people.
fn wants_json(fields: &HeaderMap) -> bool {
    let named = |value: &HeaderValue| value.to_str().is_ok_and(|value| value.contains("json"));
    fields.get_all(ACCEPT).iter().any(named)
        && accepted(fields, &["application/json", problem::MEDIA_TYPE]).is_some()
}

/// The page of a network that wants a sign-in first (RFC 6585 §6): it stands for nothing that is at the address.
pub(super) fn portal() -> Answer {
    let page = "<!DOCTYPE html>\n<title>Sign in to the network</title>\n<h1>Sign in to the network</h1>\n\
                <p>Before anything else, open <a href=\"https://login.example/\">https://login.example/</a>.</p>\n";
    let mut answer = Answer::of(511, HTML, page).did(
        "refuse",
        "Network wants a sign-in",
        "never got to the server",
    );
    answer.response.headers.insert(
        http::header::CACHE_CONTROL,
        HeaderValue::from_static("no-store"),
    );
    answer
}

/// The error of a gateway: `error` is one of the types of RFC 9209 §2.3.
pub(super) fn gateway(rng: &mut Rng, code: u16, error: &str, detail: &str) -> Answer {
    Answer::problem(rng, "", Problem::blank(code, phrase(code), detail))
        .with(PROXY_STATUS, &format!("edge.shop.example; error={error}"))
}

/// An error that shows what is inside the server: what nobody should send.
pub(super) fn leaky() -> Answer {
    let trace = "Traceback (most recent call last):\n  File \"/srv/shop/app/orders.py\", line 418, in place\n    \
                 db.execute(\"INSERT INTO orders VALUES (%s, %s)\", row)\npsycopg2.OperationalError: could not connect to server: \
                 Connection refused\n\tIs the server running on host \"db-1.internal\" (10.0.3.7) and accepting\n\tTCP/IP connections \
                 on port 5432?\n";
    let mut answer = Answer::of(500, "text/plain; charset=utf-8", trace).faulty();
    answer
        .response
        .headers
        .insert(SERVER, HeaderValue::from_static("gunicorn/19.9.0"));
    answer.did("fail", "Broke down", "and told everything")
}
