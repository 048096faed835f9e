//! Idempotency keys (draft-ietf-httpapi-idempotency-key-header): the first answer to a request is kept for its key, so that
//! a repeat brings that answer instead of a second effect.

use http::HeaderName;
use http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, KEPT, Refusal};
use super::route::Call;
use crate::protocol::Request;
use crate::time::Instant;

/// The first answer to a request with a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    key: String,
    /// A fingerprint of the request the key came with.
    print: u64,
    /// When the first request is through; until then a second one is too early.
    pub(super) until: Instant,
    status: u16,
    fields: Vec<(String, String)>,
    content: String,
}

/// The fields that are kept with an answer.
const FIELDS: [HeaderName; 3] = [CONTENT_TYPE, LOCATION, RETRY_AFTER];

/// The answers of an operation that understands keys.
pub(super) const REUSED: (u16, &str) = (
    422,
    "The content is not valid, or the Idempotency-Key came with another request before.",
);
/// While the first request runs.
pub(super) const RUNNING: (u16, &str) = (
    409,
    "The first request with this Idempotency-Key is still running.",
);

/// Does the work once for a key, as the draft's §2.6 and §2.7 have it. `demanded` says whether a request without a key is
/// refused.
pub(super) fn once(
    call: &mut Call<'_>,
    demanded: bool,
    work: fn(&mut Call<'_>) -> Result<Answer, Refusal>,
) -> Result<Answer, Refusal> {
    let key = match key(call.request) {
        Ok(key) => key,
        Err(detail) => return Err(call.refuse(400, "Key not right", detail).into()),
    };
    let Some(key) = key else {
        if demanded {
            let kind = ("key-missing", "An Idempotency-Key is demanded");
            let detail = "Paying twice is worse than not at all: send an Idempotency-Key, and the same one with every repeat.";
            return Err(Answer::own(call.rng, 400, "No key", kind, detail).into());
        }
        return work(call);
    };
    let print = fingerprint(call.request);
    if let Some(kept) = call.store.kept.iter().find(|kept| kept.key == key) {
        if kept.print != print {
            let kind = ("key-reused", "The key is already used");
            let detail = "The Idempotency-Key came with another request before. A new request wants a new key.";
            return Err(Answer::own(call.rng, 422, "Key reused", kind, detail).into());
        }
        if kept.until > call.now {
            let kind = ("key-running", "The first request is still running");
            let detail = "The first request with this Idempotency-Key is still running. Ask again in a moment.";
            return Err(Answer::own(call.rng, 409, "Still running", kind, detail).into());
        }
        return Ok(kept.replay());
    }
    let mut answer = work(call)?;
    // §2.6: what was carried out is kept, success or error. A request refused before that may come again, put right, under
    // its key; so may one there was no room for.
    if answer.response.status.is_server_error() {
        return Ok(answer);
    }
    let field = |name: &HeaderName| {
        let value = answer.response.headers.get(name)?.to_str().ok()?;
        Some((name.as_str().to_owned(), value.to_owned()))
    };
    let kept = Kept {
        key: key.to_owned(),
        print,
        until: call.now,
        status: answer.response.status.as_u16(),
        fields: FIELDS.iter().filter_map(field).collect(),
        content: answer.response.body.text().into_owned(),
    };
    call.store.keep(kept);
    answer.kept = true;
    if answer.verb == "create" {
        answer.note = KEPT.into();
    }
    Ok(answer)
}

impl Kept {
    /// The answer that was kept, once more.
    fn replay(&self) -> Answer {
        let mut answer = Answer::empty(self.status);
        for (name, value) in &self.fields {
            if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
                answer = answer.with(name, value);
            }
        }
        answer.response.body = self.content.as_str().into();
        answer.did("replay", "Key known: replayed", "nothing new")
    }
}

/// The idempotency key of a request, if it has one. The draft makes it a string in quotes; keys without them are common, so
/// both are understood.
fn key(request: &Request) -> Result<Option<&str>, &'static str> {
    let mut values = request.headers.get_all("idempotency-key").iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err("Send one Idempotency-Key, not several.");
    }
    let text = value.to_str().unwrap_or("").trim();
    let bare = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text);
    if bare.is_empty() || bare.len() > 255 || bare.contains('"') {
        return Err("A key is a string of up to 255 characters, such as \"8c1f-42d0\".");
    }
    Ok(Some(bare))
}

/// FNV-1a of method, path and content: tells requests apart that were not made to collide, and those only fool the one who
/// made them.
pub(super) fn fingerprint(request: &Request) -> u64 {
    let parts = [
        request.method.as_str().as_bytes(),
        request.path().as_bytes(),
        &request.body.0,
    ];
    parts
        .iter()
        .flat_map(|part| part.iter().chain(b"\n"))
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        })
}
