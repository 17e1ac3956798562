//! The embedded backend: grafeo 0.5.44 in a file of its own.
//!
//! Measured faults of that version, designed around here:
//! - MERGE on one key from several threads makes duplicates: there is one writer at a time, and no
//!   reader while it holds a transaction. So a reader sees one state for as long as it reads, and a
//!   transaction waits for the readers that came before it.
//! - After an unclean exit property indexes are gone: they are made anew at every open (in memory,
//!   nothing is logged for it).
//! - Closing a file opened for writing rewrites it, with a time stamp, even if nothing changed:
//!   the file is opened read-only, and opened for writing at the first write.
//! - A commit whose log record could not be written is only a warning: the log's record count is
//!   compared instead.
//! - A write without RETURN yields rows all the same: callers ignore them.

use crate::error::{BackendError, OpenError, ReadError, WriteError};
use crate::lock::OwnerLock;
use crate::mark::{WRITTEN, new_mark};
use crate::statement;
use crate::value::{Params, Rows, Value, params};
use grafeo::{Config, DurabilityMode, GrafeoDB};
use ontology::Ontology;
use parking_lot::{Mutex, MutexGuard, RwLock, RwLockWriteGuard};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The log is folded into the file once it is this long, so that a long-lived owner's recovery
/// stays short.
const LOG_BYTES_MAX: usize = 64 << 20;

/// How long to wait for other threads of this process, unless the settings say otherwise.
const LOCK_LIMIT: Duration = Duration::from_secs(60);

/// An open graph file and the lock that makes this process its owner.
pub(crate) struct Embedded {
    path: PathBuf,
    /// Makes pieces of writing wait for one another; a piece may consist of several transactions.
    writer: Mutex<()>,
    /// Read by readers for as long as they look at one state, written by transactions.
    open: RwLock<Open>,
    /// How long to wait for either of the two.
    lock_limit: Duration,
    _owner: OwnerLock,
}

struct Open {
    /// Absent only after the change to writing failed.
    db: Option<GrafeoDB>,
    writable: bool,
}

/// Statements run against one state of the graph.
pub(crate) struct Transaction {
    session: grafeo::Session,
}

impl Embedded {
    /// Opens the graph in `dir`, creating it where there is none.
    pub fn open(dir: &Path, holder: &str) -> Result<Self, OpenError> {
        std::fs::create_dir_all(dir).map_err(|source| OpenError::Io { path: dir.to_owned(), source })?;
        let owner = OwnerLock::take(dir, holder)?;
        let path = dir.join("graph.grafeo");
        // A log or a half-installed image beside the file tells of an unclean exit: recover it now.
        let left_over = std::fs::read_dir(dir)
            .map_err(|source| OpenError::Io { path: dir.to_owned(), source })?
            .filter_map(Result::ok)
            .any(|entry| entry.file_name().to_string_lossy().starts_with("graph.grafeo."));
        let writable = left_over || !path.exists();
        let db = open_file(&path, writable)?;
        Ok(Self {
            path,
            writer: Mutex::new(()),
            open: RwLock::new(Open { db: Some(db), writable }),
            lock_limit: LOCK_LIMIT,
            _owner: owner,
        })
    }

    /// Ends each wait for another thread after `limit`.
    pub fn set_lock_limit(&mut self, limit: Duration) {
        self.lock_limit = limit;
    }

    /// Waits until no other thread writes. Held over everything that reads in order to write.
    pub fn writer(&self) -> Result<MutexGuard<'_, ()>, WriteError> {
        self.writer.try_lock_for(self.lock_limit).ok_or_else(|| self.busy())
    }

    /// Runs `work` against one committed state of the graph, with its mark.
    pub fn read<T, E: From<ReadError>>(
        &self,
        work: impl FnOnce(&Transaction, Option<String>) -> Result<T, E>,
    ) -> Result<T, E> {
        let open = self
            .open
            .try_read_for(self.lock_limit)
            .ok_or(ReadError::Busy { seconds: self.lock_limit.as_secs() })?;
        let db = database(&open).map_err(ReadError::from)?;
        let transaction = Transaction { session: db.session_with_role(grafeo::Role::ReadOnly) };
        let mark = transaction.last_mark().map_err(ReadError::from)?;
        work(&transaction, mark)
    }

    /// Runs `work` in a transaction of its own: all of it is on disk afterwards, or nothing.
    /// The caller has the guard of [`Embedded::writer`].
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        let mut open = self.alone()?;
        self.make_writable(&mut open)?;
        let db = database(&open)?;
        let logged = db.wal().map(|log| log.record_count());
        let mut transaction = Transaction { session: db.session() };
        transaction.session.begin_transaction().map_err(store_error("begin a transaction"))?;
        match work(&transaction).and_then(|value| Ok((value, transaction.note_mark()?).0)) {
            Ok(value) => {
                transaction.session.commit().map_err(store_error("commit"))?;
                if db.wal().map(|log| log.record_count()) == logged {
                    let message = "the log did not take the transaction".to_owned();
                    return Err(BackendError::Store { action: "commit", message }.into());
                }
                if db.wal().is_some_and(|log| log.size_bytes() > LOG_BYTES_MAX) {
                    db.wal_checkpoint().map_err(store_error("fold its log into the file"))?;
                }
                Ok(value)
            }
            Err(error) => {
                transaction.session.rollback().map_err(store_error("roll back"))?;
                Err(error)
            }
        }
    }

    /// Runs a schema statement, which cannot be part of a transaction.
    pub fn schema(&self, name: &str, cypher: &str) -> Result<(), WriteError> {
        let mut open = self.alone()?;
        self.make_writable(&mut open)?;
        Transaction { session: database(&open)?.session() }.run(name, cypher, &Params::new())?;
        Ok(())
    }

    /// Waits until no thread reads.
    fn alone(&self) -> Result<RwLockWriteGuard<'_, Open>, WriteError> {
        self.open.try_write_for(self.lock_limit).ok_or_else(|| self.busy())
    }

    fn busy(&self) -> WriteError {
        WriteError::Busy { seconds: self.lock_limit.as_secs() }
    }

    fn make_writable(&self, open: &mut Open) -> Result<(), BackendError> {
        if open.writable {
            return Ok(());
        }
        if let Some(read_only) = open.db.take() {
            read_only.close().map_err(store_error("close for reopening"))?;
        }
        open.db = Some(open_file(&self.path, true)?);
        open.writable = true;
        Ok(())
    }
}

