//! A reader on the narrowest phone: no page scrolls sideways; what is wider scrolls in a frame of its own.

use serde_json::json;

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site, page_of_each_kind, pages};

#[tokio::test]
async fn no_page_is_wider_than_320_pixels() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.narrow(320).await;
    let mut wide = Vec::new();
    for page in page_of_each_kind() {
        browser.visit(&site.page(&page)).await;
        wide.extend(overflow(&browser, &page).await);
    }
    browser.without_program().await;
    for page in pages().iter().map(String::as_str).chain(["nowhere"]) {
        browser.load(&site.page(page)).await;
        wide.extend(overflow(&browser, page).await);
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

async fn overflow(browser: &Browser, page: &str) -> Option<String> {
    let over = browser.sideways().await;
    (over != json!(0)).then(|| format!("{page} by {over} pixels"))
}
