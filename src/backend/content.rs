//! The content of a request: of the right media type, not too large, and JSON where JSON is wanted.

use http::header::{ACCEPT, CONTENT_TYPE};
use serde_json::Value;
use serde_json::error::Category;

use super::answer::{Answer, Refusal};
use super::route::{ACCEPT_PATCH, ACCEPT_QUERY, Call};
use crate::protocol::Request;
use crate::protocol::problem::{Invalid, Problem};

/// The largest content that is read, in bytes.
pub(super) const MAX: usize = 64 * 1024;
/// The most mistakes that are listed at once.
const MAX_ERRORS: usize = 20;

/// The answers of an operation that takes content.
pub(super) const ANSWERS: [(u16, &str); 2] = [
    (413, "The content is too large."),
    (
        415,
        "The content is of a media type or coding that is not understood here.",
    ),
];

/// Checks what can be checked before the content is read.
///
/// # Errors
/// The 415 or 413 that ends the way.
pub(super) fn check(call: &mut Call<'_>, takes: &[&str]) -> Result<(), Refusal> {
    if takes.is_empty() {
        return Ok(());
    }
    let sent = essence(call.request);
    if !takes.iter().any(|takes| takes.eq_ignore_ascii_case(sent)) {
        let takes = takes.join(", ");
        let detail = format!("Send the content with Content-Type: {takes}.");
        let answer = call.refuse(415, "Wrong media type", detail);
        // RFC 9110 §15.5.16 names Accept; for a PATCH, RFC 5789 §2.2 wants Accept-Patch, for a QUERY RFC 10008 Accept-Query.
        let name = match call.request.method.as_str() {
            "PATCH" => ACCEPT_PATCH,
            "QUERY" => ACCEPT_QUERY,
            _ => ACCEPT,
        };
        return Err(answer.with(name, &takes).into());
    }
    if call.request.body.len() > MAX {
        let detail = format!("At most {MAX} bytes are read here.");
        return Err(call.refuse(413, "Too large", detail).into());
    }
    Ok(())
}

/// The media type of the content without its parameters; names compare without case (RFC 9110 §8.3.1).
pub(super) fn essence(request: &Request) -> &str {
    let value = request.headers.get(CONTENT_TYPE);
    let text = value.and_then(|value| value.to_str().ok()).unwrap_or("");
    text.split(';').next().unwrap_or("").trim()
}

/// The content as JSON.
///
/// # Errors
/// A 400 that says where it stops being JSON, and in which way.
pub(super) fn json(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let content = &call.request.body.0;
    if content.iter().all(u8::is_ascii_whitespace) {
        let detail = "There is no content, and JSON was expected: at line 1 column 0.";
        return Err(call.refuse(400, "No content", detail).into());
    }
    serde_json::from_slice(content).map_err(|error| {
        let (why, how) = match error.classify() {
            Category::Eof => ("JSON ends too early", "ends too early"),
            _ if std::str::from_utf8(content).is_err() => {
                ("Not UTF-8", "is not UTF-8 (RFC 8259 §8.1)")
            }
            _ => ("Not JSON", "is not JSON"),
        };
        call.refuse(400, why, format!("The content {how}: {error}."))
            .into()
    })
}

/// The mistakes in a document, each with where it is.
#[derive(Default)]
pub(super) struct Mistakes(Vec<Invalid>);

impl Mistakes {
    /// Notes one at a member, or at the whole for an empty name.
    pub(super) fn note(&mut self, member: &str, detail: impl Into<String>) {
        // Only names that need no escaping in a pointer are repeated (RFC 6901 §3).
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let member = if member.bytes().all(plain) && member.len() <= 60 {
            member
        } else {
            ""
        };
        if self.0.len() < MAX_ERRORS {
            self.0.push(Invalid {
                detail: detail.into(),
                pointer: format!("#/{member}"),
            });
        }
    }

    /// The 422 when there are any; `what` is what the document should have been.
    ///
    /// # Errors
    /// That 422.
    pub(super) fn none(self, call: &mut Call<'_>, what: &str) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        let problem = Problem {
            kind: "tag:teapot.example,2026:not-valid".to_owned(),
            title: format!("The {what} is not valid"),
            errors: self.0,
            ..Problem::blank(422, "", "See errors for what to change.")
        };
        Err(Answer::problem(call.rng, "Not valid", problem).into())
    }
}

/// The members of a JSON object; a value of another type is a mistake in itself.
pub(super) fn members(
    content: Value,
    mistakes: &mut Mistakes,
    wanted: &str,
) -> serde_json::Map<String, Value> {
    match content {
        Value::Object(members) => members,
        _ => {
            mistakes.note("", format!("must be an object with {wanted}"));
            serde_json::Map::new()
        }
    }
}
