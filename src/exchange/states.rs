//! How what a client's calls share stood over a run: what was left of its budget, whether its breaker was open, how much it
//! gave up by itself. As a small picture, on the time axis of the exchange, and in words.

use super::axis::{Axis, Room};
use super::drawing::{Drawing, Shape};
use super::{Exchange, Shared};
use crate::client::Circuit;
use crate::time::{Instant, spoken};

/// How wide the picture is, in pixels.
const WIDTH: f64 = 304.0;
/// Where its axis begins and ends.
const LEFT: f64 = 30.0;
const RIGHT: f64 = 298.0;
/// How high a curve is.
const CURVE: f64 = 40.0;
/// How high a band is.
const BAND: f64 = 14.0;

/// A line of the story: when, and how each of them stood from then on.
#[derive(Debug, Clone, PartialEq)]
pub struct Stand {
    /// From when on.
    pub at: Instant,
    /// What is left of the budget; empty without one.
    pub budget: String,
    /// The breaker; empty without one.
    pub circuit: &'static str,
    /// The share of requests that is given up; empty without throttling.
    pub throttled: String,
}

/// What there is to show: the picture by a moment and the lines by then; nothing for a client whose calls share nothing.
pub fn states(exchange: &Exchange, until: Instant) -> Option<(Drawing, Vec<Stand>)> {
    let known = exchange.course.partition_point(|noted| noted.0 <= until);
    let noted = &exchange.course[..known];
    noted.first()?;
    let axis = Axis::new(
        exchange,
        Room {
            top: 0.0,
            leg: 60.0,
            wait: 0.0,
            zoom: 1.0,
        },
    );
    let mut pen = Pen {
        whole: axis.bottom().max(1.0),
        axis,
        noted,
        now: until.min(exchange.last()),
        y: 4.0,
        shapes: Vec::new(),
    };
    pen.curve(
        "Budget",
        |shared| shared.budget.map(|(left, _)| f64::from(left)),
        |shared| shared.budget.map(|(_, all)| f64::from(all)),
        |most| most.to_string(),
    );
    pen.curve(
        "Given up",
        |shared| shared.throttled,
        |shared| shared.throttled.map(|_| 1.0),
        |_| "100 %".to_owned(),
    );
    pen.bands();
    pen.foot(exchange);
    let drawing = Drawing {
        width: WIDTH,
        height: pen.y,
        shapes: pen.shapes,
    };
    let stands = noted.iter().map(|(at, shared)| Stand {
        at: *at,
        budget: shared
            .budget
            .map_or_else(String::new, |(left, all)| format!("{left} of {all}")),
        circuit: shared.circuit.map_or("", word),
        throttled: shared.throttled.map_or_else(String::new, |share| {
            format!("{} %", (share * 100.0).round())
        }),
    });
    // What differs by less than is said is said once.
    let mut stands: Vec<Stand> = stands.collect();
    stands.dedup_by(|next, last| {
        (&next.budget, next.circuit, &next.throttled)
            == (&last.budget, last.circuit, &last.throttled)
    });
    Some((drawing, stands))
}

const fn word(circuit: Circuit) -> &'static str {
    match circuit {
        Circuit::Closed => "closed",
        Circuit::Open(_) => "open",
        Circuit::HalfOpen => "half-open",
    }
}

struct Pen<'a> {
    axis: Axis,
    /// How high the axis is there where time runs down.
    whole: f64,
    noted: &'a [(Instant, Shared)],
    /// The moment up to which it is drawn.
    now: Instant,
    /// Where the next row begins.
    y: f64,
    shapes: Vec<Shape>,
}

