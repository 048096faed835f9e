//! The picture of a run in its frame: as high as the reader likes, the moment that is shown in sight.

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;

use super::bench::Bench;
use super::exchange::{ExchangePicture, attempt_of};
use super::lane_heads::LaneHeads;
use super::popover::focus;
use crate::exchange::drawing::{Form, Zoom, depth, zoomed};
use crate::time::Instant;

/// A picture that is higher than this, in pixels, scrolls in its frame.
const LONG: f64 = 1_250.0;
/// How far the moment moves down a picture before it is looked for again, in pixels of the drawing.
const STRIDE: f64 = 16.0;
/// How high a picture may be that is to be in sight, where nobody measured.
const ROOM: f64 = 600.0;

/// How the picture is shown.
#[derive(Clone, Copy)]
pub struct View {
    /// How high it is.
    pub zoom: RwSignal<Zoom>,
    /// How many times as high as its labels need, on a wide and on a narrow place.
    pub scales: Memo<[f64; 2]>,
    /// The room there is for it, in pixels of the drawing.
    room: RwSignal<f64>,
    /// Whether the narrow layout was seen when it was last measured.
    narrow: RwSignal<bool>,
    /// Where it stands.
    pub frame: NodeRef<Div>,
}

impl View {
    /// As high as its labels need.
    pub fn new(bench: Bench) -> Self {
        let (zoom, room) = (RwSignal::new(Zoom::NATURAL), RwSignal::new(ROOM));
        let scales = Memo::new(move |_| {
            let (zoom, room) = (zoom.get(), room.get());
            let scale = |exchange: &_, form| zoom.scale(exchange, form, room);
            let exchange = bench.exchange.read();
            [scale(&exchange, Form::Wide), scale(&exchange, Form::Narrow)]
        });
        Self {
            zoom,
            scales,
            room,
            narrow: RwSignal::new(false),
            frame: NodeRef::new(),
        }
    }

    /// What is shown of the two layouts, and how many pixels of the page are one of the drawing.
    fn on_screen(&self) -> (Form, f64) {
        let width = |class: &str| {
            let frame = self.frame.get_untracked()?;
            let picture = frame.query_selector(class).ok()??;
            Some(picture.get_bounding_client_rect().width()).filter(|width| *width > 0.0)
        };
        match (width("svg.wide"), width("svg.narrow")) {
            (None, Some(width)) => (Form::Narrow, width / Form::Narrow.width()),
            (width, _) => (
                Form::Wide,
                width.map_or(1.0, |width| width / Form::Wide.width()),
            ),
        }
    }

    /// How high it is just now.
    fn scale(&self) -> f64 {
        let [wide, narrow] = self.scales.get_untracked();
        if self.on_screen().0 == Form::Wide {
            wide
        } else {
            narrow
        }
    }

    /// How high it is, in percent of what its labels need.
    pub fn percent(&self) -> f64 {
        let [wide, narrow] = self.scales.get();
        let scale = if self.narrow.get() { narrow } else { wide };
        (scale * 100.0).round()
    }

    /// A step closer.
    pub fn closer(self) {
        if let Some(zoom) = Zoom::closer(self.scale()) {
            self.zoom.set(zoom);
        }
    }

    /// A step back.
    pub fn farther(self) {
        if let Some(zoom) = Zoom::farther(self.scale()) {
            self.zoom.set(zoom);
        }
    }

    /// All of it in sight.
    pub fn whole(self) {
        let window = window().inner_height().ok().and_then(|it| it.as_f64());
        let room = window.map_or(ROOM, |height| (height * 0.72).max(360.0));
        let (form, unit) = self.on_screen();
        self.narrow.set(form == Form::Narrow);
        self.room.set(room / unit);
        self.zoom.set(Zoom::Whole);
    }
}

/// The picture in its frame.
#[component]
pub fn ExchangeFrame(
    /// The page's signals.
    bench: Bench,
    /// How it is shown.
    view: View,
    /// The request in the inspector.
    picked: Memo<Option<usize>>,
    /// Called with the request that is to be inspected.
    on_pick: Callback<usize>,
) -> impl IntoView {
    let until = Signal::derive(move || bench.until());
    let long = Memo::new(move |_| {
        let scales = view.scales.get();
        let exchange = bench.exchange.read();
        [Form::Wide, Form::Narrow]
            .iter()
            .zip(scales)
            .any(|(form, scale)| {
                zoomed(&exchange, *form, Instant::START, None, scale).height > LONG
            })
    });
    // While it plays the moment, otherwise what the reader picks, stays in sight.
    let told = Memo::new(move |_| {
        let playback = bench.playback.read();
        match bench.picked.get() {
            Some(index) => Some(bench.exchange.read().legs.get(index)?.sent),
            None => Some(playback.until()).filter(|_| !playback.at_end()),
        }
    });
    Effect::new(move |looked: Option<f64>| {
        let looked = looked.unwrap_or_default();
        let Some(at) = told.get().filter(|_| long.get_untracked()) else {
            return looked;
        };
        let depth = |form, scale| {
            bench
                .exchange
                .with_untracked(|exchange| depth(exchange, form, at, scale))
        };
        // To look where things are makes the browser lay them out, which is not done for every frame.
        let natural = depth(Form::Wide, 1.0);
        if bench.picked.read_untracked().is_none() && (natural - looked).abs() < STRIDE {
            return looked;
        }
        let (form, unit) = view.on_screen();
        let y = depth(form, view.scale()) * unit;
        if let Some(frame) = view.frame.get_untracked() {
            let (top, height) = (
                f64::from(frame.scroll_top()),
                f64::from(frame.client_height()),
            );
            if y < top + 64.0 || y > top + height - 60.0 {
                frame.set_scroll_top((y - height * 0.4).max(0.0) as i32);
            }
        }
        natural
    });
    let on_key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "+" | "=" => view.closer(),
            "-" => view.farther(),
            "0" => view.whole(),
            _ => return,
        }
        event.prevent_default();
        // Drawn anew, it still has the focus.
        if let Some(attempt) = attempt_of(event.target()) {
            request_animation_frame(move || {
                for form in ["wide", "narrow"] {
                    let attempt = attempt.to_string();
                    focus(&["#pic .", form, " .try[data-attempt=\"", &attempt, "\"]"].concat());
                }
            });
        }
    };
    view! {
        <div class="pic" id="pic" tabindex="0" role="group" aria-label="Picture of the exchange. Plus and minus zoom, 0 shows all of it."
            data-long=move || long.get().then_some("") node_ref=view.frame on:keydown=on_key>
            <LaneHeads exchange=bench.exchange/>
            <ExchangePicture exchange=bench.exchange until picked on_pick scales=view.scales id="x"/>
        </div>
    }
}
