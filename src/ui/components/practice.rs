//! How clients treat a code, as a table on its page; and every treatment there is, worked out once.

use std::sync::LazyLock;

use leptos::prelude::*;

use super::icon::{Icon, Sign};
use super::source_link::SourceLink;
use crate::catalogue::Code;
use crate::client::practice::{Span, Treatment, length};
use crate::client::{Policy, presets};
use crate::share::compare::{CAME, METHODS};
use crate::share::practice::{ALL_TOLD, Came, Told, disagreement, practice};
use crate::ui::matrix::digits;
use crate::ui::routes::Place;

/// The clients that stand for the others, as long as the reader has not said which ones they use.
const USUAL: [&str; 10] = [
    "careful",
    "fetch",
    "axios-retry",
    "ky",
    "got",
    "urllib3-default",
    "okhttp",
    "ms-http-resilience",
    "go-retryablehttp",
    "aws-js-v3",
];

/// Every treatment the tables show, each kind once.
pub struct All {
    /// The kinds, as `data-kinds` has them.
    pub kinds: Vec<String>,
    /// For each client and each of [`CAME`], the kinds of all variants.
    cells: Vec<Vec<Vec<usize>>>,
}

/// Worked out when it is first asked for.
pub static ALL: LazyLock<All> = LazyLock::new(|| {
    let mut kinds: Vec<String> = Vec::new();
    let mut number = |treatment: &Treatment| {
        let kind = kind(treatment);
        let known = kinds.iter().position(|known| *known == kind);
        known.unwrap_or_else(|| {
            kinds.push(kind);
            kinds.len() - 1
        })
    };
    let mut cells = Vec::new();
    for policy in presets::ALL {
        let mut row = Vec::new();
        for nth in 0..CAME.len() {
            let variants = METHODS.into_iter().flat_map(|method| {
                ALL_TOLD.map(|told| practice(policy, method, Came::nth(nth), told))
            });
            row.push(variants.map(|treatment| number(&treatment)).collect());
        }
        cells.push(row);
    }
    All { kinds, cells }
});

impl All {
    /// The variants of a cell, as `data-v` has them.
    pub fn variants(&self, client: usize, came: usize) -> String {
        let variants = self.cells[client][came].iter();
        variants.map(|kind| digits(*kind)).collect()
    }

    /// The kind of a variant of a cell.
    pub fn kind(&self, client: usize, came: usize, variant: usize) -> &str {
        &self.kinds[self.cells[client][came][variant]]
    }
}

/// A treatment as [`Kind`](crate::ui::matrix::Kind) has it.
fn kind(treatment: &Treatment) -> String {
    let requests = match (treatment.most, treatment.ends) {
        (Some(most), _) if most == treatment.fewest => most.to_string(),
        (Some(most), _) => format!("{}–{most}", treatment.fewest),
        (None, Some(_)) => format!("{}+", treatment.fewest),
        (None, None) => "∞".to_owned(),
    };
    let (time, ms) = match treatment.ends {
        None if !treatment.repeats() => ("for ever".to_owned(), "∞".to_owned()),
        None => ("no end".to_owned(), "∞".to_owned()),
        Some(span) if span.most.is_zero() && !treatment.repeats() => {
            (String::new(), "0".to_owned())
        }
        Some(span) => {
            let about = if span.least() == span.most() {
                ""
            } else {
                "≤ "
            };
            (
                format!("{about}{}", span.most()),
                span.most.as_millis().to_string(),
            )
        }
    };
    let twice = if treatment.twice { "!" } else { "" };
    format!("{requests};{time};{ms};{twice}")
}

/// The waits of a treatment in a few words: `300 ms, 600 ms`.
pub fn waits(treatment: &Treatment) -> String {
    if treatment.waits.iter().all(|wait| wait.most.is_zero()) {
        return "at once".to_owned();
    }
    let first: Vec<String> = treatment
        .waits
        .iter()
        .take(4)
        .map(|wait| wait.words())
        .collect();
    let fixed = treatment
        .waits
        .iter()
        .all(|wait| *wait == treatment.waits[0]);
    if fixed {
        return first[0].clone();
    }
    let more = if treatment.waits.len() > 4 {
        ", …"
    } else {
        ""
    };
    if treatment.waits.iter().all(|wait| wait.least.is_zero()) {
        let most: Vec<String> = treatment
            .waits
            .iter()
            .take(4)
            .map(|wait| wait.most())
            .collect();
        return format!("up to {}{more}", most.join(", "));
    }
    format!("{}{more}", first.join(", "))
}

