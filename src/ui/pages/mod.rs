//! One file per route. Pages behind `ssr` are written on the host only; what lives on them is an island.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod client;
#[cfg(feature = "ssr")]
pub mod clients;
#[cfg(feature = "ssr")]
pub mod code;
pub mod decide;
pub mod lab;
pub mod not_found;
#[cfg(feature = "ssr")]
pub mod reference;
