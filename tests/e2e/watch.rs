//! A reader watches a run closely: from afar and from near, with a picture and a table to take away, every message laid out
//! and every field explained.

use serde_json::{Value, json};

use crate::browser::{ALL, Browser, COLOURS};
use crate::lab::{ENDED, RUN};
use crate::site::{SUB_PATH, Site};

/// Fifty attempts against a server that never answers well.
const FIFTY: &str = "lab/?policy=attempts%3D50;deadline%3Dnone&script=503+x*";
/// A budget and a breaker over four calls.
const SHARED: &str = "lab/?client=ky&calls=4&policy=budget%3Dtokens+20+cost+14+throttled+5+timed-out+14+success+1;breaker%3D50%25+of+2+within+60s,+open+2s&script=503+x9";
/// How high the picture is that is seen.
const HEIGHT: &str = "return [...document.querySelectorAll('svg.xc.wide, svg.xc.narrow')]\
    .map(picture => picture.getBoundingClientRect().height).find(height => height > 0)";

/// Scrolled to its end, the frame has the names of the lanes at its top, above the lanes.
const NAMES: &str = "const frame = document.querySelector('#pic'); frame.scrollTop = 1e6; \
    const seen = text => text.getBoundingClientRect().width > 0; \
    const named = css => [...document.querySelectorAll(css)].filter(text => text.textContent.trim() && seen(text)).map(text => [text.textContent, Math.round(text.getBoundingClientRect().left)] + ''); \
    const names = named('.heads text'), all = named('.pic > .exchange:not(.heads) text'); \
    const top = frame.getBoundingClientRect().top, server = [...document.querySelectorAll('.heads .lane')].filter(seen).at(-1); \
    const at = server.getBoundingClientRect(), over = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2); \
    return frame.scrollTop > 0 && names.length >= 6 && names.every(name => all.includes(name)) \
        && at.top >= top && at.bottom < top + 60 && over.closest('.heads') != null";

