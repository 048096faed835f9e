//! What every request passes before a handler sees it: is it addressed to this server, can it be read, is the method known,
//! may whoever sends it, does it want something that is had here.

use std::time::Duration;

use http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, EXPECT,
    TRANSFER_ENCODING, VARY,
};
use http::{HeaderMap, StatusCode};

use super::answer::{Answer, Refusal};
use super::route::{self, Call, METHODS};
use super::store::Store;
use super::{HOST, content, credentials};
use crate::protocol::{Request, Response, method};
use crate::rng::Rng;
use crate::time::Instant;

/// The longest target, in bytes: RFC 9110 §4.1 asks every server for at least this.
const MAX_TARGET: usize = 8_000;
/// The most that all fields may take, in bytes, as many servers have it.
const MAX_FIELDS: usize = 8 * 1024;
/// How long the server waits for content that was announced and does not come.
const SLOW: Duration = Duration::from_secs(5);

/// The answers any request may get, whatever it asks for.
pub(super) const ANYWHERE: [(u16, &str); 11] = [
    (
        400,
        "The message contradicts itself, or a parameter cannot be read.",
    ),
    (404, "Nothing is at this path."),
    (405, "The path does not understand the method."),
    (408, "Less content came than was announced."),
    (414, "The target is too long."),
    (
        415,
        "The content is of a media type or coding that is not understood here.",
    ),
    (417, "The request expects something else than 100-continue."),
    (421, "The request is meant for another host."),
    (
        425,
        "The request came as early data and is not safe (RFC 8470).",
    ),
    (431, "The fields are too large."),
    (
        501,
        "The server does not know the method or the transfer coding.",
    ),
];
/// Where answers have a media type.
pub(super) const NOT_ACCEPTABLE: (u16, &str) =
    (406, "Accept names no media type that is had here.");

/// Answers a request that reached the server.
pub(super) fn dispatch(
    now: Instant,
    store: &mut Store,
    rng: &mut Rng,
    request: &Request,
) -> Answer {
    let mut call = Call {
        now,
        request,
        part: "",
        who: String::new(),
        store,
        rng,
    };
    let answer = admit(&mut call).unwrap_or_else(|refusal| *refusal);
    // RFC 9110 §10.1.1: told to go on only if the content is wanted; a refusal before that saves sending it.
    let expects = request.headers.contains_key(EXPECT) && !request.body.is_empty();
    if expects
        && !matches!(answer.response.status.as_u16(), 401 | 403..=405 | 411..=417 | 421 | 425 | 428 | 431 | 501)
    {
        return answer.after_saying(
            Duration::from_millis(5),
            Response::new(StatusCode::CONTINUE),
        );
    }
    answer
}

fn admit(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    readable(call)?;
    let request = call.request;
    let method = request.method.as_str();
    // RFC 9110 §9.3.7: the server as a whole.
    if method == "OPTIONS" && request.path() == "*" {
        return Ok(route::options(None));
    }
    let Some((route, part)) = route::find(request.path()) else {
        let families: Vec<&str> = super::resources::FAMILIES
            .iter()
            .map(|family| family[0].pattern)
            .collect();
        let detail = format!(
            "Nothing is at this path. GET /api/ lists what there is: {}, …",
            families.join(", ")
        );
        return Err(call.refuse(404, "No such path", detail).into());
    };
    call.part = part;
    let Some(operation) = route.operation(method) else {
        if method == "OPTIONS" {
            return Ok(route::options(Some(route)));
        }
        // RFC 9110 §15.5.6: a 405 lists what is allowed.
        let allow = route.allow();
        let detail = format!("{method} is not understood here. Use one of {allow}.");
        return Err(call
            .refuse(405, "Wrong method", detail)
            .with(ALLOW, &allow)
            .into());
    };
    call.who = credentials::check(call, operation.wants)?;
    content::check(call, operation.takes)?;
    if !operation.gives.is_empty() && accepted(&request.headers, operation.gives).is_none() {
        // RFC 9110 §15.5.7: with what there is to choose from.
        let gives = operation.gives.join(", ");
        let detail = format!("None of the media types in Accept is had here. Choose from {gives}.");
        return Err(call.refuse(406, "Not acceptable", detail).into());
    }
    let answer = (operation.handle)(call);
    // RFC 9110 §12.5.5
    Ok(if operation.gives.len() > 1 {
        answer.with(VARY, "Accept")
    } else {
        answer
    })
}

