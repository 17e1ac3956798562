//! How long to wait before the next attempt.

use jiff::SignedDuration;

/// A delay that doubles with each attempt up to a limit, of which a random half is taken away, so that jobs that
/// failed together do not come back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The full delay after the first attempt.
    pub first: SignedDuration,
    /// The longest full delay.
    pub longest: SignedDuration,
}

impl Backoff {
    /// The delay after this many attempts (at least one), with 64 random bits: from half the full delay to all of it.
    ///
    /// ```
    /// use jiff::SignedDuration;
    /// use ops::jobs::Backoff;
    /// let backoff = Backoff { first: SignedDuration::from_secs(2), longest: SignedDuration::from_secs(60) };
    /// assert_eq!(backoff.delay(1, u64::MAX), SignedDuration::from_secs(2));
    /// assert_eq!(backoff.delay(3, 0), SignedDuration::from_secs(4), "half of eight");
    /// assert_eq!(backoff.delay(99, u64::MAX), SignedDuration::from_secs(60));
    /// ```
    pub fn delay(&self, attempts: u32, random: u64) -> SignedDuration {
        let doublings = attempts.saturating_sub(1).min(40);
        let full = self.first.as_millis().saturating_mul(1 << doublings).min(self.longest.as_millis()).max(0);
        let half = full / 2;
        let share = i128::from(random) * (full - half) / i128::from(u64::MAX);
        SignedDuration::from_millis(i64::try_from(half + share).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn within_half_and_full_and_never_beyond_the_longest(
            first in 1i64..100_000, longest in 1i64..10_000_000, attempts in 1u32..200, random: u64,
        ) {
            let (first, longest) = (SignedDuration::from_millis(first), SignedDuration::from_millis(longest));
            let backoff = Backoff { first, longest };
            let (least, most) = (backoff.delay(attempts, 0), backoff.delay(attempts, u64::MAX));
            let delay = backoff.delay(attempts, random);
            prop_assert!(least <= delay && delay <= most && most <= longest);
            prop_assert!(least.as_millis() * 2 <= most.as_millis() && most.as_millis() <= least.as_millis() * 2 + 1);
            prop_assert!(backoff.delay(attempts + 1, random) >= delay);
        }
    }
}
