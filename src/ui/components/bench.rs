//! The Lab's page as signals: what is set up, what ran, which moment of it is shown, what is inspected. The parts of the
//! page share it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::history::Past;
use crate::backend::Backend;
use crate::exchange::compare::Comparison;
use crate::exchange::{Exchange, Playback, Setup, Speed, simulate, story};
use crate::protocol::Outcome;
use crate::share::edits::Edits;
use crate::share::history::Run;
use crate::share::kept::{Began, Servers};
use crate::share::lab::{Lab, Network, Place, Problem, Trouble};
use crate::time::{Instant, spoken};
use crate::ui::live;
use crate::ui::storage::{self, Shelf};

/// Where the tab keeps its servers, and how the page is looked at.
const SERVERS: &str = "teapot.servers";
const VIEW: &str = "teapot.view";

/// What the parts of the Lab share.
#[derive(Clone, Copy)]
pub struct Bench {
    /// The set-up as typed.
    pub draft: RwSignal<Lab>,
    /// The rows of the form over the script.
    pub trouble: RwSignal<Trouble>,
    /// What is wrong with the set-up, or worth knowing.
    pub problems: Memo<Vec<Problem>>,
    /// The run that is shown.
    pub exchange: RwSignal<Exchange>,
    /// The set-up that ran.
    pub ran: RwSignal<Lab>,
    /// Which moment of it is shown.
    pub playback: RwSignal<Playback>,
    /// Whether the next frame of the playback has something else to draw: then the picture waits for the one after.
    pub busy: StoredValue<bool>,
    /// The request the reader chose to inspect.
    pub picked: RwSignal<Option<usize>>,
    /// Which part is open on a phone.
    pub tab: RwSignal<Tab>,
    /// How it ended, for readers who listen; empty until then.
    pub said: RwSignal<String>,
    /// Whether the end is to be said: it was asked for, and not found on arrival.
    pub announce: RwSignal<bool>,
    /// Whether Run was pressed while something kept it from running.
    pub refused: RwSignal<bool>,
    /// Where the live network stands.
    pub live: RwSignal<Live>,
    /// What was edited, step by step.
    pub edits: RwSignal<Edits<Lab>>,
    /// The runs that were pressed.
    pub past: Past,
    /// Whether the run that is shown was pressed, and not found on arrival.
    pressed: StoredValue<bool>,
    /// The servers of the simulated network that are kept between runs.
    kept: StoredValue<Servers>,
    /// The server as it was before the run that is shown; nothing when it was a fresh one.
    before: StoredValue<Option<Backend>>,
}

/// The three parts of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// What to run.
    Setup,
    /// What happened.
    Exchange,
    /// Why.
    Inspector,
}

impl Tab {
    /// All of them.
    const ALL: [Self; 3] = [Self::Setup, Self::Exchange, Self::Inspector];

    /// What the page and its style call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Exchange => "exchange",
            Self::Inspector => "inspect",
        }
    }
}

/// Where the live network stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(dead_code, reason = "pages are written with Live off")
)]
pub enum Live {
    /// No service worker.
    Off,
    /// It is being registered.
    Starting,
    /// It answers.
    On,
    /// A run is under way.
    Running,
    /// It cannot be had here, or stopped: why.
    Failed(String),
}

impl Bench {
    /// A bench with the first run on it, the same on the host and in the browser.
    pub fn new() -> Self {
        let lab = Lab::default();
        let kept = StoredValue::new(Servers::default());
        let exchange = ran(&lab, None, kept, None);
        let draft = RwSignal::new(lab.clone());
        Self {
            trouble: RwSignal::new(Trouble::read(&lab.script).unwrap_or_default()),
            problems: Memo::new(move |_| draft.read().problems()),
            playback: RwSignal::new(Playback::new(end_of(&exchange))),
            exchange: RwSignal::new(exchange),
            edits: RwSignal::new(Edits::new(lab.clone())),
            past: Past::new(),
            pressed: StoredValue::new(false),
            ran: RwSignal::new(lab),
            draft,
            busy: StoredValue::new(false),
            picked: RwSignal::new(None),
            tab: RwSignal::new(Tab::Exchange),
            said: RwSignal::new(String::new()),
            announce: RwSignal::new(false),
            refused: RwSignal::new(false),
            live: RwSignal::new(Live::Off),
            kept,
            before: StoredValue::new(None),
        }
    }

    /// What is wrong at a place.
    pub fn problem(&self, place: Place) -> Option<Problem> {
        self.problems.with(|problems| {
            problems
                .iter()
                .find(|problem| problem.place == place)
                .cloned()
        })
    }

    /// Changes the set-up.
    pub fn change(&self, change: impl FnOnce(&mut Lab)) {
        self.draft.update(change);
        self.refused.set(false);
    }

    /// An edit is done: from here a step leads back to what was before it.
    pub fn settle(&self) {
        let draft = self.draft.read_untracked();
        if *draft != *self.edits.read_untracked().now() {
            self.edits.update(|edits| edits.settle(&draft));
        }
    }

