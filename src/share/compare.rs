//! What a reader of the Clients page has chosen to see, in the address and back. It knows nothing of the clients but their
//! slugs, which the page holds: the program of most pages reads this, too, and does not know how clients behave.

use std::fmt::Write as _;

/// The methods clients are compared for.
pub const METHODS: [&str; 3] = ["GET", "PUT", "POST"];

/// What the server says in `Retry-After`: its word in the address, as a script of the lab has it, and for people.
pub const TOLD: [(&str, &str, &str); 5] = [
    ("none", "", "none"),
    ("1", " retry-after=1", "1 s"),
    ("0", " retry-after=0", "0"),
    ("date", " retry-after=date+30", "date, in 30 s"),
    ("3600", " retry-after=3600", "1 h"),
];

/// What every attempt comes to: codes clients differ on, and no answer.
pub const CAME: [&str; 16] = [
    "408", "409", "413", "421", "425", "429", "500", "501", "502", "503", "504", "505", "507",
    "522", "524", "timeout",
];

/// The column that is sorted by, and the one a phone shows: 503.
const COLUMN: usize = 9;

/// The most clients a list names.
pub const MOST: usize = 60;
/// The longest list and the longest query that are read, in bytes.
const LONGEST: usize = 2_000;

/// What is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compare {
    /// Which of [`METHODS`].
    pub method: usize,
    /// Which of [`TOLD`].
    pub told: usize,
    /// Which of [`CAME`].
    pub came: usize,
    /// The order of the rows.
    pub sort: Sort,
    /// The slugs of the only clients to show; nothing for all.
    pub only: Option<Vec<String>>,
}

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// By language, as the picker of the lab has them.
    Language,
    /// By name.
    Name,
    /// By how often each sends the request, most often first.
    Attempts,
    /// By how long each goes on, longest first.
    Time,
}

impl Sort {
    /// All of them, with their words in the address and for people.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Language, "language", "language"),
        (Self::Name, "name", "name"),
        (Self::Attempts, "attempts", "attempts"),
        (Self::Time, "time", "time"),
    ];
}

impl Default for Compare {
    fn default() -> Self {
        Self {
            method: 0,
            told: 0,
            came: COLUMN,
            sort: Sort::Language,
            only: None,
        }
    }
}

impl Compare {
    /// Reads a query, with or without its question mark, on a page that has these clients: what is chosen, and what of the
    /// query was left out, as phrases.
    pub fn parse(query: &str, known: &[String]) -> (Self, Vec<String>) {
        let mut chosen = Self::default();
        let mut vain = Vec::new();
        let query = query.strip_prefix('?').unwrap_or(query);
        if query.len() > LONGEST {
            vain.push("all of it, because it is too long".to_owned());
            return (chosen, vain);
        }
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let nth = |at: Option<usize>| at.ok_or_else(|| format!("{name} “{}”", short(&value)));
            let read =
                match &*name {
                    "method" => nth(METHODS.iter().position(|method| *method == value))
                        .map(|nth| chosen.method = nth),
                    "retry-after" => nth(TOLD.iter().position(|told| told.0 == value))
                        .map(|nth| chosen.told = nth),
                    "code" => nth(CAME.iter().position(|came| *came == value))
                        .map(|nth| chosen.came = nth),
                    "sort" => nth(Sort::ALL.iter().position(|sort| sort.1 == value))
                        .map(|nth| chosen.sort = Sort::ALL[nth].0),
                    "only" => {
                        let (slugs, unknown) = list(&value, known);
                        chosen.only = (!slugs.is_empty()).then_some(slugs);
                        match unknown {
                            None => Ok(()),
                            Some(unknown) => Err(format!("the client “{}”", short(unknown))),
                        }
                    }
                    _ => Err(format!("“{}”", short(&name))),
                };
            if let Err(what) = read
                && vain.len() < 5
            {
                vain.push(what);
            }
        }
        (chosen, vain)
    }

    /// The query of a link to it, without the question mark. What is as usual is left out.
    pub fn query(&self) -> String {
        let usual = Self::default();
        let mut query = String::new();
        let mut put = |name: &str, value: &str| {
            query += if query.is_empty() { "" } else { "&" };
            query += name;
            query += "=";
            query += value;
        };
        if self.method != usual.method {
            put("method", METHODS[self.method]);
        }
        if self.told != usual.told {
            put("retry-after", TOLD[self.told].0);
        }
        if self.came != usual.came {
            put("code", CAME[self.came]);
        }
        for (sort, word, _) in Sort::ALL {
            if sort == self.sort && sort != usual.sort {
                put("sort", word);
            }
        }
        if let Some(only) = &self.only {
            put("only", &only.join(","));
        }
        query
    }

    /// Which of the variants of a cell is shown.
    pub const fn variant(&self) -> usize {
        self.method * TOLD.len() + self.told
    }
}

