//! The head of the set-up: its name, and a step back or on through what was edited.

use leptos::ev::{KeyboardEvent, keydown};
use leptos::prelude::*;

use super::bench::Bench;
use super::icon::{Icon, Sign};
use crate::share::edits::{Edits, difference};
use crate::share::lab::Lab;
use crate::ui::address;

/// What is typed into has the browser's own undo.
const TYPED_INTO: &str = "textarea, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=button])";

/// The head.
#[component]
pub fn EditBar(
    /// The page's signals.
    bench: Bench,
    /// Called when the set-up is another.
    settled: Callback<()>,
) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let what = move |back: bool| name(&bench.edits.read(), back);
    let step = move |back: bool| {
        if !bench.go(back) {
            return;
        }
        let done = if back { "Undone: " } else { "Redone: " };
        // The step lies on the other side now.
        let part = bench.edits.with_untracked(|edits| name(edits, !back));
        said.set([done, part, "."].concat());
        settled.run(());
    };
    Effect::new(move |_| {
        let keys = window_event_listener(keydown, move |event: KeyboardEvent| {
            let Some(back) = asked(&event) else { return };
            // What lies over the page has it for itself.
            let covered = document().query_selector("dialog[open]");
            if covered.is_ok_and(|found| found.is_some()) {
                return;
            }
            if address::closest(event.target(), TYPED_INTO).is_none() {
                event.prevent_default();
                step(back);
            }
        });
        on_cleanup(move || keys.remove());
    });
    let button = move |back: bool, name: &'static str, keys: &'static str, sign: Sign| {
        let name = Memo::new(move |_| match what(back) {
            "" => name.to_owned(),
            what => [name, ": ", what].concat(),
        });
        // It keeps the focus when there is nothing left to do.
        let off = move || what(back).is_empty().to_string();
        view! {
            <button class="icon" type="button" aria-label=name title=name aria-keyshortcuts=keys aria-disabled=off
                on:click=move |_| step(back)><Icon name=sign/></button>
        }
    };
    view! {
        <div class="title">
            <h2 id="h-setup">"Set-up"</h2>
            <span class="vh" role="status">{said}</span>
            <span class="steps">
                {button(true, "Undo", "Control+Z Meta+Z", Sign::Undo)}
                {button(false, "Redo", "Control+Shift+Z Meta+Shift+Z Control+Y", Sign::Redo)}
            </span>
        </div>
    }
}

/// What a step would bring back; empty when there is none.
fn name(edits: &Edits<Lab>, back: bool) -> &'static str {
    edits
        .next(back)
        .map_or("", |next| difference(next, edits.now()))
}

/// Whether keys ask for a step back, or on.
fn asked(event: &KeyboardEvent) -> Option<bool> {
    let held = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
    match (event.key().as_str(), event.shift_key()) {
        _ if !held => None,
        ("z" | "Z", on) => Some(!on),
        ("y" | "Y", false) if event.ctrl_key() => Some(false),
        _ => None,
    }
}
