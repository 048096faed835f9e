//! One request of a run from all sides: what was sent, what came back, why the client did what it did, what the server
//! wrote down. What changes with each request is written as HTML: nothing in it acts but links.

use leptos::ev::MouseEvent;
use leptos::html::Div;
use leptos::prelude::*;

use super::bench::Bench;
use super::class_mark::hue;
use super::exchange::picture;
use super::icon::{Icon, Sign};
use super::message::{Look, message};
use super::play_bar::spoken_at;
use crate::catalogue;
use crate::client::{Circuit, Decision};
use crate::exchange::states::{Stand, states};
use crate::exchange::{Exchange, Leg, Shared};
use crate::protocol::text::{print_request, print_response};
use crate::protocol::{Outcome, Request, Response};
use crate::review::review;
use crate::share::lab::HOST;
use crate::time::{Instant, spoken};
use crate::tree::Verdict;
use crate::ui::address::closest;
use crate::ui::markup::{escape, sentence};
use crate::ui::patch::patch;

/// The inspector.
#[component]
pub fn Inspector(
    /// The page's signals.
    bench: Bench,
) -> impl IntoView {
    let shown = Memo::new(move |_| bench.inspected());
    let count = move || bench.exchange.read().legs.len();
    let head = move || match shown.get() {
        Some(index) if bench.exchange.read().noun() == "attempt" => {
            format!("Attempt {} of {}", index + 1, count())
        }
        Some(index) => format!("Request {} of {}", index + 1, count()),
        None => "Inspector".to_owned(),
    };
    let go = move |by: isize| {
        let to = shown
            .get_untracked()
            .and_then(|index| index.checked_add_signed(by));
        if let Some(to) = to.filter(|to| *to < count()) {
            bench.picked.set(Some(to));
        }
    };
    // They keep the focus at the ends.
    let at_first = move || shown.get().is_none_or(|index| index == 0).to_string();
    let at_last = move || {
        shown
            .get()
            .is_none_or(|index| index + 1 >= count())
            .to_string()
    };
    let pretty = RwSignal::new(true);
    // Which parts the reader unfolded, by class: the next request has them unfolded, too.
    let unfolded = StoredValue::new(Vec::<String>::new());
    let unfold = move |event: MouseEvent| {
        let part = closest(event.target(), "summary").and_then(|summary| summary.parent_element());
        let Some(part) = part else { return };
        let name = part.class_name();
        // It opens, or closes, after this.
        let opens = !part.has_attribute("open");
        unfolded.update_value(|unfolded| {
            unfolded.retain(|known| *known != name);
            if opens {
                unfolded.push(name);
            }
        });
    };
    // Between two turns of the run no frame changes a word of it.
    let turn = Memo::new(move |_| bench.exchange.with(|exchange| exchange.turn(bench.until())));
    // While it plays, a turn is drawn in one frame, told here in the next and in the log in the one after: all at once is
    // more than fits between two frames.
    let told = after_a_frame(bench, true, move || (shown.get(), turn.get()));
    let logged = after_a_frame(bench, false, move || told.get().1);
    let about = Memo::new(move |_| {
        let (exchange, (index, until)) = (bench.exchange.read(), told.get());
        let open =
            |name: &str| unfolded.with_value(|unfolded| unfolded.iter().any(|it| it == name));
        let look = Look {
            pretty: pretty.get(),
            explained: open("means"),
            rest: open("rest"),
        };
        match index.filter(|index| *index < exchange.legs.len()) {
            Some(index) => about(&exchange, index, until, look, open("course")),
            None => vec!["<div class=\"state\"><p>What a request was, what came back and why the client did what it did will stand here.</p></div>".into()],
        }
    });
    let place = NodeRef::<Div>::new();
    let first = about.get_untracked();
    let html = first.concat();
    // A section that says the same as before stays: what is read in it does not move, and it is not laid out again.
    Effect::new(move |shown: Option<Vec<String>>| {
        let next = about.get();
        if let Some(place) = place.get() {
            let shown = shown.as_ref().unwrap_or(&first);
            patch(&place, shown, &next, <[String]>::concat, |_, _, _| false);
        }
        next
    });
    let view = |name: &'static str, is_pretty: bool| {
        view! {
            <label>
                <input type="radio" name="message" checked=is_pretty prop:checked=move || pretty.get() == is_pretty
                    on:change=move |_| pretty.set(is_pretty)/>
                {name}
            </label>
        }
    };
    let log = Memo::new(move |_| log(&bench.exchange.read(), logged.get()));
    view! {
        <section class="inspect sheet" id="inspect" aria-labelledby="h-inspect">
            <div class="title">
                <h2 id="h-inspect">{head}</h2>
                <span class="steps">
                    <button class="icon" type="button" aria-label="Previous" aria-disabled=at_first on:click=move |_| go(-1)>
                        <Icon name=Sign::Previous/>
                    </button>
                    <button class="icon" type="button" aria-label="Next" aria-disabled=at_last on:click=move |_| go(1)>
                        <Icon name=Sign::Next/>
                    </button>
                </span>
            </div>
            <fieldset class="seg"><legend class="vh">"Messages"</legend>{view("Pretty", true)}{view("Raw", false)}</fieldset>
            <div class="about" on:click=unfold node_ref=place inner_html=html></div>
            <section class="log">
                <h3>"Server log"</h3>
                <pre class="msg" role="group" tabindex="0" aria-label="Server log" inner_html=move || log.get()></pre>
            </section>
        </section>
    }
}

