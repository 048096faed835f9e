//! A run as a picture, in two layouts; the style sheet shows the one that fits its place.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::Element;

use super::class_mark::{hue, shape};
use super::icon::Sign;
use crate::exchange::drawing::{Drawing, Form, Role, Shape, zoomed};
use crate::exchange::patch::{Change, changes};
use crate::exchange::{Exchange, story};
use crate::time::{Instant, spoken};
use crate::ui::markup::escape;

/// The picture of a run.
#[component]
pub fn ExchangePicture(
    /// The run.
    #[prop(into)]
    exchange: Signal<Exchange>,
    /// The moment at which it is shown.
    #[prop(into)]
    until: Signal<Instant>,
    /// The request in the inspector, if there is one.
    #[prop(into)]
    picked: Signal<Option<usize>>,
    /// Called with the request that is to be inspected; without it, requests are no buttons.
    #[prop(optional)]
    on_pick: Option<Callback<usize>>,
    /// How many times as high as its labels need it is drawn, on a wide and on a narrow place.
    #[prop(optional, into)]
    scales: Option<Signal<[f64; 2]>>,
    /// Tells the pictures of a page apart.
    id: &'static str,
) -> impl IntoView {
    let layout = move |form: Form, class: &'static str| {
        let scale = move || {
            let scales = scales.map_or([1.0, 1.0], |scales| scales.get());
            scales[usize::from(form == Form::Narrow)]
        };
        let drawn = move |until: Instant, picked: Option<usize>| {
            exchange.with(|exchange| zoomed(exchange, form, until, picked, scale()))
        };
        // Drawn as text, and of a picture under way only what is another text than a frame ago: laying out and painting all
        // of it sixty times a second is more than a browser can do. What a pick changes lies apart.
        let ground = Memo::new(move |_| {
            Drawn::ground(&drawn(Instant::START, picked.get()), on_pick.is_some())
        });
        let rest = Memo::new(move |_| Drawn::rest(&drawn(until.get(), None), on_pick.is_some()));
        let field = Memo::new(move |_| {
            let drawn = drawn(Instant::START, None);
            format!("0 0 {} {}", round(drawn.width), round(drawn.height))
        });
        let group = NodeRef::<leptos::svg::G>::new();
        let in_sight = RwSignal::new(true);
        // Which of the two is seen depends on the room alone.
        Effect::new(move |_| {
            let look = move || {
                let picture = group
                    .get_untracked()
                    .and_then(|group| group.parent_element());
                in_sight.set(picture.is_some_and(|picture| counts(&picture)));
            };
            look();
            let resized = window_event_listener(leptos::ev::resize, move |_| look());
            on_cleanup(move || resized.remove());
        });
        let first = rest.get_untracked();
        let html = first.concat();
        Effect::new(move |shown: Option<Vec<String>>| {
            // One of the two layouts is hidden; it is drawn when it is seen.
            if !in_sight.get() {
                return shown.unwrap_or_else(|| first.clone());
            }
            let next = rest.get();
            if let Some(group) = group.get() {
                patch(&group, shown.as_ref().unwrap_or(&first), &next);
            }
            next
        });
        let ids = format!("{id}-{class}-t {id}-{class}-d");
        view! {
            <svg class=format!("xc {class}") viewBox=move || field.get() role="group" aria-labelledby=ids>
                <title id=format!("{id}-{class}-t")>{move || exchange.with(title)}</title>
                <desc id=format!("{id}-{class}-d")>{move || exchange.with(description)}</desc>
                <g inner_html=move || ground.get()></g>
                <g node_ref=group inner_html=html></g>
            </svg>
        }
    };
    let pick = move |index: Option<usize>| {
        // What was not sent yet has nothing to show.
        let sent = |index: &usize| {
            let leg =
                exchange.with_untracked(|exchange| exchange.legs.get(*index).map(|leg| leg.sent));
            leg.is_some_and(|sent| sent <= until.get_untracked())
        };
        let index = index.filter(sent);
        if let (Some(on_pick), Some(index)) = (on_pick, index) {
            on_pick.run(index);
        }
        index.is_some()
    };
    view! {
        <div class="exchange"
            on:click=move |event: MouseEvent| { pick(attempt_of(event.target())); }
            on:keydown=move |event: KeyboardEvent| {
                if matches!(event.key().as_str(), "Enter" | " ") && !event.ctrl_key() && !event.meta_key()
                    && pick(attempt_of(event.target()))
                {
                    event.prevent_default();
                }
            }>
            {layout(Form::Wide, "wide")}
            {layout(Form::Narrow, "narrow")}
        </div>
    }
}

