//! The runs of a comparison as lanes on one axis, on which time runs to the right. Places are shares of the width, so that
//! a lane fits every screen; how much has room is reckoned for the narrowest lane of its place.

use std::time::Duration;

use super::{Compared, Comparison, came};
use crate::exchange::{Exchange, Leg};
use crate::time::{Instant, spoken};

/// Where the lanes stand: what has room differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Beside the clients' names.
    Wide,
    /// Below them, on a phone.
    Narrow,
}

impl Place {
    /// The least a lane measures, in pixels.
    pub(super) const fn least(self) -> f64 {
        match self {
            Self::Wide => 460.0,
            Self::Narrow => 264.0,
        }
    }
}

/// A stretch without any event is cut while the shortest attempt is less than this share of the width …
const ENOUGH: f64 = 0.03;
/// … which leaves this much of it …
const CUT: f64 = 0.07;
/// … and at most this many times.
const CUTS: usize = 5;
/// How many requests are drawn of a client that never ends, if it takes longer than the others.
const ENDLESS: usize = 6;
/// How much room a sign of a chip or a label takes, in pixels.
const SIGN: f64 = 7.4;

/// A mark on the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where, as a share of the width.
    pub at: f64,
    /// `2 s`, or how much a cut left out.
    pub text: String,
    /// Whether the axis is cut here.
    pub cut: bool,
    /// Where the middle of the text is, or its beginning where the axis begins.
    pub text_at: f64,
    /// Which of the rows above the axis the text is in, where cuts are so close that one has no room for all.
    pub row: usize,
}

impl Tick {
    /// A mark on an axis of so many pixels.
    fn new(at: f64, length: Duration, cut: bool, least: f64) -> Self {
        let text = whole(length);
        let half = text_width(&text) / 2.0 / least;
        Self {
            at,
            text,
            cut,
            text_at: at.clamp(half, 1.0 - half),
            row: 0,
        }
    }

    /// Whether two texts of one row would touch.
    fn touches(&self, other: &Self, least: f64) -> bool {
        let edges = |tick: &Self| {
            let width = text_width(&tick.text) / least;
            let left = match tick.at {
                0.0 => 0.0,
                _ => tick.text_at - width / 2.0,
            };
            (left, left + width)
        };
        let (one, two) = (edges(self), edges(other));
        self.row == other.row && one.0 < two.1 && two.0 < one.1
    }
}

/// How wide a mark of the axis or a wait is, with a little air, in pixels.
fn text_width(text: &str) -> f64 {
    10.0 + SIGN * text.chars().count() as f64
}

/// A piece of a lane. All places are shares of the width, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A request and the time until it was over.
    Attempt {
        /// When it was sent.
        from: f64,
        /// When it was over, or the end of the axis.
        to: f64,
        /// The digit of the class it came to; 0 is no answer.
        class: u16,
    },
    /// A pause of the client.
    Wait {
        /// When it began.
        from: f64,
        /// When it was over.
        to: f64,
        /// How long it was, where there is room to say so.
        length: String,
    },
    /// What one attempt came to, or several alike.
    Chip {
        /// Its middle.
        at: f64,
        /// Which of the rows below the lane it is in.
        row: usize,
        /// The digit of the class.
        class: u16,
        /// `503`, `4 × 503`.
        text: String,
        /// How wide it is, in pixels.
        width: f64,
    },
    /// The end of the run.
    Ends {
        /// When.
        at: f64,
        /// How.
        how: End,
    },
}

/// How a lane ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With what the client wanted.
    Well,
    /// Without it.
    Badly,
    /// Not at all: it leaves the picture.
    Never,
}

/// All lanes, and their axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Lanes {
    /// The marks of the axis.
    pub ticks: Vec<Tick>,
    /// The lanes, in the order of the runs.
    pub lanes: Vec<Vec<Piece>>,
    /// How many rows of chips the fullest lane has.
    pub rows: usize,
}

impl Comparison {
    /// The drawing.
    pub fn lanes(&self, place: Place) -> Lanes {
        let axis = Across::new(self);
        let lanes: Vec<Vec<Piece>> = self
            .runs
            .iter()
            .map(|run| lane(run, &axis, place.least()))
            .collect();
        let row = |piece: &Piece| match piece {
            Piece::Chip { row, .. } => row + 1,
            _ => 1,
        };
        Lanes {
            ticks: axis.ticks(place.least()),
            rows: lanes.iter().flatten().map(row).max().unwrap_or(1),
            lanes,
        }
    }
}