#[tokio::test]
async fn a_long_run_is_seen_whole_and_from_near() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page(FIFTY)).await;
    browser
        .wait_for("return document.querySelectorAll('svg.wide .try').length == 50")
        .await;
    let natural = browser.run(HEIGHT).await.as_f64().expect("a height");
    assert!(natural > 2_000.0, "{natural}");
    // It scrolls in its frame, and what is picked is in sight there.
    let framed = "const frame = document.querySelector('#pic'); return frame.scrollHeight > frame.clientHeight && frame.clientHeight < innerHeight";
    assert_eq!(browser.run(framed).await, json!(true));
    browser
        .run("document.querySelector('svg.wide .try:last-child').dispatchEvent(new MouseEvent('click', { bubbles: true }))")
        .await;
    browser
        .wait_for("return document.querySelector('#h-inspect').textContent == 'Attempt 50 of 50' && document.querySelector('#pic').scrollTop > 1000")
        .await;

    // The names of the lanes stay, over those they are a copy of, and cover nothing one goes to.
    assert_eq!(browser.run(NAMES).await, json!(true));
    for nth in [10, 3] {
        let script = format!(
            "const at = document.querySelectorAll('svg.wide .try')[{nth}]; at.focus(); \
             const names = document.querySelector('.heads .wide').getBoundingClientRect(), it = at.getBoundingClientRect(); \
             return it.top >= names.bottom && it.bottom <= document.querySelector('#pic').getBoundingClientRect().bottom"
        );
        assert_eq!(browser.run(&script).await, json!(true), "{nth}");
    }
    // They are for the eye alone: read out once, and saved once.
    browser.run(CATCH).await;
    browser.click(".tools > div:last-child .btn").await;
    browser.wait_for("return window.files.length == 1").await;
    let once = "files[0].text().then(text => done([text.split('>Server<').length, \
        document.querySelector('.heads').getAttribute('aria-hidden'), document.querySelectorAll('.heads [tabindex], .heads a').length]))";
    assert_eq!(browser.run_async(once).await, json!([2, "true", 0]));

    browser.run("document.querySelector('#pic').focus()").await;
    browser.keys("++").await;
    browser
        .wait_for("return document.querySelector('.tools .zoom').textContent == '200 %'")
        .await;
    assert_eq!(browser.run(NAMES).await, json!(true));
    browser.keys("0").await;
    browser
        .wait_for("const frame = document.querySelector('#pic'); return document.querySelector('.tools [aria-pressed=true]') != null && frame.scrollHeight <= frame.clientHeight + 1")
        .await;
    let whole = browser.run(HEIGHT).await.as_f64().expect("a height");
    assert!(whole < natural / 2.0, "{whole} of {natural}");
    // Nothing is gone: every attempt is drawn and can be opened.
    browser
        .wait_for("return document.querySelectorAll('svg.wide .try').length == 50")
        .await;
    // Two steps, because the first may be the least there is.
    browser.keys("++").await;
    browser
        .wait_for("return document.querySelector('.tools [aria-pressed=true]') == null")
        .await;
    let nearer = browser.run(HEIGHT).await.as_f64().expect("a height");
    assert!(whole < nearer && nearer < natural, "{nearer}");
    browser.click("[aria-label='Zoom out']").await;
    let back = browser.run(HEIGHT).await.as_f64().expect("a height");
    assert!(back < nearer, "{back}, {nearer}");

    browser.load_axe().await;
    for (theme, rules) in [("light", ALL), ("dark", COLOURS)] {
        assert_eq!(
            browser.barriers(theme, rules).await,
            Vec::<String>::new(),
            "{theme}"
        );
    }
    browser.narrow(320).await;
    assert_eq!(browser.sideways().await, json!(0));
    browser.click(".tabs button:nth-child(2)").await;
    browser.run("document.querySelector('#pic').focus()").await;
    browser.keys("++++").await;
    browser
        .wait_for("return document.querySelector('#pic').scrollHeight > 2000")
        .await;
    assert_eq!(browser.run(NAMES).await, json!(true));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn everything_in_the_picture_opens_its_request() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page("lab/?script=upstream-slow,+503+retry-after%3D2"))
        .await;
    browser
        .wait_for("return document.querySelectorAll('svg.wide .try').length == 3")
        .await;
    // Bracket, pill, words of the server, an arrow, empty ground: each belongs to an attempt.
    for part in [
        ".brk", ".dec", ".b", ".req", ".res-h", ".stat", ".num", ".work",
    ] {
        let press = format!(
            "const group = [...document.querySelectorAll('svg.wide .try')][1]; \
             document.querySelector('[aria-label=Previous]').click(); document.querySelector('[aria-label=Previous]').click(); \
             const part = group.querySelector('{part}'); part.dispatchEvent(new MouseEvent('click', {{ bubbles: true }})); return true"
        );
        assert_eq!(browser.run(&press).await, json!(true), "{part}");
        browser
            .wait_for("return document.querySelector('#h-inspect').textContent == 'Attempt 2 of 3'")
            .await;
    }
    // The ground around it, too.
    browser
        .run(
            "document.querySelector('[aria-label=Previous]').click(); document.querySelector('[aria-label=Previous]').click(); \
             document.querySelector(\"svg.wide .area[data-attempt='1'] .hit\").dispatchEvent(new MouseEvent('click', { bubbles: true }))",
        )
        .await;
    browser
        .wait_for("return document.querySelector('#h-inspect').textContent == 'Attempt 2 of 3'")
        .await;
    // With the keyboard as well.
    browser
        .run("document.querySelectorAll('svg.wide .try')[2].focus()")
        .await;
    browser.keys("\u{e007}").await;
    browser
        .wait_for("return document.querySelector('#h-inspect').textContent == 'Attempt 3 of 3'")
        .await;
    // The slider goes in steps that lead somewhere.
    browser
        .run("document.querySelector('.play [type=range]').focus()")
        .await;
    browser.keys("\u{e00f}\u{e012}").await;
    browser
        .wait_for("return document.querySelector('.play .time').textContent != '0.00 s' && !document.querySelector('.going').hidden")
        .await;
}

#[tokio::test]
async fn messages_are_laid_out_and_their_fields_explained() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let form = "lab/?client=fetch&method=POST&path=/api/users&field=Content-Type:+application/x-www-form-urlencoded&field=X-Own:+1&body=name%3DAda%2BL%26a%3D1&script=";
    browser.visit(&site.page(form)).await;
    browser
        .wait_for(
            "return document.querySelector('.about .msg').textContent.includes('name = Ada L')",
        )
        .await;
    browser.click(".inspect .seg label:nth-of-type(2)").await;
    browser
        .wait_for(
            "return document.querySelector('.about .msg').textContent.includes('name=Ada+L&a=1')",
        )
        .await;
    browser.click(".inspect .seg label:nth-of-type(1)").await;
    // With the keyboard alone, and the next message has it open, too.
    browser
        .run("document.querySelector('.about .means summary').focus()")
        .await;
    browser.keys("\u{e007}").await;
    browser
        .wait_for("return document.querySelector('.about .means').open")
        .await;
    let told = browser.text(".about .means dl").await;
    assert!(told.contains("The media type of the content"), "{told}");
    assert!(told.contains("RFC 9110 §8.3"), "{told}");
    assert!(
        told.contains("Nothing is known of this field here."),
        "{told}"
    );
    browser.click(RUN).await;
    browser.wait_for(ENDED).await;
    browser
        .wait_for("return [...document.querySelectorAll('.about .means')].every(part => part.open)")
        .await;
    // What is long is folded, and nothing of it is lost.
    let long = "lab/?client=fetch&path=/api/openapi.json&script=";
    browser.visit(&site.page(long)).await;
    browser
        .wait_for("return document.querySelector('.about .rest') != null")
        .await;
    let lines = "return [...document.querySelectorAll('.about .c2 .msg')].reduce((lines, part) => lines + part.textContent.split('\\n').length, 0) > 500";
    assert_eq!(browser.run(lines).await, json!(true));
}

