//! An error that shows the inside of the server: stack traces, queries, paths.

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
    ("at java.", "a stack trace"),
    ("at org.springframework.", "a stack trace"),
    ("at com.", "a stack trace"),
    ("at Object.<anonymous> (", "a stack trace"),
    ("at System.", "a stack trace"),
    ("node:internal/", "a stack trace"),
    ("java.lang.", "the name of a class"),
    ("org.hibernate.", "the name of a class"),
    ("sqlalchemy.exc.", "the name of a class"),
    ("SQLSTATE", "an error of the database"),
    (
        "You have an error in your SQL syntax",
        "an error of the database",
    ),
    ("syntax error at or near \"", "an error of the database"),
    ("/var/www/", "a path"),
    ("/usr/src/", "a path"),
    ("/usr/local/lib/", "a path"),
    ("/node_modules/", "a path"),
    ("/site-packages/", "a path"),
    ("C:\\inetpub\\", "a path"),
    ("jdbc:", "the address of a database"),
    ("postgres://", "the address of a database"),
    ("postgresql://", "the address of a database"),
    ("mongodb://", "the address of a database"),
    ("mysql://", "the address of a database"),
    ("redis://", "the address of a database"),
    ("ECONNREFUSED", "the address of another server"),
];

fn check(message: &Message<'_>) -> Option<String> {
    if !message.is_error() {
        return None;
    }
    // JSON may escape slashes and must escape backslashes and quotes.
    let unescaped;
    let text = match message.text.contains('\\') {
        true => {
            unescaped = message
                .text
                .replace("\\/", "/")
                .replace("\\\\", "\\")
                .replace("\\\"", "\"")
                .replace("\\n", "\n");
            unescaped.as_str()
        }
        false => message.text,
    };
    let known = TRACES.iter().find_map(|(trace, kind)| {
        let at = text.find(trace)?;
        // `at com.` begins a line of a trace, and ends with a place in a file.
        let line = text[at..].lines().next().unwrap_or_default();
        let frame = !trace.starts_with("at ") || line.contains('(') || line.contains(":line ");
        frame.then_some((*trace, *kind))
    });
    let (trace, kind) = known.or_else(|| place(text))?;
    // What the client sent itself is no secret.
    let echoed = message.request.uri.to_string().contains(trace.trim());
    (!echoed).then(|| {
        format!(
            "The content shows {kind} ({}). Write it to a log under an id, and send the id.",
            quote(trace.trim())
        )
    })
}

/// A line of a source file, or the number of an Oracle error.
fn place(text: &str) -> Option<(&str, &'static str)> {
    for (ending, kind) in [
        (".rs:", "a place in a source file"),
        (".java:", "a place in a source file"),
        (".cs:line ", "a place in a source file"),
        (".py\", line ", "a place in a source file"),
        (".php on line ", "a place in a source file"),
        (".php:", "a place in a source file"),
        (".go:", "a place in a source file"),
        ("ORA-", "an error of the database"),
    ] {
        for (at, _) in text.match_indices(ending) {
            let digits = text[at + ending.len()..]
                .bytes()
                .take_while(u8::is_ascii_digit)
                .count();
            let enough = if ending == "ORA-" {
                digits == 5
            } else {
                digits > 0
            };
            let before = text[..at].bytes().next_back();
            let of_a_word = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            // `https://shop.rs:8080` is an address: its host has a scheme before it, or it stands in no path.
            let start = text[..at]
                .rfind(|c: char| c.is_whitespace() || "\"'(<".contains(c))
                .map_or(0, |start| start + 1);
            let start = if text.is_char_boundary(start) {
                start
            } else {
                at
            };
            let address = text[start..at].contains("://");
            if enough && !address && of_a_word != (ending == "ORA-") {
                return Some((&text[start..at + ending.len() + digits], kind));
            }
        }
    }
    None
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
            "a stack trace",
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
            "400 Bad Request\nContent-Type: text/plain\n\nORA-00942: table or view does not exist",
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
    }
}
