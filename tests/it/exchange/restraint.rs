//! What a client's calls share, what it sends side by side, and how it is stopped.

use std::fmt::Write as _;
use std::time::Duration;

use http::Uri;
use http::header::{AUTHORIZATION, HeaderValue};
use proptest::prelude::*;
use teapot::backend::{Backend, Script};
use teapot::client::{
    Again, Backoff, Breaker, Budget, Circuit, Growth, Jitter, Kind, Methods, Policy, Redirects,
    Retries, Rule, Throttle, Told, presets,
};
use teapot::exchange::{Exchange, Setup, simulate, story, timetable};
use teapot::protocol::{Failure, Outcome, Request};
use teapot::time::Instant;

use super::{Form, drawing, scripts, stays_on_the_page};

const S: Duration = Duration::from_secs(1);

fn setup(policy: Policy, method: &str, path: &'static str, script: &str) -> Setup {
    let request = Request::new(method.parse().expect("a method"), Uri::from_static(path));
    let backend = Backend::new(Script::parse(script).expect("a script"), 418);
    Setup::new(request, policy, backend, 418)
}

fn preset(slug: &str) -> Policy {
    *presets::find(slug).expect("a preset")
}

/// Repeats 5xx, 429 and failures at once, so that nothing but what is tested here makes it wait.
fn eager() -> Policy {
    const RULE: Rule = Rule {
        statuses: &[(429, 429), (500, 599)],
        failures: &Failure::ALL,
        ..Rule::NONE
    };
    Policy {
        slug: "eager",
        retries: Retries::Rules(&[RULE]),
        attempts: 4,
        ..Policy::NONE
    }
}

/// A run as a table, with what the calls share.
fn told(exchange: &Exchange) -> String {
    let mut text = String::new();
    for row in timetable(exchange) {
        let at = row.at.as_secs_f64();
        let _ = writeln!(text, "{at:>8.2} s  {:<7} {}", row.lane.name(), row.what);
    }
    let _ = write!(text, "  = {}", story(exchange).1);
    text
}

fn check(name: &str, setup: Setup) {
    let exchange = simulate(setup).exchange;
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(format!("restraint-{name}"), told(&exchange));
    });
}

#[test]
fn the_faster_of_two_hedged_requests_counts() {
    check(
        "hedge-slow",
        setup(
            preset("grpc-hedging"),
            "GET",
            "/api/users/7",
            "ok after=3s, ok",
        ),
    );
}

#[test]
fn what_fails_brings_the_next_at_once() {
    check(
        "hedge-fails",
        setup(
            preset("grpc-hedging"),
            "GET",
            "/api/users/7",
            "503, ok after=700ms, ok",
        ),
    );
}

