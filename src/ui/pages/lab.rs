//! The workbench: a request, a client, a server with troubles, and what happens between them.
//!
//! The address holds the set-up; it follows when a field is left, so that a reload loses nothing.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use leptos_router::hooks::use_url;

use crate::share::lab::{Lab as Draft, SITUATIONS, Situation};
use crate::time::Instant;
use crate::ui::components::bench::{Bench, Tab};
use crate::ui::components::exchange::ExchangePicture;
use crate::ui::components::exchange_head::ExchangeHead;
use crate::ui::components::icon::{Icon, Sign};
use crate::ui::components::inspector::Inspector;
use crate::ui::components::legend::Legend;
use crate::ui::components::play_bar::PlayBar;
use crate::ui::components::request_form::RequestForm;
use crate::ui::components::timetable::Timetable;
use crate::ui::routes::Place;
use crate::ui::{clipboard, live};

/// The Lab.
#[component]
pub fn Lab() -> impl IntoView {
    let bench = Bench::new();
    let ignored = RwSignal::new(Vec::new());
    let url = use_url();
    // After the page has been adopted, because the prerendered one knows no query.
    Effect::new(move |_| {
        let (asked, vain) = Draft::parse(url.read().search());
        ignored.set(vain);
        if *bench.draft.read_untracked() != asked {
            bench.open(asked);
        }
    });
    Effect::new(move |_| {
        let pace = bench.playback.read().speed();
        live::follow(bench, false);
        pace
    });
    on_cleanup(move || live::stop(bench));
    let settled = Callback::new(move |()| show_in_address(&bench.draft.read_untracked()));
    let until = Signal::derive(move || {
        let playback = bench.playback.read();
        if playback.at_end() {
            Instant(std::time::Duration::MAX)
        } else {
            playback.until()
        }
    });
    let inspected = Memo::new(move |_| bench.inspected());
    let pick = Callback::new(move |index| {
        bench.picked.set(Some(index));
        bench.tab.set(Tab::Inspector);
    });
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            settled.run(());
            bench.run();
        }
    };
    let open = move || match bench.tab.get() {
        Tab::Setup => "setup",
        Tab::Exchange => "exchange",
        Tab::Inspector => "inspect",
    };
    view! {
        <main id="main" tabindex="-1" class="lab" data-tab=open on:keydown=on_key>
            {bar(bench, settled)}
            {move || left_out(&ignored.read())}
            {tabs(bench)}
            <div class="cols">
                <RequestForm bench settled/>
                <section class="mid sheet" id="exchange" aria-labelledby="h-exchange">
                    <h2 id="h-exchange" class="vh">"Exchange"</h2>
                    <ExchangeHead bench/>
                    <div class="pic"><ExchangePicture exchange=bench.exchange until picked=inspected on_pick=pick id="x"/></div>
                    <PlayBar exchange=bench.exchange playback=bench.playback/>
                    <Legend/>
                    <Timetable exchange=bench.exchange/>
                </section>
                <Inspector bench/>
            </div>
        </main>
    }
}

/// The name of the set-up and its question, situations to begin with, the link.
fn bar(bench: Bench, settled: Callback<()>) -> AnyView {
    let here = Memo::new(move |_| Situation::of(&bench.draft.read()).copied());
    let name = move || {
        here.get()
            .map_or("Your own set-up", |here| here.name.trim_start_matches("… "))
    };
    let ask = move || {
        here.get().map_or(
            "Choose a request, a client and a server’s troubles, then press Run.",
            |here| here.ask,
        )
    };
    let situation = move |situation: &'static Situation| {
        let current = move || (here.get() == Some(*situation)).then_some("true");
        let mark = if situation.query.is_empty() { "" } else { "?" };
        let open = move |_| {
            bench.open(situation.lab());
            bench.tab.set(Tab::Exchange);
        };
        view! {
            <li><a href=format!("lab/{mark}{}", situation.query) data-noscroll="" aria-current=current on:click=open>{situation.name}</a></li>
        }
    };
    let copied = RwSignal::new("");
    let copy = move |_| {
        settled.run(());
        clipboard::copy_address(copied);
    };
    let said = move || match copied.get() {
        "" => "Copy link",
        said => said,
    };
    view! {
        <nav class="situations" aria-label="Situations"><ul>{SITUATIONS.iter().map(situation).collect_view()}</ul></nav>
        <div class="bar">
            <h1>{name}</h1>
            <p class="what">{ask}</p>
            <div class="acts"><button class="btn" type="button" on:click=copy><Icon name=Sign::Link/><span role="status">{said}</span></button></div>
        </div>
    }
    .into_any()
}

fn tabs(bench: Bench) -> AnyView {
    let tab = move |tab: Tab, name: &'static str| {
        let here = move || (bench.tab.get() == tab).then_some("true");
        view! { <button type="button" aria-current=here on:click=move |_| bench.tab.set(tab)>{name}</button> }
    };
    view! {
        <nav class="tabs" aria-label="Parts of the lab">
            {tab(Tab::Setup, "Set-up")}{tab(Tab::Exchange, "Exchange")}{tab(Tab::Inspector, "Inspector")}
        </nav>
    }
    .into_any()
}

/// What a link said that this version does not understand.
fn left_out(ignored: &[String]) -> Option<AnyView> {
    let count = match ignored.len() {
        0 => return None,
        1 => "one thing".to_owned(),
        count => format!("{count} things"),
    };
    Some(
        view! { <p class="left-out"><b>"Opened, with "{count}" left out: "</b>{ignored.join("; ")}"."</p> }
            .into_any(),
    )
}

/// Puts the set-up into the address without a step in the history. A sandboxed frame may not change its address.
fn show_in_address(lab: &Draft) {
    let query = lab.query();
    let mark = if query.is_empty() { "" } else { "?" };
    // Relative to <base>, as every link.
    let address = format!("{}{mark}{query}", Place::Lab.href());
    let _ = window()
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
}
