//! Journeys of a reader through the built site, in a real browser, one file per thing a reader does.
//!
//! They need `dist/` and chromedriver; `scripts/test` provides both. The site is served at a sub-path under the
//! Content-Security-Policy it is meant for, so every journey also shows that it works there.

mod axe;
mod browser;
mod budget;
mod clients;
mod compare;
mod copy;
mod custom;
mod decide;
mod embed;
mod form;
mod gallery;
mod history;
mod kept;
mod keyboard;
mod lab;
mod links;
mod look_up;
mod lose_the_way;
mod narrow;
mod navigate;
mod open;
mod openapi;
mod paste;
mod read;
mod site;
mod smooth;
mod stopped;
mod trace;
mod visit;
mod watch;
mod without_wasm;
