//! A `curl` command, a `fetch()` call or a raw HTTP message as a set-up: what it would send, and, sentence by sentence,
//! what of it has no place in the lab. Nothing is run and nothing is guessed.

mod curl;
mod fetch;
mod form;
mod options;
mod raw;
mod script;
mod shell;
mod url;

use super::lab::Line;

/// The most of a text that is read, in bytes.
pub const MAX_TEXT: usize = 200_000;
/// The most sentences about what was left out.
const MAX_LEFT: usize = 40;

/// What a text turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// A command for curl.
    #[default]
    Curl,
    /// A call of `fetch()`.
    Fetch,
    /// A request as it goes over the wire, or as a browser's tools show it.
    Http,
}

/// What a text asks for. Nothing here is cut to the lab's limits; [`paste_into`](super::lab::Lab::paste_into) does that.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pasted {
    /// What the text is.
    pub kind: Kind,
    /// The method.
    pub method: String,
    /// The path with its query, or the URL of another server; empty when it is computed.
    pub path: String,
    /// The fields, in the order of the text; what curl or `fetch()` adds because of the content comes last.
    pub fields: Vec<Line>,
    /// The content.
    pub body: String,
    /// What was left out or kept as it stands, a sentence each.
    pub left_out: Vec<String>,
}

impl Pasted {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            method: "GET".to_owned(),
            ..Self::default()
        }
    }

    /// Whether there is a field of this name.
    fn has(&self, name: &str) -> bool {
        self.fields
            .iter()
            .any(|line| line.name().trim().eq_ignore_ascii_case(name))
    }

    /// Adds a field. A colon in its name would make it another.
    fn field(&mut self, name: &str, value: &str) {
        if name.contains(':') {
            self.tell("", name, ": no name of a field.");
            return;
        }
        let mut line = Line::default();
        line.rename(name);
        line.put(value);
        self.fields.push(line);
    }

    /// Adds a field that only stands where the text has none of its name.
    fn unless(&mut self, name: &str, value: &str) -> bool {
        let absent = !self.has(name);
        if absent {
            self.field(name, value);
        }
        absent
    }

    fn leave(&mut self, what: &str) {
        self.left_out.push(what.to_owned());
    }

    /// The same with a stranger's text in it. One function for many sentences: each `format!` weighs more than a call.
    fn tell(&mut self, before: &str, text: &str, after: &str) {
        let text = short(text);
        self.left_out.push([before, text.as_str(), after].concat());
    }
}

/// Reads a text somebody pasted; none when it is neither of the three, such as a path or a URL.
///
/// # Errors
/// A sentence for the reader: why there is no request in it, with the place where that helps.
pub fn paste(text: &str) -> Option<Result<Pasted, String>> {
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let whole = end == text.len();
    let text = text[..end].trim_start_matches('\u{feff}').trim_start();
    let mut result = if let Some(at) = curl::begins(text) {
        curl::read(text, at)
    } else if let Some(at) = fetch::begins(text) {
        fetch::read(text, at)
    } else if raw::begins(text) {
        raw::read(text)
    } else {
        return None;
    };
    let cut = "Only the first 200 KB were read.";
    match &mut result {
        Ok(pasted) => {
            if !whole {
                pasted.left_out.insert(0, cut.to_owned());
            }
            let more = pasted.left_out.len().saturating_sub(MAX_LEFT);
            if more > 0 {
                pasted.left_out.truncate(MAX_LEFT);
                pasted.leave(&format!("There are {more} more things like these."));
            }
        }
        Err(what) if !whole => {
            what.push(' ');
            what.push_str(cut);
        }
        Err(_) => {}
    }
    Some(result)
}

/// As much of a stranger's text as a sentence bears, on one line.
fn short(text: &str) -> String {
    let mut signs = text.trim().chars();
    let mut short: String = signs
        .by_ref()
        .take(40)
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect();
    if signs.next().is_some() {
        short.push('…');
    }
    short
}

/// The character a byte belongs to, counted from 1.
fn character(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).chars().count() + 1
}

/// Characters of an escape such as `\x41`: its value, and how many digits it has.
fn digits(text: &[u8], radix: u32, most: usize) -> (u32, usize) {
    let mut value = 0;
    let mut count = 0;
    while count < most
        && let Some(digit) = text
            .get(count)
            .and_then(|&sign| (sign as char).to_digit(radix))
    {
        value = value * radix + digit;
        count += 1;
    }
    (value, count)
}

#[cfg(test)]
mod tests;
