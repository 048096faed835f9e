//! A reader whose browser or network stops the WebAssembly: the page stays and says what does not work.

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site};
use serde_json::json;

#[tokio::test]
async fn the_page_stays_and_says_what_does_not_work() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.devtools("Network.enable", json!({})).await;
    for blocked in [vec!["*.wasm"], vec!["*/teapot-*.js", "*/bench-*.js"]] {
        browser
            .devtools("Network.setBlockedURLs", json!({ "urls": blocked }))
            .await;
        browser.load(&site.page("codes/503/")).await;
        browser
            .wait_for("return !document.getElementById('notice').hidden")
            .await;
        assert!(
            browser
                .text("#notice")
                .await
                .contains("the lab do not work"),
            "{blocked:?}"
        );
        assert!(browser.text("h1").await.contains("503"), "{blocked:?}");

        // Links are links.
        browser.click("header a[href='lab/']").await;
        browser
            .wait_for("return document.title.startsWith('Lab')")
            .await;
    }

    // Once it gets through, the button is all it takes.
    browser
        .wait_for("return !document.getElementById('notice').hidden")
        .await;
    browser
        .devtools("Network.setBlockedURLs", json!({ "urls": [] }))
        .await;
    browser.click("#notice button").await;
    browser
        .wait_for("return 'hydrated' in document.documentElement.dataset")
        .await;
}
