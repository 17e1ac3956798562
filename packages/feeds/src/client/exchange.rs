//! One request and its answer.

use super::body::{self, Fault};
use super::config::ClientConfig;
use super::error::FetchError;
use super::retry::retry_after;
use jiff::Timestamp;
use std::io;
use ureq::http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use ureq::http::header::{LAST_MODIFIED, LOCATION, RETRY_AFTER};
use ureq::http::{HeaderMap, HeaderName, Response};
use ureq::{Agent, Body, Error};

/// Redirects within the host that are followed.
const REDIRECTS: usize = 3;

/// What a server said of a body so that it can be asked whether it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// An answer of the server.
pub(super) enum Answer {
    /// A body, unpacked.
    Body { bytes: Vec<u8>, validators: Validators },
    /// The kept body is still right.
    Unchanged,
    /// Nothing is there.
    Absent,
}

/// Sends requests within the limits.
#[derive(Debug)]
pub(super) struct Exchange {
    agent: Agent,
    host: String,
    packed_max: u64,
    unpacked_max: u64,
}

impl Exchange {
    pub(super) fn new(config: &ClientConfig) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(config.user_agent.as_str())
            .timeout_connect(Some(config.connect))
            .timeout_resolve(Some(config.connect))
            .timeout_per_read(Some(config.read))
            .timeout_per_write(Some(config.read))
            .timeout_recv_response(Some(config.read))
            .timeout_global(Some(config.whole))
            .build()
            .new_agent();
        let host = origin(config.base.as_str()).to_owned();
        Self { agent, host, packed_max: config.packed_max, unpacked_max: config.unpacked_max }
    }

    pub(super) fn get(
        &self,
        url: &str,
        validators: Option<&Validators>,
        now: Timestamp,
    ) -> Result<Answer, FetchError> {
        let mut address = url.to_owned();
        for _ in 0..=REDIRECTS {
            let response = self.send(&address, validators).map_err(|error| failed(url, &error))?;
            let status = response.status().as_u16();
            match status {
                200 => return self.body(url, response),
                304 => return Ok(Answer::Unchanged),
                403 | 404 => return Ok(Answer::Absent),
                301 | 302 | 303 | 307 | 308 => {
                    let to = header(response.headers(), &LOCATION).unwrap_or_default();
                    let within = self.within(&to);
                    address = within.ok_or_else(|| FetchError::Redirect { url: url.to_owned(), to })?;
                }
                408 | 425 | 429 | 500..=599 => {
                    let retry_after =
                        header(response.headers(), &RETRY_AFTER).and_then(|text| retry_after(&text, now));
                    return Err(FetchError::Refused { url: url.to_owned(), status, retry_after });
                }
                _ => return Err(FetchError::Status { url: url.to_owned(), status }),
            }
        }
        Err(FetchError::Redirect { url: url.to_owned(), to: format!("{address} after {REDIRECTS} others") })
    }

    fn send(&self, url: &str, validators: Option<&Validators>) -> Result<Response<Body>, Error> {
        // Unpacked here and not by the library, so that both sizes have a limit.
        let mut request =
            self.agent.get(url).header(ACCEPT, "application/json").header(ACCEPT_ENCODING, "gzip");
        if let Some(validators) = validators {
            if let Some(etag) = &validators.etag {
                request = request.header(IF_NONE_MATCH, etag);
            }
            if let Some(moment) = &validators.last_modified {
                request = request.header(IF_MODIFIED_SINCE, moment);
            }
        }
        request.call()
    }

    fn body(&self, url: &str, response: Response<Body>) -> Result<Answer, FetchError> {
        let encoding = header(response.headers(), &CONTENT_ENCODING);
        let validators = Validators {
            etag: header(response.headers(), &ETAG),
            last_modified: header(response.headers(), &LAST_MODIFIED),
        };
        let reader = response.into_body().into_reader();
        let read = body::read(reader, encoding.as_deref(), self.packed_max, self.unpacked_max);
        let bytes = read.map_err(|fault| match fault {
            Fault::TooLarge { limit, state } => FetchError::TooLarge { url: url.to_owned(), limit, state },
            Fault::Broken(reason) => FetchError::Broken { url: url.to_owned(), reason },
            Fault::Io(error) => failed_reading(url, error),
        })?;
        Ok(Answer::Body { bytes, validators })
    }

    /// The address of a redirect within this host.
    fn within(&self, to: &str) -> Option<String> {
        if to.starts_with('/') && !to.starts_with("//") {
            return Some(format!("{}{to}", self.host));
        }
        (origin(to) == self.host).then(|| to.to_owned())
    }
}

/// Scheme, host and port of an address.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(url.len(), |at| at + 3);
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    &url[..end]
}

fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn failed(url: &str, error: &Error) -> FetchError {
    let url = url.to_owned();
    match error {
        Error::Timeout(limit) => FetchError::TooSlow { url, limit: limit.to_string() },
        Error::Io(error) if timed_out(error) => FetchError::TooSlow { url, limit: error.to_string() },
        Error::BodyStalled => FetchError::TooSlow { url, limit: error.to_string() },
        Error::HostNotFound | Error::ConnectionFailed | Error::Io(_) | Error::Tls(_) | Error::Rustls(_) => {
            FetchError::Unreachable { url, reason: error.to_string() }
        }
        other => FetchError::Protocol { url, reason: other.to_string() },
    }
}

fn failed_reading(url: &str, error: io::Error) -> FetchError {
    if timed_out(&error) {
        return FetchError::TooSlow { url: url.to_owned(), limit: error.to_string() };
    }
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(inner @ (Error::Timeout(_) | Error::BodyStalled)) => failed(url, inner),
        _ => FetchError::Broken { url: url.to_owned(), reason: error.to_string() },
    }
}

fn timed_out(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_ends_where_the_path_begins() {
        assert_eq!(origin("https://cf.nascar.com/cacher/x.json?y"), "https://cf.nascar.com");
        assert_eq!(origin("http://127.0.0.1:80?x"), "http://127.0.0.1:80");
        assert_eq!(origin("https://cf.nascar.com.evil.org/x"), "https://cf.nascar.com.evil.org");
        assert_eq!(origin("http://a@b/"), "http://a@b");
    }
}
