//! A reader changes a client: sees what is different, runs it, shares it, takes it back; types nonsense; follows bad links.

use serde_json::json;

use crate::browser::{ALL, Browser, COLOURS};
use crate::form::choose_client;
use crate::lab::{ENDED, RUN, WENT_LIVE};
use crate::site::{SUB_PATH, Site};

/// Opens every part of the form about the client.
const OPEN: &str =
    "document.querySelectorAll('details.tune, details.group').forEach(part => part.open = true)";
/// How many attempts the head of the run counts.
const ATTEMPTS: &str = "return [...document.querySelectorAll('.sum div')].map(part => part.textContent)\
    .find(text => text.includes('attempt'))?.replace(/\\D/g, '')";

/// Opens the form and waits for its fields.
async fn unfold(browser: &Browser) {
    browser.run(OPEN).await;
    browser
        .wait_for("return document.querySelector('#set-base')?.value.length > 0")
        .await;
    browser.run(OPEN).await;
}

/// Types into the field of a setting, in place of what it holds.
pub async fn put(browser: &Browser, field: &str, text: &str) {
    browser
        .run(&format!(
            "const field = document.querySelector('#{field}'); field.focus(); field.select()"
        ))
        .await;
    browser.keys("\u{e003}").await;
    browser.keys(text).await;
}

#[tokio::test]
async fn a_client_is_changed_run_shared_and_taken_back() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page("lab/?client=ky&script=503+x9"))
        .await;
    unfold(&browser).await;
    put(&browser, "set-attempts", "5").await;
    put(&browser, "set-base", "1 s").await;
    browser
        .wait_for("return document.querySelector('#changed').textContent == 'Changed: attempts 3 → 5, base 300 ms → 1 s'")
        .await;
    let words = browser.text("#client-words").await;
    assert!(
        words.starts_with("Up to 5 tries, 10 s each; waits 1 s, then 2 s, then 4 s"),
        "{words}"
    );
    let note = browser.text("#note-base").await;
    assert!(
        note.contains("changed") && note.contains("300 ms"),
        "{note}"
    );
    assert_eq!(
        browser
            .run("return document.querySelectorAll('.waits rect').length")
            .await,
        json!(4)
    );

    browser.click(RUN).await;
    browser.wait_for(ENDED).await;
    assert_eq!(browser.run(ATTEMPTS).await, json!("5"));
    let lane = "return document.querySelector('svg.xc').textContent.includes('ky, changed')";
    browser.wait_for(lane).await;

    // The address holds it.
    browser
        .wait_for("return location.search.includes('policy=attempts')")
        .await;
    let address = browser.run("return location.href").await;
    browser.visit(address.as_str().expect("an address")).await;
    browser
        .wait_for("return document.querySelector('#changed').textContent.includes('attempts 3 → 5, base 300 ms → 1 s')")
        .await;
    browser.wait_for(lane).await;

    // One is taken back beside its field, with the keyboard; then all, and then not.
    unfold(&browser).await;
    browser
        .run("document.querySelector('#note-base button').focus()")
        .await;
    browser.keys("\u{e007}").await;
    browser
        .wait_for("return document.activeElement.id == 'set-base' && document.activeElement.value == '300 ms'")
        .await;
    browser
        .wait_for(
            "return document.querySelector('#changed').textContent == 'Changed: attempts 3 → 5'",
        )
        .await;
    browser.click("#reset-client").await;
    browser
        .wait_for("return !document.querySelector('#changed').checkVisibility() && document.querySelector('#set-attempts').value == '3'")
        .await;
    browser.click("#undo-client").await;
    browser
        .wait_for("return document.querySelector('#set-attempts').value == '5' && document.activeElement.id == 'client'")
        .await;

    // Another client begins without the changes, and does not lose them.
    choose_client(&browser, "got").await;
    browser
        .wait_for("return document.querySelector('#set-attempts').value == '3' && document.querySelector('.changed [role=status]').textContent == 'Your changes to ky are gone.'")
        .await;
    // Going on through the list, they are still there.
    choose_client(&browser, "ofetch").await;
    browser
        .wait_for("return document.querySelector('#set-attempts').value == '2' && document.querySelector('.changed [role=status]').textContent == 'Your changes to ky are gone.'")
        .await;
    browser.click("#undo-client").await;
    browser
        .wait_for("return document.querySelector('#client').value == 'ky' && document.querySelector('#set-attempts').value == '5'")
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_a_button_changes_is_in_the_address() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/?client=ky")).await;
    browser.click(".adds .btn:nth-child(2)").await;
    browser
        .wait_for("return location.search.includes('Idempotency-Key')")
        .await;
    unfold(&browser).await;
    browser.click("[data-do=tree]").await;
    browser
        .wait_for("return location.search.includes('rules%3Dtree') && document.querySelector('.changed [role=status]').textContent.trim() == ''")
        .await;
    // Rules that were typed come back.
    browser.click("#reset-client").await;
    browser.click("[data-do=add]").await;
    browser
        .wait_for("return document.querySelectorAll('#rules li').length == 4")
        .await;
    browser.click("[data-do=tree]").await;
    browser.click("#undo-client").await;
    browser
        .wait_for("return document.querySelectorAll('#rules li').length == 4")
        .await;
}

