//! A reader compares clients: one click from a run, adds one, takes one away, orders them, opens one, shares the link.

use serde_json::json;
use teapot::share::lab::Lab;

use crate::browser::{ALL, Browser};
use crate::lab::ENDED;
use crate::site::{SUB_PATH, Site};

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
