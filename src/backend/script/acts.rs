//! What a server can do to a request, and how it says how long to wait.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::backend::EPOCH;
use crate::protocol::Failure;
use crate::time::Instant;

/// What the server does to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Answers as usual.
    Usual,
    /// Answers at the door with a status, usually a refusal.
    Status {
        /// 200 to 599.
        code: u16,
        /// What `Retry-After` says, if it is sent.
        retry_after: Option<Told>,
    },
    /// Breaks the connection before it does anything.
    ResetBefore,
    /// Does the work, if it is reached at all, and the answer is lost.
    Fail(Failure),
    /// Sends an answer with something wrong in it.
    Faulty(Fault),
    /// Fails for a reason, with the status that says so.
    Cause {
        /// The reason.
        cause: Cause,
        /// What `Retry-After` says, if it is sent; always nothing where [`Cause::tells`] is not.
        retry_after: Option<Told>,
    },
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The work is done and the connection closes without a byte.
    Empty,
    /// The chunks break off before the last one.
    BrokenChunk,
    /// The content is not of the type its field says.
    WrongType,
    /// The content is JSON that does not parse.
    BadJson,
    /// The length is less than the content, which is cut short by it.
    WrongLength,
    /// The status is 200 and the content says that it failed.
    ErrorIn200,
    /// The error shows what is inside the server.
    Leaky,
}

/// Why a server fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The program has a mistake: 500.
    Bug,
    /// More comes in than it can do: 503.
    Overload,
    /// It is taken down on purpose, until a date: 503.
    Maintenance,
    /// It just started and is not ready for some seconds: 503.
    WarmUp,
    /// The server behind the gateway is not reached: 502.
    UpstreamDown,
    /// The server behind the gateway did the work and its answer is not HTTP: 502.
    UpstreamGarbled,
    /// The server behind the gateway did the work and broke the connection: 502.
    UpstreamReset,
    /// The server behind the gateway is too slow; whether it does the work is up to the dice: 504.
    UpstreamSlow,
    /// The network wants a sign-in first: 511.
    Portal,
}

/// What `Retry-After` says (RFC 9110 §10.2.3), before it is known when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// Seconds from the answer on.
    Seconds(u64),
    /// A date, in seconds since 1970.
    Date(u64),
    /// A date so many seconds after the answer's own `Date`, or before it.
    FromNow(i64),
    /// Something no client can read.
    Unparsable,
}

/// What stands in the field where no client can read it.
const UNPARSABLE: &str = "soon";

/// The last second of the year 9999, after which no HTTP-date can be written.
const LAST: u64 = 253_402_300_799;

impl Act {
    /// The word of the script; a status is its number.
    pub fn word(&self) -> String {
        match self {
            Self::Usual => "ok",
            Self::Status { code, .. } => return code.to_string(),
            Self::ResetBefore => "reset before",
            Self::Fail(failure) => failure.slug(),
            Self::Faulty(fault) => fault.slug(),
            Self::Cause { cause, .. } => cause.slug(),
        }
        .to_owned()
    }

    /// Whether the request gets past the door: limits count it, and it takes a place in the queue.
    pub fn gets_in(&self) -> bool {
        match self {
            Self::Usual | Self::Faulty(_) => true,
            Self::Status { .. } | Self::ResetBefore => false,
            Self::Fail(failure) => failure.may_have_reached(),
            Self::Cause { cause, .. } => matches!(
                cause,
                Cause::UpstreamGarbled | Cause::UpstreamReset | Cause::UpstreamSlow
            ),
        }
    }

    /// Whether the server, or the first one on the way, sees the request.
    pub fn is_reached(&self) -> bool {
        !matches!(self, Self::Fail(failure) if !failure.may_have_reached())
    }

