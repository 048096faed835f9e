//! The JVM, .NET, Go, Rust, PHP and Ruby, and what stands outside of programs.

use super::super::{
    Advances, Again, Backoff, Breaker, Budget, Growth, Jitter, Policy, Read, Redirects, Retries,
    Rewriting, Rule, Told, When, Zero,
};
use super::{
    ANY_FAILURE, DOTNET, GO, JVM, NO_ANSWER, PHP_RUBY, RUST, SERVER_ERRORS, THROWN, THROWS, TOOLS,
    on, seconds,
};
use crate::protocol::Failure;
use std::time::Duration;

pub(super) const OKHTTP: Policy = Policy {
    slug: "okhttp",
    name: "OkHttp",
    family: JVM,
    version: "5.4.0",
    source: "square/okhttp internal/http/RetryAndFollowUpInterceptor.kt",
    notes: "A 503 is repeated only with Retry-After: 0. Other routes to the same name are not shown here, nor a 421 on a \
            shared connection. Redirects count as tries; the time-out is its read time-out.",
    retries: Retries::Rules(&[
        Rule {
            when: When::ToldZeroOrNothing,
            again: Again::Once,
            ..on(&[(408, 408)], &[])
        },
        Rule {
            when: When::ToldZero,
            again: Again::Once,
            ..on(&[(503, 503)], &[])
        },
    ]),
    attempts: 21,
    attempt_timeout: seconds(10),
    told: Told {
        reads: &[Read::Seconds],
        ..Told::IGNORED
    },
    redirects: Redirects {
        shared: true,
        ..Redirects::up_to(20, Rewriting::OkHttp).above()
    },
    ..Policy::NONE
};

pub(super) const APACHE_HC5: Policy = Policy {
    slug: "apache-hc5",
    name: "Apache HttpClient 5",
    family: JVM,
    version: "5.6.4",
    source: "apache/httpcomponents-client DefaultHttpRequestRetryStrategy.java, HttpRequestRetryExec.java",
    notes: "POST is repeated on 429 and 503. With a response time-out set, a longer Retry-After ends the call.",
    retries: Retries::Rules(&[
        on(&[(429, 429), (503, 503)], &[]),
        // The second is for statuses.
        Rule {
            backoff: Some(Backoff::NONE),
            ..on(&[], &[Failure::Reset]).only(&["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"])
        },
    ]),
    attempts: 2,
    backoff: Backoff::fixed(1_000),
    told: Told {
        zero: Zero::BackOff,
        past: Zero::BackOff,
        ..Told::EXACT
    },
    redirects: Redirects::up_to(50, Rewriting::Fetch).above(),
    ..Policy::NONE
};

pub(super) const RESILIENCE4J: Policy = Policy {
    slug: "resilience4j",
    name: "Resilience4j Retry",
    family: JVM,
    version: "2.4.0",
    source: "resilience4j-retry RetryConfig.java, resilience4j-core IntervalFunction.java",
    notes: THROWS,
    retries: THROWN,
    attempts: 3,
    backoff: Backoff::fixed(500),
    ..Policy::NONE
};

pub(super) const FAILSAFE: Policy = Policy {
    slug: "failsafe",
    name: "Failsafe",
    version: "3.3.2",
    source: "failsafe-lib/failsafe core/src/main/java/dev/failsafe/RetryPolicyBuilder.java",
    backoff: Backoff::NONE,
    ..RESILIENCE4J
};

pub(super) const SPRING_RETRY: Policy = Policy {
    slug: "spring-retry",
    name: "Spring Retry",
    version: "2.0.12",
    source: "spring-projects/spring-retry SimpleRetryPolicy.java, FixedBackOffPolicy.java",
    backoff: Backoff::fixed(1_000),
    ..RESILIENCE4J
};

pub(super) const MS_HTTP_RESILIENCE: Policy = Policy {
    slug: "ms-http-resilience",
    name: ".NET AddStandardResilienceHandler",
    family: DOTNET,
    version: "dotnet/extensions 5862342c",
    source: "dotnet/extensions src/Libraries/Microsoft.Extensions.Http.Resilience; Polly.Core RetryHelper.cs; redirects: \
             dotnet/runtime System.Net.Http RedirectHandler.cs",
    notes: "POST is repeated unless DisableForUnsafeHttpMethods() is called. Its rate limiter is not shown here.",
    retries: Retries::Rules(&[on(&[(408, 408), (429, 429), (500, 999)], NO_ANSWER)]),
    attempts: 4,
    deadline: seconds(30),
    looks_ahead: false,
    attempt_timeout: seconds(10),
    backoff: Backoff::doubling(2_000).with(Jitter::DecorrelatedV2),
    told: Told::EXACT,
    // Polly.Core/CircuitBreaker/CircuitBreakerConstants.cs; it guards each attempt, and its exception is not repeated.
    breaker: Some(Breaker {
        percent: 10,
        least: 100,
        window: Duration::from_secs(30),
        open_for: Duration::from_secs(5),
    }),
    // The message it repeats is the one that the redirect has changed.
    redirects: Redirects::up_to(50, Rewriting::Fetch).above(),
    ..Policy::NONE
};

