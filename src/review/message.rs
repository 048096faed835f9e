//! A response with its request, read once for all rules.

use std::time::SystemTime;

use http::Method;
use serde_json::{Map, Value};

use crate::protocol::{Request, Response};

/// How much of the content is looked at, in bytes.
pub(super) const LOOKED_AT: usize = 64 * 1024;
/// How much of a value is quoted, in characters.
const QUOTED: usize = 60;

/// A response and what it answers, as rules look at them.
pub struct Message<'a> {
    /// What was asked.
    pub request: &'a Request,
    /// What was answered.
    pub response: &'a Response,
    /// The status code.
    pub code: u16,
    /// The media type of the content without parameters, in lower case; empty when missing or not ASCII.
    pub media_type: String,
    /// The start of the content as text. Empty where there can be none, and where `Content-Encoding` hides it.
    pub text: &'a str,
    /// The directives of `Cache-Control` with their arguments, empty where there is none.
    pub directives: Vec<(&'a str, &'a str)>,
    /// The content as JSON, if it is an object or an array and all of it could be looked at.
    pub json: Option<Value>,
}

impl<'a> Message<'a> {
    pub(super) fn new(request: &'a Request, response: &'a Response) -> Self {
        let mut message = Self {
            request,
            response,
            code: response.status.as_u16(),
            media_type: String::new(),
            text: "",
            directives: Vec::new(),
            json: None,
        };
        if let Some(value) = message.field("content-type") {
            message.media_type = essence(value);
        }
        message.directives = message.list("cache-control").map(directive).collect();
        if message.may_have_content() && !message.is_encoded() {
            message.text = text(&response.body.0);
            if message.is_whole() && message.text.trim_start().starts_with(['{', '[']) {
                message.json = serde_json::from_str(message.text).ok();
            }
        }
        message
    }

    /// Whether a response of this status to this method can have content (RFC 9110 §6.4.1, §15.3.6).
    pub fn may_have_content(&self) -> bool {
        !matches!(self.code, 100..=199 | 204 | 205 | 304)
            && self.request.method != Method::HEAD
            && !self.is_tunnel()
    }

    /// Whether what follows is no content but a tunnel (RFC 9110 §9.3.6).
    pub fn is_tunnel(&self) -> bool {
        self.request.method == Method::CONNECT && self.is_success()
    }

    /// 2xx
    pub fn is_success(&self) -> bool {
        self.response.status.is_success()
    }

    /// 4xx or 5xx
    pub fn is_error(&self) -> bool {
        matches!(self.code, 400..=599)
    }

    /// Whether content codings stand between the bytes and their meaning.
    pub fn is_encoded(&self) -> bool {
        self.list("content-encoding")
            .any(|coding| !coding.eq_ignore_ascii_case("identity"))
    }

    /// Whether all of the content is text and was looked at.
    pub fn is_whole(&self) -> bool {
        self.text.len() == self.response.body.len()
    }

    /// Whether there is a field of this name, whatever its value.
    pub fn has(&self, name: &str) -> bool {
        self.response.headers.contains_key(name)
    }

