//! What the shop answers, and why: for every code a client meets, the request that brings it, with the fields it must carry.

use std::fmt::Write;
use std::time::Duration;

use teapot::backend::{Backend, Reply, Script};
use teapot::protocol::text::{field_name, parse_request};
use teapot::protocol::{Outcome, Request, Response};
use teapot::time::Instant;

/// The fields that tell a story.
const TELLING: [&str; 24] = [
    "Accept",
    "Accept-Encoding",
    "Accept-Patch",
    "Accept-Query",
    "Allow",
    "Cache-Control",
    "Connection",
    "Content-Location",
    "Content-Range",
    "Content-Type",
    "ETag",
    "Link",
    "Location",
    "Preference-Applied",
    "Proxy-Status",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Server",
    "Upgrade",
    "Vary",
    "WWW-Authenticate",
    "X-RateLimit-Reset",
    "Access-Control-Allow-Origin",
];

/// A request in one line: `PUT /path [Field: value; Field: value] | content`.
fn request(text: &str) -> Request {
    let (head, content) = text.split_once(" | ").unwrap_or((text, ""));
    let (line, fields) = head.split_once(" [").unwrap_or((head, ""));
    let fields = fields.trim_end_matches(']');
    let mut message = format!("{line} HTTP/1.1\nHost: shop.example\n");
    if !content.is_empty() && !fields.contains("Content-Type") {
        message += "Content-Type: application/json\n";
    }
    if !content.is_empty()
        && !fields.contains("Content-Length")
        && !fields.contains("Transfer-Encoding")
    {
        let _ = writeln!(message, "Content-Length: {}", content.len());
    }
    for field in fields.split("; ").filter(|field| !field.is_empty()) {
        let _ = writeln!(message, "{field}");
    }
    parse_request(&format!("{message}\n{content}"))
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .0
}

fn told(response: &Response) -> String {
    let mut text = response.status.as_str().to_owned();
    for (name, value) in &response.headers {
        let name = field_name(name);
        let value = value.to_str().expect("ASCII");
        let usual = name == "Content-Type" && value.starts_with("application/");
        if TELLING.contains(&name.as_str()) && !usual {
            let _ = write!(text, "\n    {name}: {value}");
        }
    }
    text
}

fn tell_one(reply: &Reply) -> String {
    let mut story = String::new();
    for interim in &reply.interim {
        let _ = write!(
            story,
            "{} ({} ms), ",
            told(&interim.response),
            interim.after.as_millis()
        );
    }
    match &reply.outcome {
        Some(Outcome::Answered(response)) => story += &told(response),
        Some(Outcome::Failed(failure)) => story += failure.slug(),
        None => story += "silence",
    }
    if let Some(did) = &reply.did {
        let _ = write!(story, "\n    = {}; {}", did.title, did.note);
    }
    if let Some(gateway) = &reply.gateway {
        let _ = write!(story, "\n    gateway: {}; {}", gateway.title, gateway.note);
    }
    story
}

/// Plays requests a second apart, or at the second that stands before one (`@61 GET /api`).
fn tell(script: &str, requests: &[&str]) -> String {
    let mut server = Backend::new(Script::parse(script).expect("a script"), 418);
    let mut story = String::new();
    for (second, text) in (0..).zip(requests) {
        let (second, text) = match text.strip_prefix('@').and_then(|text| text.split_once(' ')) {
            Some((second, text)) => (second.parse().expect("a second"), text),
            None => (second, *text),
        };
        let head = text.split(" | ").next().expect("there is a first part");
        let short: String = head.chars().take(90).collect();
        let reply = server.respond(Instant::from_millis(second * 1_000), &request(text));
        let _ = writeln!(story, "{short}\n    {}", tell_one(&reply));
    }
    story
}

fn check(name: &str, story: String) {
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, story);
    });
}

