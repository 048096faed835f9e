//! What a page works for each frame, by Chromium's own account.

use std::collections::HashMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::browser::Browser;

/// Traces of one browser.
pub struct Traces<'a> {
    browser: &'a Browser,
    taken: u32,
}

#[derive(Deserialize)]
struct Trace {
    #[serde(rename = "traceEvents")]
    events: Vec<Event>,
}

/// A piece of work. Times are in microseconds.
#[derive(Deserialize)]
struct Event {
    name: String,
    pid: u64,
    tid: u64,
    ts: u64,
    #[serde(default)]
    dur: u64,
    /// Without what others had of the processor in the meantime.
    #[serde(default)]
    tdur: u64,
}

impl<'a> Traces<'a> {
    /// Before the first.
    pub fn of(browser: &'a Browser) -> Self {
        Self { browser, taken: 0 }
    }

    /// Runs a script that ends with `done()`, and returns how many milliseconds the page's thread worked for each frame:
    /// script, style, layout, paint and the handing over of what is to be shown.
    pub async fn frames(&mut self, script: &str) -> Vec<f64> {
        let about = json!({ "includedCategories": ["toplevel", "devtools.timeline"], "excludedCategories": ["*"] });
        let how = json!({ "transferMode": "ReturnAsStream", "traceConfig": about });
        self.browser.devtools("Tracing.start", how).await;
        self.browser.run_async(script).await;
        self.browser.devtools("Tracing.end", json!({})).await;
        self.taken += 1;
        let trace: Trace = serde_json::from_str(&self.read().await).expect("a trace");
        frames(&trace.events)
    }

    /// The trace that was taken last. Its stream is named in an event, which the driver tells nobody; Chromium numbers
    /// streams from 1, and nothing else has one.
    async fn read(&self) -> String {
        let handle = json!({ "handle": self.taken.to_string() });
        let mut text = String::new();
        for _ in 0..600 {
            // There is none until all processes have handed in what they noted.
            let Ok(part) = self.browser.asked("IO.read", handle.clone()).await else {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            text += part["data"].as_str().unwrap_or_default();
            if part["eof"] == Value::Bool(true) {
                return text;
            }
        }
        panic!("no trace after {} characters", text.len());
    }
}

/// The tasks that made frames, on the thread that made most of them.
fn frames(events: &[Event]) -> Vec<f64> {
    let named = |name: &'static str| events.iter().filter(move |event| event.name == name);
    let mut threads: HashMap<_, Vec<u64>> = HashMap::new();
    for event in named("FireAnimationFrame") {
        let thread = threads.entry((event.pid, event.tid)).or_default();
        thread.push(event.ts);
    }
    let busiest = threads.into_iter().max_by_key(|(_, begun)| begun.len());
    let Some((thread, begun)) = busiest else {
        return Vec::new();
    };
    named("ThreadControllerImpl::RunTask")
        .filter(|task| (task.pid, task.tid) == thread)
        .filter(|task| {
            let during = task.ts..=task.ts + task.dur;
            begun.iter().any(|at| during.contains(at))
        })
        .map(|task| task.tdur as f64 / 1_000.0)
        .collect()
}
