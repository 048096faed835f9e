//! What the inspector says about one request: why nothing came back, and why the client does what it does next.

use super::{Exchange, Kind, Leg};
use crate::client::{Circuit, Decision, Then};
use crate::protocol::{Failure, Outcome, method};
use crate::time::{Instant, spoken};

impl Exchange {
    /// What a request is called in this run: an attempt, unless redirects make requests that are none.
    pub fn noun(&self) -> &'static str {
        if self.legs.iter().any(|leg| leg.kind == Kind::Redirect) {
            "request"
        } else {
            "attempt"
        }
    }

    /// The request that shows best how this client decides: the last one the tree was asked about.
    pub fn telling(&self) -> Option<usize> {
        let walked = |leg: &Leg| {
            let decision = leg.decision.as_ref();
            decision.is_some_and(Decision::is_for_the_tree)
        };
        self.legs
            .iter()
            .rposition(walked)
            .or_else(|| self.legs.len().checked_sub(1))
    }

    /// The question the decision after a request answers: `Why it tries again`.
    pub fn why(&self, index: usize) -> &'static str {
        let Some(leg) = self.legs.get(index) else {
            return "";
        };
        let sends = match leg.then {
            Some(Then::Send { kind, .. }) => Some(kind),
            _ => None,
        };
        match (&leg.came, sends) {
            _ if leg.withheld => "Why it is not sent",
            (None, _) if leg.dropped.is_some() => "Why it no longer waits",
            (None, _) => "Why it waits",
            (_, Some(Kind::Redirect | Kind::Refresh | Kind::Retry)) => "Why it goes on",
            (_, Some(Kind::Hedge)) => "Why it sends another",
            // A deadline may end a wait, and the call with it.
            _ if leg.wakes.is_some() && leg.wakes != self.ended => "Why it tries again",
            _ if matches!(leg.then, Some(Then::Listen { .. })) => "Why it waits for another",
            (Some((_, Outcome::Answered(response))), _) if response.status.is_success() => {
                "Why it is done"
            }
            _ => "Why it stops",
        }
    }

    /// What the server, and a gateway before it, wrote down, in the order of time: when, what, and a note on it.
    pub fn log(&self) -> Vec<(Instant, &str, &str)> {
        let mut lines: Vec<(Instant, &str, &str)> = Vec::new();
        for leg in &self.legs {
            let Some(served) = &leg.served else { continue };
            lines.push((served.arrived, &served.did.title, &served.did.note));
            if let Some(gateway) = &served.gateway {
                lines.push((served.left, &gateway.title, &gateway.note));
            }
            // nginx has a code of its own for this, which nobody ever receives.
            if let Some((at, Outcome::Failed(Failure::TimedOut))) = leg.came
                && at < served.left
            {
                let at = at + self.each_way.unwrap_or_default();
                lines.push((at, "Client had gone", "nginx would write 499"));
            }
        }
        lines.sort_by_key(|line| line.0);
        lines
    }

    /// The last moment up to another at which what is told of the run changed; the start before all of them.
    pub fn turn(&self, at: Instant) -> Instant {
        let legs = self.legs.iter().flat_map(|leg| {
            let opens = match leg.shared.circuit {
                Some(Circuit::Open(to)) => Some(to),
                _ => None,
            };
            let interim = leg.interim.iter().map(|interim| interim.0);
            leg.moments().chain(opens).chain(interim)
        });
        let logged = self.log().into_iter().map(|line| line.0);
        let noted = self.course.iter().map(|noted| noted.0);
        legs.chain(logged)
            .chain(noted)
            .chain(self.ended)
            .filter(|moment| *moment <= at)
            .max()
            .unwrap_or_default()
    }

    /// What the decision after a request rests on, where the tree was not asked.
    pub fn because(&self, index: usize) -> &'static str {
        let Some(leg) = self.legs.get(index) else {
            return "";
        };
        if let Some(decision) = &leg.decision
            && !decision.because.is_empty()
        {
            return decision.because;
        }
        let redirected = matches!(
            leg.then,
            Some(Then::Send {
                kind: Kind::Redirect,
                ..
            })
        );
        match &leg.came {
            None if leg.dropped.is_some() && self.cancelled && self.calls == leg.call => {
                "Whoever called the client no longer wants a result. What was sent may still be carried out."
            }
            None if leg.dropped.is_some() => {
                "Another request of the same call was answered first. What this one asked for may be carried out all the same."
            }
            None => "It has no time-out: it waits until the connection breaks or someone gives up.",
            // RFC 9110 §15.4 leaves some of it open; Fetch, "HTTP-redirect fetch", decides.
            Some((_, Outcome::Answered(response))) if redirected => {
                match response.status.as_u16() {
                    301 | 302 => {
                        "After 301 and 302 a POST becomes a GET without content; other methods stay as they are."
                    }
                    303 => {
                        "After 303 the result is fetched with GET, whatever was sent; only HEAD stays HEAD."
                    }
                    _ => "After 307 and 308 the same method and content go to the new place.",
                }
            }
            Some((_, Outcome::Answered(response))) if response.status.is_success() => {
                "It has what it asked for. The tree is about 5xx, 429, 408 and no answer."
            }
            Some((_, Outcome::Answered(response))) if response.status.is_redirection() => {
                "Nothing here tells it to send another request: the answer goes to whoever asked."
            }
            Some((_, Outcome::Answered(response)))
                if response.status.is_client_error()
                    && !matches!(response.status.as_u16(), 408 | 429) =>
            {
                "The same request would get the same answer: this one goes to whoever asked. The tree is about 5xx, 429, \
                 408 and no answer."
            }
            Some(_) => {
                "This client has no rule for trying again: whatever comes goes to whoever called it."
            }
        }
    }
}

