//! One call: the first request and everything the client does until it hands something over. A call never has two
//! requests in flight, so each input has exactly one output and there is nothing to drain.

use std::time::Duration;

use http::header::HeaderName;

use super::{Draw, Policy, Retries, redirect};
use crate::protocol::{Failure, Outcome, Request, RetryAfter};
use crate::rng::Rng;
use crate::time::Instant;
use crate::tree::{self, Got, Situation, Verdict, Walk};

/// The field by which a server recognises a repeat (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A client: its policy and its dice, shared by all its calls.
#[derive(Debug, Clone)]
pub struct Client {
    policy: Policy,
    dice: Rng,
}

/// One call on its way.
#[derive(Debug, Clone)]
pub struct Call {
    request: Request,
    started: Instant,
    tries: u32,
    hops: u32,
}

/// What happens to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// It begins.
    Start,
    /// The request in flight came to this. At the moment given as `until`, that is `Failed(TimedOut)`.
    Outcome(Outcome),
    /// The wait is over.
    Woke,
}

/// What the client does next, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// What it made of the outcome; nothing when there was none to judge.
    pub decision: Option<Decision>,
    /// What it does.
    pub then: Then,
}

/// What the client does next.
#[derive(Debug, Clone, PartialEq)]
pub enum Then {
    /// Sends this, and waits for an outcome until then, if its patience ends.
    Send {
        /// The request, complete.
        request: Box<Request>,
        /// When the client stops waiting.
        until: Option<Instant>,
    },
    /// Sleeps until then.
    Wait {
        /// When it wakes.
        until: Instant,
    },
    /// Hands the last outcome over.
    Finish,
}

/// What the client made of an outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// In a few words, for a badge: `Told when: wait`.
    pub badge: String,
    /// The way through the tree, when the tree was asked.
    pub walk: Option<Walk>,
    /// The wait it chose, if it waits.
    pub wait: Option<Waiting>,
}

/// A wait and its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// How long.
    pub length: Duration,
    /// Why that long: `from Retry-After: 2`.
    pub reason: String,
    /// The formula with its numbers; empty when the server said how long.
    pub formula: String,
}

impl Client {
    /// A client with its own dice.
    pub const fn new(policy: Policy, dice: Rng) -> Self {
        Self { policy, dice }
    }

    /// A call that has not begun.
    pub const fn call(&self, request: Request) -> Call {
        Call {
            request,
            started: Instant::START,
            tries: 0,
            hops: 0,
        }
    }

    /// One step of a call.
    pub fn step(&mut self, call: &mut Call, now: Instant, input: Input) -> Output {
        match input {
            Input::Start => {
                call.started = now;
                Output {
                    decision: None,
                    then: self.send(call, now),
                }
            }
            Input::Woke => Output {
                decision: None,
                then: self.send(call, now),
            },
            Input::Outcome(outcome) => self.judge(call, now, &outcome),
        }
    }

    fn send(&self, call: &mut Call, now: Instant) -> Then {
        call.tries += 1;
        self.transmit(call, now)
    }

    fn transmit(&self, call: &Call, now: Instant) -> Then {
        let patience = self.policy.attempt_timeout.map(|limit| now + limit);
        let deadline = self.policy.deadline.map(|limit| call.started + limit);
        let until = match (patience, deadline) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Then::Send {
            request: Box::new(call.request.clone()),
            until,
        }
    }

    fn judge(&mut self, call: &mut Call, now: Instant, outcome: &Outcome) -> Output {
        if let Outcome::Answered(response) = outcome
            && let Some(next) = redirect::follow(&call.request, response)
        {
            let status = response.status.as_str();
            let Ok(next) = next else {
                return finish(format!("{status}: Location unreadable"), None);
            };
            if call.hops >= self.policy.redirects {
                return finish("Too many redirects: stop".to_owned(), None);
            }
            let how = if next.method == call.request.method {
                "follow"
            } else {
                "follow with GET"
            };
            call.hops += 1;
            call.request = next;
            let decision = Decision {
                badge: format!("{status}: {how}"),
                walk: None,
                wait: None,
            };
            return Output {
                decision: Some(decision),
                then: self.transmit(call, now),
            };
        }
        let got = match outcome {
            Outcome::Answered(response) => Got::Status(response.status),
            Outcome::Failed(failure) => Got::Nothing(*failure),
        };
        match self.policy.retries {
            Retries::Tree if tree::covers(got) => self.ask_the_tree(call, now, outcome, got),
            _ => finish(hand_over(got), None),
        }
    }