/// Whether the message can be read at all, and by this server.
fn readable(call: &mut Call<'_>) -> Result<(), Refusal> {
    let request = call.request;
    let fields = &request.headers;
    let mut refuse = |status, why, detail: String| Err(call.refuse(status, why, detail).into());
    if let Some(host) = request.uri.authority().filter(|host| host.as_str() != HOST) {
        // RFC 9110 §15.5.20: a connection that was good for one name is used for another.
        let detail = format!(
            "This server answers for {HOST}, not for {host}. Send it on a connection of its own."
        );
        return refuse(421, "Not this host", detail);
    }
    let method = request.method.as_str();
    // RFC 9110 §9.1: a method that is not known anywhere is 501; one that is known, but not here, is 405.
    if !METHODS.contains(&method) {
        let detail = if METHODS.contains(&method.to_ascii_uppercase().as_str()) {
            "The names of methods are case-sensitive: write this one in capitals.".to_owned()
        } else {
            format!("This server knows {}.", METHODS.join(", "))
        };
        return refuse(501, "Unknown method", detail);
    }
    let target = request.uri.path().len() + request.uri.query().map_or(0, |query| query.len() + 1);
    if target > MAX_TARGET {
        let detail = format!(
            "The target has {target} bytes; at most {MAX_TARGET} are read. Send what is long as content."
        );
        return refuse(414, "Target too long", detail);
    }
    // A line has a colon, a blank and an end besides.
    let size: usize = fields
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    if size > MAX_FIELDS {
        let largest = fields
            .iter()
            .max_by_key(|(_, value)| value.len())
            .map_or("", |(name, _)| name.as_str());
        let detail = format!(
            "The fields have {size} bytes; at most {MAX_FIELDS} are read. The largest is {largest}."
        );
        return refuse(431, "Fields too large", detail);
    }
    let announced = match length(fields) {
        Ok(announced) => announced,
        Err(detail) => return refuse(400, "Length not right", detail.to_owned()),
    };
    if let Some(coding) = fields.get(TRANSFER_ENCODING) {
        // RFC 9112 §6.1: both together are how requests are smuggled.
        if announced.is_some() {
            let detail = "Content-Length and Transfer-Encoding contradict each other: send one.";
            return refuse(400, "Two lengths", detail.to_owned());
        }
        if !coding.as_bytes().eq_ignore_ascii_case(b"chunked") {
            let detail = "The only transfer coding known here is chunked.";
            return refuse(501, "Unknown coding", detail.to_owned());
        }
    }
    let came = request.body.len();
    match announced {
        Some(announced) if announced > came => {
            let seconds = SLOW.as_secs();
            let detail = format!(
                "{announced} bytes were announced, {came} came, and after {seconds} s no more. Send it again."
            );
            let refusal = call.refuse(408, "Waited for the rest", detail);
            return Err(refusal.with(CONNECTION, "close").takes(SLOW).into());
        }
        Some(announced) if announced < came => {
            let detail = format!("Content-Length announces {announced} bytes, and {came} came.");
            return refuse(400, "Length not right", detail);
        }
        _ => {}
    }
    if let Some(expects) = fields.get(EXPECT)
        && !expects.as_bytes().eq_ignore_ascii_case(b"100-continue")
    {
        let detail = "The only thing to expect is 100-continue (RFC 9110 §10.1.1).";
        return refuse(417, "Expects too much", detail.to_owned());
    }
    // RFC 8470 §5.2: early data can be replayed by somebody else, so only what is safe is answered.
    if fields.get("early-data").is_some_and(|value| value == "1")
        && !method::is_safe(&request.method)
    {
        let detail = "This came as early data, which others can replay. Send it again once the handshake is done.";
        return refuse(425, "Too early", detail.to_owned());
    }
    if let Some(coding) = fields.get(CONTENT_ENCODING)
        && !coding.as_bytes().eq_ignore_ascii_case(b"identity")
    {
        // RFC 9110 §15.5.16, §12.5.3: a coding that is not understood is told by Accept-Encoding.
        let detail = "Content that is compressed is not understood here: send it as it is.";
        let refusal = call.refuse(415, "Unknown content coding", detail);
        return Err(refusal.with(ACCEPT_ENCODING, "identity").into());
    }
    Ok(())
}

