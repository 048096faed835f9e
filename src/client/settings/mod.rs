//! Everything about a policy that can be changed, as one table: it makes the form, the link and the list of changes. A
//! setting is a name and a text; both are read again as they were written.

mod kept;
mod rules;
mod table;
mod values;
mod words;

use std::time::Duration;

pub use rules::{MAX_RULES, NONE, TREE, read_rule};
pub use table::{GROUPS, SETTINGS};

use super::Policy;
use words::Words;

/// The most characters of a value.
pub const MAX_VALUE: usize = 3_000;
/// The most attempts that are a number.
const MAX_ATTEMPTS: u32 = 1_000;
/// The most of anything that is counted.
const MANY: u32 = 1_000_000;

/// Something about a policy that can be changed.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name in links; never changes.
    pub name: &'static str,
    /// What it belongs to.
    pub group: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// Values to choose from.
    pub choices: &'static [&'static str],
    /// Whether other values make sense, too.
    pub free: bool,
    /// What a value looks like: "a length such as 2 s".
    form: &'static str,
    get: fn(&Policy) -> String,
    take: fn(&mut Policy, &mut Words) -> Option<()>,
}

/// A setting that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub setting: &'static Setting,
    /// Its value before.
    pub was: String,
    /// Its value now.
    pub is: String,
}

impl PartialEq for Setting {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Setting {}

impl Setting {
    /// The setting of this name, and its place in the table.
    pub fn find(name: &str) -> Option<(usize, &'static Self)> {
        SETTINGS
            .iter()
            .enumerate()
            .find(|(_, setting)| setting.name == name)
    }

    /// The settings of a group.
    pub fn of(group: &str) -> impl Iterator<Item = &'static Self> {
        SETTINGS
            .iter()
            .filter(move |setting| setting.group == group)
    }

    /// Its value in a policy, as text.
    pub fn get(&self, policy: &Policy) -> String {
        (self.get)(policy)
    }

    /// Gives it another value.
    ///
    /// # Errors
    /// A sentence that says what would be right; the policy is then as it was.
    pub fn set(&self, policy: &mut Policy, text: &str) -> Result<(), String> {
        if text.chars().count() > MAX_VALUE {
            return Err(format!("Use at most {MAX_VALUE} characters."));
        }
        let mut words = Words::new(text);
        let mut next = *policy;
        let taken = self.take(&mut next, &mut words);
        if let (Some(()), true) = (taken, words.are_read()) {
            *policy = next;
            return Ok(());
        }
        Err(words.wrong.unwrap_or_else(|| self.wrong()))
    }

    fn take(&self, policy: &mut Policy, words: &mut Words) -> Option<()> {
        (self.take)(policy, words)
    }

    fn wrong(&self) -> String {
        format!("Use {}.", self.form)
    }
}

/// What is different between two policies.
pub fn changes(base: &Policy, policy: &Policy) -> Vec<Change> {
    let change = |setting: &'static Setting| {
        let (was, is) = (setting.get(base), setting.get(policy));
        (was != is).then_some(Change { setting, was, is })
    };
    SETTINGS.iter().filter_map(change).collect()
}

/// A policy with other values, given by name; and what is wrong with those that make no sense, by name.
pub fn apply(base: &Policy, pairs: &[(String, String)]) -> (Policy, Vec<(String, String)>) {
    let mut policy = *base;
    let mut wrong = Vec::new();
    for (name, text) in pairs {
        let set = Setting::find(name)
            .ok_or_else(|| "There is no such setting.".to_owned())
            .and_then(|(_, setting)| setting.set(&mut policy, text));
        if let Err(what) = set {
            wrong.push((name.clone(), what));
        }
    }
    if policy != *base {
        // Its name stands in pictures; without room for another, the old one does.
        let slug = kept::text(&format!("{}, changed", base.slug));
        policy.slug = slug.unwrap_or(base.slug);
    }
    (policy, wrong)
}

/// A length of time as settings have it, `250 ms` or `2 s`.
pub fn length(text: &str) -> Option<Duration> {
    let mut words = Words::new(text);
    words.length().filter(|_| words.are_read())
}

#[cfg(test)]
mod tests;