/// A small picture that stands for itself; what it says has to stand beside it.
pub fn picture(drawing: &Drawing) -> String {
    drawn(drawing, "xc")
}

/// The same of these classes.
pub fn drawn(drawing: &Drawing, class: &str) -> String {
    let (width, height) = (round(drawing.width), round(drawing.height));
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\">{}</svg>",
        Drawn::rest(drawing, false).concat()
    )
}

/// Whether a picture is to be drawn: it is not the hidden one of the two, or both are.
fn counts(picture: &Element) -> bool {
    let seen = |element: &Element| element.get_bounding_client_rect().width() > 0.0;
    seen(picture) || !picture.parent_element().is_some_and(|place| seen(&place))
}

/// Makes the elements of a group, which are those of `shown`, those of `next`. What is the same stays as it is.
fn patch(group: &Element, shown: &[String], next: &[String]) {
    let nodes = group.child_nodes();
    let node = |place: usize| -> Option<Element> {
        nodes.item(u32::try_from(place).ok()?)?.dyn_into().ok()
    };
    let changes = changes(shown, next);
    // Another run, or nearly: at once is quicker than one by one.
    if 2 * changes.len() > next.len() || usize::try_from(nodes.length()) != Ok(shown.len()) {
        group.set_inner_html(&next.concat());
        return;
    }
    for change in changes {
        match change {
            Change::Put(at, element) => {
                if let Some(node) = node(at) {
                    node.set_outer_html(element);
                }
            }
            Change::Insert(at, element) => {
                let _ = match node(at) {
                    Some(node) => node.insert_adjacent_html("beforebegin", element),
                    None => group.insert_adjacent_html("beforeend", element),
                };
            }
            Change::Remove(at) => {
                if let Some(node) = node(at) {
                    node.remove();
                }
            }
        }
    }
}

/// The request an element of the picture belongs to.
pub fn attempt_of(target: Option<web_sys::EventTarget>) -> Option<usize> {
    let element = target?.dyn_into::<Element>().ok()?;
    let group = element.closest("[data-attempt]").ok()??;
    group.get_attribute("data-attempt")?.parse().ok()
}

fn title(exchange: &Exchange) -> String {
    let what = exchange
        .legs
        .first()
        .map(|leg| leg.label())
        .unwrap_or_default();
    let count = exchange.legs.len();
    let plural = if count == 1 { "" } else { "s" };
    format!("Exchange: {what}, {count} {}{plural}", exchange.noun())
}

fn description(exchange: &Exchange) -> String {
    format!(
        "Time runs down from 0 to {}. {} The table below the drawing has the same content.",
        spoken(exchange.last().0),
        story(exchange).1
    )
}

/// Shapes as SVG text.
struct Drawn {
    svg: String,
    picks: bool,
    /// What the sign on a label is drawn as: labels of answers that got lost are hollow.
    sign: &'static str,
}

impl Drawn {
    /// The network, and the field of the request in the inspector.
    fn ground(drawing: &Drawing, picks: bool) -> String {
        Self::of(
            drawing.shapes.iter().filter(|shape| is_ground(shape)),
            picks,
        )
    }

    /// Everything else, an element each.
    fn rest(drawing: &Drawing, picks: bool) -> Vec<String> {
        let mut drawn = Self::new(picks);
        let shapes = drawing.shapes.iter().filter(|shape| !is_ground(shape));
        let elements = shapes.map(|shape| {
            drawn.shape(shape);
            std::mem::take(&mut drawn.svg)
        });
        elements.filter(|element| !element.is_empty()).collect()
    }

