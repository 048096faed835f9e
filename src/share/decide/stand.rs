//! Where the reader stands: the way lit in the drawing, and the question on the card.

use super::Decide;
use crate::tree::{self, Answer, Ending, Next, Node, ROOT, Situation, Step};

/// Where the reader stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Stand {
    /// The questions with an answer, from the root.
    pub steps: Vec<Step>,
    /// Where they lead.
    pub to: Next,
    /// Which question is on the card: one of the steps, or the open one after them.
    pub here: usize,
    /// Whether some answers are only supposed, because the reader went to a place the case does not lead to.
    pub supposed: bool,
}

impl Stand {
    /// The question on the card.
    pub fn question(&self) -> &'static Node {
        match (self.steps.get(self.here), self.to) {
            (Some(step), _) => step.node,
            (None, Next::Ask(node)) => node,
            (None, Next::End(_)) => &ROOT,
        }
    }

    /// Its answer, if there is one.
    pub fn answer(&self) -> Option<&Answer> {
        self.steps.get(self.here).map(|step| &step.answer)
    }

    /// The steps before the question on the card.
    pub fn before(&self) -> &[Step] {
        &self.steps[..self.here]
    }

    /// The steps after it.
    pub fn after(&self) -> &[Step] {
        self.steps.get(self.here + 1..).unwrap_or_default()
    }

    /// The ending the way leads to.
    pub const fn ending(&self) -> Option<&'static Ending> {
        match self.to {
            Next::End(ending) => Some(ending),
            Next::Ask(_) => None,
        }
    }

    /// Whether a place is on the way.
    pub fn passes(&self, slug: &str) -> bool {
        self.to.slug() == slug || self.steps.iter().any(|step| step.node.slug == slug)
    }

    /// Whether the line that leaves a question with this answer is on the way.
    pub fn takes(&self, slug: &str, yes: bool) -> bool {
        self.steps
            .iter()
            .any(|step| step.node.slug == slug && step.answer.yes == yes)
    }
}

impl Decide {
    /// Where the reader stands at a place of the tree; without one, where the walk stands.
    pub fn stand(&self, place: Option<&str>) -> Stand {
        let walk = self.walk();
        let place = place.unwrap_or(walk.at.slug());
        let last = walk.steps.len();
        let here = if walk.at.slug() == place {
            // An ending keeps the question that led to it on the card.
            Some(last - usize::from(walk.ending().is_some()))
        } else {
            walk.steps.iter().position(|step| step.node.slug == place)
        };
        match (here, tree::find(place)) {
            (None, Some(to)) => self.suppose(to),
            (here, _) => Stand {
                here: here.unwrap_or(last),
                steps: walk.steps,
                to: walk.at,
                supposed: false,
            },
        }
    }

    /// Answers the question on the card. The supposed answers on the way there become the reader's own.
    pub fn answer(&mut self, place: Option<&str>, yes: bool) {
        let stand = self.stand(place);
        let situation = self.situation();
        if stand.supposed {
            for step in stand.before() {
                self.click(&situation, step.node, step.answer.yes);
            }
        }
        self.click(&situation, stand.question(), yes);
    }

    /// The way to a place that contradicts the case least, the shortest of those.
    fn suppose(&self, to: Next) -> Stand {
        let situation = self.situation();
        let mut best: Option<(usize, Vec<Step>)> = None;
        let mut open: Vec<(Next, usize, Vec<Step>)> = vec![(Next::Ask(&ROOT), 0, Vec::new())];
        while let Some((at, against, steps)) = open.pop() {
            if at == to {
                let better = best.as_ref().is_none_or(|(least, shortest)| {
                    (against, steps.len()) < (*least, shortest.len())
                });
                if better {
                    best = Some((against, steps));
                }
                continue;
            }
            let Next::Ask(node) = at else { continue };
            // The last pushed is looked at first: of equal ways, the one that says yes earlier wins.
            for (yes, next) in [(false, node.no), (true, node.yes)] {
                let (answer, disagrees) = self.supposed(&situation, node, yes);
                let mut steps = steps.clone();
                steps.push(Step { node, answer });
                open.push((next, against + usize::from(disagrees), steps));
            }
        }
        let steps = best.map(|(_, steps)| steps).unwrap_or_default();
        let here = steps.len() - usize::from(matches!(to, Next::End(_)));
        Stand {
            steps,
            to,
            here,
            supposed: true,
        }
    }

    /// An answer as it stands if the case says so, or as supposed; and whether the case says otherwise.
    fn supposed(&self, situation: &Situation, node: &'static Node, yes: bool) -> (Answer, bool) {
        match self.resolve(situation, node) {
            Some(answer) if answer.yes == yes => (answer, false),
            known => {
                let because = "supposed".to_owned();
                (Answer { yes, because }, known.is_some())
            }
        }
    }
}
