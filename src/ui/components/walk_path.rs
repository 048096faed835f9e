//! The answers that led here, and those that lead on.

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
    let row = move |step: &Step| {
        let slug = step.node.slug;
        view! {
            <li>
                <a href=walk.href(slug) data-noscroll="">{step.node.ask}</a>
                <span>{step.answer.because.clone()}</span>
                <b>{word(step.answer.yes)}</b>
            </li>
        }
    };
    move || {
        let stand = walk.stand.read();
        let steps = if after { stand.after() } else { stand.before() };
        let rows = steps.iter().map(row).collect_view();
        (!steps.is_empty()).then(|| {
            if after {
                view! { <ol class="path" data-after="" aria-label="What follows">{rows}</ol> }
                    .into_any()
            } else {
                let again = (!walk.case.read().is_blank())
                    .then(|| view! { <a href="decide/" data-noscroll="">"Start again"</a> });
                view! {
                    <section aria-labelledby="h-path">
                        <div class="head"><h2 id="h-path">"Your path"</h2>{again}</div>
                        <ol class="path">{rows}</ol>
                    </section>
                }
                .into_any()
            }
        })
    }
}
