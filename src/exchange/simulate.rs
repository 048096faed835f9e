//! A whole run in no time: client and server as functions, the network as a delay.

use std::time::Duration;

use super::{Exchange, Served};
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
}

/// A run and what it left behind.
#[derive(Debug, Clone)]
pub struct Simulated {
    /// What happened.
    pub exchange: Exchange,
    /// The server afterwards.
    pub backend: Backend,
}

/// Runs a call to its end. A client without a time-out that meets silence stays where it is, and one without a limit of
/// tries is left alone when the run is full: the run then has no end.
pub fn simulate(setup: Setup) -> Simulated {
    let Setup {
        request,
        policy,
        mut backend,
        each_way,
        seed,
    } = setup;
    let mut exchange = Exchange::new(policy.slug, Some(each_way));
    let mut client = Client::new(policy, Rng::new(seed));
    let mut call = client.call(request);
    let mut now = Instant::START;
    let mut output = client.step(&mut call, now, Input::Start);
    loop {
        exchange.decided(now, &output);
        let input = match output.then {
            Then::Send { .. } if exchange.is_full() => break,
            Then::Send { request, until } => {
                exchange.sent(now, (*request).clone());
                let carried = carry(&mut backend, &request, now, until, each_way);
                exchange.served(carried.served, carried.interim, carried.lost);
                let Some((at, outcome)) = carried.came else {
                    break;
                };
                exchange.came(at, outcome.clone());
                now = at;
                Input::Outcome(outcome)
            }
            Then::Wait { until } => {
                now = until;
                Input::Woke
            }
            Then::Finish => break,
        };
        output = client.step(&mut call, now, input);
    }
    Simulated { exchange, backend }
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
