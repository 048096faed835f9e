//! What a client does with what it gets: one machine per call, values in and values out. Policies are data; the careful
//! one has no rules of its own and walks the tree. What all calls of a client share (a budget for retries, a circuit
//! breaker, throttling) is part of the client. `settings` changes a policy by texts.

mod backoff;
mod breaker;
mod budget;
mod call;
mod decision;
mod policy;
pub mod practice;
pub mod presets;
mod redirect;
mod refresh;
pub mod settings;
mod told;
#[cfg(not(target_arch = "wasm32"))]
pub mod waits;
mod window;
mod words;

pub use backoff::{Backoff, Draw, Growth, Jitter};
pub use breaker::{Breaker, Circuit, Throttle};
pub use budget::Budget;
pub use call::{Call, Client, Input, Kind, Output, Then};
pub use decision::{Badge, Decision, TOO_MANY, Waiting};
pub use policy::{Again, Methods, Policy, Retries, Rule, UNLIMITED, When};
pub use redirect::{Redirects, Rewriting};
pub use told::{Advances, Bound, Garbled, Read, Told, Zero};
