//! Playing a run back: which moment of it is shown, and how fast that moment moves on. The page brings the time.

use std::time::Duration;

use super::Exchange;
use crate::time::Instant;

/// How fast a run plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speed {
    /// All of it at once.
    Instant,
    /// As long as it took.
    Real,
    /// Ten times as fast.
    Tenfold,
}

impl Speed {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Instant, Self::Real, Self::Tenfold];

    /// What its button says.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Instant => "Instant",
            Self::Real => "1×",
            Self::Tenfold => "10×",
        }
    }

    const fn factor(self) -> u32 {
        match self {
            Self::Instant | Self::Real => 1,
            Self::Tenfold => 10,
        }
    }
}

/// Where playing stands.
///
/// Invariant: the moment shown is never after the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Playback {
    until: Instant,
    end: Instant,
    playing: bool,
    speed: Speed,
}

/// A wait that is going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// The request it waits for, counted from 1.
    pub next: usize,
    /// How much of it is left.
    pub left: Duration,
    /// How long it is in all.
    pub length: Duration,
    /// Why that long.
    pub reason: String,
}

impl Playback {
    /// At the end of a run, at rest.
    pub const fn new(end: Instant) -> Self {
        Self {
            until: end,
            end,
            playing: false,
            speed: Speed::Instant,
        }
    }

    /// The moment shown.
    pub const fn until(&self) -> Instant {
        self.until
    }

    /// The last moment there is.
    pub const fn end(&self) -> Instant {
        self.end
    }

    /// Whether it moves.
    pub const fn is_playing(&self) -> bool {
        self.playing
    }

    /// How fast.
    pub const fn speed(&self) -> Speed {
        self.speed
    }

    /// Whether all of the run is shown.
    pub fn at_end(&self) -> bool {
        self.until >= self.end
    }

    /// Another run begins: it plays from its start, or is there at once.
    pub fn begin(&mut self, end: Instant) {
        self.end = end;
        self.playing = self.speed != Speed::Instant;
        self.until = if self.playing { Instant::START } else { end };
    }

    /// The run went on, as runs over a real network do.
    pub fn grow(&mut self, end: Instant) {
        let follows = self.at_end();
        self.end = end;
        if self.speed == Speed::Instant && follows {
            self.until = end;
        } else if follows {
            self.playing = true;
        }
    }

    /// So much time has passed.
    pub fn tick(&mut self, passed: Duration) {
        if self.playing {
            self.seek_to(self.until + passed * self.speed.factor());
            self.playing = !self.at_end();
        }
    }

    /// Plays, from the start again when it is at the end; or pauses.
    pub fn toggle(&mut self) {
        if self.playing {
            self.playing = false;
            return;
        }
        if self.speed == Speed::Instant {
            // Pressing Play asks to see it move.
            self.speed = Speed::Real;
        }
        if self.at_end() {
            self.until = Instant::START;
        }
        self.playing = true;
    }

    /// Shows another moment, at rest.
    pub fn seek(&mut self, at: Instant) {
        self.playing = false;
        self.seek_to(at);
    }

    /// Goes on to the next thing that happens.
    pub fn step(&mut self, exchange: &Exchange) {
        let next = exchange.moments().into_iter().find(|at| *at > self.until);
        self.seek(next.unwrap_or(self.end));
    }

    /// Goes back to the last thing that happened.
    pub fn step_back(&mut self, exchange: &Exchange) {
        let last = exchange.moments().into_iter().rfind(|at| *at < self.until);
        self.seek(last.unwrap_or_default());
    }

    /// Goes on, or back, by a hundredth of the run, and never past something that happens.
    pub fn nudge(&mut self, exchange: &Exchange, on: bool) {
        let by = (self.end.0 / 100).max(Duration::from_millis(1));
        let mut to = *self;
        if on {
            to.step(exchange);
            self.seek(to.until.min(self.until + by));
        } else {
            to.step_back(exchange);
            self.seek(to.until.max(Instant(self.until.0.saturating_sub(by))));
        }
    }

    /// Ends the wait that is going on, without a change of pace.
    pub fn skip(&mut self, exchange: &Exchange) {
        if let Some(wakes) = exchange.wait_at(self.until).and_then(|leg| leg.wakes) {
            self.seek_to(wakes);
            self.playing &= !self.at_end();
        }
    }

    /// Another pace. At once means to the end.
    pub fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
        if speed == Speed::Instant && self.playing {
            self.seek(self.end);
        }
    }

    fn seek_to(&mut self, at: Instant) {
        self.until = at.min(self.end);
    }
}

