//! The lab as a text for somebody else's tools: the request, a program that behaves as the client on screen, the server's
//! trouble. Each says what it cannot say. Nothing here knows the page; the run itself is in `har`.

mod axios;
mod browser;
mod dialect;
mod fetch;
mod go;
pub mod har;
mod http;
mod kotlin;
mod ky;
mod okhttp;
mod plan;
mod polly;
mod quote;
mod reqwest;
mod resilience4j;
mod tenacity;
mod trouble;
mod urllib3;
mod wiremock;

use ::http::HeaderName;

use super::curl;
use super::lab::Lab;
use plan::Plan;
use quote::comment;

/// Where `scripts/serve` answers: what is copied can be tried there.
pub const ORIGIN: &str = "http://127.0.0.1:8418";

/// What can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// What it is called in programs; never changes.
    pub slug: &'static str,
    /// What it is about.
    pub group: Group,
    /// What it is called on the page.
    pub name: &'static str,
    /// What it is saved as.
    pub file: &'static str,
    /// What it is.
    pub media_type: &'static str,
}

/// What a target is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// What is sent.
    Request,
    /// Who sends it.
    Client,
    /// What the server does.
    Trouble,
    /// What happened.
    Run,
}

impl Group {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::Request, Self::Client, Self::Trouble, Self::Run];

    /// What it is called in the menu.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "The request",
            Self::Client => "The client",
            Self::Trouble => "The trouble",
            Self::Run => "The run",
        }
    }
}

const fn target(
    group: Group,
    slug: &'static str,
    name: &'static str,
    file: &'static str,
    media_type: &'static str,
) -> Target {
    Target {
        slug,
        group,
        name,
        file,
        media_type,
    }
}

const JAVASCRIPT: &str = "text/javascript";
const PYTHON: &str = "text/x-python";
const JAVA: &str = "text/x-java";

/// All of them, by group.
pub const TARGETS: &[Target] = &[
    target(
        Group::Request,
        "curl",
        "curl",
        "request.sh",
        "application/x-sh",
    ),
    target(
        Group::Request,
        "http",
        "HTTP message",
        "request.http",
        "text/plain",
    ),
    target(
        Group::Client,
        "fetch",
        "JavaScript: fetch, by hand",
        "client.mjs",
        JAVASCRIPT,
    ),
    target(
        Group::Client,
        "axios-retry",
        "JavaScript: axios-retry",
        "client.mjs",
        JAVASCRIPT,
    ),
    target(
        Group::Client,
        "ky",
        "JavaScript: ky",
        "client.mjs",
        JAVASCRIPT,
    ),
    target(
        Group::Client,
        "tenacity",
        "Python: httpx, tenacity",
        "client.py",
        PYTHON,
    ),
    target(
        Group::Client,
        "urllib3",
        "Python: urllib3",
        "client.py",
        PYTHON,
    ),
    target(
        Group::Client,
        "reqwest",
        "Rust: reqwest-middleware",
        "main.rs",
        "text/x-rust",
    ),
    target(Group::Client, "go", "Go: net/http", "main.go", "text/x-go"),
    target(
        Group::Client,
        "okhttp",
        "Java: OkHttp interceptor",
        "Client.java",
        JAVA,
    ),
    target(
        Group::Client,
        "okhttp-kotlin",
        "Kotlin: OkHttp interceptor",
        "Client.kt",
        "text/x-kotlin",
    ),
    target(
        Group::Client,
        "resilience4j",
        "Java: Resilience4j",
        "Client.java",
        JAVA,
    ),
    target(
        Group::Client,
        "polly",
        "C#: Polly",
        "Program.cs",
        "text/x-csharp",
    ),
    target(
        Group::Trouble,
        "msw",
        "MSW handlers",
        "handlers.mjs",
        JAVASCRIPT,
    ),
    target(
        Group::Trouble,
        "playwright",
        "Playwright routes",
        "trouble.mjs",
        JAVASCRIPT,
    ),
    target(
        Group::Trouble,
        "wiremock",
        "WireMock mappings",
        "mappings.json",
        "application/json",
    ),
    target(Group::Trouble, "k6", "k6 script", "load.js", JAVASCRIPT),
    target(Group::Run, HAR, "HAR file", "run.har", "application/json"),
];

/// The target that is made of a run: see [`har`].
pub const HAR: &str = "har";

impl Target {
    /// The target of a slug.
    pub fn find(slug: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.slug == slug)
    }
}

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The text.
    pub text: String,
    /// What it does not say, in sentences.
    pub left_out: Vec<String>,
}

