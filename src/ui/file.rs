//! Files that the reader saves: the browser is handed what the page has made, nothing is fetched.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// How long the browser may take to read what it was handed.
const READ: std::time::Duration = std::time::Duration::from_secs(60);

/// Saves a text under a name.
pub fn save_text(text: &str, media_type: &str, name: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type(media_type);
    let parts = js_sys::Array::of1(&text.into());
    save(
        &Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?,
        name,
    )
}

/// Saves content under a name.
pub fn save(content: &Blob, name: &str) -> Option<()> {
    let url = Url::create_object_url_with_blob(content).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&url);
        },
        READ,
    );
    Some(())
}
