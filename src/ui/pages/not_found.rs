//! The page for addresses that lead nowhere.

use leptos::prelude::*;

use crate::ui::routes::Place;

/// Says so, and where to go instead.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <h1>"404 Not Found"</h1>
        <p>"There is nothing at this address. "<a href=Place::Reference.href()>"All status codes"</a></p>
    }
}
