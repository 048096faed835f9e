//! Markdown pages turned into the HTML of a code's page; host only. The outline of a page is fixed (`tests/it/pages.rs`),
//! and so is the form of its example: messages, then a list of "term — explanation".

use http::Method;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd, html};

use super::components::class_mark::hue;
use super::demo;
use super::markup::{escape, message};
use crate::backend::Backend;
use crate::backend::script::Script;
use crate::catalogue::{Code, Standing, pages};
use crate::protocol::text::print_response;
use crate::protocol::{Outcome, Request};
use crate::time::Instant;

/// The prose of a page.
#[derive(Debug, Default)]
pub struct Text {
    /// The sections, as HTML.
    pub sections: String,
    /// The items of the list of sources that the facts of the code do not cite already, as HTML.
    pub sources: String,
}

/// The prose of a code; where nobody has written any yet, a message to look at.
pub fn text(code: &Code) -> Text {
    let Some(page) = pages::find(code.number) else {
        return Text {
            sections: sample(code),
            sources: String::new(),
        };
    };
    let mut sections = String::new();
    for section in page.text.split("## ").skip(1) {
        let (title, body) = section.split_once('\n').unwrap_or((section, ""));
        match title.trim() {
            "Example" => sections.push_str(&example(code, body)),
            title => {
                let title = escape(title);
                sections.push_str(&format!(
                    "<section><h2>{title}</h2>{}</section>",
                    markdown(code, body)
                ));
            }
        }
    }
    Text {
        sections,
        sources: sources(code, page.text),
    }
}

/// What is to be known about a client beyond its numbers, from `src/client/pages/<slug>.md`; nothing while nobody has
/// written it.
pub fn client(slug: &str) -> Option<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/client/pages");
    let text = std::fs::read_to_string(format!("{folder}/{slug}.md")).ok()?;
    let mut sections = String::new();
    for section in format!("\n{text}").split("\n## ").skip(1) {
        let (title, body) = section.split_once('\n').unwrap_or((section, ""));
        let mut prose = String::new();
        html::push_html(&mut prose, Parser::new(body));
        // A long line of code scrolls, and can then be reached with the keyboard.
        let prose = prose.replace(
            "<pre>",
            "<pre class=\"msg\" tabindex=\"0\" role=\"group\" aria-label=\"Configuration\">",
        );
        sections.push_str(&format!(
            "<section><h2>{}</h2>{prose}</section>",
            escape(title.trim())
        ));
    }
    Some(sections)
}

/// Messages on one side, what their lines tell on the other; more than one such pair where notes stand between messages.
fn example(code: &Code, body: &str) -> String {
    let alone = body.matches("```http").count() == 1 && body.contains("```http\nHTTP/");
    let titles = match alone {
        true => ["What the server sends", "What each line tells you"],
        false => ["What goes over the wire", "What each line tells you"],
    };
    let mut titles = titles.map(|title| format!("<h2>{title}</h2>"));
    let (mut out, mut messages, mut notes) = (String::new(), String::new(), String::new());
    let mut pair = |messages: &mut String, notes: &mut String| {
        let [left, right] = &mut titles;
        out.push_str(&format!("<div>{left}{}</div>", markdown(code, messages)));
        left.clear();
        if !notes.is_empty() {
            out.push_str(&format!("<div>{right}<dl>{notes}</dl></div>"));
            right.clear();
        }
        messages.clear();
        notes.clear();
    };
    for line in body.trim().lines() {
        if let Some(note) = line.strip_prefix("- **") {
            let (term, told) = note.split_once("** — ").unwrap_or((note, ""));
            notes.push_str(&format!(
                "<div><dt>{}</dt><dd>{}</dd></div>",
                inline(term),
                inline(told)
            ));
        } else {
            if !notes.is_empty() && !line.is_empty() {
                pair(&mut messages, &mut notes);
            }
            messages.push_str(line);
            messages.push('\n');
        }
    }
    pair(&mut messages, &mut notes);
    format!("<section class=\"example\">{out}</section>")
}

/// What the lab's server answers when it is asked for this code.
fn sample(code: &Code) -> String {
    let number = code.number;
    let uri = format!("/api/status/{number}");
    let request = Request::new(Method::GET, uri.parse().expect("a path is a URI"));
    let reply = Backend::new(Script::default(), 1).respond(Instant::START, &request);
    let Some(Outcome::Answered(response)) = reply.outcome else {
        return String::new();
    };
    let phrase = match code.standing {
        Standing::Unused => "",
        _ => code.phrase,
    };
    let look: Vec<&str> = code.fields.iter().map(|field| field.name).collect();
    let block = message_block(&print_response(&response, phrase), &look);
    let body = match response.body.is_empty() {
        true => "",
        false => ", and a body that says what happened",
    };
    let watch = demo::query(code).map_or_else(String::new, |query| {
        format!(
            " <a href=\"lab/?{}\">Watch a client get it</a>.",
            escape(&query)
        )
    });
    let (url, label) = (code.spec.url(), escape(&code.spec.label()));
    format!(
        "<section class=\"example\"><div><h2>What the server sends</h2>{block}</div><div><h2>Where this comes from</h2>\
         <p>It is what the lab’s server answers to <code>GET {uri}</code>, with the fields that belong to this code{body}.{watch}</p>\
         <p>Nobody has written prose for this page yet. What it states is complete and has its sources; the whole story is \
         in <a href=\"{url}\">{label}</a>.</p></div></section>"
    )
}

