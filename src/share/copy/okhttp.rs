//! An interceptor for OkHttp, in Java. Read in OkHttp 5.4.0: `RetryAndFollowUpInterceptor.kt`, `OkHttpClient.kt`.

use super::dialect::{Dialect, listed, repeatable};
use super::plan::{Can, Deadline, Plan, Timeout};
use super::quote::{Language, list, quote};
use super::{Notes, Sent, head};
use crate::client::{Jitter, Rewriting};
use crate::protocol::Failure;

pub(super) const JAVA: Dialect = Dialect {
    language: Language::Java,
    per_second: 1_000.0,
    status: "status",
    n: "n",
    told: "told",
    is_told: "told != null",
    is_not_told: "told == null",
    gate: repeatable,
};

const CAN: Can = Can {
    name: "OkHttp",
    redirects: (Rewriting::OkHttp, Some(20)),
    timeout: Timeout::Parts,
    deadline: Deadline::Kept,
    breaker: false,
    replays: false,
    above: false,
    shared: false,
    reads: &[],
};

const LOST: &[Failure] = &[Failure::Reset, Failure::NotHttp];

/// The program.
pub(super) fn client(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    limits(plan, sent, notes);
    let mut body = String::from("class Client {\n");
    for (set, methods) in plan.sets() {
        body += &set_of(&set, methods);
    }
    if !plan.gates.is_empty() {
        body += "\n";
    }
    if plan.obeys() || plan.asks_when() {
        body += &retry_after(plan);
    }
    if plan.repeats() {
        body += &interceptor(plan);
    }
    body += "    public static void main(String[] arguments) throws IOException {\n        OkHttpClient client = new OkHttpClient.Builder()\n";
    body += &options(plan, "            ", "Client::send");
    body += ";\n";
    body += &request(plan, sent);
    body += "        try (Response response = client.newCall(request).execute()) {\n            System.out.println(response.code() + \" \" + response.body().string());\n        }\n    }\n}\n";
    let mut code = head("//", "OkHttp 5.4.0, Java 17", plan);
    code += &used(&body, CLASSES, ";");
    code + "\n" + &body
}

/// What OkHttp does otherwise, in whichever language.
pub(super) fn limits(plan: &Plan, sent: &Sent, notes: &mut Notes) {
    if plan.repeats() {
        plan.blurs(notes, "the interceptor", LOST);
        if plan.on(Failure::Truncated).next().is_some() {
            notes.add("An answer that breaks off is not repeated: an interceptor is done with the head of it.");
        }
        if plan.policy.deadline.is_some() && !plan.policy.looks_ahead {
            notes.add("A wait that passes the time for the whole call is cut off there, and the call ends with a time-out.");
        }
    }
    plan.common(notes, &CAN);
    notes
        .add("OkHttp itself sends a request again once, at once, after a 503 with Retry-After: 0.");
    if !sent.body.is_empty() && matches!(&*sent.method, "GET" | "HEAD") {
        notes.say(&["OkHttp refuses to send content with ", &sent.method, "."]);
    }
}

/// Whether OkHttp wants content for this request.
pub(super) fn needs_content(sent: &Sent) -> bool {
    matches!(
        &*sent.method,
        "POST" | "PUT" | "PATCH" | "PROPPATCH" | "REPORT" | "QUERY"
    )
}

/// What is caught for failures that differ from a lost connection; the first that fits counts.
pub(super) const CAUGHT: [(Failure, &str); 4] = [
    (Failure::TimedOut, "InterruptedIOException"),
    (Failure::NoSuchName, "UnknownHostException"),
    (Failure::Refused, "ConnectException"),
    (Failure::NotTrusted, "SSLException"),
];

/// A set of methods as a field of a class.
pub(super) fn set_of(set: &str, methods: &[&str]) -> String {
    let methods = list(Language::Java, methods);
    format!("    static final Set<String> METHODS{set} = Set.of({methods});\n")
}

pub(super) fn duration(length: std::time::Duration) -> String {
    let ms = length.as_millis();
    if ms.is_multiple_of(1_000) {
        format!("Duration.ofSeconds({})", whole(ms / 1_000))
    } else {
        format!("Duration.ofMillis({})", whole(ms))
    }
}

/// A whole number; one that is no int says so.
pub(super) fn whole(number: u128) -> String {
    let letter = if number > i32::MAX as u128 { "L" } else { "" };
    format!("{number}{letter}")
}

