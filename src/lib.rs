//! Teapot: what HTTP status codes mean, and what a client should do when it gets one.

#[cfg(feature = "ui")]
pub mod ui;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub mod worker;
