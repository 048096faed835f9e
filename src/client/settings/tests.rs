use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::super::{
    Advances, Again, Backoff, Bound, Breaker, Budget, Garbled, Growth, Jitter, Methods, Read,
    Redirects, Retries, Rule, Throttle, UNLIMITED, When, Zero, presets,
};
use super::values::REWRITINGS;
use super::*;
use crate::client::practice::treat;
use crate::protocol::{Failure, Outcome, Request, Response};

fn preset(slug: &str) -> Policy {
    *presets::find(slug).expect("a preset")
}

fn said(base: &Policy, pairs: &[(&str, &str)]) -> (Policy, Vec<String>) {
    let pairs: Vec<(String, String)> = pairs
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    let (policy, wrong) = apply(base, &pairs);
    let wrong = wrong
        .into_iter()
        .map(|(name, what)| format!("{name}: {what}"));
    (policy, wrong.collect())
}

/// What a text comes to in the settings' own words, or what is wrong with it.
fn becomes(name: &str, text: &str) -> String {
    let (_, setting) = Setting::find(name).expect("a setting");
    let mut policy = Policy::NONE;
    match setting.set(&mut policy, text) {
        Ok(()) => setting.get(&policy),
        Err(what) => what,
    }
}

/// A policy as the table sees it: everything but its name and where it was read.
fn behaviour(policy: Policy) -> Policy {
    Policy {
        slug: "",
        name: "",
        family: "",
        version: "",
        source: "",
        notes: "",
        ..policy
    }
}

fn pairs_of(policy: &Policy) -> Vec<(String, String)> {
    SETTINGS
        .iter()
        .map(|setting| (setting.name.to_owned(), setting.get(policy)))
        .collect()
}

#[test]
fn names_are_unique_groups_known_and_choices_valid() {
    for (index, setting) in SETTINGS.iter().enumerate() {
        assert_eq!(
            Setting::find(setting.name).map(|found| found.0),
            Some(index)
        );
        assert!(GROUPS.contains(&setting.group) && !setting.label.is_empty());
        for choice in setting.choices {
            assert_eq!(becomes(setting.name, choice), *choice, "{}", setting.name);
        }
    }
    let grouped = GROUPS.iter().map(|group| Setting::of(group).count());
    assert_eq!(grouped.sum::<usize>(), SETTINGS.len());
}

#[test]
fn a_policy_is_put_together_from_the_settings_of_another() {
    for policy in presets::ALL {
        for base in [&Policy::NONE, &presets::CAREFUL, presets::ALL[20]] {
            let (again, wrong) = apply(base, &pairs_of(policy));
            assert_eq!(wrong, [], "{}", policy.slug);
            assert_eq!(behaviour(again), behaviour(**policy), "{}", policy.slug);
        }
        // Given what it has, it stays what it is, name and all.
        assert_eq!(apply(policy, &pairs_of(policy)).0, **policy);
        assert_eq!(changes(policy, policy), []);
    }
}

#[test]
fn every_field_of_a_policy_has_its_setting() {
    // What no preset has, beside what some have.
    let (policy, wrong) = said(
        &preset("ky"),
        &[
            ("attempts", "no end"),
            ("deadline", "1 min"),
            ("looks-ahead", "no"),
            ("hedge", "250ms"),
            (
                "budget",
                "Tokens 500, cost 14, throttled 5, timed-out 14, success 1",
            ),
            ("breaker", "50% of 10 within 10s, open 5s"),
            ("throttle", "K=2 within 2 min"),
            ("refreshes", "yes"),
            ("skew", "-30s"),
            ("garbled", "gives up"),
            ("adds-key", "lab-"),
            ("obeys", "X-Should-Retry"),
        ],
    );
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(policy.slug, "ky, changed");
    assert_eq!(
        policy,
        Policy {
            slug: "ky, changed",
            attempts: UNLIMITED,
            deadline: Some(Duration::from_secs(60)),
            looks_ahead: false,
            hedge: Some(Duration::from_millis(250)),
            budget: Some(Budget::Tokens {
                capacity: 500,
                cost: 14,
                throttled: 5,
                timed_out: 14,
                success: 1
            }),
            breaker: Some(Breaker {
                percent: 50,
                least: 10,
                window: Duration::from_secs(10),
                open_for: Duration::from_secs(5)
            }),
            throttle: Some(Throttle {
                percent: 200,
                window: Duration::from_secs(120)
            }),
            refreshes: true,
            told: super::super::Told {
                skew: -30,
                garbled: Garbled::GivesUp,
                ..preset("ky").told
            },
            adds_key: Some("lab-"),
            obeys: Some("X-Should-Retry"),
            ..preset("ky")
        }
    );
}

