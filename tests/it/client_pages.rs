//! The prose about each client: every preset has its page, every page the same outline, and its code can be read by the
//! language it is written in.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use teapot::client::presets;

const LANGUAGES: [&str; 13] = [
    "csharp", "go", "java", "js", "json", "kotlin", "nginx", "php", "python", "ruby", "rust", "sh",
    "yaml",
];

/// What a snippet may talk to.
const HOSTS: [&str; 3] = ["api.example.com", "example.com", "localhost"];

/// How long a line of code may be, so that it fits beside the lab.
const WIDTH: usize = 88;

struct Page {
    slug: String,
    text: String,
}

/// What is below the second heading: a sentence, the code with its language, and what comes after it.
struct Advice<'a> {
    before: &'a str,
    language: &'a str,
    code: &'a str,
    after: &'a str,
}

impl Page {
    /// The traps, one a line.
    fn traps(&self) -> Vec<&str> {
        let (traps, _) = self.halves();
        traps.trim().lines().collect()
    }

    fn halves(&self) -> (&str, &str) {
        let rest = self
            .text
            .strip_prefix("## Traps\n")
            .unwrap_or_else(|| panic!("{} begins with its traps", self.slug));
        rest.split_once("\n## Configure it well\n")
            .unwrap_or_else(|| panic!("{} says how to configure it", self.slug))
    }

    fn advice(&self) -> Advice<'_> {
        let (_, text) = self.halves();
        let parts: Vec<&str> = text.split("```").collect();
        let [before, block, after] = parts[..] else {
            panic!("{} has one block of code", self.slug);
        };
        let (language, code) = block
            .split_once('\n')
            .unwrap_or_else(|| panic!("{}: a block begins with its language", self.slug));
        Advice {
            before: before.trim(),
            language,
            code,
            after: after.trim(),
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/client/pages")
}

fn pages() -> Vec<Page> {
    let mut pages: Vec<Page> = fs::read_dir(folder())
        .expect("the folder of the pages")
        .map(|entry| {
            let path = entry.expect("a file").path();
            let slug = path.file_stem().expect("a name").to_string_lossy();
            assert_eq!(path.extension().expect("an extension"), "md", "{slug}");
            Page {
                slug: slug.into_owned(),
                text: fs::read_to_string(&path).expect("a page is text"),
            }
        })
        .collect();
    pages.sort_by(|a, b| a.slug.cmp(&b.slug));
    pages
}

#[test]
fn every_preset_has_a_page_and_every_page_a_preset() {
    let pages = pages();
    let there: BTreeSet<&str> = pages.iter().map(|page| page.slug.as_str()).collect();
    let presets = presets::ALL.iter().map(|policy| policy.slug);
    assert_eq!(there, presets.collect());
}

#[test]
fn every_page_has_traps_with_their_source_and_one_piece_of_advice() {
    for page in pages() {
        let slug = &page.slug;
        assert_eq!(
            page.text.matches("\n## ").count(),
            1,
            "{slug}: two headings"
        );
        assert!(page.text.ends_with('\n'), "{slug}");
        let traps = page.traps();
        assert!((1..=4).contains(&traps.len()), "{slug}: {}", traps.len());
        for trap in traps {
            let (_, source) = trap.rsplit_once(" (").unwrap_or_default();
            assert!(
                trap.starts_with("- ") && source.len() > 3 && trap.ends_with(")."),
                "{slug}: a source ends {trap}"
            );
            assert_eq!(trap.matches('`').count() % 2, 0, "{slug}: {trap}");
        }
        let advice = page.advice();
        assert!(
            LANGUAGES.contains(&advice.language),
            "{slug}: {}",
            advice.language
        );
        for sentence in [advice.before, advice.after] {
            assert!(!sentence.contains('\n'), "{slug}: {sentence}");
            assert_eq!(sentence.matches('`').count() % 2, 0, "{slug}: {sentence}");
        }
        assert!(advice.before.ends_with('.'), "{slug}: {}", advice.before);
        assert!(
            advice.after.is_empty() || advice.after.ends_with('.'),
            "{slug}: {}",
            advice.after
        );
    }
}

#[test]
fn code_is_narrow_and_stays_at_home() {
    for page in pages() {
        let code = page.advice().code;
        for line in code.lines() {
            let width = line.replace('\t', "    ").chars().count();
            assert!(width <= WIDTH, "{}: {width}: {line}", page.slug);
        }
        for (at, _) in code.match_indices("://") {
            let rest = &code[at + "://".len()..];
            let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')));
            let host = &rest[..end.unwrap_or(rest.len())];
            assert!(
                host.is_empty() || HOSTS.contains(&host),
                "{}: {host}",
                page.slug
            );
        }
    }
}

/// The snippets in a language, each in a file of its own.
fn files(language: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("client-pages");
    fs::create_dir_all(&folder).expect("a folder for the snippets");
    pages()
        .iter()
        .filter(|page| page.advice().language == language)
        .map(|page| {
            let path = folder.join(&page.slug).with_extension(extension);
            fs::write(&path, page.advice().code).expect("a snippet is written");
            path
        })
        .collect()
}

fn passes(command: &mut Command) {
    let done = command.output().expect("Node and Python are here");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}

#[test]
fn javascript_can_be_read() {
    for file in files("js", "mjs") {
        passes(Command::new("node").arg("--check").arg(file));
    }
}

#[test]
fn python_can_be_read() {
    const READ: &str = "import ast, sys\nfor f in sys.argv[1:]: ast.parse(open(f).read(), f)";
    passes(
        Command::new("python3")
            .args(["-c", READ])
            .args(files("python", "py")),
    );
}
