//! What an ending means for this case, with its numbers: what to do, for how long, and what to say to whom.

use std::time::Duration;

use super::{Decide, Field};
use crate::client::presets::CAREFUL;
use crate::protocol::RetryAfter;
use crate::tree::{Ending, Got, Verdict, seconds};

/// What to do in this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// In a few words, with the wait: `Back off 1.31 s, then repeat`.
    pub headline: String,
    /// Where the number comes from; empty without one.
    pub formula: String,
    /// The line for the client's own log.
    pub log: String,
    /// Whether the dice had a say.
    pub drawn: bool,
}

impl Decide {
    /// What an ending means for this case.
    pub fn outcome(&self, ending: &Ending) -> Outcome {
        let draw = self.draw();
        let told = self.told().flatten();
        let wait = match ending.verdict {
            Verdict::BackOff => Some(draw.wait),
            Verdict::WaitAsTold => told,
            _ => None,
        };
        let (headline, formula) = match (ending.verdict, wait) {
            (Verdict::BackOff, Some(wait)) => (
                format!("Back off {}, then repeat", unbroken(hundredths(wait))),
                if self.tries().is_some() {
                    CAREFUL.backoff.formula(&draw)
                } else {
                    CAREFUL.backoff.formula(&draw) + " after a first try"
                },
            ),
            (Verdict::WaitAsTold, Some(wait)) => (
                format!("Wait exactly {}, then repeat", unbroken(seconds(wait))),
                self.where_from(wait),
            ),
            (Verdict::Later, _) => (
                ending.title.to_owned(),
                self.too_long(told.unwrap_or(draw.wait)),
            ),
            _ => (ending.title.to_owned(), String::new()),
        };
        let end = match wait {
            Some(wait) => format!("wait {}", hundredths(wait).replace(' ', "")),
            None => format!("end {}", ending.slug),
        };
        Outcome {
            headline,
            formula,
            log: format!("{} {end}", self.log_start()),
            drawn: ending.verdict == Verdict::BackOff,
        }
    }

    /// The query with which the lab plays this case: the same trouble as often as it has been met so far.
    pub fn lab_query(&self) -> String {
        let method = self
            .method()
            .map_or_else(|| "GET".to_owned(), |method| method.to_string());
        let path = if method == "POST" {
            "/api/users"
        } else {
            "/api/users/7"
        };
        // An interim response answers nothing, so no script says it.
        let final_ = |got: &Got| !matches!(got, Got::Status(status) if status.is_informational());
        let mut step = match self.got().filter(final_) {
            Some(_) => self.got.trim().to_owned(),
            None => "503".to_owned(),
        };
        let asked = self.text(Field::RetryAfter).trim();
        if let (Some(Got::Status(_)), Ok(asked)) = (self.got(), RetryAfter::parse(asked)) {
            step += &match asked {
                RetryAfter::Seconds(seconds) => format!(" retry-after={seconds}"),
                RetryAfter::Date(date) => {
                    format!(" retry-after=\"{}\"", httpdate::fmt_http_date(date))
                }
            };
        }
        let this = self
            .tries()
            .map_or(1, |(this, _)| this.min(CAREFUL.attempts));
        if this > 1 {
            step += &format!(" x{this}");
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("method", &method)
            .append_pair("path", path);
        if self.key {
            query.append_pair("field", "Idempotency-Key: \"8c1f-42d0\"");
        }
        let content = match method.as_str() {
            "POST" | "PUT" => Some("Content-Type: application/json"),
            "PATCH" => Some("Content-Type: application/merge-patch+json"),
            _ => None,
        };
        if let Some(content) = content {
            query
                .append_pair("field", content)
                .append_pair("body", "{ \"name\": \"Mary Shaw\" }");
        }
        query
            .append_pair("client", CAREFUL.slug)
            .append_pair("script", &step)
            .finish()
    }

    /// Method, target, what came back and which try; what is not known stands in braces.
    fn log_start(&self) -> String {
        let method = self
            .method()
            .map_or_else(|| "{method}".to_owned(), |method| method.to_string());
        let got = match self.got() {
            Some(_) => self.got.trim(),
            None => "{status}",
        };
        let (this, of) = self.tries().unwrap_or((1, CAREFUL.attempts));
        format!("{method} {{path}} {got} try {this}/{of}")
    }

    fn where_from(&self, wait: Duration) -> String {
        let text = self.text(Field::RetryAfter).trim();
        match RetryAfter::parse(text) {
            Ok(RetryAfter::Date(_)) => format!("Retry-After − Date = {}", seconds(wait)),
            _ => format!("Retry-After: {text}"),
        }
    }

    /// The sum that does not fit, if the time left is known.
    fn too_long(&self, wait: Duration) -> String {
        let situation = self.situation();
        match situation.left {
            Some(left) if left < wait.saturating_add(situation.takes) => format!(
                "{} wait + {} attempt > {} left",
                hundredths(wait),
                seconds(situation.takes),
                seconds(left)
            ),
            _ => String::new(),
        }
    }

    /// The numbers behind a question about time, in a sentence.
    pub fn numbers(&self, question: crate::tree::Question) -> Option<String> {
        use crate::tree::Question as Q;
        let wait = match question {
            Q::ToldInTime => format!("The server asks for {}.", unbroken(seconds(self.told()??))),
            Q::WaitInTime => {
                let draw = self.draw();
                format!(
                    "The next wait is {}, random up to {}.",
                    unbroken(hundredths(draw.wait)),
                    unbroken(seconds(draw.limit))
                )
            }
            _ => return None,
        };
        let situation = self.situation();
        let left = match situation.left {
            Some(Duration::MAX) => " You have no deadline.".to_owned(),
            Some(left) => format!(" You have {} left.", unbroken(seconds(left))),
            None => String::new(),
        };
        Some(format!(
            "{wait}{left} An attempt takes up to {}.",
            unbroken(seconds(situation.takes))
        ))
    }
}

/// A length that stays on one line.
fn unbroken(length: String) -> String {
    length.replace(' ', "\u{a0}")
}

/// Seconds to the hundredth: what a wait drawn at random deserves.
fn hundredths(length: Duration) -> String {
    if length.as_secs() >= 100 {
        return seconds(length);
    }
    let hundredths = length.as_millis() / 10;
    format!("{}.{:02} s", hundredths / 100, hundredths % 100)
}
