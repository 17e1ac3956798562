//! Neo4j servers for tests: the one that the run of tests has, emptied for each, and one's own.

use neo4rs::{ConfigBuilder, Graph, Query};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Address of a server and how to log in.
#[derive(Clone)]
pub struct Address {
    /// `bolt://…`.
    pub uri: String,
    /// User.
    pub user: String,
    /// Password.
    pub password: String,
    /// File of the authorities (PEM) that signed its certificate.
    pub ca: Option<PathBuf>,
}

const PREFIX: &str = "BACKSTRETCH_TEST_NEO4J_";

fn env(prefix: &str, name: &str) -> Option<String> {
    std::env::var(format!("{prefix}{name}")).ok().filter(|value| !value.is_empty())
}

impl Address {
    /// The server that the environment names.
    pub fn of_environment() -> Self {
        Self::from(|name| env(PREFIX, name))
    }

    /// That and those beside it: `BACKSTRETCH_TEST_NEO4J_2_URI` and on.
    fn all_of_environment() -> Vec<Self> {
        let prefixes = (2..).map(|number| format!("{PREFIX}{number}_"));
        let others = prefixes.take_while(|prefix| env(prefix, "URI").is_some());
        let others = others.map(|prefix| Self::from(|name| env(&prefix, name)));
        std::iter::once(Self::of_environment()).chain(others).collect()
    }

    fn from(value: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            uri: value("URI").expect(
                "BACKSTRETCH_TEST_NEO4J_URI names no server: eval \"$(cargo xtask services up neo4j)\" starts one",
            ),
            user: value("USER").unwrap_or_else(|| "neo4j".to_owned()),
            password: value("PASSWORD").expect("BACKSTRETCH_TEST_NEO4J_PASSWORD"),
            ca: value("CA").map(PathBuf::from),
        }
    }

    /// The environment by which another process's [`Address::of_environment`] is this one.
    pub fn environment(&self) -> Vec<(String, String)> {
        let ca = self.ca.as_ref().map(|ca| ("CA", ca.display().to_string()));
        let login =
            [("URI", self.uri.clone()), ("USER", self.user.clone()), ("PASSWORD", self.password.clone())];
        login.into_iter().chain(ca).map(|(name, value)| (format!("{PREFIX}{name}"), value)).collect()
    }

    /// The environment by which the program finds it.
    pub fn settings(&self) -> [(&'static str, String); 3] {
        [
            ("NEO4J_URI", self.uri.clone()),
            ("NEO4J_USER", self.user.clone()),
            ("NEO4J_PASSWORD", self.password.clone()),
        ]
    }
}

/// Cypher past the facade.
pub struct Raw {
    runtime: tokio::runtime::Runtime,
    graph: Graph,
}

impl Raw {
    /// Connects.
    pub fn connect(server: &Address) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let mut config = ConfigBuilder::new().uri(&server.uri).user(&server.user).password(&server.password);
        if let Some(ca) = &server.ca {
            config = config.with_client_certificate(ca);
        }
        let config = config.build().expect("an address");
        Self { runtime: runtime.expect("a thread"), graph: Graph::connect(config).expect("a server") }
    }

    /// Runs a statement; what it answers in words.
    ///
    /// # Errors
    /// What the server says.
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
            let mut answer = self.graph.execute(cypher).await.expect("an answer");
            let row = answer.next().await.expect("an answer").expect("a row");
            let name = row.keys()[0].value.clone();
            row.get(&name).expect("a number")
        })
    }

    /// Removes every node that has none of these labels.
    pub fn empty_but(&self, labels: &[&str]) {
        let others = neo4rs::query(
            "MATCH (n) WHERE none(label IN labels(n) WHERE label IN $labels) \
             CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS",
        );
        self.run(others.param("labels", labels.to_vec())).expect("emptied");
    }

    /// Takes everything away.
    pub fn empty(&self) {
        self.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").expect("emptied");
    }
}

/// A server that no other test has, of all processes that run tests.
pub struct TestServer {
    raw: Raw,
    /// The server.
    pub server: Address,
    // Given up last.
    _alone: File,
}

impl TestServer {
    /// Waits for a server of the run and empties it.
    ///
    /// # Panics
    /// Where the user named a server that is not empty: it may be somebody's.
    pub fn take() -> Self {
        static OURS: Mutex<Vec<String>> = Mutex::new(Vec::new());
        let (server, alone) = free(Address::all_of_environment());
        let raw = Raw::connect(&server);
        let mut ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
        if env(PREFIX, "ORIGIN").is_none_or(|origin| origin == "environment") && !ours.contains(&server.uri) {
            let nodes = raw.number("MATCH (n) RETURN count(n) AS nodes");
            assert_eq!(nodes, 0, "the server named in the environment is not empty; tests empty theirs");
        }
        ours.push(server.uri.clone());
        drop(ours);
        raw.empty();
        Self { raw, server, _alone: alone }
    }

    /// Cypher past the facade.
    pub fn raw(&self) -> &Raw {
        &self.raw
    }

    /// Takes everything away.
    pub fn empty(&self) {
        self.raw.empty();
    }

    /// Removes every node that has none of these labels.
    pub fn empty_but(&self, labels: &[&str]) {
        self.raw.empty_but(labels);
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.empty();
        }
    }
}

/// How many servers the run of tests has.
pub fn servers() -> usize {
    Address::all_of_environment().len()
}

/// The first of the servers that becomes free, and the lock that keeps it so.
fn free(servers: Vec<Address>) -> (Address, File) {
    let with_lock = |server: Address| {
        let name: String =
            server.uri.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let path = std::env::temp_dir().join(format!("backstretch-tests-on-{name}.lock"));
        (server, File::create(path).expect("a lock"))
    };
    let mut locks: Vec<(Address, File)> = servers.into_iter().map(with_lock).collect();
    loop {
        match locks.iter().position(|(_, lock)| lock.try_lock().is_ok()) {
            Some(free) => return locks.swap_remove(free),
            None => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// A server of one test's own, which it may kill and start again.
pub struct Own {
    home: String,
    /// The server.
    pub server: Address,
}

impl Own {
    /// Starts an empty one, as `cargo xtask services up` does. `name`: lower-case letters, digits, hyphens.
    pub fn start(name: &str) -> Self {
        let home = format!("{name}-{}", std::process::id());
        let server = up(&home, &["--fresh"]);
        Self { home, server }
    }

    /// Ends it with SIGKILL, as a crash would.
    pub fn kill(&self) {
        services(&["down", "neo4j", "--home", &self.home, "--kill"]);
    }

    /// Starts it again, on its data and its port; ready when this returns.
    pub fn start_again(&self) {
        up(&self.home, &[]);
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        services(&["down", "neo4j", "--home", &self.home, "--remove"]);
    }
}

fn up(home: &str, more: &[&str]) -> Address {
    let printed = services(&[&["up", "neo4j", "--home", home], more].concat());
    Address::from(|name| {
        let start = format!("export {PREFIX}{name}='");
        let line = printed.lines().find_map(|line| line.strip_prefix(&start))?;
        Some(line.strip_suffix('\'')?.to_owned())
    })
}

/// `cargo xtask services …`: by the xtask that runs the tests, where it says so.
fn services(args: &[&str]) -> String {
    let mut command = match std::env::var_os("BACKSTRETCH_TEST_XTASK") {
        Some(xtask) => Command::new(xtask),
        None => {
            let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            cargo.args(["xtask"]);
            cargo
        }
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = command.arg("services").args(args).current_dir(root).output().expect("xtask");
    assert!(output.status.success(), "services {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}
