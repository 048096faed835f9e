use proptest::prelude::*;

use super::*;
use crate::share::lab::Lab;

fn case(query: &str) -> Decide {
    let (case, ignored) = Decide::parse(query);
    assert!(ignored.is_empty(), "{ignored:?}");
    case
}

fn at(case: &Decide) -> &'static str {
    case.walk().at.slug()
}

#[test]
fn a_blank_case_asks_the_first_question() {
    let blank = Decide::default();
    assert!(blank.is_blank());
    assert_eq!(at(&blank), "answered");
    assert_eq!(blank.query(), "");
    assert!(blank.stand(None).steps.is_empty());
}

#[test]
fn each_example_reads_without_a_mistake_and_leads_somewhere() {
    let places: Vec<&str> = EXAMPLES
        .iter()
        .map(|(_, query)| {
            let example = case(query);
            assert!(
                Field::ALL
                    .iter()
                    .all(|field| example.field_error(*field).is_none())
            );
            assert_eq!(example.query(), *query);
            at(&example)
        })
        .collect();
    assert_eq!(places, ["wait", "look", "stale", "backoff"]);
}

#[test]
fn fields_walk_by_themselves_to_the_end() {
    assert_eq!(
        at(&case("method=GET&got=503&try=2/4&left=6.2+s")),
        "backoff"
    );
    assert_eq!(
        at(&case(
            "method=GET&got=503&try=2/4&left=none&retry-after=3600"
        )),
        "wait"
    );
    assert_eq!(
        at(&case(
            "method=GET&got=503&try=2/4&left=1+min&retry-after=60"
        )),
        "later"
    );
    assert_eq!(at(&case("got=dns")), "fix-address");
    assert_eq!(
        at(&case("method=POST&key=yes&got=reset&try=1/4&left=30")),
        "backoff"
    );
}

#[test]
fn an_unreadable_field_leaves_its_question_open() {
    assert_eq!(at(&case("method=GET&got=503&try=two&left=30")), "tries");
    assert_eq!(
        at(&case("method=GET&got=503&try=1/4&retry-after=two&left=30")),
        "when"
    );
    assert_eq!(at(&case("method=GET&got=503&try=1/4&left=soon")), "fits");
}

#[test]
fn each_mistake_has_its_message() {
    for (field, good, bad) in [
        (Field::Method, "QUERY", "G T"),
        (Field::Got, "599", "600"),
        (Field::Got, "truncated", "099"),
        (Field::RetryAfter, " 2 ", "two"),
        (Field::RetryAfter, "0", "Sun, 22 Nov 2026 12:00:02 GMT"),
        (Field::Try, "2 of 4", "0 of 4"),
        (Field::Try, "4/4", "5 of 4"),
        (Field::Try, "1of1", "2"),
        (Field::Left, "none", "6,2 s"),
        (Field::Left, "0.5 min", "-1"),
        (Field::Left, "30", "1e400"),
        (Field::Left, "1 h", "99999999999999999999"),
    ] {
        let mut case = Decide::default();
        case.set(field, good);
        assert_eq!(case.field_error(field), None, "{good}");
        case.set(field, bad);
        assert!(case.field_error(field).is_some(), "{bad}");
        assert_eq!(case.text(field), bad);
    }
}

#[test]
fn lengths_are_read_exactly() {
    for (text, ms) in [
        ("6.2 s", 6_200),
        ("30", 30_000),
        ("250ms", 250),
        ("1.5min", 90_000),
    ] {
        assert_eq!(fields::left(text), Ok(Duration::from_millis(ms)), "{text}");
    }
}

#[test]
fn a_date_is_compared_with_the_date_of_its_response() {
    let mut case = case("got=503&retry-after=Sun,+22+Nov+2026+12:01:00+GMT");
    assert_eq!(case.told(), None);
    case.set(Field::Date, "Sun, 22 Nov 2026 12:00:00 GMT");
    assert_eq!(case.told(), Some(Some(Duration::from_secs(60))));
    assert_eq!(case.field_error(Field::RetryAfter), None);
}

#[test]
fn a_pasted_response_fills_status_wait_and_date() {
    let mut case = case("method=GET&got=dns&try=1/4&left=30");
    let text = "HTTP/1.1 429 Too Many Requests\nDate: Sun, 22 Nov 2026 12:00:00 GMT\n\
                Retry-After: Sun, 22 Nov 2026 12:00:05 GMT\n\nslow down";
    case.paste(text).expect("a response");
    assert_eq!(case.told(), Some(Some(Duration::from_secs(5))));
    assert_eq!(at(&case), "wait");
    let before = case.clone();
    let wrong = case.paste("HTTP/1.1 503 Service Unavailable\nno colon\n\n");
    assert_eq!(wrong.map_err(|wrong| wrong.line), Err(2));
    assert_eq!(case, before);
    case.paste("HTTP/2 503\n\n").expect("a response");
    assert_eq!(
        (
            case.text(Field::Got),
            case.text(Field::RetryAfter),
            case.text(Field::Date)
        ),
        ("503", "", "")
    );
}

