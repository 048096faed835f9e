//! From moments to pixels: one true scale, with labelled cuts where nothing happens for long.

use std::time::Duration;

use super::{Exchange, Leg};
use crate::time::Instant;

/// A stretch in which nothing happens is cut when it would be higher than this …
const QUIET: f64 = 330.0;
/// … and is this high then.
const CUT: f64 = 132.0;
/// Pixels a second that a short wait may ask for.
const MOST: f64 = 420.0;
/// Seconds a shortest attempt is taken for when there is none to measure, or it took no time.
const TYPICAL: f64 = 0.4;

/// A stretch of the axis: from a moment and a height to a moment and a height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) cut: bool,
}

/// What needs room on an axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Where it begins, in pixels.
    pub(super) top: f64,
    /// How high the shortest attempt is, for its two chips.
    pub(super) leg: f64,
    /// How high the shortest wait is, for its words; as far as `MOST` allows.
    pub(super) wait: f64,
    /// How much of that height there is: 1 is all of it, half of it is a picture half as high.
    pub(super) zoom: f64,
}

/// The axis of one drawing.
#[derive(Debug)]
pub(super) struct Axis {
    stretches: Vec<Stretch>,
    /// Pixels a second, outside the cuts.
    scale: f64,
}

impl Axis {
    pub(super) fn new(exchange: &Exchange, room: Room) -> Self {
        let came = |leg: &Leg| leg.came.as_ref().map(|came| came.0);
        let legs = exchange.legs.iter();
        let leg = shortest(
            legs.clone()
                .filter_map(|leg| Some(came(leg)?.since(leg.sent))),
        )
        .unwrap_or(TYPICAL);
        let wait = shortest(legs.filter_map(|leg| Some(leg.wakes?.since(came(leg)?))));
        let scale = (room.leg / leg).max(wait.map_or(0.0, |wait| (room.wait / wait).min(MOST)));
        let scale = scale * room.zoom;
        let mut stretches = Vec::new();
        let mut y = room.top;
        let moments = exchange.moments();
        for pair in moments.windows(2) {
            let (from, to) = (pair[0].as_secs_f64(), pair[1].as_secs_f64());
            let height = (to - from) * scale;
            let cut = height > QUIET * room.zoom;
            let height = if cut { CUT * room.zoom } else { height };
            stretches.push(Stretch {
                from,
                to,
                top: y,
                bottom: y + height,
                cut,
            });
            y += height;
        }
        Self { stretches, scale }
    }

    /// The height of a moment; the ends of the axis for moments outside.
    pub(super) fn y(&self, at: Instant) -> f64 {
        let at = at.as_secs_f64();
        let place = self.stretches.partition_point(|stretch| stretch.to < at);
        let Some(stretch) = self.stretches.get(place).or(self.stretches.last()) else {
            return 0.0;
        };
        let share = ((at - stretch.from) / (stretch.to - stretch.from)).clamp(0.0, 1.0);
        stretch.top + (stretch.bottom - stretch.top) * share
    }

    /// The lower end.
    pub(super) fn bottom(&self) -> f64 {
        self.stretches.last().map_or(0.0, |stretch| stretch.bottom)
    }

    /// Where the axis is cut.
    pub(super) fn cuts(&self) -> impl Iterator<Item = &Stretch> {
        self.stretches.iter().filter(|stretch| stretch.cut)
    }

    /// Round times that have room on the axis, with their heights: 0, 1 s, 2 s …
    pub(super) fn ticks(&self) -> Vec<(f64, f64)> {
        let step = [
            0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0,
            300.0, 600.0, 1_800.0, 3_600.0,
        ]
        .into_iter()
        .find(|step| step * self.scale >= 60.0)
        .unwrap_or(3_600.0);
        let mut ticks = Vec::new();
        for stretch in self.stretches.iter().filter(|stretch| !stretch.cut) {
            let mut n = (stretch.from / step).ceil();
            while n * step < stretch.to {
                let y = stretch.top + (n * step - stretch.from) * self.scale;
                if ticks
                    .last()
                    .is_none_or(|&(_, above): &(f64, f64)| y - above >= 30.0)
                {
                    ticks.push((n * step, y));
                }
                n += 1.0;
            }
        }
        ticks
    }
}

/// The shortest of some lengths, in seconds; those of no length do not count.
fn shortest(lengths: impl Iterator<Item = Duration>) -> Option<f64> {
    lengths
        .filter(|length| !length.is_zero())
        .min()
        .map(|length| length.as_secs_f64())
}
