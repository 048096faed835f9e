//! The fields of the request: a name and a value each, with suggestions for both, and a key of one's own.

use leptos::prelude::*;

use super::bench::Bench;
use super::choice::option;
use super::icon::{Icon, Sign};
use super::problem_note::ProblemNote;
use super::request_form::{focus, invalid, what};
use crate::rng::Rng;
use crate::share::lab::{KNOWN, Line, MAX_FIELD, MAX_FIELDS, Place, values};

/// The fields, and the buttons for more.
pub fn field_rows(bench: Bench) -> impl IntoView {
    let lines = Memo::new(move |_| bench.draft.with(|lab| lab.fields.len()));
    let full = move || lines.get() >= MAX_FIELDS;
    let add = move |_| {
        bench.change(|lab| lab.fields.push(Line::default()));
        focus(format!("field-{}", lines.get_untracked() - 1));
    };
    let add_key = move |_| {
        let line = Line::read(&format!("Idempotency-Key: \"{}\"", fresh_key()));
        bench.change(|lab| lab.fields.push(line));
    };
    view! {
        <ul class="fields" aria-label="Fields">
            {move || (0..lines.get()).map(|index| line(bench, index)).collect_view()}
        </ul>
        <datalist id="names" inner_html=names()></datalist>
        <div class="adds">
            <button class="btn add" id="add-field" type="button" data-plain="" disabled=full on:click=add>"Add a field"</button>
            <button class="btn add" type="button" data-plain="" disabled=full on:click=add_key>"Add a key"</button>
        </div>
    }
}

/// The names of fields, as suggestions.
fn names() -> String {
    let mut html = String::new();
    for (name, _) in KNOWN {
        option(&mut html, name, "", "");
    }
    html
}

/// A key nobody has used: a random UUID (RFC 9562 §5.4).
fn fresh_key() -> String {
    let seed = (js_sys::Math::random() * 2_f64.powi(52)) as u64;
    uuid::Builder::from_random_bytes(Rng::new(seed).bytes())
        .into_uuid()
        .to_string()
}

/// A field of the request: name, value, take away.
fn line(bench: Bench, index: usize) -> impl IntoView {
    let place = Place::Field(index);
    let wrong = format!("wrong-field-{index}");
    let read = move |part: fn(&Line) -> &str| {
        bench.draft.with(|lab| {
            lab.fields
                .get(index)
                .map(part)
                .unwrap_or_default()
                .to_owned()
        })
    };
    let write = move |text: &str, put: fn(&mut Line, &str)| {
        bench.change(|lab| {
            if let Some(line) = lab.fields.get_mut(index) {
                put(line, text);
            }
        });
    };
    let remove = move |_| {
        bench.change(|lab| {
            if index < lab.fields.len() {
                lab.fields.remove(index);
            }
        });
        focus("add-field".to_owned());
    };
    let suggested = Memo::new(move |_| {
        let mut html = String::new();
        for value in values(&read(Line::name)) {
            option(&mut html, value, "", "");
        }
        html
    });
    view! {
        <li>
            <div class="field">
                <input class="input wire" id=format!("field-{index}") aria-label="Field name" placeholder="Name" list="names" autocomplete="off"
                    spellcheck="false" maxlength=MAX_FIELD prop:value=move || read(Line::name)
                    aria-invalid=invalid(bench, place) aria-describedby=wrong.clone()
                    on:input=move |event| write(&event_target_value(&event), Line::rename)/>
                <input class="input wire" aria-label="Field value" placeholder="value" list=format!("values-{index}") autocomplete="off" spellcheck="false"
                    maxlength=MAX_FIELD prop:value=move || read(Line::value) aria-describedby=wrong.clone()
                    on:input=move |event| write(&event_target_value(&event), Line::put)/>
                <datalist id=format!("values-{index}") inner_html=move || suggested.get()></datalist>
                <button class="icon" type="button" aria-label=move || format!("Remove field {}", read(Line::name)) on:click=remove>
                    <Icon name=Sign::Remove/>
                </button>
            </div>
            <ProblemNote id=wrong what=what(bench, place)/>
        </li>
    }
}
