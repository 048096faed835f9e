//! Pasting into the address: a curl command, a `fetch()` call or an HTTP message fills the form. What it said and the form
//! has no place for is listed, and one press brings back what was there.

use leptos::ev::ClipboardEvent;
use leptos::prelude::*;

use super::bench::Bench;
use crate::share::lab::Lab;
use crate::share::paste::{Kind, paste};

/// What pasting did last.
#[derive(Clone)]
pub enum Pasted {
    /// Nothing, or it is over.
    Nothing,
    /// It filled the form: from what, what was left out, the set-up before, and the path since.
    Filled(Kind, Vec<String>, Box<Lab>, String),
    /// It could not be read, and why.
    Refused(String),
}

/// Fills the form from a text, when it is more than an address; whether it was.
pub fn fill(bench: Bench, pasted: RwSignal<Pasted>, text: &str) -> bool {
    let Some(read) = paste(text) else {
        return false;
    };
    match read {
        Ok(read) => {
            let before = Box::new(bench.draft.get_untracked());
            let kind = read.kind;
            let mut left_out = Vec::new();
            bench.change(|lab| left_out = lab.paste_into(read));
            let path = bench.draft.with_untracked(|lab| lab.path.clone());
            pasted.set(Pasted::Filled(kind, left_out, before, path));
        }
        Err(why) => pasted.set(Pasted::Refused(why)),
    }
    true
}

/// The same for a paste, which is then not put into the field itself.
pub fn on_paste(bench: Bench, pasted: RwSignal<Pasted>, event: &ClipboardEvent) {
    let text = event
        .clipboard_data()
        .and_then(|data| data.get_data("text/plain").ok());
    if text.is_some_and(|text| fill(bench, pasted, &text)) {
        event.prevent_default();
    }
}

/// What pasting did.
#[component]
pub fn PastedNote(
    /// The page's signals.
    bench: Bench,
    /// What pasting did last.
    pasted: RwSignal<Pasted>,
) -> impl IntoView {
    let undo = move |_| {
        if let Pasted::Filled(_, _, before, _) = pasted.get_untracked() {
            let Lab {
                method,
                path,
                fields,
                body,
                ..
            } = *before;
            bench.change(|lab| {
                (lab.method, lab.path, lab.fields, lab.body) = (method, path, fields, body);
            });
            pasted.set(Pasted::Nothing);
        }
    };
    let filled = move || matches!(*pasted.read(), Pasted::Filled(..));
    let head = move || match &*pasted.read() {
        Pasted::Nothing => String::new(),
        // Another set-up was opened since, or another path typed.
        Pasted::Filled(.., path) if bench.draft.read().path != *path => String::new(),
        Pasted::Refused(why) => why.clone(),
        Pasted::Filled(kind, left_out, ..) => {
            let kind = match kind {
                Kind::Curl => "a curl command",
                Kind::Fetch => "a fetch() call",
                Kind::Http => "an HTTP message",
            };
            let rest = if left_out.is_empty() {
                ", all of it."
            } else {
                ". Left out, or kept as it stands:"
            };
            format!("Filled in from {kind}{rest}")
        }
    };
    let list = move || match &*pasted.read() {
        Pasted::Filled(_, left_out, ..) => left_out
            .iter()
            .map(|what| view! { <li>{what.clone()}</li> })
            .collect_view()
            .into_any(),
        _ => ().into_any(),
    };
    view! {
        <div class="pasted" hidden=move || head().is_empty()>
            <p role="status">{head}</p>
            <ul>{list}</ul>
            <button class="btn" type="button" data-plain="" hidden=move || !filled() on:click=undo>"Undo"</button>
        </div>
    }
}
