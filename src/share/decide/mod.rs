//! The case a reader of Decide describes: fields as text, answers given by clicking, and the walk both lead to.
//!
//! The fields are kept as they were typed, mistakes included. A field that says nothing, or nothing readable, leaves its
//! questions open. Where the reader clicked an answer, the click counts until a field about the same question changes.

mod fields;
mod link;
mod outcome;
mod stand;

use std::time::Duration;

use http::header::{DATE, RETRY_AFTER};
use http::{Method, StatusCode};

pub use outcome::Outcome;
pub use stand::Stand;

use crate::client::{Draw, presets::CAREFUL};
use crate::protocol::text::{ParseError, parse_response};
use crate::protocol::{Failure, RetryAfter};
use crate::rng::Rng;
use crate::tree::{self, Answer, Got, Node, Question, Situation, Walk};

/// The most characters a field keeps. A longer value comes from a hostile link, not from a reader.
pub const LONGEST: usize = 100;

/// One case: what was sent, what came back, how much patience is left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decide {
    /// The method that was sent; empty when nothing was chosen.
    method: String,
    /// A status code or the slug of a [`Failure`]; empty when nothing was chosen.
    got: String,
    /// `Retry-After`, as typed.
    retry_after: String,
    /// The `Date` of the response that was pasted: what a date in `Retry-After` is compared with.
    date: String,
    /// This try, as typed: `2 of 4`.
    tries: String,
    /// The time left, as typed: `6.2 s`.
    left: String,
    /// Whether the request carries an `Idempotency-Key`.
    key: bool,
    /// The answers clicked, by slug. Invariant: sorted by slug, each slug once, every slug a question of the tree.
    answers: Vec<(&'static str, bool)>,
    /// What the random wait is drawn from.
    seed: u32,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// You sent.
    Method,
    /// You got.
    Got,
    /// Retry-After.
    RetryAfter,
    /// The `Date` of the pasted response; not shown as a field of its own.
    Date,
    /// This try.
    Try,
    /// Time left.
    Left,
}

impl Field {
    /// All of them, in the order of a link.
    pub const ALL: [Self; 6] = [
        Self::Method,
        Self::Got,
        Self::RetryAfter,
        Self::Date,
        Self::Try,
        Self::Left,
    ];

    /// Its name in links; never changes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Got => "got",
            Self::RetryAfter => "retry-after",
            Self::Date => "date",
            Self::Try => "try",
            Self::Left => "left",
        }
    }

    /// Whether what is typed here can answer a question.
    const fn informs(self, question: Question) -> bool {
        use Question as Q;
        match self {
            Self::Method => matches!(question, Q::SafeToRepeat),
            Self::Got => matches!(
                question,
                Q::Answered | Q::WrongAddress | Q::CanEverWork | Q::MayHaveActed | Q::SaidWhen
            ),
            Self::RetryAfter | Self::Date => matches!(question, Q::SaidWhen | Q::ToldInTime),
            Self::Try => matches!(question, Q::TriesLeft | Q::WaitInTime),
            Self::Left => matches!(question, Q::ToldInTime | Q::WaitInTime),
        }
    }
}

/// Cases to begin with: what they are called, and the fields.
pub const EXAMPLES: [(&str, &str); 4] = [
    (
        "503 with Retry-After: 2",
        "method=GET&got=503&retry-after=2&try=1+of+4&left=30+s",
    ),
    (
        "POST, answer lost",
        "method=POST&got=timeout&try=1+of+4&left=30+s",
    ),
    (
        "429 on the last try",
        "method=GET&got=429&try=4+of+4&left=30+s",
    ),
    ("A plain 500", "method=GET&got=500&try=2+of+4&left=6.2+s"),
];

