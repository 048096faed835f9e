//! A case as the query of a link, and back. Old and hostile links are read as far as they make sense, and what was left
//! out is said.

use super::{Decide, Field, LONGEST, fields};
use crate::tree;

/// The longest query that is read, in bytes.
const LONGEST_QUERY: usize = 2_000;

impl Decide {
    /// The case as a query, without the question mark; empty for a blank case.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for field in Field::ALL {
            let text = self.text(field);
            if !text.is_empty() {
                query.append_pair(field.name(), text);
            }
        }
        if self.key {
            query.append_pair("key", "yes");
        }
        for (name, yes) in [("yes", true), ("no", false)] {
            let slugs: Vec<&str> = self
                .answers
                .iter()
                .filter(|(_, answer)| *answer == yes)
                .map(|(slug, _)| *slug)
                .collect();
            if !slugs.is_empty() {
                query.append_pair(name, &slugs.join(","));
            }
        }
        if self.seed != 0 {
            query.append_pair("seed", &self.seed.to_string());
        }
        query.finish()
    }

    /// Reads a query, with or without its question mark: the case, and what of it made no sense.
    pub fn parse(query: &str) -> (Self, Vec<String>) {
        let mut case = Self::default();
        let mut ignored = Vec::new();
        let query = query.strip_prefix('?').unwrap_or(query);
        if query.len() > LONGEST_QUERY {
            ignored.push("all of it, because it is too long".to_owned());
            return (case, ignored);
        }
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if let Err(what) = case.read(&name, &value) {
                let shown: String = what.chars().take(40).collect();
                ignored.push(shown);
            }
        }
        (case, ignored)
    }

    fn read(&mut self, name: &str, value: &str) -> Result<(), String> {
        if let Some(field) = Field::ALL.into_iter().find(|field| field.name() == name) {
            // What is chosen from a list cannot be mended by the reader; what is typed can, so mistakes are kept.
            let sense = match field {
                Field::Method => fields::method(value.trim()).is_ok(),
                Field::Got => fields::got(value.trim()).is_ok(),
                Field::Date => fields::date(value.trim()).is_ok(),
                Field::RetryAfter | Field::Try | Field::Left => true,
            };
            if !sense || value.chars().count() > LONGEST {
                return Err(format!("{name}={value}"));
            }
            self.put(field, value);
            return Ok(());
        }
        match name {
            "key" if value == "yes" => self.key = true,
            "yes" | "no" => {
                for slug in value.split(',') {
                    let node = tree::nodes().into_iter().find(|node| node.slug == slug);
                    let node = node.ok_or_else(|| format!("{name}={slug}"))?;
                    self.answers.retain(|(known, _)| *known != node.slug);
                    let at = self
                        .answers
                        .partition_point(|(known, _)| *known < node.slug);
                    self.answers.insert(at, (node.slug, name == "yes"));
                }
            }
            "seed" => self.seed = value.parse().map_err(|_| format!("{name}={value}"))?,
            _ => return Err(format!("{name}={value}")),
        }
        Ok(())
    }
}
