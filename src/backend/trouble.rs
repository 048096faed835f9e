//! Every trouble a script can make, with a sentence about it, an example and a source: the one list the form, the
//! reference and the tests read.

use crate::protocol::{Source, rfc};

/// A trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble {
    /// The word of the script that makes it, or what stands for it there. Never changes.
    pub word: &'static str,
    /// What the server does, after "the server will".
    pub name: &'static str,
    /// The same in a sentence.
    pub what: &'static str,
    /// Which kind it is.
    pub group: Group,
    /// A script that shows it.
    pub example: &'static str,
    /// Where to read about it.
    pub source: Source,
}

/// A kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// When, how often and to whom something happens.
    Script,
    /// How long it takes.
    Latency,
    /// The connection.
    Connection,
    /// What the answer carries.
    Content,
    /// Why the server fails.
    Cause,
    /// Too many requests.
    Limit,
    /// Too much work.
    Load,
}

impl Group {
    /// All of them, in the order they are listed in.
    pub const ALL: [Self; 7] = [
        Self::Connection,
        Self::Content,
        Self::Cause,
        Self::Limit,
        Self::Load,
        Self::Latency,
        Self::Script,
    ];

    /// Its heading.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Script => "When and how often",
            Self::Latency => "Slow",
            Self::Connection => "No answer",
            Self::Content => "Faulty answer",
            Self::Cause => "Server failure",
            Self::Limit => "Too many requests",
            Self::Load => "Too much work",
        }
    }

    /// Whether its words are acts: what stands first in a step.
    pub const fn is_act(self) -> bool {
        matches!(self, Self::Connection | Self::Content | Self::Cause)
    }
}

const OVERLOAD: Source = Source::Page {
    title: "SRE book, Handling overload",
    url: "https://sre.google/sre-book/handling-overload/",
};
const CASCADES: Source = Source::Page {
    title: "SRE book, Cascading failures",
    url: "https://sre.google/sre-book/addressing-cascading-failures/",
};
const TAIL: Source = Source::Page {
    title: "Dean and Barroso, The tail at scale",
    url: "https://doi.org/10.1145/2408776.2408794",
};
const GITHUB: Source = Source::Page {
    title: "GitHub, Rate limits for the REST API",
    url: "https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api",
};
const NGINX_RATE: Source = Source::Page {
    title: "nginx, limit_rate",
    url: "https://nginx.org/en/docs/http/ngx_http_core_module.html#limit_rate",
};
const NGINX_STATUS: Source = Source::Page {
    title: "nginx, limit_req_status",
    url: "https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_status",
};
const NGINX_CONN: Source = Source::Page {
    title: "nginx, limit_conn",
    url: "https://nginx.org/en/docs/http/ngx_http_limit_conn_module.html#limit_conn",
};
const ENVOY_BUCKET: Source = Source::Page {
    title: "Envoy, Local rate limit",
    url: "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/local_rate_limit_filter",
};
const ENVOY_FAULT: Source = Source::Page {
    title: "Envoy, Fault injection",
    url: "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/fault_filter",
};
const WINDOWS: Source = Source::Page {
    title: "Cloudflare, How we built rate limiting",
    url: "https://blog.cloudflare.com/counting-things-a-lot-of-different-things/",
};
const SLOW_START: Source = Source::Page {
    title: "Envoy, Slow start",
    url: "https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/slow_start",
};
const CWE_209: Source = Source::Page {
    title: "CWE-209, Error message containing sensitive information",
    url: "https://cwe.mitre.org/data/definitions/209.html",
};
const SLOW_READ: Source = Source::Page {
    title: "AWS, Timeouts, retries and backoff with jitter",
    url: "https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/",
};
const BROWN_OUT: Source = Source::Page {
    title: "Klein and others, Brownout",
    url: "https://portal.research.lu.se/en/publications/brownout-building-more-robust-cloud-applications",
};
const SHEDDING: Source = Source::Page {
    title: "AWS, Using load shedding to avoid overload",
    url: "https://aws.amazon.com/builders-library/using-load-shedding-to-avoid-overload/",
};
const fn draft(section: &'static str) -> Source {
    Source::Draft {
        name: "draft-ietf-httpapi-ratelimit-headers-11",
        section,
    }
}

