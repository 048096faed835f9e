//! The routes below `/control`, which change how the API behaves while it is running.
//!
//! | request | does |
//! |---|---|
//! | `GET /control/script` | the script of the present run |
//! | `PUT /control/script` | begins a run with the script in the content; the shop keeps what it has |
//! | `POST /control/reset` | opens a new shop, with the script from its beginning |
//! | `GET /control/log` | what the shop did, oldest first, a JSON object a line |
//! | `GET /control/requests` | the requests it got, oldest first, a JSON object a line |
//! | `POST /control/shops` | opens another shop with the script in the content, at a port of its own: see `Location` |
//!
//! Tests that run at the same time open a shop each, so that none meets the trouble of another. They end with the server.
//!
//! They are for programs on this machine, and for the site itself. No other page can use them: its requests carry its own
//! origin, or, when it has had its name resolved to this machine, its own host.

use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LOCATION, ORIGIN};
use http::{Method, StatusCode, Uri};
use teapot::backend::Script;
use teapot::protocol::problem::{MEDIA_TYPE, Problem};
use teapot::protocol::{Body, Response};

use crate::connection::Server;
use crate::shops;
use crate::wire::Head;

const TEXT: &str = "text/plain; charset=utf-8";
const LINES: &str = "application/x-ndjson";

/// Whether an address is a control.
pub fn is_below(uri: &Uri) -> bool {
    uri.path() == "/control" || uri.path().starts_with("/control/")
}

/// Answers a request.
pub fn answer(server: &Server, head: &Head, content: &[u8]) -> Response {
    let Server { api, own, .. } = server;
    let is_own = |host: &str| own.iter().any(|own| host.eq_ignore_ascii_case(own));
    let host = head.uri.authority().map(|host| host.as_str());
    if !host.or(head.host.as_deref()).is_some_and(is_own) {
        return problem(
            421,
            "Controls are had under the address of this machine only.",
        );
    }
    let mut origins = head.headers.get_all(ORIGIN).iter();
    let from_here = |origin: &HeaderValue| {
        let origin = origin.to_str().ok();
        origin
            .and_then(|origin| origin.strip_prefix("http://"))
            .is_some_and(is_own)
    };
    if !origins.all(from_here) {
        return problem(403, "Pages of other origins may not use the controls.");
    }
    let (path, method) = (head.uri.path(), &head.method);
    let reads = [Method::GET, Method::HEAD].contains(method);
    match path {
        "/control/script" if reads => said(TEXT, format!("{}\n", api.script())),
        "/control/script" if *method == Method::PUT => match script(content) {
            Ok(script) => {
                let words = script.in_words();
                api.play(script);
                said(TEXT, words + "\n")
            }
            Err(complaint) => problem(400, &complaint),
        },
        "/control/script" => not_allowed("GET, HEAD, PUT"),
        "/control/reset" if *method == Method::POST => {
            api.reset();
            Response::new(StatusCode::NO_CONTENT)
        }
        "/control/reset" => not_allowed("POST"),
        "/control/log" if reads => said(LINES, api.log()),
        "/control/requests" if reads => said(LINES, api.requests()),
        "/control/log" | "/control/requests" => not_allowed("GET, HEAD"),
        "/control/shops" if *method == Method::POST => match script(content) {
            Ok(script) => opened(server, script),
            Err(complaint) => problem(400, &complaint),
        },
        "/control/shops" => not_allowed("POST"),
        _ => problem(
            404,
            "There are /control/script, /control/reset, /control/log, /control/requests and /control/shops.",
        ),
    }
}

/// The script in some content, or what is wrong with it.
fn script(content: &[u8]) -> Result<Script, String> {
    let text = std::str::from_utf8(content).map_err(|_| "The script is not UTF-8.".to_owned())?;
    Script::parse(text.trim_end()).map_err(|error| format!("The script cannot be read: {error}."))
}

/// Opens another shop and says where it is.
fn opened(server: &Server, script: Script) -> Response {
    match shops::open(server, script) {
        Ok(address) => {
            let place = format!("http://{address}/");
            let location =
                HeaderValue::try_from(&place).expect("an address is made of visible characters");
            let mut response = said(TEXT, place + "\n").with(LOCATION, location);
            response.status = StatusCode::CREATED;
            response
        }
        Err(complaint) => problem(503, &complaint),
    }
}

/// An answer that says what is wrong (RFC 9457).
pub fn problem(status: u16, detail: &str) -> Response {
    let status =
        StatusCode::from_u16(status).expect("refusals are written here, with three digits");
    let phrase = status.canonical_reason().unwrap_or_default();
    let problem = Problem::blank(status.as_u16(), phrase, detail);
    let text = serde_json::to_string_pretty(&problem).expect("texts and a number can be written");
    let mut response = said(MEDIA_TYPE, text + "\n");
    response.status = status;
    response
}

/// RFC 9110 §15.5.6: a 405 lists what is allowed.
fn not_allowed(allow: &'static str) -> Response {
    problem(405, &format!("Use one of {allow}.")).with(ALLOW, HeaderValue::from_static(allow))
}

fn said(media_type: &'static str, text: String) -> Response {
    let mut response = Response::new(StatusCode::OK)
        .with(CONTENT_TYPE, HeaderValue::from_static(media_type))
        .with(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.body = Body::from(text);
    response
}
