//! httpx with tenacity, whose conditions are functions. Read in httpx 0.28.1 and tenacity 9.1.4.

use super::dialect::{Dialect, counts, listed, repeatable};
use super::plan::{Can, Deadline, Plan, Timeout};
use super::quote::{Language, list, quote};
use super::{Notes, Sent, head};
use crate::client::Rewriting;
use crate::protocol::Failure;

pub(super) const PYTHON: Dialect = Dialect {
    language: Language::Python,
    per_second: 1.0,
    status: "status",
    n: "n",
    told: "told",
    is_told: "told is not None",
    is_not_told: "told is None",
    gate: repeatable,
};

const CAN: Can = Can {
    name: "httpx",
    redirects: (Rewriting::Httpx, None),
    timeout: Timeout::Parts,
    deadline: Deadline::Between,
    breaker: false,
    replays: false,
    above: false,
    shared: false,
    reads: &[],
};

const LOST: &[Failure] = &[Failure::Reset, Failure::Truncated, Failure::NotHttp];
const UNREACHED: &[Failure] = &[Failure::Refused, Failure::NoSuchName, Failure::NotTrusted];

/// The program.
pub(super) fn client(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    let libraries = if plan.repeats() {
        "httpx 0.28.1, tenacity 9.1.4"
    } else {
        "httpx 0.28.1"
    };
    let mut body = String::new();
    if plan.repeats() {
        plan.blurs(notes, "httpx", LOST);
        plan.blurs(notes, "httpx", UNREACHED);
    }
    plan.common(notes, &CAN);
    let timeout = policy
        .attempt_timeout
        .map_or_else(|| "None".to_owned(), |limit| PYTHON.length(limit));
    let follows = match policy.redirects.limit {
        0 => String::new(),
        limit => format!(", follow_redirects=True, max_redirects={limit}"),
    };
    body += &format!("client = httpx.Client(timeout={timeout}{follows})\n");
    if plan.repeats() {
        body += &retrying(plan, notes);
    }
    body += "\n";
    body += &call(plan, sent);

    let mut code = head("#", libraries, plan);
    let mut imports = Vec::new();
    if body.contains("random.") {
        imports.push("import random");
    }
    if body.contains("math.") {
        imports.push("import math");
    }
    if body.contains("uuid.") {
        imports.push("import uuid");
    }
    imports.sort_unstable();
    if body.contains("datetime.now") {
        imports.push("from datetime import datetime, timezone");
        imports.push("from email.utils import parsedate_to_datetime");
    }
    if !imports.is_empty() {
        code += &imports.join("\n");
        code += "\n\n";
    }
    code += "import httpx\n";
    if plan.repeats() {
        let names: Vec<&str> = [
            "retry",
            "stop_after_attempt",
            "stop_after_delay",
            "stop_before_delay",
            "stop_never",
        ]
        .into_iter()
        .filter(|name| {
            *name == "retry"
                || body.contains(&format!("{name}("))
                || (*name == "stop_never" && body.contains("stop=stop_never"))
        })
        .collect();
        code += &format!("from tenacity import {}\n", names.join(", "));
    }
    code + "\n" + &body
}

/// Sets of methods.
pub(super) fn sets(plan: &Plan) -> String {
    let mut code = String::new();
    for (set, methods) in plan.sets() {
        let methods = list(Language::Python, methods);
        code += &format!("METHODS{set} = {{{methods}}}\n");
    }
    code
}

/// A condition that may be turned around, as Python has it.
pub(super) fn turned(holds: &str) -> String {
    match holds.strip_prefix('!') {
        Some(holds) => holds.replacen(" in ", " not in ", 1),
        None => holds.to_owned(),
    }
}

/// A function that reads `Retry-After`.
fn retry_after(plan: &Plan) -> String {
    let mut code = String::from(
        "def retry_after(response):\n    \"\"\"Seconds, or None when there is nothing that can be read.\"\"\"\n",
    );
    if !plan.told.on.is_empty() {
        code += &format!(
            "    if response.status_code not in {{{}}}:\n        return None\n",
            listed(plan.told.on, ", ")
        );
    }
    let zero = if plan.zero_counts() { "" } else { " or None" };
    code += "    text = response.headers.get(\"Retry-After\", \"\").strip()\n";
    code += &format!("    if text.isascii() and text.isdigit():\n        return int(text){zero}\n");
    if plan.reads_dates() {
        code +=
            "    try:\n        left = parsedate_to_datetime(text) - datetime.now(timezone.utc)\n";
        code += "    except (TypeError, ValueError):\n        return None\n";
        code += &format!("    return max(0, left.total_seconds()){zero}\n");
    } else {
        code += "    return None\n";
    }
    code
}

