//! The trouble in a browser or a test of one: handlers for MSW, routes for Playwright; and a script for k6. Read in MSW 2.15.0,
//! `core/utils/executeHandlers.ts` (the first handler that answers counts, nothing leaves it to the next) and
//! `core/utils/matching/matchRequestUrl.ts`; in the documentation of Playwright 1.65, `class-route` (what was added last is asked
//! first; `continue()` asks nobody else, `fallback()` does); and in `@types/k6` 2.3.0.

use std::fmt::Write as _;

use super::fetch::JS;
use super::plan::Plan;
use super::quote::{Language, quote};
use super::trouble::{Does, Trouble, UNREAD, does, steps, times, title};
use super::{Notes, ORIGIN, Sent, wrap};
use crate::backend::latency::Latency;
use crate::backend::script::{Act, Step, Times, Told};
use crate::protocol::Failure;
use crate::share::lab::Lab;

/// What one of the two says its own way.
struct Tool {
    /// Leaves it to what else there is: the handlers of the application, then the server.
    usual: &'static str,
    /// Answers: status, fields, content.
    answers: fn(u16, &str, Option<&str>) -> String,
    /// No answer.
    fails: fn(Failure) -> &'static str,
    delay: &'static str,
}

const MSW: Tool = Tool {
    usual: "undefined",
    answers: |status, fields, body| {
        let body = body.map_or_else(
            || "null".to_owned(),
            |body| quote(Language::JavaScript, body),
        );
        let fields = if fields.is_empty() {
            String::new()
        } else {
            format!(", headers: {{ {fields} }}")
        };
        format!("new HttpResponse({body}, {{ status: {status}{fields} }})")
    },
    fails: |failure| match failure {
        Failure::TimedOut => "delay('infinite')",
        _ => "HttpResponse.error()",
    },
    delay: "delay",
};

const PLAYWRIGHT: Tool = Tool {
    usual: "route.fallback()",
    answers: |status, fields, body| {
        let body = body.map_or_else(String::new, |body| {
            format!(", body: {}", quote(Language::JavaScript, body))
        });
        let fields = if fields.is_empty() {
            String::new()
        } else {
            format!(", headers: {{ {fields} }}")
        };
        format!("route.fulfill({{ status: {status}{fields}{body} }})")
    },
    fails: |failure| match failure {
        Failure::NoSuchName => "route.abort('namenotresolved')",
        Failure::Refused => "route.abort('connectionrefused')",
        Failure::Reset | Failure::Truncated => "route.abort('connectionreset')",
        Failure::NotTrusted | Failure::NotHttp => "route.abort('failed')",
        // It waits until the page gives up.
        Failure::TimedOut => "new Promise(() => {})",
    },
    delay: "sleep",
};

/// Handlers for MSW.
pub(super) fn msw(lab: &Lab, notes: &mut Notes) -> String {
    let trouble = inside(lab, notes);
    let fails =
        |act: &Act| matches!(does(act), Does::Fails(failure) if failure != Failure::TimedOut);
    if trouble.acts().any(fails) {
        notes.add("Every way to get no answer is one network error in MSW.");
    }
    let mut body = generators(&trouble, &MSW, "");
    body += "export function handlers() {\n";
    if trouble.is_empty() {
        body += "  return [];\n}\n";
    } else {
        body += &counters(&trouble);
        let next = next(&trouble, "request.method", "request.url", &MSW, "      ");
        let request = if next.contains("request.") {
            "{ request }"
        } else {
            ""
        };
        let _ = write!(
            body,
            "  return [\n    http.all(/^https?:\\/\\/[^/]+\\/api\\//, async ({request}) => {{\n{next}      return step ? step() : undefined;\n    }}),\n  ];\n}}\n"
        );
    }
    let mut names = vec!["http"];
    if body.contains("HttpResponse") {
        names.push("HttpResponse");
    }
    if body.contains("delay(") {
        names.push("delay");
    }
    let mut code = String::new();
    wrap(
        &mut code,
        "//",
        "msw 2.15; for setupWorker(...handlers()) or setupServer(...handlers()), before handlers of your own.",
    );
    wrap(&mut code, "//", &super::comment(&title(&trouble)));
    if !trouble.is_empty() {
        let _ = writeln!(code, "import {{ {} }} from 'msw';", names.join(", "));
    }
    code + "\n" + &body
}

