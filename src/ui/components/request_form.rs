//! The set-up of a run: the request, the client, the server's troubles, the network. What is typed is kept, whatever it
//! is; what is wrong is said next to it.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::bench::{Bench, Live};
use super::choice::option;
use super::client_form::ClientForm;
use super::edit_bar::EditBar;
use super::icon::{Icon, Sign};
use super::pasted_note::{Pasted, PastedNote, fill, on_paste};
use super::problem_note::ProblemNote;
use super::trouble_form::TroubleForm;
use crate::backend::routes;
use crate::rng::Rng;
use crate::share::lab::{
    KNOWN, Line, MAX_BODY, MAX_FIELD, MAX_FIELDS, MAX_METHOD, MAX_PATH, MAX_SEED, MAX_WORLD,
    Network, Place, format_json, values,
};
use crate::ui::live;

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
            <ClientForm bench/>
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
fn to_mend(problems: &[crate::share::lab::Problem]) -> String {
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
    let lines = Memo::new(move |_| bench.draft.with(|lab| lab.fields.len()));
    let full = move || lines.get() >= MAX_FIELDS;
    let pasted = RwSignal::new(Pasted::Nothing);
    let add = move |_| {
        bench.change(|lab| lab.fields.push(Line::default()));
        focus(format!("field-{}", lines.get_untracked() - 1));
    };
    let add_key = move |_| {
        let line = Line::read(&format!("Idempotency-Key: \"{}\"", fresh_key()));
        bench.change(|lab| lab.fields.push(line));
    };
    let formatted = Memo::new(move |_| bench.draft.with(|lab| format_json(&lab.body)));
    let format = move |_| {
        if let Some(text) = formatted.get_untracked() {
            bench.change(|lab| lab.body = text);
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
            <ul class="fields" aria-label="Fields">
                {move || (0..lines.get()).map(|index| line(bench, index)).collect_view()}
            </ul>
            <datalist id="names" inner_html=names()></datalist>
            <div class="adds">
                <button class="btn add" id="add-field" type="button" data-plain="" disabled=full on:click=add>"Add a field"</button>
                <button class="btn add" type="button" data-plain="" disabled=full on:click=add_key>"Add a key"</button>
            </div>
            <label class="label" for="body">"Body"</label>
            <textarea class="input wire" id="body" rows=move || rows(&bench.draft.read().body).to_string() maxlength=MAX_BODY
                spellcheck="false" placeholder="none" prop:value=move || bench.draft.read().body.clone()
                aria-describedby="wrong-body" aria-invalid=invalid(bench, Place::Body)
                on:input=move |event| bench.change(|lab| lab.body = event_target_value(&event))></textarea>
            <ProblemNote id="wrong-body" what=what(bench, Place::Body)/>
            <button class="btn add" type="button" data-plain="" hidden=move || formatted.read().is_none() on:click=format>"Format the JSON"</button>
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

/// Room for the text, within reason.
fn rows(text: &str) -> usize {
    match text.lines().count() {
        0 => 1,
        lines => lines.clamp(2, 12),
    }
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

fn network(bench: Bench) -> impl IntoView {
    let is = move |network| bench.draft.read().network == network;
    let simulated = move |_| {
        bench.change(|lab| lab.network = Network::Simulated);
        live::switch_off(bench);
    };
    let go_live = move |_| {
        bench.change(|lab| lab.network = Network::Live);
        live::switch_on(bench);
    };
    let state = move || {
        match bench.live.get() {
        Live::Off if is(Network::Live) => {
            "Run registers a service worker, which answers what begins with /api/.".to_owned()
        }
        Live::Off => String::new(),
        Live::Starting => "Starting the service worker…".to_owned(),
        Live::On => "The service worker is on: requests stand in the browser’s Network panel. Simulated takes it away again.".to_owned(),
        Live::Running => "Running. Watch it in the browser’s Network panel, too.".to_owned(),
        Live::Failed(why) => {
            format!("{why} Simulated runs in the page instead; the browser’s Network panel stays empty.")
        }
    }
    };
    let limits = move || {
        if is(Network::Live) {
            "fetch() shows no 1xx, no Set-Cookie and none of the redirects it follows, and never says why a connection failed."
        } else {
            ""
        }
    };
    view! {
        <fieldset class="net">
            <legend>"Network"</legend>
            <div class="seg" role="radiogroup" aria-label="Network">
                <label><input type="radio" name="net" checked=true prop:checked=move || is(Network::Simulated) on:change=simulated/>"Simulated"</label>
                <label><input type="radio" name="net" prop:checked=move || is(Network::Live) on:change=go_live/>"Live"</label>
            </div>
            <label class="seed hint">"seed"
                <input class="input wire" inputmode="numeric" autocomplete="off" value="418" maxlength=MAX_SEED
                    prop:value=move || bench.draft.read().seed.clone()
                    aria-invalid=invalid(bench, Place::Seed) aria-describedby="wrong-seed"
                    on:input=move |event| bench.change(|lab| lab.seed = event_target_value(&event))/>
            </label>
            <ProblemNote id="wrong-seed" what=what(bench, Place::Seed)/>
            {server(bench)}
            <div role="status" class="hint" hidden=move || state().is_empty()>{state}</div>
            <p class="hint" hidden=move || limits().is_empty()>{limits}</p>
        </fieldset>
    }
}

/// What a kept server is called until it gets another name.
const MINE: &str = "mine";

/// Which server a run meets: a new one, or the one of a name.
fn server(bench: Bench) -> impl IntoView {
    // While a name is typed anew it may be empty, and the field for it stays.
    let naming = RwSignal::new(false);
    let kept = Memo::new(move |_| naming.get() || !bench.draft.read().world.is_empty());
    let put = move |name: &str| {
        naming.set(false);
        bench.change(|lab| name.clone_into(&mut lab.world));
    };
    let choose = move |event| put(&event_target_value(&event));
    let type_name = move |event| {
        let name = event_target_value(&event);
        put(&name);
        naming.set(name.is_empty());
    };
    let leave_name = move |event| {
        if event_target_value(&event).is_empty() {
            put(MINE);
        }
    };
    let choices = move || {
        let wanted = if kept.get() { MINE } else { "" };
        let mut html = String::new();
        option(&mut html, "", "fresh for each run", wanted);
        option(&mut html, MINE, "kept between runs", wanted);
        html
    };
    let said = RwSignal::new("");
    let reset = move |_| {
        said.set("");
        // Said again when it is pressed again.
        bench.reset(Callback::new(move |()| said.set("The server is as new.")));
    };
    Effect::new(move |_| {
        bench.ran.track();
        bench.draft.track();
        said.set("");
    });
    let words = move || {
        if bench.draft.read().network == Network::Live {
            "Every tab and embed that names it meets the same server."
        } else {
            "This tab keeps it until it is closed."
        }
    };
    view! {
        <label class="seed hint">"server"
            <select class="select" inner_html=choices on:change=choose></select>
        </label>
        <div class="kept" hidden=move || !kept.get()>
            <label class="seed hint">"name"
                <input class="input wire" autocomplete="off" spellcheck="false" autocapitalize="off" maxlength=MAX_WORLD
                    prop:value=move || bench.draft.read().world.clone()
                    aria-invalid=invalid(bench, Place::World) aria-describedby="wrong-world kept-words"
                    on:input=type_name on:change=leave_name/>
            </label>
            <button class="btn" id="reset" type="button" on:click=reset>"Reset"</button>
            <ProblemNote id="wrong-world" what=what(bench, Place::World)/>
            <p class="hint" id="kept-words">{words}</p>
            <div role="status" class="hint">{said}</div>
        </div>
    }
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
