//! The clients of the lab against the real libraries: each makes the same calls to the mock server over real connections, and
//! what the server saw is compared with what the client of the same name does in no time. A driver per language
//! (`node/`, `python/`, `rust/`) makes the calls; curl needs none.
//!
//! Needs what `scripts/setup` installs, at `TEAPOT_REAL_CLIENTS`; `scripts/test` says where that is. `TEAPOT_FULL=1` tries
//! every status code, which takes ten times as long; `TEAPOT_ONLY=ky,got` runs some of the libraries alone.

#![expect(clippy::disallowed_methods, reason = "real clients take real time")]

mod compare;
mod grid;
mod known;
mod libraries;
mod predict;
mod server;
mod snippets;

use std::collections::BTreeSet;
use std::env;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use compare::Difference;
use grid::Case;
use libraries::{LIBRARIES, Library};
use predict::Predicted;
use server::Server;
use teapot::client::{Policy, presets};

/// How many libraries run at a time: they mostly wait.
const AT_A_TIME: usize = 3;
/// How many calls a library has in flight, each to a shop of its own.
const CALLS: usize = 300;

fn preset(library: &Library) -> Policy {
    *presets::find(library.slug).expect("every library here has a preset")
}

/// Has a library make calls, and says where it did not do what was predicted.
fn run(library: &Library, cases: &[(Case, Predicted)], apart_ms: usize) -> Vec<Difference> {
    let mut differences = Vec::new();
    for cases in cases.chunks(CALLS) {
        let server = Server::start();
        let calls: Vec<(String, &Case, Duration)> = cases
            .iter()
            .map(|(case, predicted)| (server.open(&predicted.script), case, predicted.longest()))
            .collect();
        let failures = library.call(&calls, apart_ms);
        for (((place, ..), failed), (case, predicted)) in calls.iter().zip(failures).zip(cases) {
            let seen = server.requests(place);
            if let Some(what) = compare::compare(predicted, &seen).or(failed) {
                differences.push(Difference {
                    library: library.slug,
                    case: case.clone(),
                    predicted: predicted.clone(),
                    seen,
                    what,
                });
            }
        }
    }
    differences
}

/// What came of a library's calls.
struct Checked {
    library: &'static Library,
    calls: usize,
    took: Duration,
    /// The known differences that were met, by their number in the list.
    known: BTreeSet<usize>,
    differences: Vec<Difference>,
}

/// Has a library make calls.
fn check(library: &'static Library, policy: &Policy, cases: &[Case]) -> Checked {
    let began = Instant::now();
    let predicted: Vec<(Case, Predicted)> = cases
        .iter()
        .map(|case| (case.clone(), predict::predict(policy, case)))
        .collect();
    let mut known = BTreeSet::new();
    let mut differences = run(library, &predicted, library.apart_ms);
    differences.retain(|difference| {
        let number = known::known(difference);
        known.extend(number);
        number.is_none()
    });
    Checked {
        library,
        calls: cases.len(),
        took: began.elapsed(),
        known,
        differences,
    }
}

impl Checked {
    /// Tries once more what differs, slowly and when nothing else is running: a busy machine is late.
    fn again(&mut self) {
        let differences = std::mem::take(&mut self.differences);
        let cases: Vec<(Case, Predicted)> = differences
            .into_iter()
            .map(|difference| (difference.case, difference.predicted))
            .collect();
        if !cases.is_empty() {
            self.differences = run(self.library, &cases, 5 * self.library.apart_ms);
        }
    }
}

#[test]
fn libraries_do_what_their_presets_say() {
    let _alone = alone();
    let only = env::var("TEAPOT_ONLY").unwrap_or_default();
    let chosen =
        |library: &&Library| only.is_empty() || only.split(',').any(|slug| slug == library.slug);
    let waiting: Mutex<Vec<&Library>> = Mutex::new(LIBRARIES.iter().rev().filter(chosen).collect());
    assert!(
        !waiting.lock().expect("nobody panics").is_empty(),
        "TEAPOT_ONLY names no library: {only}"
    );
    let next = || waiting.lock().expect("nobody panics").pop();
    let checked = thread::scope(|scope| {
        let worker = || {
            let mut checked = Vec::new();
            while let Some(library) = next() {
                checked.push(check(library, &preset(library), &grid::cases(library)));
            }
            checked
        };
        let workers: Vec<_> = (0..AT_A_TIME).map(|_| scope.spawn(worker)).collect();
        let ended = workers.into_iter().map(ScopedJoinHandle::join);
        ended
            .flat_map(|checked| checked.expect("nobody panics"))
            .collect::<Vec<_>>()
    });
    let (mut wrong, mut gone) = (Vec::new(), Vec::new());
    for mut checked in checked {
        let late = checked.differences.len();
        checked.again();
        println!(
            "{:16} {:4} calls, {:2} s; {late:2} tried again, {} differ, and in {} known ways",
            checked.library.slug,
            checked.calls,
            checked.took.as_secs(),
            checked.differences.len(),
            checked.known.len(),
        );
        let missed = known::missed(checked.library, &checked.known);
        gone.extend(missed.into_iter().map(|why| (checked.library.slug, why)));
        wrong.extend(checked.differences);
    }
    assert!(wrong.is_empty(), "\n{}", compare::table(&wrong));
    assert!(gone.is_empty(), "no longer so: {gone:#?}");
}

/// Tests that measure time run one after the other.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn a_wrong_preset_is_found() {
    let _alone = alone();
    let library = LIBRARIES
        .iter()
        .find(|library| library.slug == "ky")
        .expect("it is driven");
    let right = preset(library);
    let cases = [
        Case::status("GET", 503, ""),
        Case::status("PUT", 429, "1"),
        Case::status("POST", 500, ""),
    ];
    let found = |policy: Policy| check(library, &policy, &cases).differences.len();
    assert_eq!(found(right), 0);
    // Too many tries, too long a wait, deaf to what it is told, and repeating nothing.
    let attempts = right.attempts + 1;
    assert_eq!(found(Policy { attempts, ..right }), 2);
    let mut backoff = right.backoff;
    backoff.base *= 2;
    assert_eq!(found(Policy { backoff, ..right }), 1);
    let told = teapot::client::Told::IGNORED;
    assert_eq!(found(Policy { told, ..right }), 1);
    let retries = teapot::client::Retries::Rules(&[]);
    assert_eq!(found(Policy { retries, ..right }), 2);
}

#[test]
fn the_versions_said_to_be_checked_are_those_installed() {
    for library in LIBRARIES {
        let said = presets::checked_against(library.slug).expect("what is driven here is checked");
        let installed = library.versions();
        let bare = |versions: &str| versions.split(" on ").next().map(ToOwned::to_owned);
        // What the machine brings itself may differ from ours; what is locked may not.
        if library.is_of_the_machine() || bare(said) == bare(&installed) {
            if said != installed {
                println!(
                    "{}: checked against {said}; here is {installed}",
                    library.slug
                );
            }
        } else {
            assert_eq!(said, installed, "{}", library.slug);
        }
    }
    let driven = |slug: &str| LIBRARIES.iter().any(|library| library.slug == slug);
    for policy in presets::ALL {
        let checked = presets::checked_against(policy.slug).is_some();
        assert_eq!(checked, driven(policy.slug), "{}", policy.slug);
    }
}
