//! The signs of the exchange. The table says all they say, so readers who listen are spared them.

use leptos::prelude::*;

/// Signs and their names.
const SIGNS: [(&str, &str); 5] = [
    (r#"<path d="M1 3L23 11"/>"#, "slope is latency"),
    (r#"<path d="M16 1h-6v12h6"/>"#, "wait"),
    (
        r#"<rect class="thin" x="1" y="1" width="24" height="12" rx="6"/>"#,
        "decision",
    ),
    (
        r#"<rect class="fill" x="9" y="0" width="8" height="14" rx="1.5"/>"#,
        "server at work",
    ),
    (
        r#"<path class="thin" d="M1 13L13 1M7 13L19 1M13 13L25 1"/>"#,
        "no response",
    ),
];

/// The legend.
#[component]
pub fn Legend() -> impl IntoView {
    let sign = |(drawing, name)| view! { <span><svg viewBox="0 0 26 14" inner_html=drawing></svg>{name}</span> };
    view! { <div class="legend" aria-hidden="true">{SIGNS.map(sign).into_iter().collect_view()}</div> }
}
