//! A policy in plain words: "Up to 3 tries; waits up to 0.2 s, then up to 0.4 s; never repeats POST".

use std::fmt::Write as _;

use http::Method;

use super::backoff::{long, short};
use super::{
    Again, Backoff, Bound, Breaker, Budget, Growth, Jitter, Policy, Read, Retries, Rule, Throttle,
    Told, UNLIMITED, When, Zero,
};
use crate::protocol::Request;
use crate::tree::seconds;

impl Policy {
    /// The policy in plain words.
    pub fn in_words(&self) -> String {
        let mut words = String::with_capacity(200);
        match self.retries {
            Retries::Tree => self.tree_in_words(&mut words),
            Retries::Rules(_) if self.never_again() => {
                words += if self.replays() {
                    "Sends a 421 again once; otherwise never tries again."
                } else {
                    "Never tries again, whatever comes back."
                };
                match self.attempt_timeout {
                    Some(limit) => {
                        words += " Gives up after ";
                        words += &long(limit);
                        words += " without an answer.";
                    }
                    None => words += " Has no time-out of its own.",
                }
            }
            Retries::Rules(_) => self.rules_in_words(&mut words),
        }
        self.restraint_in_words(&mut words);
        self.redirects.in_words(&mut words);
        words
    }

    /// The policy in one short line, for a list of many: how often, whether it listens, what becomes of a POST.
    pub fn in_brief(&self) -> String {
        let mut words = String::with_capacity(80);
        match self.retries {
            Retries::Tree => {
                let _ = write!(
                    words,
                    "Up to {} attempts; obeys Retry-After; POST only with a key",
                    self.attempts
                );
            }
            Retries::Rules(_) if self.never_again() => {
                words += if self.replays() {
                    "Sends a 421 again, nothing else"
                } else {
                    "Never tries again"
                };
            }
            Retries::Rules(_) => {
                self.tries_in_words(&mut words);
                if self.hedge.is_none() && !self.once() {
                    words += if self.told.reads.is_empty() {
                        "; ignores "
                    } else {
                        "; obeys "
                    };
                    words += self.told.field();
                }
                words += "; ";
                words += self.post_in_words();
            }
        }
        words
    }

    /// Whether it sends nothing twice but a 421.
    fn never_again(&self) -> bool {
        self.attempts <= 1 || self.rules().iter().all(|rule| rule.again == Again::Replay)
    }

