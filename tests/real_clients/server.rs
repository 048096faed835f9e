//! The mock server as a process, and its controls.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde::Deserialize;

/// A server that ends with the value.
pub struct Server {
    process: Child,
    address: String,
}

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// `PUT /api/users/7`.
    pub line: String,
    /// Whether it had content.
    pub content: bool,
    /// When it came.
    pub at: Duration,
}

#[derive(Deserialize)]
struct Line {
    at_ms: u64,
    method: String,
    target: String,
    length: usize,
}

impl Server {
    /// Starts one at any free port.
    pub fn start() -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real_clients");
        fs::create_dir_all(&dir).expect("a folder can be made");
        // It serves a folder, too, and wants one.
        fs::write(dir.join("index.html"), "").expect("a file can be written");
        let mut process = Command::new(env!("CARGO_BIN_EXE_serve"))
            .arg("--dir")
            .arg(&dir)
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut first = String::new();
        lines.read_line(&mut first).expect("it says where it is");
        let address = first.trim().rsplit_once("http://").expect("an address").1;
        // What it goes on to say is not needed, but somebody has to take it.
        thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Self {
            address: address.trim_end_matches('/').to_owned(),
            process,
        }
    }

    /// Opens a shop with a script; its address.
    pub fn open(&self, script: &str) -> String {
        let place = ask(&self.address, "POST /control/shops", script);
        let place = place.trim().strip_prefix("http://").expect("an address");
        place.trim_end_matches('/').to_owned()
    }

    /// The requests a shop got.
    pub fn requests(&self, place: &str) -> Vec<Seen> {
        let lines = ask(place, "GET /control/requests", "");
        let read = |line: &str| {
            let line: Line = serde_json::from_str(line).expect("a line is JSON");
            Seen {
                line: format!("{} {}", line.method, line.target),
                content: line.length > 0,
                at: Duration::from_millis(line.at_ms),
            }
        };
        lines.lines().map(read).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which the calls would have shown.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The content of an answer of the controls.
fn ask(address: &str, line: &str, content: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let length = content.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{content}"
    );
    stream
        .write_all(request.as_bytes())
        .expect("it takes a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let (head, content) = answer.split_once("\r\n\r\n").expect("an answer has a head");
    assert!(head.starts_with("HTTP/1.1 20"), "{line}: {answer}");
    content.to_owned()
}
