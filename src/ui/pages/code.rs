//! The page of one status code.

use leptos::prelude::*;

use crate::ui::routes;

/// What `code` means and what to do about it.
#[component]
pub fn Code(code: u16) -> impl IntoView {
    view! { <h1>{code}" "{routes::phrase(code)}</h1> }
}
