//! What the lab copies, run by the tools it is for: programs make their call to the mock server, which compares what it saw
//! with what the lab shows; everything else is read by a compiler, a grammar, a schema (`node/check.mjs`).

use std::fs;
use std::io::Write as _;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use teapot::client::presets;
use teapot::exchange::{Setup, simulate};
use teapot::share::copy::{Group, HAR, ORIGIN, TARGETS, copy, har::har};
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

/// A set-up, and the programs that say they cannot do it so.
type Story = (&'static str, &'static [&'static str]);

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
        &["axios-retry", "ky"],
    ),
    // The wait would pass the deadline; these begin it all the same, or have none.
    (
        "policy=deadline=3 s&script=503 retry-after=2 after=0ms x*",
        &["axios-retry", "ky", "urllib3"],
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
        for (slug, runs) in programs.filter(|program| !not_by.contains(&program.0)) {
            let place = server.open(&lab.script);
            let text = copy(slug, &lab).expect("it is a target").text;
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
        ("POST: 500; GET: 503", &["503"]),
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
