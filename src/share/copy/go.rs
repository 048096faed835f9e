//! A loop around Go's `net/http`. Read in its source and documentation: `Client.Timeout`, `Client.CheckRedirect`,
//! `Request.GetBody`, `Transport`, and `persistConn.shouldRetryRequest` in `transport.go`.

use super::dialect::{Dialect, listed, repeatable};
use super::plan::{Can, Deadline, Plan, Timeout};
use super::quote::{Language, list, quote};
use super::{Notes, Sent, head};
use crate::client::{Backoff, Bound, Jitter, Rewriting, Zero};
use crate::protocol::Failure;

const GO: Dialect = Dialect {
    language: Language::Go,
    per_second: 1_000.0,
    status: "status",
    n: "n",
    told: "told",
    is_told: "isTold",
    is_not_told: "!isTold",
    gate: repeatable,
};

const CAN: Can = Can {
    name: "net/http",
    redirects: (Rewriting::Go, None),
    timeout: Timeout::Whole,
    deadline: Deadline::Kept,
    breaker: false,
    replays: false,
    above: false,
    shared: false,
    reads: &[],
};

const LOST: &[Failure] = &[
    Failure::Reset,
    Failure::Truncated,
    Failure::NotHttp,
    Failure::NotTrusted,
];
const UNREACHED: &[Failure] = &[Failure::Refused, Failure::NoSuchName];

/// The program.
pub(super) fn client(plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    if plan.repeats() {
        plan.blurs(notes, "this loop", LOST);
        plan.blurs(notes, "this loop", UNREACHED);
        notes.add("net/http itself repeats a GET, HEAD, OPTIONS or TRACE, or what has an Idempotency-Key, when a connection it used before is lost.");
    }
    plan.common(notes, &CAN);
    let mut body = the_client(plan);
    if plan.repeats() {
        for (set, methods) in plan.sets() {
            body += &format!(
                "\nvar methods{set} = []string{{{}}}\n",
                list(Language::Go, methods)
            );
        }
        if plan.obeys() || plan.asks_when() {
            body += &retry_after(plan);
        }
        body += &send(plan);
    }
    body += &main(plan, sent);
    let mut code = head(
        "//",
        "net/http of Go 1.21 or newer; no other package.",
        plan,
    );
    code += "package main\n\nimport (\n";
    for (package, used) in [
        ("bytes", "bytes."),
        ("context", "context."),
        ("crypto/rand", "crand."),
        ("errors", "errors."),
        ("fmt", "fmt."),
        ("io", "io."),
        ("log", "log."),
        ("math", "math."),
        ("math/rand", "rand."),
        ("net", "net."),
        ("net/http", "http."),
        ("os", "os."),
        ("slices", "slices."),
        ("strconv", "strconv."),
        ("strings", "strings."),
        ("time", "time."),
    ] {
        if uses(&body, used) {
            let alias = if package == "crypto/rand" {
                "crand "
            } else {
                ""
            };
            code += &format!("\t{alias}\"{package}\"\n");
        }
    }
    code + ")\n\n" + &body
}

/// Whether a program names a package; what stands in a literal is not named.
fn uses(body: &str, name: &str) -> bool {
    body.match_indices(name).any(|(at, _)| {
        let before = body[..at].chars().next_back();
        !before
            .is_some_and(|sign| sign.is_alphanumeric() || sign == '_' || sign == '/' || sign == '.')
            && !in_literal(body, at)
    })
}

fn in_literal(body: &str, at: usize) -> bool {
    let line = body[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut inside = false;
    let mut signs = body[line..at].chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if inside => {
                signs.next();
            }
            '"' => inside = !inside,
            _ => {}
        }
    }
    inside
}

fn duration(length: std::time::Duration) -> String {
    let ms = length.as_millis();
    if ms.is_multiple_of(1_000) {
        format!("{} * time.Second", ms / 1_000)
    } else {
        format!("{ms} * time.Millisecond")
    }
}

fn the_client(plan: &Plan) -> String {
    let mut fields = String::new();
    if let Some(timeout) = plan.policy.attempt_timeout {
        fields += &format!("\tTimeout: {},\n", duration(timeout));
    }
    match plan.policy.redirects.limit {
        // As many as it follows anyway.
        9 => {}
        0 => {
            fields += "\tCheckRedirect: func(*http.Request, []*http.Request) error {\n\t\treturn http.ErrUseLastResponse\n\t},\n";
        }
        limit => {
            fields += &format!(
                "\tCheckRedirect: func(_ *http.Request, via []*http.Request) error {{\n\t\tif len(via) > {limit} {{\n\t\t\treturn errors.New(\"too many redirects\")\n\t\t}}\n\t\treturn nil\n\t}},\n"
            );
        }
    }
    if fields.is_empty() {
        "var client = &http.Client{}\n".to_owned()
    } else {
        format!("var client = &http.Client{{\n{fields}}}\n")
    }
}

