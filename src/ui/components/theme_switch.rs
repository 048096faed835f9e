//! Light and dark: the system's choice, or the other one.

use leptos::prelude::*;

/// A switch for "the other theme". `theme.js` applies what was remembered before the first paint.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let other = RwSignal::new(false);
    Effect::new(move |first: Option<()>| {
        let page = document()
            .document_element()
            .expect("a document has a root element");
        if first.is_none() {
            // The prerendered page cannot know what this reader chose earlier.
            other.set(page.has_attribute("data-theme"));
            return;
        }
        let theme = if dark_system() { "light" } else { "dark" };
        let storage = window().local_storage().ok().flatten();
        // Both fail only where the browser forbids storage; then the choice lasts as long as the page.
        if other.get() {
            let _ = page.set_attribute("data-theme", theme);
            let _ = storage.map(|s| s.set_item("theme", theme));
        } else {
            let _ = page.remove_attribute("data-theme");
            let _ = storage.map(|s| s.remove_item("theme"));
        }
    });
    view! {
        <label class="icon"><input id="theme" type="checkbox" role="switch" prop:checked=other on:change=move |event| other.set(event_target_checked(&event))/>"Other theme"</label>
    }
}

fn dark_system() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)");
    query.ok().flatten().is_some_and(|query| query.matches())
}
