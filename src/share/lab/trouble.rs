//! What the server does, as rows of a form over the text of a script. A row is a step of the first rule that is for all
//! requests and leaves nothing to dice, or another rule as a whole. The rows keep what was typed, mistakes included; the
//! text is what runs.

use std::fmt::{self, Display, Formatter};

use crate::backend::Act;
use crate::backend::script::{self, Body, Rule, Script, Short, Step, Times};
use crate::backend::trouble;

/// The most characters a script keeps.
pub(super) const MAX_TEXT: usize = script::MAX_TEXT;

/// The word for repeating a step until the client waits.
const UNTIL_WAITED: &str = "until-waited";

/// The rows of a form.
///
/// Invariant: the rows that are steps stand together, because they are one rule.
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
    /// How often: a number, `*` or `until-waited`.
    pub times: String,
    /// The value of `Retry-After`, or nothing.
    pub retry_after: String,
    /// How long the server works, or nothing.
    pub after: String,
    /// The text of a rule, when the row is one; the parts above are empty then.
    pub rule: Option<String>,
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
    /// The text of a rule.
    Text,
}

impl Trouble {
    /// The rows of a script; nothing when the text is not one.
    pub fn read(text: &str) -> Option<Self> {
        let script = Script::parse(text).ok()?;
        let mut trouble = Self::default();
        for rule in script.rules() {
            match steps(rule) {
                Some(steps) if !trouble.rows.iter().any(Row::is_step) => {
                    for (step, act) in steps {
                        trouble.push(row(step, act));
                    }
                }
                _ => {
                    trouble.push(Row::of(rule));
                }
            }
        }
        Some(trouble)
    }

    /// The rows, in order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// One more step after the others: a 503. Its number.
    pub fn add(&mut self) -> usize {
        self.add_step(Row {
            what: "503".to_owned(),
            times: "1".to_owned(),
            ..Row::default()
        })
    }

    /// The example of a trouble from the list, by its word, as rows. The number of the last one; nothing when there is
    /// no such trouble.
    pub fn add_example(&mut self, word: &str) -> Option<usize> {
        let example = trouble::find(word)?.example;
        let script = Script::parse(example).ok()?;
        let mut last = None;
        for rule in script.rules() {
            match steps(rule) {
                Some(steps) => {
                    for (step, act) in steps {
                        last = Some(self.add_step(row(step, act)));
                    }
                }
                None => last = Some(self.push(Row::of(rule))),
            }
        }
        last
    }

    /// Takes a row away.
    pub fn remove(&mut self, id: usize) {
        self.rows.retain(|row| row.id != id);
    }

    /// Moves a row before the one above it. Steps move with one another past a rule.
    pub fn up(&mut self, id: usize) {
        let Some(at @ 1..) = self.rows.iter().position(|row| row.id == id) else {
            return;
        };
        match (self.rows[at - 1].is_step(), self.rows[at].is_step()) {
            (false, true) => {
                let rule = self.rows.remove(at - 1);
                let after = self.rows.iter().rposition(Row::is_step);
                self.rows.insert(after.map_or(at, |last| last + 1), rule);
            }
            (true, false) => {
                let rule = self.rows.remove(at);
                let first = self.rows.iter().position(Row::is_step);
                self.rows.insert(first.unwrap_or(0), rule);
            }
            _ => self.rows.swap(at, at - 1),
        }
    }

    /// Types into a row.
    pub fn put(&mut self, id: usize, part: Part, text: &str) {
        let Some(row) = self.rows.iter_mut().find(|row| row.id == id) else {
            return;
        };
        if let Some(rule) = &mut row.rule {
            if part == Part::Text {
                // What would begin another rule.
                *rule = text.replace([';', '\n', '\r'], "");
            }
            return;
        }
        let place = match part {
            Part::What => &mut row.what,
            Part::Times => &mut row.times,
            Part::RetryAfter => &mut row.retry_after,
            Part::After => &mut row.after,
            Part::Text => return,
        };
        // What would begin another step or rule.
        *place = text.replace(['"', ';', '\n', '\r'], "");
        if !row.takes(Part::RetryAfter) {
            row.retry_after.clear();
        }
        if !row.takes(Part::After) {
            row.after.clear();
        }
    }

    /// Puts a step after the others.
    fn add_step(&mut self, row: Row) -> usize {
        let id = self.push(row);
        if let Some(row) = self.rows.pop() {
            let last = self.rows.iter().rposition(Row::is_step);
            let at = last.map_or(self.rows.len(), |last| last + 1);
            self.rows.insert(at, row);
        }
        id
    }

    fn push(&mut self, row: Row) -> usize {
        let id = self.next;
        self.rows.push(Row { id, ..row });
        self.next += 1;
        id
    }
}

impl Display for Trouble {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 {
                let same = row.is_step() && self.rows[index - 1].is_step();
                f.write_str(if same { ", " } else { "; " })?;
            }
            row.fmt(f)?;
        }
        Ok(())
    }
}

