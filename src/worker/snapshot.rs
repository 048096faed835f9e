//! Keeps worlds where the browser cannot lose them: one entry of Cache Storage each. A world is saved after
//! every request, because any request may have changed it.
//!
//! Everything here may fail (storage full or blocked); a world then lives as long as the worker does.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Cache, Client, ClientQueryOptions, ClientType, Request, Response, ServiceWorkerGlobalScope,
};

use super::world::World;
use crate::transport::messages::CACHE;

/// What the name of a page's own world begins with; no name a reader can give does.
pub(super) const PAGE: &str = "page ";

/// How many worlds are kept at a time.
const MOST: usize = 50;

/// Saves a world as `bytes` has it, once it can be written.
pub(super) async fn save(name: &str, bytes: impl FnOnce() -> Option<Vec<u8>>) {
    let Some(cache) = open().await else { return };
    if let Some(bytes) = bytes()
        && let Ok(response) =
            Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(bytes.as_slice())))
    {
        let key = key(name);
        // What cannot be saved must not come back as it was before.
        if JsFuture::from(cache.put_with_str(&key, &response))
            .await
            .is_err()
        {
            let _ = JsFuture::from(cache.delete_with_str(&key)).await;
        }
    }
}

/// Reads a world back. One that cannot be read, or is of another version, is dropped.
pub(super) async fn load(name: &str) -> Option<World> {
    let cache = open().await?;
    let found = JsFuture::from(cache.match_with_str(&key(name)))
        .await
        .ok()?;
    let bytes = found.dyn_into::<Response>().ok()?.array_buffer().ok()?;
    let bytes = Uint8Array::new(&JsFuture::from(bytes).await.ok()?).to_vec();
    let world = World::read(&bytes);
    if world.is_none() {
        remove(name).await;
    }
    world
}

/// Forgets a world.
pub(super) async fn remove(name: &str) {
    if let Some(cache) = open().await {
        let _ = JsFuture::from(cache.delete_with_str(&key(name))).await;
    }
}

/// Makes room for a world: forgets those of pages that are gone and, when there are too many, the oldest. The keys of
/// what is gone.
pub(super) async fn tidy(name: &str) -> Vec<String> {
    let mut gone = Vec::new();
    let (Some(cache), Some(scope)) = (open().await, scope()) else {
        return gone;
    };
    let here = ClientQueryOptions::new();
    here.set_include_uncontrolled(true);
    here.set_type(ClientType::All);
    let clients = scope.clients().match_all_with_options(&here);
    let (Ok(clients), Ok(keys)) = (
        JsFuture::from(clients).await,
        JsFuture::from(cache.keys()).await,
    ) else {
        return gone;
    };
    let here: Vec<String> = items(&clients)
        .map(|client| key(&(PAGE.to_owned() + &client.unchecked_into::<Client>().id())))
        .collect();
    let (own, page) = (key(name), key(PAGE));
    // In the order in which they were written last.
    let keys: Vec<Request> = items(&keys).map(JsCast::unchecked_into).collect();
    let mut left = keys.len();
    for request in keys {
        let url = request.url();
        let key = url.rsplit('/').next().unwrap_or_default().to_owned();
        let dead = key.starts_with(&page) && !here.contains(&key);
        if key != own && (dead || left >= MOST) {
            let _ = JsFuture::from(cache.delete_with_request(&request)).await;
            gone.push(key);
            left -= 1;
        }
    }
    gone
}

fn items(list: &JsValue) -> impl Iterator<Item = JsValue> + use<> {
    js_sys::Array::from(list).into_iter()
}

fn scope() -> Option<ServiceWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

async fn open() -> Option<Cache> {
    let scope = scope()?;
    let name = format!("{CACHE}{}", scope.registration().scope());
    JsFuture::from(scope.caches().ok()?.open(&name))
        .await
        .ok()?
        .dyn_into()
        .ok()
}

/// Cache Storage keys are addresses; these are never fetched.
pub(super) fn key(name: &str) -> String {
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!("world?{name}")
}
