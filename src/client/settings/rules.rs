//! Rules as text, one in a line: what came back, for which methods, when, how often, after which waits of its own.

use http::Method;

use super::super::{Again, Backoff, Methods, Policy, Retries, Rule, When};
use super::table::WAITS;
use super::words::Words;
use super::{Setting, kept};
use crate::protocol::Failure;

/// The most rules a policy has here, and the most of anything a rule lists.
pub const MAX_RULES: usize = 6;
const MOST: usize = 12;
/// The most characters of a method or a field name.
pub(super) const LONGEST_NAME: usize = 40;

/// The word for a client that walks the tree.
pub const TREE: &str = "tree";
/// The word for none.
pub const NONE: &str = "none";
/// What is idempotent (RFC 9110 §9.2.2; RFC 10008 §2 for QUERY).
const IDEMPOTENT: &[&str] = &["GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "PUT", "DELETE"];
/// All failures in one word.
const NO_ANSWER: &str = "no-answer";

const WHENS: [(&str, When); 4] = [
    ("told more", When::ToldMore),
    ("told 0 or nothing", When::ToldZeroOrNothing),
    ("told 0", When::ToldZero),
    ("told", When::Told),
];

/// The rules as lines; `tree` or `none` where there are none.
pub(super) fn print(policy: &Policy) -> String {
    match policy.retries {
        Retries::Tree => TREE.to_owned(),
        Retries::Rules([]) => NONE.to_owned(),
        Retries::Rules(rules) => rules.iter().map(print_rule).collect::<Vec<_>>().join("\n"),
    }
}

/// Reads lines.
pub(super) fn read(text: &str) -> Result<Retries, String> {
    let lines = || {
        text.split(['\n', ';'])
            .filter(|line| !line.trim().is_empty())
    };
    let count = lines().count();
    if count == 1 && text.trim().eq_ignore_ascii_case(TREE) {
        return Ok(Retries::Tree);
    }
    if count == 0 || count == 1 && text.trim().eq_ignore_ascii_case(NONE) {
        return Ok(Retries::Rules(&[]));
    }
    if count > MAX_RULES {
        return Err(format!("There are {count} rules: leave {MAX_RULES}."));
    }
    let mut rules = Vec::new();
    for (index, line) in lines().enumerate() {
        rules.push(read_rule(line).map_err(|what| match count {
            1 => what,
            _ => format!("Rule {}: {what}", index + 1),
        })?);
    }
    kept::list(rules).map(Retries::Rules)
}

fn print_rule(rule: &Rule) -> String {
    let mut words: Vec<String> = rule.statuses.iter().map(print_codes).collect();
    if rule.failures == Failure::ALL {
        words.push(NO_ANSWER.to_owned());
    } else {
        words.extend(
            rule.failures
                .iter()
                .map(|failure| failure.slug().to_owned()),
        );
    }
    let mut text = words.join(", ");
    let named = |names: &[&str]| match names {
        IDEMPOTENT => "idempotent".to_owned(),
        names => names.join(" "),
    };
    let methods = match rule.methods {
        Methods::Any => String::new(),
        Methods::Only(names) => named(names),
        Methods::Except(names) => format!("all but {}", named(names)),
        Methods::OrKeyed(names) => format!("{} or keyed", named(names)),
        Methods::Unstreamed => "unstreamed".to_owned(),
    };
    if !methods.is_empty() {
        text += " for ";
        text += &methods;
    }
    if let Some((word, _)) = WHENS.iter().find(|(_, when)| *when == rule.when) {
        text += " when ";
        text += word;
    }
    match rule.again {
        Again::Attempts => {}
        Again::Below(most) => text += &format!(" at most {most}"),
        Again::Once => text += " once",
        Again::Replay => text += " replay",
    }
    if let Some(backoff) = rule.backoff {
        text += " waits";
        let policy = Policy {
            backoff,
            ..Policy::NONE
        };
        for setting in Setting::of(WAITS) {
            let value = setting.get(&policy);
            if value != setting.get(&Policy::NONE) {
                text += &format!(" {} {value}", setting.name);
            }
        }
    }
    text
}

fn print_codes((low, high): &(u16, u16)) -> String {
    if low == high {
        low.to_string()
    } else {
        format!("{low}-{high}")
    }
}

/// Reads a line.
///
/// # Errors
/// A sentence about the first mistake in it.
pub fn read_rule(line: &str) -> Result<Rule, String> {
    let mut words = Words::new(line);
    let mut rule = Rule::NONE;
    let (mut statuses, mut failures) = (Vec::new(), Vec::new());
    while let Some(word) = words.peek() {
        if word.starts_with(|sign: char| sign.is_ascii_digit()) {
            statuses
                .push(codes(&mut words).ok_or("Codes are 503, 500-599 or 5xx, from 100 to 999.")?);
        } else if let Some(failure) = failure(word) {
            failures.extend(failure);
            words.word();
        } else if ["for", "when", "at", "once", "replay", "waits"].contains(&word) {
            break;
        } else {
            return Err(format!(
                "“{word}” is no code and no failure. Those are 503, 500-599, dns, refused, tls, reset, timeout, truncated, not-http, {NO_ANSWER}."
            ));
        }
    }
    if statuses.is_empty() && failures.is_empty() {
        return Err("Begin with what is sent again, such as 503, 500-599 or timeout.".to_owned());
    }
    if statuses.len() > MOST || failures.len() > MOST {
        return Err(format!("Name at most {MOST} codes and {MOST} failures."));
    }
    rule.statuses = kept::list(statuses)?;
    rule.failures = kept::list(failures)?;
    while let Some(word) = words.word() {
        match word {
            "for" => rule.methods = methods(&mut words)?,
            "when" => {
                let found = WHENS.iter().find(|(said, _)| words.eat(said));
                rule.when = found
                    .ok_or(
                        "Say: when told, when told more, when told 0, or when told 0 or nothing.",
                    )?
                    .1;
            }
            "at" => {
                let most = words.eat("most").then(|| words.number(1_000)).flatten();
                rule.again = Again::Below(most.ok_or("Say how often, such as at most 2.")?);
            }
            "once" => rule.again = Again::Once,
            "replay" => rule.again = Again::Replay,
            "waits" => rule.backoff = Some(backoff(&mut words)?),
            word => {
                return Err(format!(
                    "“{word}” does not go on from there. Next come: for, when, at most, once, replay, waits."
                ));
            }
        }
    }
    Ok(rule)
}

/// `503`, `500-504`, `5xx`, `500 and up`.
pub(super) fn codes(words: &mut Words) -> Option<(u16, u16)> {
    let number = |words: &mut Words| words.number(999).and_then(|code| u16::try_from(code).ok());
    let low = number(words)?;
    let (low, high) = if low < 10 && words.eat("xx") {
        (low * 100, low * 100 + 99)
    } else if words.eat("-") || words.eat("to") {
        (low, number(words)?)
    } else if words.eat("+") || words.eat("and up") {
        (low, 999)
    } else {
        (low, low)
    };
    (100 <= low && low <= high).then_some((low, high))
}

fn failure(word: &str) -> Option<Vec<Failure>> {
    match word {
        NO_ANSWER => Some(Failure::ALL.to_vec()),
        "time-out" | "timed-out" => Some(vec![Failure::TimedOut]),
        word => Failure::find(word).map(|failure| vec![failure]),
    }
}

fn methods(words: &mut Words) -> Result<Methods, String> {
    if words.eat("any") {
        return Ok(Methods::Any);
    }
    if words.eat("unstreamed") {
        return Ok(Methods::Unstreamed);
    }
    let except = words.eat("all but");
    let mut names = Vec::new();
    let mut keyed = false;
    while let Some(word) = words.peek() {
        match word {
            "when" | "at" | "once" | "replay" | "waits" => break,
            "idempotent" => names.extend(IDEMPOTENT),
            "or" => {
                words.word();
                keyed = words.eat("keyed");
                if !keyed {
                    return Err("Say: or keyed, for requests with an Idempotency-Key.".to_owned());
                }
                break;
            }
            word => {
                // Methods know large letters from small (RFC 9110 §9.1); all that are registered have large ones.
                let name = word.to_ascii_uppercase();
                if Method::from_bytes(name.as_bytes()).is_err() || name.len() > LONGEST_NAME {
                    return Err(format!("“{word}” is no method."));
                }
                names.push(kept::text(&name)?);
            }
        }
        words.word();
    }
    if names.is_empty() || names.len() > MOST {
        return Err(format!(
            "Say for which methods, at most {MOST}: for GET PUT, for idempotent, for all but POST."
        ));
    }
    let names = kept::list(names)?;
    Ok(match (except, keyed) {
        (true, false) => Methods::Except(names),
        (false, true) => Methods::OrKeyed(names),
        (false, false) => Methods::Only(names),
        (true, true) => return Err("Say either all but, or keyed.".to_owned()),
    })
}

/// The waits of a rule: the settings of that group, each by its name.
fn backoff(words: &mut Words) -> Result<Backoff, String> {
    let mut policy = Policy::NONE;
    while let Some(word) = words.word() {
        let setting = Setting::of(WAITS).find(|setting| setting.name == word);
        let setting = setting.ok_or_else(|| {
            let names: Vec<&str> = Setting::of(WAITS).map(|setting| setting.name).collect();
            format!(
                "“{word}” is not part of a wait. Those are {}.",
                names.join(", ")
            )
        })?;
        setting
            .take(&mut policy, words)
            .ok_or_else(|| setting.wrong())?;
    }
    Ok(policy.backoff)
}
