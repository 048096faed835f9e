//! The clients one can choose.

use std::time::Duration;

use super::{Again, Backoff, Jitter, Policy, Retries, Rule};

/// Walks the tree. Its numbers follow the SRE book (few tries per call) and the AWS article (full jitter).
pub const CAREFUL: Policy = Policy {
    slug: "careful",
    name: "careful (walks the tree)",
    family: "Teapot",
    source: "the tree under Decide",
    retries: Retries::Tree,
    attempts: 4,
    deadline: Some(Duration::from_secs(30)),
    attempt_timeout: Some(Duration::from_secs(2)),
    backoff: Backoff::doubling(1_000).up_to(30).with(Jitter::Full),
    ..Policy::NONE
};

/// What `fetch()` does below every library that uses it: a 421 is sent once more on a new connection (Fetch,
/// "HTTP-network-or-cache fetch").
const REPLAY_421: Rule = Rule {
    statuses: &[(421, 421)],
    again: Again::Replay,
    ..Rule::NONE
};

/// The browser's own `fetch()`, used without a library: no retry but after 421, no time-out, redirects followed.
pub const FETCH: Policy = Policy {
    slug: "fetch",
    name: "browser fetch()",
    family: "JavaScript",
    version: "Fetch Standard",
    source: "WHATWG Fetch, HTTP-redirect fetch and HTTP-network-or-cache fetch",
    retries: Retries::Rules(&[REPLAY_421]),
    ..Policy::NONE
};

/// All of them, the default first.
pub const ALL: [&Policy; 2] = [&CAREFUL, &FETCH];

/// The policy with this slug.
pub fn find(slug: &str) -> Option<&'static Policy> {
    ALL.into_iter().find(|policy| policy.slug == slug)
}
