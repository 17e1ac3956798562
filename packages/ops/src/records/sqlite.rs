//! The SQLite backend: one file in WAL mode, synced at every commit, which several processes may share.
//!
//! Writers of this process queue on a lock; those of other processes wait for each other within SQLite, at most
//! [`WAIT_MAX`]. Readers see the last committed state and wait for nobody.

mod migrate;
mod scan;

use super::moments::{milliseconds, moment};
use super::{Backend, Commit, Kind, Record, RecordsError, Scan, Write};
use rusqlite::types::Type;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, Row, TransactionBehavior, params};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The longest wait for writers of other processes.
pub const WAIT_MAX: Duration = Duration::from_secs(5);

/// Open connections for reading that are kept for the next reader.
const IDLE_READERS_MAX: usize = 8;

/// An open file of records.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Sqlite {
    /// Opens the file, or makes it with mode 0600, and brings its tables up to date.
    pub fn open(path: &Path) -> Result<Sqlite, RecordsError> {
        create_private(path)?;
        let mut writer = connect(path)?;
        migrate::migrate(&mut writer, path)?;
        Ok(Sqlite { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::new(Vec::new()) })
    }

    /// A panic elsewhere leaves no half-written state: an open transaction is rolled back when it is dropped.
    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, work: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, RecordsError> {
        let idle = || self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let pooled = idle().pop();
        let connection = match pooled {
            Some(connection) => connection,
            None => connect(&self.path)?,
        };
        let answer = work(&connection).map_err(|error| failure(&self.path, error))?;
        let mut idle = idle();
        if idle.len() < IDLE_READERS_MAX {
            idle.push(connection);
        }
        Ok(answer)
    }
}

impl Backend for Sqlite {
    fn get(&self, kind: Kind, id: &str) -> Result<Option<Record>, RecordsError> {
        self.read(|connection| {
            let sql = "SELECT id, owner, state, label, due, revision, body FROM records WHERE kind = ?1 AND id = ?2";
            connection.prepare_cached(sql)?.query_row(params![kind.name(), id], |row| record(kind, row)).optional()
        })
    }

    fn list(&self, scan: &Scan) -> Result<Vec<Record>, RecordsError> {
        self.read(|connection| {
            let (sql, values) = scan::select(scan);
            let mut statement = connection.prepare_cached(&sql)?;
            let rows =
                statement.query_map(rusqlite::params_from_iter(values), |row| record(scan.kind, row))?;
            rows.collect()
        })
    }

    fn commit(&self, writes: &[Write]) -> Result<Commit, RecordsError> {
        let mut connection = self.writer();
        let work = |connection: &mut Connection| {
            // The right to write is taken first: a commit never fails half-way for want of it.
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (index, write) in writes.iter().enumerate() {
                if !apply(&transaction, write)? {
                    return Ok(Commit::Conflict(index));
                }
            }
            transaction.commit()?;
            Ok(Commit::Done)
        };
        work(&mut connection).map_err(|error| failure(&self.path, error))
    }
}

/// Applies one write; false where it found another state than it expected.
fn apply(connection: &Connection, write: &Write) -> rusqlite::Result<bool> {
    let changed = match write {
        Write::Put(record) => connection
            .prepare_cached(
                "INSERT INTO records (kind, id, owner, state, label, due, revision, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7) ON CONFLICT (kind, id) DO NOTHING",
            )?
            .execute(params![
                record.kind.name(),
                record.id,
                record.owner,
                record.state,
                record.label,
                record.due.map(milliseconds),
                record.body
            ])?,
        Write::Replace(record) => connection
            .prepare_cached(
                "UPDATE records SET owner = ?3, state = ?4, label = ?5, due = ?6, body = ?7, revision = revision + 1
                 WHERE kind = ?1 AND id = ?2 AND revision = ?8",
            )?
            .execute(params![
                record.kind.name(),
                record.id,
                record.owner,
                record.state,
                record.label,
                record.due.map(milliseconds),
                record.body,
                record.revision
            ])?,
        Write::Remove { kind, id, revision } => connection
            .prepare_cached("DELETE FROM records WHERE kind = ?1 AND id = ?2 AND revision = ?3")?
            .execute(params![kind.name(), id, revision])?,
    };
    Ok(changed == 1)
}

fn record(kind: Kind, row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        kind,
        id: row.get(0)?,
        owner: row.get(1)?,
        state: row.get(2)?,
        label: row.get(3)?,
        due: row.get::<_, Option<i64>>(4)?.map(moment),
        revision: row.get(5)?,
        body: body(kind, row)?,
    })
}

/// A body that is not even text was changed outside this program: the error names the record.
fn body(kind: Kind, row: &Row<'_>) -> rusqlite::Result<String> {
    let bytes = row.get_ref(6)?.as_bytes()?;
    str::from_utf8(bytes).map(str::to_owned).map_err(|error| {
        let id = row.get::<_, String>(0).unwrap_or_default();
        let unreadable = RecordsError::Unreadable { kind: kind.name(), id, reason: error.to_string() };
        rusqlite::Error::FromSqlConversionFailure(6, Type::Text, Box::new(unreadable))
    })
}

/// SQLite gives its side files (`-wal`, `-shm`) the mode of the file.
fn create_private(path: &Path) -> Result<(), RecordsError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => {
            Err(RecordsError::Full { path: path.to_owned() })
        }
        // A file that is there can be opened for reading.
        Err(_) if path.is_file() => Ok(()),
        Err(error)
            if matches!(
                error.kind(),
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            Err(RecordsError::ReadOnly { path: path.to_owned() })
        }
        Err(error) => Err(RecordsError::Unavailable { reason: format!("{}: {error}", path.display()) }),
    }
}

fn connect(path: &Path) -> Result<Connection, RecordsError> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(WAIT_MAX)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // What was answered outlives a power failure.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        Ok(connection)
    };
    open().map_err(|error| failure(path, error))
}

fn failure(path: &Path, error: rusqlite::Error) -> RecordsError {
    let error = match error {
        rusqlite::Error::FromSqlConversionFailure(column, kind, cause) => match cause.downcast() {
            Ok(unreadable) => return *unreadable,
            Err(cause) => rusqlite::Error::FromSqlConversionFailure(column, kind, cause),
        },
        other => other,
    };
    let path = || path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => RecordsError::Busy { waited: WAIT_MAX },
        Some(ErrorCode::DiskFull) => RecordsError::Full { path: path() },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => RecordsError::ReadOnly { path: path() },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            RecordsError::Corrupt { reason: format!("{}: {error}", path().display()) }
        }
        Some(_) => RecordsError::Unavailable { reason: format!("{}: {error}", path().display()) },
        // A column of another type, or text that is not UTF-8.
        None => RecordsError::Corrupt { reason: format!("{}: {error}", path().display()) },
    }
}
