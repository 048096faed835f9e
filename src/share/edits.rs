//! Taking back what was edited, and taking that back. A step is what was done between two moments at which an edit was
//! settled: a field that was left, a choice, a paste, a set-up that was opened.

use super::lab::Lab;

/// The most steps that can be taken back.
pub const MOST: usize = 100;

/// Where something stands among its edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edits<T> {
    past: Vec<T>,
    now: T,
    /// The nearest is the last.
    future: Vec<T>,
}

impl<T: Clone + PartialEq> Edits<T> {
    /// Nothing was edited yet.
    pub const fn new(now: T) -> Self {
        Self {
            past: Vec::new(),
            now,
            future: Vec::new(),
        }
    }

    /// What the last step came to.
    pub const fn now(&self) -> &T {
        &self.now
    }

    /// An edit is settled: a step, if anything is different. What was taken back before it is forgotten.
    pub fn settle(&mut self, edited: &T) {
        if *edited == self.now {
            return;
        }
        if self.past.len() >= MOST {
            self.past.remove(0);
        }
        let before = std::mem::replace(&mut self.now, edited.clone());
        self.past.push(before);
        self.future.clear();
    }

    /// Goes a step back, or on again. What was edited since the last step is one, so that it is not lost.
    pub fn go(&mut self, back: bool, edited: &T) -> Option<&T> {
        self.settle(edited);
        let (from, to) = if back {
            (&mut self.past, &mut self.future)
        } else {
            (&mut self.future, &mut self.past)
        };
        let next = from.pop()?;
        to.push(std::mem::replace(&mut self.now, next));
        Some(&self.now)
    }

    /// What a step back, or on, would lead to.
    pub fn next(&self, back: bool) -> Option<&T> {
        let steps = if back { &self.past } else { &self.future };
        steps.last()
    }
}

/// What is different between two set-ups, as a button names it; nothing when they are the same.
pub fn difference(one: &Lab, other: &Lab) -> &'static str {
    // All of it, so that nothing new is forgotten here.
    let Lab {
        method,
        path,
        fields,
        body,
        client,
        changes,
        calls,
        pause,
        script,
        seed,
        network,
        world,
        rivals,
    } = one;
    let parts = [
        (*method != other.method, "method"),
        (*path != other.path, "path"),
        (*fields != other.fields, "fields"),
        (*body != other.body, "body"),
        (
            *client != other.client || *changes != other.changes,
            "client",
        ),
        (*calls != other.calls || *pause != other.pause, "calls"),
        (*script != other.script, "trouble"),
        (*seed != other.seed, "seed"),
        (*network != other.network, "network"),
        (*world != other.world, "server"),
        (*rivals != other.rivals, "comparison"),
    ];
    let different = |parts: &[(bool, &'static str)]| {
        let mut names = parts.iter().filter(|part| part.0).map(|part| part.1);
        (names.next(), names.next().is_some())
    };
    let (request, rest) = parts.split_at(4);
    match (different(request), different(rest)) {
        ((None, _), (None, _)) => "",
        ((Some(name), false), (None, _)) | ((None, _), (Some(name), false)) => name,
        ((Some(_), true), (None, _)) => "request",
        _ => "set-up",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::client::presets;

    #[test]
    fn a_step_is_what_is_different_when_it_is_settled() {
        let mut edits = Edits::new(1);
        edits.settle(&1);
        assert_eq!(edits.next(true), None);
        assert_eq!(edits.go(true, &1), None);
        edits.settle(&2);
        // Typed, and not settled yet: it comes back, too.
        assert_eq!(edits.go(true, &3), Some(&2));
        assert_eq!(edits.go(true, &2), Some(&1));
        assert_eq!(edits.go(false, &1), Some(&2));
        assert_eq!(edits.next(false), Some(&3));
        edits.settle(&9);
        assert_eq!(edits.next(false), None);
        assert_eq!(edits.go(true, &9), Some(&2));
    }

    #[test]
    fn a_button_names_what_it_brings_back() {
        let other = |change: fn(&mut Lab)| {
            let mut lab = Lab::default();
            change(&mut lab);
            difference(&Lab::default(), &lab)
        };
        assert_eq!(other(|_| {}), "");
        assert_eq!(other(|lab| lab.path.push('x')), "path");
        assert_eq!(other(|lab| lab.client = &presets::FETCH), "client");
        assert_eq!(
            other(|lab| (lab.path, lab.body) = ("/".to_owned(), "a".to_owned())),
            "request"
        );
        assert_eq!(
            other(|lab| (lab.path, lab.seed) = ("/".to_owned(), "1".to_owned())),
            "set-up"
        );
    }

    proptest! {
        /// Whatever is done, steps back and as many on lead to where one was, and no more steps are kept than may be.
        #[test]
        fn back_and_on_again_changes_nothing(
            done in prop::collection::vec(0_u8..10, 0..250),
            steps in 0_usize..120,
        ) {
            let mut edits = Edits::new(0);
            let mut shown = 0;
            for deed in done {
                match deed {
                    0 | 1 => shown = *edits.go(deed == 0, &shown).unwrap_or(&shown),
                    typed => {
                        let new = *edits.now() != typed;
                        shown = typed;
                        edits.settle(&shown);
                        prop_assert!(!new || edits.next(false).is_none());
                    }
                }
                prop_assert_eq!(*edits.now(), shown);
                prop_assert!(edits.past.len() <= MOST && edits.past.len() + edits.future.len() <= MOST);
            }
            let before = edits.clone();
            let mut went = 0;
            while went < steps && edits.go(true, &shown).is_some() {
                shown = *edits.now();
                went += 1;
            }
            for _ in 0..went {
                edits.go(false, &shown);
                shown = *edits.now();
            }
            prop_assert_eq!(edits, before);
        }
    }
}
