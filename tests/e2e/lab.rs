//! A reader runs the lab: with the keyboard, with wrong input, from links; and both networks tell the same story.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site};

/// What happened on the client and in what order, without the times: those of Live are measured.
const STORY: &str = "return [...document.querySelectorAll('.alt tbody tr')]\
    .map(row => [...row.cells].map(cell => cell.textContent)).filter(cells => cells[1] == 'Client').map(cells => cells[2])";
/// Runs what is set up.
pub const RUN: &str = ".run button[type=submit]";
const HEAD: &str = "return document.querySelector('.ended')?.textContent ?? ''";
/// A run through the worker has ended: its times are measured, and the worker waits for the next.
pub const WENT_LIVE: &str = "return document.querySelector('svg.xc').textContent.includes('measured') \
    && document.querySelectorAll('.alt tbody tr').length >= 2 \
    && document.querySelector('.net').textContent.includes('service worker is on')";
/// Nothing is left to wait for.
pub const ENDED: &str = "return !document.querySelector('.head .ended').hidden";

#[tokio::test]
async fn a_careful_client_survives_two_503s_in_both_networks() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/")).await;
    browser
        .run("document.querySelector('[aria-label=Path]').focus()")
        .await;
    browser.control('\u{e007}').await;
    browser.wait_for(ENDED).await;
    let told = browser.run(HEAD).await.to_string();
    assert!(told.contains("200") && told.contains("third try"), "{told}");
    let simulated = browser.run(STORY).await;
    assert_eq!(simulated.as_array().map(Vec::len), Some(6), "{simulated}");

    browser.click(".net label:nth-child(2)").await;
    browser
        .wait_for(
            "return document.querySelector('.net').textContent.includes('service worker is on')",
        )
        .await;
    browser.click(RUN).await;
    let arrived = "return performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('/docs/http/api/users/7')).length == 3";
    browser.wait_for(arrived).await;
    browser.wait_for(ENDED).await;
    browser
        .wait_for("return document.querySelector('.ended').textContent.includes('third try')")
        .await;
    assert_eq!(browser.run(STORY).await, simulated);

    // Another situation goes the same way: the switch stays where the reader put it.
    browser.click(".situations > ul li:nth-child(2) a").await;
    browser
        .wait_for("return document.querySelector('.ended').textContent.includes('429')")
        .await;
    browser.wait_for(WENT_LIVE).await;

    // Switched off, it leaves nothing behind.
    browser.click(".net label:nth-child(1)").await;
    let left = "const check = async () => { \
        const left = (await navigator.serviceWorker.getRegistrations()).length + (await caches.keys()).length; \
        left ? setTimeout(check, 50) : done(left) }; check()";
    assert_eq!(browser.run_async(left).await, json!(0));
}

/// Set-ups to be told alike by both networks. Waits and badges are part of the story, so the seed counts too.
const ALIKE: [&str; 50] = [
    "client=grpc-hedging&script=503,+ok",
    "client=grpc-hedging&script=ok+after%3D2s,+ok",
    "client=ky&calls=2&policy=budget%3Dtokens+20+cost+14+throttled+5+timed-out+14+success+1;base%3D50+ms&script=503+x9",
    "policy=refreshes%3Dyes&path=/api/sessions/current&field=Authorization:+Bearer+expired&script=",
    "client=axios-retry&script=501,+503+x2",
    "client=urllib3-typical&script=429+retry-after%3D1",
    "client=fetch&script=",
    "script=503+x2",
    "script=500,502+retry-after%3D1,504",
    "script=501",
    "script=429+retry-after%3D1",
    "script=503+retry-after%3D3600",
    "script=reset",
    "script=reset+before",
    "script=refused",
    "script=dns",
    "script=tls",
    "script=truncated",
    "script=not-http",
    "script=timeout",
    "script=empty",
    "script=broken-chunk",
    "client=fetch&script=wrong-type",
    "client=fetch&script=bad-json",
    "client=fetch&script=wrong-length",
    "client=fetch&script=error-in-200",
    "client=fetch&script=leaky",
    "script=bug",
    "script=maintenance",
    "script=upstream-down",
    "script=upstream-reset",
    "script=upstream-slow",
    "script=522",
    "script=portal",
    "script=limit+fixed+1/10s;+503",
    "client=fetch&script=drip+500ms",
    "client=fetch&path=/api/&script=",
    "client=fetch&path=/api/files/verse.txt&field=Range:+bytes%3D0-19&script=",
    "client=fetch&path=/api/users/7&field=If-None-Match:+%227-v1%22&script=",
    "client=fetch&method=PUT&path=/api/files/a.txt&field=Content-Type:+text/plain&body=tea&script=",
    "client=fetch&method=QUERY&path=/api/products&field=Content-Type:+application/json&body=%7B%22q%22:%22tea%22%7D&script=",
    "client=fetch&method=POST&path=/api/orders/5/payment&field=Idempotency-Key:+%22k%22&script=",
    "client=fetch&path=/api/status/404&script=",
    "client=fetch&path=/api/status/418&script=",
    "client=fetch&path=/api/users/99&script=",
    "client=fetch&method=DELETE&path=/api/users/7&script=",
    "client=fetch&method=OPTIONS&path=/api/users&script=",
    "client=fetch&method=PUT&path=/api/users&script=",
    "client=fetch&path=/api/admin/report&script=",
    "method=POST&path=/api/users&field=Content-Type:+application/json&field=Idempotency-Key:+%228c1f%22&body=%7B%22name%22:%22Ada%22%7D&script=503+retry-after%3D1,reset",
];

