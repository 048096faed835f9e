//! Resilience4j around Java's own HTTP client. Read in resilience4j 2.4.0: `RetryConfig.java`, `RetryImpl.java`,
//! `CircuitBreakerConfig.java`; and in JDK 17: `HttpRequest.Builder.timeout()`, `jdk.internal.net.http.MultiExchange`.

use super::dialect::{counts, listed};
use super::okhttp::{JAVA, duration, parse_told, set_of, used, whole};
use super::plan::{Can, Deadline, Plan, Timeout};
use super::quote::{Language, quote};
use super::{Notes, Sent, head};
use crate::client::{Breaker, Jitter, Rewriting};
use crate::protocol::Failure;

const CAN: Can = Can {
    name: "java.net.http",
    // It follows as browsers do, five times unless the system property says otherwise.
    redirects: (Rewriting::Fetch, Some(5)),
    timeout: Timeout::Head,
    deadline: Deadline::Cut,
    breaker: true,
    replays: false,
    above: false,
    shared: false,
    reads: &[],
};

/// The program.
pub(super) fn client(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    if plan.repeats() {
        plan.blurs(
            notes,
            "the condition",
            &[
                Failure::Reset,
                Failure::Truncated,
                Failure::NotHttp,
                Failure::NotTrusted,
            ],
        );
        plan.blurs(
            notes,
            "the condition",
            &[Failure::Refused, Failure::NoSuchName],
        );
    }
    plan.common(notes, &CAN);
    if plan.repeats() && matches!(&*sent.method, "GET" | "HEAD") {
        notes.say(&[
            "java.net.http itself repeats a ",
            &sent.method,
            " at once when its connection is lost before the answer.",
        ]);
    }
    if plan.cases.iter().any(|case| case.below.is_some()) {
        notes.add("A condition does not know which try it is: what is repeated less often than the rest is repeated as often.");
    }
    let mut body = String::from("class Client {\n");
    for (set, methods) in plan.sets() {
        body += &set_of(&set, methods);
    }
    if !plan.gates.is_empty() {
        body += "\n";
    }
    if plan.obeys() || plan.asks_when() {
        body += "    /** Milliseconds; null when there is nothing that can be read. */\n    static Double retryAfter(HttpResponse<String> response) {\n        if (response == null) return null;\n";
        if !plan.told.on.is_empty() {
            body += &format!(
                "        if (!Set.of({}).contains(response.statusCode())) return null;\n",
                listed(plan.told.on, ", ")
            );
        }
        body += "        String text = response.headers().firstValue(\"Retry-After\").orElse(\"\").trim();\n";
        body += &parse_told(plan);
    }
    if plan.repeats() {
        body += &retry(plan, notes);
    }
    if let Some(breaker) = policy.breaker {
        body += &the_breaker(&breaker, notes);
    }
    body += &main(plan, sent, notes);
    let libraries = match (plan.repeats(), policy.breaker.is_some()) {
        (true, true) => "resilience4j-retry and resilience4j-circuitbreaker 2.4.0, Java 17",
        (true, false) => "resilience4j-retry 2.4.0, Java 17",
        (false, true) => "resilience4j-circuitbreaker 2.4.0, Java 17",
        (false, false) => "java.net.http, Java 17: there is nothing for Resilience4j to do",
    };
    let mut code = head("//", libraries, plan);
    code += &imports(&body);
    code + "\n" + &body
}

