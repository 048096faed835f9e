//! Light and dark: the system's choice, or the other one.

use leptos::prelude::*;

use super::icon::{Icon, Sign};

/// A switch for "the other theme". `theme.js` applies what was remembered before the first paint.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let other = RwSignal::new(false);
    Effect::new(move |first: Option<()>| {
        let page = document()
            .document_element()
            .expect("a document has a root element");
        let theme = if dark_system() { "light" } else { "dark" };
        if first.is_none() {
            // The prerendered page cannot know what this reader chose earlier.
            other.set(page.get_attribute("data-theme").as_deref() == Some(theme));
            return;
        }
        // Storage fails where the browser forbids it; then the choice lasts as long as the page.
        let storage = window().local_storage().ok().flatten();
        if other.get() {
            let _ = page.set_attribute("data-theme", theme);
            let _ = storage.map(|storage| storage.set_item("theme", theme));
        } else {
            let _ = page.remove_attribute("data-theme");
            let _ = storage.map(|storage| storage.remove_item("theme"));
        }
    });
    view! {
        <button class="icon" type="button" role="switch" aria-label="Other theme" title="Light or dark"
            aria-checked=move || other.get().to_string() on:click=move |_| other.update(|other| *other = !*other)>
            <Icon name=Sign::Theme/>
        </button>
    }
}

fn dark_system() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)");
    query.ok().flatten().is_some_and(|query| query.matches())
}