const RETRY_AFTER: Source = rfc(9110, "10.2.3");

const fn row(
    group: Group,
    word: &'static str,
    name: &'static str,
    what: &'static str,
    example: &'static str,
    source: Source,
) -> Trouble {
    Trouble {
        word,
        name,
        what,
        group,
        example,
        source,
    }
}

use Group::{Cause, Connection, Content, Latency, Limit, Load, Script};

/// All of them, by group.
#[rustfmt::skip]
pub const TROUBLES: &[Trouble] = &[
    row(Connection, "reset", "do the work, then cut off",
        "The work is done and the connection breaks before the answer.", "reset", rfc(9110, "9.2.2")),
    row(Connection, "reset before", "cut off before the work",
        "The connection breaks before anything is done.", "reset before", rfc(9112, "9.3.1")),
    row(Connection, "timeout", "do the work, never answer",
        "The work is done and no answer ever comes.", "timeout", rfc(9112, "9.5")),
    row(Connection, "empty", "do the work, close without a byte",
        "The work is done and the connection closes without a byte.", "empty", rfc(9112, "9.3.1")),
    row(Connection, "refused", "refuse the connection",
        "Nothing listens at the address.", "refused", rfc(9293, "3.5.2")),
    row(Connection, "dns", "have no such name",
        "The name of the host does not resolve.", "dns", rfc(9110, "4.3.2")),
    row(Connection, "tls", "have a bad certificate",
        "The certificate is not valid for the host.", "tls", rfc(9110, "4.3.4")),

    row(Content, "truncated", "send half an answer",
        "The answer breaks off in the middle.", "truncated", rfc(9112, "8")),
    row(Content, "not-http", "send what is not HTTP",
        "What arrives does not begin with a status line.", "not-http", rfc(9112, "4")),
    row(Content, "broken-chunk", "break off between chunks",
        "The last chunk never comes, so the content is incomplete.", "broken-chunk", rfc(9112, "8")),
    row(Content, "wrong-length", "say a length that cuts it short",
        "Content-Length is less than there is, so clients read only half.", "wrong-length", rfc(9112, "6.3")),
    row(Content, "wrong-type", "send another type than it says",
        "The content is not of the type that Content-Type says.", "wrong-type", rfc(9110, "8.3")),
    row(Content, "bad-json", "send JSON that does not parse",
        "The content is called JSON and does not parse.", "bad-json", rfc(8259, "2")),
    row(Content, "error-in-200", "report an error with a 200",
        "The status says that it worked, the content that it did not.", "error-in-200", rfc(9110, "15.3.1")),
    row(Content, "leaky", "show its inside in an error",
        "The error shows paths, versions and a stack trace.", "leaky", CWE_209),

    row(Cause, "bug", "fail over a bug: 500",
        "The program has a mistake and answers 500.", "bug x*", rfc(9110, "15.6.1")),
    row(Cause, "overload", "be overloaded: 503",
        "More comes in than the server can do.", "overload retry-after=2 x2", OVERLOAD),
    row(Cause, "maintenance", "be down for maintenance: 503",
        "The server is down on purpose and says until when.", "maintenance x2", rfc(9110, "15.6.4")),
    row(Cause, "warm-up", "not be ready yet: 503",
        "The server just started and says in how many seconds it is ready.", "warm-up x2", CASCADES),
    row(Cause, "upstream-down", "not reach the server behind it: 502",
        "The gateway cannot reach the server behind it; nothing is done.", "upstream-down", rfc(9110, "15.6.3")),
    row(Cause, "upstream-garbled", "get nonsense from behind, after the work: 502",
        "The server behind the gateway does the work and answers with what is not HTTP.", "upstream-garbled", rfc(9110, "15.6.3")),
    row(Cause, "upstream-reset", "be cut off from behind, after the work: 502",
        "The server behind the gateway does the work and breaks the connection.", "upstream-reset", rfc(9110, "15.6.3")),
    row(Cause, "upstream-slow", "give up on the server behind it: 504",
        "The server behind the gateway is too slow; it may do the work or not.", "upstream-slow", rfc(9110, "15.6.5")),
    row(Cause, "portal", "want a sign-in to the network: 511",
        "A network between wants a sign-in first.", "portal", rfc(6585, "6")),

    row(Limit, "limit fixed", "let in 5 in each 10 s",
        "So many requests in each window; twice as many around a border.", "limit fixed 5/10s", WINDOWS),
    row(Limit, "limit sliding", "let in 5 in any 10 s",
        "So many requests in whatever window ends now.", "limit sliding 5/10s", WINDOWS),
    row(Limit, "limit bucket", "give out 5 tokens in 10 s",
        "Each request takes a token, and tokens come back one by one.", "limit bucket 5/10s", ENVOY_BUCKET),
    row(Limit, "limit concurrent", "answer 2 at a time",
        "So many requests are answered at a time.", "limit concurrent 2", NGINX_CONN),
    row(Limit, "limit retry-after=seconds", "tell the seconds until there is room",
        "A refusal says in how many seconds there is room; a limit does so if nothing else is said.", "limit fixed 1/10s retry-after=seconds", rfc(6585, "4")),
    row(Limit, "limit retry-after=date", "tell the date when there is room",
        "A refusal says when there is room.", "limit fixed 1/10s retry-after=date", RETRY_AFTER),
    row(Limit, "limit retry-after=none", "not tell when there is room",
        "A refusal does not say how long to wait.", "limit fixed 1/10s retry-after=none", rfc(6585, "4")),
    row(Limit, "limit retry-after=0", "tell no wait at all",
        "A refusal says to come back at once, and refuses again.", "limit fixed 1/10s retry-after=0", RETRY_AFTER),
    row(Limit, "limit retry-after=past", "tell a date that has been",
        "A refusal says to come back a minute ago.", "limit fixed 1/10s retry-after=past", RETRY_AFTER),
    row(Limit, "limit retry-after=long", "tell an hour",
        "A refusal says to wait far longer than needed.", "limit fixed 1/10s retry-after=long", RETRY_AFTER),
    row(Limit, "limit retry-after=unparsable", "tell what no one can read",
        "A refusal says to come back soon, which is no value of the field.", "limit fixed 1/10s retry-after=unparsable", RETRY_AFTER),
    row(Limit, "fields=ratelimit", "say how much is left",
        "Every answer has RateLimit-Policy and RateLimit; a limit does so if nothing else is said.", "limit fixed 5/10s fields=ratelimit", draft("4")),
    row(Limit, "fields=x-ratelimit", "say how much is left, in the older fields",
        "Every answer has X-RateLimit-Limit, -Remaining and -Reset, which is in seconds since 1970.", "limit fixed 5/10s fields=x-ratelimit", GITHUB),
    row(Limit, "fields=both", "say how much is left in all fields",
        "Every answer has the new fields and the older ones.", "limit fixed 5/10s fields=both", draft("3")),
    row(Limit, "fields=none", "not say how much is left",
        "No answer says how much is left.", "limit fixed 5/10s fields=none", rfc(6585, "4")),
    row(Limit, "status=503", "refuse too many with 503",
        "A limit refuses as if the server were overloaded.", "limit fixed 5/10s status=503", NGINX_STATUS),
    row(Limit, "status=429", "refuse too many with 429",
        "A limit refuses with Too Many Requests; it does so if nothing else is said.", "limit fixed 5/10s status=429", rfc(6585, "4")),

    row(Load, "load", "have a queue that fills up",
        "Requests wait for a worker, and a full queue sheds them with 503.", "..3s: load others=20/s", SHEDDING),
    row(Load, "capacity", "have one worker",
        "So many requests are worked on at a time.", "..3s: load capacity=1 others=5/s", SHEDDING),
    row(Load, "work", "work a second on each",
        "The work on a request takes so long.", "..3s: load work=1s others=5/s", SHEDDING),
    row(Load, "queue", "let two wait",
        "So many requests may wait.", "..3s: load queue=2 others=20/s", CASCADES),
    row(Load, "others", "have many other clients",
        "Others send so many requests a second.", "..5s: load others=50/s", CASCADES),
    row(Load, "brown-out", "do less when it is busy",
        "Over half a queue, each request gets half the work.", "load others=20/s brown-out", BROWN_OUT),

    row(Latency, "after", "work for 2 s",
        "The work takes so long, so the answer begins late.", "ok after=2s", SLOW_READ),
    row(Latency, "latency", "take 300 ms longer",
        "Every answer takes so much longer.", "latency 300ms", ENVOY_FAULT),
    row(Latency, "latency uniform", "take 100 to 400 ms longer",
        "Each time between two is as likely as any other.", "latency 100ms..400ms", SLOW_READ),
    row(Latency, "latency median", "be slow at times",
        "Half of the answers are quick, and a few take very long.", "latency median=200ms sigma=0.6", TAIL),
    row(Latency, "latency p50", "be slow by percentile",
        "Half the answers take no longer than the first time, 90 % than the second, 99 % than the third.", "latency p50=100ms p90=400ms p99=2s", TAIL),
    row(Latency, "drip", "send the content byte by byte",
        "The content takes so long, a byte at a time.", "drip 3s", SLOW_READ),
    row(Latency, "bandwidth", "send slowly",
        "So many bytes of content come a second.", "bandwidth 2000/s", NGINX_RATE),

    row(Script, "ok", "answer as usual",
        "The server answers as usual, which makes room between troubles.", "503, ok x2, 503", rfc(9110, "15.3.1")),
    row(Script, "status", "answer with a status",
        "Any status from 200 to 599, without doing anything.", "503", rfc(9110, "15")),
    row(Script, "x3", "do it three times",
        "A step is played so many times.", "503 x3", rfc(9110, "15.6.4")),
    row(Script, "x*", "do it for ever",
        "A step never ends.", "503 x*", rfc(9110, "15.6.4")),
    row(Script, "until-waited", "refuse until the client waits",
        "A step ends when a request comes no earlier than the server told.", "429 retry-after=2 until-waited", rfc(6585, "4")),
    row(Script, "retry-after", "tell seconds to wait",
        "A refusal says in how many seconds to come back.", "503 retry-after=2", RETRY_AFTER),
    row(Script, "retry-after=\"…\"", "tell a date",
        "A refusal says when to come back.", "503 retry-after=\"Sun, 22 Nov 2026 12:00:30 GMT\"", RETRY_AFTER),
    row(Script, "retry-after=date+30", "tell a date in 30 s",
        "The date is so many seconds after the answer.", "503 retry-after=date+30", RETRY_AFTER),
    row(Script, "retry-after=date-60", "tell a date a minute ago",
        "The date is in the past.", "503 retry-after=date-60", RETRY_AFTER),
    row(Script, "retry-after=unparsable", "tell what no one can read",
        "The value is neither seconds nor a date.", "503 retry-after=unparsable", RETRY_AFTER),
    row(Script, "retry-after=none", "not tell how long",
        "The field is left out where there would be one.", "maintenance retry-after=none", RETRY_AFTER),
    row(Script, "%", "fail at times",
        "Dice decide between acts, each with its share.", "30% 503 | 10% reset | ok x*", ENVOY_FAULT),
    row(Script, "fading", "fail ever more rarely",
        "A step is played ever more rarely from the start of a time to its end.", "..20s: 503 x* fading", SLOW_START),
    row(Script, "POST:", "do it to one method",
        "A rule is for requests of this method.", "POST: 503 x2", rfc(9110, "9.1")),
    row(Script, "/api/*:", "do it to some paths",
        "A rule is for requests to this path, or to all that begin so.", "/api/users/*: 503 x2", rfc(9110, "4.2.3")),
    row(Script, "5s..40s:", "do it for a time",
        "A rule is for requests that come in this time of the run.", "..5s: 503 x*", rfc(9110, "15.6.4")),
    row(Script, "#11..:", "do it from a request on",
        "A rule is for requests by their number.", "#2..3: 503 x*", rfc(9110, "15.6.4")),
];

