//! What the server does, request by request: a line of text such as `503 retry-after=2 x2, reset after=400ms, ok`.
//!
//! Steps are separated by commas or line ends; each is a word and, in any order, its options:
//!
//! | word | the server |
//! |---|---|
//! | `ok` | answers as usual |
//! | `200` … `599` | answers at the door with that status, without doing anything |
//! | `reset before` | breaks the connection without doing anything |
//! | `reset` (or `reset after`), `timeout`, `truncated`, `not-http` | does the work; its answer is lost in that way |
//! | `dns`, `refused`, `tls` | is never reached |
//!
//! `x3` repeats a step, `after=400ms` or `after=2s` sets how long the server works, `retry-after=2` or
//! `retry-after="Sun, 22 Nov 2026 12:00:30 GMT"` goes with a status. After the last step the server answers as usual.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::protocol::{Failure, RetryAfter};
use crate::time::spoken;

/// The longest text that is read, in bytes.
pub const MAX_TEXT: usize = 2_000;
/// The most steps a script has.
pub const MAX_STEPS: usize = 50;
/// The most often a step repeats.
pub const MAX_TIMES: u8 = 99;
/// The longest the server works on one request.
pub const MAX_AFTER: Duration = Duration::from_secs(600);

/// The steps of a run. Saved as its text.
///
/// Invariant: printing and parsing give the same script, so every limit above holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Script {
    steps: Vec<Step>,
}

/// One thing the server does, so many times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub act: Act,
    /// To how many requests in a row, 1 to [`MAX_TIMES`].
    pub times: u8,
    /// How long it works, in whole milliseconds; as usual when nothing is said.
    pub after: Option<Duration>,
}

/// What the server does to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Answers as usual.
    Usual,
    /// Answers at the door with a status, usually a refusal.
    Status {
        /// 200 to 599.
        code: u16,
        /// The value of `Retry-After`, if it is sent: seconds or a date.
        retry_after: Option<String>,
    },
    /// Breaks the connection before it does anything.
    ResetBefore,
    /// Does the work, if it is reached at all, and the answer is lost.
    Fail(Failure),
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

const WORDS: &str = "use ok, a status such as 503, reset, reset before, timeout, truncated, not-http, refused, dns or tls";

impl Script {
    /// A script of these steps.
    ///
    /// # Errors
    /// What [`Script::parse`] says of the same steps as text.
    pub fn new(steps: Vec<Step>) -> Result<Self, ScriptError> {
        Self::parse(&Self { steps }.to_string())
    }

    /// The steps, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Reads a script.
    ///
    /// # Errors
    /// Where the first mistake is and what would be right.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        if text.len() > MAX_TEXT {
            return error(
                text.floor_char_boundary(MAX_TEXT),
                format!("this is too long: at most {MAX_TEXT} bytes"),
            );
        }
        let mut steps = Vec::new();
        for (at, part) in split(text, |c| matches!(c, ',' | '\n' | '\r')) {
            let words = split(part, char::is_whitespace)
                .filter(|(_, word)| !word.is_empty())
                .map(|(offset, word)| (at + offset, word));
            let Some(step) = step(words)? else { continue };
            if steps.len() == MAX_STEPS {
                return error(
                    at,
                    format!("this is one step too many: at most {MAX_STEPS}"),
                );
            }
            steps.push(step);
        }
        let script = Self { steps };
        // Printing may lengthen: a blank after each comma, a date in its preferred form.
        if script.to_string().len() > MAX_TEXT {
            return error(0, format!("this is too long: at most {MAX_TEXT} bytes"));
        }
        Ok(script)
    }

    /// The script in plain words: `503 twice with Retry-After: 2, then as usual`.
    pub fn in_words(&self) -> String {
        // What the server does after the last step needs no saying twice.
        let usual = |step: &Step| step.act == Act::Usual && step.after.is_none();
        let told = self
            .steps
            .iter()
            .rposition(|step| !usual(step))
            .map_or(0, |last| last + 1);
        let mut words = String::new();
        for step in &self.steps[..told] {
            words += &step.in_words();
            words += ", then ";
        }
        words + "as usual"
    }
}

impl Step {
    /// The step in plain words: `503 twice with Retry-After: 2`.
    pub fn in_words(&self) -> String {
        let mut words = match &self.act {
            Act::Usual => "as usual".to_owned(),
            Act::Status { code, .. } => code.to_string(),
            Act::ResetBefore => "cut off before the work".to_owned(),
            Act::Fail(failure) => match failure {
                Failure::NoSuchName => "no such name",
                Failure::Refused => "connection refused",
                Failure::NotTrusted => "certificate not trusted",
                Failure::Reset => "cut off after the work",
                Failure::TimedOut => "silence after the work",
                Failure::Truncated => "half an answer",
                Failure::NotHttp => "not an HTTP answer",
            }
            .to_owned(),
        };
        match self.times {
            1 => {}
            2 => words += " twice",
            times => words += &format!(" {times} times"),
        }
        if let Act::Status {
            retry_after: Some(value),
            ..
        } = &self.act
        {
            words += " with Retry-After: ";
            words += value;
        }
        if let Some(after) = self.after {
            words += ", after ";
            words += &spoken(after);
        }
        words
    }
}

