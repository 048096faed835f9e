//! What can be done with the picture: zoom, save.

use leptos::prelude::*;

use super::bench::Bench;
use super::exchange_frame::View;
use super::icon::{Icon, Sign};
use crate::exchange::drawing::Zoom;
use crate::share::picture::file_name;
use crate::ui::picture::{self, Format};

/// The tools.
#[component]
pub fn PictureTools(
    /// The page's signals.
    bench: Bench,
    /// How the picture is shown.
    view: View,
) -> impl IntoView {
    let percent = move || view.percent().to_string() + " %";
    let whole = move || (view.zoom.get() == Zoom::Whole).to_string();
    let said = RwSignal::new("");
    Effect::new(move |_| {
        bench.exchange.track();
        said.set("");
    });
    let save = move |format: Format| {
        let name = bench.exchange.with_untracked(file_name);
        picture::save(view.frame, name, format, said);
    };
    view! {
        <div class="tools">
            <div role="group" aria-label="Zoom">
                <button class="icon" type="button" aria-label="Zoom out" title="Zoom out (−)" on:click=move |_| view.farther()>
                    <Icon name=Sign::Less/>
                </button>
                <span class="zoom wire" role="status">{percent}</span>
                <button class="icon" type="button" aria-label="Zoom in" title="Zoom in (+)" on:click=move |_| view.closer()>
                    <Icon name=Sign::More/>
                </button>
                <button class="btn" type="button" title="All of it in sight (0)" aria-pressed=whole on:click=move |_| view.whole()>"Fit"</button>
            </div>
            <SaveButtons said save=Callback::new(save)/>
        </div>
    }
}

/// The ways to save a picture, and how that went.
#[component]
pub fn SaveButtons(
    /// How it went.
    said: RwSignal<&'static str>,
    /// Saves it.
    save: Callback<Format>,
    /// Whether there is none.
    #[prop(optional, into)]
    none: Signal<bool>,
) -> impl IntoView {
    let button = move |format: Format, name: &'static str| {
        view! { <button class="btn" data-plain type="button" disabled=none on:click=move |_| save.run(format)>{name}</button> }
    };
    view! {
        <div role="group" aria-label="Save the picture">
            <span class="hint" role="status">{said}</span>
            {button(Format::Svg, "Save SVG")}
            {button(Format::Png, "Save PNG")}
        </div>
    }
}
