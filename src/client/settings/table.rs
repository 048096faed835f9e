//! The settings, a row each.

use std::time::Duration;

use http::header::HeaderValue;

use super::super::{
    Advances, Bound, Breaker, Budget, Garbled, Growth, Jitter, Throttle, UNLIMITED,
};
use super::values::{
    REWRITINGS, after, bound, budget, field, growth, hundredths, jitter, keep, keep_text,
    length_after, print_read, print_zero, read, zero,
};
use super::words::{decimal, say, say_maybe, say_yes};
use super::{MAX_ATTEMPTS, Setting, rules};

/// The groups, in the order of the table.
pub const GROUPS: [&str; 6] = [TRIES, WAITS, TOLD, REDIRECTS, TOKENS, SHARED];

const TRIES: &str = "Tries";
pub(super) const WAITS: &str = "Waits";
const TOLD: &str = "Retry-After";
const REDIRECTS: &str = "Redirects";
const TOKENS: &str = "Keys and tokens";
const SHARED: &str = "What all calls share";

const YES: &[&str] = &["yes", "no"];

/// A row to start from.
const ROW: Setting = Setting {
    name: "",
    group: TRIES,
    label: "",
    choices: &[],
    free: true,
    form: "",
    get: |_| String::new(),
    take: |_, _| None,
};

/// A row that is one of a few.
const CHOICE: Setting = Setting {
    free: false,
    form: "one of the choices",
    ..ROW
};

/// A row that is so or not.
const SWITCH: Setting = Setting {
    choices: YES,
    form: "yes or no",
    ..CHOICE
};

