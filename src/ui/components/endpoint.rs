//! A path of the API with what can be done there: each operation folded, so that the paths stand together as a list.

use leptos::prelude::*;

use super::code_chip::CodeChip;
use super::icon::{Icon, Sign};
use crate::backend::{Example, Operation, Route, Wants, openapi};
use crate::share::curl;
use crate::share::lab::Lab;

/// Where the commands send their requests: a copy of this site that runs on the reader's own machine.
pub const ORIGIN: &str = "http://127.0.0.1:8418";

/// A path and its operations.
#[component]
pub fn Endpoint(
    /// The path.
    route: &'static Route,
) -> impl IntoView {
    let (path, part) = route.pattern.split_once('{').unwrap_or((route.pattern, ""));
    let part = (!part.is_empty()).then(|| view! { <wbr/>"{"{part} });
    view! {
        <li>
            <div>
                <h3 class="wire">{path}{part}</h3>
                <p>{route.summary}</p>
            </div>
            <div>{route.operations.iter().map(|operation| folded(route, operation)).collect_view()}</div>
        </li>
    }
}

fn folded(route: &'static Route, operation: &'static Operation) -> impl IntoView {
    let own = own_answers(operation);
    let codes = own.iter().map(|answer| answer.0);
    let codes = codes.map(|number| view! { <CodeChip number plain=true/> });
    let answer = |(number, cause): &(u16, &'static str)| view! { <li><CodeChip number=*number/><span>{*cause}</span></li> };
    let examples = operation.examples.iter();
    let examples = examples.map(|example| example_view(operation, example));
    view! {
        <details>
            <summary>
                <b class="wire">{operation.method}</b>" "<span>{operation.summary}</span>
                <span class="codes" aria-hidden="true">{codes.collect_view()}</span>
            </summary>
            <div id=anchor(operation.method, route.pattern)>
                {terms(operation)}
                <div>
                    <h4>"Answers"</h4>
                    <ul class="answers">
                        {own.iter().map(answer).collect_view()}
                        <li class="hint"><span>"And what "<a href="docs/#any">"any request"</a>" may get."</span></li>
                    </ul>
                </div>
                {(!operation.examples.is_empty()).then(|| view! { <div><h4>"Requests to begin with"</h4>{examples.collect_view()}</div> })}
            </div>
        </details>
    }
}

/// The answers of an operation but those any request may get.
pub fn own_answers(operation: &Operation) -> Vec<(u16, &'static str)> {
    let shared = openapi::shared();
    let mut answers = operation.answers();
    answers.retain(|answer| !shared.contains(answer));
    answers
}

/// The name of an operation in links: `get-users-id`.
pub fn anchor(method: &str, pattern: &str) -> String {
    let path = pattern.trim_start_matches("/api").replace(['{', '}'], "");
    let name = format!("{method}{path}").replace(['/', '.'], "-");
    name.trim_end_matches('-').to_ascii_lowercase()
}

/// What an operation wants, understands and gives.
fn terms(operation: &'static Operation) -> impl IntoView {
    let types = |types: &'static [&'static str]| {
        let types = types
            .iter()
            .map(|name| view! { <dd><code>{*name}</code></dd> });
        types.collect_view()
    };
    let wants = match operation.wants {
        Wants::Nothing => None,
        Wants::Bearer => Some(("Authorization: Bearer", "of anybody")),
        Wants::Admin => Some(("Authorization: Bearer", "of an administrator")),
        Wants::Basic => Some(("Authorization: Basic", "with name and password")),
        Wants::ApiKey => Some(("X-API-Key", "with a key")),
    };
    let wants = wants.map(|(field, whose)| {
        view! { <div><dt>"Wants"</dt><dd><code>{field}</code>" "{whose}" ("<a href="docs/#credentials">"credentials"</a>")"</dd></div> }
    });
    let query = operation.query.iter().map(|asked| {
        view! { <dd><code>{format!("{}={}", asked.name, asked.example)}</code>" "{asked.what}</dd> }
    });
    view! {
        <dl>
            {wants}
            {(!operation.query.is_empty()).then(|| view! { <div><dt>"Query"</dt>{query.collect_view()}</div> })}
            {(!operation.takes.is_empty()).then(|| view! { <div><dt>"Takes"</dt>{types(operation.takes)}</div> })}
            {(!operation.gives.is_empty()).then(|| view! { <div><dt>"Gives"</dt>{types(operation.gives)}</div> })}
        </dl>
    }
}

fn example_view(operation: &Operation, example: &'static Example) -> impl IntoView {
    let lab = Lab::of(operation, example);
    let chip = lab
        .first_answer()
        .map(|number| view! { <CodeChip number/> });
    let href = format!("lab/?{}", lab.query());
    view! {
        <div class="example">
            <p>{chip}<span>{example.summary}</span></p>
            <a class="btn" href=href><Icon name=Sign::Play/>"Try in the lab"<span class="vh">": "{example.summary}</span></a>
            <pre class="msg">{curl::command(&lab, ORIGIN)}</pre>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::backend::routes;

    #[test]
    fn every_example_runs_in_the_lab_it_links_to() {
        for operation in routes().flat_map(|route| route.operations) {
            for example in operation.examples {
                let lab = Lab::of(operation, example);
                let (read, left_out) = Lab::parse(&lab.query());
                assert_eq!(read, lab, "{}", example.summary);
                assert!(left_out.is_empty(), "{}: {left_out:?}", example.summary);
                assert!(read.first_answer().is_some(), "{}", example.summary);
            }
        }
    }

    #[test]
    fn every_operation_has_a_name_for_links() {
        let mut names = BTreeSet::new();
        for route in routes() {
            for operation in route.operations {
                assert!(names.insert(anchor(operation.method, route.pattern)));
            }
        }
        assert!(
            names.contains("get-users-id") && names.contains("get-openapi-json"),
            "{names:?}"
        );
    }
}