#[test]
fn changes_say_what_was_and_what_is() {
    let base = preset("ky");
    let (policy, _) = said(&base, &[("base", "1s"), ("attempts", "5"), ("cap", "none")]);
    let told: Vec<String> = changes(&base, &policy)
        .iter()
        .map(|change| format!("{} {} → {}", change.setting.name, change.was, change.is))
        .collect();
    assert_eq!(told, ["attempts 3 → 5", "base 300 ms → 1 s"]);
}

#[test]
fn values_are_read_as_people_write_them() {
    for (name, text, value) in [
        ("attempts", " No  End ", "no end"),
        ("attempts", "5", "5"),
        ("jitter", "Plus 100ms", "plus 100 ms"),
        ("jitter", "plus 20%", "plus 20 %"),
        ("jitter", "plus 0 %", "plus 0 %"),
        ("jitter", "±10%", "plus or minus 10 %"),
        ("jitter", "times 50–150%", "times 50-150 %"),
        ("growth", "times 1.50", "times 1.5"),
        ("growth", "times 2", "doubling"),
        ("growth", "list 100ms 0.5s, 2s", "list 100 ms, 500 ms, 2 s"),
        ("bound", "cap 3min, plus 1s", "cap 3 min plus 1 s"),
        ("reads", "retry-after", "Retry-After"),
        ("reads", "X-Reset", "X-Reset as reset"),
        ("told-on", "429 503", "429, 503"),
        ("skew", "1 h", "3600 s"),
        ("zero", "After 1 s", "after 1 s"),
        ("budget", "ratio 10 success 0.1", "ratio 10 success 0.1"),
    ] {
        assert_eq!(becomes(name, text), value, "{name} {text}");
    }
}

#[test]
fn mistakes_say_what_would_be_right() {
    let length = "Use a length such as 250 ms or 2 s, up to 30 days.";
    let attempts = "Use a number from 1 to 1000, or no end.";
    for (name, text, what) in [
        ("base", "soon", length),
        ("base", "", length),
        ("base", "2 s 3 s", length),
        ("base", "31 d", length),
        ("attempts", "0", attempts),
        ("attempts", "1001", attempts),
        ("attempts", "-1", attempts),
        ("looks-ahead", "maybe", "Use yes or no."),
        ("rewriting", "curl", "Use one of the choices."),
        (
            "obeys",
            "two words",
            "Use the name of a field, such as x-should-retry, or none.",
        ),
    ] {
        assert_eq!(becomes(name, text), what, "{name} {text}");
    }
    for (name, text) in [
        ("growth", "list 100 ms, 0 s"),
        ("growth", "list 1s 1s 1s 1s 1s 1s 1s 1s 1s"),
        ("growth", "times 101"),
        ("growth", "power 11"),
        ("jitter", "times 150-50 %"),
        ("jitter", "plus 20"),
        ("told-on", "42"),
        ("told-on", "400-499"),
        ("reads", "Retry-After in minutes"),
        ("skew", "1.5 s"),
        ("breaker", "101 % of 10 within 10 s open 5 s"),
        ("budget", "tokens many"),
        ("redirects", "1001"),
        ("adds-key", "caf\u{e9}"),
        ("adds-key", ""),
    ] {
        assert!(becomes(name, text).starts_with("Use "), "{name} {text}");
    }
    let long = "9".repeat(MAX_VALUE + 1);
    assert_eq!(becomes("base", &long), "Use at most 3000 characters.");
}

