//! What a client may spend on retries over all its calls, so that many clients do not bury a server that is down.

use std::time::Duration;

use super::window::Window;
use crate::time::Instant;

/// The rules of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// A bucket of tokens, as in the AWS SDKs: full at first; a retry takes some, a success gives back what the last retry
    /// of its call took.
    Tokens {
        /// How many there are when it is full.
        capacity: u32,
        /// What a retry takes.
        cost: u32,
        /// What a retry takes after 429.
        throttled: u32,
        /// What a retry takes after a time-out.
        timed_out: u32,
        /// What a success without a retry gives.
        success: u32,
    },
    /// gRPC's `retryThrottling` (gRFC A6), in thousandths of a token: each failure that could be repeated takes one
    /// token, each success gives `ratio`, and there is no retry while no more than half of them are left.
    Ratio {
        /// How many there are when it is full.
        most: u32,
        /// What a success gives.
        ratio: u32,
    },
    /// tower's (and, where requests instead of successes pay in, Finagle's): successes pay in, retries draw out, what was
    /// paid in is good for a while, and a reserve is there for clients with few calls.
    Share {
        /// What a success pays in.
        deposit: u32,
        /// What a retry draws out.
        withdraw: u32,
        /// What is there besides, in every window.
        reserve: u32,
        /// How long what was paid in or drawn out counts.
        ttl: Duration,
    },
}

/// What kind of failure a retry answers to, where that changes its price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Price {
    /// Any other.
    Usual,
    /// The server said there were too many requests.
    Throttled,
    /// It took too long.
    TimedOut,
}

/// What is left of a budget. It never goes below nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Purse {
    spent: u32,
    window: Window,
}

const PAID: usize = 0;
const DRAWN: usize = 1;

impl Purse {
    /// How much is left, and of how much; for a share, of what was paid in and the reserve.
    pub(super) fn left(&mut self, budget: &Budget, now: Instant) -> (u32, u32) {
        match *budget {
            Budget::Tokens { capacity, .. } => (capacity.saturating_sub(self.spent), capacity),
            Budget::Ratio { most, .. } => (most.saturating_sub(self.spent), most),
            Budget::Share { reserve, ttl, .. } => {
                self.window.pass(now, ttl);
                let all = u64::from(reserve) + self.window.sum(PAID);
                let left = all.saturating_sub(self.window.sum(DRAWN));
                let cut = |much| u32::try_from(much).unwrap_or(u32::MAX);
                (cut(left), cut(all))
            }
        }
    }

    /// Notes a failure that could be repeated.
    pub(super) fn failed(&mut self, budget: &Budget) {
        if let Budget::Ratio { most, .. } = *budget {
            self.spent = self.spent.saturating_add(1_000).min(most);
        }
    }

    /// Takes what a retry costs: how much that was, or nothing when there is not enough.
    pub(super) fn take(&mut self, budget: &Budget, now: Instant, price: Price) -> Option<u32> {
        let (left, _) = self.left(budget, now);
        match *budget {
            Budget::Tokens {
                cost,
                throttled,
                timed_out,
                ..
            } => {
                let cost = match price {
                    Price::Usual => cost,
                    Price::Throttled => throttled,
                    Price::TimedOut => timed_out,
                };
                if left < cost {
                    return None;
                }
                self.spent += cost;
                Some(cost)
            }
            Budget::Ratio { most, .. } => (left > most / 2).then_some(0),
            Budget::Share { withdraw, .. } => {
                if left < withdraw {
                    return None;
                }
                self.window.add(DRAWN, withdraw);
                Some(withdraw)
            }
        }
    }

    /// Gives back what a retry took that was not sent after all.
    pub(super) fn give_back(&mut self, budget: &Budget, took: u32) {
        match budget {
            Budget::Tokens { .. } => self.spent = self.spent.saturating_sub(took),
            Budget::Ratio { .. } => {}
            Budget::Share { .. } => self.window.add(PAID, took),
        }
    }