/// A stretch of the axis between two moments at which something happens in some lane.
struct Stretch {
    from: f64,
    to: f64,
    left: f64,
    right: f64,
    cut: bool,
}

/// The axis that all lanes share.
struct Across {
    stretches: Vec<Stretch>,
    /// Shares of the width a second takes, outside the cuts.
    scale: f64,
    end: Instant,
}

/// The last moment of a run that is drawn: the whole of it, but of one without end only its beginning.
fn last(run: &Compared) -> Instant {
    let legs = &run.exchange.legs;
    match run.total {
        Some(_) => run.exchange.last(),
        None => legs
            .get(ENDLESS)
            .or(legs.last())
            .map_or(Instant::START, |leg| {
                leg.over().unwrap_or(leg.sent + Duration::from_secs(1))
            }),
    }
}

fn drawn(exchange: &Exchange) -> impl Iterator<Item = &Leg> {
    exchange.legs.iter().filter(|leg| !leg.withheld)
}

impl Across {
    fn new(comparison: &Comparison) -> Self {
        let runs = || comparison.runs.iter();
        let end = runs().map(last).max().unwrap_or_default();
        let end = end.max(Instant::from_millis(1));
        let mut moments: Vec<Instant> = runs().flat_map(|run| run.exchange.moments()).collect();
        moments.extend([Instant::START, end]);
        moments.retain(|moment| *moment <= end);
        moments.sort_unstable();
        moments.dedup();
        let shortest = runs()
            .flat_map(|run| drawn(&run.exchange))
            .filter_map(|leg| Some(leg.over()?.since(leg.sent).as_secs_f64()))
            .filter(|length| *length > 0.0)
            .fold(f64::INFINITY, f64::min);
        let mut quiet: Vec<(f64, usize)> = moments
            .windows(2)
            .map(|pair| pair[1].since(pair[0]).as_secs_f64())
            .zip(0..)
            .collect();
        quiet.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut rest, mut cuts) = (end.as_secs_f64(), 0);
        let mut scale = 1.0 / rest;
        while let Some((length, _)) = quiet.get(cuts)
            && cuts < CUTS
            && cuts + 1 < quiet.len()
            && shortest * scale < ENOUGH
            && length * scale > 2.0 * CUT
        {
            rest -= length;
            cuts += 1;
            scale = (1.0 - cuts as f64 * CUT) / rest;
        }
        let mut left = 0.0;
        let mut stretches = Vec::new();
        for (place, pair) in moments.windows(2).enumerate() {
            let (from, to) = (pair[0].as_secs_f64(), pair[1].as_secs_f64());
            let cut = quiet[..cuts].iter().any(|quiet| quiet.1 == place);
            let right = left + if cut { CUT } else { (to - from) * scale };
            stretches.push(Stretch {
                from,
                to,
                left,
                right,
                cut,
            });
            left = right;
        }
        Self {
            stretches,
            scale,
            end,
        }
    }

    /// Where a moment is; the ends of the axis for moments outside.
    fn x(&self, at: Instant) -> f64 {
        let at = at.as_secs_f64();
        let stretch = self.stretches.iter().find(|stretch| at <= stretch.to);
        stretch.map_or(1.0, |stretch| {
            let share = (at - stretch.from) / (stretch.to - stretch.from);
            let x = stretch.left + (stretch.right - stretch.left) * share;
            x.clamp(0.0, 1.0)
        })
    }

    /// Round times and cuts that have room on a lane of so many pixels.
    fn ticks(&self, least: f64) -> Vec<Tick> {
        // `200 ms` and a little air.
        let room = 54.0 / least;
        let mut ticks = vec![Tick {
            at: 0.0,
            text: "0".to_owned(),
            cut: false,
            text_at: 0.0,
            row: 0,
        }];
        for stretch in self.stretches.iter().filter(|stretch| stretch.cut) {
            let length = Duration::from_secs_f64(stretch.to - stretch.from);
            let at = f64::midpoint(stretch.left, stretch.right);
            let mut tick = Tick::new(at, length, true, least);
            while ticks.iter().any(|other| other.touches(&tick, least)) {
                tick.row += 1;
            }
            ticks.push(tick);
        }
        let steps = [
            10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000,
            1_800_000, 3_600_000,
        ];
        let wide = |step: &u64| *step as f64 / 1_000.0 * self.scale >= room;
        let Some(step) = steps.into_iter().find(wide) else {
            return ticks;
        };
        for stretch in self.stretches.iter().filter(|stretch| !stretch.cut) {
            let mut ms = ((stretch.from * 1_000.0) as u64).next_multiple_of(step);
            while ms as f64 / 1_000.0 < stretch.to {
                let at = self.x(Instant::from_millis(ms));
                let tick = Tick::new(at, Duration::from_millis(ms), false, least);
                let free = |it: &Tick| (it.at - at).abs() >= room && !it.touches(&tick, least);
                if ticks.iter().all(free) && at <= 1.0 - room / 2.0 {
                    ticks.push(tick);
                }
                ms += step;
            }
        }
        ticks
    }
}

