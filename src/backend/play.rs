//! What the script has the server do with a request, and what that looks like from both sides.

use std::time::Duration;

use http::Method;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use serde::Serialize;

use super::answer::{Answer, KEPT, NOTHING, pretty};
use super::limits::Limit;
use super::resources::status;
use super::script::{Act, Cause, Fault, Meeting};
use super::{Backend, EPOCH, Gateway, Text, cause, gate};
use crate::protocol::{Body, Failure, Request};
use crate::time::{Instant, spoken};

/// How long the gateway waits for the server behind it, and how long that one takes when it is slow.
const PATIENCE: Duration = Duration::from_millis(1_500);
const SLOW: Duration = Duration::from_secs(4);

/// What was made of a request.
pub(super) struct Played {
    /// The answer the server sent; nothing when it did not get that far.
    pub(super) answer: Option<Answer>,
    /// The way in which the answer never arrives.
    pub(super) failure: Option<Failure>,
    /// The length that Content-Length gives, where it is not that of the content.
    pub(super) cut: Option<usize>,
}

impl Backend {
    /// Plays what a meeting came to.
    pub(super) fn play(&mut self, now: Instant, request: &Request, meeting: &Meeting) -> Played {
        let told = meeting
            .told
            .map(|told| told.value(EPOCH.saturating_add(now.0.as_secs())));
        let told = told.as_deref();
        let mut played = Played {
            answer: None,
            failure: None,
            cut: None,
        };
        let answer = if let Some(refusal) = self.refusal(now, meeting) {
            refusal
        } else {
            match &meeting.act {
                Act::Usual => self.work(now, request),
                Act::Status { code, .. } => {
                    let answer = status::with(&mut self.rng, *code, told, request);
                    match cause::at_the_door(*code) {
                        // What an edge before the server says is its own story.
                        _ if answer.gateway.is_some() => answer,
                        Some((title, note)) => answer.did("refuse", title, note),
                        None if *code < 400 => {
                            answer.did("answer", "Answered at the door", NOTHING)
                        }
                        None => answer.did("refuse", "Refused at the door", NOTHING),
                    }
                }
                Act::ResetBefore => {
                    played.failure = Some(Failure::Reset);
                    return played;
                }
                Act::Fail(failure) => {
                    let answer = self.work(now, request);
                    let lost = match failure {
                        Failure::TimedOut => "done, but never answered",
                        Failure::Truncated => "half the answer sent",
                        Failure::NotHttp => "answer garbled",
                        _ => "answer lost",
                    };
                    played.failure = Some(*failure);
                    unseen(answer, lost)
                }
                Act::Faulty(fault) => self.faulty(now, request, *fault, &mut played),
                Act::Cause { cause, .. } => self.fails(now, request, *cause, meeting, told),
            }
        };
        played.answer = Some(answer);
        played
    }

    /// What a request is for, done as usual.
    fn work(&mut self, now: Instant, request: &Request) -> Answer {
        gate::dispatch(now, &mut self.store, &mut self.rng, request)
    }

    /// The answer of a limit or of a full queue.
    fn refusal(&mut self, now: Instant, meeting: &Meeting) -> Option<Answer> {
        if let Some(limited) = &meeting.limited
            && let Some(quota) = limited.refusal()
        {
            let detail = format!("{}. Wait until there is room again.", said(&quota.limit));
            let answer =
                Answer::refusal(&mut self.rng, quota.limit.status, "Over the limit", detail);
            // RFC 6585 §4: no cache may keep a 429.
            let answer =
                answer
                    .with(CACHE_CONTROL, "no-store")
                    .did("limit", "Over the limit", NOTHING);
            let told = limited
                .told()
                .map(|told| told.value(EPOCH.saturating_add(now.0.as_secs())));
            return Some(match told {
                Some(told) => answer.with(RETRY_AFTER, &told),
                None => answer,
            });
        }
        let shed = meeting.load.filter(|load| !load.served)?;
        let detail = "More requests wait than can be answered in time, so this one is not taken in. Back off.";
        let note = format!("{} wait already", shed.waiting);
        let answer = Answer::refusal(&mut self.rng, 503, "Load shed", detail);
        Some(answer.with(RETRY_AFTER, "2").did("shed", "Load shed", note))
    }

