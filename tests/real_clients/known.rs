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
        libraries: &[
            "ky",
            "ofetch",
            "fetch-retry",
            "axios-retry",
            "axios-retry-exp",
            "gaxios",
            "octokit-retry",
            "rtk-query",
            "openai-python",
        ],
        about: |it| it.case.name() == "GET 302" && it.seen.len() > it.predicted.requests.len(),
        why: "one redirect too many is an error like any other to what repeats errors; a Policy knows no such failure",
    },
    Known {
        libraries: &["ky", "ofetch", "axios-retry", "axios-retry-exp", "gaxios"],
        about: |it| it.case.name() == "POST 303, then 503" && it.seen.len() == 2,
        why: "it asks for the method it was called with, POST; Call asks for that of the last request, GET",
    },
    Known {
        libraries: &["rtk-query", "octokit-retry"],
        about: |it| it.case.trouble.starts_with("421") && it.seen.len().is_multiple_of(2),
        why: "fetch() below it replays the 421 of each try; Call ends after the first replay",
    },
    Known {
        libraries: &["azure-core-js"],
        about: |it| {
            matches!(it.case.trouble.as_str(), "303" | "308") && it.case.once && it.seen.len() == 1
        },
        why: "it follows 303 only after POST, and never 308 (redirectPolicy.ts); Rewriting::Azure follows them",
    },
    Known {
        libraries: &["got"],
        about: |it| it.case.trouble == "413 retry-after=0" && it.seen.len() == 1,
        why: "a 413 is repeated only if Retry-After is more than 0 (calculate-retry-delay.ts); When has no word for that",
    },
    Known {
        libraries: &["requests", "google-api-core"],
        about: |it| it.case.name() == "PUT 301, once" && it.what == "request 2 is without content",
        why: "on 301 the method stays and the content goes (sessions.py, resolve_redirects); Rewriting has no word for that",
    },
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