/// `2 s`, `1.5 s`, `200 ms`, `1 min`: a length without needless digits.
fn whole(length: Duration) -> String {
    let text = spoken(length);
    match text.strip_suffix(" s") {
        Some(s) if s.contains('.') => {
            format!("{} s", s.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text,
    }
}

/// Attempts that came to the same, one after the other.
struct Alike {
    from: f64,
    to: f64,
    class: u16,
    text: String,
    count: usize,
}

impl Alike {
    fn text(&self) -> String {
        match self.count {
            1 => self.text.clone(),
            count => format!("{count} × {}", self.text),
        }
    }

    /// Its width in pixels: a mark, a gap, the text, and air on both sides.
    fn width(&self) -> f64 {
        28.0 + SIGN * self.text().chars().count() as f64
    }

    /// The middle of its chip, which stays on a lane of so many pixels.
    fn middle(&self, least: f64) -> f64 {
        let half = self.width() / 2.0 / least;
        f64::midpoint(self.from, self.to).clamp(half, 1.0 - half)
    }

    /// Whether two chips of one row would touch.
    fn touches(&self, other: &Self, least: f64) -> bool {
        let room = (f64::midpoint(self.width(), other.width()) + 3.0) / least;
        (self.middle(least) - other.middle(least)).abs() < room
    }
}

fn lane(run: &Compared, axis: &Across, least: f64) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut groups: Vec<Alike> = Vec::new();
    for leg in drawn(&run.exchange).filter(|leg| leg.sent <= axis.end) {
        let (class, text) = came(leg);
        let (from, over) = (axis.x(leg.sent), leg.over());
        let to = over.map_or(1.0, |over| axis.x(over));
        pieces.push(Piece::Attempt { from, to, class });
        if let (Some((came, _)), Some(wakes)) = (&leg.came, leg.wakes)
            && wakes > *came
        {
            let length = whole(wakes.since(*came));
            let (from, to) = (to, axis.x(wakes));
            let room = text_width(&length) / least;
            pieces.push(Piece::Wait {
                from,
                to,
                length: if to - from >= room {
                    length
                } else {
                    String::new()
                },
            });
        }
        let next = Alike {
            from,
            to,
            class,
            text,
            count: 1,
        };
        match groups.last_mut() {
            Some(group) if group.text == next.text && group.touches(&next, least) => {
                group.count += 1;
                group.to = to;
            }
            _ => groups.push(next),
        }
    }
    chips(groups, least, &mut pieces);
    let how = match run.total {
        None => End::Never,
        Some(_) if run.got_it() => End::Well,
        Some(_) => End::Badly,
    };
    let at = run.total.map_or(1.0, |total| axis.x(Instant(total)));
    pieces.push(Piece::Ends { at, how });
    pieces
}

/// Puts chips into two rows. The last one says how it ended and always has its place; others go where there is room.
fn chips(mut groups: Vec<Alike>, least: f64, pieces: &mut Vec<Piece>) {
    let Some(last) = groups.pop() else {
        return;
    };
    let mut rows: [Vec<Alike>; 2] = [vec![last], Vec::new()];
    for group in groups {
        let free = |row: &&mut Vec<Alike>| row.iter().all(|chip| !chip.touches(&group, least));
        if let Some(row) = rows.iter_mut().find(free) {
            row.push(group);
        }
    }
    for (row, chips) in rows.iter().enumerate() {
        pieces.extend(chips.iter().map(|chip| Piece::Chip {
            at: chip.middle(least),
            row,
            class: chip.class,
            text: chip.text(),
            width: chip.width(),
        }));
    }
}
