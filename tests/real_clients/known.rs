//! Where a library does what its policy cannot say, or is here in another version than the one its preset tells of. What is
//! in the list is not reported; what is in it and no longer differs is.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::compare::Difference;
use crate::libraries::{LIBRARIES, Library};

/// A known difference.
struct Known {
    libraries: &'static [&'static str],
    /// Whether it is about a call.
    about: fn(&Difference) -> bool,
    /// What it does and why.
    why: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        libraries: &["curl-retry"],
        about: |it| is_old_curl() && matches!(it.case.trouble.get(..3), Some("522" | "524")),
        why: "522 and 524 are repeated since curl 8.17 (curl/curl#19011)",
    },
    Known {
        libraries: &["curl-retry"],
        about: |it| is_old_curl() && it.case.trouble.ends_with("date-60"),
        why: "told a date that has passed, curl 7.88 waits without an end",
    },
];

/// Whether the curl of this machine is older than 8.17.
fn is_old_curl() -> bool {
    static OLD: OnceLock<bool> = OnceLock::new();
    *OLD.get_or_init(|| {
        let curl = LIBRARIES
            .iter()
            .find(|library| library.slug == "curl-retry");
        let versions = curl.expect("it is driven").versions();
        let mut numbers = versions
            .trim_start_matches("curl ")
            .split('.')
            .map(str::parse::<u32>);
        let mut number = || numbers.next().and_then(Result::ok).unwrap_or_default();
        (number(), number()) < (8, 17)
    })
}

/// The number of the known difference it is.
pub fn known(difference: &Difference) -> Option<usize> {
    KNOWN.iter().position(|known| {
        known.libraries.contains(&difference.library) && (known.about)(difference)
    })
}

/// Those of a library that were not met. What the machine brings may have got over them.
pub fn missed(library: &Library, met: &BTreeSet<usize>) -> Vec<&'static str> {
    if library.is_of_the_machine() {
        return Vec::new();
    }
    let own = KNOWN.iter().enumerate();
    own.filter(|(number, known)| known.libraries.contains(&library.slug) && !met.contains(number))
        .map(|(_, known)| known.why)
        .collect()
}
