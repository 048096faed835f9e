//! An HTTP message as it goes over the wire.

use leptos::prelude::*;

use crate::ui::markup;

/// A request or response in its text form. The element around it gives the status its colour (`c5`).
#[component]
pub fn Message(
    /// The message: first line, fields, an empty line, content.
    #[prop(into)]
    text: Signal<String>,
    /// What it is: `Example response`.
    #[prop(into)]
    label: String,
    /// The fields to underline.
    #[prop(optional)]
    look: &'static [&'static str],
) -> impl IntoView {
    // In the order of tabs, because a long line scrolls.
    view! {
        <pre class="msg" role="group" tabindex="0" aria-label=label inner_html=move || text.with(|text| markup::message(text, look))></pre>
    }
}