/// What Content-Length announces.
fn length(fields: &HeaderMap) -> Result<Option<usize>, &'static str> {
    let mut values = fields.get_all(CONTENT_LENGTH).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    // RFC 9112 §6.3: several, or one that is no number, cannot be recovered from.
    let number = value
        .to_str()
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    match number.and_then(|text| text.parse().ok()) {
        Some(number) if values.next().is_none() => Ok(Some(number)),
        _ => Err("Content-Length is one decimal number."),
    }
}

/// Which of the media types a request accepts, by the quality it gives them and then by our order (RFC 9110 §12.5.1);
/// without Accept, the first.
pub(super) fn accepted(fields: &HeaderMap, gives: &[&'static str]) -> Option<&'static str> {
    let mut wanted = fields.get_all(ACCEPT).iter().peekable();
    if wanted.peek().is_none() {
        return gives.first().copied();
    }
    let ranges: Vec<(&str, u32)> = wanted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(range)
        .collect();
    let quality = |media_type: &str| {
        let of = |range: &str| {
            let hit = ranges
                .iter()
                .find(|(own, _)| own.eq_ignore_ascii_case(range));
            hit.map(|hit| hit.1)
        };
        let kind = media_type.split('/').next().unwrap_or_default();
        // The most precise range counts.
        of(media_type)
            .or_else(|| of(&format!("{kind}/*")))
            .or_else(|| of("*/*"))
            .unwrap_or(0)
    };
    let best = gives
        .iter()
        .map(|media_type| (quality(media_type), *media_type));
    // Of equals the first: max_by_key would take the last.
    let best = best.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.filter(|best| best.0 > 0).map(|best| best.1)
}

/// A media range and its quality in thousandths (RFC 9110 §12.4.2); nothing for an empty member of the list.
fn range(text: &str) -> Option<(&str, u32)> {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().filter(|range| !range.is_empty())?;
    let quality =
        parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let thousandths = match quality.map(|quality| quality.split_once('.').unwrap_or((quality, "")))
    {
        None | Some(("1", _)) => 1_000,
        Some(("0", rest)) => format!("{rest:0<3.3}").parse().unwrap_or(0),
        Some(_) => 0,
    };
    Some((range, thousandths))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::HeaderValue;

    #[test]
    fn what_is_accepted_best_is_given() {
        const GIVES: [&str; 2] = ["application/json", "text/csv"];
        let choose = |accept: &'static str| {
            let fields = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
            accepted(&fields, &GIVES).unwrap_or("none")
        };
        for (accept, given) in [
            ("*/*", "application/json"),
            ("text/csv", "text/csv"),
            ("Text/CSV, application/json;q=0.9", "text/csv"),
            ("text/*;q=0.5, */*;q=0.1", "text/csv"),
            ("application/json;q=0, */*", "text/csv"),
            ("application/json;q=0.001, text/csv;q=0.01", "text/csv"),
            ("image/png", "none"),
            ("*/*;q=0", "none"),
            ("", "none"),
            ("application/json;q=x", "none"),
        ] {
            assert_eq!(choose(accept), given, "{accept}");
        }
        assert_eq!(
            accepted(&HeaderMap::new(), &GIVES),
            Some("application/json")
        );
    }
}