#[tokio::test]
async fn rules_come_and_go_and_are_said_in_words() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page("lab/?client=httpx&script=503+x2"))
        .await;
    unfold(&browser).await;
    browser.click("[data-do=add]").await;
    browser
        .wait_for("return document.activeElement.id == 'rule-0'")
        .await;
    put(&browser, "rule-0", "503 for anything").await;
    browser.keys(" at all").await;
    browser
        .wait_for("return document.querySelector('#note-rules .error') != null && document.querySelector('#rule-0').value == '503 for anything at all'")
        .await;
    put(&browser, "rule-0", "503, timeout for GET").await;
    put(&browser, "set-attempts", "3").await;
    browser
        .wait_for("return document.querySelector('#client-words').textContent.includes('Repeats 503') && document.querySelector('#note-rules .error') == null")
        .await;
    browser.click(RUN).await;
    browser.wait_for(ENDED).await;
    browser
        .wait_for("return document.querySelector('.ended').textContent.includes('third try')")
        .await;
    browser.click("[data-do='remove 0']").await;
    browser
        .wait_for("return document.querySelector('#rule-0') == null && document.querySelector('#client-words').textContent.startsWith('Never')")
        .await;
    browser.click("[data-do=tree]").await;
    browser
        .wait_for("return document.querySelector('#client-words').textContent.includes('Obeys Retry-After')")
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn nonsense_is_kept_and_said_beside_its_field() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/?client=ky")).await;
    unfold(&browser).await;
    put(&browser, "set-base", "soon").await;
    browser
        .wait_for("return document.querySelector('#note-base .error').textContent == 'Use a length such as 250 ms or 2 s, up to 30 days.'")
        .await;
    // Run leads there, wherever it is.
    browser
        .run("document.querySelectorAll('details.tune, details.group').forEach(part => part.open = false)")
        .await;
    browser.click(RUN).await;
    browser
        .wait_for("return document.querySelector('#refused')?.textContent.includes('the client') && document.activeElement.id == 'set-base' && document.activeElement.value == 'soon'")
        .await;
    put(&browser, "set-base", "2 s").await;
    put(&browser, "calls", "many").await;
    browser
        .wait_for("return document.querySelector('#note-base .error') == null && document.querySelector('#wrong-calls') != null")
        .await;
    put(&browser, "calls", "3").await;
    put(&browser, "pause", "1 s").await;
    browser
        .wait_for("return document.querySelector('#wrong-calls') == null")
        .await;
    browser.click(RUN).await;
    browser.wait_for(ENDED).await;
    browser
        .wait_for(
            "return location.search.includes('calls=3') && location.search.includes('pause=1')",
        )
        .await;
}

#[tokio::test]
async fn a_bad_link_opens_as_far_as_it_makes_sense() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let query = "lab/?client=ky&policy=attempts%3D4%3Bcolour%3Dred%3Brewriting%3D%3Cimg+src%3Dx+onerror%3Ddocument.title%3D1%3E%3Brules%3D%3Cb%3E%22%27%0A503%3Bbase%3Dsoon&calls=%3Cb%3E";
    browser.visit(&site.page(query)).await;
    // What is wrong is in sight.
    browser
        .wait_for("return document.querySelector('#note-base .error')?.checkVisibility() && document.querySelector('#note-rules .error')?.checkVisibility()")
        .await;
    let left = browser.text(".left-out").await;
    assert!(left.contains("no setting “colour”"), "{left}");
    assert_eq!(
        browser
            .run("return [document.querySelectorAll('main :is(img, b > b)').length, document.title, document.querySelector('#set-attempts').value, document.querySelector('#rule-0').value, document.querySelector('#set-rewriting').value.slice(0, 4)]")
            .await,
        json!([0, "Lab · Teapot", "4", "<b>\"'", "<img"])
    );
    browser.click(RUN).await;
    browser
        .wait_for("return document.activeElement.id == 'rule-0' || document.activeElement.id == 'set-rules'")
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_changed_client_is_the_same_in_both_networks() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let query = "lab/?client=ky&policy=attempts%3D2%3Bbase%3D100+ms&calls=2&pause=100+ms&script=503+x9&live=yes";
    browser.visit(&site.page(query)).await;
    browser.click(RUN).await;
    browser.wait_for(WENT_LIVE).await;
    browser.wait_for(ENDED).await;
    let sent = "return performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('/api/users/7')).length";
    assert_eq!(browser.run(sent).await, json!(4));
}

#[tokio::test]
async fn every_setting_fits_a_phone_and_has_no_barrier() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let query = "lab/?client=aws-js-v3&policy=attempts%3D5%3Bbase%3Dsoon%3Bbudget%3Dtokens+500+cost+14+throttled+5+timed-out+14+success+1";
    browser.visit(&site.page(query)).await;
    unfold(&browser).await;
    browser.load_axe().await;
    for (theme, rules) in [("light", ALL), ("dark", COLOURS)] {
        assert_eq!(
            browser.barriers(theme, rules).await,
            Vec::<String>::new(),
            "{theme}"
        );
    }
    browser.narrow(320).await;
    browser.click(".tabs button").await;
    assert_eq!(browser.sideways().await, json!(0));
    let beyond = "return [...document.querySelectorAll('.client *')].filter(part => part.checkVisibility() && \
        part.getBoundingClientRect().right > 320.5).map(part => part.outerHTML.slice(0, 90))";
    assert_eq!(browser.run(beyond).await, json!([]));
}
