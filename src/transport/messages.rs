//! What page and worker say to each other besides HTTP, as JSON text over a message channel.
//!
//! The browser may stop the worker at any moment, so everything here can be said twice: a question that is not answered is
//! asked again, and a request that was lost with the worker is sent again under the same name.

use std::time::Duration;

use http::StatusCode;
use http::header::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use crate::backend::{Did, Gateway};
use crate::protocol::Response;

/// What both sides must speak. A page never goes on with a worker of another number.
pub const PROTOCOL: u32 = 3;

/// The field that says which world a request belongs to; without it, it is the world of the page that sends it.
pub const WORLD: &str = "teapot-world";
/// The field that says when the request was sent, in milliseconds of the run: waits may be skipped, and the server's
/// clock has to skip them too.
pub const AT: &str = "teapot-at";
/// The field that names the send of a run, `5f3a.2`. The redirects the browser follows by itself carry the same.
pub const REQUEST: &str = "teapot-request";
/// The field that says how often the page sent it again, because the worker was stopped before it had answered.
pub const AGAIN: &str = "teapot-again";

/// The name of the worker's store in Cache Storage, to be followed by the scope of the registration: folders on one host
/// share the storage, and must not share worlds.
pub const CACHE: &str = "teapot ";

/// What the page asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// Which protocol do you speak?
    Hello,
    /// Make a world ready for a run.
    Begin {
        /// Its name.
        world: String,
        /// The script of trouble, as text.
        script: String,
        /// The seed of the server's dice.
        seed: u64,
        /// Whether the server goes on with what it remembers, if there is one of that name.
        keep: bool,
    },
    /// What did you do with this send?
    Last {
        /// The world.
        world: String,
        /// Its name there.
        request: String,
    },
    /// Forget this world.
    End {
        /// Its name.
        world: String,
    },
}

/// What the worker says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// The protocol it speaks.
    Hello(u32),
    /// The world is ready.
    Begun,
    /// What it did, a [`Last`] as the text the worker keeps; how many requests the browser sent for this one `fetch()`, more
    /// than one when it followed redirects; how long the server works for all of them, in milliseconds. Nothing when it
    /// never began on it.
    Last(Option<(String, usize, u32)>),
    /// Forgotten.
    Ended,
    /// The question could not be answered.
    Sorry(String),
}

/// What the worker did with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// How long the server worked, in milliseconds.
    pub worked: u32,
    /// How long its content took after that.
    pub drip: u32,
    /// The slug of the failure that was meant, which `fetch()` shows as one error for all.
    pub failure: Option<String>,
    /// Whether silence was meant.
    pub silent: bool,
    /// What was done, unless the request never reached the server.
    pub did: Option<Did>,
    /// The gateway that answered for it.
    pub gateway: Option<Gateway>,
    /// The status of the answer the server sent, whether or not it was to arrive.
    pub sent: Option<u16>,
    /// What came before it: after how many milliseconds, and its status and fields line by line.
    pub interim: Vec<(u32, String)>,
}

impl Last {
    /// What came before the answer, and how long after the request arrived. A line that is no field is left out.
    pub fn interim(&self) -> impl Iterator<Item = (Duration, Response)> {
        self.interim.iter().filter_map(|(after, text)| {
            let mut lines = text.lines();
            let status: StatusCode = lines.next()?.parse().ok()?;
            let mut response = Response::new(status);
            response.headers = lines
                .filter_map(|line| {
                    let (name, value) = line.split_once(": ")?;
                    let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
                    Some((name, HeaderValue::from_str(value).ok()?))
                })
                .collect();
            Some((Duration::from_millis((*after).into()), response))
        })
    }
}
