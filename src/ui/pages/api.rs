//! The page about the API: how to reach the shop, its paths family by family, and what any request may get.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::backend::trouble::{Group, TROUBLES};
use crate::backend::{Route, openapi, routes};
use crate::review::RULES;
use crate::share::lab::{Lab, Line};
use crate::ui::components::code_chip::CodeChip;
use crate::ui::components::endpoint::{Endpoint, ORIGIN, anchor, own_answers};
use crate::ui::components::listing::{Item, Listing};
use crate::ui::routes::Place;

/// What to send, and who that makes you.
const CREDENTIALS: [(&str, &str); 5] = [
    ("Authorization: Bearer viewer", "A user, who may look."),
    (
        "Authorization: Bearer admin",
        "An administrator, who may do everything.",
    ),
    (
        "Authorization: Bearer expired",
        "Somebody whose token was good once.",
    ),
    (
        "Authorization: Basic YWRtaW46c2hvcnQtYW5kLXN0b3V0",
        "The name admin with the password short-and-stout.",
    ),
    ("X-API-Key: demo-key", "Another program."),
];

/// The reference of the API.
#[component]
pub fn Api() -> impl IntoView {
    let all: Vec<&Route> = routes().collect();
    let families: Vec<Vec<&Route>> = all
        .chunk_by(|one, next| one.family == next.family)
        .map(<[_]>::to_vec)
        .collect();
    let here = |id: &str| format!("{}#{id}", Place::Api.href());
    let item = |id: &str, name| view! { <li><a href=here(id)>{name}</a></li> };
    let items = families
        .iter()
        .map(|family| item(&slug(family[0].family), family[0].family));
    let items = items.collect_view();
    let credential = |(send, who)| view! { <div><dt><code>{send}</code></dt><dd>{who}</dd></div> };
    let shared = openapi::shared().into_iter();
    let shared =
        shared.map(|(number, cause)| view! { <li><CodeChip number/><span>{cause}</span></li> });
    view! {
        <main id="main" tabindex="-1" class="api">
            <div class="intro">
                <h1>"The shop’s API"</h1>
                <p class="what">"A small shop that lives in this page and answers with every status code, each from a believable cause."</p>
                <dl class="ways">
                    <div><dt>"In the lab"</dt><dd>"Unfold an operation and try it: it runs at once, and you watch."</dd></div>
                    <div><dt>"From the console"</dt><dd>"Once Live is on in the "<a href=Place::Lab.href()>"lab"</a>", on every page of this site: "<code>"await fetch('api/users')"</code></dd></div>
                    <div><dt>"With curl"</dt><dd>"The commands ask "<code>{ORIGIN}</code>", where "<code>"scripts/serve"</code>" puts your own copy."</dd></div>
                    <div><dt>"As data"</dt><dd><a href="docs/openapi.json">"OpenAPI 3.1"</a>", made from the same table as this page. The shop has it at "<code>"/api/openapi.json"</code>"."</dd></div>
                </dl>
            </div>
            <nav aria-label="On this page"><ul>
                {items}
                {item("credentials", "Credentials")}
                {item("any", "Any request")}
                {item("trouble", "Trouble")}
                {item("rules", "Review")}
                {item("codes", "By code")}
            </ul></nav>
            <div>
                {families.into_iter().map(family).collect_view()}
                <section aria-labelledby="credentials">
                    <h2 id="credentials">"Credentials"</h2>
                    <p class="hint">"These are always good, or never. For tokens of your own that expire after a minute, log in: "<a href=here("sessions")>"Sessions"</a>"."</p>
                    <dl class="sheet pairs">{CREDENTIALS.map(credential).into_iter().collect_view()}</dl>
                </section>
                <section aria-labelledby="any">
                    <h2 id="any">"What any request may get"</h2>
                    <p class="hint">"406 comes only where answers have a media type, 413 only where content is taken. Besides what is listed, every path understands OPTIONS, and HEAD where it understands GET."</p>
                    <ul class="sheet answers">{shared.collect_view()}</ul>
                </section>
                <section aria-labelledby="trouble">
                    <h2 id="trouble">"Trouble you can switch on"</h2>
                    <p class="hint">"The words of a script: what the server does instead of what it would do. The lab has a form for them."</p>
                    <div class="sheet listings">{Group::ALL.map(trouble).into_iter().collect_view()}</div>
                </section>
                <section aria-labelledby="rules">
                    <h2 id="rules">"Rules of the review"</h2>
                    <p class="hint">"What makes a response wrong, whoever sends it. The shop breaks them only when it is asked to."</p>
                    <div class="sheet listings">{rules()}</div>
                </section>
                <section aria-labelledby="codes">
                    <h2 id="codes">"Where you get which code"</h2>
                    <p class="hint">"All but 200 and what any request may get. For any code at all, ask "<a href=here("get-status-code")><code>"/api/status/{code}"</code></a>"."</p>
                    <dl class="sheet pairs">{by_code()}</dl>
                </section>
            </div>
        </main>
    }
}

