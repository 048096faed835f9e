//! The words of a value as it is typed: numbers apart from their units, small letters, blanks and commas alike.

use std::time::Duration;

/// The longest length there is, in milliseconds: 30 days.
const LONGEST: u64 = 30 * 86_400_000;

/// The words, read from the front.
pub struct Words {
    /// As it was typed.
    pub raw: String,
    words: Vec<String>,
    at: usize,
    /// What is wrong, where that is more than the form of the whole.
    pub wrong: Option<String>,
}

impl Words {
    /// Takes a text apart: `cap 30s` has three words, `50-150 %` four, `timed-out` one.
    pub fn new(text: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        // Whether the word that is being read can go on with a digit, and with a letter.
        let (mut digit, mut letter) = (false, false);
        for sign in text.chars().flat_map(char::to_lowercase) {
            let sign = if matches!(sign, '–' | '−') {
                '-'
            } else {
                sign
            };
            if sign.is_whitespace() || matches!(sign, ',' | ';' | '=') {
                (digit, letter) = (false, false);
                continue;
            }
            let number = sign.is_ascii_digit() || sign == '.';
            let goes_on = if number { digit } else { letter };
            if let Some(word) = words.last_mut().filter(|_| goes_on) {
                word.push(sign);
                continue;
            }
            words.push(sign.into());
            letter = !number && !matches!(sign, '%' | '-' | '+' | '±');
            digit = number || letter;
        }
        Self {
            raw: text.to_owned(),
            words,
            at: 0,
            wrong: None,
        }
    }

    /// The next word, left where it is.
    pub fn peek(&self) -> Option<&str> {
        self.words.get(self.at).map(String::as_str)
    }

    /// The next word.
    pub fn word(&mut self) -> Option<&str> {
        self.at += 1;
        self.words.get(self.at - 1).map(String::as_str)
    }

    /// Whether these words come next; they are taken if so.
    pub fn eat(&mut self, wanted: &str) -> bool {
        let count = wanted.split(' ').count();
        let here = self.words.get(self.at..self.at + count);
        let found = here.is_some_and(|here| here.iter().map(String::as_str).eq(wanted.split(' ')));
        self.at += if found { count } else { 0 };
        found
    }

    /// Everything as it was typed.
    pub fn all(&mut self) -> String {
        self.at = self.words.len();
        self.raw.clone()
    }

    /// Whether all was read.
    pub const fn are_read(&self) -> bool {
        self.at >= self.words.len()
    }

    /// A whole number up to this.
    pub fn number(&mut self, most: u32) -> Option<u32> {
        let number = self.peek()?.parse().ok()?;
        self.at += 1;
        (number <= most).then_some(number)
    }

    /// A number with up to three decimals, in thousandths.
    pub fn thousandths(&mut self, most: u32) -> Option<u64> {
        let word = self.peek()?;
        let (whole, part) = word.split_once('.').unwrap_or((word, ""));
        if part.len() > 3 || (word.contains('.') && part.is_empty()) {
            return None;
        }
        let whole: u32 = whole.parse().ok()?;
        let part: u64 = format!("{part:0<3}").parse().ok()?;
        self.at += 1;
        let all = u64::from(whole) * 1_000 + part;
        (all <= u64::from(most) * 1_000).then_some(all)
    }

    /// A share in percent, with or without its sign.
    pub fn percent(&mut self, most: u16) -> Option<u16> {
        let percent = self.number(most.into())?;
        self.eat("%");
        u16::try_from(percent).ok()
    }

    /// A length of time, to the millisecond; what is none is left where it is.
    pub fn length(&mut self) -> Option<Duration> {
        let start = self.at;
        let length = self.try_length();
        if length.is_none() {
            self.at = start;
        }
        length
    }

    fn try_length(&mut self) -> Option<Duration> {
        let number = self.thousandths(u32::MAX)?;
        let unit = match self.peek() {
            Some("ms") => 1,
            Some("s" | "sec" | "second" | "seconds") => 1_000,
            Some("min" | "m" | "minute" | "minutes") => 60_000,
            Some("h" | "hour" | "hours") => 3_600_000,
            Some("d" | "day" | "days") => 86_400_000,
            // Nothing has no unit.
            _ if number == 0 => return Some(Duration::ZERO),
            _ => return None,
        };
        self.at += 1;
        let micros = number.checked_mul(unit)?;
        let fits = micros.is_multiple_of(1_000) && micros / 1_000 <= LONGEST;
        fits.then(|| Duration::from_millis(micros / 1_000))
    }

    /// A length, or that there is none.
    pub fn maybe(&mut self) -> Option<Option<Duration>> {
        if self.eat("none") {
            return Some(None);
        }
        self.length().map(Some)
    }

    /// Yes or no.
    pub fn yes(&mut self) -> Option<bool> {
        match self.word()? {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
}

/// A length as it is read again: the largest unit that says it shortly.
pub fn say(length: Duration) -> String {
    let ms = length.as_millis();
    match ms {
        0 => "0 s".to_owned(),
        _ if ms.is_multiple_of(3_600_000) => format!("{} h", ms / 3_600_000),
        _ if ms.is_multiple_of(60_000) => format!("{} min", ms / 60_000),
        1_000.. => decimal(ms) + " s",
        _ => format!("{ms} ms"),
    }
}

/// A length, or that there is none.
pub fn say_maybe(length: Option<Duration>) -> String {
    length.map_or_else(|| "none".to_owned(), say)
}

/// Thousandths as a number without needless zeros.
pub fn decimal(thousandths: u128) -> String {
    let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Yes or no.
pub fn say_yes(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        let ms = |text: &str| {
            let mut words = Words::new(text);
            let length = words.length().filter(|_| words.are_read())?;
            u64::try_from(length.as_millis()).ok()
        };
        for (text, length) in [
            ("250 ms", Some(250)),
            ("250MS", Some(250)),
            (" 2s ", Some(2_000)),
            ("1.5 s", Some(1_500)),
            ("0", Some(0)),
            ("0 s", Some(0)),
            ("1 min", Some(60_000)),
            ("1.5h", Some(5_400_000)),
            ("30 days", Some(LONGEST)),
            ("31 days", None),
            ("2", None),
            ("0.5 ms", None),
            ("-1 s", None),
            ("1.0001 s", None),
            ("1. s", None),
            ("1.2.3 s", None),
            ("soon", None),
            ("", None),
            ("99999999999999999999 s", None),
        ] {
            assert_eq!(ms(text), length, "{text}");
        }
    }

    #[test]
    fn words_come_apart_where_people_leave_no_blank() {
        let words = |text: &str| Words::new(text).words.join("|");
        assert_eq!(words("Times 50–150%"), "times|50|-|150|%");
        assert_eq!(words("429,500-504,timed-out"), "429|500|-|504|timed-out");
        assert_eq!(words("urllib3 ±10 % 5xx 500+"), "urllib3|±|10|%|5|xx|500|+");
    }

    #[test]
    fn a_length_is_said_in_its_shortest_unit() {
        let say = |ms| say(Duration::from_millis(ms));
        assert_eq!(
            [0, 250, 1_500, 2_000, 90_000, 120_000, 21_600_000].map(say),
            ["0 s", "250 ms", "1.5 s", "2 s", "90 s", "2 min", "6 h"]
        );
    }
}
