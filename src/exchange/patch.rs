//! From one list to another with few changes: a picture under way is drawn for each frame, and what is the same as a frame
//! ago stays where it is, because laying out and painting all of it takes longer than a frame lasts.

/// How far a new place of something is looked for.
const NEAR: usize = 4;

/// A change to a list, at a place of the list as the changes before have left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'a, T> {
    /// In this place the first becomes the second.
    Put(usize, &'a T, &'a T),
    /// One comes in before this place, or at the end.
    Insert(usize, &'a T),
    /// The one at this place goes.
    Remove(usize),
}

/// The changes that make `next` of `shown`, in order. Not always the fewest: one walk has to do.
pub fn changes<'a, T: PartialEq>(shown: &'a [T], next: &'a [T]) -> Vec<Change<'a, T>> {
    let mut changes = Vec::new();
    let (mut old, mut new) = (0, 0);
    // What is before `new` in `next` stands there already.
    while new < next.len() {
        let (rest, wanted) = (&shown[old..], &next[new..]);
        let near = |list: &[T], wanted: &T| list.iter().take(NEAR).position(|it| it == wanted);
        match (rest.first(), near(rest, &wanted[0])) {
            (_, Some(gone)) => {
                changes.extend((0..gone).map(|_| Change::Remove(new)));
                old += gone + 1;
            }
            (Some(stays), _) if near(wanted, stays).is_none() => {
                changes.push(Change::Put(new, stays, &wanted[0]));
                old += 1;
            }
            _ => changes.push(Change::Insert(new, &wanted[0])),
        }
        new += 1;
    }
    changes.extend(shown[old..].iter().map(|_| Change::Remove(new)));
    changes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn what_is_the_same_stays() {
        let of = |shown: &str, next: &str| format!("{:?}", changes(&words(shown), &words(next)));
        assert_eq!(of("a b c", "a b c"), "[]");
        assert_eq!(
            of("a b c", "a x c d"),
            r#"[Put(1, "b", "x"), Insert(3, "d")]"#
        );
        assert_eq!(
            of("a b c d e", "a n b c x e"),
            r#"[Insert(1, "n"), Put(4, "d", "x")]"#
        );
        assert_eq!(of("a b c d", "a d"), "[Remove(1), Remove(1)]");
    }

    proptest! {
        #[test]
        fn one_list_becomes_the_other(
            shown in prop::collection::vec("[a-d]", 0..12),
            next in prop::collection::vec("[a-d]", 0..12),
        ) {
            let mut list = shown.clone();
            for change in changes(&shown, &next) {
                match change {
                    Change::Put(at, gone, text) => {
                        prop_assert_eq!(&list[at], gone);
                        list[at] = text.clone();
                    }
                    Change::Insert(at, text) => list.insert(at, text.clone()),
                    Change::Remove(at) => drop(list.remove(at)),
                }
            }
            prop_assert_eq!(list, next);
        }
    }
}