impl Decide {
    /// What stands in a field.
    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::Method => &self.method,
            Field::Got => &self.got,
            Field::RetryAfter => &self.retry_after,
            Field::Date => &self.date,
            Field::Try => &self.tries,
            Field::Left => &self.left,
        }
    }

    /// Whether the request carries an `Idempotency-Key`.
    pub const fn has_key(&self) -> bool {
        self.key
    }

    /// Types into a field. What was clicked about the same thing before is dropped: the last word counts.
    pub fn set(&mut self, field: Field, text: &str) {
        self.put(field, text);
        self.forget(|question| field.informs(question));
    }

    fn put(&mut self, field: Field, text: &str) {
        let text = text.chars().take(LONGEST).collect();
        match field {
            Field::Method => self.method = text,
            Field::Got => self.got = text,
            Field::RetryAfter => self.retry_after = text,
            Field::Date => self.date = text,
            Field::Try => self.tries = text,
            Field::Left => self.left = text,
        }
    }

    /// Says whether the request carries an `Idempotency-Key`.
    pub fn set_key(&mut self, key: bool) {
        self.key = key;
        self.forget(|question| question == Question::SafeToRepeat);
    }

    /// Fills in what a pasted response says: its status, `Retry-After` and `Date`.
    ///
    /// # Errors
    /// The line that is not right; the case stays as it is.
    pub fn paste(&mut self, text: &str) -> Result<(), ParseError> {
        let response = parse_response(text)?;
        let date = response
            .field(DATE)
            .filter(|text| fields::date(text).is_ok());
        self.set(Field::Got, response.status.as_str());
        self.set(Field::Date, date.unwrap_or_default());
        self.set(
            Field::RetryAfter,
            response.field(RETRY_AFTER).unwrap_or_default(),
        );
        Ok(())
    }

    /// Throws the dice again.
    pub const fn draw_again(&mut self) {
        self.seed = self.seed.wrapping_add(1);
    }

    /// Whether nothing was typed, chosen or clicked.
    pub fn is_blank(&self) -> bool {
        *self
            == Self {
                seed: self.seed,
                ..Self::default()
            }
    }

    /// What is wrong with a field, for the person who typed it.
    pub fn field_error(&self, field: Field) -> Option<&'static str> {
        let text = self.text(field).trim();
        if text.is_empty() {
            return None;
        }
        match field {
            Field::Method => fields::method(text).err(),
            Field::Got => fields::got(text).err(),
            Field::Try => fields::tries(text).err(),
            Field::Left => fields::left(text).err(),
            Field::Date => fields::date(text).err(),
            Field::RetryAfter => fields::told(text, &self.date).err(),
        }
    }

    /// What came back, if it is known.
    pub fn got(&self) -> Option<Got> {
        fields::got(self.got.trim()).ok()
    }

    /// The status code that came back, if the tree is not about it.
    pub fn outside(&self) -> Option<StatusCode> {
        match self.got()? {
            Got::Status(status) if !tree::covers(Got::Status(status)) => Some(status),
            _ => None,
        }
    }

    /// The method, if it is known.
    pub fn method(&self) -> Option<Method> {
        fields::method(self.method.trim()).ok()
    }

    /// This try and how many there may be, if known.
    pub fn tries(&self) -> Option<(u32, u32)> {
        fields::tries(self.tries.trim()).ok()
    }

    /// How long the server asked to wait: unknown, unsaid, or this long.
    pub fn told(&self) -> Option<Option<Duration>> {
        let text = self.retry_after.trim();
        match self.got()? {
            // Without a response there is no field.
            Got::Nothing(_) => Some(None),
            Got::Status(_) if text.is_empty() => Some(None),
            Got::Status(_) => fields::told(text, &self.date).ok().map(Some),
        }
    }

    /// The wait the careful client would choose by itself now, the first if it is not known which try this is.
    pub fn draw(&self) -> Draw {
        let this = self.tries().map_or(1, |(this, _)| this);
        CAREFUL
            .backoff
            .draw(this, None, &mut Rng::new(u64::from(self.seed)))
    }

    /// The facts the fields state.
    pub fn situation(&self) -> Situation {
        Situation {
            is_spent: false,
            method: self.method(),
            has_key: self.key,
            got: self.got().filter(|got| tree::covers(*got)),
            told: self.told(),
            tries: self.tries(),
            left: fields::left(self.left.trim()).ok(),
            wait: Some(self.draw().wait),
            takes: CAREFUL.attempt_timeout.unwrap_or_default(),
            can_look_up: None,
            has_substitute: None,
        }
    }

    /// The way through the tree, as far as fields and clicks know.
    pub fn walk(&self) -> Walk {
        let situation = self.situation();
        tree::walk(|node| self.resolve(&situation, node))
    }

    /// What was clicked for a question.
    pub fn clicked(&self, node: &Node) -> Option<bool> {
        let at = self
            .answers
            .binary_search_by_key(&node.slug, |(slug, _)| slug)
            .ok()?;
        Some(self.answers[at].1)
    }

    fn resolve(&self, situation: &Situation, node: &Node) -> Option<Answer> {
        let stated = situation.answer(node);
        match self.clicked(node) {
            Some(yes) if stated.as_ref().is_none_or(|stated| stated.yes != yes) => {
                let because = if stated.is_some() { "you say" } else { "" };
                Some(Answer {
                    yes,
                    because: because.to_owned(),
                })
            }
            _ => stated,
        }
    }

    fn forget(&mut self, about: impl Fn(Question) -> bool) {
        self.answers.retain(|(slug, _)| {
            !tree::nodes()
                .iter()
                .any(|node| node.slug == *slug && about(node.question))
        });
    }

    /// Keeps a click, if it says something the fields do not.
    fn click(&mut self, situation: &Situation, node: &'static Node, yes: bool) {
        self.answers.retain(|(slug, _)| *slug != node.slug);
        if situation
            .answer(node)
            .is_none_or(|stated| stated.yes != yes)
        {
            let at = self.answers.partition_point(|(slug, _)| *slug < node.slug);
            self.answers.insert(at, (node.slug, yes));
        }
    }
}

#[cfg(test)]
mod tests;
