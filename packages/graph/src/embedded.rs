//! The embedded backend: grafeo 0.5.44 in a file of its own.
//!
//! Measured faults of that version, designed around here:
//! - MERGE on one key from several threads makes duplicates: there is one writer at a time, and no
//!   reader while it holds a transaction. So a reader sees one state for as long as it reads, and a
//!   transaction waits for the readers that came before it.
//! - After an unclean exit property indexes are gone: they are made anew at every open (in memory,
//!   nothing is logged for it).
//! - Closing a database rewrites its whole file, even if nothing changed. So a short log stays beside
//!   the file, the database is not closed, and the next open replays the log, as it does after a kill.
//! - Closing removes the log's directory file by file. If only its mark of the last fold is left after a
//!   kill, the next log would be skipped: such a directory is removed at open.
//! - A commit whose log record could not be written is only a warning: the log's record count is
//!   compared instead.
//! - A write without RETURN yields rows all the same: callers ignore them.

use crate::error::{BackendError, OpenError, ReadError, WriteError};
use crate::lock::OwnerLock;
use crate::mark::{WRITTEN, new_mark};
use crate::statement;
use crate::value::{Params, Rows, Value, params};
use grafeo::{Config, DurabilityMode, GrafeoDB};
use grafeo_storage::wal::{LpgWal, WalRecord, WalRecovery};
use ontology::Ontology;
use parking_lot::{Mutex, MutexGuard, RwLock, RwLockWriteGuard};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The log is folded into the file once it is this long, so that a long-lived owner's recovery
/// stays short.
const LOG_BYTES_MAX: usize = 64 << 20;

/// A log up to this long stays beside the file when the graph is closed; replaying it takes far less time
/// than rewriting the file.
const KEPT_LOG_BYTES_MAX: u64 = 1 << 20;

/// The file in which a log says up to where it was folded into the graph's file.
const FOLD_MARK: &str = "checkpoint.meta";

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
    /// Transactions and schema changes of this process.
    writes: AtomicU64,
    _owner: OwnerLock,
}

struct Open {
    /// Absent only after reopening failed, or while the graph is being closed.
    db: Option<GrafeoDB>,
    /// Whether the directory entries of the log were synced.
    log_dir_synced: bool,
    /// Whether the schema changed: the log records that outside any transaction, so such a log is not kept.
    schema_changed: bool,
    /// Transactions committed since the file was last opened.
    commits: usize,
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
        let open = RwLock::new(Open::at(&path)?);
        Ok(Self {
            path,
            writer: Mutex::new(()),
            open,
            lock_limit: LOCK_LIMIT,
            writes: AtomicU64::new(0),
            _owner: owner,
        })
    }

    /// How many transactions and schema changes there were. Counted while no reader looks, as they are made.
    pub fn writes(&self) -> u64 {
        self.writes.load(Ordering::Acquire)
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
        let db = open.db().map_err(ReadError::from)?;
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
        self.write_beside(|transaction| Ok((work(transaction)?, transaction.note_mark()?).0))
    }

    /// The same without a mark, for what is no fact; no guard is needed.
    pub fn write_beside<T>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        let mut open = self.alone()?;
        self.writes.fetch_add(1, Ordering::Release);
        open.sync_log_dir()?;
        let db = open.db()?;
        let logged = db.wal().map(|log| log.record_count());
        let mut transaction = Transaction { session: db.session() };
        transaction.session.begin_transaction().map_err(store_error("begin a transaction"))?;
        match work(&transaction) {
            Ok(value) => {
                transaction.session.commit().map_err(store_error("commit"))?;
                if db.wal().map(|log| log.record_count()) == logged {
                    let message = "the log did not take the transaction".to_owned();
                    return Err(BackendError::Store { action: "commit", message }.into());
                }
                if db.wal().is_some_and(|log| log.size_bytes() > LOG_BYTES_MAX) {
                    db.wal_checkpoint().map_err(store_error("fold its log into the file"))?;
                }
                open.commits += 1;
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
        self.writes.fetch_add(1, Ordering::Release);
        open.sync_log_dir()?;
        open.schema_changed = true;
        Transaction { session: open.db()?.session() }.run(name, cypher, &Params::new())?;
        Ok(())
    }

    /// Reads back from disk what this process committed, and counts it. A long log is folded into the file,
    /// which is then closed, opened again and counted; a short one is read with new handles, each record
    /// against its checksum. The caller has the guard of [`Embedded::writer`].
    pub fn read_back(&self) -> Result<(), WriteError> {
        let busy = || ReadError::Busy { seconds: self.lock_limit.as_secs() };
        let open = self.open.try_read_for(self.lock_limit).ok_or_else(busy)?;
        if open.commits == 0 && !open.schema_changed {
            return Ok(());
        }
        if open.keeps_log()? {
            return Ok(open.read_log_back()?);
        }
        drop(open);
        Ok(self.alone()?.reopen(&self.path)?)
    }

    /// Waits until no thread reads.
    fn alone(&self) -> Result<RwLockWriteGuard<'_, Open>, WriteError> {
        self.open.try_write_for(self.lock_limit).ok_or_else(|| self.busy())
    }

    fn busy(&self) -> WriteError {
        WriteError::Busy { seconds: self.lock_limit.as_secs() }
    }
}

impl Open {
    fn at(path: &Path) -> Result<Self, BackendError> {
        let db = Some(open_file(path)?);
        Ok(Self { db, log_dir_synced: false, schema_changed: false, commits: 0 })
    }