/// Routes for Playwright.
pub(super) fn playwright(lab: &Lab, notes: &mut Notes) -> String {
    let trouble = inside(lab, notes);
    let fails = |failure| {
        trouble
            .acts()
            .any(|act| matches!(does(act), Does::Fails(fails) if fails == failure))
    };
    if fails(Failure::Truncated) {
        notes.add("Half an answer is a lost connection in Playwright.");
    }
    if fails(Failure::NotTrusted) || fails(Failure::NotHttp) {
        notes.add("A certificate that is not trusted and an answer that is not HTTP are both net::ERR_FAILED.");
    }
    let mut body = generators(&trouble, &PLAYWRIGHT, "route");
    body += "/** @param {import('@playwright/test').Page} page */\nexport async function trouble(page) {\n";
    if !trouble.is_empty() {
        body += &counters(&trouble);
        body += "  await page.route(({ pathname }) => pathname.startsWith('/api/'), async (route) => {\n";
        body += &next(
            &trouble,
            "route.request().method()",
            "route.request().url()",
            &PLAYWRIGHT,
            "    ",
        );
        body += "    return step ? step(route) : route.fallback();\n  });\n";
    }
    body += "}\n";
    let mut code = String::new();
    wrap(
        &mut code,
        "//",
        "Playwright 1.65; call it in a test before page.goto(), after routes of your own.",
    );
    wrap(&mut code, "//", &super::comment(&title(&trouble)));
    code.push('\n');
    if body.contains("sleep(") {
        code += "const sleep = (ms) => new Promise((done) => setTimeout(done, ms));\n\n";
    }
    code + &body
}

/// The trouble of requests to the API: a page asks for much else.
fn inside(lab: &Lab, notes: &mut Notes) -> Trouble {
    const API: &str = "/api/";
    let mut trouble = Trouble::of(lab, notes);
    trouble.rules.retain(|rule| {
        let stays = rule.scope.path.as_deref().is_none_or(|path| {
            let begins = path.strip_suffix('*');
            path.starts_with(API) || begins.is_some_and(|begins| API.starts_with(begins))
        });
        if !stays {
            notes.say(&["Not said: ", &rule.to_string(), "."]);
        }
        stays
    });
    trouble.differs(notes);
    trouble
}

/// How far each rule is. They begin anew with each test or worker that asks for them.
fn counters(trouble: &Trouble) -> String {
    let mut code = String::new();
    for nth in 1..=trouble.rules.len() {
        let _ = writeln!(code, "  const steps{nth} = trouble{nth}();");
    }
    code
}

/// The step that is played for a request: of the first rule that fits it and is not at its end. All rules are in one
/// handler, because what lets the request go on would have the next rule asked.
fn next(trouble: &Trouble, method: &str, url: &str, tool: &Tool, indent: &str) -> String {
    let mut code = String::new();
    let mut rules = String::new();
    let (mut asks_method, mut asks_path) = (false, false);
    for (nth, rule) in trouble.rules.iter().enumerate() {
        let mut holds = Vec::new();
        if let Some(method) = &rule.scope.method {
            asks_method = true;
            holds.push(["method === ", &quote(Language::JavaScript, method)].concat());
        }
        if let Some(path) = &rule.scope.path {
            asks_path = true;
            holds.push(match path.strip_suffix('*') {
                Some(begins) => format!(
                    "pathname.startsWith({})",
                    quote(Language::JavaScript, begins)
                ),
                None => ["pathname === ", &quote(Language::JavaScript, path)].concat(),
            });
        }
        let (condition, sets) = match (&holds[..], nth) {
            ([], 0) => (String::new(), "let step ="),
            ([], _) => (String::new(), "step ??="),
            (holds, _) => (format!("if ({}) ", holds.join(" && ")), "step ??="),
        };
        if nth == 0 && !holds.is_empty() {
            let _ = writeln!(rules, "{indent}let step;");
        }
        let _ = writeln!(
            rules,
            "{indent}{condition}{sets} steps{}.next().value;",
            nth + 1
        );
    }
    if trouble.rules.is_empty() {
        let _ = writeln!(rules, "{indent}const step = undefined;");
    }
    if asks_method {
        let _ = writeln!(code, "{indent}const method = {method};");
    }
    if asks_path {
        let _ = writeln!(code, "{indent}const {{ pathname }} = new URL({url});");
    }
    code += &rules;
    if let Some(latency) = &trouble.latency {
        let _ = writeln!(
            code,
            "{indent}await {}({});",
            tool.delay,
            latency_of(latency)
        );
    }
    code
}

