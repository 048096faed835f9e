//! Not asking at all: a circuit breaker that opens when too much fails, and throttling that gives up a growing share of
//! requests before they are sent.

use std::time::Duration;

use super::window::Window;
use crate::rng::Rng;
use crate::time::Instant;

/// When a circuit breaker opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    /// The share of failures that opens it, in percent.
    pub percent: u8,
    /// How many answers there must be before it may open; at least 1.
    pub least: u32,
    /// Over which time both are counted.
    pub window: Duration,
    /// How long it stays open; then one request may try.
    pub open_for: Duration,
}

/// Adaptive throttling as in the SRE book ("Handling Overload", eq. 21-1): a request is given up by the client itself
/// with the probability max(0, (requests − K × accepts) / (requests + 1)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// K in percent: 200 lets through twice as many as are accepted.
    pub percent: u16,
    /// Over which time requests and accepts are counted.
    pub window: Duration,
}

/// Whether a breaker lets requests through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Circuit {
    /// It does.
    #[default]
    Closed,
    /// It does not, until then.
    Open(Instant),
    /// One is on its way to try.
    HalfOpen,
}

/// A request of a client: which call, and which of its requests.
pub(super) type Who = (u32, u32);

/// A breaker as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fuse {
    pub(super) circuit: Circuit,
    window: Window,
    /// The request that tries while it is half-open.
    trial: Option<Who>,
}

const ALL: usize = 0;
const BAD: usize = 1;

impl Fuse {
    /// Whether a request may be sent now. The first after the open time is the one that tries.
    pub(super) fn admits(&mut self, now: Instant, who: Who) -> bool {
        match self.circuit {
            Circuit::Closed => true,
            Circuit::Open(until) if now < until => false,
            Circuit::Open(_) => {
                self.circuit = Circuit::HalfOpen;
                self.trial = Some(who);
                true
            }
            Circuit::HalfOpen => false,
        }
    }

    /// Notes how a request ended.
    pub(super) fn note(&mut self, breaker: &Breaker, now: Instant, who: Who, well: bool) {
        self.window.pass(now, breaker.window);
        self.window.add(ALL, 1);
        self.window.add(BAD, u32::from(!well));
        match self.circuit {
            // What was sent before it opened is not what tries.
            Circuit::HalfOpen if self.trial != Some(who) => {}
            Circuit::HalfOpen if well => {
                self.circuit = Circuit::Closed;
                self.window.clear();
            }
            Circuit::HalfOpen => self.open(breaker, now),
            Circuit::Closed => {
                let (all, bad) = (self.window.sum(ALL), self.window.sum(BAD));
                if all >= u64::from(breaker.least.max(1))
                    && !well
                    && bad * 100 >= all * u64::from(breaker.percent)
                {
                    self.open(breaker, now);
                }
            }
            // What was sent before it opened changes nothing.
            Circuit::Open(_) => {}
        }
    }

    fn open(&mut self, breaker: &Breaker, now: Instant) {
        self.circuit = Circuit::Open(now + breaker.open_for);
        self.window.clear();
    }

    /// Lets another request try, when the one that was to is of a call that ended without hearing of it.
    pub(super) fn forget_the_trial(&mut self, now: Instant, call: u32) {
        if self.circuit == Circuit::HalfOpen && self.trial.is_some_and(|trial| trial.0 == call) {
            self.circuit = Circuit::Open(now);
        }
    }
}

/// Throttling as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Valve {
    window: Window,
}

impl Valve {
    /// The probability with which the next request is given up.
    pub(super) fn probability(&mut self, throttle: &Throttle, now: Instant) -> f64 {
        self.window.pass(now, throttle.window);
        let requests = self.window.sum(ALL) as f64;
        let accepts = (self.window.sum(ALL) - self.window.sum(BAD)) as f64;
        let k = f64::from(throttle.percent) / 100.0;
        ((requests - k * accepts) / (requests + 1.0)).max(0.0)
    }

