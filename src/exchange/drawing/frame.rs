//! What stands whatever happens: grid, lanes with their heads, the line of what there is more or less of.

use super::{Column, Pen, Role, Shape, round};
use crate::exchange::{Exchange, Served};
use crate::time::spoken;

impl Pen<'_> {
    /// Grid, lanes and their heads, the field of the picked attempt, the line of what there is more or less of.
    pub(super) fn frame(&mut self, exchange: &Exchange, height: f64, picked: Option<usize>) {
        let p = self.places;
        self.net(height);
        let left = if self.wide() { 46.0 } else { 36.0 };
        for (index, leg) in exchange.legs.iter().enumerate() {
            let (from, to) = (self.axis.y(leg.sent) - 10.0, self.axis.y(leg.last()) + 12.0);
            let ground = Shape::Rect {
                class: "hit",
                at: [0.0, from, p.width, to - from],
                radius: 0.0,
            };
            self.shapes.push(Shape::Group {
                role: Role::Area(index),
                shapes: vec![ground],
            });
        }
        if let Some(leg) = picked.and_then(|index| exchange.legs.get(index)) {
            let from = self.axis.y(leg.sent) - 14.0;
            let end = leg.over().unwrap_or_else(|| leg.last());
            self.rect(
                "pick",
                [left, from, p.width - left, self.axis.y(end) - from + 32.0],
                6.0,
            );
        }
        let mut last = String::new();
        for (at, y) in self.axis.ticks() {
            self.claim(Column::Axis, y - 12.0, y + 8.0);
            let label = tick(at, self.wide());
            self.path(
                "grid",
                format!("M{} {}H{}", left - 8.0, round(y) + 0.5, p.width),
            );
            // Within an hour its ticks would all say the same.
            if label != last {
                self.text("q", [left - 12.0, y + 4.0], "end", label.clone());
                last = label;
            }
        }
        let cuts: Vec<_> = self.axis.cuts().copied().collect();
        for cut in cuts {
            let y = round((cut.top + cut.bottom) / 2.0);
            if !self.claim(Column::Axis, y - 6.0, y + 24.0) {
                continue;
            }
            self.text("q", [left - 12.0, y + 20.0], "end", "cut");
            self.path(
                "cut",
                format!("M{} {y}l5 -4l5 8l5 -8l5 8l5 -4", left - 22.0),
            );
        }
        self.lives(height);
        self.names(exchange);
        if self.wide() {
            self.state(exchange, height);
        }
    }

    /// What is between the lanes.
    pub(super) fn net(&mut self, height: f64) {
        let (p, top) = (self.places, self.places.room.top - 12.0);
        self.rect("net", [p.net.0, top, p.net.1, height - top], 0.0);
    }

    /// The line of each lane.
    pub(super) fn lives(&mut self, height: f64) {
        let (p, top) = (self.places, self.places.room.top - 10.0);
        self.path(
            "life",
            format!("M{0} {top}V{height}M{1} {top}V{height}", p.client, p.server),
        );
        if let Some(x) = p.gateway {
            self.path("life", format!("M{x} {top}V{height}"));
        }
    }

    /// The names of the lanes.
    pub(super) fn names(&mut self, exchange: &Exchange) {
        let p = self.places;
        if let Some(x) = p.gateway {
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
        let most = match (self.wide(), p.gateway) {
            (true, None) => 28,
            (true, Some(_)) => 18,
            (false, _) => 12,
        };
        let speed = exchange.each_way.map_or_else(
            || "measured".to_owned(),
            // A long name of a client takes the room.
            |w| match exchange.client.len() <= most {
                true => format!("{} each way", spoken(w)),
                false => spoken(w),
            },
        );
        self.text("q", [middle, sub.max(31.0)], "middle", speed);
        self.text("lane", [server, name.max(16.0)], far, "Server");
        self.text("q", [server, sub.max(31.0)], far, "mock shop");
        if self.wide() {
            self.text("q", [46.0, 18.0], "start", "Decisions, waits");
        }
        if let (Some(x), Some((of, _))) = (p.state, exchange.stock()) {
            self.text("lane", [x + 16.0, 18.0], "end", titled(of));
        }
    }

    /// The line at the far right, where a doubled effect shows; only when something changed.
    pub(super) fn state(&mut self, exchange: &Exchange, height: f64) {
        let (Some(x), Some((of, count))) = (self.places.state, exchange.stock()) else {
            return;
        };
        self.text(
            "q",
            [x - 12.0, self.places.room.top + 4.0],
            "end",
            count.to_string(),
        );
        let (mut count, mut from, mut class) = (count, self.places.room.top - 10.0, "st0");
        let mut served: Vec<&Served> = exchange
            .legs
            .iter()
            .filter_map(|leg| leg.served.as_ref())
            .filter(|served| served.left <= self.until && served.did.of == of)
            .collect();
        // What was sent side by side may end in another order than it began.
        served.sort_by_key(|served| served.left);
        for served in served {
            let did = &served.did;
            if did.after == did.before {
                continue;
            }
            let now = (count + did.after).saturating_sub(did.before);
            let y = self.axis.y(served.left);
            self.path(class, format!("M{x} {from}V{y}"));
            self.shapes.push(Shape::Disc {
                class: "num",
                at: [x, y, 6.0],
            });
            if self.claim(Column::State, y + 10.0, y + 26.0) {
                self.text("b", [x - 12.0, y + 22.0], "end", now.to_string());
            }
            (count, from, class) = (now, y, "st1");
        }
        self.path(class, format!("M{x} {from}V{height}"));
    }
}

/// With a capital, for the head of a lane.
fn titled(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_ascii_uppercase() + rest
}

/// A moment on an axis, in seconds.
fn tick(at: f64, wide: bool) -> String {
    if at == 0.0 {
        return "0".to_owned();
    }
    if at < 0.0995 {
        return format!("{} ms", (at * 1_000.0).round());
    }
    // Minutes and seconds, or the hour: there is no room for more digits.
    if at >= 3_600.0 {
        return format!("{} h", (at / 3_600.0).floor());
    }
    if at >= 100.0 {
        return format!("{}:{:02}", (at / 60.0).floor(), (at % 60.0).floor());
    }
    let unit = if wide && at.fract() == 0.0 { " s" } else { "" };
    format!("{}{unit}", (at * 10.0).round() / 10.0)
}
