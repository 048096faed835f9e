//! The runs a reader has pressed, the newest first, as the text in which a browser keeps them: a line for each. Text in,
//! text out; who keeps it, and what the time is, the page knows.
//!
//! Each line begins with its version, so that two versions of Teapot in two tabs can share the text: lines of another
//! version stay as they are and are not shown. What is no line at all goes with the next run.

use super::lab::{Lab, Situation};
use crate::exchange::{Exchange, story};
use crate::protocol::Outcome;

/// The version of a line that is written here.
const VERSION: &str = "1";
/// The most runs that are kept.
pub const MOST: usize = 1_000;
/// How long the text may get, in bytes; the newest run stays, however long it is.
pub const MOST_BYTES: usize = 500_000;
/// The most characters of what a run is called, of what it came to and of who sent it.
const MAX_WORDS: usize = 200;

/// A run that was pressed.
///
/// Invariant: no text has control characters, and none but the query more than [`MAX_WORDS`] others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    when: u64,
    came: String,
    client: String,
    title: String,
    how: String,
    query: String,
}

/// What a text holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// The newest runs, as many as were asked for.
    pub runs: Vec<Run>,
    /// How many there are in all.
    pub all: usize,
    /// How many lines are of another version.
    pub foreign: usize,
    /// How many lines make no sense.
    pub unread: usize,
}

/// How much of the runs the browser has kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kept {
    /// All of them.
    #[default]
    All,
    /// The newest: there was no room for more.
    Newest,
    /// None: it keeps nothing, or there was no room.
    None,
}

impl Run {
    /// A run of a set-up that ended, and when, in milliseconds since 1970.
    pub fn new(when: u64, lab: &Lab, exchange: &Exchange) -> Self {
        let came = match exchange.result() {
            Some(Outcome::Answered(response)) => response.status.as_str(),
            Some(Outcome::Failed(failure)) => failure.name(),
            None => "",
        };
        let title = match Situation::of(lab) {
            Some(situation) => situation.name.to_owned(),
            None => [&lab.method, " ", &lab.path].concat(),
        };
        let mut client = exchange.client.to_owned();
        if !lab.rivals.is_empty() {
            client += ", compared";
        }
        let count = exchange.legs.len();
        let plural = if count == 1 { "" } else { "s" };
        let how = [
            &count.to_string(),
            " ",
            exchange.noun(),
            plural,
            ". ",
            &story(exchange).1,
        ];
        Self {
            when,
            came: plain(came),
            client: plain(&client),
            title: plain(&title),
            how: plain(how.concat().trim_end()),
            query: lab.query(),
        }
    }

    /// When it ended, in milliseconds since 1970.
    pub const fn when(&self) -> u64 {
        self.when
    }

    /// The status of its answer, or what came instead of one; may be empty.
    pub fn came(&self) -> &str {
        &self.came
    }

    /// The class of the status, 1 to 5; 0 when there is none.
    pub fn class(&self) -> u16 {
        let status = self.came.parse().unwrap_or(0);
        if (100..600).contains(&status) {
            status / 100
        } else {
            0
        }
    }

    /// Who sent it.
    pub fn client(&self) -> &str {
        &self.client
    }

    /// The situation it was, or its method and path.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// How many requests it took, and how it ended.
    pub fn how(&self) -> &str {
        &self.how
    }

    /// The set-up, as the query of its link.
    pub fn query(&self) -> &str {
        &self.query
    }

    fn line(&self) -> String {
        let when = self.when.to_string();
        let Self {
            came,
            client,
            title,
            how,
            query,
            ..
        } = self;
        [VERSION, &when, came, client, title, how, query].join("\t")
    }

    fn read(line: &str) -> Option<Self> {
        let mut parts = line.split('\t');
        if parts.next() != Some(VERSION) {
            return None;
        }
        let when = parts.next()?.parse().ok()?;
        let mut words = || parts.next().filter(|text| plain(text) == **text);
        let run = Self {
            when,
            came: words()?.to_owned(),
            client: words()?.to_owned(),
            title: words()?.to_owned(),
            how: words()?.to_owned(),
            query: parts.next()?.to_owned(),
        };
        let whole = parts.next().is_none() && !run.query.contains(char::is_control);
        whole.then_some(run)
    }
}

/// A text on one line, and no longer than it may be.
fn plain(text: &str) -> String {
    let sign = |sign: char| if sign.is_control() { ' ' } else { sign };
    text.chars().map(sign).take(MAX_WORDS).collect()
}

/// What a line is, as far as its beginning tells.
#[derive(PartialEq, Eq)]
enum Kind {
    Ours,
    Foreign,
    Nothing,
}