/// The clients of a list such as `ky,got`, each once, and the first the page does not have.
pub fn list<'a>(text: &'a str, known: &[String]) -> (Vec<String>, Option<&'a str>) {
    let (mut slugs, mut unknown) = (Vec::new(), None);
    if text.len() > LONGEST {
        return (slugs, Some(text));
    }
    for slug in text.split(',').filter(|slug| !slug.is_empty()) {
        match known.iter().find(|known| *known == slug) {
            Some(slug) if !slugs.contains(slug) && slugs.len() < MOST => slugs.push(slug.clone()),
            Some(_) => {}
            None => unknown = unknown.or(Some(slug)),
        }
    }
    (slugs, unknown)
}

/// The lab in which a client meets this: the `href` of a link.
pub fn lab(slug: &str, method: usize, told: usize, came: usize) -> String {
    const BODY: &str =
        "&field=Content-Type%3A+application%2Fjson&body=%7B+%22name%22%3A+%22Mary+Shaw%22+%7D&";
    let mut href = String::from("lab/?");
    match METHODS[method] {
        "PUT" => href = href + "method=PUT" + BODY,
        "POST" => href = href + "method=POST&path=%2Fapi%2Fusers" + BODY,
        _ => {}
    }
    if slug != "careful" {
        let _ = write!(href, "client={slug}&");
    }
    let told = if came + 1 == CAME.len() {
        ""
    } else {
        TOLD[told].1
    };
    let script = told
        .replace('+', "%2B")
        .replace(' ', "+")
        .replace('=', "%3D");
    let _ = write!(href, "script={}{script}+x*", CAME[came]);
    href
}

/// As much of a stranger's text as a sentence bears.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(30).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    fn known() -> Vec<String> {
        ["careful", "ky", "got"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_choice_comes_back_from_its_link() {
        let query = "method=POST&retry-after=1&code=429&sort=time&only=ky,got";
        let (chosen, vain) = Compare::parse(query, &known());
        assert_eq!(
            chosen,
            Compare {
                method: 2,
                told: 1,
                came: 5,
                sort: Sort::Time,
                only: Some(vec!["ky".to_owned(), "got".to_owned()]),
            }
        );
        assert_eq!((chosen.query(), vain), (query.to_owned(), Vec::new()));
        assert_eq!(Compare::default().query(), "");
    }

    #[test]
    fn what_makes_no_sense_is_left_out_and_said() {
        let long = format!("only={}", "ky,".repeat(1_000));
        for (query, left, vain) in [
            ("?method=BREW", "", "method “BREW”"),
            (
                "only=ky,nobody,ky&method=PUT",
                "method=PUT&only=ky",
                "the client “nobody”",
            ),
            ("only=%3Cscript%3E", "", "the client “<script>”"),
            ("only=", "", ""),
            ("code=200&x=y", "", "code “200”, “x”"),
            ("sort=language&code=503", "", ""),
            (&*long, "", "all of it, because it is too long"),
        ] {
            let (chosen, found) = Compare::parse(query, &known());
            assert_eq!(chosen.query(), left, "{query}");
            assert_eq!(found.join(", "), vain, "{query}");
        }
    }

    proptest! {
        #[test]
        fn any_query_can_be_read(query in ".{0,200}") {
            let (chosen, vain) = Compare::parse(&query, &known());
            prop_assert!(vain.len() <= 5);
            prop_assert_eq!(Compare::parse(&chosen.query(), &known()), (chosen, Vec::new()));
        }

        #[test]
        fn any_choice_comes_back(method in 0..3_usize, told in 0..5_usize, came in 0..16_usize, sort in 0..4_usize, all in any::<bool>()) {
            let only = (!all).then(known);
            let chosen = Compare { method, told, came, sort: Sort::ALL[sort].0, only };
            prop_assert_eq!(Compare::parse(&chosen.query(), &known()), (chosen, Vec::new()));
        }
    }
}