/// A value a frame late while the run plays, and at once otherwise; `alone` keeps that frame for what shows it.
fn after_a_frame<T: Copy + PartialEq + Send + Sync + 'static>(
    bench: Bench,
    alone: bool,
    value: impl Fn() -> T + Copy + Send + Sync + 'static,
) -> RwSignal<T> {
    let late = RwSignal::new(untrack(value));
    let value = Memo::new(move |_| value());
    Effect::new(move |played: Option<bool>| {
        let next = value.get();
        let plays = bench.playback.read_untracked().is_playing();
        // The end is a turn, too.
        if plays || played == Some(true) {
            if alone {
                bench.busy.set_value(true);
            }
            // The page may be gone by then, and its signals with it.
            request_animation_frame(move || {
                let _ = late.try_set(next);
            });
        } else if late.get_untracked() != next {
            late.set(next);
        }
        plays
    });
    late
}

/// All there is to tell of a request, in sections.
fn about(
    exchange: &Exchange,
    index: usize,
    until: Instant,
    look: Look,
    course_open: bool,
) -> Vec<String> {
    let Some(leg) = exchange.legs.get(index) else {
        return Vec::new();
    };
    let came = leg.came.as_ref().filter(|came| came.0 <= until);
    let mut sections = vec![as_sent(leg, look)];
    let mut html = String::new();
    if !leg.withheld {
        came_back(&mut html, leg, came, until, look);
    }
    sections.push(std::mem::take(&mut html));
    if let (Some(lost), true) = (&leg.lost, came.is_some()) {
        html += "<section><h3>Lost on the way</h3>";
        response(&mut html, "The answer nobody got", lost, look);
        html += "</section>";
    }
    sections.push(std::mem::take(&mut html));
    if came.is_some() || leg.came.is_none() {
        html += "<section><h3>";
        html += exchange.why(index);
        html += "</h3>";
        if let Some(decision) = &leg.decision {
            decided(&mut html, decision);
        }
        if leg
            .decision
            .as_ref()
            .is_none_or(|decision| decision.walk().is_none())
        {
            note(&mut html, exchange.because(index));
        }
        if let Some(decision) = &leg.decision {
            beside(&mut html, decision, leg);
        }
        html += "</section>";
    }
    sections.push(std::mem::take(&mut html));
    if leg.over().is_some_and(|over| over <= until) {
        shared(&mut html, &leg.shared, until);
    }
    sections.push(std::mem::take(&mut html));
    if let Some((drawing, stands)) = states(exchange, until) {
        course(&mut html, &picture(&drawing), &stands, course_open);
    }
    sections.push(html);
    sections.retain(|section| !section.is_empty());
    sections
}

fn as_sent(leg: &Leg, look: Look) -> String {
    let (head, label) = if leg.withheld {
        ("Not sent at ", "Request that was not sent")
    } else {
        ("Sent at ", "Request as sent")
    };
    let mut html = String::from("<section><h3>");
    html += head;
    html += &spoken_at(leg.sent);
    html += "</h3>";
    let text = print_request(&leg.request, HOST);
    message(&mut html, label, &text, &leg.request.body, look);
    html += "</section>";
    html
}

