//! The two doors of the worker.

use std::cell::RefCell;
use std::collections::HashMap;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use web_sys::{RequestMode, Response};

use super::world::{Ticket, World};
use super::{convert, snapshot};
use crate::backend::Script;
use crate::protocol::Request;
use crate::time::Instant;
use crate::transport::messages::{AGAIN, AT, Ask, PROTOCOL, REQUEST, Told, WORLD};

thread_local! {
    static WORLDS: RefCell<HashMap<String, World>> = RefCell::default();
}

/// Answers a request. `prefix` is the path of the API root on this host, `"/docs/http/api/"`; `client` is the page that
/// asks, empty when there is none.
///
/// # Errors
/// When the browser cannot build what the backend says; the page sees a network error.
pub async fn respond(
    request: web_sys::Request,
    prefix: String,
    client: String,
) -> Result<Response, JsValue> {
    let aborted = request.signal();
    let visit = request.mode() == RequestMode::Navigate;
    let mount = prefix
        .trim_end_matches("api/")
        .trim_end_matches('/')
        .to_owned();
    let mut asked = convert::request(&request, &mount).await?;
    let at = take(&mut asked, AT).and_then(|at| at.parse().ok());
    let again = number(&take(&mut asked, AGAIN)) as u32;
    let ticket = take(&mut asked, REQUEST).map(|name| Ticket { name, again });
    // A page nobody can name again meets a server nobody meets again.
    let name = take(&mut asked, WORLD)
        .or_else(|| (!client.is_empty()).then(|| snapshot::PAGE.to_owned() + &client))
        .unwrap_or_default();
    if !name.is_empty() && !wake(&name).await {
        // A run begins with a message. If its world is gone, the page learns that when it asks.
        if ticket.is_some() {
            return Ok(Response::error());
        }
        make_room(&name).await;
    }
    let answer = with(&name, |world| {
        let clock = js_sys::Date::now() as u64;
        let at = at.map(Instant::from_millis);
        world.respond(clock, at, ticket.as_ref(), &asked)
    });
    save(&name).await;
    let left = answer.due.saturating_sub(js_sys::Date::now() as u64);
    // The time of day may be set back meanwhile.
    TimeoutFuture::new((left as u32).min(answer.worked)).await;
    if answer.silent {
        convert::aborted(&aborted).await;
    }
    if let Some(ticket) = ticket
        && with(&name, |world| world.leaves(&ticket.name))
    {
        save(&name).await;
    }
    match &answer.message {
        Some(message) => convert::response(message, &answer, &mount, visit),
        None => Ok(Response::error()),
    }
}

/// Answers a message of the page.
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
            keep,
        } => {
            let script = match Script::parse(&script) {
                Ok(script) => script,
                Err(error) => return Told::Sorry(format!("The script cannot be read: {error}.")),
            };
            if keep && wake(&world).await {
                with(&world, |world| world.again(script, seed));
            } else {
                make_room(&world).await;
                let fresh = World::new(script, seed);
                WORLDS.with_borrow_mut(|worlds| worlds.insert(world.clone(), fresh));
            }
            save(&world).await;
            Told::Begun
        }
        Ask::Last { world, request } => {
            if !wake(&world).await {
                return Told::Sorry(
                    "The service worker no longer knows this run’s server: it was reset meanwhile, or what is stored was \
                     lost. Run it again."
                        .to_owned(),
                );
            }
            Told::Last(with(&world, |world| world.last(&request)))
        }
        Ask::End { world } => {
            WORLDS.with_borrow_mut(|worlds| worlds.remove(&world));
            snapshot::remove(&world).await;
            Told::Ended
        }
    }
}

/// Does something with a world, a new one if there is none.
fn with<T>(name: &str, f: impl FnOnce(&mut World) -> T) -> T {
    WORLDS.with_borrow_mut(|worlds| {
        if name.is_empty() {
            return f(&mut World::new(Script::default(), 0));
        }
        let new = || World::new(Script::default(), 0);
        f(worlds.entry(name.to_owned()).or_insert_with(new))
    })
}

/// Whether there is such a world, here or from before the browser stopped the worker.
async fn wake(name: &str) -> bool {
    let awake = || WORLDS.with_borrow(|worlds| worlds.contains_key(name));
    if awake() {
        return true;
    }
    if let Some(world) = snapshot::load(name).await
        && !awake()
    {
        WORLDS.with_borrow_mut(|worlds| worlds.insert(name.to_owned(), world));
    }
    awake()
}

/// Saves a world as it is when its turn has come: of two at once, the later one has everything.
async fn save(name: &str) {
    snapshot::save(name, || {
        WORLDS.with_borrow(|worlds| worlds.get(name).map(World::write))
    })
    .await;
}

/// Forgets worlds nobody can ask for any more, and the oldest when there are too many.
async fn make_room(name: &str) {
    let gone = snapshot::tidy(name).await;
    WORLDS.with_borrow_mut(|worlds| worlds.retain(|name, _| !gone.contains(&snapshot::key(name))));
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

fn number(text: &Option<String>) -> u64 {
    let number = text.as_ref().and_then(|text| text.parse().ok());
    number.unwrap_or_default()
}
