//! Conditions and lengths as expressions of programming languages.

use std::time::Duration;

use super::plan::{Case, Plan};
use super::quote::Language;
use crate::client::{Backoff, Bound, Growth, Jitter, When, Zero};

/// How a target says things: its language, what lengths are counted in, and what it calls the parts of a decision.
pub(super) struct Dialect {
    pub(super) language: Language,
    /// How many of its units make a second.
    pub(super) per_second: f64,
    /// The status of the answer.
    pub(super) status: &'static str,
    /// The number of the retry that would come next, from 1.
    pub(super) n: &'static str,
    /// What the server told, in the same units; see `is_told`.
    pub(super) told: &'static str,
    /// Whether it told anything.
    pub(super) is_told: &'static str,
    /// The same where it did not.
    pub(super) is_not_told: &'static str,
    /// The names of the gates, by their place.
    pub(super) gate: fn(usize) -> String,
}

/// What tells the second of several things from the first, which needs nothing.
pub(super) fn suffix(place: usize) -> String {
    match place {
        0 => String::new(),
        place => (place + 1).to_string(),
    }
}

/// The usual names of gates.
pub(super) fn repeatable(place: usize) -> String {
    "repeatable".to_owned() + &suffix(place)
}

/// Status codes with something between them.
pub(super) fn listed(codes: &[u16], between: &str) -> String {
    let codes: Vec<String> = codes.iter().map(u16::to_string).collect();
    codes.join(between)
}

impl Dialect {
    const fn is_python(&self) -> bool {
        matches!(self.language, Language::Python)
    }

