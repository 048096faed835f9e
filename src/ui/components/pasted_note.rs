//! Pasting into the address: a curl command, a `fetch()` call or an HTTP message fills the form. What it said and the form
//! has no place for is listed, and one press brings back what was there.

use leptos::ev::ClipboardEvent;
use leptos::prelude::*;

use super::bench::Bench;
use super::request_form::focus;
use crate::share::lab::Lab;
use crate::share::paste::{Kind, paste};

/// What pasting did last.
#[derive(Clone)]
pub enum Pasted {
    /// Nothing, or it is over.
    Nothing,
    /// It filled the form: from what, what was left out, the set-up before and after.
    Filled(Kind, Vec<String>, Box<(Lab, Lab)>),
    /// It could not be read: why, and the path that stood there.
    Refused(String, String),
}

impl Pasted {
    /// Whether it is still about what stands in the form.
    fn lasts(&self, lab: &Lab) -> bool {
        let request = |lab: &Lab| {
            let Lab {
                method,
                path,
                fields,
                body,
                ..
            } = lab.clone();
            (method, path, fields, body)
        };
        match self {
            Self::Nothing => false,
            Self::Filled(.., labs) => request(&labs.1) == request(lab),
            Self::Refused(_, path) => *path == lab.path,
        }
    }
}

/// Fills the form from a text, when it is more than an address; whether it was.
pub fn fill(bench: Bench, pasted: RwSignal<Pasted>, text: &str) -> bool {
    let Some(read) = paste(text) else {
        return false;
    };
    match read {
        Ok(read) => {
            let before = bench.draft.get_untracked();
            let kind = read.kind;
            let mut left_out = Vec::new();
            bench.change(|lab| left_out = lab.paste_into(read));
            let labs = Box::new((before, bench.draft.get_untracked()));
            pasted.set(Pasted::Filled(kind, left_out, labs));
        }
        Err(why) => {
            let path = bench.draft.with_untracked(|lab| lab.path.clone());
            pasted.set(Pasted::Refused(why, path));
        }
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
        if let Pasted::Filled(.., labs) = pasted.get_untracked() {
            let before = labs.0;
            bench.change(|lab| {
                lab.method = before.method;
                lab.path = before.path;
                lab.fields = before.fields;
                lab.body = before.body;
            });
            pasted.set(Pasted::Nothing);
            focus("path".to_owned());
        }
    };
    let lasts = Memo::new(move |_| pasted.read().lasts(&bench.draft.read()));
    let filled = move || lasts.get() && matches!(*pasted.read(), Pasted::Filled(..));
    let head = move || match &*pasted.read() {
        Pasted::Refused(why, _) if lasts.get() => why.clone(),
        Pasted::Filled(kind, left_out, _) if lasts.get() => {
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
        _ => String::new(),
    };
    let list = move || match &*pasted.read() {
        Pasted::Filled(_, left_out, _) if lasts.get() => left_out
            .iter()
            .map(|what| view! { <li>{what.clone()}</li> })
            .collect_view()
            .into_any(),
        _ => ().into_any(),
    };
    // The status is there before it has something to say, or nobody would be told.
    view! {
        <div class="pasted" data-empty=move || (!lasts.get()).then_some("")>
            <p role="status">{head}</p>
            <ul>{list}</ul>
            <button class="btn" type="button" data-plain="" hidden=move || !filled() on:click=undo>"Undo"</button>
        </div>
    }
}