pub(super) const MS_HTTP_HEDGING: Policy = Policy {
    slug: "ms-http-hedging",
    name: ".NET AddStandardHedgingHandler",
    source: "dotnet/extensions src/Libraries/Microsoft.Extensions.Http.Resilience/Hedging; Polly.Core/Hedging/HedgingConstants.cs",
    notes: "With several endpoints, the second request goes to another one; here there is one. What fails brings the next \
            at once.",
    attempts: 2,
    backoff: Backoff::NONE,
    told: Told::IGNORED,
    hedge: seconds(2),
    ..MS_HTTP_RESILIENCE
};

pub(super) const POLLY_V8: Policy = Policy {
    slug: "polly-v8",
    name: "Polly v8, AddRetry",
    family: DOTNET,
    version: "8.7.0",
    source: "App-vNext/Polly src/Polly.Core/Retry/RetryConstants.cs, RetryHelper.cs",
    notes: THROWS,
    retries: THROWN,
    attempts: 4,
    backoff: Backoff::fixed(2_000),
    ..Policy::NONE
};

pub(super) const GO_NET_HTTP: Policy = Policy {
    slug: "go-net-http",
    name: "net/http",
    family: GO,
    version: "1.2x",
    source: "golang/go src/net/http/request.go, transport.go, client.go",
    notes: "It repeats only when a connection used before fails at once; here every connection is new. It stops at the tenth \
            redirect.",
    redirects: Redirects::up_to(9, Rewriting::Go),
    ..Policy::NONE
};

pub(super) const GO_RETRYABLEHTTP: Policy = Policy {
    slug: "go-retryablehttp",
    name: "hashicorp/go-retryablehttp",
    version: "0.7.8",
    source: "hashicorp/go-retryablehttp client.go",
    notes: "Repeats every method, POST as well.",
    retries: Retries::Rules(&[on(
        &[(429, 429), (500, 500), (502, 999)],
        &[
            Failure::NoSuchName,
            Failure::Refused,
            Failure::Reset,
            Failure::TimedOut,
            Failure::NotHttp,
        ],
    )]),
    attempts: 5,
    backoff: Backoff::doubling(1_000).up_to(30),
    told: Told {
        on: &[429, 503],
        ..Told::EXACT
    },
    ..GO_NET_HTTP
};

pub(super) const REQWEST: Policy = Policy {
    slug: "reqwest",
    name: "reqwest",
    family: RUST,
    version: "0.13.4",
    source: "seanmonstar/reqwest src/retry.rs, src/redirect.rs; tower-http src/follow_redirect/mod.rs",
    notes: "It repeats only what HTTP/2 or HTTP/3 refused before it began; nothing here does that.",
    redirects: Redirects::up_to(10, Rewriting::Fetch),
    ..Policy::NONE
};

pub(super) const REQWEST_RETRY: Policy = Policy {
    slug: "reqwest-retry",
    name: "reqwest-retry, 3 retries",
    version: "0.9.1",
    source: "TrueLayer/reqwest-middleware reqwest-retry/src/retryable_strategy.rs; retry-policies exponential_backoff.rs",
    notes: "The caller picks the number of retries. POST is repeated. It is done when the fields are there: content that \
            breaks off is not its concern.",
    retries: Retries::Rules(&[on(
        &[(408, 408), (429, 429), SERVER_ERRORS],
        &[
            Failure::NoSuchName,
            Failure::Refused,
            Failure::NotTrusted,
            Failure::Reset,
            Failure::TimedOut,
        ],
    )]),
    attempts: 4,
    backoff: Backoff::doubling(1_000).up_to(1_800).with(Jitter::Full),
    ..REQWEST
};

const SYMFONY_METHODS: &[&str] = &["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"];

pub(super) const TOWER: Policy = Policy {
    slug: "tower",
    name: "tower::retry with its back-off and budget",
    family: RUST,
    version: "0.5.3",
    source: "tower-rs/tower tower/src/retry/backoff.rs, budget/tps_budget.rs",
    notes: "tower leaves to you what is repeated and how often. Here: every error status and failure, three times, with \
            ExponentialBackoffMaker and TpsBudget as they are by default.",
    retries: THROWN,
    attempts: 4,
    backoff: Backoff::doubling(50).with(Jitter::PlusShare(99)),
    budget: Some(Budget::Share {
        deposit: 1,
        withdraw: 5,
        reserve: 500,
        ttl: Duration::from_secs(10),
    }),
    redirects: Redirects::NONE,
    ..Policy::NONE
};

