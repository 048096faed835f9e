//! The page of one client: what it does by default, in words, in a picture, and cell by cell.

use http::header::{HeaderValue, LOCATION};
use http::{Method, StatusCode, Uri};
use leptos::prelude::*;

use crate::catalogue;
use crate::client::practice::{length, redirected};
use crate::client::waits::waits as picture_of;
use crate::client::{Bound, Policy, Read, Retries, UNLIMITED, presets};
use crate::protocol::{Request, Response};
use crate::share::compare::{CAME, METHODS, lab};
use crate::share::practice::{Came, TELLING, Told, practice, telling};
use crate::ui::components::code_chip::CodeChip;
use crate::ui::components::icon::{Icon, Sign};
use crate::ui::components::practice::{ALL, waits};
use crate::ui::components::waits::Waits;
use crate::ui::matrix::{cell, kind, state};
use crate::ui::pages::clients::head;
use crate::ui::prose;
use crate::ui::routes::Place;

/// What can be in `Retry-After`, to see what a client makes of it.
const SAID: [(Told, &str); 6] = [
    (Told::None, "nothing"),
    (Told::Seconds(0), "0"),
    (Told::Seconds(1), "1"),
    (Told::Seconds(3_600), "3600"),
    (Told::Date(30), "a date in 30 s"),
    (Told::Date(-60), "a date a minute ago"),
];

/// The page of the client with this slug, which the table of addresses knows.
#[component]
pub fn Client(
    /// The slug.
    slug: &'static str,
) -> impl IntoView {
    let nth = presets::ALL.iter().position(|policy| policy.slug == slug);
    nth.map(|nth| page(nth, presets::ALL[nth]))
}

fn page(nth: usize, policy: &'static Policy) -> impl IntoView {
    let prose = prose::client(policy.slug);
    let lab_link = lab(policy.slug, 0, 0, 9);
    let row = format!("{}#{}", Place::Clients.href(), policy.slug);
    let notes = (!policy.notes.is_empty()).then(|| view! { <p class="notes">{policy.notes}</p> });
    view! {
        <main id="main" tabindex="-1" class="client">
            <div class="lead">
                <div class="say">
                    <nav aria-label="Breadcrumb" class="eyebrow"><a href=Place::Clients.href()>"Clients"</a>" / "{policy.family}</nav>
                    <h1>{policy.name}</h1>
                    <p class="what">{policy.in_words()}</p>
                    {notes}
                    <p class="acts">
                        <a class="btn" data-main href=lab_link><Icon name=Sign::Play/>"Open in the lab"</a>
                        <a class="btn" href=row>"Compare with others"</a>
                    </p>
                </div>
                {picture(policy)}
            </div>
            <dl class="facts">{facts(policy)}</dl>
            {prose.map(|prose| view! { <div id="prose" inner_html=prose></div> })}
            <div class="tables">
                {by_code(nth, policy)}
                <div>
                    {told(policy)}
                    {redirects(policy)}
                </div>
            </div>
            {neighbours(nth, policy)}
        </main>
    }
}

fn picture(policy: &Policy) -> impl IntoView + use<> {
    let found = telling(policy);
    let (what, body) = match found {
        None => (
            "It sends nothing again by itself.".to_owned(),
            view! { <p class="hint">"There are no waits to show: what comes back goes to whoever called."</p> }.into_any(),
        ),
        Some((treatment, when)) => {
            let requests = match treatment.requests().as_str() {
                "without end" => "requests without end".to_owned(),
                "1" => "one request".to_owned(),
                count => format!("{count} requests"),
            };
            let ends = match treatment.ends {
                None => "it never gives up".to_owned(),
                Some(span) if span.most.is_zero() => "all at once".to_owned(),
                Some(span) => format!("gives up after {}", span.words()),
            };
            let label = format!("When {when}: {requests}; waits {}; {ends}.", waits(&treatment));
            let drawn = match picture_of(&treatment) {
                Some(picture) => view! { <Waits picture label/> }.into_any(),
                None => view! { <p class="hint">"There are no waits to show: each retry follows at once."</p> }.into_any(),
            };
            (format!("When {when}: {requests}, {ends}. {}", treatment.why), drawn)
        }
    };
    view! {
        <figure class="sheet" aria-labelledby="h-waits">
            <figcaption><h2 id="h-waits">"Its waits"</h2><p class="hint">{what}</p></figcaption>
            {body}
        </figure>
    }
}

