//! A comparison as one picture to take away: against what, who, their lanes on one axis, what each run cost. Only geometry
//! and words; colours and faces belong to the style sheet. Nothing lies over anything else, and all of it is inside.

use super::lab::{Lab, Situation};
use super::picture::named;
use crate::exchange::compare::{Compared, Comparison, End, Order, Piece, Place};
use crate::exchange::drawing::{Drawing, Role, Shape};
use crate::time::spoken;

/// A picture of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The picture.
    pub drawing: Drawing,
    /// What it shows, in a few words.
    pub title: String,
    /// The same in sentences.
    pub words: String,
    /// What a file of it is called, without what follows the dot.
    pub name: String,
}

const WIDTH: f64 = 960.0;
/// How wide the column of the clients is.
const WHO: f64 = 256.0;
/// Where the lanes begin, and how wide they are.
const LANE: f64 = 268.0;
const LENGTH: f64 = 682.0;
/// The most lines of a text that somebody typed.
const LINES: usize = 8;
/// As many squares of load as there is room for.
const SQUARES: usize = 10;
/// Between two columns of the table.
const GAP: f64 = 18.0;

/// A face of the style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Face(&'static str);

const BIG: Face = Face("big");
const STRONG: Face = Face("b");
const PLAIN: Face = Face("");
const QUIET: Face = Face("q");
const WIRE: Face = Face("m");

impl Face {
    /// What a character takes, in pixels, where the page's face is a wide one.
    fn advance(self) -> f64 {
        match self {
            BIG => 12.6,
            STRONG => 8.6,
            PLAIN => 7.8,
            WIRE => 7.25,
            _ => 7.2,
        }
    }

    /// From one line to the next.
    fn line(self) -> f64 {
        match self {
            BIG => 26.0,
            QUIET | WIRE => 17.0,
            _ => 19.0,
        }
    }

    fn width(self, text: &str) -> f64 {
        text.chars().map(cells).sum::<usize>() as f64 * self.advance()
    }
}

/// How many places a character takes: those of East Asia and pictures take two.
const fn cells(character: char) -> usize {
    if character >= '\u{2e80}' { 2 } else { 1 }
}

/// A text in lines of so many places. Words that are longer are broken.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut taken) = (String::new(), 0);
    // A space that does not break stays.
    let words = text.split([' ', '\t', '\n', '\r']);
    for word in words.filter(|word| !word.is_empty()) {
        let length: usize = word.chars().map(cells).sum();
        if taken > 0 && taken + 1 + length > most {
            lines.push(std::mem::take(&mut line));
            taken = 0;
        } else if taken > 0 {
            line.push(' ');
            taken += 1;
        }
        for character in word.chars() {
            if taken + cells(character) > most {
                lines.push(std::mem::take(&mut line));
                taken = 0;
            }
            line.push(character);
            taken += cells(character);
        }
    }
    if taken > 0 {
        lines.push(line);
    }
    lines
}

/// A comparison as the page shows it in this order; `link` leads to it.
pub fn sheet(shown: &Comparison, order: Order, lab: &Lab, link: &str) -> Sheet {
    let request = [lab.method.trim(), " ", lab.path.trim()].concat();
    let situation = Situation::of(&lab.alone()).map(|situation| situation.name);
    let names: Vec<&str> = shown
        .ordered(order)
        .into_iter()
        .map(|nth| shown.runs[nth].name())
        .collect();
    let against = against(lab, &request);
    let mut pen = Pen {
        shapes: Vec::new(),
        y: 0.0,
    };
    let own = ["Comparison of ", &names.len().to_string(), " clients"].concat();
    pen.lines(BIG, situation.unwrap_or(&own));
    pen.y += 4.0;
    for line in &against {
        pen.lines(WIRE, line);
    }
    pen.y += 8.0;
    pen.lines(STRONG, &shown.says());
    pen.lanes(shown, order);
    pen.costs(shown, order);
    pen.y += 10.0;
    let own =
        "Each client called its own fresh copy of the same simulated server, with the same seed, ";
    pen.lines(QUIET, &[own, lab.seed.trim(), "."].concat());
    // Half a link leads nowhere.
    if wrapped(link, places(WIRE, WIDTH)).len() <= LINES {
        pen.lines(WIRE, link);
    }
    let mut words = against.join(". ") + ". " + &shown.says();
    for nth in shown.ordered(order) {
        let run = &shown.runs[nth];
        words = words + "\n" + &run.label() + ". " + &run.story;
    }
    Sheet {
        drawing: Drawing {
            width: WIDTH,
            height: pen.y,
            shapes: pen.shapes,
        },
        title: ["Comparison: ", &request, "; ", &names.join("; ")].concat(),
        words: words + "\n" + link,
        name: named(&[&["compare ", &request].concat(), &names.join(" ")]),
    }
}