fn kind(line: &str) -> Kind {
    match line.split_once('\t') {
        Some((VERSION, rest)) if rest.matches('\t').count() == 5 => Kind::Ours,
        Some((version, _)) if version != VERSION && is_number(version) => Kind::Foreign,
        _ => Kind::Nothing,
    }
}

fn is_number(text: &str) -> bool {
    (1..=9).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_digit())
}

/// Whether two lines are runs of the same set-up, or the same line.
fn are_same(line: &str, other: &str) -> bool {
    line == other
        || kind(line) == Kind::Ours
            && kind(other) == Kind::Ours
            && line.rsplit('\t').next() == other.rsplit('\t').next()
}

/// The newest runs of a text, and what else is in it.
pub fn list(text: &str, most: usize) -> List {
    let mut list = List::default();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match kind(line) {
            // Those that are not asked for are only counted.
            Kind::Ours if list.runs.len() >= most => list.all += 1,
            Kind::Ours => match Run::read(line) {
                Some(run) => {
                    list.all += 1;
                    list.runs.push(run);
                }
                None => list.unread += 1,
            },
            Kind::Foreign => list.foreign += 1,
            Kind::Nothing => list.unread += 1,
        }
    }
    list
}

/// The text with one more run. The same set-up, run again, moves to the top.
pub fn add(text: &str, run: &Run) -> String {
    join(&run.line(), text)
}

/// Two texts as one: what is in both stands where it is newer.
pub fn join(newer: &str, older: &str) -> String {
    let is_new = |line: &&str| !newer.lines().any(|other| are_same(line, other));
    let lines = newer.lines().chain(older.lines().filter(is_new));
    let mut text = String::new();
    for line in lines.filter(|line| kind(line) != Kind::Nothing).take(MOST) {
        if !text.is_empty() && text.len() + line.len() >= MOST_BYTES {
            break;
        }
        text += line;
        text.push('\n');
    }
    text
}

/// The text without its older half, for where there is no room; nothing when the newest run is all of it.
pub fn shorter(text: &str) -> Option<String> {
    let half = text.lines().count() / 2;
    let lines = text.split_inclusive('\n').take(half);
    (half > 0).then(|| lines.collect())
}

impl List {
    /// What to say about it.
    pub fn words(&self, kept: Kept) -> String {
        let mut words = match (self.all, self.runs.len()) {
            (0, _) => "No runs yet. Each one you press stands here afterwards.".to_owned(),
            (1, _) => "1 run.".to_owned(),
            (all, shown) if all > shown => format!("The newest {shown} of {all} runs."),
            (all, _) => format!("{all} runs."),
        };
        words += match kept {
            Kept::All => "",
            Kept::Newest => {
                " The browser has no room for all of them: the oldest go with this page."
            }
            Kept::None => " The browser keeps nothing for this site: they go with this page.",
        };
        let lines = |count: usize| if count == 1 { "line" } else { "lines" };
        if self.foreign > 0 {
            let (count, lines) = (self.foreign, lines(self.foreign));
            words += &format!(" {count} {lines} of another version: kept, not shown.");
        }
        if self.unread > 0 {
            let (count, lines) = (self.unread, lines(self.unread));
            words += &format!(" {count} {lines} could not be read.");
        }
        words
    }
}

