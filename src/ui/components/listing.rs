//! A list of things that have a name, a sentence and a source, folded under what they have in common.

use leptos::prelude::*;

use super::source_link::SourceLink;
use crate::protocol::Source;
use crate::ui::markup::sentence;

/// One thing of a list.
pub struct Item {
    /// Its name in links.
    pub id: Option<&'static str>,
    /// What it is called; a field, method or code stands in backquotes, here and in the sentence.
    pub name: String,
    /// What it is.
    pub what: &'static str,
    /// Where this is said.
    pub source: Source,
    /// The set-up of the lab that shows it, as a query.
    pub lab: Option<String>,
}

/// The things that belong together.
#[component]
pub fn Listing(
    /// What they have in common.
    name: &'static str,
    /// The things.
    items: Vec<Item>,
) -> impl IntoView {
    let count = items.len();
    let item = |item: Item| {
        let link = item
            .lab
            .map(|query| view! { <a href=format!("lab/?{query}")>"Try in the lab"</a>" " });
        view! {
            <div id=item.id>
                <dt inner_html=sentence(&item.name)></dt>
                <dd><span inner_html=sentence(item.what)></span>" "<span class="hint">{link}<SourceLink source=item.source/></span></dd>
            </div>
        }
    };
    view! {
        <details>
            <summary><b>{name}</b>" "<span class="hint">{count}</span></summary>
            <dl class="pairs">{items.into_iter().map(item).collect_view()}</dl>
        </details>
    }
}
