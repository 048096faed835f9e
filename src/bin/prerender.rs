//! Writes one HTML file per route into a folder Trunk has just built, so that every page can be read before (and without)
//! the program: `prerender <folder>`.
//!
//! Trunk's `index.html` is the template. Each page gets its own content, title, description and a `<base>` that leads back
//! to the folder's root; nothing in a file depends on where the folder is served.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs, io};

use futures::StreamExt;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use teapot::backend::openapi;
use teapot::ui::page::{Page as Body, not_found_title};
use teapot::ui::routes::{self, Place};

/// How many folders below the root an unknown address may lie for `404.html` to find the way back.
const LOST_DEPTH: usize = 4;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).expect("usage: prerender <folder>"));
    any_spawner::Executor::init_tokio().expect("nothing else has chosen an executor");
    let template = fs::read_to_string(folder.join("index.html"))?;
    tokio::task::LocalSet::new()
        .run_until(write_all(&folder, &template))
        .await
}

async fn write_all(folder: &Path, template: &str) -> io::Result<()> {
    let copy = program(folder, "copy-")?;
    let (program, bench) = (program(folder, "teapot-")?, program(folder, "bench-")?);
    for place in routes::all() {
        let path = place.path();
        let base = match path.matches('/').count() {
            0 => "./".to_string(),
            depth => "../".repeat(depth),
        };
        let page = Page {
            title: place.title(),
            description: place.description(),
            body: render(Some(place)).await,
        };
        let html = page
            .fill(&with_sheets(template, place))
            .replace(BASE, &format!(r#"<base href="{base}">"#));
        let html = match place {
            Place::Decide(_) => html.replace(&program, &bench),
            // The start script fetches it when it is asked for.
            Place::Lab => html
                .replace(&program, &bench)
                .replace(START, &format!(r#"{START} data-copy="{copy}""#)),
            Place::Reference | Place::Code(_) | Place::Clients | Place::Client(_) | Place::Api => {
                html
            }
        };
        let file = folder.join(&path);
        fs::create_dir_all(&file)?;
        fs::write(file.join("index.html"), html)?;
    }
    let api = folder.join(Place::Api.path());
    fs::write(api.join("openapi.json"), openapi::document())?;
    fs::write(folder.join("404.html"), not_found(template).await)?;
    eprintln!("prerendered {} pages", routes::all().len() + 1);
    Ok(())
}

/// The template with the sheets a page needs. Every page may need any other sheet; these are for a few alone.
fn with_sheets(template: &str, place: Place) -> String {
    let clients = matches!(place, Place::Clients | Place::Client(_));
    let needs = [
        ("/api-", place == Place::Api),
        ("/clients-", clients),
        ("/compare-", place == Place::Lab),
        ("/watch-", place == Place::Lab),
        ("/form-", place == Place::Lab),
        ("/history-", place == Place::Lab),
        ("/copy-", place == Place::Lab),
    ];
    let mut template = template.to_owned();
    for (sheet, _) in needs.into_iter().filter(|(_, needed)| !needed) {
        let line = template.lines().find(|line| line.contains(sheet));
        let line = line.expect("index.html links the sheet").to_owned();
        template = template.replace(&line, "");
    }
    template
}

/// What the two files of a program have in common, such as `bench-90d73c6803030b07`: the name before `_bg.wasm`.
fn program(folder: &Path, begins: &str) -> io::Result<String> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let program = name.to_str().and_then(|name| name.strip_suffix("_bg.wasm"));
        if let Some(program) = program.filter(|program| program.starts_with(begins)) {
            return Ok(program.to_owned());
        }
    }
    Err(io::Error::other(format!("there is no program {begins}*")))
}

const BASE: &str = r#"<base href="./">"#;
const START: &str = r#"src="start.js""#;

/// What differs from page to page.
struct Page {
    title: String,
    description: String,
    body: String,
}

impl Page {
    fn fill(&self, template: &str) -> String {
        let head = format!(
            r#"<title>{}</title><meta name="description" content="{}">"#,
            escape(&self.title),
            escape(&self.description)
        );
        assert!(
            template.contains("<!--head-->") && template.contains("<!--app-->"),
            "index.html has lost a marker"
        );
        template
            .replace("<!--head-->", &head)
            .replace("<!--app-->", &self.body)
    }
}

/// `404.html` is served at any unknown address, so it cannot know how deep it lies. It tries `lost.js` in the folders above:
/// the copy that exists tells where the root is. Hosts that serve Teapot at their root need no luck, and nor does a reader
/// without JavaScript there: `<base href="/">` stands until a script knows better.
async fn not_found(template: &str) -> String {
    let page = Page {
        title: not_found_title(),
        description: "There is nothing at this address.".into(),
        body: render(None).await,
    };
    let guesses: String = (0..=LOST_DEPTH)
        .map(|up| format!(r#"<script src="{}lost.js"></script>"#, "../".repeat(up)))
        .collect();
    page.fill(template)
        .replace(BASE, &format!(r#"{guesses}<base href="/">"#))
}

/// The body of a page.
async fn render(place: Option<Place>) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new())));
    let stream = owner.with(|| view! { <Body place/> }.to_html_stream_in_order());
    let html = stream.collect::<String>().await;
    owner.unset_with_forced_cleanup();
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
