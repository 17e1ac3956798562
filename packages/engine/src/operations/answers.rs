//! Answers that were made before: each made once however many ask for it, and given while a store is unreachable.

use super::Shared;
use jiff::{SignedDuration, Timestamp};
use ops::cache::{Cache, CacheRules};

/// An answer of the cache: bytes, when they were made, and whether they are stale.
pub type CachedAnswer = ops::cache::Cached;

/// The answers of a server; with Redis those of all servers. `E` is the error of what makes them.
pub struct Answers<E> {
    cache: Cache<E>,
}

/// How long an answer is given without asking again. Its key names the state it was made from, so this bounds only what
/// the clock changes.
const FRESH: SignedDuration = SignedDuration::from_secs(5);

/// How long after it was made an answer may be given while a store is unreachable.
const STALE: SignedDuration = SignedDuration::from_hours(1);

/// Keeps answers apart from other things in the same Redis, and from those of a version that writes them otherwise.
const NAME: &str = concat!("answers-", env!("CARGO_PKG_VERSION"));

impl<E: Clone> Answers<E> {
    /// No answers yet. `unreachable` says whether an error means that a store is unreachable.
    pub fn new(shared: &Shared, bytes_max: usize, unreachable: fn(&E) -> bool) -> Self {
        let cache = Cache::new(CacheRules { bytes_max, fresh_for: FRESH, stale_for: STALE }, unreachable);
        Self {
            cache: match &shared.redis {
                Some(redis) => cache.with_redis(redis.clone(), NAME),
                None => cache,
            },
        }
    }

    /// The answer of a key: kept, or made now. Of many who ask at once, one makes it.
    ///
    /// # Errors
    /// Those of `make`, unless an older answer can stand in.
    pub async fn get<F, Fut>(&self, key: &str, make: F) -> Result<CachedAnswer, E>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<Vec<u8>, E>>,
    {
        self.cache.get(key, Timestamp::now(), make).await
    }

    /// The answer of a key that was kept in this process a moment ago.
    pub fn fresh(&self, key: &str) -> Option<CachedAnswer> {
        self.cache.fresh_one(key, Timestamp::now())
    }

    /// The answer of a key that was kept in this process, marked as stale: for whoever knows that a store is unreachable.
    pub fn old(&self, key: &str) -> Option<CachedAnswer> {
        self.cache.stale(key, Timestamp::now())
    }

    /// Bytes that are kept in this process.
    pub fn bytes(&self) -> usize {
        self.cache.bytes()
    }
}
