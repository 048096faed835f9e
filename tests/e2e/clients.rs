//! A reader compares clients: by method and by what the server says, in another order, only their own; and follows a cell
//! into the lab, where the same happens.

use serde_json::{Value, json};
use teapot::client::presets;

use crate::browser::Browser;
use crate::lab::{ENDED, RUN};
use crate::site::{SUB_PATH, Site, html, pages, text};

/// The rows that are shown, by their slugs.
const SHOWN: &str = "return [...document.querySelectorAll('tbody tr[id]')].filter(row => !row.hidden).map(row => row.id)";
const ADDRESS: &str = "return location.search";
const SAID: &str = "return document.querySelector('[data-said]').textContent";

/// Chooses a radio button, an option or a box, as a reader would.
async fn choose(browser: &Browser, css: &str) {
    let change = "dispatchEvent(new Event('change', { bubbles: true }))";
    let script = format!(
        "const it = document.querySelector(\"{css}\"); \
         if (it.tagName == 'OPTION') {{ it.parentElement.value = it.value; it.parentElement.{change} }} else it.click()"
    );
    browser.run(&script).await;
}

/// What a cell says to those who listen.
async fn cell(browser: &Browser, client: &str, came: &str) -> String {
    let script = format!(
        "return document.querySelector(\"#{client} [data-c='{came}']\").textContent.replace(/\\s+/g, ' ').trim()"
    );
    let said = browser.run(&script).await;
    said.as_str().expect("a text").to_owned()
}

#[test]
fn the_files_hold_the_whole_table_and_a_page_for_each_client() {
    let table = html("clients/");
    let rows: Vec<&str> = table.split("<tr id=\"").skip(1).collect();
    let clients = pages()
        .into_iter()
        .filter(|page| page.starts_with("clients/") && page != "clients/");
    assert_eq!(rows.len(), clients.count());
    for row in rows {
        let slug = row.split('"').next().unwrap_or_default();
        let page = html(&format!("clients/{slug}/"));
        for part in ["id=\"h-waits\"", "id=\"h-codes\"", "class=\"facts\""] {
            assert!(page.contains(part), "{slug}: {part}");
        }
        // A row says the same as the page.
        let cells = row.split("</tr>").next().unwrap_or_default();
        assert_eq!(cells.matches("<td").count(), 16, "{slug}");
        let get = |html: &str| {
            let cells = html.split("<td").filter(|cell| cell.contains("lab/?"));
            cells
                .map(|cell| text(cell.split_once('>').map_or("", |cell| cell.1)))
                .collect::<Vec<_>>()
        };
        let all = get(page.split("id=\"h-codes\"").nth(1).unwrap_or_default());
        let of_get: Vec<String> = all.into_iter().step_by(3).take(16).collect();
        assert_eq!(of_get, get(cells), "{slug}");
    }
    for (page, has) in [
        ("codes/503/", true),
        ("codes/418/", true),
        ("codes/200/", false),
        ("codes/308/", false),
    ] {
        let html = html(page);
        assert_eq!(html.contains("h-practice"), has, "{page}");
        let shown = html.matches("<tr data-mine").count() - html.matches(" hidden><th").count();
        assert_eq!(shown, if has { 10 } else { 0 }, "{page}");
    }
}

#[tokio::test]
async fn the_method_and_the_field_change_what_the_cells_say() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("clients/")).await;
    assert_eq!(cell(&browser, "ky", "503").await, "3 requests, 900 ms");
    assert_eq!(cell(&browser, "okhttp", "503").await, "–not again");
    choose(&browser, "[value='POST']").await;
    assert_eq!(cell(&browser, "ky", "503").await, "–not again");
    assert_eq!(
        cell(&browser, "go-retryablehttp", "503").await,
        "5 requests, perhaps carried out more than once, 15 s"
    );
    choose(&browser, "[name='retry-after'][value='0']").await;
    assert!(
        cell(&browser, "okhttp", "503")
            .await
            .starts_with("2 requests")
    );
    assert_eq!(
        browser.run(ADDRESS).await,
        json!("?method=POST&retry-after=0")
    );
    // The address is enough to see the same again.
    browser
        .visit(&site.page("clients/?method=POST&retry-after=0"))
        .await;
    assert!(
        cell(&browser, "okhttp", "503")
            .await
            .starts_with("2 requests")
    );
    assert_eq!(
        browser
            .run("return document.querySelector('[name=method]:checked').value")
            .await,
        json!("POST")
    );
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_rows_can_be_put_in_order() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("clients/")).await;
    let before = browser.run(SHOWN).await;
    choose(&browser, "[name=sort] [value=attempts]").await;
    let endless = browser.run(SHOWN).await;
    let first = endless[0].as_str().expect("a slug").to_owned();
    assert!(
        cell(&browser, &first, "503").await.starts_with('∞'),
        "{first}"
    );
    let sorted = "return document.querySelector('[aria-sort]').dataset.c";
    assert_eq!(browser.run(sorted).await, json!("503"));
    choose(&browser, "[name=sort] [value=name]").await;
    let names = browser
        .run("return [...document.querySelectorAll('tbody tr[id]')].map(row => row.querySelector('a').textContent.toLowerCase())")
        .await;
    let names: Vec<&str> = names
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(names.is_sorted(), "{names:?}");
    choose(&browser, "[name=sort] [value=language]").await;
    assert_eq!(browser.run(SHOWN).await, before);
    assert_eq!(browser.run(ADDRESS).await, json!(""));
}

