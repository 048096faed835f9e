//! A script in plain words, for a row that is closed.

use std::time::Duration;

use super::print::decimal;
use super::{Act, Body, Cause, Fault, Rule, Scope, Script, Step, Times, Told};
use crate::backend::latency::Latency;
use crate::backend::limits::{Fields, Hint, Kind, Limit};
use crate::backend::load::Load;
use crate::protocol::Failure;
use crate::time::spoken;

impl Script {
    /// The script in plain words: `503 twice with Retry-After: 2, then as usual`.
    pub fn in_words(&self) -> String {
        let rules: Vec<String> = self.rules.iter().map(Rule::in_words).collect();
        match rules.is_empty() {
            true => USUAL.to_owned(),
            false => rules.join("; "),
        }
    }
}

const USUAL: &str = "as usual";

impl Rule {
    /// The rule in plain words: `for POST /api/orders, from 5 s to 40 s: 503 always, then as usual`.
    pub fn in_words(&self) -> String {
        let what = match &self.body {
            Body::Steps(steps) => self.steps_in_words(steps),
            Body::Limit(limit) => limit_in_words(limit),
            Body::Load(load) => load_in_words(load),
            Body::Latency(latency) => latency_in_words(latency),
            Body::Drip(length) => format!("the content takes {}, byte by byte", plain(*length)),
            Body::Bandwidth(rate) => format!("the content comes at {rate} bytes a second"),
        };
        if self.scope.is_open() {
            return what;
        }
        format!("{}: {what}", self.scope.in_words())
    }

    fn steps_in_words(&self, steps: &[Step]) -> String {
        // What the server does after the last step needs no saying twice.
        let usual = |step: &Step| {
            step.act() == Some(&Act::Usual)
                && step.after.is_none()
                && matches!(step.times, Times::Exactly(_))
        };
        let told = steps
            .iter()
            .rposition(|step| !usual(step))
            .map_or(0, |last| last + 1);
        let mut words: Vec<String> = steps[..told].iter().map(Step::in_words).collect();
        let for_ever = steps.last().is_some_and(|step| step.times == Times::Always);
        let ends = self.scope.window().is_some()
            || self.scope.count.is_some_and(|(_, last)| last.is_some());
        if !for_ever || ends {
            words.push(USUAL.to_owned());
        }
        words.join(", then ")
    }
}

impl Scope {
    /// The scope in plain words: `for POST /api/orders, from 5 s to 40 s`.
    pub fn in_words(&self) -> String {
        let mut parts = Vec::new();
        match (&self.method, &self.path) {
            (Some(method), Some(path)) => parts.push(format!("for {method} {path}")),
            (Some(word), None) | (None, Some(word)) => parts.push(format!("for {word}")),
            (None, None) => {}
        }
        match self.time {
            Some((from, Some(until))) if from.is_zero() => {
                parts.push(format!("until {}", plain(until)));
            }
            Some((from, Some(until))) => {
                parts.push(format!("from {} to {}", plain(from), plain(until)));
            }
            Some((from, None)) => parts.push(format!("from {} on", plain(from))),
            None => {}
        }
        match self.count {
            Some((from, Some(until))) if from == until => parts.push(format!("request {from}")),
            Some((from, Some(until))) => parts.push(format!("requests {from} to {until}")),
            Some((from, None)) => parts.push(format!("from request {from} on")),
            None => {}
        }
        parts.join(", ")
    }
}

impl Step {
    /// The step in plain words: `503 twice with Retry-After: 2`.
    pub fn in_words(&self) -> String {
        let mut words = String::new();
        for (index, choice) in self.choices.iter().enumerate() {
            if index > 0 {
                words += " or ";
            }
            match choice.percent {
                Some(percent) => words += &format!("{percent} % "),
                None if index > 0 => words += "else ",
                None => {}
            }
            words += act_in_words(&choice.act);
            if let Act::Status { code, .. } = choice.act {
                words += &code.to_string();
            }
            if self.choices.len() > 1 {
                words += &told_in_words(&choice.act);
            }
        }
        match self.times {
            Times::Exactly(1) => {}
            Times::Exactly(2) => words += " twice",
            Times::Exactly(times) => words += &format!(" {times} times"),
            Times::Always => words += " always",
            Times::UntilWaited => words += " until the wait is kept",
        }
        if let [choice] = &self.choices[..] {
            words += &told_in_words(&choice.act);
        }
        if self.fading {
            words += ", ever more rarely";
        }
        if let Some(after) = self.after {
            words += ", after ";
            words += &spoken(after);
        }
        words
    }
}

