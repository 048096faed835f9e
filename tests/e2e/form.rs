//! A reader sets up a request: the query row by row, JSON with a mistake in it, credentials, another client by a few letters
//! of its name.

use serde_json::{Value, json};
use teapot::share::lab::query;

use crate::browser::{ALL, Browser, COLOURS};
use crate::custom::put;
use crate::lab::{ENDED, RUN};
use crate::site::{SUB_PATH, Site};

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const TAB: &str = "\u{e004}";
const UP: &str = "\u{e013}";
const DOWN: &str = "\u{e015}";
const BACKSPACE: &str = "\u{e003}";

/// What stands in the rows of the query.
const ROWS: &str = "return [...document.querySelectorAll('.query li')].map(row => [...row.querySelectorAll('input')].map(half => half.value))";
const PATH: &str = "return document.querySelector('#path').value";
/// The fields, a line each.
const FIELDS: &str = "return [...document.querySelectorAll('.field')].map(field => [...field.querySelectorAll('input')].map(half => half.value).join(': '))";

/// Chooses a client with the keyboard: what it is called, and the first that is found.
pub async fn choose_client(browser: &Browser, name: &str) {
    browser
        .run("const field = document.querySelector('#client'); field.focus(); field.select()")
        .await;
    browser.keys(name).await;
    browser
        .wait_for("return document.querySelector('#clients [aria-selected=true]') != null")
        .await;
    browser.keys(ENTER).await;
}

async fn same(browser: &Browser, script: &str, wanted: Value) {
    let told = script.strip_prefix("return ").expect("it returns");
    browser
        .wait_for(&format!(
            "return JSON.stringify({told}) == {}",
            json!(wanted.to_string())
        ))
        .await;
}

#[tokio::test]
async fn the_query_is_edited_in_its_rows_and_in_the_path() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let path = "/api/products?q=tea%20pot&in_stock=yes&odd=%zz";
    let link = form_urlencoded::Serializer::new("lab/?".to_owned())
        .append_pair("path", path)
        .append_pair("script", "")
        .finish();
    browser.visit(&site.page(&link)).await;
    same(
        &browser,
        ROWS,
        json!([["q", "tea pot"], ["in_stock", "yes"], ["odd", "%zz"]]),
    )
    .await;

    // A row writes the path, and nothing but its own part of it.
    browser
        .run("const value = document.querySelectorAll('.query input')[3]; value.focus(); value.select()")
        .await;
    let text = "<b>&é";
    browser.keys(text).await;
    let written = query::write(path, 1, query::Half::Value, text);
    assert_eq!(
        written,
        "/api/products?q=tea%20pot&in_stock=%3Cb%3E%26%C3%A9&odd=%zz"
    );
    same(&browser, PATH, json!(written)).await;
    same(&browser, "return document.activeElement.value", json!(text)).await;

    // The path writes the rows.
    put(&browser, "path", "/api/users?page=2&role=editor").await;
    same(&browser, ROWS, json!([["page", "2"], ["role", "editor"]])).await;

    // One more and one less, with the keyboard alone; the route says what there is to ask for.
    browser
        .run("document.querySelector('#add-query').focus()")
        .await;
    browser.keys(ENTER).await;
    browser
        .wait_for("return document.activeElement.id == 'query-2'")
        .await;
    let known =
        "return [...document.querySelectorAll('#parameters option')].map(option => option.value)";
    same(&browser, known, json!(["page", "per_page", "role"])).await;
    browser.keys("per_page").await;
    browser.keys(TAB).await;
    same(
        &browser,
        "return document.activeElement.placeholder",
        json!("5"),
    )
    .await;
    browser.keys("5").await;
    same(
        &browser,
        PATH,
        json!("/api/users?page=2&role=editor&per_page=5"),
    )
    .await;
    browser
        .run("document.querySelector('[aria-label=\"Remove parameter role\"]').focus()")
        .await;
    browser.keys(ENTER).await;
    same(&browser, PATH, json!("/api/users?page=2&per_page=5")).await;
    browser
        .wait_for("return document.activeElement.id == 'add-query'")
        .await;
    browser.click(RUN).await;
    browser.wait_for(ENDED).await;
    browser
        .wait_for("return decodeURIComponent(location.search).includes('per_page=5')")
        .await;
    browser
        .run("document.querySelectorAll('.query .icon').forEach(() => document.querySelector('.query .icon').click())")
        .await;

    // A path that knows one method only offers it.
    put(&browser, "path", "/api/sessions").await;
    browser
        .wait_for("return document.querySelector('#only-method').checkVisibility()")
        .await;
    browser.click("#only-method").await;
    browser
        .wait_for("return document.querySelector('[aria-label=Method]').value == 'POST' && !document.querySelector('#only-method').checkVisibility()")
        .await;

    // So many rows that nobody wants to see them all.
    let many = format!("lab/?path=/x?{}", "%26".repeat(3_000));
    browser.visit(&site.page(&many)).await;
    browser
        .wait_for("return document.querySelectorAll('.query li').length == 30 && document.querySelector('.query + .hint').textContent == '2971 more in the path.'")
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// The paper lies exactly under the field.
pub const ALIKE: &str = "const paper = document.querySelector('#paper'), body = document.querySelector('#body'); \
    const [a, b] = [paper, body].map(part => { const box = part.getBoundingClientRect(); return [box.x, box.y, box.width, box.height].join() }); \
    return paper.textContent == body.value + '\\n' && a == b && body.scrollHeight == body.clientHeight";
