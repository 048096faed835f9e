//! The picture of a run as a file of its own: SVG that names its own colours and faces and needs nothing else, as the page
//! shows it. The page measures how things look; what is written here can be drawn on a canvas as well.

use crate::exchange::Exchange;

/// A picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Picture {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// What it shows, in a few words.
    pub title: String,
    /// The same in sentences.
    pub words: String,
    /// The colour behind it.
    pub ground: String,
    /// What is on it, from back to front.
    pub marks: Vec<Mark>,
}

/// One thing on a picture, with how it looks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mark {
    /// How far right and down it is moved, and how many times it is enlarged.
    pub moved: (f64, f64, f64),
    /// What it is.
    pub form: Form,
    /// What it is filled with; empty for nothing.
    pub fill: String,
    /// What its outline is drawn with; empty for none.
    pub stroke: String,
    /// How thick the outline is.
    pub width: f64,
    /// Lengths of dashes and gaps; empty for a whole line.
    pub dashes: Vec<f64>,
    /// Whether its ends and corners are round.
    pub round: bool,
    /// Whether the outline lies behind what fills it.
    pub halo: bool,
}

/// What a mark is.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// A path, as the `d` of SVG.
    Path(String),
    /// Left, top, width, height, radius of the corners.
    Rect([f64; 5]),
    /// Middle and radius.
    Disc([f64; 3]),
    /// Words.
    Text {
        /// The baseline.
        at: (f64, f64),
        /// `start`, `middle` or `end`.
        anchor: String,
        /// The names of faces, as CSS lists them.
        face: String,
        /// Height in pixels.
        size: f64,
        /// Weight, from 100 to 900.
        weight: String,
        /// The words.
        words: String,
    },
}

impl Default for Form {
    fn default() -> Self {
        Self::Path(String::new())
    }
}

impl Form {
    /// Its outline as a path; words have none.
    pub fn outline(&self) -> Option<String> {
        let arc = |radius: f64, x: f64, y: f64| {
            let (radius, x, y) = (short(radius), short(x), short(y));
            ["a", &radius, " ", &radius, " 0 0 1 ", &x, " ", &y].concat()
        };
        match self {
            Self::Path(d) => Some(d.clone()),
            Self::Rect([x, y, width, height, radius]) => {
                let r = radius.min(width / 2.0).min(height / 2.0).max(0.0);
                let across = (width - 2.0 * r).max(0.0);
                let down = (height - 2.0 * r).max(0.0);
                Some(
                    [
                        "M",
                        &short(x + r),
                        " ",
                        &short(*y),
                        "h",
                        &short(across),
                        &arc(r, r, r),
                        "v",
                        &short(down),
                        &arc(r, -r, r),
                        "h",
                        &short(-across),
                        &arc(r, -r, -r),
                        "v",
                        &short(-down),
                        &arc(r, r, -r),
                        "z",
                    ]
                    .concat(),
                )
            }
            Self::Disc([x, y, r]) => {
                let left = ["M", &short(x - r), " ", &short(*y)].concat();
                Some(left + &arc(*r, 2.0 * r, 0.0) + &arc(*r, -2.0 * r, 0.0) + "z")
            }
            Self::Text { .. } => None,
        }
    }
}

/// A colour as every viewer knows it, from how a browser states a colour of sRGB: `color(srgb 0.1 0.2 0.3)` or
/// `rgb(1, 2, 3)`. Empty for none, and for one that cannot be seen.
pub fn hex(colour: &str) -> String {
    let (unit, list) = match colour.split_once('(') {
        Some(("color", list)) => (255.0, list.trim_start().trim_start_matches("srgb")),
        Some(("rgb" | "rgba", list)) => (1.0, list),
        _ => return String::new(),
    };
    let numbers = list.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | 'e')));
    let numbers: Vec<f64> = numbers.filter_map(|number| number.parse().ok()).collect();
    let (Some(channels), alpha) = (numbers.get(..3), numbers.get(3)) else {
        return String::new();
    };
    if alpha.is_some_and(|alpha| *alpha == 0.0) {
        return String::new();
    }
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = String::from("#");
    for channel in channels {
        let byte = (channel * unit).round().clamp(0.0, 255.0) as usize;
        hex.push(char::from(DIGITS[byte / 16]));
        hex.push(char::from(DIGITS[byte % 16]));
    }
    hex
}

