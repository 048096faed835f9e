//! A loop around `fetch()`, which needs no library and can say nearly everything.

use std::time::Duration;

use super::dialect::{Dialect, listed, repeatable};
use super::plan::{Can, Deadline, Plan, Timeout};
use super::quote::{self, Language, quote};
use super::{Notes, Sent, head};
use crate::client::Rewriting;
use crate::protocol::Failure;

pub(super) const JS: Dialect = Dialect {
    language: Language::JavaScript,
    per_second: 1_000.0,
    status: "status",
    n: "n",
    told: "told",
    is_told: "told !== undefined",
    is_not_told: "told === undefined",
    gate: repeatable,
};

pub(super) const CAN: Can = Can {
    name: "fetch()",
    redirects: (Rewriting::Fetch, Some(20)),
    timeout: Timeout::Whole,
    deadline: Deadline::Kept,
    breaker: false,
    replays: true,
    above: false,
    shared: false,
    reads: &[],
};

/// What fails in one way for `fetch()`: it rejects with a `TypeError` and says no more.
pub(super) const NETWORK: &[Failure] = &[
    Failure::Reset,
    Failure::NoSuchName,
    Failure::Refused,
    Failure::NotTrusted,
    Failure::NotHttp,
];

/// The program.
pub(super) fn client(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    let mut code = head(
        "//",
        "fetch() of browsers and of Node.js 18 or newer; no library.",
        plan,
    );
    let mut blur = NETWORK.to_vec();
    if plan.on(Failure::Truncated).next().is_some() {
        blur.push(Failure::Truncated);
    }
    if policy.attempt_timeout.is_none() && policy.deadline.is_none() {
        // Nothing but the network ends an attempt.
        blur.push(Failure::TimedOut);
    }
    if plan.repeats() {
        plan.blurs(notes, "fetch()", &blur);
    }
    plan.common(notes, &CAN);
    limits_of_fetch(sent, notes);
    limits_of_timers(plan, notes);

    if plan.repeats() {
        for (set, methods) in plan.sets() {
            code += &format!("\nconst METHODS{set} = {};", list(methods));
        }
        code += "\n";
        code += "// A timer that is set for longer would end at once.\n";
        code += &format!(
            "const sleep = (ms) => new Promise((done) => setTimeout(done, Math.min(ms, {LONGEST})));\n\n"
        );
        if plan.obeys() || plan.asks_when() {
            code += &told(plan);
        }
        code += &the_loop(plan, notes);
    } else if policy.attempt_timeout.is_some() || policy.deadline.is_some() {
        code += "\n";
        let limit = policy
            .attempt_timeout
            .into_iter()
            .chain(policy.deadline)
            .min();
        let limit = timer(limit.unwrap_or_default());
        code += &format!(
            "const send = (url, init = {{}}) =>\n  fetch(url, {{ ...init, signal: AbortSignal.timeout({limit}){} }});\n\n",
            redirect(plan)
        );
    } else {
        code += "\n";
        let manual = redirect(plan);
        let call = if manual.is_empty() {
            "const send = fetch;\n\n".to_owned()
        } else {
            format!("const send = (url, init = {{}}) => fetch(url, {{ ...init{manual} }});\n\n")
        };
        code += &call;
    }
    code += &format!(
        "const response = await send({}{});\n",
        quote(Language::JavaScript, &sent.url),
        init(plan, sent, "body")
    );
    code += "console.log(response.status, await response.text());\n";
    code
}

const fn redirect(plan: &Plan) -> &'static str {
    if plan.policy.redirects.limit == 0 {
        ", redirect: 'manual'"
    } else {
        ""
    }
}

/// The most milliseconds of a timer: it is a signed number of 32 bits (HTML, "timers"; Node.js, `lib/internal/timers.js`).
pub(super) const LONGEST: &str = "2 ** 31 - 1";

/// A length a timer is set for.
pub(super) fn timer(length: Duration) -> String {
    JS.length(length.min(Duration::from_millis(i32::MAX as u64)))
}

/// Says where a timer ends sooner.
pub(super) fn limits_of_timers(plan: &Plan, notes: &mut Notes) {
    let limits = [plan.policy.attempt_timeout, plan.policy.deadline];
    if limits
        .iter()
        .flatten()
        .any(|limit| limit.as_millis() > i32::MAX as u128)
    {
        notes.add("No time-out is longer than 24.8 days, as timers in JavaScript are.");
    }
}

