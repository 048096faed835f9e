//! The query of the path, a row for each of its parts. The path is the truth: rows are read from it and written into it.

use leptos::prelude::*;
use web_sys::Event;

use super::bench::Bench;
use super::choice::option;
use super::icon::{Icon, Sign};
use super::request_form::focus;
use crate::share::lab::query::{self, Half, MAX_ROWS};
use crate::share::lab::{MAX_FIELD, MAX_PATH};

/// Both halves of all rows.
type Rows = Memo<Vec<(String, String)>>;

/// The rows, and the button for one more.
pub fn query_rows(bench: Bench) -> impl IntoView {
    let rows: Rows = Memo::new(move |_| bench.draft.with(|lab| query::rows(&lab.path)));
    let shown = Memo::new(move |_| rows.with(|rows| rows.len().min(MAX_ROWS)));
    let more = Memo::new(move |_| rows.with(|rows| rows.len().saturating_sub(MAX_ROWS)));
    let known = Memo::new(move |_| {
        let mut html = String::new();
        bench.draft.with(|lab| {
            for parameter in query::parameters(&lab.path, &lab.method) {
                option(&mut html, parameter.name, "", "");
            }
        });
        html
    });
    let full = move || {
        bench.draft.with(|lab| lab.path.len() >= MAX_PATH)
            || rows.with(|rows| rows.len() >= MAX_ROWS)
    };
    let add = move |_| {
        bench.change(|lab| lab.path = query::add(&lab.path));
        focus(format!("query-{}", rows.with_untracked(Vec::len) - 1));
    };
    view! {
        <ul class="query" aria-label="Query">
            {move || (0..shown.get()).map(|row| line(bench, rows, row)).collect_view()}
        </ul>
        <p class="hint" hidden=move || more.get() == 0>{move || more.get()}" more in the path."</p>
        <datalist id="parameters" inner_html=known></datalist>
        <button class="btn add" id="add-query" type="button" data-plain="" disabled=full on:click=add>"Add a query parameter"</button>
    }
}

fn line(bench: Bench, rows: Rows, row: usize) -> impl IntoView {
    let read = move |half| {
        rows.with(|rows| {
            let row = rows.get(row);
            let text = row.map(|(name, value)| if half == Half::Name { name } else { value });
            text.cloned().unwrap_or_default()
        })
    };
    let write = move |event: &Event, half| {
        let text = event_target_value(event);
        let path = bench
            .draft
            .with_untracked(|lab| query::write(&lab.path, row, half, &text));
        if path.chars().count() > MAX_PATH {
            // As the field of the path does: what does not fit is not typed.
            let field: web_sys::HtmlInputElement = event_target(event);
            field.set_value(&read(half));
        } else {
            bench.change(|lab| lab.path = path);
        }
    };
    let remove = move |_| {
        bench.change(|lab| lab.path = query::remove(&lab.path, row));
        focus("add-query".to_owned());
    };
    let example = Memo::new(move |_| {
        let name = read(Half::Name);
        bench.draft.with(|lab| {
            let mut known = query::parameters(&lab.path, &lab.method).iter();
            known
                .find(|known| known.name == name)
                .map_or("value", |known| known.example)
        })
    });
    view! {
        <li>
            <input class="input wire" id=format!("query-{row}") aria-label="Parameter name" placeholder="Name" list="parameters"
                autocomplete="off" spellcheck="false" autocapitalize="off" maxlength=MAX_FIELD prop:value=move || read(Half::Name)
                on:input=move |event| write(&event, Half::Name)/>
            <input class="input wire" aria-label="Parameter value" placeholder=move || example.get() autocomplete="off" spellcheck="false"
                autocapitalize="off" maxlength=MAX_FIELD prop:value=move || read(Half::Value)
                on:input=move |event| write(&event, Half::Value)/>
            <button class="icon" type="button" aria-label=move || format!("Remove parameter {}", read(Half::Name)) on:click=remove>
                <Icon name=Sign::Remove/>
            </button>
        </li>
    }
}