fn imports(body: &str) -> String {
    const CLASSES: &[(&str, &str)] = &[
        ("Callable", "java.util.concurrent.Callable"),
        (
            "CircuitBreaker",
            "io.github.resilience4j.circuitbreaker.CircuitBreaker",
        ),
        (
            "CircuitBreakerConfig",
            "io.github.resilience4j.circuitbreaker.CircuitBreakerConfig",
        ),
        ("ConnectException", "java.net.ConnectException"),
        ("DateTimeFormatter", "java.time.format.DateTimeFormatter"),
        (
            "DateTimeParseException",
            "java.time.format.DateTimeParseException",
        ),
        ("Duration", "java.time.Duration"),
        ("ExecutorService", "java.util.concurrent.ExecutorService"),
        ("Executors", "java.util.concurrent.Executors"),
        ("HttpClient", "java.net.http.HttpClient"),
        ("HttpRequest", "java.net.http.HttpRequest"),
        ("HttpResponse", "java.net.http.HttpResponse"),
        ("HttpTimeoutException", "java.net.http.HttpTimeoutException"),
        ("IOException", "java.io.IOException"),
        ("Instant", "java.time.Instant"),
        ("Retry", "io.github.resilience4j.retry.Retry"),
        ("RetryConfig", "io.github.resilience4j.retry.RetryConfig"),
        ("Set", "java.util.Set"),
        (
            "ThreadLocalRandom",
            "java.util.concurrent.ThreadLocalRandom",
        ),
        ("TimeUnit", "java.util.concurrent.TimeUnit"),
        ("URI", "java.net.URI"),
        ("UUID", "java.util.UUID"),
    ];
    used(body, CLASSES, ";")
}

fn retry(plan: &Plan, notes: &mut Notes) -> String {
    let mut conditions = String::new();
    for (name, holds) in plan.gated(
        |set| format!("METHODS{set}.contains(request.method())"),
        "\n            || request.headers().firstValue(\"Idempotency-Key\").isPresent()",
    ) {
        conditions += &format!("        boolean {name} = {holds};\n");
    }
    let cases: Vec<_> = plan
        .cases
        .iter()
        .map(|case| super::plan::Case {
            below: None,
            ..case.clone()
        })
        .collect();
    let mut code = format!(
        "    static Retry retry(HttpRequest request) {{\n{conditions}        RetryConfig config = RetryConfig.<HttpResponse<String>>custom()\n"
    );
    let attempts = plan.attempts().map_or_else(
        || "Integer.MAX_VALUE".to_owned(),
        |attempts| attempts.to_string(),
    );
    code += &format!("            .maxAttempts({attempts})\n");
    let on = |failure: Failure| {
        JAVA.whether(cases.iter().filter(|case| case.failures.contains(&failure)))
    };
    let (lost, late, unreached) = (
        on(Failure::Reset),
        on(Failure::TimedOut),
        on(Failure::Refused),
    );
    let mut holds = lost.clone();
    if unreached != lost {
        holds = format!("error instanceof ConnectException ? {unreached} : {holds}");
    }
    if late != lost {
        holds = format!("error instanceof HttpTimeoutException ? {late} : {holds}");
    }
    code += &match &*holds {
        "true" => "            .retryOnException(IOException.class::isInstance)\n".to_owned(),
        "false" => "            .retryOnException(error -> false)\n".to_owned(),
        holds => {
            format!(
                "            .retryOnException(error -> error instanceof IOException && {})\n",
                JAVA.grouped(holds)
            )
        }
    };
    let answered = JAVA.any_answer(&cases, "                    ");
    if answered != "false" {
        let told = if plan.asks_when() {
            "                Double told = retryAfter(response);\n"
        } else {
            ""
        };
        code += &format!(
            "            .retryOnResult(response -> {{\n{told}                int status = response.statusCode();\n                return {answered};\n            }})\n"
        );
    }
    let backoff = plan.without_previous(notes);
    plan.abandons_nothing(notes);
    let own = JAVA.own(&backoff);
    if plan.obeys() {
        code += "            .intervalBiFunction((n, outcome) -> {\n                Double told = retryAfter(outcome.isRight() ? outcome.get() : null);\n";
        code += &format!(
            "                double wait = {own};\n                if (told != null) wait = {};\n",
            JAVA.as_told(plan, &backoff, "wait")
        );
        code += "                return (long) wait;\n            })\n";
    } else if counts(&backoff) || backoff.jitter != Jitter::None {
        code += &format!("            .intervalFunction(n -> (long) ({own}))\n");
    } else {
        let own = own.trim_end_matches('L');
        code += &format!("            .intervalFunction(n -> {own}L)\n");
    }
    code + "            .build();\n        return Retry.of(\"shop\", config);\n    }\n\n"
}

