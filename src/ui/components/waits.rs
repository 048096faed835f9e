//! The waits of a client, drawn on a time axis: a dot where a request goes out at a fixed moment, a bar where chance
//! decides.

use leptos::prelude::*;

use crate::client::waits::Waits as Picture;

/// The height of a row: a line of words, and the dot or the bar under it.
const HIGH: u32 = 38;

/// The picture; the table beside it says the same.
#[component]
pub fn Waits(
    /// What is drawn.
    picture: Picture,
    /// What it shows, for those who do not see it.
    label: String,
) -> impl IntoView {
    let count = u32::try_from(picture.rows.len()).unwrap_or_default();
    let bottom = count * HIGH + if picture.more { 26 } else { 4 };
    let x = |at: u32| format!("{}.{}%", at / 10, at % 10).replace(".0%", "%");
    let mut html = String::new();
    for (at, words) in &picture.ticks {
        let x = x(*at);
        html += &format!(
            "<line class=\"tick\" x1=\"{x}\" x2=\"{x}\" y2=\"{bottom}\"/><text class=\"at\" x=\"{x}\" y=\"{}\">{words}</text>",
            bottom + 16
        );
    }
    for (nth, row) in (0_u32..).zip(&picture.rows) {
        let top = nth * HIGH;
        let words = match row.wait {
            None => "1st request".to_owned(),
            Some(wait) if wait.most.is_zero() => format!("{}, at once", nth_request(nth + 1)),
            Some(wait) => format!("{}, after {}", nth_request(nth + 1), wait.words()),
        };
        html += &format!("<text x=\"6\" y=\"{}\">{words}</text>", top + 14);
        html += &if row.to > row.from + 15 {
            format!(
                "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"10\" rx=\"5\"/>",
                x(row.from),
                top + 21,
                x(row.to - row.from)
            )
        } else {
            format!(
                "<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"5\"/>",
                x(row.from),
                top + 26
            )
        };
    }
    if picture.more {
        html += &format!("<text x=\"6\" y=\"{}\">and so on</text>", count * HIGH + 16);
    }
    view! { <svg class="waits" height=bottom + 20 role="img" aria-label=label inner_html=html></svg> }
}

fn nth_request(nth: u32) -> String {
    match nth {
        1 => "1st".to_owned(),
        2 => "2nd".to_owned(),
        3 => "3rd".to_owned(),
        nth => format!("{nth}th"),
    }
}
