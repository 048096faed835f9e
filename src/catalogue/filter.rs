//! Choosing rows by what they have in common: the kind of advice, and a few properties.

use super::{Act, Caching, Code, Standing};

/// The codes one meets in everyday work; each has a page of prose.
pub const EVERYDAY: [u16; 22] = [
    200, 201, 204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 409, 410, 422, 429, 500,
    502, 503, 504,
];

/// Which rows to show: one of the acts, if any is named, and all of the properties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The acts, as bits in the order of [`Filter::ACTS`].
    acts: [bool; 4],
    /// The properties, as bits in the order of [`Property::ALL`].
    only: [bool; 3],
}

/// A property rows can be chosen by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Property {
    /// A cache may keep it when nothing is said.
    Cacheable,
    /// `Retry-After` has a meaning with it.
    RetryAfter,
    /// One of [`EVERYDAY`].
    Everyday,
}

impl Property {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Cacheable, Self::RetryAfter, Self::Everyday];

    /// What it is called.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cacheable => "Cacheable",
            Self::RetryAfter => "May carry Retry-After",
            Self::Everyday => "In everyday use",
        }
    }

    const fn slug(self) -> &'static str {
        match self {
            Self::Cacheable => "cacheable",
            Self::RetryAfter => "retry-after",
            Self::Everyday => "everyday",
        }
    }

    fn holds(self, code: &Code) -> bool {
        match self {
            Self::Cacheable => matches!(code.caching, Caching::ByDefault(_)),
            Self::RetryAfter => code.fields.iter().any(|field| field.name == "Retry-After"),
            Self::Everyday => EVERYDAY.contains(&code.number),
        }
    }
}

impl Filter {
    /// The acts one can ask for, with the word for each.
    pub const ACTS: [(Act, &'static str); 4] = [
        (Act::Wait, "wait"),
        (Act::Retry, "retry"),
        (Act::Fix, "fix"),
        (Act::Stop, "stop"),
    ];

    /// Reads the two parameters of a link, `do=wait+retry` and `only=cacheable`; unknown words are left out.
    pub fn parse(acts: &str, only: &str) -> Self {
        let has =
            |words: &str, wanted: &str| words.split([' ', '+', ',']).any(|word| word == wanted);
        Self {
            acts: Self::ACTS.map(|(_, word)| has(acts, word)),
            only: Property::ALL.map(|property| has(only, property.slug())),
        }
    }

    /// Reads the query of a link, without its question mark.
    pub fn parse_query(query: &str) -> Self {
        let (mut acts, mut only) = (String::new(), String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "do" => acts = value.into_owned(),
                "only" => only = value.into_owned(),
                _ => {}
            }
        }
        Self::parse(&acts, &only)
    }

    /// The query of a link to it: empty, or with its question mark.
    pub fn query(&self) -> String {
        let join = |name: &str, words: Vec<&str>| match words.is_empty() {
            true => None,
            false => Some(format!("{name}={}", words.join("+"))),
        };
        let acts = Self::ACTS.iter().zip(self.acts).filter(|(_, on)| *on);
        let only = Property::ALL.iter().zip(self.only).filter(|(_, on)| *on);
        let parts: Vec<String> = [
            join("do", acts.map(|((_, word), _)| *word).collect()),
            join("only", only.map(|(property, _)| property.slug()).collect()),
        ]
        .into_iter()
        .flatten()
        .collect();
        match parts.is_empty() {
            true => String::new(),
            false => format!("?{}", parts.join("&")),
        }
    }

    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a row passes. Codes that are not in use advise nothing.
    pub fn admits(&self, code: &Code) -> bool {
        let used = code.standing != Standing::Unused;
        (used && self.admits_act(code.advice.act) || self.acts == [false; 4])
            && Property::ALL
                .iter()
                .zip(self.only)
                .all(|(property, on)| !on || property.holds(code))
    }

    /// Whether something that is no row passes, such as a time-out, of which only the act is known.
    pub fn admits_other(&self, act: Act) -> bool {
        self.only == [false; 3] && self.admits_act(act)
    }

    fn admits_act(&self, act: Act) -> bool {
        self.acts == [false; 4]
            || Self::ACTS
                .iter()
                .zip(self.acts)
                .any(|((wanted, _), on)| on && *wanted == act)
    }

    /// Whether an act of [`Filter::ACTS`] is asked for.
    pub fn asks_act(&self, nth: usize) -> bool {
        self.acts[nth]
    }

    /// Whether a property of [`Property::ALL`] is asked for.
    pub fn asks_property(&self, nth: usize) -> bool {
        self.only[nth]
    }

    /// Asks for an act, or no longer.
    pub fn toggle_act(&mut self, nth: usize) {
        self.acts[nth] = !self.acts[nth];
    }

    /// Asks for a property, or no longer.
    pub fn toggle_property(&mut self, nth: usize) {
        self.only[nth] = !self.only[nth];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::all;
    use crate::catalogue::pages::PAGES;

    fn found(acts: &str, only: &str) -> Vec<u16> {
        let filter = Filter::parse(acts, only);
        let numbers = all().filter(|code| filter.admits(code));
        numbers.map(|code| code.number).collect()
    }

    #[test]
    fn everyday_codes_are_those_with_a_page() {
        assert!(
            EVERYDAY
                .iter()
                .copied()
                .eq(PAGES.iter().map(|page| page.number))
        );
    }

    #[test]
    fn nothing_asked_admits_everything() {
        assert_eq!(found("", "").len(), all().count());
    }

    #[test]
    fn acts_add_up_and_properties_narrow_down() {
        let waiting = found("wait", "");
        assert!(waiting.contains(&503) && waiting.contains(&429));
        assert!(found("wait retry", "").len() > waiting.len());
        assert!(found("wait", "everyday").len() <= waiting.len());
        assert!(found("", "cacheable everyday").contains(&404));
        assert!(!found("stop", "").contains(&306));
    }

    #[test]
    fn a_link_brings_it_back() {
        for (acts, only, query) in [
            ("", "", ""),
            ("wait", "", "?do=wait"),
            (
                "fix wait nonsense",
                "everyday",
                "?do=wait+fix&only=everyday",
            ),
            ("", "retry-after cacheable", "?only=cacheable+retry-after"),
        ] {
            assert_eq!(Filter::parse(acts, only).query(), query);
        }
    }
}
