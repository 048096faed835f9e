//! A reader comes back to what was run, takes back what was edited, and loads the page anew: with the keyboard, on the
//! narrowest phone, and where the browser keeps nothing, has no room or has something else.

use serde_json::{Value, json};

use crate::browser::{ALL, Browser, COLOURS};
use crate::form::choose_client;
use crate::lab::{ENDED, RUN};
use crate::site::{SUB_PATH, Site};

/// The runs as they are listed: chip and title, client and story.
const LISTED: &str = "return [...document.querySelectorAll('.past li a')]\
    .map(link => [...link.children].slice(0, 2).map(part => part.textContent).join(' | '))";
const SAID: &str = "return document.querySelector('.past [role=status]').textContent";
const OPEN: &str = "return document.querySelector('.runs').open";
const SHUT: &str =
    "return !document.querySelector('.runs').open && document.activeElement.id == 'runs'";
const TWO_503S: &str = "200 Two 503s | careful: 3 attempts. It worked at the third try.";
/// What is typed, and the address it stands in.
const TYPED: &str = "return [document.querySelector('#path').value, document.querySelector('#body').value, \
    document.querySelector('#script').value, document.querySelector('#client').value]";
const PATH: &str = "return document.querySelector('#path').value";

fn is(script: &str, value: &Value) -> String {
    let script = script.strip_prefix("return ").unwrap_or(script);
    format!("return JSON.stringify({script}) == JSON.stringify({value})")
}

/// Runs what is set up with this query; whatever is shown on arrival is not a run that was pressed.
async fn run(browser: &Browser, site: &Site, query: &str) {
    browser.visit(&site.page(&format!("lab/{query}"))).await;
    browser.wait_for(ENDED).await;
    // On a phone the button may lie in a part of the page that is not open.
    browser
        .run(&format!("document.querySelector('{RUN}').click()"))
        .await;
    browser.wait_for(ENDED).await;
}

async fn open(browser: &Browser) {
    browser.click("#runs").await;
    browser.wait_for(OPEN).await;
}

#[tokio::test]
async fn runs_are_found_again_after_a_reload_and_open_what_they_were() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/")).await;
    open(&browser).await;
    browser
        .wait_for(&is(
            SAID,
            &json!("No runs yet. Each one you press stands here afterwards."),
        ))
        .await;
    run(&browser, &site, "").await;
    run(
        &browser,
        &site,
        "?client=fetch&script=reset&field=X-Note:+%3Cimg+src%3Dx%3E&path=/api/users/%3Cb%3E",
    )
    .await;
    run(&browser, &site, "?client=fetch&script=reset").await;
    open(&browser).await;
    let lost = "Reset GET /api/users/7 | fetch: 1 attempt. The answer was lost: the work may be done, and the client cannot tell.";
    browser
        .wait_for(&is(LISTED, &json!([lost, TWO_503S])))
        .await;
    let now = "return document.querySelector('.past time').textContent";
    assert_eq!(browser.run(now).await, json!("just now"));

    // With the keyboard: opened, left, opened again and followed; the set-up that is open is marked.
    browser.keys("\u{e00c}").await;
    browser.wait_for(SHUT).await;
    browser.keys("\u{e007}").await;
    browser.wait_for(OPEN).await;
    let marked =
        "return document.querySelector('.past [aria-current]').textContent.includes('Reset')";
    browser.wait_for(marked).await;
    browser.keys("\u{e004}\u{e004}\u{e004}\u{e007}").await;
    browser.wait_for(SHUT).await;
    browser
        .wait_for("return document.querySelector('h1').textContent == 'Two 503s' && location.search == ''")
        .await;
    browser.wait_for(ENDED).await;

    // Opened, it has not been pressed; pressed, it moves to the top.
    open(&browser).await;
    browser
        .wait_for(&is(LISTED, &json!([lost, TWO_503S])))
        .await;
    browser.click(RUN).await;
    browser.wait_for(ENDED).await;
    open(&browser).await;
    browser
        .wait_for(&is(LISTED, &json!([TWO_503S, lost])))
        .await;

    // Cleared, and brought back below what ran since.
    browser.click("#runs-clear").await;
    browser
        .wait_for("return document.activeElement.id == 'runs-back' && !document.querySelector('.past li')")
        .await;
    browser.keys("\u{e00c}").await;
    run_here(&browser).await;
    open(&browser).await;
    browser.wait_for(&is(LISTED, &json!([TWO_503S]))).await;
    browser.click("#runs-back").await;
    browser
        .wait_for(&is(LISTED, &json!([TWO_503S, lost])))
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

async fn run_here(browser: &Browser) {
    browser.click(RUN).await;
    browser.wait_for(ENDED).await;
}

