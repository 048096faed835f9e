//! A policy as programs say it: which answers and failures are repeated for which requests, and what there is to leave out.
//! The tree is asked what it says of every status and failure, so that the careful client is rules here like any other.

use std::fmt::Write as _;
use std::time::Duration;

use http::{Method, StatusCode};

use super::Notes;
use super::dialect::{repeatable, suffix};
use crate::client::{
    Advances, Again, Backoff, Bound, Garbled, Growth, Jitter, Methods, Policy, Read, Redirects,
    Retries, Rewriting, Rule, Told, UNLIMITED, When, Zero,
};
use crate::protocol::Failure;
use crate::share::lab::Lab;
use crate::time::spoken;
use crate::tree::{self, Got, Situation, seconds};

/// The methods whose repetition intends nothing else (RFC 9110 §9.2.2, RFC 10008 §2).
const IDEMPOTENT: &[&str] = &["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"];

/// A policy, sorted by what programs ask.
pub(super) struct Plan {
    pub(super) policy: Policy,
    /// What the client makes of `Retry-After`.
    pub(super) told: Told,
    /// Which requests are repeated, where not all are.
    pub(super) gates: Vec<Methods>,
    /// What is repeated.
    pub(super) cases: Vec<Case>,
    /// What has to be left before the deadline after a wait.
    pub(super) margin: Duration,
}

/// What is repeated under one condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Case {
    pub(super) codes: Vec<u16>,
    pub(super) failures: Vec<Failure>,
    /// The place of its gate; nothing for any request.
    pub(super) gate: Option<usize>,
    pub(super) when: When,
    /// Up to which retry.
    pub(super) below: Option<u32>,
}

/// What a target knows of itself, so that what it does not know is said.
pub(super) struct Can {
    /// How it is called in a sentence.
    pub(super) name: &'static str,
    /// How it follows redirects, and how many where that cannot be chosen.
    pub(super) redirects: (Rewriting, Option<u32>),
    pub(super) timeout: Timeout,
    pub(super) deadline: Deadline,
    pub(super) breaker: bool,
    /// Whether a 421 is sent again below it.
    pub(super) replays: bool,
    /// Whether a repeat begins where a redirect led.
    pub(super) above: bool,
    /// Whether redirects count as tries.
    pub(super) shared: bool,
    /// What it reads besides `Retry-After`.
    pub(super) reads: &'static [&'static str],
}

/// What the time-out of an attempt is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timeout {
    /// The whole of it.
    Whole,
    /// Until the head of the answer is there.
    Head,
    /// Connecting and each read, one by one.
    Parts,
}

/// How the limit of the whole call is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deadline {
    /// It is.
    Kept,
    /// Between attempts only.
    Between,
    /// A wait that would pass it is begun, and cut off.
    Cut,
    /// Not at all.
    Ignored,
}

impl Plan {
    pub(super) fn of(lab: &Lab) -> Self {
        let policy = lab.policy();
        let mut plan = Self {
            told: match policy.retries {
                Retries::Tree => Told::EXACT,
                Retries::Rules(_) => policy.told,
            },
            margin: match policy.retries {
                Retries::Tree => policy.attempt_timeout.unwrap_or_default(),
                Retries::Rules(_) => Duration::ZERO,
            },
            policy,
            gates: Vec::new(),
            cases: Vec::new(),
        };
        match policy.retries {
            _ if policy.attempts <= 1 => {}
            Retries::Tree => plan.ask_the_tree(),
            Retries::Rules(rules) => {
                let counted = rules.iter().filter(|rule| rule.again != Again::Replay);
                counted.for_each(|rule| plan.read(rule));
            }
        }
        plan
    }

    fn read(&mut self, rule: &Rule) {
        let below = match rule.again {
            Again::Below(most) => Some(most),
            Again::Once => Some(1),
            Again::Attempts | Again::Replay => None,
        };
        let codes = rule.statuses.iter().flat_map(|(low, high)| *low..=*high);
        let codes: Vec<u16> = codes.filter(|code| (200..=599).contains(code)).collect();
        let failures = if rule.when == When::Always {
            rule.failures
        } else {
            &[]
        };
        self.add(&codes, failures, rule.methods, rule.when, below);
    }

