//! The table of all codes: one band per class, and one for no response. What is asked for stands out, the rest steps
//! back and stays in its place.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use leptos_router::hooks::use_url;

use crate::catalogue::filter::{Filter, Property};
use crate::catalogue::{Act, Hit, all};
use crate::protocol::{Failure, Source};
use crate::ui::components::class_mark::{ClassMark, hue};
use crate::ui::components::icon::Icon;
use crate::ui::components::tile::{code_tile, failure_act, failure_tile};
use crate::ui::components::verdict::act_label;

/// The classes: first digit, name, what it says.
const CLASSES: [(u16, &str, &str); 5] = [
    (1, "Informational", "not the answer yet"),
    (2, "Success", "it worked"),
    (3, "Redirection", "one more step"),
    (4, "Client error", "the request is at fault"),
    (5, "Server error", "the server is at fault"),
];

/// The signs, in the order of the key.
const ACTS: [Act; 8] = [
    Act::CarryOn,
    Act::Done,
    Act::Follow,
    Act::SignIn,
    Act::Fix,
    Act::Wait,
    Act::Retry,
    Act::Stop,
];

/// The home page: every code as a tile.
#[component]
pub fn Reference(
    /// What is typed into the search.
    query: RwSignal<String>,
    /// What it finds.
    hits: Memo<Vec<Hit>>,
) -> impl IntoView {
    let filter = RwSignal::new(Filter::default());
    let url = use_url();
    // After the page has been adopted, because the prerendered one knows no query.
    Effect::new(move |_| {
        let url = url.read();
        let word = |name| url.search_params().get(name).unwrap_or_default();
        let asked = Filter::parse(&word("do"), &word("only"));
        if *filter.read_untracked() != asked {
            filter.set(asked);
        }
    });
    let searching = Memo::new(move |_| query.with(|text| !text.trim().is_empty()));
    let asking = Memo::new(move |_| searching.get() || filter.with(|filter| !filter.is_empty()));
    let code_match = move |code| {
        let found =
            || !searching.get() || hits.with(|hits| hits.iter().any(|hit| hit.code == code));
        asking
            .get()
            .then(|| filter.with(|filter| filter.admits(code)) && found())
    };
    let failure_match = move |failure| {
        let found = || !searching.get() || query.with(|text| named(failure, text));
        asking
            .get()
            .then(|| filter.with(|filter| filter.admits_other(failure_act(failure))) && found())
    };
    let band = move |(class, name, why)| {
        let codes = all().filter(move |code| code.number / 100 == class);
        let tiles = codes
            .map(|code| code_tile(code, move || code_match(code)))
            .collect_view()
            .into_any();
        let key = (class == 1).then(key);
        band(class, format!("{class}xx"), name, why, tiles, key)
    };
    let failures =
        Failure::ALL.map(|failure| failure_tile(failure, move || failure_match(failure)));
    let none = band_of_failures(failures.into_iter().collect_view().into_any());
    let found = move || {
        asking.get().then(|| {
            let codes = all().filter(|code| code_match(code) == Some(true)).count();
            format!("{codes} of {} codes match", all().count())
        })
    };
    view! {
        <main id="main" tabindex="-1" class="ref">
            <div class="bar">
                <div>
                    <h1>"HTTP status codes"</h1>
                    <p class="hint">"What each one means, and what your client should do next."</p>
                </div>
                {filters(filter)}
            </div>
            <p class="vh" role="status">{found}</p>
            {CLASSES.map(band).collect_view()}
            {none}
            <p class="notes-bar">
                <span><i data-standing="old"></i>"obsoleted or deprecated"</span>
                <span><i data-standing="unused"></i>"reserved, unused"</span>
                <span><i data-standing="temporary"></i>"temporary registration"</span>
                <span>{all().count()}" entries of the "<a href=Source::Registry.url()>"IANA registry"</a>", November 2026"</span>
            </p>
        </main>
    }
}

fn band(
    class: u16,
    kind: String,
    name: &'static str,
    why: &'static str,
    tiles: AnyView,
    key: Option<AnyView>,
) -> AnyView {
    let id = hue(class);
    let heading = format!("h-{id}");
    view! {
        <section class=format!("band {id}") id=id aria-labelledby=heading>
            <h2 id=format!("h-{id}")>
                <span class="kind wire"><ClassMark class/>{kind}</span>" "<span>{name}</span>" "<span class="why">{why}</span>
            </h2>
            <ul class="tiles">{tiles}</ul>
            {key}
        </section>
    }
    .into_any()
}

fn band_of_failures(tiles: AnyView) -> AnyView {
    band(
        0,
        "none".into(),
        "No response",
        "no code to read",
        tiles,
        None,
    )
}

/// What the signs on the tiles mean.
fn key() -> AnyView {
    let sign = |act| view! { <li><Icon name=act/>{act_label(act)}</li> };
    view! {
        <div class="key" role="group" aria-label="How to read a tile">
            <p><span>"The sign says"</span>" "<span>"what to do"</span></p>
            <ul>{ACTS.map(sign).collect_view()}</ul>
        </div>
    }
    .into_any()
}

fn filters(filter: RwSignal<Filter>) -> AnyView {
    let changed = move |change: &dyn Fn(&mut Filter)| {
        filter.update(change);
        show_in_address(&filter.read().query());
    };
    let act = move |nth: usize| {
        let (act, _) = Filter::ACTS[nth];
        let word = match act {
            Act::Wait => "Wait",
            Act::Retry => "Retry",
            Act::Fix => "Fix",
            _ => "Stop",
        };
        let on = move || filter.read().asks_act(nth);
        let box_ = view! {
            <input type="checkbox" class="vh" prop:checked=on on:change=move |_| changed(&|filter| filter.toggle_act(nth))/>
        };
        view! { <label>{box_}<Icon name=act/>{word}</label> }
    };
    let property = move |nth: usize| {
        let on = move || filter.read().asks_property(nth);
        let box_ = view! {
            <input type="checkbox" class="vh" prop:checked=on on:change=move |_| changed(&|filter| filter.toggle_property(nth))/>
        };
        view! { <label>{box_}{Property::ALL[nth].label()}</label> }
    };
    view! {
        <form class="filters" aria-label="Filters" on:submit=|event| event.prevent_default()>
            <fieldset><legend>"Advice"</legend>{[0, 1, 2, 3].map(act).collect_view()}</fieldset>
            <fieldset><legend>"Only"</legend>{[0, 1, 2].map(property).collect_view()}</fieldset>
        </form>
    }
    .into_any()
}

/// Puts the filter into the address, so that it can be sent to someone. A sandboxed frame may not change its address.
fn show_in_address(query: &str) {
    let address = format!("./{query}");
    let _ = window()
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
}

/// Whether a failure goes by what is typed.
fn named(failure: Failure, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let names = [failure.slug(), failure.name(), failure.what()];
    names.iter().any(|name| name.to_lowercase().contains(&text))
}
