//! The run as a picture: time runs down, the client decides on the left, the wire is in the middle, the server acts on
//! the right. Only geometry and words; colours and faces belong to the style sheet. A drawing can stop at a moment: what
//! has not happened by then is not drawn, and what is under way is drawn as far as it has come.

mod attempt;
mod decisions;
mod frame;
mod zoom;

pub use zoom::Zoom;

use super::axis::{Axis, Room};
use super::{Exchange, Kind, Leg};
use crate::protocol::{Failure, Outcome};
use crate::time::Instant;

/// How the picture is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Decisions left of the lanes, effects right of them.
    Wide,
    /// The same, with the words between the lanes.
    Narrow,
}

impl Form {
    /// How wide a picture in it is, in pixels.
    pub const fn width(self) -> f64 {
        match self {
            Self::Wide => WIDE.width,
            Self::Narrow => NARROW.width,
        }
    }
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// What is on it, from back to front.
    pub shapes: Vec<Shape>,
}

/// One thing on a picture. Classes name what it is, for the style sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A line or an outline.
    Path {
        /// What it is.
        class: &'static str,
        /// The `d` of an SVG path.
        d: String,
    },
    /// A box.
    Rect {
        /// What it is.
        class: &'static str,
        /// Left edge, upper edge, width, height, in pixels.
        at: [f64; 4],
        /// Radius of the corners.
        radius: f64,
    },
    /// A disc.
    Disc {
        /// What it is.
        class: &'static str,
        /// Middle and radius.
        at: [f64; 3],
    },
    /// A line of text.
    Text {
        /// What it is.
        class: &'static str,
        /// Where its baseline is.
        at: [f64; 2],
        /// `start`, `middle` or `end`.
        anchor: &'static str,
        /// The words.
        text: String,
    },
    /// The sign of a status class (0 is no response), 9 pixels high.
    Mark {
        /// The class, 0 to 5.
        class: u16,
        /// Its left upper corner.
        at: [f64; 2],
        /// Whether it stands on the ground, or on the label of an answer that got lost, rather than on a solid label.
        bare: bool,
    },
    /// The sign of a decision, 14 pixels high.
    Fork {
        /// Its left upper corner.
        at: [f64; 2],
    },
    /// Things that belong together.
    Group {
        /// What they stand for.
        role: Role,
        /// The things.
        shapes: Vec<Self>,
    },
}

/// What a group stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something of a status class, 0 to 5.
    Class(u16),
    /// One attempt, by index: opens it in the inspector.
    Attempt(usize),
    /// The ground an attempt stands on, by index: opens it as well, for whoever misses its lines.
    Area(usize),
    /// Labels of an attempt, by index, that lie over the lines of others: open it as well.
    Labels(usize),
    /// A decision: leads to a place in the tree, when the tree was asked.
    Decision(Option<&'static str>),
}

/// Where things stand in a form.
struct Places {
    width: f64,
    room: Room,
    client: f64,
    /// Where a gateway stands, in runs that meet one.
    gateway: Option<f64>,
    server: f64,
    net: (f64, f64),
    words: f64,
    state: Option<f64>,
}

const WIDE: Places = Places {
    width: 726.0,
    room: Room {
        top: 52.0,
        leg: 60.0,
        wait: 0.0,
        zoom: 1.0,
    },
    client: 218.0,
    gateway: None,
    server: 524.0,
    net: (296.0, 150.0),
    words: 540.0,
    state: Some(708.0),
};
const NARROW: Places = Places {
    width: 330.0,
    room: Room {
        top: 44.0,
        leg: 84.0,
        wait: 92.0,
        zoom: 1.0,
    },
    client: 44.0,
    gateway: None,
    server: 312.0,
    net: (120.0, 116.0),
    words: 298.0,
    state: None,
};
const WIDE_WITH_GATEWAY: Places = Places {
    gateway: Some(440.0),
    server: 532.0,
    net: (260.0, 150.0),
    words: 548.0,
    ..WIDE
};
const NARROW_WITH_GATEWAY: Places = Places {
    gateway: Some(226.0),
    net: (82.0, 112.0),
    ..NARROW
};
/// Width of a character of the wire face at 12 px, with slack for wide faces.
const WIRE: f64 = 7.25;
/// Width of a character of a decision's face, with slack.
const PROSE: f64 = 6.9;
/// How far right of one another requests in flight at the same time begin.
const ASIDE: f64 = 11.0;
/// Below the last moment.
const FOOT: f64 = 58.0;

