//! The backend behind the browser's own `fetch`: what `service-worker.js` calls for a request below `api/` and for a
//! message of the page. One [`World`] for each server; the browser may stop the worker at any moment, so its memory is a
//! cache of what `snapshot` keeps, and what a request changes is saved before anything is slept or answered.

#[cfg(target_arch = "wasm32")]
mod convert;
#[cfg(target_arch = "wasm32")]
mod program;
#[cfg(target_arch = "wasm32")]
mod snapshot;
mod world;

#[cfg(target_arch = "wasm32")]
pub use program::{respond, tell};
