//! The comparison as tables: what each run cost, and every request of its lanes.

use std::time::Duration;

use super::{Comparison, Order};
use crate::exchange::pasted::{Pasted, seconds};
use crate::protocol::Outcome;
use crate::time::{Instant, spoken};

/// A request of a lane in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Who sent it.
    pub client: &'static str,
    /// When.
    pub at: Instant,
    /// When the client learned what came of it.
    pub came: Option<Instant>,
    /// What that was.
    pub what: String,
    /// How long the client waited then.
    pub waits: Option<Duration>,
}

impl Comparison {
    /// Every request that was sent, client by client.
    pub fn sent(&self, order: Order) -> Vec<Sent> {
        let mut all = Vec::new();
        for nth in self.ordered(order) {
            let run = &self.runs[nth];
            for leg in run.exchange.legs.iter().filter(|leg| !leg.withheld) {
                let came = leg.came.as_ref();
                let what = match came {
                    Some((_, Outcome::Answered(response))) => response.status.as_str(),
                    Some((_, Outcome::Failed(failure))) => failure.what(),
                    None => "no answer",
                };
                let at = came.map(|came| came.0);
                all.push(Sent {
                    client: run.name(),
                    at: leg.sent,
                    came: at,
                    what: what.to_owned(),
                    waits: leg.wakes.and_then(|wakes| Some(wakes.since(at?))),
                });
            }
        }
        all
    }

    /// What of it has a column only where somebody has any: redirects, and things the server made, with their name.
    pub fn extras(&self) -> (bool, Option<&str>) {
        let made = self.runs.iter().any(|run| run.made > 0);
        let of = self.runs.iter().map(|run| run.exchange.made().1).max();
        let redirects = self.runs.iter().any(|run| run.redirects > 0);
        (redirects, of.filter(|_| made))
    }

    /// The requests as text to paste: as Markdown, or with tabs between the cells for a spreadsheet.
    pub fn copied_requests(&self, order: Order, markdown: bool) -> String {
        let heads = [
            ("Client", false),
            ("Sends at (s)", true),
            ("Gets at (s)", true),
            ("What", false),
            ("Then waits (s)", true),
        ];
        let mut table = Pasted::new(markdown, &heads);
        for sent in self.sent(order) {
            let came = sent.came.map(|at| seconds(at.0)).unwrap_or_default();
            let waits = sent.waits.map(seconds).unwrap_or_default();
            table.line(&[sent.client, &seconds(sent.at.0), &came, &sent.what, &waits]);
        }
        table.text
    }

    /// What each run cost as text to paste.
    pub fn copied_costs(&self, order: Order, markdown: bool) -> String {
        let made = self.extras().1.unwrap_or("things");
        let made = ["Made: ", made].concat();
        let heads = [
            ("Client", false),
            ("Version", false),
            ("Outcome", false),
            ("Total time (s)", true),
            ("Attempts", true),
            ("Redirects", true),
            ("Waited (s)", true),
            ("Reached the server", true),
            ("Server busy (s)", true),
            (made.as_str(), true),
            ("Duplicates", true),
            ("In a sentence", false),
        ];
        let mut table = Pasted::new(markdown, &heads);
        for nth in self.ordered(order) {
            let run = &self.runs[nth];
            let total = run.total.map_or_else(|| "no end".to_owned(), seconds);
            table.line(&[
                run.name(),
                run.version,
                &run.result().1,
                &total,
                &run.attempts.to_string(),
                &run.redirects.to_string(),
                &seconds(run.waited),
                &run.reached.to_string(),
                &seconds(run.busy),
                &run.made.to_string(),
                &run.duplicates.to_string(),
                &run.story,
            ]);
        }
        table.text
    }
}

impl super::Compared {
    /// How long until the result, in words.
    pub fn total(&self) -> String {
        self.total.map_or_else(|| "no end".to_owned(), spoken)
    }

    /// How often it was tried, in words.
    pub fn tries(&self) -> String {
        let plural = if self.attempts == 1 { "" } else { "s" };
        format!("{} attempt{plural}", self.attempts)
    }

    /// What the server made, in words.
    pub fn made(&self) -> String {
        match self.duplicates {
            0 => self.made.to_string(),
            1 => format!("{}, 1 duplicate", self.made),
            more => format!("{}, {more} duplicates", self.made),
        }
    }
}
