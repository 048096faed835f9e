//! Keeps worlds where the browser cannot lose them: one entry of Cache Storage each, as JSON. A world is saved after
//! every request, because any request may have changed it.
//!
//! Everything here may fail (storage full or blocked); a world then lives as long as the worker does.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, Response, ServiceWorkerGlobalScope};

use crate::backend::Backend;
use crate::transport::messages::CACHE;

/// Saves a world.
pub(super) async fn save(name: &str, backend: &Backend) {
    let Ok(text) = serde_json::to_string(backend) else {
        return;
    };
    let Some(cache) = open().await else { return };
    if let Ok(response) = Response::new_with_opt_str(Some(&text)) {
        let _ = JsFuture::from(cache.put_with_str(&key(name), &response)).await;
    }
}

/// Reads a world back.
pub(super) async fn load(name: &str) -> Option<Backend> {
    let found = JsFuture::from(open().await?.match_with_str(&key(name)))
        .await
        .ok()?;
    let text = found.dyn_into::<Response>().ok()?.text().ok()?;
    serde_json::from_str(&JsFuture::from(text).await.ok()?.as_string()?).ok()
}

/// Forgets a world.
pub(super) async fn remove(name: &str) {
    if let Some(cache) = open().await {
        let _ = JsFuture::from(cache.delete_with_str(&key(name))).await;
    }
}

async fn open() -> Option<Cache> {
    let scope: ServiceWorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    let name = format!("{CACHE}{}", scope.registration().scope());
    JsFuture::from(scope.caches().ok()?.open(&name))
        .await
        .ok()?
        .dyn_into()
        .ok()
}

/// Cache Storage keys are addresses; these are never fetched.
fn key(name: &str) -> String {
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!("world?{name}")
}
