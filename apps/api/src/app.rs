//! The state that every handler shares.

use crate::access::KeyCache;
use crate::layers::{Failed, RequestContext};
use crate::metrics::Metrics;
use crate::problem::Problem;
use domain::hex;
use engine::operations::{Answers, Quota};
use engine::settings::ApiSettings;
use engine::{Engine, EngineError, Gate, GateLimits, Operations, Progress, origin};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What the API is made from.
#[derive(Clone, Debug)]
pub struct Config {
    /// Keys, quotas and limits.
    pub settings: ApiSettings,
    /// Simulations of a projection whose request names none.
    pub simulations: u32,
    /// Seed of a projection whose request names none.
    pub seed: u64,
}

/// The state of a server. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Arc<Engine>,
    operations: Operations,
    gate: Gate,
    quota: Quota,
    answers: Answers<Failed>,
    state: Mutex<Option<State>>,
    looking: tokio::sync::Mutex<()>,
    keys: KeyCache,
    config: Config,
    metrics: Metrics,
    places: Arc<Semaphore>,
    bodies: Arc<Semaphore>,
    ready: AtomicBool,
    answers_version: String,
}

/// The state of the graph as it was last looked up.
#[derive(Clone)]
pub(crate) struct State {
    /// Its mark.
    pub mark: Arc<str>,
    /// Whether the graph was unreachable then: the mark is one from before.
    pub unreachable: bool,
    /// Of an embedded graph: writes until then.
    writes: Option<u64>,
    at: Instant,
}

/// How long the mark of a graph on a server is taken for its present one.
const MARK_TRUSTED: Duration = Duration::from_secs(1);

fn kibibytes(bytes: usize) -> usize {
    bytes / 1024
}

/// How many requests may wait for each that computes.
const WAITING_PER_RUNNING: usize = 8;

/// How long a request waits for its turn to compute.
const WAIT: Duration = Duration::from_secs(10);

impl App {
    /// The state over an engine and the records beside it.
    ///
    /// # Errors
    /// When a setting is not in its form.
    pub fn new(engine: Arc<Engine>, operations: Operations, config: Config) -> Result<Self, EngineError> {
        let settings = &config.settings;
        let gate = Gate::new(GateLimits {
            running: settings.computing,
            waiting: settings.computing * WAITING_PER_RUNNING,
            wait: WAIT,
        });
        let inner = Inner {
            gate,
            quota: Quota::parse(&settings.rate_limit, operations.shared())?,
            answers: Answers::new(operations.shared(), settings.cache_bytes, Failed::is_unreachable),
            state: Mutex::default(),
            looking: tokio::sync::Mutex::default(),
            keys: KeyCache::default(),
            metrics: Metrics::new(),
            places: Arc::new(Semaphore::new(settings.requests)),
            bodies: Arc::new(Semaphore::new(kibibytes(settings.bodies_bytes).min(Semaphore::MAX_PERMITS))),
            ready: AtomicBool::new(true),
            answers_version: answers_version(&config),
            engine,
            operations,
            config,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs a use case of the engine on a thread of its own, once one is free.
    pub(crate) async fn engine<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine, &Progress) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, Problem> {
        let engine = Arc::clone(&self.inner.engine);
        let progress = Progress::new();
        let origin = RequestContext::origin();
        let began = Instant::now();
        let run = move |progress: &Progress| origin::within(origin, || work(&engine, progress));
        let done = self.inner.gate.run(&progress, run).await;
        self.inner.metrics.used("engine", done.is_ok(), began.elapsed());
        Ok(done?)
    }

    /// Reads or writes the records, which is short and does not wait behind computations.
    pub(crate) async fn operations<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Operations) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, Problem> {
        let operations = self.inner.operations.clone();
        let origin = RequestContext::origin();
        let began = Instant::now();
        let run = move || origin::within(origin, || work(&operations));
        let done = tokio::task::spawn_blocking(run).await;
        self.inner.metrics.used("records", matches!(done, Ok(Ok(_))), began.elapsed());
        Ok(done.map_err(|error| EngineError::Panicked { message: error.to_string() })??)
    }

    /// The data folder, where this process owns it.
    #[cfg(unix)]
    pub(crate) fn owned_folder(&self) -> Option<&std::path::Path> {
        self.inner.engine.owns_data_dir().then(|| self.inner.engine.data_dir())
    }

