//! Teapot: what HTTP status codes mean, and what a client should do when it gets one.

pub mod backend;
pub mod catalogue;
pub mod client;
pub mod protocol;
pub mod rng;
pub mod share;
pub mod time;
pub mod tree;
