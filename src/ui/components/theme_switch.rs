//! Light and dark: the system's choice, or the other one.

use leptos::prelude::*;

use super::icon::{Icon, Sign};
use crate::ui::storage::{self, Shelf};

/// A switch for "the other theme". `theme.js` applies what was remembered before the first paint.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let other = RwSignal::new(false);
    // The prerendered page cannot know what this reader chose earlier.
    Effect::new(move |_| {
        let chosen = root().get_attribute("data-theme");
        other.set(chosen.as_deref() == Some(other_theme()));
    });
    let switch = move |_| {
        other.update(|other| *other = !*other);
        let theme = if other.get() { other_theme() } else { "" };
        let _ = match theme {
            "" => root().remove_attribute("data-theme"),
            theme => root().set_attribute("data-theme", theme),
        };
        storage::write(Shelf::Site, "theme", theme);
    };
    view! {
        <button class="icon" type="button" role="switch" aria-label="Other theme" title="Light or dark"
            aria-checked=move || other.get().to_string() on:click=switch>
            <Icon name=Sign::Theme/>
        </button>
    }
}

fn root() -> web_sys::Element {
    document()
        .document_element()
        .expect("a document has a root element")
}

/// The theme the system has not chosen.
fn other_theme() -> &'static str {
    let query = window().match_media("(prefers-color-scheme: dark)");
    let dark = query.ok().flatten().is_some_and(|query| query.matches());
    if dark { "light" } else { "dark" }
}
