//! Every library against its row in `clients.txt`: which statuses it repeats for which methods, how often, and after which
//! waits.

use std::time::Duration;

use http::header::{DATE, HeaderValue, RETRY_AFTER};
use http::{StatusCode, Uri};
use teapot::client::{Breaker, Budget, Client, Input, Policy, Then, presets};
use teapot::protocol::{Failure, Outcome, Request, Response};
use teapot::rng::Rng;
use teapot::time::Instant;

/// Where watching a client ends.
const ENOUGH: usize = 15;

/// A row of the table.
struct Row {
    policy: &'static Policy,
    always: Vec<(u16, u16)>,
    told: Vec<(u16, u16)>,
    untold: Vec<(u16, u16)>,
    methods: Vec<&'static str>,
    post: Option<Vec<(u16, u16)>>,
    replays: bool,
    attempts: Option<usize>,
    waits: Vec<(f64, f64)>,
    waits_429: Vec<(f64, f64)>,
    wait_told: Option<(f64, f64)>,
}

fn rows() -> Vec<Row> {
    let lines = include_str!("clients.txt").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let parts: Vec<&str> = line.split('|').map(str::trim).collect();
            let [
                slug,
                always,
                told,
                untold,
                methods,
                post,
                replays,
                attempts,
                waits,
                waits_429,
                wait_told,
            ] = parts[..]
            else {
                panic!("a row has eleven parts: {line}");
            };
            Row {
                policy: presets::find(slug).expect("every row has a preset"),
                always: codes(always),
                told: codes(told),
                untold: codes(untold),
                methods: methods.split(' ').collect(),
                post: (post != "=").then(|| codes(post)),
                replays: replays == "yes",
                attempts: attempts.parse().ok(),
                waits: waits_of(waits),
                waits_429: waits_of(waits_429),
                wait_told: waits_of(wait_told).first().copied(),
            }
        })
        .collect()
}

fn waits_of(text: &str) -> Vec<(f64, f64)> {
    let number = |text: &str| text.parse::<f64>().ok();
    text.split(' ')
        .filter_map(|wait| {
            let (low, high) = wait.split_once('-').unwrap_or((wait, wait));
            Some((number(low)?, number(high)?))
        })
        .collect()
}

fn codes(text: &str) -> Vec<(u16, u16)> {
    waits_of(text)
        .into_iter()
        .map(|(low, high)| (low as u16, high as u16))
        .collect()
}

impl Row {
    /// Whether the row says that this is sent again.
    fn repeats(&self, status: u16, method: &str, told: bool) -> bool {
        let held = |codes: &[(u16, u16)]| {
            codes
                .iter()
                .any(|(low, high)| (*low..=*high).contains(&status))
        };
        if self.replays && status == 421 {
            return true;
        }
        if let (Some(post), "POST") = (&self.post, method) {
            return held(post);
        }
        self.methods.contains(&method)
            && (held(&self.always) || (told && held(&self.told)) || (!told && held(&self.untold)))
    }

    /// A status that is sent again for GET, with or without `Retry-After: 1`.
    fn repeated(&self, told: bool) -> Option<u16> {
        let others = (400..600).filter(|status| *status != 421);
        [503, 500]
            .into_iter()
            .chain(others)
            .find(|status| self.repeats(*status, "GET", told))
    }
}

/// Answers every request with the same, and says how long the client waited before each retry, in milliseconds.
fn waits(policy: &Policy, status: u16, method: &str, told: bool, seed: u64) -> Vec<f64> {
    answered(policy, status, method, told.then_some("1"), seed)
}

/// The same with any `Retry-After`.
fn answered(
    policy: &Policy,
    status: u16,
    method: &str,
    told: Option<&'static str>,
    seed: u64,
) -> Vec<f64> {
    let mut response = Response::new(StatusCode::from_u16(status).expect("a code")).with(
        DATE,
        HeaderValue::from_static("Sun, 22 Nov 2026 12:00:00 GMT"),
    );
    if let Some(told) = told {
        response = response.with(RETRY_AFTER, HeaderValue::from_static(told));
    }
    play(policy, &Outcome::Answered(response), method, seed)
}

