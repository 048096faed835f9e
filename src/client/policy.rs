//! What makes one client different from another, as data. Every combination of values is a policy; some of them are bad
//! ideas, which is the lesson.

use std::fmt::Write as _;
use std::time::Duration;

use http::Method;
use http::header::{CONTENT_TYPE, HeaderName};

use super::backoff::short;
use super::redirect::Redirects;
use super::{Backoff, Bound, Growth, Jitter, Told, Zero};
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
    };

    /// Whether something below the client may send a request again without its knowing.
    pub(super) fn replays(&self) -> bool {
        self.rules().iter().any(|rule| rule.again == Again::Replay)
    }

    fn rules(&self) -> &'static [Rule] {
        match self.retries {
            Retries::Tree => &[],
            Retries::Rules(rules) => rules,
        }
    }

    /// The most requests one call can send.
    pub fn most_requests(&self) -> u32 {
        let sent = self.attempts.saturating_add(self.redirects.limit);
        // A replay follows each at most once.
        sent.saturating_mul(1 + u32::from(self.replays()))
    }

    /// The policy in plain words.
    pub fn in_words(&self) -> String {
        let mut words = String::with_capacity(200);
        match self.retries {
            Retries::Tree => self.tree_in_words(&mut words),
            Retries::Rules(_) if self.attempts <= 1 => {
                words += "Never tries again";
                words += if self.replays() {
                    " but once after 421."
                } else {
                    ", whatever comes back."
                };
                if self.attempt_timeout.is_none() {
                    words += " Has no time-out of its own.";
                }
            }
            Retries::Rules(_) => self.rules_in_words(&mut words),
        }
        self.redirects.in_words(&mut words);
        words
    }

    fn limits(&self) -> String {
        let within = self
            .deadline
            .map(|limit| format!(" in {}", seconds(limit)))
            .unwrap_or_default();
        let each = self
            .attempt_timeout
            .map(|limit| format!(", {} each", seconds(limit)))
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
        if self.attempts == UNLIMITED {
            *words += "Tries without end";
        } else {
            let _ = write!(words, "Up to {} tries", self.attempts);
        }
        *words += &self.limits();
        *words += "; ";
        self.backoff.in_words(self.attempts, words);
        self.told.in_words(words);
        let post = Request::new(Method::POST, http::Uri::from_static("/"));
        let counted = || {
            self.rules()
                .iter()
                .filter(|rule| rule.again != Again::Replay)
        };
        let repeats = |failed: bool| {
            counted().any(|rule| {
                rule.methods.hold(&post)
                    && if failed {
                        !rule.failures.is_empty()
                    } else {
                        !rule.statuses.is_empty()
                    }
            })
        };
        *words += match (repeats(false), repeats(true)) {
            (false, false) => "; never repeats POST. ",
            (true, _) => "; repeats POST. ",
            (false, true) => "; repeats POST only when no answer came. ",
        };
        let mut codes = Vec::new();
        for rule in counted() {
            codes.extend_from_slice(rule.statuses);
        }
        if codes.is_empty() {
            *words += "Repeats no status code.";
            return;
        }
        *words += "Repeats ";
        codes.sort_unstable();
        for (i, (low, high)) in codes.iter().enumerate() {
            if i > 0 {
                *words += ", ";
            }
            let _ = write!(words, "{low}");
            if high > low {
                let _ = write!(words, "–{high}");
            }
        }
        words.push('.');
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
        for n in 1..=told {
            if n > 1 {
                *words += ", then ";
            }
            let (low, high) = self.bounds(n, None);
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
        if attempts > 4 {
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
                *words += &crate::time::spoken(cap);
            }
            Bound::Clamp(more) => {
                *words += " up to ";
                *words += &short(more);
                *words += " beyond its own wait";
            }
            Bound::Abandon(most) => {
                *words += " up to ";
                *words += &short(most);
                *words += ", and gives up beyond";
            }
            Bound::AtLeastOwn => *words += " when that is longer",
        }
        if self.zero == Zero::BackOff {
            *words += ", but not a 0";
        }
    }
}