    fn add(
        &mut self,
        codes: &[u16],
        failures: &[Failure],
        methods: Methods,
        when: When,
        below: Option<u32>,
    ) {
        if codes.is_empty() && failures.is_empty() {
            return;
        }
        let gate = match methods {
            Methods::Any | Methods::Unstreamed | Methods::Except([]) => None,
            methods => Some(
                self.gates
                    .iter()
                    .position(|gate| *gate == methods)
                    .unwrap_or_else(|| {
                        self.gates.push(methods);
                        self.gates.len() - 1
                    }),
            ),
        };
        let alike =
            |case: &&mut Case| case.gate == gate && case.when == when && case.below == below;
        let case = match self.cases.iter_mut().find(alike) {
            Some(case) => case,
            None => {
                self.cases.push(Case {
                    codes: Vec::new(),
                    failures: Vec::new(),
                    gate,
                    when,
                    below,
                });
                self.cases.last_mut().expect("one was just added")
            }
        };
        case.codes.extend(codes);
        case.codes.sort_unstable();
        case.codes.dedup();
        case.failures.extend(failures);
    }

    /// What the tree sends again, for any request and for those that may arrive twice.
    fn ask_the_tree(&mut self) {
        let sends = |got: Got, method: Method| {
            let situation = Situation {
                method: Some(method),
                got: Some(got),
                told: Some(None),
                tries: Some((1, 2)),
                left: Some(Duration::MAX),
                wait: Some(Duration::ZERO),
                can_look_up: Some(false),
                has_substitute: Some(false),
                ..Situation::default()
            };
            tree::covers(got)
                && tree::verdict(|question| situation.says(question))
                    .is_some_and(tree::Verdict::sends_again)
        };
        let mut sort = |got: Got, codes: &[u16], failures: &[Failure]| {
            let methods = if sends(got, Method::POST) {
                Methods::Any
            } else if sends(got, Method::GET) {
                Methods::OrKeyed(IDEMPOTENT)
            } else {
                return;
            };
            self.add(codes, failures, methods, When::Always, None);
        };
        for code in 400..=599 {
            let status = StatusCode::from_u16(code).expect("three digits are a status");
            sort(Got::Status(status), &[code], &[]);
        }
        for failure in Failure::ALL {
            sort(Got::Nothing(failure), &[], &[failure]);
        }
    }

