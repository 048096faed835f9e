//! A server with so many workers and a queue, as a fluid: work flows in and drains away, and nothing is kept but how much
//! of it there is. What clients repeat flows in, too, so repeating in haste makes everybody wait longer.
//!
//! A full queue sheds load, because work that waits too long is done for nobody (SRE book, "Handling overload" and
//! "Addressing cascading failures"). A brown-out does half of the work for each request while the queue is over half
//! full (Klein and others, "Brownout: building more robust cloud applications", ICSE 2014).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// What a server can bear, and what others ask of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// How many requests are worked on at a time.
    pub capacity: u32,
    /// How long one takes.
    pub work: Duration,
    /// How many may wait.
    pub queue: u32,
    /// How many requests a second come from other clients.
    pub others: u32,
    /// Whether it does less for each when it is busy.
    pub brown_out: bool,
}

impl Default for Load {
    fn default() -> Self {
        Self {
            capacity: 4,
            work: Duration::from_millis(300),
            queue: 8,
            others: 10,
            brown_out: false,
        }
    }
}

/// The work that waits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Queue {
    /// In microseconds of one worker.
    backlog: u64,
    /// When that was so.
    at: Instant,
}

/// What became of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// Whether it was taken in; otherwise the load was shed with a 503.
    pub served: bool,
    /// How many requests waited before it.
    pub waiting: u32,
    /// How long it waits, if it is taken in.
    pub wait: Duration,
    /// How long the work on it takes.
    pub work: Duration,
    /// Whether it got less than the whole answer.
    pub brown_out: bool,
}

impl Queue {
    /// An empty queue; others come from then on.
    pub const fn new(at: Instant) -> Self {
        Self { backlog: 0, at }
    }

    /// The queue at the start of a run when others came long before.
    pub fn settled(load: &Load) -> Self {
        let mut queue = Self::default();
        queue.flow(load, Instant::from_millis(3_600_000));
        queue.at = Instant::START;
        queue
    }

    /// Lets others' work flow in and all work drain until now.
    fn flow(&mut self, load: &Load, now: Instant) {
        let seconds = now.since(self.at).as_secs_f64();
        self.at = self.at.max(now);
        let work = micros(load.work);
        let inflow = f64::from(load.others) * work;
        let drain = f64::from(load.capacity) * 1e6;
        let full = f64::from(load.queue) * work;
        let (below, above) = if load.brown_out {
            (inflow - drain, inflow / 2.0 - drain)
        } else {
            (inflow - drain, inflow - drain)
        };
        let backlog = drift(self.backlog as f64, seconds, full / 2.0, below, above);
        // Others are shed at a full queue, too; what was taken in before stays until it drains.
        let most = full.max(self.backlog as f64);
        self.backlog = backlog.clamp(0.0, most) as u64;
    }

    /// Meets a request.
    pub fn meet(&mut self, load: &Load, now: Instant) -> Loaded {
        self.flow(load, now);
        let work = micros(load.work).max(1.0);
        let waiting = (self.backlog as f64 / work) as u32;
        let served = waiting < load.queue || self.backlog == 0;
        let brown_out = served && load.brown_out && 2 * waiting > load.queue;
        let own = if brown_out { load.work / 2 } else { load.work };
        let wait = Duration::from_micros(self.backlog / u64::from(load.capacity.max(1)));
        if served {
            self.backlog = self.backlog.saturating_add(micros(own) as u64);
        }
        Loaded {
            served,
            waiting,
            wait,
            work: own,
            brown_out,
        }
    }
}

fn micros(length: Duration) -> f64 {
    length.as_micros() as f64
}

/// Where a backlog is after some seconds when it changes at one speed below a middle and at another above it.
fn drift(from: f64, seconds: f64, middle: f64, below: f64, above: f64) -> f64 {
    let speed = if from > middle { above } else { below };
    let to = from + speed * seconds;
    if (from > middle) == (to > middle) {
        return to;
    }
    // It reaches the middle, and goes on from there unless the other speed leads back.
    let left = seconds - (middle - from) / speed;
    if from > middle {
        middle + below.min(0.0) * left
    } else {
        middle + above.max(0.0) * left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BUSY: Load = Load {
        capacity: 4,
        work: Duration::from_millis(300),
        queue: 8,
        others: 13,
        brown_out: false,
    };

    /// How many of a client's requests are shed when it sends one every so often for a minute, and how long the others
    /// wait on average, in microseconds.
    fn run(load: Load, every: Duration) -> (usize, u128) {
        let mut queue = Queue::default();
        let mut met = Vec::new();
        let mut now = Instant::START;
        while now < Instant::from_millis(60_000) {
            met.push(queue.meet(&load, now));
            now = now + every;
        }
        let served: Vec<u128> = met
            .iter()
            .filter(|loaded| loaded.served)
            .map(|loaded| loaded.wait.as_micros())
            .collect();
        (
            met.len() - served.len(),
            served.iter().sum::<u128>() / served.len() as u128,
        )
    }

    #[test]
    fn an_idle_server_answers_at_once() {
        let loaded = Queue::default().meet(&Load::default(), Instant::START);
        assert!(loaded.served && !loaded.brown_out);
        assert_eq!(loaded.wait, Duration::ZERO);
        assert_eq!(loaded.work, Duration::from_millis(300));
    }

    #[test]
    fn hammering_gets_more_shed_and_waits_longer_than_backing_off() {
        let (hasty, slow) = (
            run(BUSY, Duration::from_millis(50)),
            run(BUSY, Duration::from_millis(4_000)),
        );
        assert!(hasty.0 > 100 && slow.0 == 0, "{hasty:?} {slow:?}");
        assert!(hasty.1 > 10 * slow.1, "{hasty:?} {slow:?}");
    }

    #[test]
    fn a_brown_out_serves_more_of_them() {
        let every = Duration::from_millis(50);
        let brown_out = Load {
            brown_out: true,
            ..BUSY
        };
        assert!(run(brown_out, every).0 < run(BUSY, every).0 / 2);
    }

    #[test]
    fn others_alone_fill_a_queue_in_time() {
        let crowd = Load { others: 20, ..BUSY };
        let mut queue = Queue::default();
        assert!(queue.meet(&crowd, Instant::START).served);
        assert!(!queue.meet(&crowd, Instant::from_millis(5_000)).served);
    }

    #[test]
    fn too_many_others_fill_it_before_the_run_unless_it_browns_out() {
        let mut crowd = Load { others: 20, ..BUSY };
        let first = |load: &Load| Queue::settled(load).meet(load, Instant::from_millis(200));
        assert!(!first(&crowd).served);
        assert!(first(&BUSY).served);
        crowd.brown_out = true;
        assert!(first(&crowd).served);
    }

    proptest! {
        #[test]
        fn the_queue_is_never_longer_than_it_may_be(
            capacity in 1..=1_000_u32, work in 1..=600_000_u64, queue in 0..=1_000_u32, others in 0..=9_999_u32,
            brown_out in any::<bool>(), arrivals in prop::collection::vec(any::<u32>(), 1..40),
        ) {
            let load = Load { capacity, work: Duration::from_millis(work), queue, others, brown_out };
            let mut line = Queue::default();
            for ms in arrivals {
                let loaded = line.meet(&load, Instant::from_millis(ms.into()));
                prop_assert!(!loaded.served || loaded.waiting <= queue);
                prop_assert!(loaded.waiting <= queue.max(1));
                prop_assert!(loaded.wait <= load.work * queue.max(1) / capacity + Duration::from_millis(1));
            }
        }
    }
}
