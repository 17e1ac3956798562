//! What the servers of a deployment share for a while: quotas, sessions, cached answers. In Redis where the settings
//! name one, else in the memory of the process.

use super::OperationsError;
use crate::error::EngineError;
use crate::settings::{Address, RedisSettings};
use ops::redis_server::{RedisConfig, RedisServer};

/// `RATE_LIMIT_STORAGE_URL` of those who count in each process.
const IN_MEMORY: &str = "memory://";

/// The places of what is shared. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// Of sessions and answers.
    pub(super) redis: Option<RedisServer>,
    /// Of quotas.
    pub(super) quotas: Option<RedisServer>,
}

impl Shared {
    /// Everything in the memory of this process.
    pub fn in_process() -> Self {
        Self::default()
    }

    /// As the settings say. Nothing is sent yet: a Redis that is unreachable is no reason not to start.
    ///
    /// # Errors
    /// Settings that name no Redis.
    pub fn of_settings(settings: &RedisSettings) -> Result<Self, EngineError> {
        let connect = |address: &Address| -> Result<RedisServer, EngineError> {
            let password = settings.password.as_ref().map(|password| password.reveal());
            let mut config = RedisConfig::parse(address.reveal(), password).map_err(OperationsError::from)?;
            if let Some(ca) = &settings.ca {
                config = config.with_ca(ca.clone());
            }
            if let Some(password) = &settings.sentinel_password {
                config = config.with_sentinel_password(password.reveal());
            }
            Ok(RedisServer::new(config).map_err(OperationsError::from)?)
        };
        let redis = settings.url.as_ref().map(connect).transpose()?;
        let quotas = match &settings.rate_limit_url {
            Some(address) if address.reveal() == IN_MEMORY => None,
            Some(address) => Some(connect(address)?),
            None => redis.clone(),
        };
        Ok(Self { redis, quotas })
    }

    /// Whether Redis answers; none where the settings name none.
    pub async fn redis_answers(&self) -> Option<bool> {
        let mut answers = None;
        for server in [&self.redis, &self.quotas].into_iter().flatten() {
            let well = server.ping().await.is_ok();
            answers = Some(answers.unwrap_or(true) && well);
        }
        answers
    }

    /// Where Redis is, without its password: for the log.
    pub fn describe(&self) -> String {
        let nodes = |server: &RedisServer| {
            let nodes = server.config().nodes.iter().map(|(host, port)| format!("{host}:{port}"));
            nodes.collect::<Vec<_>>().join(",")
        };
        match (&self.redis, &self.quotas) {
            (Some(redis), _) => format!("redis at {}", nodes(redis)),
            (None, Some(quotas)) => format!("quotas in redis at {}", nodes(quotas)),
            (None, None) => "in process".to_owned(),
        }
    }
}
