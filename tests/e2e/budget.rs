//! A reader on a slow line: what a first visit downloads, compressed as a good host would (brotli 11).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::site::{dist, html, pages};

const KIB: usize = 1024;

#[test]
fn a_first_visit_to_a_code_page_stays_within_its_budget() {
    let page = pages()
        .into_iter()
        .filter(|page| page.starts_with("codes/"))
        .max_by_key(|page| html(page).len());
    let page = page.expect("there are pages of codes");
    let html = html(&page);
    println!("first visit to {page}, the largest page of a code (brotli 11, bytes)");
    let document = weigh(&format!("{page}index.html"));
    let (mut first_paint, mut total) = (document, document);
    for file in linked_files(&html) {
        let size = weigh(&file);
        total += size;
        if file.ends_with(".css") {
            first_paint += size;
        }
    }
    println!(
        "{first_paint:>8}  HTML and CSS, of {}\n{total:>8}  everything, of {}",
        25 * KIB,
        180 * KIB
    );
    assert!(
        first_paint <= 25 * KIB,
        "HTML and CSS take {first_paint} bytes"
    );
    assert!(total <= 180 * KIB, "a first visit takes {total} bytes");
}

/// The table of clients holds all it can show, so that it needs no more program than the other pages.
#[test]
fn a_first_visit_to_the_clients_stays_within_its_budget() {
    println!("first visit to clients/ (brotli 11, bytes)");
    let page = html("clients/");
    assert!(!page.contains("bench-"), "it needs the program of the lab");
    let files = linked_files(&page).into_iter();
    let total = weigh("clients/index.html") + files.map(|file| weigh(&file)).sum::<usize>();
    println!("{total:>8}  everything, of {}", 180 * KIB);
    assert!(total <= 180 * KIB, "a first visit takes {total} bytes");
}

/// The lab is downloaded once for many visits; it may not grow unseen.
#[test]
fn a_first_visit_to_the_lab_stays_within_its_budget() {
    println!("first visit to lab/ (brotli 11, bytes)");
    let page = html("lab/");
    let files: Vec<String> = linked_files(&page).into_iter().collect();
    assert!(files.iter().any(|file| file.starts_with("bench-")));
    let total = weigh("lab/index.html") + files.iter().map(|file| weigh(file)).sum::<usize>();
    println!("{total:>8}  everything, of {}", 720 * KIB);
    assert!(total <= 720 * KIB, "a first visit takes {total} bytes");
}

/// Live mode runs the program of the lab, which whoever switches it on has just loaded: by the very name, so that the browser
/// has it in its cache. What comes on top is the worker's script and its glue.
#[test]
fn the_worker_stays_within_its_budget() {
    let script = fs::read_to_string(dist().join("service-worker.js")).expect("the worker is there");
    let names: Vec<&str> = script
        .split('\'')
        .filter_map(|name| name.strip_prefix("./"))
        .filter(|name| dist().join(name).is_file())
        .collect();
    let [glue, program] = names[..] else {
        panic!("the worker loads {names:?}");
    };
    let lab = linked_files(&html("lab/"));
    assert!(lab.contains(program), "the lab does not load {program}");
    println!("the worker of Live mode (brotli 11, bytes)");
    let own = weigh("service-worker.js") + weigh(glue);
    println!(
        "{own:>8}  everything the lab has not loaded, of {}",
        120 * KIB
    );
    assert!(own <= 120 * KIB, "the worker takes {own} bytes");
}

/// What "Copy as" fetches when its menu is opened; until then nothing of it is.
#[test]
fn what_is_copied_stays_within_its_budget() {
    let page = html("lab/");
    let name = page.split("data-copy=\"").nth(1);
    let name = name.and_then(|rest| rest.split('"').next());
    let name = name.expect("the start script of the lab knows the program");
    println!("what \"Copy as\" fetches (brotli 11, bytes)");
    let total = weigh(&format!("{name}.js")) + weigh(&format!("{name}_bg.wasm"));
    println!("{total:>8}  everything, of {}", 160 * KIB);
    assert!(total <= 160 * KIB, "it takes {total} bytes");
    let linked = linked_files(&page);
    assert!(
        linked
            .iter()
            .all(|file| !file.starts_with("copy-") || file.ends_with(".css")),
        "it is fetched with the page: {linked:?}"
    );
    assert!(!html("decide/").contains("data-copy"));
}

/// The files a page names in an attribute: sheets, scripts, icon, the program.
fn linked_files(html: &str) -> BTreeSet<String> {
    let values = html.split('"').skip(1).step_by(2);
    let names = values.map(|value| value.trim_start_matches("./").to_string());
    names
        .filter(|name| Path::new(name).extension().is_some() && dist().join(name).is_file())
        .collect()
}

fn weigh(file: &str) -> usize {
    let content = fs::read(dist().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut content.as_slice(), &mut compressed, &parameters)
        .expect("memory can be written");
    println!("{:>8}  {file}", compressed.len());
    compressed.len()
}
