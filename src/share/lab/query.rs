//! The query of a path as rows, a name and a value each: what stands between two `&`, read as forms are (WHATWG URL,
//! "application/x-www-form-urlencoded"), empty parts included. Octets that are no UTF-8 and escapes that are none are read
//! as they are spelled.
//!
//! Invariant: a row that is written reads as what was typed; everything else in the path keeps its spelling, and so does
//! what is the same in the row before and after.

use super::HOST;
use crate::backend::{Parameter, Route, route_of};

/// The most rows that are shown; the rest stands in the path.
pub const MAX_ROWS: usize = 30;

/// A half of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// Before the first `=`.
    Name,
    /// Behind it.
    Value,
}

/// The rows of a path, name and value each.
pub fn rows(path: &str) -> Vec<(String, String)> {
    let parts = split(path).1.map(|query| query.split('&'));
    let read = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let text = |half| read(half).map(|(sign, _)| sign).collect();
        (text(name), text(value))
    };
    parts.into_iter().flatten().map(read).collect()
}

/// The path with another text in a half of a row.
pub fn write(path: &str, row: usize, half: Half, text: &str) -> String {
    changed(path, |parts| {
        let Some(part) = parts.get_mut(row) else {
            return;
        };
        let (name, value) = match part.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (part.as_str(), None),
        };
        *part = match (half, value) {
            (Half::Name, None) => spell(name, text),
            (Half::Name, Some(value)) => spell(name, text) + "=" + value,
            (Half::Value, None) if text.is_empty() => return,
            (Half::Value, value) => name.to_owned() + "=" + &spell(value.unwrap_or_default(), text),
        };
    })
}

/// The path with an empty row more.
pub fn add(path: &str) -> String {
    changed(path, |parts| parts.push(String::new()))
}

/// The path without a row, and without its question mark after the last.
pub fn remove(path: &str, row: usize) -> String {
    changed(path, |parts| {
        if row < parts.len() {
            parts.remove(row);
        }
    })
}

/// What the query may say, as the table of the path's route has it.
pub fn parameters(path: &str, method: &str) -> &'static [Parameter] {
    let operation = route(path).and_then(|route| {
        let usual = || route.operations.iter().find(|one| !one.query.is_empty());
        route.operation(method).or_else(usual)
    });
    operation.map_or(&[], |operation| operation.query)
}

/// The one method of a path, when it is another.
pub fn only_method(path: &str, method: &str) -> Option<&'static str> {
    let route = route(path).filter(|route| route.operation(method).is_none())?;
    match route.operations {
        [only] if method != "OPTIONS" => Some(only.method),
        _ => None,
    }
}

fn route(path: &str) -> Option<&'static Route> {
    let path = split(path).0.trim_start();
    let here = |scheme: &str| path.strip_prefix(scheme)?.strip_prefix(HOST);
    route_of(here("https://").or_else(|| here("http://")).unwrap_or(path))
}

/// What is before the query, the query, what is behind it. Blanks at the end belong to nothing.
fn split(path: &str) -> (&str, Option<&str>, &str) {
    let end = path.find('#').unwrap_or(path.trim_end().len());
    let (target, behind) = path.split_at(end);
    match target.split_once('?') {
        Some((before, query)) => (before, Some(query), behind),
        None => (target, None, behind),
    }
}

fn changed(path: &str, change: impl FnOnce(&mut Vec<String>)) -> String {
    let (before, query, behind) = split(path);
    let parts = query.map(|query| query.split('&').map(str::to_owned));
    let mut parts = parts.into_iter().flatten().collect();
    change(&mut parts);
    let mut path = before.to_owned();
    for (nth, part) in parts.iter().enumerate() {
        path.push(if nth == 0 { '?' } else { '&' });
        path += part;
    }
    path + behind
}

/// What a half says, a character at a time, each with its spelling.
fn read(half: &str) -> impl Iterator<Item = (char, &str)> {
    let mut rest = half;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (sign, length) = match first {
            '+' => (' ', 1),
            '%' => coded(rest).unwrap_or((first, 1)),
            _ => (first, first.len_utf8()),
        };
        let (spelling, after) = rest.split_at(length);
        rest = after;
        Some((sign, spelling))
    })
}

/// The percent-encoded character at the beginning of a text, and how long it is there.
fn coded(text: &str) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    for length in 1..=bytes.len() {
        let digits = text
            .get(3 * length - 3..3 * length)?
            .strip_prefix('%')
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        bytes[length - 1] = u8::from_str_radix(digits, 16).ok()?;
        if let Ok(read) = str::from_utf8(&bytes[..length]) {
            return Some((read.chars().next()?, 3 * length));
        }
    }
    None
}

