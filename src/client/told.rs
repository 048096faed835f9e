//! What a client makes of a server that says when to come again: `Retry-After` (RFC 9110 §10.2.3) and the fields vendors
//! use beside it.

use std::time::{Duration, UNIX_EPOCH};

use http::header::{DATE, HeaderValue, RETRY_AFTER};

use super::Backoff;
use super::decision::{Bounded, Waiting};
use crate::protocol::{Response, RetryAfter};
use crate::rng::Rng;

/// The first second of 2024, counted from 1970.
const YEAR_2024: u64 = 1_704_067_200;

/// How a client treats what it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// What it reads; the first that says something counts.
    pub reads: &'static [Read],
    /// The status codes it reads them on; empty for all it retries.
    pub on: &'static [u16],
    /// What `0` means.
    pub zero: Zero,
    /// What a date in the past means.
    pub past: Zero,
    /// What is done with what was read.
    pub bound: Bound,
    /// What a wait that was told does to its own.
    pub advances: Advances,
    /// What it makes of a field it cannot read.
    pub garbled: Garbled,
    /// How many seconds its own clock is ahead of the server's; negative when it is behind.
    pub skew: i32,
}

/// What a wait that was told does to the client's own waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advances {
    /// It counts as one of them, so that the next is longer.
    Yes,
    /// Nothing: the next is as long as it would have been.
    No,
    /// They begin anew.
    FromStart,
}

/// What a field means that says no length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Garbled {
    /// As if it were not there.
    Ignored,
    /// That nothing is sent again (gRFC A6, "Pushback").
    GivesUp,
}

/// A field, and how much of it is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// `Retry-After` in seconds, but no date.
    Seconds,
    /// `Retry-After` in seconds or as a date.
    SecondsOrDate,
    /// This field, in milliseconds.
    Millis(&'static str),
    /// This field, in seconds, as a date, or in seconds since 1970 where the number is one of 2024 or later.
    Reset(&'static str),
}

/// What no time at all means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zero {
    /// Again at once.
    AtOnce,
    /// As if nothing had been said.
    BackOff,
    /// Again after this.
    After(Duration),
}

/// What is done with a length that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// It is waited, however long.
    Exact,
    /// It is waited, but not longer than the first, to which up to the second is added at random.
    Cap(Duration, Duration),
    /// It is waited, but not less than the client's own wait, and not longer than that and this.
    Clamp(Duration),
    /// It is waited up to this; longer, and the client gives up.
    Abandon(Duration),
    /// The longer of it and the client's own length is, chance added.
    AtLeastOwn,
}

impl Told {
    /// Reads nothing.
    pub const IGNORED: Self = Self {
        reads: &[],
        on: &[],
        zero: Zero::AtOnce,
        past: Zero::AtOnce,
        bound: Bound::Exact,
        advances: Advances::Yes,
        garbled: Garbled::Ignored,
        skew: 0,
    };

    /// Reads `Retry-After`, seconds or date, and waits exactly that.
    pub const EXACT: Self = Self {
        reads: &[Read::SecondsOrDate],
        ..Self::IGNORED
    };

    /// Whether the response carries one of the fields, with something in it.
    pub(super) fn is_there(&self, response: &Response) -> bool {
        self.reads.iter().any(|read| read.value(response).is_some())
    }

    /// What the response says, without a word on what the client does with it.
    pub(super) fn length(&self, response: &Response) -> Option<Duration> {
        self.read(response).map(|read| read.0)
    }

