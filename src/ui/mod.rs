//! What the reader sees. Pages are written on the host by `bin/prerender.rs` (feature `ssr`), one file per route; going
//! to another page is loading its file. The parts that live are islands: drawn on the host like the rest, and adopted in
//! the browser by `start` (feature `hydrate`).
//!
//! Invariant: an island draws the same elements on both sides for the same address, or hydration attaches listeners to
//! the wrong ones; `tests/e2e` compares every page.
//!
//! In components that reach the browser no `AnyView`: each erased view drags code for every way to hydrate it along,
//! which had made a quarter of the program.

pub mod address;
mod clipboard;
mod components;
#[cfg(feature = "ssr")]
pub mod demo;
#[cfg(feature = "hydrate")]
mod file;
mod island;
mod live;
mod markup;
mod matrix;
#[cfg(feature = "ssr")]
pub mod page;
mod pages;
mod patch;
mod picture;
#[cfg(feature = "ssr")]
mod prose;
pub mod routes;
#[cfg(feature = "hydrate")]
pub mod start;
mod storage;
#[cfg(feature = "hydrate")]
mod table;
