//! A reader without JavaScript: every page is a file that says what it has to say.

use std::collections::BTreeMap;

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site, html, inside, pages, text};
use serde_json::json;

#[test]
fn every_page_has_a_heading_and_content_in_its_file() {
    for page in pages() {
        let html = html(&page);
        assert_eq!(html.matches("<h1").count(), 1, "{page}: one h1");
        let heading = text(inside(&html, "h1").expect("an h1"));
        assert!(!heading.is_empty(), "{page}: the h1 is empty");
        let main = text(inside(&html, "main").unwrap_or_else(|| panic!("{page}: no main")));
        assert!(
            main.contains(&heading),
            "{page}: the h1 belongs to the main content"
        );
    }
}

#[test]
fn every_page_has_its_own_title_and_description() {
    let mut seen = BTreeMap::new();
    for page in pages() {
        let html = html(&page);
        let title = inside(&html, "title")
            .unwrap_or_else(|| panic!("{page}: no title"))
            .to_string();
        assert!(title.ends_with(" · Teapot"), "{page}: {title}");
        assert!(
            html.contains(r#"<meta name="description" content=""#),
            "{page}: no description"
        );
        if let Some(other) = seen.insert(title.clone(), page.clone()) {
            panic!("{page} and {other} are both called {title}");
        }
    }
}

#[test]
fn no_page_holds_a_script_or_a_style() {
    for page in pages() {
        let html = html(&page);
        for script in html.split("<script").skip(1) {
            assert!(script.contains("></script>"), "{page}: an inline script");
        }
        assert!(
            !html.contains("<style") && !html.contains(" style=\""),
            "{page}: an inline style"
        );
    }
}

#[tokio::test]
async fn the_pages_are_seen_with_scripts_switched_off() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .devtools(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": true }),
        )
        .await;
    browser.load(&site.page("codes/503/")).await;
    assert!(browser.text("h1").await.contains("503"));
    browser.click("a[href='lab/']").await;
    assert!(browser.text("h1").await.contains("Two 503s"));
    assert!(
        browser
            .text("main")
            .await
            .contains("It worked at the third try."),
        "the first run is drawn for those without a program too"
    );
}