/// What all of them meet, a line each: the request, the trouble, what is different about the client.
fn against(lab: &Lab, request: &str) -> Vec<String> {
    let calls = lab.calls.trim();
    let calls = match (calls, lab.pause.trim()) {
        ("1", _) => String::new(),
        (_, "0 s" | "0") => [", ", calls, " calls"].concat(),
        (_, pause) => [", ", calls, " calls, ", pause, " apart"].concat(),
    };
    let script = match lab.script.trim() {
        "" => "none",
        script => script,
    };
    let mut lines = vec![
        ["Request: ", request, &calls].concat(),
        ["Trouble: ", script].concat(),
    ];
    if !lab.changes.is_empty() {
        let mut line = ["Client: ", lab.client.slug, " with"].concat();
        for (name, value) in &lab.changes {
            line = [&line, " ", name, "=", value, ";"].concat();
        }
        line.pop();
        lines.push(line);
    }
    lines
}

/// How many places of a face there are in so many pixels.
fn places(face: Face, room: f64) -> usize {
    (room / face.advance()) as usize
}

/// What stands in a column.
type Cell = fn(&Compared) -> String;

struct Pen {
    shapes: Vec<Shape>,
    /// How far down the picture is drawn.
    y: f64,
}

impl Pen {
    fn text(&mut self, face: Face, x: f64, y: f64, anchor: &'static str, text: &str) {
        self.shapes.push(Shape::Text {
            class: face.0,
            at: [x, y],
            anchor,
            text: text.to_owned(),
        });
    }

    fn path(&mut self, class: &'static str, parts: &[&str], numbers: &[f64]) {
        let mut d = String::new();
        for (nth, part) in parts.iter().enumerate() {
            d += part;
            if let Some(number) = numbers.get(nth) {
                d += &round(*number).to_string();
            }
        }
        self.shapes.push(Shape::Path { class, d });
    }

    /// A text over the whole width.
    fn lines(&mut self, face: Face, text: &str) {
        let mut lines = wrapped(text, places(face, WIDTH) - 1);
        if lines.len() > LINES {
            lines.truncate(LINES);
            lines[LINES - 1].push('…');
        }
        for line in &lines {
            self.y += face.line();
            self.text(face, 0.0, self.y - 5.0, "start", line);
        }
    }

    fn rule(&mut self) {
        self.path("grid", &["M0 ", "H"], &[self.y.floor() + 0.5, WIDTH]);
    }

    /// What a request or a run came to; its left edge is given.
    fn chip(&mut self, class: u16, text: &str, x: f64, y: f64, width: f64) {
        let at = [round(x), round(y), width, 20.0];
        let sign = [round(x) + 7.0, round(y) + 5.0];
        let (box_class, mark, text_class) = match class {
            0 => (
                "none",
                Shape::Mark {
                    class,
                    at: sign,
                    bare: true,
                },
                "none-t",
            ),
            _ => (
                "stat",
                Shape::Mark {
                    class,
                    at: sign,
                    bare: false,
                },
                "stat-t",
            ),
        };
        let radius = 4.0;
        let shapes = vec![
            Shape::Rect {
                class: box_class,
                at,
                radius,
            },
            mark,
            Shape::Text {
                class: text_class,
                at: [round(x) + 20.0, round(y) + 14.0],
                anchor: "start",
                text: text.to_owned(),
            },
        ];
        let role = Role::Class(class);
        self.shapes.push(Shape::Group { role, shapes });
    }

