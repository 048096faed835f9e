//! ky, whose retries are options. Read in ky 2.0.2, `distribution/core/Ky.js`.

use super::dialect::{Dialect, counts, listed};
use super::fetch::{self, JS, NETWORK, init, list, timer};
use super::plan::{Can, Deadline, Plan, Timeout};
use super::quote::{Language, quote};
use super::{Notes, Sent, head};
use crate::client::{Bound, Methods, Read, Rewriting, When};
use crate::protocol::Failure;

const CAN: Can = Can {
    name: "fetch()",
    redirects: (Rewriting::Fetch, Some(20)),
    timeout: Timeout::Head,
    deadline: Deadline::Cut,
    breaker: false,
    replays: true,
    above: false,
    shared: false,
    reads: READS,
};

/// What it reads where there is no `Retry-After`, in this order.
const READS: &[&str] = &[
    "RateLimit-Reset",
    "X-RateLimit-Retry-After",
    "X-RateLimit-Reset",
    "X-Rate-Limit-Reset",
];

/// In the function that has a say before the lists of the options.
const KY: Dialect = Dialect {
    n: "retryCount",
    is_told: "response.headers.has('Retry-After')",
    is_not_told: "!response.headers.has('Retry-After')",
    told: "Number(response.headers.get('Retry-After'))",
    ..JS
};

/// The methods it knows.
const METHODS: &[&str] = &[
    "get", "post", "put", "patch", "head", "delete", "options", "trace",
];

/// The program.
pub(super) fn client(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    let mut code = head("//", "ky 2.0.2", plan);
    if plan.repeats() {
        let mut alike = NETWORK.to_vec();
        if policy.attempt_timeout.is_none() && policy.deadline.is_none() {
            alike.push(Failure::TimedOut);
        }
        plan.blurs(notes, "fetch()", &alike);
        if plan.on(Failure::Truncated).next().is_some() {
            notes.add("An answer that breaks off is not repeated: ky is done with the head of it.");
        }
    }
    plan.common(notes, &CAN);
    fetch::limits_of_fetch(sent, notes);
    fetch::limits_of_timers(plan, notes);
    let needs_function = plan.repeats() && needs_function(plan);
    code += if needs_function {
        "import ky, { isHTTPError, isNetworkError, isTimeoutError } from 'ky';\n\n"
    } else {
        "import ky from 'ky';\n\n"
    };
    if needs_function {
        for (set, methods) in plan.sets() {
            code += &format!("const METHODS{set} = {};\n", list(methods));
        }
        if !plan.gates.is_empty() {
            code += "\n";
        }
    }
    let limit =
        |limit: Option<std::time::Duration>| limit.map_or_else(|| "false".to_owned(), timer);
    code += "const client = ky.create({\n";
    code += &format!("  timeout: {},\n", limit(policy.attempt_timeout));
    if policy.deadline.is_some() {
        code += &format!("  totalTimeout: {},\n", limit(policy.deadline));
    }
    if policy.redirects.limit == 0 {
        code += "  redirect: 'manual',\n";
    }
    if plan.repeats() {
        code += &retry(plan, sent, needs_function, notes);
    } else {
        code += "  retry: 0,\n";
    }
    code += "});\n\n";
    notes.add("ky throws for an error status; the answer is error.response.");
    code += &format!(
        "const response = await client({}{});\n",
        quote(Language::JavaScript, &sent.url),
        init(plan, sent, "body")
    );
    code + "console.log(response.status, await response.text());\n"
}

/// Whether lists of methods and statuses do not say it.
fn needs_function(plan: &Plan) -> bool {
    let gate = plan.cases[0].gate;
    let one = plan
        .cases
        .iter()
        .all(|case| case.gate == gate && case.below.is_none());
    let is_a_list = matches!(
        gate.map(|gate| plan.gates[gate]),
        None | Some(Methods::Only(_))
    );
    let told = plan
        .cases
        .iter()
        .all(|case| case.when == When::Always || (case.when == When::Told && case.codes == [413]));
    !one || !is_a_list || !told || plan.on(Failure::Reset).next().is_none()
}

