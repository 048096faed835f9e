//! A run as an HTTP archive, HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), as browsers export it: a request that
//! got no answer has the status 0 and, as `_error`, what Chromium calls it (`net/base/net_error_list.h`).

use std::time::{Duration, UNIX_EPOCH};

use http::HeaderMap;
use http::header::{CONTENT_TYPE, LOCATION};

use crate::backend::{EPOCH, HOST};
use crate::exchange::{Exchange, Leg};
use crate::protocol::text::field_name;
use crate::protocol::{Failure, Outcome, Response};

/// What has no place in it.
pub const LEFT_OUT: [&str; 2] = [
    "What the client decided, its waits and what the server did have no place in a HAR.",
    "Neither have answers that come before the answer (1xx).",
];

/// The archive. Moments are those of the shop's clock.
pub fn har(exchange: &Exchange) -> String {
    let mut text = String::from("{\n  \"log\": {\n    \"version\": \"1.2\",\n");
    text += "    \"creator\": { \"name\": \"Teapot\", \"version\": ";
    text += &quoted(env!("CARGO_PKG_VERSION"));
    text += " },\n    \"entries\": [";
    let legs = exchange.legs.iter().filter(|leg| !leg.withheld);
    for (nth, leg) in legs.enumerate() {
        text += if nth > 0 { ",\n      {" } else { "\n      {" };
        entry(&mut text, exchange, leg);
        text += "\n      }";
    }
    text += "\n    ]\n  }\n}\n";
    text
}

/// A text as JSON has it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text can be written")
}

/// One member of an object; the value is JSON.
fn put(into: &mut String, name: &str, value: &str) {
    if !into.ends_with('{') {
        into.push(',');
    }
    *into += "\n        \"";
    *into += name;
    *into += "\": ";
    *into += value;
}

/// The same within the request and the response.
fn member(into: &mut String, name: &str, value: &str) {
    if !into.ends_with('{') {
        into.push(',');
    }
    *into += "\n          \"";
    *into += name;
    *into += "\": ";
    *into += value;
}

fn entry(text: &mut String, exchange: &Exchange, leg: &Leg) {
    let over = leg.over().unwrap_or_else(|| exchange.last());
    let took = over.since(leg.sent);
    put(text, "startedDateTime", &quoted(&date(leg.sent.0)));
    put(text, "time", &ms(took));
    put(text, "request", &request(leg));
    put(text, "response", &response(leg));
    put(text, "cache", "{}");
    // What leaves the server to what arrives: the rest is the way there and the work.
    let left = leg
        .served
        .as_ref()
        .map_or(over, |served| served.left.min(over));
    let waited = left.since(leg.sent);
    let timings = [
        "{ \"send\": 0, \"wait\": ",
        &ms(waited),
        ", \"receive\": ",
        &ms(took.saturating_sub(waited)),
        " }",
    ];
    put(text, "timings", &timings.concat());
}

fn request(leg: &Leg) -> String {
    let request = &leg.request;
    let mut url = request.uri.to_string();
    if url.starts_with('/') {
        url.insert_str(0, HOST);
        url.insert_str(0, "https://");
    }
    let mut text = String::from("{");
    member(&mut text, "method", &quoted(request.method.as_str()));
    member(&mut text, "url", &quoted(&url));
    member(&mut text, "httpVersion", "\"HTTP/1.1\"");
    member(&mut text, "cookies", "[]");
    member(&mut text, "headers", &fields(&request.headers));
    let query = request.uri.query().unwrap_or_default();
    let pairs = form_urlencoded::parse(query.as_bytes());
    member(&mut text, "queryString", &list(pairs));
    if !request.body.is_empty() {
        let mut data = String::from("{ \"mimeType\": ");
        data += &quoted(media_type(&request.headers));
        data += ", \"text\": ";
        data += &quoted(&request.body.text());
        data += " }";
        member(&mut text, "postData", &data);
    }
    member(&mut text, "headersSize", "-1");
    member(&mut text, "bodySize", &request.body.len().to_string());
    text + "\n        }"
}

