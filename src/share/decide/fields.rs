//! The fields as text: what they may say, and what to say when they do not.

use std::time::{Duration, SystemTime};

use http::{Method, StatusCode};

use super::{Failure, Got, RetryAfter};

type Read<T> = Result<T, &'static str>;

pub(super) fn method(text: &str) -> Read<Method> {
    Method::from_bytes(text.as_bytes()).map_err(|_| "a method is one word, such as GET")
}

pub(super) fn got(text: &str) -> Read<Got> {
    if let Some(failure) = Failure::find(text) {
        return Ok(Got::Nothing(failure));
    }
    let three = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        // RFC 9110 §15: a status code has three digits, the first 1 to 5.
        Ok(code @ 100..=599) if three => StatusCode::from_u16(code)
            .map(Got::Status)
            .map_err(|_| OUT_OF_RANGE),
        _ => Err(OUT_OF_RANGE),
    }
}

const OUT_OF_RANGE: &str = "a status code is a number from 100 to 599";

pub(super) fn date(text: &str) -> Read<SystemTime> {
    httpdate::parse_http_date(text).map_err(|_| "a Date looks like Sun, 22 Nov 2026 12:00:00 GMT")
}

/// How long `Retry-After` asks to wait. A date says it only together with the response's own `Date`.
pub(super) fn told(text: &str, sent: &str) -> Read<Duration> {
    match RetryAfter::parse(text)? {
        RetryAfter::Seconds(seconds) => Ok(Duration::from_secs(seconds)),
        RetryAfter::Date(until) => {
            let sent = date(sent.trim()).map_err(
                |_| "a date needs the response's own Date beside it: paste the response, or use seconds",
            )?;
            Ok(until.duration_since(sent).unwrap_or_default())
        }
    }
}

pub(super) fn tries(text: &str) -> Read<(u32, u32)> {
    const HOW: &str = "write which try of how many, such as 2 of 4";
    let (this, of) = text
        .split_once("of")
        .or_else(|| text.split_once('/'))
        .ok_or(HOW)?;
    let number = |text: &str| text.trim().parse::<u32>().map_err(|_| HOW);
    match (number(this)?, number(of)?) {
        (0, _) => Err("the first try is 1"),
        (this, of) if this > of => Err("there is no such try: of four, 4 of 4 is the last"),
        tries => Ok(tries),
    }
}

pub(super) fn left(text: &str) -> Read<Duration> {
    const HOW: &str = "use a length such as 6.2 s, 30, 1 min or none";
    if text.eq_ignore_ascii_case("none") {
        return Ok(Duration::MAX);
    }
    let unit_at = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let unit_ms: u64 = match unit.trim() {
        "ms" => 1,
        "" | "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        _ => return Err(HOW),
    };
    let thousandths = thousandths(number).ok_or(HOW)?;
    let ms = thousandths
        .checked_mul(unit_ms)
        .ok_or("this is longer than a clock can hold")?
        / 1_000;
    Ok(Duration::from_millis(ms))
}

/// A decimal number in thousandths; what is finer is cut.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part: String = part.chars().chain("00".chars()).take(3).collect();
    let part = part.parse::<u64>().ok()?;
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(1_000)?
        .checked_add(part)
}
