//! The facade: one type over a closed set of backends.

use crate::embedded::{self, Embedded};
use crate::error::{BackendError, OpenError, ReadError, WriteError};
use crate::statement::Statement;
use crate::value::{Params, Rows, Value};
use std::path::PathBuf;
use std::sync::MutexGuard;

/// Where the graph is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file in a directory of its own, created on first use, owned by one process at a time.
    Embedded {
        /// The directory.
        dir: PathBuf,
    },
}

/// The graph of the sport.
///
/// Every method is synchronous and may be called from any thread. A read sees one committed state.
/// Pieces of writing run one after another; each commits in transactions that are on disk when the
/// method returns, and a process killed in the midst leaves whole transactions only.
///
/// Opening and reading leave the graph's file as it is, byte for byte.
pub struct Store {
    backend: Backend,
}

enum Backend {
    Embedded(Embedded),
}

/// Statements run against one state of the graph.
pub(crate) struct Tx<'a> {
    backend: TxBackend<'a>,
}

enum TxBackend<'a> {
    Embedded(&'a embedded::Transaction),
}

/// The right to write, held over everything that is read in order to write.
pub(crate) struct Writer<'a> {
    store: &'a Store,
    _one_at_a_time: MutexGuard<'a, ()>,
}

impl Store {
    /// Opens the graph at `location`; `holder` is what others are told of its owner, such as the command.
    ///
    /// # Errors
    /// [`OpenError::Held`] while another process owns it.
    pub fn open(location: &Location, holder: &str) -> Result<Self, OpenError> {
        match location {
            Location::Embedded { dir } => {
                Ok(Self { backend: Backend::Embedded(Embedded::open(dir, holder)?) })
            }
        }
    }

    /// Runs `work` against one committed state.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, ReadError>) -> Result<T, ReadError> {
        match &self.backend {
            Backend::Embedded(embedded) => {
                embedded.read(|transaction| work(&Tx { backend: TxBackend::Embedded(transaction) }))
            }
        }
    }

    /// Waits for the right to write.
    pub(crate) fn writer(&self) -> Writer<'_> {
        match &self.backend {
            Backend::Embedded(embedded) => Writer { store: self, _one_at_a_time: embedded.writer() },
        }
    }
}

impl Writer<'_> {
    /// Runs `work` in one transaction: all of it lasts, or nothing.
    pub fn transaction<T>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        match &self.store.backend {
            Backend::Embedded(embedded) => {
                embedded.write(|transaction| work(&Tx { backend: TxBackend::Embedded(transaction) }))
            }
        }
    }

    /// Runs a schema statement, outside any transaction; to run it twice changes nothing.
    pub fn schema(&self, name: &str, cypher: &str) -> Result<(), BackendError> {
        match &self.store.backend {
            Backend::Embedded(embedded) => embedded.schema(name, cypher),
        }
    }

    /// What the graph holds; nothing else writes while this writer lives.
    pub fn read<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, ReadError>) -> Result<T, ReadError> {
        self.store.read(work)
    }
}

impl Tx<'_> {
    /// Runs a named statement.
    pub fn run(&self, statement: &Statement, params: Params) -> Result<Rows, BackendError> {
        self.run_text(statement.name, statement.text, params)
    }

    /// Runs a statement over `rows`, unless there are none.
    pub fn run_rows(&self, statement: &Statement, rows: Vec<Value>) -> Result<(), BackendError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.run(statement, crate::value::params! { rows: rows }).map(drop)
    }

    /// Runs a statement over `keys`, unless there are none.
    pub fn run_keys<'k>(
        &self,
        statement: &Statement,
        keys: impl IntoIterator<Item = &'k str>,
    ) -> Result<Rows, BackendError> {
        let keys: Vec<Value> = keys.into_iter().map(Value::from).collect();
        if keys.is_empty() {
            return Ok(Rows::default());
        }
        self.run(statement, crate::value::params! { keys: keys })
    }

    /// Runs a statement that stands in no file of ours: a generated check or a reader's own query.
    pub fn run_text(&self, name: &str, cypher: &str, params: Params) -> Result<Rows, BackendError> {
        match &self.backend {
            TxBackend::Embedded(transaction) => transaction.run(name, cypher, &params),
        }
    }
}