impl Exchange {
    /// The request after which the client waits at a moment.
    fn wait_at(&self, at: Instant) -> Option<&super::Leg> {
        self.legs.iter().find(|leg| {
            let came = leg.came.as_ref().map(|came| came.0);
            came.is_some_and(|came| came <= at) && leg.wakes.is_some_and(|wakes| at < wakes)
        })
    }

    /// The wait that is going on at a moment.
    pub fn pause_at(&self, at: Instant) -> Option<Pause> {
        let leg = self.wait_at(at)?;
        let wait = leg.decision.as_ref()?.wait.as_ref()?;
        Some(Pause {
            next: self.leg_at(at)? + 2,
            left: leg.wakes?.since(at),
            length: wait.length,
            reason: wait.reason(),
        })
    }

    /// How long the client has slept by a moment.
    pub fn waited_by(&self, at: Instant) -> Duration {
        self.legs
            .iter()
            .filter_map(|leg| Some(leg.wakes?.min(at).since(leg.came.as_ref()?.0)))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::{Backend, Script};
    use crate::client::presets::CAREFUL;
    use crate::exchange::{Setup, simulate};
    use crate::protocol::Request;

    fn run() -> Exchange {
        let script = Script::parse("503 retry-after=2 after=50ms").expect("a script");
        simulate(Setup::new(
            Request::new(http::Method::GET, http::Uri::from_static("/api/users/7")),
            CAREFUL,
            Backend::new(script, 1),
            1,
        ))
        .exchange
    }

    const fn ms(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    #[test]
    fn at_once_is_at_the_end_and_does_not_move() {
        let mut playback = Playback::new(ms(5));
        playback.begin(ms(3_000));
        assert!(playback.at_end() && !playback.is_playing());
        playback.tick(Duration::from_secs(1));
        assert_eq!(playback.until(), ms(3_000));
    }

    #[test]
    fn ten_times_as_fast_is_ten_times_as_far() {
        let mut playback = Playback::new(ms(0));
        playback.set_speed(Speed::Tenfold);
        playback.begin(ms(3_000));
        playback.tick(Duration::from_millis(100));
        assert_eq!(playback.until(), ms(1_000));
        playback.tick(Duration::from_millis(900));
        assert!(playback.at_end() && !playback.is_playing());
    }

    #[test]
    fn steps_stop_where_something_happens() {
        let exchange = run();
        let mut playback = Playback::new(exchange.last());
        let mut stops = Vec::new();
        while playback.until() > Instant::START {
            playback.step_back(&exchange);
            stops.push(playback.until());
        }
        stops.reverse();
        assert_eq!(stops[..5], [ms(0), ms(200), ms(250), ms(450), ms(2_450)]);
        playback.step(&exchange);
        assert_eq!(playback.until(), ms(200));
    }

    #[test]
    fn a_nudge_stops_at_what_happens() {
        let exchange = run();
        let mut playback = Playback::new(exchange.last());
        playback.seek(Instant::START);
        let mut stops = Vec::new();
        while !playback.at_end() {
            playback.nudge(&exchange, true);
            stops.push(playback.until());
        }
        assert!(exchange.moments()[1..].iter().all(|at| stops.contains(at)));
        assert!(stops.len() <= 100 + exchange.moments().len());
        stops.clear();
        while playback.until() > Instant::START {
            playback.nudge(&exchange, false);
            stops.push(playback.until());
        }
        let moments = exchange.moments();
        assert!(
            moments[..moments.len() - 1]
                .iter()
                .all(|at| stops.contains(at))
        );
    }

    #[test]
    fn a_wait_says_how_long_it_still_is_and_can_be_skipped() {
        let exchange = run();
        assert_eq!(exchange.pause_at(ms(449)), None);
        let pause = exchange.pause_at(ms(1_050)).expect("it waits");
        assert_eq!((pause.next, pause.left), (2, Duration::from_millis(1_400)));
        assert_eq!(pause.reason, "from Retry-After: 2");
        assert_eq!(exchange.waited_by(ms(1_050)), Duration::from_millis(600));
        let mut playback = Playback::new(exchange.last());
        playback.toggle();
        playback.seek_to(ms(1_050));
        playback.skip(&exchange);
        assert_eq!((playback.until(), playback.is_playing()), (ms(2_450), true));
        assert_eq!(exchange.pause_at(ms(2_450)), None);
    }

    #[test]
    fn a_growing_run_is_followed_from_its_end() {
        let mut playback = Playback::new(ms(0));
        playback.grow(ms(200));
        assert_eq!(playback.until(), ms(200));
        playback.set_speed(Speed::Real);
        playback.grow(ms(900));
        assert_eq!((playback.until(), playback.is_playing()), (ms(200), true));
    }
}