/// What is left free around a picture, in pixels.
pub const MARGIN: f64 = 12.0;

impl Picture {
    /// How wide and how high it is with its margin.
    pub fn size(&self) -> (f64, f64) {
        (self.width + 2.0 * MARGIN, self.height + 2.0 * MARGIN)
    }

    /// The picture as an SVG document.
    pub fn svg(&self) -> String {
        let mut xml = String::with_capacity(8_192 + self.marks.len() * 160);
        xml += "<svg xmlns=\"http://www.w3.org/2000/svg\"";
        let (width, height) = self.size();
        number(&mut xml, "width", width);
        number(&mut xml, "height", height);
        let field = [-MARGIN, -MARGIN, width, height].map(short).join(" ");
        text(&mut xml, "viewBox", &field);
        xml += " role=\"img\" aria-labelledby=\"title words\">\n<title id=\"title\">";
        xml += &escape(&self.title);
        xml += "</title>\n<desc id=\"words\">";
        xml += &escape(&self.words);
        xml += "</desc>\n<rect";
        number(&mut xml, "x", -MARGIN);
        number(&mut xml, "y", -MARGIN);
        xml += " width=\"100%\" height=\"100%\"";
        text(&mut xml, "fill", &self.ground);
        xml += "/>\n";
        for mark in &self.marks {
            mark.write(&mut xml);
            xml.push('\n');
        }
        xml + "</svg>\n"
    }
}

impl Mark {
    fn write(&self, xml: &mut String) {
        match &self.form {
            Form::Path(d) => {
                *xml += "<path";
                text(xml, "d", d);
            }
            Form::Rect([x, y, width, height, radius]) => {
                *xml += "<rect";
                let names = ["x", "y", "width", "height", "rx"];
                for (name, value) in names.into_iter().zip([x, y, width, height, radius]) {
                    number(xml, name, *value);
                }
            }
            Form::Disc([x, y, radius]) => {
                *xml += "<circle";
                number(xml, "cx", *x);
                number(xml, "cy", *y);
                number(xml, "r", *radius);
            }
            Form::Text {
                at,
                anchor,
                face,
                size,
                weight,
                ..
            } => {
                *xml += "<text";
                number(xml, "x", at.0);
                number(xml, "y", at.1);
                text(xml, "text-anchor", anchor);
                text(xml, "font-family", face);
                number(xml, "font-size", *size);
                text(xml, "font-weight", weight);
            }
        }
        let (x, y, scale) = self.moved;
        if self.moved != (0.0, 0.0, 1.0) {
            let moved = [
                "translate(",
                &short(x),
                " ",
                &short(y),
                ") scale(",
                &short(scale),
                ")",
            ];
            text(xml, "transform", &moved.concat());
        }
        text(xml, "fill", or_none(&self.fill));
        if !self.stroke.is_empty() {
            text(xml, "stroke", &self.stroke);
            number(xml, "stroke-width", self.width);
            if !self.dashes.is_empty() {
                let dashes: Vec<String> = self.dashes.iter().map(|dash| short(*dash)).collect();
                text(xml, "stroke-dasharray", &dashes.join(" "));
            }
            if self.round {
                *xml += " stroke-linecap=\"round\" stroke-linejoin=\"round\"";
            }
            if self.halo {
                *xml += " paint-order=\"stroke\"";
            }
        }
        match &self.form {
            Form::Text { words, .. } => {
                xml.push('>');
                *xml += &escape(words);
                *xml += "</text>";
            }
            _ => *xml += "/>",
        }
    }
}

fn or_none(colour: &str) -> &str {
    if colour.is_empty() { "none" } else { colour }
}

fn text(xml: &mut String, name: &str, value: &str) {
    xml.push(' ');
    *xml += name;
    *xml += "=\"";
    *xml += &escape(value);
    xml.push('"');
}

fn number(xml: &mut String, name: &str, value: f64) {
    text(xml, name, &short(value));
}

/// To a hundredth.
fn short(x: f64) -> String {
    ((x * 100.0).round() / 100.0).to_string()
}

