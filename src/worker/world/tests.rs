use http::Method;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};

use super::*;
use crate::protocol::Body;

fn world(script: &str) -> World {
    World::new(Script::parse(script).expect("a script"), 1)
}

fn get(path: &'static str) -> Request {
    Request::new(Method::GET, http::Uri::from_static(path))
}

fn create() -> Request {
    let mut request = Request::new(Method::POST, http::Uri::from_static("/api/users"));
    request.body = Body::from("{\"name\":\"Mary Shaw\"}");
    let length = HeaderValue::from(request.body.len());
    request.headers.insert(CONTENT_LENGTH, length);
    request.with(CONTENT_TYPE, HeaderValue::from_static("application/json"))
}

/// What was done with a send, and for how many requests.
fn last(world: &World, name: &str) -> Option<(Last, usize)> {
    let (last, requests, _) = world.last(name)?;
    Some((serde_json::from_str(&last).expect("what is told"), requests))
}

/// What the browser stops and starts again.
fn stopped(world: &World) -> World {
    World::read(&world.write()).expect("a world can be read back")
}

fn send(world: &mut World, name: &str, again: u32, request: &Request) -> Answer {
    let name = name.to_owned();
    let ticket = Ticket { name, again };
    world.respond(1_000, Some(Instant::START), Some(&ticket), request)
}

#[test]
fn a_request_that_is_sent_again_is_done_once() {
    let mut world = world("ok after=1s");
    let first = send(&mut world, "a.0", 0, &create());
    for again in [0, 0, 1, 1, 2] {
        world = stopped(&world);
        assert_eq!(send(&mut world, "a.0", again, &create()), first);
        assert_eq!(world.backend.users(), 13);
    }
    world = stopped(&world);
    let (last, requests) = last(&world, "a.0").expect("it was done");
    assert_eq!((last.worked, last.sent, requests), (1_000, Some(201), 1));
    // The next send is another one, also when it asks for the same.
    send(&mut world, "a.1", 0, &create());
    assert_eq!((world.backend.users(), world.last("a.0")), (14, None));
}

#[test]
fn a_request_the_worker_never_began_on_is_not_known() {
    let mut world = world("");
    assert_eq!(world.last("a.0"), None);
    send(&mut world, "a.0", 1, &create());
    assert_eq!(
        (world.backend.users(), world.last("a.0").is_some()),
        (13, true)
    );
}

#[test]
fn a_repeat_undoes_nothing_others_did() {
    let mut world = world("");
    send(&mut world, "a.0", 0, &create());
    send(&mut world, "b.0", 0, &create());
    world = stopped(&world);
    send(&mut world, "a.0", 1, &create());
    assert_eq!(world.backend.users(), 14);
}

#[test]
fn redirects_are_no_repeats() {
    let mut world = world("303, 307 x2, ok");
    let hop = |world: &mut World, again, request: &Request| {
        *world = stopped(world);
        let answer = send(world, "a.0", again, request);
        let requests = world.last("a.0").map(|last| last.1);
        (answer.message.map(|message| message.status()), requests)
    };
    assert_eq!(hop(&mut world, 0, &create()), (Some(303), Some(1)));
    // Stopped before it left: the same once more.
    assert_eq!(hop(&mut world, 0, &create()), (Some(303), Some(1)));
    assert!(world.leaves("a.0"));
    // A redirect to itself leads to the same request.
    let itself = get("/api/users");
    assert_eq!(hop(&mut world, 0, &itself), (Some(307), Some(2)));
    assert_eq!(hop(&mut world, 0, &itself), (Some(307), Some(2)));
    assert!(world.leaves("a.0"));
    assert_eq!(hop(&mut world, 0, &itself), (Some(307), Some(3)));
    // The page begins the whole chain anew, and gets the same chain.
    assert_eq!(hop(&mut world, 1, &create()), (Some(303), Some(1)));
    world.leaves("a.0");
    for (status, requests) in [(307, 2), (307, 3), (200, 4)] {
        assert_eq!(hop(&mut world, 1, &itself), (Some(status), Some(requests)));
        world.leaves("a.0");
    }
    assert_eq!(hop(&mut world, 1, &itself), (Some(200), Some(4)));
    assert_eq!(world.backend.users(), 12);
}

#[test]
fn a_chain_takes_as_long_as_all_of_it() {
    let mut world = world("307 after=1s, ok after=2s");
    let mut length = |request: &Request| {
        send(&mut world, "a.0", 0, request);
        world.leaves("a.0");
        world.last("a.0").map(|last| last.2)
    };
    assert_eq!(length(&get("/api/users")), Some(1_000));
    assert_eq!(length(&get("/api/users/7")), Some(3_000));
}

