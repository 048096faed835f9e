use std::process::Command;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::share::curl::command;
use crate::share::lab::{Lab, MAX_BODY, MAX_FIELDS};

const ORIGIN: &str = "http://127.0.0.1:8418";

fn read(text: &str) -> Pasted {
    paste(text).expect("it is one").expect("it can be read")
}

fn error(text: &str) -> String {
    paste(text).expect("it is one").expect_err("it is wrong")
}

#[test]
fn a_path_a_url_and_prose_stay_what_they_are() {
    for text in [
        "",
        " ",
        "/api/users/7",
        "/api/curl",
        "/usr/bin/curl",
        "/api?x=fetch(1)",
        "https://example.com/",
        "https://example.com/?q=fetch('a')",
        "https://example.com/curl -x",
        "curly braces",
        "prefetch(\"/a\")",
        "$fetch(\"/a\")",
        "get /a",
        "GET",
        "GET up",
        "Accept: */*",
        "I said fetch(\"/a\")",
        "# only a comment",
        "// only a comment",
        ":root { }",
    ] {
        assert_eq!(paste(text), None, "{text}");
    }
}

#[test]
fn what_was_pasted_is_told_apart() {
    assert_eq!(read("\u{feff}  curl x.example").kind, Kind::Curl);
    assert_eq!(read("$ curl.exe x.example").kind, Kind::Curl);
    assert_eq!(
        read("C:\\Windows\\System32\\curl.exe x.example").kind,
        Kind::Curl
    );
    assert_eq!(read("sudo /opt/bin/curl x.example").kind, Kind::Curl);
    assert_eq!(read("window.fetch('/a')").kind, Kind::Fetch);
    assert_eq!(read("res = await fetch('/a');").kind, Kind::Fetch);
    assert_eq!(read("/* a */ // b\nfetch('/a')").kind, Kind::Fetch);
    assert_eq!(read("GET /a HTTP/1.1\r\nHost: a\r\n\r\n").kind, Kind::Http);
    assert_eq!(read("M-SEARCH * HTTP/1.1").method, "M-SEARCH");
}

