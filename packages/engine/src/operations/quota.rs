//! Quotas: how much an account may ask for in a period.

use super::{OperationsError, now};
use crate::error::EngineError;
use ops::limits::MemoryLimiter;
use std::sync::Arc;

/// Accounts that are remembered at once.
const ACCOUNTS_MAX: usize = 100_000;

/// A quota per period, such as `100/minute`.
pub type Rate = ops::limits::Rate;

/// What was decided about a request, with the figures for its headers.
pub type QuotaDecision = ops::limits::Decision;

/// The quota of every account, counted in this process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Quota {
    limiter: Arc<MemoryLimiter>,
}

impl Quota {
    /// A quota in the form of `RATE_LIMIT_DEFAULT`, such as `100/minute`.
    ///
    /// # Errors
    /// When the text is not a rate.
    pub fn parse(rate: &str) -> Result<Self, EngineError> {
        let rate: Rate = rate.parse().map_err(OperationsError::from)?;
        Ok(Self { limiter: Arc::new(MemoryLimiter::new(rate, ACCOUNTS_MAX)) })
    }

    /// The rate.
    pub fn rate(&self) -> Rate {
        self.limiter.rate()
    }

    /// Takes `cost` from the quota of an account, if it has that much left.
    pub fn take(&self, account: &str, cost: u32) -> QuotaDecision {
        self.limiter.check(account, cost, now())
    }
}
