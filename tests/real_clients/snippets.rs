//! What the lab copies, before the tools it is for. How far each is tried:
//!
//! - Programs for fetch, axios-retry, ky, tenacity and urllib3 are run: they make their call to the mock server, and what it saw
//!   is compared with what the lab shows, for the stories below and no others.
//! - All JavaScript passes the compiler of TypeScript with the types of the libraries (`node/check.mjs`).
//! - Three programs for reqwest are compiled beside the driver (`rust/src/bin/`); they are not run.
//! - Go, Java, Kotlin and C#, and the rest of the Rust and Python, are read by a grammar: it finds what is no sentence of the language,
//!   not a name, a type or an option that does not exist.
//! - Handlers for MSW answer requests in Node, routes for Playwright those of a page in Chromium. Of mappings for WireMock only
//!   the chain of states is followed; a script for k6 is not run.
//! - A HAR follows the schema of HAR 1.2.

use std::fs;
use std::io::Write as _;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use teapot::client::presets;
use teapot::exchange::{Setup, simulate};
use teapot::share::copy::{Copied, Group, HAR, ORIGIN, TARGETS, copy, har::har};
use teapot::share::lab::Lab;

use crate::compare;
use crate::libraries::{Runs, wait};
use crate::predict::{self, Predicted};
use crate::server::Server;

/// The programs that are run, and what runs them.
const PROGRAMS: &[(&str, Runs)] = &[
    ("fetch", Runs::Node),
    ("axios-retry", Runs::Node),
    ("ky", Runs::Node),
    ("tenacity", Runs::Python),
    ("urllib3", Runs::Python),
];

/// A set-up, and the programs that say they cannot do it so, with a piece of the sentence.
type Story = (&'static str, &'static [(&'static str, &'static str)]);

/// Where an answer breaks off after its head.
const HEAD: &str = "An answer that breaks off is not repeated";
/// Where a wait is begun that would pass the deadline.
const BEGUN: &str = "is begun all the same";

const ORDER: &str = "method=POST&path=%2Fapi%2Forders&field=Content-Type%3A+application%2Fjson\
                     &body=%7B+%22item%22%3A+%22teapot%22%2C+%22quantity%22%3A+1+%7D";
const KEY: &str = "&field=Idempotency-Key%3A+%228c1f-42d0%22";

const STORIES: &[Story] = &[
    ("script=503 retry-after=1 after=0ms x2, ok after=0ms", &[]),
    ("script=reset after=0ms, 500 after=0ms, ok after=0ms", &[]),
    ("script=501 after=0ms, ok after=0ms", &[]),
    ("ORDER&script=503 after=0ms x*", &[]),
    (
        "ORDER&script=429 retry-after=1 after=0ms, ok after=0ms",
        &[],
    ),
    (
        "ORDERKEY&script=reset after=0ms, 503 after=0ms, ok after=0ms",
        &[],
    ),
    (
        "policy=attempt-timeout=600 ms&script=timeout, ok after=0ms",
        &[],
    ),
    (
        "script=truncated after=0ms, ok after=0ms",
        &[("axios-retry", HEAD), ("ky", HEAD)],
    ),
    // The wait would pass the deadline.
    (
        "policy=deadline=3 s&script=503 retry-after=2 after=0ms x*",
        &[
            ("axios-retry", BEGUN),
            ("ky", BEGUN),
            ("urllib3", "Nothing ends the whole call"),
        ],
    ),
    ("client=ky&script=503 after=0ms x*", &[]),
    (
        "client=axios-retry&script=429 retry-after=1 after=0ms, 503 after=0ms, 500 after=0ms x*",
        &[],
    ),
    (
        "ORDER&client=axios-retry&script=reset after=0ms, 503 after=0ms x*",
        &[],
    ),
    (
        "client=urllib3-typical&script=500 after=0ms x3, ok after=0ms",
        &[],
    ),
    // Its first retry comes at once, unless it is told when.
    (
        "client=urllib3-typical&script=503 retry-after=1 after=0ms, ok after=0ms",
        &[],
    ),
    // It waits as long as it is told, or as long as it would by itself, whichever is longer, and a fifth more.
    (
        "client=axios-retry-exp&script=503 retry-after=1 after=0ms x2, ok after=0ms",
        &[("ky", "exactly as long"), ("urllib3", "exactly as long")],
    ),
    ("client=p-retry&script=404 after=0ms, ok after=0ms", &[]),
    (
        "client=p-retry&policy=jitter=equal;cap=2 s&script=500 after=0ms x3, ok after=0ms",
        &[],
    ),
];

/// How many runs give the bounds of a wait.
const RUNS: u64 = 60;
const PATIENCE: Duration = Duration::from_secs(20);
/// How many programs run at a time: starting one takes most of the machine.
const AT_A_TIME: usize = 4;

fn lab(query: &str) -> Lab {
    let query = query
        .replace("ORDERKEY", &format!("{ORDER}{KEY}"))
        .replace("ORDER", ORDER);
    let (lab, ignored) = Lab::parse(&query);
    assert_eq!(ignored, Vec::<String>::new(), "{query}");
    assert!(lab.setup().is_ok(), "{query}");
    lab
}

/// What the lab shows of a set-up, over many seeds.
fn predicted(lab: &Lab) -> Predicted {
    let once = |seed| {
        let setup = Lab {
            seed,
            ..lab.clone()
        }
        .setup()
        .expect("it runs");
        let setup = Setup {
            each_way: Duration::ZERO,
            ..setup
        };
        predict::expected(&simulate(setup).exchange)
    };
    let requests = predict::spread((0..RUNS).map(|seed: u64| once(seed.to_string())));
    Predicted {
        script: lab.script.clone(),
        requests,
    }
}

