//! What the client of the lab does in a case: the one place here that knows how clients are run.

use std::time::Duration;

use http::{Method, Uri};
use teapot::backend::{Backend, Script};
use teapot::client::Policy;
use teapot::exchange::{Exchange, Setup, simulate};
use teapot::protocol::{Body, Request};

use crate::grid::Case;

/// From how many runs the bounds of a wait are taken, where chance is in it; they are widened by an eighth on both sides, so
/// that a wait beyond them comes up once in ten thousand.
const RUNS: u64 = 60;
/// The most often trouble is met by a client that is not watched to its end.
const CUT: u8 = 4;

/// What is predicted of a call.
#[derive(Debug, Clone)]
pub struct Predicted {
    /// What the server plays.
    pub script: String,
    /// The requests it gets.
    pub requests: Vec<Expected>,
}

/// A request the server is to get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// `PUT /api/users/7`.
    pub line: String,
    /// Whether it has content.
    pub content: bool,
    /// How long after the one before it, at least and at most.
    pub wait: (Duration, Duration),
}

impl Predicted {
    /// How long it takes at most.
    pub fn longest(&self) -> Duration {
        longest(&self.requests)
    }
}

/// What a client does in a case. A call that would take too long meets success after as many tries as fit, one at least.
pub fn predict(policy: &Policy, case: &Case) -> Predicted {
    let longer = [None].into_iter().chain((2..=CUT).rev().map(Some));
    let longer = longer
        .filter(|_| !case.once)
        .map(|times| (times, case.watched));
    let mut tries = longer.chain([(Some(1), Duration::MAX)]);
    let predicted = tries.find_map(|(times, most)| {
        let script = case.script(times);
        let requests = bounds(policy, case, &script, most)?;
        Some(Predicted { script, requests })
    });
    predicted.expect("a call that meets trouble once ends")
}

/// The requests with the bounds of the waits between them; nothing when the client does not come to an end in time.
fn bounds(policy: &Policy, case: &Case, script: &str, most: Duration) -> Option<Vec<Expected>> {
    let mut requests = once(policy, case, script, 0)?;
    for seed in 1..RUNS {
        if longest(&requests) > most {
            return None;
        }
        let others = once(policy, case, script, seed)?;
        // Without chance, one run is like the other.
        if seed == 3 && requests == others {
            break;
        }
        for (request, other) in requests.iter_mut().zip(&others) {
            request.wait.0 = request.wait.0.min(other.wait.0);
            request.wait.1 = request.wait.1.max(other.wait.1);
        }
    }
    for request in &mut requests {
        let (low, high) = request.wait;
        let more = (high - low) / 8;
        let low = low.saturating_sub(more).saturating_sub(case.early);
        request.wait = (low, high + more);
    }
    Some(requests)
}

/// How long a call takes at most.
fn longest(requests: &[Expected]) -> Duration {
    requests.iter().map(|request| request.wait.1).sum()
}

/// One run of a client.
fn once(policy: &Policy, case: &Case, script: &str, seed: u64) -> Option<Vec<Expected>> {
    let script = Script::parse(script).expect("the grid writes scripts that can be read");
    let method: Method = case.method.parse().expect("the grid has methods of HTTP");
    let request = Request {
        body: Body::from(case.content().unwrap_or_default()),
        ..Request::new(method, Uri::from_static(Case::PATH))
    };
    let exchange = simulate(Setup {
        each_way: Duration::ZERO,
        ..Setup::new(request, *policy, Backend::new(script, 1), seed)
    })
    .exchange;
    exchange.ended?;
    Some(expected(&exchange))
}

/// What a run sends.
pub fn expected(exchange: &Exchange) -> Vec<Expected> {
    let mut before = None;
    let legs = exchange.legs.iter().map(|leg| {
        let wait = before.map_or(Duration::ZERO, |before| leg.sent.since(before));
        before = Some(leg.sent);
        Expected {
            line: leg.label(),
            content: !leg.request.body.is_empty(),
            wait: (wait, wait),
        }
    });
    legs.collect()
}

/// What several runs of a set-up send, which differ in their waits alone; with the room that chance needs.
pub fn spread(mut runs: impl Iterator<Item = Vec<Expected>>) -> Vec<Expected> {
    let mut requests = runs.next().expect("there is a run");
    for run in runs {
        assert_eq!(
            run.len(),
            requests.len(),
            "chance decides on the number of requests"
        );
        for (request, other) in requests.iter_mut().zip(&run) {
            request.wait.0 = request.wait.0.min(other.wait.0);
            request.wait.1 = request.wait.1.max(other.wait.1);
        }
    }
    for request in &mut requests {
        let (low, high) = request.wait;
        let more = (high - low) / 8;
        request.wait = (low.saturating_sub(more), high + more);
    }
    requests
}
