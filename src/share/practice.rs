//! What clients do, beside each other: the set-ups that are compared, each of which the lab can open, and where what they
//! do and what the specification says differ.

use http::Method;
use http::header::{DATE, HeaderValue, RETRY_AFTER};
use http::{StatusCode, Uri};

use super::compare::CAME;
use super::lab::{Lab, Line};
use crate::catalogue;
use crate::client::practice::{Treatment, treat};
use crate::client::{Policy, presets};
use crate::protocol::{Failure, Outcome, Request, Response, Source, rfc};
use crate::tree::{self, Got, Situation};

/// What every attempt comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// This status.
    Code(u16),
    /// No answer, in this way.
    Failed(Failure),
}

/// What the server says in `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It does not say.
    None,
    /// This many seconds.
    Seconds(u32),
    /// A date this many seconds ahead, or behind.
    Date(i32),
}

/// What clients are compared for, in the order of [`TOLD`](super::compare::TOLD).
pub const ALL_TOLD: [Told; 5] = [
    Told::None,
    Told::Seconds(1),
    Told::Seconds(0),
    Told::Date(30),
    Told::Seconds(3_600),
];

impl Told {
    /// As a script of the lab has it; empty for nothing.
    pub fn script(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Seconds(seconds) => format!(" retry-after={seconds}"),
            Self::Date(by) => format!(" retry-after=date{by:+}"),
        }
    }

    /// As the value of the field.
    fn value(self) -> Option<HeaderValue> {
        match self {
            Self::None => None,
            Self::Seconds(seconds) => Some(HeaderValue::from(seconds)),
            Self::Date(by) => {
                let noon = httpdate::parse_http_date(NOON).ok()?;
                let by_seconds = std::time::Duration::from_secs(by.unsigned_abs().into());
                let date = if by < 0 {
                    noon - by_seconds
                } else {
                    noon + by_seconds
                };
                HeaderValue::try_from(httpdate::fmt_http_date(date)).ok()
            }
        }
    }
}

/// When the compared answers say they were made.
const NOON: &str = "Sun, 22 Nov 2026 12:00:00 GMT";

impl Came {
    /// One of [`CAME`].
    pub fn nth(nth: usize) -> Self {
        CAME[nth]
            .parse()
            .map_or(Self::Failed(Failure::TimedOut), Self::Code)
    }

    /// What the client gets.
    fn outcome(self, told: Told) -> Outcome {
        let code = match self {
            Self::Code(code) => code,
            Self::Failed(failure) => return Outcome::Failed(failure),
        };
        let status = StatusCode::from_u16(code).expect("codes here are codes");
        let response = Response::new(status).with(DATE, HeaderValue::from_static(NOON));
        Outcome::Answered(match told.value() {
            Some(value) => response.with(RETRY_AFTER, value),
            None => response,
        })
    }
}

/// What a client does with a request of this method when every attempt comes to this.
pub fn practice(policy: &Policy, method: &str, came: Came, told: Told) -> Treatment {
    let method = Method::from_bytes(method.as_bytes()).expect("methods here are methods");
    let request = Request::new(method, Uri::from_static("/api/users/7"));
    treat(policy, &request, &came.outcome(told))
}

/// Codes clients repeat, the most telling first.
pub const TELLING: [u16; 8] = [503, 500, 429, 408, 502, 413, 409, 425];

/// What shows best how a client waits: a code it repeats without being told, or a failure. What it does then, and when that
/// is: `every answer is a 503`.
pub fn telling(policy: &Policy) -> Option<(Treatment, String)> {
    let code = |code: u16| {
        let treatment = practice(policy, "GET", Came::Code(code), Told::None);
        treatment
            .repeats()
            .then(|| (treatment, format!("every answer is a {code}")))
    };
    let failure = |failure: Failure| {
        let treatment = practice(policy, "GET", Came::Failed(failure), Told::None);
        let what = format!("no answer comes: {}", failure.what());
        treatment.repeats().then_some((treatment, what))
    };
    let failures = [
        Failure::Reset,
        Failure::TimedOut,
        Failure::Refused,
        Failure::NoSuchName,
    ];
    TELLING
        .into_iter()
        .find_map(code)
        .or_else(|| failures.into_iter().find_map(failure))
}

