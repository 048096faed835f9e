//! Several clients against the same trouble: each calls its own fresh copy of one server, with the same seed. What differs
//! between the runs is the clients' doing.

mod lanes;
mod table;

use std::time::Duration;

pub use lanes::{End, Lanes, Piece, Place, Tick};
pub use table::Sent;

use super::{Exchange, Kind, Leg, Setup, Tone, simulate, story};
use crate::client::Policy;
use crate::protocol::Outcome;
use crate::time::spoken;

/// The runs of several clients.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// One for each client, in the order they were asked for.
    pub runs: Vec<Compared>,
}

/// One client's run, and what it cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// What happened.
    pub exchange: Exchange,
    /// The client's version, if it has one.
    pub version: &'static str,
    /// How often the calls were tried.
    pub attempts: usize,
    /// How many redirects were followed.
    pub redirects: usize,
    /// When the client handed over the last result; nothing if it never did.
    pub total: Option<Duration>,
    /// How long it slept between its attempts.
    pub waited: Duration,
    /// How many of its requests reached the server, or the gateway before it.
    pub reached: usize,
    /// How long the server worked on them, one after the other.
    pub busy: Duration,
    /// How many things the server made.
    pub made: usize,
    /// How many of those a call made again: more than the one request of it that made most.
    pub duplicates: usize,
    /// How it ended.
    pub tone: Tone,
    /// The run in one sentence.
    pub story: String,
}

/// What the rows can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As they were asked for.
    #[default]
    Asked,
    /// The soonest result first; what never ends is last.
    Time,
    /// The fewest attempts first.
    Attempts,
    /// The fewest requests at the server first.
    Load,
}

impl Order {
    /// All of them, with their words.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Asked, "as added"),
        (Self::Time, "total time"),
        (Self::Attempts, "attempts"),
        (Self::Load, "load on the server"),
    ];
}

/// Runs the same set-up once for each of these clients.
pub fn compare(setup: &Setup, clients: &[Policy]) -> Comparison {
    let run = |policy: &Policy| {
        let (policy, setup) = (*policy, setup.clone());
        let run = simulate(Setup { policy, ..setup });
        Compared::of(run.exchange, policy.version)
    };
    Comparison {
        runs: clients.iter().map(run).collect(),
    }
}

impl Compared {
    fn of(exchange: Exchange, version: &'static str) -> Self {
        let served = || exchange.legs.iter().filter_map(|leg| leg.served.as_ref());
        let (tone, story) = story(&exchange);
        Self {
            version,
            attempts: exchange.tries(),
            redirects: exchange
                .legs
                .iter()
                .filter(|leg| leg.kind == Kind::Redirect)
                .count(),
            total: exchange.ended.map(|ended| ended.0),
            waited: exchange.waited(),
            reached: served().count(),
            busy: served()
                .map(|served| served.left.since(served.arrived))
                .sum(),
            made: exchange.made().0,
            duplicates: (1..=exchange.calls)
                .map(|call| made_again(&exchange, call))
                .sum(),
            tone,
            story,
            exchange,
        }
    }

    /// The client's name, as the lanes have it.
    pub const fn name(&self) -> &'static str {
        self.exchange.client
    }

    /// Whether every call got what it wanted.
    pub fn got_it(&self) -> bool {
        let (well, ended) = self.exchange.served_calls();
        self.total.is_some() && ended > 0 && well == ended
    }

    /// Whether the client went on without end, and was cut.
    pub fn is_cut(&self) -> bool {
        self.total.is_none() && self.exchange.is_full()
    }

    /// What it came to: the digit of the class and what stands in the chip.
    pub fn result(&self) -> (u16, String) {
        match self.exchange.result() {
            Some(outcome) => told(outcome),
            None => (0, "No end".to_owned()),
        }
    }

    /// The lane in words, for those who cannot see it.
    pub fn label(&self) -> String {
        let sent = self.exchange.legs.iter().filter(|leg| !leg.withheld);
        let mut text = String::new();
        for leg in sent.clone().take(8) {
            let what = came(leg).1;
            text += &format!("at {} {what}, ", spoken(leg.sent.0));
        }
        match sent.count() {
            0..=8 => {}
            more => text += &format!("{} more, ", more - 8),
        }
        let end = match self.total {
            Some(total) => format!("over after {}", spoken(total)),
            None => "no end".to_owned(),
        };
        format!("{}: {text}{end}", self.name())
    }
}

