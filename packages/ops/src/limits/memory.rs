//! Limits in the memory of one process.

use super::{Decision, Rate, gcra};
use jiff::Timestamp;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

const SHARDS: usize = 16;

/// A limiter for any number of callers at once and a bounded number of keys.
///
/// When it is full, keys whose buckets are full again are forgotten first, which changes no decision; then those that
/// are nearest to it.
///
/// ```
/// use ops::limits::MemoryLimiter;
/// let limiter = MemoryLimiter::new("2/minute".parse().unwrap(), 1000);
/// let now = "2025-11-02T19:30:00Z".parse().unwrap();
/// assert!(limiter.check("acc_1", 2, now).allowed);
/// let refused = limiter.check("acc_1", 1, now);
/// assert_eq!((refused.allowed, refused.remaining, refused.retry_seconds()), (false, 0, Some(30)));
/// assert!(limiter.check("acc_2", 1, now).allowed, "another account has its own quota");
/// ```
#[derive(Debug)]
pub struct MemoryLimiter {
    rate: Rate,
    keys_per_shard_max: usize,
    hasher: RandomState,
    /// By key, the moment at which its bucket is full, in microseconds.
    shards: [Mutex<HashMap<String, i64>>; SHARDS],
}

impl MemoryLimiter {
    /// A limiter of a rate per key, for at most this many keys (rounded up to a multiple of 16).
    pub fn new(rate: Rate, keys_max: usize) -> MemoryLimiter {
        MemoryLimiter {
            rate,
            keys_per_shard_max: keys_max.div_ceil(SHARDS).max(1),
            hasher: RandomState::new(),
            shards: Default::default(),
        }
    }

    /// The rate.
    pub fn rate(&self) -> Rate {
        self.rate
    }

    /// Takes a cost from the bucket of a key, if it holds that much. A clock that is set back takes nothing more and
    /// gives nothing back.
    pub fn check(&self, key: &str, cost: u32, now: Timestamp) -> Decision {
        let now = now.as_microsecond();
        let shard = &self.shards[self.hasher.hash_one(key) as usize % SHARDS];
        let mut buckets = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = buckets.get(key).copied().unwrap_or(i64::MIN);
        let (decision, next) = gcra::decide(self.rate, full_at, cost, now);
        match (next, buckets.get_mut(key)) {
            (None, _) => {}
            (Some(next), Some(bucket)) => *bucket = next,
            (Some(next), None) => {
                if buckets.len() >= self.keys_per_shard_max {
                    make_room(&mut buckets, self.keys_per_shard_max, now);
                }
                buckets.insert(key.to_owned(), next);
            }
        }
        decision
    }

    /// Keys that are remembered.
    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner).len()).sum()
    }

    /// Whether no key is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An eighth of the room at a time, so that a flood of keys costs little each.
