//! The workbench: a request, a client, a server with troubles, and what happens between them.
//!
//! The address holds the set-up; it follows while one types, so that a reload loses nothing. What is no part of a set-up
//! (the pace, the open part of the page, kept servers) lies in the tab's storage.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::exchange::Playback;
use crate::share::edits::Edits;
use crate::share::lab::{Lab as Draft, Network, SITUATIONS, Situation};
use crate::ui::address::{self, Address};
use crate::ui::components::bench::{Bench, Tab};
use crate::ui::components::comparison::{CompareLink, ComparisonView};
use crate::ui::components::copy_as::CopyAs;
use crate::ui::components::exchange_frame::{ExchangeFrame, View};
use crate::ui::components::exchange_head::ExchangeHead;
use crate::ui::components::gallery::{Gallery, follow, href};
use crate::ui::components::icon::{Icon, Sign};
use crate::ui::components::inspector::Inspector;
use crate::ui::components::legend::Legend;
use crate::ui::components::picture_tools::PictureTools;
use crate::ui::components::play_bar::PlayBar;
use crate::ui::components::popover::focus;
use crate::ui::components::request_form::RequestForm;
use crate::ui::components::timetable::Timetable;
use crate::ui::components::user_view::UserView;
use crate::ui::{clipboard, live};

/// How long typing has to pause before the address follows.
const TYPED: Duration = Duration::from_millis(500);

/// The Lab.
#[component]
pub fn Lab() -> impl IntoView {
    let bench = Bench::new();
    let ignored = RwSignal::new(Vec::new());
    let address = address::address();
    // After the page has been adopted, because the prerendered one knows no query.
    Effect::new(move |first: Option<()>| {
        if first.is_none() {
            bench.recall();
        }
        let (mut asked, vain) = Draft::parse(&address.read().query);
        // Going from one situation to the next does not switch the worker off.
        if bench.is_live() {
            asked.network = Network::Live;
        }
        // What the page itself has put there opens nothing, even where a link has no room for all that was typed.
        let own = bench.draft.with_untracked(Draft::query) == address.read_untracked().query;
        let another = !own && *bench.draft.read_untracked() != asked;
        // What was left out stays said until another set-up is opened: the address is corrected sooner.
        if another || first.is_none() {
            ignored.set(vain);
        }
        if another {
            bench.settle();
            bench.open(asked);
            bench.settle();
        }
        if first.is_none() {
            // What was opened is where editing begins.
            bench
                .edits
                .set(Edits::new(bench.draft.read_untracked().clone()));
            bench.recall_view();
            if window().location().hash().is_ok_and(|hash| hash == "#play") {
                bench.playback.update(Playback::toggle);
            }
        }
    });
    let pace = Memo::new(move |_| bench.playback.read().speed());
    Effect::new(move |before: Option<()>| {
        let _ = (pace.get(), bench.tab.get());
        live::follow(bench, false);
        if before.is_some() {
            bench.keep_view();
        }
    });
    // Where one part is shown at a time, the one that is open no longer may have had the focus.
    Effect::new(move |before: Option<()>| {
        bench.tab.track();
        let had = document().active_element();
        if let (Some(()), Some(had)) = (before, had) {
            request_animation_frame(move || {
                let out_of_sight = had.get_bounding_client_rect().width() == 0.0;
                let at = document().active_element();
                if out_of_sight && at.is_none_or(|at| at == had || at.tag_name() == "BODY") {
                    focus(".tabs [aria-current]");
                }
            });
        }
    });
    on_cleanup(move || live::stop(bench));
    let follow_draft =
        move || address::replace(address, &href(&bench.draft.read_untracked().query()));
    let settled = Callback::new(move |()| {
        bench.settle();
        follow_draft();
    });
    // Browsers allow only so many corrections of the address.
    let mut typed = debounce(TYPED, move |()| follow_draft());
    let view = View::new(bench);
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
    let empty = move || bench.exchange.read().legs.is_empty().then_some("");
    let several = move || (!bench.ran.read().rivals.is_empty()).then_some("");
    let open = move || bench.tab.get().name();
    view! {
        <main id="main" tabindex="-1" class="lab" data-tab=open data-compare=several on:keydown=on_key
            on:input=move |_| typed(())>
            {bar(bench, address, settled)}
            {move || left_out(&ignored.read())}
            {tabs(bench)}
            <div class="cols">
                <RequestForm bench settled/>
                <section class="mid sheet" id="exchange" aria-labelledby="h-exchange" data-empty=empty>
                    <h2 id="h-exchange" class="vh">"Exchange"</h2>
                    <ExchangeHead bench/>
                    <ExchangeFrame bench view picked=inspected on_pick=pick/>
                    <PlayBar bench/>
                    <PictureTools bench view/>
                    <UserView bench/>
                    <Legend/>
                    <Timetable exchange=bench.exchange copies=true/>
                </section>
                <ComparisonView bench address/>
                <Inspector bench/>
            </div>
        </main>
    }
}