/// Text that stands for itself in XML 1.0 (§2.2, §2.4), where control characters cannot stand at all.
fn escape(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => xml += "&amp;",
            '<' => xml += "&lt;",
            '>' => xml += "&gt;",
            '"' => xml += "&quot;",
            '\t' | '\n' | '\r' => xml.push(' '),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => xml.push('\u{fffd}'),
            other => xml.push(other),
        }
    }
    xml
}

/// What a file of a run is called, without what follows the dot: method, path, client and how many requests.
pub fn file_name(exchange: &Exchange) -> String {
    let first = exchange.legs.first();
    let label = first.map(|leg| leg.label()).unwrap_or_default();
    let count = exchange.legs.len().to_string();
    named(&[label.as_str(), exchange.client, &count])
}

/// The name of a file after some texts, as much of them as there is room for.
pub(super) fn named(parts: &[&str]) -> String {
    const LONGEST: usize = 80;
    let mut name = String::from("teapot");
    for part in parts {
        let words = part.split(|c: char| !c.is_ascii_alphanumeric());
        for word in words.filter(|word| !word.is_empty()) {
            if name.len() + word.len() < LONGEST {
                name.push('-');
                name += &word.to_ascii_lowercase();
            }
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_browsers_are_colours_of_viewers() {
        assert_eq!(hex("color(srgb 1 0.5 -0.02)"), "#ff8000");
        assert_eq!(hex("rgb(12, 0, 255)"), "#0c00ff");
        assert_eq!(hex("rgba(0, 0, 0, 0)"), "");
        assert_eq!(hex("none"), "");
    }

    #[test]
    fn boxes_and_discs_have_outlines() {
        let form = Form::Rect([1.0, 2.0, 10.0, 6.0, 2.0]);
        assert_eq!(
            form.outline().as_deref(),
            Some("M3 2h6a2 2 0 0 1 2 2v2a2 2 0 0 1 -2 2h-6a2 2 0 0 1 -2 -2v-2a2 2 0 0 1 2 -2z")
        );
        let disc = Form::Disc([5.0, 5.0, 4.0]).outline();
        assert_eq!(disc.as_deref(), Some("M1 5a4 4 0 0 1 8 0a4 4 0 0 1 -8 0z"));
    }

    #[test]
    fn a_picture_names_everything_it_needs() {
        let picture = Picture {
            width: 100.0,
            height: 50.123,
            title: "A & <b>".to_owned(),
            words: "\u{1}".to_owned(),
            ground: "#fff".to_owned(),
            marks: vec![
                Mark {
                    moved: (1.0, 2.0, 0.9),
                    form: Form::Path("M0 0L5 5".to_owned()),
                    stroke: "#000".to_owned(),
                    width: 1.5,
                    dashes: vec![2.0, 5.0],
                    round: true,
                    ..Mark::default()
                },
                Mark {
                    moved: (0.0, 0.0, 1.0),
                    form: Form::Text {
                        at: (3.0, 4.0),
                        anchor: "end".to_owned(),
                        face: "ui-monospace, \"SF Mono\", monospace".to_owned(),
                        size: 12.0,
                        weight: "700".to_owned(),
                        words: "<503>".to_owned(),
                    },
                    fill: "#123".to_owned(),
                    ..Mark::default()
                },
            ],
        };
        insta::assert_snapshot!(picture.svg(), @r##"
        <svg xmlns="http://www.w3.org/2000/svg" width="124" height="74.12" viewBox="-12 -12 124 74.12" role="img" aria-labelledby="title words">
        <title id="title">A &amp; &lt;b&gt;</title>
        <desc id="words">�</desc>
        <rect x="-12" y="-12" width="100%" height="100%" fill="#fff"/>
        <path d="M0 0L5 5" transform="translate(1 2) scale(0.9)" fill="none" stroke="#000" stroke-width="1.5" stroke-dasharray="2 5" stroke-linecap="round" stroke-linejoin="round"/>
        <text x="3" y="4" text-anchor="end" font-family="ui-monospace, &quot;SF Mono&quot;, monospace" font-size="12" font-weight="700" fill="#123">&lt;503&gt;</text>
        </svg>
        "##);
    }
}
