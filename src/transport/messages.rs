//! What page and worker say to each other besides HTTP, as JSON text over a message channel.

use serde::{Deserialize, Serialize};

use crate::backend::{Did, Gateway};

/// What both sides must speak. A page never goes on with a worker of another number.
pub const PROTOCOL: u32 = 2;

/// The field that says which world a request belongs to; without it, it is the one all visitors of the folder share.
pub const WORLD: &str = "teapot-world";
/// The field that says when the request was sent, in milliseconds of the run: waits may be skipped, and the server's
/// clock has to skip them too.
pub const AT: &str = "teapot-at";

/// The name of the worker's store in Cache Storage, to be followed by the scope of the registration: folders on one host
/// share the storage, and must not share worlds.
pub const CACHE: &str = "teapot ";

/// What the page asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// Which protocol do you speak?
    Hello,
    /// Make a world of your own for this run.
    Begin {
        /// Its name.
        world: String,
        /// The script of trouble, as text.
        script: String,
        /// The seed of the server's dice.
        seed: u64,
    },
    /// What did you do with the last request of this world?
    Last {
        /// Its name.
        world: String,
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
    /// The world exists.
    Begun,
    /// What it did; nothing when there was no request since it was asked last.
    Last(Option<Last>),
    /// Forgotten.
    Ended,
    /// The question could not be answered.
    Sorry(String),
}

/// What the worker did with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// How long the server worked, in milliseconds.
    pub worked: u64,
    /// The slug of the failure that `fetch()` shows as one error for all.
    pub failure: Option<String>,
    /// What was done, unless the request never reached the server.
    pub did: Option<Did>,
    /// The gateway that answered for it.
    pub gateway: Option<Gateway>,
    /// The status of an answer that was lost on the way.
    pub lost: Option<u16>,
    /// How many requests the browser sent for this one `fetch()`: more than one when it followed redirects.
    pub requests: u32,
}
