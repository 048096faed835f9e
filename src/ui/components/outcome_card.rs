//! Where the walk ends: what to do, for how long, and what to say to whom. For a status the tree is not about, where to
//! read on.

use leptos::either::Either;
use leptos::prelude::*;

use super::code_chip::CodeChip;
use super::source_link::SourceLink;
use super::tree_walk::TreeWalk;
use crate::catalogue;
use crate::tree::Ending;
use crate::ui::markup::sentence;

/// The ending the way leads to, announced when it is reached.
#[component]
pub fn OutcomeCard(
    /// The case and where it stands.
    walk: TreeWalk,
    /// Called when the case has changed for good.
    settled: Callback<()>,
) -> impl IntoView {
    // Always there, so that a reader who listens is told when it fills.
    view! {
        <div class="told" role="status">
            {move || {
                let outside = walk.case.read().outside();
                match (walk.stand.read().ending(), outside) {
                    (Some(ending), _) => Some(Either::Left(card(walk, settled, ending))),
                    (None, Some(status)) => Some(Either::Right(outside_card(status.as_u16()))),
                    (None, None) => None,
                }
            }}
        </div>
    }
}

fn card(walk: TreeWalk, settled: Callback<()>, ending: &'static Ending) -> impl IntoView {
    let outcome = Memo::new(move |_| walk.case.read().outcome(ending));
    let formula = move || {
        let text = outcome.read().formula.clone();
        (!text.is_empty()).then(|| view! { <p class="formula wire">{text}</p> })
    };
    let again = outcome.read_untracked().drawn.then(|| {
        let draw = move |_| {
            walk.case.update(crate::share::decide::Decide::draw_again);
            settled.run(());
        };
        view! { <button type="button" class="btn" on:click=draw>"Draw again"</button> }
    });
    let lab = move || format!("lab/?{}", walk.case.read().lab_query());
    let sources = ending
        .sources
        .iter()
        .map(|source| view! { <SourceLink source=*source/>" " })
        .collect_view();
    view! {
        <section class="out" aria-labelledby="h-out">
            <h2 id="h-out">{move || outcome.read().headline.clone()}</h2>
            {formula}
            <p>{ending.how}</p>
            <dl>
                <div><dt>"Tell the user"</dt><dd>"“"{ending.user}"”"</dd></div>
                <div><dt>"Log"</dt><dd class="wire">{move || outcome.read().log.clone()}</dd></div>
                <div><dt>"Tell the provider"</dt><dd>{ending.provider}</dd></div>
            </dl>
            <p class="refs">{sources}</p>
            <p class="acts"><a class="btn" href=lab>"Run it in the lab"</a>{again}</p>
        </section>
    }
}

fn outside_card(number: u16) -> impl IntoView {
    let row = catalogue::find(number);
    let advice = row.map(|row| {
        view! {
            <p><CodeChip number/>" "{row.phrase}". "<span inner_html=sentence(row.summary)></span></p>
            <p>"What to do: "<b>{row.advice.title}</b>"."</p>
            <p class="btns"><a class="btn" href=format!("codes/{number}/")>"All about "{number}</a></p>
        }
    });
    view! {
        <section class="ask sheet" aria-labelledby="h-out">
            <h2 id="h-out">{format!("The tree is not about {number}")}</h2>
            {advice}
            <p class="hint">"The tree helps when the server or the network failed: 5xx, 429, 408, or no answer."</p>
        </section>
    }
}