/// Draws a run as it stands at a moment. `picked` is the attempt in the inspector.
pub fn drawing(exchange: &Exchange, form: Form, until: Instant, picked: Option<usize>) -> Drawing {
    zoomed(exchange, form, until, picked, 1.0)
}

/// The same, so many times as high. Below 1 there is not room for everything: then a label stands only where no other
/// stands, lines and signs stay.
pub fn zoomed(
    exchange: &Exchange,
    form: Form,
    until: Instant,
    picked: Option<usize>,
    zoom: f64,
) -> Drawing {
    let (places, axis) = laid_out(exchange, form, zoom);
    let starts = exchange.legs.iter().map(|leg| leg.sent).collect();
    let mut pen = Pen {
        places,
        axis,
        until,
        starts,
        aside: 0.0,
        crowded: zoom < 1.0,
        tight: false,
        taken: Vec::new(),
        shapes: Vec::new(),
    };
    let bottom = pen.axis.bottom();
    let mut height = bottom.max(places.room.top + 60.0) + FOOT;
    // What has no end, or ends with the run, has its words below the last moment.
    let open = |leg: &Leg| {
        let unheard = leg.came.is_none() && (leg.kind != Kind::First || leg.dropped.is_some());
        let end = leg
            .wakes
            .or(leg.over())
            .unwrap_or(Instant(std::time::Duration::MAX));
        let waits = leg.wakes.is_some() && !pen.crowded;
        (waits || unheard) && pen.axis.y(end) + 60.0 > bottom
    };
    if exchange.legs.iter().any(open) {
        height += 60.0;
    }
    pen.frame(exchange, height, picked);
    let mut order: Vec<usize> = (0..exchange.legs.len()).collect();
    if pen.crowded {
        // Where not all have room for their words, those that tell something new go first.
        order.sort_by_key(|index| !is_news(exchange, *index));
    }
    let mut groups = vec![Vec::new(); exchange.legs.len()];
    let ground = std::mem::take(&mut pen.shapes);
    for index in order {
        let leg = &exchange.legs[index];
        if leg.sent > until {
            continue;
        }
        pen.aside = ASIDE * exchange.beside(index) as f64;
        pen.attempt(leg, index);
        if leg.kind == Kind::First && exchange.calls > 1 {
            let before = exchange.legs[..index].last().and_then(Leg::over);
            pen.call(leg, before == Some(leg.sent));
        }
        pen.wait(leg, exchange.legs.get(index + 1));
        // The same decision again is less news than how long it waits.
        if !pen.crowded || is_news(exchange, index) {
            pen.decision(leg);
        }
        groups[index] = std::mem::take(&mut pen.shapes);
    }
    let mut shapes = ground;
    let mut labels = Vec::new();
    for (index, drawn) in groups.into_iter().enumerate() {
        if drawn.is_empty() {
            continue;
        }
        let (lines, over) = if pen.crowded {
            apart(drawn)
        } else {
            (drawn, Vec::new())
        };
        shapes.push(Shape::Group {
            role: Role::Attempt(index),
            shapes: lines,
        });
        if !over.is_empty() {
            labels.push(Shape::Group {
                role: Role::Labels(index),
                shapes: over,
            });
        }
    }
    shapes.append(&mut labels);
    Drawing {
        width: places.width,
        height,
        shapes,
    }
}

/// How far down a moment is on the picture of a run, in pixels of the drawing.
pub fn depth(exchange: &Exchange, form: Form, at: Instant, zoom: f64) -> f64 {
    laid_out(exchange, form, zoom).1.y(at)
}

/// The uppermost part of the same picture, the names of its lanes: to stay in sight where the rest is scrolled.
pub fn heads(exchange: &Exchange, form: Form) -> Drawing {
    let (places, axis) = laid_out(exchange, form, 1.0);
    // Above the first moment and its words.
    let height = places.room.top - 6.0;
    let mut pen = Pen {
        places,
        axis,
        until: Instant::START,
        starts: Vec::new(),
        aside: 0.0,
        crowded: false,
        tight: false,
        taken: Vec::new(),
        shapes: Vec::new(),
    };
    pen.net(height);
    pen.lives(height);
    pen.names(exchange);
    if let (Some(x), Some(_)) = (places.state, exchange.stock()) {
        let top = places.room.top - 10.0;
        pen.path("st0", format!("M{x} {top}V{height}"));
    }
    Drawing {
        width: places.width,
        height,
        shapes: pen.shapes,
    }
}

