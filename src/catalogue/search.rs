//! Finding a code by what a person has in hand: a number or its beginning, a class (`5xx`), the name, a symptom, a
//! field, the kind of advice. Codes that have every word come alone; if none does, those with most of them. A slip in
//! a longer word is forgiven when the word as written occurs nowhere. The order depends on nothing but the query.

use std::cmp::Reverse;
use std::ops::Range;

use super::{Act, Code, all};

/// A code that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The code.
    pub code: &'static Code,
    /// What kind of text it was found by.
    pub place: Place,
    /// The text it was found by.
    pub why: String,
    /// The parts of `why` to highlight, from left to right; none if only the sense matches.
    pub marks: Vec<Range<usize>>,
}

/// What a code is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Its number.
    Number,
    /// Its reason phrase.
    Name,
    /// What a client does about it.
    Advice,
    /// A word people search by.
    Symptom,
    /// A field that belongs to it.
    Field,
    /// Its summary.
    Summary,
    /// The class it is in.
    Class,
}

/// The codes a query may mean, best first.
pub fn search(query: &str) -> Vec<Hit> {
    let library: Vec<Entry> = all().map(Entry::new).collect();
    let query = Query::parse(query, &library);
    let mut found: Vec<Judged> = library
        .iter()
        .filter_map(|entry| query.judge(entry))
        .collect();
    let most = found.iter().map(|judged| judged.words).max();
    found.retain(|judged| Some(judged.words) == most);
    found.sort_by_key(|judged| (Reverse(judged.points), judged.hit.code.number));
    found.into_iter().map(|judged| judged.hit).collect()
}

/// How much of a query is read, in characters and in words.
const LONGEST: (usize, usize) = (200, 12);

/// Words that need not be found if the query has others.
const FILLERS: &[&str] = &[
    "a", "an", "and", "are", "code", "error", "for", "from", "get", "getting", "got", "http", "i",
    "in", "is", "it", "me", "my", "of", "on", "or", "response", "status", "that", "the", "this",
    "to", "was", "what", "when", "why", "with",
];

/// What the reader asks for.
struct Query {
    /// The classes it is limited to, by their first digit; empty means all.
    classes: Vec<u16>,
    /// What the advice has to be, each time one of several; only next to a class, as in `4xx retry`.
    acts: Vec<Vec<Act>>,
    /// The words, with each two neighbours read as one (`time out`), and last as they stand, which wins a tie.
    readings: Vec<Vec<Word>>,
}

/// A word of a query.
#[derive(Clone)]
struct Word {
    text: String,
    /// How many of the words to be found it is: none for a filler, two when it is read from two.
    counts: usize,
    /// How many slips are forgiven.
    slips: usize,
    /// Whether it may be a number: a single digit only by itself, for `http/2` is no success.
    may_be_number: bool,
}

/// What a code has to do with a query: how many of its words it has, and how well they fit.
struct Judged {
    words: usize,
    points: usize,
    hit: Hit,
}

/// A code and everything it can be found by.
struct Entry {
    code: &'static Code,
    texts: Vec<Text>,
}

/// Something a code can be found by.
struct Text {
    place: Place,
    shown: String,
    /// Its words in lower case, and where they stand.
    words: Vec<(Range<usize>, String)>,
    /// Compounds such as `wi-fi`, read as one.
    compounds: Vec<(Range<usize>, String)>,
    /// Words with the same sense, not shown.
    senses: &'static [&'static str],
}

/// A word of a query in a text: how well it fits, and where it is, unless found by its sense.
struct Found {
    fit: usize,
    at: Option<Range<usize>>,
}

impl Query {
    fn parse(query: &str, library: &[Entry]) -> Self {
        let query: String = query
            .chars()
            .take(LONGEST.0)
            .flat_map(char::to_lowercase)
            .collect();
        let words = split(&query)
            .into_iter()
            .map(|(_, word)| word)
            .take(LONGEST.1);
        let (classes, mut words): (Vec<_>, Vec<_>) = words.partition(|word| class(word).is_some());
        let classes: Vec<u16> = classes.into_iter().filter_map(class).collect();
        let mut acts = Vec::new();
        if !classes.is_empty() {
            words.retain(|word| !FILLERS.contains(word));
            acts = words
                .iter()
                .map(|word| acts_named(word))
                .filter(|acts| !acts.is_empty())
                .collect();
            words.retain(|word| acts_named(word).is_empty());
        }
        let only_fillers = words.iter().all(|word| FILLERS.contains(word));
        let plain: Vec<Word> = words
            .iter()
            .map(|word| {
                let counts = usize::from(only_fillers || !FILLERS.contains(word));
                Word::new(word, counts, words.len() == 1, library)
            })
            .collect();
        let paired = plain.windows(2).enumerate().map(|(first, pair)| {
            let text = format!("{}{}", pair[0].text, pair[1].text);
            let pair = Word::new(&text, pair[0].counts + pair[1].counts, false, library);
            let mut reading = plain.clone();
            reading.splice(first..first + 2, [pair]);
            reading
        });
        let readings = paired.chain([plain.clone()]).collect();
        Self {
            classes,
            acts,
            readings,
        }
    }

