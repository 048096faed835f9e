//! The OpenAPI description of the API, made from the table of routes. Written line by line, in an order for reading.
//!
//! OpenAPI 3.1 knows no QUERY, so that operation stands under `x-query`; and it ignores parameters for Accept, Content-Type
//! and Authorization, which media types and security schemes speak for.

use super::answer::pretty;
use super::route::{Operation, Route, Wants, routes};
use super::{content, gate};
use crate::catalogue::brief_of;
use crate::protocol::problem;

/// What JSON is sent at a path: the method, the path, the type of what is answered, the type of what is taken.
const CONTENT: &[(&str, &str, &str, &str)] = &[
    ("GET", "/api/", "[Entry]", ""),
    ("GET", "/api/openapi.json", "object", ""),
    ("GET", "/api/users", "[User]", ""),
    ("POST", "/api/users", "User", "NewUser"),
    ("GET", "/api/users/{id}", "User", ""),
    ("PUT", "/api/users/{id}", "User", "NewUser"),
    ("PATCH", "/api/users/{id}", "User", "UserChange"),
    ("GET", "/api/products", "[Product]", ""),
    ("QUERY", "/api/products", "[Product]", "ProductQuery"),
    ("GET", "/api/products/{sku}", "Product", ""),
    ("PUT", "/api/products/{sku}", "Product", "NewProduct"),
    ("GET", "/api/orders", "[Order]", ""),
    ("POST", "/api/orders", "Order", "NewOrder"),
    ("GET", "/api/orders/{id}", "Order", ""),
    ("POST", "/api/orders/{id}/payment", "Order", ""),
    ("POST", "/api/sessions", "Tokens", "Login"),
    ("POST", "/api/sessions/refresh", "Tokens", "Refresh"),
    ("GET", "/api/sessions/current", "Session", ""),
    ("GET", "/api/reports", "[ReportEntry]", ""),
    ("POST", "/api/reports", "Job", "NewReport"),
    ("GET", "/api/reports/{id}", "Report", ""),
    ("GET", "/api/jobs", "[Job]", ""),
    ("GET", "/api/jobs/{id}", "Job", ""),
    ("GET", "/api/files", "[File]", ""),
    ("GET", "/api/admin/report", "Figures", ""),
    ("GET", "/api/admin/metrics", "Figures", ""),
    ("GET", "/api/admin/export", "Figures", ""),
    ("GET", "/api/admin/payroll", "Figures", ""),
    ("GET", "/api/v1/{path}", "Redirect", ""),
    (
        "GET",
        "/api/redirects/{kind}",
        "Redirect|[string]|string",
        "",
    ),
    (
        "POST",
        "/api/redirects/{kind}",
        "Redirect|[string]|string",
        "object",
    ),
    (
        "PUT",
        "/api/redirects/{kind}",
        "Redirect|[string]|string",
        "object",
    ),
];

/// The types with their members. A type is a primitive of JSON, one of these, a list of a type in brackets, or several to
/// choose from; a member with a question mark may be missing.
const TYPES: &[(&str, &str)] = &[
    ("Entry", "path: string, methods: string, summary: string"),
    (
        "User",
        "id: integer, name: string, email?: string, role: Role, version: integer",
    ),
    (
        "NewUser",
        "name: string, email?: string, role?: Role, version?: integer",
    ),
    (
        "UserChange",
        "name?: string, email?: string|null, role?: Role, version?: integer",
    ),
    (
        "Product",
        "sku: string, name: string, price: Cents, stock: integer, version: integer",
    ),
    (
        "NewProduct",
        "name: string, price: Cents, stock?: integer, version?: integer",
    ),
    (
        "ProductQuery",
        "q?: string, in_stock?: boolean, max_price?: Cents",
    ),
    (
        "Order",
        "id: integer, item: string, quantity: integer, total: Cents, status: OrderStatus, version: integer",
    ),
    ("NewOrder", "item: string, quantity?: integer"),
    ("Login", "user: string, password: string"),
    ("Refresh", "refresh_token: string"),
    (
        "Tokens",
        "access_token: string, token_type: string, expires_in: Seconds, refresh_token: string",
    ),
    ("Session", "user: string, role: Role"),
    ("NewReport", "kind: ReportKind"),
    ("ReportEntry", "id: string, kind: ReportKind, path: string"),
    ("Report", "kind: ReportKind, rows: [ReportRow]"),
    ("ReportRow", "item: string, quantity: integer, cents: Cents"),
    ("Job", "id: string, kind: ReportKind, status: JobStatus"),
    ("File", "name: string, media_type: string, bytes: integer"),
    (
        "Figures",
        "users: integer, orders: integer, answers_kept_for_keys: integer",
    ),
    ("Redirect", "status: integer, location: string"),
    (
        "Problem",
        "type: string, title?: string, status: integer, detail: string, instance: string, error_id: string, errors?: [Mistake]",
    ),
    ("Mistake", "detail: string, pointer: string"),
];

