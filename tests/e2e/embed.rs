//! A reader meets a page inside somebody else's: a sandboxed frame without an origin and without storage.

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site, page_of_each_kind};

#[tokio::test]
async fn pages_work_in_a_sandboxed_frame() {
    let site = Site::with(&["--under", SUB_PATH, "--allow-origin", "*"]);
    let browser = Browser::open().await;
    for page in page_of_each_kind() {
        let frame = format!(
            "data:text/html,<title>host</title><iframe sandbox='allow-scripts' width=1000 height=700 src='{}'></iframe>",
            site.page(&page)
        );
        browser.load(&frame).await;
        browser.enter_frame().await;
        browser
            .wait_for("return 'hydrated' in document.documentElement.dataset")
            .await;

        // The frame may not change its address without loading, so links load.
        browser.click("header a[href='lab/']").await;
        browser.wait_for("return document.title.startsWith('Lab') && 'hydrated' in document.documentElement.dataset").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new(), "{page}");
    }
}
