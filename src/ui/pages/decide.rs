//! The decision tree, walked by the reader.

use leptos::prelude::*;

/// The tree at `node`, or at its first question.
#[component]
pub fn Decide(#[prop(into)] node: Signal<Option<&'static str>>) -> impl IntoView {
    view! {
        <main id="main" tabindex="-1" class="dec">
            <h1>"Should I send it again?"</h1>
            <p>{move || node.get().unwrap_or("first question")}</p>
        </main>
    }
}
