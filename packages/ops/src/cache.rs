//! A cache of answers as bytes, in which each is made once however many ask for it.
//!
//! An answer is *fresh* for a while. After that it is made again; where that fails because a store is unreachable, the old one
//! is given, marked as stale, for a longer while. The size is bounded in bytes; the least recently used answers make
//! room. With Redis behind it, an answer that another server made is taken from there.

use crate::redis_server::RedisServer;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::OnceCell;

/// The bounds of a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheRules {
    /// Bytes of keys and answers in all. An answer of more than a quarter of it is not kept.
    pub bytes_max: usize,
    /// How long an answer is given without asking again.
    pub fresh_for: SignedDuration,
    /// How long after it was made it may be given while a store is unreachable.
    pub stale_for: SignedDuration,
}

/// An answer of the cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cached {
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// When they were made.
    pub made_at: Timestamp,
    /// Whether they are older than they should be, since a store is unreachable.
    pub stale: bool,
}

/// The cache. `E` is the error of the code that computes answers.
///
/// ```
/// use jiff::SignedDuration;
/// use ops::cache::{Cache, CacheRules};
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(async {
/// let rules = CacheRules {
///     bytes_max: 1 << 20, fresh_for: SignedDuration::from_secs(60), stale_for: SignedDuration::from_hours(1),
/// };
/// let cache: Cache<String> = Cache::new(rules, |_| true);
/// let now = "2025-11-02T19:30:00Z".parse().unwrap();
/// cache.get("races", now, || async { Ok(b"[]".to_vec()) }).await.unwrap();
/// let again = cache.get("races", now, || async { unreachable!("it is fresh") }).await.unwrap();
/// assert_eq!(&*again.bytes, b"[]");
/// let later = now + SignedDuration::from_secs(60);
/// let stale = cache.get("races", later, || async { Err("unreachable".to_owned()) }).await.unwrap();
/// assert!(stale.stale);
/// # });
/// ```
pub struct Cache<E> {
    rules: CacheRules,
    /// Whether an error means that a store is unreachable.
    unreachable: fn(&E) -> bool,
    lru: Mutex<Lru>,
    flights: Mutex<HashMap<String, Flight<E>>>,
    shared: Option<(RedisServer, String)>,
}

type Flight<E> = Arc<OnceCell<Result<Cached, E>>>;

impl<E: Clone> Cache<E> {
    /// An empty cache. `unreachable` says whether an error means that a store is unreachable.
    pub fn new(rules: CacheRules, unreachable: fn(&E) -> bool) -> Cache<E> {
        Cache { rules, unreachable, lru: Mutex::default(), flights: Mutex::default(), shared: None }
    }

    /// The same with Redis behind it. `name` keeps caches on one Redis apart. Where Redis is unreachable, it is left out.
    #[must_use]
    pub fn with_redis(self, server: RedisServer, name: &str) -> Cache<E> {
        Cache { shared: Some((server, format!("cache:{name}:"))), ..self }
    }

    /// The answer of a key: kept, or made now. Of many who ask for the same at once, one makes it and all get the
    /// outcome; if that one goes away, another takes over.
    pub async fn get<F, Fut>(&self, key: &str, now: Timestamp, make: F) -> Result<Cached, E>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<Vec<u8>, E>>,
    {
        if let Some(kept) = self.kept(key).filter(|kept| self.fresh(kept, now)) {
            return Ok(kept);
        }
        let flight = FlightGuard::new(&self.flights, key);
        flight.cell.get_or_init(|| self.make(key, now, make)).await.clone()
    }

    /// The answer of a key that is kept here and fresh; it is not made.
    pub fn fresh_one(&self, key: &str, now: Timestamp) -> Option<Cached> {
        self.kept(key).filter(|kept| self.fresh(kept, now))
    }

    /// The answer of a key that is kept here, if it is not too old, marked as stale: for whoever knows that a store is unreachable.
    pub fn stale(&self, key: &str, now: Timestamp) -> Option<Cached> {
        let usable = |old: &Cached| now.duration_since(old.made_at) < self.rules.stale_for;
        self.kept(key).filter(usable).map(|old| Cached { stale: true, ..old })
    }

    /// Forgets the answer of a key.
    pub fn forget(&self, key: &str) {
        lock(&self.lru).remove(key);
    }

    /// Bytes that are kept.
    pub fn bytes(&self) -> usize {
        lock(&self.lru).bytes
    }

    async fn make<F, Fut>(&self, key: &str, now: Timestamp, make: F) -> Result<Cached, E>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<Vec<u8>, E>>,
    {
        // Another caller may have made it between the check and the flight.
        if let Some(kept) = self.kept(key).filter(|kept| self.fresh(kept, now)) {
            return Ok(kept);
        }
        let elsewhere = self.find_in_redis(key).await;
        if let Some(found) = elsewhere.clone().filter(|found| self.fresh(found, now)) {
            lock(&self.lru).keep(key, found.clone(), self.rules.bytes_max);
            return Ok(found);
        }
        match make().await {
            Ok(bytes) => {
                let made = Cached { bytes: bytes.into(), made_at: now, stale: false };
                lock(&self.lru).keep(key, made.clone(), self.rules.bytes_max);
                self.keep_in_redis(key, &made).await;
                Ok(made)
            }
            Err(error) if (self.unreachable)(&error) => {
                let old = self.kept(key).into_iter().chain(elsewhere).max_by_key(|old| old.made_at);
                let usable = |old: &Cached| now.duration_since(old.made_at) < self.rules.stale_for;
                old.filter(usable).map(|old| Cached { stale: true, ..old }).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    fn kept(&self, key: &str) -> Option<Cached> {
        lock(&self.lru).get(key)
    }

    fn fresh(&self, cached: &Cached, now: Timestamp) -> bool {
        now.duration_since(cached.made_at) < self.rules.fresh_for
    }

    async fn find_in_redis(&self, key: &str) -> Option<Cached> {
        let (server, prefix) = self.shared.as_ref()?;
        let found: Option<Vec<u8>> =
            server.query(redis::cmd("GET").arg(format!("{prefix}{key}"))).await.ok()?;
        let found = found?;
        let (moment, bytes) = found.split_first_chunk::<8>()?;
        let made_at = Timestamp::from_microsecond(i64::from_be_bytes(*moment)).ok()?;
        Some(Cached { bytes: bytes.into(), made_at, stale: false })
    }

    async fn keep_in_redis(&self, key: &str, made: &Cached) {
        let Some((server, prefix)) = &self.shared else { return };
        if !fits(made.bytes.len(), self.rules.bytes_max) {
            return;
        }
        let value = [&made.made_at.as_microsecond().to_be_bytes()[..], &made.bytes].concat();
        let life = i64::try_from(self.rules.stale_for.as_millis()).unwrap_or(i64::MAX).max(1);
        let mut command = redis::cmd("SET");
        command.arg(format!("{prefix}{key}")).arg(value).arg("PX").arg(life);
        // Without Redis the answer is as good.
        let _ = server.query::<()>(&command).await;
    }
}

/// One caller's share in the flight of a key. Dropping the last one removes the flight.
struct FlightGuard<'a, E> {
    flights: &'a Mutex<HashMap<String, Flight<E>>>,
    key: String,
    cell: Flight<E>,
}

impl<'a, E> FlightGuard<'a, E> {
    fn new(flights: &'a Mutex<HashMap<String, Flight<E>>>, key: &str) -> FlightGuard<'a, E> {
        let cell = lock(flights).entry(key.to_owned()).or_default().clone();
        FlightGuard { flights, key: key.to_owned(), cell }
    }
}

impl<E> Drop for FlightGuard<'_, E> {
    fn drop(&mut self) {
        let mut flights = lock(self.flights);
        let Some(cell) = flights.get(&self.key) else { return };
        // Whoever asks after the outcome starts a new flight; without an outcome, the last caller removes it.
        if Arc::ptr_eq(cell, &self.cell) && (cell.initialized() || Arc::strong_count(cell) <= 2) {
            flights.remove(&self.key);
        }
    }
}

/// What is kept, and the order in which it was last used.
#[derive(Default)]
struct Lru {
    entries: HashMap<Arc<str>, (Cached, u64)>,
    by_use: BTreeMap<u64, Arc<str>>,
    uses: u64,
    bytes: usize,
}

impl Lru {
    fn get(&mut self, key: &str) -> Option<Cached> {
        let (cached, used) = self.entries.get_mut(key)?;
        self.uses += 1;
        if let Some(name) = self.by_use.remove(used) {
            self.by_use.insert(self.uses, name);
        }
        *used = self.uses;
        Some(cached.clone())
    }

    fn keep(&mut self, key: &str, cached: Cached, bytes_max: usize) {
        self.remove(key);
        let size = key.len() + cached.bytes.len();
        if !fits(size, bytes_max) {
            return;
        }
        while self.bytes + size > bytes_max {
            let Some((_, oldest)) = self.by_use.first_key_value() else { break };
            let oldest = oldest.clone();
            self.remove(&oldest);
        }
        self.uses += 1;
        let name: Arc<str> = key.into();
        self.by_use.insert(self.uses, name.clone());
        self.entries.insert(name, (cached, self.uses));
        self.bytes += size;
    }

    fn remove(&mut self, key: &str) {
        if let Some((cached, used)) = self.entries.remove(key) {
            self.by_use.remove(&used);
            self.bytes -= key.len() + cached.bytes.len();
        }
    }
}

fn fits(size: usize, bytes_max: usize) -> bool {
    size <= bytes_max / 4
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
