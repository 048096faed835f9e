//! After a panic the page tells the reader, whatever state the program is in.

use leptos::prelude::{document, mount_to_body};
use teapot::ui::App;
use teapot::ui::start::say_it_broke;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_breakdown_is_told_in_the_page() {
    mount_to_body(App);
    let notice = document()
        .get_element_by_id("notice")
        .expect("every page has a notice");
    assert!(notice.has_attribute("hidden"), "nothing has happened yet");
    say_it_broke();
    assert!(!notice.has_attribute("hidden"));
    let text = notice.text_content().unwrap_or_default();
    assert!(
        text.contains("Something broke") && text.contains("Reload"),
        "{text}"
    );
}
