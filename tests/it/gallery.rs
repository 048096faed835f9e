//! The situations of the Lab: each opens whole, runs, and comes to what stands beside it, so that its answer can be read
//! against its run.

use std::collections::HashSet;
use std::fmt::Write;

use teapot::exchange::{Exchange, Leg, simulate, story};
use teapot::protocol::Outcome;
use teapot::share::lab::{GROUPS, Lab, SITUATIONS, Situation};

/// The longest name, the longest sentence, the longest query.
const LONGEST: (usize, usize, usize) = (26, 110, 2_000);

fn run(situation: &Situation) -> Exchange {
    let setup = situation.lab().setup();
    simulate(setup.unwrap_or_else(|problems| panic!("{}: {problems:?}", situation.name))).exchange
}

/// What a call came to: the status, the failure, or that nothing came.
fn outcome(exchange: &Exchange) -> String {
    match exchange.result() {
        Some(Outcome::Answered(response)) => response.status.as_u16().to_string(),
        Some(Outcome::Failed(failure)) => failure.slug().to_owned(),
        None => "nothing".to_owned(),
    }
}

fn sent(exchange: &Exchange) -> impl Iterator<Item = &Leg> {
    exchange.legs.iter().filter(|leg| !leg.withheld)
}

/// What was sent, what came of it and what the server did, in order.
fn sequence(exchange: &Exchange) -> String {
    let mut lines: Vec<(String, usize)> = Vec::new();
    for leg in sent(exchange) {
        let came = match &leg.came {
            Some((_, Outcome::Answered(response))) => response.status.as_u16().to_string(),
            Some((_, Outcome::Failed(failure))) => failure.slug().to_owned(),
            None => "nothing".to_owned(),
        };
        let did = leg.served.as_ref().map_or("", |served| &served.did.title);
        let line = format!(
            "{} ({} bytes) {came} {did}",
            leg.label(),
            leg.request.body.len()
        );
        match lines.last_mut() {
            Some((last, times)) if *last == line => *times += 1,
            _ => lines.push((line, 1)),
        }
    }
    let lines: Vec<String> = lines
        .into_iter()
        .map(|(line, times)| format!("{line} x{times}"))
        .collect();
    lines.join(" | ")
}

fn named(name: &str) -> Exchange {
    let found = SITUATIONS.iter().find(|situation| situation.name == name);
    run(found.unwrap_or_else(|| panic!("no situation is called {name}")))
}

/// A field of the last answer.
fn field(name: &str, field: &str) -> String {
    let exchange = named(name);
    let Some(Outcome::Answered(response)) = exchange.result() else {
        panic!("{name}: no answer");
    };
    let value = response.headers.get(field);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

/// Whether the last request had a field.
fn last_had(name: &str, field: &str) -> bool {
    let exchange = named(name);
    let last = exchange.legs.last().expect("something was sent");
    last.request.headers.contains_key(field)
}

#[test]
fn answers_name_the_fields_that_are_there() {
    assert_eq!(
        field("The wrong method", "allow"),
        "GET, HEAD, QUERY, OPTIONS"
    );
    assert_eq!(field("202, not done yet", "retry-after"), "3");
    assert_eq!(field("202, not done yet", "location"), "/api/jobs/1");
    assert!(!last_had("A token goes no further", "authorization"));
    assert!(last_had("An API key does", "x-api-key"));
    for name in ["A redirect after POST", "POST and 302"] {
        assert!(!last_had(name, "content-type"), "{name}");
    }
    assert!(last_had("POST and 307", "content-type"));
}

#[test]
fn every_situation_opens_whole() {
    for situation in SITUATIONS {
        let (lab, left_out) = Lab::parse(situation.query);
        assert_eq!(left_out, Vec::<String>::new(), "{}", situation.name);
        assert_eq!(lab.query(), situation.query, "{}", situation.name);
        assert_eq!(lab.problems(), Vec::new(), "{}", situation.name);
    }
}

#[test]
fn no_two_situations_are_alike() {
    let mut known = HashSet::new();
    for situation in SITUATIONS {
        for text in [
            situation.name,
            situation.ask,
            situation.answer,
            situation.query,
        ] {
            assert!(known.insert(text), "{text} twice");
        }
    }
}

#[test]
fn situations_are_short_and_stand_with_their_group() {
    let (name, sentence, query) = LONGEST;
    let mut groups: Vec<&str> = SITUATIONS.iter().map(|situation| situation.group).collect();
    groups.dedup();
    assert_eq!(groups, GROUPS);
    for situation in SITUATIONS {
        let length = |text: &str| text.chars().count();
        assert!(length(situation.name) <= name, "{}", situation.name);
        assert!(length(situation.ask) <= sentence, "{}", situation.ask);
        assert!(length(situation.answer) <= sentence, "{}", situation.answer);
        assert!(situation.query.len() <= query, "{}", situation.name);
        assert!(situation.ask.ends_with('?') && situation.answer.ends_with('.'));
    }
}

#[test]
fn links_of_before_still_open_a_situation() {
    const BEFORE: [&str; 6] = [
        "",
        "method=POST&path=%2Fapi%2Forders&field=Content-Type%3A+application%2Fjson\
         &field=Idempotency-Key%3A+%228c1f-42d0%22&body=%7B+%22item%22%3A+%22teapot%22%2C+%22quantity%22%3A+1+%7D\
         &script=503+retry-after%3D2%2C+reset",
        "method=POST&path=%2Fapi%2Forders&field=Content-Type%3A+application%2Fjson\
         &body=%7B+%22item%22%3A+%22teapot%22%2C+%22quantity%22%3A+1+%7D&script=reset",
        "script=429+retry-after%3D3600",
        "method=POST&path=%2Fapi%2Fredirects%2Fsee-other&field=Content-Type%3A+application%2Fjson\
         &body=%7B+%22item%22%3A+%22cup%22+%7D&script=ok",
        "client=fetch&script=timeout",
    ];
    for query in BEFORE {
        assert!(Situation::of(&Lab::parse(query).0).is_some(), "{query}");
    }
}

/// Each run in numbers, with the sentence of its head, and the answer that has to be true of it.
#[test]
fn every_answer_is_true_of_its_run() {
    let mut told = String::new();
    for situation in SITUATIONS {
        let exchange = run(situation);
        let time = exchange.ended.map_or_else(
            || "no end".to_owned(),
            |ended| format!("{} ms", ended.0.as_millis()),
        );
        writeln!(
            told,
            "{}: {}\n  {}; calls {}, requests {}, made {}; waited {} ms, {time}\n  {}\n  {}\n  {}\n",
            situation.group,
            situation.name,
            outcome(&exchange),
            exchange.calls,
            sent(&exchange).count(),
            exchange.made().0,
            exchange.waited().as_millis(),
            sequence(&exchange),
            story(&exchange).1,
            situation.answer,
        )
        .expect("a string can be written to");
    }
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("situations", told);
    });
}