fn facts(policy: &'static Policy) -> impl IntoView {
    let limit = |limit: Option<std::time::Duration>| limit.map_or("no limit".to_owned(), length);
    let version = match policy.version {
        "" => "–",
        version => version,
    };
    let tries = match policy.attempts {
        UNLIMITED => "no limit".to_owned(),
        1 => "1: no retry".to_owned(),
        tries => format!("{tries}, the first included"),
    };
    let reads: Vec<String> = policy.told.reads.iter().map(|read| reads(*read)).collect();
    let reads = match reads.is_empty() {
        true if policy.slug == "careful" => "`Retry-After`".replace('`', ""),
        true => "none".to_owned(),
        false => reads.join(", "),
    };
    let bound = match policy.told.bound {
        _ if policy.told.reads.is_empty() => None,
        Bound::Exact => None,
        Bound::Cap(cap, _) => Some(format!("at most {}", length(cap))),
        Bound::Clamp(more) => Some(format!("at most {} beyond its own wait", length(more))),
        Bound::Abandon(most) => Some(format!("gives up beyond {}", length(most))),
        Bound::AtLeastOwn => Some("at least its own wait".to_owned()),
    };
    let key = policy
        .adds_key
        .map(|_| ("Adds", "Idempotency-Key on POST".to_owned(), String::new()));
    let obeys = policy.obeys.map(|field| {
        (
            "Obeys",
            field.to_owned(),
            "true or false, whatever its rules say".to_owned(),
        )
    });
    let checked = presets::checked_against(policy.slug)
        .map(|release| ("Checked against", release.to_owned(), String::new()));
    let facts = [
        ("Version read", version.to_owned(), policy.source.to_owned()),
        ("Tries", tries, String::new()),
        (
            "Time for one try",
            limit(policy.attempt_timeout),
            String::new(),
        ),
        ("Time for the call", limit(policy.deadline), String::new()),
        ("Fields it reads", reads, bound.unwrap_or_default()),
    ];
    facts
        .into_iter()
        .chain([checked, key, obeys].into_iter().flatten())
        .map(|(term, what, more)| {
            let more = (!more.is_empty()).then(|| view! { <dd class="source">{more}</dd> });
            view! { <div><dt>{term}</dt><dd>{what}</dd>{more}</div> }
        })
        .collect_view()
}

fn reads(read: Read) -> String {
    match read {
        Read::Seconds => "Retry-After in seconds".to_owned(),
        Read::SecondsOrDate => "Retry-After".to_owned(),
        Read::Millis(name) => format!("{name} in ms"),
        Read::Reset(name) => name.to_owned(),
    }
}

fn by_code(nth: usize, policy: &'static Policy) -> impl IntoView {
    let cell = move |method: usize, came: usize| {
        let kind = kind(ALL.kind(nth, came, method * 5));
        view! { <td data-k=state(kind)><a href=lab(policy.slug, method, 0, came) inner_html=cell(kind)></a></td> }
    };
    let row = move |(came, name): (usize, &&str)| {
        let (number, name) = head(name);
        let chip = match number {
            Some(number) => {
                view! { <CodeChip number plain=catalogue::find(number).is_none()/> }.into_any()
            }
            None => view! { <span class="code c0">{name}</span> }.into_any(),
        };
        view! { <tr><th scope="row">{chip}</th>{cell(0, came)}{cell(1, came)}{cell(2, came)}</tr> }
    };
    let methods = METHODS.map(|method| view! { <th scope="col"><code>{method}</code></th> });
    view! {
        <section aria-labelledby="h-codes">
            <h2 id="h-codes">"Code by code"</h2>
            <p class="hint">"How often it sends the request when every attempt comes to this, and how long until it gives up. Each opens the lab."</p>
            <div class="sheet"><table class="cells">
                <thead><tr><th scope="col">"Code"</th>{methods.into_iter().collect_view()}</tr></thead>
                <tbody>{CAME.iter().enumerate().map(row).collect_view()}</tbody>
            </table></div>
        </section>
    }
}

