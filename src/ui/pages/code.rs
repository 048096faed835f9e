//! The page of one status code: what it means, what to do, what is known about it, what it is confused with.

use leptos::prelude::*;

use crate::catalogue::{self, Code as Row};
use crate::ui::components::class_mark::hue;
use crate::ui::components::confused::Confused;
use crate::ui::components::facts::Facts;
use crate::ui::components::practice::Practice;
use crate::ui::components::source_link::SourceLink;
use crate::ui::components::verdict::Verdict;
use crate::ui::components::watch::Watch;
use crate::ui::markup::sentence;
use crate::ui::prose;

/// What a class is called in the way back to the table.
const CLASSES: [&str; 5] = [
    "1xx Informational",
    "2xx Success",
    "3xx Redirection",
    "4xx Client error",
    "5xx Server error",
];

/// The page of `code`, which the router has found in the registry.
#[component]
pub fn Code(
    /// The code.
    code: u16,
) -> impl IntoView {
    catalogue::find(code).map(page)
}

fn page(code: &'static Row) -> AnyView {
    let class = code.number / 100;
    let prose = prose::text(code);
    let source = |(source, what)| view! { <li><SourceLink source/>" "{what}</li> };
    view! {
        <main id="main" tabindex="-1" class=format!("cp {}", hue(class))>
            <div class="lead">
                <div class="say">
                    <nav aria-label="Breadcrumb" class="eyebrow">
                        <a href="./">"Reference"</a>" / "<a href=format!("./#{}", hue(class))>{CLASSES[usize::from(class) - 1]}</a>
                    </nav>
                    <h1><span class="giant wire">{code.number}</span>" "<span>{code.phrase}</span></h1>
                    <p class="what" inner_html=sentence(code.summary)></p>
                </div>
                <Verdict code/>
                <Watch code/>
            </div>
            <Facts code/>
            <div id="prose" inner_html=prose.sections></div>
            <Confused code/>
            <Practice code/>
            <section aria-labelledby="h-sources">
                <h2 id="h-sources">"Sources"</h2>
                <div class="sources">
                    <ul>{code.sources().into_iter().map(source).collect_view()}</ul>
                    <ul inner_html=prose.sources></ul>
                </div>
            </section>
        </main>
    }
    .into_any()
}
