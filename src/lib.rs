//! Teapot: what HTTP status codes mean, and what a client should do when it gets one.
//!
//! - [`protocol`]: what HTTP says: messages, outcomes, sources; [`time`] and [`rng`]: moments and dice as values.
//! - [`catalogue`]: the reference, a row per code.
//! - [`tree`]: what to do after a failure, as data that is drawn, walked and executed.
//! - [`client`] and [`backend`]: both ends as pure functions; they meet only as messages.
//! - [`review`]: what is wrong with a response, by rules with their reasons.
//! - [`exchange`]: one run from both sides, simulated, told and drawn.
//! - [`share`]: what a reader set up, as a link.
//! - `transport` and `worker`: the browser's own `fetch()` to the same backend; `ui`: what the reader sees.
//!
//! Who may use whom is kept by `tests/it/layers.rs`.

// A page is one type, and the prerenderer asks for the future of all of it.
#![cfg_attr(feature = "ssr", recursion_limit = "512")]

pub mod backend;
pub mod catalogue;
pub mod client;
pub mod exchange;
pub mod protocol;
pub mod review;
pub mod rng;
pub mod share;
pub mod time;
#[cfg(any(test, all(feature = "web", target_arch = "wasm32")))]
pub mod transport;
pub mod tree;
#[cfg(feature = "ui")]
pub mod ui;
#[cfg(any(test, all(feature = "web", target_arch = "wasm32")))]
pub mod worker;
