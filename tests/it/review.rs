//! The rules as a whole: that all of them are used, and that what is well formed passes.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use teapot::backend::{Backend, Script};
use teapot::catalogue::{self, pages::PAGES};
use teapot::protocol::text::{parse_request, parse_response};
use teapot::protocol::{Body, Outcome, Request, Response};
use teapot::review::{RULES, review};
use teapot::time::Instant;

/// What is found, a line each.
fn told(request: &Request, response: &Response) -> String {
    let mut told = String::new();
    for finding in review(request, response) {
        writeln!(told, "{}: {}", finding.rule.slug, finding.what).expect("strings take text");
    }
    told
}

#[test]
fn every_file_is_a_rule_and_every_rule_a_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/review/rules");
    let mut files: Vec<String> = fs::read_dir(folder)
        .expect("the rules can be read")
        .map(|entry| entry.expect("the rules can be read").path())
        .map(|path| {
            let name = path.file_stem().and_then(|name| name.to_str());
            name.expect("names here are UTF-8").replace('_', "-")
        })
        .filter(|name| name != "mod")
        .collect();
    files.sort();
    let mut slugs: Vec<&str> = RULES.iter().map(|rule| rule.slug).collect();
    slugs.sort_unstable();
    assert_eq!(slugs, files);
}

#[test]
fn every_rule_says_what_why_and_where() {
    for rule in RULES {
        let sentences = rule.why.ends_with('.') && rule.why.len() > 40;
        assert!(sentences, "{}: {}", rule.slug, rule.why);
        let title = !rule.fault.is_empty() && rule.fault.len() < 50 && !rule.fault.ends_with('.');
        assert!(title, "{}: {}", rule.slug, rule.fault);
        for text in [rule.why, rule.fault] {
            let even = text.matches('`').count().is_multiple_of(2);
            assert!(even && !text.contains("  "), "{}: {text}", rule.slug);
        }
        assert!(rule.source.url().starts_with("https://"), "{}", rule.slug);
        assert!(!rule.source.label().is_empty(), "{}", rule.slug);
    }
}

#[test]
fn the_examples_of_the_pages_are_well_formed() {
    let mut wrong = String::new();
    let mut judged = 0;
    for page in PAGES {
        let mut request = None;
        for block in page.text.split("```http\n").skip(1) {
            let (block, _) = block.split_once("\n```").expect("a block ends");
            if !block.starts_with("HTTP/") {
                request = Some(parse_request(block).expect("a request").0);
                continue;
            }
            let response = parse_response(block).expect("a response");
            let request = request.clone().unwrap_or_else(|| asked(page.number));
            judged += 1;
            let told = told(&request, &response);
            if !told.is_empty() {
                writeln!(wrong, "{}: {told}", page.number).expect("strings take text");
            }
        }
    }
    assert_eq!(judged, PAGES.len());
    assert_eq!(wrong, "");
}

/// A request that the page of a code leaves out.
fn asked(code: u16) -> Request {
    let line = match code {
        403 | 409 => "DELETE /users/7",
        _ => "GET /elsewhere",
    };
    let text = format!("{line} HTTP/1.1\nHost: shop.example\n\n");
    parse_request(&text).expect("a request").0
}

