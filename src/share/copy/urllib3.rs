//! urllib3's `Retry`, a class to derive from where its options do not say it. Read in urllib3 2.7.0, `util/retry.py`.

use super::dialect::{Dialect, counts};
use super::plan::{Can, Case, Deadline, Plan, Timeout};
use super::quote::{Language, quote};
use super::tenacity::{PYTHON, fields, sets, turned};
use super::{Notes, Sent, head};
use crate::client::{Backoff, Bound, Growth, Jitter, Methods, Rewriting, When};
use crate::protocol::Failure;

const CAN: Can = Can {
    name: "urllib3",
    redirects: (Rewriting::Urllib3, None),
    timeout: Timeout::Parts,
    deadline: Deadline::Ignored,
    breaker: false,
    replays: false,
    above: true,
    shared: true,
    reads: &[],
};

const URLLIB3: Dialect = Dialect {
    status: "status_code",
    is_told: "has_retry_after",
    is_not_told: "not has_retry_after",
    n: "(len(self.history) + 1)",
    ..PYTHON
};

const READING: &[Failure] = &[
    Failure::Reset,
    Failure::TimedOut,
    Failure::Truncated,
    Failure::NotHttp,
];
const CONNECTING: &[Failure] = &[Failure::Refused, Failure::NoSuchName, Failure::NotTrusted];
/// The status codes it repeats with `Retry-After` whatever the list says.
const TOLD: [u16; 3] = [413, 429, 503];

/// The program.
pub(super) fn client(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    if plan.repeats() {
        plan.blurs(notes, "urllib3", READING);
        plan.blurs(notes, "urllib3", CONNECTING);
    }
    plan.common(notes, &CAN);
    let mut body = String::new();
    if plan.repeats() {
        body += &retry(plan, sent, notes);
    } else {
        body += &match policy.redirects.limit {
            0 => "retry = urllib3.Retry(0, redirect=False, raise_on_status=False)\n".to_owned(),
            limit => format!(
                "retry = urllib3.Retry(total=None, redirect={limit}, connect=False, read=False, other=0)\n"
            ),
        };
    }
    body += "http = urllib3.PoolManager(retries=retry";
    if let Some(timeout) = policy.attempt_timeout {
        body += &format!(", timeout={}", PYTHON.length(timeout));
    }
    body += ")\n\n";
    body += &call(plan, sent);
    let mut code = head("#", "urllib3 2.7.0", plan);
    let mut imports = String::new();
    for module in ["math", "random", "uuid"] {
        if body.contains(&format!("{module}.")) {
            imports += &format!("import {module}\n");
        }
    }
    if !imports.is_empty() {
        code += &imports;
        code += "\n";
    }
    code + "import urllib3\n\n" + &body
}

/// A gate as a list of methods, as far as urllib3 sees: no fields.
fn methods(
    plan: &Plan,
    gate: Option<usize>,
    sent: &Sent,
    notes: &mut Notes,
) -> Option<&'static [&'static str]> {
    match gate.map(|gate| plan.gates[gate])? {
        Methods::Only(methods) => Some(methods),
        Methods::OrKeyed(methods) => {
            if sent.is_keyed() {
                notes.add("urllib3 does not see the Idempotency-Key, so this Retry is for requests that have one.");
                return None;
            }
            notes.add("urllib3 does not see an Idempotency-Key; requests that have one need a Retry with allowed_methods=None.");
            Some(methods)
        }
        Methods::Except(_) | Methods::Any | Methods::Unstreamed => None,
    }
}

