//! What "Copy as" in the Lab says: a program of its own, fetched when the menu is opened, because most visits never ask.

use teapot::share::copy::copy;
use teapot::share::lab::Lab;
use wasm_bindgen::prelude::*;

fn main() {}

/// The lab of a query as a target: the text, and what it leaves out; nothing when there is no such target.
#[wasm_bindgen(js_name = copy)]
pub fn copy_as(target: &str, query: &str) -> Vec<String> {
    let (lab, _) = Lab::parse(query);
    let Some(copied) = copy(target, &lab) else {
        return Vec::new();
    };
    let mut texts = vec![copied.text];
    texts.extend(copied.left_out);
    texts
}
