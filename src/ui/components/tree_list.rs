//! The whole tree in words: what the drawing shows, for phones, for readers who listen, and without the program.

use leptos::prelude::*;

use super::tree_walk::{TreeWalk, word};
use crate::tree::{self, Next, Node};

/// Every question with its two ways on; those taken are marked.
#[component]
pub fn TreeList(
    /// The case and where it stands.
    walk: TreeWalk,
) -> impl IntoView {
    let way = move |node: &'static Node, yes: bool| {
        let to = if yes { node.yes } else { node.no };
        let taken = move || walk.stand.read().takes(node.slug, yes);
        let ending = matches!(to, Next::End(_)).then_some("");
        view! {
            <div data-lit=move || taken().then_some("")>
                <b>{word(yes)}</b>
                <a href=move || walk.href(to.slug()) data-ending=ending>{to.title()}</a>
            </div>
        }
    };
    let row = move |node: &'static Node| {
        let lit = move || walk.stand.read().passes(node.slug);
        let here = move || walk.stand.read().question() == node;
        view! {
            <li data-lit=move || lit().then_some("") aria-current=move || here().then_some("step")>
                <p>{node.ask}</p>
                {way(node, true)}
                {way(node, false)}
            </li>
        }
    };
    view! {
        <details class="alt">
            <summary>"The whole tree as a list"</summary>
            <ol class="ol">{tree::nodes().into_iter().map(row).collect_view()}</ol>
        </details>
    }
}