    /// Goes back to the set-up before the last edit, or on again; whether there was one. Nothing runs.
    pub fn go(&self, back: bool) -> bool {
        let typed = self.draft.get_untracked();
        let mut next = None;
        self.edits
            .update(|edits| next = edits.go(back, &typed).cloned());
        let Some(lab) = next else { return false };
        if typed.network == Network::Live && lab.network != Network::Live {
            live::switch_off(*self);
        }
        if lab.alone() == self.ran.read_untracked().alone() {
            self.ran.update(|ran| ran.rivals.clone_from(&lab.rivals));
        }
        self.put(lab);
        true
    }

    fn put(&self, lab: Lab) {
        self.trouble
            .set(Trouble::read(&lab.script).unwrap_or_default());
        self.draft.set(lab);
        self.refused.set(false);
    }

    /// Takes the servers the tab has kept, as they were before the page was loaded anew.
    pub fn recall(&self) {
        self.kept
            .set_value(Servers::parse(&storage::read(Shelf::Tab, SERVERS)));
    }

    /// Takes the pace and the open part of the page as they were before it was loaded anew, or left and come back to. Who
    /// comes from elsewhere begins as everybody does.
    pub fn recall_view(&self) {
        let performance = window().performance();
        let anew = performance.is_some_and(|performance| performance.navigation().type_() != 0);
        let view = storage::read(Shelf::Tab, VIEW);
        let Some((pace, tab)) = view.split_once(' ').filter(|_| anew) else {
            return;
        };
        if let Some(speed) = Speed::ALL.into_iter().find(|speed| speed.name() == pace) {
            self.playback.update(|playback| playback.set_speed(speed));
        }
        if let Some(tab) = Tab::ALL.into_iter().find(|open| open.name() == tab) {
            self.tab.set(tab);
        }
    }

    /// Keeps the pace and the open part of the page.
    pub fn keep_view(&self) {
        let pace = self.playback.read_untracked().speed().name();
        let tab = self.tab.get_untracked().name();
        storage::write(Shelf::Tab, VIEW, &[pace, " ", tab].concat());
    }

    fn keep_servers(&self) {
        let text = self.kept.with_value(Servers::print);
        if !storage::write(Shelf::Tab, SERVERS, &text) {
            // What is left there is older than what the page says.
            storage::write(Shelf::Tab, SERVERS, "");
        }
    }

    /// Notes the run that is shown, if it was pressed.
    pub fn note_run(&self) {
        // A comparison shows no run where Live is chosen.
        if self.pressed.get_value() && !self.exchange.read_untracked().legs.is_empty() {
            let run = Run::new(
                js_sys::Date::now() as u64,
                &self.ran.read_untracked(),
                &self.exchange.read_untracked(),
            );
            self.past.add(&run);
        }
    }

    /// Puts a whole set-up on the bench and runs it, unless it is wrong or would begin with a service worker: that takes
    /// a press. Where one answers already, it goes on.
    pub fn open(&self, lab: Lab) {
        let rivals = lab.rivals.clone();
        let alone = lab.alone();
        let alike = |shown: RwSignal<Lab>| shown.read_untracked().alone() == alone;
        // Who is compared changes nothing about the run.
        if alike(self.draft) && alike(self.ran) {
            self.draft.update(|draft| draft.rivals.clone_from(&rivals));
            self.ran.update(|ran| ran.rivals = rivals);
            return;
        }
        self.put(lab);
        self.pressed.set_value(false);
        self.run_simulated();
        let runs = !self
            .problems
            .with_untracked(|problems| problems.iter().any(|problem| problem.stops));
        if runs && self.is_live() && self.goes_live() {
            live::run(*self);
        }
    }

    /// The runs of all who are compared with the client that ran; empty when nobody is, or nothing ran.
    pub fn compared(&self) -> Comparison {
        let lab = self.ran.read();
        if lab.rivals.is_empty() {
            return Comparison::default();
        }
        let setup = lab.setup_on(self.before.get_value());
        setup.map_or_else(|_| Comparison::default(), |setup| lab.compare(&setup))
    }

    /// Whether what is set up is sent by the browser: a comparison never is.
    fn goes_live(&self) -> bool {
        let lab = self.draft.read_untracked();
        lab.network == Network::Live && lab.rivals.is_empty()
    }

    /// Whether a service worker answers.
    pub fn is_live(&self) -> bool {
        matches!(*self.live.read_untracked(), Live::On | Live::Running)
    }

    /// Types the text of the script; the rows follow when it is one.
    pub fn set_script(&self, text: String) {
        if let Some(trouble) = Trouble::read(&text) {
            self.trouble.set(trouble);
        }
        self.change(|lab| lab.script = text);
    }

    /// Changes the rows; the text follows.
    pub fn change_trouble(&self, change: impl FnOnce(&mut Trouble)) {
        self.trouble.update(change);
        let text = self.trouble.read_untracked().to_string();
        self.change(|lab| lab.script = text);
    }

