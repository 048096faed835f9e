//! How the program takes over the prerendered page.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;

use super::App;

/// Adopts the page as it stands, or draws it anew where that is not possible.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&JsValue::from_str(&panic.to_string()));
        say_it_broke();
    }));
    let page = document()
        .document_element()
        .expect("a document has a root element");
    // 404.html stands for every unknown address, and the router draws some of them differently ("no such code"), so there
    // is nothing to adopt.
    if page.has_attribute("data-unknown") {
        document()
            .body()
            .expect("start.js runs after the body")
            .set_inner_html("");
        mount_to_body(App);
    } else {
        hydrate_body(App);
    }
}

/// After a panic nothing of the program may run again, so this only fills what the page already holds; the button works
/// because `start.js` listens to it.
fn say_it_broke() {
    let Some(notice) = document().get_element_by_id("notice") else {
        return;
    };
    if let Some(text) = notice.first_element_child() {
        text.set_text_content(Some("Something broke on this page: a mistake in Teapot, not in what you did. Reload it to go on."));
    }
    let _ = notice.remove_attribute("hidden");
}
