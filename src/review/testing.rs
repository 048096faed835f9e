//! How rules are tested: messages as text, without what is always the same.

use super::{Rule, review};
use crate::protocol::text::{parse_request, parse_response};

/// What a rule finds: `GET /users` and its fields, `401 Unauthorized` and what follows.
fn found(rule: &Rule, request: &str, response: &str) -> Option<String> {
    let (line, fields) = request.split_once('\n').unwrap_or((request, ""));
    let text = format!("{line} HTTP/1.1\nHost: shop.example\n{fields}");
    let (request, _) = parse_request(&text).expect("a request");
    let response = parse_response(&format!("HTTP/1.1 {response}")).expect("a response");
    let finding = review(&request, &response)
        .into_iter()
        .find(|finding| finding.rule.slug == rule.slug);
    finding.map(|finding| finding.what)
}

/// Asserts that the rule finds its fault, and says this about it.
#[track_caller]
pub(super) fn flags(rule: &Rule, request: &str, response: &str, telling: &str) {
    let what = found(rule, request, response);
    let what = what.unwrap_or_else(|| panic!("{} is not found in {response}", rule.slug));
    assert!(what.contains(telling), "{what}");
}

/// Asserts that the rule finds nothing.
#[track_caller]
pub(super) fn passes(rule: &Rule, request: &str, response: &str) {
    assert_eq!(found(rule, request, response), None, "{response}");
}
