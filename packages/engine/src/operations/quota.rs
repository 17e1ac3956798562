//! Quotas: how much an account may ask for in a period.

use super::{OperationsError, Shared, now};
use crate::error::EngineError;
use ops::limits::{MemoryLimiter, SharedLimiter};
use std::sync::Arc;

/// Accounts that are remembered at once.
const ACCOUNTS_MAX: usize = 100_000;

/// Keeps the quotas of accounts apart from other limits in the same Redis.
const NAME: &str = "account";

/// A quota per period, such as `100/minute`.
pub type Rate = ops::limits::Rate;

/// What was decided about a request, with the figures for its headers.
pub type QuotaDecision = ops::limits::Decision;

/// The quota of every account: counted in this process, or in Redis for all servers. While Redis is unreachable, each process
/// counts alone. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Quota {
    limiter: Limiter,
}

#[derive(Clone, Debug)]
enum Limiter {
    Memory(Arc<MemoryLimiter>),
    Shared(Arc<SharedLimiter>),
}

impl Quota {
    /// A quota in the form of `RATE_LIMIT_DEFAULT`, such as `100/minute`.
    ///
    /// # Errors
    /// When the text is not a rate.
    pub fn parse(rate: &str, shared: &Shared) -> Result<Self, EngineError> {
        let rate: Rate = rate.parse().map_err(OperationsError::from)?;
        let limiter = match &shared.quotas {
            None => Limiter::Memory(Arc::new(MemoryLimiter::new(rate, ACCOUNTS_MAX))),
            Some(redis) => {
                Limiter::Shared(Arc::new(SharedLimiter::new(redis.clone(), NAME, rate, ACCOUNTS_MAX)))
            }
        };
        Ok(Self { limiter })
    }

    /// The rate.
    pub fn rate(&self) -> Rate {
        match &self.limiter {
            Limiter::Memory(limiter) => limiter.rate(),
            Limiter::Shared(limiter) => limiter.rate(),
        }
    }

    /// Takes `cost` from the quota of an account, if it has that much left.
    pub async fn take(&self, account: &str, cost: u32) -> QuotaDecision {
        match &self.limiter {
            Limiter::Memory(limiter) => limiter.check(account, cost, now()),
            Limiter::Shared(limiter) => limiter.check(account, cost, now()).await,
        }
    }
}
