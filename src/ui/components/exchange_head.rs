//! The head of the picture: how the run ended, in a chip and a sentence, with its numbers; while it plays, what is going on.

use leptos::prelude::*;

use super::bench::{Bench, Live, outcome_in_words};
use super::class_mark::{hue, shape};
use super::play_bar::spoken_at;
use super::popover::has_focus;
use super::request_form::focus;
use crate::exchange::{Exchange, Pause, story};
use crate::protocol::Outcome;
use crate::time::spoken;
use crate::tree::seconds;
use crate::ui::live;
use crate::ui::markup::escape;

/// The head.
#[component]
pub fn ExchangeHead(
    /// The page's signals.
    bench: Bench,
) -> impl IntoView {
    let at_end =
        Memo::new(move |_| bench.playback.read().at_end() && bench.live.get() != Live::Running);
    Effect::new(move |_| {
        // What goes with the run does not take the focus along.
        if at_end.get() && has_focus(".going") {
            focus("play".to_owned());
        }
    });
    Effect::new(move |_| {
        if at_end.get() && bench.announce.get() {
            bench.announce.set(false);
            bench
                .said
                .set(bench.exchange.with_untracked(outcome_in_words));
        }
    });
    let pause = Memo::new(move |_| {
        let until = bench.playback.read().until();
        bench.exchange.with(|exchange| exchange.pause_at(until))
    });
    let going = move || match pause.get() {
        Some(pause) => wait_words(&pause, noun(&bench.exchange.read())),
        None => (on_its_way(bench), String::new()),
    };
    let waiting = Memo::new(move |_| pause.with(Option::is_some));
    let share = move || {
        pause.with(|pause| {
            let pause = pause.as_ref()?;
            let slept = pause.length.saturating_sub(pause.left);
            Some(format!(
                "{:.3}",
                slept.as_secs_f64() / pause.length.as_secs_f64().max(0.001)
            ))
        })
    };
    let skip = move |_| {
        if !waiting.get_untracked() {
            return;
        }
        live::follow(bench, true);
        bench
            .exchange
            .with_untracked(|exchange| bench.playback.update(|playback| playback.skip(exchange)));
    };
    let cancel = move |_| bench.cancel();
    view! {
        <div class="head">
            <p class="ended" hidden=move || !at_end.get() inner_html=move || bench.exchange.with(ended)></p>
            <div class="going" hidden=move || at_end.get()>
                <p><b>{move || going().0}</b>" "{move || going().1}</p>
                <progress max="1" value=share aria-label="The wait"></progress>
                <button class="btn" type="button" aria-disabled=move || (!waiting.get()).to_string() on:click=skip>"Skip the wait"</button>
                <button class="btn" type="button" on:click=cancel>"Cancel"</button>
            </div>
            <dl class="sum" inner_html=move || sum(bench)></dl>
        </div>
        <p class="vh" role="status">{move || bench.said.get()}</p>
    }
}

/// The result in a chip, and the story.
fn ended(exchange: &Exchange) -> String {
    let (class, text, page) = match exchange.result() {
        Some(Outcome::Answered(response)) => {
            let status = response.status.as_u16();
            let known = crate::catalogue::find(status).is_some();
            (
                status / 100,
                status.to_string(),
                known.then(|| format!("codes/{status}/")),
            )
        }
        Some(Outcome::Failed(failure)) => (
            0,
            failure.name().to_owned(),
            Some(format!("decide/?got={}", failure.slug())),
        ),
        None if exchange.legs.is_empty() => {
            return "<b>Nothing has run yet.</b> Press Run, or start from a situation.".to_owned();
        }
        None => return escape(&story(exchange).1),
    };
    let (tag, href) = match page {
        Some(page) => ("a", format!(" href=\"{page}\"")),
        None => ("span", String::new()),
    };
    let solid = if class == 0 { "" } else { " data-solid" };
    format!(
        "<{tag} class=\"code {}\"{solid}{href}><svg class=\"shape\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">{}</svg>{text}</{tag}> \
         <span>{}</span>",
        hue(class),
        shape(class),
        escape(&story(exchange).1)
    )
}

/// The numbers so far.
fn sum(bench: Bench) -> String {
    let (exchange, until) = (bench.exchange.read(), bench.playback.read().until());
    let sent = exchange.legs.iter().filter(|leg| leg.sent <= until).count();
    if sent == 0 {
        return String::new();
    }
    let plural = if sent == 1 { "" } else { "s" };
    let waits_on = exchange.legs.last().is_some_and(|leg| leg.over().is_none());
    let (what, time) =
        match bench.playback.read().at_end() && waits_on && bench.live.get() != Live::Running {
            true => ("end", "no".to_owned()),
            false => (
                "in total",
                spoken_at(exchange.ended.map_or(until, |ended| ended.min(until))),
            ),
        };
    format!(
        "<div><dt>{}{plural}</dt><dd>{sent}</dd></div><div><dt>{what}</dt><dd>{time}</dd></div><div><dt>waited</dt><dd>{}</dd></div>",
        exchange.noun(),
        spoken(exchange.waited_by(until))
    )
}

fn on_its_way(bench: Bench) -> String {
    let (exchange, until) = (bench.exchange.read(), bench.playback.read().until());
    let index = exchange.leg_at(until).unwrap_or_default();
    format!("{} {} is on its way.", noun(&exchange), index + 1)
}

/// What a request is called at the start of a sentence.
fn noun(exchange: &Exchange) -> &'static str {
    match exchange.noun() {
        "attempt" => "Attempt",
        _ => "Request",
    }
}

/// `Attempt 2 in 1.4 s.` and why.
fn wait_words(pause: &Pause, noun: &str) -> (String, String) {
    let tenths = pause.left.as_millis().div_ceil(100);
    let left = if tenths < 600 {
        format!("{}.{} s", tenths / 10, tenths % 10)
    } else {
        spoken(pause.left)
    };
    let why = if pause.reason.starts_with("from Retry-After") {
        "Retry-After asked for "
    } else {
        "It backs off for "
    };
    (
        format!("{noun} {} in {left}.", pause.next),
        format!("{why}{}.", seconds(pause.length)),
    )
}
