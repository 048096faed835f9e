//! What the browser keeps of what the reader did. All of it may fail (a sandboxed frame, a strict browser, no room left):
//! then it lasts as long as the page.

use leptos::prelude::window;
use web_sys::Storage;

/// For how long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// For all tabs, until the reader clears it.
    Site,
    /// For this tab, until it is closed.
    Tab,
}

/// What is kept under a name; empty when there is nothing.
pub fn read(shelf: Shelf, name: &str) -> String {
    let found = open(shelf).and_then(|storage| storage.get_item(name).ok()?);
    found.unwrap_or_default()
}

/// Keeps a text under a name, or nothing when it is empty. Whether that worked; if not, what was there is there still.
pub fn write(shelf: Shelf, name: &str, text: &str) -> bool {
    open(shelf).is_some_and(|storage| {
        if text.is_empty() {
            storage.remove_item(name)
        } else {
            storage.set_item(name, text)
        }
        .is_ok()
    })
}

fn open(shelf: Shelf) -> Option<Storage> {
    match shelf {
        Shelf::Site => window().local_storage(),
        Shelf::Tab => window().session_storage(),
    }
    .ok()?
}
