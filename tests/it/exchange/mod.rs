//! Whole runs: client, server and network together, as people read them and as they are drawn.

mod restraint;
pub mod stories;

use std::time::Duration;

use proptest::prelude::*;
use stories::{STORIES, run, told};
use teapot::backend::{Backend, Script};
use teapot::client::{Circuit, Policy, presets};
use teapot::exchange::drawing::{Drawing, Form, Shape, Zoom, drawing, heads, zoomed};
use teapot::exchange::states::states;
use teapot::exchange::{Exchange, Setup, simulate, timetable};
use teapot::protocol::Request;
use teapot::share::lab::SITUATIONS;
use teapot::time::Instant;

#[test]
fn runs_are_told_as_they_happened() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("exchange-stories", told());
    });
}

#[test]
fn a_key_keeps_a_lost_answer_from_making_a_second_user() {
    let with = run("careful", "POST", "/api/users", true, "reset x2", 1);
    assert_eq!(with.made().0, 1);
    assert!(with.tries() > 1);
}

#[test]
fn every_attempt_of_a_run_stands_in_its_table() {
    for (client, method, path, key, script) in STORIES {
        let exchange = run(client, method, path, key, script, 7);
        let sends = timetable(&exchange)
            .iter()
            .filter(|row| row.what.starts_with("sends"))
            .count();
        assert_eq!(sends, exchange.legs.len(), "{script}");
    }
}

/// What there is to tell of a run by a moment.
fn known(exchange: &Exchange, at: Instant) -> String {
    let logged: Vec<_> = exchange.log();
    let logged = logged.iter().filter(|line| line.0 <= at).count();
    let by = |moment: Option<Instant>| moment.is_some_and(|moment| moment <= at);
    let legs: Vec<_> = exchange
        .legs
        .iter()
        .map(|leg| {
            let reopens = match leg.shared.circuit {
                Some(Circuit::Open(to)) => to <= at,
                _ => false,
            };
            let interim = leg.interim.iter().filter(|interim| interim.0 <= at);
            let came = by(leg.came.as_ref().map(|came| came.0));
            (
                leg.sent <= at,
                came,
                by(leg.over()),
                reopens,
                interim.count(),
            )
        })
        .collect();
    let stands = states(exchange, at).map(|(_, stands)| stands);
    format!("{logged} {legs:?} {stands:?} {}", by(exchange.ended))
}

#[test]
fn between_two_turns_nothing_new_is_known() {
    let mut turns = 0;
    for situation in SITUATIONS {
        let exchange = simulate(situation.lab().setup().expect("it runs")).exchange;
        let last = exchange.last().0 + Duration::from_secs(1);
        let mut before = Instant::START;
        for share in 0..400 {
            let at = Instant(last * share / 400);
            let turn = exchange.turn(at);
            assert!(before <= turn && turn <= at, "{}", situation.name);
            assert_eq!(
                known(&exchange, turn),
                known(&exchange, at),
                "{} at {at:?}",
                situation.name
            );
            turns += usize::from(turn != before);
            before = turn;
        }
    }
    assert!(turns > SITUATIONS.len() * 4, "{turns}");
}

/// Every point a shape has.
fn points(shapes: &[Shape], found: &mut Vec<(f64, f64)>) {
    for shape in shapes {
        match shape {
            Shape::Rect {
                at: [x, y, w, h], ..
            } => found.extend([(*x, *y), (x + w, y + h)]),
            Shape::Disc { at: [x, y, r], .. } => found.extend([(x - r, y - r), (x + r, y + r)]),
            Shape::Text { at: [x, y], .. }
            | Shape::Mark { at: [x, y], .. }
            | Shape::Fork { at: [x, y] } => {
                found.push((*x, *y));
            }
            Shape::Path { d, .. } => assert!(!d.contains("NaN") && !d.contains("inf"), "{d}"),
            Shape::Group { shapes, .. } => points(shapes, found),
        }
    }
}

fn stays_on_the_page(drawing: &Drawing) {
    let mut found = Vec::new();
    points(&drawing.shapes, &mut found);
    for (x, y) in found {
        assert!(
            (0.0..=drawing.width).contains(&x),
            "x {x} of {}",
            drawing.width
        );
        assert!(
            (0.0..=drawing.height).contains(&y),
            "y {y} of {}",
            drawing.height
        );
    }
}

#[test]
fn stories_are_drawn_inside_their_frame_at_every_moment() {
    for (client, method, path, key, script) in STORIES {
        let exchange = run(client, method, path, key, script, 418);
        for form in [Form::Wide, Form::Narrow] {
            let whole = drawing(&exchange, form, Instant(Duration::MAX), Some(0));
            stays_on_the_page(&whole);
            for at in exchange.moments() {
                let part = drawing(&exchange, form, at, None);
                assert_eq!(
                    (part.width, part.height),
                    (whole.width, whole.height),
                    "{script}: the frame must not jump"
                );
                stays_on_the_page(&part);
            }
        }
    }
}

/// Labels of a column, as the boxes they take: the numbers of attempts, and everything that is written on the wire.
fn boxes(shapes: &[Shape], numbers: &mut Vec<(f64, f64)>, wire: &mut Vec<(f64, f64)>) {
    for shape in shapes {
        match shape {
            Shape::Group { shapes, .. } => boxes(shapes, numbers, wire),
            Shape::Disc {
                class: "num",
                at: [x, y, radius],
            } if *radius == 9.0 && *x < 300.0 => numbers.push((y - radius, y + radius)),
            Shape::Rect {
                class: "chip" | "stat" | "ghost" | "none",
                at,
                ..
            } => wire.push((at[1], at[1] + at[3])),
            _ => {}
        }
    }
}