#[tokio::test]
async fn both_networks_tell_the_same_story() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    for query in ALIKE {
        let mut told = Vec::new();
        for network in ["", "&live=yes"] {
            browser
                .visit(&site.page(&format!("lab/?{query}{network}")))
                .await;
            browser.click(RUN).await;
            if !network.is_empty() {
                browser.wait_for(WENT_LIVE).await;
            }
            browser.wait_for(ENDED).await;
            told.push(browser.run(STORY).await);
        }
        assert_eq!(told[0], told[1], "simulated and live disagree on {query}");
        assert!(
            told[0].as_array().is_some_and(|story| story.len() >= 2),
            "{query}: {told:?}"
        );
    }
}

#[tokio::test]
async fn wrong_input_is_said_beside_its_field_and_kept() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let query = "lab/?method=POST&path=no+slash&field=Bad+Name:+x&field=Content-Type:+application/json&body=%7Bbroken&script=503+x0&seed=many&client=swift-retry&future=%3Cimg+src%3Dx%3E";
    browser.visit(&site.page(query)).await;
    browser
        .wait_for("return document.querySelectorAll('[aria-invalid=true]').length >= 4")
        .await;
    let page = browser
        .run("return document.querySelector('main').innerText")
        .await
        .to_string();
    assert!(
        page.contains("swift-retry") && page.contains("left out"),
        "{page}"
    );
    browser.click(RUN).await;
    browser
        .wait_for("return document.querySelector('#refused') != null")
        .await;
    let kept = browser
        .run("return [document.querySelector('[aria-label=Path]').value, document.querySelector('#body').value]")
        .await;
    assert_eq!(kept, json!(["no slash", "{broken"]));
    assert_eq!(
        browser
            .run("return document.querySelectorAll('main img').length")
            .await,
        json!(0)
    );
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_run_can_be_stepped_through_in_virtual_time() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page("lab/?script=503+retry-after%3D20"))
        .await;
    browser.click(RUN).await;
    browser.wait_for(ENDED).await;
    browser.click("[aria-label='To the start']").await;
    browser
        .wait_for("return document.querySelector('.going').hidden == false")
        .await;
    let mut moments = vec![browser.text(".play .time").await];
    for _ in 0..6 {
        browser.click("[aria-label='Step forward']").await;
        moments.push(browser.text(".play .time").await);
    }
    moments.dedup();
    assert!(moments.len() >= 6, "each step goes on: {moments:?}");
    browser
        .wait_for("return document.querySelector('svg.xc') != null")
        .await;
}

#[tokio::test]
async fn the_simulated_network_works_in_a_sandboxed_frame_without_storage() {
    let site = Site::with(&["--under", SUB_PATH, "--allow-origin", "*"]);
    let browser = Browser::open().await;
    let page = site.page("lab/");
    browser
        .load(&format!("data:text/html,<iframe sandbox='allow-scripts' width=1400 height=800 src='{page}'></iframe>"))
        .await;
    browser.enter_frame().await;
    browser
        .wait_for("return 'hydrated' in document.documentElement.dataset")
        .await;
    browser.click(RUN).await;
    browser
        .wait_for("return document.querySelector('.ended').textContent.includes('third try')")
        .await;
    // Live cannot be had here, and the page says why.
    browser.click(".net label:nth-child(2)").await;
    browser.wait_for("return document.querySelector('.net').textContent.includes('may not start a service worker')").await;
}

