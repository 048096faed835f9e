//! Every way to be sent elsewhere: each code, chains and loops, another origin, and a redirect that names no place.

use http::header::{CACHE_CONTROL, LINK, LOCATION, RETRY_AFTER};
use serde::Serialize;

use crate::backend::answer::{Answer, NOTHING};
use crate::backend::route::{
    Call, Example, JSON, OPERATION, Operation, Parameter, Route, SENDS_JSON, example,
};
use crate::backend::{HOST, PARTNER};
use crate::protocol::Request;

/// The longest chain one can ask for.
const MAX_HOPS: u32 = 30;

/// A kind of redirect.
struct Kind {
    name: &'static str,
    status: u16,
    /// Where to; nothing for the ones that work it out.
    to: &'static str,
    /// What happened, in a few words.
    why: &'static str,
}

const KINDS: &[Kind] = &[
    kind("choices", 300, "/api/products", "Two to choose from"),
    kind("moved", 301, "/api/products/teapot", "Moved for good"),
    kind("found", 302, "/api/products/teapot", "Elsewhere for now"),
    kind("see-other", 303, "/api/orders/6", "The result is elsewhere"),
    kind(
        "maintenance",
        307,
        "/api/products/teapot",
        "Another server helps out",
    ),
    kind(
        "permanent",
        308,
        "/api/products/teapot",
        "Moved for good, as it is",
    ),
    kind("chain", 302, "", "One hop further"),
    kind("loop", 302, "/api/redirects/pool", "Round and round"),
    kind("pool", 302, "/api/redirects/loop", "Round and round"),
    kind(
        "relative",
        302,
        "../products/teapot",
        "Elsewhere, seen from here",
    ),
    kind(
        "fragment",
        302,
        "/api/files/verse.txt#line-3",
        "Elsewhere, at a line",
    ),
    kind("absolute", 302, "", "Elsewhere, as a whole address"),
    kind("elsewhere", 307, "", "At another origin"),
    kind(
        "later",
        302,
        "/api/products/teapot",
        "Elsewhere, in a moment",
    ),
    kind("nowhere", 302, "", "Names no place"),
];

const fn kind(name: &'static str, status: u16, to: &'static str, why: &'static str) -> Kind {
    Kind {
        name,
        status,
        to,
        why,
    }
}

const ANSWERS: &[(u16, &str)] = &[
    (
        300,
        "There are several to choose from; the content lists them.",
    ),
    (301, "It moved for good; a POST becomes a GET."),
    (302, "It is elsewhere for now; a POST becomes a GET."),
    (303, "The result is elsewhere: get it there."),
    (307, "It is elsewhere for now: send the same there."),
    (308, "It moved for good: send the same there."),
    (404, "There is no redirect of this name."),
];
const HOPS: &[Parameter] = &[Parameter {
    name: "hops",
    what: "How many hops a chain still has, at most 30.",
    example: "3",
}];

pub(in crate::backend) const ROUTES: &[Route] = &[
    Route {
        pattern: "/api/v1/{path}",
        family: "Redirects",
        summary: "The old version of everything",
        operations: &[Operation {
            summary: "Ask the old version",
            own_answers: &[(
                301,
                "The version is retired: Location is the same in the present one.",
            )],
            examples: &[example("Ask the old version", "/api/v1/users")],
            handle: old,
            ..OPERATION
        }],
    },
    Route {
        pattern: "/api/redirects/{kind}",
        family: "Redirects",
        summary: "Ways to be sent elsewhere",
        operations: &[
            Operation {
                summary: "Be sent elsewhere",
                query: HOPS,
                own_answers: ANSWERS,
                examples: &[
                    example("Found elsewhere", "/api/redirects/found"),
                    example("A chain of three", "/api/redirects/chain?hops=3"),
                    example("A loop", "/api/redirects/loop"),
                    example("In a moment", "/api/redirects/later"),
                    example("Relative to here", "/api/redirects/relative"),
                    example("With a fragment", "/api/redirects/fragment"),
                    example("Several to choose from", "/api/redirects/choices"),
                    example("To nowhere", "/api/redirects/nowhere"),
                    Example {
                        summary: "To another origin, with credentials",
                        path: "/api/redirects/elsewhere",
                        fields: &[("Authorization", "Bearer admin")],
                        body: "",
                    },
                ],
                handle: away,
                ..OPERATION
            },
            Operation {
                method: "POST",
                summary: "Be sent elsewhere with content",
                query: HOPS,
                takes: &[JSON],
                own_answers: ANSWERS,
                examples: &[
                    Example {
                        summary: "The result is elsewhere",
                        path: "/api/redirects/see-other",
                        fields: SENDS_JSON,
                        body: "{\n  \"item\": \"cup\"\n}",
                    },
                    Example {
                        summary: "The same, there",
                        path: "/api/redirects/maintenance",
                        fields: SENDS_JSON,
                        body: "{\n  \"item\": \"cup\"\n}",
                    },
                ],
                handle: away,
                ..OPERATION
            },
            Operation {
                method: "PUT",
                summary: "Be sent elsewhere with content",
                query: HOPS,
                takes: &[JSON],
                own_answers: ANSWERS,
                examples: &[Example {
                    summary: "Moved for good, as it is",
                    path: "/api/redirects/permanent",
                    fields: &[SENDS_JSON[0], ("If-Match", "\"teapot-v1\"")],
                    body: "{\n  \"name\": \"Teapot\",\n  \"price\": 2400\n}",
                }],
                handle: away,
                ..OPERATION
            },
        ],
    },
];

