//! What the reader typed or chose, with its way into a link and back out of one.

pub mod decide;
pub mod lab;
