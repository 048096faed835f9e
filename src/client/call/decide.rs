//! What the client makes of an outcome: a new token, a redirect to follow, the tree's verdict or that of its rules.

use std::time::Duration;

use http::header::AUTHORIZATION;

use super::super::budget::Price;
use super::super::decision::{Badge, Decision, TOO_MANY, Waiting};
use super::super::policy::KEYS;
use super::super::{Advances, Again, Backoff, Retries, Rule, UNLIMITED, refresh};
use super::{Call, Client, Kind, Output, Then};
use crate::protocol::{Failure, Outcome, Request, Response, RetryAfter};
use crate::time::Instant;
use crate::tree::{self, Got, Situation, Verdict};

/// How many tries the tree is told there are where the client has no number for it: those of the careful client.
const TREE_TRIES: u32 = super::super::presets::CAREFUL.attempts;

impl Client {
    pub(super) fn judge(
        &mut self,
        call: &mut Call,
        now: Instant,
        number: u32,
        outcome: &Outcome,
    ) -> Output {
        let got = match outcome {
            Outcome::Answered(response) => Got::Status(response.status),
            Outcome::Failed(failure) => Got::Nothing(*failure),
        };
        self.note(call, now, number, outcome, got);
        if let Some(request) = call.denied.take() {
            return self.renew(call, now, *request, outcome);
        }
        if let Outcome::Answered(response) = outcome {
            if self.policy.refreshes && !call.refreshed && refresh::is_due(&call.request, response)
            {
                call.refreshed = true;
                // A good token is what all of them lack.
                call.drop_the_others();
                let denied = std::mem::replace(&mut call.request, refresh::request());
                call.denied = Some(Box::new(denied));
                call.by = None;
                let badge = Badge::Does(response.status, "get a new token");
                let because = "The token is no longer good; with a new one, the same request may be sent once more.";
                return Output {
                    decision: Some(Decision {
                        because,
                        ..Decision::new(badge)
                    }),
                    then: self.transmit(call, now, Kind::Refresh),
                };
            }
            if let Some(output) = self.follow(call, now, response) {
                return output;
            }
        }
        match self.policy.retries {
            Retries::Tree if tree::covers(got) => self.ask_the_tree(call, now, outcome, got),
            Retries::Tree => hand_over(got, ""),
            Retries::Rules(rules) => self.ask_the_rules(rules, call, now, outcome, got),
        }
    }

    /// Sends the request again with what the request for a token brought.
    fn renew(
        &self,
        call: &mut Call,
        now: Instant,
        mut request: Request,
        outcome: &Outcome,
    ) -> Output {
        let Some(token) = refresh::token(outcome) else {
            return finish("No new token: stop");
        };
        // What a repeat begins with had the old one.
        if let Some(first) = call.first.as_deref_mut()
            && first.headers.contains_key(AUTHORIZATION)
        {
            first.headers.insert(AUTHORIZATION, token.clone());
        }
        request.headers.insert(AUTHORIZATION, token);
        call.request = request;
        Output {
            decision: Some(Decision::new(Badge::Says("New token: send again"))),
            then: self.transmit(call, now, Kind::Retry),
        }
    }

    /// Follows a redirect; nothing when it is none, or is not followed.
    fn follow(&mut self, call: &mut Call, now: Instant, response: &Response) -> Option<Output> {
        let redirects = self.policy.redirects;
        let status = response.status;
        let Ok(next) = redirects.follow(&call.request, response)? else {
            return Some(finish_with(Badge::Does(status, "Location unreadable")));
        };
        if call.hops >= redirects.limit || self.has_used_up(call) {
            return Some(self.too_many(call, now));
        }
        let how = if next.method == call.request.method {
            "follow"
        } else {
            "follow with GET"
        };
        call.hops += 1;
        call.by = None;
        // Where this leads is what counts.
        call.drop_the_others();
        let before = std::mem::replace(&mut call.request, next);
        if redirects.below && call.first.is_none() {
            call.first = Some(Box::new(before));
        }
        if redirects.shared {
            // urllib3 counts what failed in a row, and a redirect did not.
            call.own_waits = 0;
        }
        Some(Output {
            decision: Some(Decision::new(Badge::Does(status, how))),
            then: self.transmit(call, now, Kind::Redirect),
        })
    }

