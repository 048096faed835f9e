//! The mock server as a function: a request and a moment go in, a reply comes out. No clock, no dice, no network of
//! its own; what it remembers can be saved and restored.

mod answer;
mod resources;
mod route;
pub mod script;
mod store;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::time::Duration;

use http::Method;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderValue};
use serde::{Deserialize, Serialize};

pub use route::{Example, ROUTES, Route};
pub use script::{Act, Script, ScriptError, Step};

use crate::protocol::{Body, Failure, Outcome, Request, Response};
use crate::rng::Rng;
use crate::time::Instant;
use answer::{KEPT, NOTHING};
use resources::status;
use store::Store;

/// What the server's clock says at the start of a run, in seconds since 1970: Sun, 22 Nov 2026 12:00:00 GMT.
pub const EPOCH: u64 = 1_795_348_800;

/// How many lines the log has; the oldest goes first.
const MAX_LOG: usize = 100;

/// How long the server works when it only looks or refuses, and when it changes something.
const LOOK: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(40));
const WRITE: (Duration, Duration) = (Duration::from_millis(60), Duration::from_millis(120));

/// The server: what it remembers, how far its script is, and its dice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backend {
    script: Script,
    /// The step of the script that is next, and how often it was played.
    step: usize,
    played: u8,
    store: Store,
    rng: Rng,
    log: VecDeque<Entry>,
}

/// A line of the server's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it happened.
    pub at: Instant,
    /// One word for what happened: `create`, `refuse`, `replay`.
    pub verb: Text,
    /// What happened.
    pub title: Text,
    /// What that means.
    pub note: Text,
}

/// Words that are mostly constants.
pub type Text = Cow<'static, str>;

/// What the server makes of one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// What the client gets to see before the answer (RFC 9110 §15.2), in order.
    pub interim: Vec<Interim>,
    /// What the client gets to see; `None` is silence, which only the client's own time-out ends.
    pub outcome: Option<Outcome>,
    /// The answer the server sent when the client gets to see something else, because it was lost on the way.
    pub lost: Option<Response>,
    /// How long the server works, from the request's arrival to the departure of the answer's head.
    pub after: Duration,
    /// How long the content takes after that; zero when all of it leaves at once.
    pub drip: Duration,
    /// What stood between client and server, when the answer is about that.
    pub gateway: Option<Gateway>,
    /// What happened on the server; `None` when the request never reached it.
    pub did: Option<Did>,
}

/// An informational response on its way to the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interim {
    /// When it leaves, from the request's arrival.
    pub after: Duration,
    /// What it says; its status is 1xx.
    pub response: Response,
}

/// What a gateway made of one request: it is the gateway that answers when the server behind it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gateway {
    /// In a few words, for its lane: `Gave up waiting`.
    pub title: Text,
    /// What that means.
    pub note: Text,
    /// How long the server behind it works, from the request's arrival, whoever still waits for it; nothing when the
    /// request never got that far.
    pub upstream: Option<Duration>,
}

/// What happened on the server for one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Did {
    /// In a few words, for the server's lane: `User 7 created`.
    pub title: Text,
    /// What that means, quieter: `answer kept for the key`, `nothing done`.
    pub note: Text,
    /// One word for the log: `create`, `refuse`, `reset`.
    pub verb: Text,
    /// What there may be more or fewer of after it, such as `users`; where a doubled effect shows. Empty for requests
    /// that touch nothing of the kind.
    pub of: Text,
    /// How many of them there were before.
    pub before: usize,
    /// How many there are after.
    pub after: usize,
}

impl Backend {
    /// A server with a dozen users that plays a script and answers as usual after it.
    pub fn new(script: Script, seed: u64) -> Self {
        Self {
            script,
            step: 0,
            played: 0,
            store: Store::new(),
            rng: Rng::new(seed),
            log: VecDeque::new(),
        }
    }

    /// A new run on the same server: another script and other dice, and everything it remembers.
    pub fn again(&mut self, script: Script, seed: u64) {
        self.script = script;
        self.step = 0;
        self.played = 0;
        self.rng = Rng::new(seed);
    }

    /// What happened so far, oldest first.
    pub fn log(&self) -> impl Iterator<Item = &Entry> {
        self.log.iter()
    }

    /// How many users there are.
    pub fn users(&self) -> usize {
        self.store.users().len()
    }

