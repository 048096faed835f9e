use proptest::prelude::*;

use super::*;
use crate::backend::trouble;
use crate::client::settings::SETTINGS;
use crate::exchange::{Tone, simulate, story};

fn lab(query: &str) -> Lab {
    let (lab, ignored) = Lab::parse(query);
    assert_eq!(ignored, Vec::<String>::new(), "{query}");
    lab
}

/// What is wrong with a set-up, as `place!: what` where it stops a run.
fn wrong(change: impl FnOnce(&mut Lab)) -> Vec<String> {
    let mut lab = Lab::default();
    change(&mut lab);
    let say = |problem: Problem| {
        let stops = if problem.stops { "!" } else { "" };
        format!("{:?}{stops}: {}", problem.place, problem.what)
    };
    lab.problems().into_iter().map(say).collect()
}

#[test]
fn the_first_run_survives_two_503s() {
    let setup = Lab::default().setup().expect("the default runs");
    let exchange = simulate(setup).exchange;
    assert_eq!(exchange.tries(), 3);
    assert_eq!(
        story(&exchange),
        (Tone::Well, "It worked at the third try.".to_owned())
    );
}

#[test]
fn every_situation_is_known_by_its_set_up_and_leads_to_the_next() {
    for (index, situation) in SITUATIONS.iter().enumerate() {
        assert_eq!(Situation::of(&situation.lab()), Some(situation));
        let next = SITUATIONS.get(index + 1).unwrap_or(&SITUATIONS[0]);
        assert_eq!(situation.next(), next);
    }
    assert_eq!(Situation::first().count(), 6);
    let elsewhere = lab("script=429+retry-after%3D3600&live=yes&world=shop");
    assert_eq!(
        Situation::of(&elsewhere).map(|here| here.name),
        Some("429 for an hour")
    );
    assert_eq!(Situation::of(&lab("script=429")), None);
}

#[test]
fn the_usual_is_left_out_of_a_link() {
    assert_eq!(Lab::default().query(), "");
    let lab = Lab {
        client: &presets::FETCH,
        fields: vec![Line::read("Accept: */*")],
        ..Lab::default()
    };
    assert_eq!(lab.query(), "field=Accept%3A+*%2F*&client=fetch");
}

#[test]
fn a_link_of_another_version_opens_as_far_as_it_makes_sense() {
    let (lab, ignored) = Lab::parse("?client=swift-retry&method=PUT&storm=9");
    assert_eq!(lab.method, "PUT");
    assert_eq!(
        ignored,
        [
            "this version knows no client “swift-retry”, so the careful client takes its place",
            "“storm” means nothing here"
        ]
    );
}

#[test]
fn a_changed_client_is_part_of_the_link() {
    let mut changed = lab("client=ky");
    let put = |lab: &mut Lab, name: &str, text: &str| {
        let (_, setting) = Setting::find(name).expect("a setting");
        lab.put(setting, text);
    };
    put(&mut changed, "base", "1 s");
    put(&mut changed, "attempts", "5");
    put(&mut changed, "rules", "503 for GET;408");
    assert_eq!(
        changed.query(),
        "client=ky&policy=rules%3D503+for+GET%3B%3B408%3Battempts%3D5%3Bbase%3D1+s"
    );
    assert_eq!(lab(&changed.query()), changed);
    let policy = changed.policy();
    assert_eq!((policy.slug, policy.attempts), ("ky, changed", 5));
    // What it has anyway is no change.
    let usual = Setting::find("rules")
        .expect("a setting")
        .1
        .get(changed.client);
    put(&mut changed, "rules", &usual);
    put(&mut changed, "base", "300 ms");
    put(&mut changed, "attempts", "3");
    assert_eq!(changed.query(), "client=ky");
    assert_eq!(changed.policy(), *changed.client);
}

