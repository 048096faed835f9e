//! HTTP/1.1 on a connection: requests are read from it, answers written to it, also broken ones. A framework would not
//! write those, so messages are framed here; httparse reads the heads. What a request means is not known here.
//!
//! Everything is bounded: the size of a head and of content, how long a client may take with either, how long it may take
//! nothing.

use std::io;
use std::time::Duration;

use http::header::{CONNECTION, CONTENT_LENGTH, EXPECT, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use teapot::protocol::Response;
use teapot::protocol::text::field_name;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

/// The largest head that is read, in bytes: large enough that the shop itself says what is too long (414, 431).
const MAX_HEAD: usize = 32 * 1024;
/// The most field lines.
const MAX_FIELDS: usize = 100;
/// The largest content that is read, in bytes.
pub const MAX_CONTENT: usize = 1024 * 1024;
/// The most that is read ahead while the client should be waiting.
const MAX_AHEAD: usize = 64 * 1024;
/// How long a connection may stay open without a request, and how long a head may take from its first byte.
const IDLE: Duration = Duration::from_secs(60);
const HEAD: Duration = Duration::from_secs(10);
/// How long content may stop coming: the shop says 5 s (408).
const STALL: Duration = Duration::from_secs(5);
/// How long a client may take nothing of what is sent to it.
const TAKE: Duration = Duration::from_secs(30);
/// How long a closed connection is read on, so that what was sent last is not lost (RFC 9112 §9.6).
const LINGER: Duration = Duration::from_secs(1);
/// The most parts slow content comes in, and the shortest time between two.
const PARTS: usize = 200;
const PAUSE: Duration = Duration::from_millis(20);

/// A connection, and what was read from it ahead.
pub struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// The client left, or will not take what is sent.
#[derive(Debug)]
pub struct Gone;

/// Why there is no request to answer.
#[derive(Debug)]
pub enum Stop {
    /// The client left, has nothing more to ask, or the server ends.
    Gone,
    /// What it sent cannot be read: the status that says so, and what is wrong.
    Refused(u16, &'static str),
}

/// A request up to its content.
#[derive(Debug)]
pub struct Head {
    /// The method.
    pub method: Method,
    /// The target, as it was sent.
    pub uri: Uri,
    /// The host it is for, where it says so in `Host`.
    pub host: Option<String>,
    /// The fields but `Host`.
    pub headers: HeaderMap,
    /// How its content ends.
    pub framing: Framing,
    /// Whether it is HTTP/1.1, which knows interim responses and chunks.
    pub modern: bool,
    /// Whether the connection may stay open afterwards.
    pub keep: bool,
}

/// How the content's end is found (RFC 9112 §6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// After so many bytes.
    Length(usize),
    /// With the last chunk.
    Chunked,
    /// In no way: nothing that follows can be read.
    Unclear,
}

/// Content as far as it came.
pub struct Content {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether all that was announced came.
    pub whole: bool,
}

/// What is to be sent of content.
pub struct Sending<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// How long they take.
    pub drip: Duration,
}

impl Head {
    /// Whether the client waits for 100 (Continue) before it sends the content (RFC 9110 §10.1.1).
    pub fn expects(&self) -> bool {
        let expects = self.headers.get(EXPECT);
        self.modern
            && expects.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
    }
}

