//! The feeds: where they are, and within which limits they are asked.

use super::key::concern;
use super::kind::Kind;
use feeds::client::{BaseUrl, ClientConfig, InvalidBaseUrl};
use std::time::Duration;

/// The longest wait that can be set, in seconds: an hour.
const HOUR: u64 = 3_600;

/// The largest body that can be allowed: 4 GiB.
const LARGEST: u64 = 4 << 30;

concern! {
    /// NASCAR's feeds, and how they are asked.
    FeedSettings in "feeds.":
    /// address of the feeds
    url: String, Kind::Text, "NASCAR_API_URL" = "https://cf.nascar.com";
    /// User-Agent of requests to the feeds; without it that of a browser with this program's name
    user_agent: Option<String>, Kind::Text, "BACKSTRETCH_FEEDS_USER_AGENT";
    /// how long to wait for a connection to the feeds
    connect_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_FEEDS_CONNECT_SECONDS" = "10";
    /// longest silence while a feed is sent
    read_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_FEEDS_READ_SECONDS" = "20";
    /// longest time for one request to the feeds
    request_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_FEEDS_REQUEST_SECONDS" = "60";
    /// largest feed as sent, in bytes
    packed_bytes: u64, Kind::Whole(1, LARGEST), "BACKSTRETCH_FEEDS_PACKED_BYTES_MAX" = "16777216";
    /// largest feed unpacked, in bytes
    unpacked_bytes: u64, Kind::Whole(1, LARGEST), "BACKSTRETCH_FEEDS_UNPACKED_BYTES_MAX" = "67108864";
    /// time between two requests to the feeds, in milliseconds
    between_millis: u64, Kind::Whole(0, HOUR), "BACKSTRETCH_FEEDS_BETWEEN_MILLIS" = "500";
    /// requests per feed before the fetch has failed
    attempts: usize, Kind::Whole(1, 20), "BACKSTRETCH_FEEDS_ATTEMPTS" = "4";
    /// tasks of the pipeline that run at once
    workers: usize, Kind::Whole(1, 64), "BACKSTRETCH_INGEST_WORKERS" = "2";
    /// seconds after which a task whose worker is silent is given to another
    lease_seconds: u64, Kind::Whole(1, HOUR), "BACKSTRETCH_INGEST_LEASE_SECONDS" = "15";
}

impl FeedSettings {
    /// What the client of the feeds works by.
    ///
    /// # Errors
    /// When the address is not one.
    pub fn client(&self) -> Result<ClientConfig, InvalidBaseUrl> {
        let standard = ClientConfig::standard(BaseUrl::parse(&self.url)?);
        Ok(ClientConfig {
            user_agent: self.user_agent.clone().unwrap_or_else(|| standard.user_agent.clone()),
            connect: Duration::from_secs(self.connect_seconds),
            read: Duration::from_secs(self.read_seconds),
            whole: Duration::from_secs(self.request_seconds),
            packed_max: self.packed_bytes,
            unpacked_max: self.unpacked_bytes,
            between_requests: Duration::from_millis(self.between_millis),
            attempts: self.attempts,
            ..standard
        })
    }
}
