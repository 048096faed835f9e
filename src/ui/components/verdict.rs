//! What a client does when it gets a code.

use crate::catalogue::Act;
use crate::protocol::Failure;

/// What a sign means, in a few words.
pub const fn act_label(act: Act) -> &'static str {
    match act {
        Act::CarryOn => "Carry on",
        Act::Done => "Done",
        Act::Follow => "Follow",
        Act::SignIn => "Sign in",
        Act::Fix => "Fix the request",
        Act::Wait => "Wait, then retry",
        Act::Retry => "Retry with care",
        Act::Stop => "Stop",
    }
}

/// What a client does when it gets no answer: where the address or the trust is wrong, the same request fails again.
pub const fn failure_act(failure: Failure) -> Act {
    match failure {
        Failure::NoSuchName | Failure::NotTrusted | Failure::NotHttp => Act::Stop,
        Failure::Refused | Failure::Reset | Failure::TimedOut | Failure::Truncated => Act::Retry,
    }
}

#[cfg(feature = "ssr")]
pub use card::Verdict;

#[cfg(feature = "ssr")]
mod card {
    use leptos::prelude::*;

    use crate::catalogue::Code;
    use crate::ui::components::icon::{Icon, Sign};
    use crate::ui::components::source_link::SourceLink;
    use crate::ui::demo;
    use crate::ui::markup::sentence;

    /// The advice for a code: its rules, where they come from, and the places to go on to.
    #[component]
    pub fn Verdict(
        /// The code.
        code: &'static Code,
    ) -> impl IntoView {
        let advice = &code.advice;
        let number = code.number;
        // The codes the tree is about.
        let decidable = matches!(number, 408 | 429 | 500..=599);
        let rule = |(when, then): &(&str, &str)| {
            view! { <div><dt inner_html=sentence(when)></dt><dd inner_html=sentence(then)></dd></div> }
        };
        view! {
            <section class="verdict" aria-labelledby="h-verdict">
                <h2 id="h-verdict"><Icon name=advice.act/>{advice.title}</h2>
                <dl>{advice.rules.iter().map(rule).collect_view()}</dl>
                <p class="acts">
                    {decidable.then(|| view! {
                        <a class="btn" data-main href=format!("decide/?got={number}")><Icon name=Sign::Tree/>"Decide for my request"</a>
                    })}
                    {demo::query(code).map(|query| view! { <a class="btn" href=format!("lab/?{query}")>"Open in the lab"</a> })}
                    <span class="hint"><SourceLink source=advice.source/></span>
                </p>
            </section>
        }
    }
}
