//! Who may use whom. One package gives no direction between its modules; this table does.
//!
//! Changing the table is a design change: say why in the commit.

use std::fs;
use std::path::{Path, PathBuf};

/// A module, and the modules it may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("time", &[]),
    ("rng", &[]),
    ("protocol", &["time"]),
    ("catalogue", &["protocol"]),
    // A situation speaks of waits and deadlines, so the tree names time.
    ("tree", &["time", "protocol"]),
    ("client", &["time", "rng", "protocol", "tree"]),
    ("backend", &["time", "rng", "protocol", "catalogue"]),
    // A judge of responses knows what HTTP says and what the codes mean, not who sent them.
    ("review", &["protocol", "catalogue"]),
    (
        "exchange",
        &["time", "rng", "protocol", "tree", "client", "backend"],
    ),
    (
        "share",
        // A shared case draws its wait from a seed that is part of it.
        &[
            "time",
            "rng",
            "protocol",
            "catalogue",
            "tree",
            "client",
            "backend",
            "exchange",
        ],
    ),
    (
        "transport",
        &["time", "rng", "protocol", "client", "backend", "exchange"],
    ),
    ("worker", &["time", "protocol", "backend", "transport"]),
    (
        "ui",
        &[
            "time",
            "rng",
            "protocol",
            "catalogue",
            "tree",
            "client",
            "backend",
            "review",
            "exchange",
            "share",
            "transport",
        ],
    ),
];

/// Where the browser may be met. Everything else runs on any machine, in any kind of time.
const BROWSER: &[&str] = &["transport", "worker", "ui"];
const BROWSER_CRATES: &[&str] = &["web_sys", "js_sys", "wasm_bindgen", "gloo_", "leptos"];

#[test]
fn modules_name_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = LAYERS.iter().find(|(module, _)| *module == source.module())
        else {
            wrong.push(format!(
                "{}: module `{}` is not in the table",
                source.path.display(),
                source.module()
            ));
            continue;
        };
        for name in source.names_from_root() {
            let known = LAYERS.iter().any(|(module, _)| *module == name);
            if known && name != source.module() && !allowed.contains(&name.as_str()) {
                wrong.push(format!(
                    "{}: `{}` may not name `{name}`",
                    source.path.display(),
                    source.module()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_does_not_know_the_browser() {
    let mut wrong = Vec::new();
    for source in sources()
        .into_iter()
        .filter(|source| !BROWSER.contains(&source.module()))
    {
        for found in BROWSER_CRATES
            .iter()
            .filter(|name| source.code.contains(**name))
        {
            wrong.push(format!("{}: names {found}", source.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_is_part_of_the_program() {
    let mut wrong = Vec::new();
    for source in sources() {
        let (name, parents) = source.declared_in();
        let line = format!("mod {name};");
        let declared = parents
            .iter()
            .any(|parent| fs::read_to_string(parent).is_ok_and(|text| text.contains(&line)));
        if !declared {
            wrong.push(format!(
                "{}: no `{line}` leads to it, so it is not compiled",
                source.path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A file of the library below `src/`, its comments removed.
struct Source {
    /// Relative to `src/`.
    path: PathBuf,
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let code = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default());
        Self {
            path: path.into(),
            code: code.collect::<Vec<_>>().join("\n"),
        }
    }

    /// `client/call.rs` → `client`, `client`, `call`; `mod.rs` names its folder.
    fn module_path(&self) -> Vec<&str> {
        let without = self.path.with_extension("");
        let parts = self
            .path
            .iter()
            .map(|part| part.to_str().expect("names here are UTF-8"));
        let mut parts: Vec<&str> = parts.map(|part| part.trim_end_matches(".rs")).collect();
        if without.ends_with("mod") {
            parts.pop();
        }
        parts
    }

    fn module(&self) -> &str {
        self.module_path()[0]
    }

    /// Names that follow `crate::`, or as many `super::` as lead out of the library's modules to its root.
    fn names_from_root(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (at, _) in self.code.match_indices("crate::") {
            first_names(&self.code[at + "crate::".len()..], &mut names);
        }
        let tests_from = self.code.find("mod tests {").unwrap_or(usize::MAX);
        for (at, _) in self.code.match_indices("super::") {
            if self.code[..at].ends_with("super::") {
                continue;
            }
            let mut rest = &self.code[at..];
            let mut up = 0;
            while let Some(further) = rest.strip_prefix("super::") {
                (rest, up) = (further, up + 1);
            }
            if up == self.module_path().len() + usize::from(at > tests_from) {
                first_names(rest, &mut names);
            }
        }
        names
    }

    /// The name a `mod` line must have, and the files it may stand in.
    fn declared_in(&self) -> (String, Vec<PathBuf>) {
        let mut path = self.module_path();
        let name = path.pop().expect("every file has a name").to_string();
        if path.is_empty() {
            return (name, vec![src().join("lib.rs")]);
        }
        let folder = src().join(path.join("/"));
        (
            name,
            vec![folder.join("mod.rs"), folder.with_extension("rs")],
        )
    }
}

/// The first segment of each path in what follows `crate::`: one name, or those of a group like `{time::Instant, rng}`.
fn first_names(rest: &str, names: &mut Vec<String>) {
    let name = |text: &str| {
        text.trim()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let Some(group) = rest.strip_prefix('{') else {
        names.push(name(rest));
        return;
    };
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            ',' if depth == 0 => {
                names.push(name(&group[start..at]));
                start = at + 1;
            }
            '}' if depth == 0 => {
                names.push(name(&group[start..at]));
                return;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every file of the library: not its root, which only lists modules, and not the programs, which may use everything.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![src()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            let relative = path.strip_prefix(src()).expect("found below src");
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs")
                && !relative.starts_with("bin")
                && !["lib.rs", "main.rs"]
                    .contains(&relative.to_str().expect("names here are UTF-8"))
            {
                let text = fs::read_to_string(&path).expect("a source file is text");
                found.push(Source::new(
                    relative.to_str().expect("names here are UTF-8"),
                    &text,
                ));
            }
        }
    }
    found
}

#[test]
fn grouped_and_nested_imports_are_read() {
    let names = |path: &str, text: &str| Source::new(path, text).names_from_root().join(" ");
    assert_eq!(names("client/call.rs", "use crate::time::Instant;"), "time");
    assert_eq!(
        names(
            "client/call.rs",
            "use crate::{time::{Clock, Instant}, rng, tree};"
        ),
        "time rng tree"
    );
    assert_eq!(
        names(
            "client/call.rs",
            "use crate::{\n    time::Instant,\n    rng::Rng,\n};"
        )
        .trim_end(),
        "time rng"
    );
    assert_eq!(
        names(
            "client/call.rs",
            "// use crate::backend;\nfn f() { crate::ui::x() }"
        ),
        "ui"
    );
    assert_eq!(
        names("client/call.rs", "use super::super::backend;"),
        "backend"
    );
    assert_eq!(names("client/call.rs", "use super::policy;"), "");
    assert_eq!(
        names("client/mod.rs", "use super::backend::Backend;"),
        "backend"
    );
    assert_eq!(
        names(
            "client/mod.rs",
            "#[cfg(test)]\nmod tests {\n    use super::backend;\n}"
        ),
        ""
    );
}
