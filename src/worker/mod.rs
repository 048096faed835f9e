//! The backend behind the browser's own `fetch`: what `service-worker.js` calls for a request below `api/` and for a
//! message of the page. One [`Backend`] for each world; the browser may stop the worker whenever it is idle, so its
//! memory is a cache of what `snapshot` keeps.

mod convert;
mod snapshot;

use std::cell::RefCell;
use std::collections::HashMap;

use gloo_timers::future::TimeoutFuture;
use http::StatusCode;
use wasm_bindgen::prelude::*;
use web_sys::Response;

use crate::backend::{Backend, Reply, Script};
use crate::protocol::{Failure, Outcome, Request};
use crate::time::Instant;
use crate::transport::messages::{AT, Ask, Last, PROTOCOL, Told, WORLD};

/// The world of requests that name none: other tabs, the console, links.
const SHARED: &str = "shared";

/// A server, and what it did with the last request.
struct World {
    backend: Backend,
    last: Option<Last>,
}

thread_local! {
    static WORLDS: RefCell<HashMap<String, World>> = RefCell::default();
}

/// Answers a request; `prefix` is the path of the API root on this host, `"/docs/http/api/"`.
///
/// # Errors
/// When the browser cannot build what the backend says, such as a 1xx; the page sees a network error.
#[wasm_bindgen]
pub async fn respond(request: web_sys::Request, prefix: String) -> Result<Response, JsValue> {
    let aborted = request.signal();
    let mount = prefix
        .trim_end_matches("api/")
        .trim_end_matches('/')
        .to_owned();
    let mut asked = convert::request(&request, &mount).await?;
    let name = take(&mut asked, WORLD).unwrap_or_else(|| SHARED.to_owned());
    let at = take(&mut asked, AT)
        .and_then(|at| at.parse().ok())
        .unwrap_or_default();
    wake(&name).await;
    let (reply, saved) = WORLDS.with_borrow_mut(|worlds| {
        let world = worlds
            .entry(name.clone())
            .or_insert_with(|| World::new(Script::default(), 0));
        (
            world.respond(Instant::from_millis(at), &asked),
            world.backend.clone(),
        )
    });
    snapshot::save(&name, &saved).await;
    let ms = u32::try_from(reply.after.as_millis()).unwrap_or(u32::MAX);
    TimeoutFuture::new(ms).await;
    match reply.outcome {
        Some(Outcome::Answered(response)) => convert::response(&response, &mount),
        Some(Outcome::Failed(Failure::Truncated)) => match &reply.lost {
            Some(response) => convert::half(response, &mount),
            None => Ok(Response::error()),
        },
        Some(Outcome::Failed(_)) => Ok(Response::error()),
        None => {
            convert::aborted(&aborted).await;
            Ok(Response::error())
        }
    }
}

/// Answers a message of the page.
#[wasm_bindgen]
pub async fn tell(text: String) -> String {
    let told = match serde_json::from_str::<Ask>(&text) {
        Ok(ask) => answer(ask).await,
        Err(_) => {
            Told::Sorry("The page asks in words this service worker does not know.".to_owned())
        }
    };
    serde_json::to_string(&told).expect("an enum of texts and numbers can be written")
}

async fn answer(ask: Ask) -> Told {
    match ask {
        Ask::Hello => Told::Hello(PROTOCOL),
        Ask::Begin {
            world,
            script,
            seed,
        } => {
            let script = match Script::parse(&script) {
                Ok(script) => script,
                Err(error) => return Told::Sorry(format!("The script cannot be read: {error}.")),
            };
            let fresh = World::new(script, seed);
            snapshot::save(&world, &fresh.backend).await;
            WORLDS.with_borrow_mut(|worlds| worlds.insert(world, fresh));
            Told::Begun
        }
        Ask::Last { world } => {
            Told::Last(WORLDS.with_borrow_mut(|worlds| worlds.get_mut(&world)?.last.take()))
        }
        Ask::End { world } => {
            WORLDS.with_borrow_mut(|worlds| worlds.remove(&world));
            snapshot::remove(&world).await;
            Told::Ended
        }
    }
}

/// Brings a world back that was there before the browser stopped the worker.
async fn wake(name: &str) {
    if WORLDS.with_borrow(|worlds| worlds.contains_key(name)) {
        return;
    }
    if let Some(backend) = snapshot::load(name).await {
        let world = World {
            backend,
            last: None,
        };
        WORLDS.with_borrow_mut(|worlds| {
            worlds.entry(name.to_owned()).or_insert(world);
        });
    }
}

impl World {
    fn new(script: Script, seed: u64) -> Self {
        Self {
            backend: Backend::new(script, seed),
            last: None,
        }
    }

    fn respond(&mut self, now: Instant, request: &Request) -> Reply {
        let reply = self.backend.respond(now, request);
        let failure = match &reply.outcome {
            Some(Outcome::Failed(failure)) => Some(*failure),
            // The browser cannot show an informational response as the answer.
            Some(Outcome::Answered(response)) if response.status.is_informational() => {
                Some(Failure::NotHttp)
            }
            Some(Outcome::Answered(_)) | None => None,
        };
        let requests = self.last.as_ref().map_or(0, |last| last.requests) + 1;
        self.last = Some(Last {
            worked: u64::try_from(reply.after.as_millis()).unwrap_or(u64::MAX),
            failure: failure.map(|failure| failure.slug().to_owned()),
            did: reply.did.clone(),
            gateway: reply.gateway.clone(),
            lost: reply
                .lost
                .as_ref()
                .filter(|_| reply.outcome.is_some())
                .map(|lost| StatusCode::as_u16(&lost.status)),
            requests,
        });
        reply
    }
}

/// Takes a field of ours out of a request: the backend must not see how the page talks to the worker.
fn take(request: &mut Request, name: &'static str) -> Option<String> {
    request
        .headers
        .remove(name)?
        .to_str()
        .ok()
        .map(str::to_owned)
}
