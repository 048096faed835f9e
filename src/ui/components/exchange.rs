//! A run as a picture, in two layouts; the style sheet shows the one that fits its place.

use std::borrow::Cow;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::Element;

use super::class_mark::{hue, shape};
use super::icon::Sign;
use crate::exchange::drawing::{Drawing, Form, Role, Shape, zoomed};
use crate::exchange::{Exchange, story};
use crate::time::{Instant, spoken};
use crate::ui::markup::escape;
use crate::ui::patch::patch;

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
        // Drawn as text at first, and of a picture under way only what is other than a frame ago: laying out and painting all
        // of it sixty times a second is more than a browser can do. What a pick changes lies apart.
        let picks = on_pick.is_some();
        let ground = Memo::new(move |_| {
            let drawn = drawn(Instant::START, picked.get());
            written(drawn.shapes.iter().filter(|shape| is_ground(shape)), picks)
        });
        let rest = Memo::new(move |_| {
            let mut shapes = drawn(until.get(), None).shapes;
            shapes.retain(|shape| !is_ground(shape));
            shapes
        });
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
        let html = written(&first, picks);
        Effect::new(move |shown: Option<Vec<Shape>>| {
            // One of the two layouts is hidden; it is drawn when it is seen.
            if !in_sight.get() {
                return shown.unwrap_or_else(|| first.clone());
            }
            let next = rest.get();
            if let Some(group) = group.get() {
                redraw(&group, shown.as_ref().unwrap_or(&first), &next, picks);
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
        written(
            drawing.shapes.iter().filter(|shape| !is_ground(shape)),
            false
        )
    )
}

/// Whether a picture is to be drawn: it is not the hidden one of the two, or both are.
fn counts(picture: &Element) -> bool {
    let seen = |element: &Element| element.get_bounding_client_rect().width() > 0.0;
    seen(picture) || !picture.parent_element().is_some_and(|place| seen(&place))
}

/// Makes the elements of a group, which are those of `shown`, those of `next`.
fn redraw(group: &Element, shown: &[Shape], next: &[Shape], picks: bool) {
    patch(
        group,
        shown,
        next,
        |shapes| written(shapes, picks),
        |node, old, new| adapt(node, old, new, picks),
    );
}

/// Makes the element of a shape that of another one, when they are of one kind.
fn adapt(node: &Element, old: &Shape, new: &Shape, picks: bool) -> bool {
    if let (
        Shape::Group { role, shapes },
        Shape::Group {
            role: to,
            shapes: next,
        },
    ) = (old, new)
    {
        let alike = role == to && shapes.iter().any(has_words) == next.iter().any(has_words);
        if alike {
            redraw(node, shapes, next, picks);
        }
        return alike;
    }
    let (Some(old), Some(new)) = (Plain::of(old), Plain::of(new)) else {
        return false;
    };
    if (old.name, old.class) != (new.name, new.class) {
        return false;
    }
    for ((name, value), (_, before)) in new.attributes.iter().zip(&old.attributes) {
        if value != before {
            let _ = node.set_attribute(name, value);
        }
    }
    if new.words != old.words {
        node.set_text_content(Some(new.words));
    }
    true
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

/// A shape that is one element without others in it.
struct Plain<'a> {
    name: &'static str,
    class: &'static str,
    attributes: Vec<(&'static str, Cow<'a, str>)>,
    words: &'a str,
}

impl<'a> Plain<'a> {
    fn of(shape: &'a Shape) -> Option<Self> {
        let of = |name, class, names: &[&'static str], values: &[f64]| {
            let values = values.iter().map(|value| round(*value).to_string().into());
            Some(Self {
                name,
                class,
                attributes: names.iter().copied().zip(values).collect(),
                words: "",
            })
        };
        match shape {
            Shape::Path { class, d } => {
                let mut path = of("path", class, &[], &[])?;
                path.attributes.push(("d", d.as_str().into()));
                Some(path)
            }
            Shape::Rect {
                class,
                at: [x, y, width, height],
                radius,
            } => of(
                "rect",
                class,
                &["x", "y", "width", "height", "rx"],
                &[*x, *y, *width, *height, *radius],
            ),
            Shape::Disc { class, at } => of("circle", class, &["cx", "cy", "r"], at),
            Shape::Text {
                class,
                at,
                anchor,
                text,
            } => {
                let mut words = of("text", class, &["x", "y"], at)?;
                words.attributes.push(("text-anchor", (*anchor).into()));
                words.words = text;
                Some(words)
            }
            Shape::Mark { .. } | Shape::Fork { .. } | Shape::Group { .. } => None,
        }
    }
}

/// Shapes as SVG text, an element each.
fn written<'a>(shapes: impl IntoIterator<Item = &'a Shape>, picks: bool) -> String {
    let mut drawn = Drawn {
        svg: String::new(),
        picks,
    };
    shapes.into_iter().for_each(|shape| drawn.shape(shape));
    drawn.svg
}

struct Drawn {
    svg: String,
    picks: bool,
}

impl Drawn {
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

    fn inner(&mut self, class: &str, [x, y]: [f64; 2], size: &str, field: &str, drawing: &str) {
        self.open("svg", class);
        self.text_of("x", &round(x).to_string());
        self.text_of("y", &round(y).to_string());
        self.text_of("width", size);
        self.text_of("height", size);
        self.text_of("viewBox", field);
        self.svg.push('>');
        self.svg.push_str(drawing);
        self.svg.push_str("</svg>");
    }

    fn shape(&mut self, drawn: &Shape) {
        match drawn {
            Shape::Mark { class, at, bare } => {
                let sign = if *bare { "ghost-s" } else { "stat-s" };
                self.inner(sign, *at, "9", "0 0 10 10", shape(*class));
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
            plain => {
                let Some(plain) = Plain::of(plain) else {
                    return;
                };
                self.open(plain.name, plain.class);
                for (name, value) in &plain.attributes {
                    self.text_of(name, value);
                }
                if plain.words.is_empty() {
                    self.svg.push_str("/>");
                    return;
                }
                self.svg.push('>');
                self.svg.push_str(&escape(plain.words));
                self.svg.push_str("</text>");
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
