//! The parts of a page that live. Everything else is written once, on the host, and costs the reader no program.

/// What can live on a page. The prerenderer marks the place with `data-island`; `start` hydrates what it finds there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Island {
    /// The search in the header.
    Search,
    /// The theme switch in the header.
    Theme,
    /// The filters of the table of codes.
    Filters,
    /// What an unknown address may have meant.
    Lost,
    /// The decision tree.
    Decide,
    /// The lab.
    Lab,
}

impl Island {
    #[cfg(feature = "hydrate")]
    const ALL: [Self; 6] = [
        Self::Search,
        Self::Theme,
        Self::Filters,
        Self::Lost,
        Self::Decide,
        Self::Lab,
    ];

    /// The value of `data-island`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Theme => "theme",
            Self::Filters => "filters",
            Self::Lost => "lost",
            Self::Decide => "decide",
            Self::Lab => "lab",
        }
    }

    /// The island of a name.
    #[cfg(feature = "hydrate")]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|island| island.name() == name)
    }
}

/// Marks the place of an island around what the prerenderer draws there.
#[cfg(feature = "ssr")]
pub fn island(
    island: Island,
    view: impl leptos::prelude::IntoView + 'static,
) -> leptos::prelude::AnyView {
    use leptos::prelude::*;
    view! { <div data-island=island.name()>{view}</div> }.into_any()
}
