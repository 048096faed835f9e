//! What a client does when every attempt comes to the same. Nothing is worked out here: the real client is driven through
//! its call, with loaded dice, so that every wait is seen at its shortest and at its longest.

use std::time::Duration;

use super::{Call, Client, Decision, Input, Kind, Policy, Then};
use crate::protocol::{Failure, Outcome, Request, Response};
use crate::rng::Rng;
use crate::time::Instant;
use crate::tree::Verdict;

/// Tries after which a client is said to go on without end.
pub const ENOUGH: usize = 25;

/// Dice whose first number is the least there is, and the greatest (the finaliser of SplitMix64 run backwards from 0 and
/// from 2⁶⁴ − 1). A step of a call decides at most one wait, and gets dice of its own.
const LEAST: u64 = 0x61C8_8646_80B5_83EB;
const MOST: u64 = 0x3162_8AF6_7B21_31AB;

/// A length that chance decides, between two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The shortest it can be.
    pub least: Duration,
    /// The longest.
    pub most: Duration,
}

/// What a client does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Treatment {
    /// How many requests it sends at least, the first included. Where chance has a say, long waits leave room for few.
    pub fewest: u32,
    /// How many at most; nothing when it goes on without end, or as long as there is time.
    pub most: Option<u32>,
    /// The wait before each retry.
    pub waits: Vec<Span>,
    /// When each request is sent, the first at zero.
    pub sent: Vec<Span>,
    /// How long until it gives up, when every answer comes at once; nothing when it never does.
    pub ends: Option<Span>,
    /// Whether it repeats what may have been carried out, and is then carried out twice (RFC 9110 §9.2.2).
    pub twice: bool,
    /// Why it stops, in a few words.
    pub why: String,
}

impl Span {
    /// Both bounds in one.
    fn around(self, other: Self) -> Self {
        Self {
            least: self.least.min(other.least),
            most: self.most.max(other.most),
        }
    }

    /// In words: `300 ms`, `1 s to 1.1 s`, `up to 2 s`.
    pub fn words(self) -> String {
        let (least, most) = (self.least(), self.most());
        match (least == most, self.least.is_zero()) {
            (true, _) => most,
            (_, true) => format!("up to {most}"),
            _ => format!("{least} to {most}"),
        }
    }

    /// The shortest, in words.
    pub fn least(self) -> String {
        length(self.least)
    }

    /// The longest, in words.
    pub fn most(self) -> String {
        length(self.most)
    }
}

impl Treatment {
    /// Whether it sends the request more than once.
    pub const fn repeats(&self) -> bool {
        self.fewest > 1 || !matches!(self.most, Some(1))
    }

    /// How often it sends the request: `3`, `7 or more`, `without end`.
    pub fn requests(&self) -> String {
        match self.most {
            Some(most) if most == self.fewest => most.to_string(),
            Some(most) => format!("{} to {most}", self.fewest),
            None if self.ends.is_some() => format!("{} or more", self.fewest),
            None => "without end".to_owned(),
        }
    }
}

/// What this client does with a request every attempt of which comes to this.
pub fn treat(policy: &Policy, request: &Request, outcome: &Outcome) -> Treatment {
    let short = drive(policy, request, outcome, LEAST, MOST);
    let long = drive(policy, request, outcome, MOST, LEAST);
    let endless = short.endless || long.endless;
    let ends = match (short.ended, long.ended) {
        (Some(one), Some(other)) => Some(Span {
            least: one.min(other),
            most: one.max(other),
        }),
        // It ends when its time is over, and how many tries fit in is up to chance.
        _ => policy.deadline.map(|deadline| Span {
            least: long.ended.unwrap_or(deadline).min(deadline),
            most: deadline,
        }),
    };
    let count = |driven: &Driven| u32::try_from(driven.sent.len()).unwrap_or(u32::MAX);
    let (one, other) = (count(&short), count(&long));
    Treatment {
        fewest: one.min(other),
        most: (!endless).then_some(one.max(other)),
        twice: one > 1 && short.twice,
        waits: joined(short.waits, long.waits),
        sent: joined(short.sent, long.sent),
        ends,
        why: long.why,
    }
}

