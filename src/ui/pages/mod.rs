//! One file per kind of page.

pub mod code;
pub mod decide;
pub mod lab;
pub mod not_found;
pub mod reference;