/// What came back, or that nothing did.
fn came_back(
    html: &mut String,
    leg: &Leg,
    came: Option<&(Instant, Outcome)>,
    until: Instant,
    look: Look,
) {
    *html += "<section><h3>Came back";
    if let Some((at, _)) = came {
        *html += " <span class=\"hint\">after ";
        *html += &spoken(at.since(leg.sent));
        *html += "</span>";
    }
    *html += "</h3>";
    for (at, interim) in leg.interim.iter().filter(|interim| interim.0 <= until) {
        note(
            html,
            &format!("Before the answer, after {}", spoken(at.since(leg.sent))),
        );
        response(html, "Interim response", interim, look);
    }
    match came {
        Some((_, Outcome::Answered(answer))) => {
            response(html, "Response as received", answer, look);
            findings(html, &leg.request, answer);
        }
        _ => nothing(html, leg, came.is_some()),
    }
    if !leg.unseen.is_empty() && came.is_some() {
        note(html, leg.unseen);
    }
    *html += "</section>";
}

/// How what all calls of the client share stands after this request.
fn shared(html: &mut String, shared: &Shared, until: Instant) {
    let mut rows: Vec<(&str, String)> = Vec::new();
    if let Some((left, all)) = shared.budget {
        rows.push(("Budget for retries", format!("{left} of {all} left")));
    }
    if let Some(circuit) = shared.circuit {
        let stands = match circuit {
            Circuit::Closed => "closed: requests pass".to_owned(),
            Circuit::Open(to) if to <= until => {
                format!("open until {}; the next request tries", spoken_at(to))
            }
            Circuit::Open(to) => format!("open until {}: nothing is sent", spoken_at(to)),
            Circuit::HalfOpen => "half-open: this request tries".to_owned(),
        };
        rows.push(("Circuit breaker", stands));
    }
    if let Some(share) = shared.throttled {
        let percent = (share * 100.0).round();
        rows.push(("Throttling", format!("gives up the next with {percent} %")));
    }
    if rows.is_empty() {
        return;
    }
    *html += "<section><h3>Shared by its calls</h3><dl class=\"shared\">";
    for (what, how) in rows {
        *html += "<dt>";
        *html += what;
        *html += "</dt><dd>";
        *html += &escape(&how);
        *html += "</dd>";
    }
    *html += "</dl></section>";
}

