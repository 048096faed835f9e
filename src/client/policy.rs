//! What makes one client different from another, as data. Every combination of values is a policy; some of them are bad
//! ideas, which is the lesson.

use std::fmt::Write as _;
use std::time::Duration;

use http::Method;
use http::header::{CONTENT_TYPE, HeaderName};

use super::backoff::{long, short};
use super::redirect::Redirects;
use super::{Backoff, Bound, Breaker, Budget, Growth, Jitter, Throttle, Told, Zero};
use crate::protocol::{Failure, Outcome, Request};
use crate::tree::seconds;

/// Fields by which a server recognises a repeat: the first from draft-ietf-httpapi-idempotency-key-header, the second as
/// Go's `net/http` knows it, too.
pub(super) const KEYS: [HeaderName; 2] = [
    HeaderName::from_static("idempotency-key"),
    HeaderName::from_static("x-idempotency-key"),
];

/// No limit to the number of tries.
pub const UNLIMITED: u32 = u32::MAX;

/// How a client behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    /// Its name in links; never changes.
    pub slug: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// The language or the house it belongs to, for grouping.
    pub family: &'static str,
    /// The version that was read; empty when there are none.
    pub version: &'static str,
    /// Where its behaviour is written down.
    pub source: &'static str,
    /// What else to know about it; may be empty.
    pub notes: &'static str,
    /// Who decides on a retry.
    pub retries: Retries,
    /// A field by which the server says `true` or `false` to a retry, whatever the rules say.
    pub obeys: Option<&'static str>,
    /// How often a call is tried at most, the first time included; at least 1. [`UNLIMITED`] is what it says.
    pub attempts: u32,
    /// How long a call may take in all, if it is limited.
    pub deadline: Option<Duration>,
    /// Whether a wait that would pass the deadline is not begun; else it is cut off there.
    pub looks_ahead: bool,
    /// How long one attempt may take, if it is limited.
    pub attempt_timeout: Option<Duration>,
    /// How long it waits by itself before a retry.
    pub backoff: Backoff,
    /// What it makes of a server that says when to come again.
    pub told: Told,
    /// What it makes of redirects.
    pub redirects: Redirects,
    /// What a POST without an `Idempotency-Key` gets as one, a number after it.
    pub adds_key: Option<&'static str>,
    /// What all its calls together may spend on retries.
    pub budget: Option<Budget>,
    /// When it stops asking for a while.
    pub breaker: Option<Breaker>,
    /// When it gives up a share of its requests before they are sent.
    pub throttle: Option<Throttle>,
    /// After how long without an answer it sends the next attempt beside the one in flight; the first answer that its
    /// rules do not repeat counts. What they do repeat brings the next attempt at once.
    pub hedge: Option<Duration>,
    /// Whether it fetches a new token after 401, and sends the request again with it, once a call.
    pub refreshes: bool,
}

/// Who decides on a retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retries {
    /// The decision tree.
    Tree,
    /// The first of these that is about what came back; without one, it is handed over.
    Rules(&'static [Rule]),
}

/// When a request is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Status codes, as ranges, both ends included.
    pub statuses: &'static [(u16, u16)],
    /// Ways to get no answer.
    pub failures: &'static [Failure],
    /// The methods it is for.
    pub methods: Methods,
    /// What else must hold.
    pub when: When,
    /// How often.
    pub again: Again,
    /// A back-off of its own.
    pub backoff: Option<Backoff>,
}

/// Methods, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Methods {
    /// Every one.
    Any,
    /// These.
    Only(&'static [&'static str]),
    /// All but these.
    Except(&'static [&'static str]),
    /// These, and every other with a key by which the server recognises a repeat.
    OrKeyed(&'static [&'static str]),
    /// All but PUT, PATCH and POST whose content is `application/octet-stream`.
    Unstreamed,
}

/// What must hold for a rule besides status and method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Nothing.
    Always,
    /// The server says when to come again.
    Told,
    /// It says: at once.
    ToldZero,
    /// It says: at once, or nothing.
    ToldZeroOrNothing,
}

/// How often a rule sends again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// As often as there are attempts.
    Attempts,
    /// While fewer retries than this were made.
    Below(u32),
    /// Not twice in a row.
    Once,
    /// Not twice in a row, at once, and it does not count as an attempt: something below the client does it.
    Replay,
}

