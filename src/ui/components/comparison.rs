//! Several clients against the same trouble: what the comparison shows in a sentence, their lanes on one axis, what each
//! run cost. It stands where the single run stands otherwise; who is compared is part of the address.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::bench::Bench;
use super::choice::option;
use super::class_mark::{hue, shape};
use super::gallery::{follow, href};
use super::icon::Sign;
use super::picture_tools::SaveButtons;
use super::request_form::focus;
use super::timetable::CopyButtons;
use crate::client::presets;
use crate::exchange::compare::{Comparison, End, Order, Piece, Place, Tick};
use crate::share::lab::{Lab, MAX_RIVALS};
use crate::share::sheet::sheet;
use crate::time::spoken;
use crate::ui::address::{self, Address};
use crate::ui::markup::escape;
use crate::ui::picture::{self, Format};

/// The link that begins a comparison with what is set up, or ends it.
#[component]
pub fn CompareLink(
    /// The page's signals.
    bench: Bench,
    /// The page's address.
    address: RwSignal<Address>,
) -> impl IntoView {
    let here = Memo::new(move |_| !bench.draft.read().rivals.is_empty());
    let to = move || {
        let mut lab = bench.draft.get();
        lab.rivals = if here.get() {
            Vec::new()
        } else {
            lab.usual_rivals()
        };
        href(&lab.query())
    };
    let name = move || if here.get() { "One run" } else { "Compare" };
    let go = move |event: MouseEvent| {
        follow(bench, address, &event);
    };
    view! { <a class="btn" id="compare" href=to on:click=go>{name}</a> }
}

/// The comparison.
#[component]
pub fn ComparisonView(
    /// The page's signals.
    bench: Bench,
    /// The page's address.
    address: RwSignal<Address>,
) -> impl IntoView {
    let shown = Memo::new(move |_| bench.compared());
    let order = RwSignal::new(Order::Asked);
    let options = move || {
        let mut html = String::new();
        let lab = bench.ran.read();
        if lab.rivals.is_empty() {
            return html;
        }
        for rival in presets::ALL {
            if rival.slug != lab.policy().slug && !lab.rivals.contains(rival) {
                option(&mut html, rival.slug, rival.name, "");
            }
        }
        html
    };
    let full = move || bench.ran.read().rivals.len() >= MAX_RIVALS;
    // A list that acts by itself could not be gone through with the keyboard.
    let chosen = NodeRef::<leptos::html::Select>::new();
    let add = move |_| {
        if full() {
            return;
        }
        let slug = chosen.get_untracked().map(|list| list.value());
        if let Some(rival) = presets::find(&slug.unwrap_or_default()) {
            let mut lab = bench.draft.get_untracked();
            lab.rivals.push(rival);
            address::go(address, &href(&lab.query()));
        }
    };
    let sorted = move |event| {
        let word = event_target_value(&event);
        let chosen = Order::ALL.iter().find(|order| order.1 == word);
        order.set(chosen.map_or(Order::Asked, |order| order.0));
    };
    let orders = {
        let mut html = String::new();
        for (_, word) in Order::ALL {
            option(&mut html, word, word, Order::ALL[0].1);
        }
        html
    };
    // What is taken away or left had the focus.
    let pressed = move |event: MouseEvent| {
        if let Some(away) = address::closest(event.target(), "[data-away]") {
            let mut lab = bench.draft.get_untracked();
            let name = away.get_attribute("data-away").unwrap_or_default();
            lab.rivals.retain(|rival| rival.slug != name);
            let last = lab.rivals.is_empty();
            address::go(address, &href(&lab.query()));
            focus(if last { "compare" } else { "rival" }.to_owned());
        } else if follow(bench, address, &event) {
            focus("compare".to_owned());
        }
    };
    let place = NodeRef::new();
    let said = RwSignal::new("");
    let what = Signal::derive(move || {
        shown.track();
        order.track();
    });
    Effect::new(move |_| {
        what.track();
        said.set("");
    });
    let save = move |format: Format| {
        let lab = bench.ran.get_untracked();
        let base = document().base_uri().ok().flatten().unwrap_or_default();
        let link = base + &href(&lab.query());
        let order = order.get_untracked();
        let sheet = shown.with_untracked(|shown| sheet(shown, order, &lab, &link));
        picture::save_sheet(place, sheet, format, said);
    };
    let none = Signal::derive(move || shown.with(|shown| shown.runs.is_empty()));
    let costs_as = move |markdown| {
        let order = order.get_untracked();
        shown.with_untracked(|shown| shown.copied_costs(order, markdown))
    };
    let requests_as = move |markdown| {
        let order = order.get_untracked();
        shown.with_untracked(|shown| shown.copied_requests(order, markdown))
    };
    let says = move || {
        shown.with(|shown| match shown.runs.is_empty() {
            true if bench.ran.read().rivals.is_empty() => String::new(),
            true => "Nothing has run: something in the set-up is to be mended first.".to_owned(),
            false => shown.says(),
        })
    };
    view! {
        <section class="cmp sheet" id="comparison" aria-labelledby="h-comparison" data-empty=move || none.get().then_some("") on:click=pressed>
            <div class="head">
                <h2 id="h-comparison" class="vh">"Comparison"</h2>
                <p class="says" role="status">{says}</p>
                <div class="acts">
                    <label class="vh" for="rival">"Add a client to the comparison"</label>
                    <select class="select" id="rival" node_ref=chosen disabled=full inner_html=options></select>
                    <button class="btn" type="button" aria-disabled=move || full().to_string() on:click=add>"Add"</button>
                    <label for="order">"Order by"</label>
                    <select class="select" id="order" on:change=sorted inner_html=orders></select>
                </div>
            </div>
            <div class="lanes" node_ref=place
                inner_html=move || shown.with(|shown| lanes(shown, order.get(), &bench.ran.read()))></div>
            <div class="tools">
                <SaveButtons said save=Callback::new(save) none/>
            </div>
            <h3>"What it cost"</h3>
            <div class="scroll-x" tabindex="0" role="region" aria-label="What it cost">
                <table inner_html=move || shown.with(|shown| costs(shown, order.get()))></table>
            </div>
            <CopyButtons what text=Callback::new(costs_as)/>
            <details class="alt">
                <summary>"The lanes as a table"</summary>
                <div class="scroll-x" tabindex="0" role="region" aria-label="The lanes as a table">
                    <table inner_html=move || shown.with(|shown| requests(shown, order.get()))></table>
                </div>
                <CopyButtons what text=Callback::new(requests_as)/>
            </details>
            <p class="hint">"Each client called its own fresh copy of the same simulated server, with the same seed."</p>
        </section>
    }
}

