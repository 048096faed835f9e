//! The set-up of a run: the request, the client, the server's troubles, the network. What is typed is kept, whatever it
//! is; what is wrong is said next to it.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::bench::{Bench, Live};
use super::body_editor::body_editor;
use super::choice::option;
use super::client_form::ClientForm;
use super::edit_bar::EditBar;
use super::field_rows::field_rows;
use super::icon::{Icon, Sign};
use super::network_form::network;
use super::pasted_note::{Pasted, PastedNote, fill, on_paste};
use super::problem_note::ProblemNote;
use super::query_rows::query_rows;
use super::sign_in_form::sign_in_form;
use super::trouble_form::TroubleForm;
use crate::backend::routes;
use crate::share::lab::query::only_method;
use crate::share::lab::{MAX_METHOD, MAX_PATH, Place, Problem};

/// The methods to choose from; any other can be typed.
const METHODS: [&str; 8] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY",
];

/// The form.
#[component]
pub fn RequestForm(
    /// The page's signals.
    bench: Bench,
    /// Called when something was typed to its end.
    settled: Callback<()>,
) -> impl IntoView {
    let stopped = move || {
        bench.refused.get().then(|| {
            view! {
                <p class="error" id="refused"><Icon name=Sign::Fix/>
                    <span><b>"Not run."</b>" First mend "{move || bench.problems.with(|problems| to_mend(problems))}". All you typed is kept."</span>
                </p>
            }
        })
    };
    let run = move |event: MouseEvent| {
        event.prevent_default();
        settled.run(());
        bench.run();
    };
    let verb = move || {
        if bench.live.get() == Live::Running {
            "Send again"
        } else if !bench.exchange.read().legs.is_empty() && *bench.draft.read() == *bench.ran.read()
        {
            "Run again"
        } else {
            "Run"
        }
    };
    view! {
        <form class="setup sheet" id="setup" aria-labelledby="h-setup" on:change=move |_| settled.run(())
            on:click=move |_| settled.run(()) on:paste=move |_| settled.run(()) on:focusout=move |_| settled.run(())
            on:submit=move |event| event.prevent_default()>
            <EditBar bench settled/>
            {request(bench)}
            <ClientForm bench settled/>
            <TroubleForm bench/>
            {network(bench)}
            <div class="run">
                <div role="alert">{stopped}</div>
                // The click, which Enter in a field makes, too: a sandboxed frame may submit nothing, and says so to nobody.
                <button class="btn" type="submit" data-main="" on:click=run><Icon name=Sign::Play/>{verb}</button>
                <span class="hint"><kbd>"Ctrl"</kbd>" "<kbd>"Enter"</kbd></span>
            </div>
        </form>
    }
}

/// The names of the places that keep a run from starting: `the path and the script`.
fn to_mend(problems: &[Problem]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for problem in problems.iter().filter(|problem| problem.stops) {
        let name = match problem.place {
            Place::Method => "the method",
            Place::Path => "the path",
            Place::Field(_) => "the fields",
            Place::Body => "the body",
            Place::Setting(_) => "the client",
            Place::Calls | Place::Pause => "the calls",
            Place::Script => "the trouble",
            Place::Seed => "the seed",
            Place::World => "the server’s name",
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(" and ")
}

/// What is wrong at a place, as a signal.
pub fn what(bench: Bench, place: Place) -> Signal<Option<String>> {
    Signal::derive(move || bench.problem(place).map(|problem| problem.what))
}

/// Whether the field of a place is wrong, as its attribute.
pub fn invalid(
    bench: Bench,
    place: Place,
) -> impl Fn() -> Option<&'static str> + Copy + Send + 'static {
    move || {
        bench
            .problem(place)
            .filter(|problem| problem.stops)
            .map(|_| "true")
    }
}

fn request(bench: Bench) -> impl IntoView {
    let typed = RwSignal::new(false);
    let other =
        Memo::new(move |_| typed.get() || !METHODS.contains(&bench.draft.read().method.as_str()));
    let method = Memo::new(move |_| bench.draft.read().method.clone());
    // Another set-up is not the place for a name that was to be typed here.
    Effect::new(move |_| {
        bench.ran.track();
        typed.set(false);
    });
    let choose = move |event| {
        let value = event_target_value(&event);
        typed.set(value.is_empty());
        if !value.is_empty() {
            bench.change(|lab| lab.method = value);
        }
    };
    let methods = move || {
        let wanted = if other.get() {
            String::new()
        } else {
            method.get()
        };
        let mut html = String::new();
        for name in METHODS {
            option(&mut html, name, name, &wanted);
        }
        option(&mut html, "", "Other…", &wanted);
        html
    };
    let pasted = RwSignal::new(Pasted::Nothing);
    // Of paths that know one method only, it is offered: a 405 may be what is wanted.
    let only = Memo::new(move |_| bench.draft.with(|lab| only_method(&lab.path, &lab.method)));
    let take_only = move |_| {
        if let Some(method) = only.get_untracked() {
            bench.change(|lab| method.clone_into(&mut lab.method));
            focus("path".to_owned());
        }
    };
    view! {
        <fieldset>
            <legend>"Request"</legend>
            <div class="line">
                <select class="select wire" aria-label="Method" inner_html=methods on:change=choose></select>
                <input class="input wire" id="path" aria-label="Path" list="paths" value="/api/users/7" autocomplete="off" spellcheck="false"
                    autocapitalize="off" maxlength=MAX_PATH prop:value=move || bench.draft.read().path.clone()
                    placeholder="/api/… or paste curl, fetch(), HTTP" aria-invalid=invalid(bench, Place::Path) aria-describedby="wrong-path"
                    on:paste=move |event| on_paste(bench, pasted, &event)
                    on:change=move |event| { fill(bench, pasted, &event_target_value(&event)); }
                    on:input=move |event| bench.change(|lab| lab.path = event_target_value(&event))/>
                <datalist id="paths" inner_html=paths()></datalist>
            </div>
            <input class="input wire" aria-label="Another method" placeholder="Another method" spellcheck="false"
                autocapitalize="characters" maxlength=MAX_METHOD hidden=move || !other.get()
                prop:value=move || method.get() aria-invalid=invalid(bench, Place::Method) aria-describedby="wrong-method"
                on:input=move |event| bench.change(|lab| lab.method = event_target_value(&event))/>
            <ProblemNote id="wrong-method" what=what(bench, Place::Method)/>
            <ProblemNote id="wrong-path" what=what(bench, Place::Path)/>
            <PastedNote bench pasted/>
            <button class="btn add" id="only-method" type="button" data-plain="" hidden=move || only.get().is_none() on:click=take_only>
                "Use "{move || only.get()}", the only method here"
            </button>
            {query_rows(bench)}
            {field_rows(bench)}
            {sign_in_form(bench)}
            {body_editor(bench)}
        </fieldset>
    }
}

/// The paths the server knows, as suggestions.
fn paths() -> String {
    let mut html = String::new();
    let mut seen: Vec<&str> = Vec::new();
    let operations = routes().flat_map(|route| route.operations);
    for example in operations.flat_map(|operation| operation.examples) {
        if !seen.contains(&example.path) {
            seen.push(example.path);
            option(&mut html, example.path, "", "");
        }
    }
    html
}

/// Puts the focus on what has just come, or where what had it is gone.
pub fn focus(id: String) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        if let Some(element) =
            element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
        {
            let _ = element.focus();
        }
    });
}
