//! How the program takes over the islands of the prerendered page.

use leptos::mount::hydrate_from;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::address::address;
use super::components::filters::Filters;
use super::components::search_box::SearchBox;
use super::components::theme_switch::ThemeSwitch;
use super::island::Island;
use super::pages::decide::Decide;
use super::pages::lab::Lab;
use super::pages::not_found::Lost;
use super::routes::Place;
use super::{matrix, table};
use crate::catalogue::filter::Filter;

/// Adopts the islands of the frame and of the reference: the program of most pages, and the smaller one.
pub fn start() {
    begin(|_, _| {});
}

/// The same with the tree and the lab, for the pages they are on.
pub fn start_bench() {
    begin(|island, element| match island {
        Island::Decide => adopt(element, || {
            let node = match Place::at(&address().get_untracked().path) {
                Some(Place::Decide(node)) => node,
                _ => None,
            };
            view! { <Decide node/> }
        }),
        Island::Lab => adopt(element, || view! { <Lab/> }),
        Island::Search | Island::Theme | Island::Filters | Island::Lost => {}
    });
}

fn begin(others: fn(Island, HtmlElement)) {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&JsValue::from_str(&panic.to_string()));
        say_it_broke();
    }));
    // What islands of one page share belongs to the page.
    let page = Owner::new();
    page.set();
    let query = RwSignal::new(String::new());
    let filter = RwSignal::new(Filter::default());
    for (island, element) in islands() {
        match island {
            Island::Search => adopt(element, move || view! { <SearchBox query/> }),
            Island::Theme => adopt(element, || view! { <ThemeSwitch/> }),
            Island::Filters => adopt(element, move || view! { <Filters filter query/> }),
            Island::Lost => adopt(element, move || view! { <Lost query/> }),
            Island::Decide | Island::Lab => others(island, element),
        }
    }
    table::show_matches(query, filter);
    matrix::attach();
    std::mem::forget(page);
}

/// The islands of the page, in the order they stand.
fn islands() -> Vec<(Island, HtmlElement)> {
    let Ok(found) = document().query_selector_all("[data-island]") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|nth| {
            let element: HtmlElement = found.item(nth)?.dyn_into().ok()?;
            Some((
                Island::find(&element.get_attribute("data-island")?)?,
                element,
            ))
        })
        .collect()
}

fn adopt<V: IntoView>(element: HtmlElement, view: impl FnOnce() -> V + 'static) {
    hydrate_from(element, view).forget();
}

/// Shows the notice. After a panic nothing of the program may run again, so this only fills what the page already
/// holds; the button works because `start.js` listens to it.
pub fn say_it_broke() {
    let Some(notice) = document().get_element_by_id("notice") else {
        return;
    };
    if let Some(text) = notice.first_element_child() {
        text.set_text_content(Some("Something broke on this page: a mistake in Teapot, not in what you did. Reload it to go on."));
    }
    let _ = notice.remove_attribute("hidden");
}
