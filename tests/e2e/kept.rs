//! A reader keeps a server between runs, shares it between tabs, and makes it new again.

use serde_json::json;

use crate::browser::Browser;
use crate::lab::{ENDED, RUN, WENT_LIVE};
use crate::site::{SUB_PATH, Site};

const DELETE: &str = "lab/?method=DELETE&path=/api/users/7&client=fetch&script=";
/// What came back, of the request that is inspected.
const CAME: &str =
    "return document.querySelector('[aria-label=\"Response as received\"]')?.textContent ?? ''";

/// Runs what is set up; whether there was something to delete.
async fn deletes(browser: &Browser, live: bool) -> bool {
    browser.click(RUN).await;
    if live {
        browser.wait_for(WENT_LIVE).await;
    }
    browser.wait_for(ENDED).await;
    let came = browser.run(CAME).await.to_string();
    assert!(came.contains(" 204 ") || came.contains(" 410 "), "{came}");
    came.contains(" 204 ")
}

/// Presses Reset with the keyboard and waits until that is said.
async fn reset(browser: &Browser) {
    browser
        .run("document.querySelector('#reset').focus()")
        .await;
    browser.keys("\u{e007}").await;
    browser
        .wait_for("return document.querySelector('.kept [role=status]').textContent == 'The server is as good as new.'")
        .await;
}

#[tokio::test]
async fn a_fresh_server_knows_nothing_of_the_run_before() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page(DELETE)).await;
    assert!(deletes(&browser, false).await && deletes(&browser, false).await);
    assert_eq!(
        browser
            .run("return document.querySelector('.kept').checkVisibility()")
            .await,
        json!(false)
    );
}

#[tokio::test]
async fn a_kept_server_remembers_until_it_is_reset_in_both_networks() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page(DELETE)).await;
    // Chosen in the form, it has a name to begin with, and the address follows.
    browser
        .run(
            "const choice = document.querySelector('.seed select'); choice.selectedIndex = 1; \
              choice.dispatchEvent(new Event('change', { bubbles: true }))",
        )
        .await;
    browser
        .wait_for("return document.querySelector('.kept input').value == 'mine' && location.search.includes('world=mine')")
        .await;
    assert!(deletes(&browser, false).await);
    assert!(!deletes(&browser, false).await && !deletes(&browser, false).await);
    reset(&browser).await;
    assert!(deletes(&browser, false).await);

    // In Live it outlives the page and its worker.
    let page = site.page(&format!("{DELETE}&live=yes&world=mine"));
    browser.visit(&page).await;
    assert!(deletes(&browser, true).await);
    browser.stop_workers().await;
    assert!(!deletes(&browser, true).await);
    browser.visit(&page).await;
    assert!(!deletes(&browser, true).await);
    browser
        .visit(&site.page(&format!("{DELETE}&live=yes&world=yours")))
        .await;
    assert!(deletes(&browser, true).await);
    browser.visit(&page).await;
    assert!(!deletes(&browser, true).await);
    reset(&browser).await;
    assert!(deletes(&browser, true).await);
    assert_eq!(
        browser
            .complaints()
            .await
            .into_iter()
            .filter(|line| !line.contains("410"))
            .collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_name_is_checked_and_never_lost_on_the_way() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.narrow(320).await;
    browser.visit(&site.page("lab/?world=mine")).await;
    browser.click(".tabs button").await;
    browser
        .wait_for("return document.querySelector('.kept').checkVisibility()")
        .await;
    assert_eq!(browser.sideways().await, json!(0));
    // Emptied to be typed anew, the field stays; left empty, it gets its usual name.
    browser.run("document.querySelector('.kept input').focus(); document.querySelector('.kept input').select()").await;
    browser.keys("\u{e003}").await;
    assert_eq!(
        browser.run("return [document.activeElement.value, document.querySelector('.kept').checkVisibility()]").await,
        json!(["", true])
    );
    browser.keys("Two words").await;
    browser
        .wait_for("return document.querySelector('#wrong-world') != null")
        .await;
    browser.click(RUN).await;
    browser
        .wait_for(
            "return document.querySelector('#refused')?.textContent.includes('the server’s name')",
        )
        .await;
    assert_eq!(browser.sideways().await, json!(0));
    browser
        .run("document.querySelector('.kept input').select()")
        .await;
    browser.keys("\u{e003}\u{e004}").await;
    browser
        .wait_for("return document.querySelector('.kept input').value == 'mine'")
        .await;
    // A link with a bad name shows it, and does not run.
    browser.visit(&site.page("lab/?world=Two+words")).await;
    browser.click(".tabs button").await;
    browser
        .wait_for("return document.querySelector('.kept input').value == 'Two words' && document.querySelector('#wrong-world') != null")
        .await;
}
