//! What one moment looks like to whoever has to decide, and the answers that follow from it. The client fills in
//! everything; a reader of the page may leave things open, and is then asked.

use std::time::Duration;

use http::{Method, StatusCode};

use super::{Node, Question};
use crate::protocol::{Failure, method};
use crate::time::spoken;

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Got {
    /// A complete response with this status.
    Status(StatusCode),
    /// None.
    Nothing(Failure),
}

/// One moment of decision. `None` is "not known": the question is then open.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Situation {
    /// The method that was sent.
    pub method: Option<Method>,
    /// Whether the request carries something by which the server recognises a repeat.
    pub has_key: bool,
    /// What came back.
    pub got: Option<Got>,
    /// How long the server asked to wait; `Some(None)` when it did not say.
    pub told: Option<Option<Duration>>,
    /// This try, counted from 1, and how many there may be.
    pub tries: Option<(u32, u32)>,
    /// Whether the client's budget for retries is spent.
    pub is_spent: bool,
    /// Time left until the deadline; `Duration::MAX` without one.
    pub left: Option<Duration>,
    /// The wait the client would choose by itself.
    pub wait: Option<Duration>,
    /// How long one attempt may take.
    pub takes: Duration,
    /// Whether the client can find out what became of the request.
    pub can_look_up: Option<bool>,
    /// Whether there is a stale copy or another endpoint.
    pub has_substitute: Option<bool>,
}

/// An answer and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Yes or no.
    pub yes: bool,
    /// The fact behind it, in a few words; may be empty.
    pub because: String,
}

impl Answer {
    /// An answer that needs no words.
    pub const fn plain(yes: bool) -> Self {
        Self {
            yes,
            because: String::new(),
        }
    }
}

/// Whether the tree is about this outcome: 5xx, 429, 408 and no answer at all.
pub fn covers(got: Got) -> bool {
    match got {
        Got::Status(status) => status.is_server_error() || matches!(status.as_u16(), 408 | 429),
        Got::Nothing(_) => true,
    }
}

/// Status codes that answer the same request in the same way until someone changes something, and 507, which must not be
/// repeated before a person asks again (RFC 9110 §15.6.2 and §15.6.6, RFC 2295 §8.1, RFC 4918 §11.5, RFC 5842 §7.2,
/// RFC 2774 §7, RFC 6585 §6).
const NEVER_WORKS: [u16; 7] = [501, 505, 506, 507, 508, 510, 511];

impl Situation {
    /// What follows for a node, or nothing when the facts do not say.
    pub fn answer(&self, node: &Node) -> Option<Answer> {
        let yes = self.says(node.question)?;
        let because = self.because(node.question).unwrap_or_default();
        Some(Answer { yes, because })
    }

    /// The same without words: a program that decides needs none.
    pub fn says(&self, question: Question) -> Option<bool> {
        Some(match (question, self.got) {
            (Question::Answered, got) => matches!(got?, Got::Status(_)),
            (Question::WrongAddress, Some(Got::Nothing(failure))) => matches!(
                failure,
                Failure::NoSuchName | Failure::NotTrusted | Failure::NotHttp
            ),
            (Question::CanEverWork, Some(Got::Status(status))) => {
                covers(Got::Status(status)) && !NEVER_WORKS.contains(&status.as_u16())
            }
            (Question::WrongAddress | Question::CanEverWork, _) => return None,
            (Question::MayHaveActed, got) => match got? {
                Got::Status(status) => !matches!(status.as_u16(), 408 | 429),
                Got::Nothing(failure) => failure.may_have_reached(),
            },
            (Question::SafeToRepeat, _) => {
                method::is_idempotent(self.method.as_ref()?) || self.has_key
            }
            (Question::CanLookUp, _) => self.can_look_up?,
            (Question::TriesLeft, _) => {
                let (this, of) = self.tries?;
                this < of && !self.is_spent
            }
            (Question::HasSubstitute, _) => self.has_substitute?,
            (Question::SaidWhen, _) => self.told?.is_some(),
            (Question::ToldInTime, _) => self.in_time(self.told??)?,
            (Question::WaitInTime, _) => self.in_time(self.wait?)?,
        })
    }

    /// The fact behind an answer.
    fn because(&self, question: Question) -> Option<String> {
        Some(match question {
            Question::Answered | Question::WrongAddress | Question::CanEverWork => {
                match self.got? {
                    Got::Status(status) => status.as_str().to_owned(),
                    Got::Nothing(failure) => failure.what().to_owned(),
                }
            }
            Question::MayHaveActed => match self.got? {
                Got::Status(status) => match status.as_u16() {
                    408 => "never read whole".to_owned(),
                    429 => "refused".to_owned(),
                    _ => status.as_str().to_owned(),
                },
                Got::Nothing(failure) if failure.may_have_reached() => failure.what().to_owned(),
                Got::Nothing(_) => "never arrived".to_owned(),
            },
            Question::SafeToRepeat => {
                let sent = self.method.as_ref()?;
                if method::is_safe(sent) {
                    format!("{sent} is safe")
                } else if method::is_idempotent(sent) {
                    format!("{sent} is idempotent")
                } else if self.has_key {
                    "it has a key".to_owned()
                } else {
                    format!("{sent} without a key")
                }
            }
            Question::TriesLeft => match self.tries? {
                (this, of) if this < of && self.is_spent => "the budget is spent".to_owned(),
                (this, of) => format!("{this} of {of}"),
            },
            Question::SaidWhen => spoken(self.told??),
            Question::ToldInTime | Question::WaitInTime => match self.left? {
                Duration::MAX => "no deadline".to_owned(),
                left => format!("{} left", seconds(left)),
            },
            Question::CanLookUp | Question::HasSubstitute => return None,
        })
    }

