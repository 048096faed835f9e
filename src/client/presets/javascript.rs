//! What is used from JavaScript, in the browser and on a server.

use super::super::{
    Backoff, Bound, Jitter, Policy, Read, Redirects, Retries, Rewriting, Rule, Told, UNLIMITED,
    When, Zero,
};
use super::{
    ANY_FAILURE, ERROR_CODES, ERRORS, FETCH_REJECTS, JAVASCRIPT, NO_ANSWER, REJECTED_407,
    REPLAY_421, SERVER_ERRORS, THROWN, THROWS, on, seconds,
};
use crate::protocol::Failure;
use std::time::Duration;

/// Uses `fetch()`, so its redirects are known.
const ON_FETCH: Policy = Policy {
    family: JAVASCRIPT,
    ..Policy::NONE
};

const AXIOS_METHODS: &[&str] = &["GET", "HEAD", "OPTIONS", "PUT", "DELETE"];
const IDEMPOTENT: &[&str] = &["GET", "PUT", "HEAD", "DELETE", "OPTIONS", "TRACE"];

pub(super) const AXIOS_RETRY: Policy = Policy {
    slug: "axios-retry",
    name: "axios-retry",
    family: JAVASCRIPT,
    version: "4.5.0",
    source: "softonic/axios-retry src/index.ts; redirects: follow-redirects 1.16.3 index.js, below axios 1.21.1 in Node.js",
    notes: "Its documentation says 5xx; the code repeats 429, too. A POST without an answer is repeated. axios has no \
            time-out by default; one that is set is for all tries.",
    retries: Retries::Rules(&[
        on(&[(429, 429), SERVER_ERRORS], &[]).only(AXIOS_METHODS),
        // The list of errors that cannot pass holds unknown names and certificates, but is not asked for these methods.
        on(&[], &[Failure::NoSuchName, Failure::NotTrusted]).only(AXIOS_METHODS),
        on(&[], &[Failure::Refused, Failure::Reset, Failure::NotHttp]),
    ]),
    attempts: 4,
    told: Told::EXACT,
    // Those of follow-redirects, which axios uses on a server.
    redirects: Redirects::up_to(21, Rewriting::Fetch),
    ..Policy::NONE
};

pub(super) const AXIOS_RETRY_EXP: Policy = Policy {
    slug: "axios-retry-exp",
    name: "axios-retry, exponentialDelay",
    source: "softonic/axios-retry src/index.ts exponentialDelay",
    notes: "The first wait is 200 ms, not 100: n starts at 1.",
    backoff: Backoff::doubling(200).with(Jitter::PlusShare(20)),
    told: Told {
        bound: Bound::AtLeastOwn,
        ..Told::EXACT
    },
    ..AXIOS_RETRY
};

pub(super) const KY: Policy = Policy {
    slug: "ky",
    name: "ky",
    version: "2.0.2",
    source: "sindresorhus/ky source/utils/normalize.ts, source/core/Ky.ts",
    notes: "Waits as long as it is told, without a limit. A time-out is not repeated; it ends with the header section. A 407 \
            is repeated, since fetch() rejects.",
    retries: Retries::Rules(&[
        REPLAY_421,
        on(
            &[REJECTED_407, (408, 408), (429, 429), (500, 500), (502, 504)],
            FETCH_REJECTS,
        )
        .only(IDEMPOTENT),
        Rule {
            when: When::Told,
            ..on(&[(413, 413)], &[]).only(IDEMPOTENT)
        },
    ]),
    attempts: 3,
    attempt_timeout: seconds(10),
    backoff: Backoff::doubling(300),
    told: Told {
        reads: &[
            Read::Reset("Retry-After"),
            Read::Reset("RateLimit-Reset"),
            Read::Reset("X-RateLimit-Retry-After"),
            Read::Reset("X-RateLimit-Reset"),
            Read::Reset("X-Rate-Limit-Reset"),
        ],
        on: &[413, 429, 503],
        ..Told::EXACT
    },
    ..ON_FETCH
};

pub(super) const GOT: Policy = Policy {
    slug: "got",
    name: "got",
    version: "15.0.5",
    source: "sindresorhus/got source/core/options.ts, calculate-retry-delay.ts, index.ts",
    notes: "Its documentation says ± 100 ms; the code adds 0 to 100. With a time-out set, a longer Retry-After ends the call.",
    retries: Retries::Rules(&[
        on(
            &[
                (408, 408),
                (429, 429),
                (500, 500),
                (502, 504),
                (521, 522),
                (524, 524),
            ],
            ERROR_CODES,
        )
        .only(IDEMPOTENT),
        Rule {
            when: When::ToldMore,
            ..on(&[(413, 413)], &[]).only(IDEMPOTENT)
        },
    ]),
    attempts: 3,
    backoff: Backoff::doubling(1_000).with(Jitter::Plus(Duration::from_millis(100))),
    told: Told {
        zero: Zero::BackOff,
        past: Zero::After(Duration::from_millis(1)),
        ..Told::EXACT
    },
    redirects: Redirects::up_to(10, Rewriting::Got).above(),
    ..ON_FETCH
};

pub(super) const OFETCH: Policy = Policy {
    slug: "ofetch",
    name: "ofetch, $fetch of Nuxt",
    version: "2.0.0-alpha.3",
    source: "unjs/ofetch src/fetch.ts, src/utils.ts",
    notes: "Repeats GET on 409 and 425, but neither PUT nor DELETE on anything. On a 407, fetch() rejects.",
    retries: Retries::Rules(&[
        REPLAY_421,
        Rule {
            methods: super::Methods::Except(&["PATCH", "POST", "PUT", "DELETE"]),
            ..on(
                &[
                    REJECTED_407,
                    (408, 409),
                    (425, 425),
                    (429, 429),
                    (500, 500),
                    (502, 504),
                ],
                NO_ANSWER,
            )
        },
    ]),
    attempts: 2,
    ..ON_FETCH
};