    fn faulty(
        &mut self,
        now: Instant,
        request: &Request,
        fault: Fault,
        played: &mut Played,
    ) -> Answer {
        #[derive(Serialize)]
        struct Inside {
            status: &'static str,
            error: &'static str,
        }
        let mut answer = match fault {
            Fault::Leaky => return cause::leaky(),
            Fault::ErrorIn200 => {
                let inside = Inside {
                    status: "error",
                    error: "The order could not be placed.",
                };
                return Answer::json(200, &inside).faulty().did(
                    "fail",
                    "Failed, and said 200",
                    NOTHING,
                );
            }
            _ => self.work(now, request),
        };
        let response = &mut answer.response;
        let is_json = response
            .body
            .0
            .first()
            .is_some_and(|first| matches!(first, b'{' | b'['));
        match fault {
            Fault::Empty => {
                played.failure = Some(Failure::Reset);
                return unseen(answer, "closed without a byte");
            }
            Fault::BrokenChunk => {
                played.failure = Some(Failure::Truncated);
                return unseen(answer, "a chunk ends nowhere");
            }
            // Nothing that can run as what it claims to be: content that somebody sent may be in it.
            Fault::WrongType if !response.body.is_empty() => {
                let wrong = if is_json {
                    "text/xml"
                } else {
                    "application/json"
                };
                response
                    .headers
                    .insert(CONTENT_TYPE, HeaderValue::from_static(wrong));
            }
            Fault::BadJson if is_json => {
                let last = response.body.0.pop();
                response.body.0.push(b',');
                response.body.0.extend(last);
            }
            Fault::WrongLength => played.cut = Some(response.body.len() / 2),
            _ => {}
        }
        answer.faulty()
    }

    fn fails(
        &mut self,
        now: Instant,
        request: &Request,
        cause: Cause,
        meeting: &Meeting,
        told: Option<&str>,
    ) -> Answer {
        let upstream = match cause {
            Cause::Portal => return cause::portal(),
            Cause::UpstreamDown => None,
            Cause::UpstreamGarbled | Cause::UpstreamReset | Cause::UpstreamSlow
                if meeting.works =>
            {
                Some(self.work(now, request))
            }
            _ => None,
        };
        let rng = &mut self.rng;
        let own = |rng: &mut _, kind, detail| Answer::own(rng, cause.code(), "", kind, detail);
        let (answer, title, note) = match cause {
            Cause::Bug => {
                let detail = "Something went wrong here. It is written down under the error id; quote that when you report it.";
                let answer = Answer::refusal(rng, 500, "", detail);
                (answer, "Broke down", "a mistake in the program")
            }
            Cause::Overload => {
                let kind = ("overload", "Too much is asked of the server");
                (
                    own(rng, kind, "More comes in than can be done. Back off."),
                    "Overloaded",
                    NOTHING,
                )
            }
            Cause::Maintenance => {
                let kind = ("maintenance", "The server is being maintained");
                let detail = "It is down on purpose, and will be back when Retry-After says.";
                (own(rng, kind, detail), "Being maintained", NOTHING)
            }
            Cause::WarmUp => {
                let kind = ("warm-up", "The server is starting");
                (
                    own(rng, kind, "It has just started and is not ready yet."),
                    "Still warming up",
                    NOTHING,
                )
            }
            Cause::UpstreamDown => {
                let detail = "The server behind this gateway cannot be reached. Your request was not carried out.";
                (
                    cause::gateway(rng, 502, "connection_refused", detail),
                    "Never reached",
                    NOTHING,
                )
            }
            Cause::UpstreamGarbled => {
                let detail = "What the server behind this gateway answered is not HTTP. Your request may have been carried out.";
                (
                    cause::gateway(rng, 502, "http_protocol_error", detail),
                    "Answered nonsense",
                    "unreadable to the gateway",
                )
            }
            Cause::UpstreamReset => {
                let detail = "The server behind this gateway broke the connection. Your request may have been carried out.";
                (
                    cause::gateway(rng, 502, "connection_terminated", detail),
                    "Broke the connection",
                    "before it answered",
                )
            }
            Cause::UpstreamSlow | Cause::Portal => {
                let detail = "The server behind this gateway did not answer in time. Your request may have been carried out.";
                (
                    cause::gateway(rng, 504, "http_response_timeout", detail),
                    "Gave up on it",
                    "after the gateway",
                )
            }
        };
        let answer = match told {
            Some(told) => answer.with(RETRY_AFTER, told),
            None => answer,
        };
        let mut answer = answer.did("fail", title, note);
        // The work behind a gateway is the server's, whatever the gateway says of it.
        if let Some(upstream) = upstream {
            let lost = match cause {
                Cause::UpstreamSlow => "too late for the gateway",
                Cause::UpstreamReset => "lost before the gateway",
                _ => "garbled before the gateway",
            };
            let upstream = unseen(upstream, lost);
            answer.verb = upstream.verb;
            answer.title = upstream.title;
            answer.note = upstream.note;
            answer.stock = upstream.stock;
            answer.kept = upstream.kept;
        }
        let gateway = |title: &'static str, note: &'static str, upstream| Gateway {
            title: Text::Borrowed(title),
            note: Text::Borrowed(note),
            upstream,
        };
        let brief = Duration::from_millis(60);
        match cause {
            Cause::UpstreamDown => answer.through(gateway(
                "No connection",
                "the server behind it refuses it",
                None,
            )),
            Cause::UpstreamGarbled => answer.through(gateway(
                "Not HTTP",
                "what the server behind it sent",
                Some(brief),
            )),
            Cause::UpstreamReset => {
                answer.through(gateway("Cut off", "by the server behind it", Some(brief)))
            }
            Cause::UpstreamSlow => {
                let upstream = meeting.after.map_or(SLOW, |after| after + SLOW);
                answer.takes(PATIENCE).through(gateway(
                    "Gave up waiting",
                    "for the server behind it",
                    Some(upstream),
                ))
            }
            _ => answer,
        }
    }
}

