//! The tree as a drawing: questions outlined, endings filled, the way walked in ink. Every box is a link.

use leptos::html;
use leptos::prelude::*;

use super::tree_walk::{TreeWalk, word};
use crate::tree::layout::{self, BOX, Edge, Placed, SIZE};
use crate::tree::{Next, Node};

/// The drawing, in a frame that scrolls to where the reader stands.
#[component]
pub fn TreeDiagram(
    /// The case and where it stands.
    walk: TreeWalk,
) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let here = walk.stand.read().question();
        if let Some(frame) = frame.get() {
            let at = layout::boxes()
                .into_iter()
                .find(|placed| placed.place == Next::Ask(here));
            let middle = at.map_or(0.0, |placed| placed.x + BOX.0 / 2.0);
            frame.set_scroll_left(middle as i32 - frame.client_width() / 2);
        }
    });
    let edges = StoredValue::new(layout::edges());
    let drawn = |edge: &Edge| layout::path(&edge.points) + &layout::head(&edge.points);
    let all = edges.with_value(|edges| edges.iter().map(drawn).collect::<String>());
    // The way walked is drawn over the rest, in one stroke.
    let lit = move || {
        let stand = walk.stand.read();
        edges.with_value(|edges| {
            let walked = edges
                .iter()
                .filter(|edge| stand.takes(edge.from.slug, edge.yes));
            walked.map(drawn).collect::<String>()
        })
    };
    let labels = edges.with_value(|edges| {
        edges
            .iter()
            .map(|edge| label(walk, edge.from, edge.yes, edge.label))
            .collect_view()
    });
    let boxes = layout::boxes()
        .into_iter()
        .map(|placed| place(walk, placed))
        .collect_view();
    view! {
        <div class="frame wide-only" node_ref=frame>
            <svg class="tree" role="group" aria-label="Decision tree: 11 questions, 9 endings"
                viewBox=format!("-6 0 {} {}", SIZE.0 + 12.0, SIZE.1) width=SIZE.0 + 12.0 height=SIZE.1>
                <g aria-hidden="true">
                    <path class="ed" d=all></path>
                    <path class="ed" data-lit="" d=lit></path>
                    {labels}
                </g>
                {boxes}
            </svg>
        </div>
    }
}

fn label(walk: TreeWalk, from: &'static Node, yes: bool, (x, y): (f64, f64)) -> impl IntoView {
    let lit = move || walk.stand.read().takes(from.slug, yes).then_some("");
    view! { <text class="el" x=x y=y text-anchor="middle" data-lit=lit>{word(yes)}</text> }
}

fn place(walk: TreeWalk, placed: Placed) -> impl IntoView {
    let Placed { place, x, y } = placed;
    let slug = place.slug();
    let ending = matches!(place, Next::End(_));
    let (w, h) = BOX;
    let lines = layout::lines(place.title());
    let first = y + h / 2.0 + 4.5 - 8.0 * (lines.len() as f64 - 1.0);
    let text = lines
        .into_iter()
        .zip([first, first + 16.0])
        .map(|(line, y)| view! { <text x=x + w / 2.0 y=y text-anchor="middle">{line}</text>" " })
        .collect_view();
    let lit = move || walk.stand.read().passes(slug);
    let here = move || !ending && walk.stand.read().question().slug == slug;
    view! {
        <g><a class="nd" href=move || walk.href(slug) aria-label=place.title() data-ending=ending.then_some("")
            data-lit=move || lit().then_some("") aria-current=move || here().then_some("step")>
            <rect class="ring" x=x - 5.0 y=y - 5.0 width=w + 10.0 height=h + 10.0 rx="10"></rect>
            <rect class="box" x=x y=y width=w height=h rx=if ending { "2" } else { "6" }></rect>
            <rect class="edge" x=x y=y width="3" height=h></rect>
            {text}
        </a></g>
    }
}
