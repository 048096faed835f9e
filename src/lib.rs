//! Teapot: what HTTP status codes mean, and what a client should do when it gets one.

pub mod catalogue;
pub mod protocol;
