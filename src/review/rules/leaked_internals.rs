//! An error that shows the inside of the server: stack traces, queries, paths.

use std::borrow::Cow;

use crate::protocol::rfc;
use crate::review::message::quote;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "leaked-internals",
    fault: "An error that shows the inside of the server",
    why: "An attacker learns which software runs, where it lies and what it asks of its \
          database; a client can do nothing with it.",
    source: rfc(9457, "5"),
    check,
};

/// What only a program would write, and how it is called.
const TRACES: &[(&str, &str)] = &[
    ("Traceback (most recent call last)", "a stack trace"),
    ("Exception in thread \"", "a stack trace"),
    ("goroutine 1 [", "a stack trace"),
    ("panicked at ", "a stack trace"),
    ("stack backtrace:", "a stack trace"),
    ("Stack trace:\n#0", "a stack trace"),
    ("at Object.<anonymous> (", "a stack trace"),
    ("node:internal/", "a stack trace"),
    ("   at System.", "a stack trace"),
    ("java.lang.", "the name of a class"),
    ("org.hibernate.", "the name of a class"),
    ("sqlalchemy.exc.", "the name of a class"),
    ("/var/www/", "a path"),
    ("/usr/src/", "a path"),
    ("/usr/local/lib/", "a path"),
    ("/node_modules/", "a path"),
    ("/site-packages/", "a path"),
    ("C:\\inetpub\\", "a path"),
];

/// The same, where the server failed. A 4xx may speak like this of a query or a program the client sent.
const FAILURES: &[(&str, &str)] = &[
    ("SQLSTATE", "an error of the database"),
    ("an error in your SQL syntax", "an error of the database"),
    ("syntax error at or near \"", "an error of the database"),
    ("connect ECONNREFUSED ", "the address of another server"),
];

/// How a place in a source file ends, before its number; after `ORA-` the number of an error follows.
const PLACES: &[&str] = &[
    ".rs:",
    ".java:",
    ".cs:line ",
    ".py\", line ",
    ".php on line ",
    ".php:",
    ".go:",
    "ORA-",
];
/// The most places that are looked at, and how far back a path is followed, in bytes.
const MOST: usize = 100;

fn check(message: &Message<'_>) -> Option<String> {
    if !message.is_error() {
        return None;
    }
    let text = unescaped(message.text);
    // What the client sent itself is no secret.
    let target = message.request.uri.to_string();
    let is_new = |trace: &str| {
        let sent = message.request.body.0.windows(trace.len()).take(64 * 1024);
        !target.contains(trace) && !sent.into_iter().any(|part| part == trace.as_bytes())
    };
    let failed = message.code >= 500;
    let known = TRACES.iter().chain(FAILURES.iter().filter(|_| failed));
    let mut found = known.filter(|(trace, _)| text.contains(trace)).copied();
    let (trace, kind) = found
        .find(|(trace, _)| is_new(trace.trim()))
        .or_else(|| place(&text).filter(|(place, _)| failed && is_new(place)))?;
    Some(format!(
        "The content shows {kind} ({}). Write it to a log under an id, and send the id.",
        quote(trace.trim())
    ))
}

/// JSON may escape slashes, and must escape backslashes, quotes and line ends.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return text.into();
    }
    let mut plain = text.to_owned();
    for (escaped, meant) in [("\\/", "/"), ("\\\\", "\\"), ("\\\"", "\""), ("\\n", "\n")] {
        plain = plain.replace(escaped, meant);
    }
    plain.into()
}

/// A line of a source file, or the number of an Oracle error.
fn place(text: &str) -> Option<(&str, &'static str)> {
    PLACES.iter().find_map(|ending| {
        let mut places = text.match_indices(ending).take(MOST);
        places.find_map(|(at, _)| {
            let end = at + ending.len();
            let digits = text[end..]
                .bytes()
                .take(9)
                .take_while(u8::is_ascii_digit)
                .count();
            let of_a_word = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            if *ending == "ORA-" {
                let number = &text[at..end + digits];
                return (digits == 5 && !of_a_word).then_some((number, "an error of the database"));
            }
            let back = (at.saturating_sub(MOST)..=at).find(|back| text.is_char_boundary(*back))?;
            let start = text[back..at]
                .rfind(|c: char| c.is_ascii() && (c.is_ascii_whitespace() || "\"'(<".contains(c)))
                .map_or(back, |before| back + before + 1);
            // `https://shop.rs:8080` is an address.
            let is_place = digits > 0 && of_a_word && !text[start..at].contains("://");
            is_place.then_some((&text[start..end + digits], "a place in a source file"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn the_inside_of_a_server_is_found() {
        flags(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: text/plain\n\nTraceback (most recent call last):\n",
            "a stack trace",
        );
        flags(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: application/json\n\n{\"trace\": \"x\\n\
            \\tat com.shop.Order.load(Order.java:12)\"}",
            "Order.java:12",
        );
        flags(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: text/plain\n\nthread 'main' died: src/main.rs:12:5",
            "src/main.rs:12",
        );
        flags(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: application/json\n\n\
            {\"message\": \"in \\/var\\/www\\/index.php\"}",
            "a path",
        );
        flags(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: text/plain\n\nORA-00942: table or view does not exist",
            "ORA-00942",
        );
        flags(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: text/plain\n\n  File \"app.py\", line 7, in load",
            "app.py",
        );
    }

    #[test]
    fn what_was_sent_or_means_no_code_passes() {
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: text/plain\n\nTraceback (most recent call last):\n",
        );
        passes(
            &RULE,
            "GET /var/www/x",
            "404 Not Found\nContent-Type: text/plain\n\nNothing at /var/www/x",
        );
        passes(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: text/plain\n\nLook at com.example, or at https://shop.rs:8080/.",
        );
        passes(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: application/problem+json\n\n\
            {\"detail\": \"The order could not be read. We have been told.\"}",
        );
        passes(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: text/plain\n\nAURORA-12345 is not an order. café.rs",
        );
        passes(
            &RULE,
            "POST /lint",
            "422 Unprocessable Content\nContent-Type: text/plain\n\nsrc/main.rs:12: a semicolon is missing",
        );
        passes(
            &RULE,
            "GET /",
            "500 Internal Server Error\nContent-Type: text/plain\n\nAURORA-12345, ORA-1, https://shop.rs:8080/.",
        );
    }
}
