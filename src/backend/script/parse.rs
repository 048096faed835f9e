//! Reading a script, with each mistake where it is and what would be right.

use std::time::{Duration, UNIX_EPOCH};

use super::{
    Act, Body, Cause, Choice, Fault, MAX_AFTER, MAX_RULES, MAX_STEPS, MAX_TIMES, Rule, Scope,
    ScriptError, Step, Times, Told,
};
use crate::backend::latency::Latency;
use crate::backend::limits::{Fields, Hint, Kind, Limit, MAX_COUNT};
use crate::backend::load::Load;
use crate::protocol::{Failure, RetryAfter};

const WORDS: &str = "use ok, a status such as 503, reset, reset before, timeout, truncated, not-http, refused, dns or tls, or a word from the list of troubles";

/// A word and where it stands.
type Word<'a> = (usize, &'a str);

type Result<T> = std::result::Result<T, ScriptError>;

pub(super) fn error<T>(at: usize, what: impl Into<String>) -> Result<T> {
    Err(ScriptError {
        at,
        what: what.into(),
    })
}

fn again<T>(at: usize, word: &str) -> Result<T> {
    error(at, format!("`{word}` says again what was said: leave one"))
}

/// The parts of a text between separators that do not stand in quotes, each with its offset.
fn split(text: &str, separates: impl Fn(char) -> bool) -> impl Iterator<Item = Word<'_>> {
    let mut quoted = false;
    let mut at = 0;
    text.split(move |c| {
        // A quote never closed ends with its line, so one slip does not swallow the rest.
        quoted = c != '\n' && (quoted != (c == '"'));
        !quoted && separates(c)
    })
    .map(move |part| {
        let start = at;
        at += part.len()
            + text[start + part.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
        (start, part)
    })
}

/// The words of a text that begins at an offset.
fn words(at: usize, text: &str) -> impl Iterator<Item = Word<'_>> {
    split(text, char::is_whitespace)
        .filter(|(_, word)| !word.is_empty())
        .map(move |(offset, word)| (at + offset, word))
}

pub(super) fn rules(text: &str) -> Result<Vec<Rule>> {
    let mut rules = Vec::new();
    let mut steps = 0;
    for (at, part) in split(text, |c| c == ';') {
        let Some(rule) = rule(at, part, &mut steps)? else {
            continue;
        };
        if rules.len() == MAX_RULES {
            return error(
                at,
                format!("this is one rule too many: at most {MAX_RULES}"),
            );
        }
        rules.push(rule);
    }
    Ok(rules)
}

/// The rule some text stands for; none when nothing is said. `count` is how many steps came before.
fn rule(at: usize, text: &str, count: &mut usize) -> Result<Option<Rule>> {
    // The colon after a scope is the end of a word, so that paths can have colons, too.
    let colon = words(0, text).find_map(|(at, word)| word.ends_with(':').then(|| at + word.len()));
    let (scope, start) = match colon {
        Some(end) => (scope(words(at, &text[..end - 1]))?, end),
        None => (Scope::default(), 0),
    };
    let mut rest = words(at + start, &text[start..]);
    let first = rest.next();
    let place = first.map_or(at + start, |(at, _)| at);
    let word = first.map_or("", |(_, word)| word).to_ascii_lowercase();
    let body = match word.as_str() {
        "limit" => Body::Limit(limit(place, rest)?),
        "load" => Body::Load(load(rest)?),
        "latency" => Body::Latency(latency(place, rest)?),
        "drip" => Body::Drip(only(place, rest, length_of, "drip 3s")?),
        "bandwidth" => {
            let rate = |at, word: &str| match rate(word) {
                Some(rate @ 1..) => Ok(rate),
                _ => error(at, "write bytes a second: 2000/s"),
            };
            Body::Bandwidth(only(place, rest, rate, "bandwidth 2000/s")?)
        }
        _ => {
            drop(rest);
            let steps = steps(at + start, &text[start..], scope.window().is_some(), count)?;
            if steps.is_empty() {
                return match colon {
                    Some(end) => error(
                        at + end - 1,
                        "say what happens there: write 503 after the colon",
                    ),
                    None => Ok(None),
                };
            }
            Body::Steps(steps)
        }
    };
    Ok(Some(Rule { scope, body }))
}

