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
    /// header that carries the API key; `Authorization: Bearer` works beside it
    key_header: String, Kind::Text, "API_KEY_HEADER" = "X-API-Key";
    /// keys that work without being stored: name:key:scope+scope, separated by commas
    keys: Option<Secret>, Kind::Secret, "API_KEYS";
    /// file of the pepper that keys are stored with; without it `pepper` in the data folder
    pepper_file: Option<PathBuf>, Kind::Path, "API_KEY_PEPPER_FILE";
    /// quota of each account, such as 100/minute; costly requests count more than once
    rate_limit: String, Kind::Text, "RATE_LIMIT_DEFAULT" = "100/minute";
    /// requests per second from one address, keys or not
    address_rate: u32, Kind::Whole(1, 100_000), "BACKSTRETCH_ADDRESS_RATE" = "50";
    /// requests from one address at once before that rate counts
    address_burst: u32, Kind::Whole(1, 100_000), "BACKSTRETCH_ADDRESS_BURST" = "200";
    /// web origins that browsers may call from, separated by commas
    cors_origins: Option<String>, Kind::Text, "CORS_ALLOW_ORIGINS";
    /// largest body of a request, in bytes
    body_bytes: usize, Kind::Whole(1, u64::MAX), "BACKSTRETCH_BODY_BYTES_MAX" = "1048576";
    /// largest file of an upload, in bytes
    upload_bytes: usize, Kind::Whole(1, u64::MAX), "BACKSTRETCH_UPLOAD_BYTES_MAX" = "67108864";
    /// memory for the bodies of all open requests, in bytes; more are answered 503
    bodies_bytes: usize, Kind::Whole(1024, u64::MAX), "BACKSTRETCH_BODIES_BYTES_MAX" = "268435456";
    /// how long a request may take
    request_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_REQUEST_SECONDS" = "60";
    /// how long a job is watched over one connection
    watch_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_WATCH_SECONDS" = "3600";
    /// requests worked on at once; more are answered 503
    requests: usize, Kind::Whole(1, 100_000), "BACKSTRETCH_REQUESTS_MAX" = "256";
    /// requests that compute at once, each on a thread of its own
    computing: usize, Kind::Whole(1, 1_000), "BACKSTRETCH_COMPUTING_MAX" = "4";
    /// memory for answers that were made before, in bytes
    cache_bytes: usize, Kind::Whole(0, u64::MAX), "BACKSTRETCH_CACHE_BYTES" = "67108864";
    /// how long a worker may be silent before its job is given to another, in seconds
    lease_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_LEASE_SECONDS" = "30";
    /// jobs that run at once
    workers: usize, Kind::Whole(1, 64), "BACKSTRETCH_WORKERS" = "1";
}
