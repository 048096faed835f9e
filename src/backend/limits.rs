//! Ways to say "too many": a fixed window, a sliding one, a token bucket, and so many at a time; and what the answers say
//! about it, in the fields of draft-ietf-httpapi-ratelimit-headers-11 and in the older ones most services send.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::EPOCH;
use super::script::Told;
use crate::time::Instant;

/// The most requests a limit counts.
pub const MAX_COUNT: u32 = 1_000;

/// How long a client is told to wait when it is told a long time, in seconds.
const LONG: u64 = 3_600;
/// How long before the answer a date in the past is, in seconds.
const PAST: i64 = -60;

/// So many requests and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How they are counted.
    pub kind: Kind,
    /// How many, 1 to [`MAX_COUNT`].
    pub count: u32,
    /// What a refusal says in `Retry-After`.
    pub hint: Hint,
    /// What every answer says about the limit.
    pub fields: Fields,
    /// The status of a refusal: 429 or 503.
    pub status: u16,
}

/// How requests are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In windows of this length, one after the other from the start of the run: up to twice as many around a border.
    Fixed(Duration),
    /// In whatever stretch of this length ends now.
    Sliding(Duration),
    /// A bucket that fills up in this time; each request takes a token.
    Bucket(Duration),
    /// Those that are being answered.
    Concurrent,
}

/// What a refusal says in `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// The seconds until there is room.
    Seconds,
    /// The date of that moment.
    Date,
    /// Nothing.
    None,
    /// No wait at all.
    Zero,
    /// A date that has been.
    Past,
    /// An hour, however soon there is room.
    Long,
    /// What no client can read.
    Unparsable,
}

/// What every answer says about the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// Nothing.
    None,
    /// `RateLimit-Policy` and `RateLimit`.
    RateLimit,
    /// `X-RateLimit-Limit`, `-Remaining` and `-Reset`.
    XRateLimit,
    /// Both.
    Both,
}

impl Hint {
    /// All of them with their words.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Seconds, "seconds"),
        (Self::Date, "date"),
        (Self::None, "none"),
        (Self::Zero, "0"),
        (Self::Past, "past"),
        (Self::Long, "long"),
        (Self::Unparsable, "unparsable"),
    ];
}

impl Fields {
    /// All of them with their words.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::None, "none"),
        (Self::RateLimit, "ratelimit"),
        (Self::XRateLimit, "x-ratelimit"),
        (Self::Both, "both"),
    ];
}

impl Kind {
    /// The word of the script.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fixed(_) => "fixed",
            Self::Sliding(_) => "sliding",
            Self::Bucket(_) => "bucket",
            Self::Concurrent => "concurrent",
        }
    }

    /// The window, if it has one.
    pub const fn window(self) -> Option<Duration> {
        match self {
            Self::Fixed(window) | Self::Sliding(window) | Self::Bucket(window) => Some(window),
            Self::Concurrent => None,
        }
    }
}

/// What was counted so far.
///
/// Invariant: no more moments than the limit counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Limiter {
    /// Which window it is, from the start of the run, and how many came in it.
    window: u64,
    used: u32,
    /// When those in a sliding window came, or when those that are being answered end.
    moments: VecDeque<Instant>,
    /// When the bucket is full again: the whole state of a token bucket (the "theoretical arrival time" of GCRA, ITU-T
    /// I.371).
    full: Instant,
}

/// How a limit stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How many more would be let in now.
    pub remaining: u32,
    /// In what time there is room for one more than that, as far as it is known.
    pub reset: Duration,
}