    const fn equals(&self) -> &'static str {
        if matches!(self.language, Language::JavaScript) {
            "==="
        } else {
            "=="
        }
    }

    pub(super) fn and(&self, parts: &[String]) -> String {
        parts.join(if self.is_python() { " and " } else { " && " })
    }

    pub(super) fn or(&self, parts: &[String]) -> String {
        let and = if self.is_python() { " and " } else { " && " };
        let several = parts.len() > 1;
        let part = |part: &String| {
            if several && part.contains(and) {
                format!("({part})")
            } else {
                part.clone()
            }
        };
        let parts: Vec<String> = parts.iter().map(part).collect();
        parts.join(if self.is_python() { " or " } else { " || " })
    }

    fn not(&self, part: &str) -> String {
        if self.is_python() {
            format!("not {part}")
        } else {
            format!("!{part}")
        }
    }

    /// Whether the status is one of these.
    pub(super) fn is_one_of(&self, codes: &[u16]) -> String {
        let status = self.status;
        if let [code] = codes {
            return format!("{status} {} {code}", self.equals());
        }
        let ranges = ranges(codes);
        if codes.len() > 16
            && let (Some(low), Some(high)) = (codes.first(), codes.last())
        {
            let missing: Vec<u16> = (*low..=*high)
                .filter(|code| !codes.contains(code))
                .collect();
            if missing.len() <= 16 {
                let within = self.is_within(*low, *high);
                if missing.is_empty() {
                    return within;
                }
                let but = self.not_one_of(&missing);
                return self.and(&[within, but]);
            }
            let is_short = |range: &&(u16, u16)| range.1 - range.0 < 2;
            let singles = ranges.iter().filter(is_short);
            let singles: Vec<u16> = singles.flat_map(|(low, high)| *low..=*high).collect();
            let mut parts = Vec::new();
            if !singles.is_empty() {
                parts.push(self.is_one_of(&singles));
            }
            let long = ranges.iter().filter(|range| !is_short(range));
            parts.extend(long.map(|(low, high)| self.is_within(*low, *high)));
            return self.or(&parts);
        }
        self.is_in(codes)
    }

    fn is_in(&self, codes: &[u16]) -> String {
        let status = self.status;
        let commas = listed(codes, ", ");
        match self.language {
            Language::JavaScript => format!("[{commas}].includes({status})"),
            Language::Python => format!("{status} in {{{commas}}}"),
            Language::Go => format!("slices.Contains([]int{{{commas}}}, {status})"),
            Language::Rust => format!("matches!({status}, {})", listed(codes, " | ")),
            Language::Java => format!("Set.of({commas}).contains({status})"),
            Language::Kotlin => format!("{status} in setOf({commas})"),
            Language::CSharp => format!("{status} is {}", listed(codes, " or ")),
        }
    }

    fn not_one_of(&self, codes: &[u16]) -> String {
        let is = self.is_in(codes);
        match self.language {
            Language::Python => is.replacen(" in ", " not in ", 1),
            Language::Kotlin => is.replacen(" in ", " !in ", 1),
            Language::CSharp => format!("!({is})"),
            _ => self.not(&is),
        }
    }

    fn is_within(&self, low: u16, high: u16) -> String {
        let status = self.status;
        match self.language {
            Language::Python => format!("{low} <= {status} <= {high}"),
            Language::Rust => format!("({low}..={high}).contains(&{status})"),
            Language::CSharp => format!("{status} is >= {low} and <= {high}"),
            Language::Kotlin => format!("{status} in {low}..{high}"),
            _ => format!("{status} >= {low} && {status} <= {high}"),
        }
    }

    /// What else holds of a case besides its statuses.
    pub(super) fn conditions(&self, case: &Case) -> Vec<String> {
        let mut parts: Vec<String> = case.gate.map(self.gate).into_iter().collect();
        let told = self.told;
        match case.when {
            When::Always => {}
            When::Told => parts.push(self.is_told.to_owned()),
            When::ToldMore => {
                parts.push(self.and(&[self.is_told.to_owned(), format!("{told} > 0")]))
            }
            When::ToldZero => parts.push(self.and(&[self.is_told.to_owned(), self.is_zero()])),
            When::ToldZeroOrNothing => {
                let either = self.or(&[self.is_not_told.to_owned(), self.is_zero()]);
                parts.push(format!("({either})"));
            }
        }
        if let Some(below) = case.below {
            parts.push(format!("{} <= {below}", self.n));
        }
        parts
    }

    fn is_zero(&self) -> String {
        format!("{} {} {}", self.told, self.equals(), self.number(0.0))
    }

    /// The answers that are repeated, as parts of which one holds.
    pub(super) fn answers(&self, cases: &[Case]) -> Vec<String> {
        let cases = cases.iter().filter(|case| !case.codes.is_empty());
        cases
            .map(|case| {
                let mut parts = self.conditions(case);
                let mut status = self.is_one_of(&case.codes);
                if !parts.is_empty() && (status.contains(" || ") || status.contains(" or ")) {
                    status = format!("({status})");
                }
                parts.push(status);
                self.and(&parts)
            })
            .collect()
    }

    /// The same as one expression, a line each where there are several; false where there are none.
    pub(super) fn any_answer(&self, cases: &[Case], indent: &str) -> String {
        let parts = self.answers(cases);
        let Some((first, rest)) = parts.split_first() else {
            return self.lie().to_owned();
        };
        if rest.is_empty() {
            return first.clone();
        }
        let line = |part: &String| {
            if part.contains(if self.is_python() { " and " } else { " && " }) {
                format!("({part})")
            } else {
                part.clone()
            }
        };
        let or = if self.is_python() { "or" } else { "||" };
        // Go reads the end of a line as the end of the sentence.
        let between = if self.language == Language::Go {
            format!(" ||\n{indent}")
        } else {
            format!("\n{indent}{or} ")
        };
        let lines: Vec<String> = parts.iter().map(line).collect();
        let all = lines.join(&between);
        if self.is_python() {
            format!("(\n{indent}{all}\n{})", &indent[4..])
        } else {
            all
        }
    }

    /// What is repeated of something that is one of these cases; nothing when none is.
    pub(super) fn any_of<'a>(&self, cases: impl Iterator<Item = &'a Case>) -> Option<String> {
        let mut parts = Vec::new();
        for case in cases {
            let conditions = self.conditions(case);
            if conditions.is_empty() {
                return Some(self.truth().to_owned());
            }
            parts.push(self.and(&conditions));
        }
        (!parts.is_empty()).then(|| self.or(&parts))
    }

    /// The same as an expression, whatever it is.
    pub(super) fn whether<'a>(&self, cases: impl Iterator<Item = &'a Case>) -> String {
        self.any_of(cases).unwrap_or_else(|| self.lie().to_owned())
    }

    pub(super) const fn truth(&self) -> &'static str {
        if self.is_python() { "True" } else { "true" }
    }

    const fn lie(&self) -> &'static str {
        if self.is_python() { "False" } else { "false" }
    }

    /// An expression that may stand beside an operator: what binds less is in brackets.
    pub(super) fn grouped(&self, expression: &str) -> String {
        let loose = match self.language {
            Language::Python => [" or ", " if "],
            Language::Kotlin => [" || ", "if ("],
            _ => [" || ", " ? "],
        };
        if loose.iter().any(|sign| expression.contains(sign)) {
            format!("({expression})")
        } else {
            expression.to_owned()
        }
    }

    /// A length in the units of the target.
    pub(super) fn length(&self, length: Duration) -> String {
        self.number(length.as_secs_f64() * self.per_second)
    }

    fn number(&self, number: f64) -> String {
        let rounded = (number * 1e6).round() / 1e6;
        let text = rounded.to_string();
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let mut grouped = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && whole.len() > 4 && (whole.len() - place).is_multiple_of(3) {
                grouped.push('_');
            }
            grouped.push(digit);
        }
        match part {
            // Numbers with and without fractions do not mix.
            "" if matches!(self.language, Language::Rust | Language::Kotlin) => grouped + ".0",
            // Without the letter it would be an int, and it is none.
            "" if self.language == Language::Java && rounded > f64::from(i32::MAX) => grouped + "L",
            "" => grouped,
            part => grouped + "." + part,
        }
    }

    fn function(&self, name: &str, one: &str, other: &str) -> String {
        match self.language {
            Language::JavaScript | Language::Java => format!("Math.{name}({one}, {other})"),
            Language::Python => format!("{name}({one}, {other})"),
            // As gofmt has it.
            Language::Go => tight(&format!("{name}({one}, {other})")),
            Language::Rust => format!("f64::{name}({one}, {other})"),
            Language::Kotlin => format!("{name}Of({one}, {other})"),
            Language::CSharp if name == "min" => format!("Math.Min({one}, {other})"),
            Language::CSharp => format!("Math.Max({one}, {other})"),
        }
    }

    pub(super) fn min(&self, one: &str, other: &str) -> String {
        self.function("min", one, other)
    }

    pub(super) fn max(&self, one: &str, other: &str) -> String {
        self.function("max", one, other)
    }

    /// Something between nothing and one.
    pub(super) const fn random(&self) -> &'static str {
        match self.language {
            Language::JavaScript => "Math.random()",
            Language::Python => "random.random()",
            Language::Go => "rand.Float64()",
            Language::Rust => "rand::random::<f64>()",
            Language::Java => "ThreadLocalRandom.current().nextDouble()",
            Language::Kotlin => "Random.nextDouble()",
            Language::CSharp => "Random.Shared.NextDouble()",
        }
    }

    /// The number of the retry as one with fractions, less something.
    fn nth(&self, less: u8) -> String {
        let n = self.n;
        let n = match less {
            0 => n.to_owned(),
            less => format!("{n} - {less}"),
        };
        match self.language {
            Language::Go => format!("float64({})", n.replace(' ', "")),
            Language::Rust => format!("f64::from({n})"),
            _ => n,
        }
    }

    fn power(&self, base: &str, exponent: &str) -> String {
        match self.language {
            Language::JavaScript | Language::Python => {
                let exponent = if exponent.contains(' ') {
                    format!("({exponent})")
                } else {
                    exponent.to_owned()
                };
                format!("{base} ** {exponent}")
            }
            Language::Go => format!("math.Pow({base}, {exponent})"),
            Language::Rust => format!("f64::powf({base}, {exponent})"),
            Language::Java => format!("Math.pow({base}, {exponent})"),
            Language::Kotlin if base == self.n => format!("{base}.toDouble().pow({exponent})"),
            Language::Kotlin => format!("{base}.pow({exponent})"),
            Language::CSharp => format!("Math.Pow({base}, {exponent})"),
        }
    }

    fn written(&self, lengths: &[String]) -> String {
        let (n, most) = (self.n, lengths.len());
        let all = lengths.join(", ");
        match self.language {
            Language::JavaScript => format!("[{all}][Math.min({n}, {most}) - 1]"),
            Language::Python => format!("[{all}][min({n}, {most}) - 1]"),
            Language::Go => format!("[]float64{{{all}}}[min({n}, {most})-1]"),
            Language::Rust => format!("[{all}][({n} as usize).min({most}) - 1]"),
            Language::Java => format!("new double[] {{{all}}}[Math.min({n}, {most}) - 1]"),
            Language::Kotlin => format!("listOf({all})[minOf({n}, {most}) - 1]"),
            Language::CSharp => format!("new double[] {{ {all} }}[Math.Min({n}, {most}) - 1]"),
        }
    }

    fn floor(&self, number: &str) -> String {
        match self.language {
            Language::JavaScript | Language::Java => format!("Math.floor({number})"),
            Language::Python => format!("math.floor({number})"),
            Language::Go => tight(&format!("math.Floor({number})")),
            Language::Rust => format!("({number}).floor()"),
            Language::Kotlin => format!("floor({number})"),
            Language::CSharp => format!("Math.Floor({number})"),
        }
    }

    pub(super) fn choose(&self, condition: &str, yes: &str, no: &str) -> String {
        match self.language {
            Language::Python => format!("{} if {condition} else {no}", self.grouped(yes)),
            Language::Rust => format!("if {condition} {{ {yes} }} else {{ {no} }}"),
            Language::Kotlin => format!("if ({condition}) {yes} else {no}"),
            _ => format!("{condition} ? {yes} : {no}"),
        }
    }

    /// The length before chance, of the retry of that number.
    fn grown(&self, backoff: &Backoff) -> String {
        let base = self.length(backoff.base);
        let length = match backoff.growth {
            Growth::None => self.number(0.0),
            Growth::Fixed => base,
            Growth::Linear => {
                // A product of whole numbers would overflow.
                let whole = matches!(self.language, Language::Java | Language::CSharp)
                    && !base.contains('.');
                let base = base.trim_end_matches('L');
                format!("{base}{} * {}", if whole { ".0" } else { "" }, self.nth(0))
            }
            Growth::Exponential(percent) => {
                let factor = self.number(f64::from(percent) / 100.0);
                let power = self.power(&factor, &self.nth(1));
                if base == self.number(1.0) {
                    power
                } else {
                    format!("{base} * {power}")
                }
            }
            Growth::Polynomial(exponent) => {
                let exponent = self.number(exponent.into());
                format!("{base} * {}", self.power(&self.nth(0), &exponent))
            }
            Growth::List(list) => {
                let written = 1 + list[1..].iter().take_while(|ms| **ms > 0).count();
                let lengths: Vec<String> = list[..written]
                    .iter()
                    .map(|ms| self.length(Duration::from_millis((*ms).into())))
                    .collect();
                self.written(&lengths)
            }
        };
        let is_long = matches!(backoff.growth, Growth::None) || backoff.cap == Duration::MAX;
        if is_long || (backoff.growth == Growth::Fixed && backoff.base <= backoff.cap) {
            length
        } else {
            self.min(&self.length(backoff.cap), &length)
        }
    }

    /// What chance makes of a length.
    fn spread(&self, jitter: Jitter, length: &str) -> String {
        let random = self.random();
        let zero = length == self.number(0.0);
        let bracketed = if length.contains(" + ") || length.contains('?') || length.contains("if ")
        {
            format!("({length})")
        } else {
            length.to_owned()
        };
        let share = |percent: u16| self.number(f64::from(percent) / 100.0);
        let one = self.number(1.0);
        // As gofmt has it beside a sum.
        let times = if self.language == Language::Go {
            "*"
        } else {
            " * "
        };
        let by = |share: &str| [random, times, share].concat();
        match jitter {
            Jitter::Plus(more) if zero => format!("{random} * {}", self.length(more)),
            Jitter::Plus(more) if self.language == Language::Go => format!(
                "{} + {}",
                tight(length),
                tight(&format!("{random} * {}", self.length(more)))
            ),
            Jitter::Plus(more) => format!("{length} + {random} * {}", self.length(more)),
            _ if zero => length.to_owned(),
            Jitter::None | Jitter::Decorrelated => length.to_owned(),
            Jitter::Full | Jitter::DecorrelatedV2 => format!("{random} * {bracketed}"),
            Jitter::Equal => {
                let half = self.number(0.5);
                format!("{bracketed} * ({half} + {})", by(&half))
            }
            Jitter::PlusShare(more) => {
                format!("{bracketed} * ({one} + {})", by(&share(more)))
            }
            Jitter::Times(from, to) => {
                let wide = share(to.saturating_sub(from));
                format!("{bracketed} * ({} + {})", share(from), by(&wide))
            }
            Jitter::PlusMinus(more) => {
                let least = share(100_u16.saturating_sub(more));
                format!("{bracketed} * ({least} + {})", by(&share(2 * more)))
            }
        }
    }

    /// The client's own wait, as an expression; `least` is what its length is at least before chance.
    fn own_from(&self, backoff: &Backoff, least: Option<&str>) -> String {
        let mut wait = if backoff.jitter == Jitter::Decorrelated {
            // Between the base and three times the wait before; it does not look at the length.
            let base = self.length(backoff.base);
            let three = self.number(3.0);
            let mut more = format!("{} * ({three} * previous - {base})", self.random());
            if self.language == Language::Go {
                more = tight(&more);
            }
            let drawn = format!("{base} + {more}");
            if backoff.cap == Duration::MAX {
                drawn
            } else {
                self.min(&self.length(backoff.cap), &drawn)
            }
        } else {
            let mut length = self.grown(backoff);
            if let Some(least) = least {
                length = self.max(least, &length);
            }
            self.spread(backoff.jitter, &length)
        };
        if !backoff.step.is_zero() {
            let step = self.length(backoff.step);
            wait = format!("{} * {step}", self.floor(&format!("({wait}) / {step}")));
        }
        if !backoff.floor.is_zero() {
            wait = self.max(&self.length(backoff.floor), &wait);
        }
        if backoff.first_at_once && backoff.growth != Growth::None {
            let first = format!("{} {} 1", self.n, self.equals());
            wait = self.choose(&first, &self.number(0.0), &wait);
        }
        // Chance may make it shorter again.
        let only_adds = matches!(
            backoff.jitter,
            Jitter::None | Jitter::Plus(_) | Jitter::PlusShare(_)
        ) && backoff.step.is_zero()
            && !backoff.first_at_once;
        match least {
            Some(least) if !only_adds => self.max(least, &wait),
            _ => wait,
        }
    }

    /// The client's own wait, as an expression.
    pub(super) fn own(&self, backoff: &Backoff) -> String {
        self.own_from(backoff, None)
    }

    /// The wait when the server told how long; `own` names the client's own, which comes from `backoff`.
    pub(super) fn as_told(&self, plan: &Plan, backoff: &Backoff, own: &str) -> String {
        let told = self.told;
        match plan.told.bound {
            Bound::Exact | Bound::Abandon(_) => match plan.told.zero {
                Zero::After(short) => {
                    let zero = self.is_zero();
                    self.choose(&zero, &self.length(short), told)
                }
                _ => told.to_owned(),
            },
            Bound::Cap(cap, more) if more.is_zero() => self.min(told, &self.length(cap)),
            Bound::Cap(cap, more) => {
                let cap = format!(
                    "{} + {} * {}",
                    self.length(cap),
                    self.random(),
                    self.length(more)
                );
                self.min(told, &cap)
            }
            Bound::Clamp(more) => {
                let most = format!("{own} + {}", self.length(more));
                self.min(&self.max(told, own), &most)
            }
            Bound::AtLeastOwn => self.own_from(backoff, Some(told)),
        }
    }
}

/// Whether the wait before one retry is another than before the next.
pub(super) const fn counts(backoff: &Backoff) -> bool {
    !matches!(backoff.growth, Growth::None | Growth::Fixed)
        && !matches!(backoff.jitter, Jitter::Decorrelated)
        || backoff.first_at_once && !matches!(backoff.growth, Growth::None)
}

/// An expression inside another, as gofmt has it.
fn tight(expression: &str) -> String {
    expression
        .replace(" * ", "*")
        .replace(" + ", "+")
        .replace(" - ", "-")
        .replace(" / ", "/")
}

/// Codes in a row as ranges.
fn ranges(codes: &[u16]) -> Vec<(u16, u16)> {
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    for code in codes {
        match ranges.last_mut() {
            Some((_, high)) if *high + 1 == *code => *high = *code,
            _ => ranges.push((*code, *code)),
        }
    }
    ranges
}
