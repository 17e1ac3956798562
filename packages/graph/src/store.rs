//! The facade: one type over a closed set of backends.

use crate::counters::WriteCounters;
use crate::embedded::{self, Embedded};
use crate::error::{BackendError, OpenError, ReadError, WriteError};
use crate::neo4j::{self, Neo4j, Neo4jServer};
use crate::statement::Statement;
use crate::value::{Params, Rows, Value};
use parking_lot::MutexGuard;
use std::path::PathBuf;
use std::time::Duration;

/// Where the graph is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file in a directory of its own, created on first use, owned by one process at a time.
    Embedded {
        /// The directory.
        dir: PathBuf,
    },
    /// A Neo4j server, shared by many processes.
    Neo4j(Neo4jServer),
}

/// The graph of the sport.
///
/// Every method is synchronous and may be called from any thread that drives no async tasks. Reads go
/// through [`Store::snapshot`], which shows one committed state. Pieces of writing run one after another, on a server across processes
/// too; each commits in transactions that are on disk when the method returns, and a process killed
/// meanwhile leaves whole transactions only.
///
/// Opening and reading leave an embedded graph's files as they are, byte for byte.
pub struct Store {
    backend: Backend,
}

enum Backend {
    Embedded(Embedded),
    Neo4j(Neo4j),
}

/// Statements run against one state of the graph.
pub(crate) struct Tx<'a> {
    backend: TxBackend<'a>,
}

enum TxBackend<'a> {
    Embedded(&'a embedded::Transaction),
    Neo4j(&'a neo4j::Transaction<'a>),
}

/// The right to write: nobody else writes while it exists, in this process or, on a server, in any
/// other. Kept over everything that is read in order to write, it makes reading and writing one piece.
/// A process that dies loses it. The thread that has it must not call the writing methods of
/// [`Store`], which wait for it.
pub struct Exclusive<'a> {
    store: &'a Store,
    right: BackendRight<'a>,
}

enum BackendRight<'a> {
    Embedded(#[expect(dead_code, reason = "kept locked, not read")] MutexGuard<'a, ()>),
    Neo4j(Box<neo4j::WriteRight<'a>>),
}

/// An embedded transaction takes whole race groups until it touches this many races: large enough
/// that syncing the log costs little, small enough that a kill loses little.
const RACES_EMBEDDED: usize = 25;

/// On a server each statement is a round trip: some 800 entries a transaction.
const RACES_NEO4J: usize = 20;

/// Rows a statement takes at once; more go in several statements of one transaction.
const ROWS_PER_STATEMENT: usize = 5_000;

impl Store {
    /// Opens the graph at `location`. `holder` names this process to others, for instance by its command.
    ///
    /// # Errors
    /// [`OpenError::InUse`] while another process owns an embedded graph; of a server, what keeps it
    /// from answering.
    pub fn open(location: &Location, holder: &str) -> Result<Self, OpenError> {
        let backend = match location {
            Location::Embedded { dir } => Backend::Embedded(Embedded::open(dir, holder)?),
            Location::Neo4j(server) => Backend::Neo4j(Neo4j::open(server, holder)?),
        };
        Ok(Self { backend })
    }

    /// The same store, in which a wait for a lock ends after `limit` (embedded: 60 s unless set here).
    pub fn with_lock_limit(mut self, limit: Duration) -> Self {
        match &mut self.backend {
            Backend::Embedded(embedded) => embedded.set_lock_limit(limit),
            Backend::Neo4j(neo4j) => neo4j.set_lock_limit(limit),
        }
        self
    }

    /// Name, version and address of the server, where the graph is on one.
    pub fn server(&self) -> Option<String> {
        match &self.backend {
            Backend::Embedded(_) => None,
            Backend::Neo4j(neo4j) => Some(neo4j.describe()),
        }
    }

    /// What was written since the store was opened, by the server's own count; an embedded store
    /// does not count.
    pub fn write_counters(&self) -> Option<WriteCounters> {
        match &self.backend {
            Backend::Embedded(_) => None,
            Backend::Neo4j(neo4j) => Some(neo4j.counters()),
        }
    }

    /// How many transactions and schema changes this process made in an embedded graph, whose only owner it is; none on
    /// a server.
    pub fn writes(&self) -> Option<u64> {
        match &self.backend {
            Backend::Embedded(embedded) => Some(embedded.writes()),
            Backend::Neo4j(_) => None,
        }
    }

    /// Waits for the right to write. On a server this process may wait for others, in the order of
    /// the server.
    ///
    /// # Errors
    /// [`WriteError::Busy`] where others have it for longer than the settings allow to wait.
    pub fn exclusive(&self) -> Result<Exclusive<'_>, WriteError> {
        let right = match &self.backend {
            Backend::Embedded(embedded) => BackendRight::Embedded(embedded.writer()?),
            Backend::Neo4j(neo4j) => BackendRight::Neo4j(Box::new(neo4j.write_right()?)),
        };
        Ok(Exclusive { store: self, right })
    }

    /// Runs `work` in one transaction beside the facts, which it must not touch: it takes no right to write and moves no
    /// mark. On a server it may be run again, after what it did before was undone or, where an answer never arrived, done.
    pub(crate) fn write_beside<T>(
        &self,
        work: impl Fn(&Tx<'_>) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        match &self.backend {
            Backend::Embedded(embedded) => {
                embedded.write_beside(|transaction| work(&Tx { backend: TxBackend::Embedded(transaction) }))
            }
            Backend::Neo4j(neo4j) => {
                neo4j.write_beside(|transaction| work(&Tx { backend: TxBackend::Neo4j(transaction) }))
            }
        }
    }

    /// Runs `work` with the statements and the mark of one committed state; where a server's state
    /// changed meanwhile, again.
    pub(crate) fn read_one_state<T, E: From<ReadError>>(
        &self,
        work: impl Fn(Tx<'_>, Option<String>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.backend {
            Backend::Embedded(embedded) => embedded
                .read(|transaction, mark| work(Tx { backend: TxBackend::Embedded(transaction) }, mark)),
            Backend::Neo4j(neo4j) => {
                neo4j.read(|transaction, mark| work(Tx { backend: TxBackend::Neo4j(transaction) }, mark))
            }
        }
    }
}

