//! One component per file, named for what it shows. Components take values and callbacks and know no page.

pub mod header;
pub mod notice;
pub mod theme_switch;
