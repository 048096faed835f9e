//! Where a fact can be checked.

use leptos::prelude::*;

use crate::protocol::Source;

/// A source as a link: `RFC 9110 §15.6.4`.
#[component]
pub fn SourceLink(
    /// The source.
    source: Source,
) -> impl IntoView {
    view! { <a href=source.url()>{source.label()}</a> }
}
