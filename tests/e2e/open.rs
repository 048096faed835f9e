//! A reader opens a page: the program takes over what was served, without changing it, and without a complaint.

use crate::browser::Browser;
use crate::site::{SUB_PATH, Site, page_of_each_kind, pages};
use serde_json::json;

#[tokio::test]
async fn every_page_is_taken_over_unchanged() {
    look_at(&Site::at(SUB_PATH), &pages()).await;
}

#[tokio::test]
async fn the_folder_works_at_the_root_too() {
    look_at(&Site::at("/"), &page_of_each_kind()).await;
}

async fn look_at(site: &Site, pages: &[String]) {
    let browser = Browser::open().await;
    for page in pages {
        browser.visit(&site.page(page)).await;

        // A release build says nothing when the program draws something else than the file holds.
        let difference = browser.run_async(SERVED_AND_SHOWN).await;
        assert_eq!(
            difference["served"], difference["shown"],
            "{page}: the program changed the page"
        );

        let loaded = browser
            .run("return performance.getEntriesByType('resource').map(entry => entry.name)")
            .await;
        for address in loaded
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|name| name.as_str())
        {
            assert!(
                address.starts_with(&site.url),
                "{page} loads {address} from outside its folder"
            );
            assert!(
                !address.contains("worker"),
                "{page} loads {address}, which belongs to Live mode"
            );
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new(), "{page}");
    }
    let registrations = "navigator.serviceWorker.getRegistrations().then(all => done(all.length))";
    assert_eq!(
        browser.run_async(registrations).await,
        json!(0),
        "a worker was registered unasked"
    );
}

/// Both bodies as the browser writes them out, so that only real differences remain.
const SERVED_AND_SHOWN: &str = "
    fetch(location.href).then(response => response.text()).then(text => done({
        served: new DOMParser().parseFromString(text, 'text/html').body.innerHTML,
        shown: document.body.innerHTML,
    }))";
