//! The choice of a client: a combobox as the WAI-ARIA practices define it, over the list of all clients by family, or over
//! those a few letters find. Arrows go through it, Enter takes, Escape and leaving keep what was chosen. The list is
//! written as one text, and only while it is open.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::{Div, Input};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::icon::Sign;
use crate::client::{Policy, presets};
use crate::ui::address::closest;
use crate::ui::markup::escape;

/// The field and its list.
#[component]
pub fn ClientPicker(
    /// The slug of the client that is chosen.
    chosen: Memo<&'static str>,
    /// Takes another one.
    choose: Callback<&'static Policy>,
) -> impl IntoView {
    // What is looked for; nothing while the field shows who is chosen.
    let typed = RwSignal::new(None::<String>);
    let open = RwSignal::new(false);
    let active = RwSignal::new(0_usize);
    let field = NodeRef::<Input>::new();
    let list = NodeRef::<Div>::new();
    let found = Memo::new(move |_| {
        if !open.get() {
            return Vec::new();
        }
        let query = typed.get().unwrap_or_default();
        presets::search(&query)
            .iter()
            .map(|policy| policy.slug)
            .collect::<Vec<_>>()
    });
    let name = move || presets::find(chosen.get()).map_or("", |policy| policy.name);
    Effect::new(move |before: Option<Vec<&'static str>>| {
        let (now, active) = (found.get(), active.get());
        if let Some(list) = list.get() {
            if before.as_ref() != Some(&now) {
                let all = typed.read_untracked().is_none();
                list.set_inner_html(&options(&now, all, chosen.get_untracked()));
            }
            mark(&list, active);
        }
        now
    });
    let show = move || {
        if !open.get_untracked() {
            open.set(true);
            let slug = chosen.get_untracked();
            let place = found.with_untracked(|found| found.iter().position(|one| *one == slug));
            active.set(place.unwrap_or_default());
            if let Some(field) = field.get_untracked() {
                field.select();
            }
        }
    };
    let close = move || {
        open.set(false);
        typed.set(None);
    };
    let take = move |slug: &str| {
        let client = presets::find(slug).filter(|_| slug != chosen.get_untracked());
        close();
        if let Some(client) = client {
            choose.run(client);
        }
        // Once the name stands in it.
        request_animation_frame(move || {
            if let Some(field) = field.get_untracked() {
                field.select();
            }
        });
    };
    let on_key = move |event: KeyboardEvent| {
        // Enter takes a word from an input method first.
        if event.is_composing() {
            return;
        }
        let count = found.with_untracked(Vec::len);
        let is_open = open.get_untracked();
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => count.saturating_sub(1),
            "PageDown" if is_open => PAGE.min(count.saturating_sub(active.get_untracked() + 1)),
            "PageUp" if is_open => count.saturating_sub(PAGE.min(active.get_untracked())),
            "Enter" if is_open && !event.ctrl_key() && !event.meta_key() => {
                event.prevent_default();
                let slug = found.with_untracked(|found| found.get(active.get_untracked()).copied());
                if let Some(slug) = slug {
                    take(slug);
                }
                return;
            }
            "Escape" if is_open => {
                event.prevent_default();
                return close();
            }
            _ => return,
        };
        event.prevent_default();
        if !is_open {
            show();
        } else if count > 0 {
            active.update(|active| *active = (*active + step) % count);
        }
    };
    let press = move |event: MouseEvent| {
        if let Some(option) = closest(event.target(), "[data-slug]") {
            take(&option.get_attribute("data-slug").unwrap_or_default());
        }
    };
    let current = move || {
        let slug = found.with(|found| found.get(active.get()).copied());
        slug.map(option_id)
    };
    let counted = move || match found.with(Vec::len) {
        _ if !open.get() => String::new(),
        0 => "No client found".to_owned(),
        1 => "1 client".to_owned(),
        count => format!("{count} clients"),
    };
    let nothing = move || open.get() && found.read().is_empty();
    view! {
        <div class="picker">
            <input class="select" id="client" node_ref=field role="combobox" aria-label="Client" aria-describedby="client-words"
                autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="100" aria-autocomplete="list"
                aria-controls="clients" aria-expanded=move || open.get().to_string() aria-activedescendant=current
                value=presets::CAREFUL.name prop:value=move || typed.get().unwrap_or_else(|| name().to_owned())
                on:input=move |event| {
                    typed.set(Some(event_target_value(&event)));
                    active.set(0);
                    open.set(true);
                }
                on:click=move |_| show() on:blur=move |_| close() on:keydown=on_key/>
            <span class="vh" role="status">{counted}</span>
            // Pressing the mouse in it must not take the focus from the field, which would close it.
            <div class="list" hidden=move || !open.get() on:mousedown=|event| event.prevent_default()>
                <div id="clients" node_ref=list role="listbox" aria-label="Clients" on:click=press></div>
                <p class="none" hidden=move || !nothing()>"No client has this in its name. Try a language, such as Python or Go."</p>
            </div>
        </div>
    }
}

/// How far a key leads that goes by pages.
const PAGE: usize = 8;

fn option_id(slug: &str) -> String {
    ["client-", slug].concat()
}

/// The clients as options: all of them by family, or those that were found with their families.
fn options(slugs: &[&str], all: bool, chosen: &str) -> String {
    let mut html = String::with_capacity(slugs.len() * 200);
    let mut family = "";
    for policy in slugs.iter().filter_map(|slug| presets::find(slug)) {
        if all && policy.family != family {
            html += if family.is_empty() { "" } else { "</div>" };
            family = policy.family;
            html += &format!(
                "<div role=\"group\" aria-label=\"{family}\"><p aria-hidden=\"true\">{family}</p>"
            );
        }
        html += &format!(
            "<div role=\"option\" id=\"{}\" data-slug=\"{}\" aria-selected=\"false\"><b>{}</b>",
            option_id(policy.slug),
            policy.slug,
            escape(policy.name)
        );
        if policy.slug == chosen {
            html += "<svg class=\"ico\" viewBox=\"0 0 16 16\" role=\"img\" aria-label=\"chosen\">";
            html += Sign::Done.drawing();
            html += "</svg>";
        }
        html += "<span>";
        for part in [if all { "" } else { policy.family }, policy.version] {
            if !part.is_empty() {
                html += &escape(part);
                html += " · ";
            }
        }
        html += &escape(&policy.in_brief());
        html += "</span></div>";
    }
    html + if family.is_empty() { "" } else { "</div>" }
}

/// Marks the option the keyboard is at, and keeps it in sight.
fn mark(list: &Element, active: usize) {
    if let Ok(Some(before)) = list.query_selector("[aria-selected=true]") {
        let _ = before.set_attribute("aria-selected", "false");
    }
    let Ok(options) = list.query_selector_all("[role=option]") else {
        return;
    };
    let option = u32::try_from(active).ok().and_then(|nth| options.item(nth));
    if let Some(option) = option {
        let option: Element = option.unchecked_into();
        let _ = option.set_attribute("aria-selected", "true");
        // A list that was closed until now is there by then.
        request_animation_frame(move || {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&nearest);
        });
    }
}
