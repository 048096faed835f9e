//! One server of the worker, and what became of the requests that may be sent again. No browser in here.
//!
//! The browser may stop the worker at any moment: before it begins on a request, while the server works, before the answer
//! has left, between two redirects. Each answer is therefore kept until its sender comes with the next request, and one
//! that is sent again gets the answer it would have got: nothing is done twice, and nothing done by others in the meantime
//! is undone. A repeat comes in two ways. The page sends the same again and counts that (`teapot-again`). The browser may
//! begin anew with the same event, and says nothing: such a request asks for what was just asked for, and the answer to it
//! was no redirect that had already left.

use std::collections::VecDeque;

use http::header::LOCATION;
use serde::{Deserialize, Serialize};

use crate::backend::{Backend, Reply, Script};
use crate::protocol::{Failure, Outcome, Request, Response};
use crate::time::Instant;
use crate::transport::messages::Last;

/// What snapshots begin with: that they are ours, and of which version. Others are not read.
const VERSION: u32 = 0x7EA9_0704;

/// How many senders a world remembers at a time; the oldest is forgotten.
const MAX_SENT: usize = 8;

/// A server, and the requests that may be sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct World {
    backend: Backend,
    /// When the first request came, in milliseconds since 1970.
    opened: Option<u64>,
    sent: VecDeque<Sent>,
}

/// One `fetch()` of a page: the request and the redirects the browser followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Sent {
    name: String,
    /// How often the page has sent it again.
    again: u32,
    /// How many of the answers have been asked for since.
    at: usize,
    answers: Vec<Answer>,
}

/// What a request got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    asked: String,
    /// When its head leaves, in milliseconds since 1970: a repeat waits for the rest only.
    pub due: u64,
    /// Whether it was handed to the browser.
    left: bool,
    /// How long the server works, in milliseconds.
    pub worked: u32,
    /// How long its content takes after that.
    pub drip: u32,
    /// Whether nothing is sent.
    pub silent: bool,
    /// Whether it breaks off.
    pub breaks: bool,
    /// What the page may know of it, as text: the worker need not read it again.
    last: String,
    /// What is sent, whole or in part.
    pub message: Option<Message>,
}

/// A response as text: its status, a line for each field, an empty line, its content. Each character is a byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message(String);

/// A request as a page sends it.
pub struct Ticket {
    /// The name of the send.
    pub name: String,
    /// How often it was sent again.
    pub again: u32,
}

impl World {
    /// A new server.
    pub fn new(script: Script, seed: u64) -> Self {
        Self {
            backend: Backend::new(script, seed),
            opened: None,
            sent: VecDeque::new(),
        }
    }

    /// A new run on a server that remembers.
    pub fn again(&mut self, script: Script, seed: u64) {
        self.backend.again(script, seed);
    }

    /// The world as bytes (postcard: the code that reads JSON into so many structs would be a sixth of the worker).
    pub fn write(&self) -> Vec<u8> {
        postcard::to_allocvec(&(VERSION, self)).expect("memory can be written")
    }

    /// The world of some bytes; nothing when they are none, or one of another version.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = postcard::take_from_bytes::<u32>(bytes).ok()?;
        (version == VERSION).then(|| postcard::from_bytes(rest).ok())?
    }

    /// Answers a request. `clock` is the time of day in milliseconds, `at` the moment of the run; a request that belongs to
    /// none goes by the time of day.
    pub fn respond(
        &mut self,
        clock: u64,
        at: Option<Instant>,
        ticket: Option<&Ticket>,
        request: &Request,
    ) -> Answer {
        let opened = *self.opened.get_or_insert(clock);
        let at = at.unwrap_or(Instant::from_millis(clock.saturating_sub(opened)));
        let asked = format!("{} {}", request.method, request.uri);
        let Some(Ticket { name, again }) = ticket else {
            return Answer::new(clock, asked, self.backend.respond(at, request));
        };
        if !self.sent.iter().any(|sent| sent.name == *name) {
            // A sender that goes on has the answer before.
            self.sent.retain(|sent| sender(&sent.name) != sender(name));
            if self.sent.len() >= MAX_SENT {
                self.sent.pop_front();
            }
            self.sent.push_back(Sent {
                name: name.clone(),
                again: *again,
                at: 0,
                answers: Vec::new(),
            });
        }
        let sent = self.sent.iter_mut().find(|sent| sent.name == *name);
        let sent = sent.expect("it has just been put there");
        if *again > sent.again {
            sent.again = *again;
            sent.at = 0;
        }
        let repeats = |answer: &Answer| answer.asked == asked && !(answer.left && answer.leads());
        if sent.at == 0 || !sent.answers.get(sent.at - 1).is_some_and(repeats) {
            let known = sent.answers.get_mut(sent.at);
            match known.filter(|answer| answer.asked == asked) {
                Some(answer) => answer.left = false,
                None => {
                    sent.answers.truncate(sent.at);
                    let reply = self.backend.respond(at, request);
                    sent.answers.push(Answer::new(clock, asked, reply));
                }
            }
            sent.at += 1;
        }
        sent.answers[sent.at - 1].clone()
    }

    /// Notes that the answer to a send leaves; whether that has to be remembered.
    pub fn leaves(&mut self, name: &str) -> bool {
        let Some(sent) = self.sent.iter_mut().find(|sent| sent.name == name) else {
            return false;
        };
        let answer = sent
            .at
            .checked_sub(1)
            .and_then(|at| sent.answers.get_mut(at));
        answer.is_some_and(|answer| {
            answer.left = true;
            answer.leads()
        })
    }

    /// What was done with a send, as text, for how many requests, and how long all of them take.
    pub fn last(&self, name: &str) -> Option<(String, usize, u32)> {
        let sent = self.sent.iter().find(|sent| sent.name == name)?;
        let answer = sent.answers.get(sent.at.checked_sub(1)?)?;
        let taken = sent.answers.iter().take(sent.at);
        let length = taken.fold(0_u32, |sum, answer| {
            sum.saturating_add(answer.worked)
                .saturating_add(answer.drip)
        });
        Some((answer.last.clone(), sent.at, length))
    }
}

