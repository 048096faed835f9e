use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Script {
    Script::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_script_prints_in_its_shortest_spelling() {
    let cases = [
        ("", ""),
        ("503 retry-after=2 x2, ok", "503 retry-after=2 x2, ok"),
        (" 503\n\n,OK ,", "503, ok"),
        ("reset before\r\nreset after x2", "reset before, reset x2"),
        (
            "timeout,refused,dns,tls,truncated,not-http",
            "timeout, refused, dns, tls, truncated, not-http",
        ),
        (
            "503 X3 after=2000ms RETRY-AFTER=007",
            "503 retry-after=7 after=2s x3",
        ),
        ("ok after=400ms x1", "ok after=400ms"),
        (
            "429 retry-after=\"Sunday, 22-Nov-26 12:00:02 GMT\", ok",
            "429 retry-after=\"Sun, 22 Nov 2026 12:00:02 GMT\", ok",
        ),
    ];
    for (text, printed) in cases {
        assert_eq!(parse(text).to_string(), printed, "{text}");
    }
}

#[test]
fn a_mistake_is_found_where_it_is() {
    let cases = [
        ("ok, oops", 4, "`oops` is not a step: use ok"),
        (
            "ok, 199",
            4,
            "199 is not a status to answer with: use 200 to 599",
        ),
        ("600", 0, "600 is not a status"),
        ("503 retry-after=soon", 16, "use seconds (2) or a date"),
        ("503 retry-after=\"2, ok", 16, "use seconds (2) or a date"),
        ("reset retry-after=2", 6, "retry-after belongs to a status"),
        ("503 x0", 4, "write x1 to x99"),
        ("503 x100", 4, "write x1 to x99"),
        ("503 x2 x3", 7, "`x3` says again"),
        ("503 after=2", 10, "write 400ms or 2s"),
        ("503 after=601s", 10, "at most 600s"),
        ("dns after=2s", 4, "never reached"),
        ("503 before", 4, "`before` belongs to reset"),
        ("503 503", 4, "a comma before the next step"),
        ("é", 0, "`é` is not a step"),
    ];
    for (text, at, what) in cases {
        let error = Script::parse(text).expect_err(text);
        assert_eq!(error.at, at, "{text}: {error}");
        assert!(error.what.contains(what), "{text}: {error}");
    }
    assert_eq!(
        Script::parse("503,oops")
            .unwrap_err()
            .to_string()
            .split(": ")
            .next(),
        Some("at column 5")
    );
}

#[test]
fn a_script_has_limits() {
    assert_eq!(parse(&"ok,".repeat(MAX_STEPS)).steps().len(), MAX_STEPS);
    assert_eq!(
        Script::parse(&"ok,".repeat(MAX_STEPS + 1)).unwrap_err().at,
        3 * MAX_STEPS
    );
    assert!(Script::parse(&" ".repeat(MAX_TEXT)).is_ok());
    let long = Script::parse(&format!("x{}", "é".repeat(MAX_TEXT)));
    assert_eq!(long.unwrap_err().at, MAX_TEXT - 1);
    // Short enough to read, too long once printed: refused, so that what was read can always be printed and read again.
    let dates = "503 retry-after=\"Sun Nov  6 08:49:37 1994\",".repeat(46);
    assert!(dates.len() <= MAX_TEXT && Script::parse(&dates).is_err());
}

#[test]
fn a_script_can_be_said_in_words() {
    let cases = [
        ("", "as usual"),
        ("ok x3", "as usual"),
        (
            "503 retry-after=2 x2, ok",
            "503 twice with Retry-After: 2, then as usual",
        ),
        (
            "503, reset, ok after=2s",
            "503, then cut off after the work, then as usual, after 2.00 s, then as usual",
        ),
        (
            "reset before x3",
            "cut off before the work 3 times, then as usual",
        ),
    ];
    for (text, words) in cases {
        assert_eq!(parse(text).in_words(), words);
    }
}

#[test]
fn steps_from_a_form_are_held_to_the_same_limits() {
    let step = |times| Step {
        act: Act::Usual,
        times,
        after: None,
    };
    assert!(Script::new(vec![step(0)]).is_err());
    assert_eq!(Script::new(vec![step(2)]).unwrap(), parse("ok x2"));
}

#[test]
fn a_script_is_saved_as_its_text() {
    let script = parse("503 x2, ok");
    let saved = serde_json::to_string(&script).unwrap();
    assert_eq!(saved, "\"503 x2, ok\"");
    assert_eq!(serde_json::from_str::<Script>(&saved).unwrap(), script);
    assert!(serde_json::from_str::<Script>("\"oops\"").is_err());
}

fn any_step() -> impl Strategy<Value = Step> {
    let retry_after = prop_oneof![
        any::<u64>().prop_map(|seconds| seconds.to_string()),
        (0..4_000_000_000_u64).prop_map(|seconds| {
            httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(seconds))
        }),
    ];
    let act = prop_oneof![
        Just(Act::Usual),
        Just(Act::ResetBefore),
        prop::sample::select(&Failure::ALL[..]).prop_map(Act::Fail),
        (200_u16..=599, prop::option::of(retry_after))
            .prop_map(|(code, retry_after)| Act::Status { code, retry_after }),
    ];
    let after = prop::option::of((0..=600_000_u64).prop_map(Duration::from_millis));
    (act, 1..=MAX_TIMES, after).prop_map(|(act, times, after)| Step {
        after: after.filter(|_| !matches!(act, Act::Fail(failure) if !failure.may_have_reached())),
        act,
        times,
    })
}

proptest! {
    #[test]
    fn no_text_panics(text in r#"(?s).{0,60}|([a-z0-9 ,="\n-]|ok|503|x2|reset|before|after=|retry-after=){0,30}"#) {
        if let Err(error) = Script::parse(&text) {
            prop_assert!(text.is_char_boundary(error.at));
        }
    }

    #[test]
    fn what_is_printed_reads_the_same(steps in prop::collection::vec(any_step(), 0..25)) {
        let script = Script { steps };
        prop_assert_eq!(Script::parse(&script.to_string()), Ok(script));
    }
}