impl Wire {
    /// A connection that was just accepted.
    pub fn new(stream: TcpStream) -> Self {
        // Small parts are to arrive when they are sent.
        let _ = stream.set_nodelay(true);
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    /// Reads on; the number of bytes, 0 at the end. Nothing is lost when it is given up.
    async fn read(&mut self) -> io::Result<usize> {
        self.buffer.reserve(8 * 1024);
        self.stream.read_buf(&mut self.buffer).await
    }

    /// Reads the head of the next request.
    ///
    /// # Errors
    /// When there is none.
    pub async fn head(&mut self, ending: &mut watch::Receiver<bool>) -> Result<Head, Stop> {
        let idle = Instant::now() + IDLE;
        let mut late = None;
        loop {
            // RFC 9112 §2.2 lets empty lines stand before a request.
            let blank = |byte: &&u8| matches!(byte, b'\r' | b'\n');
            let blanks = self.buffer.iter().take_while(blank).count();
            self.buffer.drain(..blanks);
            if let Some((head, length)) = parse(&self.buffer)? {
                self.buffer.drain(..length);
                return Ok(head);
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(match self.buffer.contains(&b'\n') {
                    true => Stop::Refused(431, "The fields are too large to be read."),
                    false => Stop::Refused(414, "The target is too long to be read."),
                });
            }
            let begun = !self.buffer.is_empty();
            if begun && late.is_none() {
                late = Some(Instant::now() + HEAD);
            }
            tokio::select! {
                read = self.read() => match read {
                    Ok(1..) => {}
                    Ok(0) if begun => return Err(Stop::Refused(400, "The request ends before its fields do.")),
                    _ => return Err(Stop::Gone),
                },
                () = sleep_until(late.unwrap_or(idle)) => {
                    return Err(match begun {
                        true => Stop::Refused(408, "The fields did not come in time."),
                        false => Stop::Gone,
                    });
                }
                // No sender is as good as the end.
                _ = ending.wait_for(|ends| *ends), if !begun => return Err(Stop::Gone),
            }
        }
    }

    /// Whether some of the content came already, so that nobody waits for leave to send it.
    pub fn is_ahead(&self) -> bool {
        !self.buffer.is_empty()
    }

    /// Reads the content of a request.
    ///
    /// # Errors
    /// When it does not come or cannot be read.
    pub async fn content(&mut self, framing: Framing) -> Result<Content, Stop> {
        match framing {
            Framing::Length(length) => self.counted(length).await,
            Framing::Chunked => self.chunked().await,
            Framing::Unclear => Ok(Content {
                bytes: Vec::new(),
                whole: true,
            }),
        }
    }

    async fn counted(&mut self, length: usize) -> Result<Content, Stop> {
        while self.buffer.len() < length {
            match timeout(STALL, self.read()).await {
                Ok(Ok(1..)) => {}
                Ok(_) => return Err(Stop::Gone),
                Err(_) => {
                    return Ok(Content {
                        bytes: std::mem::take(&mut self.buffer),
                        whole: false,
                    });
                }
            }
        }
        Ok(Content {
            bytes: self.buffer.drain(..length).collect(),
            whole: true,
        })
    }

    /// Content in chunks (RFC 9112 §7.1). Trailers are passed over.
    async fn chunked(&mut self) -> Result<Content, Stop> {
        const BROKEN: Stop = Stop::Refused(
            400,
            "The content is not in chunks as RFC 9112 §7.1 has them.",
        );
        let mut bytes = Vec::new();
        loop {
            let (line, size) = match httparse::parse_chunk_size(&self.buffer) {
                Ok(httparse::Status::Complete(found)) => found,
                Ok(httparse::Status::Partial) if self.buffer.len() < 1024 => {
                    self.more().await?;
                    continue;
                }
                _ => return Err(BROKEN),
            };
            let room = MAX_CONTENT - bytes.len();
            let Some(size) = usize::try_from(size).ok().filter(|size| *size <= room) else {
                return Err(TOO_LARGE);
            };
            if size == 0 {
                self.buffer.drain(..line);
                return self
                    .trailers()
                    .await
                    .map(|()| Content { bytes, whole: true });
            }
            let end = line + size + 2;
            while self.buffer.len() < end {
                self.more().await?;
            }
            if !self.buffer[..end].ends_with(b"\r\n") {
                return Err(BROKEN);
            }
            bytes.extend_from_slice(&self.buffer[line..line + size]);
            self.buffer.drain(..end);
        }
    }

    /// Passes over the lines after the last chunk, up to the empty one.
    async fn trailers(&mut self) -> Result<(), Stop> {
        let mut length = 0;
        loop {
            while let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                length += line.len();
                if line.trim_ascii().is_empty() {
                    return Ok(());
                }
            }
            if length + self.buffer.len() > MAX_HEAD {
                return Err(Stop::Refused(431, "The trailers are too large to be read."));
            }
            self.more().await?;
        }
    }

