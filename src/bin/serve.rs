//! Serves the built folder on this machine with the headers it is meant to be served with.
//!
//! ```text
//! serve [--dir dist] [--port 8418] [--under /docs/http/] [--allow-origin '*']
//! ```
//!
//! `--port 0` takes any free port. `--under` puts the folder at a sub-path and `--allow-origin` lets pages of other origins
//! (a sandboxed frame is one) load it; the journeys use all three. Only this machine can connect.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, fs};

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// What the site may load: its own files, its own WebAssembly, nothing else; no inline script or style.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'none'";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match serve().await {
        Ok(never) => match never {},
        Err(complaint) => {
            eprintln!("serve: {complaint}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<Infallible, String> {
    let site = Arc::new(Site::from_arguments(env::args().skip(1))?);
    let taken = |error| format!("port {} cannot be used: {error}", site.port);
    let listener = TcpListener::bind(("127.0.0.1", site.port))
        .await
        .map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    println!("Teapot is served at http://{address}{}", site.under);
    loop {
        // A connection that is gone before it is accepted concerns nobody.
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let site = site.clone();
        tokio::spawn(async move {
            let answer = service_fn(|request: Request<Incoming>| {
                let response = site.answer(request.method(), request.uri().path());
                async { Ok::<_, Infallible>(response) }
            });
            // Ends with an error when a browser hangs up early, which is its right.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}

/// A folder, and where and how it is served. Invariant: `under` begins and ends with a slash.
struct Site {
    dir: PathBuf,
    port: u16,
    under: String,
    allow_origin: Option<HeaderValue>,
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
                "--allow-origin" => {
                    let origin = value
                        .try_into()
                        .map_err(|_| "--allow-origin holds a control character")?;
                    site.allow_origin = Some(origin);
                }
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

    fn answer(&self, method: &Method, path: &str) -> Response<Full<Bytes>> {
        if ![Method::GET, Method::HEAD].contains(method) {
            return empty(
                StatusCode::METHOD_NOT_ALLOWED,
                header::ALLOW,
                HeaderValue::from_static("GET, HEAD"),
            );
        }
        match self.find(path) {
            Target::File(file) => self.send(StatusCode::OK, &file),
            Target::Redirect(to) => {
                let to = HeaderValue::try_from(to).expect("only plain names are redirected");
                empty(StatusCode::MOVED_PERMANENTLY, header::LOCATION, to)
            }
            Target::Nothing => self.send(StatusCode::NOT_FOUND, &self.dir.join("404.html")),
        }
    }

    fn find(&self, path: &str) -> Target {
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

    fn send(&self, status: StatusCode, file: &Path) -> Response<Full<Bytes>> {
        let content = fs::read(file).unwrap_or_default();
        let mut response = Response::new(Full::new(content.into()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(media_type(file)),
        );
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(CONTENT_SECURITY_POLICY),
        );
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        // A rebuilt site must show at the next reload.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Some(origin) = &self.allow_origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        response
    }
}

fn empty(
    status: StatusCode,
    name: header::HeaderName,
    value: HeaderValue,
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response.headers_mut().insert(name, value);
    response
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
        assert_eq!(site.find("/docs/http/start.js"), file("start.js"));
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
