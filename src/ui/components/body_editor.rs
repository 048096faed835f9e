//! The content of the request. JSON is set apart while it is typed: the field lies over the same text in its colours, in one
//! frame that scrolls both, so that they wrap and move alike. Only lines that change are written anew, or typing into a long
//! text would be felt. Other content stays plain. Where it is no JSON, the place is marked and said, and a press leads there.

use leptos::html::{Div, Textarea};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::bench::Bench;
use super::problem_note::ProblemNote;
use super::request_form::{invalid, what};
use crate::share::lab::{MAX_BODY, Place, format_json};
use crate::ui::markup::lines;

/// The field of the content.
pub fn body_editor(bench: Bench) -> impl IntoView {
    let body = Memo::new(move |_| bench.draft.with(|lab| lab.body.clone()));
    let is_json = Memo::new(move |_| {
        bench
            .draft
            .with(|lab| lab.is_json() && !lab.body.is_empty())
    });
    let fault = Memo::new(move |_| {
        bench
            .draft
            .with(|lab| lab.json_fault().map(|fault| fault.at))
    });
    let paper = NodeRef::<Div>::new();
    Effect::new(move |before: Option<Vec<String>>| {
        let now = body.with(|body| match body.as_str() {
            "" => Vec::new(),
            body => lines(body, is_json.get(), fault.get()),
        });
        let Some(paper) = paper.get() else {
            return Vec::new();
        };
        rewrite(&paper, &before.unwrap_or_default(), &now);
        now
    });
    let formatted = Memo::new(move |_| {
        is_json
            .get()
            .then(|| body.with(|body| format_json(body)))
            .flatten()
            .filter(|text| text.chars().count() <= MAX_BODY)
    });
    let format = move |_| {
        if let Some(text) = formatted.get_untracked() {
            bench.change(|lab| lab.body = text);
        }
    };
    let field = NodeRef::<Textarea>::new();
    let go_there = move |_| {
        let at = fault.get_untracked();
        if let (Some(field), Some(at)) = (field.get_untracked(), at) {
            // A browser counts UTF-16, and one character for each line end.
            let before = body.with_untracked(|body| {
                let before = body[..at].replace("\r\n", "\n");
                before.encode_utf16().count()
            });
            let before = u32::try_from(before).unwrap_or_default();
            let _ = field.focus();
            let field: &HtmlInputElement = field.unchecked_ref();
            let _ = field.set_selection_range(before, before);
            if let Ok(Some(mark)) = document().query_selector("#paper mark") {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                mark.scroll_into_view_with_scroll_into_view_options(&options);
            }
        }
    };
    view! {
        <label class="label" for="body">"Body"</label>
        <div class="code-field" data-json=move || is_json.get().then_some("")>
            <div class="input wire" id="paper" node_ref=paper aria-hidden="true"></div>
            <textarea class="input wire" id="body" node_ref=field rows="1" maxlength=MAX_BODY spellcheck="false" autocapitalize="off"
                autocomplete="off" placeholder="none" prop:value=move || body.get() aria-describedby="wrong-body" aria-invalid=invalid(bench, Place::Body)
                on:input=move |event| bench.change(|lab| lab.body = event_target_value(&event))></textarea>
        </div>
        <ProblemNote id="wrong-body" what=what(bench, Place::Body)/>
        <div class="adds">
            <button class="btn add" id="to-fault" type="button" data-plain="" hidden=move || fault.get().is_none() on:click=go_there>"Go to the mistake"</button>
            <button class="btn add" id="format" type="button" data-plain="" hidden=move || formatted.read().is_none() on:click=format>"Format the JSON"</button>
        </div>
    }
}

/// Writes the lines that are not as before.
fn rewrite(paper: &Element, before: &[String], now: &[String]) {
    let pairs = before.iter().zip(now);
    let start = pairs.take_while(|(was, is)| was == is).count();
    let pairs = before[start..].iter().rev().zip(now[start..].iter().rev());
    let end = pairs.take_while(|(was, is)| was == is).count();
    let nth = |place: usize| {
        paper
            .child_nodes()
            .item(u32::try_from(place).unwrap_or(u32::MAX))
    };
    for _ in start..before.len() - end {
        if let Some(line) = nth(start) {
            let _ = paper.remove_child(&line);
        }
    }
    let mut html = String::new();
    for line in &now[start..now.len() - end] {
        for part in ["<div>", line, "\n</div>"] {
            html += part;
        }
    }
    let _ = match start.checked_sub(1).and_then(nth) {
        Some(line) => line
            .unchecked_ref::<Element>()
            .insert_adjacent_html("afterend", &html),
        None => paper.insert_adjacent_html("afterbegin", &html),
    };
}