#[tokio::test]
async fn the_list_fits_a_phone_and_has_no_barriers() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.narrow(320).await;
    run(&browser, &site, "").await;
    let long = "?client=fetch&script=reset&path=/api/products/a-very-long-name-that-fits-no-phone-at-all-however-it-is-held";
    browser.visit(&site.page(&format!("lab/{long}"))).await;
    browser.wait_for(ENDED).await;
    browser
        .run("document.querySelector('.tabs button').click()")
        .await;
    browser.click(RUN).await;
    browser.wait_for(ENDED).await;
    open(&browser).await;
    let fits = "return document.documentElement.scrollWidth <= innerWidth \
        && document.querySelectorAll('.past li').length == 2 \
        && [...document.querySelectorAll('.past a')].every(link => link.scrollWidth <= link.clientWidth)";
    browser.wait_for(fits).await;
    browser.load_axe().await;
    for (theme, rules) in [("light", ALL), ("dark", COLOURS)] {
        let found = browser.barriers(theme, rules).await;
        assert!(found.is_empty(), "{theme}: {found:?}");
    }
}

#[tokio::test]
async fn where_nothing_is_kept_runs_last_as_long_as_the_page() {
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
    run_here(&browser).await;
    open(&browser).await;
    browser.wait_for(&is(LISTED, &json!([TWO_503S]))).await;
    browser
        .wait_for(&is(
            SAID,
            &json!("1 run. The browser keeps nothing for this site: they go with this page."),
        ))
        .await;
    browser.click("#runs-clear").await;
    browser
        .wait_for("return !document.querySelector('.past li')")
        .await;
    browser.click("#runs-back").await;
    browser.wait_for(&is(LISTED, &json!([TWO_503S]))).await;
}

