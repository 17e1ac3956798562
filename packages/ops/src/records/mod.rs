//! The backend of operational records.
//!
//! A [`Record`] is a JSON body under a kind and an id, with the few fields that lists filter on beside it. A backend
//! needs three operations, all on one state: get, list, and commit. A commit is a list of writes of which all take
//! effect or none: put if absent, replace or remove if the revision is still the one read. Everything else in this
//! crate (jobs, keys, chains) is built from these, so that a second backend has little to implement and one suite
//! ([`suite`]) can try both.
//!
//! No backend replaces or removes a record of an append-only kind.

mod cursor;
mod document;
mod error;
pub mod moments;
pub mod sqlite;
pub mod suite;

pub use cursor::{Cursor, InvalidCursor, Page};
pub use document::{Document, Versioned, put};
pub use error::RecordsError;

use jiff::Timestamp;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// The kinds of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Who owns keys and jobs.
    Account,
    /// A stored API key.
    Key,
    /// A job of the queue.
    Job,
    /// Which job an idempotency key of the queue stands for.
    JobKey,
    /// A run of a pipeline.
    Run,
    /// An answer kept under an idempotency key.
    Idempotency,
    /// A line of the audit trail. Append-only.
    Audit,
    /// A link of a chain of digests. Append-only.
    Link,
    /// The head of a chain of digests.
    Head,
    /// A decision, about a claim for instance. Append-only.
    Decision,
    /// A right to write that one holder has at a time.
    Lease,
    /// What happened. Append-only.
    Event,
    /// What the last attempt made of a part of the data.
    Partition,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 13] = [
        Kind::Account,
        Kind::Key,
        Kind::Job,
        Kind::JobKey,
        Kind::Run,
        Kind::Idempotency,
        Kind::Audit,
        Kind::Link,
        Kind::Head,
        Kind::Decision,
        Kind::Lease,
        Kind::Event,
        Kind::Partition,
    ];

    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Account => "account",
            Kind::Key => "key",
            Kind::Job => "job",
            Kind::JobKey => "job-key",
            Kind::Run => "run",
            Kind::Idempotency => "idempotency",
            Kind::Audit => "audit",
            Kind::Link => "link",
            Kind::Head => "head",
            Kind::Decision => "decision",
            Kind::Lease => "lease",
            Kind::Event => "event",
            Kind::Partition => "partition",
        }
    }

    /// Whether its records are only ever added.
    pub fn append_only(self) -> bool {
        matches!(self, Kind::Audit | Kind::Link | Kind::Decision | Kind::Event)
    }
}

/// One stored record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its kind.
    pub kind: Kind,
    /// Unique within its kind.
    pub id: String,
    /// What it belongs to: the account of a job, the series of a chain, the claim of a decision.
    pub owner: String,
    /// Where it is in its life; empty where that means nothing.
    pub state: String,
    /// A second name to filter on: the kind of a job, the action of an audit line.
    pub label: String,
    /// When something is to happen with it. Milliseconds count; a backend rounds up, so that nothing is due early.
    pub due: Option<Timestamp>,
    /// 1 when put, one more with every replacement.
    pub revision: i64,
    /// JSON.
    pub body: String,
}

/// One write of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Puts a record that is not there; its revision becomes 1.
    Put(Record),
    /// Replaces the record of the same kind and id if it still has this record's revision, and counts it up.
    Replace(Record),
    /// Removes a record if it still has this revision.
    Remove {
        /// Its kind.
        kind: Kind,
        /// Its id.
        id: String,
        /// The revision that was read.
        revision: i64,
    },
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a conflict wrote nothing"]
pub enum Commit {
    /// Every write took effect.
    Done,
    /// Nothing was written: the write of this index found another state than it expected.
    Conflict(usize),
}

/// The order of a list, and where it goes on. Texts compare by their bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// By id, ascending, after this one.
    Ascending(Option<String>),
    /// By id, descending, after this one: the newest first.
    Descending(Option<String>),
    /// By moment due and id, ascending, after this pair; only records that have such a moment.
    Due(Option<(Timestamp, String)>),
}

/// Which records to list. `None` means any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// Their kind.
    pub kind: Kind,
    /// Their owner.
    pub owner: Option<String>,
    /// Their state.
    pub state: Option<String>,
    /// Their label.
    pub label: Option<String>,
    /// Due at this moment or before.
    pub due_by: Option<Timestamp>,
    /// The order.
    pub order: Order,
    /// At most this many.
    pub limit: usize,
}

impl Scan {
    /// All records of a kind by ascending id, 100 of them.
    pub fn of(kind: Kind) -> Scan {
        Scan {
            kind,
            owner: None,
            state: None,
            label: None,
            due_by: None,
            order: Order::Ascending(None),
            limit: 100,
        }
    }

