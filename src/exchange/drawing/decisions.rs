//! What the client makes of it: the bracket of a wait, the pill of a decision.

use super::{Column, PROSE, Pen, Role, Shape, round};
use crate::exchange::Leg;
use crate::time::spoken;

impl Pen<'_> {
    /// The bracket of a wait, with its length and as much of its reason as there is room for before the decision on the next
    /// request.
    pub(super) fn wait(&mut self, leg: &Leg, next: Option<&Leg>) {
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
        let mut lines: Vec<String> = match reasons[..] {
            [head, tail] if head.starts_with("back-off") => vec![head.to_owned(), tail.to_owned()],
            _ => vec![reason],
        };
        let below_pill = if self.wide() { 44.0 } else { 54.0 };
        let place = |lines: usize| {
            let middle = (top + whole) / 2.0 - (lines as f64 - 1.0) * 8.0;
            middle.max(top + below_pill)
        };
        let pill = next.and_then(Leg::over).map(|over| self.axis.y(over));
        let rises = if next.is_some_and(|next| next.wakes.is_none()) {
            14.0
        } else {
            0.0
        };
        while let Some(pill) = pill.filter(|_| self.wide() && !self.crowded)
            && !lines.is_empty()
            && place(lines.len()) + 5.0 + 16.0 * lines.len() as f64 > pill - rises
        {
            lines.pop();
        }
        let y = place(lines.len());
        let (big, quiet) = if self.wide() {
            ("big", "q")
        } else {
            ("big halo", "q halo")
        };
        let last = y + 5.0 + 16.0 * lines.len() as f64;
        // Where the words would run into what follows, the length alone stands in the middle.
        if self.crowded && last > whole + 8.0 {
            let y = (top + whole) / 2.0 + 4.0;
            if self.claim(Column::Client, y - 13.0, y + 5.0) {
                let class = if self.wide() { "b" } else { "b halo" };
                self.text(class, [x, y], anchor, spoken(wait.length));
            }
            return;
        }
        if !self.claim(Column::Client, y - 16.0, last) {
            return;
        }
        self.text(big, [x, y], anchor, spoken(wait.length));
        for (n, text) in lines.into_iter().enumerate() {
            self.text(quiet, [x, y + 17.0 + 16.0 * n as f64], anchor, text);
        }
    }

    /// Where a call begins, in a run of several; above the line where the one before it only just ended.
    pub(super) fn call(&mut self, leg: &Leg, touches: bool) {
        let y = self.axis.y(leg.sent);
        let (x, top) = if self.wide() {
            (46.0, if touches { y - 18.0 } else { y + 4.0 })
        } else {
            (58.0, y - 6.0)
        };
        if !self.claim(Column::Client, top - 12.0, top + 4.0) {
            return;
        }
        let halo = if self.wide() { "b" } else { "b halo" };
        self.text(halo, [x, top], "start", format!("Call {}", leg.call));
    }

    /// The pill of a decision.
    pub(super) fn decision(&mut self, leg: &Leg) {
        let (Some(at), Some(decision)) = (leg.over(), &leg.decision) else {
            return;
        };
        if at > self.until {
            return;
        }
        if !self.wide() && self.followed_at_once(leg) {
            return;
        }
        let p = self.places;
        let badge = decision.badge.to_string();
        let width = badge.chars().count() as f64 * PROSE + 40.0;
        let (x, y) = if leg.withheld {
            // What came before it has its own pill on the other side.
            (p.client + 16.0, self.axis.y(at) - 12.0)
        } else if self.wide() {
            (196.0 - width, self.axis.y(at) + 2.0)
        } else {
            (66.0, self.axis.y(at) + 13.0)
        };
        let y = if self.wide() && leg.wakes.is_none() && !leg.withheld {
            y - 14.0
        } else {
            y
        };
        let walk = decision.walk();
        let slug = walk
            .and_then(|walk| walk.ending())
            .map(|ending| ending.slug);
        let x = round(x.max(if self.wide() { 2.0 } else { p.client + 14.0 }));
        if !self.claim(Column::Client, y, y + 24.0) {
            return;
        }
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

    /// Whether another request follows without a wait.
    pub(super) fn followed_at_once(&self, leg: &Leg) -> bool {
        let last = leg.over();
        leg.wakes.is_none() && self.starts.iter().any(|start| Some(*start) == last)
    }
}
