//! What a reader of the Lab sets up: a request, a client, a server's troubles, a network. Everything is kept as it was
//! typed, mistakes included; `problems` says what is wrong with it, and `setup` makes a run of it when nothing is.

pub mod auth;
mod fields;
pub mod json;
mod link;
mod paste;
mod problems;
pub mod query;
mod rivals;
mod situations;
mod trouble;

use http::header::{CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING};
use http::{Method, Uri};

pub use fields::{KNOWN, format_json, values};
pub use problems::{Place, Problem};
pub use situations::{GROUPS, SITUATIONS, Situation};
pub use trouble::{Part, Row, Trouble};

pub use crate::backend::HOST;
use crate::backend::{Backend, Example, Operation, Script};
use crate::client::settings::{self, Setting};
use crate::client::{Policy, presets};
use crate::exchange::Setup;
use crate::protocol::{Body, Outcome, Request};
use crate::time::Instant;

/// The most characters a method keeps.
pub const MAX_METHOD: usize = 40;
/// The most characters a path keeps.
pub const MAX_PATH: usize = 10_000;
/// The most fields a request has here.
pub const MAX_FIELDS: usize = 20;
/// The most characters a field keeps, in its name and in its value.
pub const MAX_FIELD: usize = 1_000;
/// The most characters a body keeps.
pub const MAX_BODY: usize = 8_000;
/// The most characters a seed keeps, and any other number or length.
pub const MAX_SEED: usize = 20;
/// The most calls of a run.
pub const MAX_CALLS: u32 = 20;

/// The most characters the name of a server keeps.
pub const MAX_WORLD: usize = 40;
/// The most clients that are compared with the one that is set up.
pub const MAX_RIVALS: usize = 5;

/// A set-up, as typed. Every value can be shown; not every one can run.
#[derive(Debug, Clone, PartialEq)]
pub struct Lab {
    /// The method.
    pub method: String,
    /// The path with its query, or the URL of another server.
    pub path: String,
    /// The fields besides those the client writes itself.
    pub fields: Vec<Line>,
    /// The content.
    pub body: String,
    /// Who sends it.
    pub client: &'static Policy,
    /// What is different about it: names of settings, each once and in the order of their table, and their values.
    pub changes: Vec<(String, String)>,
    /// How often it is called.
    pub calls: String,
    /// How long after the end of a call the next begins.
    pub pause: String,
    /// What the server does, as the text of a [`Script`].
    pub script: String,
    /// What all dice start from.
    pub seed: String,
    /// Which way the request goes.
    pub network: Network,
    /// The name of the server that is kept between runs; empty for a fresh one each time.
    pub world: String,
    /// Who is compared with the client, each once; nobody when the run alone is shown.
    pub rivals: Vec<&'static Policy>,
}

/// Which way the request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// In the page, in virtual time.
    Simulated,
    /// Through the browser's `fetch()` and a service worker, in real time.
    Live,
}

/// A field of the request, as typed.
///
/// Invariant: no colon in the name, so that the line reads one way only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    name: String,
    value: String,
}

impl Line {
    /// Reads `Name: value`; without a colon, all of it is the name.
    pub fn read(line: &str) -> Self {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        Self {
            name: name.to_owned(),
            value: value.strip_prefix(' ').unwrap_or(value).to_owned(),
        }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Types a name. A whole line pasted here falls into its two parts.
    pub fn rename(&mut self, text: &str) {
        if text.contains(':') {
            *self = Self::read(text.trim_start());
        } else {
            text.clone_into(&mut self.name);
        }
    }

    /// Types a value.
    pub fn put(&mut self, value: &str) {
        value.clone_into(&mut self.value);
    }

    fn is_blank(&self) -> bool {
        self.name.trim().is_empty() && self.value.trim().is_empty()
    }

    /// The field, when it is one.
    fn parse(&self) -> Option<(HeaderName, HeaderValue)> {
        let name = HeaderName::from_bytes(self.name.trim().as_bytes()).ok()?;
        // RFC 9110 §5.5: blanks around a value are not part of it.
        let value = self.value.trim_matches([' ', '\t']);
        Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    }
}

impl Default for Lab {
    /// A careful client, and a server that is unavailable for two requests.
    fn default() -> Self {
        Self {
            method: "GET".to_owned(),
            path: "/api/users/7".to_owned(),
            fields: Vec::new(),
            body: String::new(),
            client: &presets::CAREFUL,
            changes: Vec::new(),
            calls: "1".to_owned(),
            pause: "0 s".to_owned(),
            script: "503 retry-after=2 x2".to_owned(),
            seed: "418".to_owned(),
            network: Network::Simulated,
            world: String::new(),
            rivals: Vec::new(),
        }
    }
}

impl Lab {
    /// A set-up that runs when it is opened: the value everything else starts from.
    ///
    /// # Errors
    /// Everything that is wrong and keeps it from running, in the order of the form.
    pub fn setup(&self) -> Result<Setup, Vec<Problem>> {
        self.setup_on(None)
    }

