//! Between the browser's messages and the backend's. The worker lies at some path of its host (`mount`) and the backend
//! at the root, so paths lose the mount on the way in and regain it on the way out.

use http::header::{HeaderName, HeaderValue, LOCATION};
use http::{HeaderMap, Method, Uri};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Headers, ReadableStream, ReadableStreamDefaultController, ResponseInit, Url,
};

use crate::protocol::{Body, Request, Response};

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
    Ok(Request {
        method,
        uri,
        headers,
        body,
    })
}

/// A response as the browser takes it.
pub(super) fn response(from: &Response, mount: &str) -> Result<web_sys::Response, JsValue> {
    let init = head(from, mount)?;
    if from.body.is_empty() {
        return web_sys::Response::new_with_opt_str_and_init(None, &init);
    }
    web_sys::Response::new_with_opt_js_u8_array_and_init(
        Some(&Uint8Array::from(from.body.0.as_slice())),
        &init,
    )
}

/// A response whose body breaks off in the middle.
pub(super) fn half(from: &Response, mount: &str) -> Result<web_sys::Response, JsValue> {
    let half = from.body.0[..from.body.len() / 2].to_vec();
    let source = js_sys::Object::new();
    let start = Closure::once_into_js(move |stream: ReadableStreamDefaultController| {
        // The stream is new and unread, so it takes the part; and then it breaks.
        let _ = stream.enqueue_with_chunk(&Uint8Array::from(half.as_slice()));
        stream.error_with_e(&js_sys::Error::new("the connection was closed"));
    });
    js_sys::Reflect::set(&source, &"start".into(), &start)?;
    let stream = ReadableStream::new_with_underlying_source(&source)?;
    web_sys::Response::new_with_opt_readable_stream_and_init(Some(&stream), &head(from, mount)?)
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

fn head(from: &Response, mount: &str) -> Result<ResponseInit, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &from.headers {
        let value = value.to_str().map_err(text)?;
        if name == LOCATION && value.starts_with('/') {
            headers.append(name.as_str(), &format!("{mount}{value}"))?;
        } else {
            headers.append(name.as_str(), value)?;
        }
    }
    let init = ResponseInit::new();
    init.set_status(from.status.as_u16());
    init.set_status_text(from.status.canonical_reason().unwrap_or_default());
    init.set_headers(&headers);
    Ok(init)
}

fn text(error: impl std::fmt::Display) -> JsValue {
    error.to_string().into()
}
