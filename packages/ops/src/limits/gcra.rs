//! The rule itself, on one number: the moment at which the bucket is full again, in microseconds.

use super::{Decision, Rate};
use jiff::SignedDuration;

/// What is taken of a bucket at a moment, in microseconds of filling; at most the whole bucket.
pub(super) fn level(full_at: i64, now: i64) -> i64 {
    full_at.saturating_sub(now).max(0)
}

/// The decision over a request, and the new moment if it is allowed.
pub(super) fn decide(rate: Rate, full_at: i64, cost: u32, now: i64) -> (Decision, Option<i64>) {
    let taken = level(full_at, now);
    let after = taken.saturating_add(i64::from(cost) * rate.interval());
    if after <= capacity(rate) {
        (allowed(rate, after), Some(now.saturating_add(after)))
    } else {
        (refused(rate, taken, cost), None)
    }
}

/// The whole bucket, in microseconds of filling.
pub(super) fn capacity(rate: Rate) -> i64 {
    i64::from(rate.quota()) * rate.interval()
}

pub(super) fn allowed(rate: Rate, taken: i64) -> Decision {
    Decision {
        allowed: true,
        limit: rate.quota(),
        remaining: remaining(rate, taken),
        reset_after: SignedDuration::from_micros(taken),
        retry_after: None,
    }
}

pub(super) fn refused(rate: Rate, taken: i64, cost: u32) -> Decision {
    let over = taken.saturating_add(i64::from(cost) * rate.interval()) - capacity(rate);
    Decision {
        allowed: false,
        limit: rate.quota(),
        remaining: remaining(rate, taken),
        reset_after: SignedDuration::from_micros(taken),
        retry_after: (cost <= rate.quota()).then(|| SignedDuration::from_micros(over)),
    }
}

fn remaining(rate: Rate, taken: i64) -> u32 {
    u32::try_from((capacity(rate) - taken).max(0) / rate.interval()).unwrap_or(u32::MAX)
}
