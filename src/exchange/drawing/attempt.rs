//! One request: the client's open bar, the arrows there and back, the server's work and words.

use http::header::{LOCATION, RETRY_AFTER};

use super::{Column, Pen, Shape, line, round};
use crate::backend::Gateway;
use crate::client::Badge;
use crate::exchange::{Leg, Served};
use crate::protocol::{Failure, Outcome, Response};
use crate::time::Instant;

impl Pen<'_> {
    /// The client's open bar, the two arrows, the server's work and words.
    pub(super) fn attempt(&mut self, leg: &Leg, index: usize) {
        let p = self.places;
        let end = leg.over().map_or(self.until, |over| over.min(self.until));
        let (top, bottom) = (self.axis.y(leg.sent), self.axis.y(end));
        self.tight = self.crowded && bottom - top < 16.0;
        if leg.withheld {
            self.cross((p.client, top));
            return;
        }
        let client = p.client + self.aside;
        self.rect(
            "open",
            [client - 4.0, top, 8.0, (bottom - top).max(1.0)],
            2.0,
        );
        if leg.dropped.is_some_and(|dropped| dropped <= self.until) {
            self.path(
                "cross",
                format!("M{} {}h12", round(client - 6.0), round(bottom)),
            );
        }
        if let Some((at, Outcome::Failed(_))) = leg.came
            && at <= self.until
        {
            self.hatch([
                client - 4.0,
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
                let lost = (leg.lost.is_some() && leg.dropped.is_none())
                    || matches!(leg.came, Some((_, Outcome::Failed(_))));
                self.answer(leg, served.left, lost);
                self.request(leg, served.arrived, lost);
                self.server_words(leg);
            }
            None => self.nowhere(leg),
        }
        let numbered = self.claim(Column::Number, top - 9.0, top + 9.0);
        self.shapes.push(Shape::Disc {
            class: "num",
            at: [client, top, if numbered { 9.0 } else { 3.0 }],
        });
        if numbered {
            self.text(
                "num-t",
                [client, top + 4.0],
                "middle",
                (index + 1).to_string(),
            );
        }
    }

    /// A gateway that waits, and what the server behind it does meanwhile.
    pub(super) fn behind(&mut self, served: &Served, gateway: &Gateway, x: f64, work: f64) {
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
    pub(super) fn far_end(&self, leg: &Leg) -> f64 {
        let gateway = leg
            .served
            .as_ref()
            .and_then(|served| served.gateway.as_ref());
        gateway
            .and(self.places.gateway)
            .unwrap_or(self.places.server)
    }

    pub(super) fn request(&mut self, leg: &Leg, arrived: Instant, aside: bool) {
        let p = self.places;
        let (from, to) = (
            (p.client + self.aside + 9.0, self.axis.y(leg.sent) + 1.0),
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
            self.asked(leg, middle, y);
        }
    }

    /// What was asked for, on its arrow.
    fn asked(&mut self, leg: &Leg, x: f64, y: f64) {
        if self.claim(Column::Wire, y - 11.0, y + 11.0) {
            self.chip("chip", "chip-t", x, y, &self.fit(&leg.label()), None);
        }
    }

    /// The answer on its way back, or what was left of it.
    pub(super) fn answer(&mut self, leg: &Leg, left: Instant, lost: bool) {
        let p = self.places;
        if left > self.until {
            return;
        }
        let Some((at, outcome)) = &leg.came else {
            if leg.dropped.is_some() {
                self.unwanted(leg, (self.far_end(leg) - 5.0, self.axis.y(left)));
            }
            return;
        };
        let (from, to) = (
            (self.far_end(leg) - 5.0, self.axis.y(left)),
            (p.client + self.aside + 5.0, self.axis.y(*at)),
        );
        match outcome {
            Outcome::Answered(response) if !lost => {
                let class = class_of(response);
                let outer = std::mem::take(&mut self.shapes);
                let whole = self.arrow("res", "res-h", left, *at, from, to);
                if whole {
                    let middle = p.net.0 + p.net.1 / 2.0 - if self.wide() { 0.0 } else { 60.0 };
                    let y = from.1 + (to.1 - from.1) * (middle - from.0) / (to.0 - from.0);
                    if self.claim(Column::Wire, y - 11.0, y + 11.0) {
                        let label = self.answer_label(leg, response);
                        self.chip("stat", "stat-t", middle, y, &label, Some(class));
                    } else {
                        self.sign(class, middle, y);
                    }
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
    pub(super) fn lost(
        &mut self,
        leg: &Leg,
        failure: Failure,
        from: (f64, f64),
        to: (f64, f64),
        at: Instant,
    ) {
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
            let y = (from.1 + cross.1) / 2.0;
            if self.claim(Column::Wire, y - 11.0, y + 11.0) {
                let label = response.status.as_str();
                self.chip("ghost", "ghost-t", x, y, label, Some(class));
            } else {
                self.sign(class, x, y);
            }
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

    /// An answer that nobody waits for any more.
    fn unwanted(&mut self, leg: &Leg, from: (f64, f64)) {
        let p = self.places;
        let cross = (p.net.0 + p.net.1 * 0.66, from.1 + 12.0);
        let class = leg.lost.as_ref().map_or(0, class_of);
        let outer = std::mem::take(&mut self.shapes);
        self.path("res", line(from, (cross.0 + 10.0, cross.1)));
        let shapes = std::mem::replace(&mut self.shapes, outer);
        self.of_class(class, shapes);
        self.cross(cross);
    }

    /// A request that never reached a server.
    pub(super) fn nowhere(&mut self, leg: &Leg) {
        let p = self.places;
        let Some((at, Outcome::Failed(failure))) = leg.came else {
            return;
        };
        let client = p.client + self.aside;
        let (top, bottom) = (self.axis.y(leg.sent), self.axis.y(at));
        let cross = (p.net.0 + p.net.1 * 0.66, (top + bottom) / 2.0);
        self.path(
            "req",
            line((client + 9.0, top + 1.0), (cross.0 - 10.0, cross.1 - 2.0)),
        );
        self.cross(cross);
        let middle = p.client + 9.0 + (cross.0 - p.client) / 2.0;
        self.asked(leg, middle, (top + cross.1) / 2.0);
        if at <= self.until {
            self.path(
                "lost",
                line((cross.0 - 12.0, cross.1 + 3.0), (client + 9.0, bottom)),
            );
            self.failed(
                failure,
                (cross.0 + p.client) / 2.0 + 4.0,
                (cross.1 + bottom) / 2.0 + 4.0,
            );
        }
    }

    pub(super) fn server_words(&mut self, leg: &Leg) {
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
        // Between the lanes of a narrow picture there are the arrows, too.
        if self.tight && !self.wide() {
            return;
        }
        let both = (self.wide() || !self.crowded) && self.claim(Column::Server, y - 12.0, y + 22.0);
        if both || self.claim(Column::Server, y - 12.0, y + 5.0) {
            self.text(class, [p.words, y], anchor, served.did.title.clone());
        }
        if both {
            self.text(quiet, [p.words, y + 17.0], anchor, served.did.note.clone());
        }
    }

    /// The status with the field that matters most; on a narrow picture a redirect says here how it is followed.
    pub(super) fn answer_label(&self, leg: &Leg, response: &Response) -> String {
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
}

fn class_of(response: &Response) -> u16 {
    (response.status.as_u16() / 100).min(5)
}