#[test]
fn what_came_before_the_answer_and_how_slowly_it_leaves_is_told() {
    let link = HeaderValue::from_static("</style.css>; rel=preload");
    let hints = Response::new(http::StatusCode::EARLY_HINTS).with(http::header::LINK, link);
    let second = std::time::Duration::from_secs(1);
    let reply = Reply {
        interim: vec![crate::backend::Interim {
            after: second,
            response: hints.clone(),
        }],
        outcome: Some(Outcome::Answered(Response::new(http::StatusCode::OK))),
        after: 2 * second,
        drip: 3 * second,
        ..Reply::default()
    };
    let answer = Answer::new(500, String::new(), reply);
    assert_eq!(
        (answer.due, answer.worked, answer.drip),
        (2_500, 2_000, 3_000)
    );
    let last: Last = serde_json::from_str(&answer.last).expect("what is told");
    assert_eq!(last.interim().collect::<Vec<_>>(), [(second, hints)]);
}

#[test]
fn what_was_meant_is_said() {
    let told = |script: &str| {
        let mut world = world(script);
        let answer = send(&mut world, "a.0", 0, &create());
        let (last, _) = last(&world, "a.0").expect("it was done");
        let status = answer.message.map(|message| message.status());
        (last.failure, last.silent, last.sent, status)
    };
    assert_eq!(told("ok"), (None, false, Some(201), Some(201)));
    let failed = |slug: &str| Some(slug.to_owned());
    assert_eq!(told("reset"), (failed("reset"), false, Some(201), None));
    assert_eq!(
        told("truncated"),
        (failed("truncated"), false, Some(201), Some(201))
    );
    assert_eq!(told("dns"), (failed("dns"), false, None, None));
    assert_eq!(told("timeout"), (None, true, None, None));
}

#[test]
fn a_server_that_is_kept_begins_its_script_anew() {
    let mut world = world("503");
    let answer = |world: &mut World| {
        let answer = world.respond(0, Some(Instant::START), None, &create());
        answer.message.map(|message| message.status())
    };
    assert_eq!(
        (answer(&mut world), answer(&mut world)),
        (Some(503), Some(201))
    );
    world.again(Script::parse("503").expect("a script"), 1);
    assert_eq!(
        (answer(&mut world), answer(&mut world)),
        (Some(503), Some(201))
    );
    assert_eq!(world.backend.users(), 14);
}

#[test]
fn senders_are_forgotten_in_time() {
    let mut world = world("");
    for sender in 0..100 {
        send(&mut world, &format!("{sender}.0"), 0, &get("/api/users"));
    }
    assert_eq!(world.sent.len(), MAX_SENT);
    assert!(world.last("99.0").is_some() && world.last("1.0").is_none());
}

#[test]
fn content_is_kept_byte_for_byte() {
    let value = HeaderValue::from_bytes(b"a: \xe9").expect("a value");
    let mut response = Response::new(http::StatusCode::OK).with(CONTENT_TYPE, value);
    for body in [(0..=255).collect(), b"\n\na: b\n\n".to_vec(), Vec::new()] {
        response.body = Body(body);
        let message = Message::new(&response);
        let fields: Vec<_> = message.fields().collect();
        assert_eq!(
            (message.status(), message.body()),
            (200, response.body.0.clone())
        );
        assert_eq!(fields, [("content-type", "a: \u{e9}")]);
    }
    // Nothing to know is nothing to break on.
    assert_eq!(
        (
            Message(String::new()).status(),
            Message(String::new()).body()
        ),
        (0, Vec::new())
    );
}

#[test]
fn what_is_no_world_is_not_read() {
    let good = world("503").write();
    assert!(World::read(&good).is_some());
    let older = [&[2], &good[1..]].concat();
    for bytes in [
        &b""[..],
        b"null",
        b"{}",
        b"[3]",
        b"garbage",
        &older[..],
        &good[..good.len() / 2],
    ] {
        assert_eq!(World::read(bytes), None, "{bytes:?}");
    }
}

#[test]
fn a_request_of_no_run_goes_by_the_time_of_day() {
    let mut world = world("");
    let mut date = |clock| {
        let answer = world.respond(clock, None, None, &create());
        let message = answer.message.expect("an answer");
        let mut fields = message.fields();
        let date = fields.find(|(name, _)| *name == "date");
        date.map(|(_, date)| date.to_owned())
    };
    // The first of them meets the shop as it opens.
    assert_eq!(
        date(5_000_000).as_deref(),
        Some("Sun, 22 Nov 2026 12:00:00 GMT")
    );
    assert_eq!(
        date(5_061_000).as_deref(),
        Some("Sun, 22 Nov 2026 12:01:01 GMT")
    );
}
