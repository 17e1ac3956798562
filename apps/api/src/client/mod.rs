//! The client of the API: asks a server's use cases as if they ran here. It blocks.
//!
//! One client reaches a server by its address and key, or the one that owns a data folder by the [socket](crate::socket)
//! beside the data.

mod error;
mod jobs;
mod projections;
mod reads;
mod records;
#[cfg(unix)]
mod unix;

pub use error::ClientError;

use crate::problem::{MEDIA_TYPE, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;
use std::time::Duration;
use ureq::http::{Request, Response, header};
use ureq::{Agent, Body};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);

/// How long an answer may take: a server's own limit comes first.
const ANSWER: Duration = Duration::from_secs(600);

/// The largest answer, in bytes.
const BYTES_MAX: u64 = 1 << 30;

/// The longest that a request waits for the account's quota, in all.
const QUOTA_WAIT: Duration = Duration::from_secs(120);

/// A server that is asked.
pub struct Client {
    agent: Agent,
    /// What stands before every path.
    base: String,
    key: Option<String>,
    /// The server in words.
    place: String,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("place", &self.place).finish_non_exhaustive()
    }
}

impl Client {
    /// The server at an address, such as `https://backstretch.example.com`, asked with a key.
    ///
    /// # Errors
    /// [`ClientError::Address`] where it is not an address by http or https.
    pub fn server(address: &str, key: &str) -> Result<Self, ClientError> {
        let base = address.trim().trim_end_matches('/').to_owned();
        let wrong = || ClientError::Address(address.to_owned());
        let uri: ureq::http::Uri = base.parse().map_err(|_| wrong())?;
        if !matches!(uri.scheme_str(), Some("http" | "https"))
            || uri.host().is_none()
            || uri.query().is_some()
        {
            return Err(wrong());
        }
        let agent = Agent::new_with_config(config());
        Ok(Self { agent, place: base.clone(), base, key: Some(key.to_owned()) })
    }

    /// The server that owns a data folder; none where nobody listens at its socket.
    #[cfg(unix)]
    pub fn beside(data_dir: &Path) -> Option<Self> {
        let socket = crate::socket::path(data_dir).ok()?;
        std::os::unix::net::UnixStream::connect(&socket).ok()?;
        let place = format!("the server of {}", data_dir.display());
        let connector = unix::SocketConnector(socket);
        let resolver = ureq::unversioned::resolver::DefaultResolver::default();
        let agent = Agent::with_parts(config(), connector, resolver);
        // The address is never looked at: every connection is to the socket.
        Some(Self { agent, base: "http://127.0.0.1".to_owned(), key: None, place })
    }

    /// The same where there are no such sockets.
    #[cfg(not(unix))]
    pub fn beside(_data_dir: &Path) -> Option<Self> {
        None
    }

    /// The server in words.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// GET of a value.
    fn get<T: DeserializeOwned>(&self, path: &Target) -> Result<T, ClientError> {
        self.value(self.send("GET", path, None, &[])?)
    }

    /// GET of a file in a form.
    fn get_bytes(&self, path: &Target, accept: &str) -> Result<Vec<u8>, ClientError> {
        let answer = self.send("GET", path, None, &[("accept", accept)])?;
        self.bytes(answer)
    }

