//! A middleware for reqwest: reqwest-retry sees neither the method nor `Retry-After`, a middleware of one's own does. Read
//! in reqwest 0.13.4 and reqwest-middleware 0.5.2.

use super::dialect::{Dialect, listed, repeatable};
use super::plan::{Can, Deadline, Plan, Timeout};
use super::quote::{Language, list, quote};
use super::{Notes, Sent, head};
use crate::client::{Jitter, Rewriting};
use crate::protocol::Failure;

const RUST: Dialect = Dialect {
    language: Language::Rust,
    per_second: 1.0,
    status: "status",
    n: "n",
    told: "told",
    is_told: "told.is_some()",
    is_not_told: "told.is_none()",
    gate: repeatable,
};

/// In a condition, what was told is still wrapped.
const ASKED: Dialect = Dialect {
    told: "told.unwrap_or_default()",
    ..RUST
};

const CAN: Can = Can {
    name: "reqwest",
    redirects: (Rewriting::Fetch, None),
    timeout: Timeout::Whole,
    deadline: Deadline::Kept,
    breaker: false,
    replays: false,
    above: false,
    shared: false,
    reads: &[],
};

const LOST: &[Failure] = &[Failure::Reset, Failure::NotHttp];
const UNREACHED: &[Failure] = &[Failure::Refused, Failure::NoSuchName, Failure::NotTrusted];

/// The program.
pub(super) fn client(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    if plan.repeats() {
        plan.blurs(notes, "reqwest", LOST);
        plan.blurs(notes, "reqwest", UNREACHED);
        if plan.on(Failure::Truncated).next().is_some() {
            notes.add("An answer that breaks off is not repeated: a middleware is done with the head of it.");
        }
    }
    plan.common(notes, &CAN);
    let mut body = String::new();
    if plan.repeats() {
        for (set, methods) in plan.sets() {
            body += &format!(
                "const METHODS{set}: &[&str] = &[{}];\n\n",
                list(Language::Rust, methods)
            );
        }
        if plan.obeys() || plan.asks_when() {
            body += &retry_after(plan);
        }
        body += &middleware(plan);
    }
    body += &main(plan, sent);
    let mut libraries = String::from("reqwest 0.13.4");
    if plan.repeats() {
        libraries += ", reqwest-middleware 0.5.2, async-trait 0.1, http 1";
        if body.contains("httpdate::") {
            libraries += ", httpdate 1";
        }
        if body.contains("rand::") {
            libraries += ", rand 0.10";
        }
    }
    if body.contains("uuid::") {
        libraries += ", uuid 1 with v4";
    }
    libraries += ", tokio 1 with macros, rt and time";
    let mut code = head("//", &libraries, plan);
    let times: Vec<&str> = ["Duration", "Instant", "SystemTime"]
        .into_iter()
        .filter(|name| body.contains(&format!("{name}::")) || body.contains(&format!("<{name}>")))
        .collect();
    match times[..] {
        [] => {}
        [time] => code += &format!("use std::time::{time};\n\n"),
        _ => code += &format!("use std::time::{{{}}};\n\n", times.join(", ")),
    }
    if plan.repeats() {
        code += "use reqwest::{Method, Request, Response};\nuse reqwest_middleware::{ClientBuilder, Error, Middleware, Next, Result};\n";
    } else {
        code += "use reqwest::Method;\n";
    }
    code + "\n" + &body
}

fn duration(length: std::time::Duration) -> String {
    let ms = length.as_millis();
    if ms.is_multiple_of(1_000) {
        format!("Duration::from_secs({})", ms / 1_000)
    } else {
        format!("Duration::from_millis({ms})")
    }
}

