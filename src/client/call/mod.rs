//! One call: the first request and everything the client does until it hands something over. Each input has exactly one
//! output, so there is nothing to drain; a client that hedges has several requests in flight, and each has a number.

mod decide;

use std::time::Duration;

use http::Method;
use http::header::HeaderValue;

use super::breaker::{Circuit, Fuse, Valve};
use super::budget::{Price, Purse};
use super::decision::{Badge, CANCELLED, Decision};
use super::policy::KEYS;
use super::{Again, Budget, Policy, Retries};
use crate::protocol::{Outcome, Request, method};
use crate::rng::Rng;
use crate::time::Instant;
use crate::tree::{self, Got};
use decide::{finish_with, then};

/// A client: its policy, its dice, and what all its calls share.
#[derive(Debug, Clone)]
pub struct Client {
    policy: Policy,
    dice: Rng,
    purse: Purse,
    fuse: Fuse,
    valve: Valve,
    /// How many of its calls began.
    calls: u32,
}

/// One call on its way.
#[derive(Debug, Clone)]
pub struct Call {
    request: Request,
    /// What a repeat begins with, once redirects below it have led elsewhere.
    first: Option<Box<Request>>,
    /// What is sent again once there is a new token, while one is fetched.
    denied: Option<Box<Request>>,
    started: Instant,
    /// Which of the client's calls it is.
    serial: u32,
    tries: u32,
    hops: u32,
    /// How many waits were the client's own, and what the last of them left for the next.
    own_waits: u32,
    previous: Option<Duration>,
    /// The rule that sent the request again, by its place; nothing after a redirect or at the start.
    by: Option<usize>,
    /// What the last retry took from the budget.
    took: Option<u32>,
    refreshed: bool,
    /// Whether the server said that nothing more shall be sent.
    barred: bool,
    /// Whether the next attempt is paid for already.
    paid: bool,
    /// How many requests it has sent, and so the number of the next.
    sent: u32,
    /// The request in flight, and those that were sent before it and still are.
    in_flight: Option<u32>,
    beside: Vec<u32>,
    ended: bool,
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Input<'a> {
    /// It begins.
    Start,
    /// The request of this number came to this. At the moment given as `until`, that is `Failed(TimedOut)`.
    Outcome(u32, &'a Outcome),
    /// The moment the client asked to be woken at has come.
    Woke,
    /// Whoever called the client no longer wants a result.
    Cancel,
}

/// What the client does next, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// What it made of the outcome; nothing when there was none to judge.
    pub decision: Option<Decision>,
    /// What it does.
    pub then: Then,
}

/// What the client does next. Whatever it does, a request that [`Call::expects`] no longer is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Sends [`Call::request`].
    Send {
        /// Its number, counted from 0.
        number: u32,
        /// Why.
        kind: Kind,
        /// When the client stops waiting for it, if its patience ends.
        until: Option<Instant>,
        /// When it wants to be woken if nothing has come by then.
        wake: Option<Instant>,
    },
    /// Sleeps until then.
    Wait {
        /// When it wakes.
        until: Instant,
    },
    /// Nothing: it waits for what is still in flight.
    Listen {
        /// When it wants to be woken if nothing has come by then.
        wake: Option<Instant>,
    },
    /// Hands the last outcome over.
    Finish,
}

/// Why a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The call began.
    First,
    /// It is tried again.
    Retry,
    /// The answer before it named another place.
    Redirect,
    /// The one before it has had no answer for a while, or one that is not good enough.
    Hedge,
    /// The answer before it said that the token is no longer good.
    Refresh,
}

impl Client {
    /// A client with its own dice.
    pub fn new(policy: Policy, dice: Rng) -> Self {
        Self {
            policy,
            dice,
            purse: Purse::default(),
            fuse: Fuse::default(),
            valve: Valve::default(),
            calls: 0,
        }
    }

    /// A call that has not begun.
    pub const fn call(&self, request: Request) -> Call {
        Call {
            request,
            first: None,
            denied: None,
            started: Instant::START,
            serial: 0,
            tries: 0,
            hops: 0,
            own_waits: 0,
            previous: None,
            by: None,
            took: None,
            refreshed: false,
            barred: false,
            paid: false,
            sent: 0,
            in_flight: None,
            beside: Vec::new(),
            ended: false,
        }
    }