    /// Runs what is set up, or says what keeps it from running.
    pub fn run(&self) {
        let stopped = self
            .problems
            .with_untracked(|problems| problems.iter().any(|problem| problem.stops));
        self.refused.set(stopped);
        if stopped {
            self.tab.set(Tab::Setup);
            focus_first(".setup [aria-invalid]");
            return;
        }
        self.announce.set(true);
        self.pressed.set_value(true);
        self.said.set(String::new());
        self.tab.set(Tab::Exchange);
        if self.goes_live() {
            live::run(*self);
        } else {
            self.run_simulated();
            self.note_run();
        }
    }

    fn run_simulated(&self) {
        let lab = self.draft.get_untracked();
        let again = !self.pressed.get_value();
        // Found on arrival, the last run of this page is shown again; it is not another one.
        let (before, cancel) = self.kept.with_value(|kept| {
            let began = again.then(|| kept.began(&lab.alone().query())).flatten();
            began.map_or_else(
                || (kept.get(&lab.world).cloned(), None),
                |began| (began.server.clone(), began.cancel),
            )
        });
        let exchange = ran(&lab, before.clone(), self.kept, cancel);
        if !lab.world.is_empty() {
            self.keep_servers();
        }
        self.before.set_value(before);
        self.playback
            .update(|playback| playback.begin(end_of(&exchange)));
        self.exchange.set(exchange);
        self.picked.set(None);
        self.ran.set(lab);
    }

    /// Cancels the call at the moment that is shown: what would have happened after it does not.
    pub fn cancel(&self) {
        if *self.live.read_untracked() == Live::Running {
            live::stop(*self);
            return;
        }
        let at = self.playback.read_untracked().until();
        let lab = self.ran.get_untracked();
        let exchange = ran(&lab, self.before.get_value(), self.kept, Some(at));
        if !lab.world.is_empty() {
            self.keep_servers();
        }
        self.announce.set(true);
        self.playback.update(|playback| {
            let end = end_of(&exchange);
            playback.begin(end);
            playback.seek(end);
        });
        self.exchange.set(exchange);
        self.picked.set(None);
        self.note_run();
    }

    /// Makes the server that is named as it was before the first run on it, in both networks.
    pub fn reset(&self, done: Callback<()>) {
        let name = self.draft.read_untracked().world.clone();
        if self.ran.read_untracked().world == name {
            self.before.set_value(None);
        }
        self.kept.update_value(|kept| kept.remove(&name));
        self.keep_servers();
        live::reset(*self, name, done);
    }

    /// The moment up to which things are told: at the end, everything.
    pub fn until(&self) -> Instant {
        let playback = self.playback.read();
        if playback.at_end() {
            Instant(Duration::MAX)
        } else {
            playback.until()
        }
    }

    /// The request in the inspector: the one that was chosen, the one under way, or the most telling one.
    pub fn inspected(&self) -> Option<usize> {
        let playback = self.playback.get();
        let exchange = self.exchange.read();
        self.picked
            .get()
            .filter(|index| *index < exchange.legs.len())
            .or_else(|| {
                if playback.at_end() {
                    exchange.telling()
                } else {
                    exchange.leg_at(playback.until())
                }
            })
    }
}

/// Puts the focus where something is to be mended, after the page shows it.
fn focus_first(selector: &'static str) {
    request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        if let Some(field) = found.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            // It may lie in parts that were closed over it.
            while let Ok(Some(part)) = field.closest("details:not([open])") {
                let _ = part.set_attribute("open", "");
            }
            let _ = field.focus();
        }
    });
}

/// The run of a set-up on a server, which is kept afterwards when it has a name; empty when something is wrong with the
/// set-up or the network is another.
fn ran(
    lab: &Lab,
    server: Option<Backend>,
    kept: StoredValue<Servers>,
    cancel: Option<Instant>,
) -> Exchange {
    match lab.setup_on(server.clone()) {
        Ok(setup) if lab.network == Network::Simulated => {
            let run = simulate(Setup { cancel, ..setup });
            if !lab.world.is_empty() {
                let began = Began {
                    query: lab.alone().query(),
                    server,
                    cancel,
                };
                kept.update_value(|kept| kept.put(&lab.world, run.backend, began));
            }
            run.exchange
        }
        _ => Exchange::new(lab.policy().slug, None),
    }
}

/// The last moment of a run. One that stays open is shown as if it had just begun to.
pub fn end_of(exchange: &Exchange) -> Instant {
    exchange.last()
}

/// How a run ended, in one sentence for readers who listen.
pub fn outcome_in_words(exchange: &Exchange) -> String {
    let result = match exchange.result() {
        Some(Outcome::Answered(response)) => format!("{}. ", response.status.as_str()),
        Some(Outcome::Failed(_)) => "No response. ".to_owned(),
        None => String::new(),
    };
    let count = exchange.legs.len();
    let plural = if count == 1 { "" } else { "s" };
    format!(
        "{result}{} {count} {}{plural}, {} in total.",
        story(exchange).1,
        exchange.noun(),
        spoken(exchange.ended.unwrap_or_else(|| exchange.last()).0)
    )
}