/// The trouble of a word.
pub fn find(word: &str) -> Option<&'static Trouble> {
    TROUBLES.iter().find(|trouble| trouble.word == word)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use http::{Method, Uri};

    use super::*;
    use crate::backend::Backend;
    use crate::backend::limits::{Fields, Hint};
    use crate::backend::script::{Act, Body, Cause, Fault, Script as Text};
    use crate::protocol::{Failure, Request};
    use crate::time::Instant;

    fn script(trouble: &Trouble) -> Text {
        Text::parse(trouble.example).unwrap_or_else(|error| panic!("{}: {error}", trouble.example))
    }

    #[test]
    fn every_row_is_complete_and_its_example_reads_back() {
        let mut words = HashSet::new();
        for trouble in TROUBLES {
            assert!(words.insert(trouble.word), "{} twice", trouble.word);
            assert!(trouble.what.ends_with('.') && !trouble.name.is_empty());
            assert!(!script(trouble).rules().is_empty());
            assert!(trouble.source.url().starts_with("https://"));
            assert!(Group::ALL.contains(&trouble.group));
            if trouble.group.is_act() {
                // The form offers these words as what a step does.
                assert!(Text::parse(trouble.word).is_ok(), "{}", trouble.word);
                assert!(trouble.example.starts_with(trouble.word));
            }
        }
    }

    #[test]
    fn examples_are_as_they_are_printed_where_nothing_is_said_twice() {
        for trouble in TROUBLES {
            let again = Text::parse(&script(trouble).to_string());
            assert_eq!(again, Ok(script(trouble)), "{}", trouble.word);
        }
    }

    #[test]
    fn every_example_makes_a_difference() {
        // Options that say what holds anyway.
        let usual = ["ok", "fields=ratelimit"];
        let get = Request::new(Method::GET, Uri::from_static("/api/users/7"));
        let post = Request::new(Method::POST, Uri::from_static("/api/users"));
        let run = |script| {
            let mut server = Backend::new(script, 418);
            let moments = [0_u64, 200, 400, 1_000, 6_000, 6_001, 6_002, 12_000];
            let both = moments.map(|ms| {
                let now = Instant::from_millis(ms);
                [&get, &post].map(|request| server.respond(now, request))
            });
            (both, server.users())
        };
        let calm = run(Text::default());
        for trouble in TROUBLES {
            let here = run(script(trouble));
            assert!(
                here != calm || usual.contains(&trouble.word),
                "{}",
                trouble.word
            );
            // And the same difference each time.
            assert!(run(script(trouble)) == here, "{}", trouble.word);
        }
    }

    #[test]
    fn every_act_has_a_row() {
        let acts = Failure::ALL
            .map(Failure::slug)
            .into_iter()
            .chain(Fault::ALL.map(Fault::slug))
            .chain(Cause::ALL.map(Cause::slug))
            .chain(["reset before", "ok"]);
        for word in acts {
            assert!(find(word).is_some(), "{word}");
        }
        let status = script(find("status").expect("a row"));
        let Body::Steps(steps) = &status.rules()[0].body else {
            panic!("no steps");
        };
        assert!(matches!(steps[0].act(), Some(Act::Status { .. })));
    }

    #[test]
    fn every_body_option_and_mode_is_in_an_example() {
        let examples: Vec<&str> = TROUBLES.iter().map(|trouble| trouble.example).collect();
        let all = examples.join("; ");
        let options = [
            " x3",
            " x*",
            " until-waited",
            " after=",
            " fading",
            "% ",
            " | ",
            "retry-after=2",
            "retry-after=\"",
            "retry-after=date+30",
            "retry-after=date-60",
            "retry-after=unparsable",
            "retry-after=none",
            "limit fixed",
            "limit sliding",
            "limit bucket",
            "limit concurrent",
            "status=503",
            "status=429",
            "load ",
            "capacity=",
            "work=",
            "queue=",
            "others=",
            "brown-out",
            "latency 300ms",
            "latency 100ms..400ms",
            "median=",
            "sigma=",
            "p50=",
            "p90=",
            "p99=",
            "drip ",
            "bandwidth ",
            "POST:",
            "/api/users/*:",
            "..5s:",
            "#2..3:",
        ];
        for option in options {
            assert!(all.contains(option), "{option}");
        }
        for (_, word) in Hint::ALL {
            assert!(all.contains(&format!("s retry-after={word}")), "{word}");
        }
        for (_, word) in Fields::ALL {
            assert!(all.contains(&format!("fields={word}")), "{word}");
        }
    }
}
