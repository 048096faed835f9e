//! How long a client waits by itself: a length that grows from retry to retry, and the chance that is mixed into it.
//! Names and formulas are those of the AWS Architecture Blog ("Exponential Backoff And Jitter", 2015) and of Polly.

use std::time::Duration;

use crate::rng::Rng;
use crate::time::spoken;
use crate::tree::seconds;

/// The numbers of a back-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// How the length grows.
    pub growth: Growth,
    /// What it grows from.
    pub base: Duration,
    /// What it grows to at most, before chance adds to it.
    pub cap: Duration,
    /// The shortest wait, whatever was drawn.
    pub floor: Duration,
    /// Whether the first retry comes at once; the second then waits what is second here.
    pub first_at_once: bool,
    /// What chance does to it.
    pub jitter: Jitter,
    /// A wait is cut to a multiple of this; zero leaves it as it is.
    pub step: Duration,
}

/// How the length before retry n, counted from 1, grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// There is no wait.
    None,
    /// Always the base.
    Fixed,
    /// base × n.
    Linear,
    /// base × 2ⁿ⁻¹; the factor in percent, so 200.
    Exponential(u16),
    /// base × n to this power.
    Polynomial(u8),
    /// Written out, in milliseconds, up to the first zero after the first; the last one stays.
    List([u32; 8]),
}

/// What chance does to a length d. U is uniform, its upper end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jitter {
    /// Nothing.
    None,
    /// U(0, d).
    Full,
    /// d/2 + U(0, d/2).
    Equal,
    /// min(cap, U(base, 3 × the wait before)), which begins at the base. It does not look at d.
    Decorrelated,
    /// Polly’s second: with t = n − 1 + U(0, 1) and f(t) = 2ᵗ × tanh √(4t), the wait is base / 1.4 × (f(t) − f before).
    DecorrelatedV2,
    /// d + U(0, this).
    Plus(Duration),
    /// d × (1 + U(0, this many percent)).
    PlusShare(u16),
    /// d × U(from, to), in percent.
    Times(u16, u16),
    /// d × (1 ± U(0, this many percent)).
    PlusMinus(u16),
}

/// One wait, drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// How long.
    pub wait: Duration,
    /// The shortest it could have been.
    pub least: Duration,
    /// The longest it could have been.
    pub limit: Duration,
    /// What the next draw of this call is given as `previous`.
    pub next: Duration,
    /// Before which retry, counted from 1, and the length before chance.
    n: u32,
    length: Duration,
    /// What chance made of the length at least and at most.
    spread: (Duration, Duration),
}

impl Backoff {
    /// No wait at all.
    pub const NONE: Self = Self {
        growth: Growth::None,
        base: Duration::ZERO,
        cap: Duration::MAX,
        floor: Duration::ZERO,
        first_at_once: false,
        jitter: Jitter::None,
        step: Duration::ZERO,
    };

    /// Always the same length.
    pub const fn fixed(ms: u64) -> Self {
        Self {
            growth: Growth::Fixed,
            base: Duration::from_millis(ms),
            ..Self::NONE
        }
    }

    /// Twice as long each time, without a cap.
    pub const fn doubling(ms: u64) -> Self {
        Self {
            growth: Growth::Exponential(200),
            ..Self::fixed(ms)
        }
    }

    /// The same with a cap, in seconds.
    pub const fn up_to(self, cap: u64) -> Self {
        Self {
            cap: Duration::from_secs(cap),
            ..self
        }
    }

    /// The same with chance.
    pub const fn with(self, jitter: Jitter) -> Self {
        Self { jitter, ..self }
    }

    /// Why a wait is as long as it is: `back-off, full jitter: random up to 2 s`.
    pub(super) fn reason(&self, limit: Duration) -> String {
        let kind = match self.jitter {
            _ if limit.is_zero() => return "at once".to_owned(),
            Jitter::None => return "back-off, no jitter: nothing random".to_owned(),
            Jitter::Full => "full jitter",
            Jitter::Equal => "equal jitter",
            Jitter::Decorrelated | Jitter::DecorrelatedV2 => "decorrelated",
            Jitter::Plus(_) | Jitter::PlusShare(_) => "some added",
            Jitter::Times(..) | Jitter::PlusMinus(_) => "jitter",
        };
        format!("back-off, {kind}: random up to {}", short(limit))
    }