    /// What is left of its budget for retries, and how much there can be; nothing without one.
    pub fn budget(&mut self, now: Instant) -> Option<(u32, u32)> {
        let budget = self.policy.budget?;
        let (left, all) = self.purse.left(&budget, now);
        // Thousandths are how it counts, not how people read it.
        let unit = match budget {
            Budget::Ratio { .. } => 1_000,
            Budget::Tokens { .. } | Budget::Share { .. } => 1,
        };
        Some((left / unit, all / unit))
    }

    /// Whether its circuit breaker lets requests through; nothing without one.
    pub const fn circuit(&self) -> Option<Circuit> {
        match self.policy.breaker {
            Some(_) => Some(self.fuse.circuit),
            None => None,
        }
    }

    /// The probability with which it gives up its next request before sending it; nothing without throttling.
    pub fn throttled(&mut self, now: Instant) -> Option<f64> {
        let throttle = self.policy.throttle?;
        Some(self.valve.probability(&throttle, now))
    }

    /// One step of a call. After its end, nothing happens any more.
    pub fn step(&mut self, call: &mut Call, now: Instant, input: Input<'_>) -> Output {
        let output = self.react(call, now, input);
        if output.then == Then::Finish {
            call.end();
            self.fuse.forget_the_trial(now, call.serial);
        }
        output
    }

    fn react(&mut self, call: &mut Call, now: Instant, input: Input<'_>) -> Output {
        match input {
            _ if call.ended => then(Then::Finish),
            Input::Start => {
                self.calls += 1;
                (call.started, call.serial) = (now, self.calls);
                self.add_key(&mut call.request);
                self.send(call, now, Kind::First, None)
            }
            Input::Woke if call.is_waiting() => {
                if self.is_over(call, now) {
                    then(Then::Finish)
                } else if self.replays(call.by) {
                    let then = self.transmit(call, now, Kind::Retry);
                    Output {
                        decision: None,
                        then,
                    }
                } else {
                    self.send(call, now, Kind::Retry, None)
                }
            }
            Input::Woke if self.may_hedge(call, now) => self.send(call, now, Kind::Hedge, None),
            Input::Woke => then(Then::Listen { wake: None }),
            Input::Cancel => finish_with(CANCELLED),
            Input::Outcome(number, outcome) => {
                if call.settle(number) {
                    self.judge(call, now, number, outcome)
                } else {
                    then(Then::Listen { wake: None })
                }
            }
        }
    }

    /// Whether a wait was cut off by the deadline.
    fn is_over(&self, call: &Call, now: Instant) -> bool {
        !self.policy.looks_ahead && self.deadline(call).is_some_and(|deadline| now >= deadline)
    }

    fn deadline(&self, call: &Call) -> Option<Instant> {
        self.policy.deadline.map(|limit| call.started + limit)
    }

    fn replays(&self, by: Option<usize>) -> bool {
        by.and_then(|by| self.policy.rules().get(by))
            .is_some_and(|rule| rule.again == Again::Replay)
    }

    /// Whether another attempt may be sent beside those in flight: one is left, there is time for it, and the request is
    /// one that the client would repeat.
    fn may_hedge(&mut self, call: &mut Call, now: Instant) -> bool {
        let repeats = match self.policy.retries {
            Retries::Tree => {
                let request = call.repeated();
                method::is_idempotent(&request.method) || request.headers.contains_key(&KEYS[0])
            }
            Retries::Rules(rules) => rules
                .iter()
                .any(|rule| rule.again != Again::Replay && rule.methods.hold(call.repeated())),
        };
        self.policy.hedge.is_some()
            && repeats
            && !call.barred
            && call.denied.is_none()
            && call.tries < self.policy.attempts
            && !self.is_late(call, now)
            && (std::mem::take(&mut call.paid) || self.pays(call, now, Price::Usual))
    }

    /// Whether the deadline has come.
    fn is_late(&self, call: &Call, now: Instant) -> bool {
        self.deadline(call).is_some_and(|deadline| now >= deadline)
    }

