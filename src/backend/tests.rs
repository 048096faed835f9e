use http::StatusCode;
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use proptest::prelude::*;

use super::*;
use crate::catalogue;
use crate::protocol::problem::{self, Problem};

fn server(script: &str) -> Backend {
    Backend::new(Script::parse(script).unwrap(), 418)
}

fn request(method: &str, path: &str) -> Request {
    Request::new(
        Method::from_bytes(method.as_bytes()).unwrap(),
        path.parse().unwrap(),
    )
}

fn json(method: &str, path: &str, body: &str) -> Request {
    let mut request = request(method, path).with(
        CONTENT_TYPE,
        HeaderValue::from_static(if method == "PATCH" {
            "application/merge-patch+json"
        } else {
            "application/json; charset=utf-8"
        }),
    );
    request.body = body.into();
    request
}

fn answered(reply: Reply) -> Response {
    match reply.outcome {
        Some(Outcome::Answered(response)) => response,
        other => panic!("no answer: {other:?}"),
    }
}

fn answer(request: &Request) -> Response {
    answered(server("").respond(Instant::START, request))
}

fn problem(response: &Response) -> Problem {
    assert_eq!(response.field(CONTENT_TYPE), Some(problem::MEDIA_TYPE));
    serde_json::from_slice(&response.body.0).unwrap()
}

/// What every answer keeps to.
fn check(request: &Request, response: &Response) {
    let code = response.status.as_u16();
    assert!(response.field(DATE).is_some(), "{code}: no Date");
    let length: Option<usize> = response.field(CONTENT_LENGTH).map(|n| n.parse().unwrap());
    match code {
        100..=199 | 204 | 304 => assert_eq!(length, None, "{code}"),
        _ if request.method == Method::HEAD => assert!(length.is_some(), "{code}"),
        _ => assert_eq!(length, Some(response.body.len()), "{code}"),
    }
    let empty = status::has_no_content(code) || request.method == Method::HEAD;
    assert!(!empty || response.body.is_empty(), "{code} has content");
    // Vendors and networks have pages of their own.
    let own = matches!(code, 511 | 520..=530);
    if code >= 400 && !empty && !own {
        let problem = problem(response);
        assert_eq!(problem.status, Some(code));
        assert!(problem.instance.starts_with("urn:uuid:"), "{problem:?}");
    }
    // By hand, whether or not the catalogue has the row.
    let must: &[&str] = match code {
        101 | 426 => &["upgrade", "connection"],
        // Each of several parts has its own.
        206 if response
            .field(CONTENT_TYPE)
            .is_some_and(|kind| kind.starts_with("multipart/")) =>
        {
            &[]
        }
        206 => &["content-range"],
        401 => &["www-authenticate"],
        405 => &["allow"],
        407 => &["proxy-authenticate"],
        _ => &[],
    };
    let row = catalogue::find(code).map_or(&[][..], |row| row.fields);
    let several = code == 206 && must.is_empty();
    let rows = row
        .iter()
        .filter(|field| field.need == catalogue::Need::Must && !several);
    for name in must.iter().copied().chain(rows.map(|field| field.name)) {
        assert!(response.headers.contains_key(name), "{code} lacks {name}");
    }
}

#[test]
fn the_clock_starts_at_noon() {
    let response =
        answered(server("").respond(Instant::from_millis(61_500), &request("GET", "/api/users")));
    assert_eq!(response.field(DATE), Some("Sun, 22 Nov 2026 12:01:01 GMT"));
}

#[test]
fn every_status_from_100_to_599_can_be_had_with_what_it_must_carry() {
    for code in 100..=599 {
        for method in ["GET", "HEAD", "POST", "DELETE", "OPTIONS"] {
            let request = request(method, &format!("/api/status/{code}"));
            let response = answer(&request);
            assert_eq!(response.status.as_u16(), code);
            check(&request, &response);
        }
    }
}

