//! A reader looks a code up, with the keyboard alone.

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site};
use serde_json::json;

/// How many tiles match, and how many step back.
const MATCHES: &str =
    "return ['yes', 'no'].map(match => document.querySelectorAll(`[data-match=${match}]`).length)";

#[tokio::test]
async fn a_code_is_found_by_its_number() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/")).await;
    browser.keys("/503").await;
    browser
        .wait_for("return document.querySelector('[role=option]')?.textContent.includes('503')")
        .await;
    browser.keys("\u{e007}").await;
    browser
        .wait_for("return location.pathname == '/docs/http/codes/503/'")
        .await;
    browser
        .wait_for(
            "return document.querySelector('h1')?.textContent.includes('Service Unavailable')",
        )
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_symptom_dims_the_table_and_leaves_every_tile_in_its_place() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.url).await;
    let all = browser
        .run("return document.querySelectorAll('[data-tile]').length")
        .await;
    assert_eq!(
        all,
        json!(64 + 7),
        "every registered code and every way to get none"
    );

    browser.keys("/too many").await;
    browser
        .wait_for("return document.querySelector('[data-tile=\"429\"]').dataset.match == 'yes'")
        .await;
    assert_eq!(
        browser
            .run("return document.querySelector('[data-tile=\"200\"]').dataset.match")
            .await,
        json!("no")
    );
    let split = browser.run(MATCHES).await;
    assert_eq!(
        split[0].as_u64().unwrap_or(0) + split[1].as_u64().unwrap_or(0),
        71,
        "no tile is taken away"
    );

    // Escape closes the list, then empties the field.
    browser.keys("\u{e00c}\u{e00c}").await;
    browser
        .wait_for("return !document.querySelector('[data-match]')")
        .await;
}

#[tokio::test]
async fn filters_stand_in_the_address() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page("?do=wait&only=retry-after&nonsense=<b>"))
        .await;
    browser
        .wait_for("return document.querySelector('[data-tile=\"503\"]').dataset.match == 'yes'")
        .await;
    assert_eq!(
        browser
            .run("return document.querySelector('[data-tile=\"500\"]').dataset.match")
            .await,
        json!("no")
    );
    browser
        .run("document.querySelectorAll('.filters input:checked').forEach(box => box.click())")
        .await;
    browser
        .wait_for("return !document.querySelector('[data-match]')")
        .await;
    assert!(
        !browser
            .run("return location.search")
            .await
            .to_string()
            .contains("wait")
    );
}
