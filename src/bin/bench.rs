//! The program of the tree and of the lab, which are most of the code: pages without them do not download it. The service
//! worker of Live mode runs the same file, so that switching Live on downloads next to nothing.

use wasm_bindgen::prelude::*;

fn main() {
    // A worker has no window, and nothing to adopt.
    if web_sys::window().is_some() {
        teapot::ui::start::start_bench();
    }
}

/// Answers a request that `service-worker.js` was handed.
///
/// # Errors
/// When the browser cannot build what the backend says; the page sees a network error.
#[wasm_bindgen]
pub async fn respond(
    request: web_sys::Request,
    prefix: String,
    client: String,
) -> Result<web_sys::Response, JsValue> {
    teapot::worker::respond(request, prefix, client).await
}

/// Answers a message of the page.
#[wasm_bindgen]
pub async fn tell(text: String) -> String {
    teapot::worker::tell(text).await
}
