//! One request of a run from all sides: what was sent, what came back, why the client did what it did, what the server
//! wrote down.

use leptos::prelude::*;

use super::bench::Bench;
use super::class_mark::hue;
use super::icon::{Icon, Sign};
use super::message::Message;
use super::play_bar::spoken_at;
use crate::catalogue;
use crate::client::Decision;
use crate::exchange::{Exchange, Leg};
use crate::protocol::text::{print_request, print_response};
use crate::protocol::{Outcome, Response};
use crate::share::lab::HOST;
use crate::time::{Instant, spoken};
use crate::tree::Step;
use crate::ui::markup::escape;

/// The fields a decision looks at.
const TELLING: &[&str] = &[
    "idempotency-key",
    "retry-after",
    "location",
    "allow",
    "www-authenticate",
];

/// The inspector.
#[component]
pub fn Inspector(
    /// The page's signals.
    bench: Bench,
) -> impl IntoView {
    let shown = Memo::new(move |_| bench.inspected());
    let until = Memo::new(move |_| {
        let playback = bench.playback.read();
        if playback.at_end() {
            Instant(std::time::Duration::MAX)
        } else {
            playback.until()
        }
    });
    let count = move || bench.exchange.read().legs.len();
    let noun = move || {
        let noun = bench.exchange.read().noun();
        noun[..1].to_uppercase() + &noun[1..]
    };
    let head = move || match shown.get() {
        Some(index) => format!("{} {} of {}", noun(), index + 1, count()),
        None => "Inspector".to_owned(),
    };
    let go = move |by: isize| {
        move |_| {
            let to = shown
                .get_untracked()
                .and_then(|index| index.checked_add_signed(by));
            bench.picked.set(to.filter(|to| *to < count()));
        }
    };
    let at_first = move || shown.get().is_none_or(|index| index == 0);
    let at_last = move || shown.get().is_none_or(|index| index + 1 >= count());
    let about = move || {
        let exchange = bench.exchange.read();
        match shown
            .get()
            .and_then(|index| Some((index, exchange.legs.get(index)?)))
        {
            Some((index, leg)) => sections(&exchange, index, leg, until.get()),
            None => {
                view! { <div class="state"><p><b>"Nothing has run yet."</b>" Press Run."</p></div> }
                    .into_any()
            }
        }
    };
    let log = move || {
        bench
            .exchange
            .with(|exchange| log_html(exchange, until.get()))
    };
    view! {
        <section class="inspect sheet" id="inspect" aria-labelledby="h-inspect">
            <div class="title">
                <h2 id="h-inspect">{head}</h2>
                <span class="steps">
                    <button class="icon" type="button" aria-label="Previous" disabled=at_first on:click=go(-1)><Icon name=Sign::Previous/></button>
                    <button class="icon" type="button" aria-label="Next" disabled=at_last on:click=go(1)><Icon name=Sign::Next/></button>
                </span>
            </div>
            <div class="parts">{about}</div>
            <section class="log">
                <h3>"Server log"</h3>
                <pre class="msg" role="group" tabindex="0" aria-label="Server log" inner_html=log></pre>
            </section>
        </section>
    }
}

fn sections(exchange: &Exchange, index: usize, leg: &Leg, until: Instant) -> AnyView {
    let came = leg.came.as_ref().filter(|came| came.0 <= until);
    let back = match came {
        None if leg.came.is_none() => {
            view! { <p class="nothing"><b>"Nothing yet."</b>" This client goes on waiting."</p> }
                .into_any()
        }
        None => view! { <p class="nothing">"On its way."</p> }.into_any(),
        Some((_, Outcome::Answered(response))) => response_view(response, "Response as received"),
        Some((_, Outcome::Failed(_))) => {
            view! { <p class="nothing"><b>"Nothing. "</b>{leg.nothing()}</p> }.into_any()
        }
    };
    let after = came
        .map(|came| view! { <span class="hint">"after "{spoken(came.0.since(leg.sent))}</span> });
    let lost = leg.lost.as_ref().filter(|_| came.is_some()).map(|response| {
        view! { <section><h3>"Lost on the way"</h3>{response_view(response, "The answer nobody got")}</section> }
    });
    let unseen = (!leg.unseen.is_empty()).then(|| view! { <p class="hint">{leg.unseen}</p> });
    let why = (came.is_some() || leg.came.is_none()).then(|| {
        view! {
            <section>
                <h3>{exchange.why(index)}</h3>
                {leg.decision.as_ref().map(decision)}
                {leg.decision.as_ref().is_none_or(|decision| decision.walk.is_none())
                    .then(|| view! { <p class="because">{exchange.because(index)}</p> })}
            </section>
        }
    });
    view! {
        <section>
            <h3>"Sent at "{spoken_at(leg.sent)}</h3>
            <Message text=print_request(&leg.request, HOST) label="Request as sent" look=TELLING/>
        </section>
        <section><h3>"Came back "{after}</h3>{back}{unseen}</section>
        {lost}
        {why}
    }
    .into_any()
}

fn response_view(response: &Response, label: &'static str) -> AnyView {
    let status = response.status.as_u16();
    let phrase = catalogue::find(status).map_or("", |row| row.phrase);
    view! {
        <div class=hue(status / 100)>
            <Message text=print_response(response, phrase) label look=TELLING/>
        </div>
    }
    .into_any()
}

/// The path through the tree, and what came of it.
fn decision(decision: &Decision) -> AnyView {
    let step = |step: &Step| {
        let answer = if step.answer.yes { "yes" } else { "no" };
        view! {
            <li>
                <a href=format!("decide/{}/", step.node.slug)>{step.node.ask}</a>
                <b>{answer}{(!step.answer.because.is_empty()).then(|| view! { <span>", "{step.answer.because.clone()}</span> })}</b>
            </li>
        }
    };
    let ending = decision.walk.as_ref().and_then(|walk| walk.ending());
    let walk = decision.walk.as_ref().map(|walk| {
        view! { <ol class="walk">{walk.steps.iter().map(step).collect_view()}</ol> }
    });
    let does = match &decision.wait {
        Some(wait) if wait.formula.is_empty() => {
            view! { <p class="wait"><b>"Wait "{spoken(wait.length)}</b><span>{wait.reason.clone()}</span></p> }
        }
        .into_any(),
        Some(wait) => {
            view! { <p class="wait"><b>"Back off "{spoken(wait.length)}</b><span class="wire">{wait.formula.clone()}</span></p> }
        }
        .into_any(),
        None => view! { <p class="wait"><b>{decision.badge.clone()}</b></p> }.into_any(),
    };
    let how = ending.map(|ending| {
        view! { <p class="hint"><a href=format!("decide/{}/", ending.slug)>{ending.title}</a>": "{ending.how}</p> }
    });
    view! { {walk}{does}{how} }.into_any()
}

/// What the server wrote down by a moment.
fn log_html(exchange: &Exchange, until: Instant) -> String {
    let mut html = String::new();
    let served = exchange.legs.iter().filter_map(|leg| leg.served.as_ref());
    for served in served.filter(|served| served.arrived <= until) {
        let ms = served.arrived.0.as_millis();
        let time = format!("{}.{:02}", ms / 1_000, ms % 1_000 / 10);
        html += "<i>";
        html += &time;
        html += "</i>  <b>";
        html += &escape(&served.did.title);
        html += "</b>\n      ";
        html += &escape(&served.did.note);
        html.push('\n');
    }
    if html.is_empty() {
        html += "<i>Nothing has arrived.</i>";
    }
    html
}
