//! What the person who pressed the button would see in a good application at the moment shown.

use leptos::prelude::*;

use super::bench::Bench;
use super::icon::Sign;
use crate::exchange::{Look, seen};
use crate::ui::markup::escape;

/// The message.
#[component]
pub fn UserView(
    /// The page's signals.
    bench: Bench,
) -> impl IntoView {
    // A frame of the playback rarely changes a word of it.
    let said = Memo::new(move |_| {
        let (look, words) = bench
            .exchange
            .with(|exchange| seen(exchange, bench.until()));
        let (name, sign) = match look {
            Look::Busy => ("busy", Sign::Wait),
            Look::Done => ("done", Sign::Done),
            Look::Failed => ("failed", Sign::Stop),
        };
        format!(
            "<svg class=\"ico\" viewBox=\"0 0 16 16\" aria-hidden=\"true\" data-look=\"{name}\">{}</svg><span>{}</span>",
            sign.drawing(),
            escape(&words)
        )
    });
    let empty = move || bench.exchange.read().legs.is_empty();
    view! {
        <div class="user" role="group" aria-labelledby="h-user" hidden=empty>
            <p class="hint" id="h-user">"What a user would see"</p>
            <p class="toast" inner_html=move || said.get()></p>
        </div>
    }
}