    /// The length, whether it is a date that has passed, and the field with its value.
    fn read(&self, response: &Response) -> Option<(Duration, bool, (&'static str, HeaderValue))> {
        self.reads.iter().find_map(|read| {
            let value = read.value(response)?;
            let (length, past) = read.parse(value.to_str().ok()?, response, self.skew)?;
            Some((length, past, (read.name(), value.clone())))
        })
    }

    /// Whether the server says by this that nothing shall be sent again: a field that the client reads, with something in
    /// it that is no length.
    pub(super) fn forbids(&self, response: &Response) -> bool {
        self.garbled == Garbled::GivesUp && self.is_there(response) && self.read(response).is_none()
    }

    /// The wait before retry `n`; nothing when the client gives up instead.
    pub(super) fn wait(
        &self,
        response: Option<&Response>,
        backoff: &Backoff,
        n: u32,
        previous: Option<Duration>,
        dice: &mut Rng,
    ) -> Option<Waiting> {
        let read = response
            .filter(|response| self.on.is_empty() || self.on.contains(&response.status.as_u16()))
            .and_then(|response| self.read(response));
        let mut own = || Waiting::own(backoff.draw(n, previous, dice), *backoff);
        let Some((mut length, past, told)) = read else {
            return Some(own());
        };
        let none = if past { self.past } else { self.zero };
        if length.is_zero() {
            match none {
                Zero::AtOnce => {}
                Zero::BackOff => return Some(own()),
                Zero::After(short) => length = short,
            }
        }
        let told = Waiting {
            length,
            least: length,
            most: length,
            told: Some(told),
            own: None,
            bounded: Bounded::Not,
        };
        Some(match self.bound {
            Bound::Exact => told,
            Bound::Cap(cap, more) => {
                let (least, most) = (cap, cap.saturating_add(more));
                let cap = dice.between(least, most);
                if length <= cap {
                    return Some(told);
                }
                Waiting {
                    length: cap,
                    least,
                    most: most.min(length),
                    bounded: Bounded::Cut(cap),
                    ..told
                }
            }
            Bound::Clamp(more) => {
                let own = backoff.draw(n, previous, dice);
                let (low, high) = (own.wait, own.wait.saturating_add(more));
                let kept = if length < low || length > high {
                    Bounded::Kept(low, high)
                } else {
                    Bounded::Not
                };
                Waiting {
                    length: length.clamp(low, high),
                    least: length.clamp(own.least, own.least.saturating_add(more)),
                    most: length.clamp(own.limit, own.limit.saturating_add(more)),
                    own: Some((*backoff, own)),
                    bounded: kept,
                    ..told
                }
            }
            Bound::Abandon(most) if length > most => return None,
            Bound::Abandon(_) => told,
            Bound::AtLeastOwn => {
                let draw = backoff.draw_from(length.max(backoff.length(n)), n, previous, dice);
                let own = Waiting::own(draw, *backoff);
                Waiting {
                    told: told.told,
                    bounded: Bounded::AtLeastOwn,
                    // A jitter that does not look at the length must not cut it.
                    length: own.length.max(length),
                    least: own.least.max(length),
                    most: own.most.max(length),
                    ..own
                }
            }
        })
    }
}

impl Read {
    fn name(self) -> &'static str {
        match self {
            Self::Seconds | Self::SecondsOrDate => "Retry-After",
            Self::Millis(name) | Self::Reset(name) => name,
        }
    }

    /// The field, with something in it.
    fn value(self, response: &Response) -> Option<&HeaderValue> {
        let value = match self {
            Self::Seconds | Self::SecondsOrDate => response.headers.get(RETRY_AFTER),
            Self::Millis(name) | Self::Reset(name) => response.headers.get(name),
        };
        value.filter(|value| value.to_str().is_ok_and(|text| !text.trim().is_empty()))
    }