/// What stands over a column, and what is in it.
type Column = (&'static str, fn(&Stand) -> &str);

/// The same over the run, up to the moment that is shown: as a picture and in lines.
fn course(html: &mut String, picture: &str, stands: &[Stand], open: bool) {
    *html += "<section class=\"states\"><h3>Over the run</h3>";
    *html += picture;
    *html += "<details class=\"course\"";
    *html += if open { " open" } else { "" };
    *html += "><summary>The same as a table</summary><table><thead><tr><th scope=\"col\">From</th>";
    let columns: [Column; 3] = [
        ("Budget", |stand| &stand.budget),
        ("Given up", |stand| &stand.throttled),
        ("Breaker", |stand| stand.circuit),
    ];
    let used = |column: &&Column| stands.iter().any(|it| !column.1(it).is_empty());
    for (name, _) in columns.iter().filter(used) {
        *html += "<th scope=\"col\">";
        *html += name;
        *html += "</th>";
    }
    *html += "</tr></thead><tbody>";
    for stand in stands {
        *html += "<tr><td>";
        *html += &spoken_at(stand.at);
        for (_, cell) in columns.iter().filter(used) {
            *html += "</td><td>";
            *html += cell(stand);
        }
        *html += "</td></tr>";
    }
    *html += "</tbody></table></details></section>";
}

fn response(html: &mut String, label: &str, response: &Response, look: Look) {
    let status = response.status.as_u16();
    *html += "<div class=\"";
    *html += hue(status / 100);
    *html += "\">";
    let phrase = catalogue::find(status).map_or("", |row| row.phrase);
    let text = print_response(response, phrase);
    message(html, label, &text, &response.body, look);
    *html += "</div>";
}

/// What is wrong with a response, each with where that is said.
fn findings(html: &mut String, request: &Request, response: &Response) {
    let found = review(request, response);
    if found.is_empty() {
        return;
    }
    *html += "<p class=\"hint\">Not well formed:</p><ul class=\"findings\">";
    for finding in found {
        *html += "<li>";
        *html += &sentence(&finding.what);
        let source = finding.rule.source;
        *html += &format!(
            " <a href=\"{}\">{}</a></li>",
            escape(&source.url()),
            escape(&source.label())
        );
    }
    *html += "</ul>";
}

fn nothing(html: &mut String, leg: &Leg, came: bool) {
    *html += "<p class=\"nothing\">";
    match leg.nothing().filter(|_| came) {
        Some(why) => {
            *html += "<b>Nothing.</b> ";
            *html += &why;
        }
        None if leg.dropped.is_some() => {
            *html += "<b>Nothing</b> that the client still waited for."
        }
        None if leg.came.is_none() => *html += "<b>Nothing yet.</b> This client goes on waiting.",
        None => *html += "On its way.",
    }
    *html += "</p>";
}

fn note(html: &mut String, text: &str) {
    *html += "<p class=\"hint\">";
    *html += text;
    *html += "</p>";
}

fn link(html: &mut String, slug: &str, text: &str) {
    *html += "<a href=\"decide/";
    *html += slug;
    *html += "/\">";
    *html += text;
    *html += "</a>";
}

/// The path through the tree, what the client does, and how that is done well.
fn decided(html: &mut String, decision: &Decision) {
    let walk = decision.walk();
    if let Some(walk) = &walk {
        *html += "<ol class=\"walk\">";
        for step in &walk.steps {
            *html += "<li>";
            link(html, step.node.slug, step.node.ask);
            *html += if step.answer.yes { "<b>yes" } else { "<b>no" };
            if !step.answer.because.is_empty() {
                *html += ", ";
                *html += &escape(&step.answer.because);
            }
            *html += "</b></li>";
        }
        *html += "</ol>";
    }
    *html += "<p class=\"wait\"><b>";
    match &decision.wait {
        Some(wait) => {
            let (reason, formula) = (wait.reason(), wait.formula());
            let own = reason.starts_with("back-off");
            *html += if own { "Back off " } else { "Wait " };
            *html += &spoken(wait.length);
            *html += if own {
                "</b> <span class=\"wire\">"
            } else {
                "</b> <span>"
            };
            if !own {
                *html += &escape(&reason);
                *html += if formula.is_empty() { "" } else { ", " };
            }
            *html += &escape(&formula);
            *html += "</span>";
        }
        None => {
            *html += &escape(&decision.badge.to_string());
            *html += "</b>";
        }
    }
    *html += "</p>";
    if let Some(ending) = walk.and_then(|walk| walk.ending()) {
        *html += "<p class=\"hint\">";
        link(html, ending.slug, ending.title);
        *html += ": ";
        *html += ending.how;
        *html += "</p>";
    }
}

/// What the tree says to the same, for a client that does not walk it.
fn beside(html: &mut String, decision: &Decision, leg: &Leg) {
    let Some(walk) = decision.tree() else { return };
    let Some(ending) = walk.ending() else { return };
    let differs = decision.differs();
    *html += "<p class=\"hint\">";
    *html += if differs.is_some() {
        "<b>≠ The tree would say:</b> "
    } else {
        "The tree would say: "
    };
    link(html, ending.slug, ending.title);
    *html += ". ";
    if let Some(differs) = differs {
        *html += differs;
        // Where that is said: of the code itself, or of the question that decided.
        let status = match &leg.came {
            Some((_, Outcome::Answered(response))) => catalogue::find(response.status.as_u16()),
            _ => None,
        };
        let of_code = status.filter(|_| ending.verdict == Verdict::Change);
        let decided = walk.steps.last().and_then(|step| step.node.sources.first());
        if let Some(source) = of_code.map(|row| &row.spec).or(decided) {
            *html += &format!(
                " <a href=\"{}\">{}</a>",
                escape(&source.url()),
                escape(&source.label())
            );
        }
    }
    *html += "</p>";
}

/// What the server, and a gateway before it, wrote down by a moment.
fn log(exchange: &Exchange, until: Instant) -> String {
    let mut lines = exchange.log();
    lines.retain(|line| line.0 <= until);
    if lines.is_empty() {
        return "<i>Nothing has arrived.</i>".to_owned();
    }
    let seconds = lines.last().map_or(0, |line| line.0.0.as_secs());
    let digits = seconds.to_string().len().max(2);
    let lines: Vec<String> = lines
        .into_iter()
        .map(|(at, title, note)| {
            let ms = at.0.as_millis();
            format!(
                "<i>{:>digits$}.{:02}</i>  <b>{}</b>\n{:>indent$}{}",
                ms / 1_000,
                ms % 1_000 / 10,
                escape(title),
                "",
                escape(note),
                indent = digits + 5
            )
        })
        .collect();
    lines.join("\n")
}