#[test]
fn rules_are_lines() {
    for (text, value) in [
        ("none", "none"),
        ("", "none"),
        ("Tree", "tree"),
        (
            "429, 500–504 Reset time-out for get put when told once",
            "429, 500-504, reset, timeout for GET PUT when told once",
        ),
        (
            "5xx for idempotent or keyed",
            "500-599 for idempotent or keyed",
        ),
        (
            "500+, dns for all but post",
            "500-999, dns for all but POST",
        ),
        (
            "no-answer; 503 for any at most 2",
            "no-answer\n503 at most 2",
        ),
        ("421 replay", "421 replay"),
        ("408 when told 0 or nothing", "408 when told 0 or nothing"),
        ("503 when told 0", "503 when told 0"),
        (
            "429 waits base 1s growth doubling cap 20 s jitter full",
            "429 waits growth doubling base 1 s cap 20 s jitter full",
        ),
    ] {
        assert_eq!(becomes("rules", text), value, "{text}");
    }
    for (text, what) in [
        (
            "sometimes",
            "“sometimes” is no code and no failure. Those are 503, 500-599, dns, refused, tls, reset, timeout, truncated, not-http, no-answer.",
        ),
        (
            "503\ntree",
            "Rule 2: “tree” is no code and no failure. Those are 503, 500-599, dns, refused, tls, reset, timeout, truncated, not-http, no-answer.",
        ),
        (
            "for GET",
            "Begin with what is sent again, such as 503, 500-599 or timeout.",
        ),
        ("99", "Codes are 503, 500-599 or 5xx, from 100 to 999."),
        ("504-500", "Codes are 503, 500-599 or 5xx, from 100 to 999."),
        (
            "503 for",
            "Say for which methods, at most 12: for GET PUT, for idempotent, for all but POST.",
        ),
        ("503 for G@T", "“g@t” is no method."),
        (
            "503 when",
            "Say: when told, when told more, when told 0, or when told 0 or nothing.",
        ),
        ("503 at 2", "Say how often, such as at most 2."),
        (
            "503 once more",
            "“more” does not go on from there. Next come: for, when, at most, once, replay, waits.",
        ),
        (
            "503 waits long",
            "“long” is not part of a wait. Those are growth, base, cap, floor, first-at-once, jitter, step.",
        ),
        (
            "503 waits base soon",
            "Use a length such as 250 ms or 2 s, up to 30 days.",
        ),
    ] {
        assert_eq!(becomes("rules", text), what, "{text}");
    }
    assert_eq!(
        becomes("rules", &"503\n".repeat(7)),
        "There are 7 rules: leave 6."
    );
}

#[test]
fn a_rule_keeps_the_waits_it_had() {
    let base = preset("aws-js-v3");
    let (_, rules) = Setting::find("rules").expect("a setting");
    let text = rules.get(&base);
    assert!(
        text.starts_with("429 waits growth doubling base 1 s cap 20 s jitter full step 1 ms\n")
    );
    let (policy, wrong) = said(&base, &[("rules", &text.replace("429 ", "429, 503 "))]);
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(policy.rules()[0].backoff, base.rules()[0].backoff);
}

fn lengths() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (0_u64..5_000),
        (0_u64..100).prop_map(|s| s * 1_000),
        (0_u64..100).prop_map(|min| min * 60_000),
        (0_u64..=30 * 86_400_000),
    ]
    .prop_map(Duration::from_millis)
}

fn growths() -> impl Strategy<Value = Growth> {
    prop_oneof![
        Just(Growth::None),
        Just(Growth::Fixed),
        Just(Growth::Linear),
        (0_u16..=10_000).prop_map(Growth::Exponential),
        (0_u8..=10).prop_map(Growth::Polynomial),
        (0_u32..9_000, vec(1_u32..9_000_000, 0..8)).prop_map(|(first, more)| {
            let mut list = [0; 8];
            list[0] = first;
            list[1..=more.len()].copy_from_slice(&more);
            Growth::List(list)
        }),
    ]
}