    /// What `Retry-After` says.
    pub fn told(&self) -> Option<Told> {
        match self {
            Self::Status { retry_after, .. } | Self::Cause { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Where `Retry-After` is kept.
    pub(super) fn retry_after(&mut self) -> Option<&mut Option<Told>> {
        match self {
            Self::Status { retry_after, .. } | Self::Cause { retry_after, .. } => Some(retry_after),
            _ => None,
        }
    }

    /// The status it answers with, where it has one of its own.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status { code, .. } => Some(*code),
            Self::Cause { cause, .. } => Some(cause.code()),
            _ => None,
        }
    }

    /// Whether it may have `Retry-After`.
    pub fn tells(&self) -> bool {
        match self {
            Self::Status { .. } => true,
            Self::Cause { cause, .. } => cause.tells(),
            _ => false,
        }
    }

    /// What `Retry-After` says when the script does not.
    pub fn told_by_default(&self) -> Option<Told> {
        match self {
            Self::Cause { cause, .. } => cause.told(),
            _ => None,
        }
    }
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Empty,
        Self::BrokenChunk,
        Self::WrongType,
        Self::BadJson,
        Self::WrongLength,
        Self::ErrorIn200,
        Self::Leaky,
    ];

    /// The word for it in scripts; never changes.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::BrokenChunk => "broken-chunk",
            Self::WrongType => "wrong-type",
            Self::BadJson => "bad-json",
            Self::WrongLength => "wrong-length",
            Self::ErrorIn200 => "error-in-200",
            Self::Leaky => "leaky",
        }
    }

    /// Whether the work is done all the same.
    pub const fn works(self) -> bool {
        !matches!(self, Self::ErrorIn200 | Self::Leaky)
    }
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Bug,
        Self::Overload,
        Self::Maintenance,
        Self::WarmUp,
        Self::UpstreamDown,
        Self::UpstreamGarbled,
        Self::UpstreamReset,
        Self::UpstreamSlow,
        Self::Portal,
    ];

    /// The word for it in scripts; never changes.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Bug => "bug",
            Self::Overload => "overload",
            Self::Maintenance => "maintenance",
            Self::WarmUp => "warm-up",
            Self::UpstreamDown => "upstream-down",
            Self::UpstreamGarbled => "upstream-garbled",
            Self::UpstreamReset => "upstream-reset",
            Self::UpstreamSlow => "upstream-slow",
            Self::Portal => "portal",
        }
    }

    /// The cause of a word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.slug() == word)
    }

    /// The status that says so.
    pub const fn code(self) -> u16 {
        match self {
            Self::Bug => 500,
            Self::UpstreamDown | Self::UpstreamGarbled | Self::UpstreamReset => 502,
            Self::Overload | Self::Maintenance | Self::WarmUp => 503,
            Self::UpstreamSlow => 504,
            Self::Portal => 511,
        }
    }

    /// Whether such a server may say how long to wait.
    pub const fn tells(self) -> bool {
        matches!(self, Self::Overload | Self::Maintenance | Self::WarmUp)
    }

    /// What it says when the script does not.
    pub const fn told(self) -> Option<Told> {
        match self {
            Self::Maintenance => Some(Told::FromNow(30)),
            Self::WarmUp => Some(Told::Seconds(5)),
            _ => None,
        }
    }
}

impl Told {
    /// The value of the field in an answer of this date, in seconds since 1970.
    pub fn value(self, date: u64) -> String {
        match self {
            Self::Seconds(seconds) => seconds.to_string(),
            Self::Date(date) => http_date(date),
            Self::FromNow(by) => http_date(date.saturating_add_signed(by)),
            Self::Unparsable => UNPARSABLE.to_owned(),
        }
    }

    /// When the wait ends for a client that got the answer at once; nothing when it cannot be read.
    pub fn until(self, now: Instant) -> Option<Instant> {
        let since_start = |date: u64| Instant(Duration::from_secs(date.saturating_sub(EPOCH)));
        match self {
            Self::Seconds(seconds) => Some(now + Duration::from_secs(seconds)),
            Self::Date(date) => Some(since_start(date)),
            // A date has no fractions of seconds (RFC 9110 §5.6.7).
            Self::FromNow(by) => {
                let date = EPOCH.saturating_add(now.0.as_secs());
                Some(since_start(date.saturating_add_signed(by)))
            }
            Self::Unparsable => None,
        }
    }
}

/// A date as fields have it.
fn http_date(seconds: u64) -> String {
    let date: SystemTime = UNIX_EPOCH + Duration::from_secs(seconds.min(LAST));
    httpdate::fmt_http_date(date)
}
