//! What the reader typed or chose, with its way into a link and back out of one; a request as a
//! command, and a command as a request.

pub mod compare;
pub mod curl;
pub mod decide;
pub mod edits;
pub mod history;
pub mod kept;
pub mod lab;
pub mod paste;
pub mod practice;
