//! axios with axios-retry, whose condition and delay are functions. Read in axios-retry 4.5.0, `index.js`, and in axios
//! 1.21.1, `lib/adapters/http.js`.

use super::dialect::{Dialect, counts};
use super::fetch::{self, JS, LONGEST, list, timer};
use super::plan::{Can, Deadline, Plan, Timeout, length};
use super::quote::{Language, quote};
use super::{Notes, Sent, head};
use crate::client::Rewriting;
use crate::protocol::Failure;

const AXIOS: Dialect = Dialect { n: "retry", ..JS };
/// Where the delay is made, the library says which retry it is.
const DELAY: Dialect = JS;

const CAN: Can = Can {
    name: "axios",
    redirects: (Rewriting::Fetch, None),
    // What there is to say of it depends on where it runs.
    timeout: Timeout::Whole,
    deadline: Deadline::Cut,
    breaker: false,
    replays: false,
    above: false,
    shared: false,
    reads: &[],
};

/// What it has no code for that is the same on a server and in a browser.
const NETWORK: &[Failure] = &[
    Failure::Reset,
    Failure::NoSuchName,
    Failure::Refused,
    Failure::NotTrusted,
    Failure::NotHttp,
];

/// The program.
pub(super) fn client(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    let libraries = if plan.repeats() {
        "axios 1.21.1, axios-retry 4.5.0"
    } else {
        "axios 1.21.1"
    };
    let mut code = head("//", libraries, plan);
    if plan.repeats() {
        plan.blurs(notes, "axios", NETWORK);
        if plan.on(Failure::Truncated).next().is_some() {
            notes.add("An answer that breaks off is not repeated: axios reports it with the status it had.");
        }
    }
    plan.common(notes, &CAN);
    fetch::limits_of_timers(plan, notes);
    if let Some(limit) = policy.attempt_timeout {
        notes.say(&[
            "In Node.js the ",
            &length(limit),
            " of an attempt hold for the head of the answer, then for each pause in its content; in a browser for all of it.",
        ]);
    }
    code += "import axios from 'axios';\n";
    if plan.repeats() {
        code += "import axiosRetry from 'axios-retry';\n\n";
        for (set, methods) in plan.sets() {
            let lower = list(methods).to_ascii_lowercase();
            code += &format!("const METHODS{set} = {lower};\n");
        }
        if !plan.gates.is_empty() {
            code += "\n";
        }
        if plan.obeys() || plan.asks_when() {
            code += &fetch::told(plan);
        }
    } else {
        code += "\n";
    }
    let mut options = Vec::new();
    if let Some(timeout) = policy.attempt_timeout {
        options.push(format!("timeout: {}", timer(timeout)));
    }
    match policy.redirects.limit {
        // As many as it follows anyway.
        21 => {}
        limit => options.push(format!("maxRedirects: {limit}")),
    }
    if policy.redirects.limit != 21 {
        notes.add("maxRedirects counts in Node.js; a browser follows 20.");
    }
    let options = if options.is_empty() {
        String::new()
    } else {
        format!("{{ {} }}", options.join(", "))
    };
    code += &format!("const client = axios.create({options});\n");
    if plan.repeats() {
        code += &retry(plan, notes);
    }
    code += "\n";
    code += &call(plan, sent, notes);
    code
}

fn retry(plan: &Plan, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    let retries = plan.attempts().map_or_else(
        || "Infinity".to_owned(),
        |attempts| (attempts - 1).to_string(),
    );
    let mut code = format!("axiosRetry(client, {{\n  retries: {retries},\n");
    if policy.attempt_timeout.is_some() {
        code += "  shouldResetTimeout: true,\n";
    }
    code += &condition(plan);
    plan.abandons_nothing(notes);
    let backoff = plan.without_previous(notes);
    let own = DELAY.own(&backoff);
    if plan.obeys() {
        code += "  retryDelay: (n, error) => {\n";
        code += "    const told = error.response && retryAfter(error.response);\n";
        let as_told = DELAY.as_told(plan, &backoff, "own");
        let wait = if as_told == "told" {
            format!("told ?? {}", DELAY.grouped(&own))
        } else {
            code += &format!("    const own = {own};\n");
            format!("told === undefined ? own : {as_told}")
        };
        code += "    // A timer that is set for longer would end at once.\n";
        code += &format!("    return Math.min({wait}, {LONGEST});\n");
        code += "  },\n";
    } else {
        let n = if counts(&backoff) { "n" } else { "" };
        code += &format!("  retryDelay: ({n}) => {own},\n");
    }
    code + "});\n"
}