pub(super) const SUPERAGENT: Policy = Policy {
    slug: "superagent",
    name: "superagent .retry(1)",
    family: JAVASCRIPT,
    version: "10.4.2",
    source: "ladjs/superagent src/request-base.js; redirects: src/node/index.js",
    notes: "Off unless asked for. The list of methods is commented out, so POST is repeated. It follows no redirect of a \
            HEAD, but also a 305; that is not shown here.",
    retries: Retries::Rules(&[on(
        &[
            (408, 408),
            (413, 413),
            (429, 429),
            (500, 500),
            (502, 504),
            (521, 522),
            (524, 524),
        ],
        // An answer that breaks off is an ECONNRESET to it.
        &[
            Failure::NoSuchName,
            Failure::Refused,
            Failure::Reset,
            Failure::TimedOut,
            Failure::Truncated,
        ],
    )]),
    attempts: 2,
    redirects: Redirects::up_to(5, Rewriting::Go).above(),
    ..Policy::NONE
};

pub(super) const FETCH_RETRY: Policy = Policy {
    slug: "fetch-retry",
    name: "fetch-retry",
    version: "6.0.0",
    source: "jonbern/fetch-retry index.js",
    notes: "retryOn is empty by default: no status is repeated. A 407 is none to fetch(), which rejects.",
    retries: Retries::Rules(&[REPLAY_421, on(&[REJECTED_407], NO_ANSWER)]),
    attempts: 4,
    backoff: Backoff::fixed(1_000),
    ..ON_FETCH
};

pub(super) const UNDICI_RETRY: Policy = Policy {
    slug: "undici-retry",
    name: "undici RetryAgent",
    version: "8.10.0",
    source: "nodejs/undici lib/handler/retry-handler.js, lib/dispatcher/client.js",
    notes: "An answer that breaks off is resumed with Range; that is not shown here. The time-out is its headersTimeout and \
            is not repeated.",
    retries: Retries::Rules(&[on(
        &[(429, 429), (500, 500), (502, 504)],
        // The error of its parser has no code, and what has none is repeated.
        &[
            Failure::NoSuchName,
            Failure::Refused,
            Failure::Reset,
            Failure::NotHttp,
        ],
    )
    .only(&["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "QUERY"])]),
    attempts: 6,
    attempt_timeout: seconds(300),
    backoff: Backoff::doubling(500).up_to(30),
    told: Told {
        past: Zero::BackOff,
        bound: Bound::Cap(Duration::from_secs(30), Duration::ZERO),
        ..Told::EXACT
    },
    redirects: Redirects::NONE,
    ..ON_FETCH
};

pub(super) const P_RETRY: Policy = Policy {
    slug: "p-retry",
    name: "p-retry",
    version: "7.0.0",
    source: "sindresorhus/p-retry index.js",
    notes: THROWS,
    retries: THROWN,
    attempts: 11,
    backoff: Backoff::doubling(1_000),
    family: JAVASCRIPT,
    ..Policy::NONE
};

pub(super) const COCKATIEL: Policy = Policy {
    slug: "cockatiel",
    name: "cockatiel retry(), not configured",
    version: "3.2.1",
    source: "connor4312/cockatiel src/Policy.ts, src/backoff",
    notes: "Without maxAttempts and back-off it repeats for ever and at once.",
    attempts: UNLIMITED,
    backoff: Backoff::NONE,
    ..P_RETRY
};

/// Errors are thrown by the function it is given.
const THROWN_ON_FETCH: Retries = Retries::Rules(&[REPLAY_421, on(ERRORS, ANY_FAILURE)]);
const THROWS_ON_FETCH: &str =
    "fetch() does not throw for a status; here the function it is given does, from 400.";

pub(super) const TANSTACK_QUERY: Policy = Policy {
    slug: "tanstack-query",
    name: "TanStack Query, useQuery",
    version: "5.102.0",
    source: "TanStack/query packages/query-core/src/retryer.ts",
    notes: THROWS_ON_FETCH,
    retries: THROWN_ON_FETCH,
    attempts: 4,
    backoff: Backoff::doubling(1_000).up_to(30),
    ..ON_FETCH
};

pub(super) const SWR: Policy = Policy {
    slug: "swr",
    name: "SWR",
    version: "2.5.1",
    source: "vercel/swr src/_internal/utils/config.ts",
    notes: THROWS_ON_FETCH,
    retries: THROWN_ON_FETCH,
    attempts: UNLIMITED,
    // 5 s × the whole part of U(0.5, 1.5) × 2ⁿ, n at most 8.
    backoff: Backoff {
        step: Duration::from_secs(5),
        ..Backoff::doubling(10_000)
            .up_to(1_280)
            .with(Jitter::Times(50, 150))
    },
    ..ON_FETCH
};

pub(super) const RTK_QUERY: Policy = Policy {
    slug: "rtk-query",
    name: "RTK Query, retry()",
    version: "2.12.0",
    source: "reduxjs/redux-toolkit packages/toolkit/src/query/retry.ts",
    notes: "Off unless wrapped. Repeats every error of its base query, 4xx included.",
    retries: THROWN_ON_FETCH,
    attempts: 6,
    backoff: Backoff::doubling(600).with(Jitter::Times(40, 140)),
    ..ON_FETCH
};