#[test]
fn a_status_carries_the_fields_that_make_it_useful() {
    let field = |code: u16, name: &'static str| {
        let response = answer(&request("GET", &format!("/api/status/{code}")));
        let value = response.headers.get(name)?.to_str().unwrap();
        Some(value.to_owned())
    };
    let cases = [
        (401, "www-authenticate", "Bearer realm=\"shop\""),
        (405, "allow", "POST"),
        (407, "proxy-authenticate", "Basic realm=\"proxy\""),
        (301, "location", "/api/users/7"),
        (308, "location", "/api/users/7"),
        (426, "upgrade", "HTTP/3.0"),
        (101, "upgrade", "websocket"),
        (426, "connection", "Upgrade"),
        (206, "content-range", "bytes 0-19/38"),
        (206, "content-length", "20"),
        (416, "content-range", "bytes */38"),
        (429, "retry-after", "2"),
        (503, "retry-after", "2"),
        (304, "etag", "\"teapot\""),
        (205, "content-length", "0"),
    ];
    for (code, name, value) in cases {
        assert_eq!(field(code, name).as_deref(), Some(value), "{code} {name}");
    }
    for (code, name) in [
        (304, "location"),
        (500, "retry-after"),
        (401, "proxy-authenticate"),
    ] {
        assert_eq!(field(code, name), None, "{code} {name}");
    }
}

#[test]
fn a_wait_can_be_asked_for() {
    let cases = [
        ("/api/status/503?retry-after=5", 503, Some("5")),
        ("/api/status/413?retry-after=5", 413, Some("5")),
        ("/api/status/503?retry-after=", 503, None),
        (
            "/api/status/429?retry-after=Sun,%2022%20Nov%202026%2012:00:30%20GMT",
            429,
            Some("Sun, 22 Nov 2026 12:00:30 GMT"),
        ),
        ("/api/status/503?retry-after=soon", 400, None),
    ];
    for (path, code, wait) in cases {
        let response = answer(&request("GET", path));
        assert_eq!(
            (response.status.as_u16(), response.field(RETRY_AFTER)),
            (code, wait),
            "{path}"
        );
    }
}

#[test]
fn what_is_no_status_is_not_found() {
    for part in ["99", "600", "0503", "+503", "teapot", "50%33", "", "503/"] {
        let request = request("GET", &format!("/api/status/{part}"));
        let response = answer(&request);
        assert_eq!(response.status, StatusCode::NOT_FOUND, "{part}");
        check(&request, &response);
    }
}