fn retry_after(plan: &Plan) -> String {
    let mut code = String::from(
        "\n// retryAfter is what the server asks for in milliseconds, and whether it says anything that can be read.\n\
         func retryAfter(response *http.Response) (float64, bool) {\n\tif response == nil {\n\t\treturn 0, false\n\t}\n",
    );
    if !plan.told.on.is_empty() {
        code += &format!(
            "\tif !slices.Contains([]int{{{}}}, response.StatusCode) {{\n\t\treturn 0, false\n\t}}\n",
            listed(plan.told.on, ", ")
        );
    }
    code += "\ttext := response.Header.Get(\"Retry-After\")\n";
    code += "\tif seconds, err := strconv.ParseUint(text, 10, 32); err == nil {\n";
    let zero = !plan.zero_counts();
    code += if zero {
        "\t\treturn 1000 * float64(seconds), seconds > 0\n\t}\n"
    } else {
        "\t\treturn 1000 * float64(seconds), true\n\t}\n"
    };
    if plan.reads_dates() {
        code += "\tif date, err := http.ParseTime(text); err == nil {\n\t\tleft := float64(time.Until(date).Milliseconds())\n";
        code += if zero {
            "\t\treturn left, left > 0\n\t}\n"
        } else {
            "\t\treturn max(0, left), true\n\t}\n"
        };
    }
    code + "\treturn 0, false\n}\n"
}

fn send(plan: &Plan) -> String {
    let policy = &plan.policy;
    let mut code = String::from("\nfunc send(request *http.Request) (*http.Response, error) {\n");
    for (name, holds) in plan.gated(
        |set| format!("slices.Contains(methods{set}, request.Method)"),
        " ||\n\t\trequest.Header.Get(\"Idempotency-Key\") != \"\"",
    ) {
        code += &format!("\t{name} := {holds}\n");
    }
    if let Some(deadline) = policy.deadline {
        code += &format!(
            "\tctx, cancel := context.WithTimeout(request.Context(), {})\n\tdefer cancel()\n",
            duration(deadline).replace(" * ", "*")
        );
    }
    let decorrelated = policy.backoff.jitter == Jitter::Decorrelated;
    if decorrelated {
        code += &format!(
            "\tprevious := float64({})\n",
            GO.length(policy.backoff.base)
        );
    }
    code += "\tfor n := 1; ; n++ {\n";
    let context = if policy.deadline.is_some() {
        "ctx"
    } else {
        "request.Context()"
    };
    code += &format!("\t\tattempt := request.Clone({context})\n");
    code += "\t\tif request.GetBody != nil {\n\t\t\tbody, err := request.GetBody()\n\t\t\tif err != nil {\n\t\t\t\treturn nil, err\n\t\t\t}\n\t\t\tattempt.Body = body\n\t\t}\n";
    code += "\t\tresponse, err := once(attempt)\n";
    code += &again(plan);
    let told = plan.obeys() || plan.asks_when();
    // Go has no expression that chooses.
    let backoff = Backoff {
        first_at_once: false,
        ..policy.backoff
    };
    let own = GO.own(&backoff);
    let waits = own != "0" || plan.obeys();
    let mut stops = vec!["!again".to_owned()];
    if let Some(attempts) = plan.attempts() {
        stops.push(format!("n == {attempts}"));
    }
    if let Some(most) = plan.most_told() {
        stops.push(format!("isTold && told > {}", GO.length(most)));
    }
    if waits {
        let own = if own.contains('(') {
            own
        } else {
            format!("float64({own})")
        };
        code += &format!("\t\twait := {own}\n");
        if policy.backoff.first_at_once {
            code += "\t\tif n == 1 {\n\t\t\twait = 0\n\t\t}\n";
        }
        if told && plan.obeys() {
            code += &told_as(plan, &backoff);
        }
        if decorrelated {
            code += "\t\tprevious = wait\n";
        }
        code += "\t\tpause := time.Duration(wait * float64(time.Millisecond))\n";
    }
    if policy.deadline.is_some() {
        let margin = if plan.margin.is_zero() {
            String::new()
        } else {
            format!("+{}", duration(plan.margin).replace(" * ", "*"))
        };
        if waits && policy.looks_ahead {
            code += "\t\tend, _ := ctx.Deadline()\n";
            stops.push(format!("time.Until(end) < pause{margin}"));
        } else {
            stops.push("ctx.Err() != nil".to_owned());
        }
    }
    code += &format!(
        "\t\tif {} {{\n\t\t\treturn response, err\n\t\t}}\n",
        stops.join(" || ")
    );
    if waits {
        if policy.deadline.is_some() && !policy.looks_ahead {
            code += "\t\tselect {\n\t\tcase <-ctx.Done():\n\t\t\treturn response, err\n\t\tcase <-time.After(pause):\n\t\t}\n";
        } else {
            code += "\t\ttime.Sleep(pause)\n";
        }
    }
    code += "\t}\n}\n";
    code += "\n// once sends a request and reads all of the answer: half of one is none.\nfunc once(request *http.Request) (*http.Response, error) {\n";
    code += "\tresponse, err := client.Do(request)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\tdefer response.Body.Close()\n";
    code +=
        "\tbody, err := io.ReadAll(response.Body)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n";
    code + "\tresponse.Body = io.NopCloser(bytes.NewReader(body))\n\treturn response, nil\n}\n"
}

