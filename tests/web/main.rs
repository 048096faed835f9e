//! What only a browser shows. Run by `wasm-bindgen-test-runner` in headless Chromium, see `scripts/test`.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);
