//! One run, seen from both sides: what the client sent, what the server did, what came back, what the client decided.
//! Simulated and live runs fill in the same record; the drawing, the table and the inspector read it.

mod axis;
pub mod compare;
pub mod drawing;
mod inspect;
mod pasted;
pub mod patch;
mod playback;
mod simulate;
pub mod states;
mod story;
mod timetable;
mod user;

use std::time::Duration;

pub use playback::{Pause, Playback, Speed};
pub use simulate::{Setup, Simulated, simulate};
pub use story::{Tone, story};
pub use timetable::{Lane, Row, copied, timetable};
pub use user::{Look, seen};

use crate::backend::{Did, Gateway};
pub use crate::client::Kind;
use crate::client::{Call, Circuit, Client, Decision, Output, TOO_MANY, Then};
use crate::protocol::{Outcome, Request, Response};
use crate::time::Instant;

/// A run, as far as it has gone: one call, or several of the same client one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The client's name, for its lane.
    pub client: &'static str,
    /// How long a message travels, where that is known; measured runs leave it out.
    pub each_way: Option<Duration>,
    /// Every request that was sent, in order.
    pub legs: Vec<Leg>,
    /// When the client handed over a result; nothing while the run goes on.
    pub ended: Option<Instant>,
    /// How many calls began.
    pub calls: u32,
    /// Whether the last of them was cancelled.
    pub cancelled: bool,
    /// How what its calls share stood, from a moment on; a line for each change.
    pub course: Vec<(Instant, Shared)>,
    /// The leg whose outcome each call that ended handed over, if there was one.
    handed: Vec<Option<usize>>,
}

/// One request on the wire and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// Which call it belongs to, counted from 1.
    pub call: u32,
    /// Its number in that call, counted from 0.
    pub number: u32,
    /// Why it was sent.
    pub kind: Kind,
    /// When the client sent it, or would have.
    pub sent: Instant,
    /// What it sent.
    pub request: Request,
    /// What the server did, if the request got there.
    pub served: Option<Served>,
    /// What came before the answer, and when.
    pub interim: Vec<(Instant, Response)>,
    /// The answer the server sent but the client never saw.
    pub lost: Option<Response>,
    /// When the client learned how it ended, and how; nothing while it waits.
    pub came: Option<(Instant, Outcome)>,
    /// When the client no longer wanted to know.
    pub dropped: Option<Instant>,
    /// Whether the client itself stood in the way, so that nothing was sent.
    pub withheld: bool,
    /// What the client made of it.
    pub decision: Option<Decision>,
    /// What it did then.
    pub then: Option<Then>,
    /// When the wait after it ends, if there is one.
    pub wakes: Option<Instant>,
    /// How what its calls share stood after that.
    pub shared: Shared,
    /// What the network could not show of it; empty in simulated runs, which show everything.
    pub unseen: &'static str,
}

/// What all calls of a client share, at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shared {
    /// What is left of the budget for retries, and how much there can be.
    pub budget: Option<(u32, u32)>,
    /// Whether the circuit breaker lets requests through.
    pub circuit: Option<Circuit>,
    /// The probability with which the next request is given up before it is sent.
    pub throttled: Option<f64>,
}

impl Shared {
    /// How a client stands.
    pub fn of(client: &mut Client, now: Instant) -> Self {
        Self {
            budget: client.budget(now),
            circuit: client.circuit(),
            throttled: client.throttled(now),
        }
    }
}

/// The server's side of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// When the request arrived.
    pub arrived: Instant,
    /// When the answer left, or the server stopped.
    pub left: Instant,
    /// What it did.
    pub did: Did,
    /// The gateway that stood before it, when the answer is the gateway's.
    pub gateway: Option<Gateway>,
}

/// How many requests of a call are shown: some clients never end by themselves. And how many of a run.
const MOST: usize = 100;
const MOST_OF_ALL: usize = 300;

impl Exchange {
    /// Whether the client has been watched long enough: its call goes on without end, or there are many calls.
    pub fn is_full(&self) -> bool {
        self.is_endless() || self.legs.len() >= MOST_OF_ALL
    }

    /// Whether the present call goes on without end, as far as it was watched.
    pub fn is_endless(&self) -> bool {
        let of_call = |leg: &&Leg| leg.call == self.calls;
        self.legs.iter().filter(of_call).count() >= MOST
    }