/// What the worker answers to every code, and what the same backend answers here.
#[tokio::test]
async fn the_worker_answers_every_code_as_the_backend_does() {
    use teapot::backend::{Backend, Script};
    use teapot::protocol::{Outcome, Request};
    use teapot::time::Instant;

    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/?live=yes")).await;
    browser.click(RUN).await;
    browser.wait_for(WENT_LIVE).await;
    let ask = "const one = async code => { const got = await fetch(`api/status/${code}`, { redirect: 'manual' }); \
        return [got.status, got.type, Object.fromEntries(got.headers), await got.text()] }; \
        Promise.all([...Array(400).keys()].map(n => one(200 + n))).then(done, error => done(String(error)))";
    let answers = browser.run_async(ask).await;
    let answers = answers.as_array().unwrap_or_else(|| panic!("{answers}"));
    assert_eq!(answers.len(), 400);
    let mut backend = Backend::new(Script::default(), 0);
    for (code, answer) in (200..600).zip(answers) {
        let uri = format!("/api/status/{code}").parse().expect("a path");
        let reply = backend.respond(Instant::START, &Request::new(http::Method::GET, uri));
        let Some(Outcome::Answered(response)) = reply.outcome else {
            panic!("{code}: {reply:?}")
        };
        let redirects = [301, 302, 303, 307, 308].contains(&code);
        if redirects {
            // What fetch() shows of a redirect it does not follow.
            assert_eq!(answer[1], json!("opaqueredirect"), "{code}");
            continue;
        }
        assert_eq!(answer[0], json!(code));
        for (name, value) in &response.headers {
            if name == http::header::DATE
                || name == http::header::LOCATION
                || name == http::header::CONTENT_LENGTH
                || name == "cf-ray"
            {
                continue;
            }
            assert_eq!(
                answer[2][name.as_str()],
                json!(value.to_str().expect("text")),
                "{code} {name}"
            );
        }
        assert_eq!(
            without_id(answer[3].as_str().unwrap_or_default()),
            without_id(&response.body.text()),
            "{code}"
        );
    }
}

/// Content without what names this one answer: requests at once get their names in any order.
fn without_id(body: &str) -> Value {
    let page = body.split("<p>Ray ID").next().unwrap_or_default();
    let mut body: Value = serde_json::from_str(body).unwrap_or(json!(page));
    if let Some(problem) = body.as_object_mut() {
        problem.remove("instance");
        problem.remove("error_id");
    }
    body
}

/// Requests with markup wherever a request has room for it.
const HOSTILE: [&str; 5] = [
    "method=PUT&path=/api/products/tray&field=Content-Type:+application/json&body=%7B%22name%22:%22%3Cimg+src%3Dx+onerror%3Ddocument.title%3D1%3E%22,%22price%22:1%7D&script=",
    "method=POST&path=/api/users&field=Content-Type:+application/json&body=%7B%22%3Cimg+src%3Dx%3E%22:1,%22name%22:%22%3Cscript%3E%22%7D&script=",
    "path=/api/users/%253Cimg%2520src%253Dx%253E&script=",
    "method=GET&path=/api/products?q=%253Cimg%253E&field=X-Note:+%3Cimg+src%3Dx+onerror%3Ddocument.title%3D1%3E&script=wrong-type",
    "path=/api/users/7&script=%3Cimg+src%3Dx+onerror%3Ddocument.title%3D1%3E;+limit+%3Cb%3E",
];

#[tokio::test]
async fn what_a_request_contains_is_shown_and_never_runs() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    for query in HOSTILE {
        browser.visit(&site.page(&format!("lab/?{query}"))).await;
        browser.click(RUN).await;
        browser
            .wait_for(
                "return !document.querySelector('.head .ended').hidden || document.querySelector('#refused') != null",
            )
            .await;
        // Every part that shows a message, the table included.
        browser
            .run("document.querySelectorAll('main details').forEach(part => part.open = true)")
            .await;
        let found = browser
            .run("return [document.querySelectorAll('main :is(img, script, b > b)').length, document.title]")
            .await;
        assert_eq!(found, json!([0, "Lab · Teapot"]), "{query}");
        let shown = browser
            .run("return document.querySelector('main').textContent + document.querySelector('#script').value")
            .await
            .to_string();
        assert!(
            shown.contains("<img") || shown.contains("%3Cimg"),
            "{query}"
        );
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