    /// Whether a request may be sent; one that may not counts as a request that was not accepted.
    pub(super) fn admits(&mut self, throttle: &Throttle, now: Instant, dice: &mut Rng) -> bool {
        let probability = self.probability(throttle, now);
        let admitted = probability <= 0.0 || dice.unit() >= probability;
        if !admitted {
            self.note(throttle, now, false);
        }
        admitted
    }

    /// Notes a request, and whether the server accepted it.
    pub(super) fn note(&mut self, throttle: &Throttle, now: Instant, well: bool) {
        self.window.pass(now, throttle.window);
        self.window.add(ALL, 1);
        self.window.add(BAD, u32::from(!well));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Duration = Duration::from_secs(1);

    const BREAKER: Breaker = Breaker {
        percent: 50,
        least: 4,
        window: Duration::from_secs(10),
        open_for: Duration::from_secs(5),
    };

    #[test]
    fn it_opens_tries_once_and_closes() {
        let mut fuse = Fuse::default();
        let mut now = Instant::START;
        let (before, trial) = ((1, 0), (2, 0));
        for well in [true, false, false, false] {
            assert!(fuse.admits(now, before));
            fuse.note(&BREAKER, now, before, well);
            now = now + S;
        }
        assert_eq!(fuse.circuit, Circuit::Open(Instant::START + 8 * S));
        assert!(!fuse.admits(now, trial));
        now = now + 5 * S;
        assert!(fuse.admits(now, trial), "one may try");
        assert!(!fuse.admits(now, (3, 0)), "and only one");
        fuse.note(&BREAKER, now, before, true);
        assert_eq!(fuse.circuit, Circuit::HalfOpen, "another is not the one");
        fuse.note(&BREAKER, now, trial, false);
        assert!(!fuse.admits(now + 4 * S, trial));
        now = now + 5 * S;
        assert!(fuse.admits(now, trial));
        fuse.note(&BREAKER, now, trial, true);
        assert_eq!(fuse.circuit, Circuit::Closed);
        assert!(fuse.admits(now, trial) && fuse.admits(now, trial));
    }

    #[test]
    fn who_never_hears_of_the_trial_lets_another_try() {
        let mut fuse = Fuse {
            circuit: Circuit::Open(Instant::START),
            ..Fuse::default()
        };
        assert!(fuse.admits(Instant::START, (7, 2)));
        fuse.forget_the_trial(Instant::START, 6);
        assert!(!fuse.admits(Instant::START, (8, 0)), "it is not theirs");
        fuse.forget_the_trial(Instant::START, 7);
        assert!(fuse.admits(Instant::START, (8, 0)));
    }

    #[test]
    fn few_answers_do_not_open_it() {
        let mut fuse = Fuse::default();
        for second in 0..3 {
            fuse.note(&BREAKER, Instant::START + second * S, (1, second), false);
        }
        assert_eq!(fuse.circuit, Circuit::Closed);
        // Long after, the three are forgotten.
        fuse.note(&BREAKER, Instant::START + 60 * S, (1, 9), false);
        assert_eq!(fuse.circuit, Circuit::Closed);
    }

    #[test]
    fn throttling_follows_its_formula() {
        let throttle = Throttle {
            percent: 200,
            window: Duration::from_secs(120),
        };
        let mut valve = Valve::default();
        let now = Instant::START;
        assert!(valve.probability(&throttle, now) < f64::EPSILON);
        for n in 0..100 {
            valve.note(&throttle, now, n < 20);
        }
        // (100 − 2 × 20) / 101.
        assert!((valve.probability(&throttle, now) - 60.0 / 101.0).abs() < 1e-12);
        let mut dice = Rng::new(418);
        let admitted = (0..1_000)
            .filter(|_| {
                let mut fresh = valve.clone();
                fresh.admits(&throttle, now, &mut dice)
            })
            .count();
        assert!((366..446).contains(&admitted), "{admitted}");
    }
}
