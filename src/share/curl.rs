//! A request as a command for curl, to paste into a shell.

use http::HeaderName;

use super::lab::{HOST, Lab};

/// Where the request of a set-up goes; `origin` stands for the lab's own server, such as `http://127.0.0.1:8418`.
pub fn address(lab: &Lab, origin: &str) -> String {
    let typed = lab.path.trim();
    let own = typed
        .strip_prefix("https://")
        .and_then(|rest| rest.strip_prefix(HOST))
        .filter(|path| path.is_empty() || path.starts_with(['/', '?']));
    let path = own.unwrap_or(typed);
    if own.is_some() || path.starts_with('/') {
        [origin, path].concat()
    } else {
        path.to_owned()
    }
}

/// The command for the request of a set-up; for `origin` see [`address`].
///
/// What curl would add or change on its own is told not to happen, so that it sends what the lab sends.
pub fn command(lab: &Lab, origin: &str) -> String {
    let url = address(lab, origin);
    let mut command = "curl -i".to_owned();
    match lab.method.as_str() {
        // The answer to HEAD announces content that curl would wait for.
        "HEAD" if lab.body.is_empty() => command += " --head",
        // With content, curl refuses that; it shows the answer and then waits in vain, so the wait gets an end.
        "HEAD" => command += " -X HEAD --max-time 5",
        "GET" if lab.body.is_empty() => {}
        "POST" if !lab.body.is_empty() => {}
        method => {
            command += " -X ";
            command += &quote(method);
        }
    }
    // Brackets and braces would make several requests of one, and dots would be resolved.
    if url.contains(['[', ']', '{', '}']) {
        command += " --globoff";
    }
    if url.contains("/.") {
        command += " --path-as-is";
    }
    let mut typed = false;
    let mut field = |name: &str, value: &str| {
        typed |= name.eq_ignore_ascii_case("content-type");
        command += " \\\n  -H ";
        // An empty value after a colon would take the field away.
        command += &quote(&match value.trim() {
            "" => format!("{name};"),
            value => format!("{name}: {value}"),
        });
    };
    for line in &lab.fields {
        let name = line.name().trim();
        // Nothing else can be sent; and curl would read what begins with an at sign from a file.
        if HeaderName::from_bytes(name.as_bytes()).is_ok() {
            field(name, line.value());
        }
    }
    if !lab.body.is_empty() {
        if !typed {
            // A form, if it is not told that there is no type.
            command += " \\\n  -H 'Content-Type:'";
        }
        // Raw: an at sign at the beginning is one.
        command += " \\\n  --data-raw ";
        command += &quote(&lab.body);
    }
    command += if command.contains('\n') {
        " \\\n  "
    } else {
        " "
    };
    command + &quote(&url)
}

/// A word for a POSIX shell that means exactly this text: in single quotes everything but a single quote stands for itself
/// (POSIX.1-2017, Shell Command Language, §2.2.2). No program can be handed a NUL, so it is left out.
fn quote(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\0', "").replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;
    use crate::share::lab::Line;

    const ORIGIN: &str = "http://127.0.0.1:8418";

    fn lab(method: &str, path: &str, fields: &[&str], body: &str) -> Lab {
        Lab {
            method: method.to_owned(),
            path: path.to_owned(),
            fields: fields.iter().map(|line| Line::read(line)).collect(),
            body: body.to_owned(),
            ..Lab::default()
        }
    }

    /// The arguments curl would be started with, as a real shell reads them.
    fn arguments(command: &str) -> Vec<String> {
        let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{command}\n");
        let output = Command::new("sh").args(["-c", &script]).output();
        let output = output.expect("there is a shell");
        assert!(output.status.success(), "{command}");
        let text = String::from_utf8(output.stdout).expect("what went in was UTF-8");
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    #[test]
    fn a_request_is_a_command() {
        let post = lab(
            "POST",
            "/api/users?a=1&b=2",
            &[
                "Content-Type: application/json",
                "Idempotency-Key: \"8c1f\"",
            ],
            "{\n  \"name\": \"Mary Shaw\"\n}",
        );
        insta::assert_snapshot!(command(&post, ORIGIN), @r#"
        curl -i \
          -H 'Content-Type: application/json' \
          -H 'Idempotency-Key: "8c1f"' \
          --data-raw '{
          "name": "Mary Shaw"
        }' \
          'http://127.0.0.1:8418/api/users?a=1&b=2'
        "#);
        let get = lab("GET", "/api/users/7", &[], "");
        insta::assert_snapshot!(command(&get, ORIGIN), @"curl -i 'http://127.0.0.1:8418/api/users/7'");
    }

    #[test]
    fn a_shell_reads_back_what_was_written() {
        let body = "it's \"$HOME\" `id` \\ 100% !\n\tand naïve ☕\n";
        let put = lab(
            "PUT",
            "/api/files/a'b?q=$(id)",
            &["Content-Type: text/plain", "X-Empty:", "X-Quote: '\\''"],
            body,
        );
        let read = arguments(&command(&put, ORIGIN));
        let expected = [
            "-i",
            "-X",
            "PUT",
            "-H",
            "Content-Type: text/plain",
            "-H",
            "X-Empty;",
            "-H",
            "X-Quote: '\\''",
            "--data-raw",
            body,
            "http://127.0.0.1:8418/api/files/a'b?q=$(id)",
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn curl_sends_what_was_meant() {
        let words = |lab: &Lab| arguments(&command(lab, ORIGIN)).join(" ");
        let url = format!("{ORIGIN}/api/users");
        // An at sign is not a file, a dash no option, and without a type there is none.
        let at = lab("POST", "/api/users", &[], "@/etc/passwd");
        let expected = format!("-i -H Content-Type: --data-raw @/etc/passwd {url}");
        assert_eq!(words(&at), expected);
        let dash = lab(
            "POST",
            "/api/users",
            &["content-type: text/plain"],
            "--next",
        );
        let expected = format!("-i -H content-type: text/plain --data-raw --next {url}");
        assert_eq!(words(&dash), expected);
        assert_eq!(
            words(&lab("HEAD", "/api/users", &[], "")),
            format!("-i --head {url}")
        );
        let head = lab("HEAD", "/api/users", &["Content-Type: text/plain"], "x");
        let expected =
            format!("-i -X HEAD --max-time 5 -H Content-Type: text/plain --data-raw x {url}");
        assert_eq!(words(&head), expected);
        assert_eq!(
            words(&lab("M'S", "/api/users", &["@x: y"], "")),
            format!("-i -X M'S {url}")
        );
        let odd = lab("GET", "/api/../[1-9]", &[], "");
        assert_eq!(
            words(&odd),
            format!("-i --globoff --path-as-is {ORIGIN}/api/../[1-9]")
        );
        let elsewhere = lab("GET", "https://partner.example/", &[], "");
        assert_eq!(words(&elsewhere), "-i https://partner.example/");
        let other = lab("GET", "https://shop.example.org/", &[], "");
        assert_eq!(words(&other), "-i https://shop.example.org/");
        let own = lab("GET", "https://shop.example/api/users", &[], "");
        assert_eq!(words(&own), format!("-i {url}"));
    }

    proptest! {
        // Each case starts a shell.
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn any_word_survives_the_shell(text in "[^\0]{0,40}") {
            let read = arguments(&format!("curl {} x", quote(&text)));
            prop_assert_eq!(read, [text, "x".to_owned()]);
        }
    }
}