#[test]
fn fifty_attempts_are_readable_at_every_height() {
    let policy = Policy {
        attempts: 50,
        deadline: None,
        ..presets::CAREFUL
    };
    for script in ["503 x*", "503 retry-after=3600 x*", "timeout x*"] {
        let exchange = simulate(Setup::new(
            Request::new(http::Method::GET, http::Uri::from_static("/api/users/7")),
            policy,
            Backend::new(Script::parse(script).expect("a script"), 1),
            1,
        ))
        .exchange;
        for form in [Form::Wide, Form::Narrow] {
            let whole = Zoom::Whole.scale(&exchange, form, 600.0);
            for zoom in [whole, 0.05, 0.1, 0.25, 0.5, 0.7, 1.4, 3.0] {
                let end = Instant(Duration::MAX);
                let drawn = zoomed(&exchange, form, end, Some(0), zoom);
                stays_on_the_page(&drawn);
                let (mut numbers, mut wire) = (Vec::new(), Vec::new());
                boxes(&drawn.shapes, &mut numbers, &mut wire);
                assert!(!numbers.is_empty() && !wire.is_empty(), "{script}");
                if zoom >= 1.0 {
                    continue;
                }
                for mut column in [numbers, wire] {
                    column.sort_by(|one, two| one.0.total_cmp(&two.0));
                    for pair in column.windows(2) {
                        assert!(pair[0].1 <= pair[1].0, "{script} × {zoom}: {pair:?}");
                    }
                }
            }
            let all = zoomed(&exchange, form, Instant::START, None, whole).height;
            assert!(all <= 601.0 || whole == 0.01, "{script}: {all}");
        }
    }
}

#[test]
fn names_of_lanes_lie_exactly_over_those_of_the_picture() {
    let texts = |drawing: &Drawing, to: f64| -> Vec<Shape> {
        let shapes = drawing.shapes.iter();
        let above = |shape: &&Shape| matches!(shape, Shape::Text { at, .. } if at[1] <= to);
        shapes.filter(above).cloned().collect()
    };
    for situation in SITUATIONS {
        let exchange = simulate(situation.lab().setup().expect("it runs")).exchange;
        for form in [Form::Wide, Form::Narrow] {
            let heads = heads(&exchange, form);
            let names = texts(&heads, f64::MAX);
            for zoom in [0.05, 0.5, 1.0, 3.0] {
                let drawn = zoomed(&exchange, form, Instant(Duration::MAX), Some(0), zoom);
                assert_eq!(drawn.width, heads.width);
                assert_eq!(texts(&drawn, heads.height), names, "{}", situation.name);
            }
        }
    }
}

#[test]
fn slope_is_latency_on_one_scale() {
    let exchange = run(
        "careful",
        "GET",
        "/api/users/7",
        false,
        "503 retry-after=1",
        418,
    );
    let drawing = drawing(&exchange, Form::Wide, Instant(Duration::MAX), None);
    let mut drops = Vec::new();
    let mut groups: Vec<&Shape> = drawing.shapes.iter().collect();
    while let Some(shape) = groups.pop() {
        match shape {
            Shape::Group { shapes, .. } => groups.extend(shapes),
            Shape::Path { class: "req", d } => {
                let numbers: Vec<f64> = d
                    .split(['M', 'L', ' '])
                    .filter_map(|number| number.parse().ok())
                    .collect();
                drops.push(numbers[3] - numbers[1]);
            }
            _ => {}
        }
    }
    assert_eq!(drops.len(), 2);
    assert!(
        (drops[0] - drops[1]).abs() < 0.2,
        "both requests took 180 ms: {drops:?}"
    );
}

fn scripts() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "503",
        "503 retry-after=2",
        "429 retry-after=0",
        "503 retry-after=3600",
        "500 after=3s",
        "reset",
        "reset before",
        "timeout",
        "truncated",
        "not-http",
        "refused",
        "dns",
        "tls",
        "303",
        "302",
        "401",
        "ok",
        "ok after=10s",
        "502 x3",
        "421",
        "503 retry-after=0",
    ]);
    prop::collection::vec(words, 0..12).prop_map(|words| words.join(", "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn any_run_keeps_its_limits_and_can_be_drawn(
        script in scripts(),
        seed in any::<u64>(),
        method in prop::sample::select(vec!["GET", "POST", "PUT", "DELETE"]),
        key in any::<bool>(),
        policy in prop::sample::select(presets::ALL.to_vec()),
    ) {
        let careful = policy.slug == presets::CAREFUL.slug;
        let exchange: Exchange = run(policy.slug, method, "/api/users", key, &script, seed);
        // What is sent again below the client counts as a try here.
        prop_assert!(exchange.tries() <= policy.most_requests() as usize);
        if let Some(deadline) = policy.deadline {
            prop_assert!(exchange.ended.is_some_and(|ended| ended.0 <= deadline));
        }
        prop_assert_eq!(&exchange, &run(policy.slug, method, "/api/users", key, &script, seed));
        for form in [Form::Wide, Form::Narrow] {
            stays_on_the_page(&drawing(&exchange, form, Instant(Duration::MAX), None));
        }
        // Only a repeat without a key may double an effect, and the careful client does not send one.
        if careful && method == "POST" {
            prop_assert!(exchange.made().0 <= 1);
        }
    }
}
