//! Between the browser's messages and the backend's. The worker lies at some path of its host (`mount`) and the backend
//! at the root, so paths lose the mount on the way in and regain it on the way out.

use gloo_timers::future::TimeoutFuture;
use http::header::{CONTENT_LENGTH, HeaderName, HeaderValue, LOCATION};
use http::{HeaderMap, Method, StatusCode, Uri};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortSignal, Headers, ReadableStream, ReadableStreamDefaultController, ResponseInit, Url,
};

use super::world::{Answer, Message};
use crate::protocol::{Body, Request};

/// A request as the backend reads it.
pub(super) async fn request(from: &web_sys::Request, mount: &str) -> Result<Request, JsValue> {
    let url = Url::new(&from.url())?;
    let path = url.pathname();
    let path = path.strip_prefix(mount).unwrap_or(&path);
    let uri: Uri = format!("{path}{}", url.search()).parse().map_err(text)?;
    let method = Method::from_bytes(from.method().as_bytes()).map_err(text)?;
    let mut headers = HeaderMap::new();
    for entry in js_sys::try_iter(&from.headers())?.into_iter().flatten() {
        let entry: Array = entry?.unchecked_into();
        let part = |index| entry.get(index).as_string().unwrap_or_default();
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(part(0).as_bytes()),
            HeaderValue::from_str(&part(1)),
        ) {
            headers.append(name, value);
        }
    }
    let body = if method == Method::GET || method == Method::HEAD {
        Body::EMPTY
    } else {
        Body(Uint8Array::new(&JsFuture::from(from.array_buffer()?).await?).to_vec())
    };
    // The browser writes it after the worker has had its turn (RFC 9110 §8.6: with content, and without where the method
    // leads to expect some).
    if !body.is_empty() || matches!(method.as_str(), "POST" | "PUT" | "PATCH") {
        headers.insert(CONTENT_LENGTH, body.len().into());
    }
    Ok(Request {
        method,
        uri,
        headers,
        body,
    })
}

/// A response as the browser takes it, all at once or drop by drop, and broken off in the middle when that is meant. A
/// page that is made of it may not do anything.
pub(super) fn response(
    from: &Message,
    answer: &Answer,
    mount: &str,
    visit: bool,
) -> Result<web_sys::Response, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in from.fields() {
        if LOCATION == name && value.starts_with('/') {
            headers.append(name, &format!("{mount}{value}"))?;
        } else {
            headers.append(name, value)?;
        }
    }
    if visit {
        headers.set("content-security-policy", "default-src 'none'; sandbox")?;
        headers.set("x-content-type-options", "nosniff")?;
    }
    let init = ResponseInit::new();
    init.set_status(from.status());
    let phrase = StatusCode::from_u16(from.status()).ok();
    let phrase = phrase.and_then(|status| status.canonical_reason());
    init.set_status_text(phrase.unwrap_or_default());
    init.set_headers(&headers);
    let (mut body, breaks) = (from.body(), answer.breaks);
    if breaks {
        body.truncate(body.len() / 2);
    } else if body.is_empty() {
        return web_sys::Response::new_with_opt_str_and_init(None, &init);
    } else if answer.drip == 0 {
        let bytes = Uint8Array::from(&body[..]);
        return web_sys::Response::new_with_opt_js_u8_array_and_init(Some(&bytes), &init);
    }
    let stream = stream(body, answer.drip, breaks)?;
    web_sys::Response::new_with_opt_readable_stream_and_init(Some(&stream), &init)
}

/// The most parts slow content comes in.
const PARTS: usize = 20;

/// Content that takes so many milliseconds, and ends or breaks.
fn stream(body: Vec<u8>, drip: u32, breaks: bool) -> Result<ReadableStream, JsValue> {
    let source = js_sys::Object::new();
    let start = Closure::once_into_js(move |stream: ReadableStreamDefaultController| {
        spawn_local(async move {
            let parts = body.chunks(body.len().div_ceil(PARTS).max(1));
            let wait = drip / parts.len().max(1) as u32;
            for part in parts {
                if wait > 0 {
                    TimeoutFuture::new(wait).await;
                }
                // Nobody reads on: the page gave it up.
                if stream.enqueue_with_chunk(&Uint8Array::from(part)).is_err() {
                    return;
                }
            }
            if breaks {
                stream.error_with_e(&js_sys::Error::new("the connection was closed"));
            } else {
                // Given up at the last moment, it is closed already.
                let _ = stream.close();
            }
        });
    });
    js_sys::Reflect::set(&source, &"start".into(), &start)?;
    ReadableStream::new_with_underlying_source(&source)
}

/// Ends when the page gives the request up.
pub(super) async fn aborted(signal: &AbortSignal) {
    if signal.aborted() {
        return;
    }
    let gone = Promise::new(&mut |resolve, _| signal.set_onabort(Some(&resolve)));
    // The promise is never rejected.
    let _ = JsFuture::from(gone).await;
}

fn text(error: impl std::fmt::Display) -> JsValue {
    error.to_string().into()
}
