use proptest::prelude::*;

use super::*;

#[test]
fn a_request_prints_as_rfcs_print_it() {
    let mut request = Request::new(Method::POST, "/api/users?x=1".parse().unwrap())
        .with(
            http::header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        )
        .with(HOST, HeaderValue::from_static("other.example"))
        .with(
            HeaderName::from_static("idempotency-key"),
            HeaderValue::from_static("\"8c1f-42d0\""),
        );
    request.body = "{ \"name\": \"Mary\" }\n".into();
    assert_eq!(
        print_request(&request, "shop.example"),
        "POST /api/users?x=1 HTTP/1.1\n\
         Host: shop.example\n\
         Content-Type: application/json\n\
         Idempotency-Key: \"8c1f-42d0\"\n\
         \n\
         { \"name\": \"Mary\" }\n"
    );
}

#[test]
fn a_response_prints_with_its_phrase_or_a_blank() {
    let response = Response::new(StatusCode::SERVICE_UNAVAILABLE)
        .with(http::header::RETRY_AFTER, HeaderValue::from_static("2"));
    assert_eq!(
        print_response(&response, "Service Unavailable"),
        "HTTP/1.1 503 Service Unavailable\nRetry-After: 2\n\n"
    );
    let unknown = Response::new(StatusCode::from_u16(299).unwrap());
    assert_eq!(print_response(&unknown, ""), "HTTP/1.1 299 \n\n");
}

#[test]
fn names_have_the_capitals_of_their_specifications() {
    for name in [
        "Retry-After",
        "WWW-Authenticate",
        "Proxy-Authenticate",
        "ETag",
        "TE",
        "Content-MD5",
        "Sec-WebSocket-Accept",
        "Sec-CH-UA",
        "RateLimit-Policy",
        "X-Request-ID",
        "Idempotency-Key",
        "Upload-Draft-Interop-Version",
        "IM",
        "A-IM",
        "DAV",
        "Accept-CH",
        "Content-Type",
        "Alt-Svc",
    ] {
        let lower = HeaderName::from_bytes(name.as_bytes()).unwrap();
        assert_eq!(field_name(&lower), name);
    }
}