    fn of<'a>(shapes: impl Iterator<Item = &'a Shape>, picks: bool) -> String {
        let mut drawn = Self::new(picks);
        shapes.for_each(|shape| drawn.shape(shape));
        drawn.svg
    }

    const fn new(picks: bool) -> Self {
        Self {
            svg: String::new(),
            picks,
            sign: "",
        }
    }

    fn open(&mut self, name: &str, class: &str) {
        self.svg.push('<');
        self.svg.push_str(name);
        self.text_of("class", class);
    }

    fn text_of(&mut self, name: &str, value: &str) {
        self.svg.push(' ');
        self.svg.push_str(name);
        self.svg.push_str("=\"");
        self.svg.push_str(value);
        self.svg.push('"');
    }

    fn numbers(&mut self, names: &[&str], values: &[f64]) {
        for (name, value) in names.iter().zip(values) {
            self.text_of(name, &round(*value).to_string());
        }
    }

    fn inner(&mut self, class: &str, at: [f64; 2], size: &str, field: &str, drawing: &str) {
        self.open("svg", class);
        self.numbers(&["x", "y"], &at);
        self.text_of("width", size);
        self.text_of("height", size);
        self.text_of("viewBox", field);
        self.svg.push('>');
        self.svg.push_str(drawing);
        self.svg.push_str("</svg>");
    }

    fn shape(&mut self, drawn: &Shape) {
        match drawn {
            Shape::Path { class, d } => {
                self.open("path", class);
                self.text_of("d", d);
                self.svg.push_str("/>");
            }
            Shape::Rect { class, at, radius } => {
                self.sign = if *class == "ghost" {
                    "ghost-s"
                } else {
                    "stat-s"
                };
                self.open("rect", class);
                self.numbers(&["x", "y", "width", "height"], at);
                self.numbers(&["rx"], &[*radius]);
                self.svg.push_str("/>");
            }
            Shape::Disc { class, at } => {
                self.open("circle", class);
                self.numbers(&["cx", "cy", "r"], at);
                self.svg.push_str("/>");
            }
            Shape::Text {
                class,
                at,
                anchor,
                text,
            } => {
                self.open("text", class);
                self.numbers(&["x", "y"], at);
                self.text_of("text-anchor", anchor);
                self.svg.push('>');
                self.svg.push_str(&escape(text));
                self.svg.push_str("</text>");
            }
            Shape::Mark { class, at } => {
                self.inner(self.sign, *at, "9", "0 0 10 10", shape(*class));
            }
            Shape::Bare { class, at } => {
                self.inner("ghost-s", *at, "9", "0 0 10 10", shape(*class));
            }
            Shape::Fork { at } => self.inner("dec-s", *at, "14", "0 0 16 16", Sign::Tree.drawing()),
            Shape::Group {
                role: Role::Area(_),
                ..
            } if !self.picks => {}
            Shape::Group { role, shapes } => {
                let end = self.begin(*role, shapes);
                shapes.iter().for_each(|shape| self.shape(shape));
                self.svg.push_str(end);
            }
        }
    }

    /// Opens a group; what closes it.
    fn begin(&mut self, role: Role, shapes: &[Shape]) -> &'static str {
        match role {
            Role::Class(class) => self.open("g", hue(class)),
            Role::Attempt(index) if self.picks => {
                self.open("g", "try");
                self.text_of("data-attempt", &index.to_string());
                self.text_of("role", "button");
                // Its own words name it, where there is room for any.
                if !shapes.iter().any(has_words) {
                    let name = ["Attempt ", &(index + 1).to_string()].concat();
                    self.text_of("aria-label", &name);
                }
                self.text_of("tabindex", "0");
            }
            Role::Attempt(_) => self.open("g", "try"),
            Role::Area(index) | Role::Labels(index) => {
                self.open("g", "area");
                self.text_of("data-attempt", &index.to_string());
            }
            // Where attempts are buttons, the inspector has the way to the tree.
            Role::Decision(Some(slug)) if !self.picks => {
                self.open("a", "decision");
                self.text_of("href", &format!("decide/{slug}/"));
                self.svg.push('>');
                return "</a>";
            }
            Role::Decision(_) => self.open("g", "decision"),
        }
        self.svg.push('>');
        "</g>"
    }
}

fn has_words(shape: &Shape) -> bool {
    match shape {
        Shape::Text { .. } => true,
        Shape::Group { shapes, .. } => shapes.iter().any(has_words),
        _ => false,
    }
}

fn is_ground(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::Rect {
            class: "net" | "pick",
            ..
        } | Shape::Group {
            role: Role::Area(_),
            ..
        }
    )
}

/// To a tenth of a pixel: shorter, and the same digits everywhere.
fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}
