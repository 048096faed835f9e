//! How fast the mock server answers, as a ratio against a handler that does nothing but build a response; and whether it
//! stays as large as it is. `cargo bench --bench respond`.

use std::hint::black_box;
use std::time::{Duration, Instant as Clock};

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderName, HeaderValue};
use http::{Method, StatusCode, Uri};
use teapot::backend::{Backend, Reply, Script};
use teapot::protocol::{Body, Outcome, Request, Response};
use teapot::time::Instant;

/// How many requests are sent between two looks at the clock, and how many such rounds there are.
const ROUND: u32 = 2_000;
const ROUNDS: usize = 60;
/// What the issue of the mock server holds it to.
const MOST_TIMES: f64 = 10.0;

/// The least a server can do: the request's own content, dated and with its length.
fn echo(now: Instant, request: &Request) -> Reply {
    let date = std::time::UNIX_EPOCH + now.0;
    let date = httpdate::fmt_http_date(date);
    let response = Response {
        body: Body(request.body.0.clone()),
        ..Response::new(StatusCode::OK)
    }
    .with(CONTENT_TYPE, HeaderValue::from_static("application/json"))
    .with(DATE, HeaderValue::from_str(&date).expect("a date is ASCII"))
    .with(CONTENT_LENGTH, HeaderValue::from(request.body.len()));
    Reply {
        outcome: Some(Outcome::Answered(response)),
        ..Reply::default()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark is about the clock on the wall"
)]
fn time(mut work: impl FnMut(u32)) -> Duration {
    let began = Clock::now();
    (0..ROUND).for_each(&mut work);
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn server(script: &str) -> Backend {
    Backend::new(Script::parse(script).expect("a script"), 418)
}

fn post(number: u32) -> Request {
    let body = format!("{{\"name\": \"User {number}\"}}");
    let mut request = Request::new(Method::POST, Uri::from_static("/api/users"))
        .with(CONTENT_TYPE, HeaderValue::from_static("application/json"))
        .with(
            HeaderName::from_static("idempotency-key"),
            HeaderValue::from(number),
        );
    request.body = body.into();
    request
}

fn main() {
    let get = Request::new(Method::GET, Uri::from_static("/api/users/7"));
    let mut asked = get.clone();
    asked.body = "{\"id\": 7, \"name\": \"Grace Hopper\", \"email\": \"grace@shop.example\", \"role\": \"admin\"}".into();
    println!("{:>9}  {:>6}  what", "a second", "times");
    let mut worst = 0.0_f64;
    for (name, script, request) in [
        ("GET of one user", "", &get),
        (
            "GET under two limits and a load",
            "limit bucket 1000/1s; limit sliding 1000/1s; load capacity=9 work=1ms others=0/s",
            &get,
        ),
    ] {
        let mut server = server(script);
        let (mut own, mut echoed) = (Vec::new(), Vec::new());
        // By turns, so that both meet the same machine.
        for round in 0..ROUNDS {
            let at = |step: u32| Instant::from_millis(round as u64 * 10_000 + u64::from(step));
            echoed.push(time(|step| {
                black_box(echo(at(step), black_box(&asked)));
            }));
            own.push(time(|step| {
                black_box(server.respond(at(step), black_box(request)));
            }));
        }
        let (own, echoed) = (median(own).as_secs_f64(), median(echoed).as_secs_f64());
        let (each, times) = (f64::from(ROUND) / own, own / echoed);
        println!("{each:>9.0}  {times:>6.1}  {name}");
        if script.is_empty() {
            println!("{:>9.0}  {:>6}  echo", f64::from(ROUND) / echoed, "1.0");
            worst = worst.max(times);
        }
    }
    assert!(
        worst <= MOST_TIMES,
        "a GET takes {worst:.1} times as long as an echo, of {MOST_TIMES}"
    );

    // A million requests of all kinds: reads, refusals, and users that come under a key and go.
    let mut server = server("5s..40s: 503 retry-after=2 x*; limit sliding 900/1s fields=both");
    let size = |server: &Backend| {
        postcard::to_allocvec(server)
            .expect("it can be saved")
            .len()
    };
    let mut sizes = Vec::new();
    for number in 0..1_000_000_u32 {
        let at = Instant::from_millis(u64::from(number) * 2);
        let request = match number % 4 {
            0 => post(number),
            1 => Request::new(
                Method::DELETE,
                format!("/api/users/{}", 13 + number / 8)
                    .parse()
                    .expect("a path"),
            ),
            2 => Request::new(Method::GET, Uri::from_static("/api/nothing")),
            _ => get.clone(),
        };
        black_box(server.respond(at, &request));
        if (number + 1) % 100_000 == 0 {
            sizes.push(size(&server));
        }
    }
    println!("{sizes:?} bytes saved after each 100 000 of a million requests");
    let (first, last) = (sizes[0], sizes[sizes.len() - 1]);
    assert!(
        last <= first + first / 10,
        "it grew from {first} to {last} bytes"
    );
}
