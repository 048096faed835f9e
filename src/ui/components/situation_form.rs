//! The case as fields: what was sent, what came back, how much patience is left.

use http::StatusCode;
use leptos::prelude::*;

use super::class_mark::{ClassMark, hue};
use super::icon::{Icon, Sign};
use super::tree_walk::TreeWalk;
use crate::catalogue;
use crate::protocol::{Failure, method};
use crate::share::decide::{Field, LONGEST};
use crate::tree::{Got, covers};

/// The methods to choose from.
const METHODS: [&str; 8] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY",
];

/// The fields. What is typed counts at once; the address follows when the field is left.
#[component]
pub fn SituationForm(
    /// The case and where it stands.
    walk: TreeWalk,
    /// Called when a field is left.
    settled: Callback<()>,
    /// Whether a response is being pasted.
    pasting: RwSignal<bool>,
) -> impl IntoView {
    let chosen = move |field: Field| {
        move |event| {
            walk.change(|case| case.set(field, &event_target_value(&event)));
            settled.run(());
        }
    };
    let class = Memo::new(move |_| match walk.case.read().got() {
        Some(Got::Status(status)) => Some(status.as_u16() / 100),
        Some(Got::Nothing(_)) => Some(0),
        None => None,
    });
    let key = move || {
        let needed = walk
            .case
            .read()
            .method()
            .is_some_and(|sent| !method::is_idempotent(&sent));
        needed.then(|| {
            let change = move |event| {
                walk.change(|case| case.set_key(event_target_checked(&event)));
                settled.run(());
            };
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=move || walk.case.read().has_key() on:change=change/>
                    "It has an Idempotency-Key"
                </label>
            }
        })
    };
    view! {
        <form class="case" aria-label="The case" on:submit=move |event| {
            event.prevent_default();
            settled.run(());
        }>
            <label>
                <span>"You sent"</span>
                <select class="select wire" on:change=chosen(Field::Method)>
                    {option(walk, Field::Method, "", "choose…")}
                    {METHODS.map(|name| option(walk, Field::Method, name, name)).into_iter().collect_view()}
                    {other(walk, Field::Method, |text| METHODS.contains(&text))}
                </select>
            </label>
            <label>
                <span>"You got"</span>
                <span class=move || format!("got {}", class.get().map_or("", hue)) data-chosen=move || class.get().map(|_| "")>
                    {move || class.get().map(|class| view! { <ClassMark class/> })}
                    <select class="wire" aria-label="You got" on:change=chosen(Field::Got)>
                        {outcomes(walk)}
                    </select>
                </span>
            </label>
            {input(walk, settled, Field::RetryAfter, "Retry-After", "none")}
            {input(walk, settled, Field::Try, "This try", "2 of 4")}
            {input(walk, settled, Field::Left, "Time left", "6.2 s")}
            <button class="btn" type="button" aria-expanded=move || pasting.get().to_string() aria-controls="paste"
                on:click=move |_| pasting.update(|open| *open = !*open)>"Paste a response"</button>
            <div class="more" aria-live="polite">
                {key}
                {[Field::RetryAfter, Field::Try, Field::Left].map(|field| problem(walk, field)).into_iter().collect_view()}
            </div>
        </form>
    }
}

fn input(
    walk: TreeWalk,
    settled: Callback<()>,
    field: Field,
    name: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let wrong = move || walk.case.read().field_error(field).is_some();
    view! {
        <label>
            <span>{name}</span>
            <input class="input wire" autocomplete="off" spellcheck="false" maxlength=LONGEST placeholder=hint
                prop:value=move || walk.case.read().text(field).to_owned()
                aria-invalid=move || wrong().then_some("true") aria-describedby=move || wrong().then(|| problem_id(field))
                on:input=move |event| walk.change(|case| case.set(field, &event_target_value(&event)))
                on:change=move |_| settled.run(())/>
        </label>
    }
}

fn problem(walk: TreeWalk, field: Field) -> impl IntoView {
    move || {
        let what = walk.case.read().field_error(field);
        what.map(|what| {
            let name = match field {
                Field::RetryAfter => "Retry-After",
                Field::Try => "This try",
                _ => "Time left",
            };
            view! { <p class="error" id=problem_id(field)><Icon name=Sign::Stop/><span>{name}": "{what}</span></p> }
        })
    }
}

fn problem_id(field: Field) -> String {
    format!("wrong-{}", field.name())
}

/// What can come back: first what the tree is about.
fn outcomes(walk: TreeWalk) -> impl IntoView {
    let about =
        |number: u16| StatusCode::from_u16(number).is_ok_and(|status| covers(Got::Status(status)));
    let codes = move |inside: bool| {
        let rows = catalogue::all().filter(|row| about(row.number) == inside);
        rows.map(|row| {
            let number = row.number.to_string();
            let name = format!("{number} {}", row.phrase);
            option(walk, Field::Got, &number, &name)
        })
        .collect_view()
    };
    let failures = Failure::ALL.map(|failure| {
        option(
            walk,
            Field::Got,
            failure.slug(),
            &format!("{}: {}", failure.name(), failure.what()),
        )
    });
    view! {
        {option(walk, Field::Got, "", "choose…")}
        <optgroup label="A failure">{codes(true)}</optgroup>
        <optgroup label="No answer">{failures.into_iter().collect_view()}</optgroup>
        <optgroup label="Not a failure of server or network">{codes(false)}</optgroup>
        {other(walk, Field::Got, |text| {
            Failure::find(text).is_some() || text.parse().is_ok_and(|number| catalogue::find(number).is_some())
        })}
    }
}

fn option(walk: TreeWalk, field: Field, value: &str, name: &str) -> impl IntoView + use<> {
    let (value, name) = (value.to_owned(), name.to_owned());
    let here = value.clone();
    view! {
        <option value=value prop:selected=move || walk.case.read().text(field).trim() == here>{name}</option>
    }
}

/// A value that came from a link or a pasted response and is not in the list.
fn other(walk: TreeWalk, field: Field, listed: fn(&str) -> bool) -> impl IntoView {
    move || {
        let case = walk.case.read();
        let text = case.text(field).trim();
        (!text.is_empty() && !listed(text)).then(|| option(walk, field, text, text))
    }
}