/// The set-up with one client alone; the first of the comparison is the one that is set up.
fn alone(lab: &Lab, nth: usize, name: &str) -> Lab {
    let mut alone = Lab {
        rivals: Vec::new(),
        ..lab.clone()
    };
    if let Some(client) = presets::find(name).filter(|_| nth > 0) {
        alone.client = client;
        alone.changes.clear();
    }
    alone
}

fn chip(html: &mut String, (class, text): &(u16, String), solid: bool) {
    *html += "<span class=\"code ";
    *html += hue(*class);
    *html += if solid && *class > 0 {
        "\" data-solid>"
    } else {
        "\">"
    };
    *html += "<svg class=\"shape\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">";
    *html += shape(*class);
    *html += "</svg>";
    *html += &escape(text);
    *html += "</span>";
}

/// The lanes as HTML: the axis, then each client and its lane.
fn lanes(shown: &Comparison, order: Order, lab: &Lab) -> String {
    if shown.runs.is_empty() {
        return String::new();
    }
    let (wide, narrow) = (shown.lanes(Place::Wide), shown.lanes(Place::Narrow));
    let mut html = "<div class=\"axis\" aria-hidden=\"true\">".to_owned();
    axis(&mut html, &wide.ticks, "wide");
    axis(&mut html, &narrow.ticks, "narrow");
    html += "</div><ul>";
    for nth in shown.ordered(order) {
        let run = &shown.runs[nth];
        html += "<li><div class=\"who\"><p><a href=\"";
        html += &escape(&href(&alone(lab, nth, run.name()).query()));
        html += "\">";
        html += &escape(run.name());
        html += "</a> <small>";
        html += &escape(run.version);
        html += "</small></p>";
        if nth > 0 {
            html += "<button class=\"icon away\" type=\"button\" data-away=\"";
            html += &escape(run.name());
            html += "\" aria-label=\"Take ";
            html += &escape(run.name());
            html += " away\"><svg class=\"ico\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">";
            html += Sign::Remove.drawing();
            html += "</svg></button>";
        }
        html += "<p class=\"cost\">";
        chip(&mut html, &run.result(), true);
        html += " <b>";
        html += &run.total();
        html += "</b> <span>";
        html += &run.tries();
        html += "</span></p></div>";
        let label = escape(&run.label());
        for (class, lanes) in [("wide", &wide), ("narrow", &narrow)] {
            html += &format!(
                "<svg class=\"xc lane {class}{}\" role=\"img\" aria-label=\"{label}\">",
                if lanes.rows > 1 { " tall" } else { "" }
            );
            for tick in lanes.ticks.iter().filter(|tick| !tick.cut) {
                line(&mut html, "grid", tick.at, tick.at, ["0", "100%"]);
            }
            for piece in &lanes.lanes[nth] {
                draw(&mut html, piece);
            }
            for tick in lanes.ticks.iter().filter(|tick| tick.cut) {
                at(&mut html, tick.at, CUT);
            }
            html += "</svg>";
        }
        html += "</li>";
    }
    html += "</ul>";
    if wide.ticks.iter().any(|tick| tick.cut) {
        html += "<p class=\"hint\">Two strokes: the axis is cut, because nothing happens for as long as it says there.</p>";
    }
    html
}

