//! What is wrong with a set-up, said next to the place it is about. Some of it keeps a run from starting; the rest is
//! worth knowing, and may be what the reader wants to try.

use fluent_uri::UriRef;
use http::header::{CONTENT_TYPE, HOST as HOST_FIELD, HeaderName, HeaderValue};
use http::{Method, Uri};

use super::json::{Fault, fault};
use super::{HOST, Lab, Line, MAX_CALLS, MAX_WORLD, Network};
use crate::backend::Script;
use crate::client::settings::{self, Setting};

/// A place of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The method.
    Method,
    /// The path.
    Path,
    /// A field, by its position.
    Field(usize),
    /// The content.
    Body,
    /// A setting of the client, by its place in the table.
    Setting(usize),
    /// How often the client is called.
    Calls,
    /// How long after a call the next begins.
    Pause,
    /// What the server does.
    Script,
    /// What the dice start from.
    Seed,
    /// The name of the server.
    World,
}

/// Something to mend, or to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong, and what would be right.
    pub what: String,
    /// Whether nothing can run before it is mended.
    pub stops: bool,
}

/// Fields a page may not set with `fetch()` (WHATWG Fetch, "forbidden request-header"), besides `Host`, `Proxy-…` and `Sec-…`.
const FORBIDDEN: [&str; 19] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Lab {
    /// Everything there is to say, in the order of the form.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut note = |place, stops, what: Option<String>| {
            found.extend(what.map(|what| Problem { place, what, stops }));
        };
        let live = self.network == Network::Live;
        note(Place::Method, true, self.wrong_method(live));
        note(Place::Path, true, self.wrong_path(live));
        for (index, line) in self.fields.iter().enumerate() {
            let place = Place::Field(index);
            note(place, true, wrong_line(line));
            if live {
                note(place, false, forbidden(line));
            }
        }
        if live && !self.body.is_empty() && matches!(self.method.as_str(), "GET" | "HEAD") {
            // WHATWG Fetch, "new Request": a body with GET or HEAD is a TypeError.
            let what = format!("fetch() refuses content with {}: empty this.", self.method);
            note(Place::Body, true, Some(what));
        }
        note(Place::Body, false, self.not_json());
        for (name, what) in settings::apply(self.client, &self.changes).1 {
            if let Some((place, _)) = Setting::find(&name) {
                note(Place::Setting(place), true, Some(what));
            }
        }
        let calls = format!("Use a whole number from 1 to {MAX_CALLS}.");
        note(Place::Calls, true, self.count().is_none().then_some(calls));
        let pause = "Use a length such as 500 ms or 2 s, up to 30 days.".to_owned();
        let wrong = settings::length(&self.pause).is_none();
        note(Place::Pause, true, wrong.then_some(pause));
        let script = Script::parse(&self.script).err();
        note(
            Place::Script,
            true,
            script.map(|error| {
                let before = self.script.get(..error.at).unwrap_or_default();
                let column = before.chars().count() + 1;
                format!("At character {column}: {}.", error.what)
            }),
        );
        let seed = "Use a whole number, such as 418.";
        note(
            Place::Seed,
            true,
            self.number().is_none().then(|| seed.to_owned()),
        );
        let wrong = !(self.world.is_empty() || names_world(&self.world));
        let name = "A server’s name has up to 40 small letters a to z, digits and hyphens.";
        note(Place::World, true, wrong.then(|| name.to_owned()));
        found
    }

    fn wrong_method(&self, live: bool) -> Option<String> {
        let method = self.method.as_str();
        let what = if Method::from_bytes(method.as_bytes()).is_err() {
            // RFC 9110 §9.1, §5.6.2
            "A method is one word such as GET: letters, digits and a few signs, without blanks."
                .to_owned()
        } else if method == "CONNECT" {
            // RFC 9110 §9.3.6
            "CONNECT asks a proxy for a tunnel, and there is no proxy here.".to_owned()
        } else if live && ["TRACE", "TRACK"].contains(&method.to_ascii_uppercase().as_str()) {
            format!("fetch() never sends {method}. The simulated network does.")
        } else {
            return None;
        };
        Some(what)
    }

    fn wrong_path(&self, live: bool) -> Option<String> {
        let path = self.path.trim();
        if path.is_empty() {
            return Some("A request needs a path, such as /api/users/7.".to_owned());
        }
        if path.contains('#') {
            // RFC 9110 §7.1: the target is without its fragment.
            return Some("What follows # never leaves the client: take it away.".to_owned());
        }
        if path == "*" {
            // RFC 9112 §3.2.4
            let fine = self.method == "OPTIONS" && !live;
            return (!fine).then(|| "Only OPTIONS is sent to *, the server as a whole.".to_owned());
        }
        if let Some(sign) = path.chars().find(|sign| !sign.is_ascii_graphic()) {
            let mut bytes = [0; 4];
            let coded: String = sign
                .encode_utf8(&mut bytes)
                .bytes()
                .map(|byte| format!("%{byte:02X}"))
                .collect();
            let name = if sign.is_whitespace() { ' ' } else { sign };
            return Some(format!("“{name}” cannot stand in a URL: write {coded}."));
        }
        let absolute = path
            .get(..8)
            .is_some_and(|start| start.to_ascii_lowercase().starts_with("http"));
        if !(path.starts_with('/') || absolute && path.contains("://")) {
            return Some("A path begins with /, as in /api/users/7.".to_owned());
        }
        if let Err(error) = UriRef::parse(path) {
            let at = error.index();
            let rest: String = path[at..].chars().take(3).collect();
            return Some(format!(
                "This is not a URL at character {}, “{rest}”: percent-encode what is not a letter or digit.",
                at + 1
            ));
        }
        if path.starts_with("//") {
            // As a reference this would name a host (RFC 3986 §4.2); as a target it is a path.
            return Some("Write one / at the beginning.".to_owned());
        }
        if path.parse::<Uri>().is_err() {
            return Some(
                "This is not a URL, such as https://example.com/ or /api/users/7.".to_owned(),
            );
        }
        if live && !path.starts_with("/api/") {
            return Some(
                "Live answers what begins with /api/ and reaches nothing else.".to_owned(),
            );
        }
        None
    }

    /// Bad JSON is worth a try: the server says what it thinks of it.
    fn not_json(&self) -> Option<String> {
        let Fault {
            line, column, what, ..
        } = self.json_fault()?;
        Some(format!(
            "Not JSON at line {line}, column {column}: {what}. It is sent as it is, to see what the server makes of it."
        ))
    }

    /// Where the content is no JSON, when it is meant to be some.
    pub fn json_fault(&self) -> Option<Fault> {
        let json = self.is_json() && !self.body.trim().is_empty();
        json.then(|| fault(&self.body)).flatten()
    }

    /// Whether the content is meant to be JSON: the first `Content-Type` is `application/json` or ends in `+json` (RFC 6839
    /// §3.1), or there is none and the content begins like an object or a list.
    pub fn is_json(&self) -> bool {
        let mut lines = self.fields.iter();
        let typed = lines.find(|line| line.name.trim().eq_ignore_ascii_case(CONTENT_TYPE.as_str()));
        match typed {
            Some(line) => {
                let value = line.value.to_ascii_lowercase();
                let essence = value.split(';').next().unwrap_or_default().trim();
                essence.ends_with("/json") || essence.ends_with("+json")
            }
            None => self.body.trim_start().starts_with(['{', '[']),
        }
    }
}