/// What the mock server says on purpose: a code in a path may be one that no request of this kind would get.
#[test]
fn the_mock_server_answers_well_formed() {
    let mut server = Backend::new(Script::parse("").expect("a script"), 418);
    let mut odd = String::new();
    for code in 100..600 {
        let text = format!("GET /api/status/{code} HTTP/1.1\nHost: shop.example\n\n");
        let (request, _) = parse_request(&text).expect("a request");
        let reply = server.respond(Instant::from_millis(1_000), &request);
        let Some(Outcome::Answered(response)) = reply.outcome else {
            panic!("{code} is not answered");
        };
        let slugs: Vec<&str> = review(&request, &response)
            .iter()
            .map(|finding| finding.rule.slug)
            .collect();
        let known = if catalogue::find(code).is_none() {
            vec!["unregistered-code"]
        } else {
            vec![]
        };
        if slugs != known {
            writeln!(odd, "{code} {}", slugs.join(" ")).expect("strings take text");
        }
    }
    insta::assert_snapshot!(odd, @r"
    101 unasked-answer
    206 unasked-answer
    304 unasked-answer
    305 retired-code
    306 retired-code
    406 unasked-answer
    412 unasked-answer
    416 unasked-answer
    418 retired-code
    510 retired-code
    ");
}

#[test]
fn a_503_may_leave_the_wait_open() {
    let (request, _) = parse_request("GET / HTTP/1.1\nHost: shop.example\n\n").expect("a request");
    let response = "HTTP/1.1 503 Service Unavailable\nContent-Type: text/plain\n\nOver capacity.";
    assert_eq!(
        told(&request, &parse_response(response).expect("a response")),
        ""
    );
}

/// Cloudflare's page for an origin that cannot be reached: only its code is odd.
#[test]
fn a_vendor_s_page_is_judged_by_what_is_wrong_with_it() {
    let (request, _) = parse_request("GET / HTTP/1.1\nHost: shop.example\n\n").expect("a request");
    let response = "HTTP/2 522 \nDate: Sun, 22 Nov 2026 12:00:00 GMT\nContent-Type: text/html; charset=UTF-8\n\
        Cache-Control: private, max-age=0, no-store, no-cache, must-revalidate\nExpires: Thu, 01 Jan 1970 00:00:01 GMT\n\
        Referrer-Policy: same-origin\nX-Frame-Options: SAMEORIGIN\nServer: cloudflare\nCF-Ray: 8c1f42d000000000-FRA\n\n\
        <!DOCTYPE html>\n<title>shop.example | 522: Connection timed out</title>\n<h1>Error 522</h1>\n\
        <p>The initial connection between Cloudflare's network and the origin web server timed out.</p>\n";
    insta::assert_snapshot!(
        told(&request, &parse_response(response).expect("a response")),
        @"unregistered-code: `522` is not registered: clients read it as `500`. Send a registered code, and put the detail in the content."
    );
}

#[test]
fn a_bad_day_is_told_whole() {
    let (request, _) = parse_request(
        "DELETE /orders/7 HTTP/1.1\nHost: shop.example\nAccept: application/json\n\n",
    )
    .expect("a request");
    let response = "HTTP/1.1 405 Method Not Allowed\nServer: Apache/2.4.41\nAllow: GET, DELETE\nContent-Type: text/html\n\
        Content-Length: 7\nETag: v3\nRetry-After: soon\n\n<pre>Traceback (most recent call last):</pre>";
    insta::assert_snapshot!(
        told(&request, &parse_response(response).expect("a response")),
        @r#"
    allowed-refusal: `Allow` lists `DELETE`, which was just refused. Leave it out, or answer the request.
    unreadable-retry-after: `Retry-After` is `soon`: use seconds (2) or a date (Sun, 22 Nov 2026 12:00:02 GMT).
    missing-date: A server with a clock must say when it answered. Send `Date`, such as `Sun, 22 Nov 2026 12:00:00 GMT`.
    wrong-length: `Content-Length` says `7`, but the content has 45 bytes. Send its length.
    page-for-a-program: The client takes `application/json` and gets a page. It should get the error in a format it asked for, such as `application/problem+json`.
    leaked-internals: The content shows a stack trace (`Traceback (most recent call last)`). Write it to a log under an id, and send the id.
    versioned-server: `Server` should not tell more than it needs to, and tells `Apache/2.4.41`. Send the name alone, or nothing.
    malformed-tag: `ETag` is `v3`. Send it in double quotes and without blanks, such as `"v3"` or `W/"v3"`.
    "#
    );
}

/// Names, values and contents that rules look at, and some that nobody would send.
fn field() -> impl Strategy<Value = (String, Vec<u8>)> {
    let names = prop::sample::select(vec![
        "Content-Length",
        "Content-Type",
        "Content-Range",
        "Content-Encoding",
        "Transfer-Encoding",
        "Cache-Control",
        "Retry-After",
        "Date",
        "Last-Modified",
        "ETag",
        "Location",
        "Allow",
        "WWW-Authenticate",
        "Proxy-Authenticate",
        "Upgrade",
        "Connection",
        "Server",
        "X-Powered-By",
        "Set-Cookie",
        "Link",
        "Age",
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "Accept",
        "Range",
        "If-None-Match",
        "Authorization",
    ]);
    let values = prop_oneof![
        prop::collection::vec(prop_oneof![0x20u8..0x7f, 0x80u8..=0xff], 0..24),
        prop::sample::select(vec![
            "application/json",
            "application/problem+json",
            "text/html",
            "bytes 0-18446744073709551615/*",
            "bytes */",
            "bytes=0-",
            "18446744073709551616",
            "0",
            "max-age=, s-maxage, public, no-store=\"",
            "Basic realm=\"\\\"",
            "Digest",
            ",,\",",
            "*",
            "\"",
            "W/",
            "__Host-=; path",
            "Sun, 22 Nov 2026 12:00:00 GMT",
            "Sun, 31 Feb 9999 99:99:99 GMT",
            "é`é",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    (names.prop_map(str::to_owned), values)
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        prop::collection::vec(any::<u8>(), 0..64),
        "\\PC{0,40}".prop_map(String::into_bytes),
        (any::<bool>(), 0usize..3).prop_map(|(object, more)| {
            let open = if object { b'{' } else { b'[' };
            vec![open; 65_000 + more * 500]
        }),
        prop::sample::select(vec![
            r#"{"error": {"message": "é ORA-00942"}, "status": -1, "type": 7}"#,
            r#"{"success": false, "errors": [null], "title": "`"}"#,
            r#"{"status": 1e999, "type": "a b", "instance": ""}"#,
            "é.rs:1 é.java:9 \\/var\\/www\\/ at com.",
            "\u{feff}[]",
            "ORA-12345",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

fn put(headers: &mut http::HeaderMap, fields: Vec<(String, Vec<u8>)>) {
    for (name, value) in fields {
        let name = http::HeaderName::try_from(name).expect("a name");
        if let Ok(value) = http::HeaderValue::from_bytes(&value) {
            headers.append(name, value);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn no_response_is_too_odd_to_be_judged(
        code in prop_oneof![100u16..600, 600u16..1000, prop::sample::select(vec![200, 206, 401, 405, 416, 429, 500])],
        method in prop::sample::select(vec!["GET", "HEAD", "POST", "PATCH", "CONNECT", "BREW", "get"]),
        target in prop::sample::select(vec!["/", "*", "/a?b", "shop.example:443", "https://shop.example"]),
        asked in prop::collection::vec(field(), 0..4),
        answered in prop::collection::vec(field(), 0..8),
        content in content(),
    ) {
        let method = http::Method::from_bytes(method.as_bytes()).expect("a token");
        let mut request = Request::new(method, target.parse().expect("a target"));
        put(&mut request.headers, asked);
        let mut response = Response::new(http::StatusCode::from_u16(code).expect("100 to 999"));
        put(&mut response.headers, answered);
        response.body = Body(content);
        for finding in review(&request, &response) {
            let what = &finding.what;
            prop_assert!(what.ends_with('.') && what.len() < 600, "{}: {what}", finding.rule.slug);
            prop_assert!(what.matches('`').count().is_multiple_of(2), "{}: {what}", finding.rule.slug);
            prop_assert!(!what.contains(char::is_control), "{}: {what}", finding.rule.slug);
        }
    }
}