fn retrying(plan: &Plan, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    let mut code = sets(plan);
    if plan.obeys() || plan.asks_when() {
        code += "\n\n";
        code += &retry_after(plan);
    }
    code += "\n\ndef again(state):\n";
    let when = plan.asks_when();
    if !plan.gates.is_empty() {
        code += "    request = state.args[0]\n";
    }
    for (name, holds) in plan.gated(
        |set| format!("request.method in METHODS{set}"),
        " or \"Idempotency-Key\" in request.headers",
    ) {
        code += &format!("    {name} = {}\n", turned(&holds));
    }
    if plan.cases.iter().any(|case| case.below.is_some()) {
        code += "    n = state.attempt_number\n";
    }
    code += "    error = state.outcome.exception()\n    if error is not None:\n";
    let late = PYTHON.whether(plan.on(Failure::TimedOut));
    let unreached = PYTHON.whether(plan.on(Failure::Refused));
    let lost = PYTHON.whether(plan.on(Failure::Reset));
    const BOTH: &str = "(httpx.NetworkError, httpx.RemoteProtocolError)";
    let is = |condition: &str, class: &str| {
        if condition == "True" {
            format!("isinstance(error, {class})")
        } else {
            format!(
                "isinstance(error, {class}) and {}",
                PYTHON.grouped(condition)
            )
        }
    };
    if late == lost && lost == unreached {
        if lost == "False" {
            code += "        return False\n";
        } else {
            let class = "(httpx.NetworkError, httpx.RemoteProtocolError, httpx.TimeoutException)";
            code += &format!("        return {}\n", is(&lost, class));
        }
    } else {
        if late != "False" || lost != "False" {
            code += &format!(
                "        if isinstance(error, httpx.TimeoutException):\n            return {late}\n"
            );
        }
        if unreached != lost {
            code += &format!(
                "        if isinstance(error, httpx.ConnectError):\n            return {unreached}\n"
            );
        }
        code += &if lost == "False" {
            "        return False\n".to_owned()
        } else {
            format!("        return {}\n", is(&lost, BOTH))
        };
    }
    let answered = PYTHON.any_answer(&plan.cases, "        ");
    if answered == "False" {
        code += "    return False\n";
    } else {
        if when {
            code += "    told = retry_after(state.outcome.result())\n";
        }
        code += "    status = state.outcome.result().status_code\n";
        code += &format!("    return {answered}\n");
    }
    let own = PYTHON.own(&policy.backoff);
    let waits = own != "0" || plan.obeys();
    if waits {
        code += &wait(plan, &own);
    }
    let mut stops = Vec::new();
    if let Some(attempts) = plan.attempts() {
        stops.push(format!("stop_after_attempt({attempts})"));
    }
    if let Some(deadline) = policy.deadline {
        let name = if policy.looks_ahead {
            "before"
        } else {
            "after"
        };
        let left = deadline.saturating_sub(plan.margin);
        stops.push(format!("stop_{name}_delay({})", PYTHON.length(left)));
        if !policy.looks_ahead {
            notes.add("A wait is not cut off when the time for the whole call is up.");
        }
    }
    if let Some(most) = plan.most_told() {
        code += &format!(
            "\n\ndef too_long(state):\n    told = None if state.outcome.failed else retry_after(state.outcome.result())\n    return told is not None and told > {}\n",
            PYTHON.length(most)
        );
        stops.push("too_long".to_owned());
    }
    let stop = if stops.is_empty() {
        "stop_never".to_owned()
    } else {
        stops.join(" | ")
    };
    code += "\n\n# When it stops, the last answer is returned, or the last error raised.\n@retry(\n    retry=again,\n";
    if waits {
        code += "    wait=wait,\n";
    }
    code += &format!(
        "    stop={stop},\n    retry_error_callback=lambda state: state.outcome.result(),\n)\n"
    );
    code + "def send(request):\n    return client.send(request)\n\n"
}

fn wait(plan: &Plan, own: &str) -> String {
    let mut code = String::from("\n\ndef wait(state):\n");
    if counts(&plan.policy.backoff) {
        code += "    n = state.attempt_number\n";
    }
    let decorrelated = own.contains("previous");
    if decorrelated {
        // What it slept before stands nowhere else.
        let base = PYTHON.length(plan.policy.backoff.base);
        code += &format!("    previous = getattr(state, \"previous\", {base})\n");
        code += &format!("    own = state.previous = {own}\n");
    }
    let own = if decorrelated { "own" } else { own };
    if plan.obeys() {
        let as_told = PYTHON.as_told(plan, &plan.policy.backoff, "own");
        if as_told.contains("own") && !decorrelated {
            code += &format!("    own = {own}\n");
        }
        code +=
            "    told = None if state.outcome.failed else retry_after(state.outcome.result())\n";
        let own = if as_told.contains("own") { "own" } else { own };
        let wait = PYTHON.choose("told is None", own, &as_told);
        code += &format!("    return {wait}\n");
    } else {
        code += &format!("    return {own}\n");
    }
    code
}

/// The fields of the request as a dictionary, and a key where the client gives it one.
pub(super) fn fields(plan: &Plan, sent: &Sent) -> Option<String> {
    let mut fields: Vec<String> = sent
        .fields
        .iter()
        .map(|(name, value)| {
            format!(
                "{}: {}",
                quote(Language::Python, name),
                quote(Language::Python, value)
            )
        })
        .collect();
    if let Some(prefix) = sent.gets_key(plan) {
        let key = if prefix.is_empty() {
            "str(uuid.uuid4())".to_owned()
        } else {
            format!("{} + str(uuid.uuid4())", quote(Language::Python, prefix))
        };
        fields.push(format!("\"Idempotency-Key\": {key}"));
    }
    if fields.is_empty() {
        return None;
    }
    Some(format!(
        "{{\n        {},\n    }}",
        fields.join(",\n        ")
    ))
}

fn call(plan: &Plan, sent: &Sent) -> String {
    let mut lines = vec![
        format!("    {},", quote(Language::Python, &sent.method)),
        format!("    {},", quote(Language::Python, &sent.url)),
    ];
    if let Some(fields) = fields(plan, sent) {
        lines.push(format!("    headers={fields},"));
    }
    if !sent.body.is_empty() {
        lines.push(format!(
            "    content={},",
            quote(Language::Python, &sent.body)
        ));
    }
    let send = if plan.repeats() {
        "send"
    } else {
        "client.send"
    };
    format!(
        "request = client.build_request(\n{}\n)\nresponse = {send}(request)\nprint(response.status_code, response.text)\n",
        lines.join("\n")
    )
}
