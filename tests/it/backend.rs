//! Stories of the mock server, told in HTTP.

use std::fmt::Write;

use teapot::backend::{Backend, Script};
use teapot::protocol::text::{field_name, parse_request, print_response};
use teapot::protocol::{Outcome, Response};
use teapot::time::Instant;

/// Sends requests one after the other, a second apart, and tells what became of each.
fn tell(script: &str, requests: &[&str]) -> String {
    let mut server = Backend::new(Script::parse(script).expect("a script"), 418);
    let mut story = String::new();
    for (second, text) in requests.iter().enumerate() {
        // The one-line form `POST /path [field: value] | content` keeps stories short.
        let (head, content) = text.split_once(" | ").unwrap_or((text, ""));
        let (line, field) = head.split_once(" [").unwrap_or((head, ""));
        let kind = match line.split(' ').next() {
            Some("PATCH") => "application/merge-patch+json",
            _ => "application/json",
        };
        let mut message = format!("{line} HTTP/1.1\nHost: shop.example\nContent-Type: {kind}\n");
        if let Some(field) = field.strip_suffix(']') {
            message += field;
            message.push('\n');
        }
        let (request, _) = parse_request(&format!("{message}\n{content}")).expect("a request");
        let reply = server.respond(Instant::from_millis(second as u64 * 1_000), &request);
        let came = match &reply.outcome {
            Some(Outcome::Answered(response)) => brief(response),
            Some(Outcome::Failed(failure)) => failure.slug().to_owned(),
            None => "silence".to_owned(),
        };
        let lost = reply
            .lost
            .as_ref()
            .map_or(String::new(), |lost| format!(" (lost: {})", brief(lost)));
        let did = reply.did.map_or("never reached".to_owned(), |did| {
            let stock = match did.of.as_ref() {
                "" => String::new(),
                of => format!(", {} {of} now", did.after),
            };
            format!("{}, {} [{}{stock}]", did.title, did.note, did.verb)
        });
        let _ = writeln!(story, "{head} -> {came}{lost}\n    {did}");
    }
    story
}

fn brief(response: &Response) -> String {
    let mut text = response.status.as_str().to_owned();
    for (name, value) in &response.headers {
        let name = field_name(name);
        if matches!(name.as_str(), "Location" | "Retry-After" | "Allow") {
            let _ = write!(text, " {name}: {}", value.to_str().expect("ASCII"));
        }
    }
    text
}

