//! The browser stops the service worker whenever it likes, and a reader notices nothing: runs go on, servers remember.

use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::lab::{ENDED, RUN, WENT_LIVE};
use crate::site::{SUB_PATH, Site};

/// What happened, where and in what order, without the times: those of Live are measured.
const STORY: &str = "return [...document.querySelectorAll('.alt tbody tr')]\
    .map(row => [...row.cells].slice(1, 3).map(cell => cell.textContent))";
/// The run is over, well or not.
const OVER: &str = "return !document.querySelector('.net').textContent.includes('Running.')";

/// A POST that creates a user, with a key.
const CREATE: &str = "method=POST&path=/api/users&field=Content-Type:+application/json&field=Idempotency-Key:+%228c1f%22\
    &body=%7B%22name%22:%22Ada%22%7D";

/// How often the worker is stopped in one run at most: on a slow machine it could not start in between.
const MOST: usize = 14;

/// Runs what is set up and tells its story; while it goes on, the worker is stopped after each of the pauses in turn.
async fn story(browser: &Browser, page: &str, pauses: &[u64]) -> (Value, usize) {
    browser.visit(page).await;
    browser.click(RUN).await;
    let mut stops = 0;
    if page.contains("live=yes") {
        browser
            .wait_for("return /Running|service worker is on/.test(document.querySelector('.net').textContent)")
            .await;
        for pause in pauses.iter().cycle().take(MOST) {
            if browser.run(OVER).await == json!(true) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(*pause)).await;
            browser.stop_workers().await;
            stops += 1;
        }
        browser.wait_for(WENT_LIVE).await;
    }
    browser.wait_for(ENDED).await;
    (browser.run(STORY).await, stops)
}

async fn survives(query: &str, least: usize) {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let page = site.page(&format!("lab/?{query}"));
    let live = format!("{page}&live=yes");
    let (simulated, _) = story(&browser, &page, &[]).await;
    let (undisturbed, _) = story(&browser, &live, &[]).await;
    assert_eq!(undisturbed, simulated, "{query}");
    for pauses in [&[600][..], &[150, 700, 250, 400], &[40, 900, 90]] {
        let (told, stops) = story(&browser, &live, pauses).await;
        assert_eq!(told, undisturbed, "{query}, stopped every {pauses:?} ms");
        assert!(stops >= least, "{query}: stopped {stops} times only");
    }
}

#[tokio::test]
async fn a_run_of_slow_attempts_goes_on_when_the_worker_is_stopped() {
    survives(
        &format!("{CREATE}&script=503+after%3D1s+x2,reset+after%3D1s,ok+after%3D1s"),
        5,
    )
    .await;
}

#[tokio::test]
async fn redirects_silence_and_late_answers_stay_what_they_are() {
    survives("script=timeout,ok+after%3D3s,truncated+after%3D1s,ok", 5).await;
    survives(
        "client=fetch&method=DELETE&path=/api/users/7&script=reset+after%3D2s",
        2,
    )
    .await;
}

/// `fetch()` follows redirects itself, so the simulated story is a longer one.
#[tokio::test]
async fn a_chain_of_redirects_is_walked_once() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let page = site.page(&format!(
        "lab/?{CREATE}&client=fetch&live=yes&script=307+after%3D1s+x2,ok+after%3D1s"
    ));
    let (undisturbed, _) = story(&browser, &page, &[]).await;
    for pauses in [&[400][..], &[150, 700, 90]] {
        let (told, stops) = story(&browser, &page, pauses).await;
        assert_eq!(told, undisturbed, "stopped every {pauses:?} ms");
        assert!(stops >= 3, "stopped {stops} times only");
    }
}

/// Asks in the page's own words: the status and the JSON that came.
async fn ask(browser: &Browser, request: &str) -> Value {
    let script = format!(
        "fetch({request}).then(async got => done([got.status, await got.json().catch(() => null)]), error => done(String(error)))"
    );
    browser.run_async(&script).await
}

const MARY: &str = "'api/users', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{\"name\":\"Mary Shaw\"}' }";

/// Goes to the lab and starts the worker.
async fn go_live(browser: &Browser, site: &Site) {
    browser.visit(&site.page("lab/")).await;
    browser.click(".net label:nth-child(2)").await;
    browser
        .wait_for(
            "return document.querySelector('.net').textContent.includes('service worker is on')",
        )
        .await;
}

