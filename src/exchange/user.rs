//! What the person who pressed the button would see in a good application, moment by moment: nothing to worry about at
//! first, then that it still tries, then the result or what to do without one.

use super::{Exchange, Kind, Leg};
use crate::protocol::{Outcome, Response};
use crate::time::Instant;
use crate::tree::{self, Got};

/// How a message looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Something turns.
    Busy,
    /// It is done.
    Done,
    /// It did not work.
    Failed,
}

/// A call may be silent for so long; then it says that it is still there.
const PATIENT: std::time::Duration = std::time::Duration::from_secs(1);

/// What is shown at a moment: how, and the words.
pub fn seen(exchange: &Exchange, at: Instant) -> (Look, String) {
    if exchange.ended.is_some_and(|ended| ended <= at) {
        return ended_with(exchange);
    }
    let sent = || exchange.legs.iter().filter(|leg| leg.sent <= at);
    let Some(first) = sent().rfind(|leg| leg.kind == Kind::First) else {
        return (Look::Busy, "Working …".to_owned());
    };
    let tries =
        |leg: &&Leg| leg.call == first.call && matches!(leg.kind, Kind::First | Kind::Retry);
    let tried = sent().filter(tries).count();
    let words = match (tried, exchange.pause_at(at)) {
        (_, Some(pause)) if pause.left.as_secs() >= 10 => {
            "This takes longer than usual. You can leave this page; we go on.".to_owned()
        }
        (1, None) if at.since(first.sent) < PATIENT => "Working …".to_owned(),
        (1, None) => "Still working …".to_owned(),
        _ => "That did not work at once. Still trying …".to_owned(),
    };
    (Look::Busy, words)
}

/// The result, in words for a person.
fn ended_with(exchange: &Exchange) -> (Look, String) {
    if exchange.cancelled {
        let words =
            "You stopped this. It may have been done all the same: look before you try again.";
        return (Look::Failed, words.to_owned());
    }
    let Some(result) = exchange.result() else {
        let words =
            "We are not asking the server just now, because it has trouble. Try again in a moment.";
        return (Look::Failed, words.to_owned());
    };
    let got = match result {
        Outcome::Answered(response) if response.status.is_success() => {
            return (Look::Done, "Done.".to_owned());
        }
        Outcome::Answered(response) if response.status.as_u16() == 304 => {
            return (Look::Done, "Done: nothing has changed.".to_owned());
        }
        Outcome::Answered(response) => Got::Status(response.status),
        Outcome::Failed(failure) => Got::Nothing(*failure),
    };
    let told = exchange.legs.iter().rev().find_map(|leg| {
        leg.decision
            .as_ref()?
            .walk()
            .or_else(|| leg.decision.as_ref()?.tree())
    });
    // The tree has words for whoever waits, where it is about this.
    let words = match (tree::covers(got), told.and_then(|walk| walk.ending())) {
        (true, Some(ending)) if !ending.verdict.sends_again() => ending.user.to_owned(),
        (true, _) => "This does not work right now. Try again later.".to_owned(),
        (false, _) => by_class(result).to_owned(),
    };
    let id = match result {
        Outcome::Answered(response) => error_id(response),
        Outcome::Failed(_) => None,
    };
    let words = match id {
        Some(id) => format!("{words} If you report it, name {id}."),
        None => words,
    };
    (Look::Failed, words)
}

/// What a person can do about a status the tree is not about.
fn by_class(result: &Outcome) -> &'static str {
    let Outcome::Answered(response) = result else {
        return "The server could not be reached.";
    };
    match response.status.as_u16() {
        401 => "Please sign in again.",
        403 => "You may not do this.",
        404 | 410 => "This is no longer here.",
        409 | 412 => "Someone changed this meanwhile. Load it again, and look.",
        413 | 414 | 431 => "This is too large to send.",
        300..=399 => "This has moved, and the application did not follow.",
        _ => {
            "The application sent something the server cannot use. It is not your fault; please report it."
        }
    }
}

/// The id a problem names for support, where it does.
fn error_id(response: &Response) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Problem {
        error_id: String,
    }
    let problem: Problem = serde_json::from_str(&response.body.text()).ok()?;
    let fits = problem.error_id.len() <= 40;
    fits.then_some(problem.error_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::{Backend, Script};
    use crate::client::presets;
    use crate::exchange::{Setup, simulate};
    use crate::protocol::Request;

    fn at(method: &str, client: &str, script: &str, ms: u64) -> (Look, String) {
        let request = Request::new(
            method.parse().expect("a method"),
            http::Uri::from_static("/api/users/7"),
        );
        let policy = *presets::find(client).expect("a preset");
        let backend = Backend::new(Script::parse(script).expect("a script"), 418);
        let run = simulate(Setup::new(request, policy, backend, 418));
        seen(&run.exchange, Instant::from_millis(ms))
    }

    #[test]
    fn a_person_is_told_what_goes_on() {
        let words = |method, client, script, ms| at(method, client, script, ms).1;
        let two = "503 retry-after=2 x2";
        assert_eq!(words("GET", "careful", two, 100), "Working …");
        assert!(words("GET", "careful", two, 1_500).contains("Still trying"));
        assert_eq!(
            at("GET", "careful", two, 9_000),
            (Look::Done, "Done.".to_owned())
        );
        assert!(words("GET", "got", "503 retry-after=60 x9", 1_500).contains("leave this page"));
        let (look, words) = at("GET", "fetch", "500", 2_000);
        assert_eq!(look, Look::Failed);
        assert!(words.contains("E-"), "{words}");
    }
}
