//! What was counted lately: ten slots that together are a window of time, the oldest emptied as time goes on.

use std::time::Duration;

use crate::time::Instant;

const SLOTS: u64 = 10;

/// Two counters over a window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Window {
    slots: [[u32; 2]; SLOTS as usize],
    /// Which tenth of a window the newest slot is, counted from the start of time.
    newest: u64,
}

impl Window {
    /// Empties what is older than the window at this moment.
    pub(super) fn pass(&mut self, now: Instant, length: Duration) {
        let slot = u64::try_from(length.as_micros() / u128::from(SLOTS)).unwrap_or(u64::MAX);
        let here = u64::try_from(now.0.as_micros()).unwrap_or(u64::MAX) / slot.max(1);
        for at in (self.newest + 1..=here).take(SLOTS as usize) {
            self.slots[(at % SLOTS) as usize] = [0; 2];
        }
        self.newest = self.newest.max(here);
    }

    /// Adds to a counter.
    pub(super) const fn add(&mut self, counter: usize, much: u32) {
        let slot = &mut self.slots[(self.newest % SLOTS) as usize][counter];
        *slot = slot.saturating_add(much);
    }

    /// What was counted in the window.
    pub(super) fn sum(&self, counter: usize) -> u64 {
        self.slots.iter().map(|slot| u64::from(slot[counter])).sum()
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.slots = Default::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_than_the_window_is_forgotten() {
        let length = Duration::from_secs(10);
        let mut window = Window::default();
        for second in 0..30 {
            window.pass(Instant::from_millis(second * 1_000), length);
            window.add(0, 1);
            assert_eq!(window.sum(0), (second + 1).min(10));
        }
        window.pass(Instant::from_millis(35_000), length);
        assert_eq!(window.sum(0), 4);
        window.pass(Instant::from_millis(1_000_000), length);
        assert_eq!((window.sum(0), window.sum(1)), (0, 0));
    }
}