/// The section of a code's page; for errors only.
#[component]
pub fn Practice(
    /// The code.
    code: &'static Code,
) -> impl IntoView {
    let number = code.number;
    (number >= 400).then(|| {
        let rows = presets::ALL.iter().map(|policy| row(policy, number));
        let differ = disagreement(number).map(|found| {
            view! { <p class="differ">{found.words()}" "<SourceLink source=found.source/></p> }
        });
        let compare = match CAME.contains(&&*number.to_string()) {
            true => format!("{}?code={number}", Place::Clients.href()),
            false => Place::Clients.href(),
        };
        view! {
            <section aria-labelledby="h-practice" class="practice">
                <h2 id="h-practice">"How real clients treat it"</h2>
                {differ}
                <p class="hint">"What they do by default when every attempt gets a "{number}", as their source has it. "<u>"Underlined"</u>": repeats what may have been carried out ("<a href="https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2">"RFC 9110 §9.2.2"</a>"). "<span data-usual>"Ten of them."</span>" "<a href=compare>"Compare all, and choose yours"</a></p>
                <div class="sheet scroll-x" tabindex="0" role="region" aria-label="Clients"><table>
                    <thead><tr><th scope="col">"Client"</th><th scope="col"><code>"GET"</code></th><th scope="col"><code>"POST"</code></th><th scope="col">"Its waits"</th><th scope="col"><code>"GET"</code>", "<code>"Retry-After: 2"</code></th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table></div>
            </section>
        }
    })
}

fn row(policy: &'static Policy, number: u16) -> impl IntoView {
    let came = Came::Code(number);
    let get = practice(policy, "GET", came, Told::None);
    let post = practice(policy, "POST", came, Told::None);
    let told = practice(policy, "GET", came, Told::Seconds(2));
    let own = match (get.repeats(), post.repeats()) {
        (true, _) => waits(&get),
        (_, true) => waits(&post),
        _ => "–".to_owned(),
    };
    let again = |treatment: &Treatment| match treatment.repeats() {
        true => again(&requests(treatment), treatment.twice).into_any(),
        false => "–".into_any(),
    };
    let told = match told.waits.first().filter(|_| told.repeats()) {
        None => "–".into_any(),
        Some(wait) => self::again(&after(*wait), false).into_any(),
    };
    view! {
        <tr data-mine=policy.slug hidden=!USUAL.contains(&policy.slug)>
            <th scope="row"><a href=Place::Client(policy.slug).href()>{policy.name}</a></th>
            <td>{again(&get)}</td><td>{again(&post)}</td><td>{own}</td><td>{told}</td>
        </tr>
    }
}

/// What is sent again, with its sign, underlined where it may be carried out twice.
fn again(words: &str, twice: bool) -> impl IntoView + use<> {
    let words = words.to_owned();
    let words = match twice {
        true => view! { <u>{words}</u> }.into_any(),
        false => words.into_any(),
    };
    view! { <Icon name=Sign::Retry/>{words} }
}

fn requests(treatment: &Treatment) -> String {
    match treatment.requests().as_str() {
        "without end" => "without end".to_owned(),
        count => format!("{count} requests"),
    }
}

fn after(wait: Span) -> String {
    match wait.most.is_zero() {
        true => "at once".to_owned(),
        false if wait.least() == wait.most() => format!("after {}", length(wait.most)),
        false => format!("after {}", wait.words()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::matrix;

    #[test]
    fn the_usual_clients_are_there() {
        for slug in USUAL {
            assert!(presets::find(slug).is_some(), "{slug}");
        }
    }

    #[test]
    fn every_variant_has_a_kind_of_two_digits() {
        assert!(ALL.kinds.len() < 36 * 36, "{}", ALL.kinds.len());
        let ky = presets::ALL.iter().position(|policy| policy.slug == "ky");
        let ky = ky.expect("a preset");
        assert_eq!(ALL.variants(ky, 9).len(), 30);
        assert_eq!(ALL.kind(ky, 9, 0), "3;900 ms;900;");
        assert_eq!(ALL.kind(ky, 9, 10), "1;;0;");
        for kind in &ALL.kinds {
            assert!(!kind.contains(['|', '"', '<']) && !matrix::kind(kind)[0].is_empty());
        }
    }
}