impl Rule {
    /// A rule that does nothing yet, to start from.
    pub const NONE: Self = Self {
        statuses: &[],
        failures: &[],
        methods: Methods::Any,
        when: When::Always,
        again: Again::Attempts,
        backoff: None,
    };

    /// Whether it is about this outcome, for some method.
    pub(super) fn is_about(&self, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Answered(response) => {
                let status = response.status.as_u16();
                self.statuses
                    .iter()
                    .any(|(low, high)| (*low..=*high).contains(&status))
            }
            Outcome::Failed(failure) => self.failures.contains(failure),
        }
    }

    /// Whether the rest of it holds.
    pub(super) fn holds(&self, told: &Told, outcome: &Outcome) -> bool {
        let Outcome::Answered(response) = outcome else {
            return self.when == When::Always;
        };
        let zero = || told.length(response).is_some_and(|length| length.is_zero());
        match self.when {
            When::Always => true,
            When::Told => told.is_there(response),
            When::ToldZero => zero(),
            When::ToldZeroOrNothing => !told.is_there(response) || zero(),
        }
    }
}

impl Methods {
    /// Whether a request is among them.
    pub fn hold(self, request: &Request) -> bool {
        let named = |names: &[&str]| names.contains(&request.method.as_str());
        match self {
            Self::Any => true,
            Self::Only(names) => named(names),
            Self::Except(names) => !named(names),
            Self::OrKeyed(names) => {
                named(names) || KEYS.iter().any(|key| request.headers.contains_key(key))
            }
            Self::Unstreamed => {
                let streams = request
                    .headers
                    .get(CONTENT_TYPE)
                    .is_some_and(|kind| kind == "application/octet-stream");
                !streams || !named(&["PUT", "PATCH", "POST"])
            }
        }
    }
}

impl Policy {
    /// A client that does nothing by itself, to start from.
    pub const NONE: Self = Self {
        slug: "",
        name: "",
        family: "",
        version: "",
        source: "",
        notes: "",
        retries: Retries::Rules(&[]),
        obeys: None,
        attempts: 1,
        deadline: None,
        looks_ahead: true,
        attempt_timeout: None,
        backoff: Backoff::NONE,
        told: Told::IGNORED,
        redirects: Redirects::FETCH,
        adds_key: None,
        budget: None,
        breaker: None,
        throttle: None,
        hedge: None,
        refreshes: false,
    };

    /// Whether something below the client may send a request again without its knowing.
    pub(super) fn replays(&self) -> bool {
        self.rules().iter().any(|rule| rule.again == Again::Replay)
    }

