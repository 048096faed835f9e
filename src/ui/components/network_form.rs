//! The network of a run: which way the request goes, what the dice start from, which server it meets.

use leptos::prelude::*;

use super::bench::{Bench, Live};
use super::choice::option;
use super::problem_note::ProblemNote;
use super::request_form::{invalid, what};
use crate::share::lab::{MAX_SEED, MAX_WORLD, Network, Place};
use crate::ui::live;

/// The part of the form about the network.
pub fn network(bench: Bench) -> impl IntoView {
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
        bench.reset(Callback::new(move |()| {
            said.set("The server is as good as new.")
        }));
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
