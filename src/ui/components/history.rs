//! The runs the reader has pressed, as a list of links behind a button. It is read and built only when it is opened.

use leptos::ev::storage as storage_event;
use leptos::prelude::*;

use super::bench::Bench;
use super::class_mark::{hue, shape};
use super::gallery::href;
use super::popover::Popover;
use super::request_form::focus;
use crate::share::history::{self, Kept, List, Run};
use crate::share::lab::Lab;
use crate::ui::address;
use crate::ui::markup::escape;
use crate::ui::storage::{self, Shelf};

/// Where the browser keeps them.
const KEY: &str = "teapot.runs";
/// How many are shown at first, and how many more each time.
const SHOWN: usize = 200;

/// The runs, as the browser keeps them. What it does not keep lasts as long as the page.
#[derive(Clone, Copy)]
pub struct Past {
    held: StoredValue<String>,
    kept: RwSignal<Kept>,
    /// Another one with each change.
    version: RwSignal<u32>,
}

impl Past {
    /// Whatever there is; nothing is read yet.
    pub fn new() -> Self {
        Self {
            held: StoredValue::new(String::new()),
            kept: RwSignal::new(Kept::All),
            version: RwSignal::new(0),
        }
    }

    /// Adds a run, beside those that other tabs may have added meanwhile.
    pub fn add(&self, run: &Run) {
        self.put(&history::add(&self.text(), run));
    }

    fn text(&self) -> String {
        let stored = storage::read(Shelf::Site, KEY);
        self.held.with_value(|held| match held.as_str() {
            "" => stored,
            held => history::join(held, &stored),
        })
    }

    /// Keeps a text: all of it, or as much as there is room for.
    fn put(&self, text: &str) {
        let mut kept = Kept::All;
        let mut tried = text.to_owned();
        while !storage::write(Shelf::Site, KEY, &tried) {
            kept = Kept::Newest;
            match history::shorter(&tried) {
                Some(shorter) => tried = shorter,
                None => {
                    kept = Kept::None;
                    break;
                }
            }
        }
        let rest = if kept == Kept::All { "" } else { text };
        self.held.set_value(rest.to_owned());
        self.kept.set(kept);
        self.changed();
    }

    fn changed(&self) {
        self.version.update(|version| *version += 1);
    }
}

/// The button and the list.
#[component]
pub fn History(
    /// The page's signals.
    bench: Bench,
) -> impl IntoView {
    let past = bench.past;
    let runs = Popover::new(".runs");
    let most = RwSignal::new(SHOWN);
    // What was cleared, until it is brought back or the page is left.
    let cleared = RwSignal::new(String::new());
    Effect::new(move |_| {
        let others = window_event_listener(storage_event, move |event| {
            // No key: all of it was cleared.
            if event.key().is_none_or(|key| key == KEY) {
                past.changed();
            }
        });
        on_cleanup(move || others.remove());
    });
    let list = Memo::new(move |_| {
        past.version.track();
        runs.is_open()
            .then(|| history::list(&past.text(), most.get()))
    });
    let rows = move || {
        let here = bench.draft.with_untracked(Lab::query);
        list.with(|list| {
            list.as_ref()
                .map_or_else(String::new, |list| rows(list, &here))
        })
    };
    let none = move || list.with(|list| list.as_ref().is_none_or(|list| *list == List::default()));
    let words = move || {
        let gone = if none() && !cleared.read().is_empty() {
            "Cleared. "
        } else {
            ""
        };
        let words = list.with(|list| list.as_ref().map(|list| list.words(past.kept.get())));
        [gone, &words.unwrap_or_default()].concat()
    };
    let more =
        move || list.with(|list| list.as_ref().is_some_and(|list| list.all > list.runs.len()));
    let clear = move |_| {
        cleared.set(past.text());
        past.held.set_value(String::new());
        past.put("");
        focus("runs-back".to_owned());
    };
    let bring_back = move |_| {
        let text = history::join(&past.text(), &cleared.get_untracked());
        cleared.set(String::new());
        past.put(&text);
        focus("runs-clear".to_owned());
    };
    view! {
        <details class="runs" prop:open=move || runs.is_open() on:toggle=move |event| { runs.toggled(&event); }
            on:keydown=move |event| runs.on_key(&event)>
            <summary class="btn" id="runs">"Your runs"</summary>
            <div class="gallery past">
                <div class="said">
                    <p role="status">{words}</p>
                    <button class="btn" id="runs-clear" type="button" hidden=none on:click=clear>"Clear"</button>
                    <button class="btn" id="runs-back" type="button" hidden=move || cleared.read().is_empty() on:click=bring_back>"Bring them back"</button>
                </div>
                <ol aria-label="Your runs" inner_html=rows
                    on:click=move |event| if address::plain_link(&event).is_some() { runs.close() }></ol>
                <button class="btn" type="button" hidden=move || !more() on:click=move |_| most.update(|most| *most += SHOWN)>"Show more"</button>
            </div>
        </details>
    }
}

/// The runs as links to their set-ups.
fn rows(list: &List, here: &str) -> String {
    let now = js_sys::Date::now() as u64;
    let mut html = String::with_capacity(list.runs.len() * 400);
    for run in &list.runs {
        html += "<li><a href=\"";
        html += &escape(&href(run.query()));
        html += if run.query() == here {
            "\" aria-current=\"true\"><b>"
        } else {
            "\"><b>"
        };
        if !run.came().is_empty() {
            html += "<span class=\"code ";
            html += hue(run.class());
            html += "\"><svg class=\"shape\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">";
            html += shape(run.class());
            html += "</svg>";
            html += &escape(run.came());
            html += "</span> ";
        }
        html += "<span>";
        html += &escape(run.title());
        html += "</span></b> <span>";
        html += &escape(run.client());
        html += ": ";
        html += &escape(run.how());
        html += "</span> <time>";
        html += &escape(&history::ago(now, run.when()).unwrap_or_else(|| date(run.when())));
        html += "</time></a></li>";
    }
    html
}

/// A moment as the reader writes dates.
fn date(when: u64) -> String {
    let date = js_sys::Date::new(&(when as f64).into());
    let short = js_sys::Object::new();
    for part in ["dateStyle", "timeStyle"] {
        let _ = js_sys::Reflect::set(&short, &part.into(), &"short".into());
    }
    date.to_locale_string("default", &short).into()
}
