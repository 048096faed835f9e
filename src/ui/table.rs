//! The table of codes answers what is typed and chosen: what matches stands out, the rest steps back and stays in its
//! place. The tiles are written on the host; only their state is changed here.

use leptos::prelude::*;
use web_sys::Element;

use crate::catalogue::filter::Filter;
use crate::catalogue::{Code, find, search};
use crate::protocol::Failure;
use crate::ui::components::verdict::failure_act;

/// Keeps the tiles of the page, if it has any, in step with the search and the filters.
pub fn show_matches(query: RwSignal<String>, filter: RwSignal<Filter>) {
    let tiles = tiles();
    if tiles.is_empty() {
        return;
    }
    Effect::new(move |_| {
        let (text, filter) = (query.read(), filter.read());
        let searching = !text.trim().is_empty();
        let hits: Vec<u16> = search(&text)
            .into_iter()
            .map(|hit| hit.code.number)
            .collect();
        for (tile, element) in &tiles {
            let matches = match tile {
                Tile::Code(code) => {
                    filter.admits(code) && (!searching || hits.contains(&code.number))
                }
                Tile::Failure(failure) => {
                    filter.admits_other(failure_act(*failure))
                        && (!searching || named(*failure, &text))
                }
            };
            // Setting an attribute of an element that is there does not fail.
            let _ = match (searching || !filter.is_empty(), matches) {
                (false, _) => element.remove_attribute("data-match"),
                (true, true) => element.set_attribute("data-match", "yes"),
                (true, false) => element.set_attribute("data-match", "no"),
            };
        }
    });
}

enum Tile {
    Code(&'static Code),
    Failure(Failure),
}

fn tiles() -> Vec<(Tile, Element)> {
    use leptos::wasm_bindgen::JsCast;
    let Ok(found) = document().query_selector_all("[data-tile]") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|nth| {
            let element: Element = found.item(nth)?.dyn_into().ok()?;
            let name = element.get_attribute("data-tile")?;
            let tile = match name.parse() {
                Ok(number) => Tile::Code(find(number)?),
                Err(_) => Tile::Failure(Failure::find(&name)?),
            };
            Some((tile, element))
        })
        .collect()
}

/// Whether a failure goes by what is typed.
fn named(failure: Failure, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let names = [failure.slug(), failure.name(), failure.what()];
    names.iter().any(|name| name.to_lowercase().contains(&text))
}