#[test]
fn requests_are_refused_for_the_right_reason() {
    let with_type = |mut request: Request, media_type| {
        request
            .headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        request
    };
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(70_000));
    let cases = [
        (request("GET", "/"), 404, "/api/users"),
        (request("GET", "/api/users/13"), 404, "There is no user"),
        (request("GET", "/api/users/07"), 404, "There is no user"),
        (
            request("DELETE", "/api/users"),
            405,
            "GET, HEAD, POST, OPTIONS",
        ),
        (request("POST", "/api/users/7"), 405, "PUT, PATCH"),
        (request("TRACE", "/api/users"), 501, "GET, HEAD"),
        (request("get", "/api/users"), 501, "capitals"),
        (request("BREW", "/api/nothing"), 501, "GET"),
        (request("POST", "/api/users"), 415, "application/json"),
        (
            with_type(json("POST", "/api/users", "{}"), "text/plain"),
            415,
            "application/json",
        ),
        (
            with_type(json("PATCH", "/api/users/7", "{}"), "application/json"),
            415,
            "merge-patch",
        ),
        (
            json("POST", "/api/users", "{\n  name: \"Mary\"\n}"),
            400,
            "line 2 column 3",
        ),
        (json("POST", "/api/users", ""), 400, "line 1 column 0"),
        (
            json("POST", "/api/users", &"[".repeat(5_000)),
            400,
            "recursion",
        ),
        (json("POST", "/api/users", &large), 413, "65536"),
        (
            json(
                "POST",
                "/api/users",
                r#"{"name": "x", "email": "GRACE@shop.example"}"#,
            ),
            409,
            "User 7",
        ),
        (
            json(
                "PUT",
                "/api/users/8",
                r#"{"name": "x", "email": "grace@shop.example"}"#,
            ),
            409,
            "User 7",
        ),
        (
            json(
                "PATCH",
                "/api/users/8",
                r#"{"email": "grace@shop.example"}"#,
            ),
            409,
            "User 7",
        ),
        (
            json("PATCH", "/api/users/8", r#"{"name": null}"#),
            422,
            "errors",
        ),
        (
            json("POST", "/api/users", "{}").with(
                HeaderName::from_static("idempotency-key"),
                HeaderValue::from_static("\"\""),
            ),
            400,
            "key is a string",
        ),
    ];
    for (request, code, detail) in cases {
        let mut server = server("");
        let before = server.users();
        let reply = server.respond(Instant::START, &request);
        let did = reply.did.clone().unwrap();
        let response = answered(reply);
        let problem = problem(&response);
        assert_eq!(response.status.as_u16(), code, "{request:?}: {problem:?}");
        assert!(problem.detail.contains(detail), "{problem:?}");
        assert_eq!((&*did.verb, &*did.note), ("refuse", "nothing done"));
        assert_eq!(server.users(), before);
        check(&request, &response);
    }
}

#[test]
fn a_refusal_names_what_would_be_accepted() {
    let field = |request: &Request, name: &str| {
        let response = answer(request);
        Some(response.headers.get(name)?.to_str().unwrap().to_owned())
    };
    let wrong_method = request("DELETE", "/api/users");
    assert_eq!(
        field(&wrong_method, "allow").as_deref(),
        Some("GET, HEAD, POST, OPTIONS")
    );
    let post = request("POST", "/api/users");
    assert_eq!(field(&post, "accept").as_deref(), Some("application/json"));
    let patch = request("PATCH", "/api/users/7");
    assert_eq!(
        field(&patch, "accept-patch").as_deref(),
        Some("application/merge-patch+json")
    );
    let options = request("OPTIONS", "/api/users/7");
    assert_eq!(
        field(&options, "accept-patch").as_deref(),
        Some("application/merge-patch+json")
    );
    assert_eq!(
        field(&options, "allow").as_deref(),
        Some("GET, HEAD, PUT, PATCH, DELETE, OPTIONS")
    );
    assert_eq!(answer(&options).status, StatusCode::NO_CONTENT);
    assert_eq!(
        answer(&request("OPTIONS", "*")).status,
        StatusCode::NO_CONTENT
    );
}

#[test]
fn each_mistake_in_a_user_is_pointed_at() {
    let body = r#"{"name": "", "email": "x", "role": "king", "id": 3, "shoe_size": 43, "a/b": 1}"#;
    let problem = problem(&answer(&json("POST", "/api/users", body)));
    let mut pointers: Vec<&str> = problem
        .errors
        .iter()
        .map(|error| error.pointer.as_str())
        .collect();
    pointers.sort_unstable();
    assert_eq!(
        pointers,
        ["#/", "#/email", "#/id", "#/name", "#/role", "#/shoe_size"]
    );
}

