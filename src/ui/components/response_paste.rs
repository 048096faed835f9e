//! A response pasted as text fills the fields.

use leptos::prelude::*;

use super::tree_walk::TreeWalk;

/// The panel to paste into.
#[component]
pub fn ResponsePaste(
    /// The case and where it stands.
    walk: TreeWalk,
    /// Called when the case has changed for good.
    settled: Callback<()>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let _ = (walk, settled, open);
}
