//! `/api/`: what there is, and a way back to the start.

use std::time::Duration;

use http::StatusCode;
use http::header::{HeaderValue, LINK};
use serde::Serialize;

use crate::backend::answer::Answer;
use crate::backend::openapi;
use crate::backend::route::{Call, OPERATION, Operation, Route, example, routes};
use crate::backend::store::Store;
use crate::protocol::Response;

/// How long the landing page takes to put together: long enough for hints to be of use.
const SLOW: Duration = Duration::from_millis(120);
/// What whoever reads the landing page wants next.
const HINT: &str = "</api/openapi.json>; rel=\"service-desc\"; type=\"application/json\", </api/openapi.json>; rel=preload; as=fetch";

pub(in crate::backend) const ROUTES: &[Route] = &[
    Route {
        pattern: "/api/",
        family: "Home",
        summary: "What there is",
        operations: &[Operation {
            summary: "List everything there is",
            own_answers: &[(
                200,
                "Every path, its methods and what it is for; before that, a 103 with what to load.",
            )],
            examples: &[example("See what there is", "/api/")],
            handle: home,
            ..OPERATION
        }],
    },
    Route {
        pattern: "/api/openapi.json",
        family: "Home",
        summary: "The same for programs: OpenAPI 3.1",
        operations: &[Operation {
            summary: "Read the OpenAPI description",
            own_answers: &[(200, "The description, made from the table of routes.")],
            examples: &[example("Read the description", "/api/openapi.json")],
            handle: description,
            ..OPERATION
        }],
    },
    Route {
        pattern: "/api/reset",
        family: "Home",
        summary: "Back to the start",
        operations: &[Operation {
            method: "POST",
            summary: "Make the shop as it was when it opened",
            gives: &[],
            own_answers: &[(204, "Everything is as it was at the start.")],
            examples: &[example("Start anew", "/api/reset")],
            handle: reset,
            ..OPERATION
        }],
    },
];

#[derive(Serialize)]
struct Entry {
    path: &'static str,
    methods: String,
    summary: &'static str,
}

fn home(call: &mut Call<'_>) -> Answer {
    let entries: Vec<Entry> = routes()
        .map(|route| Entry {
            path: route.pattern,
            methods: route.allow(),
            summary: route.summary,
        })
        .collect();
    // RFC 8297: hints for what the client can fetch while the answer is still being made.
    let hints = Response::new(StatusCode::EARLY_HINTS).with(LINK, HeaderValue::from_static(HINT));
    let answer = Answer::json(200, &entries)
        .with(LINK, HINT)
        .read("Landing page read");
    if call.request.method == http::Method::HEAD {
        return answer;
    }
    answer
        .after_saying(Duration::from_millis(10), hints)
        .takes(SLOW)
}

fn description(_: &mut Call<'_>) -> Answer {
    Answer::of(200, "application/json", openapi::document()).read("Description read")
}

fn reset(call: &mut Call<'_>) -> Answer {
    *call.store = Store::new();
    Answer::empty(204).did("reset", "As at the start", "all changes forgotten")
}
