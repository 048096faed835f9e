//! How to handle a 5xx, a 429, a 408 and no answer at all, as data. The page draws these nodes, the careful client walks
//! them, the reader answers them: there is no second copy of the rules.

pub mod layout;
mod situation;
mod table;

pub use situation::{Answer, Got, Situation, covers, seconds};
pub use table::ROOT;

use crate::protocol::Source;

/// A question of the tree with its two ways on.
#[derive(Debug)]
pub struct Node {
    /// Its name in links; never changes.
    pub slug: &'static str,
    /// What a program has to answer.
    pub question: Question,
    /// What a person is asked.
    pub ask: &'static str,
    /// Why it matters, in a sentence or two.
    pub why: &'static str,
    /// Where that is said; at least one.
    pub sources: &'static [Source],
    /// Where `yes` leads.
    pub yes: Next,
    /// Where `no` leads.
    pub no: Next,
}

/// What follows an answer.
#[derive(Debug, Clone, Copy)]
pub enum Next {
    /// Another question.
    Ask(&'static Node),
    /// The walk is over.
    End(&'static Ending),
}

/// The questions, as a program sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Did a complete answer arrive?
    Answered,
    /// Is the name, the certificate or the port wrong?
    WrongAddress,
    /// Can the same request ever succeed?
    CanEverWork,
    /// May the server have carried it out?
    MayHaveActed,
    /// Does sending it twice do no more than sending it once?
    SafeToRepeat,
    /// Can the client find out whether it was carried out?
    CanLookUp,
    /// Is another try allowed?
    TriesLeft,
    /// Is there something else to use?
    HasSubstitute,
    /// Did the server say how long to wait?
    SaidWhen,
    /// Is that moment before the deadline?
    ToldInTime,
    /// Does the client's own wait end before the deadline?
    WaitInTime,
}

/// Where a walk ends: what to do, and what to say.
#[derive(Debug)]
pub struct Ending {
    /// Its name in links; never changes.
    pub slug: &'static str,
    /// What a program does.
    pub verdict: Verdict,
    /// The same for a person: `Back off, then repeat`.
    pub title: &'static str,
    /// How, in a sentence or two.
    pub how: &'static str,
    /// What to tell the person who is waiting.
    pub user: &'static str,
    /// What to tell those who run the server.
    pub provider: &'static str,
    /// Where that is said; at least one.
    pub sources: &'static [Source],
}

/// What a program does at the end of a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Correct the address or the trust; repeating cannot help.
    FixAddress,
    /// Send something else, or nothing.
    Change,
    /// Find out what became of it before anything else.
    Look,
    /// Stop, and say that nobody knows.
    Unknown,
    /// Use the substitute.
    UseInstead,
    /// Stop, and report it.
    Report,
    /// Wait as long as the server said, then send it again.
    WaitAsTold,
    /// Keep it for later, outside this call.
    Later,
    /// Wait a random, growing time, then send it again.
    BackOff,
}

impl Verdict {
    /// Whether the request is sent again within this call.
    pub const fn sends_again(self) -> bool {
        matches!(self, Self::WaitAsTold | Self::BackOff)
    }
}

/// One question with the answer it got.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The question.
    pub node: &'static Node,
    /// The answer and what it rests on.
    pub answer: Answer,
}

/// A way through the tree, as far as it went.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// The questions answered, from the root.
    pub steps: Vec<Step>,
    /// Where it stands.
    pub at: Next,
}

impl Walk {
    /// The ending, if the walk reached one.
    pub const fn ending(&self) -> Option<&'static Ending> {
        match self.at {
            Next::End(ending) => Some(ending),
            Next::Ask(_) => None,
        }
    }
}