fn scope<'a>(words: impl Iterator<Item = Word<'a>>) -> Result<Scope> {
    let mut scope = Scope::default();
    for (at, word) in words {
        let taken = if word.starts_with('/') {
            scope.path.replace(path(at, word)?).is_some()
        } else if let Some(numbers) = word.strip_prefix('#') {
            let what = || error(at, "write #3, #3..5 or #11.. for requests by their number");
            let (from, until) = match numbers.split_once("..") {
                None => (numbers, Some(numbers)),
                Some((from, "")) => (from, None),
                Some((from, until)) => (from, Some(until)),
            };
            let (Some(from @ 1..), until) = (number(from), until.map(number)) else {
                return what();
            };
            if until.is_some_and(|until| until.is_none_or(|until| until < from)) {
                return what();
            }
            scope.count.replace((from, until.flatten())).is_some()
        } else if let Some((from, until)) = word.split_once("..") {
            let from = match from {
                "" => Duration::ZERO,
                from => length(at, from)?,
            };
            let until = match until {
                "" => None,
                until => Some(length(at, until)?),
            };
            if until.map_or(from.is_zero(), |until| until <= from) {
                return error(at, "write from when until when: 5s..40s, 40s.. or ..5s");
            }
            scope.time.replace((from, until)).is_some()
        } else if word
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'-')
        {
            scope.method.replace(word.to_owned()).is_some()
        } else {
            return error(
                at,
                format!(
                    "`{word}` is not a scope: before the colon use a method in capitals, /a/path, 5s..40s or #11.."
                ),
            );
        };
        if taken {
            return again(at, word);
        }
    }
    Ok(scope)
}

fn path(at: usize, word: &str) -> Result<String> {
    let start = word.strip_suffix('*').unwrap_or(word);
    let what = if word.contains(['?', '#']) {
        "a path here is without its query: leave out what follows it"
    } else if start.contains('*') {
        "a star stands at the end of a path: /api/*"
    } else if word.ends_with(':')
        || !word.bytes().all(|byte| byte.is_ascii_graphic())
        || word.contains(['"', ','])
    {
        "percent-encode what is not a letter, a digit or a sign of a path"
    } else {
        return Ok(word.to_owned());
    };
    error(at, what)
}

fn steps(at: usize, text: &str, window: bool, count: &mut usize) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    for (offset, part) in split(text, |c| matches!(c, ',' | '\n' | '\r')) {
        let Some(step) = step(at + offset, part, window)? else {
            continue;
        };
        if *count == MAX_STEPS {
            return error(
                at + offset,
                format!("this is one step too many: at most {MAX_STEPS}"),
            );
        }
        *count += 1;
        steps.push(step);
    }
    Ok(steps)
}

/// What is said of a step besides its acts, each with where.
#[derive(Default)]
struct Options {
    times: Option<Times>,
    waited: usize,
    after: Option<(usize, Duration)>,
    fading: bool,
}

