//! The shop behind `/api`: one for everybody who connects, in real time.
//!
//! Its clock shows the machine's time, so that a client can compare the dates in `Date` and `Retry-After` with its own
//! clock. The shop opened on 22 Nov 2026; on a machine whose clock says less, it is noon of that day when the server starts.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::Uri;
use http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use serde::Serialize;
use teapot::backend::{Backend, EPOCH, Reply, Script};
use teapot::protocol::{Body, Outcome, Request, Response};
use teapot::time::Instant;
use tokio::time::Instant as Real;

use crate::log;
use crate::wire::{Framing, Head};

/// What the dice of the first run begin with; each run has its own.
const SEED: u64 = 418;

/// How many requests are remembered; the oldest goes first.
const MAX_REQUESTS: usize = 1_000;

/// The shop.
pub struct Api {
    state: Mutex<State>,
    /// When the server started, on its own clock and on the shop's.
    started: (Real, Duration),
}

struct State {
    backend: Backend,
    script: Script,
    /// The requests as they came, a line of JSON each.
    requests: VecDeque<String>,
    /// When the present run began, when the shop opened, and the last moment it knows of; on its clock.
    began: Duration,
    opened: Duration,
    latest: Duration,
    runs: u64,
}

/// A line of the log as control tells it.
#[derive(Serialize)]
struct Line<'a> {
    at_ms: u128,
    verb: &'a str,
    title: &'a str,
    note: &'a str,
}

/// A request as control tells it.
#[derive(Serialize)]
struct Came<'a> {
    at_ms: u128,
    method: &'a str,
    target: String,
    /// The bytes of content.
    length: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<&'a str>,
    answer: &'a str,
}

impl Api {
    /// A shop that opens now.
    pub fn new(script: Script) -> Self {
        let now = log::time_of_day().saturating_sub(Duration::from_secs(EPOCH));
        Self {
            state: Mutex::new(State::open(script, now)),
            started: (Real::now(), now),
        }
    }

    /// What the shop makes of a request that has just arrived.
    pub fn respond(&self, request: &Request) -> Reply {
        let now = self.now();
        let mut state = self.state();
        let at = state.at(now);
        state.backend.respond(at, request)
    }

    /// What it makes of a request whose client waits for leave to send the content (RFC 9110 §10.1.1); nothing when it is to
    /// send it. The shop is asked on trial, with blanks for content: a refusal that does not depend on it stands.
    pub fn before_content(&self, request: &Request, framing: Framing) -> Option<Reply> {
        let announced = match framing {
            Framing::Length(length) => length.max(1),
            Framing::Chunked | Framing::Unclear => 1,
        };
        let blank = Request {
            body: Body(vec![b' '; announced]),
            ..request.clone()
        };
        let now = self.now();
        let mut state = self.state();
        let at = state.at(now);
        let mut trial = state.backend.clone();
        let reply = trial.respond(at, &blank);
        let sent = match &reply.outcome {
            Some(Outcome::Answered(response)) => Some(response),
            _ => reply.lost.as_ref(),
        };
        let goes_on = sent.is_some_and(|sent| {
            let code = sent.status.as_u16();
            sent.status.is_success() || matches!(code, 400 | 409 | 422)
        }) || says_continue(&reply);
        if goes_on {
            return None;
        }
        state.backend = trial;
        Some(reply)
    }

    /// The script of the present run.
    pub fn script(&self) -> Script {
        self.state().script.clone()
    }

    /// Begins a run with this script in the same shop.
    pub fn play(&self, script: Script) {
        let now = self.now();
        self.state().begin(script, now);
    }

    /// Opens a new shop, with the script from its beginning.
    pub fn reset(&self) {
        let now = self.now();
        let mut state = self.state();
        *state = State::open(state.script.clone(), now);
    }

    /// The log of the shop as JSON, a line for each entry.
    pub fn log(&self) -> String {
        let state = self.state();
        let mut text = String::new();
        for entry in state.backend.log() {
            let line = Line {
                at_ms: entry.at.0.saturating_sub(state.opened).as_millis(),
                verb: &entry.verb,
                title: &entry.title,
                note: &entry.note,
            };
            text += &serde_json::to_string(&line).expect("texts and a number can be written");
            text.push('\n');
        }
        text
    }