/// Keeps what is handed to the reader as a file.
pub const CATCH: &str = "window.files = []; const make = URL.createObjectURL; \
    URL.createObjectURL = file => { window.files.push(file); return make.call(URL, file) }; \
    HTMLAnchorElement.prototype.click = function () { window.named = this.download }";

/// What a real parser makes of the first file, which is to have these words in it: it needs nothing, runs nothing, and
/// names its colours.
pub async fn saved(browser: &Browser, words: &str) -> Value {
    let script = format!(
        "files[0].text().then(text => {{ const read = new DOMParser().parseFromString(text, 'image/svg+xml'); \
         const all = [...read.querySelectorAll('*')]; \
         done({{ kind: files[0].type, broken: read.querySelectorAll('parsererror').length, root: read.documentElement.localName, \
         title: read.querySelector('title').textContent, words: read.querySelector('desc').textContent.length > 40, \
         active: read.querySelectorAll('script, a, image, use, style, foreignObject').length, \
         linked: all.filter(it => [...it.attributes].some(at => /url\\(|href|^on/.test(at.name + at.value))).length, \
         colours: all.filter(it => it.hasAttribute('fill')).every(it => /^(none|#[0-9a-f]{{6}})$/.test(it.getAttribute('fill'))), \
         texts: [...read.querySelectorAll('text')].map(it => it.textContent).join(' ').includes({}), \
         faces: [...read.querySelectorAll('text')].every(it => it.getAttribute('font-family')) }}) }})",
        json!(words)
    );
    browser.run_async(&script).await
}

/// How wide the second file is, in pixels; it is PNG.
pub async fn saved_width(browser: &Browser) -> u64 {
    let bytes = browser
        .run_async(
            "files[1].arrayBuffer().then(bytes => done([...new Uint8Array(bytes).slice(0, 24)]))",
        )
        .await;
    let bytes: Vec<u64> = bytes
        .as_array()
        .expect("bytes")
        .iter()
        .filter_map(Value::as_u64)
        .collect();
    assert_eq!(bytes[..8], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    bytes[16..20].iter().fold(0, |all, byte| all << 8 | byte)
}

#[tokio::test]
async fn the_picture_and_the_table_are_taken_away() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page(
            "lab/?path=/api/users/%253Cb%253E&script=503+retry-after%3D2,+reset,+upstream-slow",
        ))
        .await;
    browser.run(CATCH).await;
    browser.click(".tools > div:last-child .btn").await;
    browser
        .wait_for("return window.files.length == 1 && document.querySelector('.tools .hint').textContent == 'Saved'")
        .await;
    assert!(
        browser
            .run("return window.named")
            .await
            .as_str()
            .is_some_and(|name| name.starts_with("teapot-get-api-users-")
                && name.ends_with("-careful-4.svg"))
    );
    assert_eq!(
        saved(&browser, "Retry-After: 2").await,
        json!({ "kind": "image/svg+xml", "broken": 0, "root": "svg", "title": "Exchange: GET /api/users/%3Cb%3E, 4 attempts", "words": true,
            "active": 0, "linked": 0, "colours": true, "texts": true, "faces": true })
    );
    browser
        .click(".tools > div:last-child .btn:last-child")
        .await;
    browser.wait_for("return window.files.length == 2").await;
    // Two pixels for one of the picture.
    assert_eq!(saved_width(&browser).await, 2 * (726 + 24));

    let copying = "document.querySelector('.alt').open = true; \
        navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve() }";
    browser.run(copying).await;
    browser.click(".alt .acts .btn").await;
    browser
        .wait_for("return document.querySelector('.alt .acts .hint').textContent == 'Copied'")
        .await;
    let same = "return window.copied.trim().split('\\n').length - 2 == document.querySelectorAll('.alt tbody tr').length \
        && window.copied.startsWith('| At (s) | Lane | Request | What |')";
    assert_eq!(browser.run(same).await, json!(true));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_calls_share_is_drawn_over_the_run() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page(SHARED)).await;
    browser
        .wait_for("return document.querySelector('.states .steps') != null && document.querySelector('.states .work') != null")
        .await;
    browser
        .run("document.querySelector('.states summary').focus()")
        .await;
    browser.keys("\u{e007}").await;
    browser
        .wait_for("return document.querySelector('.states details').open")
        .await;
    let table = browser.text(".states table").await;
    assert!(
        table.contains("20 of 20") && table.contains("open"),
        "{table}"
    );
    // At the start nothing of it has happened.
    browser.click("[aria-label='To the start']").await;
    browser
        .wait_for("return document.querySelectorAll('.states tbody tr').length == 1")
        .await;
}