fn retry_after(plan: &Plan) -> String {
    let mut code = String::from(
        "/// Seconds; nothing when there is nothing that can be read.\nfn retry_after(response: &Response) -> Option<f64> {\n",
    );
    if !plan.told.on.is_empty() {
        code += &format!(
            "    if !matches!(response.status().as_u16(), {}) {{\n        return None;\n    }}\n",
            listed(plan.told.on, " | ")
        );
    }
    code += "    let text = response.headers().get(\"Retry-After\")?.to_str().ok()?.trim();\n";
    let filter = if plan.zero_counts() {
        ""
    } else {
        ".filter(|seconds| *seconds > 0.0)"
    };
    if plan.reads_dates() {
        code += "    if let Ok(seconds) = text.parse::<u32>() {\n";
        code += &format!("        return Some(f64::from(seconds)){filter};\n    }}\n");
        code += "    let date = httpdate::parse_http_date(text).ok()?;\n";
        code += &format!(
            "    let left = date.duration_since(SystemTime::now()).unwrap_or_default();\n    Some(left.as_secs_f64()){filter}\n}}\n\n"
        );
    } else {
        code += &format!("    text.parse::<u32>().ok().map(f64::from){filter}\n}}\n\n");
    }
    code
}

fn middleware(plan: &Plan) -> String {
    let policy = &plan.policy;
    let mut code = String::from(
        "struct Repeating;\n\n#[async_trait::async_trait]\nimpl Middleware for Repeating {\n    async fn handle(\n        &self,\n        request: Request,\n        extensions: &mut http::Extensions,\n        next: Next<'_>,\n    ) -> Result<Response> {\n",
    );
    for (name, holds) in plan.gated(
        |set| format!("METHODS{set}.contains(&request.method().as_str())"),
        "\n            || request.headers().contains_key(\"Idempotency-Key\")",
    ) {
        code += &format!("        let {name} = {holds};\n");
    }
    if let Some(deadline) = policy.deadline {
        code += &format!(
            "        let end = Instant::now() + {};\n",
            duration(deadline)
        );
    }
    let decorrelated = policy.backoff.jitter == Jitter::Decorrelated;
    if decorrelated {
        code += &format!(
            "        let mut previous = {};\n",
            RUST.length(policy.backoff.base)
        );
    }
    code += "        let mut n: u32 = 1;\n        loop {\n";
    let limited = policy.attempt_timeout.is_some() || policy.deadline.is_some();
    let mutable = if limited { "mut " } else { "" };
    code += &format!(
        "            // A body that is a stream can be sent once only.\n            let Some({mutable}copy) = request.try_clone() else {{\n                return next.run(request, extensions).await;\n            }};\n"
    );
    let left = "end.saturating_duration_since(Instant::now())";
    match (policy.attempt_timeout, policy.deadline) {
        (Some(timeout), Some(_)) => {
            code += &format!(
                "            *copy.timeout_mut() = Some({}.min({left}));\n",
                duration(timeout)
            )
        }
        (Some(timeout), None) => {
            code += &format!(
                "            *copy.timeout_mut() = Some({});\n",
                duration(timeout)
            )
        }
        (None, Some(_)) => code += &format!("            *copy.timeout_mut() = Some({left});\n"),
        (None, None) => {}
    }
    code += "            let outcome = next.clone().run(copy, extensions).await;\n";
    let told = plan.obeys() || plan.asks_when();
    if told {
        code += "            let told = outcome.as_ref().ok().and_then(retry_after);\n";
    }
    code += &again(plan);
    let own = RUST.own(&policy.backoff);
    let waits = own != "0.0" || plan.obeys();
    let mut stops = vec!["!again".to_owned()];
    if let Some(attempts) = plan.attempts() {
        stops.push(format!("n == {attempts}"));
    }
    if let Some(most) = plan.most_told() {
        stops.push(format!(
            "told.is_some_and(|told| told > {})",
            RUST.length(most)
        ));
    }
    if waits {
        if plan.obeys() {
            let as_told = RUST.as_told(plan, &policy.backoff, "own");
            if as_told == "told" {
                let own = if own.contains('(') || own.contains("if ") {
                    format!("unwrap_or_else(|| {own})")
                } else {
                    format!("unwrap_or({own})")
                };
                code += &format!("            let wait = told.{own};\n");
            } else {
                code += &format!(
                    "            let own = {own};\n            let wait = match told {{\n                Some(told) => {as_told},\n                None => own,\n            }};\n"
                );
            }
        } else {
            code += &format!("            let wait = {own};\n");
        }
        if decorrelated {
            code += "            previous = wait;\n";
        }
        code += "            let wait = Duration::from_secs_f64(wait);\n";
    }
    if policy.deadline.is_some() {
        let margin = if plan.margin.is_zero() {
            String::new()
        } else {
            format!(" + {}", duration(plan.margin))
        };
        if waits && policy.looks_ahead {
            stops.push(format!("Instant::now() + wait{margin} > end"));
        } else {
            stops.push("Instant::now() >= end".to_owned());
        }
    }
    code += &format!(
        "            if {} {{\n                return outcome;\n            }}\n",
        stops.join(" || ")
    );
    if waits {
        let wait = if policy.deadline.is_some() && !policy.looks_ahead {
            format!("wait.min({left})")
        } else {
            "wait".to_owned()
        };
        code += &format!("            tokio::time::sleep({wait}).await;\n");
        if policy.deadline.is_some() && !policy.looks_ahead {
            code += "            if Instant::now() >= end {\n                return outcome;\n            }\n";
        }
    }
    code + "            n += 1;\n        }\n    }\n}\n\n"
}

