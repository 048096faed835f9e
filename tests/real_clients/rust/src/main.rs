//! Makes calls with one of the libraries, each when its time has come and as the library does it when nothing is configured.
//!
//! ```text
//! reqwest-driver reqwest < calls       a call a line: {"method": "PUT", "url": "http://…", "content": "…", "at_ms": 8}
//! reqwest-driver --versions reqwest    which versions those are
//! ```
//!
//! What comes of a call is not told: the server saw it.

use std::io::{self, BufRead};
use std::time::Duration;

use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use reqwest_retry::RetryTransientMiddleware;
use reqwest_retry::policies::ExponentialBackoff;
use serde::Deserialize;

#[derive(Deserialize)]
struct Call {
    method: String,
    url: String,
    content: Option<String>,
    at_ms: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut words = std::env::args().skip(1);
    let (first, second) = (words.next().expect("a library"), words.next());
    if let Some(library) = second {
        let with = if library == "reqwest" {
            String::new()
        } else {
            format!(
                "reqwest-retry {}, retry-policies {}, ",
                version("reqwest-retry"),
                version("retry-policies")
            )
        };
        println!("{with}reqwest {}", version("reqwest"));
        return;
    }
    let client = reqwest::Client::new();
    let client = match first.as_str() {
        "reqwest" => ClientWithMiddleware::from(client),
        "reqwest-retry" => {
            let policy = ExponentialBackoff::builder().build_with_max_retries(3);
            ClientBuilder::new(client)
                .with(RetryTransientMiddleware::new_with_policy(policy))
                .build()
        }
        other => panic!("{other} is not known here"),
    };
    let calls: Vec<_> = io::stdin()
        .lock()
        .lines()
        .map(|line| {
            let call: Call = serde_json::from_str(&line.expect("a line")).expect("a call");
            let client = client.clone();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(call.at_ms)).await;
                let method = call.method.parse().expect("a method");
                let mut request = client.request(method, call.url);
                if let Some(content) = call.content {
                    request = request
                        .header("Content-Type", "application/json")
                        .body(content);
                }
                // A failure is an ending like any other.
                if let Ok(response) = request.send().await {
                    let _ = response.bytes().await;
                }
            })
        })
        .collect();
    for call in calls {
        call.await.expect("no call panics");
    }
}

/// The version in the lock file.
fn version(package: &str) -> &'static str {
    let mut lines = include_str!("../Cargo.lock").lines();
    let name = format!("name = \"{package}\"");
    lines.find(|line| *line == name).expect("it is locked");
    let line = lines.next().expect("its version follows");
    line.trim_start_matches("version = ").trim_matches('"')
}
