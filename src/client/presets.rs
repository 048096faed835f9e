//! The clients one can choose.

use std::time::Duration;

use super::{Backoff, Policy, Retries};

/// Walks the tree. Its numbers follow the SRE book (few tries per call) and the AWS article (full jitter).
pub const CAREFUL: Policy = Policy {
    slug: "careful",
    name: "careful (walks the tree)",
    source: "the tree under Decide",
    retries: Retries::Tree,
    attempts: 4,
    deadline: Some(Duration::from_secs(30)),
    attempt_timeout: Some(Duration::from_secs(2)),
    backoff: Backoff {
        base: Duration::from_secs(1),
        cap: Duration::from_secs(30),
    },
    redirects: 20,
};

/// The browser's own `fetch()`, used without a library: no retry, no time-out, redirects followed.
pub const FETCH: Policy = Policy {
    slug: "fetch",
    name: "browser fetch()",
    source: "WHATWG Fetch, HTTP-redirect fetch",
    retries: Retries::Never,
    attempts: 1,
    deadline: None,
    attempt_timeout: None,
    backoff: Backoff {
        base: Duration::ZERO,
        cap: Duration::ZERO,
    },
    redirects: 20,
};

/// All of them, the default first.
pub const ALL: [&Policy; 2] = [&CAREFUL, &FETCH];

/// The policy with this slug.
pub fn find(slug: &str) -> Option<&'static Policy> {
    ALL.into_iter().find(|policy| policy.slug == slug)
}