/// The set-up of the lab in which it does so.
pub fn lab(policy: &'static Policy, method: &str, came: Came, told: Told) -> Lab {
    let script = match came {
        Came::Code(code) => format!("{code}{} x*", told.script()),
        Came::Failed(failure) => format!("{} x*", failure.slug()),
    };
    let lab = Lab {
        client: policy,
        method: method.to_owned(),
        script,
        ..Lab::default()
    };
    if method == "GET" {
        return lab;
    }
    Lab {
        path: match method {
            "POST" => "/api/users".to_owned(),
            _ => lab.path,
        },
        fields: vec![Line::read("Content-Type: application/json")],
        body: "{ \"name\": \"Mary Shaw\" }".to_owned(),
        ..lab
    }
}

/// Where practice and specification differ on a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disagreement {
    /// The code.
    pub code: u16,
    /// How.
    pub how: How,
    /// How many clients do it with a GET.
    pub clients: usize,
    /// Of how many that might.
    pub of: usize,
    /// Where the specification says otherwise.
    pub source: Source,
}

/// How practice differs from a specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// What cannot work is sent again.
    InVain,
    /// What ought to be sent again is not.
    TooRarely,
    /// It is sent again before the time the server asked for is over.
    TooEarly,
}

/// Where practice differs from what a specification says clearly: that a code of the tree is never repeated, as the tree has
/// it; that `Retry-After` is how long a client ought to wait (RFC 9110 §10.2.3); that a 425 SHOULD be repeated, without early
/// data (RFC 8470 §5.2).
pub fn disagreement(code: u16) -> Option<Disagreement> {
    let (how, source) = match code {
        425 => (How::TooRarely, rfc(8470, "5.2")),
        429 | 503 => (How::TooEarly, rfc(9110, "10.2.3")),
        _ if is_in_vain(code) => (How::InVain, catalogue::find(code)?.spec),
        _ => return None,
    };
    let told = match how {
        How::TooEarly => Told::Seconds(2),
        How::InVain | How::TooRarely => Told::None,
    };
    let treatments: Vec<Treatment> = presets::ALL
        .iter()
        .map(|policy| practice(policy, "GET", Came::Code(code), told))
        .filter(|treatment| how != How::TooEarly || treatment.repeats())
        .collect();
    let does = |treatment: &&Treatment| match how {
        How::InVain => treatment.repeats(),
        How::TooRarely => !treatment.repeats(),
        How::TooEarly => treatment.waits.iter().any(|wait| wait.least.as_secs() < 2),
    };
    Some(Disagreement {
        code,
        how,
        clients: treatments.iter().filter(does).count(),
        of: treatments.len(),
        source,
    })
}

/// Whether the tree says of a code it is about that the same request cannot work.
fn is_in_vain(code: u16) -> bool {
    let Ok(status) = StatusCode::from_u16(code) else {
        return false;
    };
    let got = Got::Status(status);
    let situation = Situation {
        got: Some(got),
        ..Situation::default()
    };
    let walk = tree::walk(|node| situation.answer(node));
    let ending = walk.ending();
    tree::covers(got) && ending.is_some_and(|ending| ending.verdict == tree::Verdict::Change)
}