fn again(plan: &Plan) -> String {
    let late = ASKED.whether(plan.on(Failure::TimedOut));
    let unreached = ASKED.whether(plan.on(Failure::Refused));
    let lost = ASKED.whether(plan.on(Failure::Reset));
    let mut code = String::from("            let again = match &outcome {\n");
    let answered = ASKED.any_answer(&plan.cases, "                        ");
    if answered == "false" {
        code += "                Ok(_) => false,\n";
    } else {
        code += &format!(
            "                Ok(response) => {{\n                    let status = response.status().as_u16();\n                    {}\n                }}\n",
            answered
        );
    }
    let mut arm = |guard: &str, holds: &str| {
        code +=
            &format!("                Err(Error::Reqwest(error)) if error.{guard}() => {holds},\n");
    };
    if late != lost {
        arm("is_timeout", &late);
    }
    if unreached != lost {
        arm("is_connect", &unreached);
    }
    if lost != "false" {
        arm("is_request", &lost);
    }
    code + "                Err(_) => false,\n            };\n"
}

fn main(plan: &Plan, sent: &Sent) -> String {
    let policy = &plan.policy;
    let mut builder = String::from("reqwest::Client::builder()");
    match policy.redirects.limit {
        // As many as it follows anyway.
        10 => {}
        0 => builder += "\n        .redirect(reqwest::redirect::Policy::none())",
        limit => {
            builder += &format!("\n        .redirect(reqwest::redirect::Policy::limited({limit}))")
        }
    }
    if !plan.repeats() {
        let limit = policy
            .attempt_timeout
            .into_iter()
            .chain(policy.deadline)
            .min();
        if let Some(limit) = limit {
            builder += &format!("\n        .timeout({})", duration(limit));
        }
    }
    let result = if plan.repeats() {
        "Result<()>"
    } else {
        "Result<(), reqwest::Error>"
    };
    let mut code =
        format!("#[tokio::main(flavor = \"current_thread\")]\nasync fn main() -> {result} {{\n");
    if plan.repeats() {
        code += &format!(
            "    let client = {builder}\n        .build()?;\n    let client = ClientBuilder::new(client).with(Repeating).build();\n"
        );
    } else {
        code += &format!("    let client = {builder}\n        .build()?;\n");
    }
    let method = match &*sent.method {
        known @ ("GET" | "POST" | "PUT" | "DELETE" | "HEAD" | "OPTIONS" | "CONNECT" | "PATCH"
        | "TRACE") => format!("Method::{known}"),
        other => format!(
            "Method::from_bytes({}.as_bytes()).expect(\"a method\")",
            quote(Language::Rust, other)
        ),
    };
    code += &format!(
        "    let response = client\n        .request({method}, {})\n",
        quote(Language::Rust, &sent.url)
    );
    for (name, value) in &sent.fields {
        code += &format!(
            "        .header({}, {})\n",
            quote(Language::Rust, name),
            quote(Language::Rust, value)
        );
    }
    if let Some(prefix) = sent.gets_key(plan) {
        code += &format!(
            "        .header(\"Idempotency-Key\", {}.to_owned() + &uuid::Uuid::new_v4().to_string())\n",
            quote(Language::Rust, prefix)
        );
    }
    if !sent.body.is_empty() {
        code += &format!("        .body({})\n", quote(Language::Rust, &sent.body));
    }
    code + "        .send()\n        .await?;\n    println!(\"{} {}\", response.status(), response.text().await?);\n    Ok(())\n}\n"
}
