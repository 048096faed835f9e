//! The interceptor for OkHttp in Kotlin: what it does is as in Java, see [`super::okhttp`].

use super::dialect::{Dialect, listed};
use super::okhttp::{CAUGHT, CLASSES, JAVA, duration, limits, needs_content, options, stops, used};
use super::plan::Plan;
use super::quote::{Language, list, quote};
use super::{Notes, Sent, head};
use crate::client::Jitter;
use crate::protocol::Failure;

const KOTLIN: Dialect = Dialect {
    language: Language::Kotlin,
    ..JAVA
};

/// What is imported besides the classes of the program in Java.
const MORE: &[(&str, &str)] = &[
    ("Random", "kotlin.random.Random"),
    ("floor", "kotlin.math.floor"),
    ("pow", "kotlin.math.pow"),
    (
        "toRequestBody",
        "okhttp3.RequestBody.Companion.toRequestBody",
    ),
];

/// The program.
pub(super) fn client(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    limits(plan, sent, notes);
    let mut body = String::new();
    for (set, methods) in plan.sets() {
        let methods = list(Language::Kotlin, methods);
        body += &format!("val METHODS{set} = setOf({methods})\n");
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
    body += "fun main() {\n    val client = OkHttpClient.Builder()\n";
    body += &options(plan, "        ", "Interceptor(::send)");
    body += "\n";
    body += &request(plan, sent);
    body += "    client.newCall(request).execute().use { response ->\n        println(\"${response.code} ${response.body.string()}\")\n    }\n}\n";
    let mut code = head("//", "OkHttp 5.4.0, Kotlin 2", plan);
    let classes = [CLASSES, MORE].concat();
    code += &used(&body, &classes, "");
    code + "\n" + &body
}

fn retry_after(plan: &Plan) -> String {
    let mut code = String::from(
        "/** Milliseconds; null when there is nothing that can be read. */\nfun retryAfter(response: Response?): Double? {\n    if (response == null) return null\n",
    );
    if !plan.told.on.is_empty() {
        code += &format!(
            "    if (response.code !in setOf({})) return null\n",
            listed(plan.told.on, ", ")
        );
    }
    let (seconds, counts) = if plan.zero_counts() {
        ("1000.0 * text.toLong()", "")
    } else {
        (
            "(1000.0 * text.toLong()).takeIf { it > 0 }",
            ".takeIf { it > 0 }",
        )
    };
    code += "    val text = response.header(\"Retry-After\").orEmpty().trim()\n";
    code += &format!("    if (text.matches(Regex(\"[0-9]{{1,9}}\"))) return {seconds}\n");
    if plan.reads_dates() {
        code += &format!(
            "    return try {{\n        val date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text))\n        maxOf(0L, Duration.between(Instant.now(), date).toMillis()).toDouble(){counts}\n    }} catch (error: DateTimeParseException) {{\n        null\n    }}\n"
        );
    } else {
        code += "    return null\n";
    }
    code + "}\n\n"
}

fn interceptor(plan: &Plan) -> String {
    let policy = &plan.policy;
    let mut code = String::from(
        "fun send(chain: Interceptor.Chain): Response {\n    val request = chain.request()\n",
    );
    for (name, holds) in plan.gated(
        |set| format!("request.method in METHODS{set}"),
        " ||\n        request.header(\"Idempotency-Key\") != null",
    ) {
        let holds = match holds.strip_prefix('!') {
            Some(holds) => holds.replacen(" in ", " !in ", 1),
            None => holds,
        };
        code += &format!("    val {name} = {holds}\n");
    }
    if let Some(deadline) = policy.deadline {
        code += &format!("    val end = Instant.now().plus({})\n", duration(deadline));
    }
    let decorrelated = policy.backoff.jitter == Jitter::Decorrelated;
    if decorrelated {
        code += &format!(
            "    var previous = {}\n",
            KOTLIN.length(policy.backoff.base)
        );
    }
    code += "    var n = 1\n    while (true) {\n        var response: Response? = null\n        var error: IOException? = null\n        try {\n            response = chain.proceed(request)\n        } catch (reason: IOException) {\n            error = reason\n        }\n";
    if plan.obeys() || plan.asks_when() {
        code += "        val told = retryAfter(response)\n";
    }
    code += &again(plan);
    let own = KOTLIN.own(&policy.backoff);
    let waits = own != "0.0" || plan.obeys();
    if waits {
        let own = if plan.obeys() {
            let as_told = KOTLIN.as_told(plan, &policy.backoff, "own");
            if as_told == "told" {
                format!("told ?: {}", KOTLIN.grouped(&own))
            } else {
                code += &format!("        val own = {own}\n");
                KOTLIN.choose("told == null", "own", &as_told)
            }
        } else {
            own
        };
        code += &format!("        val wait = {own}\n");
        if decorrelated {
            code += "        previous = wait\n";
        }
        code += "        val pause = Duration.ofMillis(wait.toLong())\n";
    }
    code += &format!(
        "        if ({}) {{\n            return response ?: throw error!!\n        }}\n        response?.close()\n",
        stops(plan, waits)
    );
    let cut = policy.deadline.is_some() && !policy.looks_ahead;
    if waits {
        let length = if cut {
            code +=
                "        val left = maxOf(0L, Duration.between(Instant.now(), end).toMillis())\n";
            "minOf(pause.toMillis(), left)"
        } else {
            "pause.toMillis()"
        };
        code += &format!(
            "        try {{\n            Thread.sleep({length})\n        }} catch (reason: InterruptedException) {{\n            Thread.currentThread().interrupt()\n            throw InterruptedIOException()\n        }}\n"
        );
        if cut {
            code +=
                "        if (left <= pause.toMillis()) throw InterruptedIOException(\"timeout\")\n";
        }
    }
    code + "        n++\n    }\n}\n\n"
}

fn again(plan: &Plan) -> String {
    let on = |failure| KOTLIN.whether(plan.on(failure));
    let lost = on(Failure::Reset);
    let mut code = String::from("        val again = when {\n");
    for (failure, class) in CAUGHT {
        let holds = on(failure);
        if holds != lost {
            code += &format!("            error is {class} -> {holds}\n");
        }
    }
    code += &format!("            error != null -> {lost}\n");
    let answered = KOTLIN.any_answer(&plan.cases, "                    ");
    code += &if answered == "false" {
        "            else -> false\n        }\n".to_owned()
    } else {
        format!(
            "            else -> {{\n                val status = response!!.code\n                {answered}\n            }}\n        }}\n"
        )
    };
    code
}

fn request(plan: &Plan, sent: &Sent) -> String {
    // As bytes: a text gets a charset added to its type.
    let body = if !sent.body.is_empty() {
        format!(
            "{}.toByteArray().toRequestBody()",
            quote(Language::Kotlin, &sent.body)
        )
    } else if needs_content(sent) {
        "ByteArray(0).toRequestBody()".to_owned()
    } else {
        "null".to_owned()
    };
    let mut code = format!(
        "    val request = Request.Builder()\n        .url({})\n        .method({}, {body})\n",
        quote(Language::Kotlin, &sent.url),
        quote(Language::Kotlin, &sent.method)
    );
    for (name, value) in &sent.fields {
        code += &format!(
            "        .header({}, {})\n",
            quote(Language::Kotlin, name),
            quote(Language::Kotlin, value)
        );
    }
    if let Some(prefix) = sent.gets_key(plan) {
        code += &format!(
            "        .header(\"Idempotency-Key\", {} + UUID.randomUUID())\n",
            quote(Language::Kotlin, prefix)
        );
    }
    code + "        .build()\n"
}