fn database(open: &Open) -> Result<&GrafeoDB, BackendError> {
    open.db.as_ref().ok_or_else(|| BackendError::Store {
        action: "answer",
        message: "it could not be reopened for writing earlier".to_owned(),
    })
}

fn open_file(path: &Path, writable: bool) -> Result<GrafeoDB, BackendError> {
    let mut config = if writable { Config::persistent(path) } else { Config::read_only(path) }
        .with_wal_durability(DurabilityMode::Sync);
    config.query_timeout = None;
    let db = GrafeoDB::with_config(config).map_err(store_error("open"))?;
    // The store indexes a property over all labels; one that has its index already is left alone.
    for property in Ontology::builtin().indexed_properties() {
        db.create_property_index(property);
    }
    Ok(db)
}

fn store_error(action: &'static str) -> impl Fn(grafeo::Error) -> BackendError {
    move |error| BackendError::Store { action, message: error.to_string() }
}

impl Transaction {
    /// The mark of the last transaction that wrote.
    fn last_mark(&self) -> Result<Option<String>, BackendError> {
        let last = &statement::LAST_WRITE;
        Ok(self.run(last.name, last.text, &params! { key: WRITTEN })?.first_text())
    }

    /// Leaves a mark of its own.
    fn note_mark(&self) -> Result<(), BackendError> {
        let note = &statement::NOTE_WRITE;
        let params = params! { key: WRITTEN, holder: "", mark: new_mark() };
        self.run(note.name, note.text, &params)?;
        Ok(())
    }

    /// Runs one statement.
    pub fn run(&self, name: &str, cypher: &str, params: &Params) -> Result<Rows, BackendError> {
        let params = params.iter().map(|(name, value)| (name.to_string(), to_store(value))).collect();
        let result = self.session.execute_cypher_with_params(cypher, params).map_err(|error| {
            BackendError::Statement { statement: name.to_owned(), message: error.to_string() }
        })?;
        let columns = result.columns.clone();
        let rows =
            result.into_rows().into_iter().map(|row| row.into_iter().map(from_store).collect()).collect();
        Ok(Rows { columns, rows })
    }
}

fn to_store(value: &Value) -> grafeo::Value {
    match value {
        Value::Null => grafeo::Value::Null,
        Value::Bool(value) => grafeo::Value::Bool(*value),
        Value::Int(value) => grafeo::Value::Int64(*value),
        Value::Float(value) => grafeo::Value::Float64(*value),
        Value::Text(text) => grafeo::Value::from(text.as_str()),
        Value::List(values) => grafeo::Value::List(values.iter().map(to_store).collect()),
        Value::Map(map) => grafeo::Value::Map(Arc::new(
            map.iter().map(|(name, value)| (name.as_ref().into(), to_store(value))).collect(),
        )),
    }
}

fn from_store(value: grafeo::Value) -> Value {
    match value {
        grafeo::Value::Null => Value::Null,
        grafeo::Value::Bool(value) => Value::Bool(value),
        grafeo::Value::Int64(value) => Value::Int(value),
        grafeo::Value::Float64(value) => Value::Float(value),
        grafeo::Value::String(text) => Value::Text(text.to_string()),
        grafeo::Value::List(values) => Value::List(values.iter().cloned().map(from_store).collect()),
        grafeo::Value::Map(map) => Value::Map(
            map.iter()
                .map(|(name, value)| (name.as_str().to_owned().into(), from_store(value.clone())))
                .collect(),
        ),
        grafeo::Value::Path { nodes, edges } => Value::Map(
            [("nodes", nodes), ("relations", edges)]
                .into_iter()
                .map(|(name, items)| {
                    (name.into(), Value::List(items.iter().cloned().map(from_store).collect()))
                })
                .collect(),
        ),
        // Kinds that we never store; a query of the user may still compute one.
        other => Value::Text(other.to_string()),
    }
}
