//! What can go wrong with a backend of records.

use std::path::PathBuf;
use std::time::Duration;

/// A failure of the backend, or of what it holds.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// Another process was writing all the while. Trying again later helps.
    #[error("could not get the write lock of the records within {} s", waited.as_secs_f64())]
    Busy {
        /// How long this call waited.
        waited: Duration,
    },
    /// The disk has no room. Reads still work.
    #[error("no space left for the records in {}", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder may not be written. Reads still work.
    #[error("the records in {} cannot be written: the file or its folder is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The backend does not answer: the disk, or a server, failed.
    #[error("the records do not answer: {reason}")]
    Unavailable {
        /// What the backend reported.
        reason: String,
    },
    /// The file is not what this program wrote.
    #[error("the records are corrupt: {reason}")]
    Corrupt {
        /// What the backend reported.
        reason: String,
    },
    /// A body that cannot be read as its kind: it was changed outside this program, or written by another version.
    #[error("cannot read {kind} {id}: {reason}")]
    Unreadable {
        /// Its kind.
        kind: &'static str,
        /// Its id.
        id: String,
        /// The first fault.
        reason: String,
    },
    /// A migration that was applied has another text now.
    #[error("migration {name} was applied with checksum {applied}, and this program has {known}")]
    ChangedMigration {
        /// Its name.
        name: String,
        /// The checksum on record.
        applied: String,
        /// The checksum of this program's text.
        known: String,
    },
    /// The file was written by a later version of the program.
    #[error(
        "the records have migration {name}, which this program does not know: use the version that made it"
    )]
    Newer {
        /// The unknown migration.
        name: String,
    },
    /// An attempt to change what is only ever added to.
    #[error("{kind} {id} cannot be changed or removed: records of this kind are only added")]
    AppendOnly {
        /// Its kind.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// Others kept changing the same record.
    #[error("{kind} {id} was changed by someone else {tries} times in a row")]
    Contended {
        /// Its kind.
        kind: &'static str,
        /// Its id.
        id: String,
        /// How often it was tried.
        tries: u32,
    },
    /// No randomness for an id.
    #[error(transparent)]
    Randomness(#[from] crate::random::NoRandomness),
}