    fn judge(&self, entry: &Entry) -> Option<Judged> {
        let class = entry.code.number / 100;
        let in_class = self.classes.is_empty() || self.classes.contains(&class);
        if !in_class
            || !self
                .acts
                .iter()
                .all(|acts| acts.contains(&entry.code.advice.act))
        {
            return None;
        }
        let by_words = self
            .readings
            .iter()
            .filter_map(|reading| entry.judge(reading));
        let best = by_words.max_by_key(|judged| (judged.words, judged.points));
        if best.is_some() || self.classes.is_empty() {
            return best;
        }
        let place = if self.acts.is_empty() {
            Place::Class
        } else {
            Place::Advice
        };
        let text = entry.texts.iter().find(|text| text.place == place)?;
        Some(Judged {
            words: 0,
            points: 0,
            hit: entry.hit(text, Vec::new()),
        })
    }
}

impl Word {
    fn new(text: &str, counts: usize, alone: bool, library: &[Entry]) -> Self {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let mut word = Self {
            text: text.to_owned(),
            counts,
            slips: 0,
            may_be_number: alone || digits > 1,
        };
        let mut texts = library.iter().flat_map(|entry| &entry.texts);
        if digits == 0 && text.len() >= 5 && texts.all(|text| text.find(&word).is_none()) {
            word.slips = if text.len() >= 8 { 2 } else { 1 };
        }
        word
    }

    /// How well it fits a word of a text, and what part of that it covers.
    fn fit(&self, other: &str) -> Option<(usize, Range<usize>)> {
        match other.find(&self.text) {
            Some(0) if other.len() == self.text.len() => Some((10, 0..other.len())),
            Some(0) => Some((8, 0..self.text.len())),
            Some(at) if self.text.len() >= 4 => Some((6, at..at + self.text.len())),
            None if self.slips > 0 && strsim::osa_distance(&self.text, other) <= self.slips => {
                Some((4, 0..other.len()))
            }
            _ => None,
        }
    }
}

impl Entry {
    fn new(code: &'static Code) -> Self {
        let (sign, senses) = sign(code.advice.act);
        let mut texts = vec![
            Text::new(Place::Number, &code.number.to_string(), &[]),
            Text::new(Place::Name, code.phrase, &[]),
            Text::new(Place::Advice, sign, senses),
        ];
        texts.extend(
            code.words
                .iter()
                .map(|word| Text::new(Place::Symptom, word, &[])),
        );
        texts.extend(
            code.fields
                .iter()
                .map(|field| Text::new(Place::Field, field.name, &[])),
        );
        texts.push(Text::new(Place::Summary, code.summary, &[]));
        texts.push(Text::new(Place::Class, class_name(code.number / 100), &[]));
        Self { code, texts }
    }

    /// Weighs a reading: the best text of each kind adds its points, and the best of all is what is shown.
    fn judge(&self, reading: &[Word]) -> Option<Judged> {
        let mut has = vec![false; reading.len()];
        let mut points_by_place = [0; 7];
        let mut best: Option<(usize, &Text, Vec<Found>)> = None;
        for text in &self.texts {
            let found: Vec<Option<Found>> = reading.iter().map(|word| text.find(word)).collect();
            let mut fits = 0;
            for (nth, found) in found.iter().enumerate() {
                let Some(found) = found else { continue };
                has[nth] = true;
                fits += if reading[nth].counts == 0 {
                    found.fit / 5
                } else {
                    found.fit
                };
            }
            let points = text.place.weight() * (fits + text.run(reading));
            let of_place = &mut points_by_place[text.place as usize];
            *of_place = points.max(*of_place);
            if points > best.as_ref().map_or(0, |(points, ..)| *points) {
                best = Some((points, text, found.into_iter().flatten().collect()));
            }
        }
        let words = has
            .iter()
            .zip(reading)
            .filter(|(has, _)| **has)
            .map(|(_, word)| word.counts)
            .sum();
        let (_, text, found) = best.filter(|_| words > 0)?;
        let marks = found.into_iter().filter_map(|found| found.at).collect();
        Some(Judged {
            words,
            points: points_by_place.iter().sum(),
            hit: self.hit(text, marks),
        })
    }

    fn hit(&self, text: &Text, mut marks: Vec<Range<usize>>) -> Hit {
        marks.sort_by_key(|mark| (mark.start, mark.end));
        marks.dedup_by(|next, last| {
            let overlap = next.start < last.end;
            if overlap {
                last.end = last.end.max(next.end);
            }
            overlap
        });
        Hit {
            code: self.code,
            place: text.place,
            why: text.shown.clone(),
            marks,
        }
    }
}

