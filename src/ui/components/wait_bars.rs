//! The waits a client makes by itself, as bars on one time axis: each from the shortest to the longest it can be.

use std::time::Duration;

use leptos::prelude::*;

use crate::time::spoken;
use crate::tree::seconds;

/// The width of the axis and the height of a row.
const WIDE: u128 = 120;
const HIGH: usize = 18;

/// The bars, each with its words beside it.
#[component]
pub fn WaitBars(
    /// The shortest and the longest of each wait, in order.
    waits: Signal<Vec<(Duration, Duration)>>,
) -> impl IntoView {
    let label = move || {
        let words: Vec<String> = waits.read().iter().map(in_words).collect();
        format!(
            "Its own waits before each retry: {}.",
            words.join(", then ")
        )
    };
    let view_box = move || format!("0 0 240 {}", waits.read().len() * HIGH + 2);
    let none = move || waits.read().is_empty();
    view! {
        <div class="waits" hidden=none>
            <p class="hint" aria-hidden="true">"Its own wait before each retry"</p>
            <svg viewBox=view_box role="img" aria-label=label inner_html=move || bars(&waits.read())></svg>
        </div>
    }
}

fn bars(waits: &[(Duration, Duration)]) -> String {
    let whole = waits
        .iter()
        .map(|(_, most)| most.as_micros())
        .max()
        .unwrap_or_default();
    let at = |length: &Duration| length.as_micros() * WIDE / whole.max(1);
    let mut html = String::new();
    for (nth, wait) in waits.iter().enumerate() {
        let y = nth * HIGH + 2;
        let (from, to) = (at(&wait.0), at(&wait.1));
        html += &format!(
            "<text x=\"8\" y=\"{}\" text-anchor=\"end\">{}</text><path d=\"M12 {}h{WIDE}\"/>\
             <rect x=\"{}\" y=\"{y}\" width=\"{}\" height=\"12\" rx=\"2\"/><text x=\"140\" y=\"{}\">{}</text>",
            y + 10,
            nth + 1,
            y + 6,
            12 + from,
            (to - from).max(3),
            y + 10,
            in_words(wait)
        );
    }
    html
}

fn in_words((least, most): &(Duration, Duration)) -> String {
    if least == most {
        short(*most)
    } else if least.is_zero() {
        format!("up to {}", short(*most))
    } else {
        format!("{} to {}", short(*least), short(*most))
    }
}

/// As the words about a policy have it: `1 s` rather than `1.00 s`.
fn short(length: Duration) -> String {
    if (1..60).contains(&length.as_secs()) {
        seconds(length)
    } else {
        spoken(length)
    }
}
