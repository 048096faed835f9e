//! The answers that led here, and those that lead on.

use leptos::either::Either;
use leptos::prelude::*;

use super::tree_walk::{TreeWalk, word};
use crate::tree::Step;

/// The questions answered before the one on the card, or after it.
#[component]
pub fn WalkPath(
    /// The case and where it stands.
    walk: TreeWalk,
    /// Those after the question on the card.
    #[prop(optional)]
    after: bool,
) -> impl IntoView {
    move || {
        let stand = walk.stand.read();
        let steps = if after { stand.after() } else { stand.before() };
        let blank = walk.case.read().is_blank();
        let row = |step: &Step| {
            let slug = step.node.slug;
            // Nothing contradicts a way that is only an example.
            let because = (!blank).then(|| step.answer.because.clone());
            view! {
                <li>
                    <a href=walk.href(slug)>{step.node.ask}</a>
                    <span>{because}</span>
                    <b>{word(step.answer.yes)}</b>
                </li>
            }
        };
        let rows = steps.iter().map(row).collect_view();
        (!steps.is_empty()).then(|| {
            if after {
                Either::Left(view! { <ol class="path" data-after="" aria-label="What follows">{rows}</ol> })
            } else {
                let again = (!blank).then(|| view! { <a href="decide/">"Start again"</a> });
                Either::Right(view! {
                    <section aria-labelledby="h-path">
                        <div class="head"><h2 id="h-path">{if blank { "A way here" } else { "Your path" }}</h2>{again}</div>
                        <ol class="path">{rows}</ol>
                    </section>
                })
            }
        })
    }
}
