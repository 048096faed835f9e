//! Teapot: what HTTP status codes mean, and what a client should do when it gets one.

// A page is one type, and the prerenderer asks for the future of all of it.
#![cfg_attr(feature = "ssr", recursion_limit = "512")]

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
