//! The mock server as a function: a request and a moment go in, a reply comes out. No clock, no dice, no network of
//! its own; what it remembers can be saved and restored.

mod answer;
mod cause;
mod conditions;
mod content;
mod credentials;
mod gate;
mod keys;
pub mod latency;
pub mod limits;
pub mod load;
pub mod openapi;
mod play;
mod range;
mod resources;
mod route;
pub mod script;
mod shelf;
mod store;
pub mod trouble;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::time::Duration;

use http::header::{
    CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use http::{Method, Uri};
use serde::{Deserialize, Serialize};

pub use route::{Example, Operation, Parameter, Route, Wants, route_of, routes};
pub use script::{Act, Course, Fault, Meeting, Script, ScriptError, Step};

use crate::protocol::{Body, Failure, Outcome, Request, Response};
use crate::rng::Rng;
use crate::time::Instant;
use answer::{Answer, NOTHING};
use play::Played;
use resources::{redirects, status};
use store::Store;

/// The name this server answers for.
pub const HOST: &str = "shop.example";
/// Another origin that can be reached too: what is sent there is no longer this server's.
pub const PARTNER: &str = "partner.example";

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
    /// When the present run began, on the shop's own clock.
    began: Instant,
    /// The latest moment anything happened, on the same.
    latest: Instant,
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
    /// Whether what the client gets to see is not well formed, because somebody asked for that.
    pub fault: bool,
    /// The fault the script asked for: two that are one outcome here are not the same on a real connection.
    pub asked: Option<Fault>,
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
    /// A shop that has just opened; it plays a script and answers as usual after it.
    pub fn new(script: Script, seed: u64) -> Self {
        Self {
            course: Course::new(script),
            store: Store::new(),
            rng: Rng::new(seed),
            log: VecDeque::new(),
            began: Instant::START,
            latest: Instant::START,
        }
    }

    /// A new run on the same server: another script and other dice, and everything it remembers. The run's clock begins, while
    /// the server's own goes on.
    pub fn again(&mut self, script: Script, seed: u64) {
        self.began = self.latest;
        self.course = Course::new(script);
        self.rng = Rng::new(seed);
    }

    /// Lets time pass up to a moment of the run, as a request would that came then.
    pub fn pass(&mut self, now: Instant) {
        self.latest = (self.began + now.0).max(self.latest);
    }

    /// Whether requests for an address get here: those without a host, those for this server and its neighbours on the same
    /// connection, and those for its partner.
    pub fn is_at(uri: &Uri) -> bool {
        uri.authority().is_none_or(|host| {
            let host = host.as_str();
            host == HOST
                || host == PARTNER
                || host
                    .strip_suffix(HOST)
                    .is_some_and(|front| front.ends_with('.'))
        })
    }

    /// What happened so far, oldest first.
    pub fn log(&self) -> impl Iterator<Item = &Entry> {
        self.log.iter()
    }

    /// How many users there are.
    pub fn users(&self) -> usize {
        self.store.users.len()
    }

    /// Answers one request, which arrives `now` on the run's clock. A moment before that of an earlier request counts as that
    /// one's: the shop's clock never goes back.
    pub fn respond(&mut self, now: Instant, request: &Request) -> Reply {
        self.pass(now);
        let now = self.latest;
        let run = Instant(now.since(self.began));
        if request
            .uri
            .authority()
            .is_some_and(|host| host.as_str() == PARTNER)
        {
            return self.partner(now, request);
        }
        let meeting = self.course.meet(run, request, &mut self.rng);
        if let Act::Fail(failure) = meeting.act
            && !failure.may_have_reached()
        {
            return Reply {
                outcome: Some(Outcome::Failed(failure)),
                ..Reply::default()
            };
        }
        let Played {
            answer,
            failure,
            cut,
        } = self.play(now, request, &meeting);
        let Some(mut answer) = answer else {
            let (low, high) = LOOK;
            let after = meeting.after.unwrap_or_else(|| self.rng.between(low, high));
            let did = Did::new("reset", "Cut off".into(), NOTHING.into());
            self.note(now, &did, None);
            return Reply {
                outcome: failure.map(Outcome::Failed),
                after: after + meeting.latency.unwrap_or_default(),
                did: Some(did),
                ..Reply::default()
            };
        };
        if meeting
            .load
            .is_some_and(|load| load.served && load.brown_out)
        {
            play::brown_out(&mut answer);
        }
        let after = self.works_for(&meeting, &answer);
        self.course.ended(run + after);
        if answer.kept
            && let Some(kept) = self.store.kept.back_mut()
        {
            kept.until = now + after;
        }
        let Answer {
            mut response,
            title,
            note,
            verb,
            stock: (of, before, later),
            interim,
            gateway,
            fault,
            error_id,
            ..
        } = answer;
        if let Some(limited) = &meeting.limited {
            for (name, value) in limited.fields() {
                answer::set(&mut response.headers, HeaderName::from_static(name), &value);
            }
        }
        let response = complete(now, request, response, cut);
        let did = Did {
            of: of.into(),
            before,
            after: later,
            ..Did::new(verb, title, note)
        };
        self.note(now, &did, error_id);
        if let Some(failure) = failure {
            let what = format!("{} not delivered", response.status.as_str());
            let lost = Did::new(failure.slug(), what.into(), failure.what().into());
            self.note(now + after, &lost, None);
        }
        let drip = drip(&meeting, response.body.len());
        let (outcome, lost) = match failure {
            None => (Some(Outcome::Answered(response)), None),
            Some(Failure::TimedOut) => (None, Some(response)),
            Some(failure) => (Some(Outcome::Failed(failure)), Some(response)),
        };
        Reply {
            interim: interim
                .into_iter()
                .filter(|interim| interim.after < after)
                .collect(),
            outcome,
            lost,
            after,
            drip,
            gateway,
            did: Some(did),
            fault,
            asked: match meeting.act {
                Act::Faulty(fault) => Some(fault),
                _ => None,
            },
        }
    }

    /// The other origin, which no script of this one troubles.
    fn partner(&mut self, now: Instant, request: &Request) -> Reply {
        let answer = redirects::partner(request);
        let did = Did::new(answer.verb, answer.title, answer.note);
        self.note(now, &did, None);
        Reply {
            outcome: Some(Outcome::Answered(complete(
                now,
                request,
                answer.response,
                None,
            ))),
            after: self.rng.between(LOOK.0, LOOK.1),
            did: Some(did),
            ..Reply::default()
        }
    }

    /// How long the server works: what the script says, else what waits before it, else what the work takes by itself.
    fn works_for(&mut self, meeting: &Meeting, answer: &Answer) -> Duration {
        let wrote = matches!(answer.verb, "create" | "replace" | "change" | "delete");
        let (low, high) = if wrote { WRITE } else { LOOK };
        // The dice are thrown whether or not it counts, so that a run changes no more than the script does.
        let usual = self.rng.between(low, high);
        let queued = meeting
            .load
            .filter(|load| load.served)
            .map(|load| load.wait + load.work);
        let after = meeting.after.or(queued).or(answer.takes).unwrap_or(usual);
        after + meeting.latency.unwrap_or_default()
    }

    fn note(&mut self, at: Instant, did: &Did, error_id: Option<String>) {
        if self.log.len() >= MAX_LOG {
            self.log.pop_front();
        }
        self.log.push_back(Entry {
            at,
            verb: did.verb.clone(),
            title: did.title.clone(),
            note: match error_id {
                Some(id) => format!("{}, {id}", did.note).into(),
                None => did.note.clone(),
            },
        });
    }
}

