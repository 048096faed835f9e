//! Saving a picture as the page shows it: how each thing looks is asked of the browser, so that what is saved has the
//! colours of the theme on screen. Drawn on a canvas thing by thing, because a policy without `img-src blob:` lets no page
//! load a picture it made.

use leptos::html::Div;
use leptos::prelude::*;

use crate::share::sheet::Sheet;

/// What a picture is saved as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines and words.
    Svg,
    /// Pixels, two for each of the page.
    Png,
}

/// On the host there is nobody to save anything for.
#[cfg(not(target_arch = "wasm32"))]
pub fn save(_: NodeRef<Div>, _: String, _: Format, _: RwSignal<&'static str>) {}

/// On the host there is nobody to save anything for.
#[cfg(not(target_arch = "wasm32"))]
pub fn save_sheet(_: NodeRef<Div>, _: Sheet, _: Format, _: RwSignal<&'static str>) {}

/// Saves what a frame shows under a name, and says whether that worked.
#[cfg(target_arch = "wasm32")]
pub fn save(frame: NodeRef<Div>, name: String, format: Format, said: RwSignal<&'static str>) {
    let frame = frame.get_untracked();
    if frame
        .and_then(|frame| browser::save(&frame, name, format, said))
        .is_none()
    {
        said.set(browser::FAILED);
    }
}

/// Saves a picture that is on no page, with the looks it would have at this place.
#[cfg(target_arch = "wasm32")]
pub fn save_sheet(place: NodeRef<Div>, sheet: Sheet, format: Format, said: RwSignal<&'static str>) {
    let place = place.get_untracked();
    if place
        .and_then(|place| browser::save_sheet(&place, sheet, format, said))
        .is_none()
    {
        said.set(browser::FAILED);
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::Array;
    use leptos::prelude::*;
    use leptos::wasm_bindgen::prelude::Closure;
    use leptos::wasm_bindgen::{JsCast, JsValue};
    use web_sys::{
        Blob, CanvasRenderingContext2d, CssStyleDeclaration, Element, HtmlCanvasElement,
        HtmlElement, Path2d,
    };

    use super::Format;
    use crate::share::picture::{Form, MARGIN, Mark, Picture, hex};
    use crate::share::sheet::Sheet;
    use crate::ui::components::exchange::drawn;
    use crate::ui::file;

    pub const FAILED: &str = "Not saved: this browser cannot draw it";
    /// The most pixels a canvas has in a direction, and in all: those of Safari on a phone, the fewest.
    const MOST: f64 = 16_000.0;
    const AREA: f64 = 16_777_216.0;

    pub fn save(
        frame: &Element,
        name: String,
        format: Format,
        said: RwSignal<&'static str>,
    ) -> Option<()> {
        let pictures = frame.query_selector_all("svg.xc").ok()?;
        let shown = (0..pictures.length())
            .filter_map(|nth| pictures.item(nth)?.dyn_into::<Element>().ok())
            .find(|picture| picture.get_bounding_client_rect().width() > 0.0)?;
        let picture = Eye::new()?.picture(&shown)?;
        hand_over(&picture, name, format, said)
    }

    pub fn save_sheet(
        place: &Element,
        sheet: Sheet,
        format: Format,
        said: RwSignal<&'static str>,
    ) -> Option<()> {
        // Put there and taken away again before anything is painted.
        let drawn = drawn(&sheet.drawing, "xc lane");
        place.insert_adjacent_html("beforeend", &drawn).ok()?;
        let drawn = place.last_element_child()?;
        let picture = Eye::new().and_then(|mut eye| eye.picture(&drawn));
        drawn.remove();
        let picture = Picture {
            title: sheet.title,
            words: sheet.words,
            ..picture?
        };
        hand_over(&picture, sheet.name, format, said)
    }

    fn hand_over(
        picture: &Picture,
        name: String,
        format: Format,
        said: RwSignal<&'static str>,
    ) -> Option<()> {
        match format {
            Format::Svg => {
                file::save_text(&picture.svg(), "image/svg+xml", &(name + ".svg"))?;
                said.set("Saved");
            }
            Format::Png => {
                let done = Closure::once_into_js(move |blob: JsValue| {
                    let blob = blob.dyn_into::<Blob>().ok();
                    let saved = blob.and_then(|blob| file::save(&blob, &(name + ".png")));
                    said.set(saved.map_or(FAILED, |()| "Saved"));
                });
                paint(picture)?.to_blob(done.unchecked_ref()).ok()?;
            }
        }
        Some(())
    }

    /// Sees how things look.
    struct Eye {
        /// An element to ask what a colour is in sRGB.
        probe: HtmlElement,
        known: Vec<(String, String)>,
    }

    impl Drop for Eye {
        fn drop(&mut self) {
            self.probe.remove();
        }
    }

    impl Eye {
        fn new() -> Option<Self> {
            let probe: HtmlElement = document().create_element("i").ok()?.dyn_into().ok()?;
            probe.set_hidden(true);
            document().body()?.append_child(&probe).ok()?;
            Some(Self {
                probe,
                known: Vec::new(),
            })
        }

        fn picture(&mut self, svg: &Element) -> Option<Picture> {
            let field = numbers(&svg.get_attribute("viewBox")?);
            let words = |tag: &str| {
                let element = svg.query_selector(tag).ok().flatten();
                element
                    .and_then(|element| element.text_content())
                    .unwrap_or_default()
            };
            let sheet = svg.closest(".sheet").ok()?;
            let ground = look(&sheet?)?.get_property_value("background-color").ok()?;
            let mut picture = Picture {
                width: *field.get(2)?,
                height: *field.get(3)?,
                title: words("title"),
                words: words("desc"),
                ground: self.colour(&ground),
                marks: Vec::new(),
            };
            self.walk(svg, (0.0, 0.0, 1.0), &mut picture.marks);
            Some(picture)
        }

        fn walk(&mut self, parent: &Element, moved: (f64, f64, f64), marks: &mut Vec<Mark>) {
            let children = parent.children();
            for nth in 0..children.length() {
                let Some(child) = children.item(nth) else {
                    continue;
                };
                let number = |name: &str| -> f64 {
                    let value = child.get_attribute(name).unwrap_or_default();
                    value.parse().unwrap_or_default()
                };
                let form = match child.tag_name().as_str() {
                    "g" | "a" => {
                        self.walk(&child, moved, marks);
                        continue;
                    }
                    "svg" => {
                        let field = numbers(&child.get_attribute("viewBox").unwrap_or_default());
                        let scale = number("width") / field.get(2).copied().unwrap_or(1.0);
                        let (x, y, all) = moved;
                        let inner = (x + number("x") * all, y + number("y") * all, scale * all);
                        self.walk(&child, inner, marks);
                        continue;
                    }
                    "path" => Form::Path(child.get_attribute("d").unwrap_or_default()),
                    // What is picked is how the page was used, not what happened.
                    "rect" if child.class_list().contains("pick") => continue,
                    "rect" => Form::Rect(["x", "y", "width", "height", "rx"].map(number)),
                    "circle" => Form::Disc(["cx", "cy", "r"].map(number)),
                    "text" => Form::Text {
                        at: (number("x"), number("y")),
                        anchor: String::new(),
                        face: String::new(),
                        size: 0.0,
                        weight: String::new(),
                        words: child.text_content().unwrap_or_default(),
                    },
                    _ => continue,
                };
                marks.extend(self.mark(&child, moved, form));
            }
        }

        fn mark(
            &mut self,
            element: &Element,
            moved: (f64, f64, f64),
            mut form: Form,
        ) -> Option<Mark> {
            let look = look(element)?;
            let asked = |name: &str| look.get_property_value(name).unwrap_or_default();
            let fill = self.colour(&asked("fill"));
            // The ring of the focus, which is half seen, is how the page was used as well.
            let stroke = match asked("stroke-opacity").as_str() {
                "" | "1" => self.colour(&asked("stroke")),
                _ => String::new(),
            };
            if fill.is_empty() && stroke.is_empty() {
                return None;
            }
            if let Form::Text {
                anchor,
                face,
                size,
                weight,
                ..
            } = &mut form
            {
                *anchor = asked("text-anchor");
                *face = asked("font-family");
                *size = numbers(&asked("font-size")).first().copied()?;
                *weight = asked("font-weight");
            }
            Some(Mark {
                moved,
                form,
                fill,
                stroke,
                width: numbers(&asked("stroke-width"))
                    .first()
                    .copied()
                    .unwrap_or(1.0),
                dashes: numbers(&asked("stroke-dasharray")),
                round: asked("stroke-linecap") == "round" || asked("stroke-linejoin") == "round",
                halo: asked("paint-order").starts_with("stroke"),
            })
        }

        /// A colour, whatever its space, as viewers of pictures know it.
        fn colour(&mut self, colour: &str) -> String {
            if colour == "none" || colour.is_empty() {
                return String::new();
            }
            if let Some((_, known)) = self.known.iter().find(|known| known.0 == colour) {
                return known.clone();
            }
            let mixed = ["color-mix(in srgb, ", colour, ", ", colour, ")"].concat();
            let _ = self.probe.style().set_property("color", &mixed);
            let seen = look(&self.probe).and_then(|look| look.get_property_value("color").ok());
            let found = hex(&seen.unwrap_or_default());
            self.known.push((colour.to_owned(), found.clone()));
            found
        }
    }

    fn look(element: &Element) -> Option<CssStyleDeclaration> {
        window().get_computed_style(element).ok()?
    }

    /// The numbers of a list, whatever their unit.
    fn numbers(list: &str) -> Vec<f64> {
        let words = list.split([' ', ',']);
        words
            .filter_map(|word| word.trim_end_matches("px").parse().ok())
            .collect()
    }

    /// The picture on a canvas.
    fn paint(picture: &Picture) -> Option<HtmlCanvasElement> {
        let canvas: HtmlCanvasElement =
            document().create_element("canvas").ok()?.dyn_into().ok()?;
        let (width, height) = picture.size();
        let area = (AREA / (width * height)).sqrt();
        let scale = (MOST / width.max(height)).min(area).min(2.0);
        canvas.set_width((width * scale) as u32);
        canvas.set_height((height * scale) as u32);
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        context.set_fill_style_str(&picture.ground);
        context.fill_rect(0.0, 0.0, MOST, MOST);
        context.scale(scale, scale).ok()?;
        context.translate(MARGIN, MARGIN).ok()?;
        for mark in &picture.marks {
            context.save();
            let (x, y, own) = mark.moved;
            context.translate(x, y).ok()?;
            context.scale(own, own).ok()?;
            context.set_fill_style_str(&mark.fill);
            context.set_stroke_style_str(&mark.stroke);
            context.set_line_width(mark.width);
            if mark.round {
                context.set_line_cap("round");
                context.set_line_join("round");
            }
            let dashes: Array = mark
                .dashes
                .iter()
                .map(|dash| JsValue::from(*dash))
                .collect();
            let _ = context.set_line_dash(&dashes);
            let draws = [
                (mark.fill.is_empty(), false),
                (mark.stroke.is_empty(), true),
            ];
            let draws = if mark.halo {
                [draws[1], draws[0]]
            } else {
                draws
            };
            let outline = mark.form.outline();
            let path = outline.and_then(|d| Path2d::new_with_path_string(&d).ok());
            if let Form::Text {
                anchor,
                face,
                size,
                weight,
                ..
            } = &mark.form
            {
                context.set_font(&[weight, " ", &size.to_string(), "px ", face].concat());
                context.set_text_align(match anchor.as_str() {
                    "middle" => "center",
                    "end" => "right",
                    _ => "left",
                });
            }
            for (_, stroke) in draws.into_iter().filter(|draw| !draw.0) {
                match (&mark.form, &path, stroke) {
                    (Form::Text { at, words, .. }, _, true) => {
                        context.stroke_text(words, at.0, at.1).ok()?;
                    }
                    (Form::Text { at, words, .. }, _, false) => {
                        context.fill_text(words, at.0, at.1).ok()?;
                    }
                    (_, Some(path), true) => context.stroke_with_path(path),
                    (_, Some(path), false) => context.fill_with_path_2d(path),
                    (_, None, _) => {}
                }
            }
            context.restore();
        }
        Some(canvas)
    }
}
