//! How many complete calls a second the client machine plays: by a library's rules, and by walking the tree, as a ratio
//! against the same loop without a client. `cargo bench --bench calls`.

mod drive;

use std::hint::black_box;
use std::time::{Duration, Instant as Clock};

use drive::{Calls, policies};
use http::{Method, Uri};
use teapot::protocol::Request;
use teapot::rng::Rng;

/// How many calls are played between two looks at the clock, and how many such rounds there are.
const ROUND: u32 = 20_000;
const ROUNDS: usize = 40;
/// How many times as long as the least a call can cost it may take.
const MOST_TIMES: f64 = 30.0;

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark is about the clock on the wall"
)]
fn time(work: impl FnOnce()) -> Duration {
    let began = Clock::now();
    work();
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

/// The least a call can cost: a request of its own, and two draws.
fn least(request: &Request, dice: &mut Rng) {
    for _ in 0..ROUND {
        black_box(request.clone());
        black_box(dice.between(Duration::ZERO, Duration::from_secs(1)));
        black_box(dice.between(Duration::ZERO, Duration::from_secs(2)));
    }
}

fn main() {
    let request = Request::new(Method::GET, Uri::from_static("/api/users/7"));
    println!("{:>10}  {:>6}  what", "a second", "times");
    for policy in policies() {
        let slug = policy.slug;
        let mut calls = Calls::new(policy);
        let mut dice = Rng::new(1);
        let (mut own, mut bare) = (Vec::new(), Vec::new());
        // By turns, so that both meet the same machine.
        for _ in 0..ROUNDS {
            bare.push(time(|| least(&request, &mut dice)));
            own.push(time(|| {
                assert_eq!(
                    calls.play(ROUND).0,
                    ROUND * 3,
                    "{slug} makes three attempts"
                );
            }));
        }
        let (own, bare) = (median(own), median(bare));
        let times = own / bare;
        println!("{:>10.0}  {times:>6.1}  {slug}", f64::from(ROUND) / own);
        assert!(
            times <= MOST_TIMES,
            "a call takes {times:.1} times the least it can cost, of {MOST_TIMES}"
        );
    }
}
