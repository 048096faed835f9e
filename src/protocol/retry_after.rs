//! `Retry-After`: how long a server asks to be left alone (RFC 9110 §10.2.3).

use std::time::{Duration, SystemTime};

use super::Response;

/// A parsed `Retry-After` value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// Seconds from the moment the response arrived.
    Seconds(u64),
    /// A date. What it means depends on whose clock it is compared with.
    Date(SystemTime),
}

impl RetryAfter {
    /// Reads a value: digits, or an HTTP-date in any of its three forms (RFC 9110 §5.6.7).
    ///
    /// # Errors
    /// A sentence for the person who wrote it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text
                .parse()
                .map(Self::Seconds)
                .map_err(|_| "this is more seconds than a clock can hold");
        }
        httpdate::parse_http_date(text)
            .map(Self::Date)
            .map_err(|_| "use seconds (2) or a date (Sun, 22 Nov 2026 12:00:02 GMT)")
    }

    /// What a response asks for, as a length of time. A date is compared with the response's own `Date`, so that the
    /// client's clock does not matter; without a `Date`, or with an unreadable value, the server said nothing usable.
    pub fn of(response: &Response) -> Option<Duration> {
        let date = || httpdate::parse_http_date(response.field(http::header::DATE)?).ok();
        match Self::parse(response.field(http::header::RETRY_AFTER)?).ok()? {
            Self::Seconds(seconds) => Some(Duration::from_secs(seconds)),
            Self::Date(until) => Some(until.duration_since(date()?).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use http::header::{DATE, HeaderValue, RETRY_AFTER};

    fn asked(retry_after: &'static str) -> Option<Duration> {
        RetryAfter::of(
            &Response::new(StatusCode::SERVICE_UNAVAILABLE)
                .with(
                    DATE,
                    HeaderValue::from_static("Sun, 22 Nov 2026 12:00:00 GMT"),
                )
                .with(RETRY_AFTER, HeaderValue::from_static(retry_after)),
        )
    }

    #[test]
    fn seconds_and_dates_become_a_length() {
        assert_eq!(asked("2"), Some(Duration::from_secs(2)));
        assert_eq!(asked("0"), Some(Duration::ZERO));
        assert_eq!(
            asked("Sun, 22 Nov 2026 12:01:00 GMT"),
            Some(Duration::from_secs(60))
        );
        assert_eq!(asked("Sun, 22 Nov 2026 11:00:00 GMT"), Some(Duration::ZERO));
    }

    #[test]
    fn what_cannot_be_read_asks_for_nothing() {
        for text in ["two", "-1", "1.5", "", "99999999999999999999"] {
            assert_eq!(asked(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_without_a_date_to_compare_says_nothing() {
        let response = Response::new(StatusCode::SERVICE_UNAVAILABLE).with(
            RETRY_AFTER,
            HeaderValue::from_static("Sun, 22 Nov 2026 12:01:00 GMT"),
        );
        assert_eq!(RetryAfter::of(&response), None);
    }
}
