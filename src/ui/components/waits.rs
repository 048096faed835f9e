//! The waits of a client, drawn on a time axis: a dot where a request goes out at a fixed moment, a bar where chance
//! decides.

use leptos::prelude::*;

use crate::client::waits::Waits as Picture;

/// The width of the axis, the room for the words at its right, and the height of a row.
const WIDE: u32 = 400;
const WORDS: u32 = 170;
const HIGH: u32 = 26;
const LEFT: u32 = 14;

/// The picture; the table beside it says the same.
#[component]
pub fn Waits(
    /// What is drawn.
    picture: Picture,
    /// What it shows, for those who do not see it.
    label: String,
) -> impl IntoView {
    let count = u32::try_from(picture.rows.len()).unwrap_or_default() + u32::from(picture.more);
    let bottom = count * HIGH + 6;
    let x = |at: u32| LEFT + at * WIDE / 1_000;
    let mut html = String::new();
    for (at, words) in &picture.ticks {
        let x = x(*at);
        html += &format!(
            "<path class=\"tick\" d=\"M{x} 0V{bottom}\"/><text class=\"at\" x=\"{x}\" y=\"{}\">{words}</text>",
            bottom + 16
        );
    }
    for (nth, row) in (0_u32..).zip(&picture.rows) {
        let y = nth * HIGH + HIGH / 2 + 3;
        let (from, to) = (x(row.from), x(row.to));
        html += &if to > from + 3 {
            format!(
                "<rect class=\"bar\" x=\"{from}\" y=\"{}\" width=\"{}\" height=\"10\" rx=\"5\"/>",
                y - 5,
                to - from
            )
        } else {
            format!("<circle class=\"dot\" cx=\"{from}\" cy=\"{y}\" r=\"5\"/>")
        };
        let words = match row.wait {
            None => "1st request".to_owned(),
            Some(wait) if wait.most.is_zero() => format!("{}, at once", nth_request(nth + 1)),
            Some(wait) => format!("{}, after {}", nth_request(nth + 1), wait.words()),
        };
        html += &format!(
            "<text x=\"{}\" y=\"{}\">{words}</text>",
            LEFT + WIDE + 12,
            y + 4
        );
    }
    if picture.more {
        let y = count * HIGH - HIGH / 2 + 7;
        html += &format!(
            "<text x=\"{}\" y=\"{y}\">and so on</text>",
            LEFT + WIDE + 12
        );
    }
    let view_box = format!("0 0 {} {}", LEFT + WIDE + WORDS, bottom + 22);
    view! { <svg class="waits" viewBox=view_box role="img" aria-label=label inner_html=html></svg> }
}

fn nth_request(nth: u32) -> String {
    match nth {
        1 => "1st".to_owned(),
        2 => "2nd".to_owned(),
        3 => "3rd".to_owned(),
        nth => format!("{nth}th"),
    }
}