impl Text {
    fn new(place: Place, shown: &str, senses: &'static [&'static str]) -> Self {
        // ASCII only, so that a place in the lower-case text is the same place in the text.
        let lower = shown.to_ascii_lowercase();
        let words = split(&lower);
        let neighbours = words
            .windows(2)
            .map(|pair| (pair[0].0.clone(), pair[1].0.clone()));
        let compounds = neighbours
            .filter(|(left, right)| &lower[left.end..right.start] == "-")
            .map(|(left, right)| {
                (
                    left.start..right.end,
                    format!("{}{}", &lower[left], &lower[right]),
                )
            })
            .collect();
        let words = words
            .iter()
            .map(|(at, word)| (at.clone(), (*word).to_owned()))
            .collect();
        Self {
            place,
            shown: shown.to_owned(),
            words,
            compounds,
            senses,
        }
    }

    /// The best place of a word, the first of several.
    fn find(&self, word: &Word) -> Option<Found> {
        if self.place == Place::Number && !word.may_be_number {
            return None;
        }
        let plain = self.words.iter().filter_map(|(at, other)| {
            let (fit, part) = word.fit(other)?;
            let at = at.start + part.start..at.start + part.end;
            Some(Found { fit, at: Some(at) })
        });
        let joined = self.compounds.iter().filter_map(|(at, other)| {
            let (fit, _) = word.fit(other)?;
            Some(Found {
                fit,
                at: Some(at.clone()),
            })
        });
        let meant = self.senses.iter().filter_map(|sense| {
            let (fit, _) = word.fit(sense)?;
            Some(Found { fit, at: None })
        });
        let found = plain.chain(joined).chain(meant);
        found.reduce(|best, next| if next.fit > best.fit { next } else { best })
    }

    /// What it is worth that the words stand here one after the other, and that there are no others.
    fn run(&self, reading: &[Word]) -> usize {
        let fits = |(word, (_, other)): (&Word, &(_, String))| other.starts_with(&word.text);
        if reading.is_empty()
            || !self
                .words
                .windows(reading.len())
                .any(|words| reading.iter().zip(words).all(fits))
        {
            return 0;
        }
        let several = if reading.len() > 1 { reading.len() } else { 0 };
        let only = usize::from(self.words.len() == reading.len());
        10 * (several + only)
    }
}

impl Place {
    fn weight(self) -> usize {
        match self {
            Self::Number => 1000,
            Self::Name => 100,
            Self::Advice => 45,
            Self::Symptom => 40,
            Self::Field => 25,
            Self::Summary => 12,
            Self::Class => 6,
        }
    }
}

/// The words of a text and where they stand.
fn split(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut words = Vec::new();
    let mut rest = 0;
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let Some(skipped) = text[rest..].find(word) else {
            break;
        };
        let at = rest + skipped..rest + skipped + word.len();
        rest = at.end;
        words.push((at, word));
    }
    words
}

/// The first digit of a class written `5xx`.
fn class(word: &str) -> Option<u16> {
    word.strip_suffix("xx")?
        .parse()
        .ok()
        .filter(|digit| (1..=5).contains(digit))
}

fn class_name(class: u16) -> &'static str {
    match class {
        1 => "1xx Informational",
        2 => "2xx Success",
        3 => "3xx Redirection",
        4 => "4xx Client error",
        _ => "5xx Server error",
    }
}

