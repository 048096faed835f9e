//! Literals of JavaScript, and the few calls that are literals in other clothes: `JSON.stringify`, `new Headers`,
//! `new URLSearchParams`. What is computed is passed over and kept as it is written.

use std::fmt::Write;

use super::{MAX_TEXT, digits};

/// How deep literals are read.
const MAX_DEPTH: usize = 64;
/// The most names of an object that is read.
const MAX_NAMES: usize = 1_000;
/// The name of what has none: `...defaults`, `[name]: value`.
pub(super) const REST: &str = "…";

/// What an expression is, as far as that can be read.
pub(super) enum Value {
    Undefined,
    /// `null`, `true`, `false`.
    Plain(&'static str),
    /// As it is written.
    Number(String),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
    /// What `URLSearchParams` makes.
    Form(String),
    /// As it is written.
    Computed(String),
}

impl Value {
    /// The first thing in it that is computed.
    pub fn computed(&self) -> Option<&str> {
        match self {
            Self::Computed(text) => Some(text),
            Self::List(list) => list.iter().find_map(Self::computed),
            Self::Object(list) => list.iter().find_map(|(_, value)| value.computed()),
            _ => None,
        }
    }

    /// What it is as a string.
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Plain(word) => Some(word),
            Self::Number(text) | Self::Text(text) => Some(text),
            Self::Undefined => Some("undefined"),
            _ => None,
        }
    }

    /// ECMA-262, `JSON.stringify`, with an indent of so many blanks.
    fn json(&self, text: &mut String, indent: usize, depth: usize) {
        if text.len() > MAX_TEXT {
            return;
        }
        let line = |text: &mut String, depth: usize| {
            if indent > 0 {
                text.push('\n');
                text.extend(std::iter::repeat_n(' ', indent * depth));
            }
        };
        match self {
            Self::Plain(word) => text.push_str(word),
            Self::Number(number) => text.push_str(number),
            Self::Text(string) => quote(text, string),
            Self::List(list) if !list.is_empty() => {
                text.push('[');
                for (at, value) in list.iter().enumerate() {
                    if at > 0 {
                        text.push(',');
                    }
                    line(text, depth + 1);
                    value.json(text, indent, depth + 1);
                }
                line(text, depth);
                text.push(']');
            }
            Self::List(_) => text.push_str("[]"),
            Self::Object(list) => {
                text.push('{');
                let mut first = true;
                for (name, value) in list {
                    if matches!(value, Self::Undefined) {
                        continue;
                    }
                    if !std::mem::take(&mut first) {
                        text.push(',');
                    }
                    line(text, depth + 1);
                    quote(text, name);
                    text.push_str(if indent > 0 { ": " } else { ":" });
                    value.json(text, indent, depth + 1);
                }
                if !first {
                    line(text, depth);
                }
                text.push('}');
            }
            Self::Undefined | Self::Form(_) | Self::Computed(_) => text.push_str("null"),
        }
    }
}

/// ECMA-262, `QuoteJSONString`.
fn quote(text: &mut String, string: &str) {
    text.push('"');
    for sign in string.chars() {
        let short = match sign {
            '"' | '\\' => sign,
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\u{8}' => 'b',
            '\u{c}' => 'f',
            _ => {
                if sign < ' ' {
                    let _ = write!(text, "\\u{:04x}", sign as u32);
                } else {
                    text.push(sign);
                }
                continue;
            }
        };
        text.push('\\');
        text.push(short);
    }
    text.push('"');
}

/// Reads literals. It goes forward only.
pub(super) struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    pub at: usize,
    /// What was not closed.
    pub open: Option<usize>,
}

