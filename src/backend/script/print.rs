//! A script as the text that reads as the same script, and in plain words.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use super::{Act, Body, Cause, Choice, Fault, Rule, Scope, Script, Step, Times, Told};
use crate::backend::latency::Latency;
use crate::backend::limits::{Fields, Hint, Kind, Limit};
use crate::backend::load::Load;
use crate::protocol::Failure;
use crate::time::spoken;

/// A length as scripts have it: `400ms`, `2s`.
#[derive(Debug, Clone, Copy)]
pub struct Short(pub Duration);

impl Display for Short {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.as_millis() {
            ms if ms % 1_000 == 0 => write!(f, "{}s", ms / 1_000),
            ms => write!(f, "{ms}ms"),
        }
    }
}

/// Writes things with something between them.
fn list<T: Display>(f: &mut Formatter<'_>, things: &[T], between: &str) -> fmt::Result {
    for (index, thing) in things.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        thing.fmt(f)?;
    }
    Ok(())
}

impl Display for Script {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        list(f, &self.rules, "; ")
    }
}

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.scope.is_open() {
            write!(f, "{}: ", self.scope)?;
        }
        match &self.body {
            Body::Steps(steps) => list(f, steps, ", "),
            Body::Limit(limit) => limit.fmt(f),
            Body::Load(load) => load.fmt(f),
            Body::Latency(latency) => latency.fmt(f),
            Body::Drip(length) => write!(f, "drip {}", Short(*length)),
            Body::Bandwidth(rate) => write!(f, "bandwidth {rate}/s"),
        }
    }
}

impl Display for Scope {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut between = "";
        let mut part = |text: &dyn Display| {
            let written = write!(f, "{between}{text}");
            between = " ";
            written
        };
        if let Some(method) = &self.method {
            part(method)?;
        }
        if let Some(path) = &self.path {
            part(path)?;
        }
        match self.time {
            Some((from, Some(until))) if from.is_zero() => {
                part(&format_args!("..{}", Short(until)))?;
            }
            Some((from, Some(until))) => {
                part(&format_args!("{}..{}", Short(from), Short(until)))?;
            }
            Some((from, None)) => part(&format_args!("{}..", Short(from)))?,
            None => {}
        }
        match self.count {
            Some((from, Some(until))) if from == until => part(&format_args!("#{from}")),
            Some((from, Some(until))) => part(&format_args!("#{from}..{until}")),
            Some((from, None)) => part(&format_args!("#{from}..")),
            None => Ok(()),
        }
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        list(f, &self.choices, " | ")?;
        if let Some(after) = self.after {
            write!(f, " after={}", Short(after))?;
        }
        match self.times {
            Times::Exactly(1) => {}
            Times::Exactly(times) => write!(f, " x{times}")?,
            Times::Always => f.write_str(" x*")?,
            Times::UntilWaited => f.write_str(" until-waited")?,
        }
        if self.fading {
            f.write_str(" fading")?;
        }
        Ok(())
    }
}

impl Display for Choice {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(percent) = self.percent {
            write!(f, "{percent}% ")?;
        }
        f.write_str(&self.act.word())?;
        let told = self.act.told();
        if told == self.act.told_by_default() {
            return Ok(());
        }
        match told {
            None => f.write_str(" retry-after=none"),
            Some(told) => write!(f, " retry-after={told}"),
        }
    }
}

impl Display for Told {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(_) => write!(f, "\"{}\"", self.value(0)),
            Self::FromNow(by) => write!(f, "date{by:+}"),
            Self::Unparsable => f.write_str("unparsable"),
            Self::Seconds(seconds) => seconds.fmt(f),
        }
    }
}

impl Display for Limit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "limit {} {}", self.kind.word(), self.count)?;
        match self.kind.window() {
            Some(window) if window.as_millis() == 1_000 => f.write_str("/s")?,
            Some(window) => write!(f, "/{}", Short(window))?,
            None => {}
        }
        if self.hint != Hint::Seconds {
            write!(f, " retry-after={}", word(&Hint::ALL, self.hint))?;
        }
        if self.fields != Fields::RateLimit {
            write!(f, " fields={}", word(&Fields::ALL, self.fields))?;
        }
        match self.status {
            429 => Ok(()),
            status => write!(f, " status={status}"),
        }
    }
}

/// The word of a value.
fn word<T: PartialEq>(all: &[(T, &'static str)], wanted: T) -> &'static str {
    let found = all.iter().find(|(value, _)| *value == wanted);
    found.map_or("", |(_, word)| word)
}

impl Display for Load {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let usual = Self::default();
        f.write_str("load")?;
        if self.capacity != usual.capacity {
            write!(f, " capacity={}", self.capacity)?;
        }
        if self.work != usual.work {
            write!(f, " work={}", Short(self.work))?;
        }
        if self.queue != usual.queue {
            write!(f, " queue={}", self.queue)?;
        }
        if self.others != usual.others {
            write!(f, " others={}/s", self.others)?;
        }
        if self.brown_out {
            f.write_str(" brown-out")?;
        }
        Ok(())
    }
}

impl Display for Latency {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("latency ")?;
        match self {
            Self::Fixed(length) => Short(*length).fmt(f),
            Self::Uniform(low, high) => write!(f, "{}..{}", Short(*low), Short(*high)),
            Self::LogNormal { median, sigma } => {
                write!(f, "median={} sigma={}", Short(*median), decimal(*sigma))
            }
            Self::Percentiles { p50, p90, p99 } => {
                let (p50, p90, p99) = (Short(*p50), Short(*p90), Short(*p99));
                write!(f, "p50={p50} p90={p90} p99={p99}")
            }
        }
    }
}

/// Hundredths as a decimal without needless zeros: `0.6`.
fn decimal(hundredths: u16) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 => whole.to_string(),
        part if part % 10 == 0 => format!("{whole}.{}", part / 10),
        part => format!("{whole}.{part:02}"),
    }
}

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
            Fault::WrongLength => "less content than its length says",
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
