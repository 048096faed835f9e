//! What clouds and services ship for themselves.

use super::super::{
    Again, Backoff, Bound, Budget, Growth, Jitter, Methods, Policy, Read, Redirects, Retries,
    Rewriting, Rule, Told, UNLIMITED, When, Zero,
};
use super::{ANY_FAILURE, CLOUD, ERROR_CODES, NO_ANSWER, REPLAY_421, SERVER_ERRORS, on, seconds};
use crate::protocol::Failure;
use std::time::Duration;

/// Full jitter, at most 20 s.
const fn full(base: u64) -> Backoff {
    Backoff::doubling(base).up_to(20).with(Jitter::Full)
}

/// Full jitter in whole milliseconds.
const fn whole(base: u64) -> Backoff {
    Backoff {
        step: Duration::from_millis(1),
        ..full(base)
    }
}

const fn throttled(backoff: Backoff) -> Rule {
    Rule {
        backoff: Some(backoff),
        ..on(&[(429, 429)], &[])
    }
}

/// The usual codes; the content is read inside as well, and breaks off with `ECONNRESET`.
const NODE_CODES: &[Failure] = &[
    Failure::NoSuchName,
    Failure::Refused,
    Failure::Reset,
    Failure::TimedOut,
    Failure::Truncated,
];
const TRANSIENT: &[(u16, u16)] = &[(500, 500), (502, 504)];
const BUCKET: &str = "The bucket is shared by all calls of a client; an empty one ends a call without a wait. It has no \
                      time-out but for connecting.";
const NODE_BUCKET: &str = "The bucket is shared by all calls of a client; an empty one ends a call without a wait. It has no \
                           time-out, and requestTimeout only warns unless throwOnRequestTimeout is set.";
const CLAMP: Bound = Bound::Clamp(Duration::from_secs(5));

/// The bucket of the AWS SDKs: 500 tokens a client.
const fn bucket(cost: u32, timed_out: u32) -> Option<Budget> {
    Some(Budget::Tokens {
        capacity: 500,
        cost,
        throttled: 5,
        timed_out,
        success: 1,
    })
}

pub(super) const AWS_JS_V3: Policy = Policy {
    slug: "aws-js-v3",
    name: "AWS SDK for JavaScript v3",
    family: CLOUD,
    version: "@smithy/core 3.41.0",
    source: "@smithy/core dist-es/submodules/retry/util-retry/retries-2026-config.js; @smithy/node-http-handler 4.14.2",
    notes: NODE_BUCKET,
    retries: Retries::Rules(&[throttled(whole(1_000)), on(TRANSIENT, NODE_CODES)]),
    attempts: 3,
    backoff: whole(50),
    told: Told {
        reads: &[Read::SecondsOrDate, Read::Millis("x-amz-retry-after")],
        bound: CLAMP,
        ..Told::IGNORED
    },
    budget: bucket(14, 14),
    redirects: Redirects::NONE,
    ..Policy::NONE
};

pub(super) const AWS_JS_V3_BEFORE: Policy = Policy {
    slug: "aws-js-v3-before-2026-11",
    name: "AWS SDK for JavaScript v3, before November 2026",
    version: "@smithy/core 3.33.3",
    source: "smithy-lang/smithy-typescript packages/core/src/submodules/retry/util-retry",
    retries: Retries::Rules(&[throttled(whole(500)), on(TRANSIENT, NODE_CODES)]),
    backoff: whole(100),
    budget: bucket(10, 10),
    ..AWS_JS_V3
};

pub(super) const BOTOCORE: Policy = Policy {
    slug: "botocore",
    name: "botocore, boto3",
    family: CLOUD,
    version: "1.44.5",
    source: "botocore/retries/standard.py, configprovider.py, httpsession.py",
    notes: "Plain Retry-After is ignored. Error codes of AWS are not looked at here. The time-out is its read_timeout, for a \
            silence. An XML service's client repeats a 5xx only with XML, HTML or no content.",
    retries: Retries::Rules(&[throttled(full(1_000)), on(TRANSIENT, NO_ANSWER)]),
    attempts: 3,
    attempt_timeout: seconds(60),
    backoff: full(50),
    budget: bucket(14, 14),
    told: Told {
        reads: &[Read::Millis("x-amz-retry-after")],
        bound: CLAMP,
        ..Told::IGNORED
    },
    redirects: Redirects::NONE,
    ..Policy::NONE
};

pub(super) const BOTOCORE_LEGACY: Policy = Policy {
    slug: "botocore-legacy",
    name: "botocore, mode=legacy",
    source: "botocore/data/_retry.json, retryhandler.py",
    notes: "The default up to 1.43. Error codes of AWS on a 400 are not looked at here.",
    retries: Retries::Rules(&[on(
        &[(429, 429), (500, 500), (502, 504), (509, 509)],
        NO_ANSWER,
    )]),
    attempts: 5,
    backoff: Backoff::doubling(1_000).with(Jitter::Full),
    told: Told::IGNORED,
    budget: None,
    ..BOTOCORE
};