/// All of them, by group.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "rules",
        label: "Sends again",
        form: "tree, none, or rules such as 503, timeout for GET PUT",
        get: rules::print,
        take: |policy, words| {
            let text = words.all();
            match rules::read(&text) {
                Ok(retries) => policy.retries = retries,
                Err(what) => words.wrong = Some(what),
            }
            words.wrong.is_none().then_some(())
        },
        ..ROW
    },
    Setting {
        name: "attempts",
        label: "Attempts, the first included",
        choices: &["1", "2", "3", "5", "no end"],
        form: "a number from 1 to 1000, or no end",
        get: |policy| match policy.attempts {
            UNLIMITED => "no end".to_owned(),
            attempts => attempts.to_string(),
        },
        take: |policy, words| {
            policy.attempts = if words.eat("no end") || words.eat("unlimited") {
                UNLIMITED
            } else {
                words
                    .number(MAX_ATTEMPTS)
                    .filter(|attempts| *attempts > 0)?
            };
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "deadline",
        label: "Deadline of a call",
        choices: &["none", "10 s", "30 s", "2 min"],
        form: "a length such as 30 s or 2 min, up to 30 days, or none",
        get: |policy| say_maybe(policy.deadline),
        take: |policy, words| {
            policy.deadline = words.maybe()?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "looks-ahead",
        label: "Begins no wait past the deadline",
        get: |policy| say_yes(policy.looks_ahead),
        take: |policy, words| {
            policy.looks_ahead = words.yes()?;
            Some(())
        },
        ..SWITCH
    },
    Setting {
        name: "attempt-timeout",
        label: "Time-out of an attempt",
        choices: &["none", "500 ms", "2 s", "10 s", "1 min"],
        form: "a length such as 500 ms or 2 s, up to 30 days, or none",
        get: |policy| say_maybe(policy.attempt_timeout),
        take: |policy, words| {
            policy.attempt_timeout = words.maybe()?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "hedge",
        label: "Sends another beside it after",
        choices: &["none", "100 ms", "500 ms", "2 s"],
        form: "a length such as 500 ms or 2 s, up to 30 days, or none",
        get: |policy| say_maybe(policy.hedge),
        take: |policy, words| {
            policy.hedge = words.maybe()?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "obeys",
        label: "Field that says true or false to a retry",
        choices: &["none", "x-should-retry"],
        form: "the name of a field, such as x-should-retry, or none",
        get: |policy| policy.obeys.unwrap_or("none").to_owned(),
        take: |policy, words| {
            let text = words.all();
            policy.obeys = match text.trim() {
                none if none.eq_ignore_ascii_case("none") => None,
                name => Some(field(name, words)?),
            };
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "growth",
        group: WAITS,
        label: "How waits grow",
        choices: &[
            "none",
            "fixed",
            "linear",
            "doubling",
            "times 1.5",
            "power 2",
            "list 100 ms, 500 ms, 2 s",
        ],
        form: "none, fixed, linear, doubling, times 1.5 (up to 100), power 2 (up to 10), or list with up to 8 lengths such as 100 ms, 2 s",
        get: |policy| match policy.backoff.growth {
            Growth::None => "none".to_owned(),
            Growth::Fixed => "fixed".to_owned(),
            Growth::Linear => "linear".to_owned(),
            Growth::Exponential(200) => "doubling".to_owned(),
            Growth::Exponential(percent) => format!("times {}", decimal(u128::from(percent) * 10)),
            Growth::Polynomial(exponent) => format!("power {exponent}"),
            Growth::List(list) => {
                let more = list[1..].iter().take_while(|ms| **ms > 0);
                let say = |ms: &u32| say(Duration::from_millis((*ms).into()));
                let lengths: Vec<String> = list[..1].iter().chain(more).map(say).collect();
                format!("list {}", lengths.join(", "))
            }
        },
        take: |policy, words| {
            policy.backoff.growth = growth(words)?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "base",
        group: WAITS,
        label: "They grow from",
        choices: &["100 ms", "250 ms", "1 s", "2 s"],
        form: "a length such as 250 ms or 2 s, up to 30 days",
        get: |policy| say(policy.backoff.base),
        take: |policy, words| {
            policy.backoff.base = words.length()?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "cap",
        group: WAITS,
        label: "They grow to at most",
        choices: &["none", "5 s", "30 s", "2 min"],
        form: "a length such as 30 s, up to 30 days, or none",
        get: |policy| say_maybe(Some(policy.backoff.cap).filter(|cap| *cap < Duration::MAX)),
        take: |policy, words| {
            policy.backoff.cap = words.maybe()?.unwrap_or(Duration::MAX);
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "floor",
        group: WAITS,
        label: "No wait is shorter than",
        choices: &["0 s", "100 ms", "500 ms"],
        form: "a length such as 500 ms, up to 30 days",
        get: |policy| say(policy.backoff.floor),
        take: |policy, words| {
            policy.backoff.floor = words.length()?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "first-at-once",
        group: WAITS,
        label: "The first retry comes at once",
        get: |policy| say_yes(policy.backoff.first_at_once),
        take: |policy, words| {
            policy.backoff.first_at_once = words.yes()?;
            Some(())
        },
        ..SWITCH
    },
    Setting {
        name: "jitter",
        group: WAITS,
        label: "Jitter",
        choices: &[
            "none",
            "full",
            "equal",
            "decorrelated",
            "decorrelated-v2",
            "plus 100 ms",
            "plus 20 %",
            "times 50-150 %",
            "plus or minus 10 %",
        ],
        form: "none, full, equal, decorrelated, decorrelated-v2, plus 100 ms, plus 20 %, times 50-150 % or plus or minus 10 %, up to 1000 %",
        get: |policy| match policy.backoff.jitter {
            Jitter::None => "none".to_owned(),
            Jitter::Full => "full".to_owned(),
            Jitter::Equal => "equal".to_owned(),
            Jitter::Decorrelated => "decorrelated".to_owned(),
            Jitter::DecorrelatedV2 => "decorrelated-v2".to_owned(),
            Jitter::Plus(more) => format!("plus {}", say(more)),
            Jitter::PlusShare(share) => format!("plus {share} %"),
            Jitter::Times(from, to) => format!("times {from}-{to} %"),
            Jitter::PlusMinus(share) => format!("plus or minus {share} %"),
        },
        take: |policy, words| {
            policy.backoff.jitter = jitter(words)?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "step",
        group: WAITS,
        label: "Cut to a multiple of",
        choices: &["0 s", "1 ms", "1 s"],
        form: "a length such as 1 ms, up to 30 days; 0 s cuts nothing",
        get: |policy| say(policy.backoff.step),
        take: |policy, words| {
            policy.backoff.step = words.length()?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "reads",
        group: TOLD,
        label: "Fields it reads, the first that says something",
        choices: &[
            "none",
            "Retry-After",
            "Retry-After in seconds",
            "retry-after-ms in ms, Retry-After",
            "Retry-After, X-RateLimit-Reset as reset",
        ],
        form: "none, or up to 6 fields such as Retry-After, Retry-After in seconds, x-retry-ms in ms, X-RateLimit-Reset as reset",
        get: |policy| match policy.told.reads {
            [] => "none".to_owned(),
            reads => {
                let reads: Vec<String> = reads.iter().map(print_read).collect();
                reads.join(", ")
            }
        },
        take: |policy, words| {
            let text = words.all();
            policy.told.reads = if text.trim().eq_ignore_ascii_case("none") {
                &[]
            } else {
                let mut reads = Vec::new();
                for part in text.split(',') {
                    reads.push(read(part, words)?);
                }
                keep(reads, 6, words)?
            };
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "told-on",
        group: TOLD,
        label: "On which codes",
        choices: &["any", "429, 503", "413, 429, 503"],
        form: "any, or up to 12 codes such as 429, 503",
        get: |policy| match policy.told.on {
            [] => "any".to_owned(),
            on => {
                let codes: Vec<String> = on.iter().map(u16::to_string).collect();
                codes.join(", ")
            }
        },
        take: |policy, words| {
            let mut on = Vec::new();
            if !words.eat("any") {
                while let Some((low, _)) = rules::codes(words).filter(|(low, high)| low == high) {
                    on.push(low);
                }
                if on.is_empty() {
                    return None;
                }
            }
            policy.told.on = keep(on, 12, words)?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "zero",
        group: TOLD,
        label: "What 0 means",
        choices: &["at once", "back off", "after 1 s"],
        form: "at once, back off, or after 1 s",
        get: |policy| print_zero(policy.told.zero),
        take: |policy, words| {
            policy.told.zero = zero(words)?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "past",
        group: TOLD,
        label: "What a date in the past means",
        choices: &["at once", "back off", "after 1 s"],
        form: "at once, back off, or after 1 s",
        get: |policy| print_zero(policy.told.past),
        take: |policy, words| {
            policy.told.past = zero(words)?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "bound",
        group: TOLD,
        label: "How much of it is waited",
        choices: &[
            "exact",
            "cap 30 s",
            "cap 3 min plus 1 s",
            "clamp 5 s",
            "give up beyond 2 min",
            "at least own",
        ],
        form: "exact, cap 30 s, cap 30 s plus 1 s, clamp 5 s, give up beyond 2 min, or at least own",
        get: |policy| match policy.told.bound {
            Bound::Exact => "exact".to_owned(),
            Bound::Cap(cap, Duration::ZERO) => format!("cap {}", say(cap)),
            Bound::Cap(cap, more) => format!("cap {} plus {}", say(cap), say(more)),
            Bound::Clamp(more) => format!("clamp {}", say(more)),
            Bound::Abandon(most) => format!("give up beyond {}", say(most)),
            Bound::AtLeastOwn => "at least own".to_owned(),
        },
        take: |policy, words| {
            policy.told.bound = bound(words)?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "advances",
        group: TOLD,
        label: "Its own next wait after it",
        choices: &["yes", "no", "from start"],
        form: "yes (longer), no (as it would have been), or from start",
        get: |policy| {
            let words = match policy.told.advances {
                Advances::Yes => "yes",
                Advances::No => "no",
                Advances::FromStart => "from start",
            };
            words.to_owned()
        },
        take: |policy, words| {
            policy.told.advances = if words.eat("from start") {
                Advances::FromStart
            } else if words.yes()? {
                Advances::Yes
            } else {
                Advances::No
            };
            Some(())
        },
        ..CHOICE
    },
    Setting {
        name: "garbled",
        group: TOLD,
        label: "A value it cannot read",
        choices: &["ignored", "gives up"],
        get: |policy| match policy.told.garbled {
            Garbled::Ignored => "ignored".to_owned(),
            Garbled::GivesUp => "gives up".to_owned(),
        },
        take: |policy, words| {
            policy.told.garbled = if words.eat("gives up") {
                Garbled::GivesUp
            } else {
                words.eat("ignored").then_some(Garbled::Ignored)?
            };
            Some(())
        },
        ..CHOICE
    },
    Setting {
        name: "skew",
        group: TOLD,
        label: "Its clock is ahead by",
        choices: &["0 s", "30 s", "-30 s"],
        form: "whole seconds such as 30 s or, for a clock that is behind, -30 s, up to 30 days",
        get: |policy| format!("{} s", policy.told.skew),
        take: |policy, words| {
            let behind = words.eat("-");
            let ahead = words.length()?;
            if ahead.subsec_millis() > 0 {
                return None;
            }
            let ahead = i32::try_from(ahead.as_secs()).ok()?;
            policy.told.skew = if behind { -ahead } else { ahead };
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "redirects",
        group: REDIRECTS,
        label: "How many it follows",
        choices: &["0", "5", "10", "20"],
        form: "a number from 0 to 1000",
        get: |policy| policy.redirects.limit.to_string(),
        take: |policy, words| {
            let limit = words.number(1_000)?;
            policy.redirects.limit = limit;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "redirects-count",
        group: REDIRECTS,
        label: "They count as attempts",
        get: |policy| say_yes(policy.redirects.shared),
        take: |policy, words| {
            let shared = words.yes()?;
            policy.redirects.shared = shared;
            Some(())
        },
        ..SWITCH
    },
    Setting {
        name: "redirects-below",
        group: REDIRECTS,
        label: "A retry begins again with the first request",
        get: |policy| say_yes(policy.redirects.below),
        take: |policy, words| {
            let below = words.yes()?;
            policy.redirects.below = below;
            Some(())
        },
        ..SWITCH
    },
    Setting {
        name: "rewriting",
        group: REDIRECTS,
        label: "What becomes a GET, as in",
        choices: &[
            "fetch", "requests", "go", "okhttp", "urllib3", "got", "azure",
        ],
        get: |policy| {
            let found = REWRITINGS
                .iter()
                .find(|(_, way)| *way == policy.redirects.rewriting);
            found.map_or("", |(word, _)| word).to_owned()
        },
        take: |policy, words| {
            let (_, rewriting) = *REWRITINGS.iter().find(|(word, _)| words.eat(word))?;
            policy.redirects.rewriting = rewriting;
            Some(())
        },
        ..CHOICE
    },
    Setting {
        name: "adds-key",
        group: TOKENS,
        label: "Idempotency-Key it gives a POST, a number after",
        choices: &["none", "lab-"],
        form: "none, or up to 40 letters, digits and signs the key begins with",
        get: |policy| policy.adds_key.unwrap_or("none").to_owned(),
        take: |policy, words| {
            let text = words.all();
            policy.adds_key = match text.trim() {
                none if none.eq_ignore_ascii_case("none") => None,
                prefix => {
                    let fits = (1..=rules::LONGEST_NAME).contains(&prefix.len())
                        && prefix.bytes().all(|sign| sign.is_ascii_graphic())
                        && HeaderValue::from_str(prefix).is_ok();
                    Some(keep_text(fits.then_some(prefix)?, words)?)
                }
            };
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "refreshes",
        group: TOKENS,
        label: "Fetches a new token after 401",
        get: |policy| say_yes(policy.refreshes),
        take: |policy, words| {
            policy.refreshes = words.yes()?;
            Some(())
        },
        ..SWITCH
    },
    Setting {
        name: "budget",
        group: SHARED,
        label: "Budget for retries",
        choices: &[
            "none",
            "tokens 500 cost 14 throttled 5 timed-out 14 success 1",
            "ratio 10 success 0.1",
            "share deposit 1 withdraw 5 reserve 500 within 10 s",
        ],
        form: "none, or numbers up to a million as in tokens 500 cost 14 throttled 5 timed-out 14 success 1, ratio 10 success 0.1, or share deposit 1 withdraw 5 reserve 500 within 10 s",
        get: |policy| match policy.budget {
            None => "none".to_owned(),
            Some(Budget::Tokens {
                capacity,
                cost,
                throttled,
                timed_out,
                success,
            }) => format!(
                "tokens {capacity} cost {cost} throttled {throttled} timed-out {timed_out} success {success}"
            ),
            Some(Budget::Ratio { most, ratio }) => format!(
                "ratio {} success {}",
                decimal(most.into()),
                decimal(ratio.into())
            ),
            Some(Budget::Share {
                deposit,
                withdraw,
                reserve,
                ttl,
            }) => format!(
                "share deposit {deposit} withdraw {withdraw} reserve {reserve} within {}",
                say(ttl)
            ),
        },
        take: |policy, words| {
            policy.budget = budget(words)?;
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "breaker",
        group: SHARED,
        label: "Circuit breaker",
        choices: &["none", "50 % of 10 within 10 s open 5 s"],
        form: "none, or a share of failures and two lengths as in 50 % of 10 within 10 s open 5 s",
        get: |policy| {
            policy.breaker.map_or_else(
                || "none".to_owned(),
                |breaker| {
                    format!(
                        "{} % of {} within {} open {}",
                        breaker.percent,
                        breaker.least,
                        say(breaker.window),
                        say(breaker.open_for)
                    )
                },
            )
        },
        take: |policy, words| {
            policy.breaker = if words.eat("none") {
                None
            } else {
                Some(Breaker {
                    percent: u8::try_from(words.percent(100)?).ok()?,
                    least: after(words, "of")?,
                    window: length_after(words, "within")?,
                    open_for: length_after(words, "open")?,
                })
            };
            Some(())
        },
        ..ROW
    },
    Setting {
        name: "throttle",
        group: SHARED,
        label: "Adaptive throttling",
        choices: &["none", "k 2 within 2 min"],
        form: "none, or K up to 100 and a length as in k 2 within 2 min",
        get: |policy| {
            policy.throttle.map_or_else(
                || "none".to_owned(),
                |throttle| {
                    let k = decimal(u128::from(throttle.percent) * 10);
                    format!("k {k} within {}", say(throttle.window))
                },
            )
        },
        take: |policy, words| {
            policy.throttle = if words.eat("none") {
                None
            } else {
                words.eat("k").then_some(())?;
                Some(Throttle {
                    percent: hundredths(words)?,
                    window: length_after(words, "within")?,
                })
            };
            Some(())
        },
        ..ROW
    },
];
