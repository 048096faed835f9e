//! How long a client waits by itself: exponential back-off with full jitter, `U(0, min(cap, base × 2^(n-1)))` before
//! retry n (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015).

use std::time::Duration;

use crate::rng::Rng;
use crate::tree::seconds;

/// The numbers of a back-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The limit before the first retry.
    pub base: Duration,
    /// The limit that is never passed.
    pub cap: Duration,
}

/// One wait, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// How long.
    pub wait: Duration,
    /// The longest it could have been.
    pub limit: Duration,
    /// The formula with its numbers.
    pub formula: String,
}

impl Backoff {
    /// The longest wait before retry `n`, counted from 1.
    pub fn limit(&self, n: u32) -> Duration {
        let factor = 2_u32.checked_pow(n.saturating_sub(1)).unwrap_or(u32::MAX);
        self.base.saturating_mul(factor).min(self.cap)
    }

    /// Draws the wait before retry `n`, counted from 1.
    pub fn draw(&self, n: u32, dice: &mut Rng) -> Draw {
        let limit = self.limit(n);
        let formula = format!(
            "U(0, min({}, {} × 2{})) = U(0, {})",
            seconds(self.cap),
            seconds(self.base),
            superscript(n.saturating_sub(1)),
            seconds(limit)
        );
        Draw {
            wait: dice.between(Duration::ZERO, limit),
            limit,
            formula,
        }
    }
}

fn superscript(n: u32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    n.to_string()
        .bytes()
        .map(|digit| DIGITS[usize::from(digit - b'0')])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::presets::CAREFUL;
    use super::*;

    #[test]
    fn the_limit_doubles_up_to_the_cap() {
        let limits: Vec<u64> = (1..9).map(|n| CAREFUL.backoff.limit(n).as_secs()).collect();
        assert_eq!(limits, [1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(CAREFUL.backoff.limit(u32::MAX), Duration::from_secs(30));
    }

    #[test]
    fn the_formula_shows_its_numbers() {
        let draw = CAREFUL.backoff.draw(2, &mut Rng::new(1));
        assert_eq!(draw.formula, "U(0, min(30 s, 1 s × 2¹)) = U(0, 2 s)");
    }

    #[test]
    fn full_jitter_is_uniform_below_its_limit() {
        let mut dice = Rng::new(418);
        let draws: Vec<f64> = (0..100_000)
            .map(|_| CAREFUL.backoff.draw(3, &mut dice).wait.as_secs_f64())
            .collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance =
            draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        assert!(draws.iter().all(|draw| (0.0..4.0).contains(draw)));
        assert!((mean - 2.0).abs() < 0.02, "mean {mean}");
        assert!((variance - 16.0 / 12.0).abs() < 0.02, "variance {variance}");
    }
}
