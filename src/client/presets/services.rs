//! What clouds and services ship for themselves.

use super::super::{
    Again, Backoff, Bound, Growth, Jitter, Methods, Policy, Read, Redirects, Retries, Rewriting,
    Rule, Told, UNLIMITED, When, Zero,
};
use super::{ANY_FAILURE, CLOUD, ERROR_CODES, REPLAY_421, SERVER_ERRORS, UNREAD, on, seconds};
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

const TRANSIENT: &[(u16, u16)] = &[(500, 500), (502, 504)];
const BUCKET: &str = "Its token bucket of 500 is far from empty in a single call.";
const CLAMP: Bound = Bound::Clamp(Duration::from_secs(5));

pub(super) const AWS_JS_V3: Policy = Policy {
    slug: "aws-js-v3",
    name: "AWS SDK for JavaScript v3",
    family: CLOUD,
    version: "@smithy/core 3.41.0",
    source: "@smithy/core dist-es/submodules/retry/util-retry/retries-2026-config.js",
    notes: BUCKET,
    retries: Retries::Rules(&[throttled(whole(1_000)), on(TRANSIENT, ERROR_CODES)]),
    attempts: 3,
    backoff: whole(50),
    told: Told {
        reads: &[Read::SecondsOrDate, Read::Millis("x-amz-retry-after")],
        bound: CLAMP,
        ..Told::IGNORED
    },
    ..UNREAD
};

pub(super) const AWS_JS_V3_BEFORE: Policy = Policy {
    slug: "aws-js-v3-before-2026-11",
    name: "AWS SDK for JavaScript v3, before November 2026",
    version: "@smithy/core 3.33.3",
    source: "smithy-lang/smithy-typescript packages/core/src/submodules/retry/util-retry",
    retries: Retries::Rules(&[throttled(whole(500)), on(TRANSIENT, ERROR_CODES)]),
    backoff: whole(100),
    ..AWS_JS_V3
};

/// Everything but an answer that breaks off.
const NO_ANSWER: &[Failure] = &[
    Failure::NoSuchName,
    Failure::Refused,
    Failure::NotTrusted,
    Failure::Reset,
    Failure::TimedOut,
    Failure::NotHttp,
];

pub(super) const BOTOCORE: Policy = Policy {
    slug: "botocore",
    name: "botocore, boto3",
    family: CLOUD,
    version: "1.44.5",
    source: "botocore/retries/standard.py, configprovider.py",
    notes: "Plain Retry-After is ignored. Error codes of AWS are not looked at here. The time-out is its read_timeout.",
    retries: Retries::Rules(&[throttled(full(1_000)), on(TRANSIENT, NO_ANSWER)]),
    attempts: 3,
    attempt_timeout: seconds(60),
    backoff: full(50),
    told: Told {
        reads: &[Read::Millis("x-amz-retry-after")],
        bound: CLAMP,
        ..Told::IGNORED
    },
    ..UNREAD
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
    ..BOTOCORE
};

pub(super) const SMITHY_RS: Policy = Policy {
    slug: "smithy-rs",
    name: "AWS SDK for Rust",
    family: CLOUD,
    version: "aws-smithy-runtime 1.16.2",
    source: "smithy-lang/smithy-rs rust-runtime/aws-smithy-types/src/retry.rs, aws-smithy-runtime/src/client/retries",
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
    ..UNREAD
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
    source: "googleapis/gaxios src/retry.ts",
    notes: "The delay it is given applies to the first retry only.",
    retries: Retries::Rules(&[
        on(&[(100, 199), (408, 408), (429, 429), SERVER_ERRORS], &[]).only(GAXIOS_METHODS),
        Rule {
            again: Again::Below(2),
            ..on(&[], UNLESS_LATE).only(GAXIOS_METHODS)
        },
    ]),
    attempts: 4,
    backoff: Backoff {
        growth: Growth::List(&[
            Duration::from_millis(100),
            Duration::from_millis(500),
            Duration::from_millis(1_500),
        ]),
        ..Backoff::NONE
    },
    ..Policy::NONE
};

pub(super) const AZURE_CORE_JS: Policy = Policy {
    slug: "azure-core-js",
    name: "Azure SDK for JavaScript",
    family: CLOUD,
    version: "@typespec/ts-http-runtime 0.3.6",
    source: "@typespec/ts-http-runtime dist/esm/retryStrategies, util/delay.js",
    notes: "A 429 is repeated only when it says when.",
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
    version: "1.0.0-preview.105",
    source: "microsoft/kiota-typescript packages/http/fetch/src/middlewares/retryHandler.ts",
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
        growth: Growth::List(&[
            Duration::from_secs(3),
            Duration::from_secs(5),
            Duration::from_secs(7),
        ]),
        jitter: Jitter::Plus(Duration::from_secs(1)),
        ..Backoff::NONE
    },
    told: Told {
        bound: Bound::Cap(Duration::from_secs(180), Duration::from_secs(1)),
        ..Told::EXACT
    },
    ..UNREAD
};

pub(super) const STRIPE_NODE: Policy = Policy {
    slug: "stripe-node",
    name: "stripe-node",
    family: CLOUD,
    version: "22.5.0",
    source: "stripe/stripe-node src/RequestSender.ts, stripe.core.ts",
    notes: "Every POST gets an Idempotency-Key. Stripe-Should-Retry overrules everything; without it, a 429 is not repeated.",
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
    source: "openai/openai-python src/openai/_base_client.py, _constants.py",
    notes: "A comment says ± half a second; the code takes off up to a quarter. x-should-retry overrules everything.",
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
    // Those of httpx, which changes methods as requests does.
    redirects: Redirects::up_to(20, Rewriting::Requests),
    ..Policy::NONE
};

pub(super) const OCTOKIT_RETRY: Policy = Policy {
    slug: "octokit-retry",
    name: "@octokit/plugin-retry",
    family: CLOUD,
    version: "8.1.1",
    source: "octokit/plugin-retry.js src/index.ts, error-request.ts, wrap-request.ts",
    notes: "Another plug-in, plugin-throttling, obeys Retry-After.",
    retries: Retries::Rules(&[on(
        &[(402, 402), (405, 409), (411, 421), (423, 450), (452, 999)],
        // @octokit/request makes a 500 of every error of fetch().
        UNLESS_LATE,
    )]),
    attempts: 4,
    backoff: Backoff {
        growth: Growth::Polynomial(2),
        ..Backoff::fixed(1_000)
    },
    ..Policy::NONE
};