/// The same with any outcome.
fn play(policy: &Policy, outcome: &Outcome, method: &str, seed: u64) -> Vec<f64> {
    let request = Request::new(
        method.parse().expect("a method"),
        Uri::from_static("/api/users"),
    );
    let mut client = Client::new(*policy, Rng::new(seed));
    let mut call = client.call(request);
    let mut now = Instant::START;
    let mut input = Input::Start;
    let mut waits = Vec::new();
    loop {
        input = match client.step(&mut call, now, input).then {
            Then::Send { number, .. } => Input::Outcome(number, outcome),
            Then::Wait { until } => {
                waits.push(until.since(now).as_secs_f64() * 1_000.0);
                now = until;
                Input::Woke
            }
            Then::Listen { .. } => unreachable!("nothing hedges here"),
            Then::Finish => return waits,
        };
        if waits.len() > ENOUGH {
            return waits;
        }
    }
}

#[test]
fn every_library_has_a_row() {
    let rows = rows();
    for policy in presets::ALL.iter().skip(1) {
        assert!(
            !policy.source.is_empty() && !policy.version.is_empty() && !policy.family.is_empty()
        );
        // What is sent side by side has no waits to stand in a row.
        if policy.hedge.is_some() {
            continue;
        }
        assert!(
            rows.iter().any(|row| row.policy.slug == policy.slug),
            "{}",
            policy.slug
        );
    }
    let side_by_side = presets::ALL.iter().filter(|policy| policy.hedge.is_some());
    assert_eq!(rows.len() + 1 + side_by_side.count(), presets::ALL.len());
}

