//! The same calls in WebAssembly, as the pages ship it, beside the same policy written by hand in JavaScript, in the same
//! browser by turns. Run by `wasm-bindgen-test-runner`, see `scripts/test`.
#![cfg(target_arch = "wasm32")]

mod drive;

use drive::{Calls, policies};
use js_sys::{Date, Function};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// How many calls are played between two looks at the clock, and how many such rounds there are.
const ROUND: u32 = 40_000;
const ROUNDS: usize = 15;
/// How many times as long as the hand-written loop a call may take.
const MOST_TIMES: f64 = 60.0;

/// What people write: three tries, full jitter from 1 s up to 20 s, for what may pass.
const BY_HAND: &str = r"
    const repeated = new Set([500, 502, 503, 504]);
    const answers = [503, 500, 200].map(status => ({ status, headers: new Map(), body: '' }));
    let sent = 0, took = 0;
    for (let n = 0; n < count; n += 1) {
        const request = { method: 'GET', url: '/api/users/7', headers: new Map(), body: '' };
        let now = 0;
        for (let attempt = 1; ; attempt += 1) {
            const response = answers[attempt - 1];
            sent += 1;
            now += 20;
            if (!repeated.has(response.status) || attempt >= 3 || request.method === '') break;
            now += Math.random() * Math.min(20000, 1000 * 2 ** (attempt - 1));
        }
        took += now;
    }
    return took > 0 ? sent : 0;
";

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}

fn time(work: impl FnOnce()) -> f64 {
    let began = Date::now();
    work();
    Date::now() - began
}

#[wasm_bindgen_test]
fn calls_are_as_quick_as_they_should_be() {
    let by_hand = Function::new_with_args("count", BY_HAND);
    let hand = |count: u32| {
        let sent = by_hand
            .call1(&JsValue::NULL, &count.into())
            .expect("it runs");
        assert_eq!(sent.as_f64(), Some(f64::from(count) * 3.0));
    };
    for policy in policies() {
        let slug = policy.slug;
        let mut calls = Calls::new(policy);
        let (mut own, mut theirs) = (Vec::new(), Vec::new());
        // Both engines compile what is hot first.
        calls.play(ROUND);
        hand(ROUND);
        for _ in 0..ROUNDS {
            theirs.push(time(|| hand(ROUND)));
            own.push(time(|| {
                assert_eq!(calls.play(ROUND).0, ROUND * 3);
            }));
        }
        let (own, theirs) = (median(own), median(theirs).max(1.0));
        let a_second = |ms: f64| f64::from(ROUND) / ms * 1_000.0;
        let times = own / theirs;
        console_log!(
            "{:.0} calls a second by {slug}, {:.0} by hand in JavaScript: {times:.1} times as long",
            a_second(own),
            a_second(theirs)
        );
        assert!(times <= MOST_TIMES, "{times:.1} times as long as by hand");
    }
}