fn retry(plan: &Plan, sent: &Sent, needs_function: bool, notes: &mut Notes) -> String {
    let retries = plan.attempts().map_or_else(
        || "Infinity".to_owned(),
        |attempts| (attempts - 1).to_string(),
    );
    let mut code = format!("  retry: {{\n    limit: {retries},\n");
    let gate = plan.cases[0].gate.map(|gate| plan.gates[gate]);
    let mut methods: Vec<String> = match gate {
        Some(Methods::Only(methods)) if !needs_function => methods
            .iter()
            .map(|name| name.to_ascii_lowercase())
            .collect(),
        _ => METHODS.iter().map(|&name| name.to_owned()).collect(),
    };
    let own = sent.method.to_ascii_lowercase();
    if needs_function && !methods.contains(&own) {
        methods.push(own);
    }
    let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
    code += &format!("    methods: {},\n", list(&methods));
    let codes = plan.codes();
    let numbers = |codes: &[u16]| format!("[{}]", listed(codes, ", "));
    // A range is shorter as a sentence of the program.
    let all = if codes.len() > 24 {
        let (low, count) = (codes[0], codes[codes.len() - 1] - codes[0] + 1);
        if needs_function || usize::from(count) == codes.len() {
            format!("Array.from({{ length: {count} }}, (_, n) => {low} + n)")
        } else {
            numbers(&codes)
        }
    } else {
        numbers(&codes)
    };
    if needs_function && codes.len() > 24 {
        code += "    // A whole range: shouldRetry chooses from it.\n";
    }
    code += &format!("    statusCodes: {all},\n");
    code += &after(plan, &all, notes);
    let backoff = plan.without_previous(notes);
    let wait = JS.own(&backoff);
    let n = if counts(&backoff) { "n" } else { "" };
    code += &format!("    delay: ({n}) => {wait},\n");
    if plan.on(Failure::TimedOut).next().is_some() {
        code += "    retryOnTimeout: true,\n";
    }
    if needs_function {
        code += &function(plan);
    }
    code + "  },\n"
}

/// What it is told.
fn after(plan: &Plan, all: &str, notes: &mut Notes) -> String {
    if !plan.obeys() {
        if plan.codes().contains(&413) {
            notes.add("ky repeats a 413 only when it obeys Retry-After.");
        }
        return "    afterStatusCodes: [],\n".to_owned();
    }
    if plan
        .cases
        .iter()
        .any(|case| case.when == When::Always && case.codes.contains(&413))
    {
        notes.add("ky repeats a 413 only with Retry-After.");
    }
    let more: Vec<&str> = READS
        .iter()
        .copied()
        .filter(|name| !plan.told.reads.contains(&Read::Reset(name)))
        .collect();
    if !more.is_empty() {
        notes.say(&[
            "Where there is no Retry-After, ky reads ",
            &more.join(", "),
            ", too.",
        ]);
    }
    if !plan.zero_counts() {
        notes.add("Retry-After: 0 is obeyed at once.");
    }
    let mut code = if plan.told.on.is_empty() {
        format!("    afterStatusCodes: {all},\n")
    } else {
        format!("    afterStatusCodes: [{}],\n", listed(plan.told.on, ", "))
    };
    plan.abandons_nothing(notes);
    plan.cuts_exactly(notes);
    match plan.told.bound {
        Bound::Cap(cap, _) => code += &format!("    maxRetryAfter: {},\n", JS.length(cap)),
        Bound::Clamp(_) | Bound::AtLeastOwn => {
            notes.add("ky waits exactly as long as Retry-After says.");
        }
        Bound::Exact | Bound::Abandon(_) => {}
    }
    code
}

fn function(plan: &Plan) -> String {
    let counts = plan.cases.iter().any(|case| case.below.is_some());
    let count = if counts { ", retryCount" } else { "" };
    let mut code = format!(
        "    shouldRetry: ({{ error{count} }}) => {{\n      if (!isHTTPError(error) && !isNetworkError(error) && !isTimeoutError(error)) return false;\n"
    );
    if !plan.gates.is_empty() {
        code += "      const { request } = error;\n";
    }
    code += "      const response = isHTTPError(error) ? error.response : undefined;\n";
    for (name, holds) in plan.gated(
        |set| format!("METHODS{set}.includes(request.method)"),
        "\n        || request.headers.has('Idempotency-Key')",
    ) {
        code += &format!("      const {name} = {holds};\n");
    }
    let answered = KY.any_answer(&plan.cases, "          ");
    if answered != "false" {
        code += "      const status = response?.status;\n";
    }
    let lost = KY.whether(plan.on(Failure::Reset));
    let late = KY.whether(plan.on(Failure::TimedOut));
    let only = |kind: &str, holds: &str| {
        if holds == "true" {
            format!("{kind}(error)")
        } else {
            format!("{kind}(error) && {}", KY.grouped(holds))
        }
    };
    let failed = if lost == late {
        lost
    } else if late == "false" {
        only("isNetworkError", &lost)
    } else if lost == "false" {
        only("isTimeoutError", &late)
    } else {
        format!("(isTimeoutError(error) ? {late} : {lost})")
    };
    code += &format!("      const again = response\n        ? {answered}\n        : {failed};\n");
    code += "      // Undefined leaves it to the options above.\n      return again ? undefined : false;\n";
    code + "    },\n"
}
