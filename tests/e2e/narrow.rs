//! A reader on the narrowest phone: no page scrolls sideways; what is wider scrolls in a frame of its own.

use serde_json::json;

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site, pages};

#[tokio::test]
async fn no_page_is_wider_than_320_pixels() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.narrow(320).await;
    let mut wide = Vec::new();
    for page in pages().iter().map(String::as_str).chain(["nowhere"]) {
        browser.visit(&site.page(page)).await;
        let over = browser.sideways().await;
        if over != json!(0) {
            wide.push(format!("{page} by {over} pixels"));
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}