#[test]
fn a_list_has_pages_and_filters() {
    check(
        "shop-list",
        tell(
            "",
            &[
                "GET /api/users?per_page=5&page=2",
                "GET /api/users?role=editor&per_page=3",
                "GET /api/users?page=0",
                "GET /api/users?role=king",
                "GET /api/products?q=tea&in_stock=yes",
                "GET /api/products [Accept: text/csv]",
                "GET /api/products [Accept: image/png]",
                "QUERY /api/products | {\"q\": \"cup\"}",
                "QUERY /api/products [Content-Type: text/plain] | cup",
                "QUERY /api/products | {\"max_price\": \"cheap\"}",
            ],
        ),
    );
}

#[test]
fn conditions_keep_writers_apart_and_readers_cheap() {
    check(
        "shop-conditions",
        tell(
            "",
            &[
                "GET /api/users/7",
                "GET /api/users/7 [If-None-Match: \"7-v1\"]",
                "GET /api/users/7 [If-None-Match: W/\"7-v1\", \"other\"]",
                "GET /api/users/7 [If-Modified-Since: Sun, 22 Nov 2026 12:00:00 GMT]",
                "GET /api/users/7 [If-Modified-Since: Sun, 22 Nov 2026 11:59:59 GMT]",
                "PATCH /api/users/7 [If-Match: \"7-v0\"; Content-Type: application/merge-patch+json] | {\"role\": \"viewer\"}",
                "PATCH /api/users/7 [If-Match: \"7-v1\"; Content-Type: application/merge-patch+json] | {\"role\": \"viewer\"}",
                "GET /api/users/7 [If-None-Match: \"7-v1\"]",
                "PUT /api/users/7 | {\"name\": \"Grace\", \"version\": 1}",
                "PUT /api/users/7 [If-Unmodified-Since: Sun, 22 Nov 2026 12:00:01 GMT] | {\"name\": \"Grace\"}",
                "PUT /api/products/cup | {\"name\": \"Cup\", \"price\": 700}",
                "PUT /api/products/cup [If-None-Match: *] | {\"name\": \"Cup\", \"price\": 700}",
                "PUT /api/products/cup [If-Match: \"cup-v1\"] | {\"name\": \"Cup\", \"price\": 700}",
                "PUT /api/products/cup [If-Match: *; Prefer: return=minimal] | {\"name\": \"Cup\", \"price\": 800}",
                "PUT /api/products/tray | {\"name\": \"Tray\", \"price\": 2900}",
                "PUT /api/products/cup [If-Match: *] | {\"name\": \"Cup\", \"price\": 700, \"version\": 1}",
                "GET /api/products/gaiwan",
                "GET /api/products/opium-poppy-tea",
                "GET /api/products/nothing",
            ],
        ),
    );
}

#[test]
fn who_may_not_learns_what_is_missing() {
    check(
        "shop-credentials",
        tell(
            "",
            &[
                "GET /api/admin/report",
                "GET /api/admin/report [Authorization: Bearer nobody]",
                "GET /api/admin/report [Authorization: Bearer expired]",
                "GET /api/admin/report [Authorization: Bearer viewer]",
                "GET /api/admin/report [Authorization: Bearer admin]",
                "GET /api/admin/payroll [Authorization: Bearer viewer]",
                "GET /api/admin/payroll [Authorization: Bearer admin]",
                "GET /api/admin/metrics",
                "GET /api/admin/metrics [Authorization: Basic YWRtaW46c2hvcnQtYW5kLXN0b3V0]",
                "GET /api/admin/export",
                "GET /api/admin/export [X-API-Key: demo-key]",
            ],
        ),
    );
}