/// A text for a half, in the spelling of what was there as far as both are alike at the beginning and at the end.
fn spell(own: &str, text: &str) -> String {
    let was: Vec<(char, &str)> = read(own).collect();
    let signs: Vec<char> = text.chars().collect();
    let alike = |pair: &((char, &str), &char)| pair.0.0 == *pair.1;
    let pairs = || was.iter().copied().zip(&signs);
    let before = pairs().take_while(alike).count();
    if before == was.len() && before == signs.len() {
        return own.to_owned();
    }
    let most = was.len().min(signs.len()) - before;
    let backwards = was.iter().copied().rev().zip(signs.iter().rev());
    let after = backwards.take(most).take_while(alike).count();
    let typed: String = signs[before..signs.len() - after].iter().collect();

    let mut spelled = String::with_capacity(text.len());
    spelled.extend(was[..before].iter().map(|sign| sign.1));
    spelled.extend(form_urlencoded::byte_serialize(typed.as_bytes()));
    spelled.extend(was[was.len() - after..].iter().map(|sign| sign.1));
    // A loose % may have met two digits, and a loose blank the end.
    let reads = read(&spelled).map(|(sign, _)| sign).eq(text.chars());
    if reads && spelled.trim_end().len() == spelled.len() {
        spelled
    } else {
        form_urlencoded::byte_serialize(text.as_bytes()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn pairs(path: &str) -> String {
        let rows = rows(path);
        let rows: Vec<String> = rows.iter().map(|(n, v)| format!("{n} = {v}")).collect();
        rows.join(" | ")
    }

    #[test]
    fn rows_are_what_forms_say() {
        for (path, read) in [
            ("/a", ""),
            ("/a?", " = "),
            ("/a?q=tea&page=2#x=1", "q = tea | page = 2"),
            ("/a?q=tea+pot%20%C3%A9&&x==", "q = tea pot é |  =  | x = ="),
            (
                "/a?100%&b=%zz%4&c=%FF%C3",
                "100% =  | b = %zz%4 | c = %FF%C3",
            ),
            ("/a?é=%+1 ", "é = % 1"),
            ("/a?b=<img src=x>", "b = <img src=x>"),
        ] {
            assert_eq!(pairs(path), read, "{path}");
        }
    }

    #[test]
    fn a_row_is_written_and_the_rest_stays() {
        use Half::{Name, Value};
        for (path, row, half, text, written) in [
            ("/a?q=tea", 0, Value, "tea & cake", "/a?q=tea+%26+cake"),
            ("/a?q=a%20b+c", 0, Value, "a b cd", "/a?q=a%20b+cd"),
            ("/a?q=%zz", 0, Value, "%zz!", "/a?q=%zz%21"),
            ("/a?q=%", 0, Value, "%41", "/a?q=%2541"),
            ("/a?q&p=%41", 0, Value, "1", "/a?q=1&p=%41"),
            ("/a?q&p", 1, Value, "", "/a?q&p"),
            ("/a?q=1&p=2#f", 1, Name, "a=b", "/a?q=1&a%3Db=2#f"),
            ("/a?q=x y", 0, Value, "x ", "/a?q=x+"),
            ("/a", 0, Value, "1", "/a"),
        ] {
            assert_eq!(write(path, row, half, text), written, "{path} {text}");
        }
        assert_eq!(add("/a"), "/a?");
        assert_eq!(add("/a?b#c"), "/a?b&#c");
        assert_eq!(remove("/a?b=1&c=2", 0), "/a?c=2");
        assert_eq!(remove("/a?b=1#c", 0), "/a#c");
        assert_eq!(remove("/a?b", 1), "/a?b");
    }

    #[test]
    fn the_table_of_routes_knows_what_a_query_may_say() {
        let names = |path, method| {
            let names = parameters(path, method).iter().map(|one| one.name);
            names.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names("/api/users?x", "GET"), "page per_page role");
        assert_eq!(
            names("https://shop.example/api/users", "HEAD"),
            "page per_page role"
        );
        assert_eq!(names("/api/users", "POST"), "");
        assert_eq!(names("/api/orders", "PATCH"), "page per_page");
        assert_eq!(names("/nowhere", "GET"), "");
        assert_eq!(only_method("/api/sessions", "GET"), Some("POST"));
        assert_eq!(only_method("/api/sessions", "POST"), None);
        assert_eq!(only_method("/api/users", "QUERY"), None);
        assert_eq!(only_method("/nowhere", "GET"), None);
    }

    /// Queries with everything that can be wrong about them.
    fn path() -> impl Strategy<Value = String> {
        let part = "([a-c]|[é%+= <]|%[0-9A-F]{2}|%C3%A9|%zz){0,6}";
        (vec(part, 0..5), "(#[a&=%]{0,3}| )?").prop_map(|(parts, behind)| {
            let mark = if parts.is_empty() { "" } else { "?" };
            format!("/x{mark}{}{behind}", parts.join("&"))
        })
    }

    proptest! {
        #[test]
        fn a_row_reads_as_it_was_typed_and_no_other_changes(
            path in path(), row in 0_usize..5, name in any::<bool>(), text in "([a-c]|[%4F1+ &=#é?]|\\PC){0,8}",
        ) {
            let before = rows(&path);
            prop_assume!(row < before.len());
            let half = if name { Half::Name } else { Half::Value };
            let after = write(&path, row, half, &text);
            let mut wanted = before.clone();
            *(if name { &mut wanted[row].0 } else { &mut wanted[row].1 }) = text;
            prop_assert_eq!(rows(&after), wanted);
            let parts = |path: &str| {
                let mut parts = Vec::new();
                changed(path, |all| parts.clone_from(all));
                parts.remove(row);
                parts
            };
            prop_assert_eq!(parts(&after), parts(&path));
            prop_assert_eq!(split(&after).0, split(&path).0);
            prop_assert_eq!(split(&after).2, split(&path).2);
        }

        #[test]
        fn what_is_typed_again_keeps_its_spelling(path in path(), row in 0_usize..5) {
            if let Some((name, value)) = rows(&path).get(row) {
                prop_assert_eq!(&write(&path, row, Half::Name, name), &path);
                prop_assert_eq!(&write(&path, row, Half::Value, value), &path);
            }
            prop_assert_eq!(&changed(&path, |_| ()), &path);
        }

        #[test]
        fn forms_read_the_same(written in vec(("\\PC{0,6}", "\\PC{1,6}"), 1..5)) {
            let mut path = "/x".to_owned();
            for (row, (name, value)) in written.iter().enumerate() {
                path = write(&add(&path), row, Half::Value, value);
                path = write(&path, row, Half::Name, name);
            }
            let query = path.split_once('?').expect("a query").1;
            let read: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            prop_assert_eq!(read, written);
        }
    }
}