    /// Reads more of content that is on its way.
    async fn more(&mut self) -> Result<(), Stop> {
        match timeout(STALL, self.read()).await {
            Ok(Ok(1..)) => Ok(()),
            Ok(_) => Err(Stop::Gone),
            Err(_) => Err(Stop::Refused(
                408,
                "The rest of the content did not come in time.",
            )),
        }
    }

    /// Waits, and notices meanwhile when the client leaves. What it sends ahead is kept for later.
    ///
    /// # Errors
    /// When it left.
    pub async fn wait(&mut self, until: Instant) -> Result<(), Gone> {
        while self.buffer.len() < MAX_AHEAD {
            tokio::select! {
                biased;
                () = sleep_until(until) => return Ok(()),
                read = self.read() => match read {
                    Ok(1..) => {}
                    _ => return Err(Gone),
                },
            }
        }
        sleep_until(until).await;
        Ok(())
    }

    /// Says nothing until the client leaves.
    pub async fn hold(&mut self) {
        while let Ok(1..) = self.read().await {
            self.buffer.clear();
        }
    }

    /// Sends bytes.
    ///
    /// # Errors
    /// When the client does not take them.
    pub async fn send(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        match timeout(TAKE, self.stream.write_all(bytes)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Gone),
        }
    }

    /// Sends content, part by part when it takes its time; the last part leaves when the time is over.
    ///
    /// # Errors
    /// When the client does not take it.
    pub async fn drip(&mut self, sending: Sending<'_>) -> Result<(), Gone> {
        let Sending { bytes, drip } = sending;
        if bytes.is_empty() || drip.is_zero() {
            return self.send(bytes).await;
        }
        let began = Instant::now();
        let most = (drip.as_millis() / PAUSE.as_millis()).clamp(1, PARTS as u128) as usize;
        let parts = bytes.chunks(bytes.len().div_ceil(most));
        let count = parts.len() as u32;
        for (part, number) in parts.zip(1..) {
            self.wait(began + drip * number / count).await?;
            self.send(part).await?;
        }
        Ok(())
    }

    /// Closes the connection so that everything sent arrives.
    pub async fn close(mut self) {
        if self.stream.shutdown().await.is_err() {
            return;
        }
        let until = Instant::now() + LINGER;
        while let Ok(Ok(1..)) = timeout_at(until, self.read()).await {
            self.buffer.clear();
        }
    }

    /// Breaks the connection: the client gets a TCP reset (RFC 9293 §3.5.2) instead of an end.
    pub fn reset(self) {
        // Without it the connection ends as if it were closed, which is the next best thing.
        let _ = self.stream.set_zero_linger();
    }
}

/// More content than is read.
pub const TOO_LARGE: Stop = Stop::Refused(413, "At most 1 MiB of content is read.");

/// The head at the front of some bytes, and its length; nothing when more has to come.
fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, Stop> {
    const TARGET: Stop = Stop::Refused(400, "The target of the request cannot be read.");
    let mut lines = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut request = httparse::Request::new(&mut lines);
    let length = match request.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => {
            return Err(Stop::Refused(431, "There are more than 100 fields."));
        }
        // RFC 9110 §15.6.6
        Err(httparse::Error::Version) if has_version(bytes) => {
            return Err(Stop::Refused(
                505,
                "Only HTTP/1.1 and HTTP/1.0 are spoken here.",
            ));
        }
        Err(_) => return Err(Stop::Refused(400, "This is not a request of HTTP/1.1.")),
    };
    let method = request.method.unwrap_or_default();
    let method = Method::from_bytes(method.as_bytes())
        .map_err(|_| Stop::Refused(400, "The method is not a token."))?;
    let target = request.path.unwrap_or_default();
    // The crate drops a fragment silently; RFC 9112 §3.2 has no form with one.
    if target.contains('#') {
        return Err(TARGET);
    }
    let uri: Uri = target.parse().map_err(|_| TARGET)?;
    let mut headers = HeaderMap::new();
    for line in request.headers.iter() {
        let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(line.name.as_bytes()),
            HeaderValue::from_bytes(line.value),
        ) else {
            return Err(Stop::Refused(400, "A field cannot be read."));
        };
        headers.append(name, value);
    }
    let modern = request.version == Some(1);
    let host = one_host(&headers, modern)?;
    headers.remove(HOST);
    let framing = framing(&headers, modern)?;
    let keep = modern && framing != Framing::Unclear && !says_close(&headers);
    let head = Head {
        method,
        uri,
        host,
        headers,
        framing,
        modern,
        keep,
    };
    Ok(Some((head, length)))
}