    /// The axis, then each client and its lane.
    fn lanes(&mut self, shown: &Comparison, order: Order) {
        let lanes = shown.lanes(Place::Wide);
        let rows = lanes.ticks.iter().map(|tick| tick.row).max();
        self.y += 12.0 + 16.0 * rows.unwrap_or_default() as f64;
        for tick in &lanes.ticks {
            let anchor = if tick.at > 0.0 { "middle" } else { "start" };
            let face = if tick.cut { STRONG } else { QUIET };
            let y = self.y + 15.0 - 16.0 * tick.row as f64;
            self.text(face, x(tick.text_at), y, anchor, &tick.text);
        }
        self.y += 22.0;
        for nth in shown.ordered(order) {
            let top = self.y;
            self.rule();
            let foot = self.who(&shown.runs[nth]);
            let height = if lanes.rows > 1 { 84.0 } else { 62.0 };
            self.y = foot.max(top + height);
            for tick in lanes.ticks.iter().filter(|tick| !tick.cut) {
                self.path("grid", &["M", " ", "V"], &[x(tick.at), top, self.y]);
            }
            for piece in &lanes.lanes[nth] {
                self.piece(piece, top);
            }
            for tick in lanes.ticks.iter().filter(|tick| tick.cut) {
                let at = x(tick.at);
                let stroke = |from: f64| [at + from, top + 29.0];
                for (class, from) in [("gap", [-4.0, 0.0]), ("cut", [-6.0, 2.0])] {
                    for from in from {
                        self.path(class, &["M", " ", "l6 -14"], &stroke(from));
                    }
                }
            }
        }
        self.rule();
        if lanes.ticks.iter().any(|tick| tick.cut) {
            self.y += 4.0;
            let cut = "Two strokes: the axis is cut, because nothing happens for as long as it says there.";
            self.lines(QUIET, cut);
        }
    }

    /// A client: its name, what it came to, when, after how much. How far down that reaches.
    fn who(&mut self, run: &Compared) -> f64 {
        let mut y = self.y + 6.0;
        for (face, text) in [(STRONG, run.name()), (QUIET, run.version)] {
            for line in wrapped(text, places(face, WHO)) {
                y += face.line();
                self.text(face, 0.0, y - 5.0, "start", &line);
            }
        }
        y += 4.0;
        let (class, text) = run.result();
        let width = chip_width(&text);
        self.chip(class, &text, 0.0, y, width);
        let mut left = width + 8.0;
        for (face, text) in [(STRONG, run.total()), (QUIET, run.tries())] {
            if left + face.width(&text) > WHO {
                (left, y) = (0.0, y + 20.0);
            }
            self.text(face, left, y + 14.0, "start", &text);
            left += face.width(&text) + 8.0;
        }
        y + 28.0
    }

    fn piece(&mut self, piece: &Piece, top: f64) {
        match piece {
            Piece::Attempt { from, to, class } => {
                let (from, to) = (x(*from), x(*to));
                let bar = Shape::Rect {
                    class: if *class == 0 { "bar c0" } else { "bar" },
                    at: [from, top + 8.0, to - from, 22.0],
                    radius: 0.0,
                };
                let role = Role::Class(*class);
                let shapes = vec![bar];
                self.shapes.push(Shape::Group { role, shapes });
                self.path("sent", &["M", " ", "v22"], &[from, top + 8.0]);
            }
            Piece::Wait { from, to, length } => {
                self.path("idle", &["M", " ", "H"], &[x(*from), top + 22.0, x(*to)]);
                if !length.is_empty() {
                    let middle = x(f64::midpoint(*from, *to));
                    self.text(STRONG, middle, top + 13.0, "middle", length);
                }
            }
            Piece::Chip {
                at,
                row,
                class,
                text,
                width,
            } => {
                let y = top + 36.0 + 24.0 * *row as f64;
                self.chip(*class, text, x(*at) - width / 2.0, y, *width);
            }
            Piece::Ends { at, how } => {
                let at = x(*at);
                if *how == End::Badly {
                    self.path("lost", &["M", " ", "H"], &[at, top + 19.0, x(1.0)]);
                }
                match how {
                    End::Never => {
                        let from = [at - 8.0, top + 12.0];
                        self.path("cross", &["M", " ", "l7 7l-7 7"], &from);
                    }
                    End::Well => self.path("cross", &["M", " ", "v32"], &[at, top + 3.0]),
                    End::Badly => {
                        let bar = "v32m-4 0h8m-8 -32h8";
                        self.path("cross", &["M", " ", bar], &[at, top + 3.0]);
                    }
                }
            }
        }
    }

