//! Polly around .NET's `HttpClient`. Read in Polly.Core 8.7.0: `RetryStrategyOptions.TResult.cs`, `RetryHelper.cs`,
//! `CircuitBreakerStrategyOptions.TResult.cs`, `TimeoutStrategyOptions.cs`, whose `[Range]` are the bounds here.

use std::time::Duration;

use super::dialect::{Dialect, listed, repeatable};
use super::plan::{Can, Deadline, Plan, Timeout, length as words};
use super::quote::{Language, list, quote};
use super::{Notes, Sent, head};
use crate::client::{Backoff, Breaker, Growth, Jitter, Rewriting};
use crate::protocol::Failure;

const CSHARP: Dialect = Dialect {
    language: Language::CSharp,
    per_second: 1_000.0,
    status: "status",
    n: "n",
    told: "told",
    is_told: "told is not null",
    is_not_told: "told is null",
    gate: repeatable,
};

const CAN: Can = Can {
    name: "HttpClient",
    redirects: (Rewriting::Fetch, None),
    timeout: Timeout::Whole,
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
                Failure::NoSuchName,
                Failure::Refused,
                Failure::NotTrusted,
            ],
        );
    }
    let own_jitter = native(&policy.backoff).is_some();
    let mut common = Notes::default();
    plan.common(&mut common, &CAN);
    for note in common.0 {
        // It is Polly's own jitter.
        if !(own_jitter && note.starts_with("Its jitter")) {
            notes.add(&note);
        }
    }
    let mut body = String::new();
    for (set, methods) in plan.sets() {
        body += &format!(
            "HashSet<string> methods{set} = [{}];\n",
            list(Language::CSharp, methods)
        );
    }
    if !plan.gates.is_empty() {
        body += "\n";
    }
    let mut strategies = String::new();
    if let Some(deadline) = policy.deadline {
        strategies += &format!("    .AddTimeout({})\n", bounded(deadline, 10, notes));
    }
    if plan.repeats() {
        strategies += &retry(plan, notes);
    }
    if let Some(breaker) = policy.breaker {
        strategies += &the_breaker(&breaker, notes);
    }
    if let Some(timeout) = policy.attempt_timeout {
        strategies += &format!("    .AddTimeout({})\n", bounded(timeout, 10, notes));
    }
    let strategic = !strategies.is_empty();
    if strategic {
        body += &format!(
            "var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()\n{strategies}    .Build();\n\n"
        );
    }
    body += &call(plan, sent, strategic, notes);
    if plan.obeys() || plan.asks_when() {
        body += &retry_after(plan);
    }
    if plan.repeats() && !plan.gates.is_empty() {
        body += "\nstatic class Keys\n{\n    public static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new(\"request\");\n}\n";
    }
    let mut code = head("//", "Polly.Core 8.7.0, .NET 8", plan);
    for (space, name) in [
        ("System.Globalization", "CultureInfo"),
        ("System.Net.Http.Headers", "MediaTypeHeaderValue"),
        ("System.Text", "Encoding"),
        ("Polly", "Resilience"),
        ("Polly.CircuitBreaker", "CircuitBreakerStrategyOptions"),
        ("Polly.Retry", "RetryStrategyOptions"),
        ("Polly.Timeout", "TimeoutRejectedException"),
    ] {
        if body.contains(name) {
            code += &format!("using {space};\n");
        }
    }
    code + "\n" + &body
}

fn the_breaker(breaker: &Breaker, notes: &mut Notes) -> String {
    if breaker.least < 2 {
        notes.add("Polly's circuit breaker looks at two answers at least.");
    }
    format!(
        "    .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>\n    {{\n        FailureRatio = {},\n        MinimumThroughput = {},\n        SamplingDuration = {},\n        BreakDuration = {},\n        ShouldHandle = args => ValueTask.FromResult(\n            args.Outcome.Exception is not null || (int)args.Outcome.Result!.StatusCode is >= 500 or 408 or 429),\n    }})\n",
        f64::from(breaker.percent) / 100.0,
        breaker.least.max(2),
        bounded(breaker.window, 500, notes),
        bounded(breaker.open_for, 500, notes)
    )
}

/// A length that Polly takes: so many milliseconds at least, a day at most. Others end the program when it is built.
fn bounded(length: Duration, least: u64, notes: &mut Notes) -> String {
    let (low, high) = (Duration::from_millis(least), Duration::from_secs(86_400));
    let taken = length.clamp(low, high);
    if taken != length {
        notes.say(&[
            "Polly takes ",
            &words(taken),
            " where the client has ",
            &words(length),
            ": it knows none that is ",
            if taken == low { "shorter." } else { "longer." },
        ]);
    }
    span(taken)
}

