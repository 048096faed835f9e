//! How long answers take: always the same, somewhere between two lengths, or with the long tail real servers have (Dean
//! and Barroso, "The tail at scale", CACM 56(2), 2013). Drawn from the dice that are passed in, in whole milliseconds.

use std::time::Duration;

use super::script::MAX_AFTER;
use crate::rng::Rng;

/// How long answers take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Latency {
    /// Always as long.
    Fixed(Duration),
    /// Each length between two is as likely as any other.
    Uniform(Duration, Duration),
    /// Log-normal: half of them below the median, and a tail that grows with sigma.
    LogNormal {
        /// The median.
        median: Duration,
        /// The deviation of the logarithm, in hundredths.
        sigma: u16,
    },
    /// By percentile, in a straight line from zero to the median, the 90th and the 99th; none takes longer than that.
    Percentiles {
        /// Half are no longer than this.
        p50: Duration,
        /// Nine of ten.
        p90: Duration,
        /// All but one of a hundred.
        p99: Duration,
    },
}

impl Latency {
    /// A length. Dice are thrown only where there is something to decide.
    pub fn draw(self, rng: &mut Rng) -> Duration {
        let ms = match self {
            Self::Fixed(length) => return length,
            Self::Uniform(low, high) => line(ms(low), ms(high), rng.unit()),
            Self::LogNormal { median, sigma } => {
                ms(median) * (normal(rng) * f64::from(sigma) / 100.0).exp()
            }
            Self::Percentiles { p50, p90, p99 } => match rng.unit() {
                at if at < 0.5 => line(0.0, ms(p50), at / 0.5),
                at if at < 0.9 => line(ms(p50), ms(p90), (at - 0.5) / 0.4),
                at => line(ms(p90), ms(p99), ((at - 0.9) / 0.09).min(1.0)),
            },
        };
        // A cast of what is too much, or no number, ends at the ends of the type.
        Duration::from_millis((ms + 0.5) as u64).min(MAX_AFTER)
    }
}

fn ms(length: Duration) -> f64 {
    length.as_millis() as f64
}

fn line(low: f64, high: f64, at: f64) -> f64 {
    low + (high - low) * at
}

/// A draw from the standard normal distribution, by Marsaglia's polar method, which needs no sine or cosine.
fn normal(rng: &mut Rng) -> f64 {
    loop {
        let (x, y) = (2.0 * rng.unit() - 1.0, 2.0 * rng.unit() - 1.0);
        let square = x * x + y * y;
        if square > 0.0 && square < 1.0 {
            return x * (-2.0 * square.ln() / square).sqrt();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, proptest};

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// Ten thousand draws in order.
    fn drawn(latency: Latency) -> Vec<Duration> {
        let mut rng = Rng::new(418);
        let mut drawn: Vec<Duration> = (0..10_000).map(|_| latency.draw(&mut rng)).collect();
        drawn.sort_unstable();
        drawn
    }

    /// Whether a draw at a place of the order is within a twentieth of what it should be.
    fn near(found: Duration, wanted: u64) -> bool {
        found.abs_diff(ms(wanted)) <= ms(wanted / 20)
    }

    #[test]
    fn the_same_length_needs_no_dice() {
        let (mut rng, untouched) = (Rng::new(1), Rng::new(1));
        assert_eq!(Latency::Fixed(ms(300)).draw(&mut rng), ms(300));
        assert_eq!(rng, untouched);
    }

    #[test]
    fn draws_have_the_median_and_the_bounds_they_should() {
        let uniform = drawn(Latency::Uniform(ms(100), ms(400)));
        assert!(uniform[0] >= ms(100) && uniform[9_999] <= ms(400));
        assert!(near(uniform[5_000], 250));
        let log_normal = drawn(Latency::LogNormal {
            median: ms(200),
            sigma: 60,
        });
        // 200 ms · e^(0.6 · 1.2816) and e^(0.6 · 2.3263), the 90th and the 99th percentile.
        assert!(near(log_normal[5_000], 200));
        assert!(near(log_normal[9_000], 431));
        assert!(log_normal[9_900].abs_diff(ms(807)) < ms(80));
        let percentiles = drawn(Latency::Percentiles {
            p50: ms(100),
            p90: ms(400),
            p99: ms(2_000),
        });
        assert!(near(percentiles[5_000], 100));
        // The line is steep from here on.
        assert!(percentiles[9_000].abs_diff(ms(400)) < ms(80));
        assert!(near(percentiles[9_900], 2_000));
        assert_eq!(percentiles[9_999], ms(2_000));
    }

    proptest! {
        #[test]
        fn no_numbers_panic(low in 0..=600_000_u64, high in 0..=600_000_u64, sigma in 0..=500_u16, seed in any::<u64>()) {
            let mut rng = Rng::new(seed);
            for latency in [
                Latency::Uniform(ms(low), ms(high)),
                Latency::LogNormal { median: ms(low), sigma },
                Latency::Percentiles { p50: ms(low), p90: ms(high), p99: MAX_AFTER },
            ] {
                prop_assert!(latency.draw(&mut rng) <= MAX_AFTER);
            }
        }
    }
}
