//! A reader compares clients: one click from a run, adds one, takes one away, orders them, opens one, shares the link.

use serde_json::json;
use teapot::share::lab::Lab;

use crate::browser::{ALL, Browser};
use crate::lab::ENDED;
use crate::site::{SUB_PATH, Site};
use crate::watch::{CATCH, saved, saved_width};

const NAMES: &str = "return [...document.querySelectorAll('.cmp .who p a')].map(link => link.textContent).join(' ')";

/// The first columns of the table of costs: name, outcome, total time, attempts.
const COSTS: &str = "return [...document.querySelectorAll('#comparison > .scroll-x tbody tr')]\
    .map(row => [...row.cells].slice(0, 4).map(cell => cell.textContent).join(' '))";

async fn names(browser: &Browser, wanted: &str) {
    let script = format!("{NAMES} == '{wanted}'");
    browser.wait_for(&script).await;
}

/// Chooses an option as a reader does.
async fn choose(browser: &Browser, id: &str, value: &str) {
    let script = format!(
        "const list = document.querySelector('#{id}'); list.value = '{value}'; list.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    );
    browser.run(&script).await;
}

#[tokio::test]
async fn clients_are_compared_with_one_click_and_shared() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("lab/?script=503+x*")).await;
    browser.wait_for(ENDED).await;
    browser.click("#compare").await;
    names(&browser, "careful fetch axios-retry got go-retryablehttp").await;
    browser
        .wait_for("return location.search.includes('compare=fetch')")
        .await;

    // What is shown is what the core counts.
    let lab = Lab::parse("script=503+x*&compare=fetch,axios-retry,got,go-retryablehttp").0;
    let core = lab.compare(&lab.setup().expect("it runs"));
    let said = browser.text("#comparison .says").await;
    assert_eq!(said, core.says());
    let row = |run: &teapot::exchange::compare::Compared| {
        let total = run.total.map(teapot::time::spoken).expect("it ends");
        format!("{} {} {total} {}", run.name(), run.result().1, run.attempts)
    };
    let rows: Vec<String> = core.runs.iter().map(row).collect();
    assert_eq!(browser.run(COSTS).await, json!(rows));
    let lanes = "return document.querySelectorAll('.cmp li svg[role=img]').length";
    assert_eq!(browser.run(lanes).await, json!(10));

    choose(&browser, "order", "total time").await;
    names(&browser, "fetch axios-retry careful got go-retryablehttp").await;
    choose(&browser, "order", "as added").await;
    choose(&browser, "rival", "wget").await;
    browser.click("#rival + .btn").await;
    names(
        &browser,
        "careful fetch axios-retry got go-retryablehttp wget",
    )
    .await;
    browser
        .run("document.querySelector('[aria-label=\"Take got away\"]').focus()")
        .await;
    browser.keys("\u{e007}").await;
    names(&browser, "careful fetch axios-retry go-retryablehttp wget").await;
    browser
        .wait_for("return document.activeElement.id == 'rival'")
        .await;

    // The link holds it, and Back goes from one client's run to the comparison.
    let address = browser.run("return location.href").await;
    browser.visit(address.as_str().expect("an address")).await;
    names(&browser, "careful fetch axios-retry go-retryablehttp wget").await;
    browser.click(".cmp li:nth-child(4) .who p a").await;
    browser
        .wait_for("return document.querySelector('.mid').checkVisibility() && !document.querySelector('.cmp').checkVisibility() \
            && document.querySelector('svg.xc.wide').textContent.includes('go-retryablehttp')")
        .await;
    browser.back().await;
    names(&browser, "careful fetch axios-retry go-retryablehttp wget").await;
    browser.click("#compare").await;
    browser
        .wait_for("return document.querySelector('.mid').checkVisibility() && location.search == '?script=503+x*'")
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_comparison_fits_a_phone_and_has_no_barriers() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page("lab/?script=503+retry-after%3D3600&compare=got,nobody,wget"))
        .await;
    names(&browser, "careful got wget").await;
    let left = browser.text(".left-out").await;
    assert!(left.contains("“nobody”"), "{left}");
    browser.load_axe().await;
    for (theme, width) in [("light", 1440), ("dark", 320)] {
        browser.narrow(width).await;
        assert_eq!(
            browser.barriers(theme, ALL).await,
            Vec::<String>::new(),
            "{theme}"
        );
        assert_eq!(browser.sideways().await, json!(0), "{width}");
    }
}

