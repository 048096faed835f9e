//! Calls as text timelines: a script of outcomes in, one line per step out.

use http::header::{DATE, HeaderValue, LOCATION, RETRY_AFTER};
use http::{Method, StatusCode, Uri};
use proptest::prelude::{Just, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::*;
use crate::client::presets::{ALL, CAREFUL, FETCH};
use crate::protocol::Response;

/// How long an attempt takes in these tests.
const LATENCY: Duration = Duration::from_millis(400);

/// `503+2` is a 503 with `Retry-After: 2`; a word is a failure.
fn outcome(word: &str) -> Outcome {
    if let Some(failure) = Failure::find(word) {
        return Outcome::Failed(failure);
    }
    let (status, retry_after) = word
        .split_once('+')
        .map_or((word, None), |(status, after)| (status, Some(after)));
    let mut response = Response::new(status.parse::<StatusCode>().expect("a code"))
        .with(
            DATE,
            HeaderValue::from_static("Sun, 22 Nov 2026 12:00:00 GMT"),
        )
        .with(LOCATION, HeaderValue::from_static("/api/users/8"));
    if let Some(after) = retry_after {
        response = response.with(RETRY_AFTER, after.parse().expect("a value"));
    }
    Outcome::Answered(response)
}

fn play(policy: Policy, request: Request, seed: u64, words: &str) -> String {
    let mut client = Client::new(policy, Rng::new(seed));
    let mut call = client.call(request);
    let mut outcomes = words
        .split_whitespace()
        .map(outcome)
        .chain(std::iter::repeat_with(|| outcome("200")));
    let mut now = Instant::START;
    let mut output = client.step(&mut call, now, Input::Start);
    let mut lines = Vec::new();
    loop {
        let at = format!("{:>6.2} s  ", now.as_secs_f64());
        if let Some(decision) = &output.decision {
            lines.push(format!("{at}decides  {}", decision.badge));
        }
        let input = match output.then {
            Then::Send { request, until } => {
                let limit = until.map_or_else(
                    || "for ever".to_owned(),
                    |until| format!("{:.2} s", until.as_secs_f64()),
                );
                lines.push(format!(
                    "{at}sends    {} {}, waits until {limit}",
                    request.method, request.uri
                ));
                let outcome = outcomes.next().expect("an endless script");
                now = match (&outcome, until) {
                    (Outcome::Failed(Failure::TimedOut), Some(until)) => until,
                    _ => now + LATENCY,
                };
                Input::Outcome(outcome)
            }
            Then::Wait { until } => {
                let why = output
                    .decision
                    .and_then(|decision| decision.wait)
                    .expect("a wait has a reason");
                lines.push(format!(
                    "{at}sleeps   {:.2} s {} {}",
                    until.since(now).as_secs_f64(),
                    why.reason,
                    why.formula
                ));
                now = until;
                Input::Woke
            }
            Then::Finish => return lines.join("\n"),
        };
        output = client.step(&mut call, now, input);
    }
}

fn get() -> Request {
    Request::new(Method::GET, Uri::from_static("/api/users/7"))
}

fn post() -> Request {
    Request::new(Method::POST, Uri::from_static("/api/users"))
}

fn keyed() -> Request {
    post().with(KEYS[0].clone(), HeaderValue::from_static("\"8c1f\""))
}

fn check(name: &str, policy: Policy, request: Request, words: &str) {
    insta::with_settings!({ snapshot_path => "../../../tests/it/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(format!("call-{name}"), play(policy, request, 418, words));
    });
}

#[test]
fn a_careful_get_survives_two_503s() {
    check("careful-told", CAREFUL, get(), "503+2 503+2");
}

#[test]
fn without_retry_after_it_backs_off() {
    check("careful-back-off", CAREFUL, get(), "503 reset 504");
}

#[test]
fn four_tries_are_enough() {
    check("careful-used-up", CAREFUL, get(), "500 500 500 500");
}

#[test]
fn a_post_is_not_retried_without_a_key() {
    check("careful-post", CAREFUL, post(), "503+2");
}

#[test]
fn a_lost_answer_is_repeated_with_a_key() {
    check("careful-post-key", CAREFUL, keyed(), "503+2 reset 201");
}

#[test]
fn a_wait_past_the_deadline_is_not_begun() {
    check("careful-too-long", CAREFUL, get(), "503+3600");
}

#[test]
fn silence_ends_at_the_time_out() {
    check("careful-silence", CAREFUL, get(), "timeout 200");
}

#[test]
fn redirects_are_followed_and_their_target_retried() {
    check("careful-redirect", CAREFUL, post(), "303 503+1 200");
}

#[test]
fn fetch_hands_over_what_comes() {
    check("fetch", FETCH, get(), "503+2");
}

#[test]
fn fetch_sends_a_421_again_once() {
    check("fetch-421", FETCH, post(), "421 421");
}

proptest! {
    #[test]
    fn no_call_passes_its_limits(
        seed in any::<u64>(),
        method in prop_oneof![Just(get()), Just(post()), Just(keyed())],
        words in proptest::collection::vec(
            prop_oneof![
                Just("503"), Just("503+2"), Just("503+9"), Just("503+0"), Just("429+28"), Just("408"), Just("500"),
                Just("reset"), Just("timeout"), Just("302"), Just("502"), Just("truncated")
            ],
            0..40,
        ),
    ) {
        for policy in ALL {
            let timeline = play(*policy, method.clone(), seed, &words.join(" "));
            let last = timeline.lines().last().expect("a finish");
            let at: f64 = last.split_whitespace().next().expect("a time").parse().expect("a number");
            if let Some(deadline) = policy.deadline {
                // The outcome of the last attempt may arrive one latency after the deadline in this fixture.
                prop_assert!(at <= deadline.as_secs_f64() + LATENCY.as_secs_f64(), "{timeline}");
            }
            let sent = timeline.lines().filter(|line| line.contains("sends")).count();
            prop_assert!(sent <= policy.most_requests() as usize, "{timeline}");
            prop_assert_eq!(&timeline, &play(*policy, method.clone(), seed, &words.join(" ")));
        }
    }
}