    fn db(&self) -> Result<&GrafeoDB, BackendError> {
        self.db.as_ref().ok_or_else(|| BackendError::Store {
            action: "answer",
            message: "it could not be reopened earlier".to_owned(),
        })
    }

    /// Syncs the directory entries of the log once: without its name a synced log could be lost.
    fn sync_log_dir(&mut self) -> Result<(), BackendError> {
        if !self.log_dir_synced {
            if let Some(log) = self.db()?.wal() {
                let dirs = [Some(log.dir()), log.dir().parent()];
                dirs.into_iter().flatten().try_for_each(sync_dir).map_err(|error| BackendError::Store {
                    action: "sync the directory of its log",
                    message: error.to_string(),
                })?;
            }
            self.log_dir_synced = true;
        }
        Ok(())
    }

    /// Whether the log is short enough to stay beside the file.
    fn keeps_log(&self) -> Result<bool, BackendError> {
        let Some(log) = self.db()?.wal() else { return Ok(false) };
        let bytes = log_bytes(log).map_err(store_error("measure its log"))?;
        Ok(!self.schema_changed && bytes <= KEPT_LOG_BYTES_MAX)
    }

    /// Reads the log with new handles and counts its transactions; the last one must be this process's last.
    fn read_log_back(&self) -> Result<(), BackendError> {
        let db = self.db()?;
        let Some(log) = db.wal() else { return Ok(()) };
        let read =
            WalRecovery::new(log.dir()).recover_with_tail().map_err(store_error("read back its log"))?;
        let commits = read
            .records
            .iter()
            .filter(|record| matches!(record, WalRecord::TransactionCommit { .. }))
            .count();
        let mark = Transaction { session: db.session_with_role(grafeo::Role::ReadOnly) }.last_mark()?;
        let mark = mark.map(|mark| grafeo::Value::from(mark.as_str()));
        let is_mark = |record: &WalRecord| match record {
            WalRecord::SetNodeProperty { value, .. } => Some(value) == mark.as_ref(),
            _ => false,
        };
        if read.torn_tail || commits < self.commits || !read.records.iter().any(is_mark) {
            let message = format!("{} of {} transactions are in it", commits.min(self.commits), self.commits);
            return Err(BackendError::Store { action: "read back its log", message });
        }
        Ok(())
    }

    /// Folds the log into the file, opens the file again and compares what is in it.
    fn reopen(&mut self, path: &Path) -> Result<(), BackendError> {
        let count = |db: &GrafeoDB| (db.node_count(), db.edge_count());
        let db = self.db()?;
        let written = count(db);
        db.close().map_err(store_error("fold its log into the file"))?;
        self.db = None;
        let reopened = Self::at(path)?;
        let read = count(reopened.db()?);
        *self = reopened;
        if read != written {
            let message = format!("{read:?} nodes and relations are in it, {written:?} were written");
            return Err(BackendError::Store { action: "read back its file", message });
        }
        Ok(())
    }

    /// Closes the database: a long log is folded into the file, a short one stays beside it.
    fn close(&mut self) -> Result<(), grafeo::Error> {
        let keeps_log = self.keeps_log().unwrap_or(false);
        let Some(db) = self.db.take() else { return Ok(()) };
        let (Some(log), Some(file), true) = (db.wal(), db.file_manager(), keeps_log) else {
            return db.close();
        };
        log.sync()?;
        let is_empty = log_bytes(log)? == 0;
        log.close_active_log();
        if is_empty {
            remove_log(log.dir())?;
        }
        file.close()?;
        // Dropping it would rewrite the file. Its memory and one file handle are released when the process
        // ends; a process opens a graph once.
        std::mem::forget(db);
        Ok(())
    }
}

/// Length of the log's files; the mark of the last fold is not counted.
fn log_bytes(log: &LpgWal) -> Result<u64, grafeo::Error> {
    let mut bytes = 0;
    for file in log.log_files()? {
        bytes += std::fs::metadata(file)?.len();
    }
    Ok(bytes)
}

/// Removes a log that holds nothing. The mark of the last fold goes first: a kill must not leave it alone,
/// since the next log begins at number 0, which the mark would skip.
fn remove_log(dir: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(dir.join(FOLD_MARK)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    std::fs::remove_dir_all(dir)
}

/// Removes the log's directory if a kill left nothing in it but the mark of the last fold.
fn remove_lone_fold_mark(path: &Path) -> std::io::Result<()> {
    let dir = path.with_added_extension("wal");
    if !dir.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(&dir)? {
        if entry?.file_name() != FOLD_MARK {
            return Ok(());
        }
    }
    std::fs::remove_dir_all(&dir)
}

impl Drop for Open {
    fn drop(&mut self) {
        // What could not be folded into the file is still in the log, and the next open replays it.
        let _ = self.close();
    }
}

fn sync_dir(dir: &Path) -> std::io::Result<()> {
    // Windows cannot open directories as files.
    if cfg!(unix) { std::fs::File::open(dir)?.sync_all() } else { Ok(()) }
}

fn open_file(path: &Path) -> Result<GrafeoDB, BackendError> {
    remove_lone_fold_mark(path)
        .map_err(|error| BackendError::Store { action: "remove an empty log", message: error.to_string() })?;
    let mut config = Config::persistent(path).with_wal_durability(DurabilityMode::Sync);
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
