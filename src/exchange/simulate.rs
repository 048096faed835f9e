//! A whole run in no time: client and server as functions, the network as a delay.

use std::time::Duration;

use super::{Exchange, Served, Shared};
use crate::backend::{Backend, Reply};
use crate::client::{Client, Input, Policy, Then};
use crate::protocol::{Failure, Outcome, Request, Response};
use crate::rng::Rng;
use crate::time::Instant;

/// Everything a run depends on; the same set-up gives the same run.
#[derive(Debug, Clone)]
pub struct Setup {
    /// What to send first.
    pub request: Request,
    /// Who sends it.
    pub policy: Policy,
    /// Who answers.
    pub backend: Backend,
    /// How long a message travels.
    pub each_way: Duration,
    /// What the client's dice start from.
    pub seed: u64,
    /// How often the client is called, one call after the other; at least 1.
    pub calls: u32,
    /// How long after the end of a call the next begins.
    pub pause: Duration,
    /// When whoever called it cancels the call.
    pub cancel: Option<Instant>,
}

impl Setup {
    /// One call that nobody cancels, over a network that takes 200 ms each way.
    pub const fn new(request: Request, policy: Policy, backend: Backend, seed: u64) -> Self {
        Self {
            request,
            policy,
            backend,
            each_way: Duration::from_millis(200),
            seed,
            calls: 1,
            pause: Duration::ZERO,
            cancel: None,
        }
    }
}

/// A run and what it left behind.
#[derive(Debug, Clone)]
pub struct Simulated {
    /// What happened.
    pub exchange: Exchange,
    /// The server afterwards.
    pub backend: Backend,
}

/// Runs the calls to their end. A client without a time-out that meets silence stays where it is, and one without a limit
/// of tries is left alone when the run is full: the run then has no end.
pub fn simulate(setup: Setup) -> Simulated {
    let mut exchange = Exchange::new(setup.policy.slug, Some(setup.each_way));
    let mut run = Run {
        client: Client::new(setup.policy, Rng::new(setup.seed)),
        backend: setup.backend,
        each_way: setup.each_way,
        cancel: setup.cancel,
        in_flight: Vec::new(),
        wakes: None,
    };
    let mut now = Instant::START;
    for _ in 0..setup.calls.max(1) {
        let Some(ended) = run.call(&mut exchange, setup.request.clone(), now) else {
            break;
        };
        now = ended + setup.pause;
        if exchange.cancelled || setup.cancel.is_some_and(|cancel| cancel <= now) {
            break;
        }
    }
    Simulated {
        exchange,
        backend: run.backend,
    }
}

/// A run on its way.
struct Run {
    client: Client,
    backend: Backend,
    each_way: Duration,
    cancel: Option<Instant>,
    /// What will come of the requests in flight, and when; those that nothing comes of are not here.
    in_flight: Vec<(Instant, u32, Outcome)>,
    /// When the client wants to be woken.
    wakes: Option<Instant>,
}

/// What happens next.
enum Next {
    Came(u32, Outcome),
    Woke,
    Cancelled,
}