fn retry(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    let policy = &plan.policy;
    // Reading fails for some methods only, as the statuses of the list do.
    let reading = plan
        .on(Failure::Reset)
        .next()
        .or_else(|| plan.cases.iter().find(|case| case.gate.is_some()));
    let allowed = reading.and_then(|case| methods(plan, case.gate, sent, notes));
    connecting(plan, sent, notes);
    let always: Vec<&Case> = plan
        .cases
        .iter()
        .filter(|case| !case.codes.is_empty() && case.when == When::Always)
        .collect();
    let told: Vec<&Case> = plan
        .cases
        .iter()
        .filter(|case| !case.codes.is_empty() && case.when != When::Always)
        .collect();
    let listed = always
        .first()
        .map_or_else(Vec::new, |case| case.codes.clone());
    let free = |codes: &[u16]| codes.iter().all(|code| TOLD.contains(code));
    // What it repeats of itself with Retry-After has to be what is wanted.
    let given = told.iter().flat_map(|case| case.codes.iter().copied());
    let mut wanted: Vec<u16> = given
        .chain(listed.iter().copied())
        .filter(|code| TOLD.contains(code))
        .collect();
    wanted.sort_unstable();
    let simple = always.len() <= 1
        && listed.len() <= 16
        && plan.cases.iter().all(|case| {
            case.below.is_none() && (case.codes.is_empty() || same_gate(plan, case, allowed, sent))
        })
        && told
            .iter()
            .all(|case| case.when == When::Told && free(&case.codes));
    let plain_backoff = Backoff {
        cap: policy.backoff.cap,
        base: policy.backoff.base,
        ..Backoff::NONE
    };
    let first_free = Backoff {
        growth: Growth::Exponential(200),
        first_at_once: true,
        ..plain_backoff
    };
    let backs_off = policy.backoff.growth != Growth::None || policy.backoff.jitter != Jitter::None;
    let usual_backoff = policy.backoff == first_free || !backs_off;
    let wanted_exactly = wanted == TOLD || !plan.obeys();

    let mut class = String::new();
    if !simple {
        class += &is_retry(plan, sent, notes);
    } else if !wanted_exactly {
        let codes: Vec<String> = wanted.iter().map(u16::to_string).collect();
        let set = if codes.is_empty() {
            "frozenset()".to_owned()
        } else {
            format!("frozenset({{{}}})", codes.join(", "))
        };
        class += &format!(
            "    # Only these are repeated because of Retry-After.\n    RETRY_AFTER_STATUS_CODES = {set}\n"
        );
    }
    if !usual_backoff {
        let backoff = plan.without_previous(notes);
        if !class.is_empty() {
            class += "\n";
        }
        class += "    def get_backoff_time(self):\n";
        if counts(&backoff) {
            class += "        n = len(self.history)\n";
        }
        class += &format!("        return {}\n", PYTHON.own(&backoff));
    }
    let mut code = if simple {
        String::new()
    } else {
        sets_seen(plan, sent)
    };
    let name = if class.is_empty() {
        "urllib3.Retry"
    } else {
        "Repeating"
    };
    if !class.is_empty() {
        if !code.is_empty() {
            code += "\n\n";
        } else {
            code += "\n";
        }
        code += &format!("class Repeating(urllib3.Retry):\n{class}\n\n");
    }
    code += &format!("retry = {name}(\n");
    match plan.attempts() {
        Some(attempts) => code += &format!("    total={},\n", attempts - 1),
        None => code += "    total=None,\n",
    }
    if policy.redirects.limit == 0 {
        code += "    redirect=False,\n";
    }
    if plan.on(Failure::Reset).next().is_none() {
        code += "    read=False,\n";
    }
    if plan.on(Failure::Refused).next().is_none() {
        code += "    connect=False,\n    other=0,\n";
    }
    if simple && !listed.is_empty() {
        let codes: Vec<String> = listed.iter().map(u16::to_string).collect();
        code += &format!("    status_forcelist=[{}],\n", codes.join(", "));
    }
    match allowed {
        None => code += "    allowed_methods=None,\n",
        Some(methods) => {
            let methods: Vec<String> = methods
                .iter()
                .map(|name| quote(Language::Python, name))
                .collect();
            code += &format!("    allowed_methods=[{}],\n", methods.join(", "));
        }
    }
    if usual_backoff && policy.backoff == first_free {
        code += &format!(
            "    backoff_factor={},\n",
            PYTHON.length(policy.backoff.base)
        );
        if policy.backoff.cap.as_secs() != 120 {
            let cap = if policy.backoff.cap == std::time::Duration::MAX {
                "float(\"inf\")".to_owned()
            } else {
                PYTHON.length(policy.backoff.cap)
            };
            code += &format!("    backoff_max={cap},\n");
        }
    }
    code += &reading_told(plan, notes);
    code + "    # The last answer is returned instead of an error raised.\n    raise_on_status=False,\n)\n"
}

