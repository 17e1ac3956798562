//! The Redis that the servers of a deployment share.

use super::key::concern;
use super::kind::Kind;
use super::secret::{Address, Secret};
use std::path::PathBuf;

concern! {
    /// Where Redis is. Without it limits, sessions and cached answers are in the memory of the process.
    RedisSettings in "redis.":
    /// address of Redis: redis://, rediss:// (TLS), redis+sentinel:// or rediss+sentinel://
    url: Option<Address>, Kind::Address, "REDIS_URL";
    /// password of Redis, if the address has none
    password: Option<Secret>, Kind::Secret, "REDIS_PASSWORD";
    /// password of the sentinels
    sentinel_password: Option<Secret>, Kind::Secret, "REDIS_SENTINEL_PASSWORD";
    /// PEM file of the certificate authority for TLS; without it, the public ones
    ca: Option<PathBuf>, Kind::Path, "REDIS_CA";
    /// where quotas are counted, if not at redis.url: memory:// or the address of another Redis
    rate_limit_url: Option<Address>, Kind::Address, "RATE_LIMIT_STORAGE_URL";
}