    /// Only those of an owner.
    pub fn owner(self, owner: impl fmt::Display) -> Scan {
        Scan { owner: Some(owner.to_string()), ..self }
    }

    /// Only those in a state.
    pub fn state(self, state: &str) -> Scan {
        Scan { state: Some(state.to_owned()), ..self }
    }

    /// Only those with a label.
    pub fn label(self, label: &str) -> Scan {
        Scan { label: Some(label.to_owned()), ..self }
    }

    /// Only those due by a moment, in the order in which they fall due.
    pub fn due_by(self, now: Timestamp) -> Scan {
        Scan { due_by: Some(now), order: Order::Due(None), ..self }
    }

    /// The newest first.
    pub fn newest_first(self) -> Scan {
        Scan { order: Order::Descending(None), ..self }
    }

    /// At most this many.
    pub fn limit(self, limit: usize) -> Scan {
        Scan { limit, ..self }
    }

    /// Goes on after a record of the last page.
    #[must_use]
    pub fn after(self, record: &Record) -> Scan {
        let id = Some(record.id.clone());
        let order = match self.order {
            Order::Ascending(_) => Order::Ascending(id),
            Order::Descending(_) => Order::Descending(id),
            Order::Due(_) => Order::Due(record.due.map(|due| (due, record.id.clone()))),
        };
        Scan { order, ..self }
    }
}

/// What a backend of records does. Each call sees one committed state, and a commit that was answered lasts.
pub trait Backend: Send + Sync + fmt::Debug {
    /// One record, if it is there.
    fn get(&self, kind: Kind, id: &str) -> Result<Option<Record>, RecordsError>;

    /// The records that a scan asks for, in its order.
    fn list(&self, scan: &Scan) -> Result<Vec<Record>, RecordsError>;

    /// All of the writes or none.
    fn commit(&self, writes: &[Write]) -> Result<Commit, RecordsError>;
}

#[derive(Clone, Debug)]
enum Place {
    Sqlite(Arc<sqlite::Sqlite>),
    Other(Arc<dyn Backend>),
}

/// The records, wherever they are. Cheap to clone; safe to share between threads.
///
/// ```
/// use ops::records::{Kind, Record, Records, Scan, Write, Commit};
/// let folder = tempfile::tempdir().unwrap();
/// let records = Records::open(&folder.path().join("ops.db")).unwrap();
/// let account = Record {
///     kind: Kind::Account, id: "a".into(), owner: String::new(), state: String::new(), label: String::new(),
///     due: None, revision: 0, body: "{}".into(),
/// };
/// assert_eq!(records.commit(&[Write::Put(account.clone())]).unwrap(), Commit::Done);
/// assert_eq!(records.commit(&[Write::Put(account)]).unwrap(), Commit::Conflict(0), "it is there already");
/// assert_eq!(records.list(&Scan::of(Kind::Account)).unwrap().len(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Records {
    place: Place,
}

impl Records {
    /// Opens the SQLite file at a path, or makes it with mode 0600. The folder must be there.
    pub fn open(path: &Path) -> Result<Records, RecordsError> {
        Ok(Records { place: Place::Sqlite(Arc::new(sqlite::Sqlite::open(path)?)) })
    }

    /// Records in another backend, which keeps the contract of [`suite`].
    pub fn elsewhere(backend: Arc<dyn Backend>) -> Records {
        Records { place: Place::Other(backend) }
    }

    fn backend(&self) -> &dyn Backend {
        match &self.place {
            Place::Sqlite(sqlite) => sqlite.as_ref(),
            Place::Other(backend) => backend.as_ref(),
        }
    }

    /// One record, if it is there.
    pub fn get(&self, kind: Kind, id: &str) -> Result<Option<Record>, RecordsError> {
        self.backend().get(kind, id)
    }

    /// The records that a scan asks for, in its order.
    pub fn list(&self, scan: &Scan) -> Result<Vec<Record>, RecordsError> {
        self.backend().list(scan)
    }

    /// All of the writes or none. A replacement or removal of an append-only kind is refused.
    pub fn commit(&self, writes: &[Write]) -> Result<Commit, RecordsError> {
        for write in writes {
            let (kind, id) = match write {
                Write::Put(_) => continue,
                Write::Replace(record) => (record.kind, &record.id),
                Write::Remove { kind, id, .. } => (*kind, id),
            };
            if kind.append_only() {
                return Err(RecordsError::AppendOnly { kind: kind.name(), id: id.clone() });
            }
        }
        self.backend().commit(writes)
    }
}