#[test]
fn responses_of_tools_are_understood() {
    let cases = [
        "HTTP/2 503 \r\nretry-after: 2\r\n\r\nhello",
        "HTTP/3 503\nRetry-After:2\n\nhello",
        "\n\nHTTP/1.1 503 Service Unavailable\nRETRY-AFTER:   2  \n\nhello",
        "HTTP/1.0 503 Try\tlater\nRetry-After: 2\n\nhello",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 503 \r\nretry-after: 2\r\n\r\nhello",
    ];
    for text in cases {
        let response = parse_response(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(response.status, 503, "{text}");
        assert_eq!(response.field(http::header::RETRY_AFTER), Some("2"));
        assert_eq!(response.headers.len(), 1);
        assert_eq!(response.body.text(), "hello");
    }
    let bare = parse_response("HTTP/2 204").unwrap();
    assert_eq!((bare.status.as_u16(), bare.body.len()), (204, 0));
    let interim = parse_response("HTTP/1.1 103 Early Hints\nLink: </a>\n\n").unwrap();
    assert_eq!(interim.status, 103);
}

#[test]
fn a_mistake_is_found_on_its_line() {
    let responses = [
        ("", 1, "nothing is here"),
        ("\n\n", 2, "nothing is here"),
        ("hello", 1, "HTTP/1.1 200 OK"),
        ("HTTP/4 200 OK", 1, "HTTP/1.1 200 OK"),
        ("HTTP/1.1 20 OK", 1, "three digits"),
        ("HTTP/1.1 099 No", 1, "three digits"),
        ("HTTP/1.1  200 OK", 1, "three digits"),
        ("HTTP/1.1 200 O\u{7}K", 1, "control characters"),
        ("HTTP/1.1 200 OK\nDate", 2, "a colon"),
        ("HTTP/1.1 200 OK\nA: b\n c", 3, "start with a blank"),
        ("HTTP/1.1 200 OK\nA : b", 2, "before the colon"),
        ("HTTP/1.1 200 OK\r\nA: b\r\nÄ: b", 3, "the name of a field"),
        ("HTTP/1.1 200 OK\n: b", 2, "the name of a field"),
        ("HTTP/1.1 200 OK\nA: \u{0}", 2, "control characters"),
    ];
    for (text, line, what) in responses {
        let error = parse_response(text).expect_err(text);
        assert_eq!(error.line, line, "{text:?}: {error}");
        assert!(error.what.contains(what), "{text:?}: {error}");
    }
    let requests = [
        ("GET /", 1, "GET /api/users HTTP/1.1"),
        ("GET  / HTTP/1.1", 1, "GET /api/users HTTP/1.1"),
        ("G@T / HTTP/1.1", 1, "not a method"),
        ("GET /#a HTTP/1.1", 1, "fragment"),
        ("GET /<> HTTP/1.1", 1, "not a target"),
        ("GET / HTTP/1.1\nDate: now\n\n", 3, "needs a Host"),
        (
            "GET / HTTP/1.1\nHost: a\nHost: b\n\n",
            4,
            "more than one Host",
        ),
        ("GET / HTTP/1.1\nHost: ä\n\n", 3, "not ASCII"),
    ];
    for (text, line, what) in requests {
        let error = parse_request(text).expect_err(text);
        assert_eq!(error.line, line, "{text:?}: {error}");
        assert!(error.what.contains(what), "{text:?}: {error}");
    }
}

#[test]
fn what_is_too_large_is_not_read() {
    assert!(parse_response(&format!("HTTP/1.1 200 OK\n\n{}", "x".repeat(MAX_TEXT))).is_err());
    assert_eq!(
        parse_response(&format!("HTTP/1.1 200 OK\n{}", "A: b\n".repeat(201))),
        Err(ParseError {
            line: 202,
            what: "there are too many fields to be read here"
        })
    );
}

fn any_headers() -> impl Strategy<Value = HeaderMap> {
    let value = "([!-~ä]([ -~\t]{0,9}[!-~])?)?";
    prop::collection::vec(("[a-z][a-z0-9_-]{0,9}", value), 0..6).prop_map(|fields| {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            if name != HOST {
                headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
            }
        }
        headers
    })
}

proptest! {
    #[test]
    fn no_text_panics(
        text in "(?s).{0,80}|(HTTP/1.1 |GET |/|200| OK|Host:|[a-z:]|\r?\n){0,20}",
    ) {
        let _ = parse_request(&text);
        let _ = parse_response(&text);
    }

    #[test]
    fn a_printed_response_reads_the_same(
        status in 100_u16..1000,
        phrase in "[A-Za-z ']{0,20}",
        headers in any_headers(),
        body in "(?s).{0,40}",
    ) {
        let status = StatusCode::from_u16(status).unwrap();
        // An interim response has no content that could look like the final one.
        let body = if status.is_informational() { String::new() } else { body };
        let response = Response { status, headers, body: body.into() };
        prop_assert_eq!(parse_response(&print_response(&response, &phrase)), Ok(response));
    }

    #[test]
    fn a_printed_request_reads_the_same(
        method in "[A-Z]{1,8}",
        uri in r"/[a-z0-9/%?=&+-]{0,12}|https://[a-z]{1,5}\.example/[a-z]{0,5}|\*",
        host in "[a-z]{1,8}(:[0-9]{1,4})?",
        headers in any_headers(),
        body in "(?s).{0,40}",
    ) {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = Request { method, uri: uri.parse().unwrap(), headers, body: body.into() };
        prop_assert_eq!(parse_request(&print_request(&request, &host)), Ok((request, host)));
    }
}