const BODY: &str = "return document.querySelector('#body').value";

#[tokio::test]
async fn json_is_mended_at_its_mistake_and_put_in_lines() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let body = "{\"é𝄞\": [1, 2],\n \"price\": ,\n}";
    let link = form_urlencoded::Serializer::new("lab/?".to_owned())
        .extend_pairs([
            ("method", "PUT"),
            ("path", "/api/products/tray"),
            ("body", body),
            ("script", ""),
        ])
        .finish();
    browser.visit(&site.page(&link)).await;
    let note = "return (document.querySelector('#wrong-body')?.textContent ?? '')";
    browser
        .wait_for(&format!(
            "{note}.startsWith('Not JSON at line 2, column 11: a value belongs here.')"
        ))
        .await;
    browser.wait_for(ALIKE).await;
    same(
        &browser,
        "return document.querySelector('#paper mark').textContent",
        json!(","),
    )
    .await;
    // It is said and stops nothing.
    browser.click(RUN).await;
    browser.wait_for(ENDED).await;

    browser.click("#to-fault").await;
    browser.keys("5").await;
    browser
        .wait_for(&format!(
            "{note}.startsWith('Not JSON at line 3, column 1: nothing follows the comma.')"
        ))
        .await;
    browser
        .run("document.querySelector('#to-fault').focus()")
        .await;
    browser.keys(ENTER).await;
    browser
        .wait_for("return document.activeElement.id == 'body'")
        .await;
    browser.keys(BACKSPACE).await;
    browser.keys(BACKSPACE).await;
    browser.wait_for(&format!("{note} == ''")).await;
    same(&browser, BODY, json!("{\"é𝄞\": [1, 2],\n \"price\": 5}")).await;
    browser.wait_for(ALIKE).await;
    // What was typed is taken back as anywhere.
    browser.keys("x").await;
    browser.control('z').await;
    same(&browser, BODY, json!("{\"é𝄞\": [1, 2],\n \"price\": 5}")).await;
    browser.click("#format").await;
    same(
        &browser,
        BODY,
        json!("{\n  \"é𝄞\": [\n    1,\n    2\n  ],\n  \"price\": 5\n}"),
    )
    .await;
    browser.wait_for(ALIKE).await;
    browser
        .wait_for("return !document.querySelector('#format').checkVisibility() && document.querySelectorAll('#paper b').length == 2")
        .await;

    // Other content stays plain.
    browser.click("#add-field").await;
    browser
        .wait_for("return document.activeElement.id == 'field-0'")
        .await;
    browser.keys("Content-Type").await;
    browser.keys(TAB).await;
    browser.keys("text/plain").await;
    browser
        .wait_for("return document.querySelectorAll('#paper div > *').length == 0")
        .await;
    put(&browser, "body", "q=<img src=x onerror=alert(1)>\n").await;
    browser.wait_for(ALIKE).await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn credentials_are_typed_plainly_and_read_back() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let link = "lab/?path=/api/admin/report&field=Accept:+*/*&field=authorization:+Basic+YWRtaW46c2hvcnQtYW5kLXN0b3V0&script=";
    browser.visit(&site.page(link)).await;
    let shown = "return [...document.querySelectorAll('.sign-in :is(select, input)')].filter(part => part.checkVisibility()).map(part => part.value)";
    same(
        &browser,
        shown,
        json!(["basic", "admin", "short-and-stout"]),
    )
    .await;

    put(&browser, "sign-in-name", "Ära").await;
    put(&browser, "sign-in-secret", "a:b").await;
    // RFC 7617 §2.1: UTF-8.
    same(
        &browser,
        FIELDS,
        json!(["Accept: */*", "Authorization: Basic w4RyYTphOmI="]),
    )
    .await;
    // What would be read differently is kept in its field and not sent.
    put(&browser, "sign-in-name", "a:b").await;
    browser
        .wait_for("return document.querySelector('#wrong-sign-in').textContent.includes('no colon') && document.querySelector('#sign-in-name').value == 'a:b'")
        .await;
    put(&browser, "sign-in-name", "Bo").await;
    browser
        .wait_for("return !document.querySelector('#wrong-sign-in').checkVisibility()")
        .await;
    same(
        &browser,
        FIELDS,
        json!(["Accept: */*", "Authorization: Basic Qm86YTpi"]),
    )
    .await;

    choose(&browser, "bearer").await;
    same(
        &browser,
        FIELDS,
        json!(["Accept: */*", "Authorization: Bearer "]),
    )
    .await;
    put(&browser, "sign-in-secret", "admin").await;
    same(
        &browser,
        FIELDS,
        json!(["Accept: */*", "Authorization: Bearer admin"]),
    )
    .await;
    browser.click(RUN).await;
    browser
        .wait_for("return document.querySelector('.ended').textContent.includes('200')")
        .await;
    // What was typed before comes back.
    choose(&browser, "basic").await;
    same(&browser, shown, json!(["basic", "Bo", "a:b"])).await;
    choose(&browser, "key").await;
    put(&browser, "sign-in-name", "X-Token").await;
    put(&browser, "sign-in-secret", "<i>").await;
    same(&browser, FIELDS, json!(["Accept: */*", "X-Token: <i>"])).await;
    choose(&browser, "nothing").await;
    same(&browser, FIELDS, json!(["Accept: */*"])).await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// Chooses a way to sign in.
