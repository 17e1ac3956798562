//! One request at a time per interval, whatever the number of threads.

use super::Call;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Hands out turns.
#[derive(Debug)]
pub(super) struct Turns {
    between: Duration,
    next: Mutex<Option<Instant>>,
}

impl Turns {
    pub(super) fn new(between: Duration) -> Self {
        Self { between, next: Mutex::new(None) }
    }

    /// Waits for the next turn; false where the work was cancelled meanwhile.
    pub(super) fn take(&self, call: &dyn Call) -> bool {
        let turn = self.reserve(Instant::now());
        let wait = turn.saturating_duration_since(Instant::now());
        wait.is_zero() || call.wait(wait)
    }

    /// The first turn that nobody has.
    fn reserve(&self, now: Instant) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = next.map_or(now, |next| next.max(now));
        *next = Some(turn + self.between);
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_keep_their_distance_and_unused_ones_are_lost() {
        let turns = Turns::new(Duration::from_secs(2));
        let start = Instant::now();
        let second = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(turns.reserve(start), start);
        assert_eq!(turns.reserve(start), second(2));
        assert_eq!(turns.reserve(second(1)), second(4));
        assert_eq!(turns.reserve(second(10)), second(10));
        assert_eq!(turns.reserve(second(10)), second(12));
    }
}