/// The types without members.
const PLAIN: &[(&str, &str)] = &[
    ("Cents", r#"{ "type": "integer", "minimum": 0 }"#),
    ("Seconds", r#"{ "type": "integer", "minimum": 0 }"#),
    ("Role", r#"{ "enum": ["viewer", "editor", "admin"] }"#),
    ("OrderStatus", r#"{ "enum": ["open", "paid", "shipped"] }"#),
    ("JobStatus", r#"{ "enum": ["running", "done", "failed"] }"#),
    (
        "ReportKind",
        r#"{ "enum": ["sales", "stock", "impossible"] }"#,
    ),
];

/// The fields of a request that mean something where one of the statuses is among an operation's own answers, or the word in
/// a cause of theirs: the name, the statuses, the word, what it does.
const ASKING: &[(&str, &[u16], &str, &str)] = &[
    (
        "Idempotency-Key",
        &[],
        "key",
        "The same with every repeat, so that the work is done once.",
    ),
    (
        "If-Match",
        &[412, 428],
        "-",
        "Only if it still has this ETag.",
    ),
    (
        "If-None-Match",
        &[304, 412],
        "-",
        "Only if it does not have this ETag; with *, only if there is none.",
    ),
    (
        "If-Modified-Since",
        &[304],
        "-",
        "Only if it changed after this date.",
    ),
    (
        "If-Unmodified-Since",
        &[412],
        "-",
        "Only if it did not change after this date.",
    ),
    ("Range", &[206], "-", "Which part, such as bytes=0-19."),
    (
        "If-Range",
        &[206],
        "-",
        "The part only if it still has this ETag or date, else all of it.",
    ),
    ("Prefer", &[], "Prefer", "return=minimal: without content."),
];
/// The fields of answers that tell a client something, and the statuses this server sends them with whatever is asked.
const TELLING: &[(&str, &[u16])] = &[
    ("Accept", &[415]),
    ("Allow", &[405]),
    ("Connection", &[408, 426]),
    ("Content-Range", &[206, 416]),
    ("ETag", &[]),
    ("Last-Modified", &[]),
    ("Link", &[300, 451]),
    ("Location", &[201, 300, 301, 302, 303, 307, 308]),
    ("RateLimit", &[]),
    ("RateLimit-Policy", &[]),
    ("Retry-After", &[302, 429, 503]),
    ("Upgrade", &[426]),
    ("Vary", &[]),
    ("WWW-Authenticate", &[401, 403]),
];

const INFO: &str = concat!(
    r#"{ "title": "The shop of Teapot", "version": ""#,
    env!("CARGO_PKG_VERSION"),
    r#"", "description": "A small shop that answers with every status code from a believable cause." }"#
);
const SECURITY: &[(&str, &str)] = &[
    (
        "bearer",
        r#"{ "type": "http", "scheme": "bearer", "description": "viewer, admin, or an access token from /api/sessions" }"#,
    ),
    (
        "basic",
        r#"{ "type": "http", "scheme": "basic", "description": "admin with the password short-and-stout" }"#,
    ),
    (
        "key",
        r#"{ "type": "apiKey", "in": "header", "name": "X-API-Key", "description": "demo-key" }"#,
    ),
];
const LISTED: &str = r#"{ "description": "The methods.", "headers": { "Allow": { "required": true, "schema": { "type": "string" } } } }"#;
const STRING: &str = r#""schema": { "type": "string" }"#;

/// The answers that say nothing about what an operation does: those any request may get, and those that follow from taking
/// content or giving some.
pub fn shared() -> Vec<(u16, &'static str)> {
    let mut answers = gate::ANYWHERE.to_vec();
    answers.push(gate::NOT_ACCEPTABLE);
    answers.extend(content::ANSWERS);
    answers.sort_by_key(|answer| answer.0);
    answers.dedup_by_key(|answer| answer.0);
    answers
}

/// The description as JSON.
pub fn document() -> String {
    let mut json = Json {
        text: "{".to_owned(),
        depth: 1,
    };
    json.text("openapi", "3.1.1");
    json.line("info", INFO);
    // Seen from the folder the description is in: api/, or docs/, where the page about the API has a copy.
    json.line("servers", r#"[{ "url": ".." }]"#);
    let mut tags: Vec<_> = routes().map(|route| route.family).collect();
    tags.dedup();
    json.line(
        "tags",
        &list(tags, |tag| format!("{{ \"name\": {} }}", pretty(&tag))),
    );
    json.open("paths");
    routes().for_each(|route| path(&mut json, route));
    json.close();
    json.open("components");
    json.open("securitySchemes");
    SECURITY
        .iter()
        .for_each(|(name, scheme)| json.line(name, scheme));
    json.close();
    json.open("responses");
    for (status, cause) in shared() {
        response(&mut json, None, (status, cause), &media(&[], "", ""));
    }
    json.close();
    json.open("schemas");
    PLAIN
        .iter()
        .for_each(|(name, schema)| json.line(name, schema));
    TYPES
        .iter()
        .for_each(|(name, members)| json.line(name, &object(members)));
    json.close();
    json.close();
    json.close();
    json.text
}

fn path(json: &mut Json, route: &Route) {
    json.open(route.pattern);
    json.text("summary", route.summary);
    if let Some((_, rest)) = route.pattern.split_once('{') {
        let name = rest.split('}').next().unwrap_or_default();
        let example = route.operations[0].examples.first();
        let path = example.and_then(|example| example.path.split('?').next());
        let part = path.and_then(|path| route.part(path)).unwrap_or_default();
        json.line("parameters", &format!("[{{ \"name\": \"{name}\", \"in\": \"path\", \"required\": true, {STRING}, \"example\": \"{part}\" }}]"));
    }
    for operation in route.operations {
        self::operation(json, route, operation, operation.method);
        if operation.method == "GET" {
            self::operation(json, route, operation, "HEAD");
        }
    }
    if route.operation("OPTIONS").is_none() {
        begin(json, route, "OPTIONS", "Ask what is understood here");
        json.open("responses");
        json.line("204", LISTED);
        json.close();
        json.close();
    }
    json.close();
}

/// What every operation begins with.
fn begin(json: &mut Json, route: &Route, method: &str, summary: &str) {
    let x = if method == "QUERY" { "x-" } else { "" };
    let method = method.to_ascii_lowercase();
    json.open(&format!("{x}{method}"));
    let name = route
        .pattern
        .replace(['{', '}'], "")
        .replace(['/', '.'], "_");
    json.text("operationId", &(method + &name));
    json.text("summary", summary);
    json.line("tags", &list([route.family], |tag| pretty(&tag)));
}

fn operation(json: &mut Json, route: &Route, operation: &Operation, method: &str) {
    begin(json, route, method, operation.summary);
    let scheme = match operation.wants {
        Wants::Nothing => "",
        Wants::Bearer | Wants::Admin => "bearer",
        Wants::Basic => "basic",
        Wants::ApiKey => "key",
    };
    if !scheme.is_empty() {
        json.line("security", &format!("[{{ \"{scheme}\": [] }}]"));
    }
    let parameters = parameters(operation);
    if !parameters.is_empty() {
        json.line("parameters", &list(parameters, |parameter| parameter));
    }
    let row = CONTENT
        .iter()
        .find(|row| (row.0, row.1) == (operation.method, route.pattern));
    let (answered, taken) = row.map_or(("", ""), |row| (row.2, row.3));
    if let [usual, ..] = operation.takes {
        let body = operation
            .examples
            .first()
            .map_or("", |example| example.body);
        let example = match usual.ends_with("json") {
            true => body.replace('\n', ""),
            false => pretty(&body),
        };
        let content = media(operation.takes, taken, &format!(", \"example\": {example}"));
        json.line(
            "requestBody",
            &format!("{{ \"required\": true, \"content\": {content} }}"),
        );
    }
    json.open("responses");
    let shared = shared();
    for answer in operation.answers() {
        let status = answer.0;
        let content = match status {
            _ if method == "HEAD" => String::new(),
            204 | 304 => String::new(),
            ..400 if operation.gives.is_empty() => String::new(),
            ..400 => media(operation.gives, answered, ""),
            _ => media(&[], "", ""),
        };
        match method {
            "HEAD" if status >= 400 => {}
            _ if shared.contains(&answer) => {
                json.line(
                    &status.to_string(),
                    &format!("{{ \"$ref\": \"#/components/responses/{status}\" }}"),
                );
            }
            _ => response(json, Some((operation, answered)), answer, &content),
        }
    }
    // Ranges of codes come second to codes, and the rest last.
    if method == "HEAD" {
        json.line(
            "default",
            r#"{ "description": "As GET answers, without content." }"#,
        );
    } else if route.pattern.ends_with("{code}") {
        json.line(
            "default",
            r#"{ "description": "The status asked for, with what belongs to it.", "headers": { "Retry-After": { "schema": { "type": "string" } } } }"#,
        );
    }
    json.close();
    json.close();
}

/// The parameters of the query and the fields that mean something here.
fn parameters(operation: &Operation) -> Vec<String> {
    let parameter = |name: &str, place: &str, what: &str, more: &str| {
        let what = pretty(&what);
        format!(
            "{{ \"name\": \"{name}\", \"in\": \"{place}\", \"description\": {what}, {STRING}{more} }}"
        )
    };
    let mut parameters = Vec::new();
    for asked in operation.query {
        let example = format!(", \"example\": {}", pretty(&asked.example));
        parameters.push(parameter(asked.name, "query", asked.what, &example));
    }
    for (name, codes, word, what) in ASKING {
        let says = |word: &str| {
            operation
                .own_answers
                .iter()
                .any(|answer| answer.1.contains(word))
        };
        let codes = operation
            .own_answers
            .iter()
            .any(|answer| codes.contains(&answer.0));
        if codes || says(word) {
            let required = match says(&format!("There is no {name}")) {
                true => ", \"required\": true",
                false => "",
            };
            parameters.push(parameter(name, "header", what, required));
        }
    }
    parameters
}

/// One answer of an operation, with the type it answers with; those of no operation are for all to refer to.
fn response(
    json: &mut Json,
    operation: Option<(&Operation, &str)>,
    (status, cause): (u16, &str),
    content: &str,
) {
    json.open(&status.to_string());
    json.text("description", cause);
    let brief = brief_of(status);
    let mut headers = Vec::new();
    for (name, codes) in TELLING {
        let carried = match (*name, operation) {
            ("ETag" | "Last-Modified", Some((operation, answered))) => {
                let versions = |row: &(&str, &str)| row.0 == answered && row.1.contains("version");
                status < 400 && (operation.knows(412) || TYPES.iter().any(versions))
            }
            ("Link", Some((operation, answered))) if status == 200 => {
                answered == "[Entry]" || operation.query.iter().any(|asked| asked.name == "page")
            }
            ("RateLimit" | "RateLimit-Policy", Some((operation, _))) => operation.knows(429),
            ("Vary", Some((operation, _))) => operation.gives.len() > 1,
            // Beyond that, where the cause says so.
            ("Location" | "Retry-After", _) if cause.contains(name) => true,
            _ => codes.contains(&status),
        };
        if carried {
            // RFC 9110 §15.3.7.2: of several parts, each carries its Content-Range.
            let must =
                brief.is_some_and(|brief| brief.must().any(|must| must == *name)) && status != 206;
            let required = if must { "\"required\": true, " } else { "" };
            headers.push(format!("\"{name}\": {{ {required}{STRING} }}"));
        }
    }
    if !headers.is_empty() {
        json.line("headers", &format!("{{ {} }}", headers.join(", ")));
    }
    if !content.is_empty() {
        json.line("content", content);
    }
    json.close();
}

/// Content in one of these media types, JSON of this type; without media types, a problem.
fn media(types: &[&str], kind: &str, more: &str) -> String {
    let problem = [problem::MEDIA_TYPE];
    let (types, kind) = match types {
        [] => (&problem[..], "Problem"),
        types => (types, kind),
    };
    let types = types.iter().map(|media_type| {
        let kind = if media_type.ends_with("json") {
            kind
        } else {
            "string"
        };
        format!("\"{media_type}\": {{ \"schema\": {}{more} }}", schema(kind))
    });
    format!("{{ {} }}", types.collect::<Vec<_>>().join(", "))
}

/// The schema of a type.
fn schema(kind: &str) -> String {
    if kind.contains('|') {
        return format!("{{ \"anyOf\": {} }}", list(kind.split('|'), schema));
    }
    if let Some(item) = kind.strip_prefix('[') {
        return format!(
            "{{ \"type\": \"array\", \"items\": {} }}",
            schema(item.trim_end_matches(']'))
        );
    }
    if kind.starts_with(char::is_uppercase) {
        return format!("{{ \"$ref\": \"#/components/schemas/{kind}\" }}");
    }
    format!("{{ \"type\": \"{kind}\" }}")
}

/// The schema of a type with members.
fn object(members: &str) -> String {
    let (mut required, mut properties) = (Vec::new(), Vec::new());
    for (name, kind) in members
        .split(", ")
        .filter_map(|member| member.split_once(": "))
    {
        let plain = name.trim_end_matches('?');
        if plain == name {
            required.push(name);
        }
        properties.push(format!("\"{plain}\": {}", schema(kind)));
    }
    let required = list(required, |name| pretty(&name));
    format!(
        "{{ \"type\": \"object\", \"required\": {required}, \"properties\": {{ {} }} }}",
        properties.join(", ")
    )
}

impl Operation {
    /// Whether a status is among its own answers.
    fn knows(&self, status: u16) -> bool {
        self.own_answers.iter().any(|answer| answer.0 == status)
    }
}

fn list<T>(items: impl IntoIterator<Item = T>, write: impl FnMut(T) -> String) -> String {
    let items: Vec<String> = items.into_iter().map(write).collect();
    format!("[{}]", items.join(", "))
}

/// JSON as it is written: what was opened is closed again before what holds it.
struct Json {
    text: String,
    depth: usize,
}

impl Json {
    /// A member whose value is an object, filled by what follows up to `close`.
    fn open(&mut self, name: &str) {
        self.line(name, "{");
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.next_line();
        self.text.push('}');
    }

    /// A member whose value is JSON already.
    fn line(&mut self, name: &str, value: &str) {
        if !self.text.ends_with('{') {
            self.text.push(',');
        }
        self.next_line();
        self.text += &format!("\"{name}\": {value}");
    }

    /// A member whose value is a string.
    fn text(&mut self, name: &str, value: &str) {
        self.line(name, &pretty(&value));
    }

    fn next_line(&mut self) {
        self.text.push('\n');
        for _ in 0..self.depth {
            self.text += "  ";
        }
    }
}