async fn choose(browser: &Browser, way: &str) {
    let script = format!(
        "const list = document.querySelector('#sign-in'); list.value = '{way}'; list.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    );
    browser.run(&script).await;
}

/// The client the keyboard is at; the name that stands in the field, and whether its list is open.
const AT: &str = "return document.getElementById(document.querySelector('#client').getAttribute('aria-activedescendant'))?.dataset.slug ?? ''";
const FIELD: &str = "return [document.querySelector('#client').value, document.querySelector('#client').ariaExpanded]";

#[tokio::test]
async fn a_client_is_found_and_chosen_with_the_keyboard() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser
        .visit(&site.page("lab/?client=ky&script=503+x9"))
        .await;
    same(&browser, FIELD, json!(["ky", "false"])).await;
    browser
        .run("document.querySelector('#client').focus()")
        .await;

    // The whole list, by family, at the one that is chosen.
    browser.keys(DOWN).await;
    same(&browser, FIELD, json!(["ky", "true"])).await;
    same(&browser, AT, json!("ky")).await;
    let told = "return [document.querySelectorAll('#clients [role=option]').length, document.querySelectorAll('#clients [role=group]').length, \
        document.querySelector('.picker [role=status]').textContent]";
    same(&browser, told, json!([55, 10, "55 clients"])).await;
    // It lies over all beside it.
    let covered = "const box = document.querySelector('#clients').getBoundingClientRect(); \
        return [0.1, 0.5, 0.9].map(part => !document.elementFromPoint(box.left + part * box.width, box.top + 20)?.closest('.picker'))";
    assert_eq!(browser.run(covered).await, json!([false, false, false]));
    let line = browser.text("#client-ky").await;
    assert!(
        line.contains("2.0.2 · Up to 3 tries, 10 s each; obeys Retry-After; never repeats POST"),
        "{line}"
    );
    browser.keys(DOWN).await;
    same(&browser, AT, json!("got")).await;
    for _ in 0..6 {
        browser.keys(UP).await;
    }
    same(&browser, AT, json!("grpc-hedging")).await;
    browser
        .wait_for("const box = part => document.querySelector(part).getBoundingClientRect(); \
            return box('#client-grpc-hedging').bottom <= box('#clients').bottom + 1 && box('#client-grpc-hedging').top >= box('#clients').top")
        .await;
    browser.keys(ESCAPE).await;
    same(&browser, FIELD, json!(["ky", "false"])).await;

    // A few letters, a mistake, nobody; leaving changes nothing.
    browser.keys("java retry").await;
    same(&browser, AT, json!("resilience4j")).await;
    browser.control('a').await;
    browser.keys("<b>perl").await;
    browser
        .wait_for("return document.querySelector('.picker .none').checkVisibility() && document.querySelectorAll('.picker .none b').length == 0")
        .await;
    browser.keys(ENTER).await;
    browser.keys(TAB).await;
    same(&browser, FIELD, json!(["ky", "false"])).await;

    choose_client(&browser, "py 2.7").await;
    same(&browser, FIELD, json!(["urllib3", "false"])).await;
    browser
        .wait_for("return location.search.includes('client=urllib3-default') && document.querySelector('#client-words').textContent.startsWith('Up to')")
        .await;
    // The words and the picture of its waits are those of the new client.
    choose_client(&browser, "AXIOS exponential").await;
    browser
        .wait_for("return document.querySelector('#client-words').textContent.includes('200 ms to 240 ms')")
        .await;
    browser
        .run("document.querySelector('.tune > summary').focus()")
        .await;
    browser.keys(ENTER).await;
    browser
        .wait_for("return document.querySelector('.waits svg')?.getAttribute('aria-label').includes('200 ms to 240 ms')")
        .await;

    // With the mouse, and Run takes it.
    browser.click("#client").await;
    browser.click("#client-p-retry").await;
    same(&browser, FIELD, json!(["p-retry", "false"])).await;
    browser.control(ENTER.chars().next().expect("a key")).await;
    browser
        .wait_for("return document.querySelector('svg.xc').textContent.includes('p-retry')")
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_whole_form_fits_a_phone_and_has_no_barrier() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let link = form_urlencoded::Serializer::new("lab/?".to_owned())
        .extend_pairs([
            ("method", "POST"),
            ("path", "/api/sessions?<img src=x onerror=document.title=1>=<b>&q=%3Cb%3E&&long=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
            ("field", "Content-Type: application/json"),
            ("field", "Authorization: Basic PGI+OjxpPg=="),
            ("field", "<img src=x>: <b>"),
            ("body", "{\"<img src=x onerror=document.title=1>\": \"</div><script>1</script>\",\n \"a-very-long-name-without-a-blank-in-it-that-goes-on-and-on\": tru }"),
        ])
        .finish();
    browser.visit(&site.page(&link)).await;
    same(
        &browser,
        "return [document.querySelector('#sign-in-name').value, document.querySelector('#sign-in-secret').value]",
        json!(["<b>", "<i>"]),
    )
    .await;
    browser.load_axe().await;
    for width in [1440, 320] {
        browser.narrow(width).await;
        if width == 320 {
            browser.click(".tabs button").await;
        }
        browser.click("#client").await;
        browser
            .wait_for("return document.querySelectorAll('#clients [role=option]').length == 55")
            .await;
        browser.wait_for(ALIKE).await;
        for (theme, rules) in [("light", ALL), ("dark", COLOURS)] {
            assert_eq!(
                browser.barriers(theme, rules).await,
                Vec::<String>::new(),
                "{theme} {width}"
            );
        }
        assert_eq!(browser.sideways().await, json!(0), "{width}");
    }
    let beyond = "return [...document.querySelectorAll('.setup *')].filter(part => part.checkVisibility() && \
        part.getBoundingClientRect().right > 320.5).map(part => part.outerHTML.slice(0, 90))";
    assert_eq!(browser.run(beyond).await, json!([]));
    assert_eq!(
        browser
            .run("return [document.querySelectorAll('.setup :is(img, script), #paper :not(div, b, em, u, mark)').length, document.title]")
            .await,
        json!([0, "Lab · Teapot"])
    );
    // A finger finds what it presses.
    browser
        .devtools(
            "Emulation.setTouchEmulationEnabled",
            json!({ "enabled": true }),
        )
        .await;
    browser
        .wait_for("return matchMedia('(pointer: coarse)').matches")
        .await;
    let small = "return [...document.querySelectorAll('.setup :is(button, select, input:not([type=radio]), textarea, [role=option])')]\
        .filter(part => part.checkVisibility() && part.getBoundingClientRect().height < 43.5).map(part => part.outerHTML.slice(0, 90))";
    assert_eq!(browser.run(small).await, json!([]));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn run_is_always_at_hand_and_covers_nothing_that_has_the_focus() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    for phone in [false, true] {
        if phone {
            browser.narrow(360).await;
        }
        browser
            .visit(&site.page("lab/?script=503+x2,+reset,+429"))
            .await;
        if phone {
            browser.click(".tabs button").await;
        }
        let place = "const box = document.querySelector('.run').getBoundingClientRect()";
        let at_hand = format!("{place}; return box.height > 40 && box.bottom <= innerHeight");
        assert_eq!(browser.run(&at_hand).await, json!(true));
        // From the first to the last and back, as with Tab and with Shift and Tab.
        for way in ["", ".reverse()"] {
            let covered = format!(
                "const fields = [...document.querySelectorAll('.setup fieldset :is(input, select, textarea, button, summary, a)')]{way}; \
                 return fields.filter(field => field.checkVisibility()).map(field => {{ field.focus(); {place}; \
                     return field == document.activeElement && field.getBoundingClientRect().bottom > box.top && field.outerHTML }}).filter(Boolean)"
            );
            assert_eq!(
                browser.run(&covered).await,
                json!([]),
                "phone: {phone}{way}"
            );
        }
    }
    // On its side, a phone has no room to spare.
    let sideways = json!({ "width": 740, "height": 360, "deviceScaleFactor": 1, "mobile": true });
    browser
        .devtools("Emulation.setDeviceMetricsOverride", sideways)
        .await;
    let position = "return getComputedStyle(document.querySelector('.run')).position";
    assert_eq!(browser.run(position).await, json!("static"));
}