    /// The first value of a field, nothing when it is missing or not ASCII.
    pub fn field(&self, name: &str) -> Option<&'a str> {
        self.response.headers.get(name)?.to_str().ok()
    }

    /// The first value of a field of the request.
    pub fn asked(&self, name: &str) -> Option<&'a str> {
        self.request.headers.get(name)?.to_str().ok()
    }

    /// The members of a list field, over all its lines (RFC 9110 §5.6.1).
    pub fn list(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let values = self.response.headers.get_all(name).into_iter();
        values
            .filter_map(|value| value.to_str().ok())
            .flat_map(members)
    }

    /// A field as a date; nothing when it is missing or no HTTP-date.
    pub fn date(&self, name: &str) -> Option<SystemTime> {
        httpdate::parse_http_date(self.field(name)?).ok()
    }

    /// The argument of a directive of `Cache-Control`, empty if it has none; nothing when it is not there.
    pub fn directive(&self, name: &str) -> Option<&'a str> {
        let mut named = self
            .directives
            .iter()
            .filter(|(found, _)| found.eq_ignore_ascii_case(name));
        named.next().map(|(_, argument)| *argument)
    }

    /// Whether a directive names a time above zero.
    pub fn lasts(&self, name: &str) -> bool {
        let argument = self.directive(name);
        argument.is_some_and(|age| age.parse::<u64>().is_ok_and(|age| age > 0))
    }

    /// The directive that tells shared caches to keep the response, if none forbids it (RFC 9111 §5.2.2).
    pub fn shared_by(&self) -> Option<&'static str> {
        let forbidden = ["no-store", "private", "no-cache"]
            .iter()
            .any(|name| self.directive(name).is_some());
        match () {
            () if forbidden => None,
            () if self.lasts("s-maxage") => Some("s-maxage"),
            // RFC 9111 §5.2.2.10: in a shared cache it overrides the others.
            () if self.directive("s-maxage").is_some()
                || self.directive("max-age") == Some("0") =>
            {
                None
            }
            () => self.directive("public").map(|_| "public"),
        }
    }

    /// The content as a JSON object.
    pub fn object(&self) -> Option<&Map<String, Value>> {
        self.json.as_ref()?.as_object()
    }

    /// Whether the content says it is JSON: `application/json` or a format on top of it (RFC 6839 §3.1).
    pub fn says_json(&self) -> bool {
        self.media_type == "application/json" || self.media_type.ends_with("+json")
    }

    /// Whether the content is an HTML page.
    pub fn is_page(&self) -> bool {
        self.media_type == "text/html" || self.media_type == "application/xhtml+xml"
    }

    /// The sentence that says what went wrong, if it starts with one of these words, written in lower case. In JSON it
    /// is in one of the members people use for it; a plain text is one itself.
    pub fn complaint(&self, starts: &[&str]) -> Option<&str> {
        const NAMES: [&str; 5] = ["title", "detail", "message", "error", "error_description"];
        let starts_so = |text: &&str| {
            let text = text.trim_start();
            starts.iter().any(|start| {
                let found = text.get(..start.len());
                // A word that goes on is another word.
                found.is_some_and(|found| found.eq_ignore_ascii_case(start))
                    && !text[start.len()..].starts_with(char::is_alphanumeric)
            })
        };
        let Some(object) = self.object() else {
            let plain = self.media_type == "text/plain";
            return Some(self.text).filter(|text| plain && starts_so(text));
        };
        let inner = object.get("error").and_then(Value::as_object);
        [Some(object), inner]
            .into_iter()
            .flatten()
            .flat_map(|object| NAMES.iter().filter_map(|name| object.get(*name)?.as_str()))
            .find(starts_so)
    }
}

/// The members of one line of a list: commas inside quotes do not separate.
pub(super) fn members(value: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    let parts = value.split(move |c| {
        let separates = c == ',' && !quoted;
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        separates
    });
    parts
        .map(|part| part.trim_matches([' ', '\t']))
        .filter(|part| !part.is_empty())
}

/// A directive and its argument, which may stand in quotes.
fn directive(member: &str) -> (&str, &str) {
    let (name, argument) = member.split_once('=').unwrap_or((member, ""));
    (name.trim_end(), argument.trim().trim_matches('"'))
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(value: &str) -> String {
    let (essence, _) = value.split_once(';').unwrap_or((value, ""));
    essence.trim().to_ascii_lowercase()
}

/// A part of a message as it is quoted in a finding.
pub(super) fn quote(value: &str) -> String {
    let mut quoted: String = value
        .chars()
        .take(QUOTED)
        .map(|c| match c {
            // A backquote would end the quotation.
            '`' => '\'',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    if value.chars().nth(QUOTED).is_some() {
        quoted.push('…');
    }
    format!("`{quoted}`")
}

/// Whether it is a token (RFC 9110 §5.6.2).
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Whether any of the words is in the text, without regard to case.
pub(super) fn says(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// As much of the content as is looked at and is text.
fn text(content: &[u8]) -> &str {
    let start = &content[..content.len().min(LOOKED_AT)];
    let valid = match std::str::from_utf8(start) {
        Ok(text) => return text,
        Err(error) => error.valid_up_to(),
    };
    std::str::from_utf8(&start[..valid]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_quotes_do_not_separate() {
        let list: Vec<&str> = members(r#"a, b="1, \" 2" ,, c"#).collect();
        assert_eq!(list, ["a", r#"b="1, \" 2""#, "c"]);
    }

    #[test]
    fn a_quotation_stays_one() {
        assert_eq!(quote("a`b\nc"), "`a'b c`");
        assert_eq!(quote(&"é".repeat(100)).chars().count(), 63);
    }

    #[test]
    fn text_ends_where_it_stops_being_text() {
        assert_eq!(text(b"ab\xffc"), "ab");
        assert_eq!(text(&vec![b'a'; 100_000]).len(), LOOKED_AT);
    }
}
