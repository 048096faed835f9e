//! A call of `fetch()`: its two arguments, as far as they are literals. Nothing is computed; what would have to be is
//! named. What `fetch()` adds by itself is said by the WHATWG's Fetch standard.

use super::script::{REST, Reader, Value};
use super::{Kind, Pasted, character, short, url};

/// Options without a place in the lab.
const TOLD: &[(&str, &str)] = &[
    ("credentials", "for cookies and logins; the lab has none."),
    ("mode", "about other origins; the lab has none."),
    ("cache", "about the browser’s cache; the lab has none."),
    (
        "redirect",
        "for redirects; they are up to the client in the lab.",
    ),
    ("referrer", "for Referer; add that field to send it."),
    ("referrerPolicy", "for how much of a URL goes into Referer."),
    (
        "integrity",
        "for comparing the content with a hash; the lab does not.",
    ),
    ("keepalive", "for a request that outlives its page."),
    ("signal", "for giving up; choose a client with a time-out."),
    ("priority", "for the order in which a browser sends."),
    ("duplex", "about content sent in pieces."),
    ("window", "without a place in the lab."),
];

/// Where the arguments begin, when the text is a call.
pub(super) fn begins(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = &text[from..];
        let blanks = rest.len() - rest.trim_start().len();
        let rest = &rest[blanks..];
        let comment = if rest.starts_with("//") {
            rest.find('\n')?
        } else if rest.starts_with("/*") {
            rest.find("*/")? + 2
        } else {
            from += blanks;
            break;
        };
        from += blanks + comment;
    }
    let at = from + text[from..].find("fetch(")?;
    let before = text[from..at].trim_end();
    let first = before
        .split(|sign: char| !sign.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    let word = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '$';
    let joined = text[..at].ends_with(word);
    let script = before.is_empty()
        || matches!(
            first,
            "const" | "let" | "var" | "async" | "function" | "import" | "export" | "try" | "return"
        )
        || matches!(before, "window." | "globalThis." | "self.")
        || before.ends_with("await")
        || before.ends_with('=');
    let address = before.starts_with('/') || before.contains("://") && first.starts_with("http");
    (script && !joined && !address).then_some(at + "fetch(".len())
}

/// Reads a call whose arguments begin at a byte of the text.
pub(super) fn read(text: &str, at: usize) -> Result<Pasted, String> {
    let mut pasted = Pasted::new(Kind::Fetch);
    let mut reader = Reader::new(text, at);
    let before = text[..at - "fetch(".len()].trim();
    if before.contains(['\n', ';', '{']) {
        pasted.tell("“", before, "”: before the call.");
    }
    let arguments = reader.list(b')', 0);
    if let Some(at) = reader.open {
        return Err(format!(
            "What begins at character {} is not closed.",
            character(text, at)
        ));
    }
    let mut arguments = arguments.into_iter();
    match arguments.next() {
        None => return Err("There is no URL in this call of fetch().".to_owned()),
        Some(Value::Text(address)) => {
            // The standard refuses credentials in a URL.
            if url::put(&mut pasted, &address, true).is_some() {
                pasted.leave("fetch() refuses a name and a password in a URL.");
            }
        }
        Some(other) => {
            leave(&mut pasted, "URL", &other);
            pasted.leave("The path stays as it was.");
        }
    }
    match arguments.next() {
        None | Some(Value::Undefined) => {}
        Some(Value::Object(options)) => self::options(&mut pasted, options),
        Some(other) => leave(&mut pasted, "Options", &other),
    }
    let rest = text[reader.at..].trim_matches([' ', '\n', '\r', '\t', ';', ')']);
    if !rest.is_empty() {
        pasted.tell("“", rest, "”: after the call.");
    }
    Ok(pasted)
}

fn options(pasted: &mut Pasted, options: Vec<(String, Value)>) {
    let mut content_type = None;
    for (name, value) in options {
        match (name.as_str(), value) {
            (_, Value::Undefined) => {}
            ("method", Value::Text(method)) => {
                let upper = method.to_ascii_uppercase();
                // "Normalize a method": these and no others; `patch` stays small.
                let known = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
                pasted.method = if known.contains(&upper.as_str()) {
                    upper
                } else {
                    method
                };
            }
            ("headers", value) => fields(pasted, value),
            ("body", Value::Text(body)) => {
                // "Extract a body": the type of a string, and of parameters.
                content_type = Some("text/plain;charset=UTF-8");
                pasted.body = body;
            }
            ("body", Value::Form(body)) => {
                content_type = Some("application/x-www-form-urlencoded;charset=UTF-8");
                pasted.body = body;
            }
            (_, Value::Plain("null")) => {}
            (name, value) => {
                let told = TOLD.iter().find(|(known, _)| *known == name);
                let shown = match &value {
                    Value::Computed(text) => short(text),
                    value => short(value.word().unwrap_or(REST)),
                };
                match told {
                    Some((_, told)) => pasted.leave(&format!("{name} {shown}: {told}")),
                    None if matches!(name, "method" | "body" | REST) => {
                        leave(pasted, name, &value);
                    }
                    None => pasted.leave(&format!(
                        "{} {shown}: no option of fetch() known here.",
                        short(name)
                    )),
                }
            }
        }
    }
    if let Some(media_type) = content_type {
        pasted.unless("Content-Type", media_type);
        if matches!(pasted.method.as_str(), "GET" | "HEAD") {
            pasted.leave(&format!("fetch() refuses content with {}.", pasted.method));
        }
    }
}

fn fields(pasted: &mut Pasted, value: Value) {
    let mut put = |name: &str, value: Value| match value {
        Value::Text(text) | Value::Number(text) => pasted.field(name, &text),
        Value::Plain(text) => pasted.field(name, text),
        Value::Undefined => pasted.field(name, "undefined"),
        other => leave(pasted, name, &other),
    };
    match value {
        Value::Object(list) => {
            for (name, value) in list {
                put(&name, value);
            }
        }
        Value::List(pairs) => {
            for pair in pairs {
                let mut pair = match pair {
                    Value::List(pair) => pair.into_iter(),
                    other => vec![other].into_iter(),
                };
                match (pair.next(), pair.next()) {
                    (Some(Value::Text(name)), Some(value)) => put(&name, value),
                    (Some(other), _) => put("headers", Value::List(vec![other])),
                    (None, _) => {}
                }
            }
        }
        Value::Plain("null") => {}
        other => leave(pasted, "headers", &other),
    }
}

/// Says that something is left out, and why.
fn leave(pasted: &mut Pasted, name: &str, value: &Value) {
    pasted.left_out.push(match value.computed() {
        Some(text) if name == REST => format!("“{}”: computed; left out.", short(text)),
        Some(text) => format!(
            "{}: computed from “{}”; left out.",
            short(name),
            short(text)
        ),
        None => format!("{}: not what belongs here; left out.", short(name)),
    });
}