fn jitters() -> impl Strategy<Value = Jitter> {
    prop_oneof![
        select(vec![
            Jitter::None,
            Jitter::Full,
            Jitter::Equal,
            Jitter::Decorrelated,
            Jitter::DecorrelatedV2,
        ]),
        lengths().prop_map(Jitter::Plus),
        (0_u16..=1_000).prop_map(Jitter::PlusShare),
        (0_u16..=1_000).prop_map(Jitter::PlusMinus),
        (0_u16..=500, 0_u16..=500).prop_map(|(from, more)| Jitter::Times(from, from + more)),
    ]
}

prop_compose! {
    fn backoffs()(
        growth in growths(), base in lengths(), cap in prop_oneof![Just(Duration::MAX), lengths()], floor in lengths(),
        first_at_once in any::<bool>(), jitter in jitters(), step in lengths(),
    ) -> Backoff {
        Backoff { growth, base, cap, floor, first_at_once, jitter, step }
    }
}

fn codes() -> impl Strategy<Value = (u16, u16)> {
    (100_u16..=999, 100_u16..=999).prop_map(|(one, other)| (one.min(other), one.max(other)))
}

/// Methods, from a few lists so that the store does not fill up.
fn methods() -> impl Strategy<Value = Methods> {
    const LISTS: [&[&str]; 3] = [&["GET"], &["GET", "M-SEARCH", "PUT"], &["POST", "PATCH"]];
    (select(LISTS.to_vec()), 0..5).prop_map(|(names, kind)| match kind {
        0 => Methods::Any,
        1 => Methods::Only(names),
        2 => Methods::Except(names),
        3 => Methods::OrKeyed(names),
        _ => Methods::Unstreamed,
    })
}

prop_compose! {
    fn rules()(
        statuses in vec(codes(), 1..5), failures in subsequence(Failure::ALL.to_vec(), 0..=7), methods in methods(),
        when in select(vec![When::Always, When::Told, When::ToldMore, When::ToldZero, When::ToldZeroOrNothing]),
        again in select(vec![Again::Attempts, Again::Once, Again::Replay, Again::Below(0), Again::Below(1_000)]),
        backoff in option::of(backoffs()),
    ) -> Rule {
        Rule {
            statuses: kept::list(statuses).expect("there is room"),
            failures: kept::list(failures).expect("there is room"),
            methods, when, again, backoff,
        }
    }
}

fn retries() -> impl Strategy<Value = Retries> {
    prop_oneof![
        1 => Just(Retries::Tree),
        4 => vec(rules(), 0..=MAX_RULES)
            .prop_map(|rules| Retries::Rules(kept::list(rules).expect("there is room"))),
    ]
}

fn zeros() -> impl Strategy<Value = Zero> {
    prop_oneof![
        Just(Zero::AtOnce),
        Just(Zero::BackOff),
        lengths().prop_map(Zero::After),
    ]
}

fn bounds() -> impl Strategy<Value = Bound> {
    prop_oneof![
        Just(Bound::Exact),
        Just(Bound::AtLeastOwn),
        lengths().prop_map(Bound::Clamp),
        lengths().prop_map(Bound::Abandon),
        (lengths(), lengths()).prop_map(|(cap, more)| Bound::Cap(cap, more)),
    ]
}

fn reads() -> impl Strategy<Value = &'static [Read]> {
    let all = [
        Read::Seconds,
        Read::SecondsOrDate,
        Read::Millis("x-ms"),
        Read::Millis("Retry-After"),
        Read::Reset("Retry-After"),
        Read::Reset("X-RateLimit-Reset"),
    ];
    subsequence(all.to_vec(), 0..=6).prop_map(|reads| kept::list(reads).expect("there is room"))
}

fn budgets() -> impl Strategy<Value = Budget> {
    let number = || 0_u32..=MANY;
    prop_oneof![
        (number(), number(), number(), number(), number()).prop_map(
            |(capacity, cost, throttled, timed_out, success)| Budget::Tokens {
                capacity,
                cost,
                throttled,
                timed_out,
                success
            }
        ),
        (number(), number()).prop_map(|(most, ratio)| Budget::Ratio { most, ratio }),
        (number(), number(), number(), lengths()).prop_map(|(deposit, withdraw, reserve, ttl)| {
            Budget::Share {
                deposit,
                withdraw,
                reserve,
                ttl,
            }
        }),
    ]
}