    /// The rules that count.
    fn counted(&self) -> impl Iterator<Item = &'static Rule> {
        self.rules()
            .iter()
            .filter(|rule| rule.again != Again::Replay)
    }

    /// Whether it neither waits nor counts.
    fn once(&self) -> bool {
        self.counted().all(|rule| rule.again == Again::Once)
    }

    /// What else to know about it, and where all this was read: a version, a source.
    pub fn about(&self) -> String {
        let mut words = String::from(self.notes);
        words += if self.notes.is_empty() { "" } else { " " };
        words += "From ";
        words += self.source;
        if !self.version.is_empty() {
            words += ", ";
            words += self.version;
        }
        words.push('.');
        words
    }

    /// What keeps it from sending, and what makes it send more.
    fn restraint_in_words(&self, words: &mut String) {
        match self.budget {
            Some(Budget::Tokens { capacity, cost, .. }) => {
                let _ = write!(
                    words,
                    " Its calls share {capacity} tokens, and a retry takes {cost}."
                );
            }
            Some(Budget::Ratio { most, .. }) => {
                let _ = write!(
                    words,
                    " Its calls share {} tokens, a failure takes one, and it repeats nothing while half are gone.",
                    most / 1_000
                );
            }
            Some(Budget::Share {
                deposit, withdraw, ..
            }) => {
                let percent = 100 * deposit / withdraw.max(1);
                let _ = write!(
                    words,
                    " Retries may add {percent} % to what its calls send, besides a reserve."
                );
            }
            None => {}
        }
        if let Some(Breaker {
            percent,
            least,
            window,
            open_for,
        }) = self.breaker
        {
            let _ = write!(
                words,
                " Sends nothing for {} once {percent} % of at least {least} answers in {} were failures.",
                long(open_for),
                long(window)
            );
        }
        if let Some(Throttle { percent, window }) = self.throttle {
            let _ = write!(
                words,
                " Gives up a share before sending when it sent more than {}.{:02} times what was accepted in {}.",
                percent / 100,
                percent % 100,
                long(window)
            );
        }
        if self.refreshes {
            *words += " Gets a new token after 401, once.";
        }
    }

    fn limits(&self) -> String {
        let within = self
            .deadline
            .map(|limit| format!(" in {}", long(limit)))
            .unwrap_or_default();
        let each = self
            .attempt_timeout
            .map(|limit| format!(", {} each", long(limit)))
            .unwrap_or_default();
        within + &each
    }

    fn tree_in_words(&self, words: &mut String) {
        let _ = write!(
            words,
            "Up to {} attempts{}. Obeys Retry-After; otherwise full jitter from {}. Repeats a POST only with a key.",
            self.attempts,
            self.limits(),
            seconds(self.backoff.base),
        );
    }

    fn tries_in_words(&self, words: &mut String) {
        if self.once() {
            *words += "Repeats at once, but not twice in a row";
        } else if self.attempts < UNLIMITED {
            let _ = write!(words, "Up to {} tries", self.attempts);
        } else if self.deadline.is_some() {
            *words += "As many tries as fit";
        } else {
            *words += "Tries without end";
        }
        *words += &self.limits();
    }

    fn post_in_words(&self) -> &'static str {
        let post = Request::new(Method::POST, http::Uri::from_static("/"));
        let for_post = || self.counted().filter(|rule| rule.methods.hold(&post));
        let answered = for_post().any(|rule| !rule.statuses.is_empty());
        let failed = for_post().any(|rule| !rule.failures.is_empty());
        match (answered, failed) {
            (true, _) => "repeats POST, too",
            (false, true) => "repeats POST only when no answer came",
            (false, false) => "never repeats POST",
        }
    }

    fn rules_in_words(&self, words: &mut String) {
        let counted = || self.counted();
        self.tries_in_words(words);
        if let Some(after) = self.hedge {
            *words += "; sends the next beside the last after ";
            *words += &short(after);
            *words += ", or at once when that fails";
        } else if !self.once() {
            *words += "; ";
            self.backoff.in_words(self.attempts, words);
            self.told.in_words(words);
        }
        *words += "; ";
        *words += self.post_in_words();
        *words += ". ";
        let mut any = false;
        for (when, only) in [
            (When::Always, ""),
            (When::Told, " only when told when"),
            (When::ToldMore, " only when told to wait"),
            (When::ToldZero, " only with Retry-After: 0"),
            (When::ToldZeroOrNothing, " unless told to wait"),
        ] {
            let rules = counted().filter(|rule| rule.when == when);
            let mut codes: Vec<(u16, u16)> = rules
                .flat_map(|rule| rule.statuses.iter().copied())
                .collect();
            if codes.is_empty() {
                continue;
            }
            codes.sort_unstable();
            codes.dedup_by(|next, before| {
                let joins = next.0 <= before.1 + 1;
                before.1 = if joins {
                    next.1.max(before.1)
                } else {
                    before.1
                };
                joins
            });
            *words += if any { "; " } else { "Repeats " };
            any = true;
            for (i, (low, high)) in codes.iter().enumerate() {
                *words += if i > 0 { ", " } else { "" };
                let _ = write!(words, "{low}");
                if *high >= 999 {
                    *words += " and up";
                } else if high > low {
                    let _ = write!(words, "–{high}");
                }
            }
            *words += only;
        }
        *words += if any { "." } else { "Repeats no status code." };
    }
}

impl Backoff {
    /// The waits it draws, in order: "waits up to 1 s, then up to 2 s".
    fn in_words(&self, attempts: u32, words: &mut String) {
        if (self.growth == Growth::None && self.floor.is_zero())
            || (self.base.is_zero() && !matches!(self.growth, Growth::List(_)))
        {
            *words += "repeats at once";
            return;
        }
        *words += "waits ";
        let told = attempts.saturating_sub(1).min(3);
        // The second and third of these depend on what was drawn before.
        if let Jitter::Decorrelated | Jitter::DecorrelatedV2 = self.jitter {
            *words += "a random, growing time from ";
            *words += &short(self.base);
            return;
        }
        let bounds = |n| self.bounds(n, None);
        let grows = bounds(1) != bounds(attempts.min(5).saturating_sub(1));
        for n in 1..=if grows { told } else { 1 } {
            if n > 1 {
                *words += ", then ";
            }
            let (low, high) = bounds(n);
            if low == high {
                *words += &short(low);
            } else if low.is_zero() {
                *words += "up to ";
                *words += &short(high);
            } else {
                *words += &short(low);
                *words += " to ";
                *words += &short(high);
            }
        }
        if !grows && attempts > 2 {
            *words += " each time";
        } else if attempts > 4 {
            *words += " and so on";
        }
    }
}