#[tokio::test]
async fn a_full_storage_and_garbage_lose_no_run() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/")).await;
    let line = "1\\t5\\t200\\tcareful\\tOld\\t1 attempt.\\tseed=";
    browser
        .run(&format!("localStorage.setItem('teapot.runs', '<img src=x onerror=document.title=1>\\n2\\tnewer\\n{line}1\\n{line}2\\n1\\tbroken')"))
        .await;
    open(&browser).await;
    browser
        .wait_for(&is(
            SAID,
            &json!(
                "2 runs. 1 line of another version: kept, not shown. 2 lines could not be read."
            ),
        ))
        .await;
    run_here(&browser).await;
    let kept = browser
        .run(
            "return localStorage.getItem('teapot.runs').split('\\n').map(line => line.slice(0, 3))",
        )
        .await;
    assert_eq!(kept, json!(["1\t1", "2\tn", "1\t5", "1\t5", ""]));

    // There is room for less than what is there.
    browser
        .run("localStorage.removeItem('teapot.runs'); for (let size = 1 << 22; size > 300; size >>= 1) \
              try { for (;;) localStorage.setItem('full' + localStorage.length, 'x'.repeat(size)) } catch {}")
        .await;
    let fill = format!(
        "const lines = []; for (let n = 0; n < 9; n++) lines.push('{line}' + n); \
        localStorage.removeItem('full0'); localStorage.setItem('teapot.runs', lines.join('\\n')); \
        for (let size = 1 << 22; size > 10; size >>= 1) \
        try {{ for (;;) localStorage.setItem('more' + localStorage.length, 'x'.repeat(size)) }} catch {{}}"
    );
    browser.run(&fill).await;
    browser.visit(&site.page("lab/?seed=77")).await;
    run_here(&browser).await;
    open(&browser).await;
    browser
        .wait_for(&is(
            SAID,
            &json!(
                "10 runs. The browser has no room for all of them: the oldest go with this page."
            ),
        ))
        .await;
    browser.visit(&site.page("lab/")).await;
    open(&browser).await;
    browser
        .wait_for(
            "return document.querySelector('.past li b').textContent.includes('GET /api/users/7') \
                   && document.querySelectorAll('.past li').length == 5",
        )
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn edits_are_taken_back_and_made_again() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page("lab/?method=POST&path=/api/orders&body=tea&script=reset"))
        .await;
    browser.wait_for(&is(PATH, &json!("/api/orders"))).await;
    let opened = browser.run(TYPED).await;
    let undo = "document.querySelector('.setup .steps button')";
    assert_eq!(
        browser
            .run(&format!("return {undo}.getAttribute('aria-disabled')"))
            .await,
        json!("true")
    );

    // Typed, and taken back with a button, which says what it brings back.
    browser.click("#path").await;
    browser.keys("\u{e010}/9").await;
    browser.click("#body").await;
    browser
        .wait_for(&format!(
            "return {undo}.getAttribute('aria-label') == 'Undo: path'"
        ))
        .await;
    browser.keys("\u{e010} cup").await;
    browser.click(".setup .steps button").await;
    browser.wait_for(&format!("return document.querySelector('#body').value == 'tea' && {undo}.getAttribute('aria-label') == 'Undo: path'")).await;
    browser.click(".setup .steps button").await;
    browser.wait_for(&is(TYPED, &opened)).await;
    browser
        .wait_for("return location.search.includes('path=%2Fapi%2Forders&')")
        .await;
    let nothing_ran = "return document.querySelector('.run [data-main]').textContent";
    assert_eq!(browser.run(nothing_ran).await, json!("Run again"));

    // With keys, where nothing is typed into; inside a field they are the browser's own.
    browser.control('y').await;
    browser.wait_for(&is(PATH, &json!("/api/orders/9"))).await;
    browser.control('y').await;
    browser
        .wait_for("return document.querySelector('#body').value == 'tea cup'")
        .await;
    browser.control('z').await;
    browser
        .wait_for("return document.querySelector('#body').value == 'tea'")
        .await;
    browser.click("#path").await;
    browser.keys("\u{e010}x").await;
    browser.control('z').await;
    browser.wait_for(&is(PATH, &json!("/api/orders/9"))).await;

    // A situation that was opened, and a client that was chosen.
    browser.click(".situations > ul li:nth-child(2) a").await;
    browser
        .wait_for("return document.querySelector('#script').value != 'reset'")
        .await;
    choose_client(&browser, "ky").await;
    browser.run("document.activeElement.blur()").await;
    browser
        .wait_for(&format!(
            "return {undo}.getAttribute('aria-label') == 'Undo: client'"
        ))
        .await;
    browser.control('z').await;
    browser
        .wait_for("return document.querySelector('#client').value != 'ky'")
        .await;
    browser.control('z').await;
    browser.wait_for("return document.querySelector('#script').value == 'reset' && document.querySelector('#path').value == '/api/orders/9'").await;

    // Another edit forgets what could have been made again.
    browser.click("#path").await;
    browser.keys("\u{e010}7").await;
    browser.run("document.activeElement.blur()").await;
    let redo = "document.querySelector('.setup .steps button + button')";
    browser
        .wait_for(&format!(
            "return {redo}.getAttribute('aria-disabled') == 'true'"
        ))
        .await;
    browser.control('z').await;
    browser.wait_for(&is(PATH, &json!("/api/orders/9"))).await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_reload_changes_nothing() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/")).await;
    let reload = async || {
        browser.run("window.before = true; location.reload()").await;
        browser
            .wait_for("return !window.before && 'hydrated' in document.documentElement.dataset")
            .await;
        browser.wait_for(ENDED).await;
    };
    // Half a word, with the focus still on it.
    browser.click("#path").await;
    browser.keys("\u{e010}00").await;
    browser
        .wait_for("return location.search.includes('700')")
        .await;
    browser
        .run("document.querySelector('[name=pace][type=radio]:not(:checked)').click()")
        .await;
    reload().await;
    browser.wait_for(&is(PATH, &json!("/api/users/700"))).await;
    let pace =
        "return [...document.querySelectorAll('[name=pace]')].findIndex(choice => choice.checked)";
    browser.wait_for(&is(pace, &json!(1))).await;

    // The longest body, which is more than servers take in an address.
    browser
        .run("const body = document.querySelector('#body'); body.value = '\\u00e9'.repeat(8000); \
              body.dispatchEvent(new Event('input', { bubbles: true })); body.dispatchEvent(new Event('change', { bubbles: true }))")
        .await;
    browser
        .wait_for("return location.hash.length > 40000 && location.search == ''")
        .await;
    reload().await;
    browser
        .wait_for("return document.querySelector('#body').value == '\\u00e9'.repeat(8000)")
        .await;
    browser.run("document.querySelector('.skip').click()").await;
    browser
        .wait_for("return document.activeElement.id == 'main' && location.hash.length > 40000")
        .await;

    // A server that is kept, and the run that was made on it.
    browser
        .visit(&site.page("lab/?method=DELETE&path=/api/users/7&client=fetch&script=&world=mine"))
        .await;
    let status = "return document.querySelector('.ended .code').textContent";
    browser.wait_for(&is(status, &json!("204"))).await;
    browser.click(RUN).await;
    browser.wait_for(&is(status, &json!("410"))).await;
    reload().await;
    browser.wait_for(&is(status, &json!("410"))).await;
    browser
        .run("sessionStorage.setItem('teapot.servers', sessionStorage.getItem('teapot.servers').slice(0, -9))")
        .await;
    reload().await;
    browser.wait_for(&is(status, &json!("204"))).await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
