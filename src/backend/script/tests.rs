use http::Method;
use proptest::prelude::*;

use super::*;
use crate::backend::limits::{Fields, Hint, Kind, MAX_COUNT};
use crate::protocol::Failure;
use crate::rng::Rng;

fn parse(text: &str) -> Script {
    Script::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_script_prints_in_its_shortest_spelling() {
    let cases = [
        ("", ""),
        ("503 retry-after=2 x2, ok", "503 retry-after=2 x2, ok"),
        (" 503\n\n,OK ,", "503, ok"),
        ("reset before\r\nreset after x2", "reset before, reset x2"),
        (
            "timeout,refused,dns,tls,truncated,not-http",
            "timeout, refused, dns, tls, truncated, not-http",
        ),
        (
            "503 X3 after=2000ms RETRY-AFTER=007",
            "503 retry-after=7 after=2s x3",
        ),
        ("ok after=400ms x1", "ok after=400ms"),
        (
            "429 retry-after=\"Sunday, 22-Nov-26 12:00:02 GMT\", ok",
            "429 retry-after=\"Sun, 22 Nov 2026 12:00:02 GMT\", ok",
        ),
        (
            "503 retry-after=none, maintenance retry-after=date+30, warm-up RETRY-AFTER=NONE",
            "503, maintenance, warm-up retry-after=none",
        ),
        (
            "429 retry-after=date-60, 429 retry-after=date-0, 503 retry-after=Unparsable X*",
            "429 retry-after=date-60, 429 retry-after=date+0, 503 retry-after=unparsable x*",
        ),
        (
            " ;; 5s..40s  POST /api/orders #11.. : 503 , reset ;",
            "POST /api/orders 5s..40s #11..: 503, reset",
        ),
        (
            "0s..5s #3..3: ok; #2: 503; /a:b*: 404",
            "..5s #3: ok; #2: 503; /a:b*: 404",
        ),
        (
            "30%  503 retry-after=2|10% reset before | OK x3 after=1s",
            "30% 503 retry-after=2 | 10% reset before | ok after=1s x3",
        ),
        ("..5s: 5% 503 fading x*", "..5s: 5% 503 x* fading"),
        (
            "429 until-waited retry-after=3",
            "429 retry-after=3 until-waited",
        ),
        (
            "LIMIT Fixed 5/1s fields=ratelimit status=429; limit bucket 5/10s status=503 retry-after=date fields=both",
            "limit fixed 5/s; limit bucket 5/10s retry-after=date fields=both status=503",
        ),
        (
            "load brown-out queue=8 work=1500ms; load others=0/s",
            "load work=1500ms brown-out; load others=0/s",
        ),
        (
            "latency 1000ms; latency 0s..400ms; latency median=200ms sigma=0.50; latency p50=1s p90=1s p99=2s",
            "latency 1s; latency 0s..400ms; latency median=200ms sigma=0.5; latency p50=1s p90=1s p99=2s",
        ),
        ("drip 3000ms; bandwidth 2000/s", "drip 3s; bandwidth 2000/s"),
    ];
    for (text, printed) in cases {
        assert_eq!(parse(text).to_string(), printed, "{text}");
    }
}

#[test]
fn a_mistake_is_found_where_it_is() {
    let cases = [
        ("ok, oops", 4, "`oops` is not a step: use ok"),
        (
            "ok, 199",
            4,
            "199 is not a status to answer with: use 200 to 599",
        ),
        ("600", 0, "600 is not a status"),
        ("503 retry-after=soon", 16, "use seconds (2) or a date"),
        ("503 retry-after=\"2, ok", 16, "use seconds (2) or a date"),
        ("reset retry-after=2", 6, "retry-after belongs to a status"),
        ("503 x0", 4, "write x1 to x99"),
        ("503 x100", 4, "write x1 to x99"),
        ("503 x2 x3", 7, "`x3` says again"),
        ("503 after=2", 10, "write 400ms or 2s"),
        ("503 after=601s", 10, "at most 600s"),
        ("dns after=2s", 4, "never reached"),
        ("503 before", 4, "`before` belongs to reset"),
        ("503 503", 4, "a comma before the next step"),
        ("é", 0, "`é` is not a step"),
        ("503 until-waited", 4, "needs a wait to be told"),
        (
            "503 retry-after=unparsable until-waited",
            27,
            "needs a wait to be told",
        ),
        ("503 x* x2", 7, "`x2` says again"),
        ("503 fading", 4, "a time with an end"),
        ("5s..: 503 fading", 10, "a time with an end"),
        ("bug retry-after=2", 4, "retry-after belongs to a status"),
        ("503 | ok", 0, "give it a share"),
        ("30% 503 | | ok", 9, "an act is missing"),
        ("30% 503 | 80% reset", 10, "at most 100%"),
        ("100% 503 | ok", 11, "nothing is left"),
        ("0% 503", 0, "from 1% on"),
        ("30%", 0, "say what happens so often"),
        ("30% 503 x2 | ok", 8, "write it after the last act"),
        ("post: 503", 0, "`post` is not a scope"),
        ("POST GET: 503", 5, "`GET` says again"),
        ("POST:503", 0, "a blank after the colon"),
        ("POST: ", 4, "say what happens there"),
        ("9s..5s: 503", 0, "from when until when"),
        ("5s..9m: 503", 0, "write 400ms or 2s"),
        ("#0: 503", 0, "by their number"),
        ("#5..3: 503", 0, "by their number"),
        ("/a?b: 503", 0, "without its query"),
        ("/a*b: 503", 0, "a star stands at the end"),
        ("/é: 503", 0, "percent-encode"),
        ("503, limit fixed 5/10s", 5, "`limit` begins a rule"),
        ("POST:  limit", 7, "something is missing"),
        ("limit fixed", 6, "something is missing"),
        ("limit slow 5/10s", 6, "`slow` does not belong here"),
        ("limit fixed 5", 12, "how many in what time"),
        ("limit fixed 0/10s", 12, "from 1 to 1000"),
        ("limit fixed 5/0s", 12, "a window has a length"),
        ("limit fixed 5/10s, ok", 14, "write 400ms or 2s"),
        ("limit fixed 5/10s ok", 18, "`ok` does not belong here"),
        ("limit concurrent 2/10s", 17, "how many at a time"),
        (
            "limit fixed 5/10s fields=all",
            18,
            "use one of none, ratelimit",
        ),
        ("limit fixed 5/10s status=429 status=503", 29, "says again"),
        ("load capacity=0", 14, "from 1 to 1000"),
        ("load others=10", 12, "requests a second"),
        ("load work=0s", 10, "work takes time"),
        ("load queue=1 queue=1", 13, "says again"),
        ("load brown-out=yes", 5, "does not belong here"),
        ("latency", 0, "something is missing"),
        ("latency 4s..1s", 8, "the shorter time first"),
        ("latency median=1s sigma=6", 24, "write 0 to 5"),
        ("latency p50=2s p90=1s p99=3s", 12, "no shorter"),
        ("latency 1s 2s", 8, "does not belong here"),
        ("drip", 0, "write drip 3s"),
        ("drip 3s ok", 8, "and ; before the next rule"),
        ("bandwidth 0/s", 10, "bytes a second"),
    ];
    for (text, at, what) in cases {
        let error = Script::parse(text).expect_err(text);
        assert_eq!(error.at, at, "{text}: {error}");
        assert!(error.what.contains(what), "{text}: {error}");
    }
    assert_eq!(
        Script::parse("503,oops")
            .unwrap_err()
            .to_string()
            .split(": ")
            .next(),
        Some("at column 5")
    );
}

#[test]
fn a_script_has_limits() {
    let most = parse(&"ok,".repeat(MAX_STEPS));
    assert!(matches!(&most.rules()[0].body, Body::Steps(steps) if steps.len() == MAX_STEPS));
    assert!(Script::parse(&"ok, ok, ok;".repeat(17)).is_err());
    assert_eq!(
        parse(&"drip 1s;".repeat(MAX_RULES)).rules().len(),
        MAX_RULES
    );
    assert_eq!(
        Script::parse(&"drip 1s;".repeat(MAX_RULES + 1))
            .unwrap_err()
            .at,
        8 * MAX_RULES
    );
    assert_eq!(
        Script::parse(&"ok,".repeat(MAX_STEPS + 1)).unwrap_err().at,
        3 * MAX_STEPS
    );
    assert!(Script::parse(&" ".repeat(MAX_TEXT)).is_ok());
    let long = Script::parse(&format!("x{}", "é".repeat(MAX_TEXT)));
    assert_eq!(long.unwrap_err().at, MAX_TEXT - 1);
    // Short enough to read, too long once printed: refused, so that what was read can always be printed and read again.
    let dates = "503 retry-after=\"Sun Nov  6 08:49:37 1994\",".repeat(46);
    assert!(dates.len() <= MAX_TEXT && Script::parse(&dates).is_err());
}

#[test]
fn a_script_can_be_said_in_words() {
    let cases = [
        ("", "as usual"),
        ("ok x3", "as usual"),
        (
            "503 retry-after=2 x2, ok",
            "503 twice with Retry-After: 2, then as usual",
        ),
        (
            "503, reset, ok after=2s",
            "503, then cut off after the work, then as usual, after 2.00 s, then as usual",
        ),
        (
            "reset before x3",
            "cut off before the work 3 times, then as usual",
        ),
        ("503 x*", "503 always"),
        (
            "POST /api/orders 5s..40s: 503 x*; limit fixed 5/10s",
            "for POST /api/orders, from 5 s to 40 s: 503 always, then as usual; at most 5 requests in 10 s (fixed window)",
        ),
        (
            "..5s: 30% 503 retry-after=date+30 | ok x* fading",
            "until 5 s: 30 % 503 with Retry-After as a date in 30 s or else as usual always, ever more rarely, then as usual",
        ),
        (
            "/api/* #11..: maintenance retry-after=2 until-waited",
            "for /api/*, from request 11 on: 503 for maintenance until the wait is kept with Retry-After: 2, then as usual",
        ),
        (
            "limit concurrent 1 retry-after=past status=503; load brown-out",
            "at most 1 request at a time, or 503, with a date in the past; 4 at a time for 300 ms each, 8 may wait, 10 others a second, half the work when busy",
        ),
        (
            "latency median=200ms sigma=0.6; drip 3s; bandwidth 2000/s",
            "half the answers take at most 200 ms (log-normal, sigma 0.6); the content takes 3 s, byte by byte; the content comes at 2000 bytes a second",
        ),
    ];
    for (text, words) in cases {
        assert_eq!(parse(text).in_words(), words);
    }
}

#[test]
fn steps_from_a_form_are_held_to_the_same_limits() {
    let rules = |times| {
        let choices = vec![Choice {
            percent: None,
            act: Act::Usual,
        }];
        let step = Step {
            choices,
            times: Times::Exactly(times),
            after: None,
            fading: false,
        };
        vec![Rule {
            scope: Scope::default(),
            body: Body::Steps(vec![step]),
        }]
    };
    assert!(Script::new(rules(0)).is_err());
    assert_eq!(Script::new(rules(2)).unwrap(), parse("ok x2"));
}

#[test]
fn a_script_is_saved_as_its_text() {
    let script = parse("503 x2, ok");
    let saved = serde_json::to_string(&script).unwrap();
    assert_eq!(saved, "\"503 x2, ok\"");
    assert_eq!(serde_json::from_str::<Script>(&saved).unwrap(), script);
    assert!(serde_json::from_str::<Script>("\"oops\"").is_err());
}

/// What requests come to: a method and a path at a moment, in milliseconds.
fn request(method: &str, path: &str) -> Request {
    Request::new(
        Method::from_bytes(method.as_bytes()).unwrap(),
        path.parse().unwrap(),
    )
}

/// What becomes of requests that come at these moments, in milliseconds, each answered at once.
fn run(text: &str, moments: &[u64]) -> String {
    let mut course = Course::new(parse(text));
    let mut rng = Rng::new(418);
    let get = request("GET", "/api/users/7");
    let words: Vec<String> = moments
        .iter()
        .map(|ms| said(&course.meet(Instant::from_millis(*ms), &get, &mut rng)))
        .collect();
    words.join(" ")
}

/// What a client sees of it.
fn said(meeting: &Meeting) -> String {
    let refusal = meeting
        .limited
        .as_ref()
        .and_then(|limited| limited.refusal());
    match refusal {
        Some(quota) => quota.limit.status.to_string(),
        None if meeting.is_refused() => "shed".to_owned(),
        None => meeting.act.word(),
    }
}

#[test]
fn steps_are_played_by_the_requests_that_fit() {
    let mut course = Course::new(parse(
        "POST: 503 x2, reset; /api/orders/* #2..3: 404 x*; bug",
    ));
    let mut rng = Rng::new(1);
    let mut meet =
        |method, path| said(&course.meet(Instant::START, &request(method, path), &mut rng));
    assert_eq!(meet("GET", "/api/orders/1"), "bug");
    assert_eq!(meet("GET", "/api/orders/1"), "404");
    assert_eq!(meet("POST", "/api/orders/1"), "503");
    assert_eq!(meet("GET", "/api/orders/1"), "ok");
    assert_eq!(meet("POST", "/"), "503");
    assert_eq!(meet("POST", "/"), "reset");
    assert_eq!(meet("POST", "/"), "ok");
    // A script without shares throws no dice.
    assert_eq!(rng, Rng::new(1));
}

#[test]
fn a_rule_holds_in_its_time() {
    assert_eq!(
        run(
            "2s..4s: 503 x*; 5s..: 500",
            &[0, 1_999, 2_000, 3_999, 4_000, 5_000, 6_000]
        ),
        "ok ok 503 503 ok 500 ok"
    );
}

#[test]
fn a_step_lasts_until_the_client_waits() {
    // Each refusal tells anew, so haste only makes it longer.
    let hasty = [0, 1_000, 2_500, 4_499, 6_500];
    assert_eq!(
        run("503 retry-after=2 until-waited, bug", &hasty),
        "503 503 503 503 bug"
    );
    assert_eq!(
        run(
            "503 retry-after=date+2 until-waited",
            &[300, 1_999, 3_000, 3_001]
        ),
        "503 503 ok ok"
    );
    let noon = "503 retry-after=\"Sun, 22 Nov 2026 12:00:05 GMT\" until-waited";
    assert_eq!(run(noon, &[0, 4_999, 5_000]), "503 503 ok");
    assert_eq!(
        run("429 retry-after=date-60 until-waited", &[9, 9]),
        "429 ok"
    );
}

#[test]
fn dice_decide_by_their_shares() {
    let words = run("30% 503 | 20% reset | ok x*", &[0; 1_000]);
    let count = |word| words.split(' ').filter(|found| *found == word).count();
    assert!((270..330).contains(&count("503")), "{}", count("503"));
    assert!((170..230).contains(&count("reset")), "{}", count("reset"));
    // What has no share left over is as usual.
    let words = run("10% 503 x*", &[0; 1_000]);
    assert!(words.matches("503").count() < 140);
}

#[test]
fn a_fading_step_is_played_ever_more_rarely() {
    let moments: Vec<u64> = (0..2_000).map(|at| at * 10).collect();
    let words = run("..20s: 503 x* fading", &moments);
    let played: Vec<bool> = words.split(' ').map(|word| word == "503").collect();
    let quarters: Vec<usize> = played
        .chunks(500)
        .map(|quarter| quarter.iter().filter(|played| **played).count())
        .collect();
    // 87.5 %, 62.5 %, 37.5 % and 12.5 % of 500.
    for (found, wanted) in quarters.iter().zip([437, 312, 187, 62]) {
        assert!(found.abs_diff(wanted) < 40, "{quarters:?}");
    }
}

#[test]
fn a_limit_counts_only_what_gets_in() {
    assert_eq!(
        run("503 x2, ok x*; limit fixed 2/10s", &[0, 1, 2, 3, 4, 10_000]),
        "503 503 ok ok 429 ok"
    );
    // A refused request leaves the step to the next one.
    assert_eq!(
        run(
            "ok, reset x2; limit sliding 2/1s status=503",
            &[0, 1, 2, 1_000, 2_000]
        ),
        "ok reset 503 reset ok"
    );
}

#[test]
fn so_many_at_a_time_are_let_in_until_they_are_answered() {
    let mut course = Course::new(parse("limit concurrent 2"));
    let (mut rng, get) = (Rng::new(1), request("GET", "/"));
    let mut meet = |ms| {
        let now = Instant::from_millis(ms);
        let meeting = course.meet(now, &get, &mut rng);
        course.ended(now + Duration::from_secs(1));
        let limited = meeting.limited.clone().unwrap();
        (said(&meeting), limited.quotas[0].standing.remaining)
    };
    assert_eq!(meet(0), ("ok".to_owned(), 1));
    assert_eq!(meet(100), ("ok".to_owned(), 0));
    assert_eq!(meet(200), ("429".to_owned(), 0));
    assert_eq!(meet(1_000), ("ok".to_owned(), 0));
}

#[test]
fn everything_that_slows_an_answer_applies_together() {
    let text = "ok after=1s; latency 300ms; 2s..: latency 200ms; drip 3s; bandwidth 2000/s; bandwidth 500/s; load";
    let mut course = Course::new(parse(text));
    let (mut rng, get) = (Rng::new(1), request("GET", "/"));
    let meeting = course.meet(Instant::from_millis(2_000), &get, &mut rng);
    assert_eq!(meeting.after, Some(Duration::from_secs(1)));
    assert_eq!(meeting.latency, Some(Duration::from_millis(500)));
    assert_eq!(meeting.drip, Some(Duration::from_secs(3)));
    assert_eq!(meeting.bandwidth, Some(500));
    assert!(meeting.load.is_some_and(|loaded| loaded.served));
}

#[test]
fn a_crowd_fills_the_queue_from_when_the_rule_holds() {
    assert_eq!(
        run("10s..30s: load others=20/s", &[0, 10_000, 15_000, 30_000]),
        "ok ok shed ok"
    );
    assert_eq!(
        run("..3s: load others=20/s", &[0, 2_999, 3_000]),
        "shed shed ok"
    );
}

#[test]
fn what_is_told_becomes_a_field() {
    let date = crate::backend::EPOCH + 5;
    let cases = [
        (Told::Seconds(2), "2"),
        (Told::FromNow(30), "Sun, 22 Nov 2026 12:00:35 GMT"),
        (Told::FromNow(-60), "Sun, 22 Nov 2026 11:59:05 GMT"),
        (Told::Date(0), "Thu, 01 Jan 1970 00:00:00 GMT"),
        (Told::Unparsable, "soon"),
    ];
    for (told, value) in cases {
        assert_eq!(told.value(date), value);
    }
    assert!(crate::protocol::RetryAfter::parse(&Told::Unparsable.value(0)).is_err());
    // No date is too late to be written.
    assert!(Told::FromNow(i64::MAX).value(u64::MAX).contains("9999"));
}

fn any_length() -> impl Strategy<Value = Duration> {
    (0..=600_000_u64).prop_map(Duration::from_millis)
}

fn any_told() -> impl Strategy<Value = Option<Told>> {
    prop::option::of(prop_oneof![
        any::<u64>().prop_map(Told::Seconds),
        (0..4_000_000_000_u64).prop_map(Told::Date),
        (-999_999..=999_999_i64).prop_map(Told::FromNow),
        Just(Told::Unparsable),
    ])
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        Just(Act::Usual),
        Just(Act::ResetBefore),
        prop::sample::select(&Failure::ALL[..]).prop_map(Act::Fail),
        prop::sample::select(&Fault::ALL[..]).prop_map(Act::Faulty),
        (prop::sample::select(&Cause::ALL[..]), any_told()).prop_map(|(cause, told)| {
            Act::Cause {
                cause,
                retry_after: told.filter(|_| cause.tells()),
            }
        }),
        (200_u16..=599, any_told())
            .prop_map(|(code, retry_after)| Act::Status { code, retry_after }),
    ]
}