impl Row {
    /// A rule as a row.
    fn of(rule: &Rule) -> Self {
        Self {
            rule: Some(rule.to_string()),
            ..Self::default()
        }
    }

    /// Whether it is a step, and not a rule of its own.
    pub fn is_step(&self) -> bool {
        self.rule.is_none()
    }

    /// Whether a part says something for what the server does here.
    pub fn takes(&self, part: Part) -> bool {
        match part {
            Part::Text => !self.is_step(),
            _ if !self.is_step() => false,
            Part::What | Part::Times => true,
            Part::RetryAfter => self.act().is_some_and(|act| act.tells()),
            Part::After => self.act().is_none_or(|act| act.is_reached()),
        }
    }

    /// What is typed into a part.
    pub fn text(&self, part: Part) -> &str {
        match part {
            Part::What => &self.what,
            Part::Times => &self.times,
            Part::RetryAfter => &self.retry_after,
            Part::After => &self.after,
            Part::Text => self.rule.as_deref().unwrap_or_default(),
        }
    }

    /// The status it answers with, if it does.
    pub fn status(&self) -> Option<u16> {
        self.act()?.status()
    }

    /// What the word stands for.
    fn act(&self) -> Option<Act> {
        let script = Script::parse(&self.what).ok()?;
        let (_, act) = *steps(script.rules().first()?)?.first()?;
        Some(act.clone())
    }

    /// What is wrong with a part.
    pub fn problem(&self, part: Part) -> Option<String> {
        if let Some(rule) = &self.rule {
            if rule.trim().is_empty() {
                return Some("Write a rule, such as limit fixed 5/10s.".to_owned());
            }
            let error = Script::parse(rule).err()?;
            let before = rule.get(..error.at).unwrap_or_default();
            let column = before.chars().count() + 1;
            return Some(format!("At character {column}: {}.", error.what));
        }
        let mut alone = Self {
            what: self.what.clone(),
            ..Self::default()
        };
        let until_waited = self.times.trim() == UNTIL_WAITED;
        match part {
            Part::What | Part::Text => {}
            Part::Times => {
                alone.times.clone_from(&self.times);
                if until_waited {
                    alone.retry_after.clone_from(&self.retry_after);
                }
            }
            Part::RetryAfter => alone.retry_after.clone_from(&self.retry_after),
            Part::After => alone.after.clone_from(&self.after),
        }
        if part != Part::What && self.problem(Part::What).is_some() {
            return None;
        }
        let error = Script::parse(&alone.to_string()).err()?;
        Some(match part {
            Part::Times if until_waited => {
                "The server has to tell a wait for that: fill in Retry-After.".to_owned()
            }
            Part::Times => format!(
                "Use a number from 1 to {}, * for ever, or until-waited.",
                script::MAX_TIMES
            ),
            Part::RetryAfter => {
                "Use seconds (2), a date (Sun, 22 Nov 2026 12:00:02 GMT), date+30, date-60, unparsable or none. Your text is kept."
                    .to_owned()
            }
            Part::After => "Write 400ms or 2s, at most 600s.".to_owned(),
            Part::What | Part::Text => error.what,
        })
    }

    /// What it says when it is closed: `503 twice with Retry-After: 2`.
    pub fn in_words(&self) -> String {
        let text = self.to_string();
        let Ok(script) = Script::parse(&text) else {
            return text;
        };
        match script.rules() {
            [rule] => match &rule.body {
                Body::Steps(steps) if self.is_step() => steps.first().map_or(text, Step::in_words),
                _ => rule.in_words(),
            },
            _ => text,
        }
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(rule) = &self.rule {
            return f.write_str(rule.trim());
        }
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
            UNTIL_WAITED => write!(f, " {UNTIL_WAITED}"),
            times => write!(f, " x{}", times.replace([' ', ','], "")),
        }
    }
}

/// The steps of a rule with what each does, when it is for all requests and leaves nothing to dice.
fn steps(rule: &Rule) -> Option<Vec<(&Step, &Act)>> {
    let Body::Steps(steps) = &rule.body else {
        return None;
    };
    let plain = steps.iter().map(|step| Some((step, step.act()?)));
    plain
        .collect::<Option<_>>()
        .filter(|_| rule.scope.is_open())
}

fn row(step: &Step, act: &Act) -> Row {
    let retry_after = match act.told() {
        told if told == act.told_by_default() => String::new(),
        None => "none".to_owned(),
        Some(told) => told.to_string().replace('"', ""),
    };
    Row {
        id: 0,
        what: act.word(),
        times: match step.times {
            Times::Exactly(times) => times.to_string(),
            Times::Always => "*".to_owned(),
            Times::UntilWaited => UNTIL_WAITED.to_owned(),
        },
        retry_after,
        after: (step.after).map_or_else(String::new, |after| Short(after).to_string()),
        rule: None,
    }
}