/// What it makes of `Retry-After`, on a code it repeats when it is told.
fn told(policy: &'static Policy) -> Option<impl IntoView + use<>> {
    let treat = |code, told| practice(policy, "GET", Came::Code(code), told);
    let code = TELLING.into_iter().find(|code| {
        treat(*code, Told::Seconds(1)).repeats() || treat(*code, Told::Seconds(0)).repeats()
    })?;
    let own = treat(code, Told::None);
    let deaf = policy.told.reads.is_empty() && policy.retries != Retries::Tree;
    let row = |(told, said): (Told, &'static str)| {
        let treatment = treat(code, told);
        let what = match treatment.waits.first() {
            None => "does not send it again".to_owned(),
            Some(wait) if !treatment.repeats() => {
                format!("waits {}, then gives up", wait.words())
            }
            Some(wait) if wait.most.is_zero() => "sends it again at once".to_owned(),
            Some(wait) => format!("waits {}", wait.words()),
        };
        let asked = match told {
            Told::None => None,
            Told::Seconds(seconds) => Some(u64::from(seconds)),
            Told::Date(by) => Some(u64::try_from(by).unwrap_or_default()),
        };
        let verdict = match (treatment.waits.first(), own.waits.first(), asked) {
            (_, _, None) => "",
            (None, None, _) => "",
            _ if !treatment.repeats() => "gives up",
            // Its own wait may happen to be as long.
            (Some(wait), Some(own), _) if wait == own && deaf => "ignored",
            (Some(wait), _, Some(asked)) if wait.most.as_millis() == u128::from(asked) * 1_000 => {
                "obeyed"
            }
            (Some(wait), Some(own), _) if wait == own => "ignored",
            (Some(wait), _, Some(asked)) if wait.least.as_secs() < asked => "cut short",
            _ => "adjusted",
        };
        view! { <tr><th scope="row">{said}</th><td>{what}</td><td>{verdict}</td></tr> }
    };
    let rows = SAID.into_iter().map(row).collect_view();
    Some(view! {
        <section aria-labelledby="h-told">
            <h2 id="h-told">"When it is told to wait"</h2>
            <p class="hint">"What it does before its first retry of a GET that got a "{code}", by what "<code>"Retry-After"</code>" says."</p>
            <div class="sheet"><table>
                <thead><tr><th scope="col"><code>"Retry-After"</code></th><th scope="col">"The client"</th><th scope="col"><span class="vh">"So it is"</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </section>
    })
}

/// What becomes of a request that is redirected; nothing for a client that follows none.
fn redirects(policy: &'static Policy) -> Option<impl IntoView + use<>> {
    if policy.redirects.limit == 0 {
        return None;
    }
    let becomes = |method: &'static str, status: u16, location: &'static str| {
        let method = Method::from_bytes(method.as_bytes()).ok()?;
        let mut request = Request::new(method, Uri::from_static("/api/users/7"));
        let token = HeaderValue::from_static("Bearer viewer");
        request.headers.insert(http::header::AUTHORIZATION, token);
        let answer = Response::new(StatusCode::from_u16(status).ok()?)
            .with(LOCATION, HeaderValue::from_static(location));
        redirected(policy, &request, answer)
    };
    let method = move |method, status| {
        becomes(method, status, "/api/users/8")
            .map_or("stays".to_owned(), |next| next.method.to_string())
    };
    let elsewhere = match becomes("GET", 307, "https://other.example/") {
        None => "It follows none to another origin.",
        Some(next) if next.headers.contains_key(http::header::AUTHORIZATION) => {
            "Authorization goes along to another origin."
        }
        Some(_) => "Authorization does not go along to another origin.",
    };
    let row = |status: u16| {
        view! { <tr><th scope="row"><CodeChip number=status/></th><td>{method("POST", status)}</td><td>{method("PUT", status)}</td></tr> }
    };
    let rows = [301, 302, 303, 307, 308]
        .map(row)
        .into_iter()
        .collect_view();
    Some(view! {
        <section aria-labelledby="h-redirects">
            <h2 id="h-redirects">"When it is redirected"</h2>
            <p class="hint">"It follows up to "{policy.redirects.limit}". "{elsewhere}</p>
            <div class="sheet"><table>
                <thead><tr><th scope="col">"Code"</th><th scope="col"><code>"POST"</code>" becomes"</th><th scope="col"><code>"PUT"</code>" becomes"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </section>
    })
}

/// The clients before and after it in its family.
fn neighbours(nth: usize, policy: &'static Policy) -> impl IntoView {
    let same = |nth: Option<usize>| {
        let other = presets::ALL.get(nth?)?;
        (other.family == policy.family).then_some(*other)
    };
    let link = |other: &'static Policy, rel: &'static str, sign| {
        view! { <a class="btn" rel=rel href=Place::Client(other.slug).href()><Icon name=sign/>{other.name}</a> }
    };
    let before = same(nth.checked_sub(1)).map(|other| link(other, "prev", Sign::Previous));
    let after = same(nth.checked_add(1)).map(|other| link(other, "next", Sign::Next));
    (before.is_some() || after.is_some()).then(|| {
        view! { <nav class="neighbours" aria-label=format!("Other clients: {}", policy.family)>{before}{after}</nav> }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_client_that_repeats_anything_has_a_picture_to_show() {
        for policy in presets::ALL {
            let silent = telling(policy).is_none();
            let repeats = policy.attempts > 1 && policy.slug != "okhttp";
            assert!(!(silent && repeats), "{}", policy.slug);
        }
    }
}