    /// Notes a success; `took` is what the last retry of the call took.
    pub(super) fn succeeded(&mut self, budget: &Budget, now: Instant, took: Option<u32>) {
        match *budget {
            Budget::Tokens { success, .. } => {
                self.spent = self.spent.saturating_sub(took.unwrap_or(success));
            }
            Budget::Ratio { ratio, .. } => self.spent = self.spent.saturating_sub(ratio),
            Budget::Share { deposit, ttl, .. } => {
                self.window.pass(now, ttl);
                self.window.add(PAID, deposit);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert, prop_oneof, proptest};
    use proptest::strategy::{Just, Strategy};

    const AWS: Budget = Budget::Tokens {
        capacity: 500,
        cost: 14,
        throttled: 5,
        timed_out: 14,
        success: 1,
    };
    const GRPC: Budget = Budget::Ratio {
        most: 10_000,
        ratio: 100,
    };
    const FINAGLE: Budget = Budget::Share {
        deposit: 1,
        withdraw: 5,
        reserve: 500,
        ttl: Duration::from_secs(10),
    };

    /// How many retries in a row a fresh client may make when everything fails.
    fn cold(budget: &Budget, price: Price) -> usize {
        let mut purse = Purse::default();
        (0..1_000)
            .take_while(|_| {
                purse.failed(budget);
                purse.take(budget, Instant::START, price).is_some()
            })
            .count()
    }

    #[test]
    fn a_cold_client_has_as_many_retries_as_its_budget_says() {
        // botocore 1.44.5 retries/quota.py: 500 tokens at 14; gRFC A6: 10 tokens, and none while half are gone.
        assert_eq!(cold(&AWS, Price::Usual), 35);
        assert_eq!(cold(&AWS, Price::Throttled), 100);
        assert_eq!(cold(&GRPC, Price::Usual), 4);
        assert_eq!(cold(&FINAGLE, Price::Usual), 100);
    }

    #[test]
    fn a_success_gives_back_what_its_last_retry_took() {
        let mut purse = Purse::default();
        let took = purse.take(&AWS, Instant::START, Price::Usual);
        assert_eq!(purse.left(&AWS, Instant::START), (486, 500));
        purse.succeeded(&AWS, Instant::START, took);
        assert_eq!(purse.left(&AWS, Instant::START), (500, 500));
        purse.succeeded(&AWS, Instant::START, None);
        assert_eq!(purse.left(&AWS, Instant::START), (500, 500));
    }

    #[test]
    fn a_share_comes_back_with_time() {
        let mut purse = Purse::default();
        while purse.take(&FINAGLE, Instant::START, Price::Usual).is_some() {}
        assert_eq!(purse.left(&FINAGLE, Instant::START), (0, 500));
        let later = Instant::START + Duration::from_secs(11);
        assert_eq!(purse.left(&FINAGLE, later), (500, 500));
    }

    fn budgets() -> impl Strategy<Value = Budget> {
        prop_oneof![
            Just(AWS),
            Just(GRPC),
            Just(FINAGLE),
            (0_u32..50, 0_u32..50, 0_u32..50, 0_u32..50).prop_map(
                |(capacity, cost, throttled, success)| Budget::Tokens {
                    capacity,
                    cost,
                    throttled,
                    timed_out: cost,
                    success,
                }
            ),
            (0_u32..5_000, 0_u32..2_000).prop_map(|(most, ratio)| Budget::Ratio { most, ratio }),
        ]
    }

    proptest! {
        #[test]
        fn a_budget_is_never_below_nothing_nor_above_all(
            budget in budgets(),
            deeds in vec((0_u8..4, 0_u64..3_000, any::<bool>()), 0..300),
        ) {
            let mut purse = Purse::default();
            let mut now = Instant::START;
            let mut took = None;
            for (deed, ms, throttled) in deeds {
                now = now + Duration::from_millis(ms);
                let price = if throttled { Price::Throttled } else { Price::Usual };
                let before = purse.left(&budget, now).0;
                match deed {
                    0 => purse.failed(&budget),
                    1 => purse.succeeded(&budget, now, took.take()),
                    _ => {
                        let taken = purse.take(&budget, now, price);
                        // What was given was there.
                        prop_assert!(taken.unwrap_or_default() <= before);
                        took = taken.or(took);
                    }
                }
                let (left, all) = purse.left(&budget, now);
                prop_assert!(left <= all);
            }
        }
    }
}
