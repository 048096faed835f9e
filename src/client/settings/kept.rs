//! What was typed and has to outlive its form: a policy is a plain value, and what its lists point at stays for as long as
//! the program runs.

use std::any::Any;
use std::cell::RefCell;

/// How many different lists are kept. A reader types some thousand before the page must be loaded anew, and all of them
/// together take a few megabytes.
const MOST: usize = 10_000;

/// What is said when there is no more room.
pub(super) const FULL: &str = "So many different rules and names were typed that there is no room for another: load the page anew, and go on.";

thread_local! {
    static KEPT: RefCell<Vec<&'static dyn Any>> = const { RefCell::new(Vec::new()) };
}

/// The list for good, one of each; an error when there is no more room.
pub(super) fn list<T: PartialEq + 'static>(wanted: Vec<T>) -> Result<&'static [T], String> {
    KEPT.with_borrow_mut(|kept| {
        let known = kept
            .iter()
            .filter_map(|one| one.downcast_ref::<&'static [T]>());
        if let Some(known) = known.into_iter().find(|known| ***known == *wanted) {
            return Ok(*known);
        }
        if kept.len() >= MOST {
            return Err(FULL.to_owned());
        }
        let list: &'static [T] = Vec::leak(wanted);
        kept.push(Box::leak(Box::new(list)));
        Ok(list)
    })
}

/// The text for good.
pub(super) fn text(wanted: &str) -> Result<&'static str, String> {
    list(wanted.as_bytes().to_vec())
        .map(|bytes| str::from_utf8(bytes).expect("it was a text before"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_kept_once_and_not_without_end() {
        let one = text("tea").expect("there is room");
        assert!(std::ptr::eq(one, text("tea").expect("it is known")));
        for n in 0..MOST {
            let kept = list(vec![n]);
            assert_eq!(kept.is_ok(), n < MOST - 1, "{n}");
        }
        assert!(text("coffee").is_err());
        assert_eq!(text("tea"), Ok("tea"));
    }
}
