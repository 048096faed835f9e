//! All places the facts of a code can be checked at.

use super::{Caching, Code, Content};
use crate::protocol::Source;

impl Code {
    /// Every source of the row once, with what it is the source of, the definition first.
    pub fn sources(&self) -> Vec<(Source, String)> {
        let (Caching::ByDefault(caching) | Caching::WhenTold(caching) | Caching::Never(caching)) =
            self.caching;
        let (Content::Never(content)
        | Content::Empty(content)
        | Content::May(content)
        | Content::Should(content)) = self.content;
        let mut sources: Vec<(Source, String)> = Vec::new();
        let mut add = |source: Source, what: &str| match sources
            .iter_mut()
            .find(|(known, _)| *known == source)
        {
            Some((_, all)) if all.split(", ").any(|known| known == what) => {}
            Some((_, all)) => {
                all.push_str(", ");
                all.push_str(what);
            }
            None => sources.push((source, what.to_owned())),
        };
        add(self.spec, "definition");
        add(self.advice.source, "advice");
        for field in self.fields {
            add(field.source, field.name);
        }
        add(content, "content");
        add(caching, "caching");
        add(Source::Registry, "standing");
        sources
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::all;

    #[test]
    fn each_source_of_a_row_comes_once() {
        for code in all() {
            let sources = code.sources();
            assert_eq!(sources[0].0, code.spec);
            for (nth, (source, _)) in sources.iter().enumerate() {
                assert!(
                    sources[nth + 1..].iter().all(|(other, _)| other != source),
                    "{}",
                    code.number
                );
            }
        }
    }
}