impl Pen<'_> {
    fn x(&self, at: Instant) -> f64 {
        let share = (self.axis.y(at) / self.whole).clamp(0.0, 1.0);
        (share * (RIGHT - LEFT) + LEFT).round()
    }

    fn text(&mut self, class: &'static str, x: f64, anchor: &'static str, text: String) {
        let at = [x, self.y];
        self.shapes.push(Shape::Text {
            class,
            at,
            anchor,
            text,
        });
    }

    /// Steps from one height to the next, down to nothing.
    fn curve(
        &mut self,
        name: &str,
        level: impl Fn(&Shared) -> Option<f64>,
        full: impl Fn(&Shared) -> Option<f64>,
        label: impl Fn(f64) -> String,
    ) {
        let noted = self.noted;
        let levels: Vec<(Instant, f64)> = noted
            .iter()
            .filter_map(|(at, shared)| Some((*at, level(shared)?)))
            .collect();
        if levels.is_empty() {
            return;
        }
        let most = noted.iter().filter_map(|(_, shared)| full(shared));
        let most = most.fold(0.0, f64::max);
        self.y += 12.0;
        self.text("b", 0.0, "start", name.to_owned());
        let top = self.y + 10.0;
        let foot = top + CURVE;
        self.y = top + 4.0;
        self.text("q", LEFT - 6.0, "end", label(most));
        self.y = foot + 4.0;
        self.text("q", LEFT - 6.0, "end", "0".to_owned());
        for y in [top, foot] {
            let d = format!("M{LEFT} {}H{RIGHT}", y.round() + 0.5);
            self.shapes.push(Shape::Path { class: "grid", d });
        }
        let height = |level: f64| (foot - level / most.max(1.0) * CURVE).round();
        let mut d = String::new();
        for (at, level) in &levels {
            let (x, y) = (self.x(*at), height(*level));
            d += &if d.is_empty() {
                format!("M{x} {y}")
            } else {
                format!("H{x}V{y}")
            };
        }
        let now = self.x(self.now);
        d += &format!("H{now}");
        self.shapes.push(Shape::Path { class: "steps", d });
        if let Some((_, last)) = levels.last() {
            self.shapes.push(Shape::Disc {
                class: "num",
                at: [now, height(*last), 3.0],
            });
        }
        self.y = foot + 14.0;
    }

    /// The breaker as bands: hollow while requests pass, solid while none is sent, dashed while one tries.
    fn bands(&mut self) {
        let noted = self.noted;
        let known = noted
            .iter()
            .filter_map(|(at, shared)| Some((*at, shared.circuit?)));
        let mut bands: Vec<(Instant, Circuit)> = known.collect();
        bands.dedup_by(|next, last| word(next.1) == word(last.1));
        if bands.is_empty() {
            return;
        }
        self.y += 12.0;
        self.text("b", 0.0, "start", "Breaker".to_owned());
        let top = self.y + 8.0;
        self.y = top + BAND + 14.0;
        for (nth, (from, circuit)) in bands.iter().enumerate() {
            let to = bands.get(nth + 1).map_or(self.now, |next| next.0);
            let (left, right) = (self.x(*from), self.x(to));
            let class = match circuit {
                Circuit::Closed => "open",
                Circuit::Open(_) => "work",
                Circuit::HalfOpen => "none",
            };
            let wide = (right - left).max(2.0);
            self.shapes.push(Shape::Rect {
                class,
                at: [left, top, wide, BAND],
                radius: 2.0,
            });
            // A word that does not fit its band is in the lines below.
            if wide >= word(*circuit).len() as f64 * 6.5 + 4.0 {
                self.text("q", left, "start", word(*circuit).to_owned());
            }
        }
        self.y += 4.0;
    }

    /// The axis: its ends, and its cuts.
    fn foot(&mut self, exchange: &Exchange) {
        let y = self.y + 4.5;
        let d = format!("M{LEFT} {y}H{RIGHT}");
        self.shapes.push(Shape::Path { class: "grid", d });
        let cuts: Vec<f64> = self
            .axis
            .cuts()
            .map(|cut| (cut.top + cut.bottom) / 2.0)
            .collect();
        for middle in cuts {
            let x = (middle / self.whole * (RIGHT - LEFT) + LEFT).round();
            let d = format!("M{} {}l4 -8M{} {}l4 -8", x - 4.0, y + 4.0, x, y + 4.0);
            self.shapes.push(Shape::Path { class: "cut", d });
        }
        self.y = y + 16.0;
        self.text("q", LEFT, "start", "0".to_owned());
        self.text("q", RIGHT, "end", spoken(exchange.last().0));
        self.y += 6.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::{Backend, Script};
    use crate::client::{Breaker, Budget, Policy, presets};
    use crate::exchange::{Setup, simulate};
    use crate::protocol::Request;
    use std::time::Duration;

    fn run(policy: Policy, script: &str, calls: u32) -> Exchange {
        let request = Request::new(http::Method::GET, http::Uri::from_static("/api/users/7"));
        let backend = Backend::new(Script::parse(script).expect("a script"), 1);
        simulate(Setup {
            calls,
            pause: Duration::from_secs(1),
            ..Setup::new(request, policy, backend, 1)
        })
        .exchange
    }

    const END: Instant = Instant(Duration::MAX);

    #[test]
    fn a_client_that_shares_nothing_has_nothing_to_show() {
        assert_eq!(states(&run(presets::FETCH, "503 x9", 2), END), None);
    }

    #[test]
    fn a_bucket_starts_full_and_is_spent_retry_by_retry() {
        let policy = Policy {
            budget: Some(Budget::Tokens {
                capacity: 10,
                cost: 4,
                throttled: 4,
                timed_out: 4,
                success: 1,
            }),
            ..presets::CAREFUL
        };
        let exchange = run(policy, "503 x9", 2);
        let (_, lines) = states(&exchange, END).expect("a budget");
        let left: Vec<&str> = lines.iter().map(|line| line.budget.as_str()).collect();
        assert_eq!(left, ["10 of 10", "6 of 10", "2 of 10"]);
        let (_, early) = states(&exchange, Instant::from_millis(1)).expect("a budget");
        assert_eq!(early.len(), 1);
    }

    #[test]
    fn a_breaker_opens_tries_and_closes() {
        let policy = Policy {
            attempts: 1,
            breaker: Some(Breaker {
                percent: 50,
                least: 2,
                window: Duration::from_secs(60),
                open_for: Duration::from_secs(2),
            }),
            ..presets::CAREFUL
        };
        let exchange = run(policy, "503 x2", 6);
        let (drawing, lines) = states(&exchange, END).expect("a breaker");
        let stands: Vec<&str> = lines.iter().map(|line| line.circuit).collect();
        assert_eq!(stands, ["closed", "open", "half-open", "closed"]);
        let bands = |class| {
            let is_it =
                |shape: &&Shape| matches!(shape, Shape::Rect { class: it, .. } if *it == class);
            drawing.shapes.iter().filter(is_it).count()
        };
        assert_eq!((bands("open"), bands("work"), bands("none")), (2, 1, 1));
    }
}
