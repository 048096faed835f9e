//! A reader with a screen reader, a keyboard or weak eyes: axe finds no barrier on any page, in light and in dark.

use std::{env, fs};

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site, pages};
use serde_json::json;

#[tokio::test]
async fn axe_finds_nothing_in_light_and_dark() {
    let file = env::var("TEAPOT_AXE").expect("TEAPOT_AXE names axe.min.js; scripts/test sets it");
    let axe = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let mut barriers = Vec::new();
    for page in pages().iter().map(String::as_str).chain(["nowhere"]) {
        // Only colours depend on the theme.
        for (theme, options) in [("light", "{}"), ("dark", "{ runOnly: ['color-contrast'] }")] {
            // Without motion, or axe measures colours on their way from one theme to the other.
            let feature = json!({ "features": [
                { "name": "prefers-color-scheme", "value": theme },
                { "name": "prefers-reduced-motion", "value": "reduce" },
            ] });
            browser
                .devtools("Emulation.setEmulatedMedia", feature)
                .await;
            if theme == "light" {
                browser.visit(&site.page(page)).await;
                browser.run(&axe).await;
            }
            let found = browser.run_async(&format!("axe.run({options}).then(result => done(result.violations.flatMap(rule => rule.nodes.map(node => `${{rule.id}}: ${{rule.help}}: ${{node.html}}`))))")).await;
            let found = found
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(|line| line.as_str());
            barriers.extend(found.map(|line| format!("{page} in {theme}: {line}")));
        }
    }
    assert!(barriers.is_empty(), "{}", barriers.join("\n"));
}
