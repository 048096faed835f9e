//! What is known about a code, each fact with the place that says so.

use leptos::prelude::*;

use super::code_chip::CodeChip;
use super::source_link::SourceLink;
use crate::catalogue::{Caching, Code, Content, Field, Need, Standing, all};
use crate::protocol::Source;
use crate::ui::markup::sentence;

/// The facts of a code as a strip of terms.
#[component]
pub fn Facts(
    /// The code.
    code: &'static Code,
) -> impl IntoView {
    let (content, content_source) = content(code);
    let (caching, caching_source) = caching(code.caching);
    let (before, after) = neighbours(code.number);
    view! {
        <dl class="facts">
            <div><dt>"Defined in"</dt><dd><SourceLink source=code.spec/></dd></div>
            <div><dt>"Standing"</dt><dd>{standing(code.standing)}</dd><dd class="source"><a href=Source::Registry.url()>"IANA registry"</a></dd></div>
            <div><dt>"Fields"</dt>{fields(code.fields)}</div>
            <div><dt>"Content"</dt><dd>{content}</dd><dd class="source"><SourceLink source=content_source/></dd></div>
            <div><dt>"Cached"</dt><dd>{caching}</dd><dd class="source"><SourceLink source=caching_source/></dd></div>
            <div><dt>"Before and after"</dt><dd class="pair">{before.map(|number| view! { <CodeChip number/> })}{after.map(|number| view! { <CodeChip number/> })}</dd></div>
        </dl>
    }
}

fn standing(standing: Standing) -> String {
    match standing {
        Standing::Registered => "registered".into(),
        Standing::Temporary { until } => format!("registered until {until}"),
        Standing::Unused => "reserved, not in use".into(),
        Standing::Deprecated => "deprecated".into(),
        Standing::Obsoleted => "obsoleted".into(),
    }
}

/// Fields that are demanded alike by the same place are named together.
fn fields(fields: &'static [Field]) -> AnyView {
    if fields.is_empty() {
        return view! { <dd>"none of its own"</dd> }.into_any();
    }
    let alike = |one: &Field, other: &Field| (one.need, one.source) == (other.need, other.source);
    let group = |fields: &'static [Field]| {
        let need = match fields[0].need {
            Need::Must => "must carry ",
            Need::Should => "should carry ",
            Need::May => "may carry ",
        };
        let names: Vec<String> = fields
            .iter()
            .map(|field| format!("`{}`", field.name))
            .collect();
        view! {
            <dd inner_html=sentence(&format!("{need}{}", names.join(", ")))></dd>
            <dd class="source"><SourceLink source=fields[0].source/></dd>
        }
    };
    fields.chunk_by(alike).map(group).collect_view().into_any()
}

fn content(code: &Code) -> (&'static str, Source) {
    match code.content {
        Content::Never(source) => ("never: it ends with its fields", source),
        Content::Empty(source) => ("must be empty", source),
        Content::May(source) => ("allowed", source),
        Content::Should(source) if code.number < 300 => ("should say how it stands", source),
        Content::Should(source) if code.number < 400 => ("should say where to go on", source),
        Content::Should(source) => ("should explain the error", source),
    }
}

fn caching(caching: Caching) -> (&'static str, Source) {
    match caching {
        Caching::ByDefault(source) => ("yes, unless told not to", source),
        Caching::WhenTold(source) => ("only if told to", source),
        Caching::Never(source) => ("never", source),
    }
}

/// The codes next to one in the registry.
fn neighbours(number: u16) -> (Option<u16>, Option<u16>) {
    let numbers = || all().map(|code| code.number);
    (
        numbers().filter(|other| *other < number).max(),
        numbers().filter(|other| *other > number).min(),
    )
}
