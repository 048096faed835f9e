//! One connection: request after request, each answered by the shop, the controls or the folder. What the shop's reply says
//! is acted out here, in real time.
//!
//! | the reply says | the client meets |
//! |---|---|
//! | silence | a connection that stays open and says nothing until the client leaves |
//! | reset, and also dns, refused, tls | a TCP reset: a connection that is open cannot fail to open |
//! | truncated | an end before as many bytes as Content-Length says; half a head where there is no content |
//! | broken-chunk | an end between chunks |
//! | empty | an end without a byte |
//! | not-http | the greeting of another protocol, and the end |
//! | 1xx in place of an answer | that, and the end: the answer never comes |
//!
//! A client that closes its side while it waits has left: nobody waits for what the shop still says.

use std::sync::Arc;
use std::time::Duration;

use http::header::{CONNECTION, CONTENT_LENGTH, DATE, HeaderValue, TRANSFER_ENCODING};
use http::{Method, StatusCode};
use teapot::backend::{Fault, Reply};
use teapot::protocol::{Failure, Outcome, Request, Response};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::api::{self, Api};
use crate::control;
use crate::folder::Site;
use crate::log::{self, Log};
use crate::shops::Room;
use crate::wire::{self, Framing, Gone, Head, Sending, Stop, Wire};

/// What something else than HTTP says first (RFC 4253 §4.2).
const NOT_HTTP: &[u8] = b"SSH-2.0-teapot\r\n";

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// Everything that is served at a port.
pub struct Server {
    /// The folder.
    pub site: Site,
    /// The shop.
    pub api: Api,
    /// Where a line about each request to the shop and the controls goes.
    pub log: Log,
    /// The hosts this server has, with their port.
    pub own: Vec<String>,
    /// Room for more shops beside this one.
    pub room: Room,
}

/// What becomes of the connection after an answer.
enum Next {
    /// It waits for another request.
    Stay,
    /// It ends, and everything sent arrives.
    Close,
    /// It breaks.
    Reset,
}

/// Serves a connection to its end.
pub async fn serve(server: Arc<Server>, stream: TcpStream, mut ending: watch::Receiver<bool>) {
    let mut wire = Wire::new(stream);
    loop {
        let next = match wire.head(&mut ending).await {
            Ok(head) => server.exchange(&mut wire, head).await,
            Err(stop) => Err(stop),
        };
        match next {
            Ok(Next::Stay) => {}
            Ok(Next::Close) => return wire.close().await,
            Ok(Next::Reset) => return wire.reset(),
            Err(Stop::Gone) => return,
            Err(Stop::Refused(status, detail)) => {
                server.log.line(&format!("- {status} {detail}"));
                let refusal = control::problem(status, detail);
                if send(&mut wire, None, refusal, Duration::ZERO).await.is_ok() {
                    wire.close().await;
                }
                return;
            }
        }
    }
}

impl Server {
    /// One request and its answer.
    async fn exchange(&self, wire: &mut Wire, mut head: Head) -> Result<Next, Stop> {
        let arrived = Instant::now();
        let for_shop = api::is_below(&head.uri);
        let mut request = api::request(&head, &self.own);
        if head.expects() && head.framing != Framing::Length(0) && !wire.is_ahead() {
            if for_shop && let Some(reply) = self.api.before_content(&request, head.framing) {
                self.tell(&head, 0, &reply);
                // RFC 9110 §10.1.1: the content may follow all the same, so no request can.
                head.keep = false;
                return act(wire, &head, &request, reply, arrived).await;
            }
            wire.send(CONTINUE).await?;
        }
        let content = wire.content(head.framing).await?;
        if for_shop {
            request.body.0 = content.bytes;
            // Content that stopped coming was waited for: that is part of how long the shop takes.
            let arrived = if content.whole {
                Instant::now()
            } else {
                arrived
            };
            let reply = self.api.respond(&request);
            self.tell(&head, request.body.len(), &reply);
            return act(wire, &head, &request, reply, arrived).await;
        }
        if head.framing == Framing::Unclear {
            return Err(Stop::Refused(
                400,
                "The length of the content is not clear.",
            ));
        }
        if !content.whole {
            return Err(Stop::Refused(
                408,
                "The rest of the content did not come in time.",
            ));
        }
        let response = if control::is_below(&head.uri) {
            let response = control::answer(self, &head, &content.bytes);
            let (method, path) = (&head.method, head.uri.path());
            self.log
                .line(&format!("{method} {path} {}", response.status.as_str()));
            response
        } else {
            self.site.answer(&head.method, head.uri.path())
        };
        Ok(send(wire, Some(&head), response, Duration::ZERO).await?)
    }

