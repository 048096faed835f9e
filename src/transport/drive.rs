//! A call in real time: the client's machine on one side, `fetch()` on the other. Waits pass at the reader's pace; the
//! run's own clock counts them in full.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use web_sys::AbortController;

use super::fetch::{Fetched, fetch};
use super::live::ask;
use super::messages::{Ask, Last, Told};
use crate::backend::Script;
use crate::client::{Client, Input, Policy, Then};
use crate::exchange::{Exchange, Served};
use crate::protocol::{Failure, Outcome, Request, Response};
use crate::rng::Rng;
use crate::time::Instant;

/// How fast waits pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// At once.
    Instant,
    /// As long as they say.
    Real,
    /// Ten times as fast.
    Tenfold,
}

/// What the reader does while a run goes on.
pub struct Reins {
    /// How fast waits pass from now on.
    pub pace: Cell<Pace>,
    skip: Cell<bool>,
    stopped: Cell<bool>,
    in_flight: Rc<Cell<Option<AbortController>>>,
}

impl Reins {
    /// Reins for one run.
    pub fn new(pace: Pace) -> Self {
        Self {
            pace: Cell::new(pace),
            skip: Cell::new(false),
            stopped: Cell::new(false),
            in_flight: Rc::default(),
        }
    }

    /// Ends the present wait.
    pub fn skip(&self) {
        self.skip.set(true);
    }

    /// Ends the run; nothing more is sent.
    pub fn stop(&self) {
        self.stopped.set(true);
        if let Some(controller) = self.in_flight.take() {
            controller.abort();
        }
    }
}

/// How often a wait looks at the reins, in milliseconds.
const SLICE: u32 = 50;

/// Plays a call against the worker and reports after every change.
///
/// # Errors
/// A sentence for the reader, when the worker is gone or the browser refuses the request.
pub async fn run(
    request: Request,
    policy: Policy,
    script: &Script,
    seed: u64,
    reins: &Reins,
    mut report: impl FnMut(&Exchange),
) -> Result<Exchange, String> {
    let world = format!("{:x}", (js_sys::Math::random() * 2_f64.powi(52)) as u64);
    let begin = Ask::Begin {
        world: world.clone(),
        script: script.to_string(),
        seed,
    };
    match ask(&begin).await? {
        Told::Begun => {}
        told => return Err(unexpected(&told)),
    }
    let mut exchange = Exchange::new(policy.slug, None);
    let mut client = Client::new(policy, Rng::new(seed));
    let mut call = client.call(request);
    let mut now = Instant::START;
    let mut output = client.step(&mut call, now, Input::Start);
    loop {
        exchange.decided(now, &output);
        report(&exchange);
        let input = match output.then {
            Then::Send { request, until } => {
                below_api(&request)?;
                exchange.sent(now, (*request).clone());
                report(&exchange);
                let began = clock();
                let patience = until.map(|until| until.since(now));
                let fetched =
                    fetch(&request, &world, now, patience, Rc::clone(&reins.in_flight)).await?;
                let sent = now;
                now = now + clock().saturating_sub(began);
                if reins.stopped.get() {
                    break;
                }
                let last = match ask(&Ask::Last {
                    world: world.clone(),
                })
                .await?
                {
                    Told::Last(last) => last,
                    told => return Err(unexpected(&told)),
                };
                let outcome = settle(&mut exchange, sent, now, fetched, last);
                exchange.came(now, outcome.clone());
                Input::Outcome(outcome)
            }
            Then::Wait { until } => {
                sleep(until.since(now), reins).await;
                if reins.stopped.get() {
                    break;
                }
                now = until;
                Input::Woke
            }
            Then::Finish => break,
        };
        output = client.step(&mut call, now, input);
    }
    // A world nobody asks for is forgotten with the worker; asking is only tidier.
    let _ = ask(&Ask::End { world }).await;
    Ok(exchange)
}

/// Only what lies below `api/` is answered by the worker; anything else would leave the page.
fn below_api(request: &Request) -> Result<(), String> {
    if request.uri.authority().is_none() && request.path().starts_with("/api/") {
        return Ok(());
    }
    Err(format!(
        "Live reaches only what lies below /api/, and this is {}.",
        request.uri
    ))
}

/// Puts what the page saw and what the worker says it did together.
fn settle(
    exchange: &mut Exchange,
    sent: Instant,
    now: Instant,
    fetched: Fetched,
    last: Option<Last>,
) -> Outcome {
    let Some(leg) = exchange.legs.last_mut() else {
        return fetched.outcome;
    };
    let Some(last) = last else {
        return fetched.outcome;
    };
    let spent = now.since(sent);
    let worked = Duration::from_millis(last.worked).min(spent);
    let way = (spent - worked) / 2;
    leg.served = last.did.map(|did| Served {
        arrived: sent + way,
        left: sent + way + worked,
        did,
        gateway: last.gateway,
    });
    leg.lost = last
        .lost
        .and_then(|status| Some(Response::new(http::StatusCode::from_u16(status).ok()?)));
    if fetched.redirected || last.requests > 1 {
        leg.unseen =
            "The browser followed redirects by itself; fetch() shows only the last answer.";
    }
    match (
        fetched.outcome,
        last.failure.as_deref().and_then(Failure::find),
    ) {
        (Outcome::Failed(Failure::Reset), Some(failure)) => {
            leg.unseen =
                "fetch() says only that there was a network error; which one, the worker told.";
            Outcome::Failed(failure)
        }
        (outcome, _) => outcome,
    }
}

/// Passes a wait at the reader's pace, which may change meanwhile.
async fn sleep(length: Duration, reins: &Reins) {
    reins.skip.set(false);
    let mut left = length;
    while !left.is_zero() && !reins.skip.get() && !reins.stopped.get() {
        let speed = match reins.pace.get() {
            Pace::Instant => return,
            Pace::Real => 1,
            Pace::Tenfold => 10,
        };
        let began = clock();
        TimeoutFuture::new(
            SLICE.min(u32::try_from(left.as_millis() / speed as u128 + 1).unwrap_or(SLICE)),
        )
        .await;
        left = left.saturating_sub(clock().saturating_sub(began) * speed);
    }
}

/// The browser's own clock; it counts from the page's start and never goes back.
fn clock() -> Duration {
    let ms = web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now());
    Duration::from_secs_f64(ms / 1_000.0)
}

fn unexpected(told: &Told) -> String {
    match told {
        Told::Sorry(why) => why.clone(),
        _ => "The service worker answered something else than it was asked.".to_owned(),
    }
}