/// What browsers keep to themselves (Fetch, "forbidden request-header" and "new Request(input, init)").
pub(super) fn limits_of_fetch(sent: &Sent, notes: &mut Notes) {
    const FORBIDDEN: [&str; 12] = [
        "accept-charset",
        "accept-encoding",
        "connection",
        "content-length",
        "cookie",
        "date",
        "expect",
        "host",
        "keep-alive",
        "te",
        "transfer-encoding",
        "via",
    ];
    let kept: Vec<&str> = sent
        .fields
        .iter()
        .map(|field| &*field.0)
        .filter(|name| FORBIDDEN.contains(&name.to_ascii_lowercase().as_str()))
        .collect();
    if !kept.is_empty() {
        notes.say(&["A browser does not let a page set ", &kept.join(", "), "."]);
    }
    if !sent.body.is_empty() && matches!(&*sent.method, "GET" | "HEAD") {
        notes.say(&["fetch() sends no content with ", &sent.method, "."]);
    }
    if matches!(
        &*sent.method.to_ascii_uppercase(),
        "TRACE" | "TRACK" | "CONNECT"
    ) {
        notes.say(&["fetch() refuses to send ", &sent.method, "."]);
    }
}

/// Texts as an array.
pub(super) fn list(texts: &[&str]) -> String {
    format!("[{}]", quote::list(Language::JavaScript, texts))
}

/// A function that reads `Retry-After`.
pub(super) fn told(plan: &Plan) -> String {
    let dates = if plan.reads_dates() {
        "  // Dates of HTTP end in GMT; Date.parse() reads much else as a date.\n  \
         const date = text.endsWith(' GMT') ? Date.parse(text) - Date.now() : NaN;\n  \
         const ms = /^\\d+$/.test(text) ? 1000 * Number(text) : date;\n"
    } else {
        "  const ms = /^\\d+$/.test(text) ? 1000 * Number(text) : NaN;\n"
    };
    let what = if plan.zero_counts() {
        "  return Number.isNaN(ms) ? undefined : Math.max(0, ms);\n"
    } else {
        "  return ms > 0 ? ms : undefined;\n"
    };
    let on = if plan.told.on.is_empty() {
        String::new()
    } else {
        format!(
            "  if (![{}].includes(response.status)) return undefined;\n",
            listed(plan.told.on, ", ")
        )
    };
    format!(
        "// What Retry-After says, in milliseconds; undefined when there is none that can be read.\n\
         function retryAfter(response) {{\n{on}  const text = response.headers.get('Retry-After')?.trim() ?? '';\n{dates}{what}}}\n\n"
    )
}

fn the_loop(plan: &Plan, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    let mut code = String::from("async function send(url, init = {}) {\n");
    for (name, holds) in plan.gated(
        |set| format!("METHODS{set}.includes(init.method ?? 'GET')"),
        "\n    || new Headers(init.headers).has('Idempotency-Key')",
    ) {
        code += &format!("  const {name} = {holds};\n");
    }
    if let Some(deadline) = policy.deadline {
        code += &format!("  const end = Date.now() + {};\n", timer(deadline));
    }
    let decorrelated = JS.own(&policy.backoff).contains("previous");
    if decorrelated {
        code += &format!("  let previous = {};\n", JS.length(policy.backoff.base));
    }
    code += "  for (let n = 1; ; n += 1) {\n";
    code += "    let response, error;\n    try {\n";
    let signal = match (policy.attempt_timeout, policy.deadline) {
        (Some(timeout), Some(_)) => Some(format!(
            "Math.max(0, Math.min({}, end - Date.now()))",
            timer(timeout)
        )),
        (Some(timeout), None) => Some(timer(timeout)),
        (None, Some(_)) => Some("Math.max(0, end - Date.now())".to_owned()),
        (None, None) => None,
    };
    let manual = redirect(plan);
    let options = match &signal {
        Some(signal) => {
            code += &format!("      const signal = AbortSignal.timeout({signal});\n");
            format!("{{ ...init, signal{manual} }}")
        }
        None if manual.is_empty() => "init".to_owned(),
        None => format!("{{ ...init{manual} }}"),
    };
    code += &format!("      response = await fetch(url, {options});\n");
    if plan.on(Failure::Truncated).next().is_some() {
        code += "      // Half an answer is none, so all of it is read here; the copy is for whoever called.\n";
        code += "      await response.clone().arrayBuffer();\n";
    }
    code += "    } catch (reason) {\n      response = undefined;\n      error = reason;\n    }\n";

    let told = if plan.obeys() || plan.asks_when() {
        code += "    const told = response && retryAfter(response);\n";
        true
    } else {
        false
    };
    code += &again(plan, signal.is_some());
    let mut stops = vec!["!again".to_owned()];
    if let Some(attempts) = plan.attempts() {
        stops.push(format!("n === {attempts}"));
    }
    if let Some(most) = plan.most_told() {
        stops.push(format!("told > {}", JS.length(most)));
    }
    let own = JS.own(&policy.backoff);
    let waits = own != "0" || (told && plan.obeys());
    if waits {
        let wait = if told && plan.obeys() {
            let as_told = JS.as_told(plan, &policy.backoff, "own");
            if as_told.contains("own") {
                code += &format!("    const own = {own};\n");
                format!("told === undefined ? own : {as_told}")
            } else if as_told == "told" {
                format!("told ?? {}", JS.grouped(&own))
            } else {
                format!("told === undefined ? {} : {as_told}", JS.grouped(&own))
            }
        } else {
            own
        };
        let keyword = if policy.deadline.is_some() && !policy.looks_ahead {
            "let"
        } else {
            "const"
        };
        code += &format!("    {keyword} wait = {wait};\n");
        if decorrelated {
            code += "    previous = wait;\n";
        }
    }
    if policy.deadline.is_some() {
        let margin = if plan.margin.is_zero() {
            String::new()
        } else {
            format!(" + {}", JS.length(plan.margin))
        };
        match (waits, policy.looks_ahead) {
            (true, true) if plan.margin.is_zero() => {
                stops.push("Date.now() + wait >= end".to_owned())
            }
            (true, true) => stops.push(format!("Date.now() + wait{margin} > end")),
            (true, false) => {
                code += "    wait = Math.min(wait, end - Date.now());\n";
                stops.push("Date.now() >= end".to_owned());
            }
            (false, _) => stops.push("Date.now() >= end".to_owned()),
        }
    }
    code += &format!(
        "    if ({}) {{\n      if (error) throw error;\n      return response;\n    }}\n",
        stops.join(" || ")
    );
    if waits {
        code += "    await sleep(wait);\n";
    }
    if policy.deadline.is_some() && !policy.looks_ahead && waits {
        code += "    if (Date.now() >= end) {\n      if (error) throw error;\n      return response;\n    }\n";
        notes.add("Once the time for the whole call is up, an answer has its head, but its content cannot be read any more.");
    }
    code + "    await response?.body?.cancel();\n  }\n}\n\n"
}