fn any_step(fades: bool) -> impl Strategy<Value = Step> {
    let choices = prop_oneof![
        3 => any_act().prop_map(|act| vec![Choice { percent: None, act }]),
        1 => (prop::collection::vec((1..=30_u8, any_act()), 1..4), any::<bool>()).prop_map(|(acts, rest)| {
            let last = acts.len() - 1;
            let choice = |(index, (percent, act))| Choice {
                percent: Some(percent).filter(|_| index < last || !rest),
                act,
            };
            acts.into_iter().enumerate().map(choice).collect()
        }),
    ];
    let times = prop_oneof![
        (1..=MAX_TIMES).prop_map(Times::Exactly),
        Just(Times::Always),
        Just(Times::UntilWaited),
    ];
    let after = prop::option::of(any_length());
    (choices, times, after, any::<bool>()).prop_map(move |(choices, times, after, fading)| {
        let tells = |choice: &Choice| !matches!(choice.act.told(), None | Some(Told::Unparsable));
        let times = match times {
            Times::UntilWaited if !choices.iter().any(tells) => Times::Always,
            times => times,
        };
        let reached = choices.iter().any(|choice| choice.act.is_reached());
        Step {
            after: after.filter(|_| reached),
            choices,
            times,
            fading: fading && fades,
        }
    })
}

