//! Limits: how much an account may ask for in a period, each request at its own cost.
//!
//! The rule is GCRA, the generic cell rate algorithm: a bucket that holds the quota, from which each request takes its
//! cost and which fills at a steady rate, kept as one number per account (the moment at which the bucket is full again).
//! All arithmetic is in whole microseconds, so that [`MemoryLimiter`] and the script in Redis ([`SharedLimiter`])
//! decide alike to the last request.

mod gcra;
mod memory;
mod rate;
mod shared;

pub use memory::MemoryLimiter;
pub use rate::{InvalidRate, Rate};
pub use shared::SharedLimiter;

use jiff::SignedDuration;

/// What a limiter decided, with the figures for `RateLimit` and `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Whether the request may go on. If not, nothing was taken.
    pub allowed: bool,
    /// The quota.
    pub limit: u32,
    /// What is left of it now.
    pub remaining: u32,
    /// When all of it is there again.
    pub reset_after: SignedDuration,
    /// When a refused request would be allowed; `None` where it was allowed, or costs more than the quota.
    pub retry_after: Option<SignedDuration>,
}

impl Decision {
    /// [`Decision::reset_after`] in whole seconds, rounded up.
    pub fn reset_seconds(&self) -> u64 {
        seconds_up(self.reset_after)
    }

    /// [`Decision::retry_after`] in whole seconds, rounded up, at least 1.
    pub fn retry_seconds(&self) -> Option<u64> {
        self.retry_after.map(|after| seconds_up(after).max(1))
    }
}

fn seconds_up(duration: SignedDuration) -> u64 {
    let whole = u64::try_from(duration.as_secs()).unwrap_or(0);
    whole + u64::from(duration.subsec_nanos() > 0)
}
