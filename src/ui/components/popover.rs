//! What lies over the page behind a button: a `<details>` that opens as the browser does it, and closes by Escape, by what is
//! chosen in it, and when the reader goes on elsewhere, who shall see where.

use leptos::ev::{Event, KeyboardEvent, click, focusin};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

use crate::ui::address::closest;

/// One of them.
#[derive(Clone, Copy)]
pub struct Popover {
    open: RwSignal<bool>,
    /// What finds its `<details>`, and nothing else.
    place: &'static str,
}

impl Popover {
    /// A closed one.
    pub fn new(place: &'static str) -> Self {
        let this = Self {
            open: RwSignal::new(false),
            place,
        };
        let left = move |target: Option<EventTarget>| {
            if this.open.get_untracked() && closest(target, place).is_none() {
                this.open.set(false);
            }
        };
        Effect::new(move |_| {
            let clicks = window_event_listener(click, move |event| left(event.target()));
            let focus = window_event_listener(focusin, move |event| left(event.target()));
            on_cleanup(move || {
                clicks.remove();
                focus.remove();
            });
        });
        this
    }

    /// Whether it is open.
    pub fn is_open(self) -> bool {
        self.open.get()
    }

    /// Closes it, and puts the focus on its button.
    pub fn close(self) {
        if self.open.get_untracked() {
            self.open.set(false);
            focus(&[self.place, " > summary"].concat());
        }
    }

    /// Escape closes it.
    pub fn on_key(self, event: &KeyboardEvent) {
        if event.key() == "Escape" {
            self.close();
        }
    }

    /// The browser opened or closed it; whether it is open now.
    pub fn toggled(self, event: &Event) -> bool {
        let details: Element = event_target(event);
        let is_open = details.has_attribute("open");
        self.open.set(is_open);
        is_open
    }
}

/// Puts the focus on the first element a selector finds, now.
pub fn focus(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        // Elements of pictures take it as those of text do.
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Whether the focus is somewhere inside of what a selector finds.
pub fn has_focus(selector: &str) -> bool {
    let at = document().active_element();
    at.is_some_and(|at| at.closest(selector).is_ok_and(|found| found.is_some()))
}