/// The step some words stand for; none when there are no words.
fn step(at: usize, text: &str, window: bool) -> Result<Option<Step>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let last = split(text, |c| c == '|').count();
    let mut options = Options::default();
    let mut choices = Vec::new();
    let mut left = 100;
    for (number, (offset, part)) in split(text, |c| c == '|').enumerate() {
        let at = at + offset;
        let is_last = number + 1 == last;
        let mut words = words(at, part);
        let Some(mut first) = words.next() else {
            return error(at, "an act is missing beside |: write 30% 503 | ok");
        };
        let percent = match first.1.strip_suffix('%') {
            Some(digits) => match self::number(digits) {
                Some(percent) if (1..=left).contains(&percent) => {
                    left -= percent;
                    let Some(act) = words.next() else {
                        return error(first.0, "say what happens so often: write 30% 503");
                    };
                    first = act;
                    Some(percent as u8)
                }
                _ => {
                    return error(
                        first.0,
                        "shares are whole numbers from 1% on that come to at most 100%",
                    );
                }
            },
            None if last > 1 && (!is_last || left == 0) => {
                let what = if is_last {
                    "nothing is left for this: make the shares before it smaller"
                } else {
                    "give it a share: write 30% 503 | ok"
                };
                return error(first.0, what);
            }
            None => None,
        };
        let act = act(first.0, first.1)?;
        choices.push(Choice {
            percent,
            act: self::options(act, words, is_last, window, &mut options)?,
        });
    }
    if let Some((at, _)) = options.after
        && !choices.iter().any(|choice| choice.act.is_reached())
    {
        return error(
            at,
            "a server that is never reached does not work: leave out after",
        );
    }
    let times = options.times.unwrap_or(Times::Exactly(1));
    let tells = |choice: &Choice| !matches!(choice.act.told(), None | Some(Told::Unparsable));
    if times == Times::UntilWaited && !choices.iter().any(tells) {
        return error(
            options.waited,
            "until-waited needs a wait to be told: write 503 retry-after=2 until-waited",
        );
    }
    Ok(Some(Step {
        choices,
        times,
        after: options.after.map(|(_, after)| after),
        fading: options.fading,
    }))
}

/// The act with what the words after it make of it; what they say of the step is kept in `options`.
fn options<'a>(
    mut act: Act,
    words: impl Iterator<Item = Word<'a>>,
    is_last: bool,
    window: bool,
    options: &mut Options,
) -> Result<Act> {
    let mut told = false;
    for (at, word) in words {
        let given = word;
        let word = word.to_ascii_lowercase();
        if word == "before" || word == "after" {
            match &act {
                Act::Fail(Failure::Reset) if word == "before" => act = Act::ResetBefore,
                Act::Fail(Failure::Reset) => {}
                _ => {
                    return error(
                        at,
                        format!(
                            "`{word}` belongs to reset: write reset {word}, or after=400ms for the time it works"
                        ),
                    );
                }
            }
            continue;
        }
        if word.starts_with("retry-after=") {
            let tells = act.tells();
            let Some(retry_after) = act.retry_after().filter(|_| tells) else {
                return error(
                    at,
                    "retry-after belongs to a status, overload, maintenance or warm-up: write it after 503",
                );
            };
            if told {
                return again(at, &word);
            }
            let name = "retry-after=".len();
            *retry_after = wait(at + name, &given[name..])?;
            told = true;
            continue;
        }
        let times = if let Some(value) = word.strip_prefix("after=") {
            let after = length(at + "after=".len(), value)?;
            if options.after.replace((at, after)).is_some() {
                return again(at, &word);
            }
            None
        } else if word == "fading" {
            if !window {
                return error(
                    at,
                    "fading needs a time with an end: write 5s..40s: before the first step",
                );
            }
            if options.fading {
                return again(at, &word);
            }
            options.fading = true;
            None
        } else if word == "until-waited" {
            options.waited = at;
            Some(Times::UntilWaited)
        } else if word == "x*" {
            Some(Times::Always)
        } else if let Some(value) = word.strip_prefix('x') {
            match number(value) {
                Some(times @ 1..=99) => Some(Times::Exactly(times as u8)),
                _ => {
                    return error(
                        at,
                        format!(
                            "`{word}` is not a number of times: write x1 to x{MAX_TIMES}, or x* for ever"
                        ),
                    );
                }
            }
        } else {
            return error(
                at,
                format!(
                    "`{word}` is not an option: use x2, x*, until-waited, after=400ms, fading or retry-after=2, or a comma before the next step"
                ),
            );
        };
        if let Some(times) = times
            && options.times.replace(times).is_some()
        {
            return again(at, &word);
        }
        if !is_last {
            return error(
                at,
                format!("`{word}` is about the whole step: write it after the last act"),
            );
        }
    }
    Ok(act)
}

