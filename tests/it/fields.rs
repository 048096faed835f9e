//! Every field a reader of the lab can meet is explained: those the shop sends, those its examples and the form suggest,
//! those the reference names.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use teapot::backend::trouble::TROUBLES;
use teapot::backend::{Backend, Script, routes};
use teapot::catalogue;
use teapot::protocol::{Body, Outcome, Request, Response, fields};
use teapot::share::lab::KNOWN;
use teapot::time::Instant;

#[derive(Default)]
struct Unknown(BTreeSet<String>);

impl Unknown {
    fn note(&mut self, name: &str) {
        if fields::find(name).is_none() {
            self.0.insert(name.to_owned());
        }
    }

    fn note_all(&mut self, response: &Response) {
        for name in response.headers.keys() {
            self.note(name.as_str());
        }
    }

    fn ask(&mut self, server: &mut Backend, second: u64, request: &Request) {
        let reply = server.respond(Instant::from_millis(second * 1_000), request);
        for interim in &reply.interim {
            self.note_all(&interim.response);
        }
        if let Some(Outcome::Answered(response)) = &reply.outcome {
            self.note_all(response);
        }
    }
}

/// A request for every example of every operation, with its fields.
fn examples() -> Vec<Request> {
    let mut requests = Vec::new();
    for operation in routes().flat_map(|route| route.operations) {
        for example in operation.examples {
            let method: Method = operation.method.parse().expect("a method");
            let mut request = Request::new(method, example.path.parse().expect("a path"));
            for (name, value) in example.fields {
                let name: http::HeaderName = name.parse().expect("a name");
                request = request.with(name, value.parse().expect("a value"));
            }
            if let Some(media_type) = operation.takes.first().filter(|_| !example.body.is_empty()) {
                let value = media_type.parse().expect("a value");
                request = request.with(http::header::CONTENT_TYPE, value);
            }
            request.body = Body::from(example.body);
            requests.push(request);
        }
    }
    requests
}

#[test]
fn every_field_of_the_lab_is_explained() {
    let mut unknown = Unknown::default();
    for (name, _) in KNOWN {
        unknown.note(name);
    }
    for code in catalogue::all() {
        for field in code.fields {
            unknown.note(field.name);
        }
    }
    let examples = examples();
    assert!(examples.len() > 40, "{} examples", examples.len());
    for request in &examples {
        for name in request.headers.keys() {
            unknown.note(name.as_str());
        }
    }
    let troubles = TROUBLES.iter().map(|trouble| trouble.example);
    for script in troubles.chain([""]) {
        let script = Script::parse(script).expect("an example is a script");
        let mut server = Backend::new(script, 1);
        for (second, request) in (0..).zip(&examples) {
            unknown.ask(&mut server, second, request);
        }
    }
    let mut server = Backend::new(Script::default(), 1);
    for code in 100..600_u16 {
        StatusCode::from_u16(code).expect("a code");
        let path = format!("/api/status/{code}").parse().expect("a path");
        unknown.ask(&mut server, 0, &Request::new(Method::GET, path));
    }
    assert!(unknown.0.is_empty(), "not explained: {:?}", unknown.0);
}