    /// The same on a server that earlier runs left behind, if there is one.
    ///
    /// # Errors
    /// As [`Lab::setup`].
    pub fn setup_on(&self, kept: Option<Backend>) -> Result<Setup, Vec<Problem>> {
        let mut problems = self.problems();
        problems.retain(|problem| problem.stops);
        let (Some(request), Some(script), Some(seed), Some(calls), Some(pause), []) = (
            self.request(),
            Script::parse(&self.script).ok(),
            self.number(),
            self.count(),
            settings::length(&self.pause),
            &problems[..],
        ) else {
            return Err(problems);
        };
        let backend = match kept {
            Some(mut backend) => {
                backend.again(script, seed);
                backend
            }
            None => Backend::new(script, seed),
        };
        Ok(Setup {
            calls,
            pause,
            ..Setup::new(request, self.policy(), backend, seed)
        })
    }

    /// The client with everything that is changed about it; what makes no sense stays as it was.
    pub fn policy(&self) -> Policy {
        settings::apply(self.client, &self.changes).0
    }

    /// A setting of the client, as typed.
    pub fn typed(&self, setting: &Setting) -> String {
        let changed = self.changes.iter().find(|(name, _)| name == setting.name);
        changed.map_or_else(|| setting.get(self.client), |(_, text)| text.clone())
    }

    /// Types a setting of the client. What the client has anyway is no change.
    pub fn put(&mut self, setting: &Setting, text: &str) {
        self.change(setting, text);
        if text == setting.get(self.client) {
            self.changes.retain(|(name, _)| name != setting.name);
        }
    }

    fn change(&mut self, setting: &Setting, text: &str) {
        let place = |name: &str| Setting::find(name).map(|(place, _)| place);
        let wanted = place(setting.name);
        self.changes.retain(|(name, _)| name != setting.name);
        let at = self
            .changes
            .partition_point(|(name, _)| place(name) < wanted);
        let change = (setting.name.to_owned(), text.to_owned());
        self.changes.insert(at, change);
    }

    /// The set-up that sends an example of the shop's own table to a server without trouble.
    pub fn of(operation: &Operation, example: &Example) -> Self {
        let line = |(name, value): &(&str, &str)| Line::read(&format!("{name}: {value}"));
        Self {
            method: operation.method.to_owned(),
            path: example.path.to_owned(),
            fields: example.fields.iter().map(line).collect(),
            body: example.body.to_owned(),
            script: String::new(),
            ..Self::default()
        }
    }

    /// The status of what the server answers first; nothing when that is no answer, or the set-up does not run.
    pub fn first_answer(&self) -> Option<u16> {
        let mut setup = self.setup().ok()?;
        let reply = setup.backend.respond(Instant::START, &setup.request);
        match reply.outcome? {
            Outcome::Answered(response) => Some(response.status.as_u16()),
            Outcome::Failed(_) => None,
        }
    }

    /// How often the client is called.
    fn count(&self) -> Option<u32> {
        let count = self.calls.trim().parse().ok()?;
        (1..=MAX_CALLS).contains(&count).then_some(count)
    }

    /// The seed as a number.
    fn number(&self) -> Option<u64> {
        self.seed.trim().parse().ok()
    }

    /// The set-up without those it is compared with, who change nothing about its run.
    pub fn alone(&self) -> Self {
        Self {
            rivals: Vec::new(),
            ..self.clone()
        }
    }

    /// The request as the client sends it first.
    fn request(&self) -> Option<Request> {
        let method = Method::from_bytes(self.method.as_bytes()).ok()?;
        let uri: Uri = self.path.trim().parse().ok()?;
        let mut request = Request::new(method, uri);
        for line in self.fields.iter().filter(|line| !line.is_blank()) {
            let (name, value) = line.parse()?;
            request.headers.append(name, value);
        }
        request.body = Body::from(self.body.as_str());
        // RFC 9110 §8.6: with content, and without where the method leads to expect some; unless the reader says how long
        // it is, to see what a server makes of that.
        let told = request.headers.contains_key(CONTENT_LENGTH)
            || request.headers.contains_key(TRANSFER_ENCODING);
        let expected = matches!(self.method.as_str(), "POST" | "PUT" | "PATCH" | "QUERY");
        if !told && (!request.body.is_empty() || expected) {
            let length = HeaderValue::from(request.body.len());
            request.headers.insert(CONTENT_LENGTH, length);
        }
        Some(request)
    }
}

#[cfg(test)]
mod tests;
