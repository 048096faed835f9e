//! A set-up as the query of a link, and back. Old and hostile links are read as far as they make sense, and what was
//! left out is said.

use super::{
    Lab, Line, MAX_BODY, MAX_FIELD, MAX_FIELDS, MAX_METHOD, MAX_PATH, MAX_RIVALS, MAX_SEED,
    MAX_WORLD, Network, trouble,
};
use crate::client::presets;
use crate::client::settings::{MAX_VALUE, Setting};

/// The longest query that is read, in bytes: the longest set-up there is, and every sign of it as long as signs get.
const LONGEST_QUERY: usize = 2_000_000;
/// The most things left out that are named.
const NAMED: usize = 5;

impl Lab {
    /// The set-up as a query, without the question mark. What is as usual is left out.
    pub fn query(&self) -> String {
        let usual = Self::default();
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut put = |name: &str, value: &str, usual: &str| {
            if value != usual {
                query.append_pair(name, value);
            }
        };
        put("method", &self.method, &usual.method);
        put("path", &self.path, &usual.path);
        for line in &self.fields {
            // An empty value cannot be the usual one: a line has a colon.
            put("field", &format!("{}: {}", line.name, line.value), "");
        }
        put("body", &self.body, &usual.body);
        put("client", self.client.slug, usual.client.slug);
        put("policy", &self.told_changes(), "");
        put("compare", &self.told_rivals(), "");
        put("calls", &self.calls, &usual.calls);
        put("pause", &self.pause, &usual.pause);
        put("script", &self.script, &usual.script);
        put("seed", &self.seed, &usual.seed);
        if self.network == Network::Live {
            query.append_pair("live", "yes");
        }
        if !self.world.is_empty() {
            query.append_pair("world", &self.world);
        }
        query.finish()
    }

    /// Reads a query, with or without its question mark: the set-up, and what of it was left out, as phrases.
    pub fn parse(query: &str) -> (Self, Vec<String>) {
        let mut lab = Self::default();
        let mut ignored = Vec::new();
        let query = query.strip_prefix('?').unwrap_or(query);
        if query.len() > LONGEST_QUERY {
            ignored.push("all of it, because it is too long".to_owned());
            return (lab, ignored);
        }
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name == "policy" {
                lab.read_changes(&value, &mut ignored);
            } else if name == "compare" {
                lab.read_rivals(&value, &mut ignored);
            } else if let Err(what) = lab.read(&name, &value) {
                ignored.push(what);
            }
        }
        ignored.truncate(NAMED);
        (lab, ignored)
    }

    /// What is changed about the client, as `attempts=5;base=2 s`. A semicolon in a value is written twice.
    fn told_changes(&self) -> String {
        let pair =
            |(name, value): &(String, String)| format!("{name}={}", value.replace(';', ";;"));
        self.changes.iter().map(pair).collect::<Vec<_>>().join(";")
    }

    fn read_changes(&mut self, text: &str, ignored: &mut Vec<String>) {
        let mut pairs = vec![String::new()];
        let mut signs = text.chars().peekable();
        while let Some(sign) = signs.next() {
            let ends = sign == ';' && signs.next_if_eq(&';').is_none();
            match pairs.last_mut().filter(|_| !ends) {
                Some(pair) => pair.push(sign),
                None => pairs.push(String::new()),
            }
        }
        for pair in pairs.iter().filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match Setting::find(name) {
                // A value that makes no sense is kept as typed, and said next to its field.
                Some((_, setting)) if value.chars().count() <= MAX_VALUE => {
                    self.change(setting, value);
                }
                Some(_) => ignored.push(format!("the {name} is too long")),
                None => ignored.push(format!("a client has no setting “{}”", short(name))),
            }
            ignored.truncate(NAMED);
        }
    }

    /// Who it is compared with, as `ky,got`.
    fn told_rivals(&self) -> String {
        let slugs: Vec<&str> = self.rivals.iter().map(|rival| rival.slug).collect();
        slugs.join(",")
    }

    fn read_rivals(&mut self, text: &str, ignored: &mut Vec<String>) {
        for slug in text.split(',').filter(|slug| !slug.is_empty()) {
            match presets::find(slug) {
                Some(rival) if self.rivals.contains(&rival) => {}
                Some(rival) if self.rivals.len() < MAX_RIVALS => self.rivals.push(rival),
                Some(_) => {
                    ignored.push(format!("“{slug}” is one client more than can be compared"))
                }
                None => ignored.push(format!(
                    "this version knows no client “{}” to compare",
                    short(slug)
                )),
            }
            ignored.truncate(NAMED);
        }
    }

    fn read(&mut self, name: &str, value: &str) -> Result<(), String> {
        let fits = |most: usize| {
            let fits = value.chars().count() <= most;
            fits.then(|| value.to_owned())
                .ok_or_else(|| format!("the {name} is too long"))
        };
        match name {
            "method" => self.method = fits(MAX_METHOD)?,
            "path" => self.path = fits(MAX_PATH)?,
            "field" if self.fields.len() >= MAX_FIELDS => {
                return Err(format!("there are more than {MAX_FIELDS} fields"));
            }
            // A blank and a colon more than the two parts.
            "field" => self.fields.push(Line::read(&fits(2 * MAX_FIELD + 2)?)),
            "body" => self.body = fits(MAX_BODY)?,
            "client" => {
                self.client = presets::find(value).ok_or_else(|| {
                    format!(
                        "this version knows no client “{}”, so the careful client takes its place",
                        short(value)
                    )
                })?;
            }
            "calls" => self.calls = fits(MAX_SEED)?,
            "pause" => self.pause = fits(MAX_SEED)?,
            "script" => self.script = fits(trouble::MAX_TEXT)?,
            "seed" => self.seed = fits(MAX_SEED)?,
            "live" if value == "yes" => self.network = Network::Live,
            "world" => self.world = fits(MAX_WORLD)?,
            _ => return Err(format!("“{}” means nothing here", short(name))),
        }
        Ok(())
    }
}

/// As much of a stranger's text as a sentence bears.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(30).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