#[test]
fn a_click_counts_until_a_field_says_something_new() {
    let mut case = case("method=POST&got=503&try=1/4&left=30");
    assert_eq!(at(&case), "look");
    case.answer(Some("twice"), true);
    assert_eq!(at(&case), "backoff");
    case.set(Field::Left, "20");
    assert_eq!(at(&case), "backoff");
    case.set(Field::Method, "PATCH");
    assert_eq!(at(&case), "look");
}

#[test]
fn a_click_that_agrees_with_the_fields_is_not_kept() {
    let mut case = case("method=GET&got=503&try=1/4&left=30");
    let before = case.clone();
    case.answer(Some("fits"), false);
    assert_eq!(at(&case), "later");
    case.answer(Some("fits"), true);
    assert_eq!(case, before);
}

#[test]
fn clicking_alone_reaches_every_ending_from_the_first_question() {
    for bits in 0..1_u16 << 11 {
        let mut case = Decide::default();
        let mut asked = 0;
        while case.walk().ending().is_none() {
            let question = case.stand(None).question().question;
            case.answer(None, bits >> (question as u16) & 1 == 1);
            asked += 1;
            assert!(asked <= 11);
        }
        let told = case.walk().ending().expect("the loop ended");
        assert!(!case.outcome(told).headline.is_empty());
    }
}

#[test]
fn a_place_without_a_case_shows_the_shortest_way_there() {
    let blank = Decide::default();
    for node in tree::nodes() {
        let stand = blank.stand(Some(node.slug));
        assert_eq!(stand.question(), node);
        assert_eq!(stand.supposed, node.slug != "answered");
        assert!(stand.answer().is_none() && stand.passes(node.slug));
    }
    for ending in tree::endings() {
        let stand = blank.stand(Some(ending.slug));
        assert_eq!(stand.ending(), Some(ending));
        assert_eq!(stand.here + 1, stand.steps.len());
    }
    let when: Vec<&str> = blank
        .stand(Some("when"))
        .steps
        .iter()
        .map(|step| step.node.slug)
        .collect();
    assert_eq!(when, ["answered", "ever", "acted", "tries"]);
}

#[test]
fn a_place_the_case_does_not_lead_to_is_reached_by_supposing_least() {
    let mut case = case("method=GET&got=503&try=1/4&left=30");
    let stand = case.stand(Some("look"));
    assert!(stand.supposed);
    let because: Vec<&str> = stand
        .steps
        .iter()
        .map(|step| step.answer.because.as_str())
        .collect();
    assert_eq!(because, ["503", "503", "503", "supposed"]);
    case.answer(Some("look"), true);
    assert_eq!(at(&case), "look-first");
    assert_eq!(
        case.query(),
        "method=GET&got=503&try=1%2F4&left=30&yes=look&no=twice"
    );
}

#[test]
fn a_place_passed_on_the_way_keeps_what_follows() {
    let case = case("method=GET&got=503&try=2/4&left=6.2");
    let stand = case.stand(Some("tries"));
    assert_eq!(stand.question().slug, "tries");
    assert_eq!((stand.before().len(), stand.after().len()), (4, 2));
    assert!(stand.takes("tries", true) && !stand.takes("tries", false));
    assert_eq!(stand.ending().map(|ending| ending.slug), Some("backoff"));
    let end = case.stand(None);
    assert_eq!(end.question().slug, "fits");
    assert_eq!(end.answer().map(|answer| answer.yes), Some(true));
}

#[test]
fn a_status_outside_the_tree_is_named_and_asks_nothing_of_it() {
    let case = case("method=GET&got=404");
    assert_eq!(case.outside(), Some(StatusCode::NOT_FOUND));
    assert_eq!(at(&case), "answered");
}

#[test]
fn the_outcome_states_the_wait_and_its_formula() {
    let mut case = case("method=GET&got=503&try=2 of 4&left=6.2 s");
    let end = case.walk().ending().expect("all is known");
    let outcome = case.outcome(end);
    assert_eq!(outcome.formula, "U(0, min(30 s, 1 s × 2¹)) = U(0, 2 s)");
    assert!(
        outcome.headline.starts_with("Back off ")
            && outcome.headline.ends_with("\u{a0}s, then repeat")
    );
    assert!(
        outcome.log.starts_with("GET {path} 503 try 2/4 wait "),
        "{}",
        outcome.log
    );
    let unknown = Decide::default().outcome(end).formula;
    assert_eq!(
        unknown,
        "U(0, min(30 s, 1 s × 2⁰)) = U(0, 1 s) after a first try"
    );
    let before = outcome.headline;
    case.draw_again();
    assert_ne!(case.outcome(end).headline, before);

    let end = |query| {
        let case = Decide::parse(query).0;
        case.outcome(case.walk().ending().expect("all is known"))
    };
    let told = end("method=GET&got=503&try=1/4&left=30&retry-after=2");
    assert_eq!(told.headline, "Wait exactly 2\u{a0}s, then repeat");
    assert_eq!(told.log, "GET {path} 503 try 1/4 wait 2.00s");
    let later = end("method=GET&got=503&try=1/4&left=30&retry-after=3600");
    assert_eq!(later.formula, "3600 s wait + 2 s attempt > 30 s left");
    assert_eq!(later.log, "GET {path} 503 try 1/4 end later");
}