#[test]
fn a_link_changes_only_what_a_client_has() {
    let (lab, ignored) = Lab::parse(
        "client=ky&policy=attempts%3D5%3Bcolour%3Dred%3B%3Cimg+src%3Dx%3E&policy=attempts%3D4%3Bbase%3Dsoon",
    );
    assert_eq!(lab.policy().attempts, 4);
    assert_eq!(
        ignored,
        [
            "a client has no setting “colour”",
            "a client has no setting “<img src”"
        ]
    );
    // A mistake is kept, said, and changes nothing.
    assert_eq!(
        lab.typed(Setting::find("base").expect("a setting").1),
        "soon"
    );
    assert_eq!(lab.policy().backoff.base.as_millis(), 300);
    let problems = lab.problems();
    assert_eq!(problems.len(), 1);
    assert_eq!(
        problems[0].what,
        "Use a length such as 250 ms or 2 s, up to 30 days."
    );
    assert!(problems[0].stops && lab.setup().is_err());
    let long = format!("policy=%3Bbase%3D{}%3B", "9".repeat(3_001));
    assert_eq!(
        Lab::parse(&long),
        (Lab::default(), vec!["the base is too long".to_owned()])
    );
    assert_eq!(
        Lab::parse(&format!("policy={}", "x%3B".repeat(99))).1.len(),
        5
    );
}

#[test]
fn a_changed_client_does_what_it_is_changed_to() {
    let run = |query: &str| simulate(lab(query).setup().expect("it runs")).exchange;
    assert_eq!(run("client=ky&script=503+x9").tries(), 3);
    let changed = run("client=ky&policy=attempts%3D5%3Bbase%3D1+s&script=503+x9");
    assert_eq!((changed.tries(), changed.client), (5, "ky, changed"));
}

#[test]
fn a_client_can_be_called_several_times() {
    let exchange = simulate(
        lab("client=fetch&calls=3&pause=2+s&script=")
            .setup()
            .expect("it runs"),
    );
    let exchange = exchange.exchange;
    assert_eq!((exchange.calls, exchange.legs.len()), (3, 3));
    assert!(exchange.legs[1].sent.0.as_millis() >= 2_000);
    assert_eq!(
        wrong(|lab| (lab.calls, lab.pause) = ("21".to_owned(), "2".to_owned())),
        [
            "Calls!: Use a whole number from 1 to 20.",
            "Pause!: Use a length such as 500 ms or 2 s, up to 30 days."
        ]
    );
    assert_eq!(wrong(|lab| lab.calls = "0".to_owned()).len(), 1);
}

#[test]
fn what_is_too_long_is_left_out() {
    let (lab, ignored) = Lab::parse(&format!("seed={}", "9".repeat(21)));
    assert_eq!((lab, ignored.len()), (Lab::default(), 1));
    let (lab, ignored) = Lab::parse(&"field=a&".repeat(21));
    assert_eq!((lab.fields.len(), ignored.len()), (20, 1));
}

#[test]
fn mistakes_are_said_where_they_are() {
    assert_eq!(
        wrong(|lab| lab.method = "GE T".to_owned()),
        [
            "Method!: A method is one word such as GET: letters, digits and a few signs, without blanks."
        ]
    );
    let path = |path: &str| wrong(|lab| lab.path = path.to_owned()).join("");
    assert_eq!(
        path("api/users"),
        "Path!: A path begins with /, as in /api/users/7."
    );
    assert_eq!(
        path("/caf\u{e9}"),
        "Path!: “é” cannot stand in a URL: write %C3%A9."
    );
    assert_eq!(path("/a b"), "Path!: “ ” cannot stand in a URL: write %20.");
    assert_eq!(
        path("/a%zz"),
        "Path!: This is not a URL at character 3, “%zz”: percent-encode what is not a letter or digit."
    );
    assert_eq!(
        path("/a#b"),
        "Path!: What follows # never leaves the client: take it away."
    );
    assert_eq!(path("https://example.com/a?b=c"), "");
    assert_eq!(path("/api/users?page=2"), "");
    let field = |line: &str| wrong(|lab| lab.fields = vec![Line::read(line)]).join("");
    assert_eq!(
        field("A b: c"),
        "Field(0)!: A name has letters, digits and hyphens, without blanks."
    );
    assert_eq!(
        field(": c"),
        "Field(0)!: Give the field a name, such as Accept."
    );
    assert_eq!(
        field("A: b\u{7}"),
        "Field(0)!: A value is one line, without control characters."
    );
    assert_eq!(
        field("host: a"),
        "Field(0)!: The client writes host itself, from shop.example."
    );
    assert_eq!(field(""), "");
    assert_eq!(
        wrong(|lab| lab.script = "503, sleep".to_owned())
            .join("")
            .split(": use")
            .next(),
        Some("Script!: At character 6: `sleep` is not a step")
    );
    assert_eq!(
        wrong(|lab| lab.seed = "-1".to_owned()),
        ["Seed!: Use a whole number, such as 418."]
    );
}

