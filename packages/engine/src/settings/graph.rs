//! The graph's store: the embedded file, or a Neo4j server.

use super::key::concern;
use super::kind::Kind;
use super::secret::{Address, Secret};
use graph::{Neo4jServer, Timeouts};
use std::path::PathBuf;
use std::time::Duration;

/// The longest wait that can be set, in seconds: a day.
const DAY: u64 = 86_400;

/// The longest that a server tries to reach the graph before it answers that it is unreachable, in seconds.
const SERVING_SECONDS: u64 = 5;

concern! {
    /// Where the graph is, and how long to wait for it.
    GraphSettings in "graph.":
    /// address of the Neo4j server; without it, the embedded graph in the data folder
    uri: Option<Address>, Kind::Address, "NEO4J_URI";
    /// user on that server
    user: String, Kind::Text, "NEO4J_USER" = "neo4j";
    /// password of that user
    password: Option<Secret>, Kind::Secret, "NEO4J_PASSWORD";
    /// PEM file of the certificate authorities for +s addresses; without it, the system's
    ca: Option<PathBuf>, Kind::Path, "NEO4J_CA";
    /// most connections to the server at once
    connections: usize, Kind::Whole(1, 1000), "NEO4J_CONNECTIONS" = "8";
    /// longest wait for a connection, in seconds
    connect_seconds: u64, Kind::Whole(1, DAY), "NEO4J_CONNECT_SECONDS" = "30";
    /// longest wait for the answer to a statement, in seconds
    statement_seconds: u64, Kind::Whole(1, DAY), "NEO4J_STATEMENT_SECONDS" = "120";
    /// how long to retry when the server is unreachable or busy, in seconds
    retry_seconds: u64, Kind::Whole(1, DAY), "NEO4J_RETRY_SECONDS" = "60";
    /// longest wait for the write lock, on either store, in seconds
    write_lock_seconds: u64, Kind::Whole(1, DAY), "NEO4J_WRITE_LOCK_SECONDS" = "1800";
}

impl GraphSettings {
    /// How long to wait for the right to write, on either store.
    pub fn write_lock(&self) -> Duration {
        Duration::from_secs(self.write_lock_seconds)
    }

    /// The same for a server, whose clients wait: it tries for a few seconds where a command would try for a minute, and
    /// the client is told to try again.
    #[must_use]
    pub fn for_serving(&self) -> Self {
        Self {
            connect_seconds: self.connect_seconds.min(SERVING_SECONDS),
            retry_seconds: self.retry_seconds.min(SERVING_SECONDS),
            ..self.clone()
        }
    }

    /// The graph's server; none means the embedded graph.
    pub fn server(&self) -> Option<Neo4jServer> {
        let (uri, password) = (self.uri.as_ref()?, self.password.as_ref()?);
        Some(Neo4jServer {
            uri: uri.reveal().to_owned(),
            user: self.user.clone(),
            password: password.reveal().to_owned(),
            ca: self.ca.clone(),
            pool: self.connections,
            timeouts: Timeouts {
                connect: Duration::from_secs(self.connect_seconds),
                statement: Duration::from_secs(self.statement_seconds),
                retry: Duration::from_secs(self.retry_seconds),
                write_lock: self.write_lock(),
            },
        })
    }
}
