//! The Neo4j server that tests may use, emptied for each.

use graph::{Location, Neo4jServer, Store};
use neo4rs::{ConfigBuilder, Graph, Query};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

fn env(name: &str) -> Option<String> {
    std::env::var(format!("BACKSTRETCH_TEST_NEO4J_{name}")).ok().filter(|value| !value.is_empty())
}

/// The server that the environment names.
pub fn server() -> Neo4jServer {
    let uri = env("URI").expect(
        "BACKSTRETCH_TEST_NEO4J_URI names no server: eval \"$(cargo xtask services up neo4j)\" starts one",
    );
    let user = env("USER").unwrap_or_else(|| "neo4j".to_owned());
    let password = env("PASSWORD").expect("BACKSTRETCH_TEST_NEO4J_PASSWORD");
    Neo4jServer { ca: env("CA").map(PathBuf::from), ..Neo4jServer::new(uri, user, password) }
}

/// One test at a time has the server.
pub struct Turn {
    _alone: MutexGuard<'static, ()>,
    raw: Raw,
}

/// Cypher past the facade.
pub struct Raw {
    runtime: tokio::runtime::Runtime,
    graph: Graph,
}

impl Raw {
    pub fn connect() -> Self {
        let server = server();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let mut config = ConfigBuilder::new().uri(server.uri).user(server.user).password(server.password);
        if let Some(ca) = server.ca {
            config = config.with_client_certificate(ca);
        }
        Self { runtime: runtime.unwrap(), graph: Graph::connect(config.build().unwrap()).unwrap() }
    }

    /// Runs a statement; what it answers in words.
    pub fn run(&self, cypher: impl Into<Query>) -> Result<Vec<String>, neo4rs::Error> {
        let query = cypher.into();
        self.runtime.block_on(async {
            let mut answer = self.graph.execute(query).await?;
            let mut rows = Vec::new();
            while let Some(row) = answer.next().await? {
                rows.push(format!("{row:?}"));
            }
            Ok(rows)
        })
    }

    /// The first number of the answer.
    pub fn number(&self, cypher: &str) -> i64 {
        self.runtime.block_on(async {
            let mut answer = self.graph.execute(cypher).await.unwrap();
            let row = answer.next().await.unwrap().unwrap();
            let name = row.keys()[0].value.clone();
            row.get(&name).unwrap()
        })
    }
}

impl Turn {
    /// Waits for the server and empties it.
    ///
    /// # Panics
    /// Where the user named a server that is not empty: it may be somebody's.
    pub fn take() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        static OURS: Mutex<bool> = Mutex::new(false);
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let raw = Raw::connect();
        let mut ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
        if env("ORIGIN").is_none_or(|origin| origin == "environment") && !*ours {
            let nodes = raw.number("MATCH (n) RETURN count(n) AS nodes");
            assert_eq!(nodes, 0, "the server named in the environment is not empty; tests empty theirs");
        }
        *ours = true;
        let turn = Self { _alone: alone, raw };
        turn.empty();
        turn
    }

    pub fn raw(&self) -> &Raw {
        &self.raw
    }

    pub fn empty(&self) {
        self.raw.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").unwrap();
    }

    pub fn open(&self) -> Store {
        open()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.empty();
        }
    }
}

/// The store on the server.
pub fn open() -> Store {
    Store::open(&Location::Neo4j(server()), "a test").unwrap()
}
