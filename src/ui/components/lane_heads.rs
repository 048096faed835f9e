//! The names of the lanes over a picture that scrolls in its frame: they stay in sight. A copy for the eye alone, in the
//! place of the original while that is in sight; it is not read out and not saved.

use leptos::prelude::*;

use super::exchange::drawn;
use crate::exchange::Exchange;
use crate::exchange::drawing::{Form, heads};

/// The names, in both layouts.
#[component]
pub fn LaneHeads(
    /// The run.
    exchange: RwSignal<Exchange>,
) -> impl IntoView {
    let layout = move |form: Form, class: &'static str| {
        let html = Memo::new(move |_| drawn(&heads(&exchange.read(), form), ""));
        view! { <div class=class inner_html=move || html.get()></div> }
    };
    view! {
        <div class="exchange heads" aria-hidden="true">
            {layout(Form::Wide, "xc wide")}
            {layout(Form::Narrow, "xc narrow")}
        </div>
    }
}
