//! The switch of Live mode: registers the service worker when it is asked to, and leaves nothing behind when it is
//! switched off.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MessageChannel, MessageEvent, RegistrationOptions, ServiceWorker, ServiceWorkerContainer,
    ServiceWorkerRegistration, ServiceWorkerUpdateViaCache, Url,
};

use super::messages::{Ask, CACHE, PROTOCOL, Told};

/// How long to wait for the worker to start and take over, in milliseconds: it compiles WebAssembly first.
const START: u32 = 15_000;
/// How long to wait for an answer to a message before it is sent again, in milliseconds: a worker that was stopped has
/// lost it, and starts anew for the next.
const ANSWER: [u32; 3] = [2_000, 5_000, 10_000];

/// Registers the worker and waits until it answers for this page.
///
/// # Errors
/// A sentence that says why Live mode is not available here.
pub async fn switch_on() -> Result<(), String> {
    let container = container()?;
    let options = RegistrationOptions::new();
    options.set_scope(&here("./")?);
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    options.set_type("module");
    let registered =
        JsFuture::from(container.register_with_options(&here("service-worker.js")?, &options))
            .await
            .map_err(|error| {
                format!(
                    "The browser refused the service worker: {}.",
                    text_of(&error)
                )
            })?;
    let registration: ServiceWorkerRegistration = registered.unchecked_into();
    let worker = match active(&container, &registration).await {
        Ok(worker) => worker,
        Err(why) => {
            switch_off().await;
            return Err(why);
        }
    };
    match ask_worker(&worker, &Ask::Hello).await {
        Ok(Told::Hello(PROTOCOL)) => Ok(()),
        Ok(_) => {
            switch_off().await;
            Err("The service worker is of another version than this page. Reload the page, then switch again.".to_owned())
        }
        Err(why) => {
            switch_off().await;
            Err(why)
        }
    }
}

/// Unregisters the worker and removes what it stored.
pub async fn switch_off() {
    let Ok(container) = container() else { return };
    let Ok(scope) = here("./") else { return };
    if let Ok(found) = JsFuture::from(container.get_registration_with_document_url(&scope)).await
        && let Ok(registration) = found.dyn_into::<ServiceWorkerRegistration>()
        && registration.scope() == scope
        && let Ok(gone) = registration.unregister()
    {
        // Unregistering what is already gone is no loss.
        let _ = JsFuture::from(gone).await;
    }
    if let Some(window) = web_sys::window()
        && let Ok(caches) = window.caches()
    {
        let _ = JsFuture::from(caches.delete(&format!("{CACHE}{scope}"))).await;
    }
}

/// Makes a server new that is kept between runs. Without a worker there is none.
///
/// # Errors
/// When the worker does not answer.
pub async fn reset(world: String) -> Result<(), String> {
    let Some(worker) = container()
        .ok()
        .and_then(|container| container.controller())
    else {
        return Ok(());
    };
    ask_worker(&worker, &Ask::End { world }).await.map(|_| ())
}

/// Asks the worker that answers for this page.
///
/// # Errors
/// When there is none, or it does not answer in time.
pub(super) async fn ask(ask: &Ask) -> Result<Told, String> {
    let worker = container()?
        .controller()
        .ok_or("The service worker is gone. Switch Live off and on again.")?;
    ask_worker(&worker, ask).await
}

/// Reading the property throws in a sandboxed frame, so the property's mere presence says nothing.
fn container() -> Result<ServiceWorkerContainer, String> {
    let navigator = web_sys::window().ok_or("There is no window.")?.navigator();
    Reflect::get(&navigator, &"serviceWorker".into())
        .ok()
        .and_then(|found| found.dyn_into::<ServiceWorkerContainer>().ok())
        .ok_or_else(|| {
            "This page may not start a service worker here: it needs https or localhost, and no sandboxed frame.".to_owned()
        })
}

/// An address relative to the folder, absolute.
fn here(path: &str) -> Result<String, String> {
    let base = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.base_uri().ok().flatten())
        .ok_or("The page has no address.")?;
    Url::new_with_base(path, &base)
        .map(|url| url.href())
        .map_err(|error| text_of(&error))
}

/// Waits until a worker is active and controls this page. After a forced reload an active worker does not by itself.
async fn active(
    container: &ServiceWorkerContainer,
    registration: &ServiceWorkerRegistration,
) -> Result<ServiceWorker, String> {
    let mut waited = 0;
    while waited < START {
        if let Some(worker) = container.controller() {
            return Ok(worker);
        }
        match registration.active() {
            Some(worker) => worker
                .post_message(&"claim".into())
                .map_err(|error| text_of(&error))?,
            None if registration.installing().is_none() && registration.waiting().is_none() => {
                return Err(
                    "The service worker did not start. Its program may be blocked or missing."
                        .to_owned(),
                );
            }
            None => {}
        }
        TimeoutFuture::new(50).await;
        waited += 50;
    }
    Err("The service worker did not take over in time.".to_owned())
}

async fn ask_worker(worker: &ServiceWorker, ask: &Ask) -> Result<Told, String> {
    let text = serde_json::to_string(ask).map_err(|error| error.to_string())?;
    for limit in ANSWER {
        if let Some(told) = post(worker, &text, limit).await? {
            return serde_json::from_str(&told).map_err(|_| {
                "The service worker answers in words this page does not know.".to_owned()
            });
        }
    }
    Err("The service worker does not answer.".to_owned())
}

/// Sends one message and waits so many milliseconds for its answer.
async fn post(worker: &ServiceWorker, text: &str, limit: u32) -> Result<Option<String>, String> {
    let channel = MessageChannel::new().map_err(|error| text_of(&error))?;
    let heard: Rc<RefCell<Option<String>>> = Rc::default();
    let port = channel.port1();
    let answered = Promise::new(&mut |resolve, _| {
        let heard = Rc::clone(&heard);
        let listener = Closure::once_into_js(move |event: MessageEvent| {
            *heard.borrow_mut() = event.data().as_string();
            // The promise's own function takes any argument.
            let _ = resolve.call0(&JsValue::NULL);
        });
        port.set_onmessage(Some(listener.unchecked_ref()));
    });
    worker
        .post_message_with_transferable(&text.into(), &Array::of1(&channel.port2()))
        .map_err(|error| text_of(&error))?;
    let limit = wasm_bindgen_futures::future_to_promise(async move {
        TimeoutFuture::new(limit).await;
        Ok(JsValue::NULL)
    });
    let _ = JsFuture::from(Promise::race(&Array::of2(&answered, &limit))).await;
    port.close();
    Ok(heard.take())
}

/// What an error says, for a person.
pub(super) fn text_of(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(
        || format!("{error:?}"),
        |error| String::from(error.message()),
    )
}