/// The lab as that target; nothing when no target has the slug, or it is about a run.
pub fn copy(slug: &str, lab: &Lab) -> Option<Copied> {
    let mut notes = Notes::default();
    let sent = Sent::of(lab, &mut notes);
    if matches!(slug, "msw" | "playwright" | "wiremock") {
        // The request is not in them.
        notes = Notes::default();
    }
    let plan = Plan::of(lab);
    let text = match slug {
        "curl" => {
            if sent.method == "HEAD" && !sent.body.is_empty() {
                notes.add("curl waits for content that an answer to HEAD only announces, so it ends after 5 s.");
            }
            if plan.repeats() {
                notes.add("It sends the request once, whatever the client would do.");
            }
            curl::command(lab, ORIGIN) + "\n"
        }
        "http" => http::message(&sent, &mut notes),
        "fetch" => fetch::client(&plan, &sent, &mut notes),
        "axios-retry" => axios::client(&plan, &sent, &mut notes),
        "ky" => ky::client(&plan, &sent, &mut notes),
        "tenacity" => tenacity::client(&plan, &sent, &mut notes),
        "urllib3" => urllib3::client(&plan, &sent, &mut notes),
        "reqwest" => reqwest::client(&plan, &sent, &mut notes),
        "go" => go::client(&plan, &sent, &mut notes),
        "okhttp" => okhttp::client(&plan, &sent, &mut notes),
        "okhttp-kotlin" => kotlin::client(&plan, &sent, &mut notes),
        "resilience4j" => resilience4j::client(&plan, &sent, &mut notes),
        "polly" => polly::client(&plan, &sent, &mut notes),
        "msw" => browser::msw(lab, &mut notes),
        "playwright" => browser::playwright(lab, &mut notes),
        "wiremock" => wiremock::mappings(lab, &mut notes),
        "k6" => browser::k6(lab, &plan, &sent, &mut notes),
        _ => return None,
    };
    Some(Copied {
        text,
        left_out: notes.0,
    })
}

/// What a text does not say, each once.
#[derive(Default)]
struct Notes(Vec<String>);

impl Notes {
    fn add(&mut self, note: &str) {
        if !self.0.iter().any(|known| known == note) {
            self.0.push(note.to_owned());
        }
    }

    fn say(&mut self, parts: &[&str]) {
        self.add(&parts.concat());
    }
}

/// The request as it is written down.
struct Sent {
    method: String,
    /// The address, with the lab's own server where `scripts/serve` has it.
    url: String,
    /// The fields, a name once: what came several times is a list (RFC 9110 §5.2).
    fields: Vec<(String, String)>,
    /// The same, line by line.
    lines: Vec<(String, String)>,
    body: String,
}

impl Sent {
    fn of(lab: &Lab, notes: &mut Notes) -> Self {
        let mut lines = Vec::new();
        for line in &lab.fields {
            let (name, value) = (line.name().trim(), line.value().trim());
            if name.is_empty() && value.is_empty() {
                continue;
            }
            if HeaderName::from_bytes(name.as_bytes()).is_err() {
                notes.say(&["“", name, "” is not the name of a field."]);
            } else if value.contains(|sign: char| sign.is_control() && sign != '\t') {
                notes.say(&["The value of ", name, " cannot be sent."]);
            } else {
                lines.push((name.to_owned(), value.to_owned()));
            }
        }
        let mut fields: Vec<(String, String)> = Vec::new();
        for (name, value) in &lines {
            match fields
                .iter_mut()
                .find(|field| field.0.eq_ignore_ascii_case(name))
            {
                Some(field) => field.1 = [&field.1, value.as_str()].join(", "),
                None => fields.push((name.clone(), value.clone())),
            }
        }
        Self {
            method: lab.method.clone(),
            url: curl::address(lab, ORIGIN),
            fields,
            lines,
            body: lab.body.clone(),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.fields
            .iter()
            .any(|field| field.0.eq_ignore_ascii_case(name))
    }

    /// Whether the server recognises a repeat.
    fn is_keyed(&self) -> bool {
        self.has("Idempotency-Key")
    }

    /// The beginning of a key the client gives to a POST without one.
    fn gets_key(&self, plan: &Plan) -> Option<&'static str> {
        plan.policy
            .adds_key
            .filter(|_| self.method == "POST" && !self.is_keyed())
    }
}

/// The first lines of a program: what it is written for, and what it does.
fn head(mark: &str, libraries: &str, plan: &Plan) -> String {
    let mut head = String::new();
    for text in [libraries, &plan.in_words()] {
        wrap(&mut head, mark, &comment(text));
    }
    head
}

/// Writes a text as lines of a comment.
fn wrap(into: &mut String, mark: &str, text: &str) {
    const WIDTH: usize = 96;
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            into.push('\n');
            width = 0;
        }
        if width == 0 {
            *into += mark;
            width = mark.len();
        }
        into.push(' ');
        *into += word;
        width += 1 + length;
    }
    into.push('\n');
}
