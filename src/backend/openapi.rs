//! The OpenAPI description of the API, made from the table of routes. Written line by line, in an order for reading.
//!
//! OpenAPI 3.1 knows no QUERY, so that operation stands under `x-query`; and it ignores parameters for Accept, Content-Type
//! and Authorization, which media types and security schemes speak for.

use super::route::{Operation, Route, Wants, routes};
use super::{content, gate};
use crate::catalogue::brief_of;
use crate::protocol::problem;

/// What JSON is sent at a path: the method, the path, the type of what is answered, the type of what is taken.
const CONTENT: &str = "\
GET /api/ [Entry]
GET /api/openapi.json object
GET /api/users [User]
POST /api/users User NewUser
GET /api/users/{id} User
PUT /api/users/{id} User NewUser
PATCH /api/users/{id} User UserChange
GET /api/products [Product]
QUERY /api/products [Product] ProductQuery
GET /api/products/{sku} Product
PUT /api/products/{sku} Product NewProduct
GET /api/orders [Order]
POST /api/orders Order NewOrder
GET /api/orders/{id} Order
POST /api/orders/{id}/payment Order
POST /api/sessions Tokens Login
POST /api/sessions/refresh Tokens Refresh
GET /api/sessions/current Session
GET /api/reports [ReportEntry]
POST /api/reports Job NewReport
GET /api/reports/{id} Report
GET /api/jobs [Job]
GET /api/jobs/{id} Job
GET /api/files [File]
GET /api/admin/report Figures
GET /api/admin/metrics Figures
GET /api/admin/export Figures
GET /api/admin/payroll Figures
GET /api/v1/{path} Redirect
GET /api/redirects/{kind} Redirect|[string]|string
POST /api/redirects/{kind} Redirect|[string]|string object
PUT /api/redirects/{kind} Redirect|[string]|string object";

/// The types with their members. A type is a primitive of JSON, one of these, a list of a type in brackets, or several to
/// choose from; a member with a question mark may be missing.
const TYPES: &str = "\
Entry = path: string, methods: string, summary: string
User = id: integer, name: string, email?: string, role: Role, version: integer
NewUser = name: string, email?: string, role?: Role, version?: integer
UserChange = name?: string, email?: string|null, role?: Role, version?: integer
Product = sku: string, name: string, price: Cents, stock: integer, version: integer
NewProduct = name: string, price: Cents, stock?: integer, version?: integer
ProductQuery = q?: string, in_stock?: boolean, max_price?: Cents
Order = id: integer, item: string, quantity: integer, total: Cents, status: OrderStatus, version: integer
NewOrder = item: string, quantity?: integer
Login = user: string, password: string
Refresh = refresh_token: string
Tokens = access_token: string, token_type: string, expires_in: Seconds, refresh_token: string
Session = user: string, role: Role
NewReport = kind: ReportKind
ReportEntry = id: string, kind: ReportKind, path: string
Report = kind: ReportKind, rows: [ReportRow]
ReportRow = item: string, quantity: integer, cents: Cents
Job = id: string, kind: ReportKind, status: JobStatus
File = name: string, media_type: string, bytes: integer
Figures = users: integer, orders: integer, answers_kept_for_keys: integer
Redirect = status: integer, location: string
Problem = type: string, title?: string, status: integer, detail: string, instance: string, error_id: string, errors?: [Mistake]
Mistake = detail: string, pointer: string";

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