/// How many things one call made beyond what a single request of it made.
fn made_again(exchange: &Exchange, call: u32) -> usize {
    let legs = exchange.legs.iter().filter(|leg| leg.call == call);
    let made = legs.filter_map(|leg| {
        let did = &leg.served.as_ref()?.did;
        Some(did.after.saturating_sub(did.before))
    });
    let (sum, most) = made.fold((0, 0), |(sum, most), made| (sum + made, made.max(most)));
    sum - most
}

/// The digit of the class of an outcome and its name; 0 is no answer.
fn told(outcome: &Outcome) -> (u16, String) {
    match outcome {
        Outcome::Answered(response) => {
            let status = response.status;
            (status.as_u16() / 100, status.as_str().to_owned())
        }
        Outcome::Failed(failure) => (0, failure.name().to_owned()),
    }
}

/// What a request came to, for a chip.
fn came(leg: &Leg) -> (u16, String) {
    match &leg.came {
        Some((_, outcome)) => told(outcome),
        None if leg.dropped.is_some() => (0, "Dropped".to_owned()),
        None => (0, "No answer".to_owned()),
    }
}

impl Comparison {
    /// The places of the runs in an order; those that are alike stay as they were.
    pub fn ordered(&self, by: Order) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.runs.len()).collect();
        places.sort_by_key(|place| {
            let run = &self.runs[*place];
            let count = |count: usize| Duration::from_secs(count as u64);
            match by {
                Order::Asked => Duration::ZERO,
                Order::Time => run.total.unwrap_or(Duration::MAX),
                Order::Attempts => count(run.attempts),
                Order::Load => count(run.reached),
            }
        });
        places
    }

    /// What the comparison shows, in a few clauses that each count something; nothing when nobody ran.
    pub fn says(&self) -> String {
        let runs = || self.runs.iter();
        let (got, not): (Vec<&Compared>, Vec<_>) = runs().partition(|run| run.got_it());
        let of = self.runs.len();
        if of == 0 {
            return String::new();
        }
        let mut said = match (&got[..], &not[..]) {
            ([], _) => format!("None of {of} got it"),
            (_, []) => format!("All {of} got it"),
            ([one], _) => format!("Only {} got it", one.name()),
            (some, [but]) => format!("{} of {of} got it, all but {}", some.len(), but.name()),
            (some, _) => format!("{} of {of} got it", some.len()),
        };
        let mut subject = match &got[..] {
            [one] if of > 1 => one.name(),
            _ => "",
        };
        let mut name = |run: &Compared| match std::mem::replace(&mut subject, run.name()) {
            before if before == run.name() => "it",
            _ => run.name(),
        };
        if let Some((run, waited)) = self.most(|run| run.waited)
            && !waited.is_zero()
        {
            said += &format!("; {} waited longest, {}", name(run), spoken(waited));
        }
        for run in runs().filter(|run| run.duplicates > 0) {
            let (name, made, of) = (name(run), run.made, run.exchange.made().1);
            let calls = match run.exchange.calls {
                1 => "one call".to_owned(),
                calls => format!("{calls} calls"),
            };
            said += &format!("; {name} made {made} {of} for {calls}");
        }
        if let Some((run, reached)) = self.most(|run| run.reached) {
            said += &format!("; {} sent the server most, {reached} requests", name(run));
        }
        for run in runs().filter(|run| run.total.is_none()) {
            let name = name(run);
            said += &if run.is_cut() {
                format!("; {name} goes on without end")
            } else {
                format!("; {name} waits without end")
            };
        }
        said + "."
    }

    /// The run that has more of something than every other.
    fn most<T: Ord + Copy>(&self, what: impl Fn(&Compared) -> T) -> Option<(&Compared, T)> {
        let most = self.runs.iter().map(&what).max()?;
        let mut have = self.runs.iter().filter(|run| what(run) == most);
        match (have.next(), have.next()) {
            (Some(run), None) => Some((run, most)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
