//! What the client works by.

use std::time::Duration;

/// Settings of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientConfig {
    /// Where the feeds are.
    pub base: BaseUrl,
    /// The `User-Agent`; the feeds answer 403 to one that does not look like a browser's.
    pub user_agent: String,
    /// Longest time to connect.
    pub connect: Duration,
    /// Longest silence while the answer comes.
    pub read: Duration,
    /// Longest time for one request and its whole answer.
    pub whole: Duration,
    /// Largest body as sent, in bytes.
    pub packed_max: u64,
    /// Largest body unpacked, in bytes.
    pub unpacked_max: u64,
    /// Time between two requests to the host.
    pub between_requests: Duration,
    /// Attempts per fetch; at least 1.
    pub attempts: usize,
    /// Wait before the second attempt; it doubles from then on.
    pub first_wait: Duration,
    /// Longest wait between attempts. A server that asks for a longer one ends the fetch.
    pub longest_wait: Duration,
    /// How long the server's word is taken that a kept body is unchanged before it has to be sent again.
    pub trust_validators: Duration,
    /// Whether to work from kept answers alone.
    pub offline: bool,
}

impl ClientConfig {
    /// NASCAR's own server within cautious limits: 10 s to connect, 20 s of silence, 60 s in all, 16 MiB packed and
    /// 64 MiB unpacked (fifty times the longest race's lap times), two requests a second, four attempts.
    pub fn standard(base: BaseUrl) -> Self {
        Self {
            base,
            user_agent: default_user_agent(),
            connect: Duration::from_secs(10),
            read: Duration::from_secs(20),
            whole: Duration::from_secs(60),
            packed_max: 16 << 20,
            unpacked_max: 64 << 20,
            between_requests: Duration::from_millis(500),
            attempts: 4,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(120),
            trust_validators: Duration::from_secs(24 * 3600),
            offline: false,
        }
    }
}

/// `Mozilla/5.0 (compatible; backstretch/VERSION)`.
pub fn default_user_agent() -> String {
    format!("Mozilla/5.0 (compatible; backstretch/{})", env!("CARGO_PKG_VERSION"))
}

/// The address that the paths of the feeds are below: scheme, host, and perhaps port and path; no slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

/// A text that is no base address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address of feeds; write one such as https://cf.nascar.com")]
pub struct InvalidBaseUrl(pub String);

impl BaseUrl {
    /// NASCAR's own server.
    pub const NASCAR: &'static str = "https://cf.nascar.com";

    /// Reads an address.
    ///
    /// # Errors
    /// When it is not one of http or https with a host, or has a query or a user.
    ///
    /// ```
    /// use feeds::client::BaseUrl;
    /// assert_eq!(BaseUrl::parse("https://cf.nascar.com/").unwrap().as_str(), "https://cf.nascar.com");
    /// assert!(BaseUrl::parse("cf.nascar.com").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidBaseUrl> {
        let invalid = || InvalidBaseUrl(text.to_owned());
        let trimmed = text.trim().trim_end_matches('/');
        let rest = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"));
        let rest = rest.ok_or_else(invalid)?;
        let host = rest.split('/').next().unwrap_or_default();
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '@' | '"' | '<' | '>' | '\\');
        if host.is_empty() || host.starts_with(':') || !rest.chars().all(plain) {
            return Err(invalid());
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
