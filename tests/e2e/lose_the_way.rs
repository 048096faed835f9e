//! A reader follows a stale link: the page says so, in the site's own dress, and leads on.

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site, dist, inside, text};
use serde_json::json;

#[test]
fn the_file_says_so_without_javascript() {
    let html = std::fs::read_to_string(dist().join("404.html")).expect("dist has a 404.html");
    assert!(text(inside(&html, "main").expect("a main")).contains("404"));
    assert!(
        html.contains(r#"<base href="/">"#),
        "at the root of a host its links work unaided"
    );
}

#[tokio::test]
async fn an_unknown_address_shows_the_404_page_at_any_depth() {
    let browser = Browser::open().await;
    for under in ["/", SUB_PATH] {
        let site = Site::at(under);
        for unknown in ["nowhere", "codes/999/", "decide/no-such-node/", "a/b/c/d"] {
            browser.visit(&site.page(unknown)).await;
            let status = "fetch(location.href).then(response => done(response.status))";
            assert_eq!(browser.run_async(status).await, json!(404), "{unknown}");
            assert!(browser.text("h1").await.contains("404"), "{under}{unknown}");
            assert!(
                browser
                    .run("return document.title")
                    .await
                    .as_str()
                    .is_some_and(|title| title.starts_with("404"))
            );
            let dressed = "return [...document.styleSheets].length > 0 && [...document.styleSheets].every(sheet => sheet.cssRules.length > 0)";
            assert_eq!(
                browser.run(dressed).await,
                json!(true),
                "{under}{unknown} lost its style sheets"
            );

            browser.click("main a[href='./']").await;
            browser
                .wait_for(&format!("return location.pathname == '{under}'"))
                .await;
            browser
                .wait_for(
                    "return document.querySelector('h1').textContent.includes('HTTP status codes')",
                )
                .await;
        }
    }
}
