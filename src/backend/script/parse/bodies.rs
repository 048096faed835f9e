//! Rules that are not steps: limits, a load, latency.

use std::time::Duration;

use super::{Result, Word, again, error, length, number, rate, stray};
use crate::backend::latency::Latency;
use crate::backend::limits::{Fields, Hint, Kind, Limit, MAX_COUNT};
use crate::backend::load::Load;

pub(super) fn limit<'a>(at: usize, mut words: impl Iterator<Item = Word<'a>>) -> Result<Limit> {
    const EXAMPLE: &str = "limit fixed 5/10s, limit sliding 5/10s, limit bucket 5/10s or limit concurrent 2, then retry-after=date, fields=both or status=503";
    let kind = words.next();
    let (Some((kind_at, kind)), Some((at, amount))) = (kind, words.next()) else {
        return error(
            kind.map_or(at, |(at, _)| at),
            format!("something is missing: write {EXAMPLE}"),
        );
    };
    let (count, window) = match amount.split_once('/') {
        Some((count, "s")) => (count, Some(Duration::from_secs(1))),
        Some((count, window)) => {
            let window = length(at + count.len() + 1, window)?;
            if window.is_zero() {
                return error(at, "a window has a length: write 5/10s");
            }
            (count, Some(window))
        }
        None => (amount, None),
    };
    let Some(count) = number(count).filter(|count| (1..=MAX_COUNT).contains(count)) else {
        return error(at, format!("write how many, from 1 to {MAX_COUNT}: 5/10s"));
    };
    let kind = match (kind.to_ascii_lowercase().as_str(), window) {
        ("fixed", Some(window)) => Kind::Fixed(window),
        ("sliding", Some(window)) => Kind::Sliding(window),
        ("bucket", Some(window)) => Kind::Bucket(window),
        ("concurrent", None) => Kind::Concurrent,
        ("concurrent", Some(_)) => return error(at, "write how many at a time: concurrent 2"),
        ("fixed" | "sliding" | "bucket", None) => {
            return error(at, "write how many in what time: 5/10s");
        }
        _ => return stray(kind_at, kind, EXAMPLE),
    };
    let (mut hint, mut fields, mut status) = (None, None, None);
    for (at, word) in words {
        let lower = word.to_ascii_lowercase();
        let taken = match lower.split_once('=') {
            Some(("retry-after", value)) => hint.replace(find(at, &Hint::ALL, value)?).is_some(),
            Some(("fields", value)) => fields.replace(find(at, &Fields::ALL, value)?).is_some(),
            Some(("status", value)) => {
                let status_of = [(429, "429"), (503, "503")];
                status.replace(find(at, &status_of, value)?).is_some()
            }
            _ => return stray(at, word, EXAMPLE),
        };
        if taken {
            return again(at, word);
        }
    }
    Ok(Limit {
        kind,
        count,
        hint: hint.unwrap_or(Hint::Seconds),
        fields: fields.unwrap_or(Fields::RateLimit),
        status: status.unwrap_or(429),
    })
}

/// The value of a word.
fn find<T: Copy>(at: usize, all: &[(T, &'static str)], wanted: &str) -> Result<T> {
    if let Some((value, _)) = all.iter().find(|(_, word)| *word == wanted) {
        return Ok(*value);
    }
    let words: Vec<&str> = all.iter().map(|(_, word)| *word).collect();
    error(
        at,
        format!(
            "`{wanted}` is none of these: use one of {}",
            words.join(", ")
        ),
    )
}

pub(super) fn load<'a>(words: impl Iterator<Item = Word<'a>>) -> Result<Load> {
    const EXAMPLE: &str = "load capacity=4 work=300ms queue=8 others=10/s brown-out";
    let mut load = Load::default();
    let mut seen: Vec<String> = Vec::new();
    for (at, word) in words {
        let lower = word.to_ascii_lowercase();
        let (name, value) = lower.split_once('=').unwrap_or((&lower, ""));
        let value_at = at + name.len() + 1;
        match name {
            "capacity" => match number(value) {
                Some(capacity @ 1..=1_000) => load.capacity = capacity,
                _ => return error(value_at, "write how many workers there are, from 1 to 1000"),
            },
            "queue" => match number(value) {
                Some(queue @ 0..=1_000) => load.queue = queue,
                _ => return error(value_at, "write how many may wait, from 0 to 1000"),
            },
            "others" => match rate(value) {
                Some(others @ 0..=9_999) => load.others = others,
                _ => return error(value_at, "write requests a second, up to 9999/s: 10/s"),
            },
            "work" => {
                load.work = length(value_at, value)?;
                if load.work.is_zero() {
                    return error(value_at, "work takes time: write 300ms");
                }
            }
            "brown-out" if lower == "brown-out" => load.brown_out = true,
            _ => return stray(at, word, EXAMPLE),
        }
        if seen.iter().any(|seen| seen == name) {
            return again(at, word);
        }
        seen.push(name.to_owned());
    }
    Ok(load)
}

pub(super) fn latency<'a>(at: usize, words: impl Iterator<Item = Word<'a>>) -> Result<Latency> {
    const EXAMPLE: &str = "latency 300ms, latency 100ms..400ms, latency median=200ms sigma=0.6 or latency p50=100ms p90=400ms p99=2s";
    let words: Vec<Word<'a>> = words.collect();
    // Each name at its place, as they are printed.
    let value = |at: usize, name: &str| {
        let (at, word): Word<'a> = *words.get(at)?;
        let start = word.get(..name.len())?;
        let found = start.eq_ignore_ascii_case(name);
        found.then(|| (at + name.len(), &word[name.len()..]))
    };
    let latency = match &words[..] {
        [(at, word)] => match word.split_once("..") {
            None => Latency::Fixed(length(*at, word)?),
            Some((low, high)) => {
                let (low, high) = (length(*at, low)?, length(*at + low.len() + 2, high)?);
                if high <= low {
                    return error(*at, "write the shorter time first: 100ms..400ms");
                }
                Latency::Uniform(low, high)
            }
        },
        [_, _] => {
            let (Some(median), Some((at, sigma))) = (value(0, "median="), value(1, "sigma="))
            else {
                return stray(words[0].0, words[0].1, EXAMPLE);
            };
            let Some(sigma) = hundredths(sigma) else {
                return error(at, "write 0 to 5 with at most two decimals: sigma=0.6");
            };
            Latency::LogNormal {
                median: length(median.0, median.1)?,
                sigma,
            }
        }
        [_, _, _] => {
            let (Some(p50), Some(p90), Some(p99)) =
                (value(0, "p50="), value(1, "p90="), value(2, "p99="))
            else {
                return stray(words[0].0, words[0].1, EXAMPLE);
            };
            let read = |(at, text): Word<'_>| length(at, text);
            let (start, p50, p90, p99) = (p50.0, read(p50)?, read(p90)?, read(p99)?);
            if p50 > p90 || p90 > p99 {
                return error(start, "a higher percentile is no shorter than a lower one");
            }
            Latency::Percentiles { p50, p90, p99 }
        }
        [] => return error(at, format!("something is missing: write {EXAMPLE}")),
        [_, _, _, (at, word), ..] => return stray(*at, word, EXAMPLE),
    };
    Ok(latency)
}

/// `0.6` as 60, up to 5.
fn hundredths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let part = match part.len() {
        1 => number(part)? * 10,
        2 => number(part)?,
        _ => return None,
    };
    let value = number(whole).filter(|whole| *whole <= 5)? * 100 + part;
    (value <= 500).then_some(value as u16)
}
