//! Light and dark: the system's choice, or the other one.

use leptos::prelude::*;

use leptos::web_sys::Element;

use super::icon::{Icon, Sign};

/// A switch for "the other theme". `theme.js` applies what was remembered before the first paint.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let other = RwSignal::new(false);
    // The prerendered page cannot know what this reader chose earlier.
    Effect::new(move |_| other.set(root().has_attribute("data-theme")));
    let choose = move |_| {
        other.update(|other| *other = !*other);
        let theme = if system_is_dark() { "light" } else { "dark" };
        let storage = window().local_storage().ok().flatten();
        // Where the browser forbids storage the choice lasts as long as the page.
        if other.get_untracked() {
            let _ = root().set_attribute("data-theme", theme);
            let _ = storage.map(|storage| storage.set_item("theme", theme));
        } else {
            let _ = root().remove_attribute("data-theme");
            let _ = storage.map(|storage| storage.remove_item("theme"));
        }
    };
    view! {
        <button class="icon" type="button" role="switch" aria-label="Other theme" title="Light or dark"
            aria-checked=move || other.get().to_string() on:click=choose>
            <Icon name=Sign::Theme/>
        </button>
    }
}

fn root() -> Element {
    document()
        .document_element()
        .expect("a document has a root element")
}

fn system_is_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)");
    query.ok().flatten().is_some_and(|query| query.matches())
}
