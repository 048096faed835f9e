//! Messages as text, as RFCs print them: a start line, fields, an empty line, the content.
//!
//! Reading takes any line ends, and start lines of HTTP/1.0 to HTTP/3 as tools print them; it is exact on the rest.
//! What is printed reads the same, as long as content and values are UTF-8.

use std::fmt::{self, Display, Formatter};

use http::header::{HOST, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode, Uri};

use super::{Body, Request, Response};

/// The largest message that is read, in bytes.
pub const MAX_TEXT: usize = 256 * 1024;
/// The most field lines that are read.
const MAX_FIELDS: usize = 200;

/// Why a text is not a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl Display for ParseError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for ParseError {}

/// A request to a host as text. `Host` comes first (RFC 9110 §7.2), and only once.
pub fn print_request(request: &Request, host: &str) -> String {
    let mut text = format!("{} {} HTTP/1.1\n", request.method, request.uri);
    field(&mut text, "Host", host);
    fields(&mut text, &request.headers, Some(&HOST));
    text + &request.body.text()
}

/// A response as text. The blank after the code stays when there is no phrase (RFC 9112 §4).
pub fn print_response(response: &Response, phrase: &str) -> String {
    let mut text = format!("HTTP/1.1 {} {phrase}\n", response.status.as_str());
    fields(&mut text, &response.headers, None);
    text + &response.body.text()
}

fn fields(text: &mut String, headers: &HeaderMap, but: Option<&HeaderName>) {
    for (name, value) in headers {
        if but != Some(name) {
            let value = String::from_utf8_lossy(value.as_bytes());
            field(text, &field_name(name), &value);
        }
    }
    text.push('\n');
}

fn field(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push_str(": ");
    text.push_str(value);
    text.push('\n');
}

/// Words of field names that are not written with one capital.
const WORDS: &[&str] = &[
    "CDN",
    "CH",
    "CT",
    "DAV",
    "DNS",
    "DNT",
    "DPoP",
    "DPR",
    "ECT",
    "ETag",
    "GPC",
    "HTTP2",
    "ID",
    "IM",
    "MD5",
    "MIME",
    "NEL",
    "P3P",
    "RTT",
    "RateLimit",
    "SLUG",
    "SOAPAction",
    "SourceMap",
    "TE",
    "UA",
    "UUID",
    "WWW",
    "WebSocket",
    "XSS",
];

/// A field's name as its specification writes it: `Retry-After`, `WWW-Authenticate`, `ETag`.
pub fn field_name(name: &HeaderName) -> String {
    let mut text = String::with_capacity(name.as_str().len());
    for (index, word) in name.as_str().split('-').enumerate() {
        if index > 0 {
            text.push('-');
        }
        match WORDS.iter().find(|known| known.eq_ignore_ascii_case(word)) {
            Some(known) => text.push_str(known),
            None => {
                let (first, rest) = word.split_at(word.len().min(1));
                text.push_str(&first.to_ascii_uppercase());
                text.push_str(rest);
            }
        }
    }
    text
}

/// Reads a response, also one pasted from `curl -i` or a browser's tools. Interim responses before the final one are
/// passed over.
///
/// # Errors
/// The first line that is not right.
pub fn parse_response(text: &str) -> Result<Response, ParseError> {
    let mut lines = Lines::new(text)?;
    loop {
        let status = status(lines.start()?).map_err(|what| lines.error(what))?;
        let headers = head(&mut lines)?;
        let rest = lines.rest;
        let interim = status.is_informational() && status != StatusCode::SWITCHING_PROTOCOLS;
        if !(interim && rest.trim_start().starts_with("HTTP/")) {
            let body = Body::from(rest);
            return Ok(Response {
                status,
                headers,
                body,
            });
        }
    }
}

