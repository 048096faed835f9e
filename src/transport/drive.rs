//! A call in real time: the client's machine on one side, `fetch()` on the other. Waits pass at the reader's pace; the
//! run's own clock counts them in full.

use std::cell::{Cell, RefCell};
use std::pin::{Pin, pin};
use std::rc::{Rc, Weak};
use std::time::Duration;

use futures::StreamExt as _;
use futures::future::{Either, select};
use futures::stream::FuturesUnordered;
use gloo_timers::future::TimeoutFuture;
use http::StatusCode;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::fetch::{Fetched, Tag, fetch};
use super::live::ask;
use super::messages::{Ask, Last, Told};
use crate::backend::Script;
use crate::client::{Client, Input, Policy, Then};
use crate::exchange::{Exchange, Served, Shared};
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
    in_flight: RefCell<Vec<(u32, Rc<Held>)>>,
}

/// What gives up a request in flight.
type Held = Cell<Option<AbortController>>;

impl Reins {
    /// Reins for one run.
    pub fn new(pace: Pace) -> Self {
        Self {
            pace: Cell::new(pace),
            skip: Cell::new(false),
            stopped: Cell::new(false),
            in_flight: RefCell::default(),
        }
    }

    /// Somewhere to keep what gives up a request.
    fn hold(&self, number: u32) -> Rc<Held> {
        let held = Rc::default();
        let mut in_flight = self.in_flight.borrow_mut();
        in_flight.retain(|(other, _)| *other != number);
        in_flight.push((number, Rc::clone(&held)));
        held
    }

    /// Whether a request is still wanted.
    fn wants(&self, number: u32) -> bool {
        let in_flight = self.in_flight.borrow();
        in_flight.iter().any(|(held, _)| *held == number)
    }

    /// Gives up requests by their numbers.
    fn give_up(&self, which: impl Fn(u32) -> bool) {
        self.in_flight.borrow_mut().retain(|(number, held)| {
            let gone = which(*number);
            if let Some(controller) = held.take().filter(|_| gone) {
                controller.abort();
            }
            !gone
        });
    }

    /// Ends the present wait.
    pub fn skip(&self) {
        self.skip.set(true);
    }