#[test]
fn bad_json_is_said_and_may_be_sent() {
    let lab = Lab {
        fields: vec![Line::read("Content-Type: application/json; charset=utf-8")],
        body: "{\n  name".to_owned(),
        ..Lab::default()
    };
    let problems = lab.problems();
    assert_eq!(
        problems[0].what,
        "Not JSON at line 2, column 3: a name in quotes belongs here. It is sent as it is, to see what the server makes of it."
    );
    assert!(lab.setup().is_ok());
    for (field, body, json) in [
        ("", " [1", true),
        ("", "q=tea", false),
        ("content-type:  Application/Problem+JSON ; x", "tea", true),
        ("Content-Type: text/plain", "{", false),
        (
            "Content-Type: application/x-www-form-urlencoded",
            "[",
            false,
        ),
        ("Content-Type: ", "{", false),
        ("Content-Type: application/json", " ", false),
    ] {
        let fields = vec![Line::read(field)];
        let body = body.to_owned();
        let lab = Lab {
            fields,
            body,
            ..Lab::default()
        };
        assert_eq!(lab.json_fault().is_some(), json, "{field} {}", lab.body);
    }
}

#[test]
fn live_says_what_fetch_cannot_do() {
    let live = |change: fn(&mut Lab)| {
        wrong(|lab| {
            lab.network = Network::Live;
            change(lab);
        })
    };
    assert_eq!(live(|_| {}), Vec::<String>::new());
    assert_eq!(
        live(|lab| lab.method = "TRACE".to_owned()),
        ["Method!: fetch() never sends TRACE. The simulated network does."]
    );
    assert_eq!(
        live(|lab| lab.path = "https://example.com/".to_owned()),
        ["Path!: Live answers what begins with /api/ and reaches nothing else."]
    );
    assert_eq!(
        live(|lab| lab.fields.push(Line::read("Cookie: a=b"))),
        ["Field(0): fetch() leaves this field out: only the browser sets it."]
    );
}

#[test]
fn a_server_that_is_kept_has_a_name() {
    assert_eq!(lab("world=mine-2").query(), "world=mine-2");
    let (long, ignored) = Lab::parse(&format!("world={}", "a".repeat(41)));
    assert_eq!(
        (long, ignored),
        (Lab::default(), vec!["the world is too long".to_owned()])
    );
    for bad in ["Mine", "two words", "caf\u{e9}", "page 1"] {
        assert_eq!(
            wrong(|lab| lab.world = bad.to_owned()),
            ["World!: A server’s name has up to 40 small letters a to z, digits and hyphens."]
        );
    }
}

#[test]
fn a_server_that_is_kept_goes_on_from_run_to_run() {
    let lab = lab("method=DELETE&path=%2Fapi%2Fusers%2F7&client=fetch&script=503&world=mine");
    let run = |kept| simulate(lab.setup_on(kept).expect("it runs"));
    let first = run(None);
    assert_eq!(
        first.exchange.legs[0].came.as_ref().map(|came| &came.1),
        run(None).exchange.result()
    );
    // The script begins anew: refused, whatever happened before.
    let again = run(Some(first.backend.clone()));
    assert_eq!(again.exchange.result(), first.exchange.result());
    let usual = Lab {
        script: String::new(),
        ..lab
    };
    let run = |kept| simulate(usual.setup_on(kept).expect("it runs"));
    let gone = run(Some(again.backend));
    let status = |run: &crate::exchange::Simulated| match run.exchange.result() {
        Some(Outcome::Answered(response)) => response.status.as_u16(),
        other => panic!("{other:?}"),
    };
    assert_eq!((gone.backend.users(), status(&gone)), (11, 204));
    let twice = run(Some(gone.backend));
    assert_eq!((twice.backend.users(), status(&twice)), (11, 410));
    assert_eq!(status(&run(None)), 204);
}

