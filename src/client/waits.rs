//! The waits of a client as a picture: a row for each request, and on it when the request goes out. Positions are in
//! thousandths of the width; the page draws them and adds the words.

use std::time::Duration;

use super::practice::{Span, Treatment, length};

/// The most requests that are drawn.
const ROWS: usize = 7;

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    /// The requests, the first at the start.
    pub rows: Vec<Row>,
    /// Where the axis has marks, and what they say.
    pub ticks: Vec<(u32, String)>,
    /// Whether there are more requests than are drawn.
    pub more: bool,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where the earliest moment is at which it is sent.
    pub from: u32,
    /// Where the latest is; the same when nothing is left to chance.
    pub to: u32,
    /// The wait before it; nothing before the first.
    pub wait: Option<Span>,
}

/// The picture of a treatment; nothing when there is no retry, or no time between them.
pub fn waits(treatment: &Treatment) -> Option<Waits> {
    let sent = &treatment.sent[..treatment.sent.len().min(ROWS)];
    let end = sent.iter().map(|span| span.most).max()?;
    if end.is_zero() {
        return None;
    }
    // The axis goes on a little behind the last request, for its dot.
    let step = step(end);
    let whole = end + end / 20;
    let at = |moment: Duration| {
        u32::try_from(moment.as_micros() * 1_000 / whole.as_micros()).unwrap_or(1_000)
    };
    let row = |(nth, span): (usize, &Span)| Row {
        from: at(span.least),
        to: at(span.most),
        wait: nth.checked_sub(1).map(|before| treatment.waits[before]),
    };
    Some(Waits {
        rows: sent.iter().enumerate().map(row).collect(),
        ticks: (0..)
            .map(|nth| step * nth)
            .take_while(|moment| *moment <= whole)
            .map(|moment| (at(moment), length(moment)))
            .collect(),
        more: treatment.sent.len() > ROWS || treatment.most.is_none(),
    })
}

/// A round length of which up to five fit in.
fn step(whole: Duration) -> Duration {
    const ROUND: [u64; 26] = [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000,
        120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000, 18_000_000,
        36_000_000, 86_400_000,
    ];
    let fits = |step: &Duration| whole.as_micros() / step.as_micros() < 5;
    let mut steps = ROUND.into_iter().map(Duration::from_millis);
    steps.find(fits).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::super::practice::treat;
    use super::super::presets;
    use super::*;
    use crate::protocol::{Outcome, Request, Response};
    use http::{Method, StatusCode, Uri};

    fn picture(slug: &str) -> Option<Waits> {
        let policy = presets::find(slug).expect("a preset");
        let request = Request::new(Method::GET, Uri::from_static("/"));
        let response = Response::new(StatusCode::SERVICE_UNAVAILABLE);
        waits(&treat(policy, &request, &Outcome::Answered(response)))
    }

    #[test]
    fn a_fixed_wait_is_a_point_and_a_random_one_a_bar() {
        let ky = picture("ky").expect("it waits");
        let at: Vec<(u32, u32)> = ky.rows.iter().map(|row| (row.from, row.to)).collect();
        assert_eq!(at, [(0, 0), (317, 317), (952, 952)]);
        let ticks: Vec<&str> = ky.ticks.iter().map(|tick| &*tick.1).collect();
        assert_eq!(ticks, ["0 s", "200 ms", "400 ms", "600 ms", "800 ms"]);
        let careful = picture("careful").expect("it waits");
        assert_eq!(careful.rows[1].from, 0);
        assert!(careful.rows[1].to > 100 && careful.rows.len() == 4);
    }

    #[test]
    fn a_long_tail_is_cut() {
        let swr = picture("swr").expect("it waits");
        assert!(swr.more && swr.rows.len() == ROWS);
        assert!(!picture("ky").expect("it waits").more);
    }

    #[test]
    fn what_comes_at_once_needs_no_picture() {
        assert_eq!(picture("ofetch"), None);
        assert_eq!(picture("httpx"), None);
    }

    #[test]
    fn nothing_lies_outside_of_the_picture() {
        for policy in presets::ALL {
            for row in picture(policy.slug).iter().flat_map(|waits| &waits.rows) {
                assert!(row.from <= row.to && row.to <= 1_000, "{}", policy.slug);
            }
        }
    }
}
