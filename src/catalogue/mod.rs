//! The reference: one row per entry of the IANA HTTP status code registry, every fact with its source.
//! Prose lives in `pages/` and never enters the program; see `pages.rs`.

mod brief;
mod client_error;
pub mod filter;
mod informational;
#[cfg(not(target_arch = "wasm32"))]
pub mod pages;
mod redirection;
mod search;
mod server_error;
mod sources;
mod success;

use crate::protocol::Source;

pub use brief::{Brief, brief_of};
pub use search::{Hit, Place, search};

/// One status code and what is known about it.
#[derive(Debug, PartialEq)]
pub struct Code {
    /// The code itself, 100 to 599.
    pub number: u16,
    /// The reason phrase of the defining document; `(Unused)` for reserved codes, as the registry has it.
    pub phrase: &'static str,
    /// Whether the code may be used at all.
    pub standing: Standing,
    /// Where the code is defined.
    pub spec: Source,
    /// What it means, in one sentence for a person who has never met it.
    pub summary: &'static str,
    /// Whether a cache may keep the response when nothing in it says so.
    pub caching: Caching,
    /// Whether the response has content.
    pub content: Content,
    /// The fields that belong to this code, most demanded first.
    pub fields: &'static [Field],
    /// What a client does when it gets one.
    pub advice: Advice,
    /// The codes it is confused with.
    pub see: &'static [u16],
    /// Words people search by that are in neither the phrase nor the summary, in lower case.
    pub words: &'static [&'static str],
}

/// How a code stands in the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Registered, and meant to be used.
    Registered,
    /// Registered for a limited time.
    Temporary {
        /// The date the registration ends, as `2026-11-13`.
        until: &'static str,
    },
    /// Reserved and not to be used; once meant something else.
    Unused,
    /// Its specification says not to use it any more.
    Deprecated,
    /// Its specification was made historic or obsolete.
    Obsoleted,
}

/// Whether a cache may keep a response of this code on its own judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// Heuristically cacheable: may be kept when no field says otherwise.
    ByDefault(Source),
    /// Kept only when the response says so (`Cache-Control`, `Expires`).
    WhenTold(Source),
    /// Must not be kept.
    Never(Source),
}

/// Whether a response of this code carries content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// It cannot: the message ends with its fields.
    Never(Source),
    /// The server must not send any.
    Empty(Source),
    /// It may.
    May(Source),
    /// It should, to say what is wrong or where to go on.
    Should(Source),
}

/// How much a field is demanded of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The response is malformed without it.
    Must,
    /// Expected; leaving it out needs a reason.
    Should,
    /// Has a meaning with this code when it is there.
    May,
}

/// A field that belongs to a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// How much it is demanded.
    pub need: Need,
    /// Its name as the RFC writes it, such as `Retry-After`.
    pub name: &'static str,
    /// Where this is said.
    pub source: Source,
}

/// What a client does when it gets a code.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Advice {
    /// The kind of thing to do; the sign on the tile.
    pub act: Act,
    /// The verdict in a few words: `Wait, then try again`.
    pub title: &'static str,
    /// Condition and what to do under it, most telling first; at least one. A field, method or code stands in
    /// backquotes: (`` `Retry-After` is there ``, `Wait that long, if your deadline allows it.`).
    pub rules: &'static [(&'static str, &'static str)],
    /// Where this is said.
    pub source: Source,
}

/// The kinds of thing a client can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Not the answer yet: keep waiting for it.
    CarryOn,
    /// It worked.
    Done,
    /// Go to the place the response names.
    Follow,
    /// Get credentials, then send it again.
    SignIn,
    /// Change the request; the same one fails again.
    Fix,
    /// Wait as told, or back off, then send it again.
    Wait,
    /// Send it again with care: few times, and only if that does no harm.
    Retry,
    /// Do not send it again.
    Stop,
}

/// Every row, in the order of the codes.
pub fn all() -> impl Iterator<Item = &'static Code> {
    [
        informational::CODES,
        success::CODES,
        redirection::CODES,
        client_error::CODES,
        server_error::CODES,
    ]
    .into_iter()
    .flatten()
}

/// The row of a code, if the registry has one.
pub fn find(number: u16) -> Option<&'static Code> {
    all().find(|code| code.number == number)
}