fn make_room(buckets: &mut HashMap<String, i64>, most: usize, now: i64) {
    buckets.retain(|_, full_at| *full_at > now);
    let keep = most - most.div_ceil(8);
    if buckets.len() > keep {
        let mut moments: Vec<i64> = buckets.values().copied().collect();
        let surplus = moments.len() - keep;
        let (_, cut, _) = moments.select_nth_unstable(surplus - 1);
        let cut = *cut;
        let mut left = surplus;
        buckets.retain(|_, full_at| {
            let drop = *full_at <= cut && left > 0;
            left -= usize::from(drop);
            !drop
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(microseconds: i64) -> Timestamp {
        Timestamp::from_microsecond(1_700_000_000_000_000 + microseconds).unwrap()
    }

    /// A bucket as one would draw it: all that was ever taken, played through from the beginning for every request.
    struct Naive {
        rate: Rate,
        taken: Vec<(i64, u32)>,
    }

    impl Naive {
        /// Units times microseconds, so that nothing is rounded.
        fn level(&self, now: i64) -> i128 {
            let interval = i128::from(self.rate.interval());
            let (mut level, mut last) = (0i128, 0i64);
            for (moment, cost) in &self.taken {
                level = (level - i128::from(moment - last)).max(0) + i128::from(*cost) * interval;
                last = *moment;
            }
            (level - i128::from(now - last)).max(0)
        }

        fn check(&mut self, cost: u32, now: i64) -> (bool, u32) {
            let interval = i128::from(self.rate.interval());
            let room = i128::from(self.rate.quota()) * interval - self.level(now);
            let allowed = i128::from(cost) * interval <= room;
            if allowed {
                self.taken.push((now, cost));
            }
            let room = i128::from(self.rate.quota()) * interval - self.level(now);
            (allowed, (room / interval) as u32)
        }
    }

    proptest! {
        #[test]
        fn equals_the_naive_simulation(
            quota in 1u32..50, seconds in 1u64..100,
            arrivals in proptest::collection::vec((0i64..20_000_000, 1u32..6), 1..120),
        ) {
            let rate = Rate::new(quota, seconds).unwrap();
            let (limiter, mut naive, mut now) = (MemoryLimiter::new(rate, 100), Naive { rate, taken: vec![] }, 0);
            for (index, (gap, cost)) in arrivals.into_iter().enumerate() {
                // Bursts as well as pauses.
                now += if index % 3 == 0 { gap } else { gap / 1000 };
                let decision = limiter.check("key", cost, at(now));
                prop_assert_eq!((decision.allowed, decision.remaining), naive.check(cost, now));
                prop_assert_eq!(decision.reset_after.as_micros(), naive.level(now));
            }
        }

        #[test]
        fn a_refused_request_is_allowed_when_it_says_and_not_a_moment_earlier(
            quota in 1u32..50, seconds in 1u64..100, cost in 1u32..50,
        ) {
            let rate = Rate::new(quota, seconds).unwrap();
            let limiter = MemoryLimiter::new(rate, 100);
            limiter.check("key", quota, at(0));
            let refused = limiter.check("key", cost, at(0));
            prop_assert!(!refused.allowed);
            match refused.retry_after {
                None => prop_assert!(cost > quota),
                Some(after) => {
                    let moment = i64::try_from(after.as_micros()).unwrap();
                    prop_assert!(!limiter.check("key", cost, at(moment - 1)).allowed);
                    prop_assert!(limiter.check("key", cost, at(moment)).allowed);
                }
            }
        }

        #[test]
        fn no_window_of_a_period_gives_more_than_twice_the_quota(
            quota in 1u32..20, gaps in proptest::collection::vec(0i64..2_000_000, 1..200),
        ) {
            let rate = Rate::new(quota, 10).unwrap();
            let limiter = MemoryLimiter::new(rate, 100);
            let (mut now, mut allowed) = (0, Vec::new());
            for gap in gaps {
                now += gap;
                if limiter.check("key", 1, at(now)).allowed {
                    allowed.push(now);
                }
            }
            for (index, start) in allowed.iter().enumerate() {
                let within = allowed[index..].iter().take_while(|moment| **moment < start + 10_000_000).count();
                prop_assert!(within <= 2 * quota as usize);
            }
        }
    }

    #[test]
    fn a_flood_of_keys_takes_bounded_room_and_frees_no_busy_key() {
        let limiter = MemoryLimiter::new(Rate::new(10, 60).unwrap(), 160);
        assert!(limiter.check("busy", 10, at(0)).allowed);
        for flood in 0..10_000 {
            assert!(limiter.check(&format!("flood-{flood}"), 1, at(flood)).allowed);
        }
        assert!(limiter.len() <= 160);
        assert!(!limiter.check("busy", 1, at(10_000)).allowed, "the emptiest bucket is forgotten last");
    }

    #[test]
    fn a_clock_set_back_gives_nothing_away() {
        let limiter = MemoryLimiter::new(Rate::new(10, 60).unwrap(), 160);
        assert!(limiter.check("key", 10, at(60_000_000)).allowed);
        let refused = limiter.check("key", 1, at(0));
        assert_eq!((refused.allowed, refused.remaining), (false, 0));
    }

    #[test]
    fn threads_together_get_the_quota_and_no_more() {
        let limiter = MemoryLimiter::new(Rate::new(1000, 60).unwrap(), 160);
        let count = || (0..500).filter(|_| limiter.check("key", 1, at(0)).allowed).count();
        let total: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(count)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(total, 1000);
    }
}
