//! A message as it goes over the wire, or laid out for reading, with what its fields are for. Written as HTML.

use crate::protocol::{Body, fields};
use crate::share::lab::json::{Token, tokens};
use crate::share::readable::{Readable, fold, readable};
use crate::ui::markup::{escape, first_line, sentence};

/// The fields a decision looks at.
const TELLING: &[&str] = &[
    "Idempotency-Key",
    "Retry-After",
    "Location",
    "Allow",
    "WWW-Authenticate",
];

/// How messages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether content is laid out for reading.
    pub pretty: bool,
    /// Whether the list of fields is open.
    pub explained: bool,
    /// Whether the rest of long content is open.
    pub rest: bool,
}

/// A message in its text form, under a name for readers who listen; `body` is its content, as bytes.
pub fn message(html: &mut String, name: &str, text: &str, body: &Body, look: Look) {
    let (head, content) = text.split_once("\n\n").unwrap_or((text, ""));
    let head = head.trim_end();
    open(html, name);
    let mut names = Vec::new();
    let mut media_type = "";
    for (nth, line) in head.lines().enumerate() {
        let Some((field, value)) = line.split_once(':').filter(|_| nth > 0) else {
            *html += &first_line(line);
            continue;
        };
        if field.eq_ignore_ascii_case("content-type") {
            media_type = value.trim();
        }
        html.push('\n');
        field_line(html, field, value);
        if !names.contains(&field) {
            names.push(field);
        }
    }
    let laid = if look.pretty {
        readable(body, media_type)
    } else {
        Readable::Text(content.to_owned())
    };
    let rest = match &laid {
        Readable::Bytes(count) => {
            *html += "\n\n<i>";
            *html += &count.to_string();
            *html += " bytes that are no text</i>";
            String::new()
        }
        Readable::Form(pairs) => {
            html.push('\n');
            for (name, value) in pairs {
                *html += "\n<b>";
                *html += &escape(name);
                *html += "</b> <i>=</i> ";
                *html += &escape(value);
            }
            String::new()
        }
        Readable::Json(text) | Readable::Text(text) => {
            let json = matches!(laid, Readable::Json(_));
            let (shown, rest) = fold(text.trim_end());
            if !shown.is_empty() {
                *html += "\n\n";
                content_of(html, shown, json);
            }
            let mut hidden = String::new();
            content_of(&mut hidden, rest, json);
            hidden
        }
    };
    *html += "</pre>";
    if !rest.is_empty() {
        *html += "<details class=\"rest\"";
        *html += if look.rest { " open" } else { "" };
        *html += "><summary>The rest, ";
        *html += &match rest.lines().count() {
            1 => "in one line".to_owned(),
            lines => format!("{lines} lines"),
        };
        *html += "</summary>";
        open(html, &format!("{name}, the rest"));
        *html += &rest;
        *html += "</pre></details>";
    }
    explained(html, &names, look.explained);
}

fn open(html: &mut String, name: &str) {
    // In the order of tabs, because a long line scrolls.
    *html += "<pre class=\"msg\" role=\"group\" tabindex=\"0\" aria-label=\"";
    *html += name;
    *html += "\">";
}

/// A field whose name says what it is for when a pointer rests on it; everybody else has the list below.
fn field_line(html: &mut String, name: &str, value: &str) {
    let telling = TELLING
        .iter()
        .any(|telling| telling.eq_ignore_ascii_case(name));
    if telling {
        *html += "<mark>";
    }
    *html += "<i";
    if let Some(field) = fields::find(name) {
        *html += " title=\"";
        *html += &escape(&field.says.replace('`', ""));
        *html += "\"";
    }
    *html += ">";
    *html += &escape(name);
    *html += ":</i>";
    *html += &escape(value);
    if telling {
        *html += "</mark>";
    }
}

fn content_of(html: &mut String, text: &str, json: bool) {
    if !json {
        *html += &escape(text);
        return;
    }
    for (token, piece) in tokens(text) {
        let (before, after) = match token {
            Token::Name => ("<b>", "</b>"),
            Token::Sign if !piece.trim().is_empty() => ("<i>", "</i>"),
            Token::Sign | Token::Text | Token::Word => ("", ""),
        };
        *html += before;
        *html += &escape(piece);
        *html += after;
    }
}

/// What each field is for, and where that is said.
fn explained(html: &mut String, names: &[&str], open: bool) {
    if names.is_empty() {
        return;
    }
    *html += "<details class=\"means\"";
    *html += if open { " open" } else { "" };
    *html += "><summary>Its fields, explained</summary><dl>";
    for name in names {
        *html += "<dt>";
        *html += &escape(name);
        *html += "</dt><dd>";
        match fields::find(name) {
            Some(field) => {
                *html += &sentence(field.says);
                *html += " <a href=\"";
                *html += &escape(&field.source.url());
                *html += "\">";
                *html += &escape(&field.source.label());
                *html += "</a>";
            }
            None => *html += "Nothing is known of this field here.",
        }
        *html += "</dd>";
    }
    *html += "</dl></details>";
}