    fn ask_the_tree(&mut self, call: &Call, now: Instant, outcome: &Outcome, got: Got) -> Output {
        let told = match outcome {
            Outcome::Answered(response) => RetryAfter::of(response),
            Outcome::Failed(_) => None,
        };
        let draw = self.policy.backoff.draw(call.tries, &mut self.dice);
        let spent = now.since(call.started);
        let situation = Situation {
            method: Some(call.request.method.clone()),
            has_key: call.request.headers.contains_key(IDEMPOTENCY_KEY),
            got: Some(got),
            told: Some(told),
            tries: Some((call.tries, self.policy.attempts)),
            left: Some(
                self.policy
                    .deadline
                    .map_or(Duration::MAX, |limit| limit.saturating_sub(spent)),
            ),
            wait: Some(draw.wait),
            takes: self.policy.attempt_timeout.unwrap_or_default(),
            can_look_up: Some(false),
            has_substitute: Some(false),
        };
        let walk = tree::walk(|node| situation.answer(node));
        let verdict = walk
            .ending()
            .expect("every fact is filled in, so no question stays open")
            .verdict;
        let wait = match verdict {
            Verdict::WaitAsTold => told.map(|length| as_told(length, outcome)),
            Verdict::BackOff => Some(by_itself(draw)),
            _ => None,
        };
        let badge = badge(verdict, &situation);
        match wait {
            Some(wait) => {
                let until = now + wait.length;
                Output {
                    decision: Some(Decision {
                        badge,
                        walk: Some(walk),
                        wait: Some(wait),
                    }),
                    then: Then::Wait { until },
                }
            }
            None => finish(badge, Some(walk)),
        }
    }
}

fn finish(badge: String, walk: Option<Walk>) -> Output {
    Output {
        decision: Some(Decision {
            badge,
            walk,
            wait: None,
        }),
        then: Then::Finish,
    }
}

fn as_told(length: Duration, outcome: &Outcome) -> Waiting {
    let field = match outcome {
        Outcome::Answered(response) => response
            .field(http::header::RETRY_AFTER)
            .unwrap_or_default(),
        Outcome::Failed(_) => "",
    };
    Waiting {
        length,
        reason: format!("from Retry-After: {field}"),
        formula: String::new(),
    }
}

fn by_itself(draw: Draw) -> Waiting {
    let reason = format!(
        "back-off, full jitter: random up to {}",
        tree::seconds(draw.limit)
    );
    Waiting {
        length: draw.wait,
        reason,
        formula: draw.formula,
    }
}

fn badge(verdict: Verdict, situation: &Situation) -> String {
    match verdict {
        Verdict::FixAddress => "Wrong address: stop",
        Verdict::Change => "Cannot work: stop",
        Verdict::Look => "Look first",
        Verdict::Unknown => "Unknown: stop",
        Verdict::UseInstead => "Use the substitute",
        Verdict::Report => "Tries used up: stop",
        Verdict::WaitAsTold => "Told when: wait",
        Verdict::Later => "Not in time: later",
        Verdict::BackOff if situation.has_key => "Has a key: repeat",
        Verdict::BackOff => "Back off: repeat",
    }
    .to_owned()
}

fn hand_over(got: Got) -> String {
    match got {
        Got::Status(status) if status.as_u16() == 201 => "Created: done".to_owned(),
        Got::Status(status) if status.is_success() || status.as_u16() == 304 => "Done".to_owned(),
        Got::Status(status) => format!("Hands over the {status}", status = status.as_str()),
        Got::Nothing(Failure::TimedOut) => "Gives up waiting".to_owned(),
        Got::Nothing(_) => "Hands over the error".to_owned(),
    }
}

#[cfg(test)]
mod tests;
