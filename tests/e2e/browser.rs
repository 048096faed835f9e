//! A headless Chromium, and what a journey asks of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, fs};

use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// How long anything on a page may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Options of axe: all its rules, or those that depend on the theme.
pub const ALL: &str = "{}";
pub const COLOURS: &str = "{ runOnly: ['color-contrast'] }";
/// Without what nobody reads here: what passed, where it stands, and style sheets of elsewhere.
const QUICKLY: &str = "{ resultTypes: ['violations'], selectors: false, preload: false }";

/// One browser with one window; ends with the value, also when a test fails halfway.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    client: Client,
}

impl Browser {
    /// Starts a driver of its own, on a port of its own, so that journeys can run side by side.
    pub async fn open() -> Self {
        Self::start(&[]).await
    }

    /// The same for a page whose address changes as often as it likes.
    pub async fn unthrottled() -> Self {
        Self::start(&["--disable-ipc-flooding-protection"]).await
    }

    async fn start(arguments: &[&str]) -> Self {
        // A driver that finds its port taken in the meantime ends without a word; the next one looks for another.
        let (driver, port) = (0..3)
            .find_map(|_| drive())
            .expect("chromedriver says which port it took");
        let mut capabilities = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1440,900",
                // The page around a sandboxed frame is a data: address, which Chromium takes for the open internet.
                "--disable-features=LocalNetworkAccessChecks",
            ] },
        });
        let given = capabilities["goog:chromeOptions"]["args"].as_array_mut();
        let given = given.expect("a list");
        given.extend(arguments.iter().map(|argument| json!(argument)));
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().expect("an object").clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium starts");
        let session = client
            .session_id()
            .await
            .expect("a session")
            .expect("has an id");
        Self {
            driver,
            port,
            session,
            client,
        }
    }

    /// Goes to an address and waits until the program has taken over the page.
    pub async fn visit(&self, url: &str) {
        self.load(url).await;
        self.wait_for("return 'hydrated' in document.documentElement.dataset")
            .await;
    }

    /// Goes to an address and waits for the page only.
    pub async fn load(&self, url: &str) {
        self.client.goto(url).await.expect("the page loads");
    }

    /// Runs a script in the page and returns its value.
    pub async fn run(&self, script: &str) -> Value {
        self.client
            .execute(script, Vec::new())
            .await
            .unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Runs a script that ends with `done(value)`.
    pub async fn run_async(&self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        self.client
            .execute_async(&script, Vec::new())
            .await
            .unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until a script returns true.
    pub async fn wait_for(&self, script: &str) {
        let attempts = PATIENCE.as_millis() / 20;
        let mut refused = None;
        for _ in 0..attempts {
            // A page that is on its way to another takes its scripts with it, which the driver calls an error.
            match self.client.execute(script, Vec::new()).await {
                Ok(Value::Bool(true)) => return,
                Ok(_) => refused = None,
                Err(error) => refused = Some(error),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if let Some(error) = refused {
            panic!("{script}: {error}");
        }
        let page = self
            .run("return location.href + '\\n' + document.body.innerText")
            .await;
        panic!(
            "waited in vain for `{script}` on {page}\nconsole: {:?}",
            self.complaints().await
        );
    }

    /// The text of the first element that matches, as the reader sees it.
    pub async fn text(&self, css: &str) -> String {
        let element = self
            .client
            .find(Locator::Css(css))
            .await
            .unwrap_or_else(|error| panic!("{css}: {error}"));
        element.text().await.expect("an element has text")
    }

    /// Clicks the first element that matches. What lies under a bar that stays in sight is scrolled to first.
    pub async fn click(&self, css: &str) {
        let element = self
            .client
            .find(Locator::Css(css))
            .await
            .unwrap_or_else(|error| panic!("{css}: {error}"));
        let mut clicked = element.click().await;
        if matches!(&clicked, Err(CmdError::Standard(why)) if why.error == ErrorStatus::ElementClickIntercepted)
        {
            self.run(&format!(
                "document.querySelector({}).scrollIntoView({{ block: 'center' }})",
                json!(css)
            ))
            .await;
            clicked = element.click().await;
        }
        clicked.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Types into whatever has the focus; keys without a character are those of the WebDriver standard, such as
    /// `\u{e007}` for Enter.
    pub async fn keys(&self, keys: &str) {
        self.press(keys.chars().flat_map(tap).collect()).await;
    }

    /// One key with Ctrl held down.
    pub async fn control(&self, key: char) {
        self.held('\u{e009}', key).await;
    }

    /// One key while another is held down.
    pub async fn held(&self, other: char, key: char) {
        let mut strokes = tap(other).to_vec();
        strokes.splice(1..1, tap(key));
        self.press(strokes).await;
    }

    async fn press(&self, strokes: Vec<Value>) {
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        let command = Vendor {
            path: "actions",
            body,
        };
        self.client
            .issue_cmd(command)
            .await
            .expect("keys can be pressed");
    }

    /// From here on the page means the first frame in it.
    pub async fn enter_frame(&self) {
        self.client
            .enter_frame(0)
            .await
            .expect("the page has a frame");
    }

    /// One step back in the history.
    pub async fn back(&self) {
        self.client
            .back()
            .await
            .expect("there is a page to go back to");
    }

    /// A command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) {
        let answer = self.asked(command, parameters).await;
        answer.expect("Chromium knows the command");
    }

    /// What Chromium answers to such a command.
    pub async fn asked(&self, command: &str, parameters: Value) -> Result<Value, CmdError> {
        let body = json!({ "cmd": command, "params": parameters });
        let command = Vendor {
            path: "goog/cdp/execute",
            body,
        };
        self.client.issue_cmd(command).await
    }

    /// From here on pages stay as they are served. The program changes nothing a page says (`open`), and loading it takes longer
    /// than most of what is looked at.
    pub async fn without_program(&self) {
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.setBlockedURLs", json!({ "urls": ["*/start.js"] }))
            .await;
    }

    /// Stops the service worker, as the browser does when it likes to.
    pub async fn stop_workers(&self) {
        self.devtools("ServiceWorker.enable", json!({})).await;
        self.devtools("ServiceWorker.stopAllWorkers", json!({}))
            .await;
    }

    /// A window of this width in pixels, on a phone.
    pub async fn narrow(&self, width: u32) {
        let phone =
            json!({ "width": width, "height": 740, "deviceScaleFactor": 1, "mobile": true });
        self.devtools("Emulation.setDeviceMetricsOverride", phone)
            .await;
    }

    /// By how many pixels the page scrolls sideways.
    pub async fn sideways(&self) -> Value {
        self.run(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
        )
        .await
    }

    /// What axe finds on the page in this theme with these options, a line each. It has to be loaded first.
    pub async fn barriers(&self, theme: &str, options: &str) -> Vec<String> {
        // Without motion, or axe measures colours on their way from one theme to the other.
        let feature = json!({ "features": [
            { "name": "prefers-color-scheme", "value": theme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.devtools("Emulation.setEmulatedMedia", feature).await;
        let found = self
            .run_async(&format!("axe.run({{ ...{QUICKLY}, ...{options} }}).then(result => done(result.violations.flatMap(rule => rule.nodes.map(node => `${{rule.id}}: ${{rule.help}}: ${{node.html}}`))))"))
            .await;
        let lines = found.as_array().expect("a list").iter();
        lines
            .filter_map(|line| Some(line.as_str()?.to_owned()))
            .collect()
    }

    /// Loads axe into the page.
    pub async fn load_axe(&self) {
        let file =
            env::var("TEAPOT_AXE").expect("TEAPOT_AXE names axe.min.js; scripts/test sets it");
        let axe = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        self.run(&axe).await;
    }

    /// Errors in the console since the last call: exceptions, failed requests, violations of the policy.
    pub async fn complaints(&self) -> Vec<String> {
        let command = Vendor {
            path: "se/log",
            body: json!({ "type": "browser" }),
        };
        let log = self
            .client
            .issue_cmd(command)
            .await
            .expect("the driver keeps the console");
        let entries = log.as_array().cloned().unwrap_or_default();
        let errors = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        errors
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_string())
            .collect()
    }
}

/// A driver and its port, or nothing when it gave up.
fn drive() -> Option<(Child, u16)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is on PATH; scripts/setup installs it");
    let output = BufReader::new(driver.stdout.take().expect("it was asked for"));
    let port = output.lines().map_while(Result::ok).find_map(|line| {
        line.strip_suffix('.')?
            .rsplit_once("successfully on port ")?
            .1
            .parse()
            .ok()
    });
    if port.is_none() {
        let _ = driver.kill();
        let _ = driver.wait();
    }
    Some((driver, port?))
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A killed driver leaves its browser behind: ask it to close the window first, without the async client, which a
        // failing test has already lost.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
            let request = format!(
                "DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
                self.session
            );
            let _ = stream.write_all(request.as_bytes());
            let _ = stream.read(&mut [0; 512]);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A key goes down and up.
fn tap(key: char) -> [Value; 2] {
    ["keyDown", "keyUp"].map(|stroke| json!({ "type": stroke, "value": key }))
}

/// A command beyond the WebDriver standard, or beyond what fantoccini wraps.
#[derive(Debug)]
struct Vendor {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
