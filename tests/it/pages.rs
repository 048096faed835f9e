//! Reads every page: its outline, its links, and the messages in it.

use std::sync::LazyLock;

use teapot::catalogue::pages::{PAGES, Page, find};
use teapot::catalogue::{self, Code, Content, Need};

use crate::catalogue::{KNOWN_RFCS, is_section};

/// The codes people meet; the others get by with their rows.
const DEMANDED: [u16; 22] = [
    200, 201, 204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 409, 410, 422, 429, 500,
    502, 503, 504,
];

/// A page taken apart: its lines outside messages, and the messages.
struct Read {
    page: &'static Page,
    code: &'static Code,
    prose: String,
    messages: Vec<Message>,
}

static READ: LazyLock<Vec<Read>> = LazyLock::new(|| PAGES.iter().map(read).collect());

fn read(page: &'static Page) -> Read {
    let code = catalogue::find(page.number).unwrap_or_else(|| panic!("{} has no row", page.number));
    let (mut prose, mut messages) = (String::new(), Vec::new());
    let mut lines = page.text.lines();
    while let Some(line) = lines.next() {
        if line == "```http" {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            messages.push(Message::read(&block.join("\n")));
        } else {
            assert!(
                !line.starts_with("```"),
                "{}: a block that is not http",
                page.number
            );
            prose.push_str(line);
            prose.push('\n');
        }
    }
    Read {
        page,
        code,
        prose,
        messages,
    }
}

/// A message as the RFCs print it. To be replaced by the parser of `protocol::text`.
struct Message {
    start: String,
    fields: Vec<(String, String)>,
    content: String,
}

impl Message {
    fn read(block: &str) -> Self {
        let (head, content) = block.split_once("\n\n").unwrap_or((block, ""));
        let mut lines = head.lines().map(str::to_owned);
        let start = lines.next().expect("a start line");
        let fields = lines
            .map(|line| {
                let (name, value) = line
                    .split_once(": ")
                    .unwrap_or_else(|| panic!("{line:?} is no field"));
                assert!(
                    http::HeaderName::try_from(name).is_ok() && value.trim() == value,
                    "{line:?}"
                );
                (name.to_owned(), value.to_owned())
            })
            .collect();
        Self {
            start,
            fields,
            content: content.to_owned(),
        }
    }

    fn field(&self, name: &str) -> Option<&str> {
        let mut values = self
            .fields
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value.as_str())
    }

    /// The code and the phrase, if it is a response.
    fn status(&self) -> Option<(u16, &str)> {
        let (code, phrase) = self.start.strip_prefix("HTTP/1.1 ")?.split_once(' ')?;
        Some((code.parse().ok()?, phrase))
    }

    /// The method and the target, if it is a request.
    fn request(&self) -> Option<(&str, &str)> {
        let (method, target) = self.start.strip_suffix(" HTTP/1.1")?.split_once(' ')?;
        let method = http::Method::try_from(method).is_ok().then_some(method)?;
        Some((method, target)).filter(|(method, target)| {
            method.chars().all(|c| c.is_ascii_uppercase()) && target.starts_with('/')
        })
    }
}

#[test]
fn the_demanded_codes_have_a_page_and_every_page_a_row() {
    let numbers: Vec<u16> = PAGES.iter().map(|page| page.number).collect();
    assert_eq!(numbers, DEMANDED);
    for number in DEMANDED {
        assert_eq!(find(number).map(|page| page.number), Some(number));
        assert!(catalogue::find(number).is_some(), "{number} has no row");
    }
    assert!(find(418).is_none());
}

#[test]
fn every_page_has_the_same_outline() {
    for Read { page, prose, .. } in READ.iter() {
        let headings: Vec<&str> = prose.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(
            headings,
            [
                "## Meaning",
                "## Sending it",
                "## Receiving it",
                "## Example"
            ],
            "{}",
            page.number
        );
        for section in prose
            .split("\n## ")
            .map(|section| section.split_once('\n').map_or("", |(_, text)| text))
        {
            assert!(
                !section.trim().is_empty(),
                "{} has an empty section",
                page.number
            );
        }
        assert!(
            page.text.ends_with('\n') && !page.text.ends_with("\n\n"),
            "{}",
            page.number
        );
        assert!(
            page.text.lines().all(|line| line.trim_end() == line),
            "{} has trailing spaces",
            page.number
        );
    }
}

