//! A code as it happens: a run of the lab, told and drawn on the host, and the way to play it.

use leptos::prelude::*;

use super::exchange::ExchangePicture;
use super::icon::{Icon, Sign};
use super::timetable::Timetable;
use crate::catalogue::Code;
use crate::exchange::{Exchange, simulate};
use crate::share::lab::Lab;
use crate::time::spoken;
use crate::ui::demo;

/// The picture beside the verdict; none for codes no plain request of the lab comes to.
#[component]
pub fn Watch(
    /// The code.
    code: &'static Code,
) -> impl IntoView {
    let query = demo::query(code).filter(|_| demo::is_telling(code));
    query.and_then(|query| {
        let exchange = run(&query)?;
        let lasted = format!("{}, {}", spoken(exchange.last().0), attempts(&exchange));
        let until = exchange.last();
        let exchange = RwSignal::new(exchange);
        Some(view! {
            <figure class="watch sheet" aria-labelledby="h-watch">
                <figcaption>
                    <h2 id="h-watch">"Watch it happen"</h2>
                    <span class="hint">{lasted}</span>
                    <a class="btn" href=format!("lab/?{query}#play")><Icon name=Sign::Play/>"Play"</a>
                </figcaption>
                <div><ExchangePicture exchange until=Signal::derive(move || until) picked=Signal::derive(|| None) id="watch"/></div>
                <Timetable exchange/>
            </figure>
        })
    })
}

/// What happens in the set-up of a link.
fn run(query: &str) -> Option<Exchange> {
    let setup = Lab::parse(query).0.setup().ok()?;
    Some(simulate(setup).exchange)
}

fn attempts(exchange: &Exchange) -> String {
    match exchange.legs.len() {
        1 => "one request".into(),
        2 => "two requests".into(),
        3 => "three requests".into(),
        count => format!("{count} requests"),
    }
}

#[cfg(test)]
mod tests {
    use super::run;
    use crate::catalogue::all;
    use crate::protocol::Outcome;
    use crate::ui::demo;

    #[test]
    fn a_client_meets_the_code_it_is_shown_with() {
        for code in all() {
            let Some(query) = demo::query(code) else {
                continue;
            };
            let exchange = run(&query).unwrap_or_else(|| panic!("{query} runs"));
            let met = exchange.legs.iter().any(|leg| {
                matches!(&leg.came, Some((_, Outcome::Answered(response))) if response.status == code.number)
            });
            assert!(met, "{}: {query}", code.number);
        }
    }
}