/// Two strokes where the axis is cut.
const CUT: &str = "<path class=\"gap\" d=\"M-4 29L2 15M0 29L6 15\"/><path class=\"cut\" d=\"M-6 29L0 15M2 29L8 15\"/>";

/// The marks of the axis, a picture for each row of their texts.
fn axis(html: &mut String, ticks: &[Tick], class: &str) {
    let rows = ticks.iter().map(|tick| tick.row).max().unwrap_or_default();
    for row in (0..=rows).rev() {
        *html += "<svg class=\"xc ";
        *html += class;
        *html += "\">";
        for tick in ticks.iter().filter(|tick| tick.row == row) {
            let anchor = if tick.at > 0.0 { "middle" } else { "start" };
            let kind = if tick.cut { "b" } else { "q" };
            *html += &format!(
                "<text class=\"{kind}\" x=\"{}%\" y=\"15\" text-anchor=\"{anchor}\">{}</text>",
                share(tick.text_at),
                tick.text
            );
        }
        *html += "</svg>";
    }
}

/// A share of the width in hundredths, to a tenth of them and a bit.
fn share(x: f64) -> f64 {
    (x * 10_000.0).round() / 100.0
}

fn line(html: &mut String, class: &str, from: f64, to: f64, y: [&str; 2]) {
    let (from, to) = (share(from), share(to));
    let [above, below] = y;
    *html += &format!(
        "<line class=\"{class}\" x1=\"{from}%\" x2=\"{to}%\" y1=\"{above}\" y2=\"{below}\"/>"
    );
}

/// Something of a fixed size, at a share of the width.
fn at(html: &mut String, x: f64, inner: &str) {
    *html += &format!(
        "<svg x=\"{}%\" overflow=\"visible\">{inner}</svg>",
        share(x)
    );
}

