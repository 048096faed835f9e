//! What is behind the routes, one file per family.

pub(super) mod admin;
pub(super) mod status;
pub(super) mod users;
