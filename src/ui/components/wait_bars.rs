//! The waits a client makes by itself, as bars on one time axis: each from the shortest to the longest it can be.

use std::time::Duration;

use crate::time::spoken;
use crate::tree::seconds;

/// The width of the axis and the height of a row.
const WIDE: u128 = 120;
const HIGH: usize = 18;

/// The bars, each with its words beside it, as HTML; nothing where there is no wait. `waits` has the shortest and the longest
/// of each.
pub fn wait_bars(waits: &[(Duration, Duration)]) -> String {
    if waits.is_empty() {
        return String::new();
    }
    let whole = waits.iter().map(|(_, most)| most.as_micros()).max();
    let at = |length: &Duration| length.as_micros() * WIDE / whole.unwrap_or_default().max(1);
    let words: Vec<String> = waits.iter().map(in_words).collect();
    let mut html = format!(
        "<p class=\"hint\" aria-hidden=\"true\">Its own wait before each retry</p>\
         <svg viewBox=\"0 0 240 {}\" role=\"img\" aria-label=\"Its own waits before each retry: {}\">",
        waits.len() * HIGH + 2,
        words.join(", then ")
    );
    for (nth, (wait, words)) in waits.iter().zip(&words).enumerate() {
        let y = nth * HIGH + 2;
        let (from, to) = (at(&wait.0), at(&wait.1));
        html += &format!(
            "<text x=\"8\" y=\"{}\" text-anchor=\"end\">{}</text><path d=\"M12 {}h{WIDE}\"/>\
             <rect x=\"{}\" y=\"{y}\" width=\"{}\" height=\"12\" rx=\"2\"/><text x=\"140\" y=\"{0}\">{words}</text>",
            y + 10,
            nth + 1,
            y + 6,
            12 + from,
            (to - from).max(3),
        );
    }
    html + "</svg>"
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