#[test]
fn a_token_expires_and_is_renewed_once() {
    let mut server = Backend::new(Script::default(), 418);
    let mut at = |second: u64, text: &str| {
        let reply = server.respond(Instant::from_millis(second * 1_000), &request(text));
        let Some(Outcome::Answered(response)) = reply.outcome else {
            panic!("no answer")
        };
        let content: serde_json::Value =
            serde_json::from_slice(&response.body.0).unwrap_or_default();
        (response.status.as_u16(), content)
    };
    let (code, tokens) = at(
        0,
        "POST /api/sessions | {\"user\": \"grace\", \"password\": \"short-and-stout\"}",
    );
    assert_eq!(code, 201);
    let access = tokens["access_token"].as_str().expect("a token").to_owned();
    let refresh = tokens["refresh_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let who = format!("GET /api/sessions/current [Authorization: Bearer {access}]");
    assert_eq!(
        at(1, &who),
        (200, serde_json::json!({"user": "grace", "role": "admin"}))
    );
    assert_eq!(at(59, &who).0, 200);
    assert_eq!(at(60, &who).0, 401);
    let renew = format!("POST /api/sessions/refresh | {{\"refresh_token\": \"{refresh}\"}}");
    let (code, renewed) = at(61, &renew);
    assert_eq!(code, 200);
    let access = renewed["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let who = format!("GET /api/admin/report [Authorization: Bearer {access}]");
    assert_eq!(at(62, &who).0, 200);
    assert_eq!(at(63, &renew).0, 400, "a refresh token is good once");
    let leave = format!("DELETE /api/sessions/current [Authorization: Bearer {access}]");
    assert_eq!(at(64, &leave).0, 204);
    assert_eq!(at(65, &who).0, 401);
}

#[test]
fn guessing_passwords_meets_a_limit() {
    let guess = "POST /api/sessions | {\"user\": \"grace\", \"password\": \"tall\"}";
    check(
        "shop-guessing",
        tell(
            "",
            &[
                guess,
                guess,
                guess,
                guess,
                guess,
                guess,
                "@61 POST /api/sessions | {\"user\": \"grace\", \"password\": \"short-and-stout\"}",
            ],
        ),
    );
}

#[test]
fn what_cannot_be_read_is_refused_for_what_it_is() {
    let long = format!("GET /api/products?q={}", "x".repeat(8_000));
    let wide = format!("GET /api/users [X-Note: {}]", "x".repeat(9_000));
    check(
        "shop-requests",
        tell(
            "",
            &[
                "POST /api/users | {\"name\": ",
                "POST /api/users | {\"name\" \"Mary\"}",
                "POST /api/users | {\"name\": \"Mary\"} {}",
                "POST /api/users [Content-Type: application/json] |  ",
                "POST /api/users [Content-Length: 100] | {}",
                "POST /api/users [Content-Length: 1] | {}",
                "POST /api/users [Content-Length: many] | {}",
                "POST /api/users [Content-Length: 2; Transfer-Encoding: chunked] | {}",
                "POST /api/users [Transfer-Encoding: gzip] | {}",
                "PUT /api/files/a.txt [Content-Type: text/plain; Transfer-Encoding: chunked] | tea",
                &long,
                &wide,
                "POST /api/users [Content-Encoding: br] | {}",
                "POST /api/users [Content-Type: text/plain] | Mary",
                "PATCH /api/users/7 | {}",
                "GET /api/users [Expect: 200-ok]",
                "GET https://admin.shop.example/api/users",
                "POST /api/orders [Early-Data: 1] | {\"item\": \"cup\"}",
                "GET /api/users [Early-Data: 1]",
                "GET /api/orders/stream",
                "POST /api/users | {\"email\": \"mary\", \"role\": \"king\"}",
                "DELETE /api/users",
                "BREW /api/users",
                "get /api/users",
                "GET /api/nothing",
                "OPTIONS /api/products/cup",
                "OPTIONS /api/products",
                "OPTIONS *",
                "HEAD /api/users/7",
                "OPTIONS /api/users [Origin: https://app.example; Access-Control-Request-Method: POST]",
            ],
        ),
    );
}

#[test]
fn a_file_is_had_in_parts_and_sent_whole() {
    let large = format!(
        "PUT /api/files/a.txt [Content-Type: text/plain] | {}",
        "x".repeat(17_000)
    );
    let much = format!(
        "PUT /api/files/a.txt [Content-Type: text/plain] | {}",
        "x".repeat(15_000)
    );
    check(
        "shop-files",
        tell(
            "",
            &[
                "GET /api/files/verse.txt",
                "GET /api/files/verse.txt [Range: bytes=0-19]",
                "GET /api/files/verse.txt [Range: bytes=0-19, 21-36]",
                "GET /api/files/verse.txt [Range: bytes=5000-]",
                "GET /api/files/verse.txt [Range: bytes=0-19; If-Range: \"other\"]",
                "GET /api/files/verse.txt [Range: bytes=0-19; If-Range: \"verse.txt-v1\"]",
                "PUT /api/files/note.txt [Content-Type: text/plain; Expect: 100-continue] | Warm the pot.",
                "PUT /api/files/note.txt [Content-Type: text/html; Expect: 100-continue] | <b>no</b>",
                "PUT /api/files/note.txt [Content-Type: text/plain] | Warm it twice.",
                "PUT /api/files/note.txt [Content-Type: text/plain; Content-Range: bytes 0-3/9] | Warm",
                "PUT /api/files/ledger.txt [Content-Type: text/plain] | no",
                "DELETE /api/files/note.txt",
                "GET /api/files/note.txt",
                &large,
                &much,
                &much,
                &much,
            ],
        ),
    );
}

#[test]
fn a_report_is_a_job_first() {
    check(
        "shop-reports",
        tell(
            "",
            &[
                "POST /api/reports | {\"kind\": \"sales\"}",
                "GET /api/jobs/1",
                "GET /api/reports/1",
                "@4 GET /api/jobs/1",
                "@5 GET /api/reports/1 [Accept: text/csv]",
                "@6 POST /api/reports | {\"kind\": \"impossible\"}",
                "@10 GET /api/jobs/2",
                "@11 GET /api/reports/2",
                "@12 GET /api/reports/3",
            ],
        ),
    );
}

#[test]
fn every_way_to_be_sent_elsewhere() {
    check(
        "shop-redirects",
        tell(
            "",
            &[
                "GET /api/v1/users?page=2",
                "GET /api/redirects/choices",
                "GET /api/redirects/moved",
                "GET /api/redirects/found",
                "POST /api/redirects/see-other | {}",
                "PUT /api/redirects/maintenance | {}",
                "GET /api/redirects/permanent",
                "GET /api/redirects/chain?hops=2",
                "GET /api/redirects/chain?hops=1",
                "GET /api/redirects/chain?hops=99",
                "GET /api/redirects/loop",
                "GET /api/redirects/relative",
                "GET /api/redirects/absolute",
                "GET /api/redirects/fragment",
                "GET /api/redirects/elsewhere",
                "GET /api/redirects/later",
                "GET /api/redirects/nowhere",
                "GET /api/redirects/sideways",
                "GET https://partner.example/api/whoami",
                "GET https://partner.example/api/whoami [Authorization: Bearer admin]",
            ],
        ),
    );
}

#[test]
fn an_order_without_a_key_is_placed_twice_when_its_answer_is_lost() {
    let order = "POST /api/orders | {\"item\": \"teapot\", \"quantity\": 1}";
    check("shop-doubled", tell("reset", &[order, order]));
}

#[test]
fn a_key_makes_one_order_of_many_requests() {
    let order =
        "POST /api/orders [Idempotency-Key: \"k\"] | {\"item\": \"teapot\", \"quantity\": 1}";
    let other =
        "POST /api/orders [Idempotency-Key: \"k\"] | {\"item\": \"teapot\", \"quantity\": 2}";
    let elsewhere = "POST /api/reports [Idempotency-Key: \"k\"] | {\"kind\": \"sales\"}";
    check(
        "shop-keys",
        tell(
            "reset after=3s",
            &[
                order,
                order,
                "@4 POST /api/orders [Idempotency-Key: \"k\"] | {\"item\": \"teapot\", \"quantity\": 1}",
                other,
                elsewhere,
                "POST /api/orders/5/payment",
                "POST /api/orders/5/payment [Idempotency-Key: pay]",
                "@9 POST /api/orders/5/payment [Idempotency-Key: pay]",
                "@10 POST /api/orders/5/payment [Idempotency-Key: pay-again]",
                "@11 POST /api/orders [Idempotency-Key: \"\"] | {}",
                "@12 POST /api/orders | {\"item\": \"cosy\", \"quantity\": 3}",
                "@13 POST /api/orders | {\"item\": \"gaiwan\"}",
                "@14 DELETE /api/orders/1",
                "@15 DELETE /api/orders/6",
                "@16 GET /api/orders/6",
            ],
        ),
    );
}

#[test]
fn hints_come_before_the_landing_page() {
    check(
        "shop-home",
        tell(
            "",
            &[
                "GET /api/",
                "POST /api/reset",
                "HEAD /api",
                "GET /api/users/",
            ],
        ),
    );
}

#[test]
fn every_cause_of_a_5xx_has_its_own_look() {
    let order =
        "POST /api/orders [Idempotency-Key: \"k\"] | {\"item\": \"teapot\", \"quantity\": 1}";
    let script = "bug, overload, maintenance, warm-up, upstream-down, upstream-garbled, upstream-reset, upstream-slow x4, portal, \
                  501, 505, 506, 507, 508, 520, 521, 522, 523, 524, 525, 526, 529, 530, 499";
    check("shop-causes", tell(script, &[order; 27]));
}

#[test]
fn what_cloudflare_says_depends_on_what_is_accepted() {
    check(
        "shop-edge",
        tell(
            "522 x2",
            &[
                "GET /api/users [Accept: application/json]",
                "GET /api/users [Accept: */*]",
            ],
        ),
    );
}

#[test]
fn every_faulty_answer_is_faulty_in_its_own_way() {
    let get = "GET /api/users/7";
    check(
        "shop-faults",
        tell(
            "empty, broken-chunk, wrong-type, bad-json, wrong-length, error-in-200, leaky",
            &[get; 8],
        ),
    );
    let mut server = Backend::new(
        Script::parse("bad-json, wrong-length").expect("a script"),
        418,
    );
    for _ in 0..2 {
        let reply = server.respond(Instant::START, &request(get));
        assert!(reply.fault);
        let Some(Outcome::Answered(response)) = reply.outcome else {
            panic!("no answer")
        };
        assert!(serde_json::from_slice::<serde_json::Value>(&response.body.0).is_err());
        assert_eq!(
            response.headers["content-length"],
            response.body.len().to_string()
        );
    }
}

#[test]
fn limits_say_how_much_is_left() {
    let get = "GET /api/users/7";
    check(
        "shop-limits",
        tell("limit fixed 2/10s fields=both", &[get, get, get, get]),
    );
}

#[test]
fn an_outage_and_a_slow_answer_follow_the_clock() {
    let get = "GET /api/users/7";
    check("shop-outage", tell("2s..4s: 503 x*", &[get; 6]));
    let mut server = Backend::new(
        Script::parse("latency 300ms; drip 3s").expect("a script"),
        1,
    );
    let reply = server.respond(Instant::START, &request(get));
    assert!(reply.after >= Duration::from_millis(300) && reply.drip == Duration::from_secs(3));
}

#[test]
fn a_busy_server_sheds_load_and_browns_out() {
    let script =
        Script::parse("load capacity=1 work=1s queue=4 others=0/s brown-out").expect("a script");
    let mut server = Backend::new(script, 1);
    let list = request("GET /api/users");
    let mut told = Vec::new();
    for _ in 0..6 {
        let reply = server.respond(Instant::START, &list);
        let did = reply.did.expect("it was reached");
        told.push((reply.after.as_millis(), did.verb, did.note));
    }
    let waits: Vec<_> = told.iter().map(|told| told.0).collect();
    let ends = told.last();
    assert!(
        waits.windows(2).take(3).all(|pair| pair[0] < pair[1]),
        "{told:?}"
    );
    assert_eq!(ends.map(|end| &*end.1), Some("shed"), "{told:?}");
    assert!(
        told.iter().any(|one| one.2.contains("browned out")),
        "{told:?}"
    );
}