fn any_scope() -> impl Strategy<Value = Scope> {
    let time = (0..300_000_u64, 1..300_000_u64, any::<bool>()).prop_map(|(from, more, ends)| {
        let from = Duration::from_millis(from);
        let until = from + Duration::from_millis(more);
        (from, Some(until).filter(|_| ends || from.is_zero()))
    });
    let count = (1..5_000_u32, prop::option::of(0..5_000_u32))
        .prop_map(|(from, more)| (from, more.map(|more| from + more)));
    (
        prop::option::of("[A-Z][A-Z-]{0,8}"),
        prop::option::of(
            "/[!$-)+./0-:<-Z_a-~]{0,12}[*]?".prop_filter("not a path", |path| {
                !path.ends_with(':') && !path.contains(['?', ';'])
            }),
        ),
        prop::option::of(time),
        prop::option::of(count),
    )
        .prop_map(|(method, path, time, count)| Scope {
            method,
            path,
            time,
            count,
        })
}

fn any_limit() -> impl Strategy<Value = Limit> {
    let window = (1..=600_000_u64).prop_map(Duration::from_millis);
    let kind = prop_oneof![
        window.clone().prop_map(Kind::Fixed),
        window.clone().prop_map(Kind::Sliding),
        window.prop_map(Kind::Bucket),
        Just(Kind::Concurrent),
    ];
    (
        kind,
        1..=MAX_COUNT,
        prop::sample::select(&Hint::ALL[..]),
        prop::sample::select(&Fields::ALL[..]),
        prop::sample::select(&[429_u16, 503][..]),
    )
        .prop_map(|(kind, count, (hint, _), (fields, _), status)| Limit {
            kind,
            count,
            hint,
            fields,
            status,
        })
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let load = (
        1..=1_000_u32,
        1..=600_000_u64,
        0..=1_000_u32,
        0..=9_999_u32,
        any::<bool>(),
    )
        .prop_map(|(capacity, work, queue, others, brown_out)| Load {
            capacity,
            work: Duration::from_millis(work),
            queue,
            others,
            brown_out,
        });
    let latency = prop_oneof![
        any_length().prop_map(Latency::Fixed),
        (0..300_000_u64, 1..300_000_u64).prop_map(|(low, more)| Latency::Uniform(
            Duration::from_millis(low),
            Duration::from_millis(low + more)
        )),
        (any_length(), 0..=500_u16)
            .prop_map(|(median, sigma)| Latency::LogNormal { median, sigma }),
        (any_length(), any_length(), any_length()).prop_map(|(a, b, c)| {
            let mut all = [a, b, c];
            all.sort_unstable();
            let [p50, p90, p99] = all;
            Latency::Percentiles { p50, p90, p99 }
        }),
    ];
    any_scope().prop_flat_map(move |scope| {
        let fades = scope.window().is_some();
        let body = prop_oneof![
            3 => prop::collection::vec(any_step(fades), 1..6).prop_map(Body::Steps),
            1 => any_limit().prop_map(Body::Limit),
            1 => load.clone().prop_map(Body::Load),
            1 => latency.clone().prop_map(Body::Latency),
            1 => any_length().prop_map(Body::Drip),
            1 => (1..=999_999_u32).prop_map(Body::Bandwidth),
        ];
        body.prop_map(move |body| Rule {
            scope: scope.clone(),
            body,
        })
    })
}