pub(super) const BOTOCORE_STANDARD_BEFORE: Policy = Policy {
    slug: "botocore-standard-before-1.44",
    name: "botocore, mode=standard, before 1.44",
    version: "1.43.67",
    source: "botocore/retries/standard.py, quota.py",
    notes: "A 429 is repeated only when its content names an error code of AWS, which nothing here does.",
    retries: Retries::Rules(&[on(TRANSIENT, NO_ANSWER)]),
    backoff: full(1_000),
    told: Told::IGNORED,
    budget: bucket(5, 10),
    ..BOTOCORE
};

pub(super) const SMITHY_RS: Policy = Policy {
    slug: "smithy-rs",
    name: "AWS SDK for Rust",
    family: CLOUD,
    version: "aws-smithy-runtime 1.16.2",
    source: "smithy-lang/smithy-rs rust-runtime/aws-smithy-types/src/retry.rs, aws-smithy-runtime/src/client/retries, \
             aws-smithy-http-client",
    notes: BUCKET,
    retries: Retries::Rules(&[on(
        TRANSIENT,
        &[
            Failure::NoSuchName,
            Failure::Refused,
            Failure::Reset,
            Failure::TimedOut,
            Failure::NotHttp,
        ],
    )]),
    attempts: 3,
    backoff: full(1_000),
    told: Told {
        reads: &[Read::Millis("x-amz-retry-after")],
        bound: Bound::Cap(Duration::from_secs(20), Duration::ZERO),
        ..Told::IGNORED
    },
    budget: bucket(10, 10),
    redirects: Redirects::NONE,
    ..Policy::NONE
};

/// Everything but a time-out.
const UNLESS_LATE: &[Failure] = &[
    Failure::NoSuchName,
    Failure::Refused,
    Failure::NotTrusted,
    Failure::Reset,
    Failure::Truncated,
    Failure::NotHttp,
];

pub(super) const GOOGLE_API_CORE: Policy = Policy {
    slug: "google-api-core",
    name: "google-api-core Retry (Python)",
    family: CLOUD,
    version: "2.44.0",
    source: "google/api_core/retry/retry_base.py",
    notes: "502 and 504 are not among what it repeats.",
    retries: Retries::Rules(&[on(&[(429, 429), (500, 500), (503, 503)], UNLESS_LATE)]),
    attempts: UNLIMITED,
    deadline: seconds(120),
    backoff: Backoff::doubling(1_000).up_to(60).with(Jitter::Full),
    redirects: Redirects::up_to(30, Rewriting::Requests),
    ..Policy::NONE
};

const GAXIOS_METHODS: &[&str] = &["GET", "HEAD", "PUT", "OPTIONS", "DELETE"];

pub(super) const GAXIOS: Policy = Policy {
    slug: "gaxios",
    name: "gaxios, retry: true",
    family: CLOUD,
    version: "7.1.2",
    source: "googleapis/gaxios src/retry.ts, src/gaxios.ts; redirects: node-fetch 3.3.2 src/index.js",
    notes: "The delay it is given applies to the first retry only. It has no time-out.",
    retries: Retries::Rules(&[
        on(&[(100, 199), (408, 408), (429, 429), SERVER_ERRORS], &[]).only(GAXIOS_METHODS),
        Rule {
            again: Again::Below(2),
            // It reads the content itself, so an answer that breaks off is an error as well.
            ..on(&[], ANY_FAILURE).only(GAXIOS_METHODS)
        },
    ]),
    attempts: 4,
    backoff: Backoff {
        growth: Growth::List([100, 500, 1_500, 0, 0, 0, 0, 0]),
        ..Backoff::NONE
    },
    redirects: Redirects::up_to(20, Rewriting::Fetch),
    ..Policy::NONE
};

pub(super) const AZURE_CORE_JS: Policy = Policy {
    slug: "azure-core-js",
    name: "Azure SDK for JavaScript",
    family: CLOUD,
    version: "@typespec/ts-http-runtime 0.3.6",
    source: "@typespec/ts-http-runtime dist/esm/retryStrategies, util/delay.js, policies/redirectPolicy.js",
    notes: "A 429 is repeated only when it says when. It follows neither 308 nor to another origin, and 303 only for \
            POST; a redirect takes Authorization away.",
    retries: Retries::Rules(&[
        on(
            &[(408, 408), (500, 500), (502, 504), (506, 999)],
            ERROR_CODES,
        ),
        Rule {
            when: When::Told,
            ..on(&[(429, 429)], &[])
        },
    ]),
    attempts: 4,
    backoff: Backoff::doubling(1_000).up_to(64).with(Jitter::Equal),
    told: Told {
        reads: &[
            Read::Millis("retry-after-ms"),
            Read::Millis("x-ms-retry-after-ms"),
            Read::SecondsOrDate,
        ],
        on: &[429, 503],
        ..Told::EXACT
    },
    redirects: Redirects::up_to(20, Rewriting::Azure).above(),
    ..Policy::NONE
};

