//! The frame around every page, and the choice of the page.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_params_map;
use leptos_router::path;

use super::components::header::Header;
use super::components::notice::Notice;
use super::pages::{
    code::Code, decide::Decide, lab::Lab, not_found::NotFound, reference::Reference,
};
use super::routes::Place;

/// The whole site: everything inside `<body>`.
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
    Effect::new(move |_| {
        let title = place.get().map_or_else(not_found_title, Place::title);
        document().set_title(&title);
    });
    view! {
        <a class="skip" href=move || format!("{}#main", place.get().map(Place::path).unwrap_or_default())>"Skip to content"</a>
        <Header place/>
        <Notice/>
        <main id="main" tabindex="-1">
            {move || match page.get() {
                Some(Place::Reference) => view! { <Reference/> }.into_any(),
                Some(Place::Code(code)) => view! { <Code code/> }.into_any(),
                Some(Place::Decide(_)) => view! { <Decide node/> }.into_any(),
                Some(Place::Lab) => view! { <Lab/> }.into_any(),
                None => view! { <NotFound/> }.into_any(),
            }}
        </main>
        <footer>"Teapot teaches HTTP status codes. Nothing you type here leaves this page."</footer>
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