/// The elements of the picture at moments of the run, once changed step by step, once written anew at each: an element too
/// many makes the page do that.
const ALIKE: &str = "const slider = document.querySelector('.play [type=range]'); \
    const group = document.querySelector('svg.xc.wide > g:last-of-type'); \
    const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done))); \
    const go = async ms => { slider.value = ms; slider.dispatchEvent(new Event('input', { bubbles: true })); await frame() }; \
    const moments = [...Array(60).keys()].map(n => Math.round((n + 1) * slider.max / 60)); \
    (async () => { const changed = [], anew = []; await go(0); \
        for (const ms of moments) { await go(ms); changed.push(group.innerHTML) } \
        for (const ms of moments) { await go(0); group.append(group.firstElementChild.cloneNode()); await go(ms); anew.push(group.innerHTML) } \
        done([moments.filter((_, n) => changed[n] != anew[n]), new Set(changed).size]) })()";

/// Back to the first attempt, to be played ten times as quick as it is.
pub async fn rewind(browser: &Browser) {
    browser
        .run("[...document.querySelectorAll('.play label')].at(-1).click(); document.querySelector('[aria-label=\"To the start\"]').click()")
        .await;
    browser
        .wait_for("return document.querySelectorAll('svg.wide .try').length == 1")
        .await;
}

#[tokio::test]
async fn a_picture_under_way_is_the_picture_of_that_moment() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    for link in [
        "lab/?script=503+retry-after%3D2,+reset,+truncated",
        "lab/?method=POST&path=/api/orders&field=Content-Type:+application/json&field=Idempotency-Key:+%22k%22&body=%7B%22item%22:%22tea%22%7D&script=reset,+502",
        SHARED,
    ] {
        browser.visit(&site.page(link)).await;
        browser
            .wait_for("return document.querySelectorAll('svg.wide .try').length > 1")
            .await;
        let seen = browser.run_async(ALIKE).await;
        assert_eq!(seen[0], json!([]), "{link}");
        assert!(seen[1].as_u64() > Some(20), "{link}: {seen}");
    }

    // Whoever stands on an attempt stays there while it goes on.
    browser
        .visit(&site.page("lab/?script=503+retry-after%3D2"))
        .await;
    rewind(&browser).await;
    browser
        .run("document.querySelector('svg.wide .try').focus(); document.querySelector('#play').click()")
        .await;
    browser
        .wait_for("return document.querySelector('#play').title == 'Play' && document.querySelectorAll('svg.wide .try').length == 2")
        .await;
    assert_eq!(
        browser
            .run("return document.activeElement.dataset.attempt")
            .await,
        json!("0")
    );
}

#[tokio::test]
async fn a_tablet_shows_the_exchange_first_and_the_rest_behind_tabs() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.narrow(768).await;
    browser.visit(&site.page("lab/")).await;
    let seen = "return [...document.querySelectorAll('.cols > *')].filter(part => part.checkVisibility()).map(part => part.classList[0])";
    assert_eq!(browser.run(seen).await, json!(["mid"]));
    let head = "return document.querySelector('.mid .ended').getBoundingClientRect().bottom < innerHeight / 2";
    assert_eq!(browser.run(head).await, json!(true));
    for (nth, part) in [(1, "setup"), (3, "inspect"), (2, "mid")] {
        browser.click(&format!(".tabs :nth-child({nth})")).await;
        browser
            .wait_for(&format!("{seen}.join() == '{part}'"))
            .await;
    }
    // What is run is seen, and so is a comparison.
    browser.click(".tabs :nth-child(1)").await;
    browser.click(RUN).await;
    assert_eq!(browser.run(seen).await, json!(["mid"]));
    browser
        .visit(&site.page("lab/?script=503+x2&compare=ky"))
        .await;
    assert_eq!(browser.run(seen).await, json!(["cmp"]));
    assert_eq!(browser.sideways().await, json!(0));
}
