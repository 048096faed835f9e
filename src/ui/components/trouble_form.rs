//! What the server does, request by request: rows to choose from, over the text of a script. Each is typed into, and the
//! other follows.

use leptos::prelude::*;

use super::bench::Bench;
use super::class_mark::hue;
use super::problem_note::ProblemNote;
use crate::backend::script::MAX_STEPS;
use crate::catalogue::{self, Standing};
use crate::share::lab::{Part, Place, Row};

/// Ways to break besides a status: the word of the script, and what it does.
const BREAKS: [(&str, &str); 8] = [
    ("reset", "do the work, then cut off"),
    ("reset before", "cut off before the work"),
    ("timeout", "do the work, never answer"),
    ("truncated", "half an answer"),
    ("not-http", "answer that is not HTTP"),
    ("refused", "refuse the connection"),
    ("dns", "have no such name"),
    ("tls", "have a bad certificate"),
];

/// The rows and the text.
#[component]
pub fn TroubleForm(
    /// The page's signals.
    bench: Bench,
) -> impl IntoView {
    let rows = move || bench.trouble.read().rows().to_vec();
    let add = move |_| bench.change_trouble(|trouble| trouble.add());
    let full = move || bench.trouble.read().rows().len() >= MAX_STEPS;
    let problem = Signal::derive(move || bench.problem(Place::Script).map(|problem| problem.what));
    let readable = move || problem.with(Option::is_none);
    // A row tells of its own mistakes, so the text does only when the rows are not of it.
    let apart = Signal::derive(move || {
        let same = bench.trouble.read().to_string() == bench.draft.read().script;
        problem.get().map(|what| {
            if same {
                what
            } else {
                format!("{what} The rows follow when this is right.")
            }
        })
    });
    view! {
        <fieldset class="trouble">
            <legend>"Trouble"</legend>
            <ol class="script">
                <For each=rows key=|row| row.id let:row>{row_of(bench, row.id)}</For>
                <li class="c2 last"><span>"then answer as usual"</span></li>
            </ol>
            <button class="btn add" type="button" data-plain=""
                disabled=full on:click=add>"Add a step"</button>
            <label class="label" for="script">"As text"</label>
            <textarea class="input wire" id="script" rows="2" spellcheck="false" autocapitalize="off" maxlength=crate::backend::script::MAX_TEXT
                prop:value=move || bench.draft.read().script.clone()
                aria-invalid=move || (!readable()).then_some("true") aria-describedby="wrong-script"
                on:input=move |event| bench.set_script(event_target_value(&event))>"503 retry-after=2 x2"</textarea>
            <ProblemNote id="wrong-script" what=apart/>
        </fieldset>
    }
}

fn row_of(bench: Bench, id: usize) -> AnyView {
    let row = Memo::new(move |_| {
        bench
            .trouble
            .with(|trouble| trouble.rows().iter().find(|row| row.id == id).cloned())
    });
    let read =
        move |part: fn(&Row) -> String| row.with(|row| row.as_ref().map(part).unwrap_or_default());
    let first = Memo::new(move |_| {
        bench
            .trouble
            .with(|trouble| trouble.rows().first().is_some_and(|row| row.id == id))
    });
    let class = move || match row.with(|row| row.as_ref().and_then(Row::status)) {
        Some(status) => hue(status / 100),
        None if read(|row| row.what.clone()) == "ok" => "c2",
        None => "c0",
    };
    let put = move |part: Part| {
        move |event| {
            bench.change_trouble(|trouble| trouble.put(id, part, &event_target_value(&event)))
        }
    };
    let input = move |part: Part,
                      name: &'static str,
                      hint: &'static str,
                      value: fn(&Row) -> String| {
        let wrong = format!("wrong-row-{id}-{hint}");
        let what =
            Signal::derive(move || row.with(|row| row.as_ref().and_then(|row| row.problem(part))));
        let takes =
            Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.takes(part))));
        move || {
            let wrong = wrong.clone();
            takes.get().then(|| {
                view! {
                    <label class="part"><span>{name}</span>
                        <input class="input wire" autocomplete="off" placeholder=hint maxlength="60" prop:value=move || read(value)
                            aria-invalid=move || what.with(Option::is_some).then_some("true") aria-describedby=wrong.clone()
                            on:input=put(part)/>
                    </label>
                    <ProblemNote id=wrong.clone() what/>
                }
            })
        }
    };
    view! {
        <li class=class>
            <details>
                <summary>{move || read(Row::in_words)}</summary>
                <div class="parts">
                    <label class="part"><span>"The server will"</span>
                        <select class="select" on:change=put(Part::What)>{choices(row)}</select>
                    </label>
                    {input(Part::RetryAfter, "Retry-After", "none", |row| row.retry_after.clone())}
                    {input(Part::Times, "How often", "1", |row| row.times.clone())}
                    {input(Part::After, "Works for", "as usual", |row| row.after.clone())}
                    <div class="acts">
                        <button class="btn" type="button" data-plain="" disabled=move || first.get()
                            on:click=move |_| bench.change_trouble(|trouble| trouble.up(id))>"Move up"</button>
                        <button class="btn" type="button" data-plain=""
                            on:click=move |_| bench.change_trouble(|trouble| trouble.remove(id))>"Remove"</button>
                    </div>
                </div>
            </details>
        </li>
    }
    .into_any()
}

/// Everything a server can do, and what was typed if it is none of it.
fn choices(row: Memo<Option<Row>>) -> AnyView {
    let word = Memo::new(move |_| {
        row.with(|row| row.as_ref().map(|row| row.what.clone()).unwrap_or_default())
    });
    let option = move |value: String, name: String| {
        let here = value.clone();
        view! { <option value=value prop:selected=move || word.with(|word| *word == here)>{name}</option> }
    };
    let class = move |class: u16, name: &'static str| {
        let codes = catalogue::all()
            .filter(move |row| row.number / 100 == class && row.standing != Standing::Unused);
        let codes = codes.map(|row| {
            option(
                row.number.to_string(),
                format!("{} {}", row.number, row.phrase),
            )
        });
        view! { <optgroup label=name>{codes.collect_view()}</optgroup> }
    };
    let other = move || {
        let word = word.get();
        let listed = word == "ok"
            || BREAKS.iter().any(|known| known.0 == word)
            || word.parse().is_ok_and(|code| {
                catalogue::find(code)
                    .is_some_and(|row| row.standing != Standing::Unused && code >= 200)
            });
        (!listed).then(|| option(word.clone(), word))
    };
    view! {
        <optgroup label="Work">{option("ok".to_owned(), "answer as usual".to_owned())}</optgroup>
        {class(5, "Refuse: server error")}
        {class(4, "Refuse: client error")}
        {class(3, "Redirect")}
        {class(2, "Answer with")}
        <optgroup label="No answer">
            {BREAKS.map(|(word, name)| option(word.to_owned(), name.to_owned())).into_iter().collect_view()}
        </optgroup>
        {other}
    }
    .into_any()
}
