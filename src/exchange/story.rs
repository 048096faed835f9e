//! The run in one sentence.

use http::StatusCode;

use super::{Exchange, Kind};
use crate::client::presets::CAREFUL;
use crate::protocol::Outcome;

/// How a run ended, for the head of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The client has what it wanted.
    Well,
    /// It has not.
    Badly,
    /// It waits, or the run goes on.
    Open,
}

/// The sentence about several calls.
fn over_several(exchange: &Exchange) -> (Tone, String) {
    let (well, of) = exchange.served_calls();
    let withheld = exchange.legs.iter().filter(|leg| leg.withheld).count();
    let sent = exchange.legs.len() - withheld;
    let mut text = format!("{well} of {of} calls got what they wanted, with {sent} requests.");
    if withheld > 0 {
        text += &format!(" {withheld} more were held back by the client itself.");
    }
    let tone = if well == of { Tone::Well } else { Tone::Badly };
    (tone, text)
}

/// The sentence, and how it ended.
pub fn story(exchange: &Exchange) -> (Tone, String) {
    let tries = exchange.tries();
    let (made, of) = exchange.made();
    let lost = exchange
        .legs
        .iter()
        .any(|leg| leg.lost.is_some() && leg.dropped.is_none());
    if exchange.cancelled && exchange.ended.is_some() {
        let text = "Cancelled: nothing more is sent, and what was sent may still be carried out.";
        return (Tone::Badly, text.to_owned());
    }
    if exchange.calls > 1 && exchange.ended.is_some() {
        return over_several(exchange);
    }
    let Some(result) = exchange.result() else {
        let waiting = "No answer, and this client has no time-out: it waits as long as the connection stands.";
        if exchange.is_full() && !exchange.is_endless() {
            let text = format!(
                "The first {} requests, in {} calls: no more are shown.",
                exchange.legs.len(),
                exchange.calls
            );
            return (Tone::Open, text);
        }
        if exchange.is_endless() {
            let text = format!("{tries} tries and no end: nothing stops this client.");
            return (Tone::Badly, text);
        }
        let text = if exchange.ended.is_none() && !exchange.legs.is_empty() {
            waiting
        } else {
            ""
        };
        return (Tone::Open, text.to_owned());
    };
    let on = match tries {
        1 => "at the first try",
        2 => "at the second try",
        3 => "at the third try",
        _ if exchange.client == CAREFUL.slug => "at the last try",
        _ => &format!("at try {tries}"),
    };
    match result {
        _ if made > 1 => (
            Tone::Badly,
            format!(
                "{made} {of} were created for one call: {}.",
                if exchange.legs.iter().any(|leg| leg.kind == Kind::Hedge) {
                    "it was sent side by side without a key"
                } else {
                    "a lost answer was repeated without a key"
                }
            ),
        ),
        Outcome::Answered(response) if response.status.is_success() => {
            let lost = if lost {
                ", although an answer was lost"
            } else {
                ""
            };
            (Tone::Well, format!("It worked {on}{lost}."))
        }
        Outcome::Answered(response) if !response.status.is_redirection() && tries > 1 => {
            let told = if exchange.client == CAREFUL.slug {
                ": reported, not hammered"
            } else {
                ""
            };
            (
                Tone::Badly,
                format!("Still failing after {tries} tries{told}."),
            )
        }
        Outcome::Failed(failure) if lost && failure.may_have_reached() => (
            Tone::Badly,
            "The answer was lost: the work may be done, and the client cannot tell.".to_owned(),
        ),
        Outcome::Answered(response) if response.status == StatusCode::NOT_MODIFIED => (
            Tone::Well,
            "Not modified: the copy at hand is still good.".to_owned(),
        ),
        Outcome::Answered(response) if response.status.is_redirection() => {
            let followed = exchange
                .legs
                .iter()
                .filter(|leg| leg.kind == Kind::Redirect)
                .count();
            if followed > 0 && exchange.gave_up_on_redirects() {
                let text = format!("Redirected in vain: it followed {followed} and gave up.");
                return (Tone::Badly, text);
            }
            (
                Tone::Well,
                "A redirect the client does not follow by itself.".to_owned(),
            )
        }
        Outcome::Answered(_) => (
            Tone::Badly,
            "Handed over as it came: not sent again.".to_owned(),
        ),
        Outcome::Failed(failure) => (Tone::Badly, format!("No answer: {}.", failure.what())),
    }
}
