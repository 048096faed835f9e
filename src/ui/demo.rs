//! For each code, a set-up of the lab in which a client meets it the way it comes about: by asking for a user who does not
//! exist, not by asking for "a 404". Host only; a page shows the run and links to the set-up.

use crate::backend::routes;
use crate::catalogue::{Act, Code};
use crate::share::lab::Lab;

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
    if let Some(query) = example(number) {
        return Some(query);
    }
    let script = match number {
        // Who stands between is part of the story.
        502 => "upstream-reset".to_owned(),
        504 => "upstream-slow".to_owned(),
        511 => "portal".to_owned(),
        _ if code.advice.act == Act::Wait => format!("{number}+retry-after%3D2"),
        _ => number.to_string(),
    };
    Some(format!("script={script}"))
}

/// The first example of the shop's own table that comes to a code.
fn example(number: u16) -> Option<String> {
    let own = routes().filter(|route| route.family != "Status codes");
    let operations = own.flat_map(|route| route.operations);
    let mut labs = operations.flat_map(|operation| {
        let examples = operation.examples.iter();
        examples.map(|example| Lab::of(operation, example))
    });
    let lab = labs.find(|lab| lab.first_answer() == Some(number))?;
    Some(lab.query())
}

/// Whether a request as simple as those above comes to the code as clients do in life. A 304 without a condition or a 206
/// without a range would teach something wrong.
pub fn is_telling(code: &Code) -> bool {
    let own = OWN.iter().any(|(own, ..)| *own == code.number) || example(code.number).is_some();
    own || matches!(code.number, 408 | 429 | 500..=504 | 511)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    #[test]
    fn a_code_is_met_by_a_request_that_brings_it() {
        let telling: Vec<u16> = catalogue::all()
            .filter(|code| query(code).is_some() && is_telling(code))
            .map(|code| {
                let lab = Lab::parse(&query(code).unwrap_or_default()).0;
                assert_eq!(lab.first_answer(), Some(code.number));
                code.number
            })
            .collect();
        assert_eq!(
            telling,
            [
                200, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404,
                405, 406, 408, 409, 410, 411, 412, 415, 416, 422, 423, 426, 428, 429, 451, 500,
                501, 502, 503, 504, 511
            ]
        );
    }
}
