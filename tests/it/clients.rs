//! Every library against its row in `clients.txt`: which statuses it repeats for which methods, how often, and after which
//! waits.

use std::time::Duration;

use http::header::{DATE, HeaderValue, RETRY_AFTER};
use http::{StatusCode, Uri};
use teapot::client::{Client, Input, Policy, Then, presets};
use teapot::protocol::{Outcome, Request, Response};
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
    let mut response = Response::new(StatusCode::from_u16(status).expect("a code")).with(
        DATE,
        HeaderValue::from_static("Sun, 22 Nov 2026 12:00:00 GMT"),
    );
    if told {
        response = response.with(RETRY_AFTER, HeaderValue::from_static("1"));
    }
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
            Then::Send { .. } => Input::Outcome(Outcome::Answered(response.clone())),
            Then::Wait { until } => {
                waits.push(until.since(now).as_secs_f64() * 1_000.0);
                now = until;
                Input::Woke
            }
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
            rows.iter().any(|row| row.policy.slug == policy.slug),
            "{}",
            policy.slug
        );
        assert!(
            !policy.source.is_empty() && !policy.version.is_empty() && !policy.family.is_empty()
        );
    }
    assert_eq!(rows.len() + 1, presets::ALL.len());
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
        for (deadline, seed) in row.policy.deadline.into_iter().zip(0..100) {
            let all: f64 = waits(row.policy, 503, "GET", false, seed).iter().sum();
            assert!(Duration::from_secs_f64(all / 1_000.0) <= deadline);
        }
    }
}
