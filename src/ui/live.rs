//! The switch and the runs of the live network, for the Lab. On the host, where pages are only written, nothing is sent.

use super::components::bench::Bench;

#[cfg(target_arch = "wasm32")]
pub use self::browser::{follow, reset, run, stop, switch_off, switch_on};
#[cfg(not(target_arch = "wasm32"))]
pub use self::host::{follow, reset, run, stop, switch_off, switch_on};

#[cfg(not(target_arch = "wasm32"))]
mod host {
    use leptos::prelude::Callback;

    use super::Bench;

    /// Nothing: a page that is being written has no reader.
    pub const fn switch_on(_: Bench) {}
    /// Nothing.
    pub const fn switch_off(_: Bench) {}
    /// Nothing.
    pub const fn run(_: Bench) {}
    /// Nothing.
    pub const fn stop(_: Bench) {}
    /// Nothing.
    pub fn reset(_: Bench, _: String, _: Callback<()>) {}
    /// Nothing.
    pub const fn follow(_: Bench, _: bool) {}
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::cell::RefCell;
    use std::rc::Rc;

    use leptos::prelude::*;
    use leptos::task::spawn_local;

    use super::Bench;
    use crate::backend::Script;
    use crate::exchange::{Exchange, Speed};
    use crate::share::lab::Network;
    use crate::transport::{self, Pace, Plan, Reins, Server, live};
    use crate::ui::components::bench::{Live, end_of};

    thread_local! {
        /// What holds the run that is under way.
        static REINS: RefCell<Option<Rc<Reins>>> = const { RefCell::new(None) };
    }

    /// Registers the service worker, because the reader asked for it.
    pub fn switch_on(bench: Bench) {
        bench.live.set(Live::Starting);
        spawn_local(async move {
            started(bench).await;
        });
    }

    /// Unregisters it. A run that is under way ends.
    pub fn switch_off(bench: Bench) {
        stop(bench);
        bench.live.set(Live::Off);
        spawn_local(live::switch_off());
    }

    /// Ends a run; nothing more is sent.
    pub fn stop(_: Bench) {
        REINS.with_borrow_mut(|reins| {
            if let Some(reins) = reins.take() {
                reins.stop();
            }
        });
    }

    /// Makes the worker forget a server, if there is a worker. A run that is under way ends.
    pub fn reset(bench: Bench, world: String, done: Callback<()>) {
        stop(bench);
        spawn_local(async move {
            match live::reset(world).await {
                // The page may be gone by now.
                Ok(()) => drop(done.try_run(())),
                Err(why) => drop(bench.live.try_set(Live::Failed(why))),
            }
        });
    }

    /// The reader chose another pace, or skips the wait.
    pub fn follow(bench: Bench, skip: bool) {
        REINS.with_borrow(|reins| {
            if let Some(reins) = reins {
                reins.pace.set(pace(bench));
                if skip {
                    reins.skip();
                }
            }
        });
    }

    fn pace(bench: Bench) -> Pace {
        match bench.playback.read_untracked().speed() {
            Speed::Instant => Pace::Instant,
            Speed::Real => Pace::Real,
            Speed::Tenfold => Pace::Tenfold,
        }
    }

    /// Sends what is set up, and shows each change as it comes.
    pub fn run(bench: Bench) {
        let lab = bench.draft.get_untracked();
        let (Ok(setup), Ok(script)) = (lab.setup(), Script::parse(&lab.script)) else {
            return;
        };
        stop(bench);
        let reins = Rc::new(Reins::new(pace(bench)));
        REINS.set(Some(Rc::clone(&reins)));
        spawn_local(async move {
            if *bench.live.read_untracked() != Live::On && !started(bench).await {
                return;
            }
            bench.live.set(Live::Running);
            bench.picked.set(None);
            let world = lab.world.clone();
            bench.ran.set(lab);
            let report = |exchange: &Exchange| show(bench, exchange);
            let server = Server {
                kept: Some(world).filter(|world| !world.is_empty()),
                script,
            };
            let plan = Plan {
                request: setup.request,
                policy: setup.policy,
                seed: setup.seed,
                calls: setup.calls,
                pause: setup.pause,
            };
            let ended = transport::run(plan, server, &reins, report).await;
            // A later run has the bench, if there is one.
            let mine =
                REINS.with_borrow(|held| held.as_ref().is_none_or(|held| Rc::ptr_eq(held, &reins)));
            if !mine || bench.live.try_read_untracked().is_none() {
                return;
            }
            REINS.set(None);
            match ended {
                Ok(exchange) => {
                    show(bench, &exchange);
                    bench.note_run();
                    came_to(bench, Live::On);
                }
                Err(why) => came_to(bench, Live::Failed(why)),
            }
        });
    }

    /// What a run that is under way comes to. One that was switched off meanwhile stays off.
    fn came_to(bench: Bench, end: Live) {
        if *bench.live.read_untracked() == Live::Running {
            bench.live.set(end);
        }
    }

    /// Starts the worker; whether it did, and is still wanted.
    async fn started(bench: Bench) -> bool {
        bench.live.set(Live::Starting);
        let on = live::switch_on().await;
        if bench
            .live
            .try_read_untracked()
            .is_some_and(|live| *live == Live::Off)
        {
            live::switch_off().await;
            return false;
        }
        let works = on.is_ok();
        match on {
            Ok(()) => bench.live.set(Live::On),
            Err(why) => {
                bench.live.set(Live::Failed(why));
                // Everything runs in the page instead.
                bench.change(|lab| lab.network = Network::Simulated);
            }
        }
        works
    }

    fn show(bench: Bench, exchange: &Exchange) {
        // The page may be gone by now, and its signals with it.
        if bench.exchange.try_set(exchange.clone()).is_some() {
            return;
        }
        let end = end_of(exchange);
        bench.playback.update(|playback| {
            if exchange.legs.len() <= 1 && exchange.ended.is_none() {
                playback.begin(end);
            } else {
                playback.grow(end);
            }
        });
    }
}