#[test]
fn programs_do_what_the_lab_shows() {
    let _alone = crate::alone();
    let server = Server::start();
    let mut waiting = Vec::new();
    for (query, not_by) in STORIES {
        let (lab, programs) = (lab(query), PROGRAMS.iter());
        let predicted = predicted(&lab);
        for (slug, runs) in programs {
            let Copied { text, left_out } = copy(slug, &lab).expect("it is a target");
            if let Some((_, note)) = not_by.iter().find(|program| program.0 == *slug) {
                let says = left_out.iter().any(|sentence| sentence.contains(note));
                assert!(says, "{slug}, {query}: {left_out:#?}");
                continue;
            }
            let place = server.open(&lab.script);
            let text = text.replace(ORIGIN, &format!("http://{place}"));
            waiting.push((*query, *slug, *runs, place, text, predicted.clone()));
        }
    }
    let count = waiting.len();
    let (waiting, wrong) = (Mutex::new(waiting), Mutex::new(Vec::new()));
    let began = Instant::now();
    let worker = |number: usize| {
        while let Some((query, slug, runs, place, text, predicted)) =
            { waiting.lock().expect("nobody panics").pop() }
        {
            let process = start(runs, &text, number);
            let ended = wait(process, Instant::now() + predicted.longest() + PATIENCE);
            let seen = server.requests(&place);
            let what = compare::compare(&predicted, &seen).or(ended.err());
            if let Some(what) = what {
                let lines: Vec<String> = seen
                    .iter()
                    .map(|seen| format!("{} at {} ms", seen.line, seen.at.as_millis()))
                    .collect();
                wrong.lock().expect("nobody panics").push(format!(
                    "{slug}, {query}: {what}\n    {}\n{text}",
                    lines.join(", ")
                ));
            }
        }
    };
    thread::scope(|scope| {
        for number in 0..AT_A_TIME {
            scope.spawn(move || worker(number));
        }
    });
    println!("{count} programs, {} s", began.elapsed().as_secs());
    let wrong = wrong.into_inner().expect("nobody panics");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Starts a program; those that run beside each other have numbers.
fn start(runs: Runs, text: &str, number: usize) -> Child {
    let (mut command, file) = runs.program(&format!("copied-{number}"));
    fs::write(&file, text).expect("a file can be written");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("it starts")
}

#[test]
fn what_is_copied_is_read_by_its_tools() {
    let _alone = crate::alone();
    let mut texts = Vec::new();
    let of = |group| TARGETS.iter().filter(move |target| target.group == group);
    // All clients for some targets would be a lot to compile; every third is each time another.
    for (nth, policy) in presets::ALL.iter().enumerate() {
        for (place, target) in of(Group::Client).enumerate() {
            if !(nth + place).is_multiple_of(3) && policy.slug != "careful" {
                continue;
            }
            let (name, query) = [("GET", ""), ("an order", ORDER)][nth % 2];
            let lab = Lab {
                client: policy,
                ..lab(query)
            };
            let copied = copy(target.slug, &lab).expect("it is a target");
            texts.push(json!({ "slug": target.slug, "name": format!("{}, {name}", policy.slug), "text": copied.text }));
        }
    }
    // What somebody typed to break out of a literal.
    let hostile = Lab {
        body: "'\"\\`${x}\n*/ // # \u{2028}\u{202e}</script>{{x}}%s\t\u{7}\u{1f600}".to_owned(),
        path: "/api/x'\"`${x}\\u0022".to_owned(),
        method: "PUT".to_owned(),
        ..Lab::default()
    };
    for target in of(Group::Client) {
        let copied = copy(target.slug, &hostile).expect("it is a target");
        texts.push(json!({ "slug": target.slug, "name": "hostile", "text": copied.text }));
    }
    let troubles: &[(&str, &[&str])] = &[
        (
            "503 retry-after=2 x2, reset, 429 x*",
            &["503 2", "503 2", "nothing", "429", "429"],
        ),
        (
            "/api/users/*: refused; GET: 500 x2, bad-json",
            &["nothing", "500", "500", "200"],
        ),
        ("POST: 500; GET: 503", &["503", "299"]),
        // What goes well is not asked of the next rule.
        (
            "GET /api/*: ok, 503; /assets/*: 418 x*; 500 x*",
            &["299", "503", "500"],
        ),
        (
            "100% 500 after=1ms, not-http; latency 1ms..2ms",
            &["500", "nothing"],
        ),
        (
            "503 retry-after=date+5 until-waited; limit fixed 5/10s",
            &[],
        ),
    ];
    for (script, expected) in troubles {
        let lab = Lab {
            script: (*script).to_owned(),
            ..Lab::default()
        };
        assert!(lab.setup().is_ok(), "{script}");
        for target in of(Group::Trouble) {
            let copied = copy(target.slug, &lab).expect("it is a target");
            texts.push(json!({
                "slug": target.slug, "name": script, "text": copied.text, "expected": expected,
                "method": "GET", "url": format!("{ORIGIN}/api/users/7"),
            }));
        }
        let run = simulate(lab.setup().expect("it runs")).exchange;
        texts.push(json!({ "slug": HAR, "name": script, "text": har(&run) }));
    }
    let began = Instant::now();
    let (mut command, file) = Runs::Node.program("check");
    fs::write(&file, include_str!("node/check.mjs")).expect("a file can be written");
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let list = serde_json::to_vec(&texts).expect("texts can be written");
    let mut stdin = process.stdin.take().expect("it is piped");
    stdin.write_all(&list).expect("it reads them");
    drop(stdin);
    let output = process.wait_with_output().expect("it ends");
    println!("{} texts, {} s", texts.len(), began.elapsed().as_secs());
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}