fn same_gate(plan: &Plan, case: &Case, allowed: Option<&[&str]>, sent: &Sent) -> bool {
    let seen = match case.gate.map(|gate| plan.gates[gate]) {
        Some(Methods::Only(methods)) => Some(methods),
        Some(Methods::OrKeyed(methods)) if !sent.is_keyed() => Some(methods),
        Some(Methods::Except(_)) => return false,
        _ => None,
    };
    seen == allowed
}

/// Whether a gate is open for this request because of its key, which urllib3 does not see.
fn is_hidden(gate: &Methods, sent: &Sent) -> bool {
    matches!(gate, Methods::OrKeyed(_)) && sent.is_keyed()
}

/// `allowed_methods` is asked about answers and about what fails while reading (`Retry.increment`).
fn connecting(plan: &Plan, sent: &Sent, notes: &mut Notes) {
    let is_gated = |case: &Case| {
        let gate = case.gate.map(|gate| &plan.gates[gate]);
        gate.is_some_and(|gate| !is_hidden(gate, sent))
    };
    let mut cases = plan.on(Failure::Refused).peekable();
    if cases.peek().is_some() && cases.all(is_gated) {
        notes.add("A connection that cannot be made is tried again whatever the method: allowed_methods is not asked.");
    }
}

fn sets_seen(plan: &Plan, sent: &Sent) -> String {
    if plan.gates.iter().all(|gate| is_hidden(gate, sent)) {
        String::new()
    } else {
        sets(plan)
    }
}

fn is_retry(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    let mut code =
        String::from("    def is_retry(self, method, status_code, has_retry_after=False):\n");
    let hidden = |gate: &Methods| is_hidden(gate, sent);
    let gates = plan.gated(|set| format!("method in METHODS{set}"), "");
    for ((name, holds), gate) in gates.iter().zip(&plan.gates) {
        if !hidden(gate) {
            code += &format!("        {name} = {}\n", turned(holds));
        }
    }
    if plan
        .cases
        .iter()
        .any(|case| !matches!(case.when, When::Always | When::Told))
    {
        notes.add("Whether Retry-After is 0 does not count, only whether it is there.");
    }
    let seen: Vec<Case> = plan
        .cases
        .iter()
        .map(|case| Case {
            when: if case.when == When::Always {
                When::Always
            } else {
                When::Told
            },
            gate: case.gate.filter(|gate| !hidden(&plan.gates[*gate])),
            ..case.clone()
        })
        .collect();
    let holds = URLLIB3.any_answer(&seen, "            ");
    code + &format!("        return {holds}\n")
}

fn reading_told(plan: &Plan, notes: &mut Notes) -> String {
    if !plan.obeys() {
        return "    respect_retry_after_header=False,\n".to_owned();
    }
    notes.add("A Retry-After that cannot be read ends the call with InvalidHeader.");
    if !plan.told.on.is_empty() {
        notes.add("Retry-After is obeyed on every status that is repeated.");
    }
    if plan.zero_counts() && plan.policy.backoff.growth != Growth::None {
        notes.add("Retry-After: 0 counts as if nothing had been said.");
    }
    plan.cuts_exactly(notes);
    match plan.told.bound {
        Bound::Cap(cap, _) if cap.as_secs() == 21_600 => String::new(),
        Bound::Cap(cap, _) => format!("    retry_after_max={},\n", PYTHON.length(cap)),
        Bound::Abandon(_) => {
            notes.add("A Retry-After that is too long is waited for all the same, up to 6 h.");
            String::new()
        }
        Bound::Exact => {
            notes.add("A Retry-After of more than 6 h is cut to that.");
            String::new()
        }
        Bound::Clamp(_) | Bound::AtLeastOwn => {
            notes.add("urllib3 waits exactly as long as Retry-After says.");
            String::new()
        }
    }
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
        lines.push(format!("    body={},", quote(Language::Python, &sent.body)));
    }
    format!(
        "response = http.request(\n{}\n)\nprint(response.status, response.data.decode())\n",
        lines.join("\n")
    )
}
