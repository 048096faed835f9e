//! Which paths there are, what they understand, and who answers. The tables stand with their handlers in `resources`; from
//! them come the answers to OPTIONS, `Allow`, the landing page, the OpenAPI description and the page about the API.

use http::header::{ALLOW, HeaderName};

use super::answer::Answer;
use super::store::Store;
use super::{content, credentials, gate, resources};
use crate::protocol::Request;
use crate::rng::Rng;
use crate::time::Instant;

/// A path of the server.
pub struct Route {
    /// The path; one `{…}` stands for one segment.
    pub pattern: &'static str,
    /// The part of the shop it belongs to, such as `Users`.
    pub family: &'static str,
    /// What is there, in a few words.
    pub summary: &'static str,
    /// What can be done with it, besides `OPTIONS`. `GET` brings `HEAD` with it (RFC 9110 §9.3.2).
    pub operations: &'static [Operation],
}

/// A method at a path.
pub struct Operation {
    /// The method.
    pub method: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// Which credentials it wants.
    pub wants: Wants,
    /// What its query may say.
    pub query: &'static [Parameter],
    /// The media types of the content it takes, the usual one first; empty when content means nothing to it.
    pub takes: &'static [&'static str],
    /// The media types it answers with, the usual one first; empty when it answers without content.
    pub gives: &'static [&'static str],
    /// The answers of its own, each with its cause; [`Operation::answers`] adds those that follow from the rest of the row.
    pub own_answers: &'static [(u16, &'static str)],
    /// Requests to begin with.
    pub examples: &'static [Example],
    pub(super) handle: fn(&mut Call<'_>) -> Answer,
}

/// Which credentials an operation wants (RFC 9110 §11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// None.
    Nothing,
    /// `Authorization: Bearer …` (RFC 6750) of anybody.
    Bearer,
    /// `Authorization: Bearer …` of an administrator.
    Admin,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
    /// `X-API-Key: …`, which no standard knows and many APIs use.
    ApiKey,
}

/// A parameter of a query.
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub what: &'static str,
    /// A value it may have.
    pub example: &'static str,
}

/// A request to begin with.
pub struct Example {
    /// What it does, in a few words.
    pub summary: &'static str,
    /// Its path, with its query.
    pub path: &'static str,
    /// Its fields besides those the client sets, as name and value.
    pub fields: &'static [(&'static str, &'static str)],
    /// Its content.
    pub body: &'static str,
}

/// What a handler works with.
pub(super) struct Call<'a> {
    pub(super) now: Instant,
    pub(super) request: &'a Request,
    /// The segment `{…}` stands for, empty where there is none.
    pub(super) part: &'a str,
    /// Whoever sends it, as far as its credentials were wanted and are good; empty otherwise.
    pub(super) who: String,
    pub(super) store: &'a mut Store,
    pub(super) rng: &'a mut Rng,
}

impl Call<'_> {
    /// A refusal that says no more than its code and a sentence.
    pub(super) fn refuse(
        &mut self,
        status: u16,
        why: &'static str,
        detail: impl Into<String>,
    ) -> Answer {
        Answer::refusal(self.rng, status, why, detail)
    }

    /// The value of a parameter of the query.
    pub(super) fn asked(&self, name: &str) -> Option<String> {
        let query = self.request.uri.query()?;
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.into_owned())
    }
}

/// JSON, which nearly everything here speaks.
pub(super) const JSON: &str = "application/json";
/// The field that says so.
pub(super) const SENDS_JSON: &[(&str, &str)] = &[("Content-Type", JSON)];

/// What most operations have in common.
pub(super) const OPERATION: Operation = Operation {
    method: "GET",
    summary: "",
    wants: Wants::Nothing,
    query: &[],
    takes: &[],
    gives: &[JSON],
    own_answers: &[],
    examples: &[],
    handle: resources::status::any,
};

