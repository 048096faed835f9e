//! Which paths there are, what they understand, and who answers.

use http::header::ALLOW;

use super::answer::Answer;
use super::resources::{admin, status, users};
use super::store::Store;
use crate::protocol::Request;
use crate::rng::Rng;

/// A path of the server.
pub struct Route {
    /// The path; `{…}` at its end stands for one segment.
    pub pattern: &'static str,
    /// The methods it understands, besides `OPTIONS`.
    pub methods: &'static [&'static str],
    /// What is there, in a few words.
    pub summary: &'static str,
    /// Requests to begin with.
    pub examples: &'static [Example],
    handle: fn(Call<'_>) -> Answer,
}

/// A request to begin with.
pub struct Example {
    /// What it does, in a few words.
    pub summary: &'static str,
    /// Its method.
    pub method: &'static str,
    /// Its path, with its query.
    pub path: &'static str,
    /// Its fields besides those the client sets, as name and value.
    pub fields: &'static [(&'static str, &'static str)],
    /// Its content.
    pub body: &'static str,
}

/// What a handler works with.
pub(super) struct Call<'a> {
    pub(super) request: &'a Request,
    /// The segment `{…}` stands for, empty where there is none.
    pub(super) part: &'a str,
    pub(super) store: &'a mut Store,
    pub(super) rng: &'a mut Rng,
}

/// Every route.
pub const ROUTES: &[Route] = &[
    Route {
        pattern: "/api/users",
        methods: &["GET", "HEAD", "POST"],
        summary: "All users",
        examples: &[
            example("List the users", "GET", "/api/users"),
            Example {
                summary: "Create a user",
                method: "POST",
                path: "/api/users",
                fields: JSON,
                body: "{\n  \"name\": \"Mary Shaw\"\n}",
            },
            Example {
                summary: "Create a user, safe to repeat",
                method: "POST",
                path: "/api/users",
                fields: &[JSON[0], ("Idempotency-Key", "\"8c1f-42d0\"")],
                body: "{\n  \"name\": \"Mary Shaw\"\n}",
            },
            Example {
                summary: "Take an e-mail address twice",
                method: "POST",
                path: "/api/users",
                fields: JSON,
                body: "{\n  \"name\": \"Grace Murray\",\n  \"email\": \"grace@shop.example\"\n}",
            },
        ],
        handle: users::all,
    },
    Route {
        pattern: "/api/users/{id}",
        methods: &["GET", "HEAD", "PUT", "PATCH", "DELETE"],
        summary: "One user",
        examples: &[
            example("Read a user", "GET", "/api/users/7"),
            Example {
                summary: "Replace a user",
                method: "PUT",
                path: "/api/users/7",
                fields: JSON,
                body: "{\n  \"name\": \"Grace Hopper\",\n  \"email\": \"hopper@shop.example\",\n  \"role\": \"admin\"\n}",
            },
            Example {
                summary: "Change one field",
                method: "PATCH",
                path: "/api/users/7",
                fields: &[("Content-Type", users::MERGE_PATCH)],
                body: "{\n  \"role\": \"viewer\"\n}",
            },
            example("Delete a user", "DELETE", "/api/users/7"),
        ],
        handle: users::one,
    },
    Route {
        pattern: "/api/admin/{page}",
        methods: &["GET", "HEAD"],
        summary: "For administrators: wants a token",
        examples: &[
            example("Without a token", "GET", "/api/admin/report"),
            Example {
                summary: "With a token that may not",
                method: "GET",
                path: "/api/admin/report",
                fields: &[("Authorization", "Bearer viewer")],
                body: "",
            },
            Example {
                summary: "With a token that may",
                method: "GET",
                path: "/api/admin/report",
                fields: &[("Authorization", "Bearer admin")],
                body: "",
            },
        ],
        handle: admin::page,
    },
    Route {
        pattern: "/api/status/{code}",
        methods: &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
        summary: "Any status you ask for, 100 to 599",
        examples: &[
            example("Unavailable for 2 s", "GET", "/api/status/503"),
            example(
                "Too many requests, for 5 s",
                "GET",
                "/api/status/429?retry-after=5",
            ),
            example("Gone for good", "GET", "/api/status/410"),
        ],
        handle: status::any,
    },
];

const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];

const fn example(summary: &'static str, method: &'static str, path: &'static str) -> Example {
    Example {
        summary,
        method,
        path,
        fields: &[],
        body: "",
    }
}

/// The methods this server knows at all.
const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

impl Route {
    /// The value of `Allow` here.
    pub fn allow(&self) -> String {
        let mut allow = self.methods.join(", ");
        if !self.methods.contains(&"OPTIONS") {
            allow += ", OPTIONS";
        }
        allow
    }

    /// What `{…}` stands for in a path of this route, empty for a pattern without.
    pub(super) fn part<'a>(&self, path: &'a str) -> Option<&'a str> {
        match self.pattern.split_once('{') {
            Some((prefix, _)) => path
                .strip_prefix(prefix)
                .filter(|part| !part.is_empty() && !part.contains('/')),
            None => (path == self.pattern).then_some(""),
        }
    }
}

/// Answers a request that got in.
pub(super) fn dispatch(store: &mut Store, rng: &mut Rng, request: &Request) -> Answer {
    let method = request.method.as_str();
    // RFC 9110 §9.1: a method that is not known anywhere is 501; one that is known, but not here, is 405.
    if !METHODS.contains(&method) {
        let detail = if METHODS.contains(&method.to_ascii_uppercase().as_str()) {
            "The names of methods are case-sensitive: write this one in capitals.".to_owned()
        } else {
            format!("This server knows {}.", METHODS.join(", "))
        };
        return Answer::refusal(rng, 501, "Unknown method", detail);
    }
    // RFC 9110 §9.3.7: the server as a whole.
    if method == "OPTIONS" && request.path() == "*" {
        return options(&METHODS.join(", "));
    }
    let found = ROUTES
        .iter()
        .find_map(|route| Some((route, route.part(request.path())?)));
    let Some((route, part)) = found else {
        let paths: Vec<&str> = ROUTES.iter().map(|route| route.pattern).collect();
        let detail = format!("Nothing is at this path. There is {}.", paths.join(", "));
        return Answer::refusal(rng, 404, "No such path", detail);
    };
    if route.methods.contains(&method) {
        return (route.handle)(Call {
            request,
            part,
            store,
            rng,
        });
    }
    let allow = route.allow();
    if method == "OPTIONS" {
        let answer = options(&allow);
        // RFC 5789 §3.1: where PATCH is understood, OPTIONS says in which formats.
        return if route.methods.contains(&"PATCH") {
            answer.with(users::ACCEPT_PATCH, users::MERGE_PATCH)
        } else {
            answer
        };
    }
    // RFC 9110 §15.5.6: a 405 lists what is allowed.
    let detail = format!("{method} is not understood here. Use one of {allow}.");
    Answer::refusal(rng, 405, "Wrong method", detail).with(ALLOW, &allow)
}

fn options(allow: &str) -> Answer {
    Answer::empty(204)
        .with(ALLOW, allow)
        .did("read", "Methods listed", "nothing changed")
}