/// What is waited when something was told. Go has no expression that chooses.
fn told_as(plan: &Plan, backoff: &Backoff) -> String {
    let at_once = plan.policy.backoff.first_at_once && plan.told.bound == Bound::AtLeastOwn;
    let (exception, as_told) = match (plan.told.bound, plan.told.zero) {
        (Bound::Exact | Bound::Abandon(_), Zero::After(short)) => {
            (Some(("told == 0", GO.length(short))), GO.told.to_owned())
        }
        _ if at_once => (
            Some(("n == 1", GO.told.to_owned())),
            GO.as_told(plan, backoff, "wait"),
        ),
        _ => (None, GO.as_told(plan, backoff, "wait")),
    };
    let mut code = String::from("\t\t");
    if let Some((holds, wait)) = exception {
        code += &format!("if isTold && {holds} {{\n\t\t\twait = {wait}\n\t\t}} else ");
    }
    code + &format!("if isTold {{\n\t\t\twait = {as_told}\n\t\t}}\n")
}

fn again(plan: &Plan) -> String {
    let mut code = String::new();
    if plan.obeys() || plan.asks_when() {
        code += "\t\ttold, isTold := retryAfter(response)\n";
    }
    let late = GO.whether(plan.on(Failure::TimedOut));
    let unreached = GO.whether(plan.on(Failure::Refused));
    let lost = GO.whether(plan.on(Failure::Reset));
    code += "\t\tvar again bool\n";
    if late == lost && unreached == lost {
        code += &format!("\t\tif err != nil {{\n\t\t\tagain = {lost}\n\t\t}} else {{\n");
    } else {
        code += "\t\tvar op *net.OpError\n";
        code += "\t\tif os.IsTimeout(err) {\n";
        code += &format!("\t\t\tagain = {late}\n");
        code += "\t\t} else if errors.As(err, &op) && op.Op == \"dial\" {\n";
        code += &format!("\t\t\tagain = {unreached}\n");
        code += &format!("\t\t}} else if err != nil {{\n\t\t\tagain = {lost}\n\t\t}} else {{\n");
    }
    let answered = GO.any_answer(&plan.cases, "\t\t\t\t");
    if answered == "false" {
        code += "\t\t\tagain = false\n\t\t}\n";
    } else {
        code += &format!(
            "\t\t\tstatus := response.StatusCode\n\t\t\tagain = {}\n\t\t}}\n",
            answered
        );
    }
    code
}

fn main(plan: &Plan, sent: &Sent) -> String {
    let body = if sent.body.is_empty() {
        "nil".to_owned()
    } else {
        format!("strings.NewReader({})", quote(Language::Go, &sent.body))
    };
    let mut code = format!(
        "\nfunc main() {{\n\trequest, err := http.NewRequest({}, {}, {body})\n\tif err != nil {{\n\t\tlog.Fatal(err)\n\t}}\n",
        quote(Language::Go, &sent.method),
        quote(Language::Go, &sent.url)
    );
    for (name, value) in &sent.fields {
        let value = quote(Language::Go, value);
        // Among the fields it would be left out.
        if name.eq_ignore_ascii_case("Host") {
            code += &format!("\trequest.Host = {value}\n");
        } else {
            let name = quote(Language::Go, name);
            code += &format!("\trequest.Header.Set({name}, {value})\n");
        }
    }
    if let Some(prefix) = sent.gets_key(plan) {
        code += "\tkey := make([]byte, 16)\n\tif _, err := crand.Read(key); err != nil {\n\t\tlog.Fatal(err)\n\t}\n";
        code += &format!(
            "\trequest.Header.Set(\"Idempotency-Key\", fmt.Sprintf(\"%s%x\", {}, key))\n",
            quote(Language::Go, prefix)
        );
    }
    let send = if plan.repeats() {
        "send(request)"
    } else {
        "client.Do(request)"
    };
    code += &format!(
        "\tresponse, err := {send}\n\tif err != nil {{\n\t\tlog.Fatal(err)\n\t}}\n\tdefer response.Body.Close()\n"
    );
    code + "\tbody, err := io.ReadAll(response.Body)\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\tfmt.Println(response.StatusCode, string(body))\n}\n"
}
