//! A status code wherever it is named: shape and number.

use leptos::either::Either;
use leptos::prelude::*;

use super::class_mark::{ClassMark, hue};

/// A code, as a link to its page unless `plain`.
#[component]
pub fn CodeChip(
    /// The code.
    number: u16,
    /// Whether it is only named: on its own page, or where there is no page.
    #[prop(optional)]
    plain: bool,
    /// Whether it is the outcome of something, and drawn full.
    #[prop(optional)]
    solid: bool,
) -> impl IntoView {
    let class = number / 100;
    let kind = format!("code {}", hue(class));
    let solid = solid.then_some("");
    if plain {
        Either::Left(view! { <span class=kind data-solid=solid><ClassMark class/>{number}</span> })
    } else {
        let href = format!("codes/{number}/");
        Either::Right(
            view! { <a class=kind href=href data-solid=solid><ClassMark class/>{number}</a> },
        )
    }
}
