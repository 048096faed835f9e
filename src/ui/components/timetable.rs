//! A run as a table: what the picture says, in words.

use leptos::prelude::*;

use super::play_bar::spoken_at;
use crate::exchange::{Exchange, timetable};
use crate::ui::markup::escape;

/// The table, folded away.
#[component]
pub fn Timetable(
    /// The run.
    #[prop(into)]
    exchange: Signal<Exchange>,
) -> impl IntoView {
    view! {
        <details class="alt">
            <summary>"The same as a table"</summary>
            <div class="scroll-x" tabindex="0" role="region" aria-label="Exchange as a table">
                <table>
                    <caption class="vh">"The exchange as a table"</caption>
                    <thead><tr><th scope="col">"At"</th><th scope="col">"Lane"</th><th scope="col">"What"</th></tr></thead>
                    <tbody inner_html=move || exchange.with(rows)></tbody>
                </table>
            </div>
        </details>
    }
}

/// The rows as HTML.
fn rows(exchange: &Exchange) -> String {
    let mut html = String::new();
    for row in timetable(exchange) {
        html += "<tr><td class=\"wire\">";
        html += &spoken_at(row.at);
        html += "</td><td>";
        html += row.lane.name();
        html += "</td><td>";
        html += &escape(&row.what);
        html += "</td></tr>";
    }
    html
}