fn span(length: Duration) -> String {
    let ms = length.as_millis();
    if ms.is_multiple_of(1_000) {
        format!("TimeSpan.FromSeconds({})", ms / 1_000)
    } else {
        format!("TimeSpan.FromMilliseconds({ms})")
    }
}

fn retry_after(plan: &Plan) -> String {
    let mut code = String::from(
        "\n// Milliseconds; null when there is nothing that can be read.\nstatic double? RetryAfter(HttpResponseMessage? response)\n{\n",
    );
    if !plan.told.on.is_empty() {
        code += &format!(
            "    if (response is null || !((int)response.StatusCode is {})) return null;\n",
            listed(plan.told.on, " or ")
        );
    }
    code += "    var field = response?.Headers.RetryAfter;\n    double? ms = field?.Delta?.TotalMilliseconds";
    if plan.reads_dates() {
        code += "\n        ?? (field?.Date is { } date ? Math.Max(0, (date - DateTimeOffset.UtcNow).TotalMilliseconds) : null)";
    }
    code += ";\n    // Task.Delay() refuses what is much longer.\n";
    code += if plan.zero_counts() {
        "    return ms is null ? null : Math.Min(ms.Value, int.MaxValue);\n}\n"
    } else {
        "    return ms > 0 ? Math.Min(ms.Value, int.MaxValue) : null;\n}\n"
    };
    code
}

fn gates(plan: &Plan) -> String {
    let mut code = String::new();
    if plan.gates.is_empty() {
        return code;
    }
    code += "            args.Context.Properties.TryGetValue(Keys.Request, out var request);\n";
    for (name, holds) in plan.gated(
        |set| format!("methods{set}.Contains(request!.Method.Method)"),
        "\n                || request.Headers.Contains(\"Idempotency-Key\")",
    ) {
        code += &format!("            var {name} = {holds};\n");
    }
    code
}

fn retry(plan: &Plan, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    let backoff = policy.backoff;
    let mut code =
        String::from("    .AddRetry(new RetryStrategyOptions<HttpResponseMessage>\n    {\n");
    let retries = plan.attempts().map_or_else(
        || "int.MaxValue".to_owned(),
        |attempts| (attempts - 1).to_string(),
    );
    code += &format!("        MaxRetryAttempts = {retries},\n");
    let native = native(&backoff);
    if let Some(kind) = native {
        code += &format!(
            "        BackoffType = DelayBackoffType.{kind},\n        Delay = {},\n",
            bounded(backoff.base, 0, notes)
        );
        if backoff.cap != Duration::MAX {
            let cap = bounded(backoff.cap, 0, notes);
            code += &format!("        MaxDelay = {cap},\n");
        }
        if backoff.jitter == Jitter::DecorrelatedV2 {
            code += "        UseJitter = true,\n";
        }
    }
    let counted = plan.cases.iter().any(|case| case.below.is_some());
    code += "        ShouldHandle = args =>\n        {\n";
    code += &gates(plan);
    if counted {
        code += "            var n = args.AttemptNumber + 1;\n";
    }
    if plan.asks_when() {
        code += "            var told = RetryAfter(args.Outcome.Result);\n";
    }
    let lost = CSHARP.whether(plan.on(Failure::Reset));
    let late = CSHARP.whether(plan.on(Failure::TimedOut));
    let answered = CSHARP.any_answer(&plan.cases, "                    ");
    code += "            if (args.Outcome.Result is { } answer)\n            {\n";
    if answered == "false" {
        code += "                return ValueTask.FromResult(false);\n            }\n";
    } else {
        code += &format!(
            "                var status = (int)answer.StatusCode;\n                return ValueTask.FromResult({answered});\n            }}\n"
        );
    }
    code += &format!(
        "            return ValueTask.FromResult(args.Outcome.Exception switch\n            {{\n                TimeoutRejectedException => {late},\n                HttpRequestException => {lost},\n                _ => false,\n            }});\n        }},\n"
    );
    code += &delay(plan, native.is_some(), notes);
    code + "    })\n"
}

/// How Polly calls a back-off that it has itself.
fn native(backoff: &Backoff) -> Option<&'static str> {
    let plain = matches!(backoff.jitter, Jitter::None | Jitter::DecorrelatedV2)
        && backoff.floor.is_zero()
        && backoff.step.is_zero()
        && !backoff.first_at_once;
    if !plain {
        return None;
    }
    match (backoff.growth, backoff.jitter) {
        (Growth::Fixed, Jitter::None) => Some("Constant"),
        (Growth::Linear, Jitter::None) => Some("Linear"),
        (Growth::Exponential(200), _) => Some("Exponential"),
        _ => None,
    }
}

