//! The table of all codes: one band per class, and one for no response. What is asked for stands out, the rest steps
//! back and stays in its place.

use leptos::prelude::*;

use crate::catalogue::filter::Filter;
use crate::catalogue::{Act, all};
use crate::protocol::{Failure, Source};
use crate::ui::components::class_mark::{ClassMark, hue};
use crate::ui::components::filters::Filters;
use crate::ui::components::icon::Icon;
use crate::ui::components::tile::{code_tile, failure_tile};
use crate::ui::components::verdict::act_label;
use crate::ui::island::{Island, island};

/// The classes: first digit, name, what it says.
const CLASSES: [(u16, &str, &str); 5] = [
    (1, "Informational", "not the answer yet"),
    (2, "Success", "it worked"),
    (3, "Redirection", "one more step"),
    (4, "Client error", "the request is at fault"),
    (5, "Server error", "the server is at fault"),
];

/// The signs, in the order of the key.
const ACTS: [Act; 8] = [
    Act::CarryOn,
    Act::Done,
    Act::Follow,
    Act::SignIn,
    Act::Fix,
    Act::Wait,
    Act::Retry,
    Act::Stop,
];

/// The home page: every code as a tile.
#[component]
pub fn Reference() -> impl IntoView {
    let band = |(class, name, why)| {
        let tiles = all()
            .filter(move |code| code.number / 100 == class)
            .map(code_tile)
            .collect_view();
        let key = (class == 1).then(key);
        band(
            class,
            format!("{class}xx"),
            name,
            why,
            tiles.into_any(),
            key,
        )
    };
    let none = band_of_failures(
        Failure::ALL
            .map(failure_tile)
            .into_iter()
            .collect_view()
            .into_any(),
    );
    let (filter, query) = (
        RwSignal::new(Filter::default()),
        RwSignal::new(String::new()),
    );
    view! {
        <main id="main" tabindex="-1" class="ref">
            <div class="bar">
                <div>
                    <h1>"HTTP status codes"</h1>
                    <p class="hint">"What each one means, and what your client should do next."</p>
                </div>
                {island(Island::Filters, view! { <Filters filter query/> })}
            </div>
            {CLASSES.map(band).collect_view()}
            {none}
            <p class="notes-bar">
                <span><i data-standing="old"></i>"obsoleted or deprecated"</span>
                <span><i data-standing="unused"></i>"reserved, unused"</span>
                <span><i data-standing="temporary"></i>"temporary registration"</span>
                <span>{all().count()}" entries of the "<a href=Source::Registry.url()>"IANA registry"</a>", November 2026"</span>
            </p>
        </main>
    }
}

fn band(
    class: u16,
    kind: String,
    name: &'static str,
    why: &'static str,
    tiles: AnyView,
    key: Option<AnyView>,
) -> AnyView {
    let id = hue(class);
    let heading = format!("h-{id}");
    view! {
        <section class=format!("band {id}") id=id aria-labelledby=heading>
            <h2 id=format!("h-{id}")>
                <span class="kind wire"><ClassMark class/>{kind}</span>" "<span>{name}</span>" "<span class="why">{why}</span>
            </h2>
            <ul class="tiles">{tiles}</ul>
            {key}
        </section>
    }
    .into_any()
}

fn band_of_failures(tiles: AnyView) -> AnyView {
    band(
        0,
        "none".into(),
        "No response",
        "no code to read",
        tiles,
        None,
    )
}

/// What the signs on the tiles mean.
fn key() -> AnyView {
    let sign = |act| view! { <li><Icon name=act/>{act_label(act)}</li> };
    view! {
        <div class="key" role="group" aria-label="How to read a tile">
            <p><span>"The sign says"</span>" "<span>"what to do"</span></p>
            <ul>{ACTS.map(sign).collect_view()}</ul>
        </div>
    }
    .into_any()
}
