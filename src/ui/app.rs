//! The frame around every page, and the choice of the page.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_params_map;
use leptos_router::path;

use super::components::header::Header;
use super::components::notice::Notice;
use super::pages::{
    code::Code, decide::Decide, lab::Lab, not_found::NotFound, reference::Reference,
};
use super::routes::Place;
use crate::catalogue::search;

/// The whole site: everything inside `<body>`. Each page brings its own `<main id="main">`, whose attributes are its state.
#[component]
pub fn App() -> impl IntoView {
    // One route for all: `Place` is the table of addresses, so that router and prerenderer cannot disagree.
    view! {
        <Router base=base_path()>
            <FlatRoutes fallback=|| ()>
                <Route path=path!("/*path") view=Frame/>
            </FlatRoutes>
        </Router>
    }
}

#[component]
fn Frame() -> impl IntoView {
    let params = use_params_map();
    let place = Memo::new(move |_| Place::at(&params.read().get("path").unwrap_or_default()));
    // Within the tree the reader walks from node to node: the page stays and follows the address.
    let page = Memo::new(move |_| match place.get() {
        Some(Place::Decide(_)) => Some(Place::Decide(None)),
        place => place,
    });
    let node = Signal::derive(move || match place.get() {
        Some(Place::Decide(slug)) => slug,
        _ => None,
    });
    // The search is in the frame, and what it finds is shown by the page as well.
    let query = RwSignal::new(String::new());
    let hits = Memo::new(move |_| query.with(|text| search(text)));
    Effect::new(move |_| {
        let title = place.get().map_or_else(not_found_title, Place::title);
        document().set_title(&title);
    });
    Effect::new(move |before: Option<Option<Place>>| {
        let now = page.get();
        if before.is_some_and(|before| before != now) {
            // The element that had the focus went with its page.
            request_animation_frame(focus_main);
        }
        now
    });
    view! {
        <a class="skip" href=move || format!("{}#main", place.get().map(Place::path).unwrap_or_default())
            on:click=|event| {
                // Following the link would drop the query of the address.
                event.prevent_default();
                focus_main();
            }>"Skip to content"</a>
        <Header place query hits/>
        <Notice/>
        {move || match page.get() {
            Some(Place::Reference) => view! { <Reference query hits/> }.into_any(),
            Some(Place::Code(code)) => view! { <Code code/> }.into_any(),
            Some(Place::Decide(_)) => view! { <Decide node/> }.into_any(),
            Some(Place::Lab) => view! { <Lab/> }.into_any(),
            None => view! { <NotFound query/> }.into_any(),
        }}
        <footer class="foot"><div>
            <span>"Teapot, a playground for HTTP failure"</span>
            <span>"Facts: IANA registry, RFCs, each with its section"</span>
            <span>"Nothing you type leaves this page"</span>
        </div></footer>
    }
}

/// Puts the focus where the page begins, without moving what is seen.
fn focus_main() {
    let main = document().get_element_by_id("main");
    if let Some(main) = main.and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = main.focus_with_options(&options);
    }
}

/// The title of the page for addresses that lead nowhere.
pub fn not_found_title() -> String {
    "404 Not Found · Teapot".into()
}

/// Where the site lies on its host: `"/docs/http"` when `<base>` resolves to `/docs/http/`, empty at the root.
#[cfg(not(feature = "ssr"))]
fn base_path() -> String {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    let path = web_sys::Url::new(&base)
        .map(|url| url.pathname())
        .unwrap_or_default();
    path.trim_end_matches('/').to_string()
}

/// The prerenderer writes every page as if the folder were the root; `<base>` moves it.
#[cfg(feature = "ssr")]
fn base_path() -> String {
    String::new()
}
