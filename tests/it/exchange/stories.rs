//! Runs that are told alike on the host and in the browser: `tests/it` keeps them as a snapshot, `tests/web` replays them.

use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Uri};
use teapot::backend::{Backend, Script};
use teapot::client::presets;
use teapot::exchange::{Exchange, Setup, simulate, story, timetable};
use teapot::protocol::{Body, Request};

/// Client, method, path, whether there is a key, script.
pub const STORIES: [(&str, &str, &str, bool, &str); 17] = [
    (
        "careful",
        "GET",
        "/api/users/7",
        false,
        "503 retry-after=2 x2",
    ),
    (
        "fetch",
        "GET",
        "/api/users/7",
        false,
        "503 retry-after=2 x2",
    ),
    (
        "careful",
        "GET",
        "/api/users/7",
        false,
        "500, 502, 504, 503",
    ),
    (
        "careful",
        "POST",
        "/api/users",
        true,
        "503 retry-after=2, reset",
    ),
    ("careful", "POST", "/api/users", false, "reset"),
    ("careful", "POST", "/api/users", false, "reset before"),
    ("careful", "POST", "/api/users", false, "429 retry-after=1"),
    (
        "careful",
        "GET",
        "/api/users/7",
        false,
        "503 retry-after=3600",
    ),
    (
        "careful",
        "GET",
        "/api/users/7",
        false,
        "timeout, ok after=3s",
    ),
    (
        "careful",
        "GET",
        "/api/users/7",
        false,
        "refused, truncated, dns",
    ),
    (
        "careful",
        "POST",
        "/api/status/303",
        false,
        "ok, 503 retry-after=1",
    ),
    ("careful", "GET", "/api/status/501", false, "ok"),
    ("fetch", "GET", "/api/users/7", false, "timeout"),
    ("careful", "GET", "https://other.example/", false, "ok"),
    (
        "grpc-hedging",
        "GET",
        "/api/users/7",
        false,
        "ok after=3s, 503, ok",
    ),
    ("aws-js-v3", "GET", "/api/users/7", false, "429, 503, ok"),
    (
        "ms-http-resilience",
        "GET",
        "/api/users/7",
        false,
        "500 x3, ok",
    ),
];

/// Plays one of them.
pub fn run(
    client: &str,
    method: &str,
    path: &'static str,
    key: bool,
    script: &str,
    seed: u64,
) -> Exchange {
    let mut request = Request::new(method.parse().expect("a method"), Uri::from_static(path));
    if request.method == Method::POST {
        request.body = Body::from(r#"{"name":"Ada"}"#);
        request = request.with(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if key {
        request = request.with(
            HeaderName::from_static("idempotency-key"),
            HeaderValue::from_static("\"8c1f\""),
        );
    }
    simulate(Setup {
        each_way: Duration::from_millis(180),
        ..Setup::new(
            request,
            *presets::find(client).expect("a preset"),
            Backend::new(Script::parse(script).expect("a script"), seed),
            seed,
        )
    })
    .exchange
}

/// All of them, as text.
pub fn told() -> String {
    let mut text = String::new();
    for (client, method, path, key, script) in STORIES {
        let exchange = run(client, method, path, key, script, 418);
        let with = if key { " with a key" } else { "" };
        text += &format!("{client}: {method} {path}{with}, against {script}\n");
        for row in timetable(&exchange) {
            text += &format!(
                "{:>10.3} s  {:<8} {}\n",
                row.at.as_secs_f64(),
                row.lane.name(),
                row.what
            );
        }
        text += &format!("  = {}\n\n", story(&exchange).1);
    }
    text.trim_end().to_owned()
}