#[test]
fn an_error_says_where() {
    assert_eq!(
        error("curl -H 'é' \"open"),
        "The \" at character 13 is not closed."
    );
    assert_eq!(error("curl $'a\\"), "The ' at character 7 is not closed.");
    assert_eq!(error("curl \"$(a\""), "The ( at character 8 is not closed.");
    assert_eq!(
        error("fetch(\"/é\", { a: [1"),
        "What begins at character 18 is not closed."
    );
    assert!(error("HTTP/1.1 503 Service Unavailable\n").contains("Decide"));
    assert!(error("curl").contains("no URL"));
    assert!(error(":method: GET").contains("no path"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long it really takes")]
fn a_long_text_is_cut_and_read_in_no_time() {
    const STARTS: &str = "curl x.example ·curl x.example '·curl x.example \"·curl ^\"x.example^\" ·curl x.example `\n ·\
        curl x.example/·curl x.example -F a=·curl x.example -·curl x.example -d @- <<E\n·fetch(\"/\", { a: ·\
        fetch(\"/\", { body: JSON.stringify(·fetch(\"/\", { headers: {·GET / HTTP/1.1\n·:method: GET\n·# ·// ·";
    const PIECES: &str = "a·é· ·\n·\n ·'·\"·`·\\·^·$(·${a}·$a ·{·[·(·{}·[]·{a·-s ·s·-H a:b ·-d a ·-F a=b ·<<E\n·>a ·> ·& ·\
        a:1,·\"a\":1,·1,·...a,·[1,·JSON.stringify(·JSON.stringify(\"·`${·//·/*·/* */·# \n·// \n·a: b\n·a\n·../·%41·\0·\
        ;a=\"·'\"·fetch(·\r";
    const CUT: &str = "Only the first 200 KB were read.";
    let pairs = STARTS
        .split('·')
        .flat_map(|start| PIECES.split('·').map(move |piece| (start, piece)));
    // All of them take half a minute, without optimisation.
    for (start, piece) in pairs.step_by(7) {
        let text = format!("{start}{}", piece.repeat(1_000_000 / piece.len()));
        let began = Instant::now();
        let Some(result) = paste(&text) else { continue };
        // What grows with the square of a length takes minutes.
        assert!(began.elapsed() < Duration::from_secs(10), "{start}{piece}");
        match result {
            Ok(pasted) => {
                assert_eq!(pasted.left_out[0], CUT, "{start}{piece}");
                Lab::default().paste_into(pasted);
            }
            Err(what) => assert!(what.ends_with(CUT), "{start}{piece}"),
        }
    }
}

#[test]
fn a_form_takes_what_fits() {
    let mut lab = Lab {
        script: "503 x9".to_owned(),
        ..Lab::default()
    };
    let mut text = "curl shop.example/a".to_owned();
    for at in 0..12 {
        text += &format!(" -H 'X-{at}: 1' -H 'Sec-{at}: 1'");
    }
    text += &format!(
        " -H 'Long: {}' -d {} -X {}",
        "x".repeat(1_001),
        "é".repeat(8_001),
        "M".repeat(41)
    );
    let said = lab.paste_into(read(&text));
    assert_eq!(
        (lab.method.as_str(), lab.path.as_str(), lab.body.as_str()),
        ("GET", "/a", "")
    );
    assert_eq!(lab.script, "503 x9");
    // The twelve, and the type of the content.
    assert_eq!(lab.fields.len(), 13);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains("41 characters"));
    assert!(said[1].contains("8001 characters"));
    assert!(said[2].contains("Long, Sec-0, Sec-1"));

    let mut text = "GET /b HTTP/1.1\n".to_owned();
    for at in 0..30 {
        text += &format!("X-{at}: 1\n");
    }
    text += "\n";
    text += &"x".repeat(MAX_BODY);
    let said = lab.paste_into(read(&text));
    assert_eq!(lab.fields.len(), MAX_FIELDS);
    assert_eq!(lab.body.len(), MAX_BODY);
    assert!(said[0].contains("X-20, X-21"), "{said:?}");

    let path = lab.path.clone();
    lab.paste_into(read("fetch(url)"));
    assert_eq!(lab.path, path);
}

/// The words bash makes of a command; none when it cannot read it.
fn bash(words: &str) -> Option<Vec<String>> {
    let script = format!("printf '%s\\0' {words}\n");
    let output = Command::new("bash")
        .env("LC_ALL", "C.UTF-8")
        .args(["-c", &script])
        .output()
        .expect("there is a shell");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output
        .status
        .success()
        .then(|| text.split_terminator('\0').map(str::to_owned).collect())
}

fn fields() -> impl Strategy<Value = Vec<Line>> {
    let line = "[A-Za-z!#$%&'*+.^_`|~-]{1,12}: ([!-~]([ -~]{0,20}[!-~])?)?";
    let line = line.prop_filter("the client writes it", |line| {
        !line.to_ascii_lowercase().starts_with("host:")
    });
    prop::collection::vec(line.prop_map(|line| Line::read(&line)), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_command_is_read_back(
        method in "GET|HEAD|POST|PUT|PATCH|DELETE|[A-Z'-]{1,8}",
        path in "(https://partner\\.example)?/([a-z0-9._~!$&'()*+,;=:@%/\\[\\]{}-]{0,20}|\\.\\./)?(\\?[ -\"$-~]{0,20}[!-\"$-~])?",
        fields in fields(),
        body in "([^\0]{0,40}|@.{0,5}|-.{0,5})",
    ) {
        // A backslash before a brace is curl's own.
        prop_assume!(!path.contains('\\') && !body.contains('\0'));
        let lab = Lab { method, path, fields, body, ..Lab::default() };
        let text = command(&lab, ORIGIN);
        let pasted = read(&text);
        prop_assert_eq!(pasted.kind, Kind::Curl);
        prop_assert_eq!(&pasted.method, &lab.method);
        prop_assert_eq!(&pasted.path, &lab.path);
        prop_assert_eq!(&pasted.fields, &lab.fields);
        prop_assert_eq!(&pasted.body, &lab.body);
        let mut back = Lab::default();
        back.paste_into(pasted);
        prop_assert_eq!(command(&back, ORIGIN), text);
    }

    #[test]
    fn no_text_is_too_much(text in any::<String>(), start in "(curl |fetch\\(|GET / HTTP/1.1\n|:method: |\\$ curl -)?") {
        if let Some(Ok(pasted)) = paste(&format!("{start}{text}")) {
            Lab::default().paste_into(pasted);
        }
    }

    #[test]
    fn signs_of_the_three_are_read(text in "([-{}()\\[\\]'\"`$\\\\^\n :,;/*<>|&@=#?%.]|curl |fetch\\(|a|é|new |null|-d |\r\n){0,60}", start in "(curl |fetch\\(|GET / HTTP/1.1\n|:method: )") {
        if let Some(Ok(pasted)) = paste(&format!("{start}{text}")) {
            Lab::default().paste_into(pasted);
        }
    }
}

proptest! {
    // Each case starts a shell.
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bash_splits_words_the_same_way(words in "(a|b|é| |'|\"|\\\\|\\$'|\\\\n|\\\\x4|\\\\u00e9|\\\\101|\\\\'|-|=|a\\\\\n|\t|#|@|:|%){0,14}x") {
        // After a comment, bash takes the next line for another command.
        prop_assume!(!words.contains('#') || !words.contains('\n'));
        let ours = shell::split(&words, 0).ok().map(|command| command.words);
        let mut theirs = bash(&words);
        // Without words `printf` prints one that is empty.
        if ours.as_ref().is_some_and(Vec::is_empty) && theirs.as_deref() == Some(&[String::new()]) {
            theirs = Some(Vec::new());
        }
        prop_assert_eq!(ours, theirs, "{}", words);
    }
}
