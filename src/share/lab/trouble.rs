//! What the server does, as rows of a form over the text of a script. The rows keep what was typed, mistakes included;
//! the text is what runs.

use std::fmt::{self, Display, Formatter};

use crate::backend::script::{self, Script};
use crate::backend::{Act, Step};

/// The most characters a script keeps.
pub(super) const MAX_TEXT: usize = script::MAX_TEXT;

/// The rows of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trouble {
    rows: Vec<Row>,
    /// The number the next row gets, so that the page can tell rows apart when they move.
    next: usize,
}

/// One thing the server does, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Tells it from the other rows for as long as the form lives.
    pub id: usize,
    /// The word of the script: `503`, `reset before`, `ok`.
    pub what: String,
    /// How often.
    pub times: String,
    /// The value of `Retry-After`, or nothing.
    pub retry_after: String,
    /// How long the server works, or nothing.
    pub after: String,
}

/// A part of a row one can type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The word.
    What,
    /// How often.
    Times,
    /// `Retry-After`.
    RetryAfter,
    /// How long the server works.
    After,
}

impl Trouble {
    /// The rows of a script; nothing when the text is not one.
    pub fn read(text: &str) -> Option<Self> {
        let script = Script::parse(text).ok()?;
        let rows: Vec<Row> = script.steps().iter().enumerate().map(row).collect();
        let next = rows.len();
        Some(Self { rows, next })
    }

    /// The rows, in order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// One more row at the end: a 503.
    pub fn add(&mut self) {
        self.rows.push(Row {
            id: self.next,
            what: "503".to_owned(),
            times: "1".to_owned(),
            retry_after: String::new(),
            after: String::new(),
        });
        self.next += 1;
    }

    /// Takes a row away.
    pub fn remove(&mut self, id: usize) {
        self.rows.retain(|row| row.id != id);
    }

    /// Moves a row before the one above it.
    pub fn up(&mut self, id: usize) {
        if let Some(at @ 1..) = self.rows.iter().position(|row| row.id == id) {
            self.rows.swap(at, at - 1);
        }
    }

    /// Types into a row.
    pub fn put(&mut self, id: usize, part: Part, text: &str) {
        let Some(row) = self.rows.iter_mut().find(|row| row.id == id) else {
            return;
        };
        let place = match part {
            Part::What => &mut row.what,
            Part::Times => &mut row.times,
            Part::RetryAfter => &mut row.retry_after,
            Part::After => &mut row.after,
        };
        // A comma or a line end would begin another step.
        *place = text.replace(['"', '\n', '\r'], "");
        if !row.takes(Part::RetryAfter) {
            row.retry_after.clear();
        }
        if !row.takes(Part::After) {
            row.after.clear();
        }
    }
}

impl Display for Trouble {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            row.fmt(f)?;
        }
        Ok(())
    }
}

impl Row {
    /// Whether a part says something for what the server does here.
    pub fn takes(&self, part: Part) -> bool {
        match part {
            Part::What | Part::Times => true,
            Part::RetryAfter => self.status().is_some(),
            Part::After => !matches!(self.what.as_str(), "refused" | "dns" | "tls"),
        }
    }

    /// What is typed into a part.
    pub fn text(&self, part: Part) -> &str {
        match part {
            Part::What => &self.what,
            Part::Times => &self.times,
            Part::RetryAfter => &self.retry_after,
            Part::After => &self.after,
        }
    }

    /// The status it answers with, if it does.
    pub fn status(&self) -> Option<u16> {
        self.what.parse().ok()
    }

    /// What is wrong with a part.
    pub fn problem(&self, part: Part) -> Option<String> {
        let mut alone = Self {
            what: self.what.clone(),
            ..Self::default()
        };
        match part {
            Part::What => {}
            Part::Times => alone.times.clone_from(&self.times),
            Part::RetryAfter => alone.retry_after.clone_from(&self.retry_after),
            Part::After => alone.after.clone_from(&self.after),
        }
        if part != Part::What && self.problem(Part::What).is_some() {
            return None;
        }
        let error = Script::parse(&alone.to_string()).err()?;
        Some(match part {
            Part::Times => format!("Use a number from 1 to {}.", script::MAX_TIMES),
            Part::RetryAfter => {
                "Use seconds (2) or a date (Sun, 22 Nov 2026 12:00:02 GMT). Your text is kept."
                    .to_owned()
            }
            Part::After => "Write 400ms or 2s, at most 600s.".to_owned(),
            Part::What => error.what,
        })
    }

    /// What it says when it is closed: `503 twice with Retry-After: 2`.
    pub fn in_words(&self) -> String {
        let script = Script::parse(&self.to_string()).ok();
        let step = script.as_ref().and_then(|script| script.steps().first());
        step.map_or_else(|| self.to_string(), Step::in_words)
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        let retry_after = self.retry_after.trim();
        if retry_after.contains([' ', ',']) {
            write!(f, " retry-after=\"{retry_after}\"")?;
        } else if !retry_after.is_empty() {
            write!(f, " retry-after={retry_after}")?;
        }
        let after = self.after.trim();
        if !after.is_empty() {
            write!(f, " after={}", after.replace([' ', ','], ""))?;
        }
        match self.times.trim() {
            "" | "1" => Ok(()),
            times => write!(f, " x{}", times.replace([' ', ','], "")),
        }
    }
}

fn row((id, step): (usize, &Step)) -> Row {
    let plain = Step {
        act: match &step.act {
            Act::Status { code, .. } => Act::Status {
                code: *code,
                retry_after: None,
            },
            act => act.clone(),
        },
        times: 1,
        after: None,
    };
    let retry_after = match &step.act {
        Act::Status { retry_after, .. } => retry_after.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let after = step
        .after
        .map_or_else(String::new, |after| match after.as_millis() {
            ms if ms % 1_000 == 0 => format!("{}s", ms / 1_000),
            ms => format!("{ms}ms"),
        });
    Row {
        id,
        what: plain.to_string(),
        times: step.times.to_string(),
        retry_after,
        after,
    }
}
