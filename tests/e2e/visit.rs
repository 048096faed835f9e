//! A reader opens what the worker answers as a page of its own: nothing in it runs, whoever wrote it.

use serde_json::json;

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site};

/// What a hostile text would do if it were markup.
const MARKUP: &str = "<img src=x onerror=document.title=1><script>document.title=2</script>";

#[tokio::test]
async fn an_answer_that_is_opened_as_a_page_runs_nothing() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/")).await;
    browser.click(".net label:nth-child(2)").await;
    browser
        .wait_for(
            "return document.querySelector('.net').textContent.includes('service worker is on')",
        )
        .await;
    // The page itself may ask for such an answer and read it.
    let echo = format!(
        "fetch('api/users', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, \
         body: JSON.stringify({{ name: {MARKUP:?} }}) }}).then(async got => done([got.status, (await got.json()).name, \
         got.headers.has('content-security-policy')]), error => done(String(error)))"
    );
    assert_eq!(browser.run_async(&echo).await, json!([201, MARKUP, false]));
    // Opened by its address, with markup in it, and sent by a form of another site, with markup in its content.
    let address = format!("{}api/{}", site.url, MARKUP.replace(' ', "%20"));
    browser.load(&address).await;
    harmless(&browser).await;
    for (to, kind) in [
        ("api/users", "text/plain"),
        ("api/status/200", "text/plain"),
        ("api/users", "application/x-www-form-urlencoded"),
    ] {
        let form = format!(
            "data:text/html,<form method=post enctype={kind} action={}{to}><input name='{{\"name\":\"{}\",\"x\":\"' value='\"}}'></form>",
            site.url,
            MARKUP.replace('<', "%26lt;").replace('=', "%26%2361;")
        );
        browser.load(&form).await;
        browser.run("document.forms[0].submit()").await;
        browser
            .wait_for("return location.protocol == 'http:' && document.readyState == 'complete'")
            .await;
        harmless(&browser).await;
    }
}

/// The page that is open is text, and may not do anything.
async fn harmless(browser: &Browser) {
    let found = browser
        .run("return [document.contentType.includes('json') || document.contentType == 'text/plain', \
              document.querySelectorAll('img, script').length, document.title, self.origin]")
        .await;
    assert_eq!(
        found,
        json!([true, 0, "", "null"]),
        "{}",
        browser.run("return location.href").await
    );
}
