//! The script of the server as other tools can play it: steps one after the other, for a method and a path. What those do
//! not know (limits, load, times of the run, counts) is left out, rule by rule.

use super::Notes;
use crate::backend::script::{Act, Body, Cause, Fault, Rule, Step, Times, Told};
use crate::backend::{Script, latency::Latency};
use crate::protocol::Failure;
use crate::share::lab::Lab;

/// Said where there is nothing to play.
pub(super) const UNREAD: &str = "The script cannot be read, so there is no trouble here.";

/// What of a script can be played elsewhere.
#[derive(Default)]
pub(super) struct Trouble {
    /// Rules of steps, in order.
    pub(super) rules: Vec<Rule>,
    /// How long every answer takes.
    pub(super) latency: Option<Latency>,
    /// The whole of it, as it is typed.
    pub(super) text: String,
    /// Whether what was typed says nothing.
    pub(super) unread: bool,
}

impl Trouble {
    pub(super) fn of(lab: &Lab, notes: &mut Notes) -> Self {
        let Ok(script) = Script::parse(&lab.script) else {
            notes.add(UNREAD);
            return Self {
                unread: true,
                ..Self::default()
            };
        };
        let mut trouble = Self {
            text: script.to_string(),
            ..Self::default()
        };
        for rule in script.rules() {
            let scope = &rule.scope;
            let everywhere = scope.method.is_none() && scope.path.is_none();
            let always = scope.time.is_none() && scope.count.is_none();
            match &rule.body {
                Body::Steps(steps) if always => {
                    if steps.iter().any(|step| step.fading) {
                        notes.add("What fades is played to the end.");
                    }
                    trouble.rules.push(rule.clone());
                }
                Body::Latency(latency @ (Latency::Fixed(_) | Latency::Uniform(..)))
                    if always && everywhere && trouble.latency.is_none() =>
                {
                    trouble.latency = Some(*latency);
                }
                _ => notes.say(&["Not said: ", &rule.to_string(), "."]),
            }
        }
        trouble
    }

    /// Whether there is nothing to play.
    pub(super) const fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.latency.is_none()
    }

    pub(super) fn acts(&self) -> impl Iterator<Item = &Act> {
        let steps = self.rules.iter().filter_map(|rule| match &rule.body {
            Body::Steps(steps) => Some(steps),
            _ => None,
        });
        steps
            .flatten()
            .flat_map(|step| step.choices.iter().map(|choice| &choice.act))
    }

    /// What of the acts no tool before a server does.
    pub(super) fn differs(&self, notes: &mut Notes) {
        let works = |act: &Act| act.gets_in() && !matches!(act, Act::Usual);
        if self.acts().any(works) {
            notes.add(
                "The server is not reached where something goes wrong, so no work is done there.",
            );
        }
        if self.latency.is_some() && self.acts().any(|act| !act.is_reached()) {
            notes.add("The latency comes before a failure to connect, too.");
        }
        if self
            .acts()
            .any(|act| matches!(act, Act::Status { .. } | Act::Cause { .. }))
        {
            notes.add("Refusals have no content.");
        }
    }
}

/// The steps of a rule.
pub(super) fn steps(rule: &Rule) -> &[Step] {
    match &rule.body {
        Body::Steps(steps) => steps,
        _ => &[],
    }
}

/// What an act comes to, for those who can do less.
pub(super) enum Does<'a> {
    /// Nothing: the server answers.
    Usual,
    /// A status, and what it tells.
    Answers(u16, Option<Told>),
    /// An answer of its own.
    Says(u16, &'a str, &'a str),
    /// No answer.
    Fails(Failure),
}

/// What an act comes to.
pub(super) fn does(act: &Act) -> Does<'static> {
    const JSON: &str = "application/json";
    match act {
        Act::Usual => Does::Usual,
        Act::Status { code, retry_after } => Does::Answers(*code, *retry_after),
        Act::Cause {
            cause: Cause::UpstreamSlow,
            ..
        } => Does::Answers(504, None),
        Act::Cause { cause, retry_after } => Does::Answers(cause.code(), *retry_after),
        Act::ResetBefore => Does::Fails(Failure::Reset),
        Act::Fail(failure) => Does::Fails(*failure),
        Act::Faulty(fault) => match fault {
            Fault::Empty => Does::Fails(Failure::Reset),
            Fault::BrokenChunk | Fault::WrongLength => Does::Fails(Failure::Truncated),
            Fault::WrongType => Does::Says(200, JSON, "<p>Not JSON</p>"),
            Fault::BadJson => Does::Says(200, JSON, "{ \"id\": 7, "),
            Fault::ErrorIn200 => Does::Says(200, JSON, "{ \"error\": \"It failed.\" }"),
            Fault::Leaky => Does::Says(
                500,
                "text/plain",
                "Error: no such table: orders\n    at Database.query (/srv/shop/db.js:41:9)",
            ),
        },
    }
}

/// How many times a step is played; nothing for ever.
pub(super) const fn times(step: &Step) -> Option<u8> {
    match step.times {
        Times::Exactly(times) => Some(times),
        Times::Always | Times::UntilWaited => None,
    }
}

/// The first line of a program.
pub(super) fn title(trouble: &Trouble) -> String {
    if trouble.text.is_empty() {
        "No trouble: the server answers as usual.".to_owned()
    } else {
        format!("The trouble: {}", trouble.text)
    }
}
