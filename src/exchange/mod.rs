//! One run, seen from both sides: what the client sent, what the server did, what came back, what the client decided.
//! Simulated and live runs fill in the same record; the drawing, the table and the inspector read it.

mod axis;
pub mod drawing;
mod inspect;
mod playback;
mod simulate;
mod story;
mod timetable;

use std::time::Duration;

pub use playback::{Pause, Playback, Speed};
pub use simulate::{Setup, Simulated, simulate};
pub use story::{Tone, story};
pub use timetable::{Lane, Row, timetable};

use crate::backend::{Did, Gateway};
use crate::client::{Decision, Output};
use crate::protocol::{Outcome, Request, Response};
use crate::time::Instant;

/// A run, as far as it has gone.
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
}

/// One request on the wire and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// Why it was sent.
    pub kind: Kind,
    /// When the client sent it.
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
    /// What the client made of it.
    pub decision: Option<Decision>,
    /// When the wait after it ends, if there is one.
    pub wakes: Option<Instant>,
    /// What the network could not show of it; empty in simulated runs, which show everything.
    pub unseen: &'static str,
}

/// Why a request was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The call began.
    First,
    /// It is tried again.
    Retry,
    /// The answer before it named another place.
    Redirect,
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

/// How many requests of a run are shown: some clients never end by themselves.
const MOST: usize = 100;

impl Exchange {
    /// Whether a client that goes on without end has been watched long enough.
    pub const fn is_full(&self) -> bool {
        self.legs.len() >= MOST
    }

    /// A run that has not begun.
    pub const fn new(client: &'static str, each_way: Option<Duration>) -> Self {
        Self {
            client,
            each_way,
            legs: Vec::new(),
            ended: None,
        }
    }

    /// Notes that the client sent a request.
    pub fn sent(&mut self, at: Instant, request: Request) {
        let kind = match self.legs.last() {
            None => Kind::First,
            Some(before) if before.wakes.is_some() => Kind::Retry,
            Some(_) => Kind::Redirect,
        };
        self.legs.push(Leg {
            kind,
            sent: at,
            request,
            served: None,
            interim: Vec::new(),
            lost: None,
            came: None,
            decision: None,
            wakes: None,
            unseen: "",
        });
    }

    /// Notes what the server made of the last request.
    pub fn served(
        &mut self,
        served: Option<Served>,
        interim: Vec<(Instant, Response)>,
        lost: Option<Response>,
    ) {
        if let Some(leg) = self.legs.last_mut() {
            leg.served = served;
            leg.interim = interim;
            leg.lost = lost;
        }
    }

    /// Notes what the last request came to.
    pub fn came(&mut self, at: Instant, outcome: Outcome) {
        if let Some(leg) = self.legs.last_mut() {
            leg.came = Some((at, outcome));
        }
    }

    /// Notes what the client made of it and does next.
    pub fn decided(&mut self, at: Instant, output: &Output) {
        use crate::client::Then;
        if let Some(leg) = self.legs.last_mut()
            && output.decision.is_some()
        {
            leg.decision.clone_from(&output.decision);
            if let Then::Wait { until } = output.then {
                leg.wakes = Some(until);
            }
        }
        if matches!(output.then, Then::Finish) {
            self.ended = Some(at);
        }
    }

    /// The last moment anything happened.
    pub fn last(&self) -> Instant {
        self.legs.iter().map(Leg::last).max().unwrap_or_default()
    }

    /// What the client handed over, once it did.
    pub fn result(&self) -> Option<&Outcome> {
        self.ended?;
        self.legs.last()?.came.as_ref().map(|came| &came.1)
    }

    /// How often the call was tried; redirects do not count.
    pub fn tries(&self) -> usize {
        self.legs
            .iter()
            .filter(|leg| leg.kind != Kind::Redirect)
            .count()
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
            self.wakes,
        ]
        .into_iter()
        .flatten()
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
