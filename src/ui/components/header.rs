//! The bar on top of every page: brand, the three places, search, theme.

use leptos::prelude::*;

use super::icon::Pot;
use super::search_box::SearchBox;
use super::theme_switch::ThemeSwitch;
use crate::catalogue::Hit;
use crate::ui::routes::Place;

/// The bar on top.
#[component]
pub fn Header(
    /// Where the reader is.
    #[prop(into)]
    place: Signal<Option<Place>>,
    /// What is typed into the search.
    query: RwSignal<String>,
    /// What it finds.
    hits: Memo<Vec<Hit>>,
) -> impl IntoView {
    // "page" where the link leads to the page one is on, "true" where it leads to the part of the site one is in.
    let reference = move || match place.get() {
        Some(Place::Reference) => Some("page"),
        Some(Place::Code(_)) => Some("true"),
        _ => None,
    };
    let decide = move || match place.get() {
        Some(Place::Decide(None)) => Some("page"),
        Some(Place::Decide(_)) => Some("true"),
        _ => None,
    };
    let lab = move || (place.get() == Some(Place::Lab)).then_some("page");
    view! {
        <header class="top"><div>
            <a class="brand" href=Place::Reference.href()><Pot/>"Teapot"</a>
            <nav class="places" aria-label="Places"><ul>
                <li><a href=Place::Reference.href() aria-current=reference>"Reference"</a></li>
                <li><a href=Place::Decide(None).href() aria-current=decide>"Decide"</a></li>
                <li><a href=Place::Lab.href() aria-current=lab>"Lab"</a></li>
            </ul></nav>
            <SearchBox query hits/>
            <ThemeSwitch/>
        </div></header>
    }
}