#[test]
fn every_page_is_short_and_without_html() {
    for Read { page, prose, .. } in READ.iter() {
        let told = prose.split("## Example").next().unwrap_or_default();
        let words = without_citations(told)
            .split_whitespace()
            .filter(|word| word.contains(char::is_alphanumeric))
            .count();
        assert!(
            (120..=260).contains(&words),
            "{} has {words} words",
            page.number
        );
        let plain: String = prose.split('`').step_by(2).collect();
        assert!(!plain.contains('<'), "{} has HTML", page.number);
        assert!(
            prose.matches('`').count().is_multiple_of(2),
            "{} has an open backquote",
            page.number
        );
    }
}

#[test]
fn every_link_leads_somewhere() {
    for Read { page, prose, .. } in READ.iter() {
        let links = links(prose);
        for (text, target) in &links {
            let good = match target.strip_prefix("codes/") {
                Some(rest) => rest.strip_suffix('/').is_some_and(|number| {
                    let other = number.parse().ok().and_then(catalogue::find);
                    number == *text && other.is_some_and(|other| other.number != page.number)
                }),
                None => is_rfc_link(text, target)
                    .unwrap_or_else(|| target.starts_with("https://") && !text.starts_with("RFC")),
            };
            assert!(good, "{}: [{text}]({target})", page.number);
        }
        let cites_its_spec = links
            .iter()
            .any(|(_, target)| *target == page_spec(page.number));
        assert!(
            cites_its_spec,
            "{} does not cite {}",
            page.number,
            page_spec(page.number)
        );
    }
}

fn page_spec(number: u16) -> String {
    catalogue::find(number)
        .map(|code| code.spec.url())
        .unwrap_or_default()
}

/// Whether text and address name the same section; nothing if it is another kind of link.
fn is_rfc_link(text: &str, target: &str) -> Option<bool> {
    let rest = target.strip_prefix("https://www.rfc-editor.org/rfc/rfc")?;
    let (number, section) = rest.split_once("#section-").unwrap_or((rest, ""));
    let label = if section.is_empty() {
        format!("RFC {number}")
    } else {
        format!("RFC {number} §{section}")
    };
    let known = number
        .parse()
        .is_ok_and(|number| KNOWN_RFCS.contains(&number));
    Some(known && is_section(section) && text == label)
}

/// The links of a Markdown text: what is read, and where it leads.
fn links(text: &str) -> Vec<(&str, &str)> {
    let split = |(at, _): (usize, &str)| {
        let read = &text[text[..at].rfind('[').expect("an opening bracket") + 1..at];
        let target = text[at + 2..].split(')').next().unwrap_or_default();
        (read, target)
    };
    text.match_indices("](").map(split).collect()
}

/// The text without what is only a reference to elsewhere.
fn without_citations(text: &str) -> String {
    let mut plain = text.to_owned();
    for (read, target) in links(text)
        .into_iter()
        .filter(|(_, target)| target.starts_with("https://"))
    {
        plain = plain.replace(&format!("[{read}]({target})"), "");
    }
    for (_, target) in links(text) {
        plain = plain.replace(&format!("]({target})"), "]");
    }
    plain
}

#[test]
fn every_message_is_a_request_or_this_code_s_response() {
    for Read {
        page,
        code,
        messages,
        ..
    } in READ.iter()
    {
        assert!(
            (1..=2).contains(&messages.len()),
            "{} has {} messages",
            page.number,
            messages.len()
        );
        let responses: Vec<(u16, &str)> = messages.iter().filter_map(Message::status).collect();
        assert!(!responses.is_empty(), "{} shows no response", page.number);
        for status in responses {
            assert_eq!(status, (code.number, code.phrase));
        }
        for request in messages.iter().filter(|message| message.status().is_none()) {
            assert!(
                request.request().is_some(),
                "{}: {:?}",
                page.number,
                request.start
            );
            assert_eq!(
                request.field("Host"),
                Some("shop.example"),
                "{}",
                page.number
            );
        }
    }
}

