//! The trouble as stub mappings of WireMock: a scenario per rule, whose states are the plays of its steps. Read in the
//! documentation of WireMock 3: "Stateful Behaviour", "Stubbing" (of priorities the lowest counts first), "Simulating Faults"; and
//! in `Response.java`, `configureDelay`, which adds a fixed delay and one from a distribution.

use super::trouble::{Does, Trouble, does, steps, times};
use super::{Notes, ORIGIN};
use crate::backend::latency::Latency;
use crate::backend::script::{Rule, Step, Times, Told};
use crate::protocol::Failure;
use crate::share::lab::Lab;

/// The most stubs that are written.
const MOST: usize = 200;

/// The document for `POST /__admin/mappings/import`, or a file in `mappings/`.
pub(super) fn mappings(lab: &Lab, notes: &mut Notes) -> String {
    let trouble = Trouble::of(lab, notes);
    trouble.differs(notes);
    let mut stubs = Vec::new();
    for (nth, rule) in trouble.rules.iter().enumerate() {
        let mut state = 0;
        for step in steps(rule) {
            if step.choices.len() > 1 {
                notes.add("WireMock throws no dice: where they decide, it always takes the first.");
            }
            if step.times == Times::UntilWaited {
                notes.add("WireMock does not know whether a client waited: what ends with that is played once.");
            }
            let plays = match step.times {
                Times::UntilWaited => Some(1),
                _ => times(step),
            };
            for _ in 0..plays.unwrap_or(1) {
                if stubs.len() == MOST {
                    notes.add("Only the first 200 plays are written.");
                    break;
                }
                stubs.push(stub(nth, rule, step, state, plays.is_some(), &trouble));
                state += 1;
            }
            if plays.is_none() {
                break;
            }
        }
    }
    // All the rest is for the real one.
    let mut rest = String::from(
        "    {\n      \"priority\": 1000,\n      \"request\": { \"urlPattern\": \".*\", \"method\": \"ANY\" },\n      \"response\": { ",
    );
    rest += &delay(None, &trouble);
    rest += &format!("\"proxyBaseUrl\": \"{ORIGIN}\" }}\n    }}");
    stubs.push(rest);
    if trouble.acts().any(|act| {
        matches!(
            does(act),
            Does::Fails(Failure::NoSuchName | Failure::Refused | Failure::NotTrusted)
        )
    }) {
        notes.add("A name that is unknown, a refused connection and a bad certificate are lost connections here.");
    }
    if trouble
        .acts()
        .any(|act| matches!(does(act), Does::Fails(Failure::TimedOut)))
    {
        notes.add("Silence is an answer after an hour.");
    }
    format!("{{\n  \"mappings\": [\n{}\n  ]\n}}\n", stubs.join(",\n"))
}

fn stub(
    nth: usize,
    rule: &Rule,
    step: &Step,
    state: usize,
    goes_on: bool,
    trouble: &Trouble,
) -> String {
    let name = |state: usize| {
        if state == 0 {
            "Started".to_owned()
        } else {
            format!("after {state}")
        }
    };
    let mut text = format!("    {{\n      \"priority\": {},\n", nth + 1);
    text += &format!(
        "      \"scenarioName\": \"trouble {}\",\n      \"requiredScenarioState\": \"{}\",\n",
        nth + 1,
        name(state)
    );
    if goes_on {
        text += &format!("      \"newScenarioState\": \"{}\",\n", name(state + 1));
    }
    let method = rule.scope.method.as_deref().unwrap_or("ANY");
    let place = match rule.scope.path.as_deref() {
        None => "\"urlPattern\": \".*\"".to_owned(),
        Some(path) => match path.strip_suffix('*') {
            Some(begins) => format!(
                "\"urlPathPattern\": {}",
                quoted(&format!("{}.*", pattern(begins)))
            ),
            None => format!("\"urlPath\": {}", quoted(path)),
        },
    };
    text += &format!(
        "      \"request\": {{ \"method\": {}, {place} }},\n",
        quoted(method)
    );
    text += &format!(
        "      \"response\": {{ {}{} }}\n    }}",
        delay(Some(step), trouble),
        response(step)
    );
    text
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text can be written")
}

/// A text as a regular expression that means it.
fn pattern(text: &str) -> String {
    let mut pattern = String::new();
    for sign in text.chars() {
        if !sign.is_alphanumeric() && !matches!(sign, '/' | '-' | '_') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern
}

fn delay(step: Option<&Step>, trouble: &Trouble) -> String {
    let silent = step
        .is_some_and(|step| matches!(does(&step.choices[0].act), Does::Fails(Failure::TimedOut)));
    if silent {
        return "\"fixedDelayMilliseconds\": 3600000, ".to_owned();
    }
    let mut fixed = step.and_then(|step| step.after).unwrap_or_default();
    let mut members = String::new();
    match &trouble.latency {
        Some(Latency::Fixed(length)) => fixed += *length,
        Some(Latency::Uniform(low, high)) => {
            members = format!(
                "\"delayDistribution\": {{ \"type\": \"uniform\", \"lower\": {}, \"upper\": {} }}, ",
                low.as_millis(),
                high.as_millis()
            );
        }
        _ => {}
    }
    if !fixed.is_zero() {
        members += &format!("\"fixedDelayMilliseconds\": {}, ", fixed.as_millis());
    }
    members
}

fn response(step: &Step) -> String {
    match does(&step.choices[0].act) {
        Does::Usual => format!("\"proxyBaseUrl\": \"{ORIGIN}\""),
        Does::Answers(status, None) => format!("\"status\": {status}"),
        Does::Answers(status, Some(told)) => {
            let transformers = if matches!(told, Told::FromNow(_)) {
                ", \"transformers\": [\"response-template\"]"
            } else {
                ""
            };
            format!(
                "\"status\": {status}, \"headers\": {{ \"Retry-After\": {} }}{transformers}",
                quoted(&value(told))
            )
        }
        Does::Says(status, kind, body) => format!(
            "\"status\": {status}, \"headers\": {{ \"Content-Type\": {} }}, \"body\": {}",
            quoted(kind),
            quoted(body)
        ),
        Does::Fails(Failure::TimedOut) => "\"status\": 504".to_owned(),
        Does::Fails(Failure::Truncated) => "\"fault\": \"MALFORMED_RESPONSE_CHUNK\"".to_owned(),
        Does::Fails(Failure::NotHttp) => "\"fault\": \"RANDOM_DATA_THEN_CLOSE\"".to_owned(),
        Does::Fails(_) => "\"fault\": \"CONNECTION_RESET_BY_PEER\"".to_owned(),
    }
}

fn value(told: Told) -> String {
    match told {
        Told::FromNow(by) => format!(
            "{{{{now offset='{by} seconds' timezone='GMT' format='EEE, dd MMM yyyy HH:mm:ss z'}}}}"
        ),
        told => told.value(0),
    }
}
