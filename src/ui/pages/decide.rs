//! The decision tree, walked by the reader or by the facts the reader types.
//!
//! The address holds the case: links are plain links, and Back goes back. Without the program each link loads the page of
//! its place, which has the same question and the shortest way there. While someone types, the page runs ahead of the
//! address; it catches up when the field is left.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use crate::share::decide::{Decide as Case, EXAMPLES};
use crate::ui::address;
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
    node: Option<&'static str>,
) -> impl IntoView {
    let case = RwSignal::new(Case::default());
    let place = RwSignal::new(node);
    let ignored = RwSignal::new(Vec::new());
    let address = address::address();
    // After the page has been adopted, because the prerendered one knows no query.
    Effect::new(move |_| {
        let now = address.read();
        let here = Place::at(&now.path);
        if let Some(Place::Decide(node)) = here {
            place.set(node);
        }
        let (asked, vain) = Case::parse(&now.query);
        if *case.read_untracked() != asked {
            case.set(asked);
        }
        ignored.set(vain);
        document().set_title(&here.map(Place::title).unwrap_or_default());
    });
    let walk = TreeWalk::new(case, place);
    let settled = Callback::new(move |()| address::replace(address, &walk.current_href()));
    // Links within the tree do not load a page.
    let follow = move |event: MouseEvent| {
        let link = address::plain_link(&event).filter(|link| link.1.starts_with("decide/"));
        let Some((link, href)) = link else { return };
        event.prevent_default();
        let before = walk.stand.read_untracked().question();
        address::go(address, &href);
        request_animation_frame(move || {
            // Whoever answers goes on reading at the next question; in the drawing the reader stays where they are.
            let beside = link.closest(".side").ok().flatten().is_some();
            let moved = beside && walk.stand.read_untracked().question() != before;
            if moved || !link.is_connected() {
                focus_question();
            }
            if beside {
                show_outcome();
            }
        });
    };
    let pasting = RwSignal::new(false);
    let vain = move || {
        let vain = ignored.get();
        (!vain.is_empty()).then(|| {
            view! { <p class="hint">"Of the link, this made no sense and was left out: " {vain.join(", ")}</p> }
        })
    };
    let examples = move || {
        walk.case.read().is_blank().then(|| {
            view! {
                <section class="examples" aria-labelledby="h-examples">
                    <h2 id="h-examples">"Start from a case"</h2>
                    <ul>{EXAMPLES.map(example).into_iter().collect_view()}</ul>
                    <p class="hint">"You can also fill in what you know above: the tree walks by itself as far as that goes."</p>
                </section>
            }
        })
    };
    view! {
        <main id="main" tabindex="-1" class="dec" on:click=follow>
            <div class="bar">
                <div>
                    <h1>"Decide what to do next"</h1>
                    <p class="hint">"For 5xx, 429, 408 and no answer at all."</p>
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
                    {examples}
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

fn example((name, query): (&'static str, &'static str)) -> impl IntoView {
    let (case, _) = Case::parse(query);
    view! { <li><a href=place_href(case.walk().at.slug(), query)>{name}</a></li> }
}

fn focus_question() {
    let heading = document().get_element_by_id("h-ask");
    if let Some(heading) =
        heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = heading.focus();
    }
}

/// Brings the outcome, if there is one, just into view.
fn show_outcome() {
    if let Some(outcome) = document().get_element_by_id("h-out") {
        let nearest = web_sys::ScrollIntoViewOptions::new();
        nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
        outcome.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}