#[test]
fn content_comes_with_its_length() {
    let length = |query: &str| {
        let setup = lab(query).setup().expect("it runs");
        setup.request.headers.get(CONTENT_LENGTH).cloned()
    };
    assert_eq!(length(""), None);
    assert_eq!(length("method=POST"), Some(HeaderValue::from(0)));
    assert_eq!(
        length("method=POST&body=%C3%A9"),
        Some(HeaderValue::from(2))
    );
}

#[test]
fn rows_and_text_say_the_same() {
    for text in [
        "",
        "503 retry-after=2 x2",
        "reset before, ok after=400ms, timeout after=2s x3",
        "503 retry-after=\"Sun, 22 Nov 2026 12:00:30 GMT\", refused",
    ] {
        let trouble = Trouble::read(text).expect("a script");
        assert_eq!(trouble.to_string(), text);
    }
    assert_eq!(Trouble::read("503, sleep"), None);
}

#[test]
fn every_trouble_of_the_list_can_be_rows() {
    for trouble in trouble::TROUBLES {
        let script = Script::parse(trouble.example).expect("an example");
        let rows = Trouble::read(trouble.example).expect("an example");
        assert_eq!(rows.to_string(), script.to_string(), "{}", trouble.word);
        assert_eq!(Trouble::read(&rows.to_string()), Some(rows.clone()));
        let mut added = Trouble::read("503").expect("a script");
        let last = added.add_example(trouble.word).expect("a trouble");
        let row = added.rows().iter().find(|row| row.id == last);
        let row = row.expect("the row that was added");
        for part in [
            Part::What,
            Part::Times,
            Part::RetryAfter,
            Part::After,
            Part::Text,
        ] {
            assert_eq!(row.problem(part), None, "{}", trouble.word);
        }
        assert!(!row.in_words().is_empty());
        assert!(Script::parse(&added.to_string()).is_ok(), "{added}");
    }
    assert_eq!(Trouble::default().add_example("sleep"), None);
}

#[test]
fn a_rule_is_one_row_and_steps_stay_together() {
    let text = "503 x*, maintenance retry-after=none; POST 5s..: reset, ok; 30% 503 | ok; limit fixed 5/10s";
    let mut trouble = Trouble::read(text).expect("a script");
    assert_eq!(trouble.to_string(), text);
    let kinds: Vec<bool> = trouble.rows().iter().map(Row::is_step).collect();
    assert_eq!(kinds, [true, true, false, false, false]);
    assert_eq!(trouble.rows()[0].times, "*");
    assert_eq!(trouble.rows()[1].retry_after, "none");
    assert_eq!(
        trouble.rows()[2].in_words(),
        "for POST, from 5 s on: cut off after the work, then as usual"
    );
    // A new step goes to the others, and a rule moves past all of them.
    assert_eq!(trouble.add(), 5);
    trouble.up(2);
    trouble.up(4);
    assert_eq!(
        trouble.to_string(),
        "POST 5s..: reset, ok; 503 x*, maintenance retry-after=none, 503; limit fixed 5/10s; 30% 503 | ok"
    );
    trouble.up(0);
    assert!(trouble.to_string().starts_with("503 x*, maintenance"));
    trouble.put(4, Part::Text, "limit fixed 5; ok");
    assert!(trouble.to_string().contains("limit fixed 5 ok"));
    let row = trouble
        .rows()
        .iter()
        .find(|row| row.id == 4)
        .expect("a row");
    assert!(
        row.problem(Part::Text)
            .is_some_and(|what| what.starts_with("At character 13: write how many in what time"))
    );
}

