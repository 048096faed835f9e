//! The mock server as a function: a request and a moment go in, a reply comes out. No clock, no dice, no network of
//! its own; what it remembers can be saved and restored.

use std::time::Duration;

use crate::protocol::{Outcome, Response};

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
