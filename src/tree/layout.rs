//! Where the nodes stand and how the lines run, in pixels of a fixed drawing. The spine goes down the middle column; a
//! way that leaves it turns at once, a way that comes back arrives from the side; nothing crosses.

use super::{Next, Node, endings, nodes};

/// Width and height of a box.
pub const BOX: (f64, f64) = (156.0, 54.0);
/// Width and height of the drawing.
pub const SIZE: (f64, f64) = (940.0, 711.0);

const COLUMN: f64 = 196.0;
const ROW: f64 = 89.0;
const TOP: f64 = 8.0;
const SPINE: f64 = 2.0;
const RADIUS: f64 = 8.0;

/// Column and row of each place.
const PLACES: [(&str, f64, f64); 20] = [
    ("answered", 2.0, 0.0),
    ("address", 1.0, 1.0),
    ("ever", 3.0, 1.0),
    ("fix-address", 0.0, 1.0),
    ("change", 4.0, 1.0),
    ("acted", 2.0, 2.0),
    ("twice", 2.0, 3.0),
    ("look", 3.0, 3.0),
    ("look-first", 4.0, 2.55),
    ("unknown", 4.0, 3.35),
    ("tries", 2.0, 4.0),
    ("stale", 3.0, 4.55),
    ("serve-stale", 4.0, 4.15),
    ("report", 4.0, 4.95),
    ("when", 2.0, 5.4),
    ("deadline", 1.0, 6.2),
    ("fits", 3.0, 6.2),
    ("wait", 0.0, 7.2),
    ("later", 2.0, 7.2),
    ("backoff", 4.0, 7.2),
];

/// A place with its box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// The question or the ending.
    pub place: Next,
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
}

/// A line from a question to what follows an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The question it leaves.
    pub from: &'static Node,
    /// Which answer it stands for.
    pub yes: bool,
    /// Its corners, from start to end.
    pub points: Vec<(f64, f64)>,
    /// Where its `yes` or `no` is written (the middle of the text's baseline).
    pub label: (f64, f64),
}

/// All boxes, in reading order.
pub fn boxes() -> Vec<Placed> {
    let places = nodes()
        .into_iter()
        .map(Next::Ask)
        .chain(endings().into_iter().map(Next::End));
    let mut boxes: Vec<Placed> = places
        .map(|place| {
            let (x, y) = corner(place.slug());
            Placed { place, x, y }
        })
        .collect();
    boxes.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
    boxes
}

/// All lines.
pub fn edges() -> Vec<Edge> {
    let pair = |from: &'static Node| [(from, true, from.yes), (from, false, from.no)];
    nodes()
        .into_iter()
        .flat_map(pair)
        .map(|(from, yes, to)| {
            let points = route(from.slug, to.slug());
            let label = label(&points);
            Edge {
                from,
                yes,
                points,
                label,
            }
        })
        .collect()
}

fn at(slug: &str) -> (f64, f64) {
    PLACES
        .iter()
        .find(|place| place.0 == slug)
        .map(|place| (place.1, place.2))
        .expect("a test checks that every place is laid out")
}

fn corner(slug: &str) -> (f64, f64) {
    let (column, row) = at(slug);
    (column * COLUMN, TOP + row * ROW)
}

/// The corners of the line between two boxes.
fn route(from: &str, to: &str) -> Vec<(f64, f64)> {
    let (w, h) = BOX;
    let ((c0, r0), (c1, r1)) = (at(from), at(to));
    let ((x0, y0), (x1, y1)) = (corner(from), corner(to));
    let (mid0, mid1) = ((x0 + w / 2.0, y0 + h / 2.0), (x1 + w / 2.0, y1 + h / 2.0));
    let side = |x: f64, right: bool| if right { x + w } else { x };
    if c0 == c1 && r1 - r0 > 1.5 {
        // Past the box below: out beside it, and back in from the left.
        let (leave, lane) = (mid0.0 - 50.0, x0 - COLUMN + w / 2.0);
        let turn = y0 + h + 18.0;
        return vec![
            (leave, y0 + h),
            (leave, turn),
            (lane, turn),
            (lane, mid1.1),
            (x1, mid1.1),
        ];
    }
    if c0 == c1 {
        return vec![(mid0.0, y0 + h), (mid0.0, y1)];
    }
    let right = c1 > c0;
    if r0 == r1 {
        return vec![(side(x0, right), mid0.1), (side(x1, !right), mid1.1)];
    }
    if (r1 - r0).abs() < 0.5 && c0 != SPINE {
        let turn = (side(x0, right) + side(x1, !right)) / 2.0 - 7.0;
        return vec![
            (side(x0, right), mid0.1),
            (turn, mid0.1),
            (turn, mid1.1),
            (side(x1, !right), mid1.1),
        ];
    }
    if (c1 - SPINE).abs() > (c0 - SPINE).abs() {
        vec![(side(x0, right), mid0.1), (mid1.0, mid0.1), (mid1.0, y1)]
    } else {
        vec![
            (mid0.0, y0 + h),
            (mid0.0, mid1.1),
            (side(x1, !right), mid1.1),
        ]
    }
}

