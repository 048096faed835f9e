//! A run as a table: what the picture says, in words.

use leptos::prelude::*;

use super::play_bar::spoken_at;
use crate::exchange::{Exchange, timetable};

/// The table, folded away.
#[component]
pub fn Timetable(
    /// The run.
    #[prop(into)]
    exchange: Signal<Exchange>,
) -> impl IntoView {
    let rows = move || {
        let row = |row: crate::exchange::Row| {
            view! { <tr><td class="wire">{spoken_at(row.at)}</td><td>{row.lane.name()}</td><td>{row.what}</td></tr> }
        };
        exchange.with(timetable).into_iter().map(row).collect_view()
    };
    view! {
        <details class="alt">
            <summary>"The same as a table"</summary>
            <div class="scroll-x" tabindex="0" role="region" aria-label="Exchange as a table">
                <table>
                    <caption class="vh">"The exchange as a table"</caption>
                    <thead><tr><th scope="col">"At"</th><th scope="col">"Lane"</th><th scope="col">"What"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
