//! The Redis that the servers of a deployment share: a single one, or the master that sentinels name; with TLS, user
//! and password where the settings say so.
//!
//! Nothing that must last lives only there. Every call has a limit in time, and after a failure to connect the next
//! ones fail at once for a moment, so that a request never waits long for a Redis that is unreachable.

mod config;

pub use config::{InvalidRedis, RedisConfig};

use redis::aio::MultiplexedConnection;
use redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionAddr, ErrorKind, FromRedisValue, TlsCertificates, TlsMode,
};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, RwLock};

/// How long calls fail at once after a failure to connect.
const PAUSE: Duration = Duration::from_millis(250);

/// Redis did not do what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedisFailure {
    /// It does not answer, or not in time.
    #[error("redis does not answer: {0}")]
    Unreachable(String),
    /// It answered with an error: wrong password, no memory, another type of value.
    #[error("redis refused: {0}")]
    Refused(String),
}

/// A Lua script, sent once and then named by its digest.
#[derive(Debug)]
pub struct Script {
    text: &'static str,
}

impl Script {
    /// A script.
    pub const fn new(text: &'static str) -> Script {
        Script { text }
    }
}

/// A connection to Redis that is made when it is first used, and again after it was lost. Cheap to clone.
#[derive(Clone)]
pub struct RedisServer {
    inner: Arc<Inner>,
}

struct Inner {
    config: RedisConfig,
    source: Source,
    current: RwLock<Option<MultiplexedConnection>>,
    /// When the last attempt to connect failed. Held while one is made, so that there is one at a time.
    failed: Mutex<Option<(Instant, RedisFailure)>>,
}

enum Source {
    Single(Client),
    Sentinels(Mutex<SentinelClient>),
}

impl fmt::Debug for RedisServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedisServer({:?})", self.inner.config)
    }
}

impl RedisServer {
    /// Prepares a connection; nothing is sent yet. Fails where the settings or the CA file do not fit.
    pub fn new(config: RedisConfig) -> Result<RedisServer, InvalidRedis> {
        let source = source(&config)?;
        let (current, failed) = (RwLock::new(None), Mutex::new(None));
        Ok(RedisServer { inner: Arc::new(Inner { config, source, current, failed }) })
    }

    /// The settings.
    pub fn config(&self) -> &RedisConfig {
        &self.inner.config
    }

    /// Whether it answers.
    pub async fn ping(&self) -> Result<(), RedisFailure> {
        self.query::<String>(&redis::cmd("PING")).await.map(|_| ())
    }

    /// Sends a command.
    pub(crate) async fn query<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisFailure> {
        let mut connection = self.connection().await?;
        let limit = self.inner.config.timeout;
        let answer = match tokio::time::timeout(limit, command.query_async(&mut connection)).await {
            Ok(answer) => answer,
            Err(_) => {
                self.drop_connection().await;
                return Err(RedisFailure::Unreachable(format!("no answer within {} ms", limit.as_millis())));
            }
        };
        match answer {
            Ok(value) => Ok(value),
            Err(error) => {
                let failure = failure(&error);
                if matches!(failure, RedisFailure::Unreachable(_)) {
                    self.drop_connection().await;
                }
                Err(failure)
            }
        }
    }

    /// Runs a script.
    pub(crate) async fn run<T: FromRedisValue>(
        &self,
        script: &Script,
        keys: &[String],
        arguments: &[String],
    ) -> Result<T, RedisFailure> {
        let command = |name: &str, script: &str| {
            let mut command = redis::cmd(name);
            command.arg(script).arg(keys.len()).arg(keys).arg(arguments);
            command
        };
        let digest = redis::Script::new(script.text).get_hash().to_owned();
        match self.query(&command("EVALSHA", &digest)).await {
            Err(RedisFailure::Refused(why)) if why.starts_with("NOSCRIPT") => {
                self.query(&command("EVAL", script.text)).await
            }
            answer => answer,
        }
    }