    /// The mark of the graph's state; none while it cannot be read. It does not wait behind computations.
    pub(crate) async fn state_mark(&self) -> Option<String> {
        let engine = Arc::clone(&self.inner.engine);
        tokio::task::spawn_blocking(move || engine.state()).await.ok()?.ok()
    }

    /// The engine's clock.
    pub(crate) fn clock(&self) -> engine::Clock {
        self.inner.engine.clock()
    }

    /// Changes with the form of the answers, the models and the defaults of requests.
    pub(crate) fn answers_version(&self) -> &str {
        &self.inner.answers_version
    }

    /// The records, for what is async by itself: sessions.
    pub(crate) fn records(&self) -> &Operations {
        &self.inner.operations
    }

    /// The graph's state, as far as it can be known; none where it never was. An embedded graph's is exact. A server's
    /// may be a second old, but never older than this process's own writes; while the server is unreachable it is the last one
    /// that was known.
    pub(crate) async fn state(&self) -> Option<State> {
        let known = || self.inner.state.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let writes = self.inner.engine.writes();
        let fresh = |state: &State| match writes {
            Some(_) => state.writes == writes,
            None => state.at.elapsed() < MARK_TRUSTED,
        };
        if let Some(state) = known().filter(fresh) {
            return Some(state);
        }
        // One request looks. While the server is unreachable, the others do not wait for it.
        let _looking = match known().filter(|state| state.unreachable) {
            Some(state) => match self.inner.looking.try_lock() {
                Ok(looking) => looking,
                Err(_) => return Some(state),
            },
            None => self.inner.looking.lock().await,
        };
        if let Some(state) = known().filter(fresh) {
            return Some(state);
        }
        let at = Instant::now();
        let state = match self.engine(|engine, _| engine.state()).await {
            // Writes were counted before the mark was read: one in between makes the next request look again.
            Ok(mark) => State { mark: mark.into(), writes, at, unreachable: false },
            Err(_) => State { at: Instant::now(), unreachable: true, ..known()? },
        };
        *self.inner.state.lock().unwrap_or_else(PoisonError::into_inner) = Some(state.clone());
        Some(state)
    }

    /// How many records of kept projections this process made.
    pub(crate) fn kept_records(&self) -> u64 {
        self.inner.engine.kept_records()
    }

    /// Something was written through this server: the next read looks at the state anew.
    pub(crate) fn wrote(&self) {
        if self.inner.engine.writes().is_none()
            && let Some(state) = self.inner.state.lock().unwrap_or_else(PoisonError::into_inner).as_mut()
            && let Some(earlier) = state.at.checked_sub(MARK_TRUSTED)
        {
            state.at = earlier;
        }
    }

    /// Requests that compute, and those that wait for their turn.
    pub(crate) fn computing(&self) -> (usize, usize) {
        self.inner.gate.load()
    }

    pub(crate) fn answers(&self) -> &Answers<Failed> {
        &self.inner.answers
    }

    pub(crate) fn config(&self) -> &Config {
        &self.inner.config
    }

    pub(crate) fn quota(&self) -> &Quota {
        &self.inner.quota
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.inner.metrics
    }

    pub(crate) fn keys(&self) -> &KeyCache {
        &self.inner.keys
    }

    pub(crate) fn places(&self) -> &Arc<Semaphore> {
        &self.inner.places
    }

    /// Room for the body of a request, in KiB; none while the bodies of other requests take it.
    pub(crate) fn room_for(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        // A body over the whole room is refused by its own limit, which is smaller.
        let wanted = kibibytes(bytes.min(self.config().settings.bodies_bytes));
        Arc::clone(&self.inner.bodies).try_acquire_many_owned(u32::try_from(wanted).unwrap_or(u32::MAX)).ok()
    }

    /// Whether the server takes requests: no longer once it stops.
    pub fn is_ready(&self) -> bool {
        self.inner.ready.load(Ordering::Acquire)
    }

    /// Says that the server no longer takes requests.
    pub(crate) fn stop_taking(&self) {
        self.inner.ready.store(false, Ordering::Release);
    }
}

/// SHA-256 of everything that answers depend on besides the graph and the request.
fn answers_version(config: &Config) -> String {
    let mut digest = Sha256::new();
    let models = Engine::models().models;
    let defaults = (config.simulations, config.seed);
    for part in [crate::description(), json!(models), json!(defaults)] {
        digest.update(part.to_string());
    }
    hex::encode(&digest.finalize())
}
