//! A reader with a screen reader, a keyboard or weak eyes: axe finds no barrier on any page, in light and in dark.

use crate::browser::{ALL, Browser, COLOURS};
use crate::site::{SUB_PATH, Site, page_of_each_kind, pages};

#[tokio::test]
async fn axe_finds_nothing_in_light_and_dark() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let mut barriers = Vec::new();
    for page in page_of_each_kind() {
        browser.visit(&site.page(&page)).await;
        barriers.extend(in_both_themes(&browser, &page).await);
    }
    browser.without_program().await;
    for page in pages().iter().map(String::as_str).chain(["nowhere"]) {
        browser.load(&site.page(page)).await;
        barriers.extend(in_both_themes(&browser, page).await);
    }
    assert!(barriers.is_empty(), "{}", barriers.join("\n"));

    // What is wrong would be found. Not as attributes: the policy of the site lets no style in.
    browser
        .run("const faint = document.createElement('p'); Object.assign(faint.style, { color: '#777', background: '#888' }); \
              faint.textContent = 'faint'; document.querySelector('main').append(faint, document.createElement('button'))")
        .await;
    let found = in_both_themes(&browser, "nowhere").await.join("\n");
    for rule in [
        "light: button-name",
        "light: color-contrast",
        "dark: color-contrast",
    ] {
        assert!(found.contains(rule), "{rule}: {found}");
    }
}

async fn in_both_themes(browser: &Browser, page: &str) -> Vec<String> {
    browser.load_axe().await;
    let mut barriers = Vec::new();
    // Only colours depend on the theme.
    for (theme, rules) in [("light", ALL), ("dark", COLOURS)] {
        let found = browser.barriers(theme, rules).await;
        barriers.extend(
            found
                .iter()
                .map(|line| format!("{page} in {theme}: {line}")),
        );
    }
    barriers
}
