//! Finding a client by what a person calls it: a word of its name, its slug, its language and what else that is called, the
//! beginning of its version. A slip is forgiven in a longer word that is found nowhere as written. The order depends on
//! nothing but the words.

use std::cmp::Reverse;

use super::{ALL, CLOUD, DOTNET, GO, JAVASCRIPT, JVM, PHP_RUBY, PYTHON, RUST, TOOLS};
use crate::client::Policy;

/// How much of a query is read, in characters and in words.
const LONGEST: (usize, usize) = (100, 8);
/// The shortest word in which a slip is forgiven.
const FORGIVING: usize = 4;

/// What a family is called, too.
const ALIASES: &[(&str, &str)] = &[
    (JAVASCRIPT, "js ts typescript node nodejs browser"),
    (PYTHON, "py"),
    (JVM, "jvm kt"),
    (DOTNET, "dotnet c# csharp f# microsoft"),
    (GO, "golang"),
    (RUST, "rs crate"),
    (PHP_RUBY, "rb"),
    (CLOUD, "sdk"),
    (TOOLS, "proxy cli shell"),
];

/// What the names of some do not say: whose they are and what they are written in, by the beginning of the slug.
const ALSO: &[(&str, &str)] = &[
    ("botocore", "aws python"),
    ("gaxios", "google javascript"),
    ("octokit", "github javascript"),
    ("stripe-node", "javascript"),
    ("kiota", "javascript"),
];

/// How well a word fits: it is the language, a word of the name, the beginning of one, a part of one, nearly one.
const LANGUAGE: usize = 12;
const EXACT: usize = 8;
const BEGINS: usize = 5;
const WITHIN: usize = 2;
const SLIP: usize = 1;

/// The clients that are meant, best first; all of them when nothing is asked for.
pub fn search(query: &str) -> Vec<&'static Policy> {
    let signs = query.chars().take(LONGEST.0);
    let query: String = signs.flat_map(char::to_lowercase).collect();
    let words = query.split([' ', '\t', ',', ';', '(', ')']);
    let texts: Vec<Texts> = ALL.iter().map(|policy| Texts::new(policy)).collect();
    // A word that fits nobody as it is written may be a slip.
    let slips = |word: &str| !texts.iter().any(|text| text.fit(word) > 0);
    let words: Vec<(&str, bool)> = words
        .filter(|word| !word.is_empty())
        .take(LONGEST.1)
        .map(|word| (word, slips(word)))
        .collect();
    if words.is_empty() {
        return ALL.to_vec();
    }
    let mut found: Vec<(usize, usize, &'static Policy)> = Vec::new();
    for (&policy, text) in ALL.iter().zip(&texts) {
        let (mut count, mut points) = (0, 0);
        for (word, slip) in &words {
            let fit = if *slip {
                text.nearly(word)
            } else {
                text.fit(word)
            };
            count += usize::from(fit > 0);
            points += fit;
        }
        if count > 0 {
            found.push((count, points, policy));
        }
    }
    // Those with every word come alone; if there is none, those with most.
    let most = found.iter().map(|found| found.0).max();
    found.retain(|found| Some(found.0) == most);
    found.sort_by_key(|found| Reverse(found.1));
    found.into_iter().map(|found| found.2).collect()
}

/// What a client is found by, in small letters.
struct Texts {
    slug: &'static str,
    /// Its name and its slug, and what they do not say.
    name: String,
    /// Its family, with its other names.
    family: String,
    version: String,
}

