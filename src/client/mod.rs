//! What a client does with what it gets: one machine per call, values in and values out. Policies are data; the careful
//! one has no rules of its own and walks the tree.

mod backoff;
mod call;
mod policy;
pub mod presets;
mod redirect;

pub use backoff::{Backoff, Draw};
pub use call::{Call, Client, Decision, Input, Output, Then, Waiting};
pub use policy::{Policy, Retries};
