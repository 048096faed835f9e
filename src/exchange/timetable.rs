//! The run as a table: for people who cannot see the drawing, and for copying.

use super::pasted::{Pasted, seconds};
use super::{Exchange, Kind};
use crate::protocol::{Failure, Outcome};
use crate::time::{Instant, spoken};

/// Where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// On the client.
    Client,
    /// Between the two.
    Network,
    /// At the gateway before the server.
    Gateway,
    /// On the server.
    Server,
}

impl Lane {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "Client",
            Self::Network => "Network",
            Self::Gateway => "Gateway",
            Self::Server => "Server",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// When.
    pub at: Instant,
    /// Where.
    pub lane: Lane,
    /// What happened.
    pub what: String,
    /// The attempt it belongs to, as an index.
    pub leg: usize,
}

/// The table as text to paste: as Markdown, or with tabs between the cells for a spreadsheet.
pub fn copied(exchange: &Exchange, markdown: bool) -> String {
    let heads = [
        ("At (s)", true),
        ("Lane", false),
        ("Request", true),
        ("What", false),
    ];
    let mut table = Pasted::new(markdown, &heads);
    for row in timetable(exchange) {
        let request = (row.leg + 1).to_string();
        table.line(&[&seconds(row.at.0), row.lane.name(), &request, &row.what]);
    }
    table.text
}

/// Everything that happened, in order.
pub fn timetable(exchange: &Exchange) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, leg) in exchange.legs.iter().enumerate() {
        let mut row = |at: Instant, lane: Lane, what: String| {
            rows.push(Row {
                at,
                lane,
                what,
                leg: index,
            })
        };
        let again = match leg.kind {
            Kind::First => "",
            Kind::Retry => " again",
            Kind::Redirect => ", as redirected",
            Kind::Hedge => " once more, beside",
            Kind::Refresh => ", for a new token",
        };
        let call = match (leg.kind, exchange.calls) {
            (Kind::First, 2..) => format!("call {}: ", leg.call),
            _ => String::new(),
        };
        if leg.withheld {
            let badge = leg
                .decision
                .as_ref()
                .map(|decision| decision.badge.to_string());
            let why = badge.unwrap_or_default();
            row(
                leg.sent,
                Lane::Client,
                format!("{call}{} is not sent; {why}", leg.label()),
            );
            continue;
        }
        row(
            leg.sent,
            Lane::Client,
            format!("{call}sends {}{again}", leg.label()),
        );
        for (at, interim) in &leg.interim {
            row(
                *at,
                Lane::Client,
                format!("gets {}, and waits for the answer", interim.status.as_str()),
            );
        }
        if let Some(served) = &leg.served {
            if let Some(gateway) = &served.gateway {
                row(
                    served.left,
                    Lane::Gateway,
                    format!("{}; {}", gateway.title, gateway.note),
                );
            }
            row(
                served.arrived,
                Lane::Server,
                format!("{}; {}", served.did.title, served.did.note),
            );
            if let Some(lost) = &leg.lost {
                let late = matches!(leg.came, Some((_, Outcome::Failed(Failure::TimedOut))));
                let how = if leg.dropped.is_some() {
                    "comes when nobody waits for it"
                } else if late {
                    "comes too late"
                } else {
                    "is lost on the way"
                };
                row(
                    served.left,
                    Lane::Network,
                    format!("the {} {how}", lost.status.as_str()),
                );
            }
        }
        let Some((at, outcome)) = &leg.came else {
            if let Some(at) = leg.dropped {
                let badge = leg
                    .decision
                    .as_ref()
                    .map(|decision| format!("; {}", decision.badge));
                let what = "no longer waits for it".to_owned() + &badge.unwrap_or_default();
                row(at, Lane::Client, what);
                continue;
            }
            row(
                leg.sent,
                Lane::Client,
                "waits for an answer, without a limit".to_owned(),
            );
            continue;
        };
        let got = match outcome {
            Outcome::Answered(response) => match response.field(http::header::RETRY_AFTER) {
                Some(after) => format!("gets {}, Retry-After: {after}", response.status.as_str()),
                None => format!("gets {}", response.status.as_str()),
            },
            Outcome::Failed(failure) => {
                format!("gets nothing: {}, {}", failure.name(), failure.what())
            }
        };
        let decided = leg.decision.as_ref().map(|decision| match &decision.wait {
            Some(wait) => format!(
                "; {}; waits {} ({})",
                decision.badge,
                spoken(wait.length),
                wait.reason()
            ),
            None => format!("; {}", decision.badge),
        });
        row(*at, Lane::Client, got + &decided.unwrap_or_default());
    }
    if let Some(ended) = exchange.ended.filter(|_| exchange.cancelled) {
        rows.push(Row {
            at: ended,
            lane: Lane::Client,
            what: "is told to stop, and sends nothing more".to_owned(),
            leg: exchange.legs.len().saturating_sub(1),
        });
    }
    rows.sort_by_key(|row| row.at);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::{Backend, Script};
    use crate::client::presets::CAREFUL;
    use crate::exchange::{Setup, simulate};
    use crate::protocol::Request;

    #[test]
    fn a_copied_table_has_the_same_rows_and_no_cell_breaks_it() {
        let request = Request::new(
            http::Method::GET,
            http::Uri::from_static("/api/users/7?a=|"),
        );
        let backend = Backend::new(Script::parse("503 retry-after=2").expect("a script"), 1);
        let exchange = simulate(Setup::new(request, CAREFUL, backend, 1)).exchange;
        let rows = timetable(&exchange).len();
        let markdown = copied(&exchange, true);
        assert_eq!(markdown.lines().count(), rows + 2);
        for line in markdown.lines() {
            assert_eq!(line.replace("\\|", "").matches('|').count(), 5, "{line}");
        }
        assert!(markdown.starts_with("| At (s) | Lane | Request | What |\n| --: |"));
        let tabs = copied(&exchange, false);
        assert!(tabs.lines().all(|line| line.matches('\t').count() == 3));
        assert_eq!(
            tabs.lines().nth(1),
            Some("0.000\tClient\t1\tsends GET /api/users/7?a=|")
        );
    }
}
