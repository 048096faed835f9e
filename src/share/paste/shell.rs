//! A command line as its shell splits it: POSIX shells with bash's `$'…'`, cmd.exe, PowerShell. Nothing is expanded: a
//! variable is kept as it is written, and said.

use super::{character, digits, short};

/// The most words of a command.
const MAX_WORDS: usize = 2_000;
/// The most variables that are named.
const MAX_NAMED: usize = 8;

/// A command, split.
#[derive(Debug, Default)]
pub(super) struct Command {
    /// The words, without the program.
    pub words: Vec<String>,
    /// What stands in a here-document or a here-string.
    pub stdin: Option<String>,
    /// What was not understood, or belongs to the shell.
    pub notes: Vec<String>,
}

/// Splits a command whose arguments begin at a byte of the text.
///
/// # Errors
/// Where a quote is not closed.
pub(super) fn split(whole: &str, at: usize) -> Result<Command, String> {
    let text = &whole[at..];
    let quote = text.find(['"', '\'']).unwrap_or(0);
    // The first line that goes on tells the shell; and no other shell writes `^"`.
    let end = text
        .lines()
        .filter_map(|line| {
            let mut signs = line.bytes().rev();
            let last = signs.next()?;
            let blank = signs.next()?.is_ascii_whitespace();
            (blank && matches!(last, b'\\' | b'^' | b'`')).then_some(last)
        })
        .next();
    let caret = quote > 0 && text.as_bytes()[quote - 1] == b'^';
    let mut command = if caret || end == Some(b'^') {
        cmd(text)
    } else {
        let mut shell = Shell {
            text: whole,
            bytes: whole.as_bytes(),
            at,
            power: end == Some(b'`'),
            word: None,
            variables: Vec::new(),
            command: Command::default(),
        };
        shell.run()?;
        shell.command
    };
    if command.words.len() > MAX_WORDS {
        command.words.truncate(MAX_WORDS);
        command
            .notes
            .push("There are more words than are read here.".to_owned());
    }
    Ok(command)
}

fn after(rest: &str, command: &mut Command) {
    let rest = rest.trim();
    if !rest.is_empty() {
        let what = format!("“{}”: after the command.", short(rest));
        command.notes.push(what);
    }
}

/// A POSIX shell or PowerShell, reading.
struct Shell<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    power: bool,
    /// The word that is being read. Bytes, because `$'\xc3\xa9'` writes them one by one.
    word: Option<Vec<u8>>,
    variables: Vec<&'a str>,
    command: Command,
}

