//! A reader copies what is in the lab for other tools, by keyboard alone.

use std::time::Duration;

use serde_json::json;
use teapot::share::copy::{HAR, TARGETS, copy};
use teapot::share::lab::Lab;

use crate::browser::{ALL, Browser};
use crate::lab::ENDED;
use crate::site::{SUB_PATH, Site};

const QUERY: &str = "script=503+retry-after%3D2+x2&client=ky";
const OPEN: &str = "return document.querySelector('.copied').open";
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

/// Opens the menu, and chooses from it as a click would.
async fn choose(browser: &Browser, slug: &str) {
    browser
        .run("document.querySelector('.copy-as').open = true")
        .await;
    browser
        .run(&format!(
            "document.querySelector('[data-target=\"{slug}\"]').click()"
        ))
        .await;
    browser.wait_for(OPEN).await;
}

#[tokio::test]
async fn the_lab_is_copied_for_other_tools() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page(&format!("lab/?{QUERY}"))).await;
    browser.wait_for(ENDED).await;
    let fetched = "return performance.getEntriesByType('resource').some(({ name }) => /copy-\\d+_bg\\.wasm/.test(name))";
    assert_eq!(browser.run(fetched).await, json!(false));

    // By keyboard: the menu opens, fetches its program, closes on Escape and when the focus leaves.
    browser
        .run("document.querySelector('.copy-as summary').focus()")
        .await;
    browser.keys(ENTER).await;
    browser.wait_for(fetched).await;
    browser.keys(TAB).await;
    browser
        .wait_for("return document.activeElement.dataset.target == 'curl'")
        .await;
    browser.keys(ESCAPE).await;
    browser
        .wait_for("return !document.querySelector('.copy-as').open && document.activeElement.matches('.copy-as summary')")
        .await;
    browser.keys(ENTER).await;
    browser
        .wait_for("return document.querySelector('.copy-as').open")
        .await;
    browser
        .run("document.querySelector('.situations summary').focus()")
        .await;
    browser
        .wait_for("return !document.querySelector('.copy-as').open")
        .await;
    browser
        .run("document.querySelector('.copy-as summary').focus()")
        .await;
    browser.keys(ENTER).await;
    browser
        .wait_for("return document.querySelector('.copy-as').open")
        .await;
    browser.keys(TAB).await;
    browser.keys(ENTER).await;
    browser.wait_for(OPEN).await;
    browser.keys(ESCAPE).await;
    browser
        .wait_for("return !document.querySelector('.copied').open && document.activeElement.matches('.copy-as summary')")
        .await;

    // Every text is the one of the core, and what it leaves out is listed.
    let lab = Lab::parse(QUERY).0;
    for target in TARGETS {
        choose(&browser, target.slug).await;
        assert_eq!(browser.text("#h-copied").await, target.name);
        let text = browser
            .run("return document.querySelector('.copied code').textContent")
            .await;
        let notes = browser
            .run(
                "return [...document.querySelectorAll('.copied li')].map(note => note.textContent)",
            )
            .await;
        if target.slug == HAR {
            let text = text.as_str().expect("a text");
            let read: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
            assert_eq!(read["log"]["entries"].as_array().map(Vec::len), Some(3));
        } else {
            let copied = copy(target.slug, &lab).expect("it is a target");
            assert_eq!(text, json!(copied.text), "{}", target.slug);
            assert_eq!(notes, json!(copied.left_out), "{}", target.slug);
        }
        browser.click(".copied .acts > :last-child").await;
    }

    // It is copied and saved, and the set-up is as it was.
    browser
        .run(
            "navigator.clipboard.writeText = async text => { window.copied = text };\
            URL.createObjectURL = blob => { window.saved = blob; return '' };\
            HTMLAnchorElement.prototype.click = function () { window.file = this.download }",
        )
        .await;
    choose(&browser, "fetch").await;
    browser.click(".copied .acts .btn").await;
    browser
        .wait_for("return document.querySelector('.copied [role=status]').textContent == 'Copied'")
        .await;
    browser.click(".copied .acts .btn:nth-child(2)").await;
    let given = browser
        .run_async("saved.text().then(text => done([copied, file, saved.type, text]))")
        .await;
    let text = copy("fetch", &lab).expect("it is a target").text;
    assert_eq!(given, json!([text, "client.mjs", "text/javascript", text]));
    assert_eq!(
        browser.run("return location.search").await,
        json!(format!("?{QUERY}"))
    );
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_copied_fits_a_phone_and_has_no_barriers() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/")).await;
    browser.wait_for(ENDED).await;
    browser.load_axe().await;
    for (theme, width) in [("light", 1440), ("dark", 320)] {
        browser.narrow(width).await;
        browser
            .run("document.querySelector('.copy-as').open = true")
            .await;
        // The program may still be on its way, and says so nowhere.
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(browser.sideways().await, json!(0), "{width}");
        assert_eq!(
            browser.barriers(theme, ALL).await,
            Vec::<String>::new(),
            "the menu, {theme}"
        );
        choose(&browser, "fetch").await;
        assert_eq!(browser.sideways().await, json!(0), "{width}");
        let inside = "const { left, right, top, bottom } = document.querySelector('.copied').getBoundingClientRect();\
            return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight";
        assert_eq!(browser.run(inside).await, json!(true), "{width}");
        assert_eq!(
            browser.barriers(theme, ALL).await,
            Vec::<String>::new(),
            "the panel, {theme}"
        );
        browser.click(".copied .acts > :last-child").await;
    }
}

#[tokio::test]
async fn without_its_program_the_menu_says_so_and_the_rest_goes_on() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/")).await;
    browser.wait_for(ENDED).await;
    browser.devtools("Network.enable", json!({})).await;
    browser
        .devtools("Network.setBlockedURLs", json!({ "urls": ["*/copy-*"] }))
        .await;
    browser
        .run("document.querySelector('.copy-as').open = true")
        .await;
    browser
        .wait_for("return document.querySelector('.copy-as [role=status]').textContent.includes('could not be loaded')")
        .await;
    // What is on the page already needs no program.
    choose(&browser, HAR).await;
    browser.click(".copied .acts > :last-child").await;
    browser
        .devtools("Network.setBlockedURLs", json!({ "urls": [] }))
        .await;
    choose(&browser, "curl").await;
    assert!(browser.text(".copied code").await.starts_with("curl -i"));
}