fn latency_of(latency: &Latency) -> String {
    match latency {
        Latency::Fixed(length) => JS.length(*length),
        Latency::Uniform(low, high) => format!(
            "{} + Math.random() * {}",
            JS.length(*low),
            JS.length(high.saturating_sub(*low))
        ),
        Latency::LogNormal { .. } | Latency::Percentiles { .. } => "0".to_owned(),
    }
}

/// A generator for each rule: it yields what happens to the next request, and ends with the rule.
fn generators(trouble: &Trouble, tool: &Tool, argument: &str) -> String {
    let mut code = String::new();
    for (nth, rule) in trouble.rules.iter().enumerate() {
        let nth = nth + 1;
        let _ = writeln!(code, "function* trouble{nth}() {{");
        for step in steps(rule) {
            one(&mut code, step, tool, argument);
        }
        code += "}\n\n";
    }
    code
}

fn one(code: &mut String, step: &Step, tool: &Tool, argument: &str) {
    let mut what = match &step.choices[..] {
        [choice] => format!("() => {}", act(&choice.act, tool)),
        choices => {
            // The dice are thrown when the request comes.
            let mut all = String::new();
            let mut sum: u16 = 0;
            for choice in choices {
                let result = act(&choice.act, tool);
                match choice.percent {
                    Some(percent) => {
                        sum += u16::from(percent);
                        let _ = write!(all, "dice < {sum} ? {result} : ");
                    }
                    None => {
                        all += &result;
                        sum = 100;
                    }
                }
            }
            if choices.iter().all(|choice| choice.percent.is_some()) {
                all += tool.usual;
            }
            format!("(dice = 100 * Math.random()) => {all}")
        }
    };
    if !argument.is_empty() {
        what = what
            .replacen("() =>", &format!("({argument}) =>"), 1)
            .replacen("(dice =", &format!("({argument}, dice ="), 1);
    }
    if let Some(after) = step.after {
        let (arguments, result) = what.split_once(" => ").unwrap_or(("()", &what));
        what = format!(
            "async {arguments} => {{\n    await {}({});\n    return {result};\n  }}",
            tool.delay,
            JS.length(after)
        );
    }
    let line = match (step.times, times(step)) {
        (Times::UntilWaited, _) => {
            let told = step.choices.iter().find_map(|choice| choice.act.told());
            let until = told.map_or_else(|| "0".to_owned(), until);
            let what = what.replace("\n  ", "\n    ");
            format!(
                "  for (let until = Infinity; Date.now() < until; ) {{\n    until = {until};\n    yield {what};\n  }}\n"
            )
        }
        (_, Some(1)) => format!("  yield {what};\n"),
        (_, Some(times)) => format!("  for (let n = 0; n < {times}; n += 1) yield {what};\n"),
        (_, None) => format!("  for (;;) yield {what};\n"),
    };
    *code += &line;
}

