//! Parts of a representation: `Range`, 206 with one or several parts, 416 (RFC 9110 §14).

use std::ops::Range;

use http::header::{ACCEPT_RANGES, CONTENT_RANGE, HeaderValue, RANGE};

use super::answer::Answer;
use super::route::Call;

/// More parts than this cost more than the whole (RFC 9110 §14.2, §17.15), which is sent instead.
const MAX_PARTS: usize = 5;
/// What stands between parts.
const BOUNDARY: &str = "teapot-part";

/// The whole text, or the parts of it that a request asks for.
pub(super) fn serve(
    call: &mut Call<'_>,
    media_type: &'static str,
    text: &str,
    holds: bool,
) -> Answer {
    let whole = |text: &str| {
        Answer::of(200, media_type, text)
            .with(ACCEPT_RANGES, "bytes")
            .read("File read")
    };
    // §14.2: only for GET; a Range that cannot be read, or no longer fits, is as if it were not there.
    let wanted = call
        .request
        .headers
        .get(RANGE)
        .filter(|_| holds && call.request.method == http::Method::GET);
    let Some(parts) = wanted.and_then(|value| parse(value, text.len())) else {
        return whole(text);
    };
    let content = text.as_bytes();
    let length = content.len();
    match &parts[..] {
        [] => {
            let detail = format!("The file has {length} bytes, and none of them was asked for.");
            call.refuse(416, "Nothing in that range", detail)
                .with(CONTENT_RANGE, &format!("bytes */{length}"))
                .with(ACCEPT_RANGES, "bytes")
        }
        [part] => {
            let body = String::from_utf8_lossy(&content[part.clone()]).into_owned();
            Answer::of(206, media_type, body)
                .with(CONTENT_RANGE, &says(part, length))
                .read(format!("{} of {length} bytes read", part.len()))
        }
        parts if parts.len() <= MAX_PARTS => {
            let mut body = Vec::new();
            for part in parts {
                let head = format!(
                    "--{BOUNDARY}\r\nContent-Type: {media_type}\r\nContent-Range: {}\r\n\r\n",
                    says(part, length)
                );
                body.extend_from_slice(head.as_bytes());
                body.extend_from_slice(&content[part.clone()]);
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
            Answer::of(
                206,
                "multipart/byteranges; boundary=teapot-part",
                String::from_utf8_lossy(&body).into_owned(),
            )
            .read(format!("{} parts read", parts.len()))
        }
        _ => whole(text),
    }
}

fn says(part: &Range<usize>, length: usize) -> String {
    format!("bytes {}-{}/{length}", part.start, part.end - 1)
}

/// The parts of a `Range` that there are, in the order asked for; nothing when it cannot be read (§14.1.1).
fn parse(value: &HeaderValue, length: usize) -> Option<Vec<Range<usize>>> {
    let ranges = value.to_str().ok()?.strip_prefix("bytes=")?;
    let mut parts = Vec::new();
    for range in ranges.split(',') {
        let (first, last) = range.trim().split_once('-')?;
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            // Farther than any file reaches, all numbers mean the same.
            digits.then(|| text.parse().unwrap_or(usize::MAX))
        };
        let part = match (first, last) {
            ("", last) => length.saturating_sub(number(last)?)..length,
            (first, "") => number(first)?..length,
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                if first > last {
                    return None;
                }
                first..last.saturating_add(1).min(length)
            }
        };
        if part.start < part.end {
            parts.push(part);
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_has_them() {
        let read = |text: &'static str| {
            let parts = parse(&HeaderValue::from_static(text), 10)?;
            Some(
                parts
                    .iter()
                    .map(|part| (part.start, part.end))
                    .collect::<Vec<_>>(),
            )
        };
        for (text, parts) in [
            ("bytes=0-3", Some(vec![(0, 4)])),
            ("bytes=7-", Some(vec![(7, 10)])),
            ("bytes=-3", Some(vec![(7, 10)])),
            ("bytes=-30", Some(vec![(0, 10)])),
            ("bytes=0-99999999999999999999999", Some(vec![(0, 10)])),
            ("bytes=10-", Some(vec![])),
            ("bytes=-0", Some(vec![])),
            ("bytes=0-0, 9-9", Some(vec![(0, 1), (9, 10)])),
            ("bytes=3-1", None),
            ("bytes=a-b", None),
            ("bytes=", None),
            ("lines=0-3", None),
        ] {
            assert_eq!(read(text), parts, "{text}");
        }
    }
}