impl Did {
    fn new(verb: &'static str, title: Text, note: Text) -> Self {
        Self {
            title,
            note,
            verb: verb.into(),
            of: Text::Borrowed(""),
            before: 0,
            after: 0,
        }
    }
}

/// How long the content takes once the head has left.
fn drip(meeting: &Meeting, length: usize) -> Duration {
    let carried = meeting.bandwidth.map_or(Duration::ZERO, |per_second| {
        Duration::from_millis(length as u64 * 1_000 / u64::from(per_second.max(1)))
    });
    if length == 0 {
        return Duration::ZERO;
    }
    meeting.drip.unwrap_or_default().max(carried)
}

/// The response as it is sent: dated, and with the right content or none.
fn complete(
    now: Instant,
    request: &Request,
    mut response: Response,
    cut: Option<usize>,
) -> Response {
    answer::set(&mut response.headers, DATE, &date(now));
    // What is sent here is never what it does not claim to be (WHATWG Fetch, X-Content-Type-Options).
    answer::set(&mut response.headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    play::shared(request, &mut response);
    let code = response.status.as_u16();
    if let Some(cut) = cut {
        response.body.0.truncate(cut);
    }
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

/// A moment on the server's clock.
fn system(at: Instant) -> std::time::SystemTime {
    // Whole seconds, as an HTTP-date has them; after the year 9999 none can be written.
    let since = at.0.as_secs().min(1 << 36);
    std::time::UNIX_EPOCH + Duration::from_secs(EPOCH + since)
}

/// The same as an HTTP-date.
fn date(at: Instant) -> String {
    httpdate::fmt_http_date(system(at))
}

#[cfg(test)]
mod tests;