/// The same moments of two calls, each as far as both of them reach.
fn joined(mut one: Vec<Span>, other: Vec<Span>) -> Vec<Span> {
    for (nth, span) in other.into_iter().enumerate() {
        match one.get_mut(nth) {
            Some(known) => *known = known.around(span),
            None => one.push(span),
        }
    }
    one
}

/// A call driven to its end.
struct Driven {
    waits: Vec<Span>,
    sent: Vec<Span>,
    /// When it was over; nothing when it is not over after enough tries, or waits for an answer for ever.
    ended: Option<Duration>,
    endless: bool,
    twice: bool,
    why: String,
}

/// Drives a call to its end, with a client of its own for each step, so without what its calls share: with dice that fall this way, while the others tell how long each wait might have been.
fn drive(policy: &Policy, request: &Request, outcome: &Outcome, dice: u64, other: u64) -> Driven {
    let client = |dice| Client::new(*policy, Rng::new(dice));
    let mut call = client(dice).call(request.clone());
    let mut driven = Driven {
        waits: Vec::new(),
        sent: Vec::new(),
        ended: None,
        endless: false,
        twice: false,
        why: String::new(),
    };
    let timed_out = matches!(outcome, Outcome::Failed(Failure::TimedOut));
    let (mut now, mut input) = (Instant::START, Input::Start);
    // What will come, and when the client wants to be woken.
    let mut in_flight: Vec<(Instant, u32)> = Vec::new();
    let mut wakes = None;
    loop {
        let before = call.clone();
        let output = client(dice).step(&mut call, now, input);
        if let Some(decision) = &output.decision {
            driven.why = because(decision);
            driven.twice |= driven.sent.len() == 1 && may_act_twice(decision);
        }
        match output.then {
            Then::Send {
                number,
                until,
                wake,
                ..
            } => {
                if driven.sent.len() == ENOUGH {
                    driven.endless = true;
                    return driven;
                }
                let at = now.since(Instant::START);
                driven.sent.push(Span {
                    least: at,
                    most: at,
                });
                let comes = if timed_out { until } else { Some(now) };
                in_flight.extend(comes.map(|at| (at, number)));
                wakes = wake;
            }
            Then::Wait { until } => {
                let here = until.since(now);
                let there = wait_after(&mut client(other), before, now, input).unwrap_or(here);
                driven.waits.push(Span {
                    least: here.min(there),
                    most: here.max(there),
                });
                wakes = Some(until);
            }
            Then::Listen { wake } => wakes = wake.or(wakes),
            Then::Finish => {
                driven.ended = Some(now.since(Instant::START));
                return driven;
            }
        }
        let next = (0..in_flight.len()).min_by_key(|place| in_flight[*place].0);
        let comes = next.map(|place| in_flight[place].0);
        input = match (next, wakes) {
            (Some(place), _) if wakes.is_none_or(|wakes| comes <= Some(wakes)) => {
                let (at, number) = in_flight.swap_remove(place);
                now = at;
                Input::Outcome(number, outcome)
            }
            (_, Some(at)) => {
                wakes = None;
                now = at;
                Input::Woke
            }
            (_, None) => {
                driven.why = "It has no time-out, and waits for ever.".to_owned();
                return driven;
            }
        };
    }
}

/// How long a client waits after this step of a call, if it does.
fn wait_after(
    client: &mut Client,
    mut call: Call,
    now: Instant,
    input: Input<'_>,
) -> Option<Duration> {
    match client.step(&mut call, now, input).then {
        Then::Wait { until } => Some(until.since(now)),
        _ => None,
    }
}

