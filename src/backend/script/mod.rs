//! What the server does, as a text such as `503 retry-after=2 x2, reset after=400ms, ok`.
//!
//! A script is a list of rules separated by semicolons. A rule is a scope and a colon, which may be left out, and what
//! happens to the requests the scope fits: `POST /api/orders 5s..40s: 503 x*; limit fixed 5/10s; latency 100ms..400ms`.
//!
//! | scope | fits requests |
//! |---|---|
//! | `POST` | of this method |
//! | `/api/users/7`, `/api/*` | to this path, or to all that begin so |
//! | `5s..40s`, `40s..`, `..5s` | that arrive in this time of the run |
//! | `#3`, `#3..5`, `#11..` | by their number among those that fit the rest |
//!
//! Most rules are steps, separated by commas or line ends and played in order; after the last one the rule is over. The
//! first rule of steps that fits and is not over decides. A step is an act and, in any order, its options:
//!
//! | act | the server |
//! |---|---|
//! | `ok` | answers as usual |
//! | `200` … `599` | answers at the door with that status, without doing anything |
//! | `reset before` | breaks the connection without doing anything |
//! | `reset` (or `reset after`), `timeout`, `truncated`, `not-http` | does the work; its answer is lost in that way |
//! | `dns`, `refused`, `tls` | is never reached |
//! | `empty`, `broken-chunk`, `wrong-type`, … | answers with a fault: [`Fault`] |
//! | `bug`, `overload`, `upstream-down`, … | fails for a reason: [`Cause`] |
//! | `30% 503 \| 10% reset \| ok` | throws dice; without a share, the last act takes the rest, else the usual does |
//!
//! | option | means |
//! |---|---|
//! | `x3`, `x*` | three times, for ever |
//! | `until-waited` | until a request comes no earlier than the server told the one before |
//! | `after=400ms`, `after=2s` | the server works that long |
//! | `retry-after=2`, `="Sun, 22 Nov 2026 12:00:30 GMT"`, `=date+30`, `=date-60`, `=unparsable`, `=none` | what a refusal tells; belongs to its act |
//! | `fading` | played ever more rarely from the start of the scope's time to its end; then as usual |
//!
//! All other rules that fit apply together: `limit` ([`Limit`]), `load` ([`Load`]), `latency` ([`Latency`]), `drip 3s`
//! (the content takes that long, byte by byte) and `bandwidth 2000/s` (bytes of content a second).

mod acts;
mod course;
mod parse;
mod print;
mod words;

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use acts::{Act, Cause, Fault, Told};
pub use course::{Course, Meeting};
pub use print::Short;

use super::latency::Latency;
use super::limits::Limit;
use super::load::Load;
use crate::protocol::Request;
use crate::time::Instant;

/// The longest text that is read, in bytes.
pub const MAX_TEXT: usize = 2_000;
/// The most steps a script has, in all its rules.
pub const MAX_STEPS: usize = 50;
/// The most rules a script has.
pub const MAX_RULES: usize = 20;
/// The most often a step repeats, if not for ever.
pub const MAX_TIMES: u8 = 99;
/// The longest the server works on one request.
pub const MAX_AFTER: Duration = Duration::from_secs(600);

/// The rules of a run. Saved as its text.
///
/// Invariant: printing and parsing give the same script, so every limit above holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Script {
    rules: Vec<Rule>,
}

/// What happens to which requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Which.
    pub scope: Scope,
    /// What.
    pub body: Body,
}

/// Which requests a rule is for; all of them when nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// The method.
    pub method: Option<String>,
    /// The path; with a star at its end, what paths begin with.
    pub path: Option<String>,
    /// From when, and until when if it ends.
    pub time: Option<(Duration, Option<Duration>)>,
    /// The first and the last among those that fit the rest, from 1.
    pub count: Option<(u32, Option<u32>)>,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// One thing after the other.
    Steps(Vec<Step>),
    /// So many requests and no more.
    Limit(Limit),
    /// A queue that fills up.
    Load(Load),
    /// Answers take this long.
    Latency(Latency),
    /// The content takes that long, byte by byte.
    Drip(Duration),
    /// So many bytes of content a second.
    Bandwidth(u32),
}

/// One thing the server does, so many times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it does; several when dice decide. Shares are of a hundred; the last may have none and takes the rest.
    pub choices: Vec<Choice>,
    /// To how many requests in a row.
    pub times: Times,
    /// How long it works, in whole milliseconds; as usual when nothing is said.
    pub after: Option<Duration>,
    /// Whether it is played ever more rarely in the scope's time.
    pub fading: bool,
}

/// An act and how likely it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Of a hundred.
    pub percent: Option<u8>,
    /// What the server does.
    pub act: Act,
}

/// How often a step is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// 1 to [`MAX_TIMES`].
    Exactly(u8),
    /// For ever.
    Always,
    /// Until a request comes no earlier than the server told.
    UntilWaited,
}

/// Why a text is not a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError {
    /// Where, as an offset in bytes from the start of the text.
    pub at: usize,
    /// What is wrong and what would be right.
    pub what: String,
}

impl Display for ScriptError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "at column {}: {}", self.at + 1, self.what)
    }
}

impl std::error::Error for ScriptError {}

impl Script {
    /// A script of these rules.
    ///
    /// # Errors
    /// What [`Script::parse`] says of the same rules as text.
    pub fn new(rules: Vec<Rule>) -> Result<Self, ScriptError> {
        Self::parse(&Self { rules }.to_string())
    }

    /// The rules, in order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Reads a script.
    ///
    /// # Errors
    /// Where the first mistake is and what would be right.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let long = |at| parse::error(at, format!("this is too long: at most {MAX_TEXT} bytes"));
        if text.len() > MAX_TEXT {
            return long(text.floor_char_boundary(MAX_TEXT));
        }
        let script = Self {
            rules: parse::rules(text)?,
        };
        // Printing may lengthen: a blank after each comma, a date in its preferred form.
        if script.to_string().len() > MAX_TEXT {
            return long(0);
        }
        Ok(script)
    }
}

impl Scope {
    /// Whether a request is one of these, its number left aside.
    pub fn fits(&self, now: Instant, request: &Request) -> bool {
        let path = |wanted: &String| match wanted.strip_suffix('*') {
            Some(start) => request.path().starts_with(start),
            None => request.path() == wanted,
        };
        let time = |(from, until): (Duration, Option<Duration>)| {
            from <= now.0 && until.is_none_or(|until| now.0 < until)
        };
        (self.method.as_ref()).is_none_or(|method| request.method.as_str() == method)
            && self.path.as_ref().is_none_or(path)
            && self.time.is_none_or(time)
    }

    /// Whether it fits everything.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// The time it is about, when that has an end.
    pub fn window(&self) -> Option<(Duration, Duration)> {
        let (from, until) = self.time?;
        Some((from, until?))
    }
}

impl Step {
    /// The act of a step that leaves nothing to the dice.
    pub fn act(&self) -> Option<&Act> {
        match &self.choices[..] {
            [
                Choice {
                    percent: None, act, ..
                },
            ] if !self.fading => Some(act),
            _ => None,
        }
    }
}

impl From<Script> for String {
    fn from(script: Script) -> Self {
        script.to_string()
    }
}

impl TryFrom<String> for Script {
    type Error = ScriptError;

    fn try_from(text: String) -> Result<Self, ScriptError> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests;
