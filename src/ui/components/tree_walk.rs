//! What the parts of Decide share: the case, the place in the address, and what follows from the two.

use leptos::prelude::*;

use crate::share::decide::{Decide, Stand};

/// The case and where it stands. Every part reads it, the form writes to it.
#[derive(Clone, Copy)]
pub struct TreeWalk {
    /// What the reader typed and clicked.
    pub case: RwSignal<Decide>,
    /// The place the reader went to; without one, the reader is where the case leads.
    pub place: RwSignal<Option<&'static str>>,
    /// Where the reader stands.
    pub stand: Memo<Stand>,
    /// The case as a query.
    pub query: Memo<String>,
}

impl TreeWalk {
    /// What follows from a case and a place.
    pub fn new(case: RwSignal<Decide>, place: RwSignal<Option<&'static str>>) -> Self {
        Self {
            case,
            place,
            stand: Memo::new(move |_| case.with(|case| case.stand(place.get()))),
            query: Memo::new(move |_| case.with(Decide::query)),
        }
    }

    /// A link to a place of the tree that keeps the case.
    pub fn href(&self, slug: &str) -> String {
        self.query.with(|query| place_href(slug, query))
    }

    /// A link to where the case leads.
    pub fn current_href(&self) -> String {
        let query = self.query.get();
        if query.is_empty() {
            return "decide/".to_owned();
        }
        self.case
            .with(|case| place_href(case.walk().at.slug(), &query))
    }

    /// A link to where an answer to the question on the card leads.
    pub fn answer_href(&self, yes: bool) -> String {
        let mut case = self.case.get();
        case.answer(self.place.get(), yes);
        place_href(case.walk().at.slug(), &case.query())
    }

    /// Changes the case. The reader goes where it leads.
    pub fn change(&self, change: impl FnOnce(&mut Decide)) {
        self.place.set(None);
        self.case.update(change);
    }
}

/// A link to a place of the tree with a case.
pub fn place_href(slug: &str, query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("decide/{slug}/{mark}{query}")
}

/// An answer as a word.
pub const fn word(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