impl<'a> Reader<'a> {
    pub const fn new(text: &'a str, at: usize) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at,
            open: None,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts(&self, text: &str) -> bool {
        self.bytes[self.at..].starts_with(text.as_bytes())
    }

    /// Passes over blanks and comments.
    fn blanks(&mut self) {
        while let Some(sign) = self.peek() {
            if sign.is_ascii_whitespace() {
                self.at += 1;
            } else if self.starts("//") {
                self.to("\n");
            } else if self.starts("/*") {
                self.to("*/");
            } else {
                return;
            }
        }
    }

    fn to(&mut self, end: &str) {
        let found = self.text[self.at..].find(end);
        self.at = found.map_or(self.bytes.len(), |found| self.at + found + end.len());
    }

    /// Values up to a closing bracket. The opening one is read.
    pub fn list(&mut self, close: u8, depth: usize) -> Vec<Value> {
        let start = self.at - 1;
        let mut list = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None => {
                    self.open.get_or_insert(start);
                    return list;
                }
                Some(sign) if sign == close => {
                    self.at += 1;
                    return list;
                }
                // A bracket that closes nothing is passed over, too.
                Some(b',' | b')' | b']' | b'}') => self.at += 1,
                Some(_) => list.push(self.value(depth)),
            }
        }
    }

    fn value(&mut self, depth: usize) -> Value {
        let start = self.at;
        let value = self.literal(depth);
        self.blanks();
        match self.peek() {
            None | Some(b',' | b')' | b']' | b'}') if value.is_some() => {
                value.unwrap_or(Value::Undefined)
            }
            _ => {
                self.skip();
                Value::Computed(self.text[start..self.at].to_owned())
            }
        }
    }

    fn literal(&mut self, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let start = self.at;
        match self.peek()? {
            b'"' | b'\'' => self.string().map(Value::Text),
            b'`' => {
                let text = self.string();
                if text.is_none() {
                    self.at = start;
                }
                text.map(Value::Text)
            }
            b'{' => {
                self.at += 1;
                Some(self.object(depth + 1))
            }
            b'[' => {
                self.at += 1;
                Some(Value::List(self.list(b']', depth + 1)))
            }
            b'-' | b'0'..=b'9' => {
                let number = |byte: &u8| byte.is_ascii_alphanumeric() || b"-.".contains(byte);
                let rest = &self.bytes[start..];
                let count = rest
                    .iter()
                    .position(|byte| !number(byte))
                    .unwrap_or(rest.len());
                self.at += count;
                let text = &self.text[start..self.at];
                // Only what JavaScript prints as it is written.
                plain_number(text).then(|| Value::Number(text.to_owned()))
            }
            _ => self.named(depth),
        }
    }

    fn word(&mut self) -> &str {
        let start = self.at;
        while self.peek().is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || b"_$.".contains(&byte) || byte >= 0x80
        }) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    /// A word, and the few calls that are literals in other clothes.
    fn named(&mut self, depth: usize) -> Option<Value> {
        let name = match self.word() {
            "null" => return Some(Value::Plain("null")),
            "true" => return Some(Value::Plain("true")),
            "false" => return Some(Value::Plain("false")),
            "undefined" => return Some(Value::Undefined),
            "JSON.stringify" => "JSON.stringify",
            "new" => {
                self.blanks();
                match self.word() {
                    "Headers" => "Headers",
                    "URLSearchParams" => "URLSearchParams",
                    _ => return None,
                }
            }
            _ => return None,
        };
        self.blanks();
        if self.peek() != Some(b'(') {
            return None;
        }
        self.at += 1;
        let mut arguments = self.list(b')', depth + 1).into_iter();
        let first = arguments.next().unwrap_or(Value::Undefined);
        match name {
            "Headers" => Some(first),
            _ if first.computed().is_some() => {
                Some(Value::Computed(first.computed().map(str::to_owned)?))
            }
            "JSON.stringify" => {
                match arguments.next() {
                    None | Some(Value::Plain("null") | Value::Undefined) => {}
                    Some(_) => return None,
                }
                let indent = match arguments.next() {
                    None => 0,
                    Some(Value::Number(number)) => number.parse::<usize>().ok()?.min(10),
                    Some(_) => return None,
                };
                if matches!(first, Value::Undefined) {
                    return Some(first);
                }
                let mut text = String::new();
                first.json(&mut text, indent, 0);
                // Strings in strings grow twofold each time.
                (text.len() <= MAX_TEXT).then_some(Value::Text(text))
            }
            _ => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                match first {
                    Value::Undefined => {}
                    // Read and written again, as the browser does.
                    Value::Text(text) => {
                        let text = text.strip_prefix('?').unwrap_or(&text);
                        form.extend_pairs(form_urlencoded::parse(text.as_bytes()));
                    }
                    Value::Object(list) => {
                        for (name, value) in list {
                            form.append_pair(&name, value.word()?);
                        }
                    }
                    Value::List(list) => {
                        for pair in list {
                            let Value::List(pair) = pair else { return None };
                            let [name, value] = &pair[..] else {
                                return None;
                            };
                            form.append_pair(name.word()?, value.word()?);
                        }
                    }
                    _ => return None,
                }
                Some(Value::Form(form.finish()))
            }
        }
    }

    /// A string or a template, which has no `${`.
    fn string(&mut self) -> Option<String> {
        let start = self.at;
        let end = self.bytes[start];
        self.at += 1;
        let mut text = String::new();
        let mut from = self.at;
        loop {
            let Some(sign) = self.peek() else {
                self.open.get_or_insert(start);
                return Some(text);
            };
            if sign == end || sign == b'\\' || end == b'`' && self.starts("${") {
                text.push_str(&self.text[from..self.at]);
                if sign == b'$' {
                    return None;
                }
                self.at += 1;
                if sign == end {
                    return Some(text);
                }
                self.escape(&mut text);
                from = self.at;
            } else {
                self.at += 1;
            }
        }
    }

    /// What follows a backslash (ECMA-262, `EscapeSequence`).
    fn escape(&mut self, text: &mut String) {
        let Some(sign) = self.text[self.at..].chars().next() else {
            return;
        };
        self.at += sign.len_utf8();
        let plain = match sign {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            '0' => '\0',
            // The line goes on.
            '\n' => return,
            '\r' => {
                self.at += usize::from(self.peek() == Some(b'\n'));
                return;
            }
            'x' => char::from_u32(self.hex(2)).unwrap_or('\u{fffd}'),
            'u' => self.unicode(),
            _ => sign,
        };
        text.push(plain);
    }

    fn hex(&mut self, most: usize) -> u32 {
        let (value, count) = digits(&self.bytes[self.at..], 16, most);
        self.at += count;
        value
    }

    fn unicode(&mut self) -> char {
        if self.peek() == Some(b'{') {
            self.at += 1;
            let value = self.hex(6);
            self.at += usize::from(self.peek() == Some(b'}'));
            return char::from_u32(value).unwrap_or('\u{fffd}');
        }
        let mut value = self.hex(4);
        // Two halves of one character.
        if (0xd800..0xdc00).contains(&value) && self.starts("\\u") {
            let back = self.at;
            self.at += 2;
            let low = self.hex(4);
            if (0xdc00..0xe000).contains(&low) {
                value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
            } else {
                self.at = back;
            }
        }
        char::from_u32(value).unwrap_or('\u{fffd}')
    }

    /// Names and values. The opening brace is read.
    fn object(&mut self, depth: usize) -> Value {
        let start = self.at - 1;
        let mut list = Vec::new();
        loop {
            self.blanks();
            let from = self.at;
            let name = match self.peek() {
                None => {
                    self.open.get_or_insert(start);
                    break;
                }
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(b',' | b')' | b']') => {
                    self.at += 1;
                    continue;
                }
                Some(b'"' | b'\'') => self.string(),
                Some(b'.' | b'[' | b'`') => None,
                Some(_) => Some(self.word().to_owned()).filter(|name| !name.is_empty()),
            };
            self.blanks();
            match (name, self.peek()) {
                (Some(name), Some(b':')) => {
                    self.at += 1;
                    self.blanks();
                    list.push((name, self.value(depth)));
                }
                // `{ body }`
                (Some(name), Some(b',' | b'}')) => {
                    let value = Value::Computed(name.clone());
                    list.push((name, value));
                }
                _ => {
                    self.skip();
                    let text = self.text[from..self.at].to_owned();
                    list.push((REST.to_owned(), Value::Computed(text)));
                }
            }
        }
        // No object by hand has that many.
        if list.len() > MAX_NAMES {
            return Value::Computed(self.text[start..self.at].to_owned());
        }
        Value::Object(tidy(list))
    }

    /// Passes over the rest of an expression: up to a comma or a bracket that it did not open.
    fn skip(&mut self) {
        let start = self.at;
        let mut stack = Vec::new();
        while let Some(sign) = self.peek() {
            let template = stack.last() == Some(&b'`');
            match sign {
                b'\\' => self.at += 1,
                b'`' if template => {
                    stack.pop();
                }
                b'$' if template && self.starts("${") => {
                    stack.push(b'{');
                    self.at += 1;
                }
                _ if template => {}
                b'"' | b'\'' => {
                    self.string();
                    continue;
                }
                b'/' if self.starts("//") || self.starts("/*") => {
                    self.blanks();
                    continue;
                }
                b'(' | b'[' | b'{' | b'`' => stack.push(sign),
                b',' if stack.is_empty() => return,
                b')' | b']' | b'}' if stack.pop().is_none() => return,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.bytes.len();
        if !stack.is_empty() {
            self.open.get_or_insert(start);
        }
    }
}

/// An object's names as JavaScript keeps them: each once, and indices first (ECMA-262, `OrdinaryOwnPropertyKeys`).
fn tidy(list: Vec<(String, Value)>) -> Vec<(String, Value)> {
    let mut tidied: Vec<(String, Value)> = Vec::with_capacity(list.len());
    for (name, value) in list {
        match tidied.iter_mut().find(|(known, _)| *known == name) {
            Some((known, old)) if known != REST => *old = value,
            _ => {
                let place = index(&name);
                let after = |(other, _): &(String, Value)| index(other) > place;
                let at = tidied.iter().position(after).unwrap_or(tidied.len());
                tidied.insert(at, (name, value));
            }
        }
    }
    tidied
}

/// An index as a number; other names come after all of them.
fn index(name: &str) -> u32 {
    let index = matches!(name.as_bytes(), [b'0'] | [b'1'..=b'9', ..]);
    let number = if index { name.parse().ok() } else { None };
    number.unwrap_or(u32::MAX)
}

/// Whether a number is written as JavaScript prints it.
fn plain_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "1"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && digits(fraction)
        && text.len() <= 15
        && (whole == "0" || !whole.starts_with('0'))
        && !fraction.ends_with('0')
        && !(whole == "0" && fraction.starts_with("000000"))
        && text != "-0"
}
