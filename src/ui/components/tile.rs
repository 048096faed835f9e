//! A code, or a way to get none, in the table of codes.

use leptos::prelude::*;

use super::icon::{Icon, Pot, Sign};
use super::verdict::act_label;
use crate::catalogue::{Act, Code, Standing};
use crate::protocol::Failure;

/// The tile of a code. `matched` is nothing while nothing is asked.
pub fn code_tile(
    code: &'static Code,
    matched: impl Fn() -> Option<bool> + Send + Sync + 'static,
) -> AnyView {
    let standing = match code.standing {
        Standing::Registered => None,
        Standing::Temporary { .. } => Some("temporary"),
        Standing::Unused => Some("unused"),
        Standing::Deprecated | Standing::Obsoleted => Some("old"),
    };
    let act = code.advice.act;
    let sign = match (code.number, code.standing) {
        (418, _) => view! { <Pot label="Not used: I’m a teapot"/> }.into_any(),
        (_, Standing::Unused) => view! { <Icon name=Sign::Nothing label="Not used"/> }.into_any(),
        _ => view! { <Icon name=act label=act_label(act)/> }.into_any(),
    };
    let href = format!("codes/{}/", code.number);
    tile(
        href,
        standing,
        matched,
        code.number.to_string(),
        sign,
        divisible(code.phrase),
    )
}

/// The tile of a way to get no answer; it leads to the tree.
pub fn failure_tile(
    failure: Failure,
    matched: impl Fn() -> Option<bool> + Send + Sync + 'static,
) -> AnyView {
    let act = failure_act(failure);
    let sign = view! { <Icon name=act label=act_label(act)/> }.into_any();
    let href = format!("decide/?got={}", failure.slug());
    tile(
        href,
        None,
        matched,
        failure.name().to_owned(),
        sign,
        failure.what().to_owned(),
    )
}

/// What a client does when it gets no answer: where the address or the trust is wrong, the same request fails again.
pub const fn failure_act(failure: Failure) -> Act {
    match failure {
        Failure::NoSuchName | Failure::NotTrusted | Failure::NotHttp => Act::Stop,
        Failure::Refused | Failure::Reset | Failure::TimedOut | Failure::Truncated => Act::Retry,
    }
}

fn tile(
    href: String,
    standing: Option<&'static str>,
    matched: impl Fn() -> Option<bool> + Send + Sync + 'static,
    name: String,
    sign: AnyView,
    phrase: String,
) -> AnyView {
    // Erased, so that the many tiles are one type to the program.
    let matched: Signal<Option<bool>> = Signal::derive(matched);
    view! {
        <li><a class="tile" href=href data-standing=standing
            data-match=move || matched.get().map(|yes| if yes { "yes" } else { "no" })>
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