    /// Remembers a request, and what it was answered with: a status or a fault.
    pub fn remember(&self, head: &Head, length: usize, answer: &str) {
        let key = head.headers.get("idempotency-key");
        let now = self.now();
        let mut state = self.state();
        let came = Came {
            at_ms: now.saturating_sub(state.opened).as_millis(),
            method: head.method.as_str(),
            target: head.uri.to_string(),
            length,
            idempotency_key: key.and_then(|key| key.to_str().ok()),
            answer,
        };
        let line = serde_json::to_string(&came).expect("texts and numbers can be written");
        if state.requests.len() >= MAX_REQUESTS {
            state.requests.pop_front();
        }
        state.requests.push_back(line);
    }

    /// The requests that came, a line of JSON each.
    pub fn requests(&self) -> String {
        let state = self.state();
        let lines = state.requests.iter();
        lines.flat_map(|line| [line.as_str(), "\n"]).collect()
    }

    /// The moment on the shop's clock.
    fn now(&self) -> Duration {
        let (real, shop) = self.started;
        shop + real.elapsed()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn open(script: Script, now: Duration) -> Self {
        let mut state = Self {
            backend: Backend::new(Script::default(), SEED),
            script: Script::default(),
            requests: VecDeque::new(),
            began: Duration::ZERO,
            opened: now,
            latest: Duration::ZERO,
            runs: 0,
        };
        state.begin(script, now);
        state
    }

    /// Begins a run now.
    fn begin(&mut self, script: Script, now: Duration) {
        let at = self.at(now);
        self.backend.pass(at);
        let seed = SEED.wrapping_add(self.runs);
        self.backend.again(script.clone(), seed);
        self.script = script;
        self.runs += 1;
        self.began = now;
        self.latest = now;
    }

    /// The moment of the run.
    fn at(&mut self, now: Duration) -> Instant {
        // Two requests may have looked at the clock in another order than they come here.
        self.latest = self.latest.max(now);
        Instant(self.latest.saturating_sub(self.began))
    }
}

/// Whether an address is the shop's.
pub fn is_below(uri: &Uri) -> bool {
    let path = uri.path();
    path == "/api" || path.starts_with("/api/") || path == "*"
}

/// A request as the shop reads it. Whatever the host is called here, the shop is meant, unless it is one of its names:
/// `shop.example` and its neighbours, `partner.example` (curl's --connect-to leads them here).
pub fn request(head: &Head, own: &[String]) -> Request {
    let target = &head.uri;
    let path = target.path_and_query().map_or("/", |path| path.as_str());
    let uri = match (target.authority(), &head.host) {
        (Some(host), _)
            if own
                .iter()
                .any(|own| host.as_str().eq_ignore_ascii_case(own)) =>
        {
            path.parse().ok()
        }
        (None, Some(host)) if path != "*" => {
            let named: Option<Uri> = format!("http://{host}{path}").parse().ok();
            named.filter(|uri| Backend::is_at(uri) && uri.path() == target.path())
        }
        _ => None,
    };
    Request {
        method: head.method.clone(),
        uri: uri.unwrap_or_else(|| target.clone()),
        headers: head.headers.clone(),
        body: Body::EMPTY,
    }
}

/// Whether the shop tells the client to go on with its content.
pub fn says_continue(reply: &Reply) -> bool {
    let mut interim = reply.interim.iter();
    interim.any(|interim| interim.response.status == http::StatusCode::CONTINUE)
}

/// Takes care that an answer which a browser shows as a page can do nothing: content that somebody stored may be in it, and
/// it has the same origin as the site.
pub fn tame(head: &Head, response: &mut Response) {
    let visits = head
        .headers
        .get("sec-fetch-mode")
        .is_some_and(|mode| mode == "navigate");
    if visits {
        let nothing = HeaderValue::from_static("default-src 'none'; sandbox");
        response.headers.insert(CONTENT_SECURITY_POLICY, nothing);
    }
}