pub(super) const KIOTA: Policy = Policy {
    slug: "kiota",
    name: "Microsoft Graph, Kiota (TypeScript)",
    family: CLOUD,
    version: "1.0.0-preview.109",
    source: "microsoft/kiota-typescript packages/http/fetch/src/middlewares/retryHandler.ts, redirectHandler.ts",
    notes: "It adds Retry-Attempt to a repeat; that is not shown here.",
    retries: Retries::Rules(&[
        REPLAY_421,
        Rule {
            methods: Methods::Unstreamed,
            ..on(&[(429, 429), (503, 504)], &[])
        },
    ]),
    attempts: 4,
    backoff: Backoff {
        growth: Growth::List([3_000, 5_000, 7_000, 0, 0, 0, 0, 0]),
        jitter: Jitter::Plus(Duration::from_secs(1)),
        ..Backoff::NONE
    },
    told: Told {
        bound: Bound::Cap(Duration::from_secs(180), Duration::from_secs(1)),
        ..Told::EXACT
    },
    redirects: Redirects::up_to(5, Rewriting::Urllib3),
    ..Policy::NONE
};

pub(super) const STRIPE_NODE: Policy = Policy {
    slug: "stripe-node",
    name: "stripe-node",
    family: CLOUD,
    version: "22.5.0",
    source: "stripe/stripe-node src/RequestSender.ts, stripe.core.ts, net/NodeHttpClient.ts",
    notes: "Every POST gets an Idempotency-Key. Stripe-Should-Retry overrules everything; without it, a 429 is not repeated. \
            The time-out is for a silence.",
    retries: Retries::Rules(&[on(&[(409, 409), (500, 999)], NO_ANSWER)]),
    obeys: Some("stripe-should-retry"),
    attempts: 3,
    attempt_timeout: seconds(80),
    // × U(0.5, 1), and never below the first.
    backoff: Backoff {
        floor: Duration::from_millis(500),
        ..Backoff::doubling(250).up_to(5).with(Jitter::Times(50, 100))
    },
    adds_key: Some("stripe-node-retry-"),
    redirects: Redirects::NONE,
    ..Policy::NONE
};

pub(super) const OPENAI_PYTHON: Policy = Policy {
    slug: "openai-python",
    name: "openai-python",
    family: CLOUD,
    version: "3.3.1",
    source: "openai/openai-python src/openai/_base_client.py, _constants.py; redirects: httpx2 2.16.2 httpx2/_client.py",
    notes: "A comment says ± half a second; the code takes off up to a quarter. x-should-retry overrules everything but a \
            Retry-After beyond its limit. The time-out is for a silence.",
    retries: Retries::Rules(&[on(&[(408, 409), (429, 429), (500, 999)], ANY_FAILURE)]),
    obeys: Some("x-should-retry"),
    attempts: 3,
    attempt_timeout: seconds(600),
    backoff: Backoff::doubling(500).up_to(8).with(Jitter::Times(75, 100)),
    told: Told {
        reads: &[Read::Millis("retry-after-ms"), Read::SecondsOrDate],
        zero: Zero::BackOff,
        past: Zero::BackOff,
        bound: Bound::Abandon(Duration::from_secs(120)),
        ..Told::EXACT
    },
    // Those of httpx.
    redirects: Redirects::up_to(20, Rewriting::Httpx),
    ..Policy::NONE
};

pub(super) const OCTOKIT_RETRY: Policy = Policy {
    slug: "octokit-retry",
    name: "@octokit/plugin-retry",
    family: CLOUD,
    version: "8.1.1",
    source: "octokit/plugin-retry.js src/index.ts, error-request.ts, wrap-request.ts; @octokit/request 10.0.16",
    notes: "A rejection of fetch() counts as a 500. Another plug-in, plugin-throttling, obeys Retry-After.",
    retries: Retries::Rules(&[
        REPLAY_421,
        on(
            &[(402, 402), (405, 409), (411, 421), (423, 450), (452, 999)],
            // @octokit/request reads the content, and makes a 500 of every error on the way.
            ANY_FAILURE,
        ),
    ]),
    attempts: 4,
    backoff: Backoff {
        growth: Growth::Polynomial(2),
        ..Backoff::fixed(1_000)
    },
    ..Policy::NONE
};
