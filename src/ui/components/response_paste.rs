//! A response pasted as text fills the fields.

use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, Sign};
use super::tree_walk::TreeWalk;
use crate::protocol::text::ParseError;
use crate::share::decide::Field;

/// The panel to paste into. What is read counts at once; what is wrong is said, and the text stays.
#[component]
pub fn ResponsePaste(
    /// The case and where it stands.
    walk: TreeWalk,
    /// Called when the case has changed for good.
    settled: Callback<()>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let text = RwSignal::new(String::new());
    let wrong = RwSignal::new(None);
    Effect::new(move |_| {
        if open.get()
            && let Some(area) = area.get()
        {
            let _ = area.focus();
        }
    });
    let read = move |event| {
        let pasted = event_target_value(&event);
        let mut outcome = Ok(());
        if !pasted.trim().is_empty() {
            walk.change(|case| outcome = case.paste(&pasted));
        }
        wrong.set(outcome.err());
        text.set(pasted);
        if outcome.is_ok() {
            settled.run(());
        }
    };
    let mistake = move || {
        wrong.get().map(|wrong: ParseError| {
            let what = wrong.to_string();
            view! { <p class="error"><Icon name=Sign::Stop/><span>{what}</span></p> }
        })
    };
    let fine = move || {
        (wrong.read().is_none() && !text.read().trim().is_empty()).then(|| {
            let case = walk.case.read();
            let asked = match case.text(Field::RetryAfter) {
                "" => "no Retry-After".to_owned(),
                asked => format!("Retry-After: {asked}"),
            };
            view! { <p class="hint">{format!("Read: {}, {asked}", case.text(Field::Got))}</p> }
        })
    };
    view! {
        <div id="paste" class="paste sheet" hidden=move || !open.get()>
            <label>
                <span class="label">"A response, as curl -i prints it"</span>
                <textarea class="input wire" rows="5" spellcheck="false" autocomplete="off" aria-describedby="paste-said" node_ref=area
                    placeholder="HTTP/1.1 503 Service Unavailable\nRetry-After: 2" on:input=read></textarea>
            </label>
            <div id="paste-said" role="status">{mistake}{fine}</div>
            <button class="btn" type="button" on:click=move |_| open.set(false)>"Close"</button>
        </div>
    }
}
