//! One visit to the lab from its beginning to its end by keyboard alone, on a wide screen and on the narrowest phone: at every
//! stop the focus is seen, is where it is expected, and nothing scrolls sideways.

use serde_json::json;
use teapot::share::lab::SITUATIONS;

use crate::browser::Browser;
use crate::lab::ENDED;
use crate::site::{SUB_PATH, Site};

const TAB: char = '\u{e004}';
const SHIFT: char = '\u{e008}';
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
const END: &str = "\u{e010}";
/// More stops than any way has.
const MOST: usize = 150;

/// What is wrong with the focus; empty when it is seen: a ring around it or what it is in, or thicker lines in a picture,
/// in the window and under nothing else.
const WRONG: &str = "const at = document.activeElement; \
    if (!at || at === document.body) return 'nothing has the focus'; \
    const name = at.outerHTML.slice(0, 160); \
    if (!at.matches(':focus-visible')) return 'without a sign: ' + name; \
    const ring = it => { const look = getComputedStyle(it); return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 1 }; \
    const thick = line => parseFloat(getComputedStyle(line).strokeWidth) >= 2; \
    const drawn = at.matches('.try') && [...at.querySelectorAll('.num, .open, .dec')].some(thick); \
    let seen = at; \
    for (let up = 0; up < 4 && seen && !drawn && !ring(seen); up += 1) seen = seen.parentElement; \
    if (!seen || !drawn && !ring(seen)) return 'without a ring: ' + name; \
    const box = seen.getClientRects()[0]; \
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth), top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight); \
    if (right - left < 4 || bottom - top < 4) return 'out of sight: ' + name; \
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2); \
    if (!drawn && !seen.contains(over)) return 'under ' + over?.outerHTML.slice(0, 80) + ': ' + name; \
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth; \
    return wide > 0 ? 'the page scrolls sideways by ' + wide + ' at ' + name : ''";

struct Visit {
    browser: Browser,
    phone: bool,
}

impl Visit {
    /// Presses keys, after which the focus is here, and seen.
    async fn keys(&self, keys: &str, here: &str) {
        self.browser.keys(keys).await;
        self.at(here).await;
    }

    /// The focus is here, and seen.
    async fn at(&self, here: &str) {
        self.browser
            .wait_for(&format!(
                "return document.activeElement.matches({})",
                json!(here)
            ))
            .await;
        assert_eq!(self.browser.run(WRONG).await, json!(""), "at {here}");
    }

    /// Goes from stop to stop until the focus is here; it is seen at each of them.
    async fn go(&self, here: &str) {
        // The first of them that is on the screen.
        let way = format!(
            "const there = [...document.querySelectorAll({})].find(it => it.getClientRects().length > 0), at = document.activeElement; \
             if (at === there) return 'here'; \
             return at.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_PRECEDING ? 'back' : 'on'",
            json!(here)
        );
        for _ in 0..MOST {
            match self.browser.run(&way).await.as_str() {
                Some("here") => return self.at(here).await,
                Some("back") => self.browser.held(SHIFT, TAB).await,
                _ => self.browser.keys(&TAB.to_string()).await,
            }
            assert_eq!(
                self.browser.run(WRONG).await,
                json!(""),
                "on the way to {here}"
            );
        }
        panic!("no way leads to {here}");
    }

    /// Opens a part of the page, where only one is open at a time.
    async fn open(&self, part: usize) {
        if self.phone {
            let tab = format!(".tabs button:nth-child({part})");
            self.go(&tab).await;
            self.keys(ENTER, &tab).await;
        }
    }

    async fn wait_for(&self, script: &str) {
        self.browser.wait_for(script).await;
    }
}

const SETUP: usize = 1;
const EXCHANGE: usize = 2;
const INSPECTOR: usize = 3;