/// The classes a program may name, in either language.
pub(super) const CLASSES: &[(&str, &str)] = &[
    ("ConnectException", "java.net.ConnectException"),
    ("DateTimeFormatter", "java.time.format.DateTimeFormatter"),
    (
        "DateTimeParseException",
        "java.time.format.DateTimeParseException",
    ),
    ("Duration", "java.time.Duration"),
    ("IOException", "java.io.IOException"),
    ("Instant", "java.time.Instant"),
    ("Interceptor", "okhttp3.Interceptor"),
    ("InterruptedIOException", "java.io.InterruptedIOException"),
    ("OkHttpClient", "okhttp3.OkHttpClient"),
    ("Request", "okhttp3.Request"),
    ("RequestBody", "okhttp3.RequestBody"),
    ("Response", "okhttp3.Response"),
    ("SSLException", "javax.net.ssl.SSLException"),
    ("Set", "java.util.Set"),
    ("StandardCharsets", "java.nio.charset.StandardCharsets"),
    (
        "ThreadLocalRandom",
        "java.util.concurrent.ThreadLocalRandom",
    ),
    ("UUID", "java.util.UUID"),
    ("UnknownHostException", "java.net.UnknownHostException"),
];

/// Imports of the classes that are named, in order, and what ends each.
pub(super) fn used(body: &str, classes: &[(&str, &str)], end: &str) -> String {
    let is_part = |sign: char| sign.is_alphanumeric() || sign == '_';
    let named = |name: &str| {
        body.match_indices(name).any(|(at, _)| {
            let before = body[..at].chars().next_back();
            let after = body[at + name.len()..].chars().next();
            !before.is_some_and(|sign| is_part(sign) || sign == '"') && !after.is_some_and(is_part)
        })
    };
    let mut lines: Vec<String> = classes
        .iter()
        .filter(|(name, _)| named(name))
        .map(|(_, path)| format!("import {path}{end}\n"))
        .collect();
    lines.sort_unstable();
    lines.concat()
}

/// The options of the client, a line each; `send` names the interceptor.
pub(super) fn options(plan: &Plan, indent: &str, send: &str) -> String {
    let timeout = plan
        .policy
        .attempt_timeout
        .map_or_else(|| "Duration.ZERO".to_owned(), duration);
    let mut lines: Vec<String> = ["connect", "read", "write"]
        .iter()
        .map(|what| format!("{what}Timeout({timeout})"))
        .collect();
    if let Some(deadline) = plan.policy.deadline {
        lines.push(format!("callTimeout({})", duration(deadline)));
    }
    if plan.policy.redirects.limit == 0 {
        lines.push("followRedirects(false)".to_owned());
    }
    lines.push("retryOnConnectionFailure(false)".to_owned());
    if plan.repeats() {
        lines.push(format!("addInterceptor({send})"));
    }
    lines.push("build()".to_owned());
    let lines: Vec<String> = lines
        .iter()
        .map(|line| format!("{indent}.{line}"))
        .collect();
    lines.join("\n")
}

/// What ends the attempts, as a condition.
pub(super) fn stops(plan: &Plan, waits: bool) -> String {
    let policy = &plan.policy;
    let mut stops = vec!["!again".to_owned()];
    if let Some(attempts) = plan.attempts() {
        stops.push(format!("n == {attempts}"));
    }
    if let Some(most) = plan.most_told() {
        stops.push(format!("told != null && told > {}", JAVA.length(most)));
    }
    if policy.deadline.is_some() && waits && policy.looks_ahead {
        let margin = if plan.margin.is_zero() {
            String::new()
        } else {
            format!(".plus({})", duration(plan.margin))
        };
        stops.push(format!("Instant.now().plus(pause){margin}.isAfter(end)"));
    } else if policy.deadline.is_some() {
        stops.push("Instant.now().isAfter(end)".to_owned());
    }
    stops.join(" || ")
}

fn retry_after(plan: &Plan) -> String {
    let mut code = String::from(
        "    /** Milliseconds; null when there is nothing that can be read. */\n    static Double retryAfter(Response response) {\n        if (response == null) return null;\n",
    );
    if !plan.told.on.is_empty() {
        code += &format!(
            "        if (!Set.of({}).contains(response.code())) return null;\n",
            listed(plan.told.on, ", ")
        );
    }
    code += "        String text = response.header(\"Retry-After\", \"\").trim();\n";
    code + &parse_told(plan)
}

/// What becomes of the text of the field.
pub(super) fn parse_told(plan: &Plan) -> String {
    let mut code = String::new();
    let (seconds, left) = if plan.zero_counts() {
        (
            "1000.0 * Long.parseLong(text)",
            "(double) Math.max(0, left)",
        )
    } else {
        (
            "Long.parseLong(text) > 0 ? Double.valueOf(1000.0 * Long.parseLong(text)) : null",
            "left > 0 ? Double.valueOf(left) : null",
        )
    };
    code += &format!("        if (text.matches(\"[0-9]{{1,9}}\")) return {seconds};\n");
    if plan.reads_dates() {
        code += "        try {\n            Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));\n            long left = Duration.between(Instant.now(), date).toMillis();\n";
        code += &format!(
            "            return {left};\n        }} catch (DateTimeParseException error) {{\n            return null;\n        }}\n    }}\n\n"
        );
    } else {
        code += "        return null;\n    }\n\n";
    }
    code
}

