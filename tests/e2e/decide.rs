//! A reader walks the tree: by answering, by saying what happened, and by opening a link.

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site};
use serde_json::json;

const OUTCOME: &str = "return document.querySelector('#h-out')?.textContent ?? ''";

#[tokio::test]
async fn answers_lead_to_advice_one_question_at_a_time() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("decide/")).await;
    // Tab to an answer and press Enter: no complete answer arrived, the address is right, nothing was carried out …
    for yes in [false, false, false, true, true, true] {
        let before = browser.run("return location.href").await;
        let word = if yes { "Yes" } else { "No" };
        browser
            .run(&format!("[...document.querySelectorAll('[data-answer]')].find(link => link.textContent.trim() == '{word}').focus()"))
            .await;
        browser.keys("\u{e007}").await;
        browser
            .wait_for(&format!("return location.href != {before}"))
            .await;
    }
    browser
        .wait_for("return document.querySelector('#h-out')?.textContent.includes('Wait exactly')")
        .await;
    assert_eq!(
        browser.run("return location.pathname").await,
        json!("/docs/http/decide/wait/")
    );

    browser.back().await;
    browser
        .wait_for("return location.pathname != '/docs/http/decide/wait/'")
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_situation_walks_the_tree_by_itself() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page("decide/?method=GET&got=503&retry-after=2&try=2+of+4&left=20+s"))
        .await;
    browser
        .wait_for("return document.querySelector('#h-out')?.textContent.includes('Wait')")
        .await;
    assert!(browser.run(OUTCOME).await.to_string().contains("2"));
    assert!(
        browser
            .run("return document.querySelectorAll('.nd[data-lit]').length")
            .await
            .as_u64()
            >= Some(8)
    );

    // A wait longer than the time left is not begun.
    browser
        .visit(&site.page("decide/?method=GET&got=503&retry-after=60&try=2+of+4&left=20+s"))
        .await;
    browser
        .wait_for("return document.querySelector('#h-out')?.textContent.includes('Queue')")
        .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_said_beside_the_field_and_kept() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page("decide/?method=GET&got=503&retry-after=two&evil=%3Cscript%3E"))
        .await;
    browser
        .wait_for("return document.querySelector('[aria-invalid=true]')?.value == 'two'")
        .await;
    let page = browser
        .run("return document.querySelector('main').innerText")
        .await
        .to_string();
    assert!(page.contains("use seconds"), "{page}");
    assert!(page.contains("left out"), "{page}");
    assert_eq!(
        browser
            .run("return document.querySelectorAll('main script').length")
            .await,
        json!(0)
    );
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