async fn visit(phone: bool) {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    if phone {
        browser.narrow(320).await;
    }
    browser.visit(&site.page("lab/")).await;
    let visit = Visit { browser, phone };

    // From the top of the page to a situation: it opens, and the focus is where the list was opened.
    visit.keys(&TAB.to_string(), ".skip").await;
    visit.go("#all-situations > summary").await;
    visit.keys(ENTER, "#all-situations > summary").await;
    visit
        .wait_for("return document.querySelector('#all-situations').open")
        .await;
    visit.go(".gallery li:nth-child(2) a").await;
    visit.keys(ENTER, "#all-situations > summary").await;
    let named = json!(SITUATIONS[1].name);
    visit
        .wait_for(&format!(
            "return document.querySelector('h1').textContent == {named}"
        ))
        .await;

    // It is run. On a phone the button goes out of sight with its part, and the focus to what names the part that comes.
    visit.open(SETUP).await;
    visit.go(".run [type=submit]").await;
    let then = if phone {
        ".tabs [aria-current]"
    } else {
        ".run [type=submit]"
    };
    visit.keys(ENTER, then).await;
    visit.wait_for(ENDED).await;

    // Time is stepped through.
    visit.go("[aria-label='To the start']").await;
    visit.keys(ENTER, "[aria-label='To the start']").await;
    visit
        .wait_for("return document.querySelector('.play .time').textContent == '0.00 s'")
        .await;
    visit.go("[aria-label='Step forward']").await;
    visit.keys(ENTER, "[aria-label='Step forward']").await;
    visit
        .wait_for("return document.querySelector('.play .time').textContent != '0.00 s'")
        .await;
    // A wait is skipped, and the button that did it keeps the focus.
    let waits =
        "return document.querySelector('.going .btn').getAttribute('aria-disabled') == 'false'";
    for _ in 0..8 {
        if visit.browser.run(waits).await == json!(true) {
            break;
        }
        visit.keys(ENTER, "[aria-label='Step forward']").await;
    }
    visit.go(".going .btn").await;
    visit.keys(ENTER, ".going .btn").await;
    visit
        .wait_for(
            "return document.querySelector('.going .btn').getAttribute('aria-disabled') == 'true'",
        )
        .await;
    visit.at(".going .btn").await;
    // The slider goes to the end.
    visit.go(".play [type=range]").await;
    visit.keys(END, ".play [type=range]").await;
    visit.wait_for(ENDED).await;

    // The picture is enlarged from within it. An attempt is inspected, then the last one; what led there keeps the focus.
    visit.go("#pic .try:nth-of-type(1)").await;
    visit.keys("+", "#pic .try:nth-of-type(1)").await;
    visit
        .wait_for("return document.querySelector('.tools .zoom').textContent == '140 %'")
        .await;
    visit.at("#pic .try:nth-of-type(1)").await;
    visit.keys("-", "#pic .try:nth-of-type(1)").await;
    let then = if phone {
        ".tabs [aria-current]"
    } else {
        "#pic .try:nth-of-type(1)"
    };
    visit.keys(ENTER, then).await;
    visit
        .wait_for("return document.querySelector('#h-inspect').textContent == 'Attempt 1 of 3'")
        .await;
    visit.open(INSPECTOR).await;
    visit.go(".inspect [aria-label=Next]").await;
    for _ in 0..3 {
        visit.keys(ENTER, ".inspect [aria-label=Next]").await;
    }
    visit
        .wait_for("return document.querySelector('#h-inspect').textContent == 'Attempt 3 of 3'")
        .await;

    // Another client from the list, another script as text, and a run from within it.
    visit.open(SETUP).await;
    visit.go("#client").await;
    visit.keys("axios", "#client").await;
    visit
        .wait_for("return document.querySelector('#clients [aria-selected=true]')?.dataset.slug == 'axios-retry'")
        .await;
    visit.keys(ENTER, "#client").await;
    visit
        .wait_for("return document.querySelector('#client').value.startsWith('axios-retry')")
        .await;
    visit.go("#script").await;
    visit.browser.control('a').await;
    visit.keys("503 x2", "#script").await;
    visit.browser.control('\u{e007}').await;
    let then = if phone {
        ".tabs [aria-current]"
    } else {
        "#script"
    };
    visit.at(then).await;
    visit
        .wait_for("return document.querySelector('.ended').textContent.includes('third try') && document.querySelector('.sum dd').textContent == '3'")
        .await;

    // Compared with others: one comes, one goes, and the order is another.
    visit.go("#compare").await;
    visit.keys(ENTER, "#compare").await;
    visit
        .wait_for("return document.querySelector('#comparison').checkVisibility()")
        .await;
    let count = "return document.querySelectorAll('.cmp .who').length";
    let before = visit.browser.run(count).await.as_u64().expect("a number");
    visit.go("#rival").await;
    visit.keys(DOWN, "#rival").await;
    visit.go("#rival + .btn").await;
    // Once there is room for no more, the button keeps the focus and does nothing.
    for more in 1..=3 {
        visit.keys(ENTER, "#rival + .btn").await;
        let most = (before + more).min(6);
        visit.wait_for(&format!("{count} == {most}")).await;
    }
    visit.go(".cmp li:nth-child(2) .away").await;
    visit.keys(ENTER, "#rival").await;
    visit.wait_for(&format!("{count} == 5")).await;
    visit.go("#order").await;
    visit.keys(DOWN, "#order").await;
    visit.go("#compare").await;
    visit.keys(ENTER, "#compare").await;
    visit
        .wait_for("return !document.querySelector('#comparison').checkVisibility()")
        .await;

    // A program is copied, and the way back leads to the menu.
    visit
        .browser
        .run("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve() }")
        .await;
    visit.go(".copy-as > summary").await;
    visit.keys(ENTER, ".copy-as > summary").await;
    visit
        .wait_for("return document.querySelector('.copy-as').open")
        .await;
    visit.go("[data-target=axios-retry]").await;
    visit.browser.keys(ENTER).await;
    visit
        .wait_for("return document.querySelector('dialog.copied').open")
        .await;
    visit.go("dialog.copied [data-main]").await;
    visit.keys(ENTER, "dialog.copied [data-main]").await;
    visit
        .wait_for("return window.copied.includes('axiosRetry') && document.querySelector('dialog.copied [data-main]').textContent == 'Copied'")
        .await;
    visit.keys(ESCAPE, ".copy-as > summary").await;

    // Step by step what was edited is taken back.
    let now =
        "return [document.querySelector('#script').value, document.querySelector('#client').value]";
    assert_eq!(
        visit.browser.run(now).await,
        json!(["503 x2", "axios-retry"])
    );
    let undone = |script: &str, client: &str| {
        let told = json!([script, client]);
        format!(
            "return JSON.stringify([document.querySelector('#script').value, document.querySelector('#client').value]) == JSON.stringify({told})"
        )
    };
    let lab = SITUATIONS[1].lab();
    // Who was compared comes first: begun, two added, one taken away, ended.
    for _ in 0..5 {
        visit.browser.control('z').await;
        visit.wait_for(&undone("503 x2", "axios-retry")).await;
    }
    visit.browser.control('z').await;
    visit.wait_for(&undone(&lab.script, "axios-retry")).await;
    visit.at(".copy-as > summary").await;
    visit.open(SETUP).await;
    visit.go(".setup .steps [aria-label^=Undo]").await;
    visit.keys(ENTER, ".setup .steps [aria-label^=Undo]").await;
    visit.wait_for(&undone(&lab.script, lab.client.name)).await;
    visit.open(EXCHANGE).await;
    assert_eq!(visit.browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_visit_by_keyboard_alone() {
    visit(false).await;
}

#[tokio::test]
async fn a_visit_by_keyboard_alone_on_the_narrowest_phone() {
    visit(true).await;
}
