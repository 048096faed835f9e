//! The head of the picture: how the run ended, in a chip and a sentence, with its numbers; while it plays, what is going on.

use leptos::prelude::*;

use super::bench::{Bench, Live, outcome_in_words};
use super::code_chip::{CodeChip, FailureChip};
use super::play_bar::spoken_at;
use crate::exchange::{Exchange, Pause, Playback, story};
use crate::protocol::Outcome;
use crate::time::spoken;
use crate::ui::live;

/// The head.
#[component]
pub fn ExchangeHead(
    /// The page's signals.
    bench: Bench,
) -> impl IntoView {
    let at_end =
        Memo::new(move |_| bench.playback.read().at_end() && bench.live.get() != Live::Running);
    Effect::new(move |_| {
        if at_end.get() && bench.announce.get() {
            bench.announce.set(false);
            bench
                .said
                .set(bench.exchange.with_untracked(outcome_in_words));
        }
    });
    let ended = move || {
        at_end.get().then(|| {
            let exchange = bench.exchange.read();
            let chip = exchange.result().map(|outcome| match outcome {
                Outcome::Answered(response) => {
                    view! { <CodeChip number=response.status.as_u16() solid=true/> }.into_any()
                }
                Outcome::Failed(failure) => view! { <FailureChip failure=*failure/> }.into_any(),
            });
            view! { <p class="ended">{chip}<span>{story(&exchange).1}</span></p> }
        })
    };
    let going = move || (!at_end.get()).then(|| going_on(bench));
    let number = move |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let sum = move || {
        let (exchange, until) = (bench.exchange.read(), bench.playback.read().until());
        let sent = exchange.legs.iter().filter(|leg| leg.sent <= until).count();
        let noun = exchange.noun();
        let noun = match (noun, sent) {
            ("attempt", 1) => "attempt",
            ("attempt", _) => "attempts",
            (_, 1) => "request",
            _ => "requests",
        };
        view! {
            {number(noun, sent.to_string())}
            {number("in total", spoken_at(until))}
            {number("waited", spoken(exchange.waited_by(until)))}
        }
    };
    view! {
        <div class="head">
            {ended}{going}
            <dl class="sum">{sum}</dl>
        </div>
        <p class="vh" role="status">{move || bench.said.get()}</p>
    }
}

/// What is going on at the moment shown: a wait with how much of it is left, or a request on its way.
fn going_on(bench: Bench) -> AnyView {
    let pause = Memo::new(move |_| {
        let until = bench.playback.read().until();
        bench.exchange.with(|exchange| exchange.pause_at(until))
    });
    let waiting = Memo::new(move |_| pause.with(Option::is_some));
    let number = move || {
        bench
            .exchange
            .with(|exchange| attempt(exchange, &bench.playback.read()))
    };
    let words = move || match pause.get() {
        Some(pause) => {
            let (when, why) = wait_words(&pause);
            view! { <p><b>{when}</b>" "{why}</p> }
        }
        .into_any(),
        None => view! { <p><b>{number}</b>" is on its way."</p> }.into_any(),
    };
    let bar = move || {
        let (done, all) = pause.with(|pause| {
            pause.as_ref().map_or((0, 1), |pause| {
                (
                    (pause.length.saturating_sub(pause.left)).as_millis(),
                    pause.length.as_millis().max(1),
                )
            })
        });
        waiting.get().then(|| {
            view! { <progress max=all.to_string() value=done.to_string() aria-label="The wait"></progress> }
        })
    };
    let skip = move |_| {
        live::follow(bench, true);
        bench
            .exchange
            .with_untracked(|exchange| bench.playback.update(|playback| playback.skip(exchange)));
    };
    let stop = move || {
        (bench.live.get() == Live::Running).then(|| {
            view! { <button class="btn" type="button" on:click=move |_| live::stop(bench)>"Cancel"</button> }
        })
    };
    view! {
        <div class="going">
            {words}
            {bar}
            <div class="acts">
                <button class="btn" type="button" disabled=move || !waiting.get() on:click=skip>"Skip the wait"</button>
                {stop}
            </div>
        </div>
    }
    .into_any()
}

fn attempt(exchange: &Exchange, playback: &Playback) -> String {
    let index = exchange.leg_at(playback.until()).unwrap_or_default();
    let noun = if exchange.noun() == "attempt" {
        "Attempt"
    } else {
        "Request"
    };
    format!("{noun} {}", index + 1)
}

/// `Attempt 2 in 1.4 s.` and why.
fn wait_words(pause: &Pause) -> (String, String) {
    let left = pause.left.as_millis().div_ceil(100);
    let left = if left < 600 {
        format!("{}.{} s", left / 10, left % 10)
    } else {
        spoken(pause.left)
    };
    let why = match pause.reason.strip_prefix("from Retry-After: ") {
        Some(_) => format!("Retry-After asked for {}.", spoken(pause.length)),
        None => format!("It backs off for {}.", spoken(pause.length)),
    };
    (format!("Attempt {} in {left}.", pause.next), why)
}
