//! One request through the browser's own `fetch()`, with the client's patience.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use gloo_timers::callback::Timeout;
use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Method, StatusCode};
use web_sys::AbortController;

use super::messages::{AGAIN, AT, REQUEST, WORLD};
use crate::protocol::{Body, Failure, Outcome, Request, Response};
use crate::time::Instant;

/// What `fetch()` made of a request.
pub(super) struct Fetched {
    /// What the page gets to see. Every failure but a time-out or a broken body looks the same to it: `Reset`.
    pub(super) outcome: Outcome,
    /// Whether the browser followed redirects on the way.
    pub(super) redirected: bool,
}

/// How a request is told from others.
pub(super) struct Tag<'a> {
    /// The world.
    pub(super) world: &'a str,
    /// The send.
    pub(super) name: &'a str,
    /// How often it was sent again.
    pub(super) again: u32,
    /// The moment of the run.
    pub(super) at: Instant,
}

/// Sends a request to the worker. Its path must lie below `/api/`.
///
/// # Errors
/// When the browser refuses to send it at all: a sentence for the reader.
pub(super) async fn fetch(
    request: &Request,
    tag: &Tag<'_>,
    patience: Option<Duration>,
    cancelled: Rc<Cell<Option<AbortController>>>,
) -> Result<Fetched, String> {
    let controller = AbortController::new().map_err(|_| "This browser cannot abort a request.")?;
    let signal = controller.signal();
    // The browser's words for a time-out differ; the client keeps its own flag.
    let timed_out = Rc::new(Cell::new(false));
    let timer = patience.map(|patience| {
        let (timed_out, controller) = (Rc::clone(&timed_out), controller.clone());
        Timeout::new(
            patience.as_millis().try_into().unwrap_or(u32::MAX),
            move || {
                timed_out.set(true);
                controller.abort();
            },
        )
    });
    cancelled.set(Some(controller));
    let path = request
        .uri
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let mut builder = gloo_net::http::RequestBuilder::new(path.trim_start_matches('/'))
        .method(request.method.clone())
        .abort_signal(Some(&signal))
        .cache(web_sys::RequestCache::NoStore)
        .header(WORLD, tag.world)
        .header(REQUEST, tag.name)
        .header(AT, &tag.at.0.as_millis().to_string());
    if tag.again > 0 {
        builder = builder.header(AGAIN, &tag.again.to_string());
    }
    for (name, value) in &request.headers {
        builder = builder.header(name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
    }
    let has_body =
        !request.body.is_empty() && request.method != Method::GET && request.method != Method::HEAD;
    let built = if has_body {
        builder.body(js_sys::Uint8Array::from(request.body.0.as_slice()))
    } else {
        builder.build()
    };
    let built = built.map_err(|error| format!("fetch() refuses this request: {error}"))?;
    let failed = |failure| {
        if timed_out.get() {
            Failure::TimedOut
        } else {
            failure
        }
    };
    let (outcome, redirected) = match built.send().await {
        Err(_) => (Outcome::Failed(failed(Failure::Reset)), false),
        Ok(response) => {
            let redirected = response.redirected();
            let head = (response.status(), fields(&response));
            match response.binary().await {
                Ok(body) => (Outcome::Answered(assemble(head, body)), redirected),
                Err(_) => (Outcome::Failed(failed(Failure::Truncated)), redirected),
            }
        }
    };
    drop(timer);
    Ok(Fetched {
        outcome,
        redirected,
    })
}

fn fields(response: &gloo_net::http::Response) -> HeaderMap {
    response
        .headers()
        .entries()
        .filter_map(|(name, value)| {
            Some((
                HeaderName::from_bytes(name.as_bytes()).ok()?,
                HeaderValue::from_str(&value).ok()?,
            ))
        })
        .collect()
}

fn assemble((status, headers): (u16, HeaderMap), body: Vec<u8>) -> Response {
    let status =
        StatusCode::from_u16(status).expect("the browser lets nothing but 200 to 599 through");
    Response {
        status,
        headers,
        body: Body(body),
    }
}
