//! How much this process has simulated: for whoever watches a server.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

static RACES: AtomicU64 = AtomicU64::new(0);
static NANOSECONDS: AtomicU64 = AtomicU64::new(0);

/// Races simulated for projections since the process began, and the seconds that took, waits left out.
pub fn simulated() -> (u64, f64) {
    let nanoseconds = NANOSECONDS.load(Ordering::Relaxed);
    (RACES.load(Ordering::Relaxed), Duration::from_nanos(nanoseconds).as_secs_f64())
}

pub(crate) fn count(races: u32, took: Duration) {
    RACES.fetch_add(u64::from(races), Ordering::Relaxed);
    NANOSECONDS.fetch_add(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
}