    /// A run that has not begun.
    pub const fn new(client: &'static str, each_way: Option<Duration>) -> Self {
        Self {
            client,
            each_way,
            legs: Vec::new(),
            ended: None,
            calls: 0,
            cancelled: false,
            course: Vec::new(),
            handed: Vec::new(),
        }
    }

    /// Notes that a call begins.
    pub const fn begin(&mut self) {
        self.calls += 1;
        self.ended = None;
        self.cancelled = false;
    }

    /// Notes that the client sent a request of this number.
    pub fn sent(&mut self, at: Instant, number: u32, kind: Kind, request: Request) {
        self.legs.push(Leg {
            call: self.calls,
            number,
            kind,
            sent: at,
            request,
            served: None,
            interim: Vec::new(),
            lost: None,
            came: None,
            dropped: None,
            withheld: false,
            decision: None,
            then: None,
            wakes: None,
            shared: Shared::default(),
            unseen: "",
        });
    }

    /// The place of a request of the present call.
    fn place(&self, number: u32) -> Option<usize> {
        let is_it = |leg: &Leg| leg.call == self.calls && leg.number == number && !leg.withheld;
        self.legs.iter().rposition(is_it)
    }

    /// A request of the present call, to note something of it.
    pub fn leg_mut(&mut self, number: u32) -> Option<&mut Leg> {
        let place = self.place(number)?;
        self.legs.get_mut(place)
    }

    /// Notes what the server made of a request.
    pub fn served(
        &mut self,
        number: u32,
        served: Option<Served>,
        interim: Vec<(Instant, Response)>,
        lost: Option<Response>,
    ) {
        if let Some(leg) = self.leg_mut(number) {
            leg.served = served;
            leg.interim = interim;
            leg.lost = lost;
        }
    }

    /// Notes what a request came to.
    pub fn came(&mut self, number: u32, at: Instant, outcome: Outcome) {
        if let Some(leg) = self.leg_mut(number) {
            leg.came = Some((at, outcome));
        }
    }

    /// Notes what the client made of what happened, which may be what a request came to, and what it does next.
    pub fn decided(&mut self, at: Instant, about: Option<u32>, call: &Call, output: &Output) {
        let place = about.and_then(|number| self.place(number));
        if let Some(decision) = &output.decision {
            let cancelled = decision.badge.cancels();
            self.cancelled |= cancelled;
            let place = match place {
                Some(place) => place,
                // What is cancelled is what is in flight, or the wait.
                None if cancelled && !self.legs.is_empty() => self.legs.len() - 1,
                None => {
                    let begins = self.legs.iter().all(|leg| leg.call != self.calls);
                    let kind = if begins { Kind::First } else { Kind::Retry };
                    self.sent(at, u32::MAX, kind, call.request().clone());
                    let place = self.legs.len() - 1;
                    self.legs[place].withheld = true;
                    self.legs[place].dropped = Some(at);
                    place
                }
            };
            let leg = &mut self.legs[place];
            if cancelled {
                leg.wakes = leg.wakes.map(|wakes| wakes.min(at));
            }
            if !cancelled || leg.decision.is_none() {
                leg.decision.clone_from(&output.decision);
                leg.then = Some(output.then);
            }
            if let Then::Wait { until } | Then::Listen { wake: Some(until) } = output.then {
                leg.wakes = Some(until);
            }
        }
        for leg in &mut self.legs {
            let gone = leg.call == self.calls && !call.expects(leg.number);
            if gone && leg.came.is_none() && leg.dropped.is_none() {
                leg.dropped = Some(at);
            }
        }
        if output.then == Then::Finish {
            self.ended = Some(at);
            let came = |leg: &Leg| leg.call == self.calls && leg.came.is_some();
            let last = place.or_else(|| self.legs.iter().rposition(came));
            self.handed.push(last.filter(|_| !self.cancelled));
        }
    }

    /// Notes how what the calls share stands at a moment.
    pub fn stands(&mut self, at: Instant, shared: Shared) {
        // Of several changes at one moment the last is what it comes to.
        self.course.retain(|noted| noted.0 < at);
        let known = self.course.last().map(|last| last.1).unwrap_or_default();
        if known != shared {
            self.course.push((at, shared));
        }
    }

    /// Notes how what the calls share stands after what was last decided.
    pub fn shares(&mut self, about: Option<u32>, shared: Shared) {
        let place = about.and_then(|number| self.place(number));
        let place = place.or(self.legs.len().checked_sub(1));
        if let Some(leg) = place.and_then(|place| self.legs.get_mut(place)) {
            leg.shared = shared;
        }
    }