/// What the server does; nothing for a status, which is its number.
fn act_in_words(act: &Act) -> &'static str {
    match act {
        Act::Usual => USUAL,
        Act::Status { .. } => "",
        Act::ResetBefore => "cut off before the work",
        Act::Fail(failure) => match failure {
            Failure::NoSuchName => "no such name",
            Failure::Refused => "connection refused",
            Failure::NotTrusted => "certificate not trusted",
            Failure::Reset => "cut off after the work",
            Failure::TimedOut => "silence after the work",
            Failure::Truncated => "half an answer",
            Failure::NotHttp => "not an HTTP answer",
        },
        Act::Faulty(fault) => match fault {
            Fault::Empty => "closed without a byte after the work",
            Fault::BrokenChunk => "chunks that break off",
            Fault::WrongType => "content of another type than it says",
            Fault::BadJson => "JSON that does not parse",
            Fault::WrongLength => "a length that cuts the content short",
            Fault::ErrorIn200 => "200 with an error in it",
            Fault::Leaky => "500 that shows the inside of the server",
        },
        Act::Cause { cause, .. } => match cause {
            Cause::Bug => "500 for a bug",
            Cause::Overload => "503 for overload",
            Cause::Maintenance => "503 for maintenance",
            Cause::WarmUp => "503 while warming up",
            Cause::UpstreamDown => "502, upstream down",
            Cause::UpstreamGarbled => "502, upstream garbled after the work",
            Cause::UpstreamReset => "502, upstream cut off after the work",
            Cause::UpstreamSlow => "504, upstream too slow",
            Cause::Portal => "511 for a captive portal",
        },
    }
}

/// What the act tells, as it is added to its name.
fn told_in_words(act: &Act) -> String {
    match act.told() {
        None => String::new(),
        Some(Told::FromNow(by @ 0..)) => format!(" with Retry-After as a date in {by} s"),
        Some(Told::FromNow(by)) => format!(" with Retry-After as a date {} s ago", -by),
        Some(told) => format!(" with Retry-After: {}", told.value(0)),
    }
}

fn limit_in_words(limit: &Limit) -> String {
    let count = limit.count;
    let requests = if count == 1 { "request" } else { "requests" };
    let mut words = match limit.kind {
        Kind::Fixed(window) => {
            format!(
                "at most {count} {requests} in {} (fixed window)",
                plain(window)
            )
        }
        Kind::Sliding(window) => {
            format!(
                "at most {count} {requests} in {} (sliding window)",
                plain(window)
            )
        }
        Kind::Bucket(window) => {
            format!(
                "at most {count} {requests} in {} (token bucket)",
                plain(window)
            )
        }
        Kind::Concurrent => format!("at most {count} {requests} at a time"),
    };
    if limit.status != 429 {
        words += &format!(", or {}", limit.status);
    }
    words += match limit.hint {
        Hint::Seconds => "",
        Hint::Date => ", with Retry-After as a date",
        Hint::None => ", without Retry-After",
        Hint::Zero => ", with Retry-After: 0",
        Hint::Past => ", with a date in the past",
        Hint::Long => ", with Retry-After of an hour",
        Hint::Unparsable => ", with a Retry-After no one can read",
    };
    words += match limit.fields {
        Fields::RateLimit => "",
        Fields::None => ", without fields about it",
        Fields::XRateLimit => ", with the X-RateLimit fields",
        Fields::Both => ", with both kinds of fields",
    };
    words
}

fn load_in_words(load: &Load) -> String {
    let mut words = format!(
        "{} at a time for {} each, {} may wait, {} others a second",
        load.capacity,
        plain(load.work),
        load.queue,
        load.others
    );
    if load.brown_out {
        words += ", half the work when busy";
    }
    words
}

fn latency_in_words(latency: &Latency) -> String {
    match latency {
        Latency::Fixed(length) => format!("each answer takes {}", plain(*length)),
        Latency::Uniform(low, high) => {
            format!("answers take {} to {}", plain(*low), plain(*high))
        }
        Latency::LogNormal { median, sigma } => format!(
            "half the answers take at most {} (log-normal, sigma {})",
            plain(*median),
            decimal(*sigma)
        ),
        Latency::Percentiles { p50, p90, p99 } => format!(
            "50 % of answers take at most {}, 90 % {}, 99 % {}",
            plain(*p50),
            plain(*p90),
            plain(*p99)
        ),
    }
}

/// A length in words, whole seconds without decimals: `5 s`.
fn plain(length: Duration) -> String {
    match (length.as_secs(), length.subsec_millis()) {
        (seconds @ 1..60, 0) => format!("{seconds} s"),
        _ => spoken(length),
    }
}