    /// Whether a wait and one more attempt fit into the time left.
    fn in_time(&self, wait: Duration) -> Option<bool> {
        Some(wait.saturating_add(self.takes) <= self.left?)
    }
}

/// Seconds with one decimal where it tells something: `27 s`, `6.2 s`.
pub fn seconds(length: Duration) -> String {
    let tenths = (length.as_millis() + 50) / 100;
    if tenths.is_multiple_of(10) || tenths >= 600 {
        format!("{} s", (tenths + 5) / 10)
    } else {
        format!("{}.{} s", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{endings, walk};
    use super::*;

    fn case(method: &str, got: &str) -> Situation {
        let got = match got.parse::<u16>() {
            Ok(code) => Got::Status(StatusCode::from_u16(code).expect("a code")),
            Err(_) => Got::Nothing(Failure::find(got).expect("a failure")),
        };
        Situation {
            method: Some(method.parse().expect("a method")),
            got: Some(got),
            told: Some(None),
            tries: Some((1, 4)),
            left: Some(Duration::from_secs(30)),
            wait: Some(Duration::from_secs(1)),
            takes: Duration::from_secs(1),
            can_look_up: Some(false),
            has_substitute: Some(false),
            ..Situation::default()
        }
    }

    fn end(situation: &Situation) -> &'static str {
        walk(|node| situation.answer(node))
            .ending()
            .expect("every fact is known")
            .slug
    }

    #[test]
    fn each_outcome_leads_where_its_rfc_says() {
        for (method, got, slug) in [
            ("GET", "503", "backoff"),
            ("POST", "503", "unknown"),
            ("PUT", "500", "backoff"),
            ("PATCH", "502", "unknown"),
            ("POST", "429", "backoff"),
            ("POST", "408", "backoff"),
            ("POST", "refused", "backoff"),
            ("POST", "reset", "unknown"),
            ("POST", "timeout", "unknown"),
            ("GET", "truncated", "backoff"),
            ("GET", "dns", "fix-address"),
            ("GET", "tls", "fix-address"),
            ("GET", "not-http", "fix-address"),
            ("GET", "501", "change"),
            ("GET", "505", "change"),
            ("GET", "507", "change"),
            ("GET", "511", "change"),
            ("GET", "404", "change"),
            ("GET", "599", "backoff"),
            ("QUERY", "504", "backoff"),
        ] {
            assert_eq!(end(&case(method, got)), slug, "{method} {got}");
        }
    }

    #[test]
    fn a_key_makes_a_post_repeatable() {
        assert_eq!(
            end(&Situation {
                has_key: true,
                ..case("POST", "503")
            }),
            "backoff"
        );
    }

    #[test]
    fn the_server_decides_when_and_the_deadline_whether() {
        let told = |seconds| Situation {
            told: Some(Some(Duration::from_secs(seconds))),
            ..case("GET", "503")
        };
        assert_eq!(end(&told(2)), "wait");
        assert_eq!(end(&told(29)), "wait");
        assert_eq!(end(&told(30)), "later");
        assert_eq!(
            end(&Situation {
                wait: Some(Duration::from_secs(30)),
                ..case("GET", "503")
            }),
            "later"
        );
    }

    #[test]
    fn the_last_try_is_the_last() {
        let last = Situation {
            tries: Some((4, 4)),
            ..case("GET", "503")
        };
        assert_eq!(end(&last), "report");
        assert_eq!(
            end(&Situation {
                has_substitute: Some(true),
                ..last
            }),
            "serve-stale"
        );
    }

    #[test]
    fn facts_alone_reach_every_ending() {
        let cases = [
            case("GET", "dns"),
            case("GET", "501"),
            Situation {
                can_look_up: Some(true),
                ..case("POST", "500")
            },
            case("POST", "500"),
            Situation {
                tries: Some((4, 4)),
                has_substitute: Some(true),
                ..case("GET", "500")
            },
            Situation {
                tries: Some((4, 4)),
                ..case("GET", "500")
            },
            Situation {
                told: Some(Some(Duration::ZERO)),
                ..case("GET", "503")
            },
            Situation {
                told: Some(Some(Duration::MAX)),
                ..case("GET", "503")
            },
            case("GET", "500"),
        ];
        let mut reached: Vec<&str> = cases.iter().map(end).collect();
        reached.sort_unstable();
        reached.dedup();
        assert_eq!(reached.len(), endings().len());
    }

    #[test]
    fn an_unknown_fact_leaves_its_question_open() {
        assert_eq!(
            walk(|node| Situation::default().answer(node)).at.slug(),
            "answered"
        );
        let open = Situation {
            method: None,
            ..case("GET", "503")
        };
        assert_eq!(walk(|node| open.answer(node)).at.slug(), "twice");
    }
}
