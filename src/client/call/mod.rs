//! One call: the first request and everything the client does until it hands something over. A call never has two
//! requests in flight, so each input has exactly one output and there is nothing to drain.

use std::time::Duration;

use http::Method;
use http::header::HeaderValue;

use super::policy::KEYS;
use super::told::Wait;
use super::{Again, Backoff, Draw, Policy, Retries, Rule, UNLIMITED};
use crate::protocol::{Failure, Outcome, Request, Response, RetryAfter};
use crate::rng::Rng;
use crate::time::Instant;
use crate::tree::{self, Got, Situation, Verdict, Walk};

/// How many tries the tree is told there are where the client has no number for it: those of the careful client.
const TREE_TRIES: u32 = super::presets::CAREFUL.attempts;

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
    /// What a repeat begins with, once redirects below it have led elsewhere.
    first: Option<Box<Request>>,
    started: Instant,
    tries: u32,
    hops: u32,
    /// How many waits were the client's own, and what the last of them left for the next.
    own_waits: u32,
    previous: Option<Duration>,
    /// The rule that sent the request again; nothing after a redirect or at the start.
    by: Option<&'static Rule>,
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
    /// The way through the tree, when the client walks it.
    pub walk: Option<Walk>,
    /// The wait it chose, if it waits.
    pub wait: Option<Waiting>,
    /// What its rules made of it; empty for a client without any, and where nothing had to be decided.
    pub because: &'static str,
    /// What the tree says to the same, for a client that does not walk it.
    pub tree: Option<Walk>,
    /// Where the client does something else than the tree says, what that means.
    pub differs: Option<&'static str>,
}