impl<'a> Shell<'a> {
    fn run(&mut self) -> Result<(), String> {
        let mut heredocs: Vec<(String, bool)> = Vec::new();
        while let Some(sign) = self.peek(0) {
            let begun = self.word.is_some();
            match sign {
                b' ' | b'\t' | b'\r' => {
                    self.end_word();
                    self.at += 1;
                }
                b'\n' => {
                    self.end_word();
                    self.at += 1;
                    for (end, tabs) in std::mem::take(&mut heredocs) {
                        self.heredoc(&end, tabs);
                    }
                    let rest = &self.text[self.at..];
                    if rest.trim_start().starts_with('-') && !self.command.words.is_empty() {
                        let what =
                            "A line does not say that it goes on in the next; it was read on.";
                        if self.command.notes.last().is_none_or(|note| note != what) {
                            self.command.notes.push(what.to_owned());
                        }
                    } else if !self.command.words.is_empty() {
                        after(rest, &mut self.command);
                        break;
                    }
                }
                b'#' if !begun => self.at = self.line_end(),
                b'\'' => self.single()?,
                b'"' => self.double()?,
                b'$' if !self.power && self.peek(1) == Some(b'\'') => self.ansi()?,
                b'$' if !self.power && self.peek(1) == Some(b'"') => self.at += 1,
                b'$' => self.variable()?,
                b'`' if !self.power => self.backticks()?,
                b'\\' | b'`' if (sign == b'`') == self.power => self.escape(false),
                b'<' if self.bytes[self.at..].starts_with(b"<<<") => {
                    self.end_word();
                    self.at += 3;
                    let text = self.operand()?;
                    self.command.stdin = Some(text + "\n");
                }
                b'<' if self.peek(1) == Some(b'<') => {
                    self.end_word();
                    self.at += 2;
                    let tabs = self.peek(0) == Some(b'-');
                    self.at += usize::from(tabs);
                    let end = self.operand()?;
                    heredocs.push((end, tabs));
                }
                b'<' | b'>' => self.redirection()?,
                b'&' if self.peek(1) == Some(b'>') => self.redirection()?,
                b'|' | b'&' | b';' | b'(' | b')' => {
                    let next = self.peek(1).unwrap_or_default();
                    let url = sign == b'&' && begun && next.is_ascii_alphanumeric();
                    self.end_word();
                    // A here-document is still to come.
                    let end = if heredocs.is_empty() {
                        self.bytes.len()
                    } else {
                        self.line_end()
                    };
                    let rest = self.text[self.at..end].trim();
                    let why = if url {
                        "a shell ends the command at &, unless the URL is quoted."
                    } else {
                        "for the shell, after the command."
                    };
                    // Old browsers end their commands with one.
                    if rest != ";" {
                        let what = format!("“{}”: {why}", short(rest));
                        self.command.notes.push(what);
                    }
                    self.at = end;
                }
                _ => {
                    self.push(sign);
                    self.at += 1;
                }
            }
        }
        self.end_word();
        if !self.variables.is_empty() {
            let names: Vec<_> = self.variables.iter().map(|name| short(name)).collect();
            self.command.notes.push(format!(
                "{}: kept as written; only your shell knows the value.",
                names.join(", ")
            ));
        }
        Ok(())
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn push(&mut self, byte: u8) {
        self.word.get_or_insert_default().push(byte);
    }

    fn extend(&mut self, text: &str) {
        self.word.get_or_insert_default().extend(text.as_bytes());
    }

    fn take_word(&mut self) -> Option<String> {
        let bytes = self.word.take()?;
        let text = String::from_utf8_lossy(&bytes);
        // Windows hands a program one line, in which a quote needs a backslash.
        Some(if self.power {
            text.replace("\\\"", "\"")
        } else {
            text.into_owned()
        })
    }

    fn end_word(&mut self) {
        if let Some(word) = self.take_word() {
            self.command.words.push(word);
        }
    }

    fn find(&self, from: usize, sign: u8) -> Option<usize> {
        let rest = self.bytes.get(from..)?;
        rest.iter()
            .position(|&byte| byte == sign)
            .map(|at| from + at)
    }

    fn line_end(&self) -> usize {
        self.find(self.at, b'\n').unwrap_or(self.bytes.len())
    }

    fn unclosed(&self, at: usize) -> String {
        let sign = self.bytes[at] as char;
        let at = character(self.text, at);
        format!("The {sign} at character {at} is not closed.")
    }

    /// '…'
    fn single(&mut self) -> Result<(), String> {
        let start = self.at;
        loop {
            let end = self
                .find(self.at + 1, b'\'')
                .ok_or_else(|| self.unclosed(start))?;
            let inner = &self.text[self.at + 1..end];
            self.extend(inner);
            self.at = end + 1;
            // PowerShell: two are one.
            if !(self.power && self.peek(0) == Some(b'\'')) {
                return Ok(());
            }
            self.push(b'\'');
        }
    }

    /// "…"
    fn double(&mut self) -> Result<(), String> {
        let start = self.at;
        self.at += 1;
        self.word.get_or_insert_default();
        loop {
            match self.peek(0).ok_or_else(|| self.unclosed(start))? {
                b'"' => {
                    self.at += 1;
                    if !(self.power && self.peek(0) == Some(b'"')) {
                        return Ok(());
                    }
                    self.push(b'"');
                    self.at += 1;
                }
                b'$' => self.variable()?,
                b'`' if !self.power => self.backticks()?,
                sign @ (b'\\' | b'`') if (sign == b'`') == self.power => self.escape(true),
                sign => {
                    self.push(sign);
                    self.at += 1;
                }
            }
        }
    }

    /// A sign that takes the next one's meaning away.
    fn escape(&mut self, quoted: bool) {
        let own = self.bytes[self.at];
        self.at += 1;
        let lines = usize::from(self.peek(0) == Some(b'\r'));
        if self.peek(lines) == Some(b'\n') {
            self.at += lines + 1;
            return;
        }
        let Some(sign) = self.peek(0) else {
            self.push(own);
            return;
        };
        if self.power {
            self.push(match sign {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                _ => sign,
            });
        } else {
            // POSIX.1-2017, Shell Command Language, §2.2.3
            if quoted && !b"$`\"\\".contains(&sign) {
                self.push(own);
            }
            self.push(sign);
        }
        self.at += 1;
    }

    /// $'…', with the escapes of C.
    fn ansi(&mut self) -> Result<(), String> {
        let start = self.at + 1;
        self.at += 2;
        self.word.get_or_insert_default();
        loop {
            let sign = self.peek(0).ok_or_else(|| self.unclosed(start))?;
            self.at += 1;
            match sign {
                b'\'' => return Ok(()),
                b'\\' => {
                    let sign = self.peek(0).ok_or_else(|| self.unclosed(start))?;
                    self.at += 1;
                    let (radix, most) = match sign {
                        b'x' => (16, 2),
                        b'u' => (16, 4),
                        b'U' => (16, 8),
                        b'0'..=b'7' => {
                            self.at -= 1;
                            (8, 3)
                        }
                        _ => (0, 0),
                    };
                    if most > 0 {
                        let (value, count) = digits(&self.bytes[self.at..], radix, most);
                        self.at += count;
                        if count == 0 {
                            self.push(b'\\');
                            self.push(sign);
                        } else if most < 4 {
                            self.push(value as u8);
                        } else {
                            let sign = char::from_u32(value).unwrap_or('\u{fffd}');
                            self.extend(sign.encode_utf8(&mut [0; 4]));
                        }
                        continue;
                    }
                    let plain = match sign {
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        b'a' => 7,
                        b'b' => 8,
                        b'e' | b'E' => 27,
                        b'f' => 12,
                        b'v' => 11,
                        b'\\' | b'\'' | b'"' | b'?' => sign,
                        _ => {
                            self.push(b'\\');
                            sign
                        }
                    };
                    self.push(plain);
                }
                _ => self.push(sign),
            }
        }
    }

    /// `$NAME`, `${…}`, `$(…)`: kept as written.
    fn variable(&mut self) -> Result<(), String> {
        let start = self.at;
        let rest = &self.bytes[start + 1..];
        let end = match rest.first() {
            Some(b'{') => self.close(start + 1, b'{', b'}')?,
            Some(b'(') => self.close(start + 1, b'(', b')')?,
            _ => {
                let name = |byte: &u8| {
                    !(byte.is_ascii_alphanumeric() || *byte == b'_' || self.power && *byte == b':')
                };
                start + 1 + rest.iter().position(name).unwrap_or(rest.len())
            }
        };
        self.keep(start, end, end > start + 1);
        Ok(())
    }

    fn backticks(&mut self) -> Result<(), String> {
        let end = self
            .find(self.at + 1, b'`')
            .ok_or_else(|| self.unclosed(self.at))?;
        self.keep(self.at, end + 1, true);
        Ok(())
    }

    fn keep(&mut self, start: usize, end: usize, expands: bool) {
        let text = &self.text[start..end];
        self.extend(text);
        self.at = end;
        if expands && self.variables.len() < MAX_NAMED && !self.variables.contains(&text) {
            self.variables.push(text);
        }
    }

    /// The end of a pair of brackets that may hold more of them.
    fn close(&self, start: usize, open: u8, close: u8) -> Result<usize, String> {
        let mut depth = 0;
        for (at, &byte) in self.bytes.iter().enumerate().skip(start) {
            if byte == open {
                depth += 1;
            } else if byte == close {
                depth -= 1;
                if depth == 0 {
                    return Ok(at + 1);
                }
            }
        }
        Err(self.unclosed(start))
    }

    /// The word after an operator.
    fn operand(&mut self) -> Result<String, String> {
        while matches!(self.peek(0), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        while let Some(sign) = self.peek(0) {
            match sign {
                b' ' | b'\t' | b'\r' | b'\n' | b'|' | b'&' | b';' | b'<' | b'>' => break,
                b'\'' => self.single()?,
                b'"' => self.double()?,
                b'\\' => self.escape(false),
                _ => {
                    self.push(sign);
                    self.at += 1;
                }
            }
        }
        Ok(self.take_word().unwrap_or_default())
    }

    /// `> file`, `2>&1`, `< file`.
    fn redirection(&mut self) -> Result<(), String> {
        let mut what = String::new();
        // Digits right before it are the number of a file.
        match &self.word {
            Some(word) if word.iter().all(u8::is_ascii_digit) => {
                what = self.take_word().unwrap_or_default();
            }
            _ => self.end_word(),
        }
        while let Some(sign @ (b'<' | b'>' | b'&' | b'|')) = self.peek(0) {
            what.push(sign as char);
            self.at += 1;
        }
        let file = self.operand()?;
        let what = format!("“{what} {}”: for the shell.", short(&file));
        self.command.notes.push(what);
        Ok(())
    }

    fn heredoc(&mut self, end: &str, tabs: bool) {
        let mut text = String::new();
        while self.at < self.bytes.len() {
            let line_end = self.line_end();
            let line = self.text[self.at..line_end].trim_end_matches('\r');
            self.at = (line_end + 1).min(self.bytes.len());
            let line = if tabs {
                line.trim_start_matches('\t')
            } else {
                line
            };
            if line == end {
                break;
            }
            text.push_str(line);
            text.push('\n');
        }
        self.command.stdin = Some(text);
    }
}

/// cmd.exe: first the shell takes its carets away, then the program splits what is left, by the rules of Microsoft's C
/// runtime ("Parsing C command-line arguments").
fn cmd(text: &str) -> Command {
    let mut command = Command::default();
    let mut line = String::with_capacity(text.len());
    let mut quoted = false;
    let mut signs = text.char_indices().filter(|&(_, sign)| sign != '\r');
    while let Some((at, sign)) = signs.next() {
        match sign {
            '^' if !quoted => match signs.next() {
                // The line goes on, and its first sign stands for itself.
                Some((_, '\n')) => line.extend(signs.next().map(|(_, sign)| sign)),
                Some((_, sign)) => line.push(sign),
                None => {}
            },
            '\n' | '|' | '&' | '<' | '>' if !quoted => {
                after(&text[at..], &mut command);
                break;
            }
            _ => {
                quoted ^= sign == '"';
                line.push(sign);
            }
        }
    }
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut backslashes = 0;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign == '\\' {
            backslashes += 1;
            continue;
        }
        let count = std::mem::take(&mut backslashes);
        let kept = if sign == '"' { count / 2 } else { count };
        if kept > 0 {
            word.get_or_insert_default()
                .extend(std::iter::repeat_n('\\', kept));
        }
        match sign {
            '"' if count % 2 == 1 => word.get_or_insert_default().push('"'),
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                word.get_or_insert_default().push('"');
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !quoted => command.words.extend(word.take()),
            _ => word.get_or_insert_default().push(sign),
        }
    }
    if backslashes > 0 {
        word.get_or_insert_default()
            .extend(std::iter::repeat_n('\\', backslashes));
    }
    command.words.extend(word);
    command
}
