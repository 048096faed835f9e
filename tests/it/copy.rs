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

/// What a program is without what stands in its literals. No literal of ours spans lines or nests, and no comment has a mark.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut mark = None;
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match mark {
            None => {
                code.push(sign);
                mark = matches!(sign, '"' | '\'').then_some(sign);
            }
            Some(_) if sign == '\\' => {
                signs.next();
            }
            Some(ends) if sign == ends || sign == '\n' => {
                code.push(sign);
                mark = None;
            }
            Some(_) => {}
        }
    }
    code
}

#[test]
fn literals_are_told_from_code() {
    assert_eq!(code(r#"f("a\"b", 'c"\\', x)"#), r#"f("", '', x)"#);
    assert_ne!(code(r#"f("a" + b)"#), code(r#"f("a")"#));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    /// What a reader types is never code: the program is the same whatever stands in its literals.
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
            prop_assert_eq!(code(&odd), code(&plain), "{}", odd);
        }
    }
}

/// A set-up, a target, and what its program or its notes must have, or must not after a `!`.
const CLAIMS: &[(&str, &str, &[&str])] = &[
    // What is no int in Java has a letter; what JavaScript and .NET cannot wait is cut.
    (
        "policy=base=25 d;cap=none;growth=linear;jitter=none;deadline=27 d;attempt-timeout=26 d",
        "okhttp",
        &["2_160_000_000.0 * n", "Duration.ofSeconds(2332800)"],
    ),
    (
        "policy=base=25 d;cap=none;growth=fixed;jitter=none;reads=none;deadline=27 d",
        "resilience4j",
        &[
            "2_160_000_000L",
            "!LL;",
            ".get(2332800000L, TimeUnit.MILLISECONDS)",
        ],
    ),
    (
        "policy=attempt-timeout=26 d",
        "ky",
        &[
            "timeout: 2_147_483_647",
            "No time-out is longer than 24.8 days",
        ],
    ),
    (
        "policy=attempt-timeout=5 ms;growth=linear;jitter=none;base=2 d;cap=none;breaker=50 % of 1 within 100 ms open 2 d",
        "polly",
        &[
            "FromMilliseconds(10)",
            "Delay = TimeSpan.FromSeconds(86400)",
            "Polly takes 10 ms where the client has 5 ms: it knows none that is shorter.",
            "SamplingDuration = TimeSpan.FromMilliseconds(500)",
            "looks at two answers",
        ],
    ),
    // Polly's jitter is its own with its own growth only.
    (
        "client=ms-http-resilience&policy=growth=linear",
        "polly",
        &["Its jitter is full instead of decorrelated."],
    ),
    ("client=ms-http-resilience", "polly", &["!Its jitter"]),
    // Who does not know the wait before does not name it.
    (
        "client=axios-retry-exp&policy=jitter=decorrelated",
        "axios-retry",
        &["!previous", "it does not know the wait before"],
    ),
    (
        "client=axios-retry-exp&policy=jitter=decorrelated",
        "fetch",
        &["Math.max(told, ", "3 * previous"],
    ),
    (
        "client=axios-retry-exp&policy=jitter=decorrelated",
        "polly",
        &["!previous"],
    ),
    (
        "client=urllib3-typical&policy=bound=at-least-own",
        "go",
        &["n == 1", "!?"],
    ),
    // Not every method is repeated, but urllib3 does so where no connection is made.
    ("client=got", "urllib3", &["allowed_methods is not asked"]),
    ("", "urllib3", &["!allowed_methods is not asked"]),
    ("script=nothing known", "k6", &["The script cannot be read"]),
    (
        "script=GET: 500; POST: 500; PUT: 500; GET: 501; GET: 502; GET: 503; GET: 504; GET: 505; GET: 507; GET: 508; GET: 510",
        "wiremock",
        &["\"priority\": 11,", "\"priority\": 1000,"],
    ),
    (
        "script=ok after=1s; latency 1s..2s",
        "wiremock",
        &["\"lower\": 1000, \"upper\": 2000 }, \"fixedDelayMilliseconds\": 1000"],
    ),
    (
        "path=https://shop.example/api/users/7",
        "curl",
        &["http://127.0.0.1:8418/api/users/7"],
    ),
    (
        "method=HEAD&body=x",
        "curl",
        &["--max-time 5", "so it ends after 5 s"],
    ),
    // A wait that the deadline cuts off ends the call.
    (
        "policy=deadline=3 s;looks-ahead=no",
        "okhttp",
        &["if (left <= pause.toMillis()) throw", "is cut off there"],
    ),
    ("", "resilience4j", &["java.net.http itself repeats a GET"]),
    ("method=POST", "resilience4j", &["!itself repeats"]),
    // As gofmt has it.
    (
        "client=axios-retry-exp",
        "go",
        &["(1 + rand.Float64()*0.2)"],
    ),
    (
        "client=okhttp",
        "okhttp",
        &["!408 again", "after a 503 with Retry-After: 0"],
    ),
    ("", "axios-retry", &["breaks off is not repeated"]),
];

#[test]
fn what_a_program_cannot_do_is_said() {
    let mut wrong = Vec::new();
    for (query, slug, claims) in CLAIMS {
        let (lab, ignored) = Lab::parse(query);
        assert_eq!(ignored, Vec::<String>::new(), "{query}");
        let Copied { text, left_out } = copied(slug, &lab);
        let all = [text, left_out.join("\n")].join("\n");
        for claim in *claims {
            let (claim, is_there) = match claim.strip_prefix('!') {
                Some(claim) => (claim, false),
                None => (*claim, true),
            };
            if all.contains(claim) != is_there {
                wrong.push(format!("{slug}, {query}: {claim}\n{all}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