#[tokio::test]
async fn each_page_has_a_server_of_its_own_that_remembers() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    go_live(&browser, &site).await;
    let made = ask(&browser, MARY).await;
    assert_eq!((&made[0], &made[1]["id"]), (&json!(201), &json!(13)));
    for _ in 0..5 {
        browser.stop_workers().await;
        let found = ask(&browser, "'api/users/13'").await;
        assert_eq!(found[1]["name"], json!("Mary Shaw"), "{found}");
    }
    // Another page knows nothing of it.
    browser.visit(&site.page("")).await;
    assert_eq!(ask(&browser, "'api/users/13'").await[0], json!(404));
    // Those that share a name do.
    let shared = MARY.replace("headers: {", "headers: { 'teapot-world': 'ours',");
    assert_eq!(ask(&browser, &shared).await[0], json!(201));
    browser.visit(&site.page("codes/503/")).await;
    let found = ask(
        &browser,
        "'api/users/13', { headers: { 'teapot-world': 'ours' } }",
    )
    .await;
    assert_eq!(found[0], json!(200), "{found}");
}

/// The keys of what the worker stored.
const STORED: &str = "(async () => { const keys = []; for (const name of await caches.keys()) \
    for (const request of await (await caches.open(name)).keys()) keys.push(new URL(request.url).search); return keys })()";

#[tokio::test]
async fn old_servers_are_forgotten() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    go_live(&browser, &site).await;
    for page in ["", "lab/", "codes/404/", "codes/503/"] {
        browser.visit(&site.page(page)).await;
        assert_eq!(ask(&browser, "'api/users/1'").await[0], json!(200));
    }
    let stored = browser.run_async(&format!("{STORED}.then(done)")).await;
    let pages = stored.as_array().expect("keys").iter();
    let pages = pages.filter(|key| key.as_str().is_some_and(|key| key.starts_with("?page")));
    // The one before may not have been gone yet when the last one came.
    assert!((1..=2).contains(&pages.count()), "{stored}");
    let many = "(async () => { for (let n = 0; n < 60; n++) await fetch('api/users/1', { headers: { 'teapot-world': 'w' + n } }); done() })()";
    browser.run_async(many).await;
    let stored = browser.run_async(&format!("{STORED}.then(done)")).await;
    let stored = stored.as_array().expect("keys");
    assert!(stored.len() <= 50, "{}", stored.len());
    assert!(
        stored.contains(&json!("?w59")) && !stored.contains(&json!("?w0")),
        "{stored:?}"
    );
}

#[tokio::test]
async fn what_was_stored_may_be_garbage_or_gone() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    go_live(&browser, &site).await;
    for garbage in [
        "''",
        "'garbage'",
        "'[2,{}]'",
        "'[3,{\"backend\":{}}]'",
        "new Uint8Array([255, 0, 128])",
    ] {
        let put = format!(
            "(async () => {{ const [name] = await caches.keys(); const cache = await caches.open(name); \
             await cache.put('world?ours', new Response({garbage})); done(name) }})()"
        );
        // There is a store from the first request on.
        ask(
            &browser,
            "'api/users/1', { headers: { 'teapot-world': 'ours' } }",
        )
        .await;
        browser.run_async(&put).await;
        browser.stop_workers().await;
        let made = ask(
            &browser,
            &MARY.replace("headers: {", "headers: { 'teapot-world': 'ours',"),
        )
        .await;
        assert_eq!(
            (&made[0], &made[1]["id"]),
            (&json!(201), &json!(13)),
            "{garbage}"
        );
    }
    browser.run_async("caches.keys().then(names => Promise.all(names.map(name => caches.delete(name)))).then(done)").await;
    browser.stop_workers().await;
    assert_eq!(
        ask(
            &browser,
            "'api/users/13', { headers: { 'teapot-world': 'ours' } }"
        )
        .await[0],
        json!(404)
    );
    assert_eq!(
        browser
            .complaints()
            .await
            .into_iter()
            .filter(|line| !line.contains("404"))
            .collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_full_store_matters_only_when_the_worker_is_stopped() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let page = site.page(&format!("lab/?{CREATE}&script=503,reset"));
    let (simulated, _) = story(&browser, &page, &[]).await;
    go_live(&browser, &site).await;
    assert_eq!(ask(&browser, MARY).await[0], json!(201));
    let origin = browser.run("return location.origin").await;
    let quota = json!({ "origin": origin, "quotaSize": 1 });
    browser
        .devtools("Storage.overrideQuotaForOrigin", quota)
        .await;
    let full = "caches.open('other').then(cache => cache.put('x', new Response('x'))).then(() => done(false), () => done(true))";
    assert_eq!(browser.run_async(full).await, json!(true));
    // The worker goes on with what it has in memory.
    assert_eq!(ask(&browser, MARY).await[1]["id"], json!(14));
    assert_eq!(ask(&browser, "'api/users/14'").await[0], json!(200));
    // Stopped, it begins anew instead of with half of it.
    browser.stop_workers().await;
    assert_eq!(ask(&browser, "'api/users/13'").await[0], json!(404));
    let (told, _) = story(&browser, &format!("{page}&live=yes"), &[]).await;
    assert_eq!(told, simulated);
}
