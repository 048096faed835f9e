//! What HTTP says, on top of the `http` crate's `Method`, `StatusCode` and `HeaderMap`: messages, outcomes, the
//! fields that steer a retry, and the sources facts are cited from. No opinion on what a client should do.

pub mod source;

pub use source::{Source, rfc};