/// Markdown as HTML; a block of `http` becomes a message in the colours of its status.
fn markdown(code: &Code, text: &str) -> String {
    let look: Vec<&str> = code.fields.iter().map(|field| field.name).collect();
    let mut block: Option<String> = None;
    let events = Parser::new(text).filter_map(|event| match (event, &mut block) {
        (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind))), _) if &*kind == "http" => {
            block = Some(String::new());
            None
        }
        (Event::End(TagEnd::CodeBlock), Some(_)) => block
            .take()
            .map(|text| Event::Html(message_block(&text, &look).into())),
        (Event::Text(text), Some(block)) => {
            block.push_str(&text);
            None
        }
        (event, _) => Some(event),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

fn message_block(text: &str, look: &[&str]) -> String {
    let status = text
        .strip_prefix("HTTP/")
        .and_then(|rest| rest.split(' ').nth(1)?.parse::<u16>().ok());
    let (label, kind) = match status {
        Some(status) => ("Example response", hue(status / 100)),
        None => ("Example request", "c0"),
    };
    format!(
        "<pre class=\"msg {kind}\" role=\"group\" tabindex=\"0\" aria-label=\"{label}\">{}</pre>\n",
        message(text, look)
    )
}

/// One line of Markdown without the paragraph around it.
fn inline(text: &str) -> String {
    let mut out = String::new();
    let events = Parser::new(text);
    html::push_html(
        &mut out,
        events.filter(|event| {
            !matches!(
                event,
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
            )
        }),
    );
    out
}

/// The sources a page cites beyond those of the code's facts, each once, in the order they come up.
fn sources(code: &Code, text: &str) -> String {
    let known = code.sources();
    let mut seen: Vec<String> = known.iter().map(|(source, _)| source.url()).collect();
    let mut out = String::new();
    let (mut link, mut label) = (None, String::new());
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with("https:") => {
                link = Some(dest_url.to_string());
                label.clear();
            }
            Event::Text(text) | Event::Code(text) if link.is_some() => label.push_str(&text),
            Event::End(TagEnd::Link) => {
                if let Some(url) = link.take()
                    && !seen.contains(&url)
                {
                    out.push_str(&format!(
                        "<li><a href=\"{}\">{}</a></li>",
                        escape(&url),
                        escape(&label)
                    ));
                    seen.push(url);
                }
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::find;

    #[test]
    fn a_page_has_its_sections_and_its_example() {
        let code = find(503).expect("503 is registered");
        let text = text(code);
        for part in [
            "<h2>Meaning</h2>",
            "<h2>Receiving it</h2>",
            "<h2>What the server sends</h2><pre class=\"msg c5\"",
            "<mark><i>Retry-After:</i> 2</mark>",
            "<dt>Retry-After: 2</dt><dd>",
        ] {
            assert!(text.sections.contains(part), "{part}\n{}", text.sections);
        }
    }

    #[test]
    fn nothing_of_a_page_is_lost() {
        for page in pages::PAGES {
            let html = text(find(page.number).expect("a page has a row")).sections;
            assert!(
                !html.contains("**") && !html.contains("```"),
                "{}",
                page.number
            );
            assert_eq!(
                html.matches("<pre").count(),
                page.text.matches("```http").count(),
                "{}",
                page.number
            );
            assert_eq!(
                html.matches("<dt>").count(),
                page.text.matches("\n- **").count(),
                "{}",
                page.number
            );
        }
    }

    #[test]
    fn a_code_without_prose_shows_a_message_of_its_own() {
        for code in crate::catalogue::all().filter(|code| pages::find(code.number).is_none()) {
            let status = format!("<i>HTTP/1.1</i> <span class=\"st\">{}", code.number);
            assert!(text(code).sections.contains(&status), "{}", code.number);
        }
    }

    #[test]
    fn a_source_is_listed_once() {
        let code = find(503).expect("503 is registered");
        let sources = text(code).sources;
        assert_eq!(
            sources.matches("rfc9111#section-4.3.3").count(),
            1,
            "{sources}"
        );
        assert!(!sources.contains("rfc9110#section-15.6.4\""), "{sources}");
    }
}
