//! The state that every handler shares.

use crate::access::KeyCache;
use crate::metrics::Metrics;
use crate::problem::Problem;
use domain::hex;
use engine::operations::Quota;
use engine::settings::ApiSettings;
use engine::{Engine, EngineError, Gate, GateLimits, Operations, Progress};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

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
    keys: KeyCache,
    config: Config,
    metrics: Metrics,
    places: Arc<Semaphore>,
    ready: AtomicBool,
    answers_version: String,
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
            quota: Quota::parse(&settings.rate_limit)?,
            keys: KeyCache::default(),
            metrics: Metrics::new(),
            places: Arc::new(Semaphore::new(settings.requests)),
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
        Ok(self.inner.gate.run(&progress, move |progress| work(&engine, progress)).await?)
    }

    /// Reads or writes the records, which is short and does not wait behind computations.
    pub(crate) async fn operations<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Operations) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, Problem> {
        let operations = self.inner.operations.clone();
        let done = tokio::task::spawn_blocking(move || work(&operations)).await;
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

    /// Changes with the form of the answers, the models and the defaults of requests.
    pub(crate) fn answers_version(&self) -> &str {
        &self.inner.answers_version
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