/// When the wait that is told is over, as milliseconds since 1970.
fn until(told: Told) -> String {
    match told {
        Told::Seconds(seconds) => format!("Date.now() + {}", seconds.saturating_mul(1_000)),
        Told::FromNow(by) => format!("Date.now() + {}", by.saturating_mul(1_000)),
        Told::Date(date) => format!("{date}000"),
        Told::Unparsable => "0".to_owned(),
    }
}

fn act(act: &Act, tool: &Tool) -> String {
    match does(act) {
        Does::Usual => tool.usual.to_owned(),
        Does::Answers(status, told) => {
            let fields = told.map_or_else(String::new, |told| {
                format!("'Retry-After': {}", value(told))
            });
            (tool.answers)(status, &fields, None)
        }
        Does::Says(status, kind, body) => {
            let fields = format!("'Content-Type': {}", quote(Language::JavaScript, kind));
            (tool.answers)(status, &fields, Some(body))
        }
        Does::Fails(failure) => (tool.fails)(failure).to_owned(),
    }
}

fn value(told: Told) -> String {
    match told {
        Told::FromNow(_) => format!("new Date({}).toUTCString()", until(told)),
        told => quote(Language::JavaScript, &told.value(0)),
    }
}

/// A script for k6 that has `scripts/serve` play the trouble and makes the calls.
pub(super) fn k6(lab: &Lab, plan: &Plan, sent: &Sent, notes: &mut Notes) -> String {
    let trouble = Trouble::of(lab, &mut Notes::default());
    if trouble.unread {
        notes.add(UNREAD);
    }
    if plan.repeats() {
        notes.add("k6 sends each request once: it makes the load, and is not the client.");
    }
    notes.add("The trouble is played by scripts/serve, which the script asks for it first.");
    let mut code = String::new();
    wrap(
        &mut code,
        "//",
        "k6 2; against the server of scripts/serve.",
    );
    wrap(&mut code, "//", &super::comment(&title(&trouble)));
    code += "import http from 'k6/http';\nimport { check, sleep } from 'k6';\n\n";
    let calls: u32 = lab
        .calls
        .trim()
        .parse()
        .ok()
        .filter(|calls| (1..=20).contains(calls))
        .unwrap_or(1);
    let pause = crate::client::settings::length(&lab.pause).unwrap_or_default();
    let _ = write!(
        code,
        "export const options = {{ vus: 1, iterations: {calls} }};\n\n"
    );
    let script = quote(Language::JavaScript, &trouble.text);
    let _ = write!(
        code,
        "export function setup() {{\n  http.post('{ORIGIN}/control/reset');\n  http.put('{ORIGIN}/control/script', {script});\n}}\n\n"
    );
    code += "export default function () {\n";
    let mut options = Vec::new();
    let fields: Vec<String> = sent
        .fields
        .iter()
        .map(|(name, value)| {
            format!(
                "{}: {}",
                quote(Language::JavaScript, name),
                quote(Language::JavaScript, value)
            )
        })
        .collect();
    if !fields.is_empty() {
        options.push(format!("headers: {{ {} }}", fields.join(", ")));
    }
    if let Some(timeout) = plan.policy.attempt_timeout {
        options.push(format!("timeout: {}", JS.length(timeout)));
    }
    options.push(format!("redirects: {}", plan.policy.redirects.limit));
    let body = if sent.body.is_empty() {
        "null".to_owned()
    } else {
        quote(Language::JavaScript, &sent.body)
    };
    let _ = writeln!(
        code,
        "  const response = http.request({}, {}, {body}, {{ {} }});",
        quote(Language::JavaScript, &sent.method),
        quote(Language::JavaScript, &sent.url),
        options.join(", ")
    );
    code += "  check(response, { 'is answered': ({ status }) => status > 0, 'is a success': ({ status }) => status >= 200 && status < 300 });\n";
    if !pause.is_zero() {
        let _ = writeln!(code, "  sleep({});", pause.as_secs_f64());
    } else {
        code = code.replace("{ check, sleep }", "{ check }");
    }
    code + "}\n"
}
