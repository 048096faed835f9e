//! The table of addresses: what the router shows, what the prerenderer writes, what a link may lead to.
//!
//! Paths here are relative to the folder the site lies in: `""` is the reference table, `"codes/503/"` one code. The same
//! string is a link's `href` (resolved against `<base>`), a folder in `dist/`, and what the router sees after the base.

use crate::client::presets;
use crate::{catalogue, tree};

/// Everything that has an address of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The table of all codes, which is the home page.
    Reference,
    /// The page of one status code.
    Code(u16),
    /// The decision tree, at its first question or at the node with this slug.
    Decide(Option<&'static str>),
    /// The workbench: a request, a client, a server, and what happens between them.
    Lab,
    /// What clients do, beside each other.
    Clients,
    /// The page of one client, named by its slug.
    Client(&'static str),
    /// The reference of the mock server. Not below `api/`, where the worker of Live mode answers.
    Api,
}

/// Every page the site has, in the order in which it is written out.
pub fn all() -> Vec<Place> {
    let mut places = vec![Place::Reference];
    places.extend(catalogue::all().map(|row| Place::Code(row.number)));
    places.push(Place::Decide(None));
    places.extend(
        tree::nodes()
            .into_iter()
            .map(|node| Place::Decide(Some(node.slug))),
    );
    places.extend(
        tree::endings()
            .into_iter()
            .map(|ending| Place::Decide(Some(ending.slug))),
    );
    places.extend([Place::Lab, Place::Clients]);
    places.extend(presets::ALL.iter().map(|policy| Place::Client(policy.slug)));
    places.push(Place::Api);
    places
}

impl Place {
    /// The place at a path below the folder, with or without the slashes around it.
    pub fn at(path: &str) -> Option<Self> {
        let path = path.trim_matches('/');
        match path.split_once('/') {
            None if path.is_empty() => Some(Self::Reference),
            None if path == "decide" => Some(Self::Decide(None)),
            None if path == "lab" => Some(Self::Lab),
            None if path == "clients" => Some(Self::Clients),
            None if path == "docs" => Some(Self::Api),
            Some(("codes", code)) => {
                let row = catalogue::all().find(|row| row.number.to_string() == code)?;
                Some(Self::Code(row.number))
            }
            Some(("clients", slug)) => Some(Self::Client(presets::find(slug)?.slug)),
            Some(("decide", slug)) => Some(Self::Decide(Some(tree::find(slug)?.slug()))),
            _ => None,
        }
    }

    /// The path below the folder: the `href` of a link to it.
    pub fn path(self) -> String {
        match self {
            Self::Reference => String::new(),
            Self::Code(code) => format!("codes/{code}/"),
            Self::Decide(None) => "decide/".into(),
            Self::Decide(Some(slug)) => format!("decide/{slug}/"),
            Self::Lab => "lab/".into(),
            Self::Clients => "clients/".into(),
            Self::Client(slug) => format!("clients/{slug}/"),
            Self::Api => "docs/".into(),
        }
    }

    /// How a link to this place is written: the home page needs a dot, an empty reference would mean the page one is on.
    pub fn href(self) -> String {
        match self {
            Self::Reference => "./".into(),
            place => place.path(),
        }
    }

    /// What the window and a search result call the page, most telling words first.
    pub fn title(self) -> String {
        match self {
            Self::Reference => "HTTP status codes · Teapot".into(),
            Self::Code(code) => format!("{code} {} · Teapot", phrase(code)),
            Self::Decide(None) => "Should I send it again? · Teapot".into(),
            Self::Decide(Some(slug)) => {
                format!(
                    "{} · Decide · Teapot",
                    tree::find(slug).map_or("", |place| place.title())
                )
            }
            Self::Lab => "Lab · Teapot".into(),
            Self::Clients => "Clients · Teapot".into(),
            Self::Client(slug) => format!("{}: retries by default · Teapot", name(slug)),
            Self::Api => "API · Teapot".into(),
        }
    }

    /// One sentence for search results and link previews.
    pub fn description(self) -> String {
        match self {
            Self::Reference => "Every HTTP status code: what it means, where it is defined, and what a client should do when it gets one.".into(),
            Self::Code(code) => catalogue::find(code).map_or_else(String::new, |row| {
                let what = row.advice.title.to_lowercase();
                format!("{code} {}: {} What to do: {what}.", row.phrase, row.summary).replace('`', "")
            }),
            Self::Decide(Some(slug)) => match tree::find(slug) {
                Some(tree::Next::Ask(node)) => node.why.into(),
                Some(tree::Next::End(ending)) => ending.how.into(),
                None => String::new(),
            },
            Self::Decide(None) => "Whether to repeat a failed request, question by question, each with its source.".into(),
            Self::Lab => "Send a request to a server that fails the way you choose, and watch what a careful client does.".into(),
            Self::Clients => "Which status codes HTTP clients and libraries send again by default, how often, and how long until they give up.".into(),
            Self::Client(slug) => presets::find(slug).map_or_else(String::new, |policy| format!("{} by default: {}", policy.name, policy.in_words())),
            Self::Api => "The API of a small mock shop that answers with every status code: each path, its answers with their causes, requests to try.".into(),
        }
    }
}

/// What a code is called.
pub fn phrase(code: u16) -> &'static str {
    catalogue::find(code).map_or("", |row| row.phrase)
}

/// What a client is called.
fn name(slug: &str) -> &'static str {
    presets::find(slug).map_or("", |policy| policy.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_at_its_own_path() {
        for place in all() {
            assert_eq!(Place::at(&place.path()), Some(place));
            assert_eq!(Place::at(&format!("/{}", place.path())), Some(place));
        }
    }

    #[test]
    fn other_paths_lead_nowhere() {
        for path in [
            "codes",
            "codes/999",
            "codes/0503",
            "codes/503/x",
            "decide/nonsense",
            "clients/nonsense",
            "clients/ky/x",
            "404.html",
        ] {
            assert_eq!(Place::at(path), None, "{path}");
        }
    }

    #[test]
    fn titles_tell_the_pages_apart() {
        let mut titles: Vec<_> = all().into_iter().map(Place::title).collect();
        titles.sort();
        let count = titles.len();
        titles.dedup();
        assert_eq!(titles.len(), count);
    }
}