fn the_breaker(breaker: &Breaker, notes: &mut Notes) -> String {
    if breaker.window.subsec_nanos() > 0 {
        notes.add("The window of the circuit breaker is a whole number of seconds.");
    }
    format!(
        "    // For all calls. Every exception is a failure, and what recordResult() says.\n    static final CircuitBreaker BREAKER = CircuitBreaker.of(\"shop\", CircuitBreakerConfig.custom()\n        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.TIME_BASED)\n        .slidingWindowSize({})\n        .minimumNumberOfCalls({})\n        .failureRateThreshold({})\n        .waitDurationInOpenState({})\n        .permittedNumberOfCallsInHalfOpenState(1)\n        .recordResult(response -> response instanceof HttpResponse<?> answer\n            && (answer.statusCode() >= 500 || answer.statusCode() == 408 || answer.statusCode() == 429))\n        .build());\n\n",
        breaker.window.as_millis().div_ceil(1_000).max(1),
        breaker.least,
        breaker.percent,
        duration(breaker.open_for)
    )
}

fn main(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    let follow = if policy.redirects.limit == 0 {
        "NEVER"
    } else {
        "NORMAL"
    };
    let mut code = format!(
        "    static final HttpClient HTTP = HttpClient.newBuilder()\n        .followRedirects(HttpClient.Redirect.{follow})\n        .build();\n\n"
    );
    code += "    static HttpResponse<String> send(HttpRequest request) throws Exception {\n        Callable<HttpResponse<String>> once =\n            () -> HTTP.send(request, HttpResponse.BodyHandlers.ofString());\n";
    let mut call = "once".to_owned();
    if policy.breaker.is_some() {
        call = format!("CircuitBreaker.decorateCallable(BREAKER, {call})");
    }
    if plan.repeats() {
        call = format!("Retry.decorateCallable(retry(request), {call})");
    }
    if call == "once" {
        code += "        return once.call();\n    }\n\n";
    } else {
        code += &format!("        return {call}.call();\n    }}\n\n");
    }
    code += "    public static void main(String[] arguments) throws Exception {\n";
    let body = if sent.body.is_empty() {
        "HttpRequest.BodyPublishers.noBody()".to_owned()
    } else {
        format!(
            "HttpRequest.BodyPublishers.ofString({})",
            quote(Language::Java, &sent.body)
        )
    };
    code += &format!(
        "        HttpRequest request = HttpRequest.newBuilder(URI.create({}))\n            .method({}, {body})\n",
        quote(Language::Java, &sent.url),
        quote(Language::Java, &sent.method)
    );
    const RESTRICTED: [&str; 5] = ["connection", "content-length", "expect", "host", "upgrade"];
    for (name, value) in &sent.fields {
        if RESTRICTED.contains(&name.to_ascii_lowercase().as_str()) {
            notes.say(&["java.net.http does not let a program set ", name, "."]);
        } else {
            code += &format!(
                "            .header({}, {})\n",
                quote(Language::Java, name),
                quote(Language::Java, value)
            );
        }
    }
    if let Some(prefix) = sent.gets_key(plan) {
        code += &format!(
            "            .header(\"Idempotency-Key\", {} + UUID.randomUUID())\n",
            quote(Language::Java, prefix)
        );
    }
    if let Some(timeout) = policy.attempt_timeout {
        code += &format!("            .timeout({})\n", duration(timeout));
    }
    code += "            .build();\n";
    code += &match policy.deadline {
        None => "        HttpResponse<String> response = send(request);\n".to_owned(),
        Some(deadline) => format!(
            "        ExecutorService executor = Executors.newSingleThreadExecutor();\n        HttpResponse<String> response;\n        try {{\n            response = executor.submit(() -> send(request)).get({}, TimeUnit.MILLISECONDS);\n        }} finally {{\n            // It interrupts what is still under way, a wait between attempts as well.\n            executor.shutdownNow();\n        }}\n",
            whole(deadline.as_millis())
        ),
    };
    code + "        System.out.println(response.statusCode() + \" \" + response.body());\n    }\n}\n"
}
