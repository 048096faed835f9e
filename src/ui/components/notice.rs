//! What a reader is told when the program cannot start or breaks down: said in the page, which stays where it is.

use leptos::prelude::*;

/// The hidden place for the sentence. `start.js` fills it when the program does not load, `ui::start` when it panics.
#[component]
pub fn Notice() -> impl IntoView {
    view! {
        <div id="notice" class="notice" role="status" hidden>
            <p></p>
            <button class="btn" type="button">"Reload the page"</button>
        </div>
    }
}
