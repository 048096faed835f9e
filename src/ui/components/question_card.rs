//! The question the reader is asked, with its two answers as links.

use leptos::prelude::*;

use super::source_link::SourceLink;
use super::tree_walk::{TreeWalk, place_href};

/// One question: what is asked, the numbers behind it, two answers, and why it matters.
#[component]
pub fn QuestionCard(
    /// The case and where it stands.
    walk: TreeWalk,
) -> impl IntoView {
    let node = Memo::new(move |_| walk.stand.read().question());
    let answer = move |yes: bool| {
        let chosen = move || {
            walk.stand
                .read()
                .answer()
                .is_some_and(|answer| answer.yes == yes)
        };
        view! {
            <a class="btn" data-answer="" href=move || walk.answer_href(yes)
                data-main=move || chosen().then_some("") aria-current=move || chosen().then_some("true")>
                {if yes { "Yes" } else { "No" }}
            </a>
        }
    };
    let numbers = move || {
        walk.case
            .read()
            .numbers(node.get().question)
            .map(|text| view! { <p>{text}</p> })
    };
    let because = move || {
        let stand = walk.stand.read();
        if walk
            .case
            .read()
            .numbers(stand.question().question)
            .is_some()
        {
            return None;
        }
        let fact = stand
            .answer()
            .map(|answer| answer.because.clone())
            .filter(|fact| !fact.is_empty());
        fact.map(|fact| view! { <span>{fact}</span> })
    };
    let supposed = move || {
        let stand = walk.stand.read();
        let case = walk.case.read();
        (stand.supposed && !case.is_blank()).then(|| {
            let at = case.walk().at;
            view! {
                <p class="hint">
                    "Your case does not lead here. It stands at "
                    <a href=place_href(at.slug(), &walk.query.get())>{at.title()}</a>
                </p>
            }
        })
    };
    // A status the tree is not about needs no answer here.
    let beside = move || walk.case.read().outside().is_some() && walk.stand.read().steps.is_empty();
    let why = move || {
        let node = node.get();
        let sources = node
            .sources
            .iter()
            .map(|source| view! { <SourceLink source=*source/>" " })
            .collect_view();
        view! { <p class="hint">"Why it matters: "{node.why}" "<span class="refs">{sources}</span></p> }
    };
    view! {
        <section class="ask sheet" aria-labelledby="h-ask" hidden=beside>
            <p class="eyebrow">"Question "{move || walk.stand.read().here + 1}{because}</p>
            <h2 id="h-ask" tabindex="-1">{move || node.get().ask}</h2>
            {numbers}
            <div class="btns" role="group" aria-label="Your answer">{answer(true)}{answer(false)}</div>
            {supposed}
            {why}
        </section>
    }
}