    /// One line about what the shop makes of a request with so many bytes of content.
    fn tell(&self, head: &Head, length: usize, reply: &Reply) {
        let shown = match (&reply.outcome, reply.asked) {
            (Some(Outcome::Answered(response)), _) => response.status.as_str(),
            (Some(Outcome::Failed(_)), Some(fault)) => fault.slug(),
            (Some(Outcome::Failed(failure)), None) => failure.slug(),
            (None, _) => Failure::TimedOut.slug(),
        };
        let did = match &reply.did {
            Some(did) if did.note.is_empty() => did.title.to_string(),
            Some(did) => format!("{}, {}", did.title, did.note),
            None => "Reset in its place: the connection is open already".to_owned(),
        };
        self.api.remember(head, length, shown);
        self.log
            .line(&format!("{} {} {shown} {did}", head.method, head.uri));
    }
}

impl From<Gone> for Stop {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

/// Acts a reply out, as long after the request's arrival as it says.
async fn act(
    wire: &mut Wire,
    head: &Head,
    request: &Request,
    reply: Reply,
    arrived: Instant,
) -> Result<Next, Stop> {
    // RFC 9110 §15.2: no interim response to HTTP/1.0. Whether to go on with the content was said when there was time to.
    let others = reply
        .interim
        .iter()
        .filter(|interim| head.modern && interim.response.status != StatusCode::CONTINUE);
    for interim in others {
        wire.wait(arrived + interim.after).await?;
        wire.send(&wire::head(&interim.response)).await?;
    }
    wire.wait(arrived + reply.after).await?;
    match (reply.outcome, reply.lost) {
        (Some(Outcome::Answered(mut response)), _) => {
            api::tame(head, &mut response);
            if response.status.is_informational() {
                if head.modern {
                    wire.send(&wire::head(&response)).await?;
                }
                return Ok(Next::Close);
            }
            Ok(send(wire, Some(head), response, reply.drip).await?)
        }
        (Some(Outcome::Failed(Failure::Truncated)), Some(mut response)) => {
            api::tame(head, &mut response);
            let body = response.body.clone();
            if body.is_empty() || !wire::may_have_content(response.status, &request.method) {
                let bytes = wire::head(&response);
                wire.send(&bytes[..bytes.len() / 2]).await?;
                return Ok(Next::Close);
            }
            let half = &body.0[..body.len() / 2];
            if reply.asked != Some(Fault::BrokenChunk) || !head.modern {
                return part(wire, &response, half, reply.drip / 2).await;
            }
            response.headers.remove(CONTENT_LENGTH);
            let chunked = HeaderValue::from_static("chunked");
            response.headers.insert(TRANSFER_ENCODING, chunked);
            let mut chunk = format!("{:x}\r\n", half.len().max(1)).into_bytes();
            chunk.extend_from_slice(&body.0[..half.len().max(1)]);
            chunk.extend_from_slice(b"\r\n");
            part(wire, &response, &chunk, reply.drip / 2).await
        }
        (Some(Outcome::Failed(Failure::NotHttp)), _) => {
            wire.send(NOT_HTTP).await?;
            Ok(Next::Close)
        }
        (Some(Outcome::Failed(_)), _) => Ok(match reply.asked {
            Some(Fault::Empty) => Next::Close,
            _ => Next::Reset,
        }),
        (None, _) => {
            wire.hold().await;
            Err(Stop::Gone)
        }
    }
}

/// Sends a head and part of what it announces.
async fn part(
    wire: &mut Wire,
    response: &Response,
    bytes: &[u8],
    drip: Duration,
) -> Result<Next, Stop> {
    wire.send(&wire::head(response)).await?;
    wire.drip(Sending { bytes, drip }).await?;
    Ok(Next::Close)
}

/// Sends an answer; to no request when there is none to be read, which ends the connection.
async fn send(
    wire: &mut Wire,
    head: Option<&Head>,
    mut response: Response,
    drip: Duration,
) -> Result<Next, Gone> {
    let method = head.map_or(&Method::GET, |head| &head.method);
    let has_content = wire::may_have_content(response.status, method);
    // RFC 9110 §8.6: HEAD is told the length of a GET; 204 has none, and that of a 304 is not known here.
    let has_length = wire::may_have_content(response.status, &Method::GET);
    if has_length && !response.headers.contains_key(CONTENT_LENGTH) {
        let length = response.body.len();
        response.headers.insert(CONTENT_LENGTH, length.into());
    }
    // RFC 9110 §6.6.1: whoever has a clock says when it answers.
    if !response.headers.contains_key(DATE)
        && let Ok(date) = HeaderValue::try_from(log::date())
    {
        response.headers.insert(DATE, date);
    }
    let closes = wire::says_close(&response.headers);
    let stays = head.is_some_and(|head| head.keep) && !closes;
    if !stays && !closes {
        let close = HeaderValue::from_static("close");
        response.headers.append(CONNECTION, close);
    }
    let mut bytes = wire::head(&response);
    let content: &[u8] = if has_content { &response.body.0 } else { &[] };
    if drip.is_zero() {
        bytes.extend_from_slice(content);
        wire.send(&bytes).await?;
    } else {
        wire.send(&bytes).await?;
        wire.drip(Sending {
            bytes: content,
            drip,
        })
        .await?;
    }
    Ok(if stays { Next::Stay } else { Next::Close })
}
