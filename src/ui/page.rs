//! A whole page: the frame and what stands in it. Host only; in the browser only the islands are part of the program.

use leptos::prelude::*;

use super::components::header::Header;
use super::components::notice::Notice;
use super::island::{Island, island};
use super::pages::api::Api;
use super::pages::client::Client;
use super::pages::clients::Clients;
use super::pages::decide::Decide;
use super::pages::lab::Lab;
use super::pages::{code::Code, not_found::NotFound, reference::Reference};
use super::routes::Place;

/// Everything inside `<body>`; no place is the page for addresses that lead nowhere. Each page brings its own
/// `<main id="main">`.
#[component]
pub fn Page(
    /// Where the reader is.
    place: Option<Place>,
) -> impl IntoView {
    let skip = format!("{}#main", place.map(Place::path).unwrap_or_default());
    let main = match place {
        Some(Place::Reference) => view! { <Reference/> }.into_any(),
        Some(Place::Code(code)) => view! { <Code code/> }.into_any(),
        Some(Place::Decide(node)) => island(Island::Decide, view! { <Decide node/> }),
        Some(Place::Lab) => island(Island::Lab, view! { <Lab/> }),
        Some(Place::Clients) => view! { <Clients/> }.into_any(),
        Some(Place::Client(slug)) => view! { <Client slug/> }.into_any(),
        Some(Place::Api) => view! { <Api/> }.into_any(),
        None => view! { <NotFound/> }.into_any(),
    };
    view! {
        <a class="skip" href=skip>"Skip to content"</a>
        <Header place/>
        <Notice/>
        {main}
        <footer class="foot"><div>
            <span>"Teapot, a playground for HTTP failure"</span>
            <span>"Facts: IANA registry, RFCs, each with its section"</span>
            <span>"Nothing you type leaves this page"</span>
        </div></footer>
    }
}

/// The title of the page for addresses that lead nowhere.
pub fn not_found_title() -> String {
    "404 Not Found · Teapot".into()
}
