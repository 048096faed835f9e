//! How far a script is, and what it makes of the next request. Dice are thrown only where the script leaves something
//! to them, so a script without them draws nothing.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Act, Body, Cause, Fault, Rule, Scope, Script, Step, Times, Told};
use crate::backend::limits::{Limited, Limiter, Quota};
use crate::backend::load::{Loaded, Queue};
use crate::protocol::Request;
use crate::rng::Rng;
use crate::time::Instant;

/// A script and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    script: Script,
    /// One for each rule.
    states: Vec<State>,
    /// The limits that count the last request among those that are being answered.
    inside: Vec<usize>,
}

/// How far a rule is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct State {
    /// How many requests fitted, the number left aside.
    seen: u32,
    /// The step that is next, and how often it was played.
    step: usize,
    played: u8,
    /// When the wait that was told last ends.
    told: Option<Instant>,
    limiter: Limiter,
    queue: Queue,
}

/// What becomes of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// What the server does, unless a limit or the load refuses the request first.
    pub act: Act,
    /// What the act tells in `Retry-After`.
    pub told: Option<Told>,
    /// Whether the request's work is done.
    pub works: bool,
    /// How long the server works, where the script says so.
    pub after: Option<Duration>,
    /// How much longer than usual the answer takes.
    pub latency: Option<Duration>,
    /// How long the content takes, byte by byte.
    pub drip: Option<Duration>,
    /// How many bytes of content come a second.
    pub bandwidth: Option<u32>,
    /// What the limits make of it, where there are any and the request gets that far.
    pub limited: Option<Limited>,
    /// What the load makes of it, where there is any and the request gets that far.
    pub load: Option<Loaded>,
}

impl Meeting {
    /// Whether a limit or the load keeps the act from being played.
    pub fn is_refused(&self) -> bool {
        self.limited
            .as_ref()
            .is_some_and(|limited| limited.refused.is_some())
            || self.load.is_some_and(|loaded| !loaded.served)
    }
}

impl Course {
    /// A script at its start.
    pub fn new(script: Script) -> Self {
        let state = |rule: &Rule| {
            let from = rule.scope.time.unwrap_or_default().0;
            State {
                // Others come from when the rule holds; if that is from the start, they came before it, too.
                queue: match &rule.body {
                    Body::Load(load) if from.is_zero() => Queue::settled(load),
                    _ => Queue::new(Instant(from)),
                },
                ..State::default()
            }
        };
        Self {
            states: script.rules().iter().map(state).collect(),
            script,
            inside: Vec::new(),
        }
    }

    /// The script.
    pub fn script(&self) -> &Script {
        &self.script
    }

    /// Meets a request that arrives now.
    pub fn meet(&mut self, now: Instant, request: &Request, rng: &mut Rng) -> Meeting {
        self.inside.clear();
        let mut holds = Vec::new();
        for (rule, state) in self.script.rules().iter().zip(&mut self.states) {
            holds.push(state.counts(&rule.scope, now, request));
        }
        let step = self.step(now, &holds);
        let mut meeting = Meeting {
            act: Act::Usual,
            told: None,
            works: true,
            after: None,
            latency: None,
            drip: None,
            bandwidth: None,
            limited: None,
            load: None,
        };
        let mut faded = false;
        if let Some((index, step)) = &step {
            faded = step.fading && !self.is_played(*index, now, rng);
            if !faded {
                meeting.act = choose(step, rng);
                meeting.told = meeting.act.told();
                meeting.after = step.after.filter(|_| meeting.act.is_reached());
            }
        }
        if meeting.act.gets_in() {
            meeting.limited = self.limit(now, &holds);
            if !meeting.is_refused() {
                meeting.load = self.load(now, &holds);
            }
        }
        if meeting.act.is_reached() {
            self.slow(&holds, rng, &mut meeting);
        }
        if meeting.is_refused() {
            meeting.works = false;
            self.inside.clear();
            return meeting;
        }
        if let Some(limited) = &mut meeting.limited {
            self.take(now, &holds, limited);
        }
        meeting.works = meeting.act.gets_in()
            && match &meeting.act {
                Act::Faulty(fault) => Fault::works(*fault),
                Act::Cause {
                    cause: Cause::UpstreamSlow,
                    ..
                } => rng.unit() < 0.5,
                _ => true,
            };
        if let Some((index, step)) = step
            && !faded
        {
            self.played(index, &step, meeting.told.and_then(|told| told.until(now)));
        }
        meeting
    }

    /// Says when the answer to the last request leaves, for limits of so many at a time.
    pub fn ended(&mut self, at: Instant) {
        for index in std::mem::take(&mut self.inside) {
            if let (Some(rule), Some(state)) =
                (self.script.rules().get(index), self.states.get_mut(index))
                && let Body::Limit(limit) = &rule.body
            {
                state.limiter.ends(limit, at);
            }
        }
    }

