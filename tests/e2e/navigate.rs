//! A reader goes from page to page: every page is its own file, and address, title and history follow.

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site};
use serde_json::json;

#[tokio::test]
async fn links_lead_to_pages_and_back_returns() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("codes/503/")).await;

    browser.click("header a[href='decide/']").await;
    browser
        .wait_for("return location.pathname == '/docs/http/decide/'")
        .await;
    browser
        .wait_for("return document.title.endsWith('· Teapot')")
        .await;

    browser.click("header a[href='./']").await;
    browser
        .wait_for("return location.pathname == '/docs/http/'")
        .await;
    browser.click("main a[href='codes/404/']").await;
    browser
        .wait_for("return location.pathname == '/docs/http/codes/404/'")
        .await;
    browser
        .wait_for("return document.title == '404 Not Found · Teapot'")
        .await;
    assert!(browser.text("h1").await.contains("404"));

    browser.back().await;
    browser
        .wait_for("return document.title.startsWith('HTTP status codes')")
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// The theme switch in the header.
const SWITCH: &str = "header [role=switch]";

#[tokio::test]
async fn the_other_theme_is_remembered() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let theme = "return document.documentElement.dataset.theme ?? 'system'";
    browser.visit(&site.url).await;
    assert_eq!(browser.run(theme).await, json!("system"));

    browser.click(SWITCH).await;
    browser
        .wait_for("return document.documentElement.dataset.theme == 'dark'")
        .await;
    browser.visit(&site.page("lab/")).await;
    assert_eq!(browser.run(theme).await, json!("dark"));

    browser
        .wait_for(&format!(
            "return document.querySelector(\"{SWITCH}\").ariaChecked == 'true'"
        ))
        .await;
    browser.click(SWITCH).await;
    browser
        .wait_for("return !('theme' in document.documentElement.dataset)")
        .await;
    browser.visit(&site.url).await;
    assert_eq!(browser.run(theme).await, json!("system"));
}