#[test]
fn every_response_has_its_fields_and_a_true_date() {
    for Read {
        page,
        code,
        messages,
        ..
    } in READ.iter()
    {
        for response in messages.iter().filter(|message| message.status().is_some()) {
            for field in code.fields.iter().filter(|field| field.need == Need::Must) {
                assert!(
                    response.field(field.name).is_some(),
                    "{} lacks {}",
                    page.number,
                    field.name
                );
            }
            for name in ["Date", "Last-Modified", "Expires"] {
                let Some(value) = response.field(name) else {
                    assert!(name != "Date", "{} has no Date", page.number);
                    continue;
                };
                let date = httpdate::parse_http_date(value)
                    .unwrap_or_else(|_| panic!("{}: {name}: {value}", page.number));
                assert_eq!(httpdate::fmt_http_date(date), value, "{}", page.number);
            }
            let names: Vec<&str> = response
                .fields
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            assert!(
                (1..names.len()).all(|nth| !names[..nth].contains(&names[nth])),
                "{} repeats a field",
                page.number
            );
        }
    }
}

#[test]
fn every_message_is_as_long_as_it_says() {
    for Read {
        page,
        code,
        messages,
        ..
    } in READ.iter()
    {
        for message in messages {
            let length = message.field("Content-Length");
            let is_response = message.status().is_some();
            match code.content {
                Content::Never(_) if is_response => {
                    assert!(
                        message.content.is_empty(),
                        "{} cannot have content",
                        page.number
                    );
                    // RFC 9110 §8.6: not with 1xx and 204; with 304 it would be the length of what is not sent.
                    assert!(length.is_none(), "{} has a length", page.number);
                }
                Content::Empty(_) if is_response => {
                    assert_eq!((message.content.as_str(), length), ("", Some("0")))
                }
                _ if message.content.is_empty() => {
                    assert!(!is_response, "{} shows no content", page.number)
                }
                _ => {
                    assert_eq!(
                        length,
                        Some(message.content.len().to_string().as_str()),
                        "{}",
                        page.number
                    );
                    assert!(
                        message.field("Content-Type").is_some(),
                        "{} has no Content-Type",
                        page.number
                    );
                    assert!(
                        !message.content.ends_with('\n') && !message.content.contains('\r'),
                        "{}",
                        page.number
                    );
                }
            }
        }
    }
}

#[test]
fn every_problem_is_well_formed() {
    for Read {
        page,
        code,
        messages,
        ..
    } in READ.iter()
    {
        for message in messages {
            match message.field("Content-Type") {
                Some("application/problem+json") => {
                    let problem: serde_json::Value =
                        serde_json::from_str(&message.content).expect("JSON");
                    // RFC 9457 §3.1.2 and §4.2.1: the code again, and without a type its phrase.
                    assert_eq!(problem["status"], code.number, "{}", page.number);
                    if problem.get("type").is_none() {
                        assert_eq!(problem["title"], code.phrase, "{}", page.number);
                    }
                    let instance = problem["instance"]
                        .as_str()
                        .and_then(|uri| uri.strip_prefix("urn:uuid:"));
                    let id = instance.and_then(|id| uuid::Uuid::try_parse(id).ok());
                    assert!(
                        id.is_some_and(|id| id.get_version_num() == 4),
                        "{}: {}",
                        page.number,
                        problem["instance"]
                    );
                }
                Some("application/json") if message.status().is_some() => {
                    assert!(
                        serde_json::from_str::<serde_json::Value>(&message.content).is_ok(),
                        "{}",
                        page.number
                    );
                }
                _ => {
                    let is_error = message.status().is_some_and(|(number, _)| number >= 400);
                    assert!(
                        !is_error,
                        "{} shows an error that is no problem+json",
                        page.number
                    );
                }
            }
        }
    }
}

#[test]
fn every_example_ends_with_what_its_lines_tell() {
    for Read { page, .. } in READ.iter() {
        let told = page.text.rsplit("\n```\n").next().unwrap_or_default();
        let items: Vec<&str> = told.trim().lines().collect();
        assert!((1..=6).contains(&items.len()), "{}: {told}", page.number);
        for item in items {
            assert!(
                item.starts_with("- **") && item.contains("** — "),
                "{}: {item}",
                page.number
            );
        }
    }
}

#[test]
fn instances_are_all_different() {
    let ids: Vec<&str> = PAGES
        .iter()
        .flat_map(|page| page.text.split("urn:uuid:").skip(1))
        .filter_map(|rest| rest.get(..36))
        .collect();
    assert!(
        (1..ids.len()).all(|nth| !ids[..nth].contains(&ids[nth])),
        "two problems share an instance"
    );
}
