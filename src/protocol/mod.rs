//! What HTTP says, on top of the `http` crate's `Method`, `StatusCode` and `HeaderMap`: messages, outcomes, the
//! fields that steer a retry, and the sources facts are cited from. No opinion on what a client should do.

pub mod fields;
pub mod message;
pub mod method;
pub mod outcome;
pub mod problem;
pub mod retry_after;
pub mod source;
pub mod text;

pub use message::{Body, Request, Response};
pub use outcome::{Failure, Outcome};
pub use retry_after::RetryAfter;
pub use source::{Source, rfc};