/// Reads a request; also says which host it is for. `Host` is not among its fields.
///
/// # Errors
/// The first line that is not right.
pub fn parse_request(text: &str) -> Result<(Request, String), ParseError> {
    let mut lines = Lines::new(text)?;
    let (method, uri) = request_line(lines.start()?).map_err(|what| lines.error(what))?;
    let mut headers = head(&mut lines)?;
    // RFC 9112 §3.2: exactly one, and it may be empty.
    let mut hosts = headers.get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().map(str::to_owned).ok(),
        (Some(_), Some(_)) => return Err(lines.error("there is more than one Host field")),
        (None, _) => return Err(lines.error("a request needs a Host field")),
    };
    let host = host.ok_or(lines.error("the value of Host is not ASCII"))?;
    headers.remove(HOST);
    let request = Request {
        method,
        uri,
        headers,
        body: Body::from(lines.rest),
    };
    Ok((request, host))
}

/// The lines of a text, with the number of the last one read.
struct Lines<'a> {
    rest: &'a str,
    number: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Result<Self, ParseError> {
        let lines = Self {
            rest: text,
            number: 0,
        };
        if text.len() > MAX_TEXT {
            return Err(ParseError {
                line: 1,
                what: "this is too long to be read here",
            });
        }
        Ok(lines)
    }

    fn error(&self, what: &'static str) -> ParseError {
        let line = self.number.max(1);
        ParseError { line, what }
    }

    /// The next line without its end; none at the end of the text.
    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        self.number += 1;
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    /// The next line that is not empty (RFC 9112 §2.2 lets empty lines stand before a message).
    fn start(&mut self) -> Result<&'a str, ParseError> {
        while let Some(line) = self.next() {
            if !line.is_empty() {
                return Ok(line);
            }
        }
        Err(self.error("nothing is here"))
    }
}

/// The fields up to the empty line.
fn head(lines: &mut Lines<'_>) -> Result<HeaderMap, ParseError> {
    let mut headers = HeaderMap::new();
    let mut count = 0;
    while let Some(line) = lines.next().filter(|line| !line.is_empty()) {
        count += 1;
        if count > MAX_FIELDS {
            return Err(lines.error("there are too many fields to be read here"));
        }
        let (name, value) = field_line(line).map_err(|what| lines.error(what))?;
        headers.append(name, value);
    }
    Ok(headers)
}

fn field_line(line: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    // RFC 9112 §5.2
    if line.starts_with([' ', '\t']) {
        return Err("a field line does not start with a blank");
    }
    let Some((name, value)) = line.split_once(':') else {
        return Err("a field line is a name, a colon and a value");
    };
    // RFC 9112 §5.1
    if name.ends_with([' ', '\t']) {
        return Err("no blank may stand before the colon");
    }
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| "the name of a field has letters, digits and hyphens")?;
    let value = HeaderValue::from_bytes(value.trim_matches([' ', '\t']).as_bytes())
        .map_err(|_| "the value of a field has no control characters")?;
    Ok((name, value))
}

fn status(line: &str) -> Result<StatusCode, &'static str> {
    let (version, rest) = line.split_once(' ').unwrap_or((line, ""));
    if !is_version(version) {
        return Err("a response starts with a line such as HTTP/1.1 200 OK");
    }
    let (code, phrase) = rest.split_once(' ').unwrap_or((rest, ""));
    if phrase.chars().any(|c| c.is_control() && c != '\t') {
        return Err("the phrase has no control characters");
    }
    StatusCode::from_bytes(code.as_bytes())
        .map_err(|_| "a status code is a number of three digits, 100 or above")
}

fn request_line(line: &str) -> Result<(Method, Uri), &'static str> {
    const SHAPE: &str = "a request starts with a line such as GET /api/users HTTP/1.1";
    let mut words = line.split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(SHAPE);
    };
    if !is_version(version) {
        return Err(SHAPE);
    }
    let method = Method::from_bytes(method.as_bytes()).map_err(|_| "this is not a method")?;
    // The crate drops a fragment silently; RFC 9112 §3.2 has no form with one.
    if target.contains('#') {
        return Err("the target of a request has no fragment");
    }
    let uri: Uri = target
        .parse()
        .map_err(|_| "this is not a target, such as /api/users?page=2")?;
    Ok((method, uri))
}

fn is_version(text: &str) -> bool {
    matches!(
        text,
        "HTTP/1.0" | "HTTP/1.1" | "HTTP/2" | "HTTP/2.0" | "HTTP/3" | "HTTP/3.0"
    )
}

#[cfg(test)]
mod tests;
