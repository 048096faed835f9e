//! Serves the built folder on this machine with the headers it is meant to be served with.
//!
//! ```text
//! serve [--dir dist] [--port 8418] [--under /docs/http/] [--allow-origin '*']
//! ```
//!
//! `--port 0` takes any free port. `--under` puts the folder at a sub-path and `--allow-origin` lets pages of other origins
//! (a sandboxed frame is one) load it; the journeys use all three. Only this machine can connect.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, thread};

use tiny_http::{Header, Method, Request, Response, Server};

/// What the site may load: its own files, its own WebAssembly, nothing else; no inline script or style.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'none'";

/// Browsers open up to six connections to a host and one request may be slow to read.
const THREADS: usize = 6;

fn main() -> ExitCode {
    let site = match Site::from_arguments(env::args().skip(1)) {
        Ok(site) => Arc::new(site),
        Err(complaint) => {
            eprintln!("serve: {complaint}");
            return ExitCode::FAILURE;
        }
    };
    let server = match Server::http(("127.0.0.1", site.port)) {
        Ok(server) => Arc::new(server),
        Err(error) => {
            eprintln!("serve: port {} cannot be used: {error}", site.port);
            return ExitCode::FAILURE;
        }
    };
    let port = server
        .server_addr()
        .to_ip()
        .map_or(site.port, |address| address.port());
    println!("Teapot is served at http://127.0.0.1:{port}{}", site.under);
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (server, site) = (server.clone(), site.clone());
            thread::spawn(move || {
                for request in server.incoming_requests() {
                    site.answer(request);
                }
            })
        })
        .collect();
    for thread in threads {
        let _ = thread.join();
    }
    ExitCode::SUCCESS
}

/// A folder, and where and how it is served. Invariant: `under` begins and ends with a slash.
struct Site {
    dir: PathBuf,
    port: u16,
    under: String,
    allow_origin: Option<String>,
}

/// What an address leads to.
#[derive(Debug, PartialEq)]
enum Target {
    File(PathBuf),
    /// A folder named without its slash: relative links in its page would be off by one level.
    Redirect(String),
    Nothing,
}

impl Site {
    fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut site = Self {
            dir: "dist".into(),
            port: 8418,
            under: "/".into(),
            allow_origin: None,
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or(format!("{name} needs a value"))?;
            match name.as_str() {
                "--dir" => site.dir = value.into(),
                "--port" => {
                    site.port = value
                        .parse()
                        .map_err(|_| format!("{value} is not a port"))?
                }
                "--under" => {
                    site.under = format!("/{}/", value.trim_matches('/')).replace("//", "/")
                }
                "--allow-origin" => site.allow_origin = Some(value),
                _ => {
                    return Err(format!(
                        "{name} is not an option; there are --dir, --port, --under, --allow-origin"
                    ));
                }
            }
        }
        if !site.dir.join("index.html").is_file() {
            return Err(format!(
                "{} holds no index.html; scripts/build writes one",
                site.dir.display()
            ));
        }
        Ok(site)
    }

    fn answer(&self, request: Request) {
        // A browser that hangs up early is no error of ours.
        let _ = match request.method() {
            Method::Get | Method::Head => match self.find(request.url()) {
                Target::File(file) => self.send(request, 200, &file),
                Target::Redirect(to) => {
                    request.respond(Response::empty(301).with_header(header("Location", &to)))
                }
                Target::Nothing => self.send(request, 404, &self.dir.join("404.html")),
            },
            _ => request.respond(Response::empty(405).with_header(header("Allow", "GET, HEAD"))),
        };
    }

    fn find(&self, url: &str) -> Target {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let Some(inside) = path.strip_prefix(&self.under) else {
            return if format!("{path}/") == self.under {
                Target::Redirect(self.under.clone())
            } else {
                Target::Nothing
            };
        };
        // Names in the folder are plain. Anything else could climb out of it: `..`, an escape, a second leading slash.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        let hidden = inside.split('/').any(|part| part.starts_with('.'));
        if !inside.chars().all(plain) || hidden || inside.starts_with('/') {
            return Target::Nothing;
        }
        let found = self.dir.join(inside);
        match (found.is_dir(), inside.is_empty() || inside.ends_with('/')) {
            (true, true) if found.join("index.html").is_file() => {
                Target::File(found.join("index.html"))
            }
            (true, false) => Target::Redirect(format!("{path}/")),
            (false, false) if found.is_file() => Target::File(found),
            _ => Target::Nothing,
        }
    }

    fn send(&self, request: Request, status: u16, file: &Path) -> std::io::Result<()> {
        let Ok(content) = File::open(file) else {
            return request.respond(Response::from_string("not found").with_status_code(404));
        };
        let mut response = Response::from_file(content)
            .with_status_code(status)
            .with_header(header("Content-Type", media_type(file)))
            .with_header(header("Content-Security-Policy", CONTENT_SECURITY_POLICY))
            .with_header(header("X-Content-Type-Options", "nosniff"))
            // A rebuilt site must show at the next reload.
            .with_header(header("Cache-Control", "no-cache"));
        if let Some(origin) = &self.allow_origin {
            response.add_header(header("Access-Control-Allow-Origin", origin));
        }
        request.respond(response)
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("names and values here are plain ASCII")
}

/// Browsers refuse modules, styles and streaming WebAssembly under a wrong type.
fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn site() -> Site {
        let dir = env::temp_dir().join(format!("teapot-serve-{}", std::process::id()));
        fs::create_dir_all(dir.join("codes/503")).expect("a folder for the test");
        for file in ["index.html", "404.html", "codes/503/index.html", "start.js"] {
            fs::write(dir.join(file), file).expect("a file for the test");
        }
        Site {
            dir,
            port: 0,
            under: "/docs/http/".into(),
            allow_origin: None,
        }
    }

    #[test]
    fn addresses_lead_to_files_below_the_folder_only() {
        let site = site();
        let file = |name: &str| Target::File(site.dir.join(name));
        assert_eq!(site.find("/docs/http/"), file("index.html"));
        assert_eq!(site.find("/docs/http/start.js?again"), file("start.js"));
        assert_eq!(
            site.find("/docs/http/codes/503/"),
            file("codes/503/index.html")
        );
        assert_eq!(
            site.find("/docs/http/codes/503"),
            Target::Redirect("/docs/http/codes/503/".into())
        );
        assert_eq!(
            site.find("/docs/http"),
            Target::Redirect("/docs/http/".into())
        );
        for nowhere in [
            "/",
            "/docs/http/codes/",
            "/docs/http/nope",
            "/docs/http/../secret",
            "/docs/http/%2e%2e/x",
            "/docs/http//etc/passwd",
        ] {
            assert_eq!(site.find(nowhere), Target::Nothing, "{nowhere}");
        }
    }

    #[test]
    fn a_wrong_option_is_named() {
        let complaint = |line: &str| {
            Site::from_arguments(line.split(' ').map(String::from))
                .err()
                .expect("a complaint")
        };
        assert_eq!(complaint("--port many"), "many is not a port");
        assert_eq!(complaint("--port"), "--port needs a value");
        assert!(complaint("--color red").starts_with("--color is not an option"));
    }
}