impl Display for Script {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            step.fmt(f)?;
        }
        Ok(())
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.act {
            Act::Usual => f.write_str("ok")?,
            Act::Status { code, retry_after } => {
                write!(f, "{code}")?;
                match retry_after {
                    Some(value) if value.contains([' ', ',']) => {
                        write!(f, " retry-after=\"{value}\"")?;
                    }
                    Some(value) => write!(f, " retry-after={value}")?,
                    None => {}
                }
            }
            Act::ResetBefore => f.write_str("reset before")?,
            Act::Fail(failure) => f.write_str(failure.slug())?,
        }
        match self.after.map(|after| after.as_millis()) {
            Some(ms) if ms % 1_000 == 0 => write!(f, " after={}s", ms / 1_000)?,
            Some(ms) => write!(f, " after={ms}ms")?,
            None => {}
        }
        if self.times != 1 {
            write!(f, " x{}", self.times)?;
        }
        Ok(())
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

fn error<T>(at: usize, what: impl Into<String>) -> Result<T, ScriptError> {
    Err(ScriptError {
        at,
        what: what.into(),
    })
}

/// The parts of a text between separators that do not stand in quotes, each with its offset.
fn split(text: &str, separates: impl Fn(char) -> bool) -> impl Iterator<Item = (usize, &str)> {
    let mut quoted = false;
    let mut at = 0;
    text.split(move |c| {
        // A quote never closed ends with its line, so one slip does not swallow the rest.
        quoted = c != '\n' && (quoted != (c == '"'));
        !quoted && separates(c)
    })
    .map(move |part| {
        let start = at;
        at += part.len()
            + text[start + part.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
        (start, part)
    })
}

/// The step some words stand for; none when there are no words.
fn step<'a>(
    mut words: impl Iterator<Item = (usize, &'a str)>,
) -> Result<Option<Step>, ScriptError> {
    let Some((start, word)) = words.next() else {
        return Ok(None);
    };
    let mut act = act(start, word)?;
    let (mut times, mut after) = (None, None);
    for (at, word) in words {
        let given = word;
        let word = word.to_ascii_lowercase();
        let again = || error(at, format!("`{word}` says again what was said: leave one"));
        if word == "before" || word == "after" {
            match &act {
                Act::Fail(Failure::Reset) if word == "before" => act = Act::ResetBefore,
                Act::Fail(Failure::Reset) => {}
                _ => {
                    return error(
                        at,
                        format!(
                            "`{word}` belongs to reset: write reset {word}, or after=400ms for the time it works"
                        ),
                    );
                }
            }
        } else if word.starts_with("retry-after=") {
            let Act::Status { retry_after, .. } = &mut act else {
                return error(at, "retry-after belongs to a status: write it after 503");
            };
            if retry_after.is_some() {
                return again();
            }
            let name = "retry-after=".len();
            *retry_after = Some(wait(at + name, &given[name..])?);
        } else if let Some(value) = word.strip_prefix("after=") {
            if matches!(act, Act::Fail(failure) if !failure.may_have_reached()) {
                return error(
                    at,
                    "a server that is never reached does not work: leave out after",
                );
            }
            if after.is_some() {
                return again();
            }
            after = Some(length(at + "after=".len(), value)?);
        } else if let Some(value) = word.strip_prefix('x') {
            if times.is_some() {
                return again();
            }
            times = match number(value) {
                Some(n @ 1..=99) => Some(n as u8),
                _ => {
                    return error(
                        at,
                        format!("`{word}` is not a number of times: write x1 to x{MAX_TIMES}"),
                    );
                }
            };
        } else {
            return error(
                at,
                format!(
                    "`{word}` is not an option: use x2, after=400ms or retry-after=2, or a comma before the next step"
                ),
            );
        }
    }
    let times = times.unwrap_or(1);
    Ok(Some(Step { act, times, after }))
}

fn act(at: usize, word: &str) -> Result<Act, ScriptError> {
    let word = word.to_ascii_lowercase();
    if word == "ok" {
        return Ok(Act::Usual);
    }
    if let Some(failure) = Failure::find(&word) {
        return Ok(Act::Fail(failure));
    }
    match number(&word) {
        Some(code @ 200..=599) => Ok(Act::Status {
            code: code as u16,
            retry_after: None,
        }),
        Some(_) => error(
            at,
            format!("{word} is not a status to answer with: use 200 to 599"),
        ),
        None => error(at, format!("`{word}` is not a step: {WORDS}")),
    }
}

/// The value of `Retry-After`, in the spelling it is sent in.
fn wait(at: usize, value: &str) -> Result<String, ScriptError> {
    let bare = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(value);
    match RetryAfter::parse(bare) {
        Ok(RetryAfter::Seconds(seconds)) => Ok(seconds.to_string()),
        Ok(RetryAfter::Date(date)) => Ok(httpdate::fmt_http_date(date)),
        Err(_) => error(
            at,
            "use seconds (2) or a date in quotes (\"Sun, 22 Nov 2026 12:00:02 GMT\")",
        ),
    }
}

fn length(at: usize, value: &str) -> Result<Duration, ScriptError> {
    let ms = match value.strip_suffix("ms") {
        Some(ms) => number(ms),
        None => value
            .strip_suffix('s')
            .and_then(number)
            .map(|seconds| seconds * 1_000),
    };
    match ms.map(|ms| Duration::from_millis(ms.into())) {
        Some(length) if length <= MAX_AFTER => Ok(length),
        Some(_) => error(at, "this is too long: at most 600s"),
        None => error(at, "write 400ms or 2s"),
    }
}

/// Up to six digits.
fn number(text: &str) -> Option<u32> {
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;
