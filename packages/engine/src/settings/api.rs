//! The service: keys, quotas and limits of the API.

use super::key::concern;
use super::kind::Kind;
use super::secret::Secret;
use std::path::PathBuf;

/// The longest wait that can be set, in seconds: an hour.
const HOUR: u64 = 3_600;

concern! {
    /// What the API accepts, and how much of it.
    ApiSettings in "api.":
    /// header that carries the API key; `Authorization: Bearer` works too
    key_header: String, Kind::Text, "API_KEY_HEADER" = "X-API-Key";
    /// keys that are not stored: name:key:scope+scope, separated by commas
    keys: Option<Secret>, Kind::Secret, "API_KEYS";
    /// file with the secret (pepper) under which keys are stored; without it, `pepper` in the data folder
    pepper_file: Option<PathBuf>, Kind::Path, "API_KEY_PEPPER_FILE";
    /// quota of each account, such as 100/minute; expensive requests count more than once
    rate_limit: String, Kind::Text, "RATE_LIMIT_DEFAULT" = "100/minute";
    /// requests per second from one address, with or without a key
    address_rate: u32, Kind::Whole(1, 100_000), "BACKSTRETCH_ADDRESS_RATE" = "50";
    /// requests that one address may send at once before that rate applies
    address_burst: u32, Kind::Whole(1, 100_000), "BACKSTRETCH_ADDRESS_BURST" = "200";
    /// web origins whose pages may call the API from a browser, separated by commas
    cors_origins: Option<String>, Kind::Text, "CORS_ALLOW_ORIGINS";
    /// largest request body, in bytes
    body_bytes: usize, Kind::Whole(1, u64::MAX), "BACKSTRETCH_BODY_BYTES_MAX" = "1048576";
    /// largest uploaded file, in bytes
    upload_bytes: usize, Kind::Whole(1, u64::MAX), "BACKSTRETCH_UPLOAD_BYTES_MAX" = "67108864";
    /// memory for the bodies of all requests in progress, in bytes; beyond it the answer is 503
    bodies_bytes: usize, Kind::Whole(1024, u64::MAX), "BACKSTRETCH_BODIES_BYTES_MAX" = "268435456";
    /// longest time of a request, in seconds
    request_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_REQUEST_SECONDS" = "60";
    /// longest time to receive the head of a request, in seconds; then the connection is closed
    head_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_HEAD_SECONDS" = "10";
    /// longest pause within the body of a request, in seconds; then the answer is 408
    body_pause_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_BODY_PAUSE_SECONDS" = "10";
    /// longest time that a connection may be idle, in seconds
    idle_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_IDLE_SECONDS" = "120";
    /// longest time that one connection follows a job, in seconds
    watch_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_WATCH_SECONDS" = "3600";
    /// requests in progress at once; beyond that the answer is 503
    requests: usize, Kind::Whole(1, 100_000), "BACKSTRETCH_REQUESTS_MAX" = "256";
    /// requests that compute at once, each on its own thread
    computing: usize, Kind::Whole(1, 1_000), "BACKSTRETCH_COMPUTING_MAX" = "4";
    /// memory for cached answers, in bytes
    cache_bytes: usize, Kind::Whole(0, u64::MAX), "BACKSTRETCH_CACHE_BYTES" = "67108864";
    /// seconds without a sign of life after which a worker's job goes to another
    lease_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_LEASE_SECONDS" = "30";
    /// jobs that run at once
    workers: usize, Kind::Whole(1, 64), "BACKSTRETCH_WORKERS" = "1";
}