/// Situations to begin with; the name of the set-up, its question and what its run answers; the link.
fn bar(bench: Bench, address: RwSignal<Address>, settled: Callback<()>) -> impl IntoView {
    let here = Memo::new(move |_| Situation::of(&bench.draft.read()));
    let name = move || here.get().map_or("Your own set-up", |here| here.name);
    let ask = move || {
        here.get().map_or(
            "Choose a request, a client and a server’s troubles, then press Run.",
            |here| here.ask,
        )
    };
    // What is true of the simulated run on a fresh server, once all of it is seen.
    let answered = Memo::new(move |_| {
        let ran = bench.ran.read();
        here.get().is_some_and(|here| *ran == here.lab())
            && bench.playback.read().at_end()
            && !bench.exchange.read().cancelled
    });
    let answer = move || {
        let alone = bench.draft.read().rivals.is_empty();
        here.get().filter(|_| alone).map_or("", |here| here.answer)
    };
    let next = move || here.get().map_or(&SITUATIONS[0], Situation::next);
    let copied = RwSignal::new("");
    Effect::new(move |_| {
        bench.draft.track();
        copied.set("");
    });
    let copy = move |_| {
        settled.run(());
        clipboard::copy_address(copied);
    };
    let said = move || match copied.get() {
        "" => "Copy link",
        said => said,
    };
    view! {
        <Gallery bench address here/>
        <div class="bar">
            <h1>{name}</h1>
            <p class="what">
                {ask}
                " "<b class="answer" data-kept=move || (!answered.get()).then_some("")>{answer}</b>
                " "<a href=move || href(next().query) hidden=move || here.get().is_none()
                    on:click=move |event| { follow(bench, address, &event); }>"Next: "{move || next().name}</a>
            </p>
            <div class="acts">
                <CompareLink bench address/>
                <CopyAs bench/>
                <button class="btn" type="button" on:click=copy><Icon name=Sign::Link/><span role="status">{said}</span></button>
            </div>
        </div>
    }
}

fn tabs(bench: Bench) -> impl IntoView {
    let tab = move |tab: Tab, name: &'static str| {
        let here = move || (bench.tab.get() == tab).then_some("true");
        view! { <button type="button" aria-current=here on:click=move |_| bench.tab.set(tab)>{name}</button> }
    };
    view! {
        <nav class="tabs" aria-label="Parts of the lab">
            {tab(Tab::Setup, "Set-up")}{tab(Tab::Exchange, "Exchange")}{tab(Tab::Inspector, "Inspector")}
        </nav>
    }
}

/// What a link said that this version does not understand.
fn left_out(ignored: &[String]) -> Option<impl IntoView + use<>> {
    let count = match ignored.len() {
        0 => return None,
        1 => "one thing".to_owned(),
        count => format!("{count} things"),
    };
    let what = ignored.join("; ");
    Some(view! { <p class="left-out"><b>"Opened, with "{count}" left out:"</b>" "{what}"."</p> })
}
