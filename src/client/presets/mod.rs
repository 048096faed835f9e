//! The clients one can choose. Each library is as its source has it, in the version that was read; what it says about
//! itself elsewhere does not count. `tests/it/clients.txt` holds the rows they are checked against.

mod between;
mod checked;
mod javascript;
mod platforms;
mod python;
mod search;
mod services;

pub use search::search;

use std::time::Duration;

use super::{Again, Backoff, Jitter, Methods, Policy, Redirects, Retries, Rule};
use crate::protocol::Failure;

/// Walks the tree. Its numbers follow the SRE book (few tries per call) and the AWS article (full jitter).
pub const CAREFUL: Policy = Policy {
    slug: "careful",
    name: "careful (walks the tree)",
    family: "Teapot",
    source: "the tree under Decide",
    retries: Retries::Tree,
    attempts: 4,
    deadline: Some(Duration::from_secs(30)),
    attempt_timeout: Some(Duration::from_secs(2)),
    backoff: Backoff::doubling(1_000).up_to(30).with(Jitter::Full),
    redirects: Redirects::FETCH.above(),
    ..Policy::NONE
};

/// The browser's own `fetch()`, used without a library: no retry but after 421, no time-out, redirects followed.
pub const FETCH: Policy = Policy {
    slug: "fetch",
    name: "browser fetch()",
    family: JAVASCRIPT,
    version: "Fetch Standard",
    source: "WHATWG Fetch, HTTP-redirect fetch and HTTP-network-or-cache fetch",
    notes: "An error status is an answer, too: it does not throw.",
    retries: Retries::Rules(&[REPLAY_421]),
    ..Policy::NONE
};

const JAVASCRIPT: &str = "JavaScript";
const PYTHON: &str = "Python";
const JVM: &str = "Java and Kotlin";
const DOTNET: &str = ".NET";
const GO: &str = "Go";
const RUST: &str = "Rust";
const PHP_RUBY: &str = "PHP and Ruby";
const CLOUD: &str = "Clouds and services";
const TOOLS: &str = "Tools and proxies";

/// What `fetch()` does below every library that uses it: a 421 is sent once more on a new connection (Fetch,
/// "HTTP-network-or-cache fetch").
const REPLAY_421: Rule = Rule {
    statuses: &[(421, 421)],
    again: Again::Replay,
    ..Rule::NONE
};

/// What `fetch()` makes a network error of where nobody can be asked to sign in (Fetch, "HTTP-network-or-cache fetch").
const REJECTED_407: (u16, u16) = (407, 407);

/// What is an error to whatever throws for error statuses.
const ERRORS: &[(u16, u16)] = &[(400, 599)];
const SERVER_ERRORS: (u16, u16) = (500, 599);

/// Any way to get no answer, or not all of it.
const ANY_FAILURE: &[Failure] = &Failure::ALL;
/// The ways in which `fetch()` rejects; an answer that breaks off shows only when it is read, after the library is done.
const FETCH_REJECTS: &[Failure] = &[
    Failure::NoSuchName,
    Failure::Refused,
    Failure::NotTrusted,
    Failure::Reset,
    Failure::NotHttp,
];
/// Every way to get no answer; one that breaks off is an answer that began.
const NO_ANSWER: &[Failure] = &[
    Failure::NoSuchName,
    Failure::Refused,
    Failure::NotTrusted,
    Failure::Reset,
    Failure::TimedOut,
    Failure::NotHttp,
];
/// The usual list of error codes: `ENOTFOUND`, `ECONNREFUSED`, `ECONNRESET`, `ETIMEDOUT` and their like.
const ERROR_CODES: &[Failure] = &[
    Failure::NoSuchName,
    Failure::Refused,
    Failure::Reset,
    Failure::TimedOut,
];

/// A rule for any method.
const fn on(statuses: &'static [(u16, u16)], failures: &'static [Failure]) -> Rule {
    Rule {
        statuses,
        failures,
        ..Rule::NONE
    }
}

impl Rule {
    const fn only(self, methods: &'static [&'static str]) -> Self {
        Self {
            methods: Methods::Only(methods),
            ..self
        }
    }
}

/// What wraps calls that throw: one rule for every error, statuses included.
const THROWN: Retries = Retries::Rules(&[on(ERRORS, ANY_FAILURE)]);
const THROWS: &str = "It repeats what throws; here every status from 400 does, as in clients that throw for them. Redirects \
                      and time-outs are those of what it wraps; here redirects are followed as fetch() does.";

const fn seconds(seconds: u64) -> Option<Duration> {
    Some(Duration::from_secs(seconds))
}

/// All of them, the default first, then by family.
pub const ALL: &[&Policy] = &[
    &CAREFUL,
    &FETCH,
    &javascript::AXIOS_RETRY,
    &javascript::AXIOS_RETRY_EXP,
    &javascript::KY,
    &javascript::GOT,
    &javascript::OFETCH,
    &javascript::SUPERAGENT,
    &javascript::FETCH_RETRY,
    &javascript::UNDICI_RETRY,
    &javascript::P_RETRY,
    &javascript::COCKATIEL,
    &javascript::TANSTACK_QUERY,
    &javascript::SWR,
    &javascript::RTK_QUERY,
    &python::REQUESTS,
    &python::HTTPX,
    &python::URLLIB3_DEFAULT,
    &python::URLLIB3_TYPICAL,
    &python::AIOHTTP_RETRY,
    &python::TENACITY,
    &platforms::OKHTTP,
    &platforms::APACHE_HC5,
    &platforms::RESILIENCE4J,
    &platforms::FAILSAFE,
    &platforms::SPRING_RETRY,
    &platforms::MS_HTTP_RESILIENCE,
    &platforms::MS_HTTP_HEDGING,
    &platforms::POLLY_V8,
    &platforms::GO_NET_HTTP,
    &platforms::GO_RETRYABLEHTTP,
    &platforms::REQWEST,
    &platforms::REQWEST_RETRY,
    &platforms::TOWER,
    &platforms::SYMFONY,
    &platforms::FARADAY_RETRY,
    &services::AWS_JS_V3,
    &services::AWS_JS_V3_BEFORE,
    &services::BOTOCORE,
    &services::BOTOCORE_LEGACY,
    &services::BOTOCORE_STANDARD_BEFORE,
    &services::SMITHY_RS,
    &services::GOOGLE_API_CORE,
    &services::GAXIOS,
    &services::AZURE_CORE_JS,
    &services::KIOTA,
    &services::STRIPE_NODE,
    &services::OPENAI_PYTHON,
    &services::OCTOKIT_RETRY,
    &platforms::CURL_RETRY,
    &platforms::WGET,
    &platforms::ENVOY,
    &between::NGINX,
    &between::GRPC,
    &between::GRPC_HEDGING,
];

/// What the library behind a preset was when it was run beside it: `ky 2.0.2 on Node 22`; nothing for those that were
/// only read.
pub fn checked_against(slug: &str) -> Option<&'static str> {
    let mut rows = checked::CHECKED.iter();
    rows.find(|row| row.0 == slug).map(|row| row.1)
}

/// The policy with this slug.
pub fn find(slug: &str) -> Option<&'static Policy> {
    ALL.iter().copied().find(|policy| policy.slug == slug)
}
