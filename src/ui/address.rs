//! The address of the page, for islands that change it without loading another page: the tree, where every node has an
//! address, and the lab, whose set-up is in its query.
//!
//! Addresses here are relative to the folder the site lies in, like every link of the site.

use leptos::ev::{MouseEvent, popstate};
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, EventTarget};

/// Where the reader is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// The path below the folder, such as `decide/wait/`.
    pub path: String,
    /// The query, without its question mark; may be empty.
    pub query: String,
}

/// The address now, and whenever the reader goes back or on.
pub fn address() -> RwSignal<Address> {
    let address = RwSignal::new(now());
    Effect::new(move |_| {
        let handle = window_event_listener(popstate, move |_| address.set(now()));
        on_cleanup(move || handle.remove());
    });
    address
}

/// Goes to another address of the same island; Back returns from it.
pub fn go(address: RwSignal<Address>, href: &str) {
    change(address, href, true);
}

/// Corrects the address; Back does not return to the one before.
pub fn replace(address: RwSignal<Address>, href: &str) {
    change(address, href, false);
}

/// The link under a click and where it leads, unless the click asked for another window.
pub fn plain_link(event: &MouseEvent) -> Option<(Element, String)> {
    let plain = event.button() == 0
        && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
    let link = closest(event.target(), "a").filter(|_| plain)?;
    let href = link.get_attribute("href")?;
    Some((link, href))
}

/// The nearest element around the target of an event, or the target, that matches.
pub fn closest(target: Option<EventTarget>, selector: &str) -> Option<Element> {
    let target: Element = target?.dyn_into().ok()?;
    target.closest(selector).ok()?
}

fn change(address: RwSignal<Address>, href: &str, push: bool) {
    let Ok(history) = window().history() else {
        return;
    };
    // Relative to <base>; a sandboxed frame may not change its address, and then only the page changes.
    let _ = if push {
        history.push_state_with_url(&JsValue::NULL, "", Some(href))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(href))
    };
    let (path, query) = href.split_once('?').unwrap_or((href, ""));
    let next = Address {
        path: path.trim_start_matches("./").to_owned(),
        query: query.to_owned(),
    };
    if *address.read_untracked() != next {
        address.set(next);
    }
}

/// What the browser shows; the prerenderer knows no address.
fn now() -> Address {
    #[cfg(feature = "ssr")]
    return Address::default();
    #[cfg(not(feature = "ssr"))]
    {
        let location = window().location();
        let path = location.pathname().unwrap_or_default();
        let base = document().base_uri().ok().flatten().unwrap_or_default();
        let base = web_sys::Url::new(&base)
            .map(|url| url.pathname())
            .unwrap_or_default();
        let query = location.search().unwrap_or_default();
        Address {
            path: path.strip_prefix(&base).unwrap_or_default().to_owned(),
            query: query.trim_start_matches('?').to_owned(),
        }
    }
}
