//! What the server does, request by request: rows to choose from, over the text of a script. Each is typed into, and the
//! other follows.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::bench::Bench;
use super::choice::option;
use super::class_mark::hue;
use super::problem_note::ProblemNote;
use super::request_form::focus;
use crate::backend::script::{MAX_STEPS, MAX_TEXT};
use crate::backend::trouble::{Group, TROUBLES};
use crate::catalogue::{self, Standing};
use crate::share::lab::{Part, Place, Row, Trouble};

/// The rows and the text.
#[component]
pub fn TroubleForm(
    /// The page's signals.
    bench: Bench,
) -> impl IntoView {
    // The row that is open; rows are drawn anew when one comes, goes or moves.
    let open = RwSignal::new(None);
    let ids = Memo::new(move |_| {
        let ids = |trouble: &Trouble| trouble.rows().iter().map(|row| row.id).collect::<Vec<_>>();
        bench.trouble.with(ids)
    });
    let add = move |_| {
        let mut added = None;
        bench.change_trouble(|trouble| added = Some(trouble.add()));
        open.set(added);
    };
    // The trouble of the list that is chosen. It is a press that adds it: a list changes with every arrow key.
    let wanted = RwSignal::new(
        TROUBLES
            .first()
            .map_or("", |trouble| trouble.word)
            .to_owned(),
    );
    let add_wanted = move |_| {
        let mut added = None;
        let word = wanted.get_untracked();
        bench.change_trouble(|trouble| added = trouble.add_example(&word));
        open.set(added);
        if let Some(id) = added {
            focus(format!("row-{id}"));
        }
    };
    let full = move || ids.read().len() >= MAX_STEPS;
    let problem = move || bench.problem(Place::Script).map(|problem| problem.what);
    // Text that is no script, and was not made by the rows: they have nothing to show.
    let apart = move || {
        problem().is_some() && bench.trouble.read().to_string() != bench.draft.read().script
    };
    let what = Signal::derive(move || {
        let later = if apart() {
            " The rows come back when it is right."
        } else {
            ""
        };
        problem().map(|what| format!("{what}{later}"))
    });
    // About as many lines as the text takes in a narrow column.
    let lines = move || {
        let draft = bench.draft.read();
        (draft.script.len() / 26 + draft.script.lines().count())
            .clamp(2, 8)
            .to_string()
    };
    view! {
        <fieldset class="trouble">
            <legend>"Trouble"</legend>
            <ol class="script" hidden=apart>
                {move || ids.get().into_iter().map(|id| row_of(bench, open, id)).collect_view()}
                <li class="c2 last"><span>"then answer as usual"</span></li>
            </ol>
            <button class="btn add" id="add-step" type="button" data-plain="" hidden=apart disabled=full on:click=add>"Add a step"</button>
            <div class="more" hidden=apart>
                <select class="select" aria-label="A trouble to add" inner_html=list()
                    on:change=move |event| wanted.set(event_target_value(&event))></select>
                <button class="btn" type="button" disabled=full on:click=add_wanted>"Add"</button>
            </div>
            <label class="label" for="script">"As text"</label>
            <textarea class="input wire" id="script" rows=lines spellcheck="false" autocapitalize="off" maxlength=MAX_TEXT
                prop:value=move || bench.draft.read().script.clone()
                aria-invalid=move || problem().map(|_| "true") aria-describedby="wrong-script"
                on:input=move |event| bench.set_script(event_target_value(&event))>"503 retry-after=2 x2"</textarea>
            <ProblemNote id="wrong-script" what/>
        </fieldset>
    }
}