/// How long ago a moment is, in words; nothing when a date says it better. Both in milliseconds since 1970.
pub fn ago(now: u64, when: u64) -> Option<String> {
    // A clock that was set right in between may be a little behind.
    let passed = match now.checked_sub(when) {
        None if when - now < 60_000 => 0,
        passed => passed?,
    };
    match passed / 60_000 {
        0 => Some("just now".to_owned()),
        minutes @ 1..60 => Some(format!("{minutes} min ago")),
        minutes @ 60..1_440 => Some(format!("{} h ago", minutes / 60)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exchange::simulate;

    fn run(when: u64, query: &str) -> Run {
        let lab = Lab::parse(query).0;
        let exchange = simulate(lab.setup().expect("it runs")).exchange;
        Run::new(when, &lab, &exchange)
    }

    #[test]
    fn a_run_says_what_it_was_and_what_it_came_to() {
        let of = |query: &str| {
            let run = run(0, query);
            [run.title(), run.client(), run.came(), run.how()].join(" | ")
        };
        assert_eq!(
            of(""),
            "Two 503s | careful | 200 | 3 attempts. It worked at the third try."
        );
        assert_eq!(
            of("client=fetch&script=reset&compare=ky"),
            "GET /api/users/7 | fetch, compared | Reset | 1 attempt. The answer was lost: the work may be done, and the client cannot tell."
        );
        assert_eq!(run(0, "").class(), 2);
        assert_eq!(run(0, "client=fetch&script=reset").class(), 0);
    }

    #[test]
    fn the_same_set_up_moves_to_the_top() {
        let (first, second) = (run(1, ""), run(2, "script=503"));
        let text = add(&add("", &first), &second);
        assert_eq!(list(&text, 9).runs, [second.clone(), first]);
        let again = run(3, "");
        let text = add(&text, &again);
        assert_eq!(list(&text, 9).runs, [again, second.clone()]);
        // More than are asked for are only counted.
        let short = list(&text, 1);
        assert_eq!((short.all, short.runs.len()), (2, 1));
        assert_eq!(short.words(Kept::All), "The newest 1 of 2 runs.");
        assert_eq!(shorter(&text), Some(add("", &short.runs[0])));
        assert_eq!(shorter(&add("", &second)), None);
    }

    #[test]
    fn lines_of_another_version_stay_and_garbage_goes() {
        let other = "2\tsomething newer\n";
        let text = format!("{other}rubbish\n\n1\tnot a run\n");
        let found = list(&text, 9);
        assert_eq!((found.all, found.foreign, found.unread), (0, 1, 2));
        let text = add(&text, &run(1, ""));
        assert!(text.contains(other) && !text.contains("rubbish"), "{text}");
        let found = list(&text, 9);
        assert_eq!(
            found.words(Kept::None),
            "1 run. The browser keeps nothing for this site: they go with this page. \
             1 line of another version: kept, not shown."
        );
    }

    #[test]
    fn what_was_cleared_comes_back_below_what_ran_since() {
        let older = add(&add("", &run(1, "")), &run(2, "script=503"));
        let newer = add(&add("", &run(3, "seed=1")), &run(4, ""));
        let times: Vec<u64> = list(&join(&newer, &older), 9)
            .runs
            .iter()
            .map(Run::when)
            .collect();
        assert_eq!(times, [4, 3, 2]);
    }

    #[test]
    fn a_moment_is_told_from_now() {
        let minute = 60_000;
        let now = 100 * 24 * 60 * minute;
        let ago = |minutes: u64| ago(now, now - minutes * minute);
        assert_eq!(ago(0).as_deref(), Some("just now"));
        assert_eq!(ago(59).as_deref(), Some("59 min ago"));
        assert_eq!(ago(60).as_deref(), Some("1 h ago"));
        assert_eq!(ago(24 * 60), None);
        assert_eq!(super::ago(now, now + 30_000).as_deref(), Some("just now"));
        assert_eq!(super::ago(now, now + 2 * minute), None);
    }

    prop_compose! {
        fn runs()(
            when in any::<u64>(),
            words in prop::collection::vec(any::<String>(), 4),
            query in "[a-z0-9=&%+.]{0,60}",
        ) -> Run {
            let [came, client, title, how] = [0, 1, 2, 3].map(|place: usize| plain(&words[place]));
            Run { when, came, client, title, how, query }
        }
    }

    /// Lines of every kind, some of them a little damaged.
    fn texts() -> impl Strategy<Value = String> {
        let line = prop_oneof![
            any::<String>(),
            runs().prop_map(|run| run.line()),
            (runs(), any::<prop::sample::Index>()).prop_map(|(run, at)| {
                let signs: Vec<char> = run.line().chars().collect();
                signs[..at.index(signs.len())].iter().collect()
            }),
            "[0-9]{1,3}\t.{0,20}",
        ];
        prop::collection::vec(line, 0..8).prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #[test]
        fn a_line_reads_as_it_was_written(run in runs()) {
            prop_assert_eq!(Run::read(&run.line()), Some(run));
        }

        #[test]
        fn whatever_was_there_a_run_is_on_top_and_no_other_run_is_lost(text in texts(), run in runs()) {
            let before = list(&text, usize::MAX);
            let after = list(&add(&text, &run), usize::MAX);
            prop_assert_eq!(&after.runs[0], &run);
            for old in before.runs {
                prop_assert!(old.query == run.query || after.runs.contains(&old));
            }
            prop_assert_eq!(after.foreign, before.foreign);
            let _ = after.words(Kept::Newest);
        }

        #[test]
        fn a_text_stays_in_its_bounds(lines in 0_usize..1_200, length in 0_usize..3_000, run in runs()) {
            let long = "a".repeat(length);
            let mut text = String::new();
            for line in 0..lines {
                text += &format!("1\t{line}\t\t\t\t\t{line}{long}\n");
            }
            let text = add(&text, &run);
            prop_assert!(text.lines().count() <= MOST);
            prop_assert!(text.len() <= MOST_BYTES || text.lines().count() == 1);
        }
    }
}