    /// The length before retry `n`, counted from 1, before chance.
    pub fn length(&self, n: u32) -> Duration {
        if self.is_at_once(n) {
            return Duration::ZERO;
        }
        let times = |factor: f64| {
            let micros = (self.base.as_micros() as f64 * factor) as u64;
            Duration::from_micros(micros)
        };
        let power = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        let length = match self.growth {
            Growth::None => Duration::ZERO,
            Growth::Fixed => self.base,
            Growth::Linear => self.base.saturating_mul(n),
            Growth::Exponential(percent) => {
                times((f64::from(percent) / 100.0).powi(power(n.saturating_sub(1))))
            }
            Growth::Polynomial(exponent) => times(f64::from(n).powi(exponent.into())),
            Growth::List(list) => {
                let written = 1 + list[1..].iter().take_while(|ms| **ms > 0).count();
                let at = (n.max(1) as usize - 1).min(written - 1);
                Duration::from_millis(list[at].into())
            }
        };
        length.min(self.cap)
    }

    /// Whether there is no wait before retry `n`, whatever else is said.
    const fn is_at_once(&self, n: u32) -> bool {
        self.first_at_once && n <= 1
    }

    /// The shortest and the longest the wait before retry `n` can be.
    pub fn bounds(&self, n: u32, previous: Option<Duration>) -> (Duration, Duration) {
        if self.is_at_once(n) {
            return (Duration::ZERO, Duration::ZERO);
        }
        let (low, high) = self.spread(self.length(n), n, previous);
        (self.cut(low).max(self.floor), self.top(low, high))
    }

    /// Draws the wait before retry `n`, counted from 1. `previous` is what the draw before it left for the next.
    pub fn draw(&self, n: u32, previous: Option<Duration>, dice: &mut Rng) -> Draw {
        self.draw_from(self.length(n), n, previous, dice)
    }

    /// The same, with the length given instead of grown.
    pub fn draw_from(
        &self,
        length: Duration,
        n: u32,
        previous: Option<Duration>,
        dice: &mut Rng,
    ) -> Draw {
        if self.is_at_once(n) {
            return Draw {
                wait: Duration::ZERO,
                least: Duration::ZERO,
                limit: Duration::ZERO,
                next: previous.unwrap_or_default(),
                n,
                length: Duration::ZERO,
                spread: (Duration::ZERO, Duration::ZERO),
            };
        }
        let (low, high) = self.spread(length, n, previous);
        let (drawn, next) = match self.jitter {
            Jitter::Decorrelated => {
                let three = previous.unwrap_or(self.base).saturating_mul(3);
                let drawn = dice.between(self.base, three).min(self.cap);
                (drawn, drawn)
            }
            Jitter::DecorrelatedV2 => {
                let sum = self.polly(f64::from(n.saturating_sub(1)) + dice.unit());
                (
                    sum.saturating_sub(previous.unwrap_or_default())
                        .min(self.cap),
                    sum,
                )
            }
            _ if low == high => (low, low),
            _ => {
                let drawn = dice.between(low, high);
                (drawn, drawn)
            }
        };
        Draw {
            wait: self.cut(drawn).max(self.floor),
            least: self.cut(low).max(self.floor),
            limit: self.top(low, high),
            next,
            n,
            length,
            spread: (low, high),
        }
    }