    /// More redirects than it follows. What follows them below the rules makes an error of that, which they may repeat.
    fn too_many(&mut self, call: &mut Call, now: Instant) -> Output {
        let error = Outcome::Failed(Failure::Reset);
        if let (true, Retries::Rules(rules)) = (self.policy.redirects.below, self.policy.retries)
            && let Ok((by, wait)) =
                self.choose(rules, call, now, &error, Got::Nothing(Failure::Reset))
            // What sends a lost connection again below the rules is not about this.
            && rules[by].again != Again::Replay
        {
            let output = self.repeat(by, &rules[by], wait, call, now);
            let because =
                "Too many redirects are an error like any other to its rules: they begin again.";
            let decision = output.decision.map(|decision| Decision {
                because,
                ..decision
            });
            return Output { decision, ..output };
        }
        finish_with(TOO_MANY)
    }

    /// Whether redirects count as attempts, and none is left.
    fn has_used_up(&self, call: &Call) -> bool {
        let redirects = &self.policy.redirects;
        redirects.shared && call.tries.saturating_add(call.hops) >= self.policy.attempts
    }

    fn situation(&self, call: &Call, now: Instant, outcome: &Outcome, got: Got) -> Situation {
        let attempts = match self.policy.attempts {
            1 | UNLIMITED => TREE_TRIES,
            attempts => attempts,
        };
        let left = |deadline: Instant| deadline.since(now);
        let request = call.repeated();
        Situation {
            method: Some(request.method.clone()),
            has_key: request.headers.contains_key(&KEYS[0]),
            got: Some(got),
            told: Some(told(outcome)),
            tries: Some((call.tries, attempts)),
            is_spent: false,
            left: Some(self.deadline(call).map_or(Duration::MAX, left)),
            wait: Some(Duration::ZERO),
            // However quick, an attempt takes some time.
            takes: self
                .policy
                .attempt_timeout
                .unwrap_or(Duration::from_micros(1)),
            can_look_up: Some(false),
            has_substitute: Some(false),
        }
    }

    fn ask_the_tree(
        &mut self,
        call: &mut Call,
        now: Instant,
        outcome: &Outcome,
        got: Got,
    ) -> Output {
        let draw = self
            .policy
            .backoff
            .draw(call.tries, call.previous, &mut self.dice);
        let mut situation = Situation {
            tries: Some((call.tries, self.policy.attempts)),
            wait: Some(draw.wait),
            ..self.situation(call, now, outcome, got)
        };
        let mut verdict = verdict(&situation);
        if verdict.sends_again() && !self.pays(call, now, price(got)) {
            situation.is_spent = true;
            verdict = self::verdict(&situation);
        }
        let wait = match (verdict, situation.told.flatten(), outcome) {
            (Verdict::WaitAsTold, Some(length), Outcome::Answered(response)) => {
                Some(Waiting::as_told(length, Some(response)))
            }
            (Verdict::BackOff, ..) => {
                call.previous = Some(draw.next);
                Some(Waiting::own(draw, self.policy.backoff))
            }
            _ => None,
        };
        let then = match &wait {
            Some(wait) if wait.is_told() || self.policy.hedge.is_none() => {
                Some(call.wait_until(now + wait.length))
            }
            Some(_) => None,
            None => Some(call.end_or_listen(verdict == Verdict::Report)),
        };
        let badge = match then {
            Some(_) => badge(verdict, &situation),
            None => SEND_THE_NEXT,
        };
        let decision = Decision {
            wait: wait.filter(|_| then.is_some()),
            walks: true,
            ..Decision::new(Badge::Says(badge))
        };
        let decision = Decision {
            situation: Some(Box::new(situation)),
            ..decision
        };
        match then {
            Some(then) => Output {
                decision: Some(decision),
                then,
            },
            None => self.send(call, now, Kind::Hedge, Some(decision)),
        }
    }

    fn ask_the_rules(
        &mut self,
        rules: &'static [Rule],
        call: &mut Call,
        now: Instant,
        outcome: &Outcome,
        got: Got,
    ) -> Output {
        let covered = tree::covers(got);
        let situation = covered.then(|| Box::new(self.situation(call, now, outcome, got)));
        let mut is_spent = false;
        let mut output = match self.choose(rules, call, now, outcome, got) {
            Err(No {
                badge,
                because,
                is_spent: spent,
                waits_for_others,
            }) => {
                is_spent = spent;
                Output {
                    decision: Some(Decision {
                        because,
                        ..Decision::new(badge)
                    }),
                    then: call.end_or_listen(waits_for_others),
                }
            }
            // Who hedges backs off only when it is told to.
            Ok((by, wait)) if self.policy.hedge.is_some() && !is_told(&wait, &rules[by]) => {
                call.by = Some(by);
                let decision = Decision {
                    because: "One of its rules is about this, so the next attempt is sent at once.",
                    ..Decision::new(Badge::Says(SEND_THE_NEXT))
                };
                self.send(call, now, Kind::Hedge, Some(decision))
            }
            Ok((by, wait)) => self.repeat(by, &rules[by], wait, call, now),
        };
        if let (Some(decision), Some(mut situation)) = (&mut output.decision, situation) {
            let waits = decision.wait.as_ref().map(|wait| wait.length);
            situation.wait = Some(waits.unwrap_or_default());
            situation.is_spent = is_spent;
            decision.situation = Some(situation);
        }
        output
    }

