//! The backend behind the browser's own `fetch`: what `service-worker.js` calls for a request below `api/`.

use wasm_bindgen::prelude::*;
use web_sys::{Request, Response};

/// Answers a request; `prefix` is the path of the API root on this host, `"/docs/http/api/"`.
#[wasm_bindgen]
pub async fn respond(request: Request, prefix: String) -> Result<Response, JsValue> {
    let _ = (request.url(), prefix);
    let init = web_sys::ResponseInit::new();
    init.set_status(501);
    Response::new_with_opt_str_and_init(Some("the backend is not built in yet"), &init)
}