#[test]
fn a_step_that_waits_needs_a_wait_to_be_told() {
    let mut trouble = Trouble::read("429").expect("a script");
    trouble.put(0, Part::Times, "until-waited");
    let problem = |trouble: &Trouble| trouble.rows()[0].problem(Part::Times);
    assert!(problem(&trouble).is_some_and(|what| what.contains("fill in Retry-After")));
    trouble.put(0, Part::RetryAfter, "2");
    assert_eq!(problem(&trouble), None);
    assert_eq!(trouble.to_string(), "429 retry-after=2 until-waited");
}

#[test]
fn a_row_keeps_what_was_typed_and_says_what_is_wrong() {
    let mut trouble = Trouble::read("503 retry-after=2").expect("a script");
    trouble.put(0, Part::RetryAfter, "two");
    assert_eq!(trouble.to_string(), "503 retry-after=two");
    let row = &trouble.rows()[0];
    assert!(row.problem(Part::RetryAfter).is_some());
    assert_eq!(row.problem(Part::Times), None);
    trouble.add();
    trouble.up(1);
    trouble.put(1, Part::What, "reset");
    trouble.put(1, Part::Times, "3");
    assert_eq!(trouble.to_string(), "reset x3, 503 retry-after=two");
    trouble.put(0, Part::What, "timeout");
    assert_eq!(trouble.to_string(), "reset x3, timeout");
    trouble.remove(1);
    assert_eq!(trouble.to_string(), "timeout");
}

fn line() -> impl Strategy<Value = Line> {
    ("[^:]{0,20}", ".{0,40}").prop_map(|(name, value)| Line { name, value })
}

/// Changes as a reader types them, right and wrong, with whatever sign stands between them in a link.
fn changes() -> impl Strategy<Value = Vec<(String, String)>> {
    let text = "\\PC{0,20}|[a-z0-9;= ]{0,12}|[1-9]|[1-9]0 s|none|yes";
    prop::collection::vec((0..SETTINGS.len(), text), 0..5).prop_map(|typed| {
        let mut lab = Lab::default();
        for (place, text) in typed {
            lab.change(&SETTINGS[place], &text);
        }
        lab.changes
    })
}

prop_compose! {
    fn labs()(
        (changes, calls, pause) in (changes(), "\\PC{0,20}|[1-9]", "\\PC{0,20}|[0-9] s"),
        method in "\\PC{0,12}|GET|POST",
        path in "\\PC{0,40}|/api/users",
        fields in prop::collection::vec(line(), 0..6),
        body in any::<String>(),
        client in prop::sample::select(presets::ALL.to_vec()),
        script in "\\PC{0,60}|503 x2, reset",
        seed in "\\PC{0,20}|[0-9]{1,20}",
        live in any::<bool>(),
        world in "\\PC{0,40}|[a-z0-9-]{0,40}",
        rivals in prop::sample::subsequence(presets::ALL.to_vec(), 0..=MAX_RIVALS).prop_shuffle(),
    ) -> Lab {
        let network = if live { Network::Live } else { Network::Simulated };
        Lab { method, path, fields, body, client, changes, calls, pause, script, seed, network, world, rivals }
    }
}