/// Whether the first line ends in a version of HTTP, if not in one of ours.
fn has_version(bytes: &[u8]) -> bool {
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let last = line.trim_ascii_end().rsplit(|byte| *byte == b' ').next();
    last.is_some_and(|word| word.starts_with(b"HTTP/"))
}

/// RFC 9112 §3.2: a request of HTTP/1.1 has exactly one `Host`.
fn one_host(headers: &HeaderMap, modern: bool) -> Result<Option<String>, Stop> {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) if modern => Err(Stop::Refused(
            400,
            "A request of HTTP/1.1 has a Host field.",
        )),
        (_, Some(_)) => Err(Stop::Refused(400, "A request has one Host field.")),
        (host, None) => Ok(host.map(|host| String::from_utf8_lossy(host.as_bytes()).into_owned())),
    }
}

/// How the end of the content is found. What contradicts itself is unclear; the shop says what is wrong with it.
fn framing(headers: &HeaderMap, modern: bool) -> Result<Framing, Stop> {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    let mut lengths = headers.get_all(CONTENT_LENGTH).iter();
    let length = (lengths.next(), lengths.next());
    match (codings.next(), codings.next()) {
        (Some(_), Some(_)) => Err(Stop::Refused(
            400,
            "There is more than one Transfer-Encoding.",
        )),
        // RFC 9112 §6.1: HTTP/1.0 does not know it.
        (Some(_), None) if !modern => Err(Stop::Refused(400, "HTTP/1.0 has no Transfer-Encoding.")),
        (Some(coding), None) => Ok(match length.0 {
            None if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => Framing::Chunked,
            _ => Framing::Unclear,
        }),
        (None, _) => match length {
            (None, _) => Ok(Framing::Length(0)),
            (Some(length), None) => {
                let digits = length.to_str().ok().filter(|text| {
                    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
                });
                match digits.map(str::parse) {
                    None => Ok(Framing::Unclear),
                    Some(Ok(length @ ..=MAX_CONTENT)) => Ok(Framing::Length(length)),
                    Some(_) => Err(TOO_LARGE),
                }
            }
            _ => Ok(Framing::Unclear),
        },
    }
}

/// Whether the connection ends with this message (RFC 9112 §9.6).
pub fn says_close(headers: &HeaderMap) -> bool {
    let values = headers.get_all(CONNECTION).iter();
    let mut options = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    options.any(|option| option.trim().eq_ignore_ascii_case("close"))
}

/// The head of an answer as bytes. The blank after the code stays when there is no phrase (RFC 9112 §4).
pub fn head(response: &Response) -> Vec<u8> {
    let status = response.status;
    let phrase = status.canonical_reason().unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {} {phrase}\r\n", status.as_str()).into_bytes();
    for (name, value) in &response.headers {
        bytes.extend_from_slice(field_name(name).as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}

/// Whether an answer may have content at all, by its status and the method it answers (RFC 9112 §6.3).
pub fn may_have_content(status: StatusCode, method: &Method) -> bool {
    *method != Method::HEAD && !status.is_informational() && !matches!(status.as_u16(), 204 | 304)
}
