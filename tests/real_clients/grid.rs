//! The calls each library makes.

use std::env;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use teapot::backend::EPOCH;

use crate::libraries::Library;

/// The status codes that somebody repeats, and some that nobody does.
const STATUSES: &[u16] = &[
    400, 404, 407, 408, 409, 413, 421, 425, 429, 500, 501, 502, 503, 504, 505, 507, 522, 524,
];
const REDIRECTS: &[u16] = &[301, 302, 303, 307, 308];

/// How long a call is watched; one case of each library is watched longer, to see it use up its tries.
const WATCHED: Duration = Duration::from_millis(3_500);
const WATCHED_LONG: Duration = Duration::from_secs(35);

/// One call, and what the server does to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The method.
    pub method: &'static str,
    /// The act that is played once before the trouble; empty for none.
    pub before: &'static str,
    /// The act of the script, without how often it is played.
    pub trouble: String,
    /// Whether it is played once, not again and again.
    pub once: bool,
    /// How much shorter a wait may be than the date it was told is away: a date has no fractions of seconds.
    pub early: Duration,
    /// How long the call may take; it is cut before a wait that would end later.
    pub watched: Duration,
}

impl Case {
    /// A status again and again, with what `Retry-After` says.
    pub fn status(method: &'static str, code: u16, retry_after: &str) -> Self {
        let told = match retry_after {
            "" => String::new(),
            told => format!(" retry-after={told}"),
        };
        let date = retry_after.starts_with("date+");
        let exhausts = method == "GET" && code == 503 && retry_after.is_empty();
        Self {
            method,
            before: "",
            trouble: format!("{code}{told}"),
            once: false,
            early: Duration::from_secs(u64::from(date)),
            watched: if exhausts { WATCHED_LONG } else { WATCHED },
        }
    }

    /// A fault of the network again and again.
    fn fault(method: &'static str, act: &str) -> Self {
        Self {
            trouble: act.to_owned(),
            ..Self::status(method, 500, "")
        }
    }

    /// A redirect, once.
    fn redirect(method: &'static str, code: u16) -> Self {
        Self {
            once: true,
            ..Self::status(method, code, "")
        }
    }

    /// A redirect to a place where there is only trouble.
    fn led_astray(method: &'static str, redirect: &'static str) -> Self {
        Self {
            before: redirect,
            ..Self::status(method, 503, "")
        }
    }

    /// `GET 503 retry-after=1`.
    pub fn name(&self) -> String {
        let before = if self.before.is_empty() { "" } else { ", then" };
        let once = if self.once { ", once" } else { "" };
        format!(
            "{} {}{before} {}{once}",
            self.method, self.before, self.trouble
        )
        .replace("  ", " ")
    }

    /// What is asked for. A redirect leads from there to another user.
    pub const PATH: &str = "/api/users/7";

    /// The content that is sent.
    pub fn content(&self) -> Option<&'static str> {
        matches!(self.method, "POST" | "PUT").then_some("{\"name\": \"Mary Shaw\"}")
    }

    /// The script: the trouble so many times, or for ever, and success after it. Nothing takes time but the waits.
    pub fn script(&self, times: Option<u8>) -> String {
        let trouble = &self.trouble;
        let before = match self.before {
            "" => String::new(),
            act => format!("{act} after=0ms, "),
        };
        match times {
            None => format!("{before}{trouble} after=0ms x*"),
            Some(times) => format!("{before}{trouble} after=0ms x{times}, 200 after=0ms x*"),
        }
    }
}

/// Whether all there is to be tried.
fn is_full() -> bool {
    env::var("TEAPOT_FULL").is_ok_and(|full| full == "1")
}

/// All calls of a library.
pub fn cases(library: &Library) -> Vec<Case> {
    let all: Vec<u16> = (400..600).collect();
    let statuses = if is_full() { &all[..] } else { STATUSES };
    let mut cases = Vec::new();
    // Some read dates against the clock of the machine, which the shop has to share.
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let dated = now.as_secs() > EPOCH;
    for method in ["GET", "PUT", "POST"] {
        for status in statuses {
            for told in ["", "1", "0", "date+2"] {
                if dated || !told.starts_with("date") {
                    cases.push(Case::status(method, *status, told));
                }
            }
        }
        if dated {
            cases.push(Case::status(method, 503, "date-60"));
        }
    }
    for method in ["GET", "PUT", "POST", "DELETE"] {
        // What DELETE is answered with has no content that could break off.
        let acts = ["reset before", "empty", "not-http", "truncated"];
        let acts = &acts[..acts.len() - usize::from(method == "DELETE")];
        cases.extend(acts.iter().map(|act| Case::fault(method, act)));
        if library.follows {
            let redirects = REDIRECTS.iter();
            cases.extend(redirects.map(|status| Case::redirect(method, *status)));
        }
    }
    if library.follows {
        // Round and round, to see how often it follows; and trouble behind a redirect, to see what it repeats.
        cases.push(Case::status("GET", 302, ""));
        cases.push(Case::led_astray("GET", "302"));
        cases.push(Case::led_astray("PUT", "307"));
        cases.push(Case::led_astray("POST", "303"));
        cases.push(Case {
            once: true,
            ..Case::status("GET", 302, "1")
        });
    }
    cases.retain(|case| {
        let ends = !library.never_ends_on.contains(&case.trouble.as_str());
        ends && library.sends.contains(&case.method)
    });
    cases
}