proptest! {
    #[test]
    fn a_link_opens_what_was_set_up(lab in labs()) {
        prop_assert_eq!(Lab::parse(&lab.query()), (lab, Vec::new()));
    }

    #[test]
    fn no_link_panics(query in any::<String>()) {
        let (lab, _) = Lab::parse(&query);
        let _ = lab.problems();
        let _ = Trouble::read(&lab.script);
    }

    #[test]
    fn every_client_runs_whatever_is_changed_about_it(
        client in prop::sample::select(presets::ALL.to_vec()),
        other in prop::sample::select(presets::ALL.to_vec()),
        mixed in prop::collection::vec(any::<bool>(), SETTINGS.len()),
        chosen in prop::collection::vec((0..SETTINGS.len(), 0_usize..12), 0..6),
        script in "503 x9|429 retry-after=2 x3|reset|timeout x9|401|302",
        post in any::<bool>(),
        calls in "[1-3]",
    ) {
        let method = if post { "POST" } else { "GET" }.to_owned();
        let mut lab = Lab { client, script, method, calls, ..Lab::default() };
        for (setting, _) in SETTINGS.iter().zip(mixed).filter(|(_, mixed)| *mixed) {
            lab.put(setting, &setting.get(other));
        }
        for (place, choice) in chosen {
            if let Some(text) = SETTINGS[place].choices.get(choice) {
                lab.put(&SETTINGS[place], text);
            }
        }
        prop_assert_eq!(lab.problems(), Vec::new());
        let exchange = simulate(lab.setup().expect("it has no problems")).exchange;
        story(&exchange);
        prop_assert_eq!(Lab::parse(&lab.query()).0.policy(), lab.policy());
    }

    #[test]
    fn what_has_no_problem_runs(lab in labs()) {
        let stopped = lab.problems().iter().any(|problem| problem.stops);
        match lab.setup() {
            Ok(setup) => {
                prop_assert!(!stopped);
                simulate(setup);
            }
            Err(problems) => prop_assert!(!problems.is_empty()),
        }
    }

    #[test]
    fn rows_of_any_text_keep_it_a_single_step(text in any::<String>()) {
        for part in [Part::Times, Part::RetryAfter, Part::After] {
            let mut trouble = Trouble::read("503").expect("a script");
            trouble.put(0, part, &text);
            if let Some(again) = Trouble::read(&trouble.to_string()) {
                prop_assert_eq!(again.rows().len(), 1);
            }
        }
    }

    #[test]
    fn a_rule_of_any_text_stays_a_single_rule(text in "\\PC{0,30}|[a-z0-9;:, |%x*]{0,30}|limit fixed 5/10s[;,\n]ok") {
        let mut trouble = Trouble::read("limit fixed 5/10s").expect("a script");
        trouble.put(0, Part::Text, &text);
        if let Ok(script) = Script::parse(&trouble.to_string()) {
            prop_assert!(script.rules().len() <= 1);
        }
    }
}

#[test]
fn a_comparison_is_part_of_the_link() {
    let compared = lab("client=okhttp&compare=careful%2Cfetch");
    assert_eq!(compared.query(), "client=okhttp&compare=careful%2Cfetch");
    let names = |lab: &Lab| {
        lab.compared()
            .iter()
            .map(|policy| policy.slug)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&compared), ["okhttp", "careful", "fetch"]);
    let (odd, ignored) = Lab::parse("compare=ky,got,ky,,nobody,careful,fetch,okhttp,wget,swr");
    assert_eq!(odd.rivals.len(), MAX_RIVALS);
    assert_eq!(
        ignored,
        [
            "this version knows no client “nobody” to compare",
            "“wget” is one client more than can be compared",
            "“swr” is one client more than can be compared"
        ]
    );
    // The careful client is no rival of itself, unless it is changed.
    assert_eq!(names(&odd), ["careful", "ky", "got", "fetch", "okhttp"]);
    let changed = lab("policy=attempts%3D9&compare=careful");
    assert_eq!(names(&changed), ["careful, changed", "careful"]);
}

#[test]
fn every_client_has_someone_to_be_compared_with() {
    for client in presets::ALL {
        let mut lab = Lab {
            client,
            ..Lab::default()
        };
        lab.rivals = lab.usual_rivals();
        assert!(!lab.rivals.contains(client), "{}", client.slug);
        assert!((3..=5).contains(&lab.compared().len()), "{}", client.slug);
        let setup = lab.setup().expect("the default runs");
        assert_eq!(lab.compare(&setup).runs.len(), lab.compared().len());
    }
    let slugs = |query: &str| {
        lab(query)
            .usual_rivals()
            .iter()
            .map(|rival| rival.slug)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        slugs(""),
        ["fetch", "axios-retry", "got", "go-retryablehttp"]
    );
    assert_eq!(slugs("client=ky"), ["careful", "fetch", "axios-retry"]);
    assert_eq!(
        slugs("client=ky&policy=attempts%3D9"),
        ["ky", "careful", "fetch", "axios-retry"]
    );
}
