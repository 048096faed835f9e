//! One call: the first request and everything the client does until it hands something over. Each input has exactly one
//! output, so there is nothing to drain; a client that hedges has several requests in flight, and each has a number.

use std::time::Duration;

use http::Method;
use http::header::{AUTHORIZATION, HeaderValue};

use super::breaker::{Circuit, Fuse, Valve};
use super::budget::{Price, Purse};
use super::decision::{Badge, CANCELLED, Decision, TOO_MANY, Waiting};
use super::policy::KEYS;
use super::{Advances, Again, Backoff, Budget, Policy, Retries, Rule, UNLIMITED, refresh};
use crate::protocol::{Failure, Outcome, Request, Response, RetryAfter, method};
use crate::rng::Rng;
use crate::time::Instant;
use crate::tree::{self, Got, Situation, Verdict};

/// How many tries the tree is told there are where the client has no number for it: those of the careful client.
const TREE_TRIES: u32 = super::presets::CAREFUL.attempts;

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

    fn judge(&mut self, call: &mut Call, now: Instant, number: u32, outcome: &Outcome) -> Output {
        let got = match outcome {
            Outcome::Answered(response) => Got::Status(response.status),
            Outcome::Failed(failure) => Got::Nothing(*failure),
        };
        self.note(call, now, number, outcome, got);
        if let Some(request) = call.denied.take() {
            return self.renew(call, now, *request, outcome);
        }
        if let Outcome::Answered(response) = outcome {
            if self.policy.refreshes && !call.refreshed && refresh::is_due(&call.request, response)
            {
                call.refreshed = true;
                // A good token is what all of them lack.
                call.drop_the_others();
                let denied = std::mem::replace(&mut call.request, refresh::request());
                call.denied = Some(Box::new(denied));
                call.by = None;
                let badge = Badge::Does(response.status, "get a new token");
                let because = "The token is no longer good; with a new one, the same request may be sent once more.";
                return Output {
                    decision: Some(Decision {
                        because,
                        ..Decision::new(badge)
                    }),
                    then: self.transmit(call, now, Kind::Refresh),
                };
            }
            if let Some(output) = self.follow(call, now, response) {
                return output;
            }
        }
        match self.policy.retries {
            Retries::Tree if tree::covers(got) => self.ask_the_tree(call, now, outcome, got),
            Retries::Tree => hand_over(got, ""),
            Retries::Rules(rules) => self.ask_the_rules(rules, call, now, outcome, got),
        }
    }

    /// Sends the request again with what the request for a token brought.
    fn renew(
        &self,
        call: &mut Call,
        now: Instant,
        mut request: Request,
        outcome: &Outcome,
    ) -> Output {
        let Some(token) = refresh::token(outcome) else {
            return finish("No new token: stop");
        };
        // What a repeat begins with had the old one.
        if let Some(first) = call.first.as_deref_mut()
            && first.headers.contains_key(AUTHORIZATION)
        {
            first.headers.insert(AUTHORIZATION, token.clone());
        }
        request.headers.insert(AUTHORIZATION, token);
        call.request = request;
        Output {
            decision: Some(Decision::new(Badge::Says("New token: send again"))),
            then: self.transmit(call, now, Kind::Retry),
        }
    }

    /// Follows a redirect; nothing when it is none, or is not followed.
    fn follow(&mut self, call: &mut Call, now: Instant, response: &Response) -> Option<Output> {
        let redirects = self.policy.redirects;
        let status = response.status;
        let Ok(next) = redirects.follow(&call.request, response)? else {
            return Some(finish_with(Badge::Does(status, "Location unreadable")));
        };
        if call.hops >= redirects.limit || self.has_used_up(call) {
            return Some(self.too_many(call, now));
        }
        let how = if next.method == call.request.method {
            "follow"
        } else {
            "follow with GET"
        };
        call.hops += 1;
        call.by = None;
        // Where this leads is what counts.
        call.drop_the_others();
        let before = std::mem::replace(&mut call.request, next);
        if redirects.below && call.first.is_none() {
            call.first = Some(Box::new(before));
        }
        if redirects.shared {
            // urllib3 counts what failed in a row, and a redirect did not.
            call.own_waits = 0;
        }
        Some(Output {
            decision: Some(Decision::new(Badge::Does(status, how))),
            then: self.transmit(call, now, Kind::Redirect),
        })
    }

    /// More redirects than it follows. What follows them below the rules makes an error of that, which they may repeat.
    fn too_many(&mut self, call: &mut Call, now: Instant) -> Output {
        let error = Outcome::Failed(Failure::Reset);
        if let (true, Retries::Rules(rules)) = (self.policy.redirects.below, self.policy.retries)
            && let Ok((by, wait)) =
                self.choose(rules, call, now, &error, Got::Nothing(Failure::Reset))
            // What sends a lost connection again below the rules is not about this.
            && rules[by].again != Again::Replay
        {
            let output = self.repeat(by, &rules[by], wait, call, now);
            let because =
                "Too many redirects are an error like any other to its rules: they begin again.";
            let decision = output.decision.map(|decision| Decision {
                because,
                ..decision
            });
            return Output { decision, ..output };
        }
        finish_with(TOO_MANY)
    }

    /// Whether redirects count as attempts, and none is left.
    fn has_used_up(&self, call: &Call) -> bool {
        let redirects = &self.policy.redirects;
        redirects.shared && call.tries.saturating_add(call.hops) >= self.policy.attempts
    }

    fn situation(&self, call: &Call, now: Instant, outcome: &Outcome, got: Got) -> Situation {
        let attempts = match self.policy.attempts {
            1 | UNLIMITED => TREE_TRIES,
            attempts => attempts,
        };
        let left = |deadline: Instant| deadline.since(now);
        let request = call.repeated();
        Situation {
            method: Some(request.method.clone()),
            has_key: request.headers.contains_key(&KEYS[0]),
            got: Some(got),
            told: Some(told(outcome)),
            tries: Some((call.tries, attempts)),
            is_spent: false,
            left: Some(self.deadline(call).map_or(Duration::MAX, left)),
            wait: Some(Duration::ZERO),
            // However quick, an attempt takes some time.
            takes: self
                .policy
                .attempt_timeout
                .unwrap_or(Duration::from_micros(1)),
            can_look_up: Some(false),
            has_substitute: Some(false),
        }
    }

    fn ask_the_tree(
        &mut self,
        call: &mut Call,
        now: Instant,
        outcome: &Outcome,
        got: Got,
    ) -> Output {
        let draw = self
            .policy
            .backoff
            .draw(call.tries, call.previous, &mut self.dice);
        let mut situation = Situation {
            tries: Some((call.tries, self.policy.attempts)),
            wait: Some(draw.wait),
            ..self.situation(call, now, outcome, got)
        };
        let mut verdict = verdict(&situation);
        if verdict.sends_again() && !self.pays(call, now, price(got)) {
            situation.is_spent = true;
            verdict = self::verdict(&situation);
        }
        let wait = match (verdict, situation.told.flatten(), outcome) {
            (Verdict::WaitAsTold, Some(length), Outcome::Answered(response)) => {
                Some(Waiting::as_told(length, Some(response)))
            }
            (Verdict::BackOff, ..) => {
                call.previous = Some(draw.next);
                Some(Waiting::own(draw, self.policy.backoff))
            }
            _ => None,
        };
        let then = match &wait {
            Some(wait) if wait.is_told() || self.policy.hedge.is_none() => {
                Some(call.wait_until(now + wait.length))
            }
            Some(_) => None,
            None => Some(call.end_or_listen(verdict == Verdict::Report)),
        };
        let badge = match then {
            Some(_) => badge(verdict, &situation),
            None => SEND_THE_NEXT,
        };
        let decision = Decision {
            wait: wait.filter(|_| then.is_some()),
            walks: true,
            ..Decision::new(Badge::Says(badge))
        };
        let decision = Decision {
            situation: Some(Box::new(situation)),
            ..decision
        };
        match then {
            Some(then) => Output {
                decision: Some(decision),
                then,
            },
            None => self.send(call, now, Kind::Hedge, Some(decision)),
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
        let covered = tree::covers(got);
        let situation = covered.then(|| Box::new(self.situation(call, now, outcome, got)));
        let mut is_spent = false;
        let mut output = match self.choose(rules, call, now, outcome, got) {
            Err(No {
                badge,
                because,
                is_spent: spent,
                waits_for_others,
            }) => {
                is_spent = spent;
                Output {
                    decision: Some(Decision {
                        because,
                        ..Decision::new(badge)
                    }),
                    then: call.end_or_listen(waits_for_others),
                }
            }
            // Who hedges backs off only when it is told to.
            Ok((by, wait)) if self.policy.hedge.is_some() && !is_told(&wait, &rules[by]) => {
                call.by = Some(by);
                let decision = Decision {
                    because: "One of its rules is about this, so the next attempt is sent at once.",
                    ..Decision::new(Badge::Says(SEND_THE_NEXT))
                };
                self.send(call, now, Kind::Hedge, Some(decision))
            }
            Ok((by, wait)) => self.repeat(by, &rules[by], wait, call, now),
        };
        if let (Some(decision), Some(mut situation)) = (&mut output.decision, situation) {
            let waits = decision.wait.as_ref().map(|wait| wait.length);
            situation.wait = Some(waits.unwrap_or_default());
            situation.is_spent = is_spent;
            decision.situation = Some(situation);
        }
        output
    }

    /// The rule that sends the request again and the wait before it, or what the client does instead and why.
    fn choose(
        &mut self,
        rules: &'static [Rule],
        call: &mut Call,
        now: Instant,
        outcome: &Outcome,
        got: Got,
    ) -> Result<(usize, Waiting), No> {
        let no = |because| No {
            badge: handed_over(got),
            because,
            is_spent: false,
            waits_for_others: false,
        };
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
        let request = call.repeated();
        // What was replayed is not replayed, by whichever rule it was.
        let replayed = self.replays(call.by);
        let fits = |rule: &Rule| {
            rule.is_about(outcome)
                && rule.methods.hold(request)
                && rule.holds(&policy.told, outcome)
                && !(replayed && rule.again == Again::Replay)
        };
        let by = match said {
            Some("true") if !rules.is_empty() => Some(0),
            Some("false") => return Err(no("The server says not to, and it obeys.")),
            _ => rules.iter().position(fits),
        };
        let Some(by) = by else {
            let again = about().any(|rule| rule.again == Again::Replay) && replayed;
            let because = if again {
                ONCE
            } else if about().any(|rule| rule.methods.hold(request)) {
                "Its rule for this asks for another Retry-After."
            } else if about().next().is_some() {
                "It would send this again, but not with this method."
            } else if got == Got::Nothing(Failure::TimedOut) || rules.is_empty() {
                ""
            } else if got == Got::Nothing(Failure::Truncated) && policy.attempts > 1 {
                "The status had come, so it was done; the error goes to whoever reads the rest."
            } else if policy.attempts > 1 && is_trouble(got) {
                "None of its rules is about this: it goes to whoever called it."
            } else {
                ""
            };
            return Err(no(because));
        };
        let rule = &rules[by];
        if response.is_some_and(|response| policy.told.forbids(response)) {
            // gRFC A6, "Pushback": no more attempts; those in flight go on.
            call.barred = true;
            return Err(No {
                waits_for_others: true,
                ..no("The server says not to send it again, and it obeys.")
            });
        }
        match rule.again {
            Again::Once if call.by == Some(by) => return Err(no(ONCE)),
            Again::Replay => return Ok((by, self.wait(&Backoff::NONE, call, None)?)),
            Again::Below(most) if call.tries > most => return Err(USED_UP),
            _ if call.tries >= policy.attempts || self.has_used_up(call) => return Err(USED_UP),
            _ => {}
        }
        let backoff = rule.backoff.unwrap_or(policy.backoff);
        let wait = self.wait(&backoff, call, response)?;
        // Without a look ahead a wait is cut off at the deadline; what is sent at once has none to cut.
        let ends = match self.policy.hedge {
            Some(_) if !wait.is_told() => now,
            _ => now + wait.length,
        };
        let looks = self.policy.looks_ahead || self.policy.hedge.is_some();
        if looks && self.is_late(call, ends) {
            return Err(No {
                badge: Badge::Says("Not in time: stop"),
                because: "The wait would end after its deadline.",
                is_spent: false,
                waits_for_others: true,
            });
        }
        if !self.pays(call, now, price(got)) {
            return Err(No {
                badge: Badge::Says(SPENT),
                because: "It would send this again, but its budget for retries is spent.",
                is_spent: true,
                waits_for_others: true,
            });
        }
        Ok((by, wait))
    }

    fn wait(
        &mut self,
        backoff: &Backoff,
        call: &Call,
        response: Option<&Response>,
    ) -> Result<Waiting, No> {
        self.policy
            .told
            .wait(
                response,
                backoff,
                call.own_waits + 1,
                call.previous,
                &mut self.dice,
            )
            .ok_or(No {
                badge: Badge::Says("Too long: gives up"),
                because: "The server asks for more time than it is willing to wait.",
                is_spent: false,
                waits_for_others: false,
            })
    }

    fn repeat(
        &self,
        by: usize,
        rule: &Rule,
        wait: Waiting,
        call: &mut Call,
        now: Instant,
    ) -> Output {
        let until = now + wait.length;
        let late = self.deadline(call).filter(|deadline| until >= *deadline);
        let until = late.unwrap_or(until);
        let replay = rule.again == Again::Replay;
        let badge = if replay {
            "On a new connection"
        } else if late.is_some() {
            "Waits, out of time"
        } else if wait.is_told() {
            "Told when: repeat"
        } else if wait.length.is_zero() {
            "Repeat at once"
        } else {
            "Back off: repeat"
        };
        if !replay {
            match self.policy.told.advances {
                Advances::No if wait.is_told() => {}
                Advances::FromStart if wait.is_told() => call.own_waits = 0,
                _ => call.own_waits += 1,
            }
            call.previous = wait.next().or(call.previous);
        }
        call.by = Some(by);
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
                    ..wait
                }),
                because,
                ..Decision::new(Badge::Says(badge))
            }),
            then: call.wait_until(until),
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