impl Limiter {
    /// How the limit stands; what is over is forgotten.
    pub fn look(&mut self, limit: &Limit, now: Instant) -> Standing {
        let (used, reset) = match limit.kind {
            Kind::Fixed(window) => {
                let current = number(now, window);
                if current > self.window {
                    (self.window, self.used) = (current, 0);
                }
                let end = window
                    .as_millis()
                    .saturating_mul(u128::from(self.window) + 1);
                let end = Duration::from_millis(u64::try_from(end).unwrap_or(u64::MAX));
                (self.used, end.saturating_sub(now.0))
            }
            Kind::Sliding(window) => {
                self.moments.retain(|came| now.since(*came) < window);
                let oldest = self.moments.front();
                let reset = oldest.map_or(window, |came| (*came + window).since(now));
                (self.moments.len() as u32, reset)
            }
            Kind::Bucket(window) => {
                let each = token(window, limit.count);
                let missing = self.full.since(now).min(window);
                let used = missing.as_nanos().div_ceil(each.as_nanos()) as u32;
                let next = missing.saturating_sub(each * used.saturating_sub(1));
                (used, if used == 0 { each } else { next })
            }
            Kind::Concurrent => {
                self.moments.retain(|end| *end > now);
                let first = self.moments.iter().min();
                let reset = first.map_or(Duration::ZERO, |end| end.since(now));
                (self.moments.len() as u32, reset)
            }
        };
        Standing {
            remaining: limit.count.saturating_sub(used),
            reset,
        }
    }

    /// Counts a request that is let in. One that is being answered counts from [`Limiter::ends`] on.
    pub fn take(&mut self, limit: &Limit, now: Instant) {
        match limit.kind {
            Kind::Fixed(_) => self.used = self.used.saturating_add(1),
            Kind::Sliding(_) => self.moments.push_back(now),
            Kind::Bucket(window) => {
                self.full = self.full.max(now) + token(window, limit.count);
            }
            Kind::Concurrent => {}
        }
    }

    /// Keeps when a request that was let in is answered.
    pub fn ends(&mut self, limit: &Limit, at: Instant) {
        if limit.kind == Kind::Concurrent && self.moments.len() < limit.count as usize {
            self.moments.push_back(at);
        }
    }
}

/// Which window of this length a moment is in.
fn number(now: Instant, window: Duration) -> u64 {
    u64::try_from(now.0.as_millis() / window.as_millis().max(1)).unwrap_or(u64::MAX)
}

/// How long a token takes to drip into the bucket.
fn token(window: Duration, count: u32) -> Duration {
    (window / count.max(1)).max(Duration::from_nanos(1))
}

/// A limit as answers tell of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The limit.
    pub limit: Limit,
    /// Its number among the limits of the script, from 1; nothing when it is the only one.
    pub number: Option<u8>,
    /// How it stands, this request counted.
    pub standing: Standing,
}

/// What limits make of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limited {
    /// The place of the one that refuses it, if one does.
    pub refused: Option<usize>,
    /// All that apply, in the order of the script.
    pub quotas: Vec<Quota>,
    /// When that was so.
    pub now: Instant,
}

impl Limited {
    /// The limit that refuses the request.
    pub fn refusal(&self) -> Option<&Quota> {
        self.quotas.get(self.refused?)
    }

    /// What the refusal says in `Retry-After`.
    pub fn told(&self) -> Option<Told> {
        let quota = self.refusal()?;
        let reset = quota.standing.reset;
        match quota.limit.hint {
            Hint::Seconds => Some(Told::Seconds(seconds(reset).max(1))),
            Hint::Date => {
                // The answer's own date has no fractions, so they are counted from before.
                let until = seconds((self.now + reset).0).saturating_sub(self.now.0.as_secs());
                Some(Told::FromNow(until.clamp(1, 1 << 32) as i64))
            }
            Hint::None => None,
            Hint::Zero => Some(Told::Seconds(0)),
            Hint::Past => Some(Told::FromNow(PAST)),
            Hint::Long => Some(Told::Seconds(LONG)),
            Hint::Unparsable => Some(Told::Unparsable),
        }
    }

