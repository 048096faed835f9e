//! What makes one client different from another, as data. Every combination of values is a policy; some of them are bad
//! ideas, which is the lesson.

use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderName};

use super::redirect::Redirects;
use super::{Backoff, Breaker, Budget, Throttle, Told};
use crate::protocol::{Failure, Outcome, Request};

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
    /// It says: in a while.
    ToldMore,
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
            When::ToldMore => {
                let length = told.length(response);
                length.is_some_and(|length| !length.is_zero())
            }
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
}