/// The name of a kind of advice, and the words that mean it.
fn sign(act: Act) -> (&'static str, &'static [&'static str]) {
    match act {
        Act::CarryOn => ("Carry on", &["carry"]),
        Act::Done => ("Done", &["done"]),
        Act::Follow => ("Follow", &["follow", "redirect"]),
        Act::SignIn => (
            "Sign in",
            &[
                "sign",
                "auth",
                "authenticate",
                "authentication",
                "credentials",
                "login",
            ],
        ),
        Act::Fix => ("Fix the request", &["fix", "change"]),
        Act::Wait => ("Wait, then retry", &["wait", "retry", "again", "backoff"]),
        Act::Retry => ("Retry with care", &["retry", "again"]),
        Act::Stop => ("Stop", &["stop"]),
    }
}

/// The kinds of advice a word, or its beginning, means.
fn acts_named(word: &str) -> Vec<Act> {
    const ACTS: [Act; 8] = [
        Act::CarryOn,
        Act::Done,
        Act::Follow,
        Act::SignIn,
        Act::Fix,
        Act::Wait,
        Act::Retry,
        Act::Stop,
    ];
    let means =
        |act: &Act| word.len() >= 3 && sign(*act).1.iter().any(|sense| sense.starts_with(word));
    ACTS.into_iter().filter(means).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers(query: &str) -> Vec<u16> {
        search(query).iter().map(|hit| hit.code.number).collect()
    }

    #[test]
    fn the_best_match_comes_first() {
        let cases: &[(&str, &[u16])] = &[
            ("503", &[503]),
            (" 404 ", &[404]),
            ("HTTP/1.1 503 Service Unavailable", &[503]),
            ("error 502", &[502]),
            ("too many", &[429]),
            ("rate limit", &[429]),
            ("teapot", &[418]),
            ("gone", &[410]),
            ("not found", &[404]),
            ("conflict", &[409]),
            ("time out", &[408, 504]),
            ("timeout", &[408, 504]),
            ("time-out", &[408, 504]),
            ("gateway timeout", &[504]),
            ("captive portal", &[511]),
            ("wi fi", &[511]),
            ("www-authenticate", &[401]),
            ("http/2", &[505]),
            ("teh server is overloaded", &[503]),
            ("teh sevrer is overloded", &[503]),
            ("gatway", &[502, 504]),
            ("service unavailabel", &[503]),
        ];
        for (query, first) in cases {
            let found = numbers(query);
            assert!(
                found.starts_with(first),
                "{query:?} finds {found:?}, not {first:?} first"
            );
        }
    }

    #[test]
    fn the_beginning_of_a_number_finds_the_codes_that_begin_so() {
        assert_eq!(numbers("50"), [500, 501, 502, 503, 504, 505, 506, 507, 508]);
        assert_eq!(numbers("5"), numbers("5xx"));
        assert_eq!(numbers("599"), [0_u16; 0]);
    }

    #[test]
    fn a_class_limits_the_codes_and_next_to_it_so_does_the_advice() {
        assert_eq!(numbers("5XX").len(), 11);
        assert_eq!(numbers("4xx retry"), [408, 421, 425, 429]);
        assert_eq!(numbers("retry 5xx"), [500, 502, 503, 504]);
        assert_eq!(numbers("5xx wait"), [503]);
        assert_eq!(numbers("4xx sign in"), [401, 407]);
        assert_eq!(numbers("5xx gateway"), [502, 504]);
        assert_eq!(numbers("6xx"), [0_u16; 0]);
    }

    #[test]
    fn the_advice_finds_codes_by_its_sense() {
        let mut first = numbers("auth");
        first.truncate(3);
        first.sort_unstable();
        assert_eq!(first, [401, 407, 511]);
        let hits = search("login");
        let first = hits.first().expect("login means something");
        assert!([401, 407, 511].contains(&first.code.number));
    }

    #[test]
    fn a_hit_says_why() {
        let marked = |query: &str| {
            let hit = search(query).into_iter().next().expect("a hit");
            let marks = hit
                .marks
                .iter()
                .map(|mark| hit.why[mark.clone()].to_owned());
            (hit.place, marks.collect::<Vec<_>>().join("|"), hit.why)
        };
        let name = "Too Many Requests".to_owned();
        assert_eq!(
            marked("too many"),
            (Place::Name, "Too|Many".to_owned(), name)
        );
        assert_eq!(
            marked("50"),
            (Place::Number, "50".to_owned(), "500".to_owned())
        );
        assert_eq!(
            marked("wifi"),
            (Place::Symptom, "wi-fi".to_owned(), "wi-fi".to_owned())
        );
        assert_eq!(
            marked("5xx"),
            (Place::Class, String::new(), "5xx Server error".to_owned())
        );
    }

    #[test]
    fn nothing_finds_nothing() {
        for query in ["", "   ", "\n", "?!", "🫖", "☕️🔥", "-", "…"] {
            assert_eq!(numbers(query), [0_u16; 0], "{query:?}");
        }
    }

    #[test]
    fn a_flood_is_read_in_part() {
        assert_eq!(numbers(&"x".repeat(10_000)), [0_u16; 0]);
        assert_eq!(numbers(&format!("503 {}", "é ".repeat(10_000))), [503]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_query_is_answered_and_its_marks_fit(query in any::<String>()) {
            check(&query);
        }

        #[test]
        fn any_likely_query_is_answered_the_same_twice(query in "([1-5]xx|[0-9]{1,3}|[a-z]{1,9}|ſ|İ|-|/| ){0,8}") {
            check(&query);
            prop_assert_eq!(search(&query), search(&query));
        }
    }

    fn check(query: &str) {
        let hits = search(query);
        for hit in &hits {
            let mut end = 0;
            for mark in &hit.marks {
                assert!(end <= mark.start && mark.start < mark.end);
                assert!(hit.why.get(mark.clone()).is_some());
                end = mark.end;
            }
        }
        let mut numbers: Vec<u16> = hits.iter().map(|hit| hit.code.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), hits.len(), "no code is found twice");
    }
}