#[tokio::test]
async fn the_clients_a_reader_uses_are_remembered_and_shown_with_each_code() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.visit(&site.page("clients/")).await;
    choose(&browser, "[name=only]").await;
    assert!(
        browser
            .run(SAID)
            .await
            .as_str()
            .is_some_and(|said| said.contains("first"))
    );
    choose(&browser, "[name=mine][value=wget]").await;
    choose(&browser, "[name=mine][value=ky]").await;
    assert_eq!(browser.run(SHOWN).await, json!(["ky", "wget"]));
    assert_eq!(browser.run(ADDRESS).await, json!("?only=ky,wget"));
    assert!(
        browser
            .run(SAID)
            .await
            .as_str()
            .is_some_and(|said| said.starts_with("2 of 5"))
    );
    browser.visit(&site.page("clients/")).await;
    let mine = "return [...document.querySelectorAll('[name=mine]:checked')].map(box => box.value)";
    assert_eq!(browser.run(mine).await, json!(["ky", "wget"]));

    let rows = "return [...document.querySelectorAll('[data-mine]')].filter(row => !row.hidden).map(row => row.dataset.mine)";
    browser.visit(&site.page("codes/503/")).await;
    assert_eq!(browser.run(rows).await, json!(["ky", "wget"]));

    // Somebody else's link shows theirs, and changes nothing of one's own.
    browser.visit(&site.page("clients/?only=got")).await;
    assert_eq!(browser.run(SHOWN).await, json!(["got"]));
    choose(&browser, "[name=mine][value=got]").await;
    browser.visit(&site.page("clients/")).await;
    assert_eq!(browser.run(mine).await, json!(["ky", "wget"]));

    // What is remembered may be anything.
    browser
        .run("localStorage.setItem('clients', '<b>,ky,,' + 'x,'.repeat(100))")
        .await;
    browser.visit(&site.page("codes/503/")).await;
    assert_eq!(browser.run(rows).await, json!(["ky"]));
    browser
        .run("localStorage.setItem('clients', 'ky,'.repeat(9999))")
        .await;
    browser.visit(&site.page("codes/503/")).await;
    assert_eq!(browser.run(rows).await.as_array().map(Vec::len), Some(10));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_hostile_link_is_read_as_far_as_it_makes_sense() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    let markup = "%3Cimg%20src=x%20onerror=document.title=1%3E";
    let page = format!("clients/?method=PUT&only=ky,{markup}&sort={markup}&{markup}=1");
    browser.visit(&site.page(&page)).await;
    assert_eq!(browser.run(SHOWN).await, json!(["ky"]));
    let said = browser.run(SAID).await.to_string();
    assert!(said.contains("left out") && said.contains("<img"), "{said}");
    assert_eq!(
        browser
            .run("return document.querySelectorAll('main img').length")
            .await,
        json!(0)
    );
    let long = format!("clients/?only={}", "ky,".repeat(2_000));
    browser.visit(&site.page(&long)).await;
    assert!(browser.run(SAID).await.to_string().contains("too long"));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn it_works_where_storage_is_blocked() {
    let site = Site::with(&["--under", SUB_PATH, "--allow-origin", "*"]);
    let browser = Browser::open().await;
    let frame = format!(
        "data:text/html,<title>host</title><iframe sandbox='allow-scripts' width=1000 height=700 src='{}'></iframe>",
        site.page("clients/")
    );
    browser.load(&frame).await;
    browser.enter_frame().await;
    browser
        .wait_for("return 'hydrated' in document.documentElement.dataset")
        .await;
    choose(&browser, "[name=mine][value=ky]").await;
    choose(&browser, "[name=only]").await;
    assert_eq!(browser.run(SHOWN).await, json!(["ky"]));
    choose(&browser, "[value='POST']").await;
    assert_eq!(cell(&browser, "ky", "503").await, "–not again");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_cell_opens_the_lab_where_the_same_happens() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    for (query, client, came) in [
        ("", "ky", "503"),
        ("", "okhttp", "503"),
        ("?retry-after=0", "okhttp", "503"),
        ("?method=POST", "go-retryablehttp", "500"),
        ("?method=PUT&retry-after=1", "symfony", "507"),
        ("", "httpx", "timeout"),
    ] {
        browser.visit(&site.page(&format!("clients/{query}"))).await;
        let said = cell(&browser, client, came).await;
        let requests = said
            .split(' ')
            .next()
            .and_then(|count| count.parse().ok())
            .unwrap_or(1_usize);
        let css = format!("#{client} [data-c='{came}'] a");
        browser
            .run(&format!("document.querySelector(\"{css}\").click()"))
            .await;
        browser
            .wait_for("return document.title.startsWith('Lab') && 'hydrated' in document.documentElement.dataset")
            .await;
        let chosen = "return new URLSearchParams(location.search).get('client')";
        assert_eq!(browser.run(chosen).await, json!(client));
        let name = presets::find(client).expect("a client").name;
        browser
            .wait_for(&format!(
                "return document.querySelector('#client').value == {}",
                json!(name)
            ))
            .await;
        browser.click(RUN).await;
        browser.wait_for(ENDED).await;
        let sent = browser
            .run("return [...document.querySelectorAll('.alt tbody tr')].filter(row => row.cells[2].textContent.startsWith('sends ')).length")
            .await;
        assert_eq!(sent, json!(requests), "{query} {client} {came}: {said}");
    }
}

#[tokio::test]
async fn a_phone_shows_one_code_at_a_time_also_without_the_program() {
    let site = Site::at(SUB_PATH);
    let browser = Browser::open().await;
    browser.narrow(360).await;
    browser.without_program().await;
    browser.load(&site.page("clients/")).await;
    let columns = "return [...document.querySelectorAll('thead [data-c]')].filter(head => head.checkVisibility()).map(head => head.dataset.c)";
    assert_eq!(browser.run(columns).await, json!(["503"]));
    choose(&browser, "[name=code] [value='429']").await;
    assert_eq!(browser.run(columns).await, json!(["429"]));
}
