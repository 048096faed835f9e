//! A code, or a way to get none, in the table of codes.

use leptos::prelude::*;

use super::icon::{Sign, SpeakingIcon, SpeakingPot};
use super::verdict::{act_label, failure_act};
use crate::catalogue::{Code, Standing};
use crate::protocol::Failure;

/// The tile of a code. `ui::table` finds it by its `data-tile` and tells it whether it is asked for.
pub fn code_tile(code: &'static Code) -> AnyView {
    let standing = match code.standing {
        Standing::Registered => None,
        Standing::Temporary { .. } => Some("temporary"),
        Standing::Unused => Some("unused"),
        Standing::Deprecated | Standing::Obsoleted => Some("old"),
    };
    let act = code.advice.act;
    let sign = match (code.number, code.standing) {
        (418, _) => view! { <SpeakingPot label="Not used: I’m a teapot"/> }.into_any(),
        (_, Standing::Unused) => {
            view! { <SpeakingIcon name=Sign::Nothing label="Not used"/> }.into_any()
        }
        _ => view! { <SpeakingIcon name=act label=act_label(act)/> }.into_any(),
    };
    let href = format!("codes/{}/", code.number);
    tile(
        href,
        standing,
        code.number.to_string(),
        code.number.to_string(),
        sign,
        divisible(code.phrase),
    )
}

/// The tile of a way to get no answer; it leads to the tree.
pub fn failure_tile(failure: Failure) -> AnyView {
    let act = failure_act(failure);
    let sign = view! { <SpeakingIcon name=act label=act_label(act)/> }.into_any();
    let href = format!("decide/?got={}", failure.slug());
    tile(
        href,
        None,
        failure.slug().to_owned(),
        failure.name().to_owned(),
        sign,
        failure.what().to_owned(),
    )
}

fn tile(
    href: String,
    standing: Option<&'static str>,
    id: String,
    name: String,
    sign: AnyView,
    phrase: String,
) -> AnyView {
    view! {
        <li><a class="tile" href=href data-standing=standing data-tile=id>
            <span class="n wire">{name}</span>{sign}<span class="p" inner_html=phrase></span>
        </a></li>
    }
    .into_any()
}

/// A phrase whose longest words may be divided where a tile is too narrow for them.
fn divisible(phrase: &str) -> String {
    phrase
        .replace(
            "Authoritative",
            "<span class=\"long\">Authori&shy;tative</span>",
        )
        .replace(
            "Authentication",
            "<span class=\"long\">Authen&shy;tication</span>",
        )
}
