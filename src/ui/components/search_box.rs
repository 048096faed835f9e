//! The search of every page: a combobox as the WAI-ARIA practices define it, with a list of codes below it. `/` and
//! Ctrl or ⌘ K lead here from everywhere; arrows choose, Enter opens, Escape closes, then empties.

use leptos::either::Either;
use leptos::ev::{KeyboardEvent, keydown};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::code_chip::CodeChip;
use super::icon::{Icon, Sign};
use super::verdict::act_label;
use crate::catalogue::{Hit, search};
use crate::ui::markup::escape;

/// How many results are listed; the rest is counted.
const LISTED: usize = 8;

/// The field and its results. The page shares what is typed: the table of codes shows the hits in place.
#[component]
pub fn SearchBox(
    /// What is typed.
    query: RwSignal<String>,
) -> impl IntoView {
    let hits = Memo::new(move |_| query.with(|text| search(text)));
    let open = RwSignal::new(false);
    let active = RwSignal::new(0);
    let field = NodeRef::<Input>::new();
    let listed = move || hits.with(|hits| hits.len().min(LISTED));
    let shown = Memo::new(move |_| open.get() && query.with(|text| !text.trim().is_empty()));

    Effect::new(move |_| {
        let handle = window_event_listener(keydown, move |event| {
            if leads_here(&event)
                && let Some(field) = field.get_untracked()
            {
                event.prevent_default();
                let _ = field.focus();
                field.select();
            }
        });
        on_cleanup(move || handle.remove());
    });
    let on_key = move |event: KeyboardEvent| {
        let count = listed();
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if count > 0 => {
                event.prevent_default();
                let step = if event.key() == "ArrowDown" {
                    1
                } else {
                    count - 1
                };
                if shown.get() {
                    active.update(|nth| *nth = (*nth + step) % count);
                } else {
                    open.set(true);
                }
            }
            "Enter" => {
                event.prevent_default();
                open_option(active.get());
            }
            "Escape" => {
                event.prevent_default();
                if shown.get() {
                    open.set(false);
                } else {
                    query.set(String::new());
                }
            }
            _ => {}
        }
    };
    let leave = move || {
        open.set(false);
        query.set(String::new());
        if let Some(field) = field.get_untracked() {
            let _ = field.blur();
        }
    };
    view! {
        <search class="find">
            <label class="box">
                <Icon name=Sign::Find/>
                <span class="vh">"Search codes, words, symptoms"</span>
                <input node_ref=field type="search" role="combobox" placeholder="Code, word or symptom"
                    autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="200"
                    aria-autocomplete="list" aria-controls="found"
                    aria-expanded=move || shown.get().to_string()
                    aria-activedescendant=move || (shown.get() && listed() > 0).then(|| option_id(active.get()))
                    prop:value=move || query.get()
                    on:input=move |event| {
                        query.set(event_target_value(&event));
                        active.set(0);
                        open.set(true);
                    }
                    on:focus=move |_| open.set(true)
                    on:blur=move |_| open.set(false)
                    on:keydown=on_key/>
                <kbd class="slash" aria-hidden="true">"/"</kbd>
                <kbd class="esc" aria-hidden="true">"Esc"</kbd>
            </label>
            <span class="vh" role="status">{move || shown.get().then(|| hits.with(|hits| counted(hits.len())))}</span>
            {move || shown.get().then(|| results(query, hits, active, leave))}
        </search>
    }
}

/// The list below the field. Pressing the mouse in it must not take the focus from the field, which would close it.
fn results(
    query: RwSignal<String>,
    hits: Memo<Vec<Hit>>,
    active: RwSignal<usize>,
    leave: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let list = move || {
        hits.with(|hits| {
            if hits.is_empty() {
                let nothing = nothing_found(&query.get());
                return Either::Left(view! { <p class="none" inner_html=nothing></p> });
            }
            let option = |(nth, hit): (usize, &Hit)| {
                view! {
                    <a role="option" tabindex="-1" id=option_id(nth) href=format!("codes/{}/", hit.code.number)
                        aria-selected=move || (active.get() == nth).to_string() on:click=move |_| leave()>
                        {result(hit)}
                    </a>
                }
            };
            let options = hits.iter().take(LISTED).enumerate().map(option).collect_view();
            Either::Right(view! { <div id="found" role="listbox" aria-label="Codes">{options}</div> })
        })
    };
    view! {
        <div class="found" on:mousedown=|event| event.prevent_default()>
            {list}
            <p class="keys" aria-hidden="true">
                <span>{move || hits.with(|hits| counted(hits.len()))}</span>
                <span><kbd>"↑"</kbd>" "<kbd>"↓"</kbd>" choose"</span>
                <span><kbd>"Enter"</kbd>" open"</span>
            </p>
        </div>
    }
}

/// What a result shows: the code, its name, what to do, and why it is among the results.
pub fn result(hit: &Hit) -> impl IntoView + use<> {
    let act = hit.code.advice.act;
    view! {
        <CodeChip number=hit.code.number plain=true/>
        <span class="hit-name">{hit.code.phrase}</span>
        <span class="hit-act"><Icon name=act/>{act_label(act)}</span>
        <span class="hit-why" inner_html=why(hit)></span>
    }
}

/// The text a code was found by, with its kind in front and what matches in bold.
fn why(hit: &Hit) -> String {
    use crate::catalogue::Place;
    let mut html = String::from(match hit.place {
        Place::Number => "number: ",
        Place::Name => "name: ",
        Place::Advice => "advice: ",
        Place::Symptom => "symptom: ",
        Place::Field => "field: ",
        Place::Summary => "",
        Place::Class => "class: ",
    });
    let mut done = 0;
    for mark in &hit.marks {
        html.push_str(&escape(&hit.why[done..mark.start]));
        html.push_str("<mark>");
        html.push_str(&escape(&hit.why[mark.clone()]));
        html.push_str("</mark>");
        done = mark.end;
    }
    html.push_str(&escape(&hit.why[done..]));
    html
}

/// What to say when nothing fits. A number in range is a code all the same, and a client knows how to treat it.
pub fn nothing_found(query: &str) -> String {
    let query = query.trim();
    match query.parse::<u16>() {
        Ok(number @ 100..=599) => format!(
            "<b>{number} is not in the registry.</b> A client treats it as {}00 (RFC 9110 §15).",
            number / 100
        ),
        _ => format!(
            "<b>No code for “{}”.</b> Try a number, a word of its name, a field such as <code>Allow</code>, or what you see.",
            escape(query)
        ),
    }
}

fn counted(count: usize) -> String {
    match count {
        0 => "no codes".into(),
        1 => "1 code".into(),
        count if count > LISTED => format!("{count} codes, the first {LISTED} listed"),
        count => format!("{count} codes"),
    }
}

fn option_id(nth: usize) -> String {
    format!("found-{nth}")
}

/// Follows the link of an option.
fn open_option(nth: usize) {
    if let Some(option) = document().get_element_by_id(&option_id(nth)) {
        option.unchecked_into::<web_sys::HtmlElement>().click();
    }
}

/// Whether a key pressed somewhere on the page asks for the search.
fn leads_here(event: &KeyboardEvent) -> bool {
    let command = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "k" | "K" => command && !event.alt_key() && !event.shift_key(),
        "/" => !command && !event.alt_key() && !typing(event),
        _ => false,
    }
}

/// Whether the key goes into a field, where `/` is a character like any other.
fn typing(event: &KeyboardEvent) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| {
        matches!(
            element.closest("input, textarea, select, [contenteditable]"),
            Ok(Some(_))
        )
    })
}