fn draw(html: &mut String, piece: &Piece) {
    match piece {
        Piece::Attempt { from, to, class } => {
            let class = hue(*class);
            let (x, width) = (share(*from), share(to - from));
            *html += &format!(
                "<rect class=\"bar {class}\" x=\"{x}%\" y=\"8\" width=\"{width}%\" height=\"22\"/>"
            );
            // Attempts that follow at once are told apart by when they were sent.
            line(html, "sent", *from, *from, ["8", "30"]);
        }
        Piece::Wait { from, to, length } => {
            line(html, "idle", *from, *to, ["22", "22"]);
            let middle = share(f64::midpoint(*from, *to));
            *html += &format!(
                "<text class=\"b\" x=\"{middle}%\" y=\"13\" text-anchor=\"middle\">{length}</text>"
            );
        }
        Piece::Chip {
            at: x,
            row,
            class,
            text,
            width,
        } => {
            let (left, y) = (-width / 2.0, 36 + 24 * row);
            let (kind, sign) = if *class == 0 {
                ("none", "ghost-s")
            } else {
                ("stat", "stat-s")
            };
            let inner = format!(
                "<g class=\"{}\"><rect class=\"{kind}\" x=\"{left}\" y=\"{y}\" width=\"{width}\" height=\"20\" rx=\"4\"/>\
                 <svg class=\"{sign}\" x=\"{}\" y=\"{}\" width=\"9\" height=\"9\" viewBox=\"0 0 10 10\">{}</svg>\
                 <text class=\"{kind}-t\" x=\"{}\" y=\"{}\">{}</text></g>",
                hue(*class),
                left + 7.0,
                y + 5,
                shape(*class),
                left + 20.0,
                y + 14,
                escape(text)
            );
            at(html, *x, &inner);
        }
        Piece::Ends { at: x, how } => {
            if *how == End::Badly {
                line(html, "lost", *x, 1.0, ["19", "19"]);
            }
            let sign = match how {
                End::Well => "<path class=\"cross\" d=\"M0 3V35\"/>",
                End::Badly => "<path class=\"cross\" d=\"M0 3V35M-4 3h8M-4 35h8\"/>",
                End::Never => "<path class=\"cross\" d=\"M-8 12L-1 19L-8 26\"/>",
            };
            at(html, *x, sign);
        }
    }
}

/// The numbers of each run as the inside of a table.
fn costs(shown: &Comparison, order: Order) -> String {
    if shown.runs.is_empty() {
        return String::new();
    }
    let (redirects, made) = shown.extras();
    let mut html = "<caption class=\"vh\">What each run cost</caption><thead><tr>".to_owned();
    let mut head = |name: &str| html = format!("{html}<th scope=\"col\">{name}</th>");
    head("Client");
    head("Outcome");
    head("Total time");
    head("Attempts");
    if redirects {
        head("Redirects");
    }
    head("Waited");
    head("Reached the server");
    head("Server busy");
    if let Some(of) = made {
        head(&format!("Made: {of}"));
    }
    head("In a sentence");
    html += "</tr></thead><tbody>";
    for nth in shown.ordered(order) {
        let run = &shown.runs[nth];
        html += "<tr><th scope=\"row\">";
        html += &escape(run.name());
        html += "</th><td>";
        chip(&mut html, &run.result(), true);
        let mut cell = |text: &str| html = format!("{html}</td><td>{text}");
        cell(&run.total());
        cell(&run.attempts.to_string());
        if redirects {
            cell(&run.redirects.to_string());
        }
        cell(&spoken(run.waited));
        // As many squares as there is room for.
        let squares = "<i></i>".repeat(run.reached.min(10));
        cell(&format!(
            "<span class=\"load\" aria-hidden=\"true\">{squares}</span>{}",
            run.reached
        ));
        cell(&spoken(run.busy));
        match (made, run.duplicates) {
            (None, _) => {}
            (_, 0) => cell(&run.made()),
            _ => cell(&format!("<b>{}</b>", run.made())),
        }
        cell(&escape(&run.story));
        html += "</td></tr>";
    }
    html + "</tbody>"
}

/// What the lanes say, request by request, as the inside of a table.
fn requests(shown: &Comparison, order: Order) -> String {
    if shown.runs.is_empty() {
        return String::new();
    }
    let mut html = "<caption class=\"vh\">The lanes as a table</caption><thead><tr><th scope=\"col\">Client</th>\
                    <th scope=\"col\">Sends at</th><th scope=\"col\">Gets at</th><th scope=\"col\">What</th>\
                    <th scope=\"col\">Then waits</th></tr></thead><tbody>"
        .to_owned();
    for sent in shown.sent(order) {
        html += &format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(sent.client),
            spoken(sent.at.0),
            sent.came.map(|at| spoken(at.0)).unwrap_or_default(),
            sent.what,
            sent.waits.map(spoken).unwrap_or_default()
        );
    }
    html + "</tbody>"
}
