//! The address of the page, for islands that change it without loading another page: the tree, where every node has an
//! address, and the lab, whose set-up is in its query.
//!
//! Addresses here are relative to the folder the site lies in, like every link of the site.

use leptos::ev::{MouseEvent, click, popstate};
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, EventTarget, HtmlElement};

/// The content of every page.
const CONTENT: &str = "#main";
/// How long a query may be, in bytes, that is sent to a server: some refuse the page when it is longer. What is longer
/// stands behind this mark instead, where only the page sees it.
const MAX_SENT: usize = 2_000;
const UNSENT: &str = "#?";

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
        let moved = window_event_listener(popstate, move |_| address.set(now()));
        let skips = window_event_listener(click, |event| skip(&event));
        on_cleanup(move || {
            moved.remove();
            skips.remove();
        });
    });
    address
}

/// Past the head of the page to its content, without the address: what is set up would be lost with its query.
fn skip(event: &MouseEvent) {
    let link = plain_link(event).filter(|(_, href)| href.ends_with(CONTENT));
    let content = link.and_then(|_| document().query_selector(CONTENT).ok()?);
    if let Some(content) = content.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        let _ = content.focus();
    }
}

/// The address of a place with a query, which may be empty.
pub fn with_query(path: &str, query: &str) -> String {
    let mark = match query.len() {
        0 => "",
        1..=MAX_SENT => "?",
        _ => UNSENT,
    };
    [path, mark, query].concat()
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
    let (path, query) = href.split_once('?').unwrap_or((href, ""));
    let next = Address {
        path: path
            .trim_start_matches("./")
            .trim_end_matches('#')
            .to_owned(),
        query: query.to_owned(),
    };
    // Browsers allow only so many corrections.
    if !push && now() == next && *address.read_untracked() == next {
        return;
    }
    // Relative to <base>; a sandboxed frame may not change its address, and then only the page changes.
    let _ = if push {
        history.push_state_with_url(&JsValue::NULL, "", Some(href))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(href))
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
        let (sent, unsent) = (
            location.search().unwrap_or_default(),
            location.hash().unwrap_or_default(),
        );
        let query = unsent.strip_prefix(UNSENT);
        Address {
            path: path.strip_prefix(&base).unwrap_or_default().to_owned(),
            query: query.unwrap_or(sent.trim_start_matches('?')).to_owned(),
        }
    }
}