/// Beside the first stretch of a line; beside the last one where two lines share the first.
fn label(points: &[(f64, f64)]) -> (f64, f64) {
    let (start, next) = (points[0], points[1]);
    let end = points[points.len() - 1];
    if points.len() == 4 {
        return (
            end.0 - 14.0,
            if end.1 < start.1 {
                end.1 - 7.0
            } else {
                end.1 + 17.0
            },
        );
    }
    if points.len() == 5 {
        return (start.0 - 34.0, start.1 + 12.0);
    }
    if start.0 == next.0 {
        let aside = if end.0 > start.0 || points.len() == 2 {
            19.0
        } else {
            -19.0
        };
        return (start.0 + aside, start.1 + 19.0);
    }
    let ahead = if next.0 > start.0 { 20.0 } else { -20.0 };
    (start.0 + ahead, start.1 - 6.0)
}

/// A line with rounded corners, as the `d` of an SVG path.
pub fn path(points: &[(f64, f64)]) -> String {
    let mut d = format!("M{} {}", points[0].0, points[0].1);
    for window in points.windows(3) {
        let [before, corner, after] = window else {
            continue;
        };
        let (into, out) = (towards(*corner, *before), towards(*corner, *after));
        d += &format!(
            "L{} {}Q{} {} {} {}",
            into.0, into.1, corner.0, corner.1, out.0, out.1
        );
    }
    let end = points[points.len() - 1];
    d + &format!("L{} {}", end.0, end.1)
}

/// The open arrow head at the end of a line.
pub fn head(points: &[(f64, f64)]) -> String {
    let (tip, before) = (points[points.len() - 1], points[points.len() - 2]);
    let (dx, dy) = (
        (before.0 - tip.0).signum() * f64::from(before.0 != tip.0),
        (before.1 - tip.1).signum() * f64::from(before.1 != tip.1),
    );
    let barb = |side: f64| (tip.0 + dx * 8.0 + dy * side, tip.1 + dy * 8.0 + dx * side);
    let (a, b) = (barb(4.5), barb(-4.5));
    format!("M{} {}L{} {}L{} {}", a.0, a.1, tip.0, tip.1, b.0, b.1)
}

/// The point at most a corner's radius, and at most half the way, from `from` to `to`.
fn towards(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.abs() + dy.abs();
    let step = RADIUS.min(length / 2.0) / length.max(1.0);
    (from.0 + dx * step, from.1 + dy * step)
}

/// A title broken into the lines of a box: the most even two if one would be too long.
pub fn lines(title: &str) -> Vec<&str> {
    const LONGEST: usize = 17;
    if title.len() <= LONGEST {
        return vec![title];
    }
    let longer = |at: usize| at.max(title.len() - at - 1);
    match title
        .match_indices(' ')
        .map(|(at, _)| at)
        .min_by_key(|at| longer(*at))
    {
        Some(at) => vec![&title[..at], &title[at + 1..]],
        None => vec![title],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(edge: &Edge) -> Vec<((f64, f64), (f64, f64))> {
        edge.points
            .windows(2)
            .map(|pair| (pair[0], pair[1]))
            .collect()
    }

    fn span(a: f64, b: f64) -> (f64, f64) {
        (a.min(b), a.max(b))
    }

    #[test]
    fn every_place_stands_somewhere_inside_and_none_overlap() {
        let boxes = boxes();
        assert_eq!(boxes.len(), PLACES.len());
        for (i, a) in boxes.iter().enumerate() {
            assert!(
                a.x >= 0.0 && a.x + BOX.0 <= SIZE.0 && a.y >= 0.0 && a.y + BOX.1 <= SIZE.1,
                "{}",
                a.place.slug()
            );
            for b in &boxes[i + 1..] {
                let apart = (a.x - b.x).abs() >= BOX.0 || (a.y - b.y).abs() >= BOX.1;
                assert!(apart, "{} on {}", a.place.slug(), b.place.slug());
            }
        }
    }

    #[test]
    fn no_line_runs_through_a_box() {
        for edge in edges() {
            for ((ax, ay), (bx, by)) in segments(&edge) {
                let ((left, right), (up, down)) = (span(ax, bx), span(ay, by));
                for b in boxes() {
                    let inside =
                        left < b.x + BOX.0 && right > b.x && up < b.y + BOX.1 && down > b.y;
                    assert!(
                        !inside,
                        "{} {} runs through {}",
                        edge.from.slug,
                        edge.yes,
                        b.place.slug()
                    );
                }
            }
        }
    }

    #[test]
    fn no_line_crosses_another() {
        let edges = edges();
        for (i, a) in edges.iter().enumerate() {
            for b in &edges[i + 1..] {
                for ((ax, ay), (bx, by)) in segments(a) {
                    for ((cx, cy), (dx, dy)) in segments(b) {
                        let (flat, steep) = (ay == by && cx == dx, ax == bx && cy == dy);
                        let crosses = |x: (f64, f64), at_x: f64, y: (f64, f64), at_y: f64| {
                            x.0 < at_x && at_x < x.1 && y.0 < at_y && at_y < y.1
                        };
                        let crossed = flat && crosses(span(ax, bx), cx, span(cy, dy), ay)
                            || steep && crosses(span(cx, dx), ax, span(ay, by), cy);
                        assert!(!crossed, "{} crosses {}", a.from.slug, b.from.slug);
                    }
                }
            }
        }
    }

    #[test]
    fn titles_fit_their_boxes() {
        for b in boxes() {
            let lines = lines(b.place.title());
            assert!(
                lines.len() <= 2 && lines.iter().all(|line| line.len() <= 22),
                "{lines:?}"
            );
        }
    }
}