impl Disagreement {
    /// In a sentence, for which the source speaks.
    pub fn words(&self) -> String {
        let Self {
            code, clients, of, ..
        } = self;
        match self.how {
            How::InVain => format!(
                "{clients} of {of} clients here send a {code} again, though {}.",
                match code {
                    507 => "only a person may ask for that",
                    _ => "the same request gets the same answer",
                }
            ),
            How::TooRarely => format!(
                "{clients} of {of} clients here do not send a {code} again, though a client should, once the handshake is complete."
            ),
            How::TooEarly => format!(
                "{clients} of the {of} clients here that send a {code} again may come back before Retry-After: 2 is over."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::simulate;
    use crate::share::compare::{self, METHODS};

    #[test]
    fn the_telling_waits_of_a_client_are_its_bounds() {
        let ms = |slug| -> Vec<(u128, u128)> {
            let policy = presets::find(slug).expect("a preset");
            let waits = telling(policy).map(|told| told.0.waits).unwrap_or_default();
            let bounds = waits.iter();
            bounds
                // Loaded dice stop a microsecond short of the longest wait.
                .map(|wait| {
                    (
                        wait.least.as_millis(),
                        (wait.most.as_micros() + 500) / 1_000,
                    )
                })
                .collect()
        };
        assert_eq!(ms("ky"), [(300, 300), (600, 600)]);
        assert_eq!(ms("careful"), [(0, 1_000), (0, 2_000), (0, 4_000)]);
        assert_eq!(ms("httpx"), []);
        // It waits when it is told, and not after a plain 503: what it repeats then is a lost connection.
        assert_eq!(ms("urllib3-default"), [(0, 0); 3]);
        for policy in presets::ALL {
            for wait in telling(policy).iter().flat_map(|told| &told.0.waits) {
                assert!(wait.least <= wait.most, "{}", policy.slug);
            }
        }
    }

    #[test]
    fn practice_and_specification_differ_on_these() {
        let found: Vec<String> = catalogue::all()
            .filter_map(|code| disagreement(code.number))
            .map(|found| format!("{} {}", found.words(), found.source.label()))
            .collect();
        insta::assert_snapshot!(found.join("\n"), @"
        41 of 55 clients here do not send a 425 again, though a client should, once the handshake is complete. RFC 8470 §5.2
        18 of the 40 clients here that send a 429 again may come back before Retry-After: 2 is over. RFC 9110 §10.2.3
        22 of 55 clients here send a 501 again, though the same request gets the same answer. RFC 9110 §15.6.2
        23 of the 45 clients here that send a 503 again may come back before Retry-After: 2 is over. RFC 9110 §10.2.3
        23 of 55 clients here send a 505 again, though the same request gets the same answer. RFC 9110 §15.6.6
        24 of 55 clients here send a 506 again, though the same request gets the same answer. RFC 2295 §8.1
        25 of 55 clients here send a 507 again, though only a person may ask for that. RFC 4918 §11.5
        24 of 55 clients here send a 508 again, though the same request gets the same answer. RFC 5842 §7.2
        25 of 55 clients here send a 510 again, though the same request gets the same answer. RFC 2774 §7
        24 of 55 clients here send a 511 again, though the same request gets the same answer. RFC 6585 §6
        ");
    }

    #[test]
    fn the_lab_runs_what_is_compared() {
        for policy in presets::ALL {
            for (nth_method, method) in METHODS.into_iter().enumerate() {
                for nth in 0..CAME.len() {
                    let nth_told = (nth + nth_method) % ALL_TOLD.len();
                    let (came, told) = (Came::nth(nth), ALL_TOLD[nth_told]);
                    let lab = lab(policy, method, came, told);
                    let link = compare::lab(policy.slug, nth_method, nth_told, nth);
                    assert_eq!(link, format!("lab/?{}", lab.query()));
                    let read = Lab::parse(&lab.query());
                    assert_eq!(read, (lab.clone(), Vec::new()));
                    let ran = simulate(lab.setup().expect("it runs")).exchange;
                    let sent = u32::try_from(ran.legs.len()).expect("few");
                    let said = practice(policy, method, came, told);
                    let fits = sent >= said.fewest && said.most.is_none_or(|most| sent <= most);
                    assert!(
                        fits,
                        "{} {method} {came:?} {told:?}: {sent} requests, not {}",
                        policy.slug,
                        said.requests()
                    );
                }
            }
        }
    }
}
