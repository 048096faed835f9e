//! The lab as a text for other tools: what each target says of a few clients, and that no text breaks out of it.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use proptest::prelude::*;
use teapot::client::presets;
use teapot::exchange::simulate;
use teapot::share::copy::har::har;
use teapot::share::copy::{Copied, Group, TARGETS, copy};
use teapot::share::lab::{Lab, Line};

/// Set-ups that have something else to say each.
const LABS: &[(&str, &str)] = &[
    ("careful", ""),
    (
        "an order with a key",
        "method=POST&path=%2Fapi%2Forders&field=Content-Type%3A+application%2Fjson\
         &field=Idempotency-Key%3A+%228c1f-42d0%22&body=%7B+%22item%22%3A+%22teapot%22%2C+%22quantity%22%3A+1+%7D",
    ),
    ("axios-retry", "client=axios-retry&script=reset%2C+503+x*"),
    ("ky", "client=ky&script=429+retry-after%3Ddate%2B5"),
    ("urllib3-typical", "client=urllib3-typical"),
    ("fetch, which never tries again", "client=fetch"),
    (
        "a client with a breaker, a cap and jitter",
        "client=polly-v8&policy=attempts%3D5;breaker%3D50+%25+of+4+within+10+s+open+5+s",
    ),
];

fn copied(slug: &str, lab: &Lab) -> Copied {
    copy(slug, lab).expect("every target of the table can be copied")
}

fn of(group: Group) -> impl Iterator<Item = &'static str> {
    let targets = TARGETS.iter().filter(move |target| target.group == group);
    targets.map(|target| target.slug)
}

#[test]
fn a_client_is_said_in_every_language() {
    for slug in of(Group::Client).chain(of(Group::Request)) {
        let mut all = String::new();
        for (name, query) in LABS {
            let (lab, ignored) = Lab::parse(query);
            assert_eq!(ignored, Vec::<String>::new(), "{name}");
            let Copied { text, left_out } = copied(slug, &lab);
            let _ = writeln!(all, "=== {name}\n{text}");
            for sentence in left_out {
                let _ = writeln!(all, "left out: {sentence}");
            }
        }
        insta::assert_snapshot!(slug, all);
    }
}

#[test]
fn every_client_can_be_said_in_every_language() {
    for policy in presets::ALL {
        for method in ["GET", "POST"] {
            let lab = Lab {
                client: policy,
                method: method.to_owned(),
                ..Lab::default()
            };
            for slug in of(Group::Client) {
                let Copied { text, left_out } = copied(slug, &lab);
                assert!(text.lines().count() > 3, "{slug} {}", policy.slug);
                for sentence in left_out {
                    let ends = sentence.ends_with('.') && !sentence.contains("  ");
                    assert!(ends, "{slug} {}: {sentence}", policy.slug);
                }
                // Nothing is left over of what was put together.
                for odd in ["  \n", "\n\n\n\n", "NaN;\n;", "undefined undefined"] {
                    assert!(!text.contains(odd), "{slug} {}\n{text}", policy.slug);
                }
            }
        }
    }
}

#[test]
fn slugs_name_one_target_each() {
    for (nth, target) in TARGETS.iter().enumerate() {
        assert!(TARGETS[..nth].iter().all(|other| other.slug != target.slug));
        assert!(Group::ALL.contains(&target.group));
    }
    assert_eq!(copy("nobody", &Lab::default()), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    /// What a reader types is never code: the lines of a program are the same whatever stands in its literals.
    #[test]
    fn what_is_typed_stays_in_its_literal(
        body in any::<String>(),
        value in "[ -~\u{e9}\u{2028}]{0,30}",
        path in "/[!-~]{0,30}",
    ) {
        let lab = |body: &str, value: &str, path: &str| Lab {
            method: "PUT".to_owned(),
            path: path.to_owned(),
            fields: vec![Line::read(&format!("X-Field: {value}"))],
            body: body.to_owned(),
            ..Lab::default()
        };
        for slug in of(Group::Client) {
            let odd = copied(slug, &lab(&body, &value, &path)).text;
            let plain = copied(slug, &lab(if body.is_empty() { "" } else { "body" }, "value", "/path")).text;
            prop_assert_eq!(odd.lines().count(), plain.lines().count(), "{}", odd);
        }
    }
}

/// What is copied for reqwest is compiled beside the driver in `tests/real_clients/rust`; with `INSTA_UPDATE=always` it is
/// written there.
#[test]
fn what_is_copied_for_reqwest_is_compiled() {
    for (file, nth) in [("careful", 0), ("order", 1), ("urllib3", 4)] {
        let text = copied("reqwest", &Lab::parse(LABS[nth].1).0).text;
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("tests/real_clients/rust/src/bin/copied_{file}.rs"));
        if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            fs::write(&path, &text).expect("a file can be written");
        }
        let compiled = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(compiled, text, "{}", path.display());
    }
}

/// Scripts that have something else to say each.
const TROUBLES: &[(&str, &str)] = &[
    ("told twice", "503 retry-after=2 x2"),
    (
        "every kind of step",
        "POST /api/orders: reset, timeout, dns x2, truncated after=400ms; /api/users/*: 503 retry-after=date+5 until-waited, \
         30% 500 | 10% reset | ok x*; bad-json, error-in-200, not-http, maintenance x*",
    ),
    (
        "what holds all the while",
        "latency 100ms..400ms; limit bucket 5/10s; #3: 500; 5s..9s: 503 x*; 429 x*",
    ),
    ("no trouble", ""),
];

#[test]
fn a_trouble_is_said_for_every_tool() {
    for slug in of(Group::Trouble) {
        let mut all = String::new();
        for (name, script) in TROUBLES {
            let lab = Lab {
                script: (*script).to_owned(),
                calls: "3".to_owned(),
                pause: "500 ms".to_owned(),
                ..Lab::default()
            };
            let Copied { text, left_out } = copied(slug, &lab);
            let _ = writeln!(all, "=== {name}\n{text}");
            for sentence in left_out {
                let _ = writeln!(all, "left out: {sentence}");
            }
        }
        insta::assert_snapshot!(slug, all);
    }
}

#[test]
fn a_run_is_an_archive() {
    let lab = Lab::parse(
        "method=POST&path=%2Fapi%2Forders%3Fa%3D1&field=Content-Type%3A+application%2Fjson&client=axios-retry\
         &body=%7B+%22item%22%3A+%22cup%22+%7D&script=reset%2C+truncated",
    );
    let exchange = simulate(lab.0.setup().expect("it runs")).exchange;
    let text = har(&exchange);
    let read: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let entries = read["log"]["entries"].as_array().expect("a list");
    assert_eq!(entries.len(), exchange.legs.len());
    assert_eq!(entries[0]["response"]["status"], 0);
    assert_eq!(
        entries[0]["response"]["_error"],
        "net::ERR_CONNECTION_RESET"
    );
    assert_eq!(
        entries[0]["request"]["url"],
        "https://shop.example/api/orders?a=1"
    );
    insta::assert_snapshot!("har", text);
}