    async fn connection(&self) -> Result<MultiplexedConnection, RedisFailure> {
        if let Some(connection) = self.inner.current.read().await.as_ref() {
            return Ok(connection.clone());
        }
        let mut failed = self.inner.failed.lock().await;
        if let Some(connection) = self.inner.current.read().await.as_ref() {
            return Ok(connection.clone());
        }
        if let Some((_, failure)) = failed.as_ref().filter(|(at, _)| at.elapsed() < PAUSE) {
            return Err(failure.clone());
        }
        let limit = self.inner.config.connect_timeout;
        let answer = match tokio::time::timeout(limit, self.connect()).await {
            Ok(answer) => answer.map_err(|error| failure(&error)),
            Err(_) => {
                Err(RedisFailure::Unreachable(format!("no connection within {} ms", limit.as_millis())))
            }
        };
        *failed = answer.as_ref().err().map(|failure| (Instant::now(), failure.clone()));
        let connection = answer?;
        *self.inner.current.write().await = Some(connection.clone());
        Ok(connection)
    }

    async fn connect(&self) -> redis::RedisResult<MultiplexedConnection> {
        // The limits are ours: those of the driver begin anew with each step.
        let config = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        match &self.inner.source {
            Source::Single(client) => client.get_multiplexed_async_connection_with_config(&config).await,
            Source::Sentinels(client) => client.lock().await.get_async_connection_with_config(&config).await,
        }
    }

    async fn drop_connection(&self) {
        *self.inner.current.write().await = None;
    }
}

/// A master that became a replica refuses writes: the sentinels know the new one.
fn failure(error: &redis::RedisError) -> RedisFailure {
    let refused = error.kind() == ErrorKind::AuthenticationFailed;
    let unreachable = error.is_io_error()
        || error.is_connection_dropped()
        || error.is_timeout()
        || error.is_unrecoverable_error()
        || matches!(error.code(), Some("READONLY" | "LOADING" | "MASTERDOWN" | "CLUSTERDOWN"));
    match error.code() {
        _ if unreachable && !refused => RedisFailure::Unreachable(error.to_string()),
        Some(code) => RedisFailure::Refused(format!("{code} {}", error.detail().unwrap_or_default())),
        None => RedisFailure::Refused(error.to_string()),
    }
}

fn source(config: &RedisConfig) -> Result<Source, InvalidRedis> {
    let certificates = match &config.ca {
        Some(path) => {
            let pem = std::fs::read(path)
                .map_err(|source| InvalidRedis::Ca { path: path.clone(), why: source.to_string() })?;
            Some(TlsCertificates { client_tls: None, root_cert: Some(pem) })
        }
        None => None,
    };
    if config.tls {
        // The first in the process wins; the program installs the same one in `main`.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    let client = |error: redis::RedisError| InvalidRedis::Client(error.to_string());
    let Some(service) = &config.sentinel_service else {
        let info = config.connection_info(&config.nodes[0]).map_err(client)?;
        return Ok(Source::Single(match certificates {
            Some(certificates) if config.tls => Client::build_with_tls(info, certificates).map_err(client)?,
            _ => Client::open(info).map_err(client)?,
        }));
    };
    let nodes: Vec<ConnectionAddr> = config.nodes.iter().map(|node| config.address(node)).collect();
    let mut builder =
        SentinelClientBuilder::new(nodes, service, SentinelServerType::Master).map_err(client)?;
    builder = builder.set_client_to_redis_db(config.database);
    if config.tls {
        builder = builder
            .set_client_to_redis_tls_mode(TlsMode::Secure)
            .set_client_to_sentinel_tls_mode(TlsMode::Secure);
    }
    if let Some(certificates) = certificates {
        builder = builder
            .set_client_to_redis_certificates(certificates.clone())
            .set_client_to_sentinel_certificates(certificates);
    }
    if let Some(user) = &config.user {
        builder = builder.set_client_to_redis_username(user);
    }
    if let Some(password) = config.password() {
        builder = builder.set_client_to_redis_password(password);
    }
    if let Some(password) = config.sentinel_password() {
        builder = builder.set_client_to_sentinel_password(password);
    }
    Ok(Source::Sentinels(Mutex::new(builder.build().map_err(client)?)))
}
