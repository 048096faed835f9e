//! Conditional requests: ETag, Last-Modified, and the fields that ask about them (RFC 9110 §8.8, §13).

use std::time::Duration;

use http::Method;
use http::header::{
    ETAG, HeaderName, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE,
    LAST_MODIFIED,
};

use super::answer::{Answer, Refusal};
use super::date;
use super::route::Call;
use crate::protocol::Request;
use crate::time::Instant;

/// What tells one state of a thing from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Validators {
    /// The entity tag, quotes included; always a strong one here.
    pub(super) tag: String,
    /// When it changed last.
    pub(super) changed: Instant,
}

impl Validators {
    /// An answer that carries them.
    pub(super) fn on(&self, answer: Answer) -> Answer {
        answer
            .with(ETAG, &self.tag)
            .with(LAST_MODIFIED, &date(self.changed))
    }
}

/// Checks the conditions of a request in the order of RFC 9110 §13.2.2; nothing stands for a thing that is not there.
///
/// # Errors
/// The 412 or 304 that ends the way.
pub(super) fn check(call: &mut Call<'_>, is: Option<&Validators>) -> Result<(), Refusal> {
    let request = call.request;
    let failed = if request.headers.contains_key(IF_MATCH) {
        !matches(request, IF_MATCH, is, false)
    } else {
        // §13.1.4: ignored with If-Match, and when it is no date.
        let since = seconds_of(request, IF_UNMODIFIED_SINCE);
        matches!((since, is), (Some(since), Some(is)) if seconds(is.changed) > since)
    };
    if failed {
        return Err(precondition_failed(call, is).into());
    }
    let reads = matches!(request.method, Method::GET | Method::HEAD);
    if request.headers.contains_key(IF_NONE_MATCH) {
        if !matches(request, IF_NONE_MATCH, is, true) {
            return Ok(());
        }
        return Err(match is {
            Some(is) if reads => not_modified(is),
            _ => precondition_failed(call, is),
        }
        .into());
    }
    // §13.1.3: only for GET and HEAD.
    if let (true, Some(is), Some(since)) = (reads, is, seconds_of(request, IF_MODIFIED_SINCE))
        && seconds(is.changed) <= since
    {
        return Err(not_modified(is).into());
    }
    Ok(())
}

/// Demands that a request says which state it means to change (RFC 6585 §3).
///
/// # Errors
/// The 428.
pub(super) fn demand(call: &mut Call<'_>) -> Result<(), Refusal> {
    let fields = &call.request.headers;
    if fields.contains_key(IF_MATCH) || fields.contains_key(IF_UNMODIFIED_SINCE) {
        return Ok(());
    }
    let detail =
        "Read it first, then send its ETag in If-Match: so nobody's change is overwritten unseen.";
    Err(call.refuse(428, "Which version?", detail).into())
}

/// Whether ranges still mean what the client has (RFC 9110 §13.1.5).
pub(super) fn range_holds(request: &Request, is: &Validators) -> bool {
    let Some(value) = request.headers.get(IF_RANGE) else {
        return true;
    };
    match value.to_str() {
        // Strong comparison: a weak tag never matches.
        Ok(text) if text.starts_with('"') => text == is.tag,
        Ok(text) => {
            httpdate::parse_http_date(text).is_ok_and(|date| date == super::system(is.changed))
        }
        Err(_) => false,
    }
}

fn precondition_failed(call: &mut Call<'_>, is: Option<&Validators>) -> Answer {
    let detail = match is {
        Some(is) => format!(
            "It is at {} now. Read it again, then decide.",
            is.tag.replace('"', "")
        ),
        None => "There is nothing here that could match.".to_owned(),
    };
    call.refuse(412, "Changed meanwhile", detail)
}

/// RFC 9110 §15.4.5: with the fields a 200 would have had and a cache needs.
fn not_modified(is: &Validators) -> Answer {
    is.on(Answer::empty(304))
        .did("read", "Not modified", "nothing sent again")
}

/// Whether one of the tags of a field is that of the thing; `*` matches whatever is there.
fn matches(request: &Request, name: HeaderName, is: Option<&Validators>, weakly: bool) -> bool {
    let Some(is) = is else { return false };
    let values = request
        .headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| {
            let tag = if weakly {
                tag.strip_prefix("W/").unwrap_or(tag)
            } else {
                tag
            };
            tag == "*" || tag == is.tag
        })
}

/// A moment in the whole seconds of an HTTP-date.
fn seconds(at: Instant) -> u64 {
    super::EPOCH.saturating_add(at.0.as_secs())
}

fn seconds_of(request: &Request, name: HeaderName) -> Option<u64> {
    let text = request.headers.get(name)?.to_str().ok()?;
    let date = httpdate::parse_http_date(text).ok()?;
    let since = date.duration_since(std::time::UNIX_EPOCH);
    Some(since.unwrap_or(Duration::ZERO).as_secs())
}
