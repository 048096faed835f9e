//! A reader goes through the situations: each link runs what the core says it runs, and its answer stands beside it; the
//! list of all of them is opened, walked and left with the keyboard, on the narrowest phone too.

use serde_json::json;
use teapot::exchange::{simulate, story};
use teapot::protocol::Outcome;
use teapot::share::lab::{SITUATIONS, Situation};

use crate::browser::Browser;
use crate::lab::ENDED;
use crate::site::{SUB_PATH, Site};

/// What the bar and the head say: name, question, answer if it is told, outcome, story, requests.
const SEEN: &str = "const text = css => document.querySelector(css)?.textContent ?? ''; \
    const answer = document.querySelector('.bar .answer'); \
    const chip = document.querySelector('.head .ended .code'); \
    return [text('h1'), text('.bar .what').trim().split(answer.textContent)[0].trim(), \
        getComputedStyle(answer).visibility == 'visible' ? answer.textContent : '', \
        chip?.textContent ?? '', text('.head .ended').replace(chip?.textContent ?? '', '').trim(), text('.sum dd'), \
        document.querySelectorAll('.left-out').length]";
const OPEN: &str = "return document.querySelector('.situations details').open";
const FOCUSED: &str = "return document.activeElement.textContent";
/// Where the focus is when the list has closed behind it.
const BACK: &str = "return document.activeElement.matches('.situations summary') \
    && !document.querySelector('.situations details').open";

fn link(situation: &Situation) -> String {
    let mark = if situation.query.is_empty() { "" } else { "?" };
    format!("lab/{mark}{}", situation.query)
}

/// Whether a situation is the one that is open.
fn named(situation: &Situation) -> String {
    let name = json!(situation.name);
    format!("return document.querySelector('h1').textContent == {name}")
}

/// What [`SEEN`] is to say.
fn told(situation: &Situation) -> serde_json::Value {
    let setup = situation.lab().setup().expect("it runs");
    let exchange = simulate(setup).exchange;
    let chip = match exchange.result() {
        Some(Outcome::Answered(response)) => response.status.as_u16().to_string(),
        Some(Outcome::Failed(failure)) => failure.name().to_owned(),
        None => String::new(),
    };
    json!([
        situation.name,
        situation.ask,
        situation.answer,
        chip,
        story(&exchange).1,
        exchange.legs.len().to_string(),
        0
    ])
}

#[tokio::test]
async fn every_situation_shows_its_run_and_its_answer() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let mut wrong = Vec::new();
    for situation in SITUATIONS {
        browser.visit(&site.page(&link(situation))).await;
        browser.wait_for(&named(situation)).await;
        browser.wait_for(ENDED).await;
        let (seen, told) = (browser.run(SEEN).await, told(situation));
        if seen != told {
            wrong.push(format!("{seen}\n{told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_list_is_opened_walked_and_left_with_the_keyboard() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.narrow(320).await;
    browser.visit(&site.page("lab/")).await;
    let cards = "return document.querySelectorAll('.gallery a').length";
    assert_eq!(browser.run(cards).await, json!(SITUATIONS.len()));

    // Enter opens it, Escape closes it, and the focus is where it was.
    browser
        .run("document.querySelector('.situations summary').focus()")
        .await;
    browser.keys("\u{e007}").await;
    browser.wait_for(OPEN).await;
    let over = "return document.documentElement.scrollWidth <= innerWidth \
        && [...document.querySelectorAll('.gallery a')].every(card => card.scrollWidth <= card.clientWidth)";
    assert_eq!(browser.run(over).await, json!(true));
    let marked = "return document.querySelector('.gallery [aria-current] b').textContent";
    assert_eq!(browser.run(marked).await, json!("Two 503s"));
    browser.keys("\u{e004}\u{e004}").await;
    let focused = browser.run(FOCUSED).await.to_string();
    assert!(focused.contains(SITUATIONS[1].ask), "{focused}");
    browser.keys("\u{e00c}").await;
    browser.wait_for(BACK).await;

    // Choosing one opens it.
    browser.keys("\u{e007}").await;
    browser.wait_for(OPEN).await;
    browser.keys("\u{e004}\u{e004}\u{e007}").await;
    browser.wait_for(BACK).await;
    browser.wait_for(&named(&SITUATIONS[1])).await;
    assert_eq!(browser.run(SEEN).await, told(&SITUATIONS[1]));

    // The next one is a link away, and so is the one before.
    browser.click(".bar .what a").await;
    browser.wait_for(&named(&SITUATIONS[2])).await;
    assert_eq!(browser.run(SEEN).await, told(&SITUATIONS[2]));
    browser.back().await;
    browser.wait_for(&named(&SITUATIONS[1])).await;

    // Who goes on elsewhere has it out of the way.
    browser
        .run("document.querySelector('.situations summary').click()")
        .await;
    browser.wait_for(OPEN).await;
    browser
        .run("document.querySelector('.bar .btn').focus()")
        .await;
    browser
        .wait_for("return !document.querySelector('.situations details').open")
        .await;
}

#[tokio::test]
async fn an_answer_is_told_only_where_it_is_true() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    // On a server that is kept, a second run may come to something else.
    browser
        .visit(&site.page("lab/?script=429+retry-after%3D3600&world=mine"))
        .await;
    browser
        .wait_for("return document.querySelector('h1').textContent == '429 for an hour'")
        .await;
    browser.wait_for(ENDED).await;
    let shown = "return getComputedStyle(document.querySelector('.bar .answer')).visibility";
    assert_eq!(browser.run(shown).await, json!("hidden"));
    // While a run plays, its end is not given away.
    browser.visit(&site.page("lab/#play")).await;
    browser
        .wait_for("return document.querySelector('.head .ended').hidden")
        .await;
    assert_eq!(browser.run(shown).await, json!("hidden"));
}
