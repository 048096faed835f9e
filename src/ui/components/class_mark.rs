//! The shape of a status class, so that colour never stands alone: ring, disc, diamond, square, triangle; a cross when
//! there was no response.

use leptos::prelude::*;

/// The drawing of a class (1 to 5; 0 is no response), on a field of 10 by 10.
pub const fn shape(class: u16) -> &'static str {
    match class {
        1 => r#"<circle class="line" cx="5" cy="5" r="3.6"/>"#,
        2 => r#"<circle cx="5" cy="5" r="4.5"/>"#,
        3 => r#"<path d="M5 0l5 5-5 5-5-5z"/>"#,
        4 => r#"<rect x=".8" y=".8" width="8.4" height="8.4" rx=".8"/>"#,
        5 => r#"<path d="M5 .4l5 9H0z"/>"#,
        _ => r#"<path class="line" d="M2 2l6 6M8 2l-6 6"/>"#,
    }
}

/// The name that gives an element the colours of a class: `c5`.
pub const fn hue(class: u16) -> &'static str {
    match class {
        1 => "c1",
        2 => "c2",
        3 => "c3",
        4 => "c4",
        5 => "c5",
        _ => "c0",
    }
}

/// The shape of a class, in the colours of the element around it.
#[component]
pub fn ClassMark(
    /// First digit of the code; 0 when there is none.
    class: u16,
) -> impl IntoView {
    view! { <svg class="shape" viewBox="0 0 10 10" aria-hidden="true" inner_html=shape(class)></svg> }
}