/// Walks from the root as far as `answer` knows; a question it does not answer is where the walk stands.
pub fn walk(mut answer: impl FnMut(&'static Node) -> Option<Answer>) -> Walk {
    let mut steps = Vec::new();
    let mut at = Next::Ask(&ROOT);
    while let Next::Ask(node) = at {
        let Some(answer) = answer(node) else { break };
        at = if answer.yes { node.yes } else { node.no };
        steps.push(Step { node, answer });
    }
    Walk { steps, at }
}

/// Where the same way ends, without a record of it; nothing when a question stays open.
pub fn verdict(mut says: impl FnMut(Question) -> Option<bool>) -> Option<Verdict> {
    let mut at = Next::Ask(&ROOT);
    loop {
        match at {
            Next::Ask(node) => {
                at = if says(node.question)? {
                    node.yes
                } else {
                    node.no
                };
            }
            Next::End(ending) => return Some(ending.verdict),
        }
    }
}

/// Every question, each before those it leads to, the root first.
pub fn nodes() -> Vec<&'static Node> {
    let mut found: Vec<&'static Node> = vec![&ROOT];
    let mut next = 0;
    while let Some(node) = found.get(next).copied() {
        for to in [node.yes, node.no] {
            if let Next::Ask(to) = to
                && !found.contains(&to)
            {
                found.push(to);
            }
        }
        next += 1;
    }
    found
}

/// Every ending, in the order the questions lead to them.
pub fn endings() -> Vec<&'static Ending> {
    let mut found: Vec<&'static Ending> = Vec::new();
    for node in nodes() {
        for to in [node.yes, node.no] {
            if let Next::End(ending) = to
                && !found.contains(&ending)
            {
                found.push(ending);
            }
        }
    }
    found
}

/// The place in the tree with this slug.
pub fn find(slug: &str) -> Option<Next> {
    let node = nodes()
        .into_iter()
        .find(|node| node.slug == slug)
        .map(Next::Ask);
    node.or_else(|| {
        endings()
            .into_iter()
            .find(|ending| ending.slug == slug)
            .map(Next::End)
    })
}

impl Next {
    /// The slug of what follows.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Ask(node) => node.slug,
            Self::End(ending) => ending.slug,
        }
    }

    /// What a person reads there: the question or the ending's title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ask(node) => node.ask,
            Self::End(ending) => ending.title,
        }
    }
}

// A slug names one place, so it is enough to compare by; comparing the places themselves would walk the tree.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.slug == other.slug
    }
}

impl PartialEq for Ending {
    fn eq(&self, other: &Self) -> bool {
        self.slug == other.slug
    }
}

impl PartialEq for Next {
    fn eq(&self, other: &Self) -> bool {
        self.slug() == other.slug()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_place_has_a_name_of_its_own_and_a_source() {
        let mut slugs = Vec::new();
        for node in nodes() {
            assert!(
                !node.sources.is_empty() && node.ask.ends_with('?') && node.why.ends_with('.'),
                "{}",
                node.slug
            );
            slugs.push(node.slug);
        }
        for ending in endings() {
            assert!(
                !ending.sources.is_empty() && ending.how.ends_with('.'),
                "{}",
                ending.slug
            );
            slugs.push(ending.slug);
        }
        let count = slugs.len();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), count);
        assert_eq!((nodes().len(), endings().len()), (11, 9));
        assert!(
            slugs
                .into_iter()
                .all(|slug| find(slug).is_some_and(|place| place.slug() == slug))
        );
    }

    proptest! {
        #[test]
        fn every_walk_ends_and_asks_nothing_twice(bits in any::<u16>()) {
            let walk = walk(|node| Some(Answer::plain(bits >> (node.question as u16) & 1 == 1)));
            prop_assert!(walk.ending().is_some());
            let mut asked = BTreeMap::new();
            for step in &walk.steps {
                prop_assert!(asked.insert(step.node.question, ()).is_none());
            }
        }
    }

    #[test]
    fn every_ending_is_reached_by_some_answers() {
        let mut reached: Vec<&str> = (0..1_u16 << 11)
            .filter_map(|bits| {
                walk(|node| Some(Answer::plain(bits >> (node.question as u16) & 1 == 1)))
                    .ending()
                    .map(|end| end.slug)
            })
            .collect();
        reached.sort_unstable();
        reached.dedup();
        assert_eq!(reached.len(), endings().len());
    }

    #[test]
    fn a_walk_stands_at_the_first_open_question() {
        let walk = walk(|node| (node.question == Question::Answered).then(|| Answer::plain(false)));
        assert_eq!(walk.at.slug(), "address");
        assert_eq!(walk.steps.len(), 1);
    }
}