    /// Its rules; none when it walks the tree.
    pub const fn rules(&self) -> &'static [Rule] {
        match self.retries {
            Retries::Tree => &[],
            Retries::Rules(rules) => rules,
        }
    }

    /// The most requests one call can send.
    pub fn most_requests(&self) -> u32 {
        let hops = self.redirects.limit;
        let sent = if self.redirects.below {
            self.attempts.saturating_mul(hops.saturating_add(1))
        } else {
            self.attempts.saturating_add(hops)
        };
        // A replay follows each at most once; a new token brings the request for it and the first one again.
        sent.saturating_add(2 * u32::from(self.refreshes))
            .saturating_mul(1 + u32::from(self.replays()))
    }

    /// The policy in plain words.
    pub fn in_words(&self) -> String {
        let mut words = String::with_capacity(200);
        match self.retries {
            Retries::Tree => self.tree_in_words(&mut words),
            Retries::Rules(rules)
                if self.attempts <= 1 || rules.iter().all(|rule| rule.again == Again::Replay) =>
            {
                words += if self.replays() {
                    "Sends a 421 again once; otherwise never tries again."
                } else {
                    "Never tries again, whatever comes back."
                };
                match self.attempt_timeout {
                    Some(limit) => {
                        words += " Gives up after ";
                        words += &long(limit);
                        words += " without an answer.";
                    }
                    None => words += " Has no time-out of its own.",
                }
            }
            Retries::Rules(_) => self.rules_in_words(&mut words),
        }
        self.redirects.in_words(&mut words);
        words
    }

    /// What else to know about it, and where all this was read: a version, a source.
    pub fn about(&self) -> String {
        let mut words = String::from(self.notes);
        words += if self.notes.is_empty() { "" } else { " " };
        words += "From ";
        words += self.source;
        if !self.version.is_empty() {
            words += ", ";
            words += self.version;
        }
        words.push('.');
        words
    }

    fn limits(&self) -> String {
        let within = self
            .deadline
            .map(|limit| format!(" in {}", long(limit)))
            .unwrap_or_default();
        let each = self
            .attempt_timeout
            .map(|limit| format!(", {} each", long(limit)))
            .unwrap_or_default();
        within + &each
    }

    fn tree_in_words(&self, words: &mut String) {
        let _ = write!(
            words,
            "Up to {} attempts{}. Obeys Retry-After; otherwise full jitter from {}. Repeats a POST only with a key.",
            self.attempts,
            self.limits(),
            seconds(self.backoff.base),
        );
    }

    fn rules_in_words(&self, words: &mut String) {
        let rules = self.rules();
        let counted = || rules.iter().filter(|rule| rule.again != Again::Replay);
        // Such a client neither waits nor counts.
        let once = counted().all(|rule| rule.again == Again::Once);
        if once {
            *words += "Repeats at once, but not twice in a row";
        } else if self.attempts < UNLIMITED {
            let _ = write!(words, "Up to {} tries", self.attempts);
        } else if self.deadline.is_some() {
            *words += "As many tries as fit";
        } else {
            *words += "Tries without end";
        }
        *words += &self.limits();
        if !once {
            *words += "; ";
            self.backoff.in_words(self.attempts, words);
            self.told.in_words(words);
        }
        let post = Request::new(Method::POST, http::Uri::from_static("/"));
        let for_post = || counted().filter(|rule| rule.methods.hold(&post));
        let answered = for_post().any(|rule| !rule.statuses.is_empty());
        let failed = for_post().any(|rule| !rule.failures.is_empty());
        *words += match (answered, failed) {
            (true, _) => "; repeats POST, too. ",
            (false, true) => "; repeats POST only when no answer came. ",
            (false, false) => "; never repeats POST. ",
        };
        let mut any = false;
        for (when, only) in [
            (When::Always, ""),
            (When::Told, " only when told when"),
            (When::ToldZero, " only with Retry-After: 0"),
            (When::ToldZeroOrNothing, " unless told to wait"),
        ] {
            let rules = counted().filter(|rule| rule.when == when);
            let mut codes: Vec<(u16, u16)> = rules
                .flat_map(|rule| rule.statuses.iter().copied())
                .collect();
            if codes.is_empty() {
                continue;
            }
            codes.sort_unstable();
            codes.dedup_by(|next, before| {
                let joins = next.0 <= before.1 + 1;
                before.1 = if joins {
                    next.1.max(before.1)
                } else {
                    before.1
                };
                joins
            });
            *words += if any { "; " } else { "Repeats " };
            any = true;
            for (i, (low, high)) in codes.iter().enumerate() {
                *words += if i > 0 { ", " } else { "" };
                let _ = write!(words, "{low}");
                if *high >= 999 {
                    *words += " and up";
                } else if high > low {
                    let _ = write!(words, "–{high}");
                }
            }
            *words += only;
        }
        *words += if any { "." } else { "Repeats no status code." };
    }
}

impl Backoff {
    /// The waits it draws, in order: "waits up to 1 s, then up to 2 s".
    fn in_words(&self, attempts: u32, words: &mut String) {
        if (self.growth == Growth::None && self.floor.is_zero())
            || (self.base.is_zero() && !matches!(self.growth, Growth::List(_)))
        {
            *words += "repeats at once";
            return;
        }
        *words += "waits ";
        let told = attempts.saturating_sub(1).min(3);
        // The second and third of these depend on what was drawn before.
        if let Jitter::Decorrelated | Jitter::DecorrelatedV2 = self.jitter {
            *words += "a random, growing time from ";
            *words += &short(self.base);
            return;
        }
        let bounds = |n| self.bounds(n, None);
        let grows = bounds(1) != bounds(attempts.min(5).saturating_sub(1));
        for n in 1..=if grows { told } else { 1 } {
            if n > 1 {
                *words += ", then ";
            }
            let (low, high) = bounds(n);
            if low == high {
                *words += &short(low);
            } else if low.is_zero() {
                *words += "up to ";
                *words += &short(high);
            } else {
                *words += &short(low);
                *words += " to ";
                *words += &short(high);
            }
        }
        if !grows && attempts > 2 {
            *words += " each time";
        } else if attempts > 4 {
            *words += " and so on";
        }
    }
}

