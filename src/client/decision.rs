//! What a client made of what came back, kept as values: the words are made when somebody reads them, because a
//! simulation of a million calls reads none.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER};

use super::backoff::short;
use super::{Backoff, Draw};
use crate::protocol::Response;
use crate::tree::{self, Situation, Verdict, Walk};

/// What the client made of an outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// In a few words, for a badge: `Told when: wait`.
    pub badge: Badge,
    /// The wait it chose, if it waits.
    pub wait: Option<Waiting>,
    /// What its rules made of it; empty for a client without any, and where nothing had to be decided.
    pub because: &'static str,
    /// The facts the tree is asked about, when it is about what came back.
    pub(super) situation: Option<Box<Situation>>,
    /// Whether the client walks the tree instead of its own rules.
    pub(super) walks: bool,
}

/// A decision in a few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Badge {
    /// These.
    Says(&'static str),
    /// What it does with this status: `307: follow`.
    Does(StatusCode, &'static str),
    /// This status goes to whoever called the client.
    HandsOver(StatusCode),
}

/// A wait and its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// How long.
    pub length: Duration,
    /// The shortest it could have been.
    pub least: Duration,
    /// The longest it could have been.
    pub most: Duration,
    pub(super) told: Option<(&'static str, HeaderValue)>,
    pub(super) own: Option<(Backoff, Draw)>,
    pub(super) bounded: Bounded,
}

/// What a client did to the length it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bounded {
    /// Nothing.
    Not,
    /// It is cut to this.
    Cut(Duration),
    /// It is kept between these.
    Kept(Duration, Duration),
    /// It is the client's own wait, grown to be no shorter.
    AtLeastOwn,
}

impl Decision {
    /// A decision that says no more than this.
    pub(super) const fn new(badge: Badge) -> Self {
        Self {
            badge,
            wait: None,
            because: "",
            situation: None,
            walks: false,
        }
    }

    /// Whether the tree is about what came back.
    pub const fn is_for_the_tree(&self) -> bool {
        self.situation.is_some()
    }

    /// The way through the tree, when the client walks it.
    pub fn walk(&self) -> Option<Walk> {
        self.way().filter(|_| self.walks)
    }

    /// What the tree says to the same, for a client that does not walk it.
    pub fn tree(&self) -> Option<Walk> {
        self.way().filter(|_| !self.walks)
    }

    fn way(&self) -> Option<Walk> {
        let situation = self.situation.as_ref()?;
        Some(tree::walk(|node| situation.answer(node)))
    }

    /// Where the client does something else than the tree says, what that means.
    pub fn differs(&self) -> Option<&'static str> {
        let situation = self.situation.as_ref().filter(|_| !self.walks)?;
        let verdict = tree::verdict(|question| situation.says(question))?;
        let waits = self.wait.as_ref().map(|wait| wait.length);
        differs(verdict, waits, situation.told.flatten())
    }
}

/// What a call that was cancelled says.
pub(super) const CANCELLED: Badge = Badge::Says("Cancelled: stop");

/// What a call says that was redirected too often.
pub const TOO_MANY: Badge = Badge::Says("Too many redirects: stop");

impl Badge {
    /// Whether it says that the call was cancelled.
    pub fn cancels(self) -> bool {
        self == CANCELLED
    }
}

impl fmt::Display for Badge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Says(words) => f.write_str(words),
            Self::Does(status, what) => write!(f, "{}: {what}", status.as_str()),
            Self::HandsOver(status) => write!(f, "Hands over the {}", status.as_str()),
        }
    }
}

impl Waiting {
    /// A wait the client chose by itself.
    pub(super) const fn own(draw: Draw, backoff: Backoff) -> Self {
        Self {
            length: draw.wait,
            least: draw.least,
            most: draw.limit,
            told: None,
            own: Some((backoff, draw)),
            bounded: Bounded::Not,
        }
    }

    /// A wait as long as the server said, in `Retry-After`.
    pub(super) fn as_told(length: Duration, response: Option<&Response>) -> Self {
        let value = response.and_then(|response| response.headers.get(RETRY_AFTER));
        Self {
            length,
            least: length,
            most: length,
            told: value.map(|value| ("Retry-After", value.clone())),
            own: None,
            bounded: Bounded::Not,
        }
    }

    /// Whether the server's word went into it.
    pub const fn is_told(&self) -> bool {
        self.told.is_some()
    }

    /// Why that long: `from Retry-After: 2`.
    pub fn reason(&self) -> String {
        match (&self.told, &self.own) {
            (Some((name, value)), _) => {
                format!("from {name}: {}", value.to_str().unwrap_or_default())
            }
            (None, Some((backoff, draw))) => backoff.reason(draw.limit),
            (None, None) => String::new(),
        }
    }

    /// The formula with its numbers; empty when it is just what the server said.
    pub fn formula(&self) -> String {
        let own = || {
            let formula = |(backoff, draw): &(Backoff, Draw)| backoff.formula(draw);
            self.own.as_ref().map(formula).unwrap_or_default()
        };
        match self.bounded {
            Bounded::Not if self.told.is_some() => String::new(),
            Bounded::Not => own(),
            Bounded::Cut(cap) => format!("cut to {}", short(cap)),
            Bounded::Kept(low, high) => {
                format!("kept between {} and {}", short(low), short(high))
            }
            Bounded::AtLeastOwn => format!("at least its own: {}", own()),
        }
    }

    /// What the next draw of the call builds on, if one was made.
    pub(super) fn next(&self) -> Option<Duration> {
        self.own.as_ref().map(|(_, draw)| draw.next)
    }
}

/// What it means that a client waits and repeats, or does not, where the tree says something else.
fn differs(
    verdict: Verdict,
    waits: Option<Duration>,
    told: Option<Duration>,
) -> Option<&'static str> {
    match (waits, verdict) {
        (Some(_), Verdict::Change) => {
            Some("The same request cannot succeed: repeating it is in vain.")
        }
        (Some(_), Verdict::FixAddress) => {
            Some("The address is wrong, and repeating does not mend it.")
        }
        (Some(_), Verdict::Unknown | Verdict::Look) => {
            Some("It may have been carried out already, and is then carried out twice.")
        }
        (Some(_), Verdict::Report) => Some("More tries than that only add to the load."),
        (Some(_), Verdict::Later) => Some("It would come after the deadline."),
        (Some(wait), Verdict::WaitAsTold) if told.is_some_and(|told| wait < told) => {
            Some("The server asked for more time than it gets.")
        }
        (Some(wait), Verdict::BackOff) if wait.is_zero() => {
            Some("Without a wait, it comes back while the trouble is still there.")
        }
        (None, verdict) if verdict.sends_again() => Some("Another try might have worked."),
        _ => None,
    }
}