    /// The sets of methods its gates look at, each with what tells it from the first.
    pub(super) fn sets(&self) -> Vec<(String, &'static [&'static str])> {
        let sets = self.gates.iter().enumerate();
        sets.filter_map(|(place, gate)| match gate {
            Methods::Only(methods) | Methods::Except(methods) | Methods::OrKeyed(methods) => {
                Some((suffix(place), *methods))
            }
            Methods::Any | Methods::Unstreamed => None,
        })
        .collect()
    }

    /// Its gates by name, and what has to hold: `has` says that the method is in a set, `keyed` adds the key.
    pub(super) fn gated(&self, has: impl Fn(&str) -> String, keyed: &str) -> Vec<(String, String)> {
        let gates = self.gates.iter().enumerate();
        gates
            .map(|(place, gate)| {
                let has = has(&suffix(place));
                let holds = match gate {
                    Methods::Except(_) => "!".to_owned() + &has,
                    Methods::OrKeyed(_) => has + keyed,
                    _ => has,
                };
                (repeatable(place), holds)
            })
            .collect()
    }

    /// Whether anything is sent again.
    pub(super) fn repeats(&self) -> bool {
        !self.cases.is_empty()
    }

    /// Whether `Retry-After` is read.
    pub(super) fn obeys(&self) -> bool {
        self.repeats() && !self.told.reads.is_empty()
    }

    /// Whether dates are, too.
    pub(super) fn reads_dates(&self) -> bool {
        let dates = |read: &Read| !matches!(read, Read::Seconds | Read::Millis(_));
        self.told.reads.iter().any(dates)
    }

    /// Whether a condition looks at what the server says about when.
    pub(super) fn asks_when(&self) -> bool {
        self.cases.iter().any(|case| case.when != When::Always)
    }

    /// The number of tries; nothing when there is no limit.
    pub(super) fn attempts(&self) -> Option<u32> {
        (self.policy.attempts != UNLIMITED).then_some(self.policy.attempts)
    }

    /// All statuses that are repeated, under whatever condition.
    pub(super) fn codes(&self) -> Vec<u16> {
        let mut codes: Vec<u16> = self
            .cases
            .iter()
            .flat_map(|case| case.codes.clone())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// Under which conditions a failure is repeated.
    pub(super) fn on(&self, failure: Failure) -> impl Iterator<Item = &Case> {
        self.cases
            .iter()
            .filter(move |case| case.failures.contains(&failure))
    }

    /// Whether two failures are treated alike.
    fn alike(&self, one: Failure, other: Failure) -> bool {
        self.on(one).eq(self.on(other))
    }

    /// Says which of several failures that look the same to a target are treated as the first, and were not to be.
    pub(super) fn blurs(&self, notes: &mut Notes, target: &str, alike: &[Failure]) {
        let Some((first, rest)) = alike.split_first() else {
            return;
        };
        let differ: Vec<&str> = rest
            .iter()
            .filter(|other| !self.alike(*first, **other))
            .map(|failure| in_words(*failure))
            .collect();
        let (all, last) = match &differ[..] {
            [] => return,
            [only] => (String::new(), *only),
            [all @ .., last] => (all.join(", ") + " or ", *last),
        };
        notes.say(&[
            target,
            " does not tell ",
            &all,
            last,
            " from ",
            in_words(*first),
            " and treats them alike.",
        ]);
    }

    /// What no target says, or this one does not.
    pub(super) fn common(&self, notes: &mut Notes, can: &Can) {
        let policy = &self.policy;
        let repeats = self.repeats();
        if policy
            .rules()
            .iter()
            .any(|rule| rule.again == Again::Replay)
            && !can.replays
        {
            notes.add("A 421 is not sent again on a new connection, as fetch() does it by itself.");
        }
        if let (Some(name), true) = (policy.obeys, repeats) {
            notes.say(&["The server cannot forbid or ask for a retry by ", name, "."]);
        }
        if policy.budget.is_some() {
            notes.add("Its calls share no budget for retries.");
        }
        if policy.breaker.is_some() && !can.breaker {
            notes.add("It has no circuit breaker.");
        }
        if policy.throttle.is_some() {
            notes.add("It gives up no share of its requests before they are sent.");
        }
        if policy.hedge.is_some() {
            notes.add("It sends no second request beside one that is in flight.");
        }
        if policy.refreshes {
            notes.add("It gets no new token after 401.");
        }
        self.rules(notes);
        self.redirects(notes, can);
        self.limits(notes, can);
        if self.obeys() {
            self.telling(notes, can);
        }
    }

    fn rules(&self, notes: &mut Notes) {
        let rules = || self.policy.rules().iter().filter(|_| self.repeats());
        if rules().any(|rule| rule.backoff.is_some()) {
            notes.add(
                "All its waits come from one back-off; some rules of the client have their own.",
            );
        }
        if rules().any(|rule| rule.again == Again::Once) {
            notes.add("What is sent again once is so once a call, not once in a row.");
        }
        if rules().any(|rule| rule.methods == Methods::Unstreamed) {
            notes.add("Content of the type application/octet-stream is sent again, too.");
        }
        if self.policy.backoff.jitter == Jitter::DecorrelatedV2 && self.repeats() {
            notes.add("Its jitter is full instead of decorrelated.");
        }
    }

    fn redirects(&self, notes: &mut Notes, can: &Can) {
        let Redirects {
            limit,
            rewriting,
            shared,
            below,
        } = self.policy.redirects;
        let (own, fixed) = can.redirects;
        if limit == 0 {
            return;
        }
        if let Some(fixed) = fixed.filter(|fixed| *fixed != limit) {
            notes.say(&[
                can.name,
                " follows up to ",
                &fixed.to_string(),
                " redirects, not ",
                &limit.to_string(),
                ".",
            ]);
        }
        if own != rewriting {
            notes.say(&[
                "Which redirects change the method is up to ",
                can.name,
                ", not to the client.",
            ]);
        }
        if self.repeats() {
            match (below, can.above) {
                (false, false) => {
                    notes.add("After a redirect, a retry begins with the first request again.");
                }
                (true, true) => notes.add("After a redirect, a retry begins where it led."),
                _ => {}
            }
            match (shared, can.shared) {
                (true, false) => notes.add("Redirects do not count as tries."),
                (false, true) => notes.add("Redirects count as tries."),
                _ => {}
            }
        }
    }

    fn limits(&self, notes: &mut Notes, can: &Can) {
        let policy = &self.policy;
        if let Some(limit) = policy.attempt_timeout {
            match can.timeout {
                Timeout::Parts => notes.say(&[
                    "The ",
                    &length(limit),
                    " of an attempt hold for connecting and for each read, one by one.",
                ]),
                Timeout::Head => notes.say(&[
                    "The ",
                    &length(limit),
                    " of an attempt end with the head of the answer: its content may take longer.",
                ]),
                Timeout::Whole => {}
            }
        }
        if let Some(limit) = policy.deadline {
            match can.deadline {
                Deadline::Between => notes.say(&[
                    "The ",
                    &length(limit),
                    " for the whole call are looked at between attempts; one that is under way is not ended by them.",
                ]),
                Deadline::Cut if policy.looks_ahead && self.repeats() => notes.say(&[
                    "A wait that would pass the ",
                    &length(limit),
                    " for the whole call is begun all the same, and ended by them.",
                ]),
                Deadline::Ignored => {
                    notes.say(&["Nothing ends the whole call after ", &length(limit), "."]);
                }
                Deadline::Kept | Deadline::Cut => {}
            }
        }
    }

    /// What is left out of how the client reads `Retry-After`.
    fn telling(&self, notes: &mut Notes, can: &Can) {
        let told = &self.told;
        let mut others = String::new();
        for read in told.reads {
            let name = match read {
                Read::Seconds | Read::SecondsOrDate | Read::Reset("Retry-After") => continue,
                Read::Millis(name) | Read::Reset(name) => name,
            };
            if can.reads.contains(name) {
                continue;
            }
            let between = if others.is_empty() { "" } else { ", " };
            let _ = write!(others, "{between}{name}");
        }
        if !others.is_empty() {
            notes.say(&["It reads Retry-After, but not ", &others, "."]);
        }
        if told.skew != 0 {
            notes.add(
                "Dates are compared with the clock of the machine, which is not wrong on purpose.",
            );
        }
        if told.garbled == Garbled::GivesUp {
            notes.add("A field that cannot be read is ignored; it does not end the call.");
        }
        if told.past != told.zero && self.reads_dates() {
            notes.add("A date that has passed counts as 0.");
        }
        if told.advances != Advances::Yes && grows(&self.policy.backoff) {
            notes.add("A wait that was told counts as one of its own, so the next is longer.");
        }
    }

    /// Its back-off for a target that does not know how long it waited before.
    pub(super) fn without_previous(&self, notes: &mut Notes) -> Backoff {
        let mut backoff = self.policy.backoff;
        if backoff.jitter == Jitter::Decorrelated {
            notes.add(
                "Its jitter is full instead of decorrelated: it does not know the wait before.",
            );
            backoff.jitter = Jitter::Full;
        }
        backoff
    }

    /// Says that a wait the client would not begin is.
    pub(super) fn abandons_nothing(&self, notes: &mut Notes) {
        if self.obeys() && self.most_told().is_some() {
            notes.add("A Retry-After that is too long is waited for all the same.");
        }
    }

    /// Says that a wait is cut to a length without chance.
    pub(super) fn cuts_exactly(&self, notes: &mut Notes) {
        if let Bound::Cap(cap, more) = self.told.bound
            && !more.is_zero()
        {
            notes.say(&[
                "A longer Retry-After is cut to ",
                &length(cap),
                "; nothing random is added.",
            ]);
        }
    }

    /// The client in one line: what it is called and what it does.
    pub(super) fn in_words(&self) -> String {
        let mut words = self.policy.name.to_owned();
        words += ": ";
        words += &self.policy.in_words();
        words
    }

    /// Whether `Retry-After: 0` is an answer, too, and not as if nothing had been said.
    pub(super) fn zero_counts(&self) -> bool {
        self.told.zero != Zero::BackOff
    }

    /// The longest told wait that is kept; nothing when every one is.
    pub(super) const fn most_told(&self) -> Option<Duration> {
        match self.told.bound {
            Bound::Abandon(most) => Some(most),
            _ => None,
        }
    }
}

/// Whether a later wait is longer.
const fn grows(backoff: &Backoff) -> bool {
    !matches!(backoff.growth, Growth::None | Growth::Fixed)
}

/// A length in a sentence.
pub(super) fn length(length: Duration) -> String {
    if length < Duration::from_secs(1) || length > Duration::from_secs(120) {
        spoken(length)
    } else {
        seconds(length)
    }
}

/// A failure in a sentence.
const fn in_words(failure: Failure) -> &'static str {
    match failure {
        Failure::NoSuchName => "an unknown name",
        Failure::Refused => "a refused connection",
        Failure::NotTrusted => "a certificate that is not trusted",
        Failure::Reset => "a lost connection",
        Failure::TimedOut => "a time-out",
        Failure::Truncated => "half an answer",
        Failure::NotHttp => "an answer that is not HTTP",
    }
}
