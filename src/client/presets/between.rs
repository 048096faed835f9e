//! What stands between a program and its server and repeats by itself: gRPC channels and reverse proxies.

use super::super::{
    Advances, Backoff, Garbled, Jitter, Methods, Policy, Read, Redirects, Retries, Rule, Told,
};
use super::{FETCH_REJECTS, TOOLS, on, seconds};
use crate::protocol::Failure;
use std::time::Duration;

/// HTTP answers without a `grpc-status` that are UNAVAILABLE (grpc/grpc doc/http-grpc-status-mapping.md).
const UNAVAILABLE: &[(u16, u16)] = &[(429, 429), (502, 504)];

pub(super) const GRPC: Policy = Policy {
    slug: "grpc",
    name: "gRPC, retryPolicy",
    family: TOOLS,
    version: "gRFC A6 of 2024-08-23",
    source: "grpc/proposal A6-client-retries.md; grpc/grpc doc/http-grpc-status-mapping.md",
    notes: "There is no default: these are the numbers of A6’s example, with UNAVAILABLE. The lab’s server speaks no gRPC, \
            so its HTTP status is mapped. What never left the client is sent again besides; that is not shown here.",
    retries: Retries::Rules(&[on(UNAVAILABLE, FETCH_REJECTS)]),
    attempts: 4,
    backoff: Backoff {
        cap: Duration::from_secs(1),
        ..Backoff::doubling(100).with(Jitter::PlusMinus(20))
    },
    told: Told {
        reads: &[Read::Millis("grpc-retry-pushback-ms")],
        advances: Advances::FromStart,
        garbled: Garbled::GivesUp,
        ..Told::EXACT
    },
    redirects: Redirects::NONE,
    ..Policy::NONE
};

pub(super) const GRPC_HEDGING: Policy = Policy {
    slug: "grpc-hedging",
    name: "gRPC, hedgingPolicy",
    notes: "There is no default: these are the numbers of A6’s example, with UNAVAILABLE, INTERNAL and ABORTED as what is \
            not fatal. The lab’s server speaks no gRPC, so its HTTP status is mapped.",
    retries: Retries::Rules(&[on(
        &[(400, 400), (429, 429), (431, 431), (502, 504)],
        FETCH_REJECTS,
    )]),
    backoff: Backoff::NONE,
    hedge: Some(Duration::from_millis(500)),
    ..GRPC
};

pub(super) const NGINX: Policy = Policy {
    slug: "nginx",
    name: "nginx proxy_pass, two upstream servers",
    family: TOOLS,
    version: "1.31.4",
    source: "nginx src/http/ngx_http_upstream.c, ngx_http_proxy_module.c",
    notes: "proxy_next_upstream is “error timeout”: no status is passed to the next server, and each server is asked once. \
            Both servers are the lab’s one. It answers 502 or 504 when none is left. Its time-out is between two reads.",
    retries: Retries::Rules(&[
        // Nothing was sent yet, so any method may go on to the next.
        on(&[], &[Failure::Refused]),
        Rule {
            methods: Methods::Except(&["POST", "LOCK", "PATCH"]),
            ..on(&[], &[Failure::Reset, Failure::TimedOut])
        },
    ]),
    attempts: 2,
    attempt_timeout: seconds(60),
    redirects: Redirects::NONE,
    ..Policy::NONE
};
