//! The codes a code is taken for, side by side.

use leptos::prelude::*;

use super::class_mark::hue;
use super::code_chip::CodeChip;
use super::icon::Icon;
use crate::catalogue::{Code, find};
use crate::ui::markup::sentence;

/// The code among those it is confused with, in the order of their numbers.
#[component]
pub fn Confused(
    /// The code.
    code: &'static Code,
) -> impl IntoView {
    let mut codes: Vec<&'static Code> =
        code.see.iter().filter_map(|number| find(*number)).collect();
    codes.push(code);
    codes.sort_by_key(|code| code.number);
    let here = code.number;
    let card = move |code: &'static Code| {
        let this = code.number == here;
        view! {
            <li class=hue(code.number / 100) aria-current=this.then_some("true")>
                <h3><CodeChip number=code.number plain=this/>{code.phrase}</h3>
                <p inner_html=sentence(code.summary)></p>
                <p class="hint"><Icon name=code.advice.act/>{code.advice.title}</p>
            </li>
        }
    };
    (codes.len() > 1).then(|| {
        view! {
            <section aria-labelledby="h-confused">
                <h2 id="h-confused">"Confused with"</h2>
                <ul class="confused">{codes.into_iter().map(card).collect_view()}</ul>
            </section>
        }
    })
}
