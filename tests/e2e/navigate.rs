//! A reader follows links: the page changes without loading, and address, title and history follow.

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site};
use serde_json::json;

#[tokio::test]
async fn links_change_the_page_the_address_and_the_title() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("codes/503/")).await;
    browser.run("window.still = 'here'").await;

    browser.click("header a[href='decide/']").await;
    browser
        .wait_for("return location.pathname == '/docs/http/decide/'")
        .await;
    browser
        .wait_for("return document.title == 'Should I send it again? · Teapot'")
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
    assert_eq!(
        browser.run("return window.still").await,
        json!("here"),
        "the page was loaded again"
    );

    browser.visit(&site.page("codes/404/")).await;
    assert!(
        browser.text("h1").await.contains("404"),
        "an address can be opened again later"
    );
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_other_theme_is_remembered() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let theme = "return document.documentElement.dataset.theme ?? 'system'";
    browser.visit(&site.url).await;
    assert_eq!(browser.run(theme).await, json!("system"));

    browser
        .run("document.getElementById('theme').click()")
        .await;
    browser
        .wait_for("return document.documentElement.dataset.theme == 'dark'")
        .await;
    browser.visit(&site.page("lab/")).await;
    assert_eq!(browser.run(theme).await, json!("dark"));

    browser
        .wait_for("return document.getElementById('theme').checked")
        .await;
    browser
        .run("document.getElementById('theme').click()")
        .await;
    browser
        .wait_for("return !('theme' in document.documentElement.dataset)")
        .await;
    browser.visit(&site.url).await;
    assert_eq!(browser.run(theme).await, json!("system"));
}
