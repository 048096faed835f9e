//! A run as a table: what the picture says, in words.

use leptos::prelude::*;

use super::play_bar::spoken_at;
use crate::exchange::{Exchange, copied, timetable};
use crate::ui::clipboard;
use crate::ui::markup::escape;

/// The table, folded away.
#[component]
pub fn Timetable(
    /// The run.
    #[prop(into)]
    exchange: Signal<Exchange>,
    /// Whether it can be copied, which takes a program; then it also counts the requests.
    #[prop(optional)]
    copies: bool,
) -> impl IntoView {
    let copying = copies.then(|| {
        let text = move |markdown| exchange.with_untracked(|exchange| copied(exchange, markdown));
        let what = Signal::derive(move || exchange.track());
        view! { <CopyButtons what text=Callback::new(text)/> }
    });
    let number = copies.then(|| view! { <th scope="col">"Request"</th> });
    view! {
        <details class="alt">
            <summary>"The same as a table"</summary>
            <div class="scroll-x" tabindex="0" role="region" aria-label="Exchange as a table">
                <table>
                    <caption class="vh">"The exchange as a table"</caption>
                    <thead><tr><th scope="col">"At"</th><th scope="col">"Lane"</th><th scope="col">"What"</th>{number}</tr></thead>
                    <tbody inner_html=move || exchange.with(|exchange| rows(exchange, copies))></tbody>
                </table>
            </div>
            {copying}
        </details>
    }
}

/// The ways to copy a table, and how that went.
#[component]
pub fn CopyButtons(
    /// What is in it: what is said of another one is no longer true.
    what: Signal<()>,
    /// The table as Markdown, or for a spreadsheet.
    text: Callback<bool, String>,
) -> impl IntoView {
    let said = RwSignal::new("");
    Effect::new(move |_| {
        what.track();
        said.set("");
    });
    let copy = move |markdown: bool| clipboard::copy_text(text.run(markdown), said);
    view! {
        <p class="acts">
            <button class="btn" type="button" on:click=move |_| copy(true)>"Copy as Markdown"</button>
            <button class="btn" type="button" on:click=move |_| copy(false)>"Copy for a spreadsheet"</button>
            <span class="hint" role="status">{said}</span>
        </p>
    }
}

/// The rows as HTML.
fn rows(exchange: &Exchange, numbered: bool) -> String {
    let mut html = String::new();
    for row in timetable(exchange) {
        html += "<tr><td class=\"wire\">";
        html += &spoken_at(row.at);
        html += "</td><td>";
        html += row.lane.name();
        html += "</td><td>";
        html += &escape(&row.what);
        if numbered {
            html += "</td><td>";
            html += &(row.leg + 1).to_string();
        }
        html += "</td></tr>";
    }
    html
}
