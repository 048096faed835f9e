//! The clients beside each other: a row each, a column for what every attempt comes to. The table is complete without the
//! program, for GET and without Retry-After; `matrix` shows the rest.

use leptos::prelude::*;

use crate::catalogue;
use crate::client::{Policy, presets};
use crate::share::compare::{CAME, Compare, METHODS, Sort, TOLD, lab};
use crate::ui::components::code_chip::CodeChip;
use crate::ui::components::icon::{Icon, Sign};
use crate::ui::components::practice::ALL;
use crate::ui::matrix::{cell, kind, state};
use crate::ui::routes::Place;

/// The page.
#[component]
pub fn Clients() -> impl IntoView {
    let all = presets::ALL.len();
    let usual = Compare::default();
    let heads = CAME.iter().map(|came| {
        let (number, name) = head(came);
        let chip = match number {
            Some(number) if catalogue::find(number).is_some() => {
                view! { <CodeChip number/> }.into_any()
            }
            Some(number) => view! { <CodeChip number plain=true/> }.into_any(),
            None => view! { <span class="code c0">{name}</span> }.into_any(),
        };
        view! { <th scope="col" data-c=*came>{chip}</th> }
    });
    let heads = heads.collect_view();
    let mut family = "";
    let mut rows = Vec::new();
    for (nth, policy) in presets::ALL.iter().enumerate() {
        if policy.family != family {
            family = policy.family;
            rows.push(view! { <tr><th scope="rowgroup" colspan=CAME.len() + 1><span>{family}</span></th></tr> }.into_any());
        }
        rows.push(row(nth, policy).into_any());
    }
    let columns = CAME.iter().enumerate().map(|(nth, came)| {
        let (_, name) = head(came);
        view! { <option value=*came selected=nth == usual.came>{name}</option> }
    });
    let sorts = Sort::ALL.map(|(sort, word, name)| view! { <option value=word selected=sort == usual.sort>{name}</option> });
    let method = |(nth, word): (usize, &'static str)| view! { <label><input type="radio" name="method" value=word checked=nth == usual.method autocomplete="off"/>{word}</label> };
    let told = |(nth, (word, _, name)): (usize, (&'static str, &'static str, &'static str))| view! { <label><input type="radio" name="retry-after" value=word checked=nth == usual.told autocomplete="off"/>{name}</label> };
    view! {
        <main id="main" tabindex="-1" class="clients">
            <h1>"How clients treat failures"</h1>
            <p class="what">{format!("What {all} clients do by default when every attempt comes to the same: how often they send the request, and how long until they give up. Each cell opens the lab, where you can watch it.")}</p>
            <form class="choose" aria-label="What to compare">
                <fieldset><legend class="label">"Method"</legend><div class="seg">{METHODS.into_iter().enumerate().map(method).collect_view()}</div></fieldset>
                <fieldset><legend class="label"><code>"Retry-After"</code></legend><div class="seg">{TOLD.into_iter().enumerate().map(told).collect_view()}</div></fieldset>
                <div class="order">
                    <label><span class="label">"Code"</span><select class="select" name="code" autocomplete="off">{columns.collect_view()}</select></label>
                    <label><span class="label">"Sort by"</span><select class="select" name="sort" autocomplete="off">{sorts.into_iter().collect_view()}</select></label>
                </div>
                <label class="only"><input type="checkbox" name="only" autocomplete="off"/>"Only the clients I use"</label>
            </form>
            <p class="said" role="status" data-said></p>
            <div class="sheet frame" tabindex="0" role="region" aria-label="Clients and what they do">
                <table data-kinds=ALL.kinds.join("|")>
                    <thead><tr><th scope="col">"Client"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <dl class="tells">
                <div><dt data-k="yes"><b><Icon name=Sign::Retry/>"3"</b>" "<small>"900 ms"</small></dt><dd>"Three requests in all; gives up after 900 ms, when every answer comes at once."</dd></div>
                <div><dt data-k="no">"– "<small>"10 s"</small></dt><dd>"Not sent again. Without an answer it hands over an error after this time, or waits for ever."</dd></div>
                <div><dt data-k="twice"><b><Icon name=Sign::Retry/>"3"</b></dt><dd>"Repeats what may have been carried out, and is then carried out again ("<a href="https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2">"RFC 9110 §9.2.2"</a>")."</dd></div>
                <div><dt><input type="checkbox" disabled checked aria-label="Marked"/></dt><dd>"A client you use. It is remembered on this device, and the page of each code shows it."</dd></div>
            </dl>
        </main>
    }
}

/// The code of a column, and its name.
pub fn head(came: &str) -> (Option<u16>, String) {
    match came.parse() {
        Ok(number) => (Some(number), came.to_owned()),
        Err(_) => (None, "no answer".to_owned()),
    }
}

fn row(nth: usize, policy: &'static Policy) -> impl IntoView {
    let cells = CAME.iter().enumerate().map(move |(came, name)| {
        let kind = kind(ALL.kind(nth, came, 0));
        view! {
            <td data-c=*name data-k=state(kind) data-v=ALL.variants(nth, came)>
                <a href=lab(policy.slug, 0, 0, came) inner_html=cell(kind)></a>
            </td>
        }
    });
    view! {
        <tr id=policy.slug>
            <th scope="row"><div>
                <input type="checkbox" name="mine" value=policy.slug aria-label=format!("I use {}", policy.name) autocomplete="off"/>
                <a href=Place::Client(policy.slug).href()>{policy.name}</a>
                <span class="hint">{policy.version}</span>
            </div></th>
            {cells.collect_view()}
        </tr>
    }
}
