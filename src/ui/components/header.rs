//! The bar on top of every page: brand, the places, search, theme.

use leptos::prelude::*;

use super::icon::Pot;
use super::search_box::SearchBox;
use super::theme_switch::ThemeSwitch;
use crate::ui::island::{Island, island};
use crate::ui::routes::Place;

/// The bar on top.
#[component]
pub fn Header(
    /// Where the reader is.
    place: Option<Place>,
) -> impl IntoView {
    // "page" where the link leads to the page one is on, "true" where it leads to the part of the site one is in.
    let reference = match place {
        Some(Place::Reference) => Some("page"),
        Some(Place::Code(_)) => Some("true"),
        _ => None,
    };
    let decide = match place {
        Some(Place::Decide(None)) => Some("page"),
        Some(Place::Decide(_)) => Some("true"),
        _ => None,
    };
    let lab = (place == Some(Place::Lab)).then_some("page");
    let clients = match place {
        Some(Place::Clients) => Some("page"),
        Some(Place::Client(_)) => Some("true"),
        _ => None,
    };
    let api = (place == Some(Place::Api)).then_some("page");
    let query = RwSignal::new(String::new());
    view! {
        <header class="top"><div>
            <a class="brand" href=Place::Reference.href()><Pot/>"Teapot"</a>
            <nav class="places" aria-label="Places"><ul>
                <li><a href=Place::Reference.href() aria-current=reference>"Reference"</a></li>
                <li><a href=Place::Decide(None).href() aria-current=decide>"Decide"</a></li>
                <li><a href=Place::Lab.href() aria-current=lab>"Lab"</a></li>
                <li><a href=Place::Clients.href() aria-current=clients>"Clients"</a></li>
                <li><a href=Place::Api.href() aria-current=api>"API"</a></li>
            </ul></nav>
            {island(Island::Search, view! { <SearchBox query/> })}
            {island(Island::Theme, view! { <ThemeSwitch/> })}
        </div></header>
    }
}
