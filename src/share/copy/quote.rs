//! Texts as literals of programming languages, from which no text breaks out.

use std::fmt::Write as _;

/// A language whose literals differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    JavaScript,
    Python,
    Go,
    Rust,
    Java,
    Kotlin,
    CSharp,
}

/// A literal that means exactly this text.
pub(super) fn quote(language: Language, text: &str) -> String {
    let mark = if language == Language::JavaScript {
        '\''
    } else {
        '"'
    };
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push(mark);
    for sign in text.chars() {
        match sign {
            '\\' => literal += "\\\\",
            '\n' => literal += "\\n",
            '\r' => literal += "\\r",
            '\t' => literal += "\\t",
            // It would begin an expression.
            '$' if language == Language::Kotlin => literal += "\\$",
            sign if sign == mark => {
                literal.push('\\');
                literal.push(sign);
            }
            sign if is_hidden(sign) => escape(language, sign, &mut literal),
            sign => literal.push(sign),
        }
    }
    literal.push(mark);
    literal
}

/// Several of them with commas between.
pub(super) fn list(language: Language, texts: &[&str]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quote(language, text)).collect();
    texts.join(", ")
}

/// Signs that a reader would not see, among them those that change the direction of a text, and the ends of lines.
const fn is_hidden(sign: char) -> bool {
    matches!(
        sign,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{a0}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{ffff}'
            | '\u{e0000}'..='\u{10ffff}'
    )
}

fn escape(language: Language, sign: char, literal: &mut String) {
    let code = u32::from(sign);
    let written = match language {
        Language::Rust => write!(literal, "\\u{{{code:x}}}"),
        // Java reads \u before anything else, so that the end of a line written so would end the line.
        Language::Java if code < 0x100 => write!(literal, "\\{code:03o}"),
        Language::JavaScript if code < 0x100 => write!(literal, "\\x{code:02x}"),
        Language::JavaScript if code > 0xffff => write!(literal, "\\u{{{code:x}}}"),
        Language::Python | Language::Go | Language::CSharp if code > 0xffff => {
            write!(literal, "\\U{code:08x}")
        }
        _ => {
            let mut units = [0; 2];
            sign.encode_utf16(&mut units)
                .iter()
                .try_for_each(|unit| write!(literal, "\\u{unit:04x}"))
        }
    };
    written.expect("a string can be written to");
}

/// A text as one line of a comment.
pub(super) fn comment(text: &str) -> String {
    text.chars()
        .map(|sign| if is_hidden(sign) { ' ' } else { sign })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, proptest};

    #[test]
    fn literals_are_those_of_the_language() {
        let text = "it's \"$5\"\n\u{1}\u{202e}\u{e0001}é";
        for (language, literal) in [
            (
                Language::JavaScript,
                r#"'it\'s "$5"\n\x01\u202e\u{e0001}é'"#,
            ),
            (
                Language::Python,
                r#""it's \"$5\"\n\u0001\u202e\U000e0001é""#,
            ),
            (Language::Rust, r#""it's \"$5\"\n\u{1}\u{202e}\u{e0001}é""#),
            (Language::Java, r#""it's \"$5\"\n\001\u202e\udb40\udc01é""#),
            (
                Language::Kotlin,
                r#""it's \"\$5\"\n\u0001\u202e\udb40\udc01é""#,
            ),
            (
                Language::CSharp,
                r#""it's \"$5\"\n\u0001\u202e\U000e0001é""#,
            ),
        ] {
            assert_eq!(quote(language, text), literal, "{language:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_breaks_out(text in any::<String>()) {
            for language in [Language::JavaScript, Language::Python, Language::Go, Language::Rust,
                Language::Java, Language::Kotlin, Language::CSharp] {
                let literal = quote(language, &text);
                let mark = literal.chars().next().expect("it begins with a mark");
                let inside = &literal[1..literal.len() - 1];
                let mut signs = inside.chars();
                while let Some(sign) = signs.next() {
                    prop_assert!(sign != mark && !sign.is_control(), "{}", literal);
                    if sign == '\\' {
                        prop_assert!(signs.next().is_some(), "{}", literal);
                    }
                }
            }
        }
    }
}