fn row_of(bench: Bench, open: RwSignal<Option<usize>>, id: usize) -> impl IntoView {
    let row = Memo::new(move |_| {
        let found = |trouble: &Trouble| trouble.rows().iter().find(|row| row.id == id).cloned();
        bench.trouble.with(found).unwrap_or_default()
    });
    let first = move || {
        bench
            .trouble
            .read()
            .rows()
            .first()
            .is_some_and(|row| row.id == id)
    };
    let class = move || match row.read().status() {
        Some(status) => hue(status / 100),
        None if row.read().what == "ok" => "c2",
        None => "c0",
    };
    let word = Memo::new(move |_| row.read().what.clone());
    // The signal opens and closes it, so that it stays open when the rows are drawn anew.
    let toggle = move |event: MouseEvent| {
        event.prevent_default();
        open.update(|open| *open = if *open == Some(id) { None } else { Some(id) });
    };
    let up = move |_| {
        bench.change_trouble(|trouble| trouble.up(id));
        focus(format!("row-{id}"));
    };
    let remove = move |_| {
        bench.change_trouble(|trouble| trouble.remove(id));
        focus("add-step".to_owned());
    };
    view! {
        <li class=class data-rule=move || (!row.read().is_step()).then_some("")>
            <details prop:open=move || open.get() == Some(id)>
                <summary id=format!("row-{id}") on:click=toggle>{move || row.read().in_words()}</summary>
                <div class="parts">
                    <label class="part" hidden=move || !row.read().takes(Part::What)><span>"The server will"</span>
                        <select class="select" inner_html=move || choices(&word.read())
                            on:change=move |event| put(bench, id, Part::What, &event_target_value(&event))></select>
                    </label>
                    {part(bench, row, Part::Text, "Rule", "limit fixed 5/10s")}
                    {part(bench, row, Part::RetryAfter, "Retry-After", "none")}
                    {part(bench, row, Part::Times, "How often", "1")}
                    {part(bench, row, Part::After, "Works for", "as usual")}
                    <div class="acts">
                        <button class="btn" type="button" data-plain="" disabled=first on:click=up>"Move up"</button>
                        <button class="btn" type="button" data-plain="" on:click=remove>"Remove"</button>
                    </div>
                </div>
            </details>
        </li>
    }
}

fn put(bench: Bench, id: usize, part: Part, text: &str) {
    bench.change_trouble(|trouble| trouble.put(id, part, text));
}

/// A part of a row one types, with what is wrong with it; hidden where it says nothing.
fn part(
    bench: Bench,
    row: Memo<Row>,
    part: Part,
    name: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let id = row.read_untracked().id;
    let wrong = format!("wrong-row-{id}-{}", part as usize);
    let what = Signal::derive(move || {
        let row = row.read();
        row.takes(part).then(|| row.problem(part)).flatten()
    });
    // A rule is as long as a script.
    let most = if part == Part::Text { MAX_TEXT } else { 60 };
    view! {
        <label class="part" hidden=move || !row.read().takes(part)>
            <span>{name}</span>
            <input class="input wire" autocomplete="off" spellcheck="false" placeholder=hint maxlength=most
                prop:value=move || row.read().text(part).to_owned()
                aria-invalid=move || what.with(Option::is_some).then_some("true") aria-describedby=wrong.clone()
                on:input=move |event| put(bench, id, part, &event_target_value(&event))/>
        </label>
        <ProblemNote id=wrong.clone() what/>
    }
}

/// Everything a server can do, and what was typed if it is none of it.
fn choices(wanted: &str) -> String {
    let mut html = String::new();
    option(&mut html, "ok", "answer as usual", wanted);
    for (class, name) in [
        (5, "Refuse: server error"),
        (4, "Refuse: client error"),
        (3, "Redirect"),
        (2, "Answer with"),
    ] {
        group(&mut html, name);
        for code in catalogue::all()
            .filter(|code| code.number / 100 == class && code.standing != Standing::Unused)
        {
            let number = code.number.to_string();
            option(
                &mut html,
                &number,
                &format!("{number} {}", code.phrase),
                wanted,
            );
        }
        html += "</optgroup>";
    }
    troubles(&mut html, Group::is_act, wanted);
    if !html.contains(" selected>") {
        option(&mut html, wanted, wanted, wanted);
    }
    html
}

/// Every trouble of the list, to add an example of it.
fn list() -> String {
    let mut html = String::new();
    troubles(&mut html, |_| true, "");
    html
}

/// The troubles of some groups, by group.
fn troubles(html: &mut String, shown: fn(Group) -> bool, wanted: &str) {
    for kind in Group::ALL.into_iter().filter(|kind| shown(*kind)) {
        group(html, kind.name());
        for trouble in TROUBLES.iter().filter(|trouble| trouble.group == kind) {
            option(html, trouble.word, trouble.name, wanted);
        }
        *html += "</optgroup>";
    }
}

fn group(html: &mut String, name: &str) {
    *html += "<optgroup label=\"";
    *html += name;
    *html += "\">";
}