#[test]
fn the_admin_pages_want_the_right_token() {
    let ask = |authorization: Option<&'static str>, page: &str| {
        let mut request = request("GET", &format!("/api/admin/{page}"));
        if let Some(value) = authorization {
            request = request.with(http::header::AUTHORIZATION, HeaderValue::from_static(value));
        }
        let response = answer(&request);
        check(&request, &response);
        let challenge = response.field(WWW_AUTHENTICATE).unwrap_or("").to_owned();
        (response.status.as_u16(), challenge)
    };
    let plain = "Bearer realm=\"shop\"".to_owned();
    let invalid = format!("{plain}, error=\"invalid_token\"");
    assert_eq!(ask(None, "report"), (401, plain.clone()));
    assert_eq!(ask(Some("Basic YTpi"), "report"), (401, plain.clone()));
    assert_eq!(ask(Some("Bearer"), "report"), (401, invalid.clone()));
    assert_eq!(ask(Some("Bearer root"), "report"), (401, invalid));
    let (code, challenge) = ask(Some("Bearer viewer"), "report");
    assert_eq!(code, 403);
    assert!(challenge.contains("insufficient_scope"));
    assert_eq!(ask(Some("bearer admin"), "report"), (200, String::new()));
    assert_eq!(ask(Some("Bearer viewer"), "payroll").0, 404);
    assert_eq!(ask(None, "payroll"), (401, plain));
}

#[test]
fn every_example_of_the_menu_does_something_there() {
    for (route, operation) in
        routes().flat_map(|route| route.operations.iter().map(move |own| (route, own)))
    {
        assert!(!route.summary.is_empty() && !operation.summary.is_empty());
        for example in operation.examples {
            let mut request = request(operation.method, example.path);
            for (name, value) in example.fields {
                let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                request = request.with(name, HeaderValue::from_static(value));
            }
            request.body = example.body.into();
            let response = answer(&request);
            check(&request, &response);
            let code = response.status.as_u16();
            let documented = operation.answers();
            assert!(
                documented.iter().any(|answer| answer.0 == code) || route.family == "Status codes",
                "{}: {code}",
                example.summary
            );
            assert!(route.part(request.path()).is_some(), "{}", example.path);
        }
    }
}

#[test]
fn a_script_plays_step_by_step_and_then_ends() {
    let mut server = server("503 retry-after=2 x2, 429, 405 after=2s, reset before, ok");
    let get = request("GET", "/api/users/7");
    let mut seen = Vec::new();
    for _ in 0..7 {
        let reply = server.respond(Instant::START, &get);
        let wait = reply.after.as_millis();
        assert!((20..40).contains(&wait) || wait == 2_000);
        seen.push(match reply.outcome {
            Some(Outcome::Answered(response)) => {
                check(&get, &response);
                let wait = response.field(RETRY_AFTER).unwrap_or("-");
                format!("{} {wait}", response.status.as_u16())
            }
            Some(Outcome::Failed(failure)) => failure.slug().to_owned(),
            None => "silence".to_owned(),
        });
    }
    assert_eq!(
        seen,
        [
            "503 2", "503 2", "429 -", "405 -", "reset", "200 -", "200 -"
        ]
    );
}

