//! What a handler makes of a request: the response, and what happened on the server in words.

use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::{Gateway, Interim, Text};
use crate::catalogue::brief_of;
use crate::protocol::problem::{self, Problem};
use crate::protocol::{Body, Response};
use crate::rng::Rng;

/// A response and the story to it.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) response: Response,
    pub(super) title: Text,
    pub(super) note: Text,
    pub(super) verb: &'static str,
    /// What there is more or less of now: its name, how many before and after.
    pub(super) stock: (&'static str, usize, usize),
    /// How long the work takes, when that is part of the story.
    pub(super) takes: Option<Duration>,
    /// What is sent before the answer.
    pub(super) interim: Vec<Interim>,
    /// What a gateway in between made of it.
    pub(super) gateway: Option<Gateway>,
    /// Whether the answer is kept for an idempotency key.
    pub(super) kept: bool,
    /// What people quote when they ask about a refusal.
    pub(super) error_id: Option<String>,
    /// Whether the answer is not well formed, because somebody asked for that.
    pub(super) fault: bool,
}

/// An answer that ends the way early.
pub(super) type Refusal = Box<Answer>;

/// Where nothing changes on the server.
pub(super) const NOTHING: &str = "nothing done";
/// Where the server only looks.
pub(super) const UNCHANGED: &str = "nothing changed";
/// Where a key makes a repeat harmless.
pub(super) const KEPT: &str = "answer kept for the key";

impl Answer {
    /// An answer without content.
    pub(super) fn empty(status: u16) -> Self {
        Self {
            response: Response::new(
                StatusCode::from_u16(status).expect("handlers answer with 100 to 599"),
            ),
            title: Text::Borrowed(""),
            note: Text::Borrowed(""),
            verb: "answer",
            stock: ("", 0, 0),
            takes: None,
            interim: Vec::new(),
            gateway: None,
            kept: false,
            error_id: None,
            fault: false,
        }
    }

    /// An answer with content.
    pub(super) fn of(status: u16, media_type: &'static str, content: impl Into<Body>) -> Self {
        let mut answer = Self::empty(status);
        answer.response.body = content.into();
        let value = HeaderValue::from_static(media_type);
        answer.response.headers.insert(CONTENT_TYPE, value);
        answer
    }

    /// An answer with JSON, laid out for reading.
    pub(super) fn json(status: u16, value: &impl Serialize) -> Self {
        Self::of(status, "application/json", pretty(value))
    }

    /// A refusal; `why` is a few words for the server's lane. The problem gets a name of its own from the dice, and a
    /// short id to quote.
    pub(super) fn problem(rng: &mut Rng, why: impl Into<Text>, mut problem: Problem) -> Self {
        let id = uuid::Builder::from_random_bytes(rng.bytes()).into_uuid();
        problem.instance = id.urn().to_string();
        problem.error_id = format!("E-{:08X}", id.as_fields().0);
        let status = problem.status.unwrap_or(500);
        let mut answer =
            Self::of(status, problem::MEDIA_TYPE, pretty(&problem)).did("refuse", why, NOTHING);
        answer.error_id = Some(problem.error_id);
        answer
    }

    /// A refusal that says no more than its code and a sentence.
    pub(super) fn refusal(
        rng: &mut Rng,
        status: u16,
        why: impl Into<Text>,
        detail: impl Into<String>,
    ) -> Self {
        Self::problem(rng, why, Problem::blank(status, phrase(status), detail))
    }

    /// A refusal of a kind of its own: `kind` is the end of its type, `title` what every problem of the kind is.
    pub(super) fn own(
        rng: &mut Rng,
        status: u16,
        why: impl Into<Text>,
        (kind, title): (&str, &str),
        detail: impl Into<String>,
    ) -> Self {
        let problem = Problem {
            kind: format!("tag:teapot.example,2026:{kind}"),
            title: title.to_owned(),
            ..Problem::blank(status, "", detail)
        };
        Self::problem(rng, why, problem)
    }

    /// The same with what happened on the server.
    pub(super) fn did(
        mut self,
        verb: &'static str,
        title: impl Into<Text>,
        note: impl Into<Text>,
    ) -> Self {
        self.verb = verb;
        self.title = title.into();
        self.note = note.into();
        self
    }

    /// The same for a request that only looked.
    pub(super) fn read(self, title: impl Into<Text>) -> Self {
        self.did("read", title, UNCHANGED)
    }

    /// The same with what there is more or less of now.
    pub(super) fn changed(mut self, of: &'static str, before: usize, after: usize) -> Self {
        self.stock = (of, before, after);
        self
    }

    /// The same with one more field; a value that no field can have is left out.
    pub(super) fn with(mut self, name: HeaderName, value: &str) -> Self {
        set(&mut self.response.headers, name, value);
        self
    }

    /// The same after so much work.
    pub(super) const fn takes(mut self, long: Duration) -> Self {
        self.takes = Some(long);
        self
    }

    /// The same with something said before it.
    pub(super) fn after_saying(mut self, after: Duration, response: Response) -> Self {
        self.interim.push(Interim { after, response });
        self
    }

    /// The same with a gateway in between.
    pub(super) fn through(mut self, gateway: Gateway) -> Self {
        self.gateway = Some(gateway);
        self
    }

    /// The same as a fault that was asked for.
    pub(super) const fn faulty(mut self) -> Self {
        self.fault = true;
        self
    }
}

/// Sets a field; a value that no field can have is left out.
pub(super) fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// The reason phrase of a code, empty for codes that have none: unregistered and unused ones.
pub(super) fn phrase(status: u16) -> &'static str {
    brief_of(status).map_or("", |code| code.phrase)
}

pub(super) fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("plain structs of text and numbers serialise")
}