impl Run {
    /// Plays one call; when it ended, if it did.
    fn call(
        &mut self,
        exchange: &mut Exchange,
        request: Request,
        began: Instant,
    ) -> Option<Instant> {
        self.in_flight.clear();
        self.wakes = None;
        exchange.begin();
        let mut now = began;
        let mut call = self.client.call(request);
        exchange.stands(now, Shared::of(&mut self.client, now));
        let mut about = None;
        let mut output = self.client.step(&mut call, now, Input::Start);
        loop {
            exchange.decided(now, about, &call, &output);
            let shared = Shared::of(&mut self.client, now);
            exchange.stands(now, shared);
            if output.decision.is_some() {
                exchange.shares(about, shared);
            }
            // What nobody waits for any more is sent all the same.
            let unwanted = self
                .in_flight
                .extract_if(.., |(_, number, _)| !call.expects(*number));
            for (_, number, outcome) in unwanted {
                if let (Some(leg), Outcome::Answered(response)) =
                    (exchange.leg_mut(number), outcome)
                {
                    leg.lost = Some(response);
                }
            }
            match output.then {
                Then::Send { .. } if exchange.is_full() => return None,
                Then::Send {
                    number,
                    kind,
                    until,
                    wake,
                } => {
                    exchange.sent(now, number, kind, call.request().clone());
                    let carried =
                        carry(&mut self.backend, call.request(), now, until, self.each_way);
                    exchange.served(number, carried.served, carried.interim, carried.lost);
                    if let Some((at, outcome)) = carried.came {
                        self.in_flight.push((at, number, outcome));
                    }
                    self.wakes = wake;
                }
                Then::Wait { until } => self.wakes = Some(until),
                Then::Listen { wake } => self.wakes = wake.or(self.wakes),
                Then::Finish => return Some(now),
            }
            let (at, next) = self.next()?;
            now = at;
            (about, output) = match next {
                Next::Came(number, outcome) => {
                    let input = Input::Outcome(number, &outcome);
                    let output = self.client.step(&mut call, now, input);
                    exchange.came(number, now, outcome);
                    (Some(number), output)
                }
                Next::Woke => (None, self.client.step(&mut call, now, Input::Woke)),
                Next::Cancelled => (None, self.client.step(&mut call, now, Input::Cancel)),
            };
        }
    }

    /// The next thing that happens; nothing when nothing will. What comes at the moment the client would do something
    /// else comes first.
    fn next(&mut self) -> Option<(Instant, Next)> {
        let first = (0..self.in_flight.len()).min_by_key(|place| self.in_flight[*place].0);
        let came = first.map(|place| self.in_flight[place].0);
        let soonest = [came, self.wakes].into_iter().flatten().min();
        if let Some(cancel) = self.cancel
            && soonest.is_none_or(|soonest| cancel < soonest)
        {
            return Some((cancel, Next::Cancelled));
        }
        match first {
            Some(place) if came == soonest => {
                let (at, number, outcome) = self.in_flight.swap_remove(place);
                Some((at, Next::Came(number, outcome)))
            }
            _ => Some((self.wakes.take()?, Next::Woke)),
        }
    }
}

/// What the network made of one request.
struct Carried {
    served: Option<Served>,
    interim: Vec<(Instant, Response)>,
    lost: Option<Response>,
    came: Option<(Instant, Outcome)>,
}

fn carry(
    backend: &mut Backend,
    request: &Request,
    now: Instant,
    until: Option<Instant>,
    each_way: Duration,
) -> Carried {
    if !Backend::is_at(&request.uri) {
        return nobody_there(now + each_way);
    }
    let arrived = now + each_way;
    let Reply {
        outcome,
        mut lost,
        after,
        did,
        interim,
        drip,
        gateway,
        ..
    } = backend.respond(arrived, request);
    let left = arrived + after;
    let back = match (&did, &outcome) {
        // A name is looked up nearby; a refused or untrusted connection costs one way there and one back.
        (None, Some(Outcome::Failed(Failure::NoSuchName))) => arrived,
        (None, _) => arrived + each_way,
        _ => left + drip + each_way,
    };
    let interim = interim
        .into_iter()
        .map(|interim| (arrived + interim.after + each_way, interim.response))
        .filter(|(at, _)| until.is_none_or(|until| *at <= until))
        .collect();
    let served = did.map(|did| Served {
        arrived,
        left,
        did,
        gateway,
    });
    let came = match (outcome, until) {
        (Some(outcome), Some(until)) if back > until => {
            if let Outcome::Answered(response) = outcome {
                lost = Some(response);
            }
            Some((until, Outcome::Failed(Failure::TimedOut)))
        }
        (Some(outcome), _) => Some((back, outcome)),
        // Silence: there never was an answer that could be lost.
        (None, until) => {
            lost = None;
            until.map(|until| (until, Outcome::Failed(Failure::TimedOut)))
        }
    };
    Carried {
        served,
        interim,
        lost,
        came,
    }
}

/// The simulated network has the shop and its partner; every other name is unknown.
fn nobody_there(at: Instant) -> Carried {
    Carried {
        served: None,
        interim: Vec::new(),
        lost: None,
        came: Some((at, Outcome::Failed(Failure::NoSuchName))),
    }
}
