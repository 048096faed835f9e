//! What only a browser shows. Run by `wasm-bindgen-test-runner` in headless Chromium, see `scripts/test`.
#![cfg(target_arch = "wasm32")]

mod notice;
#[path = "../it/exchange/stories.rs"]
mod stories;

use teapot::transport::live;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The snapshot that `tests/it` keeps of the same runs.
const TOLD: &str = include_str!("../it/snapshots/exchange-stories.snap");

#[wasm_bindgen_test]
fn a_seed_replays_the_same_in_the_browser_as_on_the_host() {
    let (_, told) = TOLD
        .splitn(3, "---\n")
        .nth(2)
        .map(|told| ((), told))
        .expect("a snapshot has a head");
    assert_eq!(stories::told(), told.trim_end());
}

#[wasm_bindgen_test]
async fn a_worker_that_cannot_be_had_says_why_and_leaves_nothing() {
    // The test runner's own page has no service-worker.js beside it.
    let why = live::switch_on()
        .await
        .expect_err("there is no worker here");
    assert!(
        why.ends_with('.') && why.contains("service worker"),
        "{why}"
    );
    live::switch_off().await;
}
