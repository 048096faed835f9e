//! The signs: small drawings in the colour and size of the text around them. Drawn in place, because a reference to a
//! drawing elsewhere (`<use href="#…">`) does not resolve under `<base>`.

use leptos::prelude::*;

use crate::catalogue::Act;

/// What can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Three dots: not the answer yet.
    CarryOn,
    /// A tick.
    Done,
    /// An arrow that turns.
    Follow,
    /// A key.
    Key,
    /// A pen.
    Fix,
    /// A clock.
    Wait,
    /// An arrow that comes back.
    Retry,
    /// A barred circle.
    Stop,
    /// A dash. On tiles only, which the host draws.
    #[cfg(feature = "ssr")]
    Nothing,
    /// A magnifying glass.
    Find,
    /// Half a disc: light and dark.
    Theme,
    /// A triangle.
    Play,
    /// Two bars.
    Pause,
    /// Back to the start.
    Start,
    /// A step back.
    Previous,
    /// A step forward.
    Next,
    /// A fork: a decision.
    Tree,
    /// A chain link.
    Link,
    /// A cross: take away.
    Remove,
    /// A plus.
    More,
    /// A minus.
    Less,
    /// An arrow that turns back.
    Undo,
    /// An arrow that turns forward.
    Redo,
}

impl From<Act> for Sign {
    fn from(act: Act) -> Self {
        match act {
            Act::CarryOn => Self::CarryOn,
            Act::Done => Self::Done,
            Act::Follow => Self::Follow,
            Act::SignIn => Self::Key,
            Act::Fix => Self::Fix,
            Act::Wait => Self::Wait,
            Act::Retry => Self::Retry,
            Act::Stop => Self::Stop,
        }
    }
}

impl Sign {
    /// The drawing, on a field of 16 by 16.
    pub const fn drawing(self) -> &'static str {
        match self {
            Self::CarryOn => r#"<path class="dots" d="M3.5 8h.01M8 8h.01M12.5 8h.01"/>"#,
            Self::Done => r#"<path d="M3 8.5l3.3 3.3L13 4.8"/>"#,
            Self::Follow => {
                r#"<path d="M3 13V8.5a2.5 2.5 0 0 1 2.5-2.5H13M9.8 2.8L13 6 9.8 9.2"/>"#
            }
            Self::Key => {
                r#"<circle cx="5.2" cy="10.8" r="2.7"/><path d="M7.2 8.8L13 3M10.6 5.4l2 2"/>"#
            }
            Self::Fix => {
                r#"<path d="M3 13l.7-3L10.6 3.1a1.2 1.2 0 0 1 1.7 0l.6.6a1.2 1.2 0 0 1 0 1.7L6 12.3z"/>"#
            }
            Self::Wait => r#"<circle cx="8" cy="8" r="5.7"/><path d="M8 4.8V8l2.2 1.5"/>"#,
            Self::Retry => r#"<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.2v2.9h-2.9"/>"#,
            Self::Stop => r#"<circle cx="8" cy="8" r="5.7"/><path d="M4.2 11.8l7.6-7.6"/>"#,
            #[cfg(feature = "ssr")]
            Self::Nothing => r#"<path d="M4 8h8"/>"#,
            Self::Find => r#"<circle cx="7" cy="7" r="4.3"/><path d="M10.3 10.3L14 14"/>"#,
            Self::Theme => {
                r#"<circle cx="8" cy="8" r="5.5"/><path class="full" d="M8 2.5a5.5 5.5 0 0 1 0 11z"/>"#
            }
            Self::Play => r#"<path class="full" d="M5 3.2l7.5 4.8L5 12.8z"/>"#,
            Self::Pause => r#"<path d="M5.5 3.5v9M10.5 3.5v9"/>"#,
            Self::Start => r#"<path d="M4 3.5v9M12 3.5L6 8l6 4.5z"/>"#,
            Self::Previous => r#"<path d="M10 3.5L5.5 8l4.5 4.5"/>"#,
            Self::Next => r#"<path d="M6 3.5L10.5 8 6 12.5"/>"#,
            Self::Tree => {
                r#"<path d="M8 2.5v3M8 5.5c0 3-4.5 2-4.5 5.5v2.5M8 5.5c0 3 4.5 2 4.5 5.5v2.5"/>"#
            }
            Self::Link => {
                r#"<path d="M6.7 9.3l2.6-2.6M7.5 4.7l1.4-1.4a2.7 2.7 0 0 1 3.8 3.8l-1.4 1.4M8.5 11.3l-1.4 1.4a2.7 2.7 0 0 1-3.8-3.8l1.4-1.4"/>"#
            }
            Self::Remove => r#"<path d="M4.5 4.5l7 7M11.5 4.5l-7 7"/>"#,
            Self::More => r#"<path d="M8 3.5v9M3.5 8h9"/>"#,
            Self::Less => r#"<path d="M3.5 8h9"/>"#,
            Self::Undo => r#"<path d="M5.8 2.8L3 5.6l2.8 2.8M3 5.6h6.3a3.8 3.8 0 0 1 0 7.6H6"/>"#,
            Self::Redo => {
                r#"<path d="M10.2 2.8L13 5.6l-2.8 2.8M13 5.6H6.7a3.8 3.8 0 0 0 0 7.6H10"/>"#
            }
        }
    }
}

/// A sign beside the words it decorates.
#[component]
pub fn Icon(
    /// What is drawn.
    #[prop(into)]
    name: Sign,
) -> impl IntoView {
    view! { <svg class="ico" viewBox="0 0 16 16" aria-hidden="true" inner_html=name.drawing()></svg> }
}

/// A sign that says something on its own.
#[cfg(feature = "ssr")]
#[component]
pub fn SpeakingIcon(
    /// What is drawn.
    #[prop(into)]
    name: Sign,
    /// What it says to those who do not see it.
    label: &'static str,
) -> impl IntoView {
    view! { <svg class="ico" viewBox="0 0 16 16" role="img" aria-label=label inner_html=name.drawing()></svg> }
}

/// The teapot, on a field of 24 by 24.
#[cfg(feature = "ssr")]
const POT: &str = r#"<path d="M6 10.2h11.2v5.2a4.1 4.1 0 0 1-4.1 4.1h-3A4.1 4.1 0 0 1 6 15.4z"/><path d="M5 10.2h13.2M17.2 12.2c3.6-.4 2.2-4.2 4.3-4.6M6 12.2c-4.3-.6-4.3 4.8.6 4.8M8.6 10.2a3 3 0 0 1 6 0M11.6 6.9V6"/>"#;

/// The teapot beside the name.
#[cfg(feature = "ssr")]
#[component]
pub fn Pot() -> impl IntoView {
    view! { <svg class="ico" viewBox="0 0 24 24" aria-hidden="true" inner_html=POT></svg> }
}

/// The teapot on the tile of 418.
#[cfg(feature = "ssr")]
#[component]
pub fn SpeakingPot(
    /// What it says to those who do not see it.
    label: &'static str,
) -> impl IntoView {
    view! { <svg class="ico" viewBox="0 0 24 24" role="img" aria-label=label inner_html=POT></svg> }
}
