//! The mock server as a function: a request and a moment go in, a reply comes out. No clock, no dice, no network of
//! its own; what it remembers can be saved and restored.

mod answer;
pub mod latency;
pub mod limits;
pub mod load;
mod resources;
mod route;
pub mod script;
mod store;
pub mod trouble;

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
use answer::{Answer, KEPT, NOTHING};
use limits::Limited;
use resources::status;
use script::{Course, Fault, Told};
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
    course: Course,
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
    pub verb: String,
    /// What happened.
    pub title: String,
    /// What that means.
    pub note: String,
}

/// What the server makes of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What the client gets to see; `None` is silence, which only the client's own time-out ends.
    pub outcome: Option<Outcome>,
    /// The answer the server sent when the client gets to see something else, because it was lost on the way.
    pub lost: Option<Response>,
    /// How long the server works, from the request's arrival to the answer's departure.
    pub after: Duration,
    /// What happened on the server; `None` when the request never reached it.
    pub did: Option<Did>,
}

/// What happened on the server for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Did {
    /// In a few words, for the server's lane: `User 7 created`.
    pub title: String,
    /// What that means, quieter: `answer kept for the key`, `nothing done`.
    pub note: String,
    /// One word for the log: `create`, `refuse`, `reset`.
    pub verb: &'static str,
    /// How many users there are after it; where a doubled effect shows.
    pub users: usize,
}

impl Backend {
    /// A server with a dozen users that plays a script and answers as usual after it.
    pub fn new(script: Script, seed: u64) -> Self {
        Self {
            course: Course::new(script),
            store: Store::new(),
            rng: Rng::new(seed),
            log: VecDeque::new(),
        }
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
        let meeting = self.course.meet(now, request, &mut self.rng);
        let failure = match meeting.act {
            _ if meeting.is_refused() => None,
            Act::Fail(failure) if !failure.may_have_reached() => {
                return Reply {
                    outcome: Some(Outcome::Failed(failure)),
                    lost: None,
                    after: Duration::ZERO,
                    did: None,
                };
            }
            Act::Fail(failure) => Some(failure),
            Act::ResetBefore | Act::Faulty(Fault::Empty) => Some(Failure::Reset),
            Act::Faulty(Fault::BrokenChunk | Fault::WrongLength) => Some(Failure::Truncated),
            _ => None,
        };
        let answer = match meeting.act {
            Act::ResetBefore => None,
            _ if meeting.is_refused() => {
                let limited = meeting.limited.as_ref();
                let status =
                    (limited.and_then(Limited::refusal)).map_or(503, |quota| quota.limit.status);
                Some(self.refuse(now, status, limited.and_then(Limited::told), request))
            }
            Act::Status { code, .. } => Some(self.refuse(now, code, meeting.told, request)),
            Act::Cause { cause, .. } => {
                if meeting.works {
                    route::dispatch(&mut self.store, &mut self.rng, request);
                }
                Some(self.refuse(now, cause.code(), meeting.told, request))
            }
            Act::Faulty(fault) if !fault.works() => Some(self.refuse(now, 500, None, request)),
            Act::Usual | Act::Fail(_) | Act::Faulty(_) => {
                Some(route::dispatch(&mut self.store, &mut self.rng, request))
            }
        };
        let answer = answer.map(|mut answer| {
            match meeting.act {
                Act::Faulty(Fault::WrongType) => answer = answer.with(CONTENT_TYPE, "text/plain"),
                Act::Faulty(Fault::BadJson) => {
                    answer.response.body.0.pop();
                }
                _ => {}
            }
            let fields = meeting.limited.as_ref().map_or(Vec::new(), Limited::fields);
            fields.into_iter().fold(answer, |answer, (name, value)| {
                answer.with(http::HeaderName::from_static(name), &value)
            })
        });
        let (lost, mut did) = match answer {
            None => (None, self.did("reset", "Cut off", NOTHING)),
            Some(answer) => {
                let did = self.did(answer.verb, &answer.title, &answer.note);
                (Some(complete(now, request, answer.response)), did)
            }
        };
        let wrote = matches!(did.verb, "create" | "replace" | "change" | "delete");
        let (low, high) = if wrote { WRITE } else { LOOK };
        let usual = self.rng.between(low, high);
        let bytes = lost.as_ref().map_or(0, |lost| lost.body.len() as u64);
        let slow = meeting
            .bandwidth
            .map(|rate| Duration::from_secs(bytes) / rate.max(1));
        let loaded = meeting.load.filter(|loaded| loaded.served);
        let usual = loaded.map_or(usual, |loaded| loaded.wait + loaded.work);
        let after = meeting.after.unwrap_or(usual)
            + meeting.latency.unwrap_or_default()
            + meeting.drip.unwrap_or_default()
            + slow.unwrap_or_default();
        self.course.ended(now + after);
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
                    .to_owned();
                }
                self.note(now, did.verb, &did.title, &did.note);
                let what = format!("{} not delivered", lost.status.as_str());
                self.note(now + after, failure.slug(), &what, failure.what());
            }
            _ => self.note(now, did.verb, &did.title, &did.note),
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
        }
    }

    /// An answer at the door.
    fn refuse(&mut self, now: Instant, code: u16, told: Option<Told>, request: &Request) -> Answer {
        let wait = told.map(|told| told.value(EPOCH.saturating_add(now.0.as_secs())));
        let answer = status::with(&mut self.rng, code, wait.as_deref(), &request.method);
        if code < 400 {
            answer.did("answer", "Answered at the door", NOTHING)
        } else {
            answer.did("refuse", "Refused at the door", NOTHING)
        }
    }

    fn did(&self, verb: &'static str, title: &str, note: &str) -> Did {
        Did {
            title: title.to_owned(),
            note: note.to_owned(),
            verb,
            users: self.users(),
        }
    }

    fn note(&mut self, at: Instant, verb: &str, title: &str, note: &str) {
        if self.log.len() >= MAX_LOG {
            self.log.pop_front();
        }
        self.log.push_back(Entry {
            at,
            verb: verb.to_owned(),
            title: title.to_owned(),
            note: note.to_owned(),
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
