//! Time as a value. The core never asks what time it is: it is told.

use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment of a run, counted from its start.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Instant(pub Duration);

impl Instant {
    /// The start of the run.
    pub const START: Self = Self(Duration::ZERO);

    /// The moment this many milliseconds after the start.
    pub const fn from_millis(ms: u64) -> Self {
        Self(Duration::from_millis(ms))
    }

    /// Seconds since the start, for axes.
    pub fn as_secs_f64(self) -> f64 {
        self.0.as_secs_f64()
    }

    /// How long after `earlier` this is; zero if it is not.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, by: Duration) -> Self {
        Self(self.0.saturating_add(by))
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    fn sub(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(by))
    }
}

/// A length of time as people read it: `180 ms`, `2.00 s`, `4 min 10 s`, `1 h`.
pub fn spoken(length: Duration) -> String {
    let ms = length.as_millis();
    let s = length.as_secs();
    match ms {
        0 => "0 s".to_owned(),
        1..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}.{:02} s", ms / 1_000, ms % 1_000 / 10),
        60_000..3_600_000 if s.is_multiple_of(60) => format!("{} min", s / 60),
        60_000..3_600_000 => format!("{} min {} s", s / 60, s % 60),
        _ if s % 3_600 < 60 => format!("{} h", s / 3_600),
        _ => format!("{} h {} min", s / 3_600, s % 3_600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_as_people_say_them() {
        let cases = [
            (0, "0 s"),
            (180, "180 ms"),
            (2_000, "2.00 s"),
            (59_999, "59.99 s"),
            (60_000, "1 min"),
            (250_000, "4 min 10 s"),
            (3_600_000, "1 h"),
            (5_400_000, "1 h 30 min"),
        ];
        for (ms, words) in cases {
            assert_eq!(spoken(Duration::from_millis(ms)), words);
        }
    }

    #[test]
    fn time_never_goes_below_the_start() {
        assert_eq!(
            Instant::from_millis(5) - Duration::from_secs(1),
            Instant::START
        );
        assert_eq!(
            Instant::START.since(Instant::from_millis(5)),
            Duration::ZERO
        );
    }
}
