//! The trouble in a browser or a test of one: handlers for MSW 2, routes for Playwright.

use std::fmt::Write as _;

use super::fetch::JS;
use super::plan::Plan;
use super::quote::{Language, quote};
use super::trouble::{Does, Trouble, does, steps, times, title};
use super::{Notes, ORIGIN, Sent, wrap};
use crate::backend::latency::Latency;
use crate::backend::script::{Act, Step, Times, Told};
use crate::protocol::Failure;
use crate::share::lab::Lab;

/// What one of the two says its own way.
struct Tool {
    /// Lets the server answer.
    usual: &'static str,
    /// Answers: status, fields, content.
    answers: fn(u16, &str, Option<&str>) -> String,
    /// No answer.
    fails: fn(Failure) -> &'static str,
    delay: &'static str,
}

const MSW: Tool = Tool {
    usual: "passthrough()",
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
    let trouble = Trouble::of(lab, notes);
    trouble.differs(notes);
    let fails =
        |act: &Act| matches!(does(act), Does::Fails(failure) if failure != Failure::TimedOut);
    if trouble.acts().any(fails) {
        notes.add("Every way to get no answer is one network error in MSW.");
    }
    let mut body = generators(&trouble, &MSW, "");
    body += "export const handlers = [\n";
    if let Some(latency) = &trouble.latency {
        let _ = writeln!(
            body,
            "  http.all('*', async () => {{\n    await delay({});\n  }}),",
            latency_of(latency)
        );
    }
    for (nth, rule) in trouble.rules.iter().enumerate() {
        let call = match rule.scope.method.as_deref() {
            Some("GET") => "get",
            Some("POST") => "post",
            Some("PUT") => "put",
            Some("PATCH") => "patch",
            Some("DELETE") => "delete",
            Some("HEAD") => "head",
            Some("OPTIONS") => "options",
            _ => "all",
        };
        let other = rule.scope.method.as_deref().filter(|_| call == "all");
        let path = rule.scope.path.as_deref().map_or_else(
            || "'*'".to_owned(),
            |path| {
                quote(
                    Language::JavaScript,
                    &format!("*{}", path.replace(':', "\\:")),
                )
            },
        );
        let (request, guard) = other.map_or(("", String::new()), |method| {
            (
                "{ request }",
                format!(
                    "    if (request.method !== {}) return;\n",
                    quote(Language::JavaScript, method)
                ),
            )
        });
        let _ = writeln!(
            body,
            "  http.{call}({path}, async ({request}) => {{\n{guard}    const step = steps{}.next().value;\n    return step ? step() : undefined;\n  }}),",
            nth + 1
        );
    }
    body += "];\n";
    let mut names = vec!["http"];
    if body.contains("HttpResponse") {
        names.push("HttpResponse");
    }
    if body.contains("delay(") {
        names.push("delay");
    }
    if body.contains("passthrough(") {
        names.push("passthrough");
    }
    let mut code = String::new();
    wrap(
        &mut code,
        "//",
        "msw 2.15; hand them to setupWorker() or setupServer().",
    );
    wrap(&mut code, "//", &super::comment(&title(&trouble)));
    let _ = write!(code, "import {{ {} }} from 'msw';\n\n", names.join(", "));
    code + &body
}

/// Routes for Playwright.
pub(super) fn playwright(lab: &Lab, notes: &mut Notes) -> String {
    let trouble = Trouble::of(lab, notes);
    trouble.differs(notes);
    if trouble
        .acts()
        .any(|act| matches!(does(act), Does::Fails(Failure::Truncated)))
    {
        notes.add("Half an answer is a lost connection in Playwright.");
    }
    if trouble.acts().any(|act| {
        matches!(
            does(act),
            Does::Fails(Failure::NotTrusted | Failure::NotHttp)
        )
    }) {
        notes.add("A certificate that is not trusted and an answer that is not HTTP are both net::ERR_FAILED.");
    }
    let mut body = generators(&trouble, &PLAYWRIGHT, "route");
    body += "export async function trouble(page) {\n";
    // The route that is added last is asked first.
    for (nth, rule) in trouble.rules.iter().enumerate().rev() {
        let place = match rule.scope.path.as_deref() {
            None => "'**/*'".to_owned(),
            Some(path) => match path.strip_suffix('*') {
                Some(begins) => format!(
                    "({{ pathname }}) => pathname.startsWith({})",
                    quote(Language::JavaScript, begins)
                ),
                None => format!(
                    "({{ pathname }}) => pathname === {}",
                    quote(Language::JavaScript, path)
                ),
            },
        };
        let guard = rule
            .scope
            .method
            .as_deref()
            .map_or_else(String::new, |method| {
                format!(
                    "    if (route.request().method() !== {}) return route.fallback();\n",
                    quote(Language::JavaScript, method)
                )
            });
        let _ = writeln!(
            body,
            "  await page.route({place}, (route) => {{\n{guard}    const step = steps{}.next().value;\n    return step ? step(route) : route.fallback();\n  }});",
            nth + 1
        );
    }
    if let Some(latency) = &trouble.latency {
        let _ = writeln!(
            body,
            "  await page.route('**/*', async (route) => {{\n    await sleep({});\n    return route.fallback();\n  }});",
            latency_of(latency)
        );
    }
    body += "}\n";
    let mut code = String::new();
    wrap(
        &mut code,
        "//",
        "Playwright 1.65; call it in a test before page.goto().",
    );
    wrap(&mut code, "//", &super::comment(&title(&trouble)));
    code.push('\n');
    if body.contains("sleep(") {
        code += "const sleep = (ms) => new Promise((done) => setTimeout(done, ms));\n\n";
    }
    code + &body
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
        let _ = write!(code, "}}\nconst steps{nth} = trouble{nth}();\n\n");
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