/// A wait and its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// How long.
    pub length: Duration,
    /// Why that long: `from Retry-After: 2`.
    pub reason: String,
    /// The formula with its numbers; empty when it is just what the server said.
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
            first: None,
            started: Instant::START,
            tries: 0,
            hops: 0,
            own_waits: 0,
            previous: None,
            by: None,
        }
    }

    /// One step of a call.
    pub fn step(&mut self, call: &mut Call, now: Instant, input: Input) -> Output {
        match input {
            Input::Start => {
                call.started = now;
                self.add_key(&mut call.request);
                Output {
                    decision: None,
                    then: self.send(call, now),
                }
            }
            Input::Woke => Output {
                decision: None,
                then: if self.is_over(call, now) {
                    Then::Finish
                } else if call.by.is_some_and(|rule| rule.again == Again::Replay) {
                    self.transmit(call, now)
                } else {
                    self.send(call, now)
                },
            },
            Input::Outcome(outcome) => self.judge(call, now, &outcome),
        }
    }

    /// Whether a wait was cut off by the deadline.
    fn is_over(&self, call: &Call, now: Instant) -> bool {
        let deadline = self.policy.deadline.map(|limit| call.started + limit);
        !self.policy.looks_ahead && deadline.is_some_and(|deadline| now >= deadline)
    }

    fn add_key(&mut self, request: &mut Request) {
        if let Some(prefix) = self.policy.adds_key
            && request.method == Method::POST
            && !request.headers.contains_key(&KEYS[0])
        {
            let key = format!("{prefix}{:016x}{:016x}", self.dice.bits(), self.dice.bits());
            if let Ok(key) = HeaderValue::try_from(key) {
                request.headers.insert(&KEYS[0], key);
            }
        }
    }

    fn send(&self, call: &mut Call, now: Instant) -> Then {
        if let Some(first) = call.first.take() {
            call.request = *first;
            call.hops = 0;
        }
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
            && let Some(next) = self.policy.redirects.follow(&call.request, response)
        {
            let status = response.status.as_str();
            let Ok(next) = next else {
                return finish(format!("{status}: Location unreadable"), None);
            };
            if call.hops >= self.policy.redirects.limit || self.has_used_up(call) {
                return finish("Too many redirects: stop".to_owned(), None);
            }
            let how = if next.method == call.request.method {
                "follow"
            } else {
                "follow with GET"
            };
            call.hops += 1;
            call.by = None;
            let before = std::mem::replace(&mut call.request, next);
            if self.policy.redirects.below && call.first.is_none() {
                call.first = Some(Box::new(before));
            }
            if self.policy.redirects.shared {
                // urllib3 counts what failed in a row, and a redirect did not.
                call.own_waits = 0;
            }
            return Output {
                decision: Some(decision(format!("{status}: {how}"))),
                then: self.transmit(call, now),
            };
        }
        let got = match outcome {
            Outcome::Answered(response) => Got::Status(response.status),
            Outcome::Failed(failure) => Got::Nothing(*failure),
        };
        match self.policy.retries {
            Retries::Tree if tree::covers(got) => self.ask_the_tree(call, now, outcome, got),
            Retries::Tree => finish(hand_over(got), None),
            Retries::Rules(rules) => self.ask_the_rules(rules, call, now, outcome, got),
        }
    }

    /// Whether redirects count as attempts, and none is left.
    fn has_used_up(&self, call: &Call) -> bool {
        let redirects = &self.policy.redirects;
        redirects.shared && call.tries.saturating_add(call.hops) >= self.policy.attempts
    }

    fn situation(
        &self,
        call: &Call,
        now: Instant,
        got: Got,
        told: Option<Duration>,
        wait: Duration,
    ) -> Situation {
        let spent = now.since(call.started);
        let attempts = match self.policy.attempts {
            1 | UNLIMITED => TREE_TRIES,
            attempts => attempts,
        };
        Situation {
            method: Some(call.request.method.clone()),
            has_key: call.request.headers.contains_key(&KEYS[0]),
            got: Some(got),
            told: Some(told),
            tries: Some((call.tries, attempts)),
            left: Some(
                self.policy
                    .deadline
                    .map_or(Duration::MAX, |limit| limit.saturating_sub(spent)),
            ),
            wait: Some(wait),
            takes: self.policy.attempt_timeout.unwrap_or_default(),
            can_look_up: Some(false),
            has_substitute: Some(false),
        }
    }

    fn ask_the_tree(&mut self, call: &Call, now: Instant, outcome: &Outcome, got: Got) -> Output {
        let told = told(outcome);
        let draw = self.policy.backoff.draw(call.tries, None, &mut self.dice);
        let situation = self.situation(call, now, got, told, draw.wait);
        let walk = tree::walk(|node| situation.answer(node));
        let verdict = verdict(&walk);
        let wait = match verdict {
            Verdict::WaitAsTold => told.map(|length| as_told(length, outcome)),
            Verdict::BackOff => Some(by_itself(draw, &self.policy.backoff)),
            _ => None,
        };
        let badge = badge(verdict, &situation);
        match wait {
            Some(wait) => {
                let until = now + wait.length;
                Output {
                    decision: Some(Decision {
                        walk: Some(walk),
                        wait: Some(wait),
                        ..decision(badge)
                    }),
                    then: Then::Wait { until },
                }
            }
            None => finish(badge, Some(walk)),
        }
    }

    fn ask_the_rules(
        &mut self,
        rules: &'static [Rule],
        call: &mut Call,
        now: Instant,
        outcome: &Outcome,
        got: Got,
    ) -> Output {
        let mut output = match self.choose(rules, call, outcome, got) {
            Err((badge, because)) => Output {
                decision: Some(Decision {
                    because,
                    ..decision(badge)
                }),
                then: Then::Finish,
            },
            Ok((rule, wait)) => self.repeat(rule, wait, call, now),
        };
        if tree::covers(got)
            && let Some(decision) = &mut output.decision
        {
            let told = told(outcome);
            let waits = decision.wait.as_ref().map(|wait| wait.length);
            let situation = self.situation(call, now, got, told, waits.unwrap_or_default());
            let walk = tree::walk(|node| situation.answer(node));
            decision.differs = differs(verdict(&walk), waits, told);
            decision.tree = Some(walk);
        }
        output
    }

    /// The rule that sends the request again and the wait before it, or what the client does instead and why.
    fn choose(
        &mut self,
        rules: &'static [Rule],
        call: &Call,
        outcome: &Outcome,
        got: Got,
    ) -> Result<(&'static Rule, Wait), (String, &'static str)> {
        let no = |because| (hand_over(got), because);
        let policy = &self.policy;
        let response = match outcome {
            Outcome::Answered(response) => Some(response),
            Outcome::Failed(_) => None,
        };
        let said = policy.obeys.and_then(|name| {
            let field = response?.headers.get(name)?;
            field.to_str().ok()
        });
        let about = || rules.iter().filter(|rule| rule.is_about(outcome));
        let fits =
            |rule: &Rule| rule.methods.hold(&call.request) && rule.holds(&policy.told, outcome);
        let rule = match said {
            Some("true") => rules.first(),
            Some("false") => return Err(no("The server says not to, and it obeys.")),
            _ => about().find(|rule| fits(rule)),
        };
        let Some(rule) = rule else {
            let because = if about().any(|rule| rule.methods.hold(&call.request)) {
                "Its rule for this asks for another Retry-After."
            } else if about().next().is_some() {
                "It would send this again, but not with this method."
            } else if got == Got::Nothing(Failure::TimedOut) || rules.is_empty() {
                ""
            } else if policy.attempts > 1 && is_trouble(got) {
                "None of its rules is about this: it goes to whoever called it."
            } else {
                ""
            };
            return Err(no(because));
        };
        let twice = call.by == Some(rule);
        match rule.again {
            Again::Once | Again::Replay if twice => {
                return Err(no("It sends this again once, and not a second time."));
            }
            Again::Replay => return Ok((rule, self.wait(&Backoff::NONE, call, None)?)),
            Again::Below(most) if call.tries > most => {
                return Err(used_up());
            }
            _ if call.tries >= policy.attempts || self.has_used_up(call) => return Err(used_up()),
            _ => {}
        }
        let backoff = rule.backoff.unwrap_or(policy.backoff);
        let wait = self.wait(&backoff, call, response)?;
        Ok((rule, wait))
    }

    fn wait(
        &mut self,
        backoff: &Backoff,
        call: &Call,
        response: Option<&Response>,
    ) -> Result<Wait, (String, &'static str)> {
        self.policy
            .told
            .wait(
                response,
                backoff,
                call.own_waits + 1,
                call.previous,
                &mut self.dice,
            )
            .ok_or_else(|| {
                (
                    "Too long: gives up".to_owned(),
                    "The server asks for more time than it is willing to wait.",
                )
            })
    }

    fn repeat(&self, rule: &'static Rule, wait: Wait, call: &mut Call, now: Instant) -> Output {
        let deadline = self.policy.deadline.map(|limit| call.started + limit);
        let mut until = now + wait.length;
        let late = deadline.filter(|deadline| until >= *deadline);
        if late.is_some() && self.policy.looks_ahead {
            return Output {
                decision: Some(Decision {
                    because: "The wait would end after its deadline.",
                    ..decision("Not in time: stop".to_owned())
                }),
                then: Then::Finish,
            };
        }
        until = late.unwrap_or(until);
        let replay = rule.again == Again::Replay;
        let badge = if replay {
            "On a new connection"
        } else if late.is_some() {
            "Waits, out of time"
        } else if wait.told {
            "Told when: repeat"
        } else if wait.length.is_zero() {
            "Repeat at once"
        } else {
            "Back off: repeat"
        };
        if !replay {
            call.own_waits += u32::from(!wait.told || self.policy.told.advances);
            call.previous = wait.next.or(call.previous);
        }
        call.by = Some(rule);
        let because = if replay {
            "Below the client, the request is sent once more on a new connection."
        } else if late.is_some() {
            "It would send this again, but its deadline comes first and ends the wait."
        } else {
            "One of its rules sends this again."
        };
        Output {
            decision: Some(Decision {
                wait: Some(Waiting {
                    length: until.since(now),
                    reason: wait.reason,
                    formula: wait.formula,
                }),
                because,
                ..decision(badge.to_owned())
            }),
            then: Then::Wait { until },
        }
    }
}

