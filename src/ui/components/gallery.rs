//! The situations of the Lab: the first few as a row of links, and all of them by group behind a button. The links load
//! the page anew where there is no program.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::bench::{Bench, Tab};
use super::history::History;
use super::popover::Popover;
use crate::share::lab::{GROUPS, SITUATIONS, Situation};
use crate::ui::address::{self, Address};
use crate::ui::markup::escape;
use crate::ui::routes::Place;

/// The situations to choose from.
#[component]
pub fn Gallery(
    /// The page's signals.
    bench: Bench,
    /// Where choosing one leads.
    address: RwSignal<Address>,
    /// The one that is set up, if it is one.
    here: Memo<Option<&'static Situation>>,
) -> impl IntoView {
    let list = Popover::new("#all-situations");
    let chosen = move |event: MouseEvent| {
        if follow(bench, address, &event) {
            list.close();
        }
    };
    let first = Situation::first().map(|situation| {
        let current = move || (here.get() == Some(situation)).then_some("true");
        view! { <li><a href=href(situation.query) aria-current=current>{situation.name}</a></li> }
    });
    view! {
        <nav class="situations" aria-label="Situations and runs" on:click=chosen>
            <details id="all-situations" prop:open=move || list.is_open() on:toggle=move |event| { list.toggled(&event); }
                on:keydown=move |event| list.on_key(&event)>
                <summary class="btn">"All situations"</summary>
                <div class="gallery" inner_html=move || gallery(here.get())></div>
            </details>
            <History bench/>
            <ul>{first.collect_view()}</ul>
        </nav>
    }
}

/// All situations, by group.
fn gallery(here: Option<&'static Situation>) -> String {
    let mut html = String::new();
    for group in GROUPS {
        html += &format!("<h2>{group}</h2><ul>");
        for situation in SITUATIONS.iter().filter(|one| one.group == group) {
            let current = if here == Some(situation) {
                " aria-current=\"true\""
            } else {
                ""
            };
            html += &format!(
                "<li><a href=\"{}\"{current}><b>{}</b> {}</a></li>",
                escape(&href(situation.query)),
                situation.name,
                situation.ask
            );
        }
        html += "</ul>";
    }
    html
}

/// Opens the set-up whose link was clicked, unless the click asked for another window; whether it did.
pub fn follow(bench: Bench, address: RwSignal<Address>, event: &MouseEvent) -> bool {
    let Some((_, href)) =
        address::plain_link(event).filter(|link| link.1.starts_with(&Place::Lab.href()))
    else {
        return false;
    };
    event.prevent_default();
    bench.tab.set(Tab::Exchange);
    address::go(address, &href);
    true
}

/// The address of a set-up; relative to `<base>`, as every link.
pub fn href(query: &str) -> String {
    address::with_query(&Place::Lab.href(), query)
}