impl Told {
    fn in_words(&self, words: &mut String) {
        if self.reads.is_empty() {
            *words += "; ignores Retry-After";
            return;
        }
        *words += "; obeys ";
        *words += match self.reads[0] {
            super::Read::Millis(name) | super::Read::Reset(name) if self.reads.len() == 1 => name,
            _ => "Retry-After",
        };
        match self.bound {
            Bound::Exact => {}
            Bound::Cap(cap, _) => {
                *words += " up to ";
                *words += &long(cap);
            }
            Bound::Clamp(more) => {
                *words += " up to ";
                *words += &short(more);
                *words += " beyond its own wait";
            }
            Bound::Abandon(most) => {
                *words += " up to ";
                *words += &long(most);
                *words += " and gives up beyond";
            }
            Bound::AtLeastOwn => *words += " when that is longer",
        }
        if self.zero == Zero::BackOff {
            *words += " (but no 0)";
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::presets;

    #[test]
    fn a_policy_is_said_in_plain_words() {
        for (slug, words) in [
            (
                "careful",
                "Up to 4 attempts in 30 s, 2 s each. Obeys Retry-After; otherwise full jitter from 1 s. Repeats a POST only with a key. Follows up to 20 redirects.",
            ),
            (
                "fetch",
                "Sends a 421 again once; otherwise never tries again. Has no time-out of its own. Follows up to 20 redirects.",
            ),
            (
                "httpx",
                "Never tries again, whatever comes back. Gives up after 5 s without an answer. Follows no redirects.",
            ),
            (
                "axios-retry-exp",
                "Up to 4 tries; waits 200 ms to 240 ms, then 400 ms to 480 ms, then 800 ms to 960 ms; obeys Retry-After when that is longer; repeats POST only when no answer came. Repeats 429, 500–599. Redirects are followed as fetch() does; its own way is not checked.",
            ),
            (
                "urllib3-typical",
                "Up to 6 tries; waits 0 s, then 1 s, then 2 s and so on; obeys Retry-After up to 6 h (but no 0); repeats POST only when no answer came. Repeats 500, 502–504; 413, 429 only when told when. Follows up to 5 redirects.",
            ),
            (
                "okhttp",
                "Repeats at once, but not twice in a row, 10 s each; repeats POST, too. Repeats 503 only with Retry-After: 0; 408 unless told to wait. Follows up to 20 redirects.",
            ),
            (
                "openai-python",
                "Up to 3 tries, 10 min each; waits 375 ms to 500 ms, then 750 ms to 1 s; obeys Retry-After up to 2 min and gives up beyond (but no 0); repeats POST, too. Repeats 408–409, 429, 500 and up. Redirects are followed as fetch() does; its own way is not checked.",
            ),
            (
                "tenacity",
                "Tries without end; repeats at once; ignores Retry-After; repeats POST, too. Repeats 400–599. Redirects are followed as fetch() does; its own way is not checked.",
            ),
            (
                "botocore",
                "Up to 3 tries, 1 min each; waits up to 50 ms, then up to 100 ms; obeys x-amz-retry-after up to 5 s beyond its own wait; repeats POST, too. Repeats 429, 500, 502–504. Redirects are followed as fetch() does; its own way is not checked.",
            ),
            (
                "google-api-core",
                "As many tries as fit in 2 min; waits up to 1 s, then up to 2 s, then up to 4 s and so on; ignores Retry-After; repeats POST, too. Repeats 429, 500, 503. Follows up to 30 redirects.",
            ),
            (
                "undici-retry",
                "Up to 6 tries; waits 500 ms, then 1 s, then 2 s and so on; obeys Retry-After up to 30 s; never repeats POST. Repeats 429, 500, 502–504. Follows no redirects.",
            ),
            (
                "wget",
                "Up to 20 tries, 15 min each; waits 1 s, then 2 s, then 3 s and so on; ignores Retry-After; never repeats POST. Repeats no status code. Redirects are followed as fetch() does; its own way is not checked.",
            ),
        ] {
            let policy = presets::find(slug).expect("a preset");
            assert_eq!(policy.in_words(), words, "{slug}");
        }
    }
}