    /// What chance makes of a length at least and at most.
    fn spread(&self, d: Duration, n: u32, previous: Option<Duration>) -> (Duration, Duration) {
        let percent = |length: Duration, percent: u16| {
            let micros = length.as_micros() * u128::from(percent) / 100;
            Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
        };
        match self.jitter {
            Jitter::None => (d, d),
            Jitter::Full => (Duration::ZERO, d),
            Jitter::Equal => (d / 2, d),
            Jitter::Plus(more) => (d, d.saturating_add(more)),
            Jitter::PlusShare(share) => (d, d.saturating_add(percent(d, share))),
            Jitter::Times(from, to) => (percent(d, from), percent(d, to)),
            Jitter::PlusMinus(share) => (
                d.saturating_sub(percent(d, share)),
                d.saturating_add(percent(d, share)),
            ),
            Jitter::Decorrelated => {
                let three = previous.unwrap_or(self.base).saturating_mul(3);
                (self.base.min(self.cap), three.max(self.base).min(self.cap))
            }
            Jitter::DecorrelatedV2 => {
                let before = previous.unwrap_or_default();
                let at = |t: u32| {
                    self.polly(f64::from(t))
                        .saturating_sub(before)
                        .min(self.cap)
                };
                (at(n.saturating_sub(1)), at(n))
            }
        }
    }

    /// base / 1.4 × f(t): what all waits up to here come to.
    fn polly(&self, t: f64) -> Duration {
        let f = t.exp2() * (4.0 * t).sqrt().tanh();
        Duration::from_micros((self.base.as_micros() as f64 / 1.4 * f) as u64)
    }

    fn cut(&self, length: Duration) -> Duration {
        let step = self.step.as_micros();
        if step == 0 {
            return length;
        }
        let micros = length.as_micros() / step * step;
        Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
    }

    /// The longest wait there can be. The upper end of U is excluded, which shows once waits are cut to steps.
    fn top(&self, low: Duration, high: Duration) -> Duration {
        let short = Duration::from_micros(u64::from(low < high && !self.step.is_zero()));
        self.cut(high.saturating_sub(short)).max(self.floor)
    }

    /// The formula of a draw, with its numbers.
    pub fn formula(&self, draw: &Draw) -> String {
        let Draw { n, length, .. } = *draw;
        let (low, high) = draw.spread;
        if high.is_zero() {
            return String::new();
        }
        let base = short(self.base);
        let grown = match self.growth {
            Growth::Linear => format!("{base} × {n}"),
            Growth::Exponential(200) => format!("{base} × 2{}", superscript(n.saturating_sub(1))),
            Growth::Exponential(percent) => format!(
                "{base} × {}.{:02}{}",
                percent / 100,
                percent % 100,
                superscript(n.saturating_sub(1))
            ),
            Growth::Polynomial(exponent) => format!("{base} × {n}{}", superscript(exponent.into())),
            Growth::None | Growth::Fixed | Growth::List(_) => String::new(),
        };
        let grown = match grown {
            grown if grown.is_empty() || length != self.length(n) => short(length),
            grown if self.cap == Duration::MAX => grown,
            grown => format!("min({}, {grown})", short(self.cap)),
        };
        match self.jitter {
            Jitter::None => format!("{grown} = {}", short(length)),
            Jitter::Full => format!("U(0, {grown}) = U(0, {})", short(high)),
            Jitter::Equal => format!("{grown} ÷ 2 + U(0, {})", short(length / 2)),
            Jitter::Plus(more) => format!("{grown} + U(0, {})", short(more)),
            Jitter::PlusShare(share) => format!("{grown} + U(0, {share} %)"),
            Jitter::Times(from, to) => format!("{grown} × U({from} %, {to} %)"),
            Jitter::PlusMinus(share) => format!("{grown} ± U(0, {share} %)"),
            Jitter::Decorrelated => format!("U({}, {})", short(low), short(high)),
            Jitter::DecorrelatedV2 => format!("{base} ÷ 1.4 × (f({n} − 1 + U(0, 1)) − f before)"),
        }
    }
}

/// Seconds where there is one, else milliseconds.
pub(super) fn short(length: Duration) -> String {
    if length.is_zero() {
        "0 s".to_owned()
    } else if length < Duration::from_secs(1) {
        spoken(length)
    } else {
        seconds(length)
    }
}

