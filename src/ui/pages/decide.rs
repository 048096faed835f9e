//! The decision tree, walked by the reader or by the facts the reader types.
//!
//! The address holds the case: links are plain links, and Back goes back. While someone types, the page runs ahead of the
//! address; it catches up when the field is left.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::share::decide::{Decide as Case, EXAMPLES};
use crate::ui::components::outcome_card::OutcomeCard;
use crate::ui::components::question_card::QuestionCard;
use crate::ui::components::response_paste::ResponsePaste;
use crate::ui::components::situation_form::SituationForm;
use crate::ui::components::tree_diagram::TreeDiagram;
use crate::ui::components::tree_list::TreeList;
use crate::ui::components::tree_walk::{TreeWalk, place_href};
use crate::ui::components::walk_path::WalkPath;

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
    // The location, because a route that stays keeps the URL it began with.
    let search = use_location().search;
    // After the page has been adopted, because the prerendered one knows no query.
    Effect::new(move |_| {
        let (asked, vain) = Case::parse(&search.read());
        place.set(node.get());
        if *case.read_untracked() != asked {
            case.set(asked);
        }
        ignored.set(vain);
    });
    let walk = TreeWalk::new(case, place);
    let navigate = use_navigate();
    // The case goes into the address without a step in the history. A sandboxed frame may not change its address.
    let settled = Callback::new(move |()| {
        walk.place.set(None);
        if window().origin() != "null" {
            let (at, query) = (
                walk.stand.read_untracked().to.slug(),
                walk.query.get_untracked(),
            );
            let at = if query.is_empty() {
                "decide/".to_owned()
            } else {
                place_href(at, &query)
            };
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&format!("/{at}"), options);
        }
    });
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
        <main id="main" tabindex="-1" class="dec">
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

fn example((name, query): (&'static str, &'static str)) -> AnyView {
    let (case, _) = Case::parse(query);
    let href = place_href(case.walk().at.slug(), query);
    view! { <li><a href=href data-noscroll="">{name}</a></li> }.into_any()
}