fn response(leg: &Leg) -> String {
    let nothing = HeaderMap::new();
    let error = match &leg.came {
        Some((_, Outcome::Answered(_))) => None,
        Some((_, Outcome::Failed(failure))) => Some(name(*failure)),
        // Given up, or still waited for.
        None => Some(ABORTED),
    };
    // Of an answer that breaks off, the head has come.
    let seen: Option<&Response> = match &leg.came {
        Some((_, Outcome::Answered(response))) => Some(response),
        Some((_, Outcome::Failed(Failure::Truncated))) => leg.lost.as_ref(),
        _ => None,
    };
    let headers = seen.map_or(&nothing, |response| &response.headers);
    let (code, phrase) = seen.map_or((0, ""), |response| {
        let status = response.status;
        (
            status.as_u16(),
            status.canonical_reason().unwrap_or_default(),
        )
    });
    let body = seen
        .filter(|_| error.is_none())
        .map(|response| &response.body);
    let size = body.map_or(0, |body| body.len()).to_string();
    let mut text = String::from("{");
    member(&mut text, "status", &code.to_string());
    member(&mut text, "statusText", &quoted(phrase));
    let version = if code == 0 { "\"\"" } else { "\"HTTP/1.1\"" };
    member(&mut text, "httpVersion", version);
    member(&mut text, "cookies", "[]");
    member(&mut text, "headers", &fields(headers));
    let mut content = String::from("{ \"size\": ");
    content += &size;
    content += ", \"mimeType\": ";
    content += &quoted(if code == 0 {
        "x-unknown"
    } else {
        media_type(headers)
    });
    if let Some(body) = body.filter(|body| !body.is_empty()) {
        content += ", \"text\": ";
        content += &quoted(&body.text());
    }
    content += " }";
    member(&mut text, "content", &content);
    let location = seen.and_then(|response| response.field(LOCATION));
    member(
        &mut text,
        "redirectURL",
        &quoted(location.unwrap_or_default()),
    );
    member(&mut text, "headersSize", "-1");
    member(&mut text, "bodySize", if code == 0 { "-1" } else { &size });
    if let Some(error) = error {
        member(&mut text, "_error", &quoted(error));
    }
    text + "\n        }"
}

const ABORTED: &str = "net::ERR_ABORTED";

/// What Chromium calls it. A time-out is the caller's, who aborts.
const fn name(failure: Failure) -> &'static str {
    match failure {
        Failure::NoSuchName => "net::ERR_NAME_NOT_RESOLVED",
        Failure::Refused => "net::ERR_CONNECTION_REFUSED",
        Failure::NotTrusted => "net::ERR_CERT_AUTHORITY_INVALID",
        Failure::Reset => "net::ERR_CONNECTION_RESET",
        Failure::TimedOut => ABORTED,
        Failure::Truncated => "net::ERR_CONTENT_LENGTH_MISMATCH",
        Failure::NotHttp => "net::ERR_INVALID_HTTP_RESPONSE",
    }
}

fn fields(headers: &HeaderMap) -> String {
    let pairs = headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (field_name(name), value)
    });
    list(pairs)
}

/// Names with values, as HAR has fields and parameters.
fn list<N: AsRef<str>, V: AsRef<str>>(pairs: impl Iterator<Item = (N, V)>) -> String {
    let mut text = String::from("[");
    for (name, value) in pairs {
        text += if text.len() > 1 { ", " } else { "" };
        text += "{ \"name\": ";
        text += &quoted(name.as_ref());
        text += ", \"value\": ";
        text += &quoted(value.as_ref());
        text += " }";
    }
    text.push(']');
    text
}

fn media_type(headers: &HeaderMap) -> &str {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    value.unwrap_or("x-unknown")
}

/// Milliseconds, with thousandths where there are any.
fn ms(length: Duration) -> String {
    let mut text = length.as_millis().to_string();
    let micros = length.subsec_micros() % 1_000;
    if micros > 0 {
        text.push('.');
        let digits = (1_000 + micros).to_string();
        text += &digits[1..];
    }
    text
}

/// A moment of a run as ISO 8601 has it, from the date that fields have (RFC 9110 §5.6.7), whose places are fixed.
fn date(since: Duration) -> String {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let at = Duration::from_secs(EPOCH) + since;
    let field = httpdate::fmt_http_date(UNIX_EPOCH + at);
    let month = MONTHS.find(&field[8..11]).map_or(1, |place| place / 3 + 1);
    let two = (100 + month).to_string();
    let three = (1_000 + at.subsec_millis()).to_string();
    let parts = [
        &field[12..16],
        "-",
        &two[1..],
        "-",
        &field[5..7],
        "T",
        &field[17..25],
        ".",
        &three[1..],
        "Z",
    ];
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_standard_has_them() {
        assert_eq!(date(Duration::ZERO), "2026-11-22T12:00:00.000Z");
        assert_eq!(
            date(Duration::from_millis(9 * 86_400_000 + 4_005)),
            "2026-12-01T12:00:04.005Z"
        );
        assert_eq!(ms(Duration::from_micros(200_040)), "200.040");
        assert_eq!(ms(Duration::from_millis(7)), "7");
    }
}
