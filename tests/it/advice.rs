//! One truth: what a code's row advises is what the tree decides for a request that may be repeated.

use std::time::Duration;

use http::{Method, StatusCode};
use teapot::catalogue::{Act, all};
use teapot::tree::{Got, Situation, covers, walk};

#[test]
fn rows_advise_what_the_tree_decides() {
    let mut judged = 0;
    for row in all() {
        let got = Got::Status(StatusCode::from_u16(row.number).expect("a code"));
        if !covers(got) {
            continue;
        }
        let situation = Situation {
            method: Some(Method::GET),
            got: Some(got),
            told: Some(None),
            tries: Some((1, 4)),
            left: Some(Duration::MAX),
            wait: Some(Duration::ZERO),
            ..Situation::default()
        };
        let end = walk(|node| situation.answer(node));
        let again = end
            .ending()
            .expect("every fact is known")
            .verdict
            .sends_again();
        let advised = matches!(row.advice.act, Act::Wait | Act::Retry);
        assert_eq!(again, advised, "{}", row.number);
        judged += 1;
    }
    assert_eq!(judged, 13, "eleven 5xx, 408 and 429");
}