prop_compose! {
    fn told()(
        reads in reads(), on in vec(100_u16..=999, 0..4), zero in zeros(), past in zeros(), bound in bounds(),
        advances in select(vec![Advances::Yes, Advances::No, Advances::FromStart]), gives_up in any::<bool>(), skew in -2_592_000_i32..=2_592_000,
    ) -> super::super::Told {
        let on = kept::list(on).expect("there is room");
        let garbled = if gives_up { Garbled::GivesUp } else { Garbled::Ignored };
        super::super::Told { reads, on, zero, past, bound, advances, garbled, skew }
    }
}

prop_compose! {
    fn redirects()(
        limit in 0_u32..=1_000, shared in any::<bool>(), below in any::<bool>(), way in select(REWRITINGS.to_vec()),
    ) -> Redirects {
        Redirects { limit, shared, below, rewriting: way.1 }
    }
}

prop_compose! {
    fn shared()(
        budget in option::of(budgets()),
        breaker in option::of((0_u8..=100, 0_u32..=MANY, lengths(), lengths())),
        throttle in option::of((0_u16..=10_000, lengths())),
    ) -> (Option<Budget>, Option<Breaker>, Option<Throttle>) {
        let breaker = breaker.map(|(percent, least, window, open_for)| Breaker { percent, least, window, open_for });
        (budget, breaker, throttle.map(|(percent, window)| Throttle { percent, window }))
    }
}

prop_compose! {
    fn policies()(
        retries in retries(), attempts in prop_oneof![1_u32..=1_000, Just(UNLIMITED)], deadline in option::of(lengths()),
        (looks_ahead, refreshes) in any::<(bool, bool)>(), attempt_timeout in option::of(lengths()), backoff in backoffs(),
        told in told(), redirects in redirects(), hedge in option::of(lengths()),
        (budget, breaker, throttle) in shared(),
        obeys in select(vec![None, Some("x-should-retry")]), adds_key in select(vec![None, Some("a=b;-")]),
    ) -> Policy {
        Policy {
            retries, attempts, deadline, looks_ahead, refreshes, attempt_timeout, backoff, told, redirects, hedge, budget,
            breaker, throttle, obeys, adds_key, ..Policy::NONE
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_printed_is_read_again(policy in policies(), base in select(presets::ALL.to_vec())) {
        let (again, wrong) = apply(base, &pairs_of(&policy));
        prop_assert_eq!(wrong, Vec::new());
        prop_assert_eq!(behaviour(again), behaviour(policy));
        // What is changed is all there is to say about it.
        let changed: Vec<(String, String)> = changes(base, &policy)
            .into_iter()
            .map(|change| (change.setting.name.to_owned(), change.is))
            .collect();
        prop_assert_eq!(behaviour(apply(base, &changed).0), behaviour(policy));
        prop_assert!(!again.in_words().is_empty());
        let get = Request::new(http::Method::GET, http::Uri::from_static("/"));
        let unavailable = Outcome::Answered(Response::new(http::StatusCode::SERVICE_UNAVAILABLE));
        let waits = treat(&again, &get, &unavailable).waits;
        prop_assert!(waits.iter().all(|wait| wait.least <= wait.most));
    }

    #[test]
    fn no_text_panics_or_changes_what_it_does_not_fit(text in "\\PC{0,40}|[a-z0-9 ,%.±-]{0,40}", index in 0..SETTINGS.len()) {
        let mut policy = presets::CAREFUL;
        let setting = &SETTINGS[index];
        if setting.set(&mut policy, &text).is_err() {
            prop_assert_eq!(policy, presets::CAREFUL);
        }
        let text = setting.get(&policy);
        prop_assert_eq!(setting.set(&mut policy, &text), Ok(()));
    }
}
