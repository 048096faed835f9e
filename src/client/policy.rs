//! What makes one client different from another, as data. Every combination of values is a policy; some of them are bad
//! ideas, which is the lesson.

use std::time::Duration;

use super::Backoff;
use crate::tree::seconds;

/// How a client behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    /// Its name in links; never changes.
    pub slug: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Where its behaviour is written down.
    pub source: &'static str,
    /// Who decides on a retry.
    pub retries: Retries,
    /// How often a call is tried at most, the first time included; at least 1.
    pub attempts: u32,
    /// How long a call may take in all, if it is limited.
    pub deadline: Option<Duration>,
    /// How long one attempt may take, if it is limited.
    pub attempt_timeout: Option<Duration>,
    /// How long it waits by itself before a retry.
    pub backoff: Backoff,
    /// How many redirects it follows in one call.
    pub redirects: u32,
}

/// Who decides on a retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retries {
    /// The decision tree.
    Tree,
    /// Nobody: what comes back is handed over.
    Never,
}

impl Policy {
    /// The policy in plain words.
    pub fn in_words(&self) -> String {
        match self.retries {
            Retries::Never => format!(
                "Never tries again, whatever comes back. Has no time-out of its own. Follows up to {} redirects.",
                self.redirects
            ),
            Retries::Tree => {
                let within = self
                    .deadline
                    .map(|limit| format!(" in {}", seconds(limit)))
                    .unwrap_or_default();
                let each = self
                    .attempt_timeout
                    .map(|limit| format!(", {} each", seconds(limit)))
                    .unwrap_or_default();
                format!(
                    "Up to {} attempts{within}{each}. Obeys Retry-After; otherwise full jitter from {}. Repeats a POST only \
                     with a key. Follows up to {} redirects.",
                    self.attempts,
                    seconds(self.backoff.base),
                    self.redirects
                )
            }
        }
    }
}
