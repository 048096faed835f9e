//! A reader pastes what a browser, a manual or a terminal gave: the form fills itself, says what it left out, and gives back
//! what was there.

use serde_json::{Value, json};
use teapot::share::lab::Lab;
use teapot::share::paste::paste;

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site};

const FILES: [&str; 3] = [
    include_str!("../it/paste/curl.txt"),
    include_str!("../it/paste/fetch.txt"),
    include_str!("../it/paste/raw.txt"),
];

/// What the form holds: method, path, fields, content, and what is said about the paste.
const FORM: &str = "const all = css => [...document.querySelectorAll(css)];\
    const value = css => document.querySelector(css)?.value;\
    const other = value('.setup select[aria-label=Method]') || value('.setup input[aria-label=\"Another method\"]');\
    return JSON.stringify([other, value('.setup input[aria-label=Path]'),\
        all('.fields li').map(line => [...line.querySelectorAll('input')].map(input => input.value)), value('#body'),\
        all('.pasted li').map(line => line.textContent)])";

/// Pastes into the field of the path, as a browser does.
async fn put(browser: &Browser, text: &str) {
    let text = Value::from(text);
    browser
        .run(&format!(
            "const data = new DataTransfer(); data.setData('text/plain', {text});\
             const field = document.querySelector('.setup input[aria-label=Path]'); field.focus();\
             field.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }}))"
        ))
        .await;
}

/// What the form should hold.
fn expected(text: &str, path: &str) -> Option<Value> {
    let read = paste(text)?.ok()?;
    // A path that is computed leaves the one that is there.
    let mut lab = Lab {
        path: path.to_owned(),
        ..Lab::default()
    };
    let left_out = lab.paste_into(read);
    let fields: Vec<[&str; 2]> = lab
        .fields
        .iter()
        .map(|line| [line.name(), line.value()])
        .collect();
    Some(json!([lab.method, lab.path, fields, lab.body, left_out]))
}

#[tokio::test]
async fn what_people_copy_fills_the_form() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/")).await;
    browser.run("globalThis.mark = 'kept'").await;
    let texts = FILES.iter().flat_map(|file| file.split("=== ").skip(1));
    let (mut filled, mut path) = (0, Lab::default().path);
    for (name, text) in texts.filter_map(|part| part.split_once('\n')) {
        let Some(expected) = expected(text, &path) else {
            continue;
        };
        put(&browser, text).await;
        let form = browser.run(FORM).await;
        let form: Value =
            serde_json::from_str(form.as_str().expect("text")).expect("the form as JSON");
        // A text area knows no carriage return.
        let plain = |value: &Value| value.to_string().replace("\\r", "");
        assert_eq!(plain(&form), plain(&expected), "{name}");
        filled += 1;
        expected[1]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut path);
    }
    assert!(filled >= 110, "{filled}");
    assert_eq!(
        browser.run("return globalThis.mark").await,
        json!("kept"),
        "nothing pasted ran or led elsewhere"
    );
    assert!(browser.complaints().await.is_empty());
}

#[tokio::test]
async fn a_paste_is_taken_back_refused_or_left_alone() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page("lab/?path=%2Fapi%2Forders%2F5&method=DELETE"))
        .await;
    let unseen = "return document.querySelector('.pasted').textContent.trim() == 'Undo' && !document.querySelector('.pasted button').checkVisibility()";
    browser.wait_for(unseen).await;
    put(&browser, "curl -k -X POST localhost:8418/api/users -d a=b").await;
    browser
        .wait_for("return document.querySelector('.pasted p').textContent.startsWith('Filled in from a curl command')")
        .await;
    browser.click(".pasted button").await;
    browser
        .wait_for("return document.querySelector('.setup input[aria-label=Path]').value == '/api/orders/5'")
        .await;
    browser
        .wait_for("return document.querySelector('.setup select[aria-label=Method]').value == 'DELETE' && document.querySelector('.pasted p').textContent.trim() == ''")
        .await;
    // A response is no request, and says so without touching the form.
    put(
        &browser,
        "HTTP/1.1 503 Service Unavailable\nRetry-After: 2\n\n",
    )
    .await;
    browser
        .wait_for("return document.querySelector('.pasted p').textContent.includes('Decide')")
        .await;
    let path = "return document.querySelector('.setup input[aria-label=Path]').value";
    assert_eq!(browser.run(path).await, json!("/api/orders/5"));
    // What it was about is gone with another path, and so is what was said.
    browser
        .run("const field = document.querySelector('#path'); field.focus(); field.select()")
        .await;
    browser.keys("/api/users").await;
    browser.wait_for(unseen).await;
    // Typed in full, a command is taken when the field is left.
    browser
        .run("const field = document.querySelector('.setup input[aria-label=Path]'); field.focus(); field.select()")
        .await;
    browser.keys("curl -I localhost:8418/api/users/7\t").await;
    browser
        .wait_for(
            "return document.querySelector('.setup select[aria-label=Method]').value == 'HEAD'",
        )
        .await;
    assert_eq!(browser.run(path).await, json!("/api/users/7"));
}
