//! The decision tree, walked by the reader or by the facts the reader types.
//!
//! The address holds the case: links are plain links, and Back goes back. While someone types, the page runs ahead of the
//! address; it catches up when the field is left.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use leptos_router::hooks::use_url;

use crate::share::decide::{Decide as Case, EXAMPLES};
use crate::ui::components::outcome_card::OutcomeCard;
use crate::ui::components::question_card::QuestionCard;
use crate::ui::components::response_paste::ResponsePaste;
use crate::ui::components::situation_form::SituationForm;
use crate::ui::components::tree_diagram::TreeDiagram;
use crate::ui::components::tree_list::TreeList;
use crate::ui::components::tree_walk::{TreeWalk, place_href};
use crate::ui::components::walk_path::WalkPath;
use crate::ui::routes::Place;

/// The tree at `node`, or where the case stands.
#[component]
pub fn Decide(
    /// The place in the address.
    #[prop(into)]
    node: Signal<Option<&'static str>>,
) -> impl IntoView {
    let case = RwSignal::new(Case::default());
    let place = RwSignal::new(node.get_untracked());
    let ignored = RwSignal::new(Vec::new());
    let url = use_url();
    // After the page has been adopted, because the prerendered one knows no query.
    Effect::new(move |_| {
        let (asked, vain) = Case::parse(url.read().search());
        place.set(node.get());
        if *case.read_untracked() != asked {
            case.set(asked);
        }
        ignored.set(vain);
    });
    let walk = TreeWalk::new(case, place);
    let settled = Callback::new(move |()| show_in_address(&walk));
    let pasting = RwSignal::new(false);
    let vain = move || {
        let vain = ignored.get();
        (!vain.is_empty()).then(|| {
            view! { <p class="hint">"Of the link, this made no sense and was left out: " {vain.join(", ")}</p> }
        })
    };
    view! {
        <main id="main" tabindex="-1" class="dec">
            <div class="bar">
                <div>
                    <h1>"Decide what to do next"</h1>
                    <p class="hint">"For 5xx, 429, 408 and no answer at all: answer the question, fill in what you know, or try "</p>
                    <ul class="examples">{EXAMPLES.map(example).into_iter().collect_view()}</ul>
                    {vain}
                </div>
                <SituationForm walk settled pasting/>
            </div>
            <ResponsePaste walk settled open=pasting/>
            <div class="cols">
                <div class="side">
                    <WalkPath walk/>
                    <QuestionCard walk/>
                    <WalkPath walk after=true/>
                    <OutcomeCard walk settled/>
                </div>
                <section class="pic sheet" aria-labelledby="h-tree">
                    <h2 id="h-tree" class="vh">"The tree"</h2>
                    <TreeDiagram walk/>
                    <TreeList walk/>
                </section>
            </div>
        </main>
    }
}

fn example((name, query): (&'static str, &'static str)) -> AnyView {
    let (case, _) = Case::parse(query);
    let href = place_href(case.walk().at.slug(), query);
    view! { <li><a href=href data-noscroll="">{name}</a></li> }.into_any()
}

/// Puts the case into the address without a step in the history. A sandboxed frame may not change its address.
fn show_in_address(walk: &TreeWalk) {
    walk.place.set(None);
    let slug = walk
        .case
        .with_untracked(|case| (!case.is_blank()).then(|| case.walk().at.slug()));
    let place = Place::Decide(slug);
    let query = walk.query.get_untracked();
    let mark = if query.is_empty() { "" } else { "?" };
    // Relative to <base>, as every link.
    let address = format!("{}{mark}{query}", place.href());
    let _ = window()
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
    document().set_title(&place.title());
}
