//! Things with an id, a version and a date: what users, products, orders and the like have in common.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::conditions::Validators;
use crate::time::Instant;

/// How many ids of removed things are remembered; an older one is as if it had never been.
const MAX_GONE: usize = 50;

/// Things of one kind, in the order they came.
///
/// Invariant: no two have the same id, and there are no more than `room`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shelf<T> {
    things: Vec<Thing<T>>,
    gone: VecDeque<String>,
    last: u32,
    room: usize,
}

/// One thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Thing<T> {
    pub(super) id: String,
    /// 1 at first, one more with every change.
    pub(super) version: u32,
    pub(super) changed: Instant,
    pub(super) value: T,
}

/// Why there is nothing with an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// There never was, as far as is known.
    Never,
    /// It was removed.
    Gone,
}

impl<T> Shelf<T> {
    /// A shelf with room for so many things, of which these are there from the start.
    pub(super) fn new(room: usize, things: impl IntoIterator<Item = (String, T)>) -> Self {
        let things: Vec<_> = things
            .into_iter()
            .map(|(id, value)| Thing {
                id,
                version: 1,
                changed: Instant::START,
                value,
            })
            .collect();
        Self {
            last: things.len() as u32,
            things,
            gone: VecDeque::new(),
            room,
        }
    }

    /// A shelf whose things are numbered from 1.
    pub(super) fn numbered(room: usize, things: impl IntoIterator<Item = T>) -> Self {
        let things = (1_u32..).zip(things);
        Self::new(room, things.map(|(id, value)| (id.to_string(), value)))
    }

    pub(super) fn len(&self) -> usize {
        self.things.len()
    }

    pub(super) const fn room(&self) -> usize {
        self.room
    }

    pub(super) fn is_full(&self) -> bool {
        self.things.len() >= self.room
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Thing<T>> {
        self.things.iter()
    }

    pub(super) fn find(&self, id: &str) -> Result<&Thing<T>, Missing> {
        let found = self.things.iter().find(|thing| thing.id == id);
        found.ok_or_else(|| {
            if self.gone.iter().any(|gone| gone == id) {
                Missing::Gone
            } else {
                Missing::Never
            }
        })
    }

    /// Puts a new thing there under the next number; nothing when there is no room.
    pub(super) fn add(&mut self, value: T, now: Instant) -> Option<&Thing<T>> {
        if self.is_full() {
            return None;
        }
        self.last = self.last.saturating_add(1);
        Some(self.place(self.last.to_string(), value, now))
    }

    /// Puts a thing there under this id: changes the one that is there, or adds one; nothing when there is no room.
    pub(super) fn put(&mut self, id: &str, value: T, now: Instant) -> Option<&Thing<T>> {
        let Some(at) = self.things.iter().position(|thing| thing.id == id) else {
            if self.is_full() {
                return None;
            }
            return Some(self.place(id.to_owned(), value, now));
        };
        let thing = &mut self.things[at];
        thing.version = thing.version.saturating_add(1);
        thing.changed = now;
        thing.value = value;
        Some(thing)
    }

    fn place(&mut self, id: String, value: T, now: Instant) -> &Thing<T> {
        self.gone.retain(|gone| *gone != id);
        self.things.push(Thing {
            id,
            version: 1,
            changed: now,
            value,
        });
        &self.things[self.things.len() - 1]
    }

    /// Takes a thing away.
    pub(super) fn remove(&mut self, id: &str) {
        let before = self.things.len();
        self.things.retain(|thing| thing.id != id);
        if self.things.len() < before {
            if self.gone.len() >= MAX_GONE {
                self.gone.pop_front();
            }
            self.gone.push_back(id.to_owned());
        }
    }

    /// Makes room by taking the oldest away, without a trace.
    pub(super) fn forget_oldest(&mut self) {
        if !self.things.is_empty() {
            self.things.remove(0);
        }
    }
}

impl<T> Thing<T> {
    /// What a cache or a careful writer compares (RFC 9110 §8.8).
    pub(super) fn validators(&self) -> Validators {
        Validators {
            tag: format!("\"{}-v{}\"", self.id, self.version),
            changed: self.changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_that_was_removed_is_gone_and_its_number_never_comes_again() {
        let mut shelf = Shelf::numbered(3, ["a", "b"]);
        assert_eq!(shelf.find("3"), Err(Missing::Never));
        shelf.remove("2");
        shelf.remove("9");
        assert_eq!(shelf.find("2"), Err(Missing::Gone));
        assert_eq!(shelf.find("9"), Err(Missing::Never));
        let added = shelf
            .add("c", Instant::from_millis(5))
            .map(|thing| thing.id.clone());
        assert_eq!(added.as_deref(), Some("3"));
    }

    #[test]
    fn a_change_has_another_tag() {
        let mut shelf = Shelf::numbered(1, ["a"]);
        let tag = |shelf: &Shelf<&str>| shelf.find("1").unwrap().validators().tag;
        let before = tag(&shelf);
        assert!(shelf.put("1", "b", Instant::from_millis(5)).is_some());
        assert_ne!(tag(&shelf), before);
        assert!(
            shelf.put("2", "c", Instant::START).is_none(),
            "there is room for one"
        );
    }
}