impl Texts {
    fn new(policy: &'static Policy) -> Self {
        let Policy {
            slug,
            name,
            family,
            version,
            ..
        } = *policy;
        let aliases = ALIASES.iter().find(|row| row.0 == family);
        let also = ALSO.iter().find(|row| slug.starts_with(row.0));
        let more = |row: Option<&(&str, &'static str)>| row.map_or("", |row| row.1);
        Self {
            slug,
            name: [name, " ", slug, " ", more(also)].concat().to_lowercase(),
            family: [family, " ", more(aliases)].concat().to_lowercase(),
            version: version.to_lowercase(),
        }
    }

    /// How well a word fits; zero when it does not.
    fn fit(&self, word: &str) -> usize {
        let bare = word.trim_matches(|sign: char| !sign.is_alphanumeric() && sign != '#');
        if bare.is_empty() {
            return 0;
        }
        let whole = if self.slug == word {
            2 * EXACT
        } else if self.name.contains(bare) {
            WITHIN
        } else {
            0
        };
        let dated = bare.starts_with(|sign: char| sign.is_ascii_digit())
            && self
                .version
                .split([' ', '-'])
                .any(|part| part.starts_with(bare));
        let named = fit(&self.name, bare, EXACT);
        // Who names a language means what is written in it rather than what has it in its name.
        whole + named + fit(&self.family, bare, LANGUAGE) + if dated { BEGINS } else { 0 }
    }

    /// How well a word fits that may be a slip.
    fn nearly(&self, word: &str) -> usize {
        let near = |own: &str| strsim::osa_distance(own, word) <= 1 + word.len() / 9;
        let mut own = words(&self.name).chain(words(&self.family));
        if word.chars().count() >= FORGIVING && own.any(near) {
            SLIP
        } else {
            0
        }
    }
}

fn fit(text: &str, word: &str, exact: usize) -> usize {
    let fit = |own: &str| match own.strip_prefix(word) {
        Some("") => exact,
        Some(_) => BEGINS,
        None => 0,
    };
    words(text).map(fit).max().unwrap_or_default()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let ends = |sign: char| !sign.is_alphanumeric() && sign != '#';
    text.split(ends).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn first(query: &str, count: usize) -> String {
        let slugs: Vec<&str> = search(query)
            .iter()
            .take(count)
            .map(|policy| policy.slug)
            .collect();
        slugs.join(" ")
    }

    #[test]
    fn clients_are_found_by_what_people_call_them() {
        for (query, slugs) in [
            ("ky", "ky"),
            ("axios", "axios-retry axios-retry-exp"),
            ("AWS", "aws-js-v3 aws-js-v3-before-2026-11"),
            ("aws rust", "smithy-rs"),
            ("java retry", "resilience4j spring-retry"),
            ("c#", "ms-http-resilience ms-http-hedging polly-v8"),
            (".net hedging", "ms-http-hedging"),
            ("golang", "go-net-http go-retryablehttp"),
            ("2.34", "requests"),
            ("urllib3 2.7.0", "urllib3-default"),
            ("boto3", "botocore"),
            ("tree", "careful"),
            ("github", "octokit-retry"),
            ("go-retryablehttp", "go-retryablehttp"),
            ("tenasity", "tenacity"),
            ("reqwets", "reqwest"),
            ("kotlin okhttp", "okhttp"),
            ("nginx please", "nginx"),
        ] {
            let count = slugs.split(' ').count();
            assert_eq!(first(query, count), slugs, "{query}");
        }
        let python = search("py");
        assert!(python.len() >= 8, "{}", first("py", 20));
        assert!(
            python.iter().take(6).all(|policy| policy.family == PYTHON),
            "{}",
            first("py", 20)
        );
        assert!(python.iter().any(|policy| policy.slug == "botocore"));
        assert_eq!(first("java", 2), "okhttp apache-hc5");
        assert_eq!(first("rust", 3), "reqwest reqwest-retry tower");
        assert_eq!(first("perl", 1), "");
        assert_eq!(first("<>", 1), "");
    }

    #[test]
    fn everybody_is_found_by_slug_and_name_and_nothing_means_everybody() {
        assert_eq!(search(" "), ALL);
        for policy in ALL {
            assert_eq!(search(policy.slug)[0], *policy, "{}", policy.slug);
            assert!(search(policy.name).contains(policy), "{}", policy.name);
        }
        for (family, _) in ALIASES {
            assert!(
                ALL.iter().any(|policy| policy.family == *family),
                "{family}"
            );
        }
        for (slug, _) in ALSO {
            assert!(
                ALL.iter().any(|policy| policy.slug.starts_with(slug)),
                "{slug}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_query_finds_a_client_twice(query in "(js|py|retry|[a-z.#@]|\\PC| ){0,12}") {
            let found = search(&query);
            for (nth, policy) in found.iter().enumerate() {
                prop_assert!(!found[..nth].contains(policy));
            }
        }
    }
}
