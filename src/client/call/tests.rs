//! Calls as text timelines: a script of outcomes in, one line per step out.

use http::header::{AUTHORIZATION, DATE, HeaderValue, LOCATION, RETRY_AFTER};
use http::{Method, StatusCode, Uri};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{
    Just, Strategy, TestCaseError, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::sample::select;

use super::*;
use crate::client::presets::{ALL, CAREFUL, FETCH};
use crate::client::{
    Advances, Backoff, Bound, Breaker, Growth, Jitter, Methods, Redirects, Rule, Told, When, Zero,
};
use crate::protocol::{Failure, Response};

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
    let mut outcome;
    loop {
        let at = format!("{:>6.2} s  ", now.as_secs_f64());
        if let Some(decision) = &output.decision {
            lines.push(format!("{at}decides  {}", decision.badge));
        }
        let input = match output.then {
            Then::Send { number, until, .. } => {
                let request = call.request();
                let limit = until.map_or_else(
                    || "for ever".to_owned(),
                    |until| format!("{:.2} s", until.as_secs_f64()),
                );
                lines.push(format!(
                    "{at}sends    {} {}, waits until {limit}",
                    request.method, request.uri
                ));
                outcome = outcomes.next().expect("an endless script");
                let came = now + LATENCY;
                let silent = matches!(outcome, Outcome::Failed(Failure::TimedOut));
                // Nothing comes after the client has stopped waiting.
                outcome = match until.filter(|until| silent || came > *until) {
                    Some(until) => {
                        now = until;
                        Outcome::Failed(Failure::TimedOut)
                    }
                    None => {
                        now = came;
                        outcome
                    }
                };
                Input::Outcome(number, &outcome)
            }
            Then::Wait { until } => {
                let why = output
                    .decision
                    .and_then(|decision| decision.wait)
                    .expect("a wait has a reason");
                lines.push(format!(
                    "{at}sleeps   {:.2} s {} {}",
                    until.since(now).as_secs_f64(),
                    why.reason(),
                    why.formula()
                ));
                now = until;
                Input::Woke
            }
            Then::Listen { .. } => unreachable!("this driver has one request in flight"),
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
fn a_repeat_begins_where_the_client_begins() {
    let sent = |slug, words| {
        let timeline = play(preset(slug), get(), 418, words);
        let paths: Vec<String> = timeline
            .lines()
            .filter_map(|line| Some(line.split_once("sends    GET /api/users/")?.1[..1].to_owned()))
            .collect();
        paths.concat()
    };
    // fetch() follows redirects below ky, so ky starts over; urllib3 follows them itself.
    assert_eq!(sent("ky", "302 503"), "787");
    assert_eq!(sent("urllib3-typical", "302 503"), "788");
    assert_eq!(sent("ky", "302 421 503 302"), "78878");
}

#[test]
fn fetch_sends_a_421_again_once() {
    check("fetch-421", FETCH, post(), "421 421");
}

/// Steps a call by hand.
struct Steps {
    client: Client,
    call: Call,
    now: Instant,
}

impl Steps {
    fn begin(policy: Policy, request: Request) -> Self {
        let mut client = Client::new(policy, Rng::new(418));
        let mut call = client.call(request);
        client.step(&mut call, Instant::START, Input::Start);
        Self {
            client,
            call,
            now: Instant::START,
        }
    }

    fn after(&mut self, ms: u64, input: Input<'_>) -> Then {
        self.now = self.now + Duration::from_millis(ms);
        self.client.step(&mut self.call, self.now, input).then
    }

    fn came(&mut self, number: u32, word: &str) -> Then {
        self.after(10, Input::Outcome(number, &outcome(word)))
    }
}

fn preset(slug: &str) -> Policy {
    *crate::client::presets::find(slug).expect("a preset")
}

fn pushed(value: &'static str) -> Outcome {
    let mut response = Response::new(StatusCode::SERVICE_UNAVAILABLE);
    response
        .headers
        .insert("grpc-retry-pushback-ms", HeaderValue::from_static(value));
    Outcome::Answered(response)
}

#[test]
fn a_redirect_is_followed_alone() {
    let policy = Policy {
        redirects: Redirects::FETCH,
        ..preset("grpc-hedging")
    };
    let mut steps = Steps::begin(policy, get());
    steps.after(500, Input::Woke);
    assert!(steps.call.expects(0) && steps.call.expects(1));
    assert!(matches!(
        steps.came(1, "302"),
        Then::Send {
            kind: Kind::Redirect,
            ..
        }
    ));
    assert!(!steps.call.expects(0) && steps.call.expects(2));
}

#[test]
fn a_hedge_comes_when_it_is_told_to() {
    // gRFC A6, "Pushback": the next hedge in so many milliseconds.
    let mut alone = Steps::begin(preset("grpc-hedging"), get());
    let then = alone.after(10, Input::Outcome(0, &pushed("250")));
    assert_eq!(
        then,
        Then::Wait {
            until: Instant::from_millis(260)
        }
    );
    assert!(matches!(alone.after(250, Input::Woke), Then::Send { .. }));
    let mut beside = Steps::begin(preset("grpc-hedging"), get());
    beside.after(500, Input::Woke);
    let then = beside.after(10, Input::Outcome(0, &pushed("250")));
    assert_eq!(
        then,
        Then::Listen {
            wake: Some(Instant::from_millis(760))
        }
    );
    assert!(matches!(beside.after(250, Input::Woke), Then::Send { .. }));
    // Told to send no more, it waits for what is in flight.
    let mut barred = Steps::begin(preset("grpc-hedging"), get());
    barred.after(500, Input::Woke);
    let then = barred.after(10, Input::Outcome(0, &pushed("-1")));
    assert_eq!(then, Then::Listen { wake: None });
    assert_eq!(barred.after(500, Input::Woke), Then::Listen { wake: None });
    assert_eq!(barred.came(1, "200"), Then::Finish);
}

#[test]
fn a_repeat_carries_the_new_token() {
    const RULES: &[Rule] = &[Rule {
        statuses: &[(503, 503)],
        ..Rule::NONE
    }];
    let policy = Policy {
        retries: Retries::Rules(RULES),
        attempts: 3,
        refreshes: true,
        ..Policy::NONE
    };
    let expired = get().with(AUTHORIZATION, HeaderValue::from_static("Bearer old"));
    let mut steps = Steps::begin(policy, expired);
    steps.came(0, "307");
    assert!(matches!(
        steps.came(1, "401"),
        Then::Send {
            kind: Kind::Refresh,
            ..
        }
    ));
    let tokens = Outcome::Answered(Response {
        body: r#"{"access_token":"new"}"#.into(),
        ..Response::new(StatusCode::OK)
    });
    steps.after(10, Input::Outcome(2, &tokens));
    assert!(matches!(steps.came(3, "503"), Then::Wait { .. }));
    steps.after(0, Input::Woke);
    let sent = steps.call.request();
    assert_eq!(sent.uri.path(), "/api/users/7");
    assert_eq!(sent.headers[AUTHORIZATION], "Bearer new");
}

#[test]
fn a_call_that_ends_leaves_the_trial_to_another() {
    let policy = Policy {
        breaker: Some(Breaker {
            percent: 1,
            least: 1,
            window: Duration::from_secs(10),
            open_for: Duration::from_secs(1),
        }),
        ..Policy::NONE
    };
    let mut steps = Steps::begin(policy, get());
    assert_eq!(steps.came(0, "503"), Then::Finish);
    let begin = |steps: &mut Steps| {
        steps.call = steps.client.call(get());
        steps.after(2_000, Input::Start)
    };
    assert!(matches!(begin(&mut steps), Then::Send { .. }));
    assert_eq!(steps.client.circuit(), Some(Circuit::HalfOpen));
    assert_eq!(steps.after(0, Input::Cancel), Then::Finish);
    assert!(matches!(begin(&mut steps), Then::Send { .. }));
}

#[test]
fn what_breaks_off_is_told_from_what_never_came() {
    let because = |slug: &str, word: &str| {
        let mut steps = Steps::begin(preset(slug), get());
        let outcome = outcome(word);
        let output = steps.client.step(
            &mut steps.call,
            Instant::from_millis(5),
            Input::Outcome(0, &outcome),
        );
        output.decision.expect("a decision").because
    };
    assert!(because("reqwest-retry", "truncated").starts_with("The status had come"));
    assert!(because("gaxios", "truncated").starts_with("One of its rules"));
}

/// Any policy at all, most of them bad ideas.
fn policies() -> impl Strategy<Value = Policy> {
    let ms = |most: u64| (0..most).prop_map(Duration::from_millis);
    let rules = vec(rules(), 0..4).prop_map(|rules| Retries::Rules(rules.leak()));
    let growths = prop_oneof![
        Just(Growth::None),
        Just(Growth::Fixed),
        Just(Growth::Linear),
        Just(Growth::Exponential(150)),
        Just(Growth::Polynomial(2)),
    ];
    let jitters = prop_oneof![
        Just(Jitter::None),
        Just(Jitter::Full),
        Just(Jitter::Equal),
        Just(Jitter::Decorrelated),
        Just(Jitter::DecorrelatedV2),
        Just(Jitter::PlusShare(20)),
        Just(Jitter::Times(50, 150)),
    ];
    let bounds = prop_oneof![
        Just(Bound::Exact),
        Just(Bound::Cap(Duration::from_secs(3), Duration::from_secs(1))),
        Just(Bound::Clamp(Duration::from_secs(5))),
        Just(Bound::Abandon(Duration::from_secs(8))),
        Just(Bound::AtLeastOwn),
    ];
    (
        (rules, 1_u32..8, option::of(ms(40_000)), any::<bool>()),
        option::of(ms(3_000).prop_map(|limit| limit + Duration::from_millis(1))),
        (growths, jitters, ms(5_000), ms(30_000)),
        (bounds, any::<bool>(), any::<bool>()),
        (0_u32..6, any::<bool>(), any::<bool>()),
    )
        .prop_map(
            |(
                (retries, attempts, deadline, looks_ahead),
                attempt_timeout,
                (growth, jitter, base, cap),
                (bound, falls_through, advances),
                (limit, shared, below),
            )| Policy {
                retries,
                attempts,
                deadline,
                looks_ahead,
                attempt_timeout,
                backoff: Backoff {
                    growth,
                    jitter,
                    base,
                    cap,
                    ..Backoff::NONE
                },
                told: Told {
                    bound,
                    advances: if advances {
                        Advances::Yes
                    } else {
                        Advances::No
                    },
                    zero: if falls_through {
                        Zero::BackOff
                    } else {
                        Zero::AtOnce
                    },
                    ..Told::EXACT
                },
                redirects: Redirects {
                    limit,
                    shared,
                    below,
                    ..Redirects::FETCH
                },
                ..Policy::NONE
            },
        )
}

fn rules() -> impl Strategy<Value = Rule> {
    let statuses: [&[(u16, u16)]; 4] = [&[], &[(400, 599)], &[(429, 429)], &[(500, 504)]];
    let methods = [
        Methods::Any,
        Methods::Only(&["GET"]),
        Methods::OrKeyed(&["GET"]),
        Methods::Except(&["POST"]),
    ];
    let whens = [
        When::Always,
        When::Told,
        When::ToldZero,
        When::ToldZeroOrNothing,
    ];
    let agains = [Again::Attempts, Again::Below(1), Again::Once, Again::Replay];
    (
        select(statuses.to_vec()),
        any::<bool>(),
        select(methods.to_vec()),
        select(whens.to_vec()),
        select(agains.to_vec()),
    )
        .prop_map(|(statuses, failed, methods, when, again)| Rule {
            statuses,
            failures: if failed { &Failure::ALL } else { &[] },
            methods,
            when,
            again,
            backoff: None,
        })
}

fn keeps_its_limits(
    policy: Policy,
    request: &Request,
    seed: u64,
    words: &str,
) -> Result<(), TestCaseError> {
    let timeline = play(policy, request.clone(), seed, words);
    let last = timeline.lines().last().expect("a finish");
    let at = last.split_whitespace().next().expect("a time");
    if let Some(deadline) = policy.deadline {
        let at: f64 = at.parse().expect("a number");
        // A line has two decimals.
        prop_assert!(at <= deadline.as_secs_f64() + 0.01, "{timeline}");
    }
    let sent = timeline
        .lines()
        .filter(|line| line.contains("sends"))
        .count();
    prop_assert!(sent <= policy.most_requests() as usize, "{timeline}");
    prop_assert_eq!(&timeline, &play(policy, request.clone(), seed, words));
    Ok(())
}

fn requests() -> impl Strategy<Value = Request> {
    prop_oneof![Just(get()), Just(post()), Just(keyed())]
}

fn scripts() -> impl Strategy<Value = String> {
    let words = select(vec![
        "503",
        "503+2",
        "503+9",
        "503+0",
        "429+28",
        "408",
        "500",
        "reset",
        "timeout",
        "302",
        "502",
        "truncated",
        "421",
        "409",
        "503+99999999999",
        "307",
        "dns",
    ]);
    vec(words, 0..40).prop_map(|words| words.join(" "))
}

#[test]
fn two_rules_do_not_replay_each_other() {
    let replays = |statuses| Rule {
        statuses,
        failures: &[],
        methods: Methods::Any,
        when: When::Always,
        again: Again::Replay,
        backoff: None,
    };
    let rules: &'static [Rule] =
        Box::leak(Box::new([replays(&[(429, 429)]), replays(&[(400, 599)])]));
    let policy = Policy {
        retries: Retries::Rules(rules),
        attempts: 1,
        ..Policy::NONE
    };
    let timeline = play(policy, get(), 0, "429 503");
    assert_eq!(timeline.matches("sends").count(), 2, "{timeline}");
}

proptest! {
    #[test]
    fn no_preset_passes_its_limits(seed in any::<u64>(), request in requests(), words in scripts()) {
        for policy in ALL {
            keeps_its_limits(**policy, &request, seed, &words)?;
        }
    }

    #[test]
    fn no_policy_passes_its_limits(
        policy in policies(),
        seed in any::<u64>(),
        request in requests(),
        words in scripts(),
    ) {
        keeps_its_limits(policy, &request, seed, &words)?;
    }

    #[test]
    fn any_policy_can_be_said(policy in policies()) {
        prop_assert!(policy.in_words().ends_with('.'));
    }
}
