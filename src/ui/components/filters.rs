//! The filters of the table of codes. They stand in the address, so that a filtered table can be sent to someone.

use leptos::prelude::*;

use super::icon::Icon;
use crate::catalogue::filter::{Filter, Property};
use crate::catalogue::{Act, Code, all, search};
use crate::ui::address::{address, replace};

/// The filters.
#[component]
pub fn Filters(
    /// What is chosen.
    filter: RwSignal<Filter>,
    /// What is typed into the search, which narrows the table further.
    query: RwSignal<String>,
) -> impl IntoView {
    let address = address();
    // After the page has been adopted, because the prerendered one knows no query.
    Effect::new(move |_| {
        let asked = Filter::parse_query(&address.read().query);
        if *filter.read_untracked() != asked {
            filter.set(asked);
        }
    });
    let found = move || {
        let (text, filter) = (query.read(), filter.read());
        let searching = !text.trim().is_empty();
        (searching || !filter.is_empty()).then(|| {
            let hits = search(&text);
            let hit =
                |code: &Code| !searching || hits.iter().any(|hit| hit.code.number == code.number);
            let codes = all()
                .filter(|code| filter.admits(code) && hit(code))
                .count();
            format!("{codes} of {} codes match", all().count())
        })
    };
    let changed = move |change: &dyn Fn(&mut Filter)| {
        filter.update(change);
        replace(address, &format!("./{}", filter.read_untracked().query()));
    };
    let act = move |nth: usize| {
        let (act, _) = Filter::ACTS[nth];
        let word = match act {
            Act::Wait => "Wait",
            Act::Retry => "Retry",
            Act::Fix => "Fix",
            _ => "Stop",
        };
        let on = move || filter.read().asks_act(nth);
        let box_ = view! {
            <input type="checkbox" class="vh" prop:checked=on on:change=move |_| changed(&|filter| filter.toggle_act(nth))/>
        };
        view! { <label>{box_}<Icon name=act/>{word}</label> }
    };
    let property = move |nth: usize| {
        let on = move || filter.read().asks_property(nth);
        let box_ = view! {
            <input type="checkbox" class="vh" prop:checked=on on:change=move |_| changed(&|filter| filter.toggle_property(nth))/>
        };
        view! { <label>{box_}{Property::ALL[nth].label()}</label> }
    };
    view! {
        <p class="vh" role="status">{found}</p>
        <form class="filters" aria-label="Filters" on:submit=|event| event.prevent_default()>
            <fieldset><legend>"Advice"</legend>{[0, 1, 2, 3].map(act).collect_view()}</fieldset>
            <fieldset><legend>"Only"</legend>{[0, 1, 2].map(property).collect_view()}</fieldset>
        </form>
    }
}
