//! Who the client of a set-up is compared with.

use super::{Lab, MAX_RIVALS};
use crate::client::{Policy, presets};
use crate::exchange::Setup;
use crate::exchange::compare::{Comparison, compare};

/// What people use most, by family, the most used first.
const USED: [&str; 14] = [
    "axios-retry",
    "got",
    "ky",
    "urllib3-typical",
    "tenacity",
    "okhttp",
    "resilience4j",
    "ms-http-resilience",
    "go-retryablehttp",
    "reqwest-retry",
    "symfony",
    "aws-js-v3",
    "botocore",
    "curl-retry",
];
/// Beside the careful client: one that never repeats, one that does not wait by itself, one that obeys the server, one that
/// repeats every method.
const BESIDE_CAREFUL: [&str; 4] = ["fetch", "axios-retry", "got", "go-retryablehttp"];

impl Lab {
    /// Who is compared: the client that is set up, with its changes, and its rivals. It is no rival of itself.
    pub fn compared(&self) -> Vec<Policy> {
        let own = self.policy();
        let rivals = self.rivals.iter().filter(|rival| rival.slug != own.slug);
        [own]
            .into_iter()
            .chain(rivals.map(|rival| **rival))
            .collect()
    }

    /// The runs of all who are compared, as a set-up of this one has them.
    pub fn compare(&self, setup: &Setup) -> Comparison {
        compare(setup, &self.compared())
    }

    /// Whom to begin a comparison with: itself without its changes, the careful client, none at all, what its family uses.
    pub fn usual_rivals(&self) -> Vec<&'static Policy> {
        let own = self.client;
        let mut slugs = Vec::new();
        if !self.changes.is_empty() {
            slugs.push(own.slug);
        }
        if own.slug == presets::CAREFUL.slug {
            slugs.extend(BESIDE_CAREFUL);
        } else {
            slugs.extend([presets::CAREFUL.slug, presets::FETCH.slug]);
            let kin = |slug: &&&str| {
                presets::find(slug)
                    .is_some_and(|other| other.family == own.family && other.slug != own.slug)
            };
            slugs.extend(USED.iter().find(kin).copied());
        }
        let changed = !self.changes.is_empty();
        let rivals = slugs
            .into_iter()
            .filter(|slug| changed || *slug != own.slug);
        rivals.filter_map(presets::find).take(MAX_RIVALS).collect()
    }
}
