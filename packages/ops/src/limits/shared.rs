//! Limits that all servers of a deployment share, in Redis.
//!
//! A server takes units in small batches (at most 2 % of the quota) and gives them out itself, so that a request rarely
//! waits for Redis. Units that it does not give out within a period are lost. While Redis is unreachable, the limiter of this
//! process decides alone; it counts along all the while, so that an account gains little when that happens.

use super::{Decision, MemoryLimiter, Rate, gcra};
use crate::redis_server::{RedisFailure, RedisServer, Script};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A batch is the quota divided by this: 2 %.
const BATCHES_PER_QUOTA: u32 = 50;

/// How long Redis is not asked after a failure.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);

static SCRIPT: Script = Script::new(include_str!("gcra.lua"));

/// A limiter shared through Redis, with one in memory behind it.
#[derive(Debug)]
pub struct SharedLimiter {
    server: RedisServer,
    /// Before the key, in Redis.
    prefix: String,
    local: MemoryLimiter,
    batches: Mutex<HashMap<String, Batch>>,
    batches_max: usize,
    /// Until when Redis is not asked, in microseconds.
    away_until: AtomicI64,
    clock: Clock,
}

/// Whose clock the script goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    Server,
    /// The caller's: for tests, which must know what time it is.
    Caller,
}

/// Units that were taken in Redis and not given out yet.
#[derive(Debug, Clone, Copy)]
struct Batch {
    units: u32,
    /// When they were taken.
    at: i64,
    /// What was taken of the bucket then.
    taken: i64,
}

impl SharedLimiter {
    /// A limiter of a rate per key. `name` keeps limiters on one Redis apart; at most `keys_max` keys are remembered
    /// here.
    pub fn new(server: RedisServer, name: &str, rate: Rate, keys_max: usize) -> SharedLimiter {
        SharedLimiter {
            server,
            prefix: format!("limit:{name}:{rate}:"),
            local: MemoryLimiter::new(rate, keys_max),
            batches: Mutex::new(HashMap::new()),
            batches_max: keys_max.max(1),
            away_until: AtomicI64::new(i64::MIN),
            clock: Clock::Server,
        }
    }

    /// The same, with the script going by the caller's moments: for tests and replays on a Redis of their own.
    pub fn by_callers_clock(self) -> SharedLimiter {
        SharedLimiter { clock: Clock::Caller, ..self }
    }

    /// The rate.
    pub fn rate(&self) -> Rate {
        self.local.rate()
    }

    /// Whether Redis is unreachable, as far as the last requests showed.
    pub fn is_local(&self, now: Timestamp) -> bool {
        now.as_microsecond() < self.away_until.load(Ordering::Relaxed)
    }

    /// Takes a cost from the bucket of a key, if it holds that much.
    pub async fn check(&self, key: &str, cost: u32, now: Timestamp) -> Decision {
        // The local one counts along.
        let alone = self.local.check(key, cost, now);
        if let Some(decision) = self.give_out(key, cost, now) {
            return decision;
        }
        if self.is_local(now) {
            return alone;
        }
        match self.take(key, cost, now).await {
            Ok(decision) => decision,
            Err(_) => {
                self.away_until.store((now + PAUSE).as_microsecond(), Ordering::Relaxed);
                alone
            }
        }
    }

    fn batches(&self) -> MutexGuard<'_, HashMap<String, Batch>> {
        self.batches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_out(&self, key: &str, cost: u32, now: Timestamp) -> Option<Decision> {
        let (rate, now) = (self.rate(), now.as_microsecond());
        let mut batches = self.batches();
        let batch = batches.get_mut(key)?;
        let age = now.saturating_sub(batch.at);
        if age >= gcra::capacity(rate) || batch.units < cost {
            return None;
        }
        batch.units -= cost;
        // What is left of the batch is not given out yet.
        let left = i64::from(batch.units) * rate.interval();
        Some(gcra::allowed(rate, (batch.taken - age.max(0) - left).max(0)))
    }

    async fn take(&self, key: &str, cost: u32, now: Timestamp) -> Result<Decision, RedisFailure> {
        let rate = self.rate();
        let most = cost.max(rate.quota() / BATCHES_PER_QUOTA);
        let moment = match self.clock {
            Clock::Server => String::new(),
            Clock::Caller => now.as_microsecond().to_string(),
        };
        let keys = [format!("{}{key}", self.prefix)];
        let arguments = [
            rate.interval().to_string(),
            rate.quota().to_string(),
            cost.to_string(),
            most.to_string(),
            moment,
        ];
        let (units, taken): (u32, i64) = self.server.run(&SCRIPT, &keys, &arguments).await?;
        if units < cost {
            return Ok(gcra::refused(rate, taken, cost));
        }
        let spare = units - cost;
        if spare > 0 {
            self.keep(key, Batch { units: spare, at: now.as_microsecond(), taken });
        }
        Ok(gcra::allowed(rate, taken - i64::from(spare) * rate.interval()))
    }

    /// Adds to what a request of the same key may have brought meanwhile.
    fn keep(&self, key: &str, batch: Batch) {
        let capacity = gcra::capacity(self.rate());
        let mut batches = self.batches();
        if batches.len() >= self.batches_max {
            batches.retain(|_, kept| kept.units > 0 && batch.at.saturating_sub(kept.at) < capacity);
            if batches.len() >= self.batches_max {
                return;
            }
        }
        let fresh = |kept: &&Batch| batch.at.saturating_sub(kept.at) < capacity;
        let units = batches.get(key).filter(fresh).map_or(0, |kept| kept.units);
        batches.insert(key.to_owned(), Batch { units: units.saturating_add(batch.units), ..batch });
    }
}