/// Whether the tree would not repeat the request, because it may have been carried out.
fn may_act_twice(decision: &Decision) -> bool {
    let walk = decision.tree();
    let ending = walk.and_then(|walk| walk.ending());
    ending.is_some_and(|ending| matches!(ending.verdict, Verdict::Unknown | Verdict::Look))
}

fn because(decision: &Decision) -> String {
    if !decision.because.is_empty() {
        return decision.because.to_owned();
    }
    let walk = decision.walk();
    let ending = walk.and_then(|walk| walk.ending());
    ending.map_or_else(
        || format!("{}.", decision.badge),
        |ending| format!("The tree: {}.", ending.title.to_lowercase()),
    )
}

/// The request a client sends when this one is redirected; nothing when it does not follow.
pub fn redirected(policy: &Policy, request: &Request, answer: Response) -> Option<Request> {
    let mut client = Client::new(*policy, Rng::new(LEAST));
    let mut call = client.call(request.clone());
    client.step(&mut call, Instant::START, Input::Start);
    let answer = Outcome::Answered(answer);
    let input = Input::Outcome(0, &answer);
    match client.step(&mut call, Instant::START, input).then {
        Then::Send {
            kind: Kind::Redirect,
            ..
        } => Some(call.request().clone()),
        _ => None,
    }
}

