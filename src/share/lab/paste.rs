//! What was pasted, in the form: as much of it as the form keeps, and a sentence for what it does not.

use super::{Lab, Line, MAX_BODY, MAX_FIELD, MAX_FIELDS, MAX_METHOD, MAX_PATH};
use crate::share::paste::Pasted;

impl Lab {
    /// Fills in the request: method, path, fields and content. The client, the server and the network stay as they are.
    /// Says what was left out, first here, then on reading.
    pub fn paste_into(&mut self, pasted: Pasted) -> Vec<String> {
        let mut left_out = Vec::new();
        let mut fits = |what: &str, text: &str, most: usize| {
            let count = text.chars().count();
            if count > most {
                left_out.push(format!(
                    "The {what} has {count} characters, and {most} fit: it is left out."
                ));
            }
            count <= most
        };
        self.method = if fits("method", &pasted.method, MAX_METHOD) {
            pasted.method
        } else {
            "GET".to_owned()
        };
        // An empty path was computed, so the one that is there is as good as any.
        if !pasted.path.is_empty() && fits("URL", &pasted.path, MAX_PATH) {
            self.path = pasted.path;
        }
        self.body = if fits("content", &pasted.body, MAX_BODY) {
            pasted.body
        } else {
            String::new()
        };
        let mut fields = pasted.fields;
        let mut dropped = Vec::new();
        let mut drop = |fields: &mut Vec<Line>, keep: &dyn Fn(&Line) -> bool| {
            fields.retain(|line| {
                let keep = keep(line);
                if !keep {
                    dropped.push(line.name.chars().take(MAX_METHOD).collect::<String>());
                }
                keep
            });
        };
        drop(&mut fields, &|line| {
            line.name.chars().count() <= MAX_FIELD && line.value.chars().count() <= MAX_FIELD
        });
        if fields.len() > MAX_FIELDS {
            // What a browser says about itself matters least.
            drop(&mut fields, &|line| {
                !line
                    .name
                    .get(..4)
                    .is_some_and(|start| start.eq_ignore_ascii_case("sec-"))
            });
        }
        let rest = fields.split_off(fields.len().min(MAX_FIELDS));
        dropped.extend(
            rest.into_iter()
                .map(|line| line.name.chars().take(MAX_METHOD).collect()),
        );
        self.fields = fields;
        if !dropped.is_empty() {
            let more = dropped.len().saturating_sub(MAX_FIELDS);
            dropped.truncate(MAX_FIELDS);
            let mut names = dropped.join(", ");
            if more > 0 {
                names += &format!(" and {more} more");
            }
            left_out.push(format!(
                "{MAX_FIELDS} fields fit, with {MAX_FIELD} characters each: {names} left out."
            ));
        }
        left_out.extend(pasted.left_out);
        left_out
    }
}
