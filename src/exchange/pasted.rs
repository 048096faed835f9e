//! Tables as text to paste: as Markdown, or with tabs between the cells for a spreadsheet.

use std::time::Duration;

/// A table that is being written.
pub(super) struct Pasted {
    /// What is written of it.
    pub(super) text: String,
    markdown: bool,
}

impl Pasted {
    /// A table with these heads; columns of numbers stand on the right.
    pub(super) fn new(markdown: bool, heads: &[(&str, bool)]) -> Self {
        let mut this = Self {
            text: String::new(),
            markdown,
        };
        let names: Vec<&str> = heads.iter().map(|head| head.0).collect();
        this.line(&names);
        if markdown {
            let side = |number: bool| if number { "--:" } else { "---" };
            let sides: Vec<&str> = heads.iter().map(|head| side(head.1)).collect();
            this.line(&sides);
        }
        this
    }

    /// Writes a row. No cell breaks it.
    pub(super) fn line(&mut self, cells: &[&str]) {
        let (begin, between, end) = if self.markdown {
            ("| ", " | ", " |\n")
        } else {
            ("", "\t", "\n")
        };
        self.text += begin;
        for (nth, cell) in cells.iter().enumerate() {
            self.text += if nth > 0 { between } else { "" };
            for character in cell.chars() {
                match character {
                    '|' if self.markdown => self.text += "\\|",
                    '\t' | '\n' | '\r' => self.text.push(' '),
                    other => self.text.push(other),
                }
            }
        }
        self.text += end;
    }
}

/// A length in seconds, to a millisecond: `4.850`.
pub(super) fn seconds(length: Duration) -> String {
    let ms = length.as_millis();
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}
