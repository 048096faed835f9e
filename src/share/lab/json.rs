//! JSON while it is typed: its tokens, for an editor that sets them apart, and the first place where it is none. Whether it
//! is JSON at all is for `serde_json` to say; the tokens are those of any text, and together they are the text.

use serde::de::IgnoredAny;
use serde_json::error::Category;

/// What a piece of JSON is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// The name of a member, in its quotes.
    Name,
    /// A text, in its quotes.
    Text,
    /// A number, `true`, `false`, `null`, or what stands in their place.
    Word,
    /// Braces, brackets, colons, commas and the blanks around them.
    Sign,
}

/// The first place where a text is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes; at the end when something is missing there.
    pub at: usize,
    /// The line, counted from one.
    pub line: usize,
    /// The character in it, counted from one.
    pub column: usize,
    /// What is wrong, as a part of a sentence.
    pub what: String,
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<(Token, &str)> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let (token, length) = match first {
            b'"' => {
                let length = quoted(rest);
                let named = rest[length..].trim_start().starts_with(':');
                (if named { Token::Name } else { Token::Text }, length)
            }
            _ if is_sign(first) => (Token::Sign, run(rest, is_sign)),
            _ => (
                Token::Word,
                run(rest, |byte| !is_sign(byte) && byte != b'"'),
            ),
        };
        let (piece, after) = rest.split_at(length);
        tokens.push((token, piece));
        rest = after;
    }
    tokens
}

/// What keeps a text from being JSON; nothing when it is.
pub fn fault(text: &str) -> Option<Fault> {
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    let at = if error.classify() == Category::Eof {
        text.trim_end().len()
    } else {
        let before = text.split_inclusive('\n').take(error.line().max(1) - 1);
        let line = before.map(str::len).sum::<usize>();
        // The last byte that was read, counted from one; the one before it when that is a control character.
        let read = text.floor_char_boundary((line + error.column()).saturating_sub(1));
        let said = error.to_string();
        let control = || text[read..].find(|sign| sign < ' ');
        let after = said.starts_with(CONTROL).then(control);
        read + after.flatten().unwrap_or_default()
    };
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    Some(Fault {
        at,
        line,
        column: before[start..].chars().count() + 1,
        what: in_words(&error, before, &text[at..]),
    })
}

/// How it begins what it says about a text that holds a line end.
const CONTROL: &str = "control character";

/// What is wrong, by what stands before the place and there.
fn in_words(error: &serde_json::Error, before: &str, there: &str) -> String {
    if error.classify() == Category::Eof {
        return "the text ends too early".to_owned();
    }
    if there.starts_with(['\'', '“', '”', '‘', '’', '`']) {
        return "the quotes of JSON are \"".to_owned();
    }
    if there.starts_with([']', '}']) && before.trim_end().ends_with(',') {
        return "nothing follows the comma".to_owned();
    }
    if there.starts_with('/') {
        return "JSON has no comments".to_owned();
    }
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let what = match said {
        "key must be a string" => "a name in quotes belongs here",
        "expected value" => "a value belongs here",
        "expected `:`" => "a colon belongs here",
        "expected `,` or `}`" => "a comma or } belongs here",
        "expected `,` or `]`" => "a comma or ] belongs here",
        "expected ident" => "the only words are true, false and null",
        "trailing characters" => "nothing follows the value",
        "invalid escape" => "there is no such escape",
        "invalid number" => "this is no number",
        said if said.starts_with(CONTROL) => "a text is one line: write \\n or \\t",
        said => said,
    };
    what.to_owned()
}

fn is_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'{' | b'}' | b'[' | b']' | b':' | b',' | b' ' | b'\t' | b'\n' | b'\r'
    )
}

/// How long the text holds such bytes.
fn run(text: &str, holds: impl Fn(u8) -> bool) -> usize {
    let end = text.bytes().position(|byte| !holds(byte));
    end.unwrap_or(text.len())
}

/// How long a text in quotes is: to the quote that closes it, or to the end of its line.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return at,
            b'"' if !escaped => return at + 1,
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tokens_are_told_apart() {
        let text = "{\"a\\\"b\" : [-1.5e2, true, \"x:y\"], 'c': \"é\n";
        let told = tokens(text).into_iter().map(|(token, piece)| {
            let sign = match token {
                Token::Name => 'n',
                Token::Text => 't',
                Token::Word => 'w',
                Token::Sign => 's',
            };
            format!("{sign}{}", piece.trim())
        });
        assert_eq!(
            told.collect::<Vec<_>>().join(" "),
            "s{ n\"a\\\"b\" s: [ w-1.5e2 s, wtrue s, t\"x:y\" s], w'c' s: t\"é s"
        );
    }

    #[test]
    fn a_fault_is_where_it_is() {
        for (text, said) in [
            ("", "1:1 the text ends too early"),
            ("{\"a\": [1, 2\n ", "1:12 the text ends too early"),
            ("\"é", "1:3 the text ends too early"),
            ("{'a': 1}", "1:2 the quotes of JSON are \""),
            ("{\n  name", "2:3 a name in quotes belongs here"),
            ("{\"a\": 1,\n}", "2:1 nothing follows the comma"),
            ("[1,]", "1:4 nothing follows the comma"),
            ("[1 // one\n]", "1:4 JSON has no comments"),
            ("[\"é\", x]", "1:7 a value belongs here"),
            ("{\"é\" 1}", "1:6 a colon belongs here"),
            ("{\"a\": 1 \"b\"}", "1:9 a comma or } belongs here"),
            ("[1 2]", "1:4 a comma or ] belongs here"),
            ("[trve]", "1:4 the only words are true, false and null"),
            ("{} {}", "1:4 nothing follows the value"),
            ("[\"\\x\"]", "1:4 there is no such escape"),
            ("[01]", "1:3 this is no number"),
            ("[\"a\nb\"]", "1:4 a text is one line: write \\n or \\t"),
            ("<b>", "1:1 a value belongs here"),
        ] {
            let fault = fault(text).expect(text);
            assert_eq!(
                format!("{}:{} {}", fault.line, fault.column, fault.what),
                said,
                "{text}"
            );
        }
        assert_eq!(fault("{\"a\": [1, \"é\", null]}\n"), None);
    }

    proptest! {
        #[test]
        fn tokens_are_the_text_and_a_fault_lies_in_it(text in "([{}\\[\\]:,\"\\\\ \n\t'a1é/-]|true|\\PC){0,30}") {
            let pieces: String = tokens(&text).into_iter().map(|token| token.1).collect();
            prop_assert_eq!(&pieces, &text);
            let json = serde_json::from_str::<IgnoredAny>(&text).is_ok();
            prop_assert_eq!(fault(&text).is_none(), json);
            if let Some(fault) = fault(&text) {
                prop_assert!(text.is_char_boundary(fault.at));
                let line = text.split('\n').nth(fault.line - 1).expect("a line of it");
                prop_assert!(fault.column <= line.chars().count() + 1);
            }
        }
    }
}