fn delay(plan: &Plan, native: bool, notes: &mut Notes) -> String {
    let backoff = plan.without_previous(notes);
    plan.abandons_nothing(notes);
    let own = CSHARP.own(&backoff);
    if native {
        if !plan.obeys() {
            return String::new();
        }
        let as_told = CSHARP.as_told(plan, &backoff, "own");
        if as_told.contains("own") {
            notes.add("It waits exactly as long as Retry-After says.");
        }
        let as_told = if as_told.contains("own") {
            "told".to_owned()
        } else {
            as_told
        };
        let as_told = as_told.replace("told", "told.Value");
        // Nothing leaves it to the back-off.
        return format!(
            "        DelayGenerator = args =>\n        {{\n            var told = RetryAfter(args.Outcome.Result);\n            return ValueTask.FromResult<TimeSpan?>(told is null ? null : TimeSpan.FromMilliseconds({as_told}));\n        }},\n"
        );
    }
    let mut code = String::from("        DelayGenerator = args =>\n        {\n");
    if super::dialect::counts(&backoff) {
        code += "            var n = args.AttemptNumber + 1;\n";
    }
    if plan.obeys() {
        code += "            var told = RetryAfter(args.Outcome.Result);\n";
        let as_told = CSHARP.as_told(plan, &backoff, "own");
        code += &if as_told == "told" {
            format!("            var wait = told ?? {};\n", CSHARP.grouped(&own))
        } else {
            let as_told = as_told.replace("told", "told.Value");
            format!(
                "            double own = {own};\n            var wait = told is null ? own : {as_told};\n"
            )
        };
    } else {
        code += &format!("            double wait = {own};\n");
    }
    code + "            return ValueTask.FromResult<TimeSpan?>(TimeSpan.FromMilliseconds(wait));\n        },\n"
}

fn call(plan: &Plan, sent: &Sent, strategic: bool, notes: &mut Notes) -> String {
    let redirects = match plan.policy.redirects.limit {
        0 => "new SocketsHttpHandler { AllowAutoRedirect = false }".to_owned(),
        limit => format!("new SocketsHttpHandler {{ MaxAutomaticRedirections = {limit} }}"),
    };
    let mut code = format!(
        "using var http = new HttpClient({redirects}) {{ Timeout = Timeout.InfiniteTimeSpan }};\n\n"
    );
    code += "// A request can be sent once, so each try gets its own.\n";
    if let Some(prefix) = sent.gets_key(plan) {
        code += &format!(
            "var key = {} + Guid.NewGuid();\n",
            quote(Language::CSharp, prefix)
        );
    }
    code += &format!(
        "HttpRequestMessage Request()\n{{\n    var request = new HttpRequestMessage(new HttpMethod({}), {});\n",
        quote(Language::CSharp, &sent.method),
        quote(Language::CSharp, &sent.url)
    );
    let kind = sent
        .fields
        .iter()
        .find(|field| field.0.eq_ignore_ascii_case("content-type"));
    if !sent.body.is_empty() || kind.is_some() {
        code += &format!(
            "    request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes({}));\n",
            quote(Language::CSharp, &sent.body)
        );
    }
    for (name, value) in &sent.fields {
        let lower = name.to_ascii_lowercase();
        let of_content = lower.starts_with("content-")
            || matches!(&*lower, "allow" | "expires" | "last-modified");
        if of_content && sent.body.is_empty() && kind.is_none() {
            notes.say(&[name, " belongs to content, and there is none."]);
            continue;
        }
        let place = if of_content {
            "Content.Headers"
        } else {
            "Headers"
        };
        code += &format!(
            "    request.{place}.TryAddWithoutValidation({}, {});\n",
            quote(Language::CSharp, name),
            quote(Language::CSharp, value)
        );
    }
    if sent.gets_key(plan).is_some() {
        code += "    request.Headers.TryAddWithoutValidation(\"Idempotency-Key\", key);\n";
    }
    code += "    return request;\n}\n\n";
    let gated = plan.repeats() && !plan.gates.is_empty();
    if gated {
        code += "var context = ResilienceContextPool.Shared.Get();\ncontext.Properties.Set(Keys.Request, Request());\n";
        code += "using var response = await pipeline.ExecuteAsync(\n    async attempt => await http.SendAsync(Request(), attempt.CancellationToken), context);\n";
    } else if strategic {
        code += "using var response = await pipeline.ExecuteAsync(\n    async token => await http.SendAsync(Request(), token));\n";
    } else {
        code += "using var response = await http.SendAsync(Request());\n";
    }
    code + "Console.WriteLine($\"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}\");\n"
}
