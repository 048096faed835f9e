//! The OpenAPI description says what the server does: compared with the table of routes and with what the server answers.

use std::collections::BTreeSet;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Uri};
use serde_json::{Map, Value};
use teapot::backend::{Backend, Example, Operation, Route, Script, openapi, routes};
use teapot::protocol::{Body, Outcome, Request, Response};
use teapot::time::Instant;

/// The operations that have no good answer.
const NEVER_GOOD: &[&str] = &["get_api_orders_stream", "head_api_orders_stream"];

fn document() -> Value {
    serde_json::from_str(&openapi::document()).expect("the description is JSON")
}

/// An object, or an empty one where there is nothing.
fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// How OpenAPI 3.1 names the method in a path: it knows no QUERY.
fn key(method: &str) -> String {
    let key = method.to_lowercase();
    if key == "query" {
        format!("x-{key}")
    } else {
        key
    }
}

/// Every operation of the document: path, method as it is written there, the operation.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut operations = Vec::new();
    for (path, item) in object(&document["paths"]) {
        for (method, operation) in object(&item) {
            if !["summary", "parameters"].contains(&method.as_str()) {
                operations.push((path.clone(), method, operation));
            }
        }
    }
    operations
}

/// What a `$ref` leads to, or the value itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(target) => document
            .pointer(target.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{target} leads nowhere")),
        None => value,
    }
}

/// Every object of a document, with its own name.
fn visit(name: &str, value: &Value, look: &mut impl FnMut(&str, &Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            look(name, members);
            members
                .iter()
                .for_each(|(name, value)| visit(name, value, look));
        }
        Value::Array(items) => items.iter().for_each(|item| visit(name, item, look)),
        _ => {}
    }
}

#[test]
fn it_has_the_operations_of_the_table_and_no_others() {
    let mut expected = BTreeSet::new();
    for route in routes() {
        let methods = route.allow();
        let methods = methods
            .split(", ")
            .map(|method| (route.pattern.to_owned(), key(method)));
        expected.extend(methods);
    }
    let document = document();
    let found = operations(&document)
        .into_iter()
        .map(|(path, method, _)| (path, method));
    assert_eq!(found.collect::<BTreeSet<_>>(), expected);
}

#[test]
fn every_operation_has_a_name_of_its_own_and_the_answers_of_the_table() {
    let document = document();
    let mut names = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let name = operation["operationId"]
            .as_str()
            .expect("a name")
            .to_owned();
        let answers: BTreeSet<String> = object(&operation["responses"])
            .into_iter()
            .map(|answer| answer.0)
            .collect();
        let good = answers.iter().any(|status| status.starts_with(['2', '3']));
        assert_eq!(
            good,
            !NEVER_GOOD.contains(&name.as_str()),
            "{name}: {answers:?}"
        );
        assert!(names.insert(name.clone()), "{name} comes twice");
        let route = routes()
            .find(|route| route.pattern == path)
            .expect("a route");
        if let Some(own) = route.operation(&method.trim_start_matches("x-").to_uppercase()) {
            for (status, cause) in own.answers() {
                if method == "head" && status >= 400 {
                    assert!(answers.contains("default"), "{name}");
                    continue;
                }
                let answer = resolved(&document, &operation["responses"][status.to_string()]);
                assert_eq!(answer["description"], cause, "{name}: {status}");
            }
        }
    }
}

#[test]
fn what_it_refers_to_is_there_and_what_is_there_is_referred_to() {
    let document = document();
    let mut referred = BTreeSet::new();
    visit("", &document, &mut |_, members| {
        if let Some(target) = members.get("$ref") {
            resolved(&document, &members.clone().into());
            referred.insert(target.as_str().expect("a reference is a string").to_owned());
        }
        for scheme in members
            .get("security")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let name = object(scheme).keys().next().expect("a scheme").clone();
            assert!(
                document["components"]["securitySchemes"][&name].is_object(),
                "{name}"
            );
            referred.insert(format!("#/components/securitySchemes/{name}"));
        }
    });
    for (kind, members) in object(&document["components"]) {
        for (name, _) in object(&members) {
            let own = format!("#/components/{kind}/{name}");
            assert!(referred.contains(&own), "nothing refers to {own}");
        }
    }
}

#[test]
fn every_content_has_a_type() {
    const PRIMITIVES: [&str; 7] = [
        "object", "array", "string", "integer", "number", "boolean", "null",
    ];
    visit("", &document(), &mut |name, members| {
        if name == "schema" || name == "items" {
            assert!(!members.is_empty(), "a schema says nothing");
        }
        if let Some(kind) = members.get("type").and_then(Value::as_str)
            && members.len() < 4
            && name == "schema"
        {
            assert!(
                PRIMITIVES.contains(&kind),
                "there is no type {kind:?}: is a row of CONTENT missing?"
            );
        }
    });
}

