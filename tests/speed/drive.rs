//! Complete calls in virtual time, three attempts each: two answers that ask for another try, one that is good. The native
//! and the browser's benchmark run the same.

use std::hint::black_box;
use std::time::Duration;

use http::{Method, StatusCode, Uri};
use teapot::client::{Client, Input, Policy, Then, presets};
use teapot::protocol::{Outcome, Request, Response};
use teapot::rng::Rng;
use teapot::time::Instant;

/// A client that follows rules, and the one that walks the tree. What calls share is left out: a bucket of tokens would
/// end them after the first attempt.
pub fn policies() -> [Policy; 2] {
    ["botocore-standard-before-1.44", "careful"].map(|slug| Policy {
        budget: None,
        ..*presets::find(slug).expect("a preset")
    })
}

/// How long an attempt takes.
const LATENCY: Duration = Duration::from_millis(20);

/// One client and what it meets.
pub struct Calls {
    client: Client,
    request: Request,
    outcomes: [Outcome; 3],
}

impl Calls {
    /// Calls by this policy.
    pub fn new(policy: Policy) -> Self {
        let answer = |code| Outcome::Answered(Response::new(code));
        Self {
            client: Client::new(policy, Rng::new(418)),
            request: Request::new(Method::GET, Uri::from_static("/api/users/7")),
            outcomes: [
                answer(StatusCode::SERVICE_UNAVAILABLE),
                answer(StatusCode::INTERNAL_SERVER_ERROR),
                answer(StatusCode::OK),
            ],
        }
    }

    /// Plays so many, and says how many requests they sent and how many milliseconds they took.
    pub fn play(&mut self, count: u32) -> (u32, u64) {
        let (mut sent, mut took) = (0, 0);
        for _ in 0..count {
            let (requests, length) = self.one();
            sent += requests;
            took += length;
        }
        (sent, took)
    }

    fn one(&mut self) -> (u32, u64) {
        let mut call = self.client.call(self.request.clone());
        let mut now = Instant::START;
        let mut sent = 0;
        let mut output = self.client.step(&mut call, now, Input::Start);
        loop {
            black_box(&output);
            output = match output.then {
                Then::Send { number, .. } => {
                    black_box(call.request());
                    let outcome = &self.outcomes[(sent as usize).min(2)];
                    sent += 1;
                    now = now + LATENCY;
                    self.client
                        .step(&mut call, now, Input::Outcome(number, outcome))
                }
                Then::Wait { until } => {
                    now = until;
                    self.client.step(&mut call, now, Input::Woke)
                }
                Then::Listen { .. } | Then::Finish => {
                    let took = u64::try_from(now.0.as_millis()).unwrap_or(u64::MAX);
                    return (sent, took);
                }
            };
        }
    }
}