    /// The rule that sends the request again and the wait before it, or what the client does instead and why.
    fn choose(
        &mut self,
        rules: &'static [Rule],
        call: &mut Call,
        now: Instant,
        outcome: &Outcome,
        got: Got,
    ) -> Result<(usize, Waiting), No> {
        let no = |because| No {
            badge: handed_over(got),
            because,
            is_spent: false,
            waits_for_others: false,
        };
        let policy = &self.policy;
        let response = match outcome {
            Outcome::Answered(response) => Some(response),
            Outcome::Failed(_) => None,
        };
        let said = policy.obeys.and_then(|name| {
            let field = response?.headers.get(name)?;
            field.to_str().ok()
        });
        let about = || rules.iter().filter(|rule| rule.is_about(outcome));
        let request = call.repeated();
        // What was replayed is not replayed, by whichever rule it was.
        let replayed = self.replays(call.by);
        let fits = |rule: &Rule| {
            rule.is_about(outcome)
                && rule.methods.hold(request)
                && rule.holds(&policy.told, outcome)
                && !(replayed && rule.again == Again::Replay)
        };
        let by = match said {
            Some("true") if !rules.is_empty() => Some(0),
            Some("false") => return Err(no("The server says not to, and it obeys.")),
            _ => rules.iter().position(fits),
        };
        let Some(by) = by else {
            let again = about().any(|rule| rule.again == Again::Replay) && replayed;
            let because = if again {
                ONCE
            } else if about().any(|rule| rule.methods.hold(request)) {
                "Its rule for this asks for another Retry-After."
            } else if about().next().is_some() {
                "It would send this again, but not with this method."
            } else if got == Got::Nothing(Failure::TimedOut) || rules.is_empty() {
                ""
            } else if got == Got::Nothing(Failure::Truncated) && policy.attempts > 1 {
                "The status had come, so it was done; the error goes to whoever reads the rest."
            } else if policy.attempts > 1 && is_trouble(got) {
                "None of its rules is about this: it goes to whoever called it."
            } else {
                ""
            };
            return Err(no(because));
        };
        let rule = &rules[by];
        if response.is_some_and(|response| policy.told.forbids(response)) {
            // gRFC A6, "Pushback": no more attempts; those in flight go on.
            call.barred = true;
            return Err(No {
                waits_for_others: true,
                ..no("The server says not to send it again, and it obeys.")
            });
        }
        match rule.again {
            Again::Once if call.by == Some(by) => return Err(no(ONCE)),
            Again::Replay => return Ok((by, self.wait(&Backoff::NONE, call, None)?)),
            Again::Below(most) if call.tries > most => return Err(USED_UP),
            _ if call.tries >= policy.attempts || self.has_used_up(call) => return Err(USED_UP),
            _ => {}
        }
        let backoff = rule.backoff.unwrap_or(policy.backoff);
        let wait = self.wait(&backoff, call, response)?;
        // Without a look ahead a wait is cut off at the deadline; what is sent at once has none to cut.
        let ends = match self.policy.hedge {
            Some(_) if !wait.is_told() => now,
            _ => now + wait.length,
        };
        let looks = self.policy.looks_ahead || self.policy.hedge.is_some();
        if looks && self.is_late(call, ends) {
            return Err(No {
                badge: Badge::Says("Not in time: stop"),
                because: "The wait would end after its deadline.",
                is_spent: false,
                waits_for_others: true,
            });
        }
        if !self.pays(call, now, price(got)) {
            return Err(No {
                badge: Badge::Says(SPENT),
                because: "It would send this again, but its budget for retries is spent.",
                is_spent: true,
                waits_for_others: true,
            });
        }
        Ok((by, wait))
    }

    fn wait(
        &mut self,
        backoff: &Backoff,
        call: &Call,
        response: Option<&Response>,
    ) -> Result<Waiting, No> {
        self.policy
            .told
            .wait(
                response,
                backoff,
                call.own_waits + 1,
                call.previous,
                &mut self.dice,
            )
            .ok_or(No {
                badge: Badge::Says("Too long: gives up"),
                because: "The server asks for more time than it is willing to wait.",
                is_spent: false,
                waits_for_others: false,
            })
    }

