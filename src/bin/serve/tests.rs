//! The server over real connections, asked the way programs ask: with bytes. Every test has a server of its own.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::*;
use folder::Site;
use teapot::backend::Script;
use teapot::protocol::Response;
use teapot::protocol::text::parse_response;
use teapot::rng::Rng;

/// A server that ends with the value.
struct Running {
    address: SocketAddr,
    log: Lines,
    interrupt: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What the server logs.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panics").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Running {
    fn with(script: &str) -> Self {
        let script = Script::parse(script).expect("a script");
        let log = Lines::default();
        let lines = log.clone();
        let (sender, address) = mpsc::channel();
        let (interrupt, interrupted) = tokio::sync::oneshot::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.expect("a runtime").block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                let address = listener.local_addr().expect("it is bound");
                sender.send(address).expect("the test waits for it");
                let (log, written) = Log::to(lines);
                let server = Server {
                    site: Site {
                        dir: "src/bin/serve".into(),
                        under: "/".into(),
                        allow_origin: None,
                    },
                    api: Api::new(script),
                    log,
                    own: own(address.port()),
                    room: Room::default(),
                };
                let interrupt = async {
                    let _ = interrupted.await;
                };
                run(listener, Arc::new(server), interrupt).await;
                let _ = timeout(GRACE, written).await;
            });
        });
        Self {
            address: address.recv().expect("it starts"),
            log,
            interrupt: Some(interrupt),
            thread: Some(thread),
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        let patience = Some(Duration::from_secs(4));
        stream.set_read_timeout(patience).expect("a time-out");
        stream
    }

    /// Sends a request that closes its connection, with these lines, and reads to the end.
    fn bytes(&self, lines: &str) -> std::io::Result<Vec<u8>> {
        let mut stream = self.connect();
        let (head, body) = lines.split_once("\n\n").unwrap_or((lines, ""));
        let head = head.replace('\n', "\r\n");
        let host = self.address;
        let length = match body.len() {
            0 => String::new(),
            length => format!("Content-Length: {length}\r\n"),
        };
        let (first, rest) = head.split_once("\r\n").unwrap_or((&head, ""));
        let blank = if rest.is_empty() { "" } else { "\r\n" };
        let host = if rest.contains("Host: ") {
            String::new()
        } else {
            format!("Host: {host}\r\n")
        };
        let text = format!(
            "{first} HTTP/1.1\r\n{host}Connection: close\r\n{length}{rest}{blank}\r\n{body}"
        );
        stream.write_all(text.as_bytes()).expect("it takes them");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).map(|_| answer)
    }

    fn ask(&self, lines: &str) -> Response {
        let bytes = self.bytes(lines).expect("an answer");
        let text = String::from_utf8(bytes).expect("it is text");
        parse_response(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    fn status(&self, lines: &str) -> u16 {
        self.ask(lines).status.as_u16()
    }
}

impl Running {
    /// Interrupts it, and waits until it has ended.
    fn end(&mut self) {
        drop(self.interrupt.take());
        let ended = self.thread.take().map(thread::JoinHandle::join);
        if !thread::panicking() {
            assert!(ended.is_none_or(|ended| ended.is_ok()), "it ended badly");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Reads one answer with a length from a connection that stays open.
fn read_one(stream: &mut TcpStream) -> Response {
    let mut bytes = Vec::new();
    loop {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("an answer");
        bytes.push(byte[0]);
        if bytes.ends_with(b"\r\n\r\n") {
            break;
        }
    }
    let text = String::from_utf8(bytes).expect("a head is text");
    let mut response = parse_response(&text).expect("a head");
    let length = response.field(http::header::CONTENT_LENGTH);
    let length = length.map_or(0, |length| length.parse().expect("a number"));
    response.body.0 = vec![0; length];
    stream
        .read_exact(&mut response.body.0)
        .expect("the content");
    response
}

#[test]
fn a_get_and_a_head_are_told_the_same_but_the_content() {
    let server = Running::with("");
    let get = server.ask("GET /api/users/7");
    let head = server.ask("HEAD /api/users/7");
    assert_eq!((get.status.as_u16(), head.status.as_u16()), (200, 200));
    assert!(get.body.text().contains("\"id\""), "{}", get.body.text());
    let length = get.body.len().to_string();
    let told = |response: &Response| {
        response.headers["content-length"]
            .to_str()
            .map(str::to_owned)
    };
    assert_eq!(told(&get).expect("text"), length);
    assert_eq!(told(&head).expect("text"), length);
    assert!(head.body.is_empty());
    // RFC 9110 §8.6: no length with 204.
    let none = server.ask("HEAD /api/status/204");
    assert_eq!(none.field(http::header::CONTENT_LENGTH), None);
}

#[test]
fn the_shops_clock_is_the_machines() {
    let server = Running::with("503 retry-after=date+30");
    let response = server.ask("GET /api/users");
    let seconds = |name: &str| {
        let date = response.headers[name].to_str().expect("a date is text");
        let date = httpdate::parse_http_date(date).expect("a date");
        let since = date.duration_since(std::time::UNIX_EPOCH);
        since.expect("after 1970").as_secs()
    };
    let now = log::time_of_day().as_secs().max(teapot::backend::EPOCH);
    assert!(now.abs_diff(seconds("date")) <= 3);
    assert_eq!(seconds("retry-after") - seconds("date"), 30);
}

#[test]
fn content_is_sent_only_when_it_is_wanted() {
    let server = Running::with("");
    let begin = |target: &str, fields: &str| {
        let mut stream = server.connect();
        let head = format!(
            "POST {target} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n{fields}Content-Length: 21\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("it takes them");
        stream
    };
    let mut wanted = begin("/api/users", "Content-Type: application/json\r\n");
    assert_eq!(read_one(&mut wanted).status.as_u16(), 100);
    wanted
        .write_all(b"{\"name\": \"Mary Shaw\"}")
        .expect("it takes them");
    assert_eq!(read_one(&mut wanted).status.as_u16(), 201);
    let mut refused = begin("/api/users", "Content-Type: text/css\r\n");
    let answer = read_one(&mut refused);
    assert_eq!(answer.status.as_u16(), 415);
    assert_eq!(answer.headers["connection"], "close");
}

#[test]
fn a_connection_is_used_again_and_requests_may_be_sent_ahead() {
    let server = Running::with("");
    let mut stream = server.connect();
    let one = "POST /api/users HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n\
               8;x=y\r\n{\"name\":\r\nc\r\n\"Mary Shaw\"}\r\n0\r\nTrailer: x\r\n\r\n";
    let two = "\r\nGET /api/status/204 HTTP/1.1\r\nHost: a\r\n\r\nGET /folder.rs HTTP/1.1\r\nHost: a\r\n\r\n\
               GET /api/users/13 HTTP/1.1\r\nHost: a\r\n\r\n";
    stream.write_all(one.as_bytes()).expect("it takes them");
    assert_eq!(read_one(&mut stream).status.as_u16(), 201);
    stream.write_all(two.as_bytes()).expect("it takes them");
    assert_eq!(read_one(&mut stream).status.as_u16(), 204);
    let file = read_one(&mut stream);
    assert!(file.body.text().starts_with("//! The built folder"));
    assert!(read_one(&mut stream).body.text().contains("Mary Shaw"));
}

#[test]
fn interim_answers_come_before_the_answer() {
    let server = Running::with("");
    let bytes = server.bytes("GET /api").expect("an answer");
    let text = String::from_utf8_lossy(&bytes);
    assert!(
        text.starts_with("HTTP/1.1 103 Early Hints\r\nLink: "),
        "{text}"
    );
    assert!(text.contains("\r\n\r\nHTTP/1.1 200 OK\r\n"), "{text}");
    let bytes = server.bytes("GET /api/status/103").expect("half an answer");
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.starts_with("HTTP/1.1 103 Early Hints\r\n"), "{text}");
    assert_eq!(text.matches("HTTP/1.1").count(), 1, "{text}");
}

#[test]
fn broken_answers_are_broken_on_the_wire() {
    let server = Running::with(
        "reset, reset before, dns, empty, truncated, not-http, broken-chunk, wrong-length, ok",
    );
    let get = || server.bytes("GET /api/users/7");
    let text = || String::from_utf8(get().expect("some bytes")).expect("it is text");
    for what in ["reset", "reset before", "dns"] {
        let error = get().expect_err(what);
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{what}");
    }
    assert_eq!(text(), "");
    let missing = |text: String| {
        let response = parse_response(&text).expect("a head");
        let told: usize = response.field(http::header::CONTENT_LENGTH)?.parse().ok()?;
        told.checked_sub(response.body.len())
    };
    assert!(missing(text()).expect("it has a length") > 0);
    assert_eq!(text(), "SSH-2.0-teapot\r\n");
    let chunks = text();
    assert!(
        chunks.contains("\r\nTransfer-Encoding: chunked\r\n"),
        "{chunks}"
    );
    assert!(
        !chunks.contains("Content-Length") && !chunks.contains("\r\n0\r\n"),
        "{chunks}"
    );
    // Cut short by the length it says, so that nothing is missing.
    let half = text();
    assert!(!half.ends_with('}') && missing(half) == Some(0));
    assert_eq!(missing(text()), Some(0));
}

#[test]
fn silence_lasts_until_the_client_leaves() {
    let server = Running::with("timeout, ok");
    let mut stream = server.connect();
    stream
        .set_read_timeout(Some(Duration::from_millis(300)))
        .expect("a time-out");
    stream
        .write_all(b"GET /api/users/7 HTTP/1.1\r\nHost: a\r\n\r\n")
        .expect("it takes them");
    let error = stream.read(&mut [0]).expect_err("nothing comes");
    assert!(matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut
    ));
    drop(stream);
    assert_eq!(server.status("GET /api/users/7"), 200);
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "this is about the clock on the wall"
)]
fn answers_take_their_time_and_content_drips() {
    let server = Running::with("ok after=200ms; drip 300ms");
    let mut stream = server.connect();
    let began = Instant::now();
    stream
        .write_all(b"GET /api/users/7 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        .expect("it takes them");
    let (mut parts, mut first, mut bytes) = (0, None, [0; 16 * 1024]);
    while let 1.. = stream.read(&mut bytes).expect("an answer") {
        first.get_or_insert(began.elapsed());
        parts += 1;
    }
    assert!(first.expect("a head") >= Duration::from_millis(200));
    assert!(began.elapsed() >= Duration::from_millis(500));
    assert!(parts > 1, "{parts} parts");
}

#[test]
fn the_script_is_changed_while_the_server_runs() {
    let server = Running::with("503 retry-after=2 x*");
    assert_eq!(server.status("GET /api/users"), 503);
    let put = server.ask("PUT /control/script\n\n429 retry-after=1 x2, ok\n");
    assert_eq!(
        put.body.text(),
        "429 twice with Retry-After: 1, then as usual\n"
    );
    let statuses = [0; 3].map(|_| server.status("GET /api/users"));
    assert_eq!(statuses, [429, 429, 200]);
    let wrong = server.ask("PUT /control/script\n\n503, nope");
    assert_eq!(wrong.status.as_u16(), 400);
    assert!(
        wrong.body.text().contains("at column 6"),
        "{}",
        wrong.body.text()
    );
    let script = server.ask("GET /control/script");
    assert_eq!(script.body.text(), "429 retry-after=1 x2, ok\n");
    assert_eq!(server.status("DELETE /control/script"), 405);
    assert_eq!(server.status("GET /control"), 404);
    let mary = "POST /api/users\nContent-Type: application/json\n\n{\"name\": \"Mary Shaw\"}";
    assert_eq!(server.status(mary), 201);
    assert_eq!(server.status("GET /api/users/13"), 200);
    let log = server.ask("GET /control/log").body.text().into_owned();
    let last = log.lines().last().expect("something happened");
    let last: serde_json::Value = serde_json::from_str(last).expect("a line is JSON");
    assert_eq!(last["title"], "User 13 read");
    assert!(last["at_ms"].as_u64().expect("a number") < 60_000);
    assert_eq!(server.status("POST /control/reset"), 204);
    assert_eq!(server.ask("GET /control/log").body.text(), "");
    let statuses = [0; 3].map(|_| server.status("GET /api/users/13"));
    assert_eq!(statuses, [429, 429, 404]);
}

#[test]
fn a_request_is_remembered_as_it_came() {
    let server = Running::with("POST: 503, reset before");
    let post = "POST /api/users?n=1\nIdempotency-Key: \"k\"\n\n{\"name\": \"Mary\"}";
    assert_eq!(server.status(post), 503);
    let reset = server.bytes("POST /api/users").map(|bytes| bytes.len());
    assert!(!matches!(reset, Ok(1..)), "{reset:?}");
    assert_eq!(server.status("GET /api/users/7"), 200);
    let requests = server.ask("GET /control/requests").body.text().into_owned();
    let shown = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        assert!(line["at_ms"].as_u64().expect("a number") < 60_000);
        let key = line["idempotency_key"].as_str().unwrap_or("-").to_owned();
        let texts = ["method", "target", "answer"].map(|name| line[name].as_str().expect("a text"));
        format!("{} {} {key}", texts.join(" "), line["length"])
    };
    let shown: Vec<String> = requests.lines().map(shown).collect();
    assert_eq!(
        shown,
        [
            "POST /api/users?n=1 503 16 \"k\"",
            "POST /api/users reset 0 -",
            "GET /api/users/7 200 0 -",
        ]
    );
    assert_eq!(server.status("POST /control/reset"), 204);
    assert_eq!(server.ask("GET /control/requests").body.text(), "");
}

#[test]
fn another_shop_has_its_own_script_and_memory() {
    let mut server = Running::with("503 x*");
    let opened = server.ask("POST /control/shops\n\n429, ok\n");
    assert_eq!(opened.status.as_u16(), 201);
    let place = opened.field(http::header::LOCATION).expect("a place");
    let host = place.strip_prefix("http://").expect("an address");
    let first = server.address;
    server.address = host.trim_end_matches('/').parse().expect("a port");
    let statuses = [0; 2].map(|_| server.status("GET /api/users"));
    assert_eq!(statuses, [429, 200]);
    assert_eq!(server.status("DELETE /api/users/7"), 204);
    let requests = server.ask("GET /control/requests").body.text().into_owned();
    assert_eq!(requests.lines().count(), 3);
    server.address = first;
    assert_eq!(server.status("GET /api/users"), 503);
    let requests = server.ask("GET /control/requests").body.text().into_owned();
    assert_eq!(requests.lines().count(), 1);
    let wrong = server.ask("POST /control/shops\n\n503, nope");
    assert_eq!(wrong.status.as_u16(), 400);
    assert_eq!(server.status("GET /control/shops"), 405);
}

#[test]
fn other_pages_may_use_the_api_but_not_the_controls() {
    let server = Running::with("");
    let port = server.address.port();
    let reset = |fields: &str| server.status(&format!("POST /control/reset\n{fields}"));
    assert_eq!(reset(&format!("Origin: http://127.0.0.1:{port}")), 204);
    assert_eq!(reset(&format!("Origin: http://localhost:{port}")), 204);
    for origin in [
        "https://evil.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
    ] {
        assert_eq!(reset(&format!("Origin: {origin}")), 403, "{origin}");
    }
    assert_eq!(reset(&format!("Host: evil.example:{port}")), 421);
    let shared = server.ask("GET /api/users/7\nOrigin: https://evil.example");
    assert_eq!(shared.headers["access-control-allow-origin"], "*");
    let visit = server.ask("GET /api/users/7\nSec-Fetch-Mode: navigate");
    assert_eq!(
        visit.headers["content-security-policy"],
        "default-src 'none'; sandbox"
    );
}

#[test]
fn the_shop_is_reached_under_its_own_names_too() {
    let server = Running::with("");
    let port = server.address.port();
    let whoami = |target: &str, host: &str| {
        let response = server.ask(&format!("GET {target}\nHost: {host}"));
        (
            response.status.as_u16(),
            response.body.text().contains("partner.example"),
        )
    };
    assert_eq!(whoami("/api/whoami", "partner.example"), (200, true));
    assert_eq!(
        whoami("http://partner.example/api/whoami", "a"),
        (200, true)
    );
    assert_eq!(whoami("/api/users", "shop.example"), (200, false));
    assert_eq!(whoami("/api/users", "assets.shop.example").0, 421);
    assert_eq!(whoami("http://elsewhere.example/api/users", "a").0, 421);
    assert_eq!(
        whoami(&format!("http://127.0.0.1:{port}/api/users"), "a").0,
        200
    );
}

#[test]
fn what_cannot_be_read_is_refused() {
    let server = Running::with("");
    let long = "x".repeat(40_000);
    let many = "X: y\r\n".repeat(200);
    for (status, text) in [
        (400, "GET /api HTTP/1.1\r\n\r\n".to_owned()),
        (400, "GET /api HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".to_owned()),
        (400, "GET /api#x HTTP/1.1\r\nHost: a\r\n\r\n".to_owned()),
        (400, "hello\r\n\r\n".to_owned()),
        (505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        (414, format!("GET /{long}")),
        (431, format!("GET / HTTP/1.1\r\nHost: a\r\nX: {long}")),
        (431, format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n")),
        (413, "POST /api/users HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n".to_owned()),
        (413, "POST /api/users HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n".to_owned()),
        (400, "POST /api/users HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_owned()),
        (400, "POST /api HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned()),
        (400, "POST /api HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n".to_owned()),
        (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n".to_owned()),
        (501, "POST /api HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n".to_owned()),
        (405, "POST / HTTP/1.0\r\n\r\n".to_owned()),
        (204, "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_owned()),
    ] {
        let mut stream = server.connect();
        stream.write_all(text.as_bytes()).expect("it takes them");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let start = format!("HTTP/1.1 {status} ");
        let text = text.get(..100).unwrap_or(&text);
        assert!(answer.starts_with(&start), "{text}\n{answer}");
        assert!(answer.contains("Connection: close"), "{answer}");
    }
}

#[test]
fn a_line_is_logged_for_each_request() {
    let mut server = Running::with("ok, reset, dns, timeout, empty");
    let lines = server.log.clone();
    let order = "POST /api/orders\nContent-Type: application/json\n\n{\"item\": \"teapot\", \"quantity\": 1}";
    assert_eq!(server.status(order), 201);
    assert!(server.bytes("GET /api/users/7").is_err());
    assert!(server.bytes("GET /api/users/7").is_err());
    let mut stream = server.connect();
    stream
        .write_all(b"DELETE /api/users/7 HTTP/1.1\r\nHost: a\r\n\r\n")
        .expect("it takes them");
    // It is done before it is not answered.
    while !server
        .ask("GET /control/log")
        .body
        .text()
        .contains("User 7 deleted")
    {}
    drop(stream);
    assert!(
        server
            .bytes("HEAD /api/users/8")
            .expect("an end")
            .is_empty()
    );
    server.end();
    let text = lines.0.lock().expect("nobody panics").clone();
    let text = String::from_utf8(text).expect("it is text");
    let shop: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("/control"))
        .collect();
    insta::assert_snapshot!(shop.join("\n"), @r"
    POST /api/orders 201 Order 7 created, no key to know it by
    GET /api/users/7 reset User 7 read, answer lost
    GET /api/users/7 dns Reset in its place: the connection is open already
    DELETE /api/users/7 timeout User 7 deleted, done, but never answered
    HEAD /api/users/8 empty User 8 read, closed without a byte
    ");
}

#[test]
fn no_garbage_stops_the_server() {
    let server = Running::with("");
    let mut dice = Rng::new(418);
    for round in 0..200 {
        let mut stream = server.connect();
        let length = dice.bits() % 600;
        // Some begin well.
        let begin: &[u8] = match round % 4 {
            0 => b"GET /api/",
            1 => b"POST /api HTTP/1.1\r\nHost: a\r\n",
            2 => b"POST /api HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            _ => b"",
        };
        let mut bytes = begin.to_vec();
        bytes.extend((0..length).map(|_| dice.bits() as u8));
        // It may have refused them halfway.
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
    assert_eq!(server.status("GET /api/users/7"), 200);
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "this is about the clock on the wall"
)]
fn an_idle_connection_does_not_keep_the_server_from_ending() {
    let server = Running::with("");
    let mut idle = server.connect();
    idle.write_all(b"GET /api/users/7 HTTP/1.1\r\nHost: a\r\n\r\n")
        .expect("it takes them");
    assert_eq!(read_one(&mut idle).status.as_u16(), 200);
    let began = Instant::now();
    drop(server);
    assert!(began.elapsed() < GRACE);
    assert_eq!(idle.read(&mut [0]).expect("an end"), 0);
}