/// The fields of a request that mean something where one of the statuses is among an operation's own answers, or one of the words
/// in a cause of theirs: the name, the statuses, the words, what it does.
const ASKING: &[(&str, &[u16], &[&str], &str)] = &[
    (
        "Idempotency-Key",
        &[],
        &["key", "Key"],
        "The same with every repeat, so that the work is done once.",
    ),
    (
        "If-Match",
        &[412, 428],
        &[],
        "Only if it still has this ETag.",
    ),
    (
        "If-None-Match",
        &[304, 412],
        &[],
        "Only if it does not have this ETag; with *, only if there is none.",
    ),
    (
        "If-Modified-Since",
        &[304],
        &[],
        "Only if it changed after this date.",
    ),
    (
        "If-Unmodified-Since",
        &[412],
        &[],
        "Only if it did not change after this date.",
    ),
    ("Range", &[206], &[], "Which part, such as bytes=0-19."),
    (
        "If-Range",
        &[206],
        &[],
        "The part only if it still has this ETag or date, else all of it.",
    ),
    (
        "Prefer",
        &[],
        &["Prefer"],
        "return=minimal: without content.",
    ),
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
const AS_GET: &str = r#"{ "description": "As GET answers, without content." }"#;
const ASKED: &str = r#"{ "description": "The status asked for, with what belongs to it.", "headers": { "Retry-After": { "schema": { "type": "string" } } } }"#;
const PROBLEM: &[&str] = &[problem::MEDIA_TYPE];
const STRING: &str = r#""schema": { "type": "string" }"#;

/// The answers that say nothing about what an operation does: those any request may get, and those that follow from taking
/// content or giving some.
pub fn shared() -> Vec<(u16, &'static str)> {
    let mut answers = Vec::with_capacity(16);
    let all = gate::ANYWHERE.iter().chain(&content::ANSWERS);
    for answer in all.chain([&gate::NOT_ACCEPTABLE]) {
        // A sort would be more code than all of this function.
        if let Err(at) = answers.binary_search_by_key(&answer.0, |answer: &(u16, _)| answer.0) {
            answers.insert(at, *answer);
        }
    }
    answers
}

/// The types with their members, by name.
fn types() -> impl Iterator<Item = (&'static str, &'static str)> {
    TYPES.lines().filter_map(|row| row.split_once(" = "))
}

/// The description as JSON.
pub fn document() -> String {
    let mut json = Json {
        text: "{".to_owned(),
        depth: 1,
    };
    json.line("openapi", "\"3.1.1\"");
    json.line("info", INFO);
    // Seen from the folder the description is in: api/, or docs/, where the page about the API has a copy.
    json.line("servers", r#"[{ "url": ".." }]"#);
    json.line("tags", "[");
    let mut last = "";
    for route in routes().filter(|route| std::mem::replace(&mut last, route.family) != route.family)
    {
        json.next();
        json.put(&["{ \"name\": \"", route.family, "\" }"]);
    }
    json.put(&["]"]);
    json.open("paths");
    routes().for_each(|route| json.path(route));
    json.close();
    json.open("components");
    json.open("securitySchemes");
    json.lines(SECURITY);
    json.close();
    json.open("responses");
    for answer in shared() {
        json.response(None, answer, PROBLEM);
    }
    json.close();
    json.open("schemas");
    json.lines(PLAIN);
    for (name, members) in types() {
        json.line(name, "{ \"type\": \"object\", \"required\": [");
        json.members(members, true);
        json.put(&["], \"properties\": { "]);
        json.members(members, false);
        json.put(&[" } }"]);
    }
    json.close();
    json.close();
    json.close();
    json.text
}

impl Operation {
    /// Whether a status is among its own answers.
    fn knows(&self, status: u16) -> bool {
        self.own_answers.iter().any(|answer| answer.0 == status)
    }
}

/// JSON as it is written: what was opened is closed again before what holds it.
struct Json {
    text: String,
    depth: usize,
}

impl Json {
    fn path(&mut self, route: &Route) {
        self.open(route.pattern);
        self.text("summary", route.summary);
        if let Some((_, rest)) = route.pattern.split_once('{') {
            let name = rest.split_once('}').map_or(rest, |(name, _)| name);
            let path = route.operations[0]
                .examples
                .first()
                .map_or("", |example| example.path);
            let path = path.split_once('?').map_or(path, |(path, _)| path);
            self.line("parameters", "[{ \"name\": \"");
            self.put(&[
                name,
                "\", \"in\": \"path\", \"required\": true, ",
                STRING,
                ", \"example\": \"",
            ]);
            self.put(&[route.part(path).unwrap_or_default(), "\" }]"]);
        }
        for operation in route.operations {
            self.operation(route, operation, operation.method);
            if operation.method == "GET" {
                self.operation(route, operation, "HEAD");
            }
        }
        if route.operation("OPTIONS").is_none() {
            self.begin(route, "OPTIONS", "Ask what is understood here");
            self.open("responses");
            self.line("204", LISTED);
            self.close();
            self.close();
        }
        self.close();
    }

    /// What every operation begins with.
    fn begin(&mut self, route: &Route, method: &str, summary: &str) {
        let method = &*method.to_ascii_lowercase();
        self.open(if method == "query" { "x-query" } else { method });
        self.line("operationId", "\"");
        self.put(&[method]);
        for letter in route.pattern.chars() {
            match letter {
                '{' | '}' => {}
                '/' | '.' => self.text.push('_'),
                letter => self.text.push(letter),
            }
        }
        self.put(&["\""]);
        self.text("summary", summary);
        self.line("tags", "[\"");
        self.put(&[route.family, "\"]"]);
    }

    fn operation(&mut self, route: &Route, operation: &Operation, method: &str) {
        self.begin(route, method, operation.summary);
        let scheme = match operation.wants {
            Wants::Nothing => "",
            Wants::Bearer | Wants::Admin => "bearer",
            Wants::Basic => "basic",
            Wants::ApiKey => "key",
        };
        if !scheme.is_empty() {
            self.line("security", "[{ \"");
            self.put(&[scheme, "\": [] }]"]);
        }
        self.parameters(operation);
        let (mut answered, mut taken) = ("", "");
        for row in CONTENT.lines() {
            let mut words = row.split(' ');
            if words.next() == Some(operation.method) && words.next() == Some(route.pattern) {
                answered = words.next().unwrap_or_default();
                taken = words.next().unwrap_or_default();
            }
        }
        if !operation.takes.is_empty() {
            let example = operation
                .examples
                .first()
                .map_or("", |example| example.body);
            self.line("requestBody", "{ \"required\": true, \"content\": ");
            self.media(operation.takes, taken, Some(example));
            self.put(&[" }"]);
        }
        self.open("responses");
        let shared = shared();
        for answer in operation.answers() {
            let gives = match answer.0 {
                _ if method == "HEAD" => &[],
                204 | 304 => &[],
                ..400 => operation.gives,
                _ => PROBLEM,
            };
            if method == "HEAD" && answer.0 >= 400 {
                break;
            }
            if shared.contains(&answer) {
                let status = &*answer.0.to_string();
                self.line(status, "{ \"$ref\": \"#/components/responses/");
                self.put(&[status, "\" }"]);
            } else {
                self.response(Some((operation, answered)), answer, gives);
            }
        }
        if method == "HEAD" {
            self.line("default", AS_GET);
        } else if route.pattern.ends_with("{code}") {
            self.line("default", ASKED);
        }
        self.close();
        self.close();
    }

    /// The parameters of the query and the fields that mean something here.
    fn parameters(&mut self, operation: &Operation) {
        let before = self.text.len();
        self.line("parameters", "[");
        for asked in operation.query {
            self.parameter(asked.name, "query", asked.what);
            self.put(&[", \"example\": "]);
            self.quoted(asked.example);
            self.put(&[" }"]);
        }
        for (name, codes, words, what) in ASKING {
            let mut causes = operation.own_answers.iter().map(|answer| answer.1);
            let says = causes.any(|cause| words.iter().any(|word| cause.contains(word)));
            if says || codes.iter().any(|code| operation.knows(*code)) {
                self.parameter(name, "header", what);
                self.put(&[" }"]);
            }
        }
        self.end(before, "]");
    }

    fn parameter(&mut self, name: &str, place: &str, what: &str) {
        self.next();
        self.put(&[
            "{ \"name\": \"",
            name,
            "\", \"in\": \"",
            place,
            "\", \"description\": ",
        ]);
        self.quoted(what);
        self.put(&[", ", STRING]);
    }

    /// One answer of an operation, with the type it answers with; those of no operation are for all to refer to.
    fn response(
        &mut self,
        operation: Option<(&Operation, &str)>,
        (status, cause): (u16, &str),
        gives: &[&str],
    ) {
        self.open(&status.to_string());
        self.text("description", cause);
        let before = self.text.len();
        self.line("headers", "{ ");
        let brief = brief_of(status);
        for (name, codes) in TELLING {
            let carried = match (*name, operation) {
                ("ETag" | "Last-Modified", Some((operation, answered))) => {
                    let mut types = types();
                    let versions = types.any(|(name, members)| {
                        name == answered && members.ends_with("version: integer")
                    });
                    status < 400 && (versions || operation.knows(412))
                }
                ("Link", Some((operation, answered))) if status == 200 => {
                    answered == "[Entry]"
                        || operation.query.iter().any(|asked| asked.name == "page")
                }
                ("RateLimit" | "RateLimit-Policy", Some((operation, _))) => operation.knows(429),
                ("Vary", Some((operation, _))) => operation.gives.len() > 1,
                // Beyond that, where the cause says so.
                ("Location" | "Retry-After", _) if cause.contains(name) => true,
                _ => codes.contains(&status),
            };
            if carried {
                self.next();
                self.put(&["\"", name, "\": { "]);
                // RFC 9110 §15.3.7.2: of several parts, each carries its Content-Range.
                let mut must = brief.into_iter().flat_map(|brief| brief.must());
                if status != 206 && must.any(|must| must == *name) {
                    self.put(&["\"required\": true, "]);
                }
                self.put(&[STRING, " }"]);
            }
        }
        self.end(before, " }");
        if !gives.is_empty() {
            self.line("content", "");
            let kind = operation.map_or("", |operation| operation.1);
            self.media(gives, kind, None);
        }
        self.close();
    }

    /// Content in each of these media types, JSON of this type; an example in the usual one of them.
    fn media(&mut self, types: &[&str], kind: &str, example: Option<&str>) {
        self.put(&["{ "]);
        for media_type in types {
            self.next();
            self.put(&["\"", media_type, "\": { \"schema\": "]);
            let json = media_type.ends_with("json");
            self.schema(match json {
                _ if *media_type == problem::MEDIA_TYPE => "Problem",
                true => kind,
                false => "string",
            });
            if let Some(example) = example {
                self.put(&[", \"example\": "]);
                if json {
                    example.lines().for_each(|line| self.text += line);
                } else {
                    self.quoted(example);
                }
            }
            self.put(&[" }"]);
        }
        self.put(&[" }"]);
    }

    /// The schema of a type.
    fn schema(&mut self, kind: &str) {
        if kind.contains('|') {
            self.put(&["{ \"anyOf\": ["]);
            for kind in kind.split('|') {
                self.next();
                self.schema(kind);
            }
            self.put(&["] }"]);
        } else if let Some(item) = kind
            .strip_prefix('[')
            .and_then(|kind| kind.strip_suffix(']'))
        {
            self.put(&["{ \"type\": \"array\", \"items\": "]);
            self.schema(item);
            self.put(&[" }"]);
        } else {
            let before = match kind.as_bytes() {
                [b'A'..=b'Z', ..] => "{ \"$ref\": \"#/components/schemas/",
                _ => "{ \"type\": \"",
            };
            self.put(&[before, kind, "\" }"]);
        }
    }

    /// The members of a type with their schemas, or the names of those that are required.
    fn members(&mut self, members: &str, required: bool) {
        for (name, kind) in members
            .split(", ")
            .filter_map(|member| member.split_once(": "))
        {
            match (name.strip_suffix('?'), required) {
                (None, true) => {
                    self.next();
                    self.put(&["\"", name, "\""]);
                }
                (Some(_), true) => {}
                (optional, false) => {
                    self.next();
                    self.put(&["\"", optional.unwrap_or(name), "\": "]);
                    self.schema(kind);
                }
            }
        }
    }

    /// A member whose value is an object, filled by what follows up to `close`.
    fn open(&mut self, name: &str) {
        self.line(name, "{");
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.new_line();
        self.put(&["}"]);
    }

    /// A member on a line of its own, with its value or the beginning of one.
    fn line(&mut self, name: &str, value: &str) {
        if !self.text.ends_with('{') {
            self.put(&[","]);
        }
        self.new_line();
        self.put(&["\"", name, "\": ", value]);
    }

    fn lines(&mut self, members: &[(&str, &str)]) {
        members
            .iter()
            .for_each(|(name, value)| self.line(name, value));
    }

    /// A member whose value is a string.
    fn text(&mut self, name: &str, value: &str) {
        self.line(name, "");
        self.quoted(value);
    }

    /// Begins the next of several things on one line.
    fn next(&mut self) {
        if !self.text.ends_with('[') && !self.text.ends_with("{ ") {
            self.put(&[", "]);
        }
    }

    /// Ends several things on one line; where there were none, as if nothing had begun.
    fn end(&mut self, before: usize, bracket: &str) {
        if self.text.ends_with('[') || self.text.ends_with("{ ") {
            self.text.truncate(before);
        } else {
            self.put(&[bracket]);
        }
    }

    fn new_line(&mut self) {
        self.put(&["\n"]);
        for _ in 0..self.depth {
            self.put(&["  "]);
        }
    }

    /// A string. The tables have no control characters but line ends.
    fn quoted(&mut self, text: &str) {
        self.put(&["\""]);
        for letter in text.chars() {
            match letter {
                '"' => self.put(&["\\\""]),
                '\\' => self.put(&["\\\\"]),
                '\n' => self.put(&["\\n"]),
                letter => self.text.push(letter),
            }
        }
        self.put(&["\""]);
    }

    fn put(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.text += part);
    }
}