impl Leg {
    /// Why nothing came back, and what is known all the same; nothing when something did, or may still.
    pub fn nothing(&self) -> Option<String> {
        let Some((at, Outcome::Failed(failure))) = &self.came else {
            return None;
        };
        let after = spoken(at.since(self.sent));
        let what = match failure {
            Failure::NoSuchName => "The host’s name does not resolve.".to_owned(),
            Failure::Refused => "Nobody listens at the address.".to_owned(),
            Failure::NotTrusted => "The certificate is not trusted for this name.".to_owned(),
            Failure::Reset => format!("The connection was cut off {after} after sending."),
            Failure::TimedOut => format!("The client stopped waiting after {after}."),
            Failure::Truncated => format!("The answer broke off {after} after sending."),
            Failure::NotHttp => "What arrived is not an HTTP message.".to_owned(),
        };
        let so = if !failure.may_have_reached() {
            "The request never left, so nothing can have happened."
        } else if method::is_safe(&self.request.method) {
            "It only asked to read, so nothing should have changed."
        } else {
            "The work may be done or not: the client cannot tell."
        };
        Some(format!("{what} {so}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::{Backend, Script};
    use crate::client::{Policy, presets};
    use crate::exchange::{Setup, simulate};
    use crate::protocol::Request;

    fn run(method: &str, script: &str, policy: Policy) -> Exchange {
        let method = method.parse().expect("a method");
        simulate(Setup::new(
            Request::new(method, http::Uri::from_static("/api/users/7")),
            policy,
            Backend::new(Script::parse(script).expect("a script"), 1),
            1,
        ))
        .exchange
    }

    #[test]
    fn each_decision_has_its_question() {
        let again = run("GET", "503", presets::CAREFUL);
        assert_eq!(
            (again.why(0), again.why(1)),
            ("Why it tries again", "Why it is done")
        );
        assert_eq!((again.telling(), again.noun()), (Some(0), "attempt"));
        let moved = run("PUT", "307", presets::FETCH);
        assert_eq!((moved.why(0), moved.noun()), ("Why it goes on", "request"));
        assert!(moved.because(0).starts_with("After 307"));
        let silent = run("GET", "timeout", presets::FETCH);
        assert_eq!(
            (silent.why(0), silent.legs[0].nothing()),
            ("Why it waits", None)
        );
        assert_eq!(run("GET", "500", presets::FETCH).why(0), "Why it stops");
    }

    #[test]
    fn rules_say_what_they_decide_and_the_tree_stands_beside() {
        let preset = |slug| *presets::find(slug).expect("a preset");
        let beside = |exchange: &Exchange| {
            let decision = exchange.legs[0].decision.as_ref().expect("a decision");
            let ending = decision.tree().and_then(|walk| walk.ending());
            (
                ending.map(|ending| ending.slug),
                decision.differs().is_some(),
            )
        };
        let posted = run("POST", "503 x9", preset("go-retryablehttp"));
        assert_eq!(beside(&posted), (Some("unknown"), true));
        assert_eq!(posted.because(0), "One of its rules sends this again.");
        assert!(posted.because(4).ends_with("its tries are used up."));
        let early = run("GET", "503 retry-after=2 x9", preset("botocore"));
        assert_eq!(beside(&early), (Some("wait"), true));
        let told = run("GET", "503 retry-after=2 x9", preset("got"));
        assert_eq!(beside(&told), (Some("wait"), false));
        let late = run("GET", "503 retry-after=29 x9", preset("ms-http-resilience"));
        assert_eq!(late.why(1), "Why it stops");
        assert!(late.because(1).contains("its deadline comes first"));
        assert_eq!(late.ended.map(|ended| ended.0.as_secs()), Some(30));
        let never = run("GET", "501", preset("axios-retry"));
        assert_eq!(beside(&never), (Some("change"), true));
        let fetched = run("GET", "503", presets::FETCH);
        assert_eq!(beside(&fetched), (Some("backoff"), true));
        let careful = run("GET", "503", presets::CAREFUL);
        assert_eq!(beside(&careful), (None, false));
    }

    #[test]
    fn a_client_without_an_end_is_left_alone() {
        let endless = run(
            "GET",
            "503 x*",
            *presets::find("tenacity").expect("a preset"),
        );
        assert_eq!((endless.legs.len(), endless.ended), (100, None));
        assert_eq!(
            crate::exchange::story(&endless).1,
            "100 tries and no end: nothing stops this client."
        );
    }

    #[test]
    fn nothing_says_what_is_known_all_the_same() {
        let said = |method: &str, script: &str| {
            let leg = &run(method, script, presets::CAREFUL).legs[0];
            leg.nothing().expect("nothing came")
        };
        assert_eq!(
            said("DELETE", "timeout"),
            "The client stopped waiting after 2.00 s. The work may be done or not: the client cannot tell."
        );
        assert!(said("GET", "reset after=20ms").ends_with("nothing should have changed."));
        assert!(said("DELETE", "refused").ends_with("nothing can have happened."));
    }
}
