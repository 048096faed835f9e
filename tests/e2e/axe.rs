//! A reader with a screen reader, a keyboard or weak eyes: axe finds no barrier on any page, in light and in dark.

use crate::browser::{ALL, Browser, COLOURS};
use crate::site::{SUB_PATH, Site, pages};

#[tokio::test]
async fn axe_finds_nothing_in_light_and_dark() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let mut barriers = Vec::new();
    for page in pages().iter().map(String::as_str).chain(["nowhere"]) {
        // Only colours depend on the theme.
        for (theme, rules) in [("light", ALL), ("dark", COLOURS)] {
            if theme == "light" {
                browser.visit(&site.page(page)).await;
                browser.load_axe().await;
            }
            let found = browser.barriers(theme, rules).await;
            barriers.extend(
                found
                    .iter()
                    .map(|line| format!("{page} in {theme}: {line}")),
            );
        }
    }
    assert!(barriers.is_empty(), "{}", barriers.join("\n"));
}