/// What a limit lets in.
fn said(limit: &Limit) -> String {
    let count = limit.count;
    match limit.kind.window() {
        Some(window) => format!("At most {count} requests in {} are let in", spoken(window)),
        None => format!("At most {count} requests at a time are let in"),
    }
}

/// An answer nobody gets to see: what became of it, unless it is kept for a key, which is the better news: the next request
/// brings it.
fn unseen(mut answer: Answer, lost: &'static str) -> Answer {
    if answer.note != KEPT {
        answer.note = lost.into();
    }
    answer
}

/// Fields that let pages of other origins read an answer (WHATWG Fetch, CORS protocol), when one asks.
pub(super) fn shared(request: &Request, response: &mut crate::protocol::Response) {
    const EXPOSED: &str = "Accept-Patch, Accept-Query, Accept-Ranges, Allow, Content-Range, Date, ETag, Link, Location, \
                           Proxy-Status, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-RateLimit-Limit, \
                           X-RateLimit-Remaining, X-RateLimit-Reset";
    let asks = |name| request.headers.contains_key(name);
    if !asks(http::header::ORIGIN) {
        return;
    }
    let mut set = |name, value: &'static str| {
        response
            .headers
            .insert(name, HeaderValue::from_static(value));
    };
    set(http::header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(http::header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    if request.method == Method::OPTIONS && asks(http::header::ACCESS_CONTROL_REQUEST_METHOD) {
        set(
            http::header::ACCESS_CONTROL_ALLOW_METHODS,
            "GET, HEAD, POST, PUT, PATCH, DELETE, QUERY",
        );
        // The wildcard leaves Authorization out (WHATWG Fetch, CORS non-wildcard request-header name).
        set(
            http::header::ACCESS_CONTROL_ALLOW_HEADERS,
            "*, Authorization",
        );
        set(http::header::ACCESS_CONTROL_MAX_AGE, "600");
    }
}

/// A brown-out leaves the optional parts of a list out.
pub(super) fn brown_out(answer: &mut Answer) {
    if answer.response.status != http::StatusCode::OK || answer.verb != "read" {
        return;
    }
    let Ok(serde_json::Value::Array(mut list)) = serde_json::from_slice(&answer.response.body.0)
    else {
        return;
    };
    if list.len() > 1 {
        list.truncate(list.len().div_ceil(2));
        answer.response.body = Body::from(pretty(&list));
        answer.note = "browned out: half of it".into();
    }
}