/// Why nothing is sent again.
struct No {
    badge: Badge,
    because: &'static str,
    /// Whether it is the budget that is spent.
    is_spent: bool,
    /// Whether another request in flight may still bring a result.
    waits_for_others: bool,
}

const ONCE: &str = "It sends this again once, and not a second time.";

const SPENT: &str = "Budget spent: stop";
const SEND_THE_NEXT: &str = "Send the next";

const USED_UP: No = No {
    badge: Badge::Says("Tries used up: stop"),
    because: "It would send this again, but its tries are used up.",
    is_spent: false,
    waits_for_others: true,
};

/// Whether a repeat has a moment of its own, also for who hedges: the server said when, or something below the client
/// sends it.
fn is_told(wait: &Waiting, rule: &Rule) -> bool {
    wait.is_told() || rule.again == Again::Replay
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

fn price(got: Got) -> Price {
    match got {
        Got::Status(status) if status.as_u16() == 429 => Price::Throttled,
        Got::Nothing(Failure::TimedOut) => Price::TimedOut,
        _ => Price::Usual,
    }
}

fn verdict(situation: &Situation) -> Verdict {
    tree::verdict(|question| situation.says(question))
        .expect("every fact is filled in, so no question stays open")
}

const fn then(then: Then) -> Output {
    Output {
        decision: None,
        then,
    }
}

const fn finish(badge: &'static str) -> Output {
    finish_with(Badge::Says(badge))
}

const fn finish_with(badge: Badge) -> Output {
    Output {
        decision: Some(Decision::new(badge)),
        then: Then::Finish,
    }
}

fn hand_over(got: Got, because: &'static str) -> Output {
    Output {
        decision: Some(Decision {
            because,
            ..Decision::new(handed_over(got))
        }),
        then: Then::Finish,
    }
}

const fn badge(verdict: Verdict, situation: &Situation) -> &'static str {
    match verdict {
        Verdict::FixAddress => "Wrong address: stop",
        Verdict::Change => "Cannot work: stop",
        Verdict::Look => "Look first",
        Verdict::Unknown => "Unknown: stop",
        Verdict::UseInstead => "Use the substitute",
        Verdict::Report if situation.is_spent => SPENT,
        Verdict::Report => "Tries used up: stop",
        Verdict::WaitAsTold => "Told when: wait",
        Verdict::Later => "Not in time: later",
        Verdict::BackOff if situation.has_key => "Has a key: repeat",
        Verdict::BackOff => "Back off: repeat",
    }
}

fn handed_over(got: Got) -> Badge {
    match got {
        Got::Status(status) if status.as_u16() == 201 => Badge::Says("Created: done"),
        Got::Status(status) if status.is_success() || status.as_u16() == 304 => Badge::Says("Done"),
        Got::Status(status) => Badge::HandsOver(status),
        Got::Nothing(Failure::TimedOut) => Badge::Says("Gives up waiting"),
        Got::Nothing(_) => Badge::Says("Hands over the error"),
    }
}

#[cfg(test)]
mod tests;