#[test]
fn a_lost_answer_is_lost_in_the_way_the_script_says() {
    let post = json("POST", "/api/users", r#"{"name": "Mary"}"#);
    let cases = [
        ("dns", None, 0),
        ("refused", None, 0),
        ("tls", None, 0),
        ("reset before", Some("nothing done"), 0),
        ("reset", Some("answer lost"), 1),
        ("timeout", Some("done, but never answered"), 1),
        ("truncated", Some("half the answer sent"), 1),
        ("not-http", Some("answer garbled"), 1),
    ];
    for (script, note, added) in cases {
        let mut server = server(script);
        let reply = server.respond(Instant::START, &post);
        let word = script.split(' ').next().unwrap();
        let failed = match &reply.outcome {
            None => Failure::TimedOut,
            Some(Outcome::Failed(failure)) => *failure,
            Some(Outcome::Answered(_)) => panic!("{script} was answered"),
        };
        assert_eq!(failed.slug(), word);
        assert_eq!(server.users(), 12 + added, "{script}");
        assert_eq!(
            reply.lost.map(|lost| lost.status.as_u16()),
            (added == 1).then_some(201)
        );
        assert_eq!(reply.did.as_ref().map(|did| &*did.note), note);
        assert_eq!(server.log().count(), usize::from(note.is_some()) + added);
    }
}

#[test]
fn the_server_does_not_grow_without_end() {
    let mut server = server("");
    let mut last = 0;
    for number in 0..300 {
        let post = json("POST", "/api/users", r#"{"name": "Mary"}"#).with(
            HeaderName::from_static("idempotency-key"),
            HeaderValue::from(number),
        );
        last = answered(server.respond(Instant::START, &post))
            .status
            .as_u16();
    }
    assert_eq!((last, server.users()), (507, 200));
    assert_eq!(server.log().count(), MAX_LOG);
    let saved = postcard::to_allocvec(&server).unwrap();
    assert!(saved.len() < 100_000, "{}", saved.len());
}

fn any_request() -> impl Strategy<Value = Request> {
    let method = prop::sample::select(
        &[
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW",
        ][..],
    );
    let path = prop_oneof![
        prop::sample::select(&["/api/users", "/api/users/7", "/api/admin/report", "/"][..])
            .prop_map(str::to_owned),
        (0..700_u16).prop_map(|code| format!("/api/status/{code}")),
        "/api/(users|status|admin)/[a-z0-9%?=&+-]{0,12}",
        "/[!-~]{0,20}",
    ];
    let media_type = prop::sample::select(
        &[
            "application/json",
            "application/merge-patch+json",
            "text/html",
            "\u{FF}",
        ][..],
    );
    let name = prop::sample::select(&["authorization", "idempotency-key", "content-length"][..]);
    let body = prop_oneof![
        Just(r#"{"name": "Mary"}"#.as_bytes().to_vec()),
        r#"\{"(name|email|id|role|<b>)": ("[a-z@<>]{0,9}"|null|-?[0-9]{1,9})\}"#
            .prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..40),
    ];
    let value = prop_oneof!["Bearer [a-z]{0,6}", "\"?[ -~]{0,9}\"?"];
    (method, path, media_type, name, value, body).prop_filter_map(
        "the path is no URI",
        |(method, path, media_type, name, value, body)| {
            let mut request = Request::new(
                Method::from_bytes(method.as_bytes()).ok()?,
                path.parse().ok()?,
            )
            .with(
                CONTENT_TYPE,
                HeaderValue::from_bytes(media_type.as_bytes()).ok()?,
            )
            .with(
                HeaderName::from_static(name),
                HeaderValue::from_str(&value).ok()?,
            );
            request.body = Body(body);
            Some(request)
        },
    )
}

proptest! {
    #[test]
    fn every_answer_to_every_request_is_well_formed(
        script in prop::sample::select(&["", "503 x2, ok", "reset, timeout, 405, 206, 304", "truncated x3"][..]),
        requests in prop::collection::vec((any_request(), any::<u64>()), 1..8),
    ) {
        let mut server = server(script);
        for (request, ms) in requests {
            let reply = server.respond(Instant::from_millis(ms), &request);
            if let Some(Outcome::Answered(response)) = reply.outcome.as_ref() {
                check(&request, response);
                if response.body.text().contains('<') {
                    let media_type = response.field(CONTENT_TYPE).unwrap();
                    prop_assert!(media_type != "text/html");
                }
            }
            if let Some(response) = &reply.lost {
                check(&request, response);
            }
        }
    }

    #[test]
    fn a_saved_server_goes_on_exactly(
        requests in prop::collection::vec(any_request(), 1..8),
        at in 0_usize..8,
    ) {
        let mut original = server("503 x2, reset, ok x2, 429 retry-after=1");
        let mut copy = original.clone();
        for (index, request) in requests.iter().enumerate() {
            if index == at {
                copy = postcard::from_bytes(&postcard::to_allocvec(&copy).unwrap()).unwrap();
            }
            let now = Instant::from_millis(index as u64 * 100);
            prop_assert_eq!(original.respond(now, request), copy.respond(now, request));
            prop_assert_eq!(&original, &copy);
        }
    }
}
