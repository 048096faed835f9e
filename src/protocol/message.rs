//! A request and a response as values.

use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Method, StatusCode, Uri};

/// What a client sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, as the client wrote it.
    pub method: Method,
    /// Where to: origin-form (`/api/users?page=2`) for the server of the lab, absolute for any other origin.
    pub uri: Uri,
    /// The fields. Names compare without case; `text` prints them the way RFCs write them.
    pub headers: HeaderMap,
    /// The content; may be empty.
    pub body: Body,
}

/// What a server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code, 100 to 999.
    pub status: StatusCode,
    /// The fields.
    pub headers: HeaderMap,
    /// The content; may be empty.
    pub body: Body,
}

/// The content of a message: bytes, usually text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body(pub Vec<u8>);

impl Body {
    /// No content.
    pub const EMPTY: Self = Self(Vec::new());

    /// The content as text; bytes that are not UTF-8 become replacement characters.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl Request {
    /// A request without fields or content.
    pub fn new(method: Method, uri: Uri) -> Self {
        Self {
            method,
            uri,
            headers: HeaderMap::new(),
            body: Body::EMPTY,
        }
    }

    /// The same with one more field.
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// The path, without the query.
    pub fn path(&self) -> &str {
        self.uri.path()
    }
}

impl Response {
    /// A response without fields or content.
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Body::EMPTY,
        }
    }

    /// The same with one more field.
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// The value of a field as text: the first of several, nothing when it is missing or not ASCII.
    pub fn field(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
