//! The run as a picture: time runs down, the client decides on the left, the wire is in the middle, the server acts on
//! the right. Only geometry and words; colours and faces belong to the style sheet. A drawing can stop at a moment: what
//! has not happened by then is not drawn, and what is under way is drawn as far as it has come.

use super::axis::{Axis, Room};
use http::header::{LOCATION, RETRY_AFTER};

use super::{Exchange, Kind, Leg, Served};
use crate::backend::Gateway;
use crate::client::Badge;
use crate::protocol::{Failure, Outcome, Response};
use crate::time::{Instant, spoken};

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
        shapes: Vec::new(),
    };
    let mut height = pen.axis.bottom().max(places.room.top + 60.0) + FOOT;
    // Where a run has no end, the words about its last wait stand below the last moment.
    let open = |leg: &Leg| leg.wakes.is_some() || (leg.came.is_none() && leg.kind != Kind::First);
    if exchange.legs.last().is_some_and(open) {
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
        pen.attempt(leg, index);
        let shapes = std::mem::replace(&mut pen.shapes, before);
        pen.shapes.push(Shape::Group {
            role: Role::Attempt(index),
            shapes,
        });
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

    /// Grid, lanes and their heads, the field of the picked attempt, the line of what there is more or less of.
    fn frame(&mut self, exchange: &Exchange, height: f64, picked: Option<usize>) {
        let p = self.places;
        self.rect(
            "net",
            [
                p.net.0,
                p.room.top - 12.0,
                p.net.1,
                height - p.room.top + 12.0,
            ],
            0.0,
        );
        let left = if self.wide() { 46.0 } else { 36.0 };
        if let Some(leg) = picked.and_then(|index| exchange.legs.get(index)) {
            let from = self.axis.y(leg.sent) - 14.0;
            let end = leg.came.as_ref().map_or_else(|| leg.last(), |came| came.0);
            self.rect(
                "pick",
                [left, from, p.width - left, self.axis.y(end) - from + 32.0],
                6.0,
            );
        }
        for (at, y) in self.axis.ticks() {
            self.path(
                "grid",
                format!("M{} {}H{}", left - 8.0, round(y) + 0.5, p.width),
            );
            self.text("q", [left - 12.0, y + 4.0], "end", tick(at, self.wide()));
        }
        let cuts: Vec<_> = self.axis.cuts().copied().collect();
        for cut in cuts {
            let y = round((cut.top + cut.bottom) / 2.0);
            self.path(
                "cut",
                format!("M{} {y}l5 -4l5 8l5 -8l5 8l5 -4", left - 22.0),
            );
            self.text("q", [left - 12.0, y + 20.0], "end", "cut");
        }
        self.path(
            "life",
            format!(
                "M{0} {1}V{height}M{2} {1}V{height}",
                p.client,
                p.room.top - 10.0,
                p.server
            ),
        );
        if let Some(x) = p.gateway {
            self.path("life", format!("M{x} {}V{height}", p.room.top - 10.0));
            self.text(
                "lane",
                [x, (p.room.top - 34.0).max(16.0)],
                "middle",
                "Gateway",
            );
        }
        let (name, sub) = (p.room.top - 34.0, p.room.top - 18.0);
        let middle = p.net.0 + p.net.1 / 2.0;
        let (near, far) = if self.wide() {
            ("middle", "middle")
        } else {
            ("start", "end")
        };
        let (client, server) = if self.wide() {
            (p.client, p.server)
        } else {
            (30.0, p.width - 2.0)
        };
        self.text("lane", [client, name.max(16.0)], near, "Client");
        self.text("q", [client, sub.max(31.0)], near, exchange.client);
        self.text("lane", [middle, name.max(16.0)], "middle", "Network");
        let speed = exchange.each_way.map_or_else(
            || "measured".to_owned(),
            |w| format!("{} each way", spoken(w)),
        );
        self.text("q", [middle, sub.max(31.0)], "middle", speed);
        self.text("lane", [server, name.max(16.0)], far, "Server");
        self.text("q", [server, sub.max(31.0)], far, "mock shop");
        if self.wide() {
            self.text("q", [46.0, 18.0], "start", "Decisions, waits");
            self.state(exchange, height);
        }
    }

    /// The line at the far right, where a doubled effect shows; only when something changed.
    fn state(&mut self, exchange: &Exchange, height: f64) {
        let (Some(x), Some((of, count))) = (self.places.state, exchange.stock()) else {
            return;
        };
        self.text("lane", [x + 16.0, 18.0], "end", titled(of));
        self.text(
            "q",
            [x - 12.0, self.places.room.top + 4.0],
            "end",
            count.to_string(),
        );
        let (mut count, mut from, mut class) = (count, self.places.room.top - 10.0, "st0");
        for served in exchange.legs.iter().filter_map(|leg| leg.served.as_ref()) {
            if served.left > self.until || served.did.of != of || served.did.after == count {
                continue;
            }
            let y = self.axis.y(served.left);
            self.path(class, format!("M{x} {from}V{y}"));
            self.shapes.push(Shape::Disc {
                class: "num",
                at: [x, y, 6.0],
            });
            self.text(
                "b",
                [x - 12.0, y + 22.0],
                "end",
                served.did.after.to_string(),
            );
            (count, from, class) = (served.did.after, y, "st1");
        }
        self.path(class, format!("M{x} {from}V{height}"));
    }

    /// The client's open bar, the two arrows, the server's work and words.
    fn attempt(&mut self, leg: &Leg, index: usize) {
        let p = self.places;
        let (sent, end) = (
            leg.sent,
            leg.came
                .as_ref()
                .map_or(self.until, |came| came.0.min(self.until)),
        );
        let (top, bottom) = (self.axis.y(sent), self.axis.y(end));
        self.rect(
            "open",
            [p.client - 4.0, top, 8.0, (bottom - top).max(1.0)],
            2.0,
        );
        if let Some((at, Outcome::Failed(_))) = leg.came
            && at <= self.until
        {
            self.hatch([
                p.client - 4.0,
                (bottom - 14.0).max(top),
                8.0,
                (bottom - top).min(14.0),
            ]);
        }
        match &leg.served {
            Some(served) => {
                let work = self.axis.y(served.left.min(self.until)) - self.axis.y(served.arrived);
                if let (Some(gateway), Some(x)) = (&served.gateway, p.gateway) {
                    if served.arrived <= self.until {
                        self.behind(served, gateway, x, work);
                    }
                } else if served.arrived <= self.until {
                    self.rect(
                        "work",
                        [
                            p.server - 4.0,
                            self.axis.y(served.arrived),
                            8.0,
                            work.max(4.0),
                        ],
                        1.5,
                    );
                }
                let lost = leg.lost.is_some() || matches!(leg.came, Some((_, Outcome::Failed(_))));
                self.answer(leg, served.left, lost);
                self.request(leg, served.arrived, lost);
                self.server_words(leg);
            }
            None => self.nowhere(leg),
        }
        self.shapes.push(Shape::Disc {
            class: "num",
            at: [p.client, top, 9.0],
        });
        self.text(
            "num-t",
            [p.client, top + 4.0],
            "middle",
            (index + 1).to_string(),
        );
    }

    /// A gateway that waits, and what the server behind it does meanwhile.
    fn behind(&mut self, served: &Served, gateway: &Gateway, x: f64, work: f64) {
        let p = self.places;
        let top = self.axis.y(served.arrived);
        self.rect("open", [x - 4.0, top, 8.0, work.max(4.0)], 1.5);
        let Some(upstream) = gateway.upstream else {
            self.path(
                "req",
                line((x + 5.0, top + 1.0), (p.server - 26.0, top + 1.0)),
            );
            self.cross((p.server - 16.0, top + 1.0));
            return;
        };
        let ends = served.arrived + upstream;
        let bottom = self.axis.y(ends.min(self.until)).min(self.axis.bottom());
        self.arrow(
            "req",
            "req-h",
            served.arrived,
            served.arrived,
            (x + 5.0, top + 1.0),
            (p.server - 5.0, top + 1.0),
        );
        self.rect(
            "work",
            [p.server - 4.0, top, 8.0, (bottom - top).max(4.0)],
            1.5,
        );
        // What comes back in time is nothing that can be passed on.
        if ends < served.left && ends <= self.until {
            self.path(
                "lost",
                line((p.server - 6.0, bottom), (x + 26.0, bottom + 6.0)),
            );
            self.cross((x + 18.0, bottom + 8.0));
        }
    }

    /// Where on the right a request is answered.
    fn far_end(&self, leg: &Leg) -> f64 {
        let gateway = leg
            .served
            .as_ref()
            .and_then(|served| served.gateway.as_ref());
        gateway
            .and(self.places.gateway)
            .unwrap_or(self.places.server)
    }

    fn request(&mut self, leg: &Leg, arrived: Instant, aside: bool) {
        let p = self.places;
        let (from, to) = (
            (p.client + 9.0, self.axis.y(leg.sent) + 1.0),
            (self.far_end(leg) - 5.0, self.axis.y(arrived)),
        );
        if self.arrow("req", "req-h", leg.sent, arrived, from, to) {
            let aside = if aside {
                if self.wide() { -44.0 } else { -30.0 }
            } else {
                0.0
            };
            let middle = p.net.0 + p.net.1 / 2.0 + aside;
            let y = from.1 + (to.1 - from.1) * (middle - from.0) / (to.0 - from.0);
            self.chip("chip", "chip-t", middle, y, &self.fit(&leg.label()), None);
        }
    }

    /// The answer on its way back, or what was left of it.
    fn answer(&mut self, leg: &Leg, left: Instant, lost: bool) {
        let p = self.places;
        let Some((at, outcome)) = &leg.came else {
            return;
        };
        if left > self.until {
            return;
        }
        let (from, to) = (
            (self.far_end(leg) - 5.0, self.axis.y(left)),
            (p.client + 5.0, self.axis.y(*at)),
        );
        match outcome {
            Outcome::Answered(response) if !lost => {
                let class = class_of(response);
                let outer = std::mem::take(&mut self.shapes);
                let whole = self.arrow("res", "res-h", left, *at, from, to);
                if whole {
                    let middle = p.net.0 + p.net.1 / 2.0 - if self.wide() { 0.0 } else { 60.0 };
                    let y = from.1 + (to.1 - from.1) * (middle - from.0) / (to.0 - from.0);
                    let label = self.answer_label(leg, response);
                    self.chip("stat", "stat-t", middle, y, &label, Some(class));
                }
                let shapes = std::mem::replace(&mut self.shapes, outer);
                self.of_class(class, shapes);
            }
            _ => {
                let failure = match outcome {
                    Outcome::Failed(failure) => *failure,
                    Outcome::Answered(_) => Failure::TimedOut,
                };
                self.lost(leg, failure, from, to, *at);
            }
        }
    }

    /// An answer that set out, a cross where it was lost, dots to the client.
    fn lost(&mut self, leg: &Leg, failure: Failure, from: (f64, f64), to: (f64, f64), at: Instant) {
        let p = self.places;
        // Nothing set out before the client stopped waiting: there is no line to draw.
        let silent = failure == Failure::TimedOut && (leg.lost.is_none() || from.1 >= to.1);
        if silent {
            if at <= self.until {
                self.failed(failure, to.0 + 66.0, to.1 - 4.0);
            }
            return;
        }
        let cross = (p.net.0 + p.net.1 * 0.66, from.1 + (to.1 - from.1) * 0.42);
        if let Some(response) = &leg.lost {
            let class = class_of(response);
            let outer = std::mem::take(&mut self.shapes);
            self.path("res", line(from, (cross.0 + 10.0, cross.1)));
            let x = (from.0 + cross.0) / 2.0 + if self.wide() { 16.0 } else { 20.0 };
            self.chip(
                "ghost",
                "ghost-t",
                x,
                (from.1 + cross.1) / 2.0,
                response.status.as_str(),
                Some(class),
            );
            let shapes = std::mem::replace(&mut self.shapes, outer);
            self.of_class(class, shapes);
        }
        self.cross(cross);
        if at <= self.until {
            self.path(
                "lost",
                line((cross.0 - 12.0, cross.1 + 3.0), (to.0 + 4.0, to.1)),
            );
            self.failed(
                failure,
                (cross.0 - 12.0 + to.0) / 2.0 + 4.0,
                (cross.1 + to.1) / 2.0,
            );
        }
    }

    /// A request that never reached a server.
    fn nowhere(&mut self, leg: &Leg) {
        let p = self.places;
        let Some((at, Outcome::Failed(failure))) = leg.came else {
            return;
        };
        let (top, bottom) = (self.axis.y(leg.sent), self.axis.y(at));
        let cross = (p.net.0 + p.net.1 * 0.66, (top + bottom) / 2.0);
        self.path(
            "req",
            line((p.client + 9.0, top + 1.0), (cross.0 - 10.0, cross.1 - 2.0)),
        );
        self.cross(cross);
        self.chip(
            "chip",
            "chip-t",
            p.client + 9.0 + (cross.0 - p.client) / 2.0,
            (top + cross.1) / 2.0,
            &self.fit(&leg.label()),
            None,
        );
        if at <= self.until {
            self.path(
                "lost",
                line((cross.0 - 12.0, cross.1 + 3.0), (p.client + 9.0, bottom)),
            );
            self.failed(
                failure,
                (cross.0 + p.client) / 2.0 + 4.0,
                (cross.1 + bottom) / 2.0 + 4.0,
            );
        }
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

    fn server_words(&mut self, leg: &Leg) {
        let p = self.places;
        let Some(served) = leg
            .served
            .as_ref()
            .filter(|served| served.arrived <= self.until)
        else {
            return;
        };
        let (y, anchor, class, quiet) = if self.wide() {
            (self.axis.y(served.arrived) + 4.0, "start", "b", "q")
        } else {
            (self.axis.y(served.left) + 33.0, "end", "b halo", "q halo")
        };
        self.text(class, [p.words, y], anchor, served.did.title.clone());
        self.text(quiet, [p.words, y + 17.0], anchor, served.did.note.clone());
    }

    /// The bracket of a wait, with its length and its reason.
    fn wait(&mut self, leg: &Leg) {
        let (Some((at, _)), Some(wakes)) = (&leg.came, leg.wakes) else {
            return;
        };
        let Some(wait) = leg
            .decision
            .as_ref()
            .and_then(|decision| decision.wait.as_ref())
        else {
            return;
        };
        // No wait at all is said by the decision, and has no length to draw.
        if *at > self.until || wait.length.is_zero() {
            return;
        }
        let p = self.places;
        let (top, bottom) = (
            self.axis.y(*at) + 2.0,
            self.axis.y(wakes.min(self.until)) - 11.0,
        );
        let bottom = bottom.max(top + 4.0);
        let whole = self.axis.y(wakes) - 11.0;
        let (edge, turn, x, anchor) = if self.wide() {
            (p.client - 10.0, -7.0, 188.0, "end")
        } else {
            (p.client + 9.0, 7.0, 70.0, "start")
        };
        self.path(
            "brk",
            format!("M{edge} {}h{turn}V{}h{}", round(top), round(bottom), -turn),
        );
        let reason = wait.reason();
        let reasons: Vec<&str> = reason.splitn(2, ": ").collect();
        let lines: Vec<String> = match reasons[..] {
            [head, tail] if head.starts_with("back-off") => vec![head.to_owned(), tail.to_owned()],
            _ => vec![reason],
        };
        let below_pill = if self.wide() { 44.0 } else { 54.0 };
        let middle = (top + whole) / 2.0 - (lines.len() as f64 - 1.0) * 8.0;
        let y = middle.max(top + below_pill);
        let (big, quiet) = if self.wide() {
            ("big", "q")
        } else {
            ("big halo", "q halo")
        };
        self.text(big, [x, y], anchor, spoken(wait.length));
        for (n, text) in lines.into_iter().enumerate() {
            self.text(quiet, [x, y + 17.0 + 16.0 * n as f64], anchor, text);
        }
    }

    /// The pill of a decision.
    fn decision(&mut self, leg: &Leg) {
        let (Some((at, _)), Some(decision)) = (&leg.came, &leg.decision) else {
            return;
        };
        if *at > self.until {
            return;
        }
        if !self.wide() && self.followed_at_once(leg) {
            return;
        }
        let p = self.places;
        let badge = decision.badge.to_string();
        let width = badge.chars().count() as f64 * PROSE + 40.0;
        let (x, y) = if self.wide() {
            (196.0 - width, self.axis.y(*at) + 2.0)
        } else {
            (66.0, self.axis.y(*at) + 13.0)
        };
        let y = if self.wide() && leg.wakes.is_none() {
            y - 14.0
        } else {
            y
        };
        let walk = decision.walk();
        let slug = walk
            .and_then(|walk| walk.ending())
            .map(|ending| ending.slug);
        let x = round(x.max(if self.wide() { 2.0 } else { p.client + 14.0 }));
        let shapes = vec![
            Shape::Rect {
                class: "dec",
                at: [x, round(y), width, 24.0],
                radius: 12.0,
            },
            Shape::Fork {
                at: [x + 9.0, round(y) + 5.0],
            },
            Shape::Text {
                class: "dec-t",
                at: [x + 28.0, round(y) + 16.2],
                anchor: "start",
                text: badge,
            },
        ];
        self.shapes.push(Shape::Group {
            role: Role::Decision(slug),
            shapes,
        });
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
    /// The status with the field that matters most; on a narrow picture a redirect says here how it is followed.
    fn answer_label(&self, leg: &Leg, response: &Response) -> String {
        let status = response.status.as_str();
        if !self.wide() {
            return match &leg.decision {
                Some(decision)
                    if self.followed_at_once(leg) && matches!(decision.badge, Badge::Does(..)) =>
                {
                    decision.badge.to_string()
                }
                _ => status.to_owned(),
            };
        }
        for (name, label) in [(RETRY_AFTER, "Retry-After"), (LOCATION, "Location")] {
            if let Some(value) = response.field(name) {
                return self.fit(&format!("{status} {label}: {value}"));
            }
        }
        match response.status.canonical_reason() {
            Some(phrase) => self.fit(&format!("{status} {phrase}")),
            None => status.to_owned(),
        }
    }

    /// Whether another request follows without a wait.
    fn followed_at_once(&self, leg: &Leg) -> bool {
        let last = leg.came.as_ref().map(|came| came.0);
        leg.wakes.is_none() && self.starts.iter().any(|start| Some(*start) == last)
    }
}

fn class_of(response: &Response) -> u16 {
    (response.status.as_u16() / 100).min(5)
}

/// With a capital, for the head of a lane.
fn titled(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_ascii_uppercase() + rest
}

fn tick(at: f64, wide: bool) -> String {
    if at == 0.0 {
        return "0".to_owned();
    }
    if at < 0.0995 {
        return format!("{} ms", (at * 1_000.0).round());
    }
    let unit = if wide && at.fract() == 0.0 { " s" } else { "" };
    format!("{}{unit}", (at * 10.0).round() / 10.0)
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
