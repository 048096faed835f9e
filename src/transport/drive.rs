//! A call in real time: the client's machine on one side, `fetch()` on the other. Waits pass at the reader's pace; the
//! run's own clock counts them in full.

use std::cell::Cell;
use std::rc::{Rc, Weak};
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use http::StatusCode;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::fetch::{Fetched, Tag, fetch};
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

/// How often a request is sent again because the worker was stopped.
const MOST_AGAIN: u32 = 10;

/// How much earlier than the client gives up an answer must be meant to come, to be in time.
const IN_TIME: Duration = Duration::from_millis(500);

/// How often the page looks after a request that takes long, in milliseconds, and how long it may be overdue.
const WATCH: u32 = 1_000;
const OVERDUE: Duration = Duration::from_secs(3);

/// Which server a run meets.
pub struct Server {
    /// Its name, if it is kept between runs; every page that names it meets the same.
    pub kept: Option<String>,
    /// What it does.
    pub script: Script,
}

/// Plays a call against the worker and reports after every change.
///
/// # Errors
/// A sentence for the reader, when the worker is gone or the browser refuses the request.
pub async fn run(
    request: Request,
    policy: Policy,
    server: Server,
    seed: u64,
    reins: &Reins,
    mut report: impl FnMut(&Exchange),
) -> Result<Exchange, String> {
    let run = format!("{:x}", (js_sys::Math::random() * 2_f64.powi(52)) as u64);
    let keep = server.kept.is_some();
    let world = server.kept.unwrap_or_else(|| format!("run {run}"));
    let begin = Ask::Begin {
        world: world.clone(),
        script: server.script.to_string(),
        seed,
        keep,
    };
    match ask(&begin).await? {
        Told::Begun => {}
        told => return Err(unexpected(told)),
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
            Then::Send { .. } if exchange.is_full() => break,
            Then::Send { request, until } => {
                below_api(&request)?;
                exchange.sent(now, (*request).clone());
                report(&exchange);
                let tag = Tag {
                    world: &world,
                    name: &format!("{run}.{}", exchange.legs.len()),
                    again: 0,
                    at: now,
                };
                let patience = until.map(|until| until.since(now));
                let Some(sent) = send(&request, tag, patience, reins).await? else {
                    break;
                };
                let came = now + sent.spent;
                let outcome = settle(&mut exchange, now, sent);
                now = came;
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
    if !keep {
        // A world nobody asks for is forgotten in time; asking is only tidier.
        let _ = ask(&Ask::End { world }).await;
    }
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

/// What became of a request, from both sides.
struct Sent {
    fetched: Fetched,
    done: Done,
    /// How long it took on the run's clock.
    spent: Duration,
}

/// What the worker says it did with a send.
struct Done {
    last: Last,
    requests: usize,
    /// How long the server works for all of them.
    length: Duration,
}

/// Sends a request, and again when the browser stopped the worker under way: that is not part of the story. Nothing when
/// the reader ended the run.
async fn send(
    request: &Request,
    mut tag: Tag<'_>,
    patience: Option<Duration>,
    reins: &Reins,
) -> Result<Option<Sent>, String> {
    let question = Ask::Last {
        world: tag.world.to_owned(),
        request: tag.name.to_owned(),
    };
    while tag.again <= MOST_AGAIN {
        // What was lost before does not count: the client's patience begins anew with each.
        let began = clock();
        let under_way = Rc::new(());
        let in_flight = || Rc::clone(&reins.in_flight);
        let watched = Rc::downgrade(&under_way);
        spawn_local(watch(question.clone(), watched, in_flight()));
        let mut fetched = fetch(request, &tag, patience, in_flight()).await?;
        drop(under_way);
        let mut spent = clock().saturating_sub(began);
        if reins.stopped.get() {
            return Ok(None);
        }
        let done = done(ask(&question).await?)?;
        let mut gave_up = matches!(fetched.outcome, Outcome::Failed(Failure::TimedOut));
        if let Some(done) = done.as_ref().filter(|done| gave_up && !done.last.silent)
            && patience.is_some_and(|patience| done.length + IN_TIME < patience)
        {
            // It was in time, and got lost with the worker.
            fetched.outcome = Outcome::Failed(Failure::Reset);
            gave_up = false;
        }
        let failed = matches!(fetched.outcome, Outcome::Failed(_)) && !gave_up;
        let meant = |done: &Done| done.last.failure.is_some() || done.last.silent;
        let Some(done) = done.filter(|done| !failed || meant(done)) else {
            // The worker never began, or had an answer that did not arrive, and nobody meant that.
            tag.again += 1;
            continue;
        };
        if done.last.silent && failed {
            // The worker was stopped while it kept silent, so the page goes on keeping silent.
            loop {
                spent = clock().saturating_sub(began);
                if reins.stopped.get() {
                    return Ok(None);
                }
                if patience.is_some_and(|patience| spent >= patience) {
                    break;
                }
                TimeoutFuture::new(SLICE).await;
            }
            fetched.outcome = Outcome::Failed(Failure::TimedOut);
        } else if !gave_up {
            // What was sent again, or failed sooner than was meant, took as long as it would have.
            if failed || tag.again > 0 {
                spent = spent.max(done.length);
            }
            if let Some(patience) = patience.filter(|patience| done.length >= *patience) {
                spent = patience;
                fetched.outcome = Outcome::Failed(Failure::TimedOut);
            }
        }
        return Ok(Some(Sent {
            fetched,
            done,
            spent,
        }));
    }
    Err("The browser stops the service worker again and again before it answers. Close other tabs, then run it again.".to_owned())
}

/// What the worker told of a send; nothing when it never began on it.
fn done(told: Told) -> Result<Option<Done>, String> {
    let Told::Last(told) = told else {
        return Err(unexpected(told));
    };
    let Some((last, requests, length)) = told else {
        return Ok(None);
    };
    let last = serde_json::from_str(&last).map_err(|_| unexpected(Told::Ended))?;
    Ok(Some(Done {
        last,
        requests,
        length: Duration::from_millis(length.into()),
    }))
}

/// Looks after a request while it is under way. Chromium may lose one for good when it stops the worker between two
/// redirects: `fetch()` then neither answers nor fails. When an answer is overdue, the request is given up, and with that
/// sent again.
async fn watch(question: Ask, watched: Weak<()>, in_flight: Rc<Cell<Option<AbortController>>>) {
    let mut since = clock();
    let mut seen = 0;
    loop {
        TimeoutFuture::new(WATCH).await;
        if watched.strong_count() == 0 {
            return;
        }
        let Ok(Ok(told)) = ask(&question).await.map(done) else {
            return;
        };
        let due = match &told {
            Some(done) if done.last.silent => return,
            Some(done) if done.requests != seen => {
                seen = done.requests;
                since = clock();
                continue;
            }
            Some(done) => Duration::from_millis((done.last.worked + done.last.drip).into()),
            None => Duration::ZERO,
        };
        if watched.strong_count() > 0 && clock().saturating_sub(since) > due + OVERDUE {
            if let Some(controller) = in_flight.take() {
                controller.abort();
            }
            return;
        }
    }
}

/// Puts what the page saw and what the worker says it did together.
fn settle(exchange: &mut Exchange, at: Instant, sent: Sent) -> Outcome {
    let Sent {
        fetched,
        done,
        spent,
    } = sent;
    let last = done.last;
    // The server works on, whoever gave up waiting.
    let worked = Duration::from_millis(last.worked.into());
    let drip = Duration::from_millis(last.drip.into());
    let way = spent.saturating_sub(worked + drip) / 2;
    let arrived = at + way;
    let interim: Vec<(Instant, Response)> = last
        .interim()
        .map(|(after, response)| (arrived + after + way, response))
        .filter(|(came, _)| *came <= at + spent)
        .collect();
    let served = last.did.map(|did| Served {
        arrived,
        left: arrived + worked,
        did,
        gateway: last.gateway,
    });
    let mut unseen = "";
    if fetched.redirected || done.requests > 1 {
        unseen = "The browser followed redirects by itself; fetch() shows only the last answer.";
    }
    if !interim.is_empty() {
        unseen = "fetch() shows nothing of what came before the answer; the worker told.";
    }
    let outcome = match (
        fetched.outcome,
        last.failure.as_deref().and_then(Failure::find),
    ) {
        (Outcome::Failed(Failure::Reset), Some(failure)) => {
            unseen =
                "fetch() says only that there was a network error; which one, the worker told.";
            Outcome::Failed(failure)
        }
        (outcome, _) => outcome,
    };
    let lost = last
        .sent
        .filter(|_| matches!(outcome, Outcome::Failed(_)))
        .and_then(|status| Some(Response::new(StatusCode::from_u16(status).ok()?)));
    exchange.served(served, interim, lost);
    if let Some(leg) = exchange.legs.last_mut() {
        leg.unseen = unseen;
    }
    outcome
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

fn unexpected(told: Told) -> String {
    match told {
        Told::Sorry(why) => why,
        _ => "The service worker answered something else than it was asked.".to_owned(),
    }
}
