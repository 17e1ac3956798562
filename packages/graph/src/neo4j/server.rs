//! Which server, and how to talk to it.

use crate::error::BackendError;
use neo4rs::{Config, ConfigBuilder};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// A Neo4j 5 server.
#[derive(Clone, PartialEq, Eq)]
pub struct Neo4jServer {
    /// `bolt://host:7687` or `neo4j://…`; with `+s` over TLS under a trusted certificate, with
    /// `+ssc` over TLS under any.
    pub uri: String,
    /// User.
    pub user: String,
    /// Password.
    pub password: String,
    /// File of the authorities (PEM) that `+s` trusts; the system's own without it.
    pub ca: Option<PathBuf>,
    /// Connections at most; one more while writing.
    pub pool: usize,
    /// How long to wait for what.
    pub timeouts: Timeouts,
}

/// How long to wait for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For each answer to a statement.
    pub statement: Duration,
    /// For a server that went away or asked to try again to take the same work.
    pub retry: Duration,
    /// For the write lock, while other threads or processes have it.
    pub write_lock: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            statement: Duration::from_secs(120),
            retry: Duration::from_secs(60),
            write_lock: Duration::from_secs(1800),
        }
    }
}

impl Neo4jServer {
    /// A server with eight connections, the system's authorities and the usual timeouts.
    pub fn new(uri: impl Into<String>, user: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            user: user.into(),
            password: password.into(),
            ca: None,
            pool: 8,
            timeouts: Timeouts::default(),
        }
    }

    /// The address without a user or password that may stand in it.
    pub fn shown(&self) -> String {
        match (self.uri.split_once("://"), self.uri.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
            _ => self.uri.clone(),
        }
    }

    pub(super) fn scheme(&self) -> &str {
        self.uri.split_once("://").map_or("", |(scheme, _)| scheme)
    }

    /// Settings of the driver, whose answers may take `answer`.
    pub(super) fn config(&self, connections: usize, answer: Duration) -> Result<Config, BackendError> {
        let refused = |message: String| BackendError::Address { uri: self.shown(), message };
        if !["bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"].contains(&self.scheme()) {
            return Err(refused(
                "it must begin with bolt:// or neo4j://, with +s or +ssc for TLS".to_owned(),
            ));
        }
        let mut builder = ConfigBuilder::new()
            .uri(&self.uri)
            .user(&self.user)
            .password(&self.password)
            .max_connections(connections)
            .connection_timeout(answer)
            .fetch_size(FETCHED_AT_ONCE);
        if let Some(ca) = self.ca.as_ref().filter(|_| self.scheme().ends_with("+s")) {
            builder = builder.with_client_certificate(ca);
        }
        builder.build().map_err(|error| refused(error.to_string()))
    }
}

/// Rows asked for at once.
const FETCHED_AT_ONCE: usize = 10_000;

impl fmt::Debug for Neo4jServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Neo4jServer")
            .field("uri", &self.shown())
            .field("user", &self.user)
            .field("password", &"***")
            .field("ca", &self.ca)
            .field("pool", &self.pool)
            .field("timeouts", &self.timeouts)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_ever_shown() {
        let server = Neo4jServer::new("bolt://neo4j:hunter2@db.example:7687", "neo4j", "hunter2");
        assert!(!format!("{server:?}").contains("hunter2"));
        assert_eq!(server.shown(), "bolt://db.example:7687");
    }

    #[test]
    fn six_schemes_are_known() {
        let config = |uri: &str| Neo4jServer::new(uri, "u", "p").config(1, Duration::from_secs(1));
        for scheme in ["bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"] {
            assert!(config(&format!("{scheme}://localhost")).is_ok(), "{scheme}");
        }
        for uri in ["http://localhost:7474", "localhost:7687", ""] {
            assert!(matches!(config(uri), Err(BackendError::Address { .. })), "{uri}");
        }
    }
}