/// The example of the table as a client sends it.
fn request(operation: &Operation, example: &Example) -> Request {
    let method = Method::from_bytes(operation.method.as_bytes()).expect("a method");
    let uri: Uri = example.path.parse().expect("a path");
    let mut request = Request::new(method, uri);
    for (name, value) in example.fields {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        let value = HeaderValue::from_str(value).expect("a value");
        request.headers.append(name, value);
    }
    request.body = Body::from(example.body);
    if !request.headers.contains_key("transfer-encoding") && !example.body.is_empty() {
        let length = HeaderValue::from(request.body.len());
        request.headers.insert(CONTENT_LENGTH, length);
    }
    request
}

fn answer(request: &Request) -> Response {
    let mut server = Backend::new(Script::default(), 418);
    match server.respond(Instant::START, request).outcome {
        Some(Outcome::Answered(response)) => response,
        other => panic!("{} {}: {other:?}", request.method, request.uri),
    }
}

fn examples() -> impl Iterator<Item = (&'static Route, &'static Operation, &'static Example)> {
    routes().flat_map(|route| {
        let operations = route.operations.iter();
        operations.flat_map(move |operation| {
            let examples = operation.examples.iter();
            examples.map(move |example| (route, operation, example))
        })
    })
}

#[test]
fn the_server_answers_as_described() {
    /// The fields that tell a client something here.
    const TELLING: [&str; 14] = [
        "accept",
        "allow",
        "content-range",
        "etag",
        "last-modified",
        "link",
        "location",
        "ratelimit",
        "ratelimit-policy",
        "retry-after",
        "upgrade",
        "vary",
        "www-authenticate",
        "connection",
    ];
    let document = document();
    let mut wrong = Vec::new();
    for (route, operation, example) in examples() {
        let response = answer(&request(operation, example));
        let status = response.status.as_u16().to_string();
        let of = format!(
            "{}: {} {}: {status}",
            example.summary, operation.method, example.path
        );
        let described = &document["paths"][route.pattern][key(operation.method)]["responses"];
        let Some(described) = described.get(&status).or(described.get("default")) else {
            wrong.push(format!("{of} is not described"));
            continue;
        };
        let described = resolved(&document, described);
        if let (Some(media_type), Some(content)) =
            (response.field(CONTENT_TYPE), described.get("content"))
        {
            let essence = media_type.split(';').next().unwrap_or_default();
            if content.get(essence).is_none() && essence != "multipart/byteranges" {
                wrong.push(format!("{of} with {essence}, and {content} is described"));
            }
        }
        let fields = object(&described["headers"]);
        for (name, field) in &fields {
            if field["required"] == true && !response.headers.contains_key(name) {
                wrong.push(format!("{of} lacks {name}"));
            }
        }
        let described: BTreeSet<String> = fields.keys().map(|name| name.to_lowercase()).collect();
        for name in response.headers.keys().map(HeaderName::as_str) {
            if TELLING.contains(&name) && !described.contains(name) {
                wrong.push(format!("{of} with {name}, which is not described"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_fields_of_requests_are_described_where_they_mean_something() {
    /// What media types, security schemes and the framing of a message speak for.
    const ELSEWHERE: [&str; 6] = [
        "Content-Type",
        "Accept",
        "Authorization",
        "X-API-Key",
        "Expect",
        "Transfer-Encoding",
    ];
    let document = document();
    let fields = |route: &Route, method: &str| -> BTreeSet<String> {
        let parameters = &document["paths"][route.pattern][key(method)]["parameters"];
        let parameters = parameters.as_array().into_iter().flatten();
        parameters
            .filter(|parameter| parameter["in"] == "header")
            .map(|parameter| parameter["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    for (route, operation, example) in examples() {
        // Being sent elsewhere works the same with and without conditions.
        if route.family == "Redirects" {
            continue;
        }
        let described = fields(route, operation.method);
        for (name, _) in example
            .fields
            .iter()
            .filter(|(name, _)| !ELSEWHERE.contains(name))
        {
            assert!(described.contains(*name), "{}: {name}", example.summary);
        }
    }
    for route in routes() {
        for operation in route.operations {
            let knows = |status| {
                operation
                    .own_answers
                    .iter()
                    .any(|answer| answer.0 == status)
            };
            for name in fields(route, operation.method) {
                let means = match name.as_str() {
                    "If-Match" => knows(412) || knows(428),
                    "If-None-Match" => knows(304) || knows(412),
                    "If-Modified-Since" => knows(304),
                    "If-Unmodified-Since" => knows(412),
                    "Range" | "If-Range" => knows(206),
                    "Idempotency-Key" => operation.method == "POST" && knows(409),
                    "Prefer" => knows(204),
                    _ => false,
                };
                assert!(means, "{} {}: {name}", operation.method, route.pattern);
            }
        }
    }
}