    /// The fields an answer carries, whether it is a refusal or not.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        // draft-ietf-httpapi-ratelimit-headers-11 §3 and §4: two lists with an item for each policy.
        let (mut policies, mut limits) = (String::new(), String::new());
        for quota in &self.quotas {
            if matches!(quota.limit.fields, Fields::RateLimit | Fields::Both) {
                if !policies.is_empty() {
                    policies += ", ";
                    limits += ", ";
                }
                policies += &quota.policy();
                limits += &quota.service_limit();
            }
        }
        if !policies.is_empty() {
            fields.push(("ratelimit-policy", policies));
            fields.push(("ratelimit", limits));
        }
        // These three have room for one limit only: the one with the least left.
        let tightest = self
            .quotas
            .iter()
            .filter(|quota| matches!(quota.limit.fields, Fields::XRateLimit | Fields::Both))
            .min_by_key(|quota| quota.standing.remaining);
        if let Some(Quota {
            limit, standing, ..
        }) = tightest
        {
            // As GitHub sends them, with the reset in seconds since 1970:
            // https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
            let reset = EPOCH.saturating_add(seconds((self.now + standing.reset).0));
            fields.push(("x-ratelimit-limit", limit.count.to_string()));
            fields.push(("x-ratelimit-remaining", standing.remaining.to_string()));
            fields.push(("x-ratelimit-reset", reset.to_string()));
        }
        fields
    }
}

impl Quota {
    fn name(&self) -> String {
        self.number
            .map_or_else(|| "default".to_owned(), |number| format!("limit-{number}"))
    }

    /// `"default";q=5;w=10` (§3.1).
    fn policy(&self) -> String {
        let (name, count) = (self.name(), self.limit.count);
        match self.limit.kind.window() {
            // §3.1.3: whole seconds, and never none.
            Some(window) => format!("\"{name}\";q={count};w={}", seconds(window).max(1)),
            // §3.1.2
            None => format!("\"{name}\";q={count};qu=\"concurrent-requests\""),
        }
    }

    /// `"default";r=3;t=7` (§4.1).
    fn service_limit(&self) -> String {
        let (name, remaining) = (self.name(), self.standing.remaining);
        match self.limit.kind {
            Kind::Concurrent => format!("\"{name}\";r={remaining}"),
            _ => format!(
                "\"{name}\";r={remaining};t={}",
                seconds(self.standing.reset)
            ),
        }
    }
}

