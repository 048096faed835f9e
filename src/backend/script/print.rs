//! A script as the text that reads as the same script.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use super::{Body, Choice, Rule, Scope, Script, Step, Times, Told};
use crate::backend::latency::Latency;
use crate::backend::limits::{Fields, Hint, Limit};
use crate::backend::load::Load;

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
pub(super) fn decimal(hundredths: u16) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 => whole.to_string(),
        part if part % 10 == 0 => format!("{whole}.{}", part / 10),
        part => format!("{whole}.{part:02}"),
    }
}
