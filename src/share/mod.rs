//! What the reader typed or chose, with its way into a link and back out of one; a request as a
//! command, and a command as a request.

pub mod compare;
pub mod copy;
pub mod curl;
pub mod decide;
pub mod edits;
pub mod history;
pub mod kept;
pub mod lab;
pub mod paste;
pub mod picture;
pub mod practice;
pub mod readable;
pub mod sheet;
