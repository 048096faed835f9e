//! Reading a script, with each mistake where it is and what would be right.

mod bodies;
mod steps;

use std::time::Duration;

use super::{Body, MAX_AFTER, MAX_RULES, Rule, Scope, ScriptError};

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
        "limit" => Body::Limit(bodies::limit(place, rest)?),
        "load" => Body::Load(bodies::load(rest)?),
        "latency" => Body::Latency(bodies::latency(place, rest)?),
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
            let steps = steps::steps(at + start, &text[start..], scope.window().is_some(), count)?;
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
