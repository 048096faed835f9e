//! For each code, a set-up of the lab in which a client meets it the way it comes about: by asking for a user who does not
//! exist, not by asking for "a 404". Host only; a page shows the run and links to the set-up.

use crate::catalogue::{Act, Code};

const POST: &str = "method=POST&path=%2Fapi%2Fusers&field=Content-Type%3A+application%2Fjson";

/// Codes the lab's server has reasons of its own for, and the query of the set-up.
const OWN: &[(u16, &str, &str)] = &[
    (200, "", ""),
    (201, POST, "&body=%7B+%22name%22%3A+%22Mary+Shaw%22+%7D"),
    (204, "method=DELETE&path=%2Fapi%2Fusers%2F7", ""),
    (400, POST, "&body=%7B+%22name%22%3A"),
    (401, "path=%2Fapi%2Fadmin%2Freport", ""),
    (
        403,
        "path=%2Fapi%2Fadmin%2Freport&field=Authorization%3A+Bearer+viewer",
        "",
    ),
    (404, "path=%2Fapi%2Fusers%2F99", ""),
    (405, "method=DELETE&path=%2Fapi%2Fusers", ""),
    (
        409,
        POST,
        "&body=%7B+%22name%22%3A+%22Grace+Murray%22%2C+%22email%22%3A+%22grace%40shop.example%22+%7D",
    ),
    (
        415,
        "method=POST&path=%2Fapi%2Fusers&field=Content-Type%3A+text%2Fplain&body=Mary+Shaw",
        "",
    ),
    (
        422,
        POST,
        "&body=%7B+%22name%22%3A+%22Mary+Shaw%22%2C+%22email%22%3A+%22mary%22+%7D",
    ),
];

/// A request whose method and content a redirect keeps, or drops.
const PUT: &str = "method=PUT&path=%2Fapi%2Fusers%2F9&field=Content-Type%3A+application%2Fjson&body=%7B+%22name%22%3A+%22Mary+Shaw%22+%7D";

/// The set-up of the lab for a code, as the query of a link. An interim answer never comes alone, so there is none for it.
pub fn query(code: &Code) -> Option<String> {
    let number = code.number;
    if number < 200 {
        return None;
    }
    if let Some((_, request, more)) = OWN.iter().find(|(own, ..)| *own == number) {
        let and = if request.is_empty() { "" } else { "&" };
        return Some(format!("{request}{more}{and}script=ok"));
    }
    let told = match code.advice.act {
        Act::Wait => "+retry-after%3D2",
        _ => "",
    };
    let request = match number {
        303 => format!("{POST}&body=%7B+%22name%22%3A+%22Mary+Shaw%22+%7D&"),
        307 | 308 => format!("{PUT}&"),
        _ => String::new(),
    };
    Some(format!("{request}script={number}{told}"))
}

/// Whether a request as simple as those above comes to the code as clients do in life. A 304 without a condition or a 206
/// without a range would teach something wrong.
pub fn is_telling(code: &Code) -> bool {
    let own = OWN.iter().any(|(own, ..)| *own == code.number);
    own || matches!(code.number, 301..=303 | 307 | 308 | 408 | 410 | 429 | 451 | 500..=504)
}