#[test]
fn a_user_is_created_found_taken_and_gone() {
    let story = tell(
        "",
        &[
            r#"POST /api/users | {"name": "Mary Shaw", "email": "mary@shop.example"}"#,
            "GET /api/users/13",
            r#"POST /api/users | {"name": "Other Mary", "email": "Mary@shop.example"}"#,
            r#"PATCH /api/users/13 | {"role": "editor"}"#,
            r#"PUT /api/users/13 | {"name": "Mary", "id": 13}"#,
            r#"PUT /api/users/14 | {"name": "Nobody"}"#,
            "DELETE /api/users/13",
            "DELETE /api/users/13",
            "HEAD /api/users/13",
            r#"POST /api/users | {"name": "Next"}"#,
        ],
    );
    insta::assert_snapshot!(story, @r##"
    POST /api/users -> 201 Location: /api/users/13
        User 13 created, no key to know it by [create, 13 users now]
    GET /api/users/13 -> 200
        User 13 read, nothing changed [read]
    POST /api/users -> 409
        E-mail taken, nothing done [refuse]
    PATCH /api/users/13 -> 200
        User 13 changed, merged into it [change]
    PUT /api/users/13 -> 200
        User 13 replaced, as a whole [replace]
    PUT /api/users/14 -> 404
        Not found, nothing done [refuse]
    DELETE /api/users/13 -> 204
        User 13 deleted, 12 left [delete, 12 users now]
    DELETE /api/users/13 -> 410
        Gone, nothing done [refuse]
    HEAD /api/users/13 -> 410
        Gone, nothing done [refuse]
    POST /api/users -> 201 Location: /api/users/14
        User 14 created, no key to know it by [create, 13 users now]
    "##);
}

#[test]
fn a_lost_answer_and_a_repeat_make_two_users_without_a_key() {
    let post = r#"POST /api/users | {"name": "Mary Shaw"}"#;
    insta::assert_snapshot!(tell("reset", &[post, post]), @r##"
    POST /api/users -> reset (lost: 201 Location: /api/users/13)
        User 13 created, answer lost [create, 13 users now]
    POST /api/users -> 201 Location: /api/users/14
        User 14 created, no key to know it by [create, 14 users now]
    "##);
}

#[test]
fn a_lost_answer_and_a_repeat_make_one_user_with_a_key() {
    let post = r#"POST /api/users [Idempotency-Key: "8c1f-42d0"] | {"name": "Mary Shaw"}"#;
    let other = r#"POST /api/users [Idempotency-Key: "8c1f-42d0"] | {"name": "Someone Else"}"#;
    let new = r#"POST /api/users [Idempotency-Key: "77aa"] | {"name": "Someone Else"}"#;
    let script = "503 retry-after=2, reset";
    insta::assert_snapshot!(tell(script, &[post, post, post, other, new]), @r##"
    POST /api/users [Idempotency-Key: "8c1f-42d0"] -> 503 Retry-After: 2
        Refused at the door, nothing done [refuse]
    POST /api/users [Idempotency-Key: "8c1f-42d0"] -> reset (lost: 201 Location: /api/users/13)
        User 13 created, answer kept for the key [create, 13 users now]
    POST /api/users [Idempotency-Key: "8c1f-42d0"] -> 201 Location: /api/users/13
        Key known: replayed, nothing new [replay]
    POST /api/users [Idempotency-Key: "8c1f-42d0"] -> 422
        Key reused, nothing done [refuse]
    POST /api/users [Idempotency-Key: "77aa"] -> 201 Location: /api/users/14
        User 14 created, answer kept for the key [create, 14 users now]
    "##);
}

#[test]
fn a_unique_email_address_betrays_that_the_lost_answer_was_a_success() {
    let post = r#"POST /api/users | {"name": "Mary Shaw", "email": "mary@shop.example"}"#;
    insta::assert_snapshot!(tell("timeout", &[post, post]), @r##"
    POST /api/users -> silence (lost: 201 Location: /api/users/13)
        User 13 created, done, but never answered [create, 13 users now]
    POST /api/users -> 409
        E-mail taken, nothing done [refuse]
    "##);
}

#[test]
fn what_never_arrived_can_be_sent_again() {
    let post = r#"POST /api/users | {"name": "Mary Shaw"}"#;
    let script = "dns, refused, tls, reset before";
    insta::assert_snapshot!(tell(script, &[post; 5]), @r##"
    POST /api/users -> dns
        never reached
    POST /api/users -> refused
        never reached
    POST /api/users -> tls
        never reached
    POST /api/users -> reset
        Cut off, nothing done [reset]
    POST /api/users -> 201 Location: /api/users/13
        User 13 created, no key to know it by [create, 13 users now]
    "##);
}

#[test]
fn a_request_put_right_may_keep_its_key() {
    let wrong = r#"POST /api/users [Idempotency-Key: "1"] | {"nam": "Mary Shaw"}"#;
    let right = r#"POST /api/users [Idempotency-Key: "1"] | {"name": "Mary Shaw"}"#;
    insta::assert_snapshot!(tell("", &[wrong, right, right]), @r##"
    POST /api/users [Idempotency-Key: "1"] -> 422
        Not valid, nothing done [refuse]
    POST /api/users [Idempotency-Key: "1"] -> 201 Location: /api/users/13
        User 13 created, answer kept for the key [create, 13 users now]
    POST /api/users [Idempotency-Key: "1"] -> 201 Location: /api/users/13
        Key known: replayed, nothing new [replay]
    "##);
}

#[test]
fn a_refusal_reads_well_from_top_to_bottom() {
    let mut server = Backend::new(Script::default(), 418);
    let text = "POST /api/users HTTP/1.1\nHost: shop.example\nContent-Type: application/json\n\n{\"email\": \"mary\"}";
    let (request, _) = parse_request(text).expect("a request");
    let Some(Outcome::Answered(response)) = server.respond(Instant::START, &request).outcome else {
        panic!("no answer");
    };
    insta::assert_snapshot!(print_response(&response, "Unprocessable Content"), @r##"
    HTTP/1.1 422 Unprocessable Content
    Content-Type: application/problem+json
    Date: Sun, 22 Nov 2026 12:00:00 GMT
    X-Content-Type-Options: nosniff
    Content-Length: 419

    {
      "type": "tag:teapot.example,2026:not-valid",
      "title": "The user is not valid",
      "status": 422,
      "detail": "See errors for what to change.",
      "instance": "urn:uuid:4290c919-e251-43a8-af48-e4cb2fdc8d14",
      "error_id": "E-4290C919",
      "errors": [
        {
          "detail": "is required",
          "pointer": "#/name"
        },
        {
          "detail": "must look like name@shop.example",
          "pointer": "#/email"
        }
      ]
    }
    "##);
}