/// The same for lengths that may be minutes.
pub(super) fn long(length: Duration) -> String {
    if length < Duration::from_secs(60) {
        short(length)
    } else {
        spoken(length)
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
    use proptest::prelude::{Just, any, prop, prop_assert, prop_oneof, proptest};

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    const LONG: [u32; 8] = [10, 90_000, 0, 0, 0, 0, 0, 0];

    #[test]
    fn the_limit_doubles_up_to_the_cap() {
        let limits: Vec<u64> = (1..9)
            .map(|n| CAREFUL.backoff.length(n).as_secs())
            .collect();
        assert_eq!(limits, [1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(CAREFUL.backoff.length(u32::MAX), Duration::from_secs(30));
    }

    #[test]
    fn each_growth_has_its_lengths() {
        const LIST: [u32; 8] = [100, 500, 1_500, 0, 0, 0, 0, 0];
        let lengths = |backoff: Backoff| -> Vec<u64> {
            (1..5)
                .map(|n| u64::try_from(backoff.length(n).as_millis()).expect("short"))
                .collect()
        };
        let grows = |growth| Backoff {
            growth,
            ..Backoff::fixed(1_000)
        };
        assert_eq!(lengths(Backoff::NONE), [0, 0, 0, 0]);
        assert_eq!(lengths(Backoff::fixed(500)), [500; 4]);
        assert_eq!(
            lengths(grows(Growth::Linear).up_to(3)),
            [1_000, 2_000, 3_000, 3_000]
        );
        assert_eq!(
            lengths(grows(Growth::Exponential(150))),
            [1_000, 1_500, 2_250, 3_375]
        );
        assert_eq!(
            lengths(grows(Growth::Polynomial(2))),
            [1_000, 4_000, 9_000, 16_000]
        );
        assert_eq!(lengths(grows(Growth::List(LIST))), [100, 500, 1_500, 1_500]);
        let at_once = Backoff {
            first_at_once: true,
            ..Backoff::doubling(500)
        };
        assert_eq!(lengths(at_once), [0, 1_000, 2_000, 4_000]);
        for jitter in [
            Jitter::Plus(ms(100)),
            Jitter::Decorrelated,
            Jitter::DecorrelatedV2,
        ] {
            let backoff = Backoff {
                jitter,
                floor: ms(50),
                ..at_once
            };
            assert_eq!(backoff.bounds(1, None), (ms(0), ms(0)), "{jitter:?}");
            assert_eq!(backoff.draw(1, None, &mut Rng::new(1)).wait, ms(0));
            assert!(backoff.draw(2, None, &mut Rng::new(1)).wait >= ms(50));
        }
    }

    #[test]
    fn the_formula_shows_its_numbers() {
        let formula = |backoff: Backoff| backoff.formula(&backoff.draw(2, None, &mut Rng::new(1)));
        let half = Backoff::doubling(500);
        for (backoff, text) in [
            (CAREFUL.backoff, "U(0, min(30 s, 1 s × 2¹)) = U(0, 2 s)"),
            (half, "500 ms × 2¹ = 1 s"),
            (Backoff::fixed(250), "250 ms = 250 ms"),
            (half.with(Jitter::Equal), "500 ms × 2¹ ÷ 2 + U(0, 500 ms)"),
            (half.with(Jitter::PlusMinus(10)), "500 ms × 2¹ ± U(0, 10 %)"),
            (half.with(Jitter::Decorrelated), "U(500 ms, 1.5 s)"),
        ] {
            assert_eq!(formula(backoff), text);
        }
    }

    /// Bounds, mean and variance of 100 000 draws for retry 3, in seconds.
    fn check(jitter: Jitter, low: f64, high: f64, mean: f64, variance: f64) {
        let backoff = Backoff::doubling(1_000).up_to(30).with(jitter);
        let previous = Some(Duration::from_secs(2));
        let mut dice = Rng::new(418);
        let draws: Vec<f64> = (0..100_000)
            .map(|_| backoff.draw(3, previous, &mut dice).wait.as_secs_f64())
            .collect();
        let count = draws.len() as f64;
        let found = draws.iter().sum::<f64>() / count;
        let spread = draws.iter().map(|draw| (draw - found).powi(2)).sum::<f64>() / count;
        assert!(
            draws.iter().all(|draw| (low..=high).contains(draw)),
            "{jitter:?}"
        );
        assert!(
            (found - mean).abs() < 0.02 * (high - low).max(0.01),
            "{jitter:?}: mean {found}"
        );
        assert!(
            (spread - variance).abs() <= 0.03 * variance + 1e-9,
            "{jitter:?}: variance {spread}"
        );
    }

    #[test]
    fn every_jitter_follows_its_formula() {
        // A uniform draw has its mean in the middle and the variance width² / 12.
        let uniform = |jitter, low: f64, high: f64| {
            check(
                jitter,
                low,
                high,
                f64::midpoint(low, high),
                (high - low).powi(2) / 12.0,
            );
        };
        uniform(Jitter::None, 4.0, 4.0);
        uniform(Jitter::Full, 0.0, 4.0);
        uniform(Jitter::Equal, 2.0, 4.0);
        uniform(Jitter::Decorrelated, 1.0, 6.0);
        uniform(Jitter::Plus(Duration::from_millis(100)), 4.0, 4.1);
        uniform(Jitter::PlusShare(20), 4.0, 4.8);
        uniform(Jitter::Times(40, 140), 1.6, 5.6);
        uniform(Jitter::PlusMinus(10), 3.6, 4.4);
    }

    #[test]
    fn decorrelated_v2_follows_its_formula() {
        // The moments by numeric integration over U, with the wait before it left at 2 s.
        let f = |u: f64| {
            let t = 2.0 + u;
            (t.exp2() * (4.0 * t).sqrt().tanh() / 1.4 - 2.0).max(0.0)
        };
        let steps = 100_000;
        let over = |value: &dyn Fn(f64) -> f64| {
            (0..steps)
                .map(|i| value(f((f64::from(i) + 0.5) / f64::from(steps))))
                .sum::<f64>()
                / f64::from(steps)
        };
        let mean = over(&|wait| wait);
        let variance = over(&|wait| (wait - mean).powi(2));
        check(
            Jitter::DecorrelatedV2,
            f(0.0) - 1e-5,
            f(1.0),
            mean,
            variance,
        );
    }

    #[test]
    fn decorrelated_waits_start_at_the_base_and_build_on_the_one_before() {
        let backoff = Backoff::doubling(5).up_to(2).with(Jitter::Decorrelated);
        let mut dice = Rng::new(7);
        let mut previous = None;
        for n in 1..200 {
            let before = previous.unwrap_or(ms(5));
            let draw = backoff.draw(n, previous, &mut dice);
            assert!(draw.wait >= ms(5) && draw.wait <= (before * 3).min(ms(2_000)));
            previous = Some(draw.next);
        }
    }

    proptest! {
        #[test]
        fn a_wait_is_never_longer_than_its_cap_unless_the_policy_says_so(
            growth in prop::sample::select(vec![
                Growth::None, Growth::Fixed, Growth::Linear, Growth::Exponential(150), Growth::Exponential(200),
                Growth::Polynomial(2), Growth::Polynomial(3), Growth::List(LONG),
            ]),
            jitter in prop::sample::select(vec![
                Jitter::None, Jitter::Full, Jitter::Equal, Jitter::Decorrelated, Jitter::DecorrelatedV2,
                Jitter::Plus(ms(100)), Jitter::PlusShare(20), Jitter::Times(40, 140), Jitter::PlusMinus(25),
            ]),
            base in 0_u64..100_000,
            cap in 0_u64..100_000,
            n in prop_oneof![1_u32..12, Just(u32::MAX)],
            seed in any::<u64>(),
        ) {
            let (base, cap) = (ms(base), ms(cap));
            let backoff = Backoff { growth, base, cap, jitter, ..Backoff::NONE };
            let draw = backoff.draw(n, Some(base), &mut Rng::new(seed));
            let (low, high) = backoff.bounds(n, Some(base));
            let may = match jitter {
                Jitter::Plus(more) => cap + more,
                Jitter::PlusShare(share) | Jitter::PlusMinus(share) => cap * (100 + u32::from(share)) / 100,
                Jitter::Times(_, to) => cap * u32::from(to) / 100,
                _ => cap,
            };
            prop_assert!(draw.wait <= may && draw.wait <= draw.limit && draw.limit <= may);
            prop_assert!(low <= draw.wait && draw.wait <= high, "{low:?} {:?} {high:?}", draw.wait);
            prop_assert!(backoff.length(n) <= cap);
        }
    }
}