#[test]
fn each_repeats_what_its_row_says() {
    let mut wrong = Vec::new();
    for row in rows() {
        for status in 400..600 {
            for method in ["GET", "PUT", "POST"] {
                for told in [false, true] {
                    let repeated = !waits(row.policy, status, method, told, 1).is_empty();
                    if repeated != row.repeats(status, method, told) {
                        wrong.push(format!(
                            "{} {method} {status}{}: repeated is {repeated}",
                            row.policy.slug,
                            if told { " with Retry-After: 1" } else { "" }
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_tries_as_often_as_its_row_says() {
    for row in rows() {
        let Some(status) = row.repeated(false) else {
            continue;
        };
        let tries = waits(row.policy, status, "GET", false, 1).len() + 1;
        match row.attempts {
            Some(attempts) => assert_eq!(tries, attempts, "{}", row.policy.slug),
            // Only the deadline ends it, if anything does.
            None => assert!(
                tries > ENOUGH || row.policy.deadline.is_some(),
                "{}: {tries}",
                row.policy.slug
            ),
        }
    }
}

#[test]
fn each_waits_as_long_as_its_row_says() {
    let within = |wait: f64, (low, high): (f64, f64)| wait >= low - 0.001 && wait <= high + 0.001;
    for row in rows() {
        let slug = row.policy.slug;
        for (status, expected) in [
            (row.repeated(false), &row.waits),
            (Some(429), &row.waits_429),
        ] {
            let Some(status) = status.filter(|_| !expected.is_empty()) else {
                continue;
            };
            let mut seen = vec![(f64::MAX, f64::MIN); expected.len()];
            for seed in 0..2_000 {
                let waits = waits(row.policy, status, "GET", false, seed);
                for (n, (wait, bounds)) in waits.iter().zip(expected).enumerate() {
                    // The last wait before a deadline may be cut off.
                    assert!(within(*wait, *bounds), "{slug} retry {}: {wait}", n + 1);
                    seen[n] = (seen[n].0.min(*wait), seen[n].1.max(*wait));
                }
            }
            // The whole of the interval is used, as far as the call gets.
            for ((low, high), (from, to)) in seen.iter().zip(expected).take(3) {
                let slack = (to - from) * 0.02 + 0.001;
                assert!(
                    *low <= from + slack && *high >= to - slack,
                    "{slug} on {status}: {low} to {high} of {from} to {to}"
                );
            }
        }
        if let Some(status) = row.repeated(true) {
            for seed in 0..200 {
                let wait = waits(row.policy, status, "GET", true, seed)[0];
                let expected = row.wait_told.unwrap_or(row.waits[0]);
                assert!(within(wait, expected), "{slug} with Retry-After: 1: {wait}");
            }
        }
    }
}

#[test]
fn a_wait_fits_into_the_deadline() {
    for row in rows() {
        let Some(deadline) = row.policy.deadline else {
            continue;
        };
        for seed in 0..100 {
            let all: f64 = waits(row.policy, 503, "GET", false, seed).iter().sum();
            assert!(Duration::from_secs_f64(all / 1_000.0) <= deadline);
        }
    }
}

#[test]
fn what_calls_share_is_as_its_source_says() {
    let tokens = |cost, throttled, timed_out| {
        Some(Budget::Tokens {
            capacity: 500,
            cost,
            throttled,
            timed_out,
            success: 1,
        })
    };
    let share = Budget::Share {
        deposit: 1,
        withdraw: 5,
        reserve: 500,
        ttl: Duration::from_secs(10),
    };
    for (slug, budget) in [
        ("aws-js-v3", tokens(14, 5, 14)),
        ("aws-js-v3-before-2026-11", tokens(10, 5, 10)),
        ("botocore", tokens(14, 5, 14)),
        ("botocore-standard-before-1.44", tokens(5, 5, 10)),
        ("botocore-legacy", None),
        ("smithy-rs", tokens(10, 5, 10)),
        ("tower", Some(share)),
    ] {
        let policy = presets::find(slug).expect("a preset");
        assert_eq!(policy.budget, budget, "{slug}");
    }
    let others = presets::ALL.iter().filter(|policy| policy.budget.is_some());
    assert_eq!(others.count(), 6);
    // Polly.Core/CircuitBreaker/CircuitBreakerConstants.cs.
    let breaker = Breaker {
        percent: 10,
        least: 100,
        window: Duration::from_secs(30),
        open_for: Duration::from_secs(5),
    };
    for policy in presets::ALL {
        let has = policy.slug.starts_with("ms-http").then_some(breaker);
        assert_eq!(policy.breaker, has, "{}", policy.slug);
    }
}

#[test]
fn retry_after_means_to_each_what_its_source_says() {
    const PAST: &str = "Sun, 22 Nov 2026 11:00:00 GMT";
    const MINUTE: &str = "Sun, 22 Nov 2026 12:01:00 GMT";
    // The first wait in milliseconds; nothing where the client gives up instead.
    for (slug, status, told, wait) in [
        ("okhttp", 503, "0", Some(0.0)),
        ("okhttp", 503, "1", None),
        ("okhttp", 503, MINUTE, None),
        ("okhttp", 408, "0", Some(0.0)),
        ("okhttp", 408, PAST, None),
        ("urllib3-default", 503, "0", Some(0.0)),
        ("urllib3-default", 503, "90000", Some(21_600_000.0)),
        ("urllib3-default", 503, MINUTE, Some(60_000.0)),
        ("got", 503, PAST, Some(1.0)),
        ("got", 503, "99999", Some(99_999_000.0)),
        ("ky", 503, "99999", Some(99_999_000.0)),
        ("ky", 503, "1795348860", Some(60_000.0)),
        ("ky", 500, "7", Some(300.0)),
        ("undici-retry", 503, "0", Some(0.0)),
        ("undici-retry", 503, PAST, Some(500.0)),
        ("undici-retry", 503, "99", Some(30_000.0)),
        ("apache-hc5", 503, "0", Some(1_000.0)),
        ("apache-hc5", 429, MINUTE, Some(60_000.0)),
        ("openai-python", 503, "120", Some(120_000.0)),
        ("openai-python", 503, "121", None),
        ("go-retryablehttp", 500, "7", Some(1_000.0)),
        ("go-retryablehttp", 503, "7", Some(7_000.0)),
        ("azure-core-js", 429, "7", Some(7_000.0)),
        ("curl-retry", 503, "0", Some(1_000.0)),
        ("symfony", 423, "7", Some(7_000.0)),
        ("ms-http-resilience", 503, PAST, Some(0.0)),
        ("ms-http-resilience", 503, "99", Some(30_000.0)),
    ] {
        let policy = presets::find(slug).expect("a preset");
        let waits = answered(policy, status, "GET", Some(told), 1);
        assert_eq!(waits.first().copied(), wait, "{slug} {status} {told}");
    }
    // curl: what it is told does not advance the doubling. AWS: at least its own wait, and at most 5 s more.
    let curl = presets::find("curl-retry").expect("a preset");
    assert_eq!(answered(curl, 503, "GET", Some("7"), 1), [7_000.0; 5]);
    let aws = presets::find("aws-js-v3").expect("a preset");
    for seed in 0..100 {
        let wait = answered(aws, 503, "GET", Some("99"), seed)[0];
        assert!((5_000.0..=5_050.0).contains(&wait), "{wait}");
    }
}

#[test]
fn each_repeats_a_lost_answer_for_the_methods_its_row_says() {
    for (slug, failure, get, post) in [
        ("fetch", Failure::Reset, 0, 0),
        ("axios-retry", Failure::Reset, 3, 3),
        ("axios-retry", Failure::TimedOut, 0, 0),
        ("axios-retry", Failure::NoSuchName, 3, 0),
        ("ky", Failure::Reset, 2, 0),
        ("ky", Failure::TimedOut, 0, 0),
        ("urllib3-default", Failure::Refused, 3, 3),
        ("urllib3-default", Failure::Reset, 3, 0),
        ("gaxios", Failure::Reset, 2, 0),
        ("apache-hc5", Failure::Reset, 1, 0),
        ("apache-hc5", Failure::TimedOut, 0, 0),
        ("symfony", Failure::Reset, 3, 0),
        ("aiohttp-retry", Failure::Reset, 1, 0),
        ("aws-js-v3", Failure::Truncated, 2, 2),
        ("reqwest-retry", Failure::Truncated, 0, 0),
        ("octokit-retry", Failure::Reset, 3, 3),
        ("kiota", Failure::Reset, 0, 0),
        ("curl-retry", Failure::TimedOut, 5, 5),
        ("curl-retry", Failure::Refused, 0, 0),
        ("faraday-retry", Failure::TimedOut, 2, 0),
        ("wget", Failure::Refused, 0, 0),
        ("go-retryablehttp", Failure::NotTrusted, 0, 0),
        ("stripe-node", Failure::Reset, 2, 2),
        ("stripe-node", Failure::Truncated, 0, 0),
        ("ofetch", Failure::TimedOut, 1, 0),
        ("fetch-retry", Failure::TimedOut, 3, 3),
        ("superagent", Failure::Truncated, 1, 1),
        ("gaxios", Failure::Truncated, 2, 0),
        ("undici-retry", Failure::NotHttp, 5, 0),
        ("undici-retry", Failure::TimedOut, 0, 0),
        ("symfony", Failure::NoSuchName, 3, 3),
        ("envoy", Failure::NotHttp, 1, 1),
    ] {
        let policy = presets::find(slug).expect("a preset");
        let repeats = |method| play(policy, &Outcome::Failed(failure), method, 1).len();
        assert_eq!(
            (repeats("GET"), repeats("POST")),
            (get, post),
            "{slug} {failure:?}"
        );
    }
}

#[test]
fn each_follows_as_many_redirects_as_were_counted() {
    for (slug, limit) in [
        ("axios-retry", 21),
        ("superagent", 5),
        ("gaxios", 20),
        ("kiota", 5),
        ("requests", 30),
        ("aiohttp-retry", 9),
        ("openai-python", 20),
        ("go-net-http", 9),
        ("reqwest", 10),
        ("wget", 20),
        ("stripe-node", 0),
        ("botocore", 0),
        ("curl-retry", 0),
    ] {
        let policy = presets::find(slug).expect("a preset");
        assert_eq!(policy.redirects.limit, limit, "{slug}");
    }
}

#[test]
fn a_lost_connection_is_repeated_at_once_where_only_statuses_wait() {
    let apache = presets::find("apache-hc5").expect("a preset");
    let lost = Outcome::Failed(Failure::Reset);
    assert_eq!(play(apache, &lost, "GET", 1), [0.0]);
}
