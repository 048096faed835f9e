//! What the reader sees: one frame around every page, and one page per route.
//!
//! The same components are rendered on the host by `bin/prerender.rs` (feature `ssr`) and adopted in the browser by
//! `main.rs` (feature `hydrate`). Invariant: both draw the same elements for the same address, or hydration attaches
//! listeners to the wrong ones; `tests/e2e` compares every page.

pub mod app;
pub mod clipboard;
mod components;
mod live;
pub mod markup;
mod pages;
#[cfg(feature = "ssr")]
mod prose;
pub mod routes;

#[cfg(feature = "hydrate")]
pub mod start;

pub use app::App;