/// Where things stand in the picture of a run.
fn laid_out(exchange: &Exchange, form: Form, zoom: f64) -> (&'static Places, Axis) {
    let gateway = exchange.legs.iter().any(|leg| {
        leg.served
            .as_ref()
            .is_some_and(|served| served.gateway.is_some())
    });
    let places = match (form, gateway) {
        (Form::Wide, false) => &WIDE,
        (Form::Wide, true) => &WIDE_WITH_GATEWAY,
        (Form::Narrow, false) => &NARROW,
        (Form::Narrow, true) => &NARROW_WITH_GATEWAY,
    };
    let room = Room {
        zoom,
        ..places.room
    };
    (places, Axis::new(exchange, room))
}

/// Lines, and what stands on them.
fn apart(shapes: Vec<Shape>) -> (Vec<Shape>, Vec<Shape>) {
    let (mut lines, mut over) = (Vec::new(), Vec::new());
    for shape in shapes {
        match shape {
            Shape::Group { role, shapes } => {
                let (below, above) = apart(shapes);
                for (shapes, side) in [(below, &mut lines), (above, &mut over)] {
                    if !shapes.is_empty() {
                        side.push(Shape::Group { role, shapes });
                    }
                }
            }
            Shape::Path { class: "hat", .. } => over.push(shape),
            Shape::Path { .. }
            | Shape::Rect {
                class: "open" | "work",
                ..
            } => lines.push(shape),
            _ => over.push(shape),
        }
    }
    (lines, over)
}

/// Whether an attempt is the first or the last, or came to something else than the one before it.
fn is_news(exchange: &Exchange, index: usize) -> bool {
    let came = |index: usize| match &exchange.legs[index].came {
        Some((_, Outcome::Answered(response))) => Some(response.status.as_u16()),
        Some((_, Outcome::Failed(failure))) => Some(*failure as u16),
        None => None,
    };
    index == 0 || index + 1 == exchange.legs.len() || came(index) != came(index - 1)
}

/// Where labels stand that must not lie over one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    /// The time axis.
    Axis,
    /// Decisions and waits.
    Client,
    /// The numbers of attempts.
    Number,
    /// Labels on arrows.
    Wire,
    /// Signs on arrows.
    Sign,
    /// What the server did.
    Server,
    /// The line at the far right.
    State,
}

struct Pen<'a> {
    places: &'a Places,
    axis: Axis,
    until: Instant,
    /// When each attempt begins.
    starts: Vec<Instant>,
    /// How far right of the client's line the attempt at hand is drawn, when others are in flight.
    aside: f64,
    /// Whether there may be too little room for all labels.
    crowded: bool,
    /// Whether the attempt at hand is lower than an arrowhead is wide.
    tight: bool,
    /// Where labels stand already, from and to.
    taken: Vec<(Column, f64, f64)>,
    shapes: Vec<Shape>,
}

