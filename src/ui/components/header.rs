//! The bar on top of every page: brand, the three places, search, theme.

use leptos::prelude::*;

use super::theme_switch::ThemeSwitch;
use crate::ui::routes::Place;

/// The bar on top; `place` is where the reader is.
#[component]
pub fn Header(#[prop(into)] place: Signal<Option<Place>>) -> impl IntoView {
    let current = move |is: fn(Place) -> bool| place.get().is_some_and(is).then_some("true");
    view! {
        <header class="top">
            <a class="brand" href=Place::Reference.href()>"Teapot"</a>
            <nav class="places" aria-label="Places">
                <ul>
                    <li><a href=Place::Reference.href() aria-current=move || current(|p| matches!(p, Place::Reference | Place::Code(_)))>"Reference"</a></li>
                    <li><a href=Place::Decide(None).href() aria-current=move || current(|p| matches!(p, Place::Decide(_)))>"Decide"</a></li>
                    <li><a href=Place::Lab.href() aria-current=move || current(|p| p == Place::Lab)>"Lab"</a></li>
                </ul>
            </nav>
            <search class="find"><input type="search" aria-label="Search codes" placeholder="Code, word or symptom"/></search>
            <ThemeSwitch/>
        </header>
    }
}
