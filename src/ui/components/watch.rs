//! A code seen at work: a careful client gets it, in a picture that plays.

use leptos::prelude::*;

use super::exchange::ExchangePicture;
use super::icon::Sign;
use super::play_bar::{keep_playing, spoken_at};
use super::timetable::Timetable;
use crate::exchange::{Exchange, Playback, simulate};
use crate::share::lab::Lab;
use crate::time::Instant;

/// The card "Watch it happen".
#[component]
pub fn Watch(
    /// The code.
    code: u16,
) -> impl IntoView {
    // The same set-up gives the same run, so the host and the browser draw the same picture.
    let exchange = Lab::of_code(code).setup().map_or_else(
        |_| Exchange::new("careful", None, 0),
        |setup| simulate(setup).exchange,
    );
    let playback = RwSignal::new(Playback::new(exchange.last()));
    keep_playing(playback);
    let count = exchange.legs.len();
    let plural = if count == 1 { "" } else { "s" };
    let numbers = format!(
        "{}, {count} {}{plural}",
        spoken_at(exchange.last()),
        exchange.noun()
    );
    let exchange = RwSignal::new(exchange);
    let until = Signal::derive(move || {
        let playback = playback.read();
        if playback.at_end() {
            Instant(std::time::Duration::MAX)
        } else {
            playback.until()
        }
    });
    let playing = Memo::new(move |_| playback.read().is_playing());
    let sign = move || {
        if playing.get() {
            Sign::Pause
        } else {
            Sign::Play
        }
        .drawing()
    };
    view! {
        <figure class="watch sheet" aria-labelledby="h-watch">
            <figcaption>
                <h2 id="h-watch">"Watch it happen"</h2>
                <span class="hint">{numbers}</span>
                <button class="btn" type="button" on:click=move |_| playback.update(Playback::toggle)>
                    <svg class="ico" viewBox="0 0 16 16" aria-hidden="true" inner_html=sign></svg>
                    {move || if playing.get() { "Pause" } else { "Play" }}
                </button>
            </figcaption>
            <ExchangePicture exchange until picked=Signal::stored(None) id="watch"/>
            <Timetable exchange/>
        </figure>
    }
}