impl Pen<'_> {
    /// Takes the room for a label, if nothing else stands there.
    fn claim(&mut self, column: Column, from: f64, to: f64) -> bool {
        if !self.crowded {
            return true;
        }
        // On a narrow picture all words stand between the lanes.
        let column = match column {
            Column::Client | Column::Server if !self.wide() => Column::Wire,
            column => column,
        };
        let free = self
            .taken
            .iter()
            .all(|(other, above, below)| *other != column || to <= *above || from >= *below);
        if free {
            self.taken.push((column, from, to));
        }
        free
    }

    /// A sign where there is no room for a label.
    fn sign(&mut self, class: u16, x: f64, y: f64) {
        if self.claim(Column::Sign, y - 5.0, y + 5.0) {
            let at = [round(x - 4.5), round(y - 4.5)];
            let bare = true;
            self.of_class(class, vec![Shape::Mark { class, at, bare }]);
        }
    }

    fn path(&mut self, class: &'static str, d: String) {
        self.shapes.push(Shape::Path { class, d });
    }

    fn rect(&mut self, class: &'static str, at: [f64; 4], radius: f64) {
        self.shapes.push(Shape::Rect { class, at, radius });
    }

    fn text(
        &mut self,
        class: &'static str,
        at: [f64; 2],
        anchor: &'static str,
        text: impl Into<String>,
    ) {
        self.shapes.push(Shape::Text {
            class,
            at,
            anchor,
            text: text.into(),
        });
    }

    fn of_class(&mut self, class: u16, shapes: Vec<Shape>) {
        self.shapes.push(Shape::Group {
            role: Role::Class(class),
            shapes,
        });
    }

    fn wide(&self) -> bool {
        self.places.state.is_some()
    }

    fn cross(&mut self, (x, y): (f64, f64)) {
        let d = format!("M{} {}l10 10m0 -10l-10 10", round(x - 5.0), round(y - 5.0));
        self.path("cross", d);
    }

    fn failed(&mut self, failure: Failure, x: f64, y: f64) {
        if !self.claim(Column::Wire, y - 11.0, y + 11.0) {
            self.sign(0, x, y);
            return;
        }
        let label = failure.what();
        let width = label.chars().count() as f64 * WIRE + 30.0;
        self.rect(
            "none",
            [round(x - width / 2.0), round(y - 10.5), width, 21.0],
            4.0,
        );
        self.hatch([round(x - width / 2.0) + 8.0, round(y - 4.5), 9.0, 9.0]);
        self.text(
            "chip-t",
            [round(x - width / 2.0) + 22.0, round(y + 4.3)],
            "start",
            label,
        );
    }

    /// A line with its head, as far as it has come; says whether it has passed the middle.
    fn arrow(
        &mut self,
        class: &'static str,
        head: &'static str,
        left: Instant,
        arrives: Instant,
        from: (f64, f64),
        to: (f64, f64),
    ) -> bool {
        let length = arrives.since(left).as_secs_f64();
        let share = if length > 0.0 {
            (self.until.since(left).as_secs_f64() / length).clamp(0.0, 1.0)
        } else {
            1.0
        };
        let tip = (
            from.0 + (to.0 - from.0) * share,
            from.1 + (to.1 - from.1) * share,
        );
        let long = ((to.0 - from.0).powi(2) + (to.1 - from.1).powi(2))
            .sqrt()
            .max(1.0);
        let (ux, uy) = ((to.0 - from.0) / long, (to.1 - from.1) / long);
        let whole = share >= 1.0;
        let (deep, wide) = if self.tight { (7.0, 2.6) } else { (10.0, 4.4) };
        let neck = if whole {
            (tip.0 - ux * (deep - 2.0), tip.1 - uy * (deep - 2.0))
        } else {
            tip
        };
        self.path(class, line(from, neck));
        if whole {
            let barb = |side: f64| (tip.0 - ux * deep - uy * side, tip.1 - uy * deep + ux * side);
            let (a, b) = (barb(wide), barb(-wide));
            self.path(
                head,
                format!(
                    "M{} {}L{} {}L{} {}Z",
                    round(tip.0),
                    round(tip.1),
                    round(a.0),
                    round(a.1),
                    round(b.0),
                    round(b.1)
                ),
            );
        }
        share >= 0.5
    }

    /// A label riding on a line.
    fn chip(
        &mut self,
        class: &'static str,
        text_class: &'static str,
        x: f64,
        y: f64,
        label: &str,
        mark: Option<u16>,
    ) {
        let sign = if mark.is_some() { 14.0 } else { 0.0 };
        let width = label.chars().count() as f64 * WIRE + 16.0 + sign;
        let (left, top) = (round(x - width / 2.0), round(y - 10.5));
        self.rect(class, [left, top, width, 21.0], 4.0);
        if let Some(mark) = mark {
            self.shapes.push(Shape::Mark {
                class: mark,
                at: [left + 8.0, top + 6.0],
                bare: class == "ghost",
            });
        }
        self.text(text_class, [left + 8.0 + sign, top + 14.8], "start", label);
    }

    /// A box of slanted lines: no response.
    fn hatch(&mut self, [x, y, w, h]: [f64; 4]) {
        self.rect("hatched", [x, y, w, h], 0.0);
        let mut d = String::new();
        let mut c = 4.0;
        while c < w + h {
            let (from, to) = (
                (x + (c - h).max(0.0), y + c.min(h)),
                (x + c.min(w), y + (c - w).max(0.0)),
            );
            d += &line(from, to);
            c += 5.0;
        }
        self.path("hat", d);
    }

    /// A label cut to what fits between the lanes.
    fn fit(&self, label: &str) -> String {
        let room = if self.wide() { 34 } else { 18 };
        if label.chars().count() <= room {
            return label.to_owned();
        }
        label.chars().take(room - 1).chain(['…']).collect()
    }
}

fn line(from: (f64, f64), to: (f64, f64)) -> String {
    format!(
        "M{} {}L{} {}",
        round(from.0),
        round(from.1),
        round(to.0),
        round(to.1)
    )
}

/// To a tenth of a pixel, so that the host and the browser print the same digits.
fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}