    /// What each run cost, but for what stands beside its lane.
    fn costs(&mut self, shown: &Comparison, order: Order) {
        let runs: Vec<&Compared> = shown
            .ordered(order)
            .into_iter()
            .map(|nth| &shown.runs[nth])
            .collect();
        let (redirects, made) = shown.extras();
        self.y += 12.0;
        self.lines(STRONG, "What it cost");
        self.y += 4.0;
        let top = self.y;
        let made = made.map(|of| ["Made: ", of].concat());
        let mut columns: Vec<(&str, Cell)> = vec![("Client", |run| run.name().to_owned())];
        if redirects {
            columns.push(("Redirects", |run| run.redirects.to_string()));
        }
        columns.push(("Waited", |run| spoken(run.waited)));
        columns.push(("Reached the server", |run| run.reached.to_string()));
        columns.push(("Server busy", |run| spoken(run.busy)));
        if let Some(made) = &made {
            columns.push((made, Compared::made));
        }
        // Where each column begins; the sentence has the rest.
        let mut lefts = vec![0.0];
        for (nth, (head, cell)) in columns.iter().enumerate() {
            let load = if nth == load_at(redirects) {
                SQUARES as f64 * 10.0 + 6.0
            } else {
                0.0
            };
            let cells = runs.iter().map(|run| load + STRONG.width(&cell(run)));
            let widest = cells.fold(QUIET.width(head), f64::max);
            lefts.push(lefts[nth] + widest + GAP);
        }
        for ((head, _), left) in columns.iter().zip(&lefts) {
            self.text(QUIET, *left, top + 12.0, "start", head);
        }
        let story = lefts[columns.len()];
        self.text(QUIET, story, top + 12.0, "start", "In a sentence");
        self.y += 20.0;
        for run in &runs {
            self.rule();
            let top = self.y + 6.0;
            for (nth, (_, cell)) in columns.iter().enumerate() {
                let mut left = lefts[nth];
                if nth == load_at(redirects) {
                    for _ in 0..run.reached.min(SQUARES) {
                        let at = [left, top + 3.0, 8.0, 12.0];
                        let (class, radius) = ("work", 0.0);
                        self.shapes.push(Shape::Rect { class, at, radius });
                        left += 10.0;
                    }
                    left += 6.0;
                }
                let doubled = nth + 1 == columns.len() && made.is_some() && run.duplicates > 0;
                let face = if nth == 0 || doubled { STRONG } else { PLAIN };
                self.text(face, left, top + 14.0, "start", &cell(run));
            }
            let mut foot = top;
            for line in wrapped(&run.story, places(PLAIN, WIDTH - story)) {
                foot += PLAIN.line();
                self.text(PLAIN, story, foot - 5.0, "start", &line);
            }
            self.y = foot.max(top + PLAIN.line()) + 5.0;
        }
        self.rule();
    }
}

/// Which column has the load.
const fn load_at(redirects: bool) -> usize {
    if redirects { 3 } else { 2 }
}

/// The width of a chip: a sign, a gap, the text, and air on both sides.
fn chip_width(text: &str) -> f64 {
    (28.0 + 7.6 * text.chars().count() as f64).ceil()
}

/// Where a share of the lanes' width is.
fn x(share: f64) -> f64 {
    round(LANE + share * LENGTH)
}