    /// The length, and whether it is a date that has passed. Dates are compared with the client's own clock, which is the
    /// server's `Date` and `skew` seconds.
    fn parse(self, text: &str, response: &Response, skew: i32) -> Option<(Duration, bool)> {
        let now = || {
            let date = httpdate::parse_http_date(response.field(DATE)?).ok()?;
            let skewed = Duration::from_secs(skew.unsigned_abs().into());
            if skew < 0 {
                date.checked_sub(skewed)
            } else {
                date.checked_add(skewed)
            }
        };
        match (self, RetryAfter::parse(text).ok()?) {
            (Self::Reset(_), RetryAfter::Seconds(at)) if at >= YEAR_2024 => {
                let at = UNIX_EPOCH.checked_add(Duration::from_secs(at))?;
                let left = at.duration_since(now()?).unwrap_or_default();
                Some((left, left.is_zero()))
            }
            (Self::Millis(_), RetryAfter::Seconds(ms)) => Some((Duration::from_millis(ms), false)),
            (_, RetryAfter::Seconds(seconds)) => Some((Duration::from_secs(seconds), false)),
            (Self::SecondsOrDate | Self::Reset(_), RetryAfter::Date(until)) => {
                let left = until.duration_since(now()?).unwrap_or_default();
                Some((left, left.is_zero()))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use http::header::HeaderValue;

    const S: Duration = Duration::from_secs(1);

    fn waits(told: Told, value: &'static str) -> Option<u64> {
        let response = Response::new(StatusCode::SERVICE_UNAVAILABLE)
            .with(
                DATE,
                HeaderValue::from_static("Sun, 22 Nov 2026 12:00:00 GMT"),
            )
            .with(RETRY_AFTER, HeaderValue::from_static(value));
        let wait = told.wait(
            Some(&response),
            &Backoff::fixed(500),
            1,
            None,
            &mut Rng::new(1),
        )?;
        u64::try_from(wait.length.as_millis()).ok()
    }

    #[test]
    fn retry_after_means_what_the_policy_says() {
        const PAST: &str = "Sun, 22 Nov 2026 11:00:00 GMT";
        const MINUTE: &str = "Sun, 22 Nov 2026 12:01:00 GMT";
        let exact = Told::EXACT;
        let bound = |bound| Told { bound, ..exact };
        let back_off = Told {
            zero: Zero::BackOff,
            past: Zero::After(Duration::from_millis(1)),
            ..exact
        };
        let seconds = Told {
            reads: &[Read::Seconds],
            ..exact
        };
        let reset = Told {
            reads: &[Read::Reset("Retry-After")],
            ..exact
        };
        let elsewhere = Told {
            on: &[429],
            ..exact
        };
        for (told, value, wait) in [
            (Told::IGNORED, "2", Some(500)),
            (exact, "2", Some(2_000)),
            (exact, "0", Some(0)),
            (exact, MINUTE, Some(60_000)),
            (exact, PAST, Some(0)),
            (exact, "soon", Some(500)),
            (elsewhere, "2", Some(500)),
            (seconds, MINUTE, Some(500)),
            (reset, "1795348860", Some(60_000)),
            (reset, "2", Some(2_000)),
            (back_off, "0", Some(500)),
            (back_off, PAST, Some(1)),
            (
                bound(Bound::Cap(30 * S, Duration::ZERO)),
                "90",
                Some(30_000),
            ),
            (bound(Bound::Cap(30 * S, Duration::ZERO)), "9", Some(9_000)),
            (bound(Bound::Clamp(5 * S)), "90", Some(5_500)),
            (bound(Bound::Clamp(5 * S)), "0", Some(500)),
            (bound(Bound::Clamp(5 * S)), "3", Some(3_000)),
            (bound(Bound::Abandon(120 * S)), "121", None),
            (bound(Bound::Abandon(120 * S)), "120", Some(120_000)),
            (bound(Bound::AtLeastOwn), "0", Some(500)),
            (bound(Bound::AtLeastOwn), "2", Some(2_000)),
        ] {
            assert_eq!(waits(told, value), wait, "{told:?} {value}");
        }
    }

    #[test]
    fn a_pushback_that_is_no_length_forbids() {
        let told = Told {
            reads: &[Read::Millis("grpc-retry-pushback-ms")],
            garbled: Garbled::GivesUp,
            ..Told::EXACT
        };
        let pushed = |value: &'static str| {
            let mut response = Response::new(StatusCode::SERVICE_UNAVAILABLE);
            let value = HeaderValue::from_static(value);
            response.headers.insert("grpc-retry-pushback-ms", value);
            response
        };
        for (value, forbids) in [("-1", true), ("soon", true), ("250", false), ("0", false)] {
            assert_eq!(told.forbids(&pushed(value)), forbids, "{value}");
        }
        assert!(!told.forbids(&Response::new(StatusCode::SERVICE_UNAVAILABLE)));
        assert!(!Told::EXACT.forbids(&pushed("-1")));
    }

    #[test]
    fn a_date_is_compared_with_a_clock_that_may_be_wrong() {
        const MINUTE: &str = "Sun, 22 Nov 2026 12:01:00 GMT";
        let skewed = |skew| {
            waits(
                Told {
                    skew,
                    ..Told::EXACT
                },
                MINUTE,
            )
        };
        assert_eq!(skewed(0), Some(60_000));
        assert_eq!(skewed(-300), Some(360_000));
        assert_eq!(skewed(50), Some(10_000));
        // A clock that is ahead takes the date for past.
        assert_eq!(skewed(300), Some(0));
    }
}
