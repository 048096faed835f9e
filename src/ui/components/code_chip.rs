//! A status code wherever it is named: shape and number.

use leptos::either::Either;
use leptos::prelude::*;

use super::class_mark::{ClassMark, hue};
use crate::protocol::Failure;

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
    let href = (!plain).then(|| format!("codes/{number}/"));
    chip(class, number.to_string(), href, solid)
}

/// No response, as a link to the tree unless `plain`.
#[component]
pub fn FailureChip(
    /// What happened.
    failure: Failure,
    /// Whether it is only named.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let href = (!plain).then(|| format!("decide/?got={}", failure.slug()));
    chip(0, failure.name().to_owned(), href, false)
}

fn chip(class: u16, text: String, href: Option<String>, solid: bool) -> impl IntoView {
    let kind = format!("code {}", hue(class));
    let solid = solid.then_some("");
    if href.is_some() {
        Either::Left(
            view! { <a class=kind href=href data-solid=solid><ClassMark class/>{text}</a> },
        )
    } else {
        Either::Right(view! { <span class=kind data-solid=solid><ClassMark class/>{text}</span> })
    }
}