/// To a tenth of a pixel, so that the host and the browser print the same digits.
fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::presets;
    use proptest::prelude::*;

    const LINK: &str = "https://example.org/docs/http/lab/?compare=fetch,got";

    fn of(query: &str, order: Order) -> Sheet {
        let lab = Lab::parse(query).0;
        let shown = lab.compare(&lab.setup().expect("it runs"));
        sheet(&shown, order, &lab, LINK)
    }

    /// Left, upper, right and lower edge of something, and its words.
    type Box = ([f64; 4], String);

    /// What must not lie over anything else: words, chips with theirs, bars, squares.
    fn boxes(shapes: &[Shape], found: &mut Vec<Box>) {
        for shape in shapes {
            match shape {
                Shape::Text {
                    class,
                    at: [x, y],
                    anchor,
                    text,
                } => {
                    let face = [BIG, STRONG, PLAIN, QUIET, WIRE]
                        .into_iter()
                        .find(|face| face.0 == *class);
                    let width = face.expect("a face").width(text);
                    let left = if *anchor == "middle" {
                        x - width / 2.0
                    } else {
                        *x
                    };
                    found.push(([left, y - 11.0, left + width, y + 3.0], text.clone()));
                }
                Shape::Group { shapes, .. } => {
                    let mut words = String::new();
                    for shape in shapes {
                        if let Shape::Text { text, at, .. } = shape {
                            words.clone_from(text);
                            let Shape::Rect { at: around, .. } = shapes[0] else {
                                panic!("a chip begins with its box")
                            };
                            let end = at[0] + 7.25 * text.chars().count() as f64;
                            assert!(end <= around[0] + around[2], "{text}");
                        }
                    }
                    boxes(&shapes[..1], found);
                    if let Some(last) = found.last_mut() {
                        last.1 = words;
                    }
                }
                Shape::Rect {
                    at: [x, y, width, height],
                    ..
                } => found.push(([*x, *y, x + width, y + height], String::new())),
                _ => {}
            }
        }
    }

    fn words(sheet: &Sheet) -> String {
        let mut found = Vec::new();
        boxes(&sheet.drawing.shapes, &mut found);
        let words: Vec<String> = found.into_iter().map(|found| found.1).collect();
        words.join(" ")
    }

    /// Nothing lies over anything else, and everything is inside.
    fn check(sheet: &Sheet) {
        let mut found = Vec::new();
        boxes(&sheet.drawing.shapes, &mut found);
        for (nth, (one, words)) in found.iter().enumerate() {
            let inside = one[0] >= -4.0
                && one[1] >= 0.0
                && one[2] <= sheet.drawing.width + 4.0
                && one[3] <= sheet.drawing.height;
            assert!(inside, "{words} at {one:?}");
            for (other, under) in &found[..nth] {
                // Requests in flight at the same time are drawn over one another.
                let bars = words.is_empty() && under.is_empty();
                let apart = one[0] >= other[2]
                    || other[0] >= one[2]
                    || one[1] >= other[3]
                    || other[1] >= one[3];
                assert!(
                    bars || apart,
                    "“{words}” at {one:?} lies over “{under}” at {other:?}"
                );
            }
        }
    }

    #[test]
    fn it_says_what_the_page_says() {
        let query = "method=POST&path=/api/users&field=Content-Type:+application/json&body=%7B%22name%22:%22Ada%22%7D\
            &policy=attempts%3D5&script=reset&compare=fetch,go-retryablehttp";
        let sheet = of(query, Order::Attempts);
        check(&sheet);
        insta::assert_snapshot!(words(&sheet));
        insta::assert_snapshot!(sheet.title, @"Comparison: POST /api/users; careful, changed; fetch; go-retryablehttp");
        insta::assert_snapshot!(sheet.name, @"teapot-compare-post-api-users-careful-changed-fetch-go-retryablehttp");
        insta::assert_snapshot!(sheet.words);
    }

    #[test]
    fn what_is_typed_has_its_bounds() {
        let long = "x".repeat(2_000);
        let query = ["path=/", &long, "&script=503+x*&compare=fetch"].concat();
        let lab = Lab::parse(&query).0;
        let shown = lab.compare(&lab.setup().expect("it runs"));
        let sheet = sheet(&shown, Order::Asked, &lab, &long);
        check(&sheet);
        assert!(sheet.drawing.height < 1_000.0, "{}", sheet.drawing.height);
        assert!(sheet.name.len() < 90);
        // Nothing of the kind on the page either.
        check(&super::sheet(
            &Comparison::default(),
            Order::Asked,
            &lab,
            "",
        ));
    }

    #[test]
    fn words_are_broken_where_they_can_be() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh i", 3), ["abc", "def", "gh", "i"]);
        assert_eq!(wrapped("茶壺 ab", 4), ["茶壺", "ab"]);
        assert!(wrapped(" ", 3).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_ever_lies_over_anything(
            chosen in prop::sample::subsequence(presets::ALL.to_vec(), 1..=6).prop_shuffle(),
            script in "(503|429 retry-after=[0-9]{1,4}|reset|timeout|401|302|500 delay=2s|200|503 for=[1-9]s)( x[1-9*])?(, (503|reset|truncate) x[1-4])?",
            (post, calls, order) in (any::<bool>(), 1_u32..4, 0..4_usize),
            path in "/api/[a-z0-9茶%]{0,200}",
        ) {
            let mut lab = Lab {
                path: if post { "/api/users".to_owned() } else { path },
                method: if post { "POST" } else { "GET" }.to_owned(),
                script,
                calls: calls.to_string(),
                client: chosen[0],
                rivals: chosen[1..].to_vec(),
                ..Lab::default()
            };
            if post {
                lab.body = r#"{"name":"Ada"}"#.to_owned();
                lab.fields = vec![super::super::lab::Line::read("Content-Type: application/json")];
            }
            let Ok(setup) = lab.setup() else { return Ok(()) };
            let shown = lab.compare(&setup);
            let sheet = sheet(&shown, Order::ALL[order].0, &lab, LINK);
            check(&sheet);
            let words = words(&sheet).replace(' ', "");
            for run in &shown.runs {
                for told in [run.name(), run.version, &run.result().1, &run.total(), &run.tries(), &run.made(), &run.story] {
                    prop_assert!(words.contains(&told.replace([' ', '\u{a0}'], "")), "{told} in {words}");
                }
            }
        }
    }
}