#[derive(Serialize)]
struct Moved<'a> {
    status: u16,
    location: &'a str,
}

fn to(status: u16, location: &str, why: &'static str) -> Answer {
    Answer::json(status, &Moved { status, location })
        .with(LOCATION, location)
        .did("redirect", why, NOTHING)
}

fn old(call: &mut Call<'_>) -> Answer {
    let query = call
        .request
        .uri
        .query()
        .map_or(String::new(), |query| format!("?{query}"));
    to(301, &format!("/api/{}{query}", call.part), "Old version")
}

fn away(call: &mut Call<'_>) -> Answer {
    let Some(kind) = KINDS.iter().find(|kind| kind.name == call.part) else {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        let detail = format!(
            "There is no redirect of this name. There is {}.",
            names.join(", ")
        );
        return call.refuse(404, "No such redirect", detail);
    };
    match kind.name {
        "choices" => {
            // RFC 9110 §15.4.1: a list to choose from, and the one the server would choose.
            const CHOICES: [&str; 2] = ["/api/products", "/api/v1/products"];
            Answer::json(300, &CHOICES)
                .with(LOCATION, CHOICES[0])
                .with(
                    LINK,
                    "</api/products>; rel=\"alternate\", </api/v1/products>; rel=\"alternate\"",
                )
                .did("redirect", kind.why, NOTHING)
        }
        "chain" => {
            let hops = call.asked("hops").map_or(Ok(3), |hops| hops.parse());
            match hops {
                Ok(0 | 1) => to(302, "/api/products/teapot", "The last hop"),
                Ok(hops @ 2..=MAX_HOPS) => to(
                    302,
                    &format!("/api/redirects/chain?hops={}", hops - 1),
                    kind.why,
                ),
                _ => {
                    let detail = format!("The parameter hops is a number from 0 to {MAX_HOPS}.");
                    call.refuse(400, "Parameter not right", detail)
                }
            }
        }
        "absolute" => to(
            302,
            &format!("https://{HOST}/api/products/teapot"),
            kind.why,
        ),
        // What is sent there is another server's: no client may hand it credentials meant for this one.
        "elsewhere" => to(307, &format!("https://{PARTNER}/api/whoami"), kind.why),
        "later" => to(302, kind.to, kind.why).with(RETRY_AFTER, "2"),
        "nowhere" => Answer::json(302, &"The place was forgotten.")
            .did("redirect", kind.why, NOTHING)
            .faulty(),
        _ => {
            let answer = to(kind.status, kind.to, kind.why);
            // RFC 9110 §15.4.2, §15.4.9: the permanent ones may be kept by any cache, which a lab does not want.
            if matches!(kind.status, 301 | 308) {
                answer.with(CACHE_CONTROL, "no-store")
            } else {
                answer
            }
        }
    }
}

/// The other origin: it says which credentials it was handed.
pub(in crate::backend) fn partner(request: &Request) -> Answer {
    #[derive(Serialize)]
    struct Seen {
        origin: &'static str,
        credentials: &'static str,
        method: String,
    }
    let handed = ["authorization", "cookie", "x-api-key"]
        .into_iter()
        .find(|name| request.headers.contains_key(*name));
    let seen = Seen {
        origin: PARTNER,
        credentials: handed.unwrap_or("none, as it should be"),
        method: request.method.to_string(),
    };
    let (title, note) = match handed {
        Some(_) => ("Credentials handed over", "to the wrong server"),
        None => ("Asked without any", "as it should be"),
    };
    Answer::json(200, &seen)
        .with(CACHE_CONTROL, "no-store")
        .did("read", title, note)
}
