//! What a handler makes of a request: the response, and what happened on the server in words.

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::catalogue::{self, Standing};
use crate::protocol::problem::{self, Problem};
use crate::protocol::{Body, Response};
use crate::rng::Rng;

/// A response and the story to it.
pub(super) struct Answer {
    pub(super) response: Response,
    pub(super) title: String,
    pub(super) note: String,
    pub(super) verb: &'static str,
}

/// Where nothing changes on the server.
pub(super) const NOTHING: &str = "nothing done";

/// Where a key makes a repeat harmless.
pub(super) const KEPT: &str = "answer kept for the key";

impl Answer {
    /// An answer without content.
    pub(super) fn empty(status: u16) -> Self {
        Self {
            response: Response::new(
                StatusCode::from_u16(status).expect("handlers answer with 100 to 599"),
            ),
            title: String::new(),
            note: String::new(),
            verb: "answer",
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

    /// A refusal; `why` is a few words for the server's lane. The problem gets a name of its own from the dice.
    pub(super) fn problem(rng: &mut Rng, why: &str, mut problem: Problem) -> Self {
        problem.instance = uuid::Builder::from_random_bytes(rng.bytes())
            .into_uuid()
            .urn()
            .to_string();
        let status = problem.status.unwrap_or(500);
        Self::of(status, problem::MEDIA_TYPE, pretty(&problem)).did("refuse", why, NOTHING)
    }

    /// A refusal that says no more than its code and a sentence.
    pub(super) fn refusal(
        rng: &mut Rng,
        status: u16,
        why: &str,
        detail: impl Into<String>,
    ) -> Self {
        Self::problem(rng, why, Problem::blank(status, phrase(status), detail))
    }

    /// The same with what happened on the server.
    pub(super) fn did(
        mut self,
        verb: &'static str,
        title: impl Into<String>,
        note: impl Into<String>,
    ) -> Self {
        self.verb = verb;
        self.title = title.into();
        self.note = note.into();
        self
    }

    /// The same with one more field; a value that no field can have is left out.
    pub(super) fn with(mut self, name: HeaderName, value: &str) -> Self {
        set(&mut self.response.headers, name, value);
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
    match catalogue::find(status) {
        Some(code) if code.standing != Standing::Unused => code.phrase,
        _ => "",
    }
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("plain structs of text and numbers serialise")
}
