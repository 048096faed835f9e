//! A reader follows links nobody should make: the page opens what makes sense of each, says what it leaves out, and runs
//! none of it.

use serde_json::{Value, json};
use teapot::share::lab::Lab;

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site};

#[path = "../it/hostile.rs"]
mod hostile;

/// Goes to an address as links within the page do; what is seen of it then: what was left out, what stands in the form, and
/// markup or a title that is not the page's own.
const GO: &str = "history.pushState(null, '', 'lab/#?' + QUERY); dispatchEvent(new PopStateEvent('popstate')); \
    requestAnimationFrame(() => setTimeout(() => done([document.querySelector('.left-out')?.textContent ?? '', \
    ['#path', '#body', '#script'].map(css => document.querySelector(css).value), \
    document.querySelectorAll('main :is(img, script, svg[onload])').length, document.title, document.querySelector('#notice').hidden])))";

#[tokio::test]
async fn hostile_links_are_opened_and_never_run() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::unthrottled().await;
    browser.visit(&site.page("lab/")).await;
    let mut before = Lab::default();
    for link in hostile::links() {
        // As a browser reads it.
        let link = link.replace('#', "%23");
        let (lab, ignored) = Lab::parse(&link);
        let seen = browser
            .run_async(&GO.replace("QUERY", &Value::from(link.as_str()).to_string()))
            .await;
        // Text areas have one kind of line end, and fields none.
        let line = |text: &str| text.replace(['\n', '\r'], "");
        let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        let form = json!([line(&lab.path), lines(&lab.body), lines(&lab.script)]);
        assert_eq!(
            (&seen[1], &seen[2], &seen[3], &seen[4]),
            (&form, &json!(0), &json!("Lab · Teapot"), &json!(true)),
            "{link}"
        );
        let said = seen[0].as_str().unwrap_or_default();
        if lab != before {
            assert_eq!(said.is_empty(), ignored.is_empty(), "{link}: {said}");
            assert!(
                ignored.iter().all(|what| said.contains(what.as_str())),
                "{link}: {said}, not {ignored:?}"
            );
        }
        before = lab;
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