    /// A request with JSON, answered by a value.
    fn json<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &Target,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        let bytes = serde_json::to_vec(body).map_err(|error| self.not_understood(&error.to_string()))?;
        let answer = self.send(method, path, Some(&bytes), &[("content-type", "application/json")])?;
        self.value(answer)
    }

    /// Sends a request. Where the account's quota is used up, nothing was done yet: it is sent again when the server says.
    fn send(
        &self,
        method: &str,
        path: &Target,
        body: Option<&[u8]>,
        headers: &[(&str, &str)],
    ) -> Result<Response<Body>, ClientError> {
        let mut left = QUOTA_WAIT;
        loop {
            match self.send_once(method, path, body, headers) {
                Err(ClientError::Refused(problem)) if problem.code == "quota-used-up" => {
                    let wait = Duration::from_secs(problem.retry_after.unwrap_or(1).max(1));
                    let Some(rest) = left.checked_sub(wait) else {
                        return Err(ClientError::Refused(problem));
                    };
                    left = rest;
                    std::thread::sleep(wait);
                }
                sent => return sent,
            }
        }
    }

    fn send_once(
        &self,
        method: &str,
        path: &Target,
        body: Option<&[u8]>,
        headers: &[(&str, &str)],
    ) -> Result<Response<Body>, ClientError> {
        let mut request = Request::builder().method(method).uri(format!("{}{}", self.base, path.0));
        if let Some(key) = &self.key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let unreachable = |reason: String| ClientError::Unreachable { place: self.place.clone(), reason };
        let sent = match body {
            Some(body) => request.body(body).map(|request| self.agent.run(request)),
            None => request.body(()).map(|request| self.agent.run(request)),
        };
        let answer = sent.map_err(|error| self.not_understood(&error.to_string()))?;
        let answer = answer.map_err(|error| unreachable(error.to_string()))?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let status = answer.status();
        let is_problem = answer
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes() == MEDIA_TYPE.as_bytes());
        if !is_problem {
            return Err(self.not_understood(&format!("status {status}, and no problem that says why")));
        }
        let problem: Problem = self.value(answer)?;
        Err(ClientError::Refused(Box::new(problem)))
    }

    fn value<T: DeserializeOwned>(&self, answer: Response<Body>) -> Result<T, ClientError> {
        let bytes = self.bytes(answer)?;
        serde_json::from_slice(&bytes).map_err(|error| self.not_understood(&error.to_string()))
    }

    fn bytes(&self, answer: Response<Body>) -> Result<Vec<u8>, ClientError> {
        let read = answer.into_body().into_with_config().limit(BYTES_MAX).read_to_vec();
        read.map_err(|error| ClientError::Unreachable {
            place: self.place.clone(),
            reason: error.to_string(),
        })
    }

    fn not_understood(&self, reason: &str) -> ClientError {
        ClientError::NotUnderstood { place: self.place.clone(), reason: reason.to_owned() }
    }
}

fn config() -> ureq::config::Config {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(ANSWER))
        .proxy(None)
        .build()
}

/// A path with its query, percent-encoded.
struct Target(String);

impl Target {
    /// A path from its parts, each of which may hold anything.
    fn of(parts: &[&str]) -> Self {
        Self(parts.iter().map(|part| format!("/{}", encoded(part))).collect())
    }

    /// The same with a parameter, where it has a value.
    fn with(mut self, name: &str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            let sign = if self.0.contains('?') { '&' } else { '?' };
            self.0.push(sign);
            self.0.push_str(&format!("{name}={}", encoded(&value.to_string())));
        }
        self
    }
}

/// Text as it may stand in a path or a query.
fn encoded(text: &str) -> String {
    let byte = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(*byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.as_bytes().iter().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_path_may_hold_anything() {
        let target = Target::of(&["v1", "graph", "nodes", "Entry", "cup-2025/1361"]);
        assert_eq!(target.0, "/v1/graph/nodes/Entry/cup-2025%2F1361");
        let target = Target::of(&["v1", "races"]).with("series", Some("cup")).with("season", None::<i16>);
        assert_eq!(target.with("name", Some("ä&b")).0, "/v1/races?series=cup&name=%C3%A4%26b");
    }

    #[test]
    fn an_address_is_by_http_or_https() {
        for good in ["http://127.0.0.1:8000", "https://backstretch.example.com/", "https://a.example/api"] {
            assert!(Client::server(good, "k").is_ok(), "{good}");
        }
        for bad in ["", "example.com", "ftp://example.com", "http://", "https://a.example/?q=1"] {
            assert!(matches!(Client::server(bad, "k"), Err(ClientError::Address(_))), "{bad}");
        }
    }
}