    /// The rules that hold, each with its place and state.
    fn holding<'a>(
        script: &'a Script,
        states: &'a mut [State],
        holds: &'a [bool],
    ) -> impl Iterator<Item = (usize, &'a Rule, &'a mut State)> {
        script
            .rules()
            .iter()
            .zip(states)
            .zip(holds)
            .enumerate()
            .filter(|(_, (_, holds))| **holds)
            .map(|(index, ((rule, state), _))| (index, rule, state))
    }

    /// The step that is next, and the place of its rule.
    fn step(&mut self, now: Instant, holds: &[bool]) -> Option<(usize, Step)> {
        for (index, rule, state) in Self::holding(&self.script, &mut self.states, holds) {
            let Body::Steps(steps) = &rule.body else {
                continue;
            };
            let waited = state.told.is_some_and(|told| now >= told);
            let is_until = steps
                .get(state.step)
                .is_some_and(|step| step.times == Times::UntilWaited);
            if waited && is_until {
                state.next();
            }
            if let Some(step) = steps.get(state.step) {
                return Some((index, step.clone()));
            }
        }
        None
    }

    /// Counts that a step was played, and when the wait it told ends.
    fn played(&mut self, index: usize, step: &Step, told: Option<Instant>) {
        let Some(state) = self.states.get_mut(index) else {
            return;
        };
        match step.times {
            Times::Exactly(times) => {
                state.played = state.played.saturating_add(1);
                if state.played >= times {
                    state.next();
                }
            }
            Times::Always => {}
            Times::UntilWaited => state.told = told.or(state.told),
        }
    }

    /// Whether a fading step is played: ever more rarely, in a straight line.
    fn is_played(&self, index: usize, now: Instant, rng: &mut Rng) -> bool {
        let rule = self.script.rules().get(index);
        let Some((from, until)) = rule.and_then(|rule| rule.scope.window()) else {
            return true;
        };
        let left = until.saturating_sub(now.0).as_secs_f64();
        let length = until.saturating_sub(from).as_secs_f64();
        rng.unit() * length < left
    }

    /// How the limits stand before the request is counted, and which refuses it.
    fn limit(&mut self, now: Instant, holds: &[bool]) -> Option<Limited> {
        let is_limit = |rule: &&Rule| matches!(rule.body, Body::Limit(_));
        let several = self.script.rules().iter().filter(is_limit).count() > 1;
        let numbers: Vec<u8> = self
            .script
            .rules()
            .iter()
            .scan(0, |number, rule| {
                *number += u8::from(is_limit(&rule));
                Some(*number)
            })
            .collect();
        let mut quotas = Vec::new();
        for (index, rule, state) in Self::holding(&self.script, &mut self.states, holds) {
            if let Body::Limit(limit) = &rule.body {
                quotas.push(Quota {
                    limit: *limit,
                    number: numbers.get(index).copied().filter(|_| several),
                    standing: state.limiter.look(limit, now),
                });
            }
        }
        (!quotas.is_empty()).then(|| Limited {
            refused: quotas
                .iter()
                .position(|quota| quota.standing.remaining == 0),
            quotas,
            now,
        })
    }

    /// Counts a request that is let in.
    fn take(&mut self, now: Instant, holds: &[bool], limited: &mut Limited) {
        let mut quotas = limited.quotas.iter_mut();
        for (index, rule, state) in Self::holding(&self.script, &mut self.states, holds) {
            let Body::Limit(limit) = &rule.body else {
                continue;
            };
            state.limiter.take(limit, now);
            self.inside.push(index);
            if let Some(quota) = quotas.next() {
                quota.standing = state.limiter.look(limit, now);
                // One that is being answered counts when it is known how long.
                if limit.kind.window().is_none() {
                    quota.standing.remaining = quota.standing.remaining.saturating_sub(1);
                }
            }
        }
    }

    /// What the first load that holds makes of the request.
    fn load(&mut self, now: Instant, holds: &[bool]) -> Option<Loaded> {
        Self::holding(&self.script, &mut self.states, holds).find_map(
            |(_, rule, state)| match &rule.body {
                Body::Load(load) => Some(state.queue.meet(load, now)),
                _ => None,
            },
        )
    }

    /// How slow the answer is: latencies and drips add up, the narrowest bandwidth counts.
    fn slow(&mut self, holds: &[bool], rng: &mut Rng, meeting: &mut Meeting) {
        for (_, rule, _) in Self::holding(&self.script, &mut self.states, holds) {
            match &rule.body {
                Body::Latency(latency) => {
                    let length = latency.draw(rng);
                    *meeting.latency.get_or_insert_default() += length;
                }
                Body::Drip(length) => *meeting.drip.get_or_insert_default() += *length,
                Body::Bandwidth(rate) => {
                    let narrowest = meeting.bandwidth.unwrap_or(*rate);
                    meeting.bandwidth = Some(narrowest.min(*rate));
                }
                Body::Steps(_) | Body::Limit(_) | Body::Load(_) => {}
            }
        }
    }
}

impl State {
    /// Counts a request that fits, and whether its number does, too.
    fn counts(&mut self, scope: &Scope, now: Instant, request: &Request) -> bool {
        if !scope.fits(now, request) {
            return false;
        }
        self.seen = self.seen.saturating_add(1);
        scope.count.is_none_or(|(first, last)| {
            first <= self.seen && last.is_none_or(|last| self.seen <= last)
        })
    }

    /// Goes on to the next step.
    fn next(&mut self) {
        self.step += 1;
        self.played = 0;
        self.told = None;
    }
}

/// The act of a step; dice decide where there are shares.
fn choose(step: &Step, rng: &mut Rng) -> Act {
    if let [only] = &step.choices[..]
        && only.percent.is_none()
    {
        return only.act.clone();
    }
    let mut at = rng.unit() * 100.0;
    for choice in &step.choices {
        let share = choice.percent.map_or(100.0, f64::from);
        if at < share {
            return choice.act.clone();
        }
        at -= share;
    }
    Act::Usual
}
