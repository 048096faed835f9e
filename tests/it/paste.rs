//! What people paste, from browsers' menus and from documentation, and what becomes of it.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use teapot::rng::Rng;
use teapot::share::lab::{Lab, MAX_BODY, MAX_FIELD, MAX_FIELDS, MAX_METHOD, MAX_PATH};
use teapot::share::paste::{Pasted, paste};

const CURL: &str = include_str!("paste/curl.txt");
const FETCH: &str = include_str!("paste/fetch.txt");
const RAW: &str = include_str!("paste/raw.txt");

/// The texts of a file, each with its name.
fn texts(file: &str) -> Vec<(&str, &str)> {
    let parts = file.split("=== ").skip(1);
    let parts = parts.map(|part| part.split_once('\n').expect("a name stands on a line"));
    parts
        .map(|(name, text)| (name, text.strip_suffix('\n').unwrap_or(text)))
        .collect()
}

/// What became of the texts of a file, to be read line by line.
fn told(file: &str) -> String {
    let mut told = String::new();
    for (name, text) in texts(file) {
        let _ = writeln!(told, "=== {name}");
        match paste(text) {
            None => told.push_str("not recognised\n"),
            Some(Err(what)) => {
                let _ = writeln!(told, "error: {what}");
            }
            Some(Ok(pasted)) => {
                let mut lab = Lab::default();
                let kind = pasted.kind;
                let left_out = lab.paste_into(pasted);
                let _ = writeln!(told, "{kind:?}: {} {}", lab.method, lab.path);
                for line in &lab.fields {
                    let _ = writeln!(told, "  {}: {}", line.name(), line.value());
                }
                for line in lab.body.replace('\r', "␍").lines() {
                    let _ = writeln!(told, "  | {line}");
                }
                for what in left_out {
                    let _ = writeln!(told, "  - {what}");
                }
            }
        }
    }
    told
}

#[test]
fn commands_for_curl_are_read() {
    assert!(texts(CURL).len() >= 60);
    insta::assert_snapshot!("paste_curl", told(CURL));
}

#[test]
fn calls_of_fetch_are_read() {
    assert!(texts(FETCH).len() >= 15);
    insta::assert_snapshot!("paste_fetch", told(FETCH));
}

#[test]
fn raw_messages_are_read() {
    assert!(texts(RAW).len() >= 10);
    insta::assert_snapshot!("paste_raw", told(RAW));
}