/// Whether a text can name a server: it stands in links and in fields as it is.
fn names_world(name: &str) -> bool {
    let sign = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-';
    (1..=MAX_WORLD).contains(&name.len()) && name.bytes().all(sign)
}

fn wrong_line(line: &Line) -> Option<String> {
    if line.is_blank() {
        return None;
    }
    let name = line.name.trim();
    let what = if name.is_empty() {
        "Give the field a name, such as Accept.".to_owned()
    } else if let Ok(known) = HeaderName::from_bytes(name.as_bytes()) {
        if known == HOST_FIELD {
            format!("The client writes {name} itself, from {HOST}.")
        } else if HeaderValue::from_bytes(line.value.trim().as_bytes()).is_err() {
            // RFC 9110 §5.5
            "A value is one line, without control characters.".to_owned()
        } else {
            return None;
        }
    } else {
        // RFC 9110 §5.1, §5.6.2
        "A name has letters, digits and hyphens, without blanks.".to_owned()
    };
    Some(what)
}

/// What a page cannot set.
fn forbidden(line: &Line) -> Option<String> {
    let name = line.name.trim().to_ascii_lowercase();
    let forbidden = FORBIDDEN.contains(&name.as_str())
        || name.starts_with("proxy-")
        || name.starts_with("sec-");
    forbidden.then(|| "fetch() leaves this field out: only the browser sets it.".to_owned())
}