fn condition(plan: &Plan) -> String {
    let mut code = String::from("  retryCondition: ({ code, config, response }) => {\n");
    for (name, holds) in plan.gated(
        |set| format!("METHODS{set}.includes(config.method)"),
        "\n      || config.headers.has('Idempotency-Key')",
    ) {
        code += &format!("    const {name} = {holds};\n");
    }
    if plan.cases.iter().any(|case| case.below.is_some()) {
        code += "    const retry = config['axios-retry'].retryCount + 1;\n";
    }
    if plan.asks_when() {
        code += "    const told = response && retryAfter(response);\n";
    }
    let answered = AXIOS.any_answer(&plan.cases, "        ");
    // It reports a time-out as either, depending on a setting of long ago.
    const LATE: &str = "['ECONNABORTED', 'ETIMEDOUT'].includes(code)";
    code += &if answered == "false" {
        "    if (response) return false;\n".to_owned()
    } else {
        format!(
            "    if (response) {{\n      const {{ status }} = response;\n      return {answered};\n    }}\n"
        )
    };
    let lost = AXIOS.any_of(plan.on(Failure::Reset));
    let late = AXIOS.any_of(plan.on(Failure::TimedOut));
    match (lost, late) {
        (None, None) => code += "    return false;\n",
        (lost, late) if lost == late => {
            let lost = lost.unwrap_or_default();
            if lost == "true" {
                code += "    return code !== 'ERR_CANCELED';\n";
            } else {
                code += &format!(
                    "    return code !== 'ERR_CANCELED' && {};\n",
                    AXIOS.grouped(&lost)
                );
            }
        }
        (lost, late) => {
            let late = late.unwrap_or_else(|| "false".to_owned());
            let lost = lost.unwrap_or_else(|| "false".to_owned());
            code += &format!("    if ({LATE}) return {late};\n");
            code += &if lost == "true" {
                "    return code !== 'ERR_CANCELED';\n".to_owned()
            } else if lost == "false" {
                "    return false;\n".to_owned()
            } else {
                format!(
                    "    return code !== 'ERR_CANCELED' && {};\n",
                    AXIOS.grouped(&lost)
                )
            };
        }
    }
    code + "  },\n"
}

fn call(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    let mut lines = vec![
        format!("  method: {},", quote(Language::JavaScript, &sent.method)),
        format!("  url: {},", quote(Language::JavaScript, &sent.url)),
    ];
    let init = fetch::init(plan, sent, "data");
    let mut inner: Vec<&str> = init
        .trim_start_matches(", {\n")
        .trim_end_matches("\n}")
        .lines()
        .collect();
    inner.retain(|line| !line.starts_with("  method:"));
    lines.extend(inner.into_iter().map(str::to_owned));
    if let Some(deadline) = plan.policy.deadline {
        lines.push(format!(
            "  signal: AbortSignal.timeout({}),",
            timer(deadline)
        ));
    }
    if !sent.body.is_empty() {
        // As it is: JSON would be trimmed, and what is none be put in quotes.
        lines.push("  transformRequest: (data) => data,".to_owned());
    }
    let typed = matches!(&*sent.method, "POST" | "PUT" | "PATCH");
    if !sent.body.is_empty() && typed && !sent.has("Content-Type") {
        notes.add("axios says application/x-www-form-urlencoded where the request says no type.");
    }
    notes.add("axios throws for an error status; the answer is error.response.");
    format!(
        "const response = await client.request({{\n{}\n}});\nconsole.log(response.status, response.data);\n",
        lines.join("\n")
    )
}
