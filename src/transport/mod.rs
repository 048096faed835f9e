//! Live mode: the browser's own `fetch()` through a service worker to the same backend. (The simulated network needs
//! no browser; it is `exchange::simulate`.)
//!
//! `messages` is what page and worker say to each other besides HTTP; the page's side is `live` (the switch) and `drive`
//! (a call in real time), the worker's side is `crate::worker`.

pub mod messages;

#[cfg(all(feature = "web", target_arch = "wasm32"))]
mod drive;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
mod fetch;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod live;

#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub use drive::{Pace, Plan, Reins, Server, run};