fn act(at: usize, word: &str) -> Result<Act> {
    let word = word.to_ascii_lowercase();
    if word == "ok" {
        return Ok(Act::Usual);
    }
    if let Some(failure) = Failure::find(&word) {
        return Ok(Act::Fail(failure));
    }
    if let Some(fault) = Fault::ALL.into_iter().find(|fault| fault.slug() == word) {
        return Ok(Act::Faulty(fault));
    }
    if let Some(cause) = Cause::find(&word) {
        let retry_after = cause.told();
        return Ok(Act::Cause { cause, retry_after });
    }
    match number(&word) {
        Some(code @ 200..=599) => Ok(Act::Status {
            code: code as u16,
            retry_after: None,
        }),
        Some(_) => error(
            at,
            format!("{word} is not a status to answer with: use 200 to 599"),
        ),
        None if ["limit", "load", "latency", "drip", "bandwidth"].contains(&word.as_str()) => {
            error(
                at,
                format!("`{word}` begins a rule: write ; before it, not a comma"),
            )
        }
        None if word.contains(':') => error(at, "write a blank after the colon of a scope"),
        None => error(at, format!("`{word}` is not a step: {WORDS}")),
    }
}

/// What `Retry-After` says.
fn wait(at: usize, value: &str) -> Result<Option<Told>> {
    let bare = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(value);
    let word = bare.to_ascii_lowercase();
    let by = |sign: char| {
        word.strip_prefix("date")?
            .strip_prefix(sign)
            .and_then(number)
    };
    if word == "none" {
        return Ok(None);
    }
    if word == "unparsable" {
        return Ok(Some(Told::Unparsable));
    }
    if let Some(by) = by('+') {
        return Ok(Some(Told::FromNow(by.into())));
    }
    if let Some(by) = by('-') {
        return Ok(Some(Told::FromNow(-i64::from(by))));
    }
    match RetryAfter::parse(bare) {
        Ok(RetryAfter::Seconds(seconds)) => Ok(Some(Told::Seconds(seconds))),
        Ok(RetryAfter::Date(date)) => {
            // The parser knows no date before 1970.
            let since = date.duration_since(UNIX_EPOCH).unwrap_or_default();
            Ok(Some(Told::Date(since.as_secs())))
        }
        Err(_) => error(
            at,
            "use seconds (2) or a date in quotes (\"Sun, 22 Nov 2026 12:00:02 GMT\"), date+30, date-60, unparsable or none",
        ),
    }
}

/// The one word of a rule that has just one.
fn only<'a, T>(
    at: usize,
    mut words: impl Iterator<Item = Word<'a>>,
    read: impl Fn(usize, &'a str) -> Result<T>,
    example: &str,
) -> Result<T> {
    let Some((at, word)) = words.next() else {
        return error(at, format!("something is missing: write {example}"));
    };
    let value = read(at, word)?;
    match words.next() {
        None => Ok(value),
        Some((at, word)) => stray(at, word, example),
    }
}

/// A word that has no place in a rule.
fn stray<T>(at: usize, word: &str, example: &str) -> Result<T> {
    error(
        at,
        format!("`{word}` does not belong here: write {example}, and ; before the next rule"),
    )
}

fn limit<'a>(at: usize, mut words: impl Iterator<Item = Word<'a>>) -> Result<Limit> {
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

fn load<'a>(words: impl Iterator<Item = Word<'a>>) -> Result<Load> {
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

fn latency<'a>(at: usize, words: impl Iterator<Item = Word<'a>>) -> Result<Latency> {
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

/// `10/s`.
fn rate(text: &str) -> Option<u32> {
    number(text.strip_suffix("/s")?)
}

fn length_of(at: usize, value: &str) -> Result<Duration> {
    length(at, value)
}

fn length(at: usize, value: &str) -> Result<Duration> {
    let value = value.to_ascii_lowercase();
    let ms = match value.strip_suffix("ms") {
        Some(ms) => number(ms),
        None => value
            .strip_suffix('s')
            .and_then(number)
            .map(|seconds| seconds.saturating_mul(1_000)),
    };
    match ms.map(|ms| Duration::from_millis(ms.into())) {
        Some(length) if length <= MAX_AFTER => Ok(length),
        Some(_) => error(at, "this is too long: at most 600s"),
        None => error(at, "write 400ms or 2s"),
    }
}

/// Up to six digits.
fn number(text: &str) -> Option<u32> {
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
