//! The service worker of Live mode. Everything is in `teapot::worker`, which the worker's script calls by name.

use teapot as _;

fn main() {}
