//! What is used from Python.

use super::super::{
    Again, Backoff, Bound, Policy, Redirects, Retries, Rewriting, Rule, Told, UNLIMITED, When, Zero,
};
use super::{PYTHON, THROWN, THROWS, on, seconds};
use crate::protocol::Failure;
use std::time::Duration;

pub(super) const REQUESTS: Policy = Policy {
    slug: "requests",
    name: "requests",
    family: PYTHON,
    version: "2.34.2",
    source: "psf/requests src/requests/adapters.py, sessions.py",
    notes: "max_retries repeats only failed connections, unless it is given a Retry of urllib3. It has no time-out.",
    redirects: Redirects::up_to(30, Rewriting::Requests),
    ..Policy::NONE
};

pub(super) const HTTPX: Policy = Policy {
    slug: "httpx",
    name: "httpx",
    family: PYTHON,
    version: "0.28.1",
    source: "encode/httpx httpx/_transports/default.py, _config.py",
    notes: "retries=n repeats only failed connections. The time-out is for connecting and for each read and write, not for \
            the whole.",
    attempt_timeout: seconds(5),
    redirects: Redirects::NONE,
    ..Policy::NONE
};

const ALLOWED: &[&str] = &["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"];
/// Connecting failed, so nothing was sent: any method.
const CONNECTING: Rule = on(&[], &[Failure::NoSuchName, Failure::Refused]);
/// Reading failed.
const READING: Rule = on(
    &[],
    &[
        Failure::Reset,
        Failure::TimedOut,
        Failure::Truncated,
        Failure::NotHttp,
    ],
)
.only(ALLOWED);

pub(super) const URLLIB3_DEFAULT: Policy = Policy {
    slug: "urllib3-default",
    name: "urllib3",
    family: PYTHON,
    version: "2.7.0",
    source: "urllib3 src/urllib3/util/retry.py, connectionpool.py",
    notes: "Redirects count as tries. A pool used alone waits Retry-After before it follows one, a PoolManager does not.",
    retries: Retries::Rules(&[
        Rule {
            when: When::Told,
            ..on(&[(413, 413), (429, 429), (503, 503)], &[]).only(ALLOWED)
        },
        CONNECTING,
        READING,
    ]),
    attempts: 4,
    told: Told {
        zero: Zero::BackOff,
        past: Zero::BackOff,
        bound: Bound::Cap(Duration::from_secs(21_600), Duration::ZERO),
        ..Told::EXACT
    },
    redirects: Redirects {
        shared: true,
        ..Redirects::up_to(3, Rewriting::Urllib3).above()
    },
    ..Policy::NONE
};

pub(super) const URLLIB3_TYPICAL: Policy = Policy {
    slug: "urllib3-typical",
    name: "urllib3 Retry(5, backoff_factor=0.5, [500, 502, 503, 504])",
    notes: "The first retry comes at once, whatever the factor is.",
    retries: Retries::Rules(&[
        on(&[(500, 500), (502, 504)], &[]).only(ALLOWED),
        Rule {
            when: When::Told,
            ..on(&[(413, 413), (429, 429)], &[]).only(ALLOWED)
        },
        CONNECTING,
        READING,
    ]),
    attempts: 6,
    backoff: Backoff {
        first_at_once: true,
        ..Backoff::doubling(500).up_to(120)
    },
    redirects: Redirects {
        shared: true,
        ..Redirects::up_to(5, Rewriting::Urllib3).above()
    },
    ..URLLIB3_DEFAULT
};

pub(super) const AIOHTTP_RETRY: Policy = Policy {
    slug: "aiohttp-retry",
    name: "aiohttp_retry, ExponentialRetry",
    family: PYTHON,
    version: "2.9.1",
    source: "inyutin/aiohttp_retry aiohttp_retry/retry_options.py, client.py; aiohttp 3.14.5 aiohttp/client.py",
    notes: "A comment says all exceptions are repeated; the set is empty. aiohttp below it sends an idempotent request once \
            more when the connection is lost; the time-out is its, for the whole of a try. It stops at the tenth redirect.",
    retries: Retries::Rules(&[
        on(&[(500, 999)], &[]).only(&[
            "HEAD", "GET", "PUT", "DELETE", "OPTIONS", "TRACE", "POST", "CONNECT", "PATCH",
        ]),
        // aiohttp itself, below it (aiohttp/client.py, retry_persistent_connection).
        Rule {
            again: Again::Replay,
            ..on(&[], &[Failure::Reset]).only(ALLOWED)
        },
    ]),
    attempts: 3,
    attempt_timeout: seconds(300),
    backoff: Backoff::doubling(200).up_to(30),
    // The tenth is not followed any more.
    redirects: Redirects::up_to(9, Rewriting::Fetch),
    ..Policy::NONE
};

pub(super) const TENACITY: Policy = Policy {
    slug: "tenacity",
    name: "tenacity @retry, not configured",
    family: PYTHON,
    version: "9.1.4",
    source: "jd/tenacity tenacity/__init__.py",
    notes: THROWS,
    retries: THROWN,
    attempts: UNLIMITED,
    ..Policy::NONE
};
