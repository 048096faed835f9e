//! What is wrong with a field, next to it.

use leptos::prelude::*;

use super::icon::{Icon, Sign};

/// The message of a field; the field names it with `aria-describedby` when there is one.
#[component]
pub fn ProblemNote(
    /// The id the field names.
    #[prop(into)]
    id: String,
    /// The message, if there is something to say.
    #[prop(into)]
    what: Signal<Option<String>>,
) -> impl IntoView {
    move || {
        what.get().map(|what| {
            view! { <p class="error" id=id.clone()><Icon name=Sign::Fix/><span>{what}</span></p> }
        })
    }
}