    fn repeat(
        &self,
        by: usize,
        rule: &Rule,
        wait: Waiting,
        call: &mut Call,
        now: Instant,
    ) -> Output {
        let until = now + wait.length;
        let late = self.deadline(call).filter(|deadline| until >= *deadline);
        let until = late.unwrap_or(until);
        let replay = rule.again == Again::Replay;
        let badge = if replay {
            "On a new connection"
        } else if late.is_some() {
            "Waits, out of time"
        } else if wait.is_told() {
            "Told when: repeat"
        } else if wait.length.is_zero() {
            "Repeat at once"
        } else {
            "Back off: repeat"
        };
        if !replay {
            match self.policy.told.advances {
                Advances::No if wait.is_told() => {}
                Advances::FromStart if wait.is_told() => call.own_waits = 0,
                _ => call.own_waits += 1,
            }
            call.previous = wait.next().or(call.previous);
        }
        call.by = Some(by);
        let because = if replay {
            "Below the client, the request is sent once more on a new connection."
        } else if late.is_some() {
            "It would send this again, but its deadline comes first and ends the wait."
        } else {
            "One of its rules sends this again."
        };
        Output {
            decision: Some(Decision {
                wait: Some(Waiting {
                    length: until.since(now),
                    ..wait
                }),
                because,
                ..Decision::new(Badge::Says(badge))
            }),
            then: call.wait_until(until),
        }
    }
}

/// Why nothing is sent again.
struct No {
    badge: Badge,
    because: &'static str,
    /// Whether it is the budget that is spent.
    is_spent: bool,
    /// Whether another request in flight may still bring a result.
    waits_for_others: bool,
}

const ONCE: &str = "It sends this again once, and not a second time.";

const SPENT: &str = "Budget spent: stop";
const SEND_THE_NEXT: &str = "Send the next";

const USED_UP: No = No {
    badge: Badge::Says("Tries used up: stop"),
    because: "It would send this again, but its tries are used up.",
    is_spent: false,
    waits_for_others: true,
};

/// Whether a repeat has a moment of its own, also for who hedges: the server said when, or something below the client
/// sends it.
fn is_told(wait: &Waiting, rule: &Rule) -> bool {
    wait.is_told() || rule.again == Again::Replay
}

/// Whether it is worth saying why this is not repeated.
fn is_trouble(got: Got) -> bool {
    match got {
        Got::Status(status) => status.is_client_error() || status.is_server_error(),
        Got::Nothing(_) => true,
    }
}

fn told(outcome: &Outcome) -> Option<Duration> {
    match outcome {
        Outcome::Answered(response) => RetryAfter::of(response),
        Outcome::Failed(_) => None,
    }
}

fn price(got: Got) -> Price {
    match got {
        Got::Status(status) if status.as_u16() == 429 => Price::Throttled,
        Got::Nothing(Failure::TimedOut) => Price::TimedOut,
        _ => Price::Usual,
    }
}

fn verdict(situation: &Situation) -> Verdict {
    tree::verdict(|question| situation.says(question))
        .expect("every fact is filled in, so no question stays open")
}

pub(super) const fn then(then: Then) -> Output {
    Output {
        decision: None,
        then,
    }
}

const fn finish(badge: &'static str) -> Output {
    finish_with(Badge::Says(badge))
}

pub(super) const fn finish_with(badge: Badge) -> Output {
    Output {
        decision: Some(Decision::new(badge)),
        then: Then::Finish,
    }
}

fn hand_over(got: Got, because: &'static str) -> Output {
    Output {
        decision: Some(Decision {
            because,
            ..Decision::new(handed_over(got))
        }),
        then: Then::Finish,
    }
}

const fn badge(verdict: Verdict, situation: &Situation) -> &'static str {
    match verdict {
        Verdict::FixAddress => "Wrong address: stop",
        Verdict::Change => "Cannot work: stop",
        Verdict::Look => "Look first",
        Verdict::Unknown => "Unknown: stop",
        Verdict::UseInstead => "Use the substitute",
        Verdict::Report if situation.is_spent => SPENT,
        Verdict::Report => "Tries used up: stop",
        Verdict::WaitAsTold => "Told when: wait",
        Verdict::Later => "Not in time: later",
        Verdict::BackOff if situation.has_key => "Has a key: repeat",
        Verdict::BackOff => "Back off: repeat",
    }
}

fn handed_over(got: Got) -> Badge {
    match got {
        Got::Status(status) if status.as_u16() == 201 => Badge::Says("Created: done"),
        Got::Status(status) if status.is_success() || status.as_u16() == 304 => Badge::Says("Done"),
        Got::Status(status) => Badge::HandsOver(status),
        Got::Nothing(Failure::TimedOut) => Badge::Says("Gives up waiting"),
        Got::Nothing(_) => Badge::Says("Hands over the error"),
    }
}