    /// The last moment anything happened.
    pub fn last(&self) -> Instant {
        self.legs.iter().map(Leg::last).max().unwrap_or_default()
    }

    /// What the client handed over for the last call, once it did.
    pub fn result(&self) -> Option<&Outcome> {
        self.ended?;
        self.handed(self.handed.len().checked_sub(1)?)
    }

    /// What a call that ended, counted from 0, handed over.
    fn handed(&self, call: usize) -> Option<&Outcome> {
        let leg = self.legs.get((*self.handed.get(call)?)?)?;
        leg.came.as_ref().map(|came| &came.1)
    }

    /// How many calls got what they wanted, and how many ended.
    pub fn served_calls(&self) -> (usize, usize) {
        let well = |call: &usize| matches!(self.handed(*call), Some(Outcome::Answered(response)) if response.status.is_success());
        let ended = self.handed.len();
        ((0..ended).filter(well).count(), ended)
    }

    /// Whether the last thing it decided was to follow no more redirects.
    fn gave_up_on_redirects(&self) -> bool {
        let last = self.legs.last().and_then(|leg| leg.decision.as_ref());
        last.is_some_and(|decision| decision.badge == TOO_MANY)
    }

    /// How often the calls were tried; redirects, and the requests for new tokens, do not count.
    pub fn tries(&self) -> usize {
        let counts = |leg: &&Leg| {
            !leg.withheld && matches!(leg.kind, Kind::First | Kind::Retry | Kind::Hedge)
        };
        self.legs.iter().filter(counts).count()
    }

    /// How long the client slept in all, as far as the run has gone.
    pub fn waited(&self) -> Duration {
        self.legs
            .iter()
            .filter_map(|leg| Some(leg.wakes?.since(leg.came.as_ref()?.0)))
            .sum()
    }

    /// What became more or fewer, for the first request that changed anything: its name and how many there were.
    pub fn stock(&self) -> Option<(&str, usize)> {
        let mut served = self.legs.iter().filter_map(|leg| leg.served.as_ref());
        let changed = served.find(|served| served.did.before != served.did.after)?;
        Some((&changed.did.of, changed.did.before))
    }

    /// How many things the server made during the run, and what they are.
    pub fn made(&self) -> (usize, &str) {
        let served = || self.legs.iter().filter_map(|leg| leg.served.as_ref());
        let made = served().map(|served| served.did.after.saturating_sub(served.did.before));
        (made.sum(), self.stock().map_or("", |stock| stock.0))
    }

    /// The moments at which something begins or ends, in order and without repeats: where stepping stops.
    pub fn moments(&self) -> Vec<Instant> {
        let mut moments: Vec<Instant> = self.legs.iter().flat_map(Leg::moments).collect();
        moments.extend(self.ended);
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    /// How many requests of its call were in flight when this one was sent.
    pub fn beside(&self, index: usize) -> usize {
        let Some(leg) = self.legs.get(index) else {
            return 0;
        };
        let was = |other: &&Leg| {
            other.call == leg.call
                && !other.withheld
                && other.over().is_none_or(|over| over > leg.sent)
        };
        self.legs[..index].iter().filter(was).count()
    }

    /// The index of the leg that was under way at a moment.
    pub fn leg_at(&self, at: Instant) -> Option<usize> {
        self.legs.iter().rposition(|leg| leg.sent <= at)
    }
}

impl Leg {
    /// The moments at which something begins or ends.
    fn moments(&self) -> impl Iterator<Item = Instant> {
        let served = self.served.as_ref();
        [
            Some(self.sent),
            served.map(|served| served.arrived),
            served.map(|served| served.left),
            self.came.as_ref().map(|came| came.0),
            self.dropped,
            self.wakes,
        ]
        .into_iter()
        .flatten()
    }

    /// When it was over for the client: something came, or it no longer wanted to know.
    pub fn over(&self) -> Option<Instant> {
        self.came.as_ref().map(|came| came.0).or(self.dropped)
    }

    /// The last moment of it.
    fn last(&self) -> Instant {
        self.moments().max().unwrap_or(self.sent)
    }

    /// `POST /api/users`, for a chip.
    pub fn label(&self) -> String {
        format!("{} {}", self.request.method, self.request.uri)
    }
}
