//! The controls of a run's time: to the start, back, play, on, a slider, the pace.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::bench::Bench;
use super::icon::{Icon, Sign};
use crate::exchange::{Exchange, Playback, Speed};
use crate::time::{Instant, spoken};

/// The longest step between two frames: a page that slept does not jump.
const FRAME: f64 = 250.0;

/// The controls.
#[component]
pub fn PlayBar(
    /// The page's signals.
    bench: Bench,
) -> impl IntoView {
    let Bench {
        exchange, playback, ..
    } = bench;
    let playing = Memo::new(move |_| playback.read().is_playing());
    Effect::new(move |_| {
        if playing.get() {
            request_animation_frame(move || frame(bench, now()));
        }
    });
    let button = move |name: &'static str, sign: Sign, act: fn(&mut Playback, &Exchange)| {
        let press = move |_| {
            exchange.with_untracked(|exchange| playback.update(|playback| act(playback, exchange)))
        };
        view! { <button class="icon" type="button" aria-label=name title=name on:click=press><Icon name=sign/></button> }
    };
    let play = move |_| playback.update(Playback::toggle);
    let what = move || if playing.get() { "Pause" } else { "Play" };
    let sign = move || {
        if playing.get() {
            Sign::Pause.drawing()
        } else {
            Sign::Play.drawing()
        }
    };
    let time = move || spoken_at(playback.read().until());
    let in_words = move || {
        let end = if playback.read().at_end() {
            ", the end"
        } else {
            ""
        };
        format!("{}{end}", time())
    };
    let slide = move |event| {
        if let Ok(ms) = event_target_value(&event).parse() {
            // The slider counts whole milliseconds: its end is the end.
            playback.update(|playback| match playback.end() {
                end if u128::from(ms) >= end.0.as_millis() => playback.seek(end),
                _ => playback.seek(Instant::from_millis(ms)),
            });
        }
    };
    // A millisecond at a time leads nowhere: arrows go a hundredth of the run, pages from one thing that happens to the next.
    let on_key = move |event: KeyboardEvent| {
        let act: fn(&mut Playback, &Exchange) = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => |playback, exchange| playback.nudge(exchange, true),
            "ArrowLeft" | "ArrowDown" => |playback, exchange| playback.nudge(exchange, false),
            "PageUp" => Playback::step,
            "PageDown" => Playback::step_back,
            _ => return,
        };
        event.prevent_default();
        exchange.with_untracked(|exchange| playback.update(|playback| act(playback, exchange)));
    };
    let speeds = Speed::ALL.map(|speed| {
        let here = move || playback.read().speed() == speed;
        view! {
            <label>
                <input type="radio" name="pace" checked=speed == Speed::Instant prop:checked=here
                    on:change=move |_| playback.update(|playback| playback.set_speed(speed))/>
                {speed.name()}
            </label>
        }
    });
    view! {
        <div class="play">
            <div role="group" aria-label="Playback">
                {button("To the start", Sign::Start, |playback, _| playback.seek(Instant::START))}
                {button("Step back", Sign::Previous, Playback::step_back)}
                <button class="icon" id="play" type="button" aria-label=what title=what on:click=play>
                    <svg class="ico" viewBox="0 0 16 16" aria-hidden="true" inner_html=sign></svg>
                </button>
                {button("Step forward", Sign::Next, Playback::step)}
            </div>
            <input type="range" min="0" step="1" aria-label="Virtual time" aria-valuetext=in_words
                max=move || playback.read().end().0.as_millis().to_string()
                prop:value=move || playback.read().until().0.as_millis().to_string()
                on:input=slide on:keydown=on_key/>
            <span class="time wire" aria-hidden="true">{time}</span>
            <fieldset class="seg"><legend class="vh">"Pace"</legend>{speeds.into_iter().collect_view()}</fieldset>
        </div>
    }
}

/// Moves on by what has passed, and asks for the next frame.
fn frame(bench: Bench, last: f64) {
    // The page may be gone by now, and its signals with it.
    let Some(busy) = bench.busy.try_get_value() else {
        return;
    };
    let now = if busy { last } else { now() };
    if busy {
        bench.busy.set_value(false);
    } else {
        let passed = Duration::from_secs_f64((now - last).clamp(0.0, FRAME) / 1_000.0);
        bench.playback.update(|playback| playback.tick(passed));
    }
    if bench.playback.read_untracked().is_playing() {
        request_animation_frame(move || frame(bench, now));
    }
}

/// The browser's own clock, in milliseconds.
fn now() -> f64 {
    window()
        .performance()
        .map_or(0.0, |performance| performance.now())
}

/// A moment as the table and the controls write it.
pub fn spoken_at(at: Instant) -> String {
    match at.0.as_millis() {
        ms @ 0..60_000 => format!("{}.{:02} s", ms / 1_000, ms % 1_000 / 10),
        _ => spoken(at.0),
    }
}