fn interceptor(plan: &Plan) -> String {
    let policy = &plan.policy;
    let mut code = String::from(
        "    static Response send(Interceptor.Chain chain) throws IOException {\n        Request request = chain.request();\n",
    );
    for (name, holds) in plan.gated(
        |set| format!("METHODS{set}.contains(request.method())"),
        "\n            || request.header(\"Idempotency-Key\") != null",
    ) {
        code += &format!("        boolean {name} = {holds};\n");
    }
    if let Some(deadline) = policy.deadline {
        code += &format!(
            "        Instant end = Instant.now().plus({});\n",
            duration(deadline)
        );
    }
    let decorrelated = policy.backoff.jitter == Jitter::Decorrelated;
    if decorrelated {
        code += &format!(
            "        double previous = {};\n",
            JAVA.length(policy.backoff.base)
        );
    }
    code += "        for (int n = 1; ; n++) {\n            Response response = null;\n            IOException error = null;\n            try {\n                response = chain.proceed(request);\n            } catch (IOException reason) {\n                error = reason;\n            }\n";
    code += &again(plan);
    if plan.obeys() || plan.asks_when() {
        code = code.replace(
            "            boolean again;\n",
            "            Double told = retryAfter(response);\n            boolean again;\n",
        );
    }
    let own = JAVA.own(&policy.backoff);
    let waits = own != "0" || plan.obeys();
    if waits {
        code += &format!("            double wait = {own};\n");
        if plan.obeys() {
            code += &format!(
                "            if (told != null) wait = {};\n",
                JAVA.as_told(plan, &policy.backoff, "wait")
            );
        }
        if decorrelated {
            code += "            previous = wait;\n";
        }
        code += "            Duration pause = Duration.ofMillis((long) wait);\n";
    }
    code += &format!(
        "            if ({}) {{\n                if (error != null) throw error;\n                return response;\n            }}\n",
        stops(plan, waits)
    );
    code += "            if (response != null) response.close();\n";
    let cut = policy.deadline.is_some() && !policy.looks_ahead;
    if waits {
        let length = if cut {
            code += "            long left = Math.max(0, Duration.between(Instant.now(), end).toMillis());\n";
            "Math.min(pause.toMillis(), left)"
        } else {
            "pause.toMillis()"
        };
        code += &format!(
            "            try {{\n                Thread.sleep({length});\n            }} catch (InterruptedException reason) {{\n                Thread.currentThread().interrupt();\n                throw new InterruptedIOException();\n            }}\n"
        );
        if cut {
            code += "            if (left <= pause.toMillis()) throw new InterruptedIOException(\"timeout\");\n";
        }
    }
    code + "        }\n    }\n\n"
}

fn again(plan: &Plan) -> String {
    let on = |failure| JAVA.whether(plan.on(failure));
    let lost = on(Failure::Reset);
    let mut code = String::from("            boolean again;\n");
    let mut keyword = "if";
    for (failure, class) in CAUGHT {
        let holds = on(failure);
        if holds != lost {
            code += &format!(
                "            {keyword} (error instanceof {class}) {{\n                again = {holds};\n"
            );
            keyword = "} else if";
        }
    }
    code += &format!(
        "            {keyword} (error != null) {{\n                again = {lost};\n            }} else {{\n"
    );
    let answered = JAVA.any_answer(&plan.cases, "                    ");
    if answered == "false" {
        code += "                again = false;\n            }\n";
    } else {
        code += &format!(
            "                int status = response.code();\n                again = {answered};\n            }}\n"
        );
    }
    code
}

fn request(plan: &Plan, sent: &Sent) -> String {
    // As bytes: a text gets a charset added to its type.
    let body = if sent.body.is_empty() {
        if needs_content(sent) {
            "RequestBody.create(new byte[0])".to_owned()
        } else {
            "null".to_owned()
        }
    } else {
        format!(
            "RequestBody.create({}.getBytes(StandardCharsets.UTF_8))",
            quote(Language::Java, &sent.body)
        )
    };
    let mut code = format!(
        "        Request request = new Request.Builder()\n            .url({})\n            .method({}, {body})\n",
        quote(Language::Java, &sent.url),
        quote(Language::Java, &sent.method)
    );
    for (name, value) in &sent.fields {
        code += &format!(
            "            .header({}, {})\n",
            quote(Language::Java, name),
            quote(Language::Java, value)
        );
    }
    if let Some(prefix) = sent.gets_key(plan) {
        code += &format!(
            "            .header(\"Idempotency-Key\", {} + UUID.randomUUID())\n",
            quote(Language::Java, prefix)
        );
    }
    code + "            .build();\n"
}