#[test]
fn the_lab_is_given_the_same_trouble() {
    let lab = |query| Decide::parse(query).0.lab_query();
    assert_eq!(
        lab("method=GET&got=503&retry-after=2&try=2/4"),
        "method=GET&path=%2Fapi%2Fusers%2F7&client=careful&script=503+retry-after%3D2+x2"
    );
    assert_eq!(
        lab("method=POST&key=yes&got=timeout"),
        "method=POST&path=%2Fapi%2Fusers&field=Idempotency-Key%3A+%228c1f-42d0%22\
         &field=Content-Type%3A+application%2Fjson&body=%7B+%22name%22%3A+%22Mary+Shaw%22+%7D\
         &client=careful&script=timeout"
    );
}

#[test]
fn the_lab_runs_what_it_is_given() {
    for query in [
        "method=GET&got=503&retry-after=2&try=9/9",
        "got=429&retry-after=Sun,+22+Nov+2026+12:01:00+GMT",
        "method=POST&key=yes&got=truncated&retry-after=2&try=2/4",
        "method=PATCH&got=reset",
        "got=102",
        "",
    ] {
        let (lab, ignored) = Lab::parse(&Decide::parse(query).0.lab_query());
        assert!(ignored.is_empty() && lab.setup().is_ok(), "{query}");
    }
}

#[test]
fn what_a_link_says_in_vain_is_listed() {
    let (case, ignored) =
        Decide::parse("?got=banana&method=GET&yes=answered,nonsense&x=1&seed=-1&retry-after=two");
    assert_eq!(ignored, ["got=banana", "yes=nonsense", "x=1", "seed=-1"]);
    assert_eq!(
        (case.text(Field::Method), case.text(Field::RetryAfter)),
        ("GET", "two")
    );
    let long = format!("method={}", "A".repeat(3_000));
    assert_eq!(Decide::parse(&long).1.len(), 1);
}

fn cases() -> impl Strategy<Value = Decide> {
    let method = prop_oneof!["", "[A-Z]{1,12}"];
    let got = prop_oneof![
        "",
        "[1-5][0-9]{2}",
        "dns|refused|tls|reset|timeout|truncated|not-http"
    ];
    let date = prop_oneof![Just(""), Just("Sun, 22 Nov 2026 12:00:00 GMT")];
    let clicks = prop::collection::vec((0..11_usize, any::<bool>()), 0..6);
    (
        method,
        got,
        ".{0,30}",
        date,
        ".{0,30}",
        ".{0,30}",
        any::<bool>(),
        clicks,
        any::<u32>(),
    )
        .prop_map(
            |(method, got, retry_after, date, tries, left, key, clicks, seed)| {
                let mut case = Decide {
                    method,
                    got,
                    retry_after,
                    tries,
                    left,
                    key,
                    seed,
                    date: date.to_owned(),
                    answers: Vec::new(),
                };
                let situation = case.situation();
                for (at, yes) in clicks {
                    case.click(&situation, tree::nodes()[at], yes);
                }
                case
            },
        )
}

proptest! {
    #[test]
    fn a_link_opens_to_the_case_it_was_made_from(case in cases()) {
        let query = case.query();
        prop_assume!(query.len() <= 2_000);
        prop_assert_eq!(Decide::parse(&query), (case, Vec::new()));
    }

    #[test]
    fn no_query_panics(query in ".{0,300}", place in "[a-z-]{0,12}", yes: bool) {
        let (mut case, _) = Decide::parse(&query);
        case.answer(Some(&place), yes);
        let stand = case.stand(Some(&place));
        if let Some(ending) = stand.ending() {
            case.outcome(ending);
        }
    }

    #[test]
    fn no_value_panics(a in ".{0,40}", b in "[0-9. a-z]{0,30}", c in "[0-9/of ]{0,30}", got in "[1-5][0-9]{2}") {
        let mut case = Decide::default();
        for (field, text) in [(Field::Got, &got), (Field::RetryAfter, &b), (Field::Left, &b), (Field::Try, &c), (Field::Method, &a)] {
            case.set(field, text);
            case.field_error(field);
        }
        case.lab_query();
        for node in tree::nodes() {
            case.numbers(node.question);
            case.stand(Some(node.slug));
        }
        for ending in tree::endings() {
            case.outcome(ending);
        }
    }
}
