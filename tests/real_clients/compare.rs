//! What was seen against what was predicted. The number of requests, their methods, paths and whether they have content must
//! be the same; a wait must not be shorter than predicted, and longer only by what a busy machine takes.

use std::fmt::Write as _;
use std::time::Duration;

use crate::grid::Case;
use crate::predict::{Expected, Predicted};
use crate::server::Seen;

/// Timers of some runtimes fire a little early, and the server counts whole milliseconds.
const EARLY: Duration = Duration::from_millis(4);
/// What making a request may take.
const LATE: Duration = Duration::from_millis(250);

/// A call that was not made as predicted.
pub struct Difference {
    /// Who made it.
    pub library: &'static str,
    /// The call.
    pub case: Case,
    /// What should have been seen.
    pub predicted: Predicted,
    /// What was.
    pub seen: Vec<Seen>,
    /// What is wrong, in a few words.
    pub what: String,
}

/// What is wrong, if anything is.
pub fn compare(predicted: &Predicted, seen: &[Seen]) -> Option<String> {
    let expected = &predicted.requests;
    if seen.len() != expected.len() {
        return Some(format!(
            "{} requests instead of {}",
            seen.len(),
            expected.len()
        ));
    }
    let mut before = None;
    for (n, (expected, seen)) in expected.iter().zip(seen).enumerate() {
        if seen.line != expected.line {
            return Some(format!("{} instead of {}", seen.line, expected.line));
        }
        if seen.content != expected.content {
            let has = if seen.content { "with" } else { "without" };
            return Some(format!("request {} is {has} content", n + 1));
        }
        let wait = seen.at.saturating_sub(before.unwrap_or(seen.at));
        let (low, high) = expected.wait;
        if wait + EARLY < low || wait > high + LATE {
            return Some(format!("wait {n} took {}", told(wait, wait)));
        }
        before = Some(seen.at);
    }
    None
}

/// What differs, for a person.
pub fn table(differences: &[Difference]) -> String {
    let mut text = String::new();
    for difference in differences {
        let Difference {
            library,
            case,
            predicted,
            seen,
            what,
        } = difference;
        let _ = writeln!(text, "{library}, {}: {what}", case.name());
        let line = |line: &str, content: bool, low, high| {
            format!(
                "{} {line}{}",
                told(low, high),
                if content { " +" } else { "" }
            )
        };
        let expected: Vec<String> = predicted
            .requests
            .iter()
            .map(
                |Expected {
                     line: request,
                     content,
                     wait,
                 }| line(request, *content, wait.0, wait.1),
            )
            .collect();
        let mut before = None;
        let seen: Vec<String> = seen
            .iter()
            .map(|seen| {
                let wait = seen.at.saturating_sub(before.unwrap_or(seen.at));
                before = Some(seen.at);
                line(&seen.line, seen.content, wait, wait)
            })
            .collect();
        let _ = writeln!(text, "    predicted  {}", expected.join(", "));
        let _ = writeln!(text, "    observed   {}", seen.join(", "));
    }
    let _ = write!(
        text,
        "{} calls differ; + means that content is sent",
        differences.len()
    );
    text
}

fn told(low: Duration, high: Duration) -> String {
    if low == high {
        return format!("{} ms", low.as_millis());
    }
    format!("{}-{} ms", low.as_millis(), high.as_millis())
}
