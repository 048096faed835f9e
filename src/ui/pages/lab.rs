//! The workbench.

use leptos::prelude::*;

/// A request, a client, a server, and what happens between them.
#[component]
pub fn Lab() -> impl IntoView {
    view! { <main id="main" tabindex="-1" class="lab"><h1>"Lab"</h1></main> }
}