fn used_up() -> (String, &'static str) {
    (
        "Tries used up: stop".to_owned(),
        "It would send this again, but its tries are used up.",
    )
}

/// Whether it is worth saying why this is not repeated.
fn is_trouble(got: Got) -> bool {
    match got {
        Got::Status(status) => status.is_client_error() || status.is_server_error(),
        Got::Nothing(_) => true,
    }
}

fn told(outcome: &Outcome) -> Option<Duration> {
    match outcome {
        Outcome::Answered(response) => RetryAfter::of(response),
        Outcome::Failed(_) => None,
    }
}

fn verdict(walk: &Walk) -> Verdict {
    walk.ending()
        .expect("every fact is filled in, so no question stays open")
        .verdict
}

/// What it means that a client waits and repeats, or does not, where the tree says something else.
fn differs(
    verdict: Verdict,
    waits: Option<Duration>,
    told: Option<Duration>,
) -> Option<&'static str> {
    match (waits, verdict) {
        (Some(_), Verdict::Change) => {
            Some("The same request cannot succeed: repeating it is in vain.")
        }
        (Some(_), Verdict::FixAddress) => {
            Some("The address is wrong, and repeating does not mend it.")
        }
        (Some(_), Verdict::Unknown | Verdict::Look) => {
            Some("It may have been carried out already, and is then carried out twice.")
        }
        (Some(_), Verdict::Report) => Some("More tries than that only add to the load."),
        (Some(_), Verdict::Later) => Some("It would come after the deadline."),
        (Some(wait), Verdict::WaitAsTold) if told.is_some_and(|told| wait < told) => {
            Some("The server asked for more time than it gets.")
        }
        (Some(wait), Verdict::BackOff) if wait.is_zero() => {
            Some("Without a wait, it comes back while the trouble is still there.")
        }
        (None, verdict) if verdict.sends_again() => Some("Another try might have worked."),
        _ => None,
    }
}

/// A decision that says no more than this.
fn decision(badge: String) -> Decision {
    Decision {
        badge,
        walk: None,
        wait: None,
        because: "",
        tree: None,
        differs: None,
    }
}

fn finish(badge: String, walk: Option<Walk>) -> Output {
    Output {
        decision: Some(Decision {
            walk,
            ..decision(badge)
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

fn by_itself(draw: Draw, backoff: &Backoff) -> Waiting {
    Waiting {
        length: draw.wait,
        reason: backoff.reason(draw.limit),
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