fn any_script() -> impl Strategy<Value = Script> {
    prop::collection::vec(any_rule(), 0..8)
        .prop_map(|rules| Script { rules })
        .prop_filter("too long", |script| script.to_string().len() <= MAX_TEXT)
}

proptest! {
    #[test]
    fn no_text_panics(text in r#"(?s).{0,60}|([a-z0-9 ,="\n;:|%#/.*-]|ok|503|x2|reset|before|after=|retry-after=|limit |fixed |5/10s|load|latency |p50=|5s\.\.|[0-9]%|é){0,30}"#) {
        match Script::parse(&text) {
            Ok(script) => {
                script.in_words();
                prop_assert_eq!(Script::parse(&script.to_string()), Ok(script));
            }
            Err(error) => prop_assert!(text.is_char_boundary(error.at)),
        }
    }

    #[test]
    fn what_is_printed_reads_the_same(script in any_script()) {
        script.in_words();
        prop_assert_eq!(Script::parse(&script.to_string()), Ok(script));
    }

    #[test]
    fn a_saved_course_goes_on_exactly(
        script in any_script(),
        moments in prop::collection::vec((any::<u32>(), any::<bool>()), 1..30),
        at in 0_usize..30,
    ) {
        let mut original = (Course::new(script), Rng::new(418));
        let mut copy = original.clone();
        for (index, (ms, post)) in moments.into_iter().enumerate() {
            if index == at {
                copy = serde_json::from_str(&serde_json::to_string(&copy).unwrap()).unwrap();
            }
            let request = request(if post { "POST" } else { "GET" }, "/api/users/7");
            let now = Instant::from_millis(u64::from(ms) % 700_000);
            let meet = |(course, rng): &mut (Course, Rng)| {
                let meeting = course.meet(now, &request, rng);
                course.ended(now + Duration::from_secs(1));
                meeting
            };
            let meeting = meet(&mut original);
            prop_assert_eq!(&meeting, &meet(&mut copy));
            prop_assert_eq!(&original, &copy);
            if let Some(limited) = &meeting.limited {
                for (name, value) in limited.fields() {
                    prop_assert!(!name.is_empty() && value.is_ascii());
                }
                prop_assert!(limited.told().is_none() || limited.refusal().is_some());
            }
        }
        prop_assert!(serde_json::to_string(&original.0).unwrap().len() < 100_000);
    }
}