    /// Takes what another attempt costs; whether there was enough.
    fn pays(&mut self, call: &mut Call, now: Instant, price: Price) -> bool {
        let Some(budget) = self.policy.budget else {
            return true;
        };
        let took = self.purse.take(&budget, now, price);
        call.took = took.or(call.took);
        took.is_some()
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

    /// Sends another attempt, unless the client itself stands in the way.
    fn send(
        &mut self,
        call: &mut Call,
        now: Instant,
        kind: Kind,
        decision: Option<Decision>,
    ) -> Output {
        if let Some(throttle) = self.policy.throttle
            && !self.valve.admits(&throttle, now, &mut self.dice)
        {
            let why = "Most of what it sent lately was not accepted, so it gives up a share before sending.";
            return self.refuse(call, "Throttled: not sent", why);
        }
        let who = (call.serial, call.sent);
        if self.policy.breaker.is_some() && !self.fuse.admits(now, who) {
            let why = "Too much failed lately: its circuit breaker is open, and nothing is sent.";
            return self.refuse(call, "Circuit open: not sent", why);
        }
        if let Some(first) = call.first.take() {
            call.request = *first;
            call.hops = 0;
        }
        call.tries += 1;
        Output {
            decision,
            then: self.transmit(call, now, kind),
        }
    }

    /// The client itself does not send: the end, unless something is in flight. What that took from the budget is given
    /// back.
    fn refuse(&mut self, call: &mut Call, badge: &'static str, because: &'static str) -> Output {
        if let (Some(budget), Some(took)) = (self.policy.budget, call.took.take()) {
            self.purse.give_back(&budget, took);
        }
        Output {
            decision: Some(Decision {
                because,
                ..Decision::new(Badge::Says(badge))
            }),
            then: call.end_or_listen(true),
        }
    }

    fn transmit(&self, call: &mut Call, now: Instant, kind: Kind) -> Then {
        let patience = self.policy.attempt_timeout.map(|limit| now + limit);
        let until = match (patience, self.deadline(call)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let number = call.sent;
        call.sent += 1;
        call.beside.extend(call.in_flight.replace(number));
        let hedges = matches!(kind, Kind::First | Kind::Retry | Kind::Hedge)
            && call.tries < self.policy.attempts;
        let wake = self.policy.hedge.filter(|_| hedges);
        Then::Send {
            number,
            kind,
            until,
            wake: wake.map(|after| now + after),
        }
    }

    /// Notes how a request ended, for what all calls share.
    fn note(&mut self, call: &mut Call, now: Instant, number: u32, outcome: &Outcome, got: Got) {
        let well = !tree::covers(got);
        if let Some(breaker) = self.policy.breaker {
            self.fuse.note(&breaker, now, (call.serial, number), well);
        }
        if let Some(throttle) = self.policy.throttle {
            self.valve.note(&throttle, now, well);
        }
        let succeeded = matches!(got, Got::Status(status) if status.is_success());
        if let Some(budget) = self.policy.budget {
            if succeeded {
                self.purse.succeeded(&budget, now, call.took.take());
            } else if self
                .policy
                .rules()
                .iter()
                .any(|rule| rule.is_about(outcome))
                || (self.policy.retries == Retries::Tree && !well)
            {
                self.purse.failed(&budget);
            }
        }
    }
}

impl Call {
    /// What is sent, when the client says so.
    pub const fn request(&self) -> &Request {
        &self.request
    }

    /// Whether it still wants to know what became of the request with this number.
    pub fn expects(&self, number: u32) -> bool {
        self.in_flight == Some(number) || self.beside.contains(&number)
    }

    /// Whether it sleeps between two attempts.
    const fn is_waiting(&self) -> bool {
        self.in_flight.is_none() && self.beside.is_empty()
    }

    /// Takes a request out of those in flight; whether it was among them.
    fn settle(&mut self, number: u32) -> bool {
        if self.in_flight == Some(number) {
            self.in_flight = self.beside.pop();
            return true;
        }
        let place = self.beside.iter().position(|beside| *beside == number);
        place.is_some_and(|place| {
            self.beside.remove(place);
            true
        })
    }

    /// The end, unless something that may still go well is in flight.
    const fn end_or_listen(&self, waits_for_others: bool) -> Then {
        if waits_for_others && !self.is_waiting() {
            Then::Listen { wake: None }
        } else {
            Then::Finish
        }
    }

    /// A wait, during which others may still be in flight.
    const fn wait_until(&mut self, until: Instant) -> Then {
        if self.is_waiting() {
            Then::Wait { until }
        } else {
            self.paid = true;
            Then::Listen { wake: Some(until) }
        }
    }

    /// What a repeat sends: where redirects are followed below the client, what it sent first.
    fn repeated(&self) -> &Request {
        self.first.as_deref().unwrap_or(&self.request)
    }

    /// Gives up what is in flight.
    fn drop_the_others(&mut self) {
        self.in_flight = None;
        self.beside.clear();
    }

    fn end(&mut self) {
        self.ended = true;
        self.drop_the_others();
    }
}

#[cfg(test)]
mod tests;
