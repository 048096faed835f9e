//! The waits a client makes by itself, as bars on one scale: each from the shortest to the longest it can be.

use crate::client::Policy;
use crate::share::practice::telling;

/// The width of the scale, the height of a row, and how many rows there are at most.
const WIDE: u128 = 120;
const HIGH: usize = 18;
const ROWS: usize = 6;

/// The bars as HTML, each with its words beside it; only words where there is no wait.
pub fn wait_bars(policy: &Policy) -> String {
    let Some((treatment, when)) = telling(policy) else {
        return "<p class=\"hint\">It sends nothing again by itself, so it has no waits.</p>"
            .to_owned();
    };
    let waits = &treatment.waits[..treatment.waits.len().min(ROWS)];
    let whole = waits.iter().map(|wait| wait.most.as_micros()).max();
    let whole = whole.unwrap_or_default();
    if whole == 0 {
        return format!("<p class=\"hint\">When {when}, it sends the request again at once.</p>");
    }
    let words: Vec<String> = waits.iter().map(|wait| wait.words()).collect();
    let mut html = format!(
        "<p class=\"hint\" aria-hidden=\"true\">Its waits when {when}</p>\
         <svg viewBox=\"0 0 240 {}\" role=\"img\" aria-label=\"Its waits when {when}: {}\">",
        waits.len() * HIGH + 2,
        words.join(", then ")
    );
    for (nth, (wait, words)) in waits.iter().zip(&words).enumerate() {
        let y = nth * HIGH + 2;
        let at = |length: std::time::Duration| length.as_micros() * WIDE / whole;
        let (from, to) = (at(wait.least), at(wait.most));
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