/// The codes operations answer with, each with the operations that do.
fn by_code() -> impl IntoView {
    let mut operations: BTreeMap<u16, Vec<AnyView>> = BTreeMap::new();
    for route in routes() {
        for operation in route.operations {
            for (code, _) in own_answers(operation)
                .into_iter()
                .filter(|answer| answer.0 != 200)
            {
                let href = format!("docs/#{}", anchor(operation.method, route.pattern));
                let link = view! { <a href=href>{operation.method}" "{route.pattern}</a>" " };
                operations.entry(code).or_default().push(link.into_any());
            }
        }
    }
    let row = |(number, links)| view! { <div><dt><CodeChip number/></dt><dd>{links}</dd></div> };
    operations.into_iter().map(row).collect_view()
}

/// The troubles of a kind.
fn trouble(group: Group) -> impl IntoView {
    let own = TROUBLES.iter().filter(|trouble| trouble.group == group);
    let items = own.map(|trouble| Item {
        id: None,
        name: format!("`{}`", trouble.example),
        what: trouble.what,
        source: trouble.source,
        lab: Some(with_trouble(trouble.example).query()),
    });
    view! { <Listing name=group.name() items=items.collect()/> }
}

/// A request that meets the trouble of a script.
fn with_trouble(script: &str) -> Lab {
    let lab = Lab {
        script: script.to_owned(),
        ..Lab::default()
    };
    if !script.starts_with("POST") {
        return lab;
    }
    Lab {
        method: "POST".to_owned(),
        path: "/api/users".to_owned(),
        fields: vec![Line::read("Content-Type: application/json")],
        body: "{ \"name\": \"Mary Shaw\" }".to_owned(),
        ..lab
    }
}

fn rules() -> impl IntoView {
    let items = RULES.iter().map(|rule| Item {
        id: Some(rule.slug),
        name: rule.fault.to_owned(),
        what: rule.why,
        source: rule.source,
        lab: None,
    });
    view! { <Listing name="Every rule" items=items.collect()/> }
}

fn family(routes: Vec<&'static Route>) -> impl IntoView {
    let name = routes[0].family;
    let id = slug(name);
    view! {
        <section aria-labelledby=id.clone()>
            <h2 id=id.clone()>{name}</h2>
            <ul class="sheet paths">{routes.into_iter().map(|route| view! { <Endpoint route/> }).collect_view()}</ul>
        </section>
    }
}

/// The name of a family in links: `status-codes`.
fn slug(family: &str) -> String {
    family.to_ascii_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_runs_in_the_lab_it_links_to() {
        for trouble in TROUBLES {
            let (lab, left_out) = Lab::parse(&with_trouble(trouble.example).query());
            let problems = lab.setup().err();
            assert!(
                problems.is_none() && left_out.is_empty(),
                "{}: {problems:?}",
                trouble.word
            );
        }
    }
}
