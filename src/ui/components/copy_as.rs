//! The menu "Copy as" and the panel that shows what was chosen. The texts are made by a program of its own, fetched when
//! the menu is opened; only the run, which has to be on the page anyway, is written here.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::bench::Bench;
use super::icon::{Icon, Sign};
use super::popover::Popover;
use crate::share::copy::{Copied, Group, HAR, TARGETS, Target, har};
use crate::ui::{address, clipboard};

/// The menu and its panel.
#[component]
pub fn CopyAs(
    /// The page's signals.
    bench: Bench,
) -> impl IntoView {
    let list = Popover::new(".copy-as");
    let failed = RwSignal::new(false);
    let shown = RwSignal::new(None::<(&'static Target, Copied)>);
    let said = RwSignal::new("");
    let show = move |target: &'static Target, copied: Option<Copied>| {
        failed.set(copied.is_none());
        if let Some(copied) = copied {
            said.set("");
            shown.set(Some((target, copied)));
            list.close();
            panel(true);
        }
    };
    let toggled = move |event| {
        if list.toggled(&event) {
            ask("", String::new(), move |copied| {
                failed.set(copied.is_none())
            });
        }
    };
    let chosen = move |event: MouseEvent| {
        let button = address::closest(event.target(), "[data-target]");
        let slug = button.and_then(|button| button.get_attribute("data-target"));
        let Some(target) = slug.and_then(|slug| Target::find(&slug)) else {
            return;
        };
        if target.slug == HAR {
            let copied = Copied {
                text: har::har(&bench.exchange.read_untracked()),
                left_out: har::LEFT_OUT.map(str::to_owned).to_vec(),
            };
            show(target, Some(copied));
        } else {
            let query = bench.draft.read_untracked().query();
            ask(target.slug, query, move |copied| show(target, copied));
        }
    };
    let name = move || shown.with(|shown| shown.as_ref().map_or("", |shown| shown.0.name));
    let text = move || {
        shown.with(|shown| {
            shown
                .as_ref()
                .map_or(String::new(), |shown| shown.1.text.clone())
        })
    };
    let left_out = move || {
        shown.with(|shown| {
            let mut html = String::new();
            for sentence in shown.iter().flat_map(|shown| &shown.1.left_out) {
                html += "<li>";
                html += &crate::ui::markup::escape(sentence);
                html += "</li>";
            }
            html
        })
    };
    let complete = move || left_out().is_empty();
    let copy = move |_| clipboard::copy_text(text(), said);
    let save = move |_| {
        if let Some((target, copied)) = &*shown.read_untracked() {
            save(target, &copied.text);
        }
    };
    let copy_name = move || match said.get() {
        "" => "Copy",
        said => said,
    };
    view! {
        <details class="copy-as" prop:open=move || list.is_open() on:toggle=toggled on:click=chosen
            on:keydown=move |event| list.on_key(&event)>
            <summary class="btn">"Copy as"</summary>
            <div class="menu">
                <p class="hint" role="status">{move || failed.get().then_some(FAILED)}</p>
                <div inner_html=menu()></div>
            </div>
        </details>
        <dialog class="copied" aria-labelledby="h-copied">
            <h2 id="h-copied">{name}</h2>
            <pre tabindex="0" role="group" aria-label="The text"><code>{text}</code></pre>
            <div class="notes" tabindex="0" role="group" aria-labelledby="h-notes" hidden=complete>
                <h3 id="h-notes">"What it does not say"</h3>
                <ul inner_html=left_out></ul>
            </div>
            <div class="acts">
                <button class="btn" type="button" data-main="" on:click=copy><Icon name=Sign::Link/><span role="status">{copy_name}</span></button>
                <button class="btn" type="button" on:click=save>"Save"</button>
                <button class="btn" type="button" on:click=|_| panel(false)>"Close"</button>
            </div>
        </dialog>
    }
}

const FAILED: &str = "The part that writes these texts could not be loaded. Everything on the page is kept; choose again later, \
                      or load the page anew.";

/// All targets, by group.
fn menu() -> String {
    let mut html = String::new();
    for group in Group::ALL {
        html += "<h2>";
        html += group.name();
        html += "</h2><ul>";
        for target in TARGETS.iter().filter(|target| target.group == group) {
            html += "<li><button type=\"button\" data-target=\"";
            html += target.slug;
            html += "\">";
            html += target.name;
            html += "</button></li>";
        }
        html += "</ul>";
    }
    html
}

/// Opens the panel over the page, or closes it. The focus comes back to the menu by itself.
fn panel(opens: bool) {
    let found = document().query_selector("dialog.copied").ok().flatten();
    let Some(dialog) = found.and_then(|found| found.dyn_into::<web_sys::HtmlDialogElement>().ok())
    else {
        return;
    };
    if opens {
        let _ = dialog.show_modal();
        if let Ok(Some(text)) = dialog.query_selector("pre") {
            text.set_scroll_top(0);
        }
    } else {
        dialog.close();
    }
}

/// Asks the other program, which `start.js` fetches; without a target only for it to be there.
#[cfg(feature = "hydrate")]
fn ask(target: &'static str, query: String, done: impl FnOnce(Option<Copied>) + 'static) {
    leptos::task::spawn_local(async move { done(asked(target, &query).await) });
}

#[cfg(feature = "hydrate")]
async fn asked(target: &str, query: &str) -> Option<Copied> {
    use js_sys::{Array, Function, Promise, Reflect};

    let function: Function = Reflect::get(&window(), &"copyAs".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let promise = function.call2(&window(), &target.into(), &query.into());
    let promise: Promise = promise.ok()?.dyn_into().ok()?;
    let texts = wasm_bindgen_futures::JsFuture::from(promise).await.ok()?;
    let texts = Array::from(&texts);
    let mut texts = texts.iter().filter_map(|text| text.as_string());
    Some(Copied {
        text: texts.next().unwrap_or_default(),
        left_out: texts.collect(),
    })
}

/// On the host there is nobody to ask.
#[cfg(not(feature = "hydrate"))]
fn ask(_: &'static str, _: String, _: impl FnOnce(Option<Copied>) + 'static) {}

/// Saves a text as a file.
#[cfg(feature = "hydrate")]
fn save(target: &Target, text: &str) {
    crate::ui::file::save_text(text, target.media_type, target.file);
}

/// On the host there are no files to save.
#[cfg(not(feature = "hydrate"))]
const fn save(_: &Target, _: &str) {}