#[test]
fn a_hedged_post_is_carried_out_twice() {
    let policy = preset("ms-http-hedging");
    let mut slow = setup(policy, "POST", "/api/users", "ok after=3s x2");
    slow.request.body = teapot::protocol::Body::from(r#"{"name":"Ada"}"#);
    slow.request.headers.insert(
        http::header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    assert_eq!(simulate(slow).exchange.made(), (2, "users"));
}

#[test]
fn a_breaker_opens_and_lets_one_try() {
    let policy = Policy {
        breaker: Some(Breaker {
            percent: 50,
            least: 3,
            window: 10 * S,
            open_for: 2 * S,
        }),
        ..eager()
    };
    check(
        "breaker",
        Setup {
            calls: 5,
            pause: S,
            ..setup(policy, "GET", "/api/users/7", "503 x3, ok")
        },
    );
}

#[test]
fn a_trial_that_fails_opens_it_again() {
    let policy = Policy {
        breaker: Some(Breaker {
            percent: 50,
            least: 2,
            window: 10 * S,
            open_for: 2 * S,
        }),
        attempts: 1,
        ..eager()
    };
    check(
        "breaker-again",
        Setup {
            calls: 9,
            pause: Duration::from_millis(600),
            ..setup(policy, "GET", "/api/users/7", "503 x3, ok")
        },
    );
}

#[test]
fn what_is_not_sent_costs_nothing() {
    let policy = Policy {
        breaker: Some(Breaker {
            percent: 1,
            least: 1,
            window: 10 * S,
            open_for: 9 * S,
        }),
        budget: Some(Budget::Tokens {
            capacity: 100,
            cost: 14,
            throttled: 5,
            timed_out: 14,
            success: 1,
        }),
        ..eager()
    };
    let exchange = simulate(setup(policy, "GET", "/api/users/7", "503 x9")).exchange;
    let last = exchange.legs.last().expect("a leg");
    assert!(last.withheld && exchange.legs.len() == 2);
    assert_eq!(last.shared.budget, Some((100, 100)));
}

#[test]
fn each_retry_has_its_price_and_the_last_is_given_back() {
    let run = setup(preset("aws-js-v3"), "GET", "/api/users/7", "429, 503, ok");
    let exchange = simulate(run).exchange;
    let left: Vec<u32> = exchange
        .legs
        .iter()
        .filter_map(|leg| Some(leg.shared.budget?.0))
        .collect();
    assert_eq!(left, [495, 481, 495]);
    let silent = Policy {
        attempt_timeout: Some(S),
        budget: Some(Budget::Tokens {
            capacity: 100,
            cost: 1,
            throttled: 2,
            timed_out: 30,
            success: 1,
        }),
        ..eager()
    };
    let exchange = simulate(setup(silent, "GET", "/api/users/7", "timeout, ok")).exchange;
    assert_eq!(exchange.legs[0].shared.budget, Some((70, 100)));
}

#[test]
fn each_failure_takes_a_token_of_grpc_s() {
    let policy = Policy {
        budget: Some(Budget::Ratio {
            most: 10_000,
            ratio: 100,
        }),
        ..preset("grpc")
    };
    let exchange = simulate(Setup {
        calls: 3,
        ..setup(policy, "GET", "/api/users/7", "503 x*")
    })
    .exchange;
    // gRFC A6: no retry while no more than half of the tokens are left.
    let left: Vec<u32> = exchange
        .legs
        .iter()
        .filter_map(|leg| Some(leg.shared.budget?.0))
        .collect();
    assert_eq!(left, [9, 8, 7, 6, 5, 4]);
}

#[test]
fn only_what_may_be_repeated_is_hedged() {
    let careful = Policy {
        hedge: Some(Duration::from_millis(300)),
        ..presets::CAREFUL
    };
    let sent = |policy, method| {
        let run = setup(policy, method, "/api/users", "ok after=1500ms x*");
        simulate(run).exchange.legs.len()
    };
    assert_eq!((sent(careful, "GET"), sent(careful, "POST")), (4, 1));
    let got = Policy {
        hedge: Some(Duration::from_millis(300)),
        ..preset("got")
    };
    assert_eq!((sent(got, "GET"), sent(got, "POST")), (3, 1));
}

#[test]
fn a_bucket_runs_dry() {
    let policy = Policy {
        budget: Some(Budget::Tokens {
            capacity: 30,
            cost: 14,
            throttled: 5,
            timed_out: 14,
            success: 1,
        }),
        ..eager()
    };
    let run = Setup {
        calls: 3,
        pause: S,
        ..setup(policy, "GET", "/api/users/7", "503 x*")
    };
    let exchange = simulate(run.clone()).exchange;
    let left: Vec<u32> = exchange
        .legs
        .iter()
        .filter_map(|leg| Some(leg.shared.budget?.0))
        .collect();
    assert_eq!(left, [16, 2, 2, 2, 2]);
    check("bucket", run);
}

#[test]
fn the_tree_knows_a_spent_budget() {
    let policy = Policy {
        budget: Some(Budget::Tokens {
            capacity: 14,
            cost: 14,
            throttled: 5,
            timed_out: 14,
            success: 1,
        }),
        ..presets::CAREFUL
    };
    check(
        "careful-budget",
        setup(policy, "GET", "/api/users/7", "500 x9"),
    );
}

#[test]
fn a_new_token_is_fetched_once() {
    let policy = Policy {
        refreshes: true,
        ..presets::CAREFUL
    };
    let with_token = |script: &str, token: &'static str| {
        let mut setup = setup(policy, "GET", "/api/sessions/current", script);
        let token = HeaderValue::from_static(token);
        setup.request.headers.insert(AUTHORIZATION, token);
        setup
    };
    check("refresh", with_token("ok", "Bearer expired"));
    check(
        "refresh-in-vain",
        with_token("401, ok, 401 x9", "Bearer expired"),
    );
    check("refresh-fails", with_token("401, 503 x9", "Bearer expired"));
}

#[test]
fn a_cancelled_call_is_left_where_it_is() {
    let run = |at| Setup {
        cancel: Some(Instant::from_millis(at)),
        ..setup(presets::CAREFUL, "GET", "/api/users/7", "503 retry-after=2")
    };
    check("cancel-in-flight", run(100));
    check("cancel-in-a-wait", run(1_000));
    // In the pause before the next call there is no call to cancel, and none begins.
    let paused = Setup {
        calls: 3,
        pause: S,
        ..run(600)
    };
    let exchange = simulate(Setup {
        policy: preset("fetch"),
        ..paused
    })
    .exchange;
    assert_eq!((exchange.calls, exchange.cancelled), (1, false));
    // Everything in flight is given up.
    let hedged = Setup {
        cancel: Some(Instant::from_millis(1_200)),
        ..setup(
            preset("grpc-hedging"),
            "GET",
            "/api/users/7",
            "ok after=3s x*",
        )
    };
    let exchange = simulate(hedged).exchange;
    let given_up = |leg: &&teapot::exchange::Leg| leg.dropped == exchange.ended;
    assert_eq!(exchange.legs.iter().filter(given_up).count(), 3);
}

#[test]
fn throttling_gives_requests_up_before_they_are_sent() {
    let policy = Policy {
        throttle: Some(Throttle {
            percent: 200,
            window: 120 * S,
        }),
        attempts: 1,
        ..eager()
    };
    let exchange = simulate(Setup {
        calls: 60,
        ..setup(policy, "GET", "/api/users/7", "503 x*")
    })
    .exchange;
    let withheld = exchange.legs.iter().filter(|leg| leg.withheld).count();
    // The n-th request is given up with probability (n − 1) / n when nothing was ever accepted.
    assert!((40..60).contains(&withheld), "{withheld}");
    let retrying = Policy {
        attempts: 4,
        ..policy
    };
    let exchange = simulate(Setup {
        calls: 20,
        ..setup(retrying, "GET", "/api/users/7", "503 x*")
    })
    .exchange;
    let retry = |leg: &teapot::exchange::Leg| leg.withheld && leg.kind == Kind::Retry;
    assert!(
        exchange.legs.iter().any(retry),
        "a retry is given up as well"
    );
}

fn budgets() -> impl Strategy<Value = Option<Budget>> {
    prop_oneof![
        Just(None),
        (1_u32..60, 1_u32..20).prop_map(|(capacity, cost)| Some(Budget::Tokens {
            capacity,
            cost,
            throttled: cost,
            timed_out: cost,
            success: 1
        })),
        (500_u32..9_000).prop_map(|most| Some(Budget::Ratio { most, ratio: 100 })),
        (0_u32..30).prop_map(|reserve| Some(Budget::Share {
            deposit: 1,
            withdraw: 5,
            reserve,
            ttl: 10 * S
        })),
    ]
}

/// Policies with every kind of restraint.
fn policies() -> impl Strategy<Value = Policy> {
    let ms = |most: u64| (1..most).prop_map(Duration::from_millis);
    let breaker = (1_u8..=100, 1_u32..6, ms(20_000), ms(9_000)).prop_map(
        |(percent, least, window, open_for)| Breaker {
            percent,
            least,
            window,
            open_for,
        },
    );
    let throttle =
        (100_u16..300, ms(120_000)).prop_map(|(percent, window)| Throttle { percent, window });
    let rules = prop::sample::select(vec![
        Retries::Tree,
        Retries::Rules(&[]),
        Retries::Rules(
            const {
                &[Rule {
                    statuses: &[(400, 599)],
                    failures: &Failure::ALL,
                    ..Rule::NONE
                }]
            },
        ),
        Retries::Rules(
            const {
                &[
                    Rule {
                        statuses: &[(421, 421)],
                        again: Again::Replay,
                        ..Rule::NONE
                    },
                    Rule {
                        statuses: &[(500, 599)],
                        methods: Methods::Only(&["GET", "PUT"]),
                        ..Rule::NONE
                    },
                ]
            },
        ),
    ]);
    (
        (rules, 1_u32..7, budgets()),
        (prop::option::of(ms(20_000)), any::<bool>()),
        prop::option::of(ms(3_000)),
        prop::option::of(breaker),
        prop::option::of(throttle),
        prop::option::of(ms(1_500)),
        (any::<bool>(), ms(3_000)),
    )
        .prop_map(
            |(
                (retries, attempts, budget),
                (deadline, looks_ahead),
                attempt_timeout,
                breaker,
                throttle,
                hedge,
                (refreshes, base),
            )| Policy {
                slug: "any",
                retries,
                attempts,
                deadline,
                looks_ahead,
                attempt_timeout,
                backoff: Backoff {
                    growth: Growth::Exponential(200),
                    base,
                    cap: 8 * S,
                    jitter: Jitter::Full,
                    ..Backoff::NONE
                },
                told: Told::EXACT,
                redirects: Redirects {
                    limit: 3,
                    ..Redirects::FETCH
                },
                budget,
                breaker,
                throttle,
                hedge,
                refreshes,
                ..Policy::NONE
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]
    #[test]
    fn no_restraint_is_ever_passed(
        policy in policies(),
        script in scripts(),
        method in prop::sample::select(vec!["GET", "POST", "PUT"]),
        token in any::<bool>(),
        calls in 1_u32..4,
        cancel in prop::option::of((0_u64..9_000).prop_map(Instant::from_millis)),
        seed in any::<u64>(),
    ) {
        let mut setup = Setup {
            calls,
            cancel,
            pause: Duration::from_millis(300),
            seed,
            ..setup(policy, method, "/api/users", &script)
        };
        if token {
            let token = HeaderValue::from_static("Bearer expired");
            setup.request.headers.insert(AUTHORIZATION, token);
        }
        let exchange = simulate(setup.clone()).exchange;
        prop_assert_eq!(&exchange, &simulate(setup).exchange);
        for call in 1..=exchange.calls {
            let legs = || exchange.legs.iter().filter(|leg| leg.call == call);
            let sent = || legs().filter(|leg| !leg.withheld);
            let tries = sent().filter(|leg| matches!(leg.kind, Kind::First | Kind::Retry | Kind::Hedge)).count();
            // What is sent again with a new token, or on a new connection, is no try of the policy's.
            let replays = legs()
                .filter(|leg| leg.decision.as_ref().is_some_and(|decision| decision.badge.to_string() == "On a new connection"))
                .count();
            prop_assert!(tries <= policy.attempts as usize + usize::from(policy.refreshes) + replays);
            prop_assert!(sent().count() <= policy.most_requests() as usize);
            let Some(began) = legs().next().map(|leg| leg.sent) else { continue };
            if let Some(deadline) = policy.deadline {
                for leg in legs() {
                    let over = leg.over().expect("the deadline ends every wait for an answer");
                    prop_assert!(over <= began + deadline, "{}", told(&exchange));
                    let again = matches!(leg.kind, Kind::Retry | Kind::Hedge);
                    prop_assert!(!again || leg.withheld || leg.sent < began + deadline, "{}", told(&exchange));
                }
            }
            for leg in legs() {
                if let Some(wait) = leg.decision.as_ref().and_then(|decision| decision.wait.as_ref()) {
                    prop_assert!(wait.is_told() || wait.most <= policy.backoff.cap);
                    prop_assert!(wait.length <= wait.most);
                }
                // While a breaker is open, nothing new is sent.
                if let (Some(Circuit::Open(until)), Some(over)) = (leg.shared.circuit, leg.over()) {
                    let sent = exchange.legs.iter().any(|other| {
                        let new = matches!(other.kind, Kind::First | Kind::Retry | Kind::Hedge);
                        new && !other.withheld && over < other.sent && other.sent < until
                    });
                    prop_assert!(!sent || policy.refreshes, "{}", told(&exchange));
                }
                if policy.hedge.is_none() {
                    prop_assert!(leg.kind != Kind::Hedge);
                }
            }
            // Without hedging, a request is sent only when the one before it is over.
            if policy.hedge.is_none() {
                for pair in sent().collect::<Vec<_>>().windows(2) {
                    prop_assert!(pair[0].over().is_some_and(|over| over <= pair[1].sent));
                }
            }
        }
        if let Some(cancel) = cancel {
            prop_assert!(exchange.legs.iter().all(|leg| leg.sent <= cancel), "{}", told(&exchange));
            prop_assert!(exchange.ended.is_some_and(|ended| ended <= cancel), "{}", told(&exchange));
        }
        if exchange.cancelled {
            let ended = exchange.ended.expect("it is cancelled");
            prop_assert!(exchange.legs.iter().all(|leg| leg.over().is_some_and(|over| over <= ended)));
        }
        // Every retry is paid for: while nothing succeeds, the bucket is all there is.
        let retries = exchange.legs.iter().filter(|leg| !leg.withheld && matches!(leg.kind, Kind::Retry | Kind::Hedge));
        let well = exchange.legs.iter().any(|leg| {
            matches!(&leg.came, Some((_, Outcome::Answered(response))) if response.status.is_success())
        });
        let plain = !policy.refreshes && !policy.rules().iter().any(|rule| rule.again == Again::Replay);
        if let (Some(Budget::Tokens { capacity, cost, .. }), false, true) = (policy.budget, well, plain) {
            prop_assert!(retries.count() as u32 * cost <= capacity, "{}", told(&exchange));
        }
        for form in [Form::Wide, Form::Narrow] {
            for at in [Instant(Duration::MAX), Instant::from_millis(700)] {
                stays_on_the_page(&drawing(&exchange, form, at, Some(0)));
            }
        }
    }
}