/// Of the first file: texts that are outside of the picture or over one another, by the faces this browser has.
const CROWDED: &str = "files[0].text().then(text => { const read = new DOMParser().parseFromString(text, 'image/svg+xml'); \
    const svg = document.importNode(read.documentElement, true); document.body.append(svg); \
    const [left, top, width, height] = svg.getAttribute('viewBox').split(' ').map(Number); \
    const all = [...svg.querySelectorAll('text')].map(text => ({ words: text.textContent, box: text.getBBox() })); svg.remove(); \
    const out = all.filter(({ box }) => box.x < left || box.y < top || box.x + box.width > left + width || box.y + box.height > top + height); \
    const over = all.filter((one, nth) => all.some((other, at) => at < nth && one.box.x < other.box.x + other.box.width \
        && other.box.x < one.box.x + one.box.width && one.box.y + 3 < other.box.y + other.box.height && other.box.y + 3 < one.box.y + one.box.height)); \
    done([...out, ...over].map(text => text.words)) })";

#[tokio::test]
async fn a_comparison_is_taken_away_as_a_picture_and_as_tables() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let query = "method=POST&path=/api/users?a%3D1%26b%3D2&field=Content-Type:+application/json&body=%7B%22name%22:%22Ada%22%7D\
        &script=reset,+503+retry-after%3D3600&compare=fetch,go-retryablehttp,aws-js-v3-before-2026-11,botocore-standard-before-1.44,spring-retry";
    browser.visit(&site.page(&format!("lab/?{query}"))).await;
    browser
        .wait_for("return document.querySelectorAll('.cmp .who').length == 6")
        .await;
    let lab = Lab::parse(query).0;
    let core = lab.compare(&lab.setup().expect("it runs"));
    browser.run(CATCH).await;
    browser.click(".cmp .tools .btn").await;
    browser
        .wait_for("return window.files.length == 1 && document.querySelector('.cmp .tools .hint').textContent == 'Saved'")
        .await;
    let names: Vec<&str> = core.runs.iter().map(|run| run.name()).collect();
    let title = format!("Comparison: POST /api/users?a=1&b=2; {}", names.join("; "));
    assert_eq!(
        saved(&browser, "Trouble: reset, 503 retry-after=3600").await,
        json!({ "kind": "image/svg+xml", "broken": 0, "root": "svg", "title": title, "words": true,
            "active": 0, "linked": 0, "colours": true, "texts": true, "faces": true })
    );
    assert_eq!(browser.run_async(CROWDED).await, json!([]));
    let name = browser.run("return window.named").await.to_string();
    assert!(
        name.starts_with("\"teapot-compare-post-api-users-") && name.ends_with(".svg\""),
        "{name}"
    );
    // What it was made from leaves nothing on the page.
    let left = "return document.querySelectorAll('.cmp .lanes > svg').length";
    assert_eq!(browser.run(left).await, json!(0));
    browser.click(".cmp .tools .btn:last-child").await;
    browser.wait_for("return window.files.length == 2").await;
    assert_eq!(saved_width(&browser).await, 2 * (960 + 24));

    browser
        .run("document.querySelector('.cmp .alt').open = true; \
              navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve() }")
        .await;
    let requests: usize = core.runs.iter().map(|run| run.exchange.legs.len()).sum();
    for (place, markdown, heads, rows) in [
        (".cmp > .acts", 1, "| Client | Version |", names.len() + 2),
        (".cmp > .acts", 2, "Client\tVersion\t", names.len() + 1),
        (
            ".cmp .alt .acts",
            1,
            "| Client | Sends at (s) |",
            requests + 2,
        ),
        (".cmp .alt .acts", 2, "Client\tSends at (s)\t", requests + 1),
    ] {
        browser
            .click(&format!("{place} .btn:nth-child({markdown})"))
            .await;
        browser
            .wait_for(&format!(
                "return document.querySelector('{place} .hint').textContent == 'Copied' && window.copied.startsWith({}) \
                 && window.copied.trim().split('\\n').length == {rows}",
                json!(heads)
            ))
            .await;
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
