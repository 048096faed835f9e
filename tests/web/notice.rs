//! After a panic the page tells the reader, whatever state the program is in.

use teapot::ui::start::say_it_broke;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_breakdown_is_told_in_the_page() {
    let document = web_sys::window()
        .and_then(|window| window.document())
        .expect("a page");
    // As `components/notice.rs` writes it into every page.
    let notice = document.create_element("div").expect("an element");
    notice.set_id("notice");
    notice.set_inner_html("<p></p><button type=\"button\">Reload the page</button>");
    notice.set_attribute("hidden", "").expect("an attribute");
    let root = document.document_element().expect("a root");
    root.append_child(&notice).expect("a child");
    say_it_broke();
    assert!(!notice.has_attribute("hidden"));
    let text = notice.text_content().unwrap_or_default();
    assert!(
        text.contains("Something broke") && text.contains("Reload"),
        "{text}"
    );
    notice.remove();
}
