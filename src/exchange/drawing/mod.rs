//! The run as a picture: time runs down, the client decides on the left, the wire is in the middle, the server acts on
//! the right. Only geometry and words; colours and faces belong to the style sheet. A drawing can stop at a moment: what
//! has not happened by then is not drawn, and what is under way is drawn as far as it has come.

mod attempt;
mod decisions;
mod frame;

use super::axis::{Axis, Room};
use super::{Exchange, Kind, Leg};
use crate::protocol::Failure;
use crate::time::Instant;

/// How the picture is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Decisions left of the lanes, effects right of them.
    Wide,
    /// The same, with the words between the lanes.
    Narrow,
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
    },
    client: 44.0,
    gateway: None,
    server: 312.0,
    net: (120.0, 116.0),
    words: 298.0,
    state: None,
};
const WIDE_WITH_GATEWAY: Places = Places {
    gateway: Some(446.0),
    server: 542.0,
    net: (260.0, 150.0),
    words: 558.0,
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
    let axis = Axis::new(exchange, places.room);
    let starts = exchange.legs.iter().map(|leg| leg.sent).collect();
    let mut pen = Pen {
        places,
        axis,
        until,
        starts,
        aside: 0.0,
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
        (leg.wakes.is_some() || unheard) && pen.axis.y(end) + 60.0 > bottom
    };
    if exchange.legs.iter().any(open) {
        height += 60.0;
    }
    pen.frame(exchange, height, picked);
    for (index, leg) in exchange
        .legs
        .iter()
        .enumerate()
        .filter(|(_, leg)| leg.sent <= until)
    {
        let before = std::mem::take(&mut pen.shapes);
        pen.aside = ASIDE * exchange.beside(index) as f64;
        pen.attempt(leg, index);
        let shapes = std::mem::replace(&mut pen.shapes, before);
        pen.shapes.push(Shape::Group {
            role: Role::Attempt(index),
            shapes,
        });
        if leg.kind == Kind::First && exchange.calls > 1 {
            pen.call(leg);
        }
        pen.wait(leg);
        pen.decision(leg);
    }
    Drawing {
        width: places.width,
        height,
        shapes: pen.shapes,
    }
}
struct Pen<'a> {
    places: &'a Places,
    axis: Axis,
    until: Instant,
    /// When each attempt begins.
    starts: Vec<Instant>,
    /// How far right of the client's line the attempt at hand is drawn, when others are in flight.
    aside: f64,
    shapes: Vec<Shape>,
}

impl Pen<'_> {
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
        let neck = if whole {
            (tip.0 - ux * 8.0, tip.1 - uy * 8.0)
        } else {
            tip
        };
        self.path(class, line(from, neck));
        if whole {
            let barb = |side: f64| (tip.0 - ux * 10.0 - uy * side, tip.1 - uy * 10.0 + ux * side);
            let (a, b) = (barb(4.4), barb(-4.4));
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
        if let Some(class) = mark {
            self.shapes.push(Shape::Mark {
                class,
                at: [left + 8.0, top + 6.0],
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
