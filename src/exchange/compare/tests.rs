use http::{Method, Uri};
use proptest::prelude::*;

use super::*;
use crate::backend::{Backend, Script};
use crate::client::presets;
use crate::protocol::{Body, Request};

fn setup(method: Method, script: &str, seed: u64) -> Setup {
    let post = method == Method::POST;
    let path = if post { "/api/users" } else { "/api/users/7" };
    let mut request = Request::new(method, Uri::from_static(path));
    if post {
        let json = http::HeaderValue::from_static("application/json");
        request.headers.insert(http::header::CONTENT_TYPE, json);
        request.body = Body::from(r#"{"name":"Mary Shaw"}"#);
    }
    let script = Script::parse(script).expect("a script");
    Setup::new(request, presets::CAREFUL, Backend::new(script, seed), seed)
}

fn clients(slugs: &[&str]) -> Vec<Policy> {
    slugs
        .iter()
        .map(|slug| *presets::find(slug).expect("a preset"))
        .collect()
}

fn shown(method: Method, script: &str, slugs: &[&str]) -> Comparison {
    compare(&setup(method, script, 418), &clients(slugs))
}

/// The pieces of a lane, one a line, in thousandths of the width.
fn drawn(lane: &[Piece]) -> String {
    let k = |x: f64| (x * 1_000.0).round();
    let line = |piece: &Piece| match piece {
        Piece::Attempt { from, to, class } => format!("{} to {}: {class}xx", k(*from), k(*to)),
        Piece::Wait { from, to, length } => format!("{} to {}: waits {length}", k(*from), k(*to)),
        Piece::Chip { at, row, text, .. } => format!("{}, row {row}: {text}", k(*at)),
        Piece::Ends { at, how } => format!("{}: ends, {how:?}", k(*at)),
    };
    lane.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn two_503s_are_met_in_different_ways() {
    let runs = shown(
        Method::GET,
        "503 retry-after=2 x2",
        &["careful", "fetch", "axios-retry", "got"],
    );
    insta::assert_snapshot!(runs.says(), @"3 of 4 got it, all but fetch.");
    let lanes = runs.lanes(Place::Wide);
    insta::assert_snapshot!(drawn(&lanes.lanes[0]), @r"
    0 to 80: 5xx
    80 to 459: waits 2 s
    459 to 541: 5xx
    541 to 920: waits 2 s
    920 to 1000: 2xx
    945, row 0: 200
    55, row 0: 503
    500, row 0: 503
    1000: ends, Well
    ");
    insta::assert_snapshot!(drawn(&lanes.lanes[2]), @r"
    0 to 80: 5xx
    80 to 459: waits 2 s
    459 to 541: 5xx
    541 to 920: waits 2 s
    920 to 1000: 2xx
    945, row 0: 200
    55, row 0: 503
    500, row 0: 503
    1000: ends, Well
    ");
    insta::assert_snapshot!(runs.runs[0].label(), @"careful: at 0 s 503, at 2.42 s 503, at 4.85 s 200, over after 5.28 s");
    let ticks: Vec<&str> = lanes.ticks.iter().map(|tick| &*tick.text).collect();
    insta::assert_snapshot!(ticks.join(" "), @"0 1 s 2 s 3 s 4 s");
}

#[test]
fn a_lost_answer_to_a_post_makes_duplicates() {
    let runs = shown(
        Method::POST,
        "reset",
        &["careful", "fetch", "go-retryablehttp"],
    );
    insta::assert_snapshot!(runs.says(), @"Only go-retryablehttp got it; it waited longest, 1.00 s; it made 2 users for one call; it sent the server most, 2 requests.");
    let counts: Vec<_> = runs
        .runs
        .iter()
        .map(|run| (run.made, run.duplicates))
        .collect();
    assert_eq!(counts, [(1, 0), (1, 0), (2, 1)]);
}

#[test]
fn a_long_wait_is_cut_for_all_lanes() {
    let runs = shown(
        Method::GET,
        "503 retry-after=3600 x1",
        &["got", "careful", "curl-retry"],
    );
    insta::assert_snapshot!(runs.says(), @"2 of 3 got it, all but careful.");
    let lanes = runs.lanes(Place::Narrow);
    let cuts: Vec<&str> = lanes
        .ticks
        .iter()
        .filter(|tick| tick.cut)
        .map(|tick| &*tick.text)
        .collect();
    insta::assert_snapshot!(cuts.join(" "), @"1 h");
}

#[test]
fn a_client_without_end_is_cut_and_said_so() {
    let endless = presets::ALL.iter().find(|policy| {
        let runs = compare(&setup(Method::GET, "503 x*", 1), &[***policy]);
        runs.runs[0].is_cut()
    });
    let endless = endless.expect("some client goes on for ever");
    let runs = shown(Method::GET, "503 x*", &["careful", endless.slug]);
    assert!(
        runs.says().contains("goes on without end"),
        "{}",
        runs.says()
    );
    let lanes = runs.lanes(Place::Wide);
    assert!(
        matches!(lanes.lanes[1].last(), Some(Piece::Ends { how: End::Never, at }) if *at >= 1.0)
    );
    let silent = shown(Method::GET, "timeout", &["careful", "fetch"]);
    insta::assert_snapshot!(silent.says(), @"Only careful got it; it waited longest, 260 ms; it sent the server most, 2 requests; fetch waits without end.");
    assert_eq!(silent.ordered(Order::Time), [0, 1]);
    assert_eq!(silent.ordered(Order::Attempts), [1, 0]);
}

#[test]
fn nobody_is_compared_with_nobody() {
    assert_eq!(Comparison::default().says(), "");
    assert_eq!(Comparison::default().lanes(Place::Wide).lanes.len(), 0);
}

proptest! {
    #[test]
    fn any_clients_fit_the_frame_and_count_as_alone(
        chosen in prop::sample::subsequence(presets::ALL.to_vec(), 1..=6).prop_shuffle(),
        script in "(503|429 retry-after=[0-9]{1,4}|reset|timeout|401|302|500 delay=2s|200|503 for=[1-9]s)( x[1-9])?(, (503|reset|truncate) x[1-4])?",
        (post, seed, calls) in (any::<bool>(), any::<u64>(), 1_u32..4),
    ) {
        let Ok(parsed) = Script::parse(&script) else { return Ok(()) };
        let method = if post { Method::POST } else { Method::GET };
        let mut setup = setup(method, "", seed);
        setup.backend = Backend::new(parsed, seed);
        setup.calls = calls;
        let policies: Vec<Policy> = chosen.iter().map(|policy| **policy).collect();
        let runs = compare(&setup, &policies);
        for (run, policy) in runs.runs.iter().zip(&policies) {
            let alone = simulate(Setup { policy: *policy, ..setup.clone() }).exchange;
            prop_assert_eq!(&run.exchange, &alone);
            prop_assert_eq!((run.attempts, run.made), (alone.tries(), alone.made().0));
            prop_assert!(run.duplicates < run.made.max(1) && run.reached <= alone.legs.len());
            prop_assert_eq!(run.total, alone.ended.map(|ended| ended.0));
        }
        let mut places = runs.ordered(Order::Time);
        places.sort_unstable();
        prop_assert_eq!(places, (0..runs.runs.len()).collect::<Vec<_>>());
        for place in [Place::Wide, Place::Narrow] {
            let lanes = runs.lanes(place);
            let least = place.least();
            prop_assert_eq!(lanes.lanes.len(), runs.runs.len());
            for (nth, tick) in lanes.ticks.iter().enumerate() {
                prop_assert!((0.0..=1.0).contains(&tick.at), "{:?}", tick);
                prop_assert!(lanes.ticks[..nth].iter().all(|other| other.row != tick.row
                    || (other.text_at - tick.text_at).abs() * least > 20.0), "{:?}", lanes.ticks);
            }
            for lane in &lanes.lanes {
                let mut chips: Vec<(usize, f64, f64)> = Vec::new();
                for piece in lane {
                    match piece {
                        Piece::Attempt { from, to, .. } | Piece::Wait { from, to, .. } => {
                            prop_assert!(0.0 <= *from && from <= to && *to <= 1.0, "{:?}", piece);
                        }
                        Piece::Chip { at, row, width, .. } => {
                            let half = width / 2.0 / least;
                            prop_assert!(at - half > -1e-9 && at + half < 1.0 + 1e-9 && *row < lanes.rows);
                            prop_assert!(chips.iter().all(|(other, from, to)| other != row
                                || at + half < *from + 1e-9 || at - half > *to - 1e-9), "{:?}", lane);
                            chips.push((*row, at - half, at + half));
                        }
                        Piece::Ends { at, .. } => prop_assert!((0.0..=1.0).contains(at)),
                    }
                }
            }
        }
        prop_assert!(!runs.says().is_empty());
    }
}
