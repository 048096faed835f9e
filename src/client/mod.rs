//! What a client does with what it gets: one machine per call, values in and values out. Policies are data; the careful
//! one has no rules of its own and walks the tree.

mod backoff;
mod call;
mod policy;
#[cfg(not(target_arch = "wasm32"))]
pub mod practice;
pub mod presets;
mod redirect;
mod told;
#[cfg(not(target_arch = "wasm32"))]
pub mod waits;

pub use backoff::{Backoff, Draw, Growth, Jitter};
pub use call::{Call, Client, Decision, Input, Output, Then, Waiting};
pub use policy::{Again, Methods, Policy, Retries, Rule, UNLIMITED, When};
pub use redirect::{Redirects, Rewriting};
pub use told::{Bound, Read, Told, Zero};