    /// Ends the run; nothing more is sent.
    pub fn stop(&self) {
        self.stopped.set(true);
        self.give_up(|_| true);
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

/// Who calls, and how often.
pub struct Plan {
    /// What to send first.
    pub request: Request,
    /// Who sends it.
    pub policy: Policy,
    /// What all dice start from.
    pub seed: u64,
    /// How often the client is called, one call after the other; at least 1.
    pub calls: u32,
    /// How long after the end of a call the next begins.
    pub pause: Duration,
}

/// Plays the calls against the worker and reports after every change.
///
/// # Errors
/// A sentence for the reader, when the worker is gone or the browser refuses the request.
pub async fn run(
    plan: Plan,
    server: Server,
    reins: &Reins,
    report: impl FnMut(&Exchange),
) -> Result<Exchange, String> {
    let name = format!("{:x}", (js_sys::Math::random() * 2_f64.powi(52)) as u64);
    let keep = server.kept.is_some();
    let world = server.kept.unwrap_or_else(|| format!("run {name}"));
    let begin = Ask::Begin {
        world: world.clone(),
        script: server.script.to_string(),
        seed: plan.seed,
        keep,
    };
    match ask(&begin).await? {
        Told::Begun => {}
        told => return Err(unexpected(told)),
    }
    let mut run = Run {
        exchange: Exchange::new(plan.policy.slug, None),
        client: Client::new(plan.policy, Rng::new(plan.seed)),
        world: &world,
        name: &name,
        reins,
        report,
        now: Instant::START,
    };
    for n in 0..plan.calls.max(1) {
        if n > 0 {
            run.now = run.now + sleep(plan.pause, reins).await;
            if reins.stopped.get() {
                break;
            }
        }
        if !run.call(plan.request.clone()).await? || reins.stopped.get() {
            break;
        }
    }
    let exchange = run.exchange;
    if !keep {
        // A world nobody asks for is forgotten in time; asking is only tidier.
        let _ = ask(&Ask::End { world }).await;
    }
    Ok(exchange)
}

/// A run on its way.
struct Run<'a, R> {
    exchange: Exchange,
    client: Client,
    world: &'a str,
    name: &'a str,
    reins: &'a Reins,
    report: R,
    now: Instant,
}

/// What became of a request: its number, when it was sent, how long it was under way, and what came of it.
struct Landed {
    number: u32,
    began: Instant,
    passed: Duration,
    sent: Result<Option<Sent>, String>,
}

/// A request on its way.
type Flight<'a> = Pin<Box<dyn Future<Output = Landed> + 'a>>;

impl<R: FnMut(&Exchange)> Run<'_, R> {
    /// Plays one call; whether it came to an end.
    async fn call(&mut self, request: Request) -> Result<bool, String> {
        let (world, run, reins) = (self.world, self.name, self.reins);
        let mut in_flight: FuturesUnordered<Flight<'_>> = FuturesUnordered::new();
        let mut wakes = None;
        self.exchange.begin();
        let mut call = self.client.call(request);
        let shared = Shared::of(&mut self.client, self.now);
        self.exchange.stands(self.now, shared);
        let mut about = None;
        let mut output = self.client.step(&mut call, self.now, Input::Start);
        loop {
            let now = self.now;
            self.exchange.decided(now, about, &call, &output);
            let shared = Shared::of(&mut self.client, now);
            self.exchange.stands(now, shared);
            if output.decision.is_some() {
                self.exchange.shares(about, shared);
            }
            (self.report)(&self.exchange);
            match output.then {
                Then::Send { .. } if self.exchange.is_full() => return Ok(false),
                Then::Send {
                    number,
                    kind,
                    until,
                    wake,
                } => {
                    let request = call.request().clone();
                    below_api(&request)?;
                    self.exchange.sent(now, number, kind, request.clone());
                    (self.report)(&self.exchange);
                    let name = format!("{run}.{}.{number}", self.exchange.calls);
                    let patience = until.map(|until| until.since(now));
                    in_flight.push(Box::pin(async move {
                        let tag = Tag {
                            world,
                            name: &name,
                            again: 0,
                            at: now,
                        };
                        let began = clock();
                        let sent = send(&request, number, tag, patience, reins).await;
                        Landed {
                            number,
                            began: now,
                            passed: clock().saturating_sub(began),
                            sent,
                        }
                    }));
                    wakes = wake;
                }
                Then::Wait { until } => {
                    self.now = now + sleep(until.since(now), reins).await;
                    let input = if reins.stopped.get() {
                        Input::Cancel
                    } else {
                        Input::Woke
                    };
                    (about, output) = (None, self.client.step(&mut call, self.now, input));
                    continue;
                }
                Then::Listen { wake } => wakes = wake.or(wakes),
                Then::Finish => {
                    reins.give_up(|_| true);
                    // What the server did for those is worth knowing all the same.
                    while let Some(landed) = in_flight.next().await {
                        if let Ok(Some(sent)) = landed.sent {
                            settle(&mut self.exchange, landed.number, landed.began, sent);
                        }
                    }
                    return Ok(true);
                }
            }
            reins.give_up(|number| !call.expects(number));
            (about, output) = loop {
                let rest = wakes.map(|wakes: Instant| wakes.since(self.now));
                let alarm = async move {
                    match rest {
                        Some(rest) => pass(rest).await,
                        None => std::future::pending().await,
                    }
                };
                match select(in_flight.next(), pin!(alarm)).await {
                    Either::Left((Some(landed), _)) => {
                        let Landed { number, began, .. } = landed;
                        let wanted = call.expects(number);
                        let sent = landed.sent?;
                        let spent = sent.as_ref().map_or(landed.passed, |sent| sent.spent);
                        let came = began + spent;
                        let outcome =
                            sent.map(|sent| settle(&mut self.exchange, number, began, sent));
                        if wanted && reins.stopped.get() {
                            self.now = self.now.max(came);
                            break (None, self.client.step(&mut call, self.now, Input::Cancel));
                        }
                        let Some(outcome) = outcome.filter(|_| wanted) else {
                            continue;
                        };
                        self.now = self.now.max(came);
                        let input = Input::Outcome(number, &outcome);
                        let output = self.client.step(&mut call, self.now, input);
                        self.exchange.came(number, self.now, outcome);
                        break (Some(number), output);
                    }
                    // Nothing is in flight and nothing will wake it: the client has no patience that could end.
                    Either::Left((None, _)) if wakes.is_none() => return Ok(false),
                    Either::Left((None, _)) => {
                        self.now = wakes.take().unwrap_or(self.now);
                        break (None, self.client.step(&mut call, self.now, Input::Woke));
                    }
                    Either::Right(_) => {
                        self.now = wakes.take().unwrap_or(self.now);
                        break (None, self.client.step(&mut call, self.now, Input::Woke));
                    }
                }
            };
        }
    }
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
    number: u32,
    mut tag: Tag<'_>,
    patience: Option<Duration>,
    reins: &Reins,
) -> Result<Option<Sent>, String> {
    let question = Ask::Last {
        world: tag.world.to_owned(),
        request: tag.name.to_owned(),
    };
    while tag.again <= MOST_AGAIN {
        if reins.stopped.get() {
            return Ok(None);
        }
        // What was lost before does not count: the client's patience begins anew with each.
        let began = clock();
        let under_way = Rc::new(());
        let held = reins.hold(number);
        let watched = Rc::downgrade(&under_way);
        spawn_local(watch(question.clone(), watched, Rc::clone(&held)));
        let mut fetched = fetch(request, &tag, patience, held).await?;
        drop(under_way);
        let mut spent = clock().saturating_sub(began);
        let done = done(ask(&question).await?)?;
        if !reins.wants(number) {
            return Ok(done.map(|done| Sent {
                fetched,
                done,
                spent,
            }));
        }
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
async fn watch(question: Ask, watched: Weak<()>, in_flight: Rc<Held>) {
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
fn settle(exchange: &mut Exchange, number: u32, at: Instant, sent: Sent) -> Outcome {
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
    exchange.served(number, served, interim, lost);
    if let Some(leg) = exchange.leg_mut(number) {
        leg.unseen = unseen;
    }
    outcome
}

/// Passes a wait at the reader's pace, which may change meanwhile; how much of it passed, which is less than all when the
/// reader ended the run.
async fn sleep(length: Duration, reins: &Reins) -> Duration {
    reins.skip.set(false);
    let mut left = length;
    while !left.is_zero() && !reins.skip.get() && !reins.stopped.get() {
        let speed = match reins.pace.get() {
            Pace::Instant => break,
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
    if reins.stopped.get() {
        length.saturating_sub(left)
    } else {
        length
    }
}

/// Lets so much time pass, as it is.
async fn pass(length: Duration) {
    TimeoutFuture::new(u32::try_from(length.as_millis()).unwrap_or(u32::MAX)).await;
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