/// Whole seconds, rounded up.
fn seconds(length: Duration) -> u64 {
    length
        .as_secs()
        .saturating_add(u64::from(length.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEN: Duration = Duration::from_secs(10);

    const fn limit(kind: Kind, count: u32) -> Limit {
        Limit {
            kind,
            count,
            hint: Hint::Seconds,
            fields: Fields::Both,
            status: 429,
        }
    }

    /// Which of these moments, in milliseconds, are let in.
    fn admitted(limit: Limit, moments: &[u64]) -> Vec<u64> {
        let mut limiter = Limiter::default();
        let enters = |ms: &&u64| {
            let now = Instant::from_millis(**ms);
            let enters = limiter.look(&limit, now).remaining > 0;
            if enters {
                limiter.take(&limit, now);
            }
            enters
        };
        moments.iter().filter(enters).copied().collect()
    }

    #[test]
    fn a_fixed_window_lets_in_twice_as_many_around_its_border() {
        let around = [9_800, 9_900, 9_950, 10_000, 10_100, 10_200];
        assert_eq!(
            admitted(limit(Kind::Fixed(TEN), 2), &around),
            [9_800, 9_900, 10_000, 10_100]
        );
        assert_eq!(
            admitted(limit(Kind::Sliding(TEN), 2), &around),
            [9_800, 9_900]
        );
    }

    #[test]
    fn a_bucket_gives_a_token_at_a_time() {
        let bucket = limit(Kind::Bucket(TEN), 2);
        assert_eq!(
            admitted(bucket, &[0, 1, 2, 4_999, 5_000, 5_001, 9_999, 10_000]),
            [0, 1, 5_000, 10_000]
        );
        let mut limiter = Limiter::default();
        let now = Instant::START;
        assert_eq!(limiter.look(&bucket, now).remaining, 2);
        limiter.take(&bucket, now);
        limiter.take(&bucket, now);
        let standing = limiter.look(&bucket, Instant::from_millis(1_000));
        assert_eq!(standing.remaining, 0);
        assert_eq!(standing.reset, Duration::from_secs(4));
    }

    #[test]
    fn so_many_at_a_time_counts_those_that_are_not_answered() {
        let two = limit(Kind::Concurrent, 2);
        let mut limiter = Limiter::default();
        limiter.ends(&two, Instant::from_millis(500));
        limiter.ends(&two, Instant::from_millis(900));
        let at = |limiter: &mut Limiter, ms| limiter.look(&two, Instant::from_millis(ms));
        assert_eq!(at(&mut limiter, 100).remaining, 0);
        assert_eq!(at(&mut limiter, 100).reset, Duration::from_millis(400));
        assert_eq!(at(&mut limiter, 500).remaining, 1);
        assert_eq!(at(&mut limiter, 900).remaining, 2);
    }

    #[test]
    fn the_fields_say_how_it_stands() {
        let quota = |limit: Limit, number, remaining, reset| Quota {
            limit,
            number,
            standing: Standing {
                remaining,
                reset: Duration::from_millis(reset),
            },
        };
        let mut limited = Limited {
            refused: None,
            quotas: vec![quota(limit(Kind::Fixed(TEN), 5), None, 3, 6_500)],
            now: Instant::from_millis(3_500),
        };
        let said = |limited: &Limited| {
            let lines: Vec<String> = limited
                .fields()
                .into_iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            lines.join("\n")
        };
        insta::assert_snapshot!(said(&limited), @r#"
        ratelimit-policy: "default";q=5;w=10
        ratelimit: "default";r=3;t=7
        x-ratelimit-limit: 5
        x-ratelimit-remaining: 3
        x-ratelimit-reset: 1795348810
        "#);
        limited.quotas[0].number = Some(1);
        limited
            .quotas
            .push(quota(limit(Kind::Concurrent, 2), Some(2), 0, 400));
        limited.refused = Some(1);
        insta::assert_snapshot!(said(&limited), @r#"
        ratelimit-policy: "limit-1";q=5;w=10, "limit-2";q=2;qu="concurrent-requests"
        ratelimit: "limit-1";r=3;t=7, "limit-2";r=0
        x-ratelimit-limit: 2
        x-ratelimit-remaining: 0
        x-ratelimit-reset: 1795348804
        "#);
        assert_eq!(limited.told(), Some(Told::Seconds(1)));
        limited.quotas[1].limit.hint = Hint::Date;
        // From the second the answer is dated with to the first whole one with room.
        assert_eq!(limited.told(), Some(Told::FromNow(1)));
    }

    proptest! {
        #[test]
        fn never_more_than_so_many_in_a_window(
            count in 1..6_u32, window in 1..2_000_u64, steps in prop::collection::vec(0..700_u64, 1..60),
        ) {
            let mut now = 0;
            let moments: Vec<u64> = steps.iter().map(|step| { now += step; now }).collect();
            let length = Duration::from_millis(window);
            let fixed = admitted(limit(Kind::Fixed(length), count), &moments);
            for first in &fixed {
                let same = fixed.iter().filter(|ms| **ms / window == first / window).count();
                prop_assert!(same <= count as usize);
            }
            let sliding = admitted(limit(Kind::Sliding(length), count), &moments);
            for first in &sliding {
                let within = sliding.iter().filter(|ms| (*first..first + window).contains(ms)).count();
                prop_assert!(within <= count as usize);
            }
            // A full bucket and what drips into it meanwhile.
            let bucket = admitted(limit(Kind::Bucket(length), count), &moments);
            for (index, first) in bucket.iter().enumerate() {
                for (later, last) in bucket.iter().enumerate().skip(index) {
                    let most = u64::from(count) + (last - first) * u64::from(count) / window + 1;
                    prop_assert!((later - index + 1) as u64 <= most);
                }
            }
        }

        #[test]
        fn whoever_waits_for_the_reset_is_let_in(
            count in 1..6_u32, window in 1..2_000_u64, at in 0..10_000_u64,
        ) {
            let length = Duration::from_millis(window);
            for kind in [Kind::Fixed(length), Kind::Sliding(length), Kind::Bucket(length)] {
                let limit = limit(kind, count);
                let mut limiter = Limiter::default();
                let now = Instant::from_millis(at);
                for _ in 0..count {
                    prop_assert!(limiter.look(&limit, now).remaining > 0);
                    limiter.take(&limit, now);
                }
                let standing = limiter.look(&limit, now);
                prop_assert_eq!(standing.remaining, 0);
                prop_assert!(limiter.look(&limit, now + standing.reset).remaining > 0);
            }
        }
    }
}
