//! Makes what stands in an element something else, and leaves alone what is the same: sixty times a second for a picture
//! under way, and wherever reading, folding or the focus would be lost otherwise.

use leptos::wasm_bindgen::JsCast;
use web_sys::Element;

use crate::exchange::patch::{Change, changes};

/// Below so many changes they are always made one by one.
const FEW: usize = 8;

/// Makes the children of an element, which are those of `shown`, those of `next`. `written` gives one element for each,
/// and `adapt` may make the element of one that of another instead, and says whether it did.
pub fn patch<T: PartialEq>(
    place: &Element,
    shown: &[T],
    next: &[T],
    written: impl Fn(&[T]) -> String,
    adapt: impl Fn(&Element, &T, &T) -> bool,
) {
    let nodes = place.child_nodes();
    let node =
        |at: usize| -> Option<Element> { nodes.item(u32::try_from(at).ok()?)?.dyn_into().ok() };
    let changes = changes(shown, next);
    // Something else, or nearly: at once is quicker than one by one.
    let other = changes.len() > FEW && 2 * changes.len() > next.len();
    if other || usize::try_from(nodes.length()) != Ok(shown.len()) {
        place.set_inner_html(&written(next));
        return;
    }
    for change in changes {
        match change {
            Change::Put(at, old, new) => {
                if let Some(node) = node(at)
                    && !adapt(&node, old, new)
                {
                    node.set_outer_html(&written(std::slice::from_ref(new)));
                }
            }
            Change::Insert(at, new) => {
                let element = written(std::slice::from_ref(new));
                let _ = match node(at) {
                    Some(node) => node.insert_adjacent_html("beforebegin", &element),
                    None => place.insert_adjacent_html("beforeend", &element),
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
