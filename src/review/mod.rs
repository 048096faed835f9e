//! Is this response well formed for its status? One rule per file in `rules/`, named for the fault it finds.
//!
//! A rule looks at one response and the request it answers, and says what to send instead. What RFCs leave open
//! (a 503 without `Retry-After`) is no fault. Content is looked at as far as its first 64 KiB.

mod message;
mod rules;
#[cfg(test)]
mod testing;

use crate::protocol::{Request, Response, Source};

pub use message::Message;
pub use rules::RULES;

/// One way a response can be wrong.
pub struct Rule {
    /// Its name in links: the name of its file, with hyphens. Forever.
    pub slug: &'static str,
    /// The fault in a few words: `401 without a challenge`.
    pub fault: &'static str,
    /// What goes wrong for a client, in a sentence or two. Fields, methods and codes stand in backquotes.
    pub why: &'static str,
    /// Where this is said.
    pub source: Source,
    /// What is wrong in a response and what to send instead, if the fault is there.
    pub check: fn(&Message<'_>) -> Option<String>,
}

/// A fault that a response has.
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// What is wrong in this response, and what to send instead. Fields, methods and codes stand in backquotes.
    pub what: String,
}

/// What is wrong with a response to a request; nothing when it is well formed. In the order of [`RULES`].
pub fn review(request: &Request, response: &Response) -> Vec<Finding> {
    let message = Message::new(request, response);
    let findings = RULES.iter().filter_map(|rule| {
        let what = (rule.check)(&message)?;
        Some(Finding { rule, what })
    });
    findings.collect()
}