/// Who sends: what comes before the number.
fn sender(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

impl Answer {
    fn new(clock: u64, asked: String, reply: Reply) -> Self {
        let (shown, failure) = match &reply.outcome {
            // The browser shows no other status; 1xx are not answers to it.
            Some(Outcome::Answered(response))
                if !(200..600).contains(&response.status.as_u16()) =>
            {
                (None, Some(Failure::NotHttp))
            }
            Some(Outcome::Answered(response)) => (Some(response), None),
            Some(Outcome::Failed(Failure::Truncated)) => {
                (reply.lost.as_ref(), Some(Failure::Truncated))
            }
            Some(Outcome::Failed(failure)) => (None, Some(*failure)),
            None => (None, None),
        };
        let message = shown.map(Message::new);
        let silent = reply.outcome.is_none();
        let sent = match &reply.outcome {
            Some(Outcome::Answered(response)) => Some(response),
            Some(Outcome::Failed(_)) => reply.lost.as_ref(),
            None => None,
        };
        let sent = sent.map(|response| response.status.as_u16());
        let interim = reply.interim.iter();
        let interim = interim.map(|interim| (ms(interim.after), Message::new(&interim.response).0));
        let last = Last {
            worked: ms(reply.after),
            drip: ms(reply.drip),
            failure: failure.map(|failure| failure.slug().to_owned()),
            silent,
            sent,
            interim: interim.collect(),
            did: reply.did,
            gateway: reply.gateway,
        };
        Self {
            asked,
            due: clock + u64::from(last.worked),
            left: false,
            worked: last.worked,
            drip: last.drip,
            silent,
            breaks: failure.is_some(),
            last: serde_json::to_string(&last).expect("texts and numbers can be written"),
            message,
        }
    }

    /// Whether the browser goes on from it by itself.
    fn leads(&self) -> bool {
        let redirects = |message: &Message| {
            matches!(message.status(), 301 | 302 | 303 | 307 | 308)
                && message.fields().any(|(name, _)| LOCATION == name)
        };
        self.message.as_ref().is_some_and(redirects)
    }
}

impl Message {
    fn new(response: &Response) -> Self {
        let mut text = response.status.as_str().to_owned();
        for (name, value) in &response.headers {
            text.push('\n');
            text += name.as_str();
            text += ": ";
            text.extend(value.as_bytes().iter().map(|byte| char::from(*byte)));
        }
        text += "\n\n";
        text.extend(response.body.0.iter().map(|byte| char::from(*byte)));
        Self(text)
    }

    /// The status code, 200 to 599.
    pub fn status(&self) -> u16 {
        self.0
            .get(..3)
            .and_then(|code| code.parse().ok())
            .unwrap_or_default()
    }

    /// The fields.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let head = self.0.split("\n\n").next().unwrap_or_default();
        head.split('\n').filter_map(|line| line.split_once(": "))
    }

    /// The content.
    pub fn body(&self) -> Vec<u8> {
        let body = self.0.split_once("\n\n").map_or("", |(_, body)| body);
        body.chars().map(|byte| byte as u8).collect()
    }
}

fn ms(length: std::time::Duration) -> u32 {
    length.as_millis().try_into().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
