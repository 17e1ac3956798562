//! How long to wait before asking again.

use super::config::ClientConfig;
use super::error::FetchError;
use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// The waits of one fetch: doubling with jitter, or what the server asks for.
pub(super) struct Waits {
    backoff: ExponentialBackoff,
    longest: Duration,
}

impl Waits {
    pub(super) fn new(config: &ClientConfig) -> Self {
        let builder = ExponentialBuilder::default()
            .with_min_delay(config.first_wait)
            .with_max_delay(config.longest_wait)
            .with_max_times(config.attempts.saturating_sub(1))
            .with_jitter();
        Self { backoff: builder.build(), longest: config.longest_wait }
    }

    /// The wait before the next attempt; none where there is to be none.
    pub(super) fn next(&mut self, error: &FetchError) -> Option<Duration> {
        if !error.is_passing() {
            return None;
        }
        let own = self.backoff.next()?;
        let FetchError::Refused { retry_after: Some(asked), .. } = error else { return Some(own) };
        let asked = asked.unsigned_abs();
        // Not before the server wants it; and those who were refused together do not come back together.
        (asked <= self.longest).then(|| asked + own.min(self.longest) / 4)
    }
}

/// The wait that `Retry-After` asks for: seconds, or a moment.
pub(super) fn retry_after(text: &str, now: Timestamp) -> Option<SignedDuration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(SignedDuration::from_secs(i64::from(seconds)));
    }
    let moment = rfc2822::parse(text).ok()?.timestamp();
    Some(moment.duration_since(now).max(SignedDuration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::super::config::BaseUrl;
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_moment() {
        let now: Timestamp = "2025-11-02T19:30:00Z".parse().unwrap();
        let seconds = |text: &str| retry_after(text, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds("Sun, 02 Nov 2025 19:30:05 GMT"), Some(5));
        assert_eq!(seconds("Sun, 02 Nov 2025 19:29:00 GMT"), Some(0), "in the past");
        for bad in ["", "-1", "soon", "99999999999"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }

    #[test]
    fn waits_grow_honour_the_server_and_end() {
        let config = ClientConfig::standard(BaseUrl::parse(BaseUrl::NASCAR).unwrap());
        let refused = |seconds: Option<i64>| FetchError::Refused {
            url: "x".to_owned(),
            status: 429,
            retry_after: seconds.map(SignedDuration::from_secs),
        };
        let mut waits = Waits::new(&config);
        let first = waits.next(&refused(None)).unwrap();
        assert!((1.0..=2.0).contains(&first.as_secs_f64()), "{first:?}");
        let asked = waits.next(&refused(Some(7))).unwrap();
        assert!((7.0..=8.0).contains(&asked.as_secs_f64()), "{asked:?}");
        assert!(waits.next(&refused(None)).is_some());
        assert_eq!(waits.next(&refused(None)), None, "four attempts in all");
        assert_eq!(Waits::new(&config).next(&refused(Some(121))), None, "longer than one wants to wait");
        let lasting = FetchError::Status { url: "x".to_owned(), status: 418 };
        assert_eq!(Waits::new(&config).next(&lasting), None);
    }
}