/// A request without fields and content.
pub(super) const fn example(summary: &'static str, path: &'static str) -> Example {
    Example {
        summary,
        path,
        fields: &[],
        body: "",
    }
}

/// Every route, family by family.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    resources::FAMILIES.iter().copied().flatten()
}

/// The methods this server knows at all.
pub(super) const METHODS: &[&str] = &[
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY",
];

impl Route {
    /// The value of `Allow` here.
    pub fn allow(&self) -> String {
        let mut allow = String::with_capacity(40);
        for operation in self.operations {
            allow += operation.method;
            allow += if operation.method == "GET" {
                ", HEAD, "
            } else {
                ", "
            };
        }
        allow + "OPTIONS"
    }

    /// What is done with a method here, if anything.
    pub fn operation(&self, method: &str) -> Option<&'static Operation> {
        let method = if method == "HEAD" { "GET" } else { method };
        self.operations
            .iter()
            .find(|operation| operation.method == method)
    }

    /// What `{…}` stands for in a path of this route, empty for a pattern without; nothing when the path is another's.
    pub(super) fn part<'a>(&self, path: &'a str) -> Option<&'a str> {
        let Some((before, rest)) = self.pattern.split_once('{') else {
            return (path == self.pattern).then_some("");
        };
        let after = rest.split_once('}').map_or("", |(_, after)| after);
        path.strip_prefix(before)?
            .strip_suffix(after)
            .filter(|part| !part.is_empty() && !part.contains('/'))
    }
}

impl Operation {
    /// Every answer it may give while nothing is wrong with the server, each with its cause: its own, those that follow
    /// from what it takes, gives and wants, and those any request may get.
    pub fn answers(&self) -> Vec<(u16, &'static str)> {
        let mut answers = self.own_answers.to_vec();
        match self.wants {
            Wants::Nothing => {}
            Wants::Admin => answers.extend([credentials::UNKNOWN, credentials::NOT_ALLOWED]),
            Wants::Bearer | Wants::Basic | Wants::ApiKey => answers.push(credentials::UNKNOWN),
        }
        if !self.takes.is_empty() {
            answers.extend(content::ANSWERS);
        }
        if !self.gives.is_empty() {
            answers.push(gate::NOT_ACCEPTABLE);
        }
        answers.extend(gate::ANYWHERE);
        answers.sort_by_key(|answer| answer.0);
        answers.dedup_by_key(|answer| answer.0);
        answers
    }
}

/// The route of a path, and what its `{…}` stands for.
pub(super) fn find(path: &str) -> Option<(&'static Route, &str)> {
    // Nobody should get lost for want of a slash at the door.
    let path = if path == "/api" { "/api/" } else { path };
    routes().find_map(|route| Some((route, route.part(path)?)))
}

/// The route of a path.
pub fn route_of(path: &str) -> Option<&'static Route> {
    find(path).map(|(route, _)| route)
}

/// The answer to OPTIONS (RFC 9110 §9.3.7): what is understood here, and in which formats.
pub(super) fn options(route: Option<&Route>) -> Answer {
    let allow = route.map_or_else(|| METHODS.join(", "), Route::allow);
    let mut answer = Answer::empty(204)
        .with(ALLOW, &allow)
        .read("Methods listed");
    let formats = |method: &str| {
        route
            .and_then(|route| route.operation(method))
            .map(|operation| operation.takes.join(", "))
    };
    for (method, field) in [("PATCH", ACCEPT_PATCH), ("QUERY", ACCEPT_QUERY)] {
        if let Some(formats) = formats(method) {
            answer = answer.with(field, &formats);
        }
    }
    answer
}

/// Where a server names the formats of changes it understands (RFC 5789 §3.1).
pub(super) const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");
/// Where a server names the formats of queries it understands (RFC 10008 §3).
pub(super) const ACCEPT_QUERY: HeaderName = HeaderName::from_static("accept-query");
