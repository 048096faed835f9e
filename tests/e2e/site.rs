//! The built folder: its pages, and a server for it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{fs, iter};

/// Where most journeys find the site: never at the root, where a wrong absolute link would go unnoticed.
pub const SUB_PATH: &str = "/docs/http/";

/// A running server; ends with the value.
pub struct Site {
    server: Child,
    /// The address of the home page, with its slash.
    pub url: String,
}

impl Site {
    /// Serves the folder below `under`.
    pub fn at(under: &str) -> Self {
        Self::with(&["--under", under])
    }

    /// Serves the folder with these options of `bin/serve/main.rs`.
    pub fn with(options: &[&str]) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_serve"))
            .arg("--dir")
            .arg(dist())
            .args(["--port", "0"])
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server was built together with this test");
        let mut line = String::new();
        let output = server.stdout.take().expect("it was asked for");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("the server speaks");
        let url = line
            .split_whitespace()
            .last()
            .expect("the server says where it is; is there a dist/ with a page?");
        Self {
            url: url.to_string(),
            server,
        }
    }

    /// The address of a page.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The folder `scripts/build` writes.
pub fn dist() -> PathBuf {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
    assert!(
        dist.join("index.html").is_file(),
        "no dist/index.html: run scripts/build first"
    );
    dist
}

/// The paths of all pages below the folder: `""`, `"codes/503/"`, …
pub fn pages() -> Vec<String> {
    let mut pages = Vec::new();
    let mut folders = vec![dist()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("dist can be read") {
            let path = entry.expect("dist can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.ends_with("index.html") {
                let relative = folder.strip_prefix(dist()).expect("found below dist");
                let parts = relative
                    .iter()
                    .map(|part| part.to_str().expect("names here are UTF-8"));
                pages.push(parts.flat_map(|part| [part, "/"]).collect());
            }
        }
    }
    pages.sort();
    pages
}

/// One page of each kind, for what does not depend on the content.
pub fn page_of_each_kind() -> Vec<String> {
    let mut kinds = Vec::new();
    let mut chosen = Vec::new();
    for page in pages() {
        let kind = (
            page.split('/').next().map(String::from),
            page.matches('/').count(),
        );
        if !kinds.contains(&kind) {
            kinds.push(kind);
            chosen.push(page);
        }
    }
    chosen
}

/// The HTML file of a page, as a browser would get it.
pub fn html(page: &str) -> String {
    fs::read_to_string(dist().join(page).join("index.html")).expect("every page has a file")
}

/// What stands between `<tag …>` and `</tag>`, the first time.
pub fn inside<'a>(html: &'a str, tag: &str) -> Option<&'a str> {
    let (_, rest) = html.split_once(&format!("<{tag}"))?;
    let (_, rest) = rest.split_once('>')?;
    Some(rest.split_once(&format!("</{tag}>"))?.0)
}

/// The words of a piece of HTML.
pub fn text(html: &str) -> String {
    let mut words = String::new();
    let mut pieces = html.split('<');
    words.extend(pieces.next());
    for piece in pieces {
        words.extend(iter::once(" ").chain(piece.split_once('>').map(|(_, text)| text)));
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