impl Told {
    /// The field it goes by, when it goes by one.
    fn field(&self) -> &'static str {
        match self.reads {
            [Read::Millis(name) | Read::Reset(name)] => name,
            _ => "Retry-After",
        }
    }

    fn in_words(&self, words: &mut String) {
        if self.reads.is_empty() {
            *words += "; ignores Retry-After";
            return;
        }
        *words += "; obeys ";
        *words += self.field();
        match self.bound {
            Bound::Exact => {}
            Bound::Cap(cap, _) => {
                *words += " up to ";
                *words += &long(cap);
            }
            Bound::Clamp(more) => {
                *words += " up to ";
                *words += &short(more);
                *words += " beyond its own wait";
            }
            Bound::Abandon(most) => {
                *words += " up to ";
                *words += &long(most);
                *words += " and gives up beyond";
            }
            Bound::AtLeastOwn => *words += " when that is longer",
        }
        if self.zero == Zero::BackOff {
            *words += " (but no 0)";
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::presets;

    #[test]
    fn a_policy_is_said_in_one_line() {
        for (slug, words) in [
            (
                "careful",
                "Up to 4 attempts; obeys Retry-After; POST only with a key",
            ),
            ("fetch", "Sends a 421 again, nothing else"),
            ("httpx", "Never tries again"),
            (
                "ky",
                "Up to 3 tries, 10 s each; obeys Retry-After; never repeats POST",
            ),
            (
                "okhttp",
                "Repeats at once, but not twice in a row, 10 s each; repeats POST, too",
            ),
            (
                "tenacity",
                "Tries without end; ignores Retry-After; repeats POST, too",
            ),
            (
                "botocore",
                "Up to 3 tries, 1 min each; obeys x-amz-retry-after; repeats POST, too",
            ),
            ("grpc-hedging", "Up to 4 tries; repeats POST, too"),
        ] {
            let policy = presets::find(slug).expect("a preset");
            assert_eq!(policy.in_brief(), words, "{slug}");
        }
        assert!(
            presets::ALL
                .iter()
                .all(|policy| policy.in_brief().len() <= 110)
        );
    }

    #[test]
    fn a_policy_is_said_in_plain_words() {
        for (slug, words) in [
            (
                "careful",
                "Up to 4 attempts in 30 s, 2 s each. Obeys Retry-After; otherwise full jitter from 1 s. Repeats a POST only with a key. Follows up to 20 redirects.",
            ),
            (
                "fetch",
                "Sends a 421 again once; otherwise never tries again. Has no time-out of its own. Follows up to 20 redirects.",
            ),
            (
                "httpx",
                "Never tries again, whatever comes back. Gives up after 5 s without an answer. Follows no redirects.",
            ),
            (
                "axios-retry-exp",
                "Up to 4 tries; waits 200 ms to 240 ms, then 400 ms to 480 ms, then 800 ms to 960 ms; obeys Retry-After when that is longer; repeats POST only when no answer came. Repeats 429, 500–599. Follows up to 21 redirects.",
            ),
            (
                "urllib3-typical",
                "Up to 6 tries; waits 0 s, then 1 s, then 2 s and so on; obeys Retry-After up to 6 h (but no 0); repeats POST only when no answer came. Repeats 500, 502–504; 413, 429 only when told when. Follows up to 5 redirects.",
            ),
            (
                "okhttp",
                "Repeats at once, but not twice in a row, 10 s each; repeats POST, too. Repeats 503 only with Retry-After: 0; 408 unless told to wait. Follows up to 20 redirects.",
            ),
            (
                "openai-python",
                "Up to 3 tries, 10 min each; waits 375 ms to 500 ms, then 750 ms to 1 s; obeys Retry-After up to 2 min and gives up beyond (but no 0); repeats POST, too. Repeats 408–409, 429, 500 and up. Follows up to 20 redirects.",
            ),
            (
                "tenacity",
                "Tries without end; repeats at once; ignores Retry-After; repeats POST, too. Repeats 400–599. Follows up to 20 redirects.",
            ),
            (
                "botocore",
                "Up to 3 tries, 1 min each; waits up to 50 ms, then up to 100 ms; obeys x-amz-retry-after up to 5 s beyond its own wait; repeats POST, too. Repeats 429, 500, 502–504. Its calls share 500 tokens, and a retry takes 14. Follows no redirects.",
            ),
            (
                "tower",
                "Up to 4 tries; waits 50 ms to 99 ms, then 100 ms to 199 ms, then 200 ms to 398 ms; ignores Retry-After; repeats POST, too. Repeats 400–599. Retries may add 20 % to what its calls send, besides a reserve. Follows no redirects.",
            ),
            (
                "grpc-hedging",
                "Up to 4 tries; sends the next beside the last after 500 ms, or at once when that fails; repeats POST, too. Repeats 400, 429, 431, 502–504. Follows no redirects.",
            ),
            (
                "ms-http-hedging",
                "Up to 2 tries in 30 s, 10 s each; sends the next beside the last after 2 s, or at once when that fails; repeats POST, too. Repeats 408, 429, 500 and up. Sends nothing for 5 s once 10 % of at least 100 answers in 30 s were failures. Follows up to 50 redirects.",
            ),
            (
                "google-api-core",
                "As many tries as fit in 2 min; waits up to 1 s, then up to 2 s, then up to 4 s and so on; ignores Retry-After; repeats POST, too. Repeats 429, 500, 503. Follows up to 30 redirects.",
            ),
            (
                "undici-retry",
                "Up to 6 tries, 5 min each; waits 500 ms, then 1 s, then 2 s and so on; obeys Retry-After up to 30 s; never repeats POST. Repeats 429, 500, 502–504. Follows no redirects.",
            ),
            (
                "wget",
                "Up to 20 tries, 15 min each; waits 1 s, then 2 s, then 3 s and so on; ignores Retry-After; never repeats POST. Repeats no status code. Follows up to 20 redirects.",
            ),
        ] {
            let policy = presets::find(slug).expect("a preset");
            assert_eq!(policy.in_words(), words, "{slug}");
        }
    }
}
