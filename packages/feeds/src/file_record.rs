//! The record of each raw copy: what the bytes do not say, so that a graph can be rebuilt from copies and records alone.

use crate::context::FileContext;
use crate::kind::FileKind;
use crate::whole::write_whole;
use domain::ids::SnapshotId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What is recorded about a raw copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileRecord {
    /// SHA-256 of the uncompressed bytes.
    pub snapshot: SnapshotId,
    /// Kind of file.
    pub kind: FileKind,
    /// The name under which it was imported, without folders.
    pub file_name: String,
    /// When it was first imported.
    pub fetched_at: Timestamp,
    /// Files that it supersedes, sorted.
    pub supersedes: Vec<SnapshotId>,
    /// What the user stated about it.
    #[serde(default, skip_serializing_if = "FileContext::is_empty")]
    pub context: FileContext,
    /// When an entry list was issued, oldest first: several times where a list came again after another one. Empty for
    /// other kinds of file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<Issue>,
}

/// An import of an entry list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Issue {
    /// When it was imported.
    pub at: Timestamp,
    /// Place among the imports of lists of its races, which decides between imports of one moment.
    pub sequence: u64,
}

/// Why a record cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The record is not what this program writes.
    #[error("{path}: {reason}; import the file again")]
    Damaged {
        /// The record.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The file system refuses.
    #[error("{path}: {error}; check its permissions and the disk")]
    Io {
        /// The record or its folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// The records: files `<sha>.json` in the folder of the raw copies.
#[derive(Clone, Debug)]
pub struct FileRecords {
    dir: PathBuf,
}

impl FileRecords {
    /// Records in a folder, which is created with the first record.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// The record of a raw copy, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn get(&self, id: &SnapshotId) -> Result<Option<FileRecord>, RecordError> {
        let path = self.path(id);
        if path.exists() { Ok(Some(read(&path)?)) } else { Ok(None) }
    }

    /// Writes a record whole; one that is equal already stays untouched.
    ///
    /// # Errors
    /// When the existing record cannot be read or the new one not be written.
    pub fn put(&self, record: &FileRecord) -> Result<(), RecordError> {
        if self.get(&record.snapshot)?.as_ref() == Some(record) {
            return Ok(());
        }
        let path = self.path(&record.snapshot);
        let text = serde_json::to_string_pretty(record)
            .map_err(|error| RecordError::Damaged { path: path.clone(), reason: error.to_string() })?;
        write_whole(&path, |file| file.write_all(text.as_bytes())).map_err(failed(&path))
    }

    /// Removes a record, if there is one.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn remove(&self, id: &SnapshotId) -> Result<(), RecordError> {
        let path = self.path(id);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&path)(error)),
            _ => Ok(()),
        }
    }

    /// All records, by id.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn all(&self) -> Result<Vec<FileRecord>, RecordError> {
        let entries = match fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(failed(&self.dir))?,
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(failed(&self.dir))?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                paths.push(path);
            }
        }
        paths.sort();
        paths.iter().map(|path| read(path)).collect()
    }

    fn path(&self, id: &SnapshotId) -> PathBuf {
        self.dir.join(format!("{id}.json"))
    }
}

fn read(path: &Path) -> Result<FileRecord, RecordError> {
    let text = fs::read_to_string(path).map_err(failed(path))?;
    serde_json::from_str(&text)
        .map_err(|error| RecordError::Damaged { path: path.to_owned(), reason: error.to_string() })
}

fn failed(path: &Path) -> impl Fn(io::Error) -> RecordError {
    let path = path.to_owned();
    move |error| RecordError::Io { path: path.clone(), error }
}