pub(super) const SYMFONY: Policy = Policy {
    slug: "symfony",
    name: "Symfony RetryableHttpClient",
    family: PHP_RUBY,
    version: "7.1.5",
    source: "symfony/http-client Retry/GenericRetryStrategy.php, RetryableHttpClient.php, Response/CurlResponse.php",
    notes: "POST is repeated on 423, 425, 429, 502 and 503. The time-out is PHP’s default_socket_timeout, for a silence.",
    retries: Retries::Rules(&[
        on(
            &[(423, 423), (425, 425), (429, 429), (502, 503)],
            &[Failure::NoSuchName],
        ),
        on(
            &[(500, 500), (504, 504), (507, 507), (510, 510)],
            ANY_FAILURE,
        )
        .only(SYMFONY_METHODS),
    ]),
    attempts: 4,
    attempt_timeout: seconds(60),
    backoff: Backoff::doubling(1_000).with(Jitter::PlusMinus(10)),
    told: Told::EXACT,
    redirects: Redirects::up_to(20, Rewriting::Fetch),
    ..Policy::NONE
};

pub(super) const FARADAY_RETRY: Policy = Policy {
    slug: "faraday-retry",
    name: "faraday-retry",
    family: PHP_RUBY,
    version: "2.4.0",
    source: "lostisland/faraday-retry lib/faraday/retry/middleware.rb; Ruby lib/net/http.rb, faraday-net_http 3.0.2",
    notes: "retry_statuses is empty by default: it repeats time-outs only. The time-out is that of Net::HTTP, for connecting \
            and for a silence each.",
    retries: Retries::Rules(&[
        on(&[], &[Failure::TimedOut]).only(&["DELETE", "GET", "HEAD", "OPTIONS", "PUT"])
    ]),
    attempts: 3,
    attempt_timeout: seconds(60),
    redirects: Redirects::NONE,
    ..Policy::NONE
};

pub(super) const CURL_RETRY: Policy = Policy {
    slug: "curl-retry",
    name: "curl --retry 5",
    family: TOOLS,
    version: "8.22",
    source: "curl/curl src/tool_operate.c, docs/cmdline-opts/retry.md",
    notes: "Without --retry it never tries again; without -L it follows nothing.",
    retries: Retries::Rules(&[on(
        &[
            (408, 408),
            (429, 429),
            (500, 500),
            (502, 504),
            (522, 522),
            (524, 524),
        ],
        &[Failure::NoSuchName, Failure::TimedOut],
    )]),
    attempts: 6,
    backoff: Backoff::doubling(1_000).up_to(600),
    told: Told {
        zero: Zero::BackOff,
        past: Zero::BackOff,
        advances: Advances::No,
        ..Told::EXACT
    },
    redirects: Redirects::NONE,
    ..Policy::NONE
};

pub(super) const WGET: Policy = Policy {
    slug: "wget",
    name: "wget",
    family: TOOLS,
    version: "mirror of 2024-06-09",
    source: "mirror/wget src/init.c, src/http.c, src/retr.c",
    notes: "--retry-on-http-error names statuses to repeat. The time-out is its read time-out, for a silence.",
    retries: Retries::Rules(&[on(
        &[],
        &[
            Failure::Reset,
            Failure::TimedOut,
            Failure::Truncated,
            Failure::NotHttp,
        ],
    )
    .only(&["GET"])]),
    attempts: 20,
    attempt_timeout: seconds(900),
    backoff: Backoff {
        growth: Growth::Linear,
        ..Backoff::fixed(1_000).up_to(10)
    },
    redirects: Redirects::up_to(20, Rewriting::Fetch).above(),
    ..Policy::NONE
};

pub(super) const ENVOY: Policy = Policy {
    slug: "envoy",
    name: "Envoy, retry_on: 5xx",
    family: TOOLS,
    version: "main",
    source: "envoyproxy/envoy source/common/common/backoff_strategy.cc, source/common/router/retry_state_impl.cc",
    notes: "Off by default. Its documentation gives longer waits than the code. The 15 s in all are a route's default; they end \
            in its own 504.",
    retries: Retries::Rules(&[on(
        &[SERVER_ERRORS],
        &[Failure::Refused, Failure::Reset, Failure::NotHttp],
    )]),
    attempts: 2,
    deadline: seconds(15),
    looks_ahead: false,
    backoff: Backoff {
        cap: Duration::from_millis(250),
        step: Duration::from_millis(1),
        ..Backoff::doubling(25).with(Jitter::Full)
    },
    redirects: Redirects::NONE,
    ..Policy::NONE
};