/// Whether it is sent again.
fn again(plan: &Plan, has_timeout: bool) -> String {
    let answered = JS.any_answer(&plan.cases, "        ");
    let status = if answered == "false" {
        ""
    } else {
        "    const status = response?.status;\n"
    };
    let lost = JS.whether(plan.on(Failure::Reset));
    let late = if has_timeout {
        JS.whether(plan.on(Failure::TimedOut))
    } else {
        lost.clone()
    };
    let failed = if lost == late {
        lost
    } else {
        match (&*lost, &*late) {
            ("true", "false") => "error.name !== 'TimeoutError'".to_owned(),
            ("false", "true") => "error.name === 'TimeoutError'".to_owned(),
            (lost, "false") => format!("{} && error.name !== 'TimeoutError'", JS.grouped(lost)),
            ("false", late) => format!("{} && error.name === 'TimeoutError'", JS.grouped(late)),
            (lost, late) => format!("(error.name === 'TimeoutError' ? {late} : {lost})"),
        }
    };
    match (&*failed, &*answered) {
        ("false", "false") => "    const again = false;\n".to_owned(),
        ("false", answered) => {
            format!(
                "{status}    const again = !error && {};\n",
                JS.grouped(answered)
            )
        }
        (failed, answered) => {
            format!("{status}    const again = error\n      ? {failed}\n      : {answered};\n")
        }
    }
}

/// The options of a call.
pub(super) fn init(plan: &Plan, sent: &Sent, body: &str) -> String {
    let mut lines = Vec::new();
    if sent.method != "GET" {
        lines.push(format!(
            "  method: {},",
            quote(Language::JavaScript, &sent.method)
        ));
    }
    let mut fields: Vec<String> = sent
        .fields
        .iter()
        .map(|(name, value)| {
            format!(
                "    {}: {},",
                quote(Language::JavaScript, name),
                quote(Language::JavaScript, value)
            )
        })
        .collect();
    if let Some(prefix) = sent.gets_key(plan) {
        let key = if prefix.is_empty() {
            "crypto.randomUUID()".to_owned()
        } else {
            format!(
                "{} + crypto.randomUUID()",
                quote(Language::JavaScript, prefix)
            )
        };
        fields.push(format!("    'Idempotency-Key': {key},"));
    }
    if !fields.is_empty() {
        lines.push(format!("  headers: {{\n{}\n  }},", fields.join("\n")));
    }
    if !sent.body.is_empty() {
        lines.push(format!(
            "  {body}: {},",
            quote(Language::JavaScript, &sent.body)
        ));
    }
    if lines.is_empty() {
        return String::new();
    }
    format!(", {{\n{}\n}}", lines.join("\n"))
}
