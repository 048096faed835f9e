//! Teapot: what HTTP status codes mean, and what a client should do when it gets one.

// Views are nested types, and a page is a deep one.
#![recursion_limit = "256"]

pub mod backend;
pub mod catalogue;
pub mod client;
pub mod exchange;
pub mod protocol;
pub mod rng;
pub mod share;
pub mod time;
#[cfg(all(any(feature = "web", feature = "worker"), target_arch = "wasm32"))]
pub mod transport;
pub mod tree;
#[cfg(feature = "ui")]
pub mod ui;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub mod worker;