    /// Answers one request, which arrives `now`.
    pub fn respond(&mut self, now: Instant, request: &Request) -> Reply {
        let step = self.next();
        let (act, after) = step.map_or((Act::Usual, None), |step| (step.act, step.after));
        let before = self.users();
        let failure = match act {
            Act::Fail(failure) if !failure.may_have_reached() => {
                return Reply {
                    outcome: Some(Outcome::Failed(failure)),
                    ..Reply::default()
                };
            }
            Act::Fail(failure) => Some(failure),
            Act::ResetBefore => Some(Failure::Reset),
            Act::Usual | Act::Status { .. } => None,
        };
        let answer = match &act {
            Act::ResetBefore => None,
            Act::Status { code, retry_after } => {
                let (rng, wait) = (&mut self.rng, retry_after.as_deref());
                let answer = status::with(rng, *code, wait, &request.method);
                Some(if *code < 400 {
                    answer.did("answer", "Answered at the door", NOTHING)
                } else {
                    answer.did("refuse", "Refused at the door", NOTHING)
                })
            }
            Act::Usual | Act::Fail(_) => {
                Some(route::dispatch(&mut self.store, &mut self.rng, request))
            }
        };
        let (lost, mut did) = match answer {
            None => (
                None,
                self.did(before, "reset", "Cut off".into(), NOTHING.into()),
            ),
            Some(answer) => {
                let did = self.did(before, answer.verb, answer.title.into(), answer.note.into());
                (Some(complete(now, request, answer.response)), did)
            }
        };
        let wrote = matches!(&*did.verb, "create" | "replace" | "change" | "delete");
        let (low, high) = if wrote { WRITE } else { LOOK };
        let usual = self.rng.between(low, high);
        let after = after.unwrap_or(usual);
        match (failure, &lost) {
            (Some(failure), Some(lost)) => {
                // That the answer is kept for a key is the better news: the next one brings it.
                if did.note != KEPT {
                    did.note = match failure {
                        Failure::TimedOut => "done, but never answered",
                        Failure::Truncated => "half the answer sent",
                        Failure::NotHttp => "answer garbled",
                        _ => "answer lost",
                    }
                    .into();
                }
                self.note(now, did.verb.clone(), did.title.clone(), did.note.clone());
                let what = format!("{} not delivered", lost.status.as_str());
                self.note(
                    now + after,
                    failure.slug().into(),
                    what.into(),
                    failure.what().into(),
                );
            }
            _ => self.note(now, did.verb.clone(), did.title.clone(), did.note.clone()),
        }
        let (outcome, lost) = match (failure, lost) {
            (None, answer) => (answer.map(Outcome::Answered), None),
            (Some(Failure::TimedOut), lost) => (None, lost),
            (Some(failure), lost) => (Some(Outcome::Failed(failure)), lost),
        };
        Reply {
            outcome,
            lost,
            after,
            did: Some(did),
            ..Reply::default()
        }
    }

    /// The step for the next request; none after the last.
    fn next(&mut self) -> Option<Step> {
        let step = self.script.steps().get(self.step)?.clone();
        self.played = self.played.saturating_add(1);
        if self.played >= step.times {
            self.step += 1;
            self.played = 0;
        }
        Some(step)
    }

    fn did(&self, before: usize, verb: &'static str, title: Text, note: Text) -> Did {
        Did {
            title,
            note,
            verb: verb.into(),
            of: "users".into(),
            before,
            after: self.users(),
        }
    }

    fn note(&mut self, at: Instant, verb: Text, title: Text, note: Text) {
        if self.log.len() >= MAX_LOG {
            self.log.pop_front();
        }
        self.log.push_back(Entry {
            at,
            verb,
            title,
            note,
        });
    }
}

/// The response as it is sent: dated, and with the right content or none.
fn complete(now: Instant, request: &Request, mut response: Response) -> Response {
    // A date after the year 9999 cannot be written.
    let since = now.0.min(Duration::from_secs(1 << 36));
    let date = std::time::UNIX_EPOCH + Duration::from_secs(EPOCH) + since;
    answer::set(&mut response.headers, DATE, &httpdate::fmt_http_date(date));
    let code = response.status.as_u16();
    if status::has_no_content(code) {
        response.body = Body::EMPTY;
        response.headers.remove(CONTENT_TYPE);
    }
    // RFC 9110 §8.6: no length with 1xx and 204; with 304, that of a 200, which is not known here. A 205 says that
    // nothing follows.
    if code == 205 || !status::has_no_content(code) {
        let length = HeaderValue::from(response.body.len());
        response.headers.insert(CONTENT_LENGTH, length);
    }
    // RFC 9110 §9.3.2: the fields of a GET, its length included, without its content.
    if request.method == Method::HEAD {
        response.body = Body::EMPTY;
    }
    response
}

#[cfg(test)]
mod tests;
