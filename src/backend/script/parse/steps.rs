//! Steps: acts, their shares and their options.

use std::time::{Duration, UNIX_EPOCH};

use super::super::{Act, Cause, Choice, Fault, MAX_STEPS, MAX_TIMES, Step, Times, Told};
use super::{Result, Word, again, error, length, number, split, words};
use crate::protocol::{Failure, RetryAfter};

const WORDS: &str = "use ok, a status such as 503, reset, reset before, timeout, truncated, not-http, refused, dns or tls, or a word from the list of troubles";

pub(super) fn steps(at: usize, text: &str, window: bool, count: &mut usize) -> Result<Vec<Step>> {
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
