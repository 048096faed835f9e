//! The table of all codes.

use leptos::prelude::*;

use crate::ui::routes::{self, Place};

/// The home page: every code, linked to its page.
#[component]
pub fn Reference() -> impl IntoView {
    let codes = routes::all().into_iter().filter_map(|place| match place {
        Place::Code(code) => {
            Some(view! { <li><a href=place.href()>{code}" "{routes::phrase(code)}</a></li> })
        }
        _ => None,
    });
    view! {
        <h1>"HTTP status codes"</h1>
        <ul>{codes.collect_view()}</ul>
    }
}