/// A length with three digits at most: `25 ms`, `1.1 s`, `2 min`, `1 h`.
pub fn length(length: Duration) -> String {
    // Loaded dice stop a microsecond short of the longest wait.
    let ms = (length.as_micros() + 500) / 1_000;
    let one = |whole: u128, tenth: u128, unit: &str| match tenth {
        0 => format!("{whole} {unit}"),
        tenth => format!("{whole}.{tenth} {unit}"),
    };
    match ms {
        0 if length.is_zero() => "0 s".to_owned(),
        0..1_000 => format!("{ms} ms"),
        1_000..9_950 if !ms.is_multiple_of(100) => {
            let text = format!("{}.{:02}", ms / 1_000, ms % 1_000 / 10);
            format!("{} s", text.trim_end_matches('0'))
        }
        1_000..60_000 => one(ms / 1_000, ms % 1_000 / 100, "s"),
        60_000..3_600_000 => one(ms / 60_000, ms % 60_000 / 6_000, "min"),
        _ => one(ms / 3_600_000, ms % 3_600_000 / 360_000, "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::presets;
    use super::*;
    use http::header::{DATE, HeaderValue, RETRY_AFTER};
    use http::{StatusCode, Uri};

    fn cell(slug: &str, method: &str, status: u16, told: &'static str) -> Treatment {
        let mut response = Response::new(StatusCode::from_u16(status).expect("a code")).with(
            DATE,
            HeaderValue::from_static("Sun, 22 Nov 2026 12:00:00 GMT"),
        );
        if !told.is_empty() {
            response = response.with(RETRY_AFTER, HeaderValue::from_static(told));
        }
        play(slug, method, &Outcome::Answered(response))
    }

    fn play(slug: &str, method: &str, outcome: &Outcome) -> Treatment {
        let policy = presets::find(slug).expect("a preset");
        let method = method.parse().expect("a method");
        let request = Request::new(method, Uri::from_static("/api/users/7"));
        treat(policy, &request, outcome)
    }

    /// Requests, the waits, and how long it takes in all.
    fn words(treatment: &Treatment) -> String {
        let waits: Vec<String> = treatment
            .waits
            .iter()
            .take(4)
            .map(|wait| wait.words())
            .collect();
        let ends = treatment.ends.map_or("never".to_owned(), Span::words);
        format!("{}: {}; {ends}", treatment.requests(), waits.join(", "))
    }

    #[test]
    fn the_dice_are_loaded() {
        assert_eq!(Rng::new(LEAST).bits(), 0);
        assert_eq!(Rng::new(MOST).bits(), u64::MAX);
    }

    #[test]
    fn well_known_cells_are_as_the_libraries_have_them() {
        const HOUR: &str = "3600";
        for (slug, method, status, told, expected) in [
            ("okhttp", "GET", 503, "", "1: ; 0 s"),
            ("okhttp", "GET", 503, "1", "1: ; 0 s"),
            ("okhttp", "GET", 503, "0", "2: 0 s; 0 s"),
            ("ky", "GET", 413, "", "1: ; 0 s"),
            ("ky", "GET", 413, "1", "3: 1 s, 1 s; 2 s"),
            ("ky", "GET", 503, "", "3: 300 ms, 600 ms; 900 ms"),
            ("ky", "GET", 503, HOUR, "3: 1 h, 1 h; 2 h"),
            ("ky", "POST", 503, "", "1: ; 0 s"),
            ("ky", "POST", 421, "", "2: 0 s; 0 s"),
            ("urllib3-default", "GET", 503, "", "1: ; 0 s"),
            ("urllib3-default", "GET", 503, "1", "4: 1 s, 1 s, 1 s; 3 s"),
            (
                "got",
                "GET",
                503,
                "",
                "3: 1 s to 1.1 s, 2 s to 2.1 s; 3 s to 3.2 s",
            ),
            ("openai-python", "GET", 503, HOUR, "1: ; 0 s"),
            (
                "ms-http-resilience",
                "GET",
                503,
                "",
                "4: up to 2.75 s, up to 5.67 s, up to 8.65 s; 5.67 s to 11.4 s",
            ),
            ("careful", "GET", 503, HOUR, "1: ; 0 s"),
            ("careful", "POST", 503, "", "1: ; 0 s"),
            (
                "careful",
                "GET",
                503,
                "",
                "4: up to 1 s, up to 2 s, up to 4 s; up to 7 s",
            ),
            (
                "google-api-core",
                "GET",
                503,
                "",
                "7 or more: up to 1 s, up to 2 s, up to 4 s, up to 8 s; 1 min to 2 min",
            ),
            (
                "tenacity",
                "GET",
                503,
                "",
                "without end: 0 s, 0 s, 0 s, 0 s; never",
            ),
            (
                "swr",
                "GET",
                500,
                "",
                "without end: 5 s to 10 s, 10 s to 25 s, 20 s to 55 s, 40 s to 1.9 min; never",
            ),
        ] {
            let found = words(&cell(slug, method, status, told));
            assert_eq!(found, expected, "{slug} {method} {status} {told}");
        }
    }

    #[test]
    fn silence_takes_as_long_as_the_client_is_patient() {
        let silence = Outcome::Failed(Failure::TimedOut);
        for (slug, expected) in [
            ("fetch", "1: ; never"),
            ("httpx", "1: ; 5 s"),
            ("careful", "4: up to 1 s, up to 2 s, up to 4 s; 8 s to 15 s"),
        ] {
            assert_eq!(words(&play(slug, "GET", &silence)), expected, "{slug}");
        }
    }

    #[test]
    fn a_post_that_may_have_been_carried_out_is_marked() {
        for (slug, status, twice) in [
            ("go-retryablehttp", 503, true),
            ("go-retryablehttp", 429, false),
            ("ky", 503, false),
            ("ky", 421, false),
            ("stripe-node", 503, false),
            ("aws-js-v3", 500, true),
        ] {
            assert_eq!(cell(slug, "POST", status, "").twice, twice, "{slug}");
        }
        assert!(!cell("go-retryablehttp", "PUT", 503, "").twice);
    }

    #[test]
    fn a_length_is_short() {
        for (ms, words) in [
            (0, "0 s"),
            (25, "25 ms"),
            (1_000, "1 s"),
            (1_100, "1.1 s"),
            (1_250, "1.25 s"),
            (11_250, "11.2 s"),
            (90_000, "1.5 min"),
            (3_600_000, "1 h"),
        ] {
            assert_eq!(length(Duration::from_millis(ms)), words);
        }
    }
}
