//! What the server says about its work, and the machine's clock.

use std::io::Write;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::oneshot;

/// The most lines that wait for a slow reader; more are lost.
const MAX_LINES: usize = 1_000;
/// The longest line, in characters.
const MAX_LINE: usize = 400;

/// Where lines go. They never make a request wait, whoever reads them or not.
#[derive(Clone)]
pub struct Log(SyncSender<String>);

impl Log {
    /// A log to somewhere, and what is told when the last line is out.
    pub fn to(mut out: impl Write + Send + 'static) -> (Self, oneshot::Receiver<()>) {
        let (sender, lines) = sync_channel::<String>(MAX_LINES);
        let (done, told) = oneshot::channel();
        thread::spawn(move || {
            for line in lines {
                // Whoever started the server may have read what it wanted to know.
                let _ = writeln!(out, "{line}");
            }
            // Nobody may be waiting.
            let _ = done.send(());
        });
        (Self(sender), told)
    }

    /// Adds a line. What clients sent stands in it, so it gets no control characters.
    pub fn line(&self, text: &str) {
        let plain = |c: char| {
            if c.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        };
        let text: String = text.chars().take(MAX_LINE).map(plain).collect();
        // A line too many is dropped.
        let _ = self.0.try_send(text);
    }
}

/// The time since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "the server runs on a machine, in its time"
)]
pub fn time_of_day() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// The time of day as `Date` has it.
pub fn date() -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(time_of_day().as_secs()))
}