impl Exclusive<'_> {
    /// Runs `work` in one transaction: all of it lasts, or nothing. On a server it may be run again,
    /// after what it did before was undone.
    pub(crate) fn transaction<T>(
        &self,
        mut work: impl FnMut(&Tx<'_>) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        match (&self.store.backend, &self.right) {
            (Backend::Embedded(embedded), _) => {
                embedded.write(|transaction| work(&Tx { backend: TxBackend::Embedded(transaction) }))
            }
            (_, BackendRight::Neo4j(right)) => {
                right.write(|transaction| work(&Tx { backend: TxBackend::Neo4j(transaction) }))
            }
            _ => unreachable!("a right is of its store's own backend"),
        }
    }

    /// Runs a schema statement, outside any transaction; to run it twice changes nothing.
    pub(crate) fn schema(&self, name: &str, cypher: &str) -> Result<(), WriteError> {
        match &self.store.backend {
            Backend::Embedded(embedded) => embedded.schema(name, cypher),
            Backend::Neo4j(neo4j) => Ok(neo4j.schema(name, cypher)?),
        }
    }

    /// Ends a piece of work: reads what was committed back from disk and counts it. A server does so itself
    /// before it acknowledges a commit.
    ///
    /// # Errors
    /// When not everything is there; [`WriteError::Busy`] where readers do not make way in time.
    pub fn read_back(&self) -> Result<(), WriteError> {
        match &self.store.backend {
            Backend::Embedded(embedded) => embedded.read_back(),
            Backend::Neo4j(_) => Ok(()),
        }
    }

    /// Reads; nobody else writes meanwhile.
    pub(crate) fn read<T>(&self, work: impl Fn(&Tx<'_>) -> Result<T, ReadError>) -> Result<T, ReadError> {
        match &self.store.backend {
            Backend::Embedded(embedded) => {
                embedded.read(|transaction, _| work(&Tx { backend: TxBackend::Embedded(transaction) }))
            }
            Backend::Neo4j(neo4j) => {
                neo4j.read_alone(|transaction| work(&Tx { backend: TxBackend::Neo4j(transaction) }))
            }
        }
    }

    /// After how many races a transaction is full.
    pub(crate) fn races_per_transaction(&self) -> usize {
        match self.right {
            BackendRight::Embedded(_) => RACES_EMBEDDED,
            BackendRight::Neo4j(_) => RACES_NEO4J,
        }
    }
}

impl Tx<'_> {
    /// Runs a named statement.
    pub fn run(&self, statement: &Statement, params: Params) -> Result<Rows, BackendError> {
        self.run_text(statement.name, statement.text, params)
    }

    /// Runs a statement over `rows`, unless there are none.
    pub fn run_rows(&self, statement: &Statement, mut rows: Vec<Value>) -> Result<(), BackendError> {
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(self.rows_per_statement()));
            self.run(statement, crate::value::params! { rows: rows })?;
            rows = rest;
        }
        Ok(())
    }

    /// Runs a statement over `keys`, unless there are none.
    pub fn run_keys<'k>(
        &self,
        statement: &Statement,
        keys: impl IntoIterator<Item = &'k str>,
    ) -> Result<Rows, BackendError> {
        let mut keys: Vec<Value> = keys.into_iter().map(Value::from).collect();
        let mut answer = Rows::default();
        while !keys.is_empty() {
            let rest = keys.split_off(keys.len().min(self.rows_per_statement()));
            let rows = self.run(statement, crate::value::params! { keys: keys })?;
            // An answer without rows has no columns on a server.
            if !rows.rows.is_empty() || answer.columns.is_empty() {
                answer.columns = rows.columns;
            }
            answer.rows.extend(rows.rows);
            keys = rest;
        }
        Ok(answer)
    }

    /// Runs a statement that is not one of the registered ones: a generated check, or a query from outside.
    pub fn run_text(&self, name: &str, cypher: &str, params: Params) -> Result<Rows, BackendError> {
        match &self.backend {
            TxBackend::Embedded(transaction) => transaction.run(name, cypher, &params),
            TxBackend::Neo4j(transaction) => transaction.run(name, cypher, &params),
        }
    }

    fn rows_per_statement(&self) -> usize {
        match self.backend {
            TxBackend::Embedded(_) => usize::MAX,
            TxBackend::Neo4j(_) => ROWS_PER_STATEMENT,
        }
    }
}
