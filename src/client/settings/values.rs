//! Values that are more than a word or a number, read and written.

use std::time::Duration;

use http::header::HeaderName;

use super::super::{Bound, Budget, Growth, Jitter, Read, Rewriting, Zero};
use super::words::{Words, say};
use super::{MANY, kept, rules};

pub(super) const REWRITINGS: [(&str, Rewriting); 8] = [
    ("fetch", Rewriting::Fetch),
    ("requests", Rewriting::Requests),
    ("httpx", Rewriting::Httpx),
    ("go", Rewriting::Go),
    ("okhttp", Rewriting::OkHttp),
    ("urllib3", Rewriting::Urllib3),
    ("got", Rewriting::Got),
    ("azure", Rewriting::Azure),
];

/// A number with two decimals, in hundredths, up to 100.
pub(super) fn hundredths(words: &mut Words) -> Option<u16> {
    let thousandths = words.thousandths(100)?;
    let whole = thousandths.is_multiple_of(10);
    whole
        .then(|| u16::try_from(thousandths / 10).ok())
        .flatten()
}

pub(super) fn growth(words: &mut Words) -> Option<Growth> {
    Some(match words.word()? {
        "none" => Growth::None,
        "fixed" => Growth::Fixed,
        "linear" => Growth::Linear,
        "doubling" => Growth::Exponential(200),
        "times" => Growth::Exponential(hundredths(words)?),
        "power" => Growth::Polynomial(u8::try_from(words.number(10)?).ok()?),
        "list" => {
            let mut list = [0; 8];
            let mut count = 0;
            while words
                .peek()
                .is_some_and(|word| word.starts_with(|sign: char| sign.is_ascii_digit()))
            {
                let ms = u32::try_from(words.length()?.as_millis()).ok()?;
                // A zero behind the first would end the list.
                if count > 0 && ms == 0 {
                    return None;
                }
                *list.get_mut(count)? = ms;
                count += 1;
            }
            (count > 0).then_some(Growth::List(list))?
        }
        _ => return None,
    })
}

pub(super) fn jitter(words: &mut Words) -> Option<Jitter> {
    const MOST: u16 = 1_000;
    Some(match words.word()? {
        "none" => Jitter::None,
        "full" => Jitter::Full,
        "equal" => Jitter::Equal,
        "decorrelated" => Jitter::Decorrelated,
        "decorrelated-v2" => Jitter::DecorrelatedV2,
        "±" => Jitter::PlusMinus(words.percent(MOST)?),
        "plus" => plus(words, MOST)?,
        "times" => {
            let from = words.percent(MOST)?;
            (words.eat("-") || words.eat("to")).then_some(())?;
            let to = words.percent(MOST)?;
            (from <= to).then_some(Jitter::Times(from, to))?
        }
        _ => return None,
    })
}

/// What comes after "plus": a length, or a share.
pub(super) fn plus(words: &mut Words, most: u16) -> Option<Jitter> {
    if words.eat("or minus") {
        return words.percent(most).map(Jitter::PlusMinus);
    }
    if let Some(more) = words.length() {
        // Nothing has no unit, so it may be a share.
        return Some(if words.eat("%") {
            Jitter::PlusShare(0)
        } else {
            Jitter::Plus(more)
        });
    }
    let share = words.number(most.into())?;
    words.eat("%").then_some(())?;
    u16::try_from(share).ok().map(Jitter::PlusShare)
}

pub(super) fn print_zero(zero: Zero) -> String {
    match zero {
        Zero::AtOnce => "at once".to_owned(),
        Zero::BackOff => "back off".to_owned(),
        Zero::After(short) => format!("after {}", say(short)),
    }
}

pub(super) fn zero(words: &mut Words) -> Option<Zero> {
    if words.eat("at once") {
        return Some(Zero::AtOnce);
    }
    if words.eat("back off") || words.eat("back-off") {
        return Some(Zero::BackOff);
    }
    length_after(words, "after").map(Zero::After)
}

pub(super) fn bound(words: &mut Words) -> Option<Bound> {
    if words.eat("exact") {
        return Some(Bound::Exact);
    }
    if words.eat("at least own") {
        return Some(Bound::AtLeastOwn);
    }
    if words.eat("give up beyond") {
        return words.length().map(Bound::Abandon);
    }
    if words.eat("clamp") {
        return words.length().map(Bound::Clamp);
    }
    let cap = length_after(words, "cap")?;
    let more = if words.eat("plus") {
        words.length()?
    } else {
        Duration::ZERO
    };
    Some(Bound::Cap(cap, more))
}

pub(super) fn budget(words: &mut Words) -> Option<Option<Budget>> {
    let small = |much: u64| u32::try_from(much).ok();
    Some(Some(match words.word()? {
        "none" => return Some(None),
        "tokens" => Budget::Tokens {
            capacity: words.number(MANY)?,
            cost: after(words, "cost")?,
            throttled: after(words, "throttled")?,
            timed_out: after(words, "timed-out")?,
            success: after(words, "success")?,
        },
        "ratio" => Budget::Ratio {
            most: small(words.thousandths(MANY)?)?,
            ratio: {
                words.eat("success").then_some(())?;
                small(words.thousandths(MANY)?)?
            },
        },
        "share" => Budget::Share {
            deposit: after(words, "deposit")?,
            withdraw: after(words, "withdraw")?,
            reserve: after(words, "reserve")?,
            ttl: length_after(words, "within")?,
        },
        _ => return None,
    }))
}

/// The number after a word.
pub(super) fn after(words: &mut Words, word: &str) -> Option<u32> {
    words.eat(word).then(|| words.number(MANY)).flatten()
}

/// The length after a word.
pub(super) fn length_after(words: &mut Words, word: &str) -> Option<Duration> {
    words.eat(word).then(|| words.length()).flatten()
}

pub(super) fn print_read(read: &Read) -> String {
    match read {
        Read::Seconds => "Retry-After in seconds".to_owned(),
        Read::SecondsOrDate => "Retry-After".to_owned(),
        Read::Millis(name) => format!("{name} in ms"),
        Read::Reset(name) => format!("{name} as reset"),
    }
}

pub(super) fn read(part: &str, words: &mut Words) -> Option<Read> {
    let mut parts = part.split_whitespace();
    let name = parts.next()?;
    let usual = name.eq_ignore_ascii_case("Retry-After");
    let rest = parts.collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    Some(match rest.as_str() {
        "" if usual => Read::SecondsOrDate,
        "in seconds" | "in s" if usual => Read::Seconds,
        "in ms" => Read::Millis(field(name, words)?),
        "" | "as reset" => Read::Reset(field(name, words)?),
        _ => return None,
    })
}

/// The name of a field (RFC 9110 §5.1), kept.
pub(super) fn field(name: &str, words: &mut Words) -> Option<&'static str> {
    let fits = name.len() <= rules::LONGEST_NAME && HeaderName::from_bytes(name.as_bytes()).is_ok();
    fits.then(|| keep_text(name, words)).flatten()
}

pub(super) fn keep_text(text: &str, words: &mut Words) -> Option<&'static str> {
    kept::text(text)
        .map_err(|what| words.wrong = Some(what))
        .ok()
}

pub(super) fn keep<T: PartialEq + 'static>(
    list: Vec<T>,
    most: usize,
    words: &mut Words,
) -> Option<&'static [T]> {
    if list.len() > most {
        return None;
    }
    kept::list(list)
        .map_err(|what| words.wrong = Some(what))
        .ok()
}
