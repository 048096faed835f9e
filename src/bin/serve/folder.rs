//! The built folder, with the headers it is meant to be served with.

use std::fs;
use std::path::{Path, PathBuf};

use http::{HeaderValue, Method, StatusCode, header};
use teapot::protocol::{Body, Response};

/// What the site may load: its own files, its own WebAssembly, nothing else; no inline script or style.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'none'";

/// A folder, and where and how it is served. Invariant: `under` begins and ends with a slash.
#[derive(Clone)]
pub struct Site {
    /// The folder.
    pub dir: PathBuf,
    /// The path it is at.
    pub under: String,
    /// Which other origins may load it.
    pub allow_origin: Option<HeaderValue>,
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
    /// Answers a request for a file. To HEAD it is the answer to GET; whoever sends it leaves the content out.
    pub fn answer(&self, method: &Method, path: &str) -> Response {
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

    fn send(&self, status: StatusCode, file: &Path) -> Response {
        let content = fs::read(file).unwrap_or_default();
        let mut response = Response::new(status);
        response.body = Body(content);
        let headers = &mut response.headers;
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

fn empty(status: StatusCode, name: header::HeaderName, value: HeaderValue) -> Response {
    Response::new(status).with(name, value)
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
        let dir = std::env::temp_dir().join(format!("teapot-serve-{}", std::process::id()));
        fs::create_dir_all(dir.join("codes/503")).expect("a folder for the test");
        for file in ["index.html", "404.html", "codes/503/index.html", "start.js"] {
            fs::write(dir.join(file), file).expect("a file for the test");
        }
        Site {
            dir,
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
}
