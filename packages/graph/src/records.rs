//! Operational records as `:Ops` nodes on a server, for whatever keeps its records there.
//!
//! This module knows keys, revisions and the fields that lists filter on; what a record means is its owner's business.
//! Writing them neither takes the right to write nor moves the mark of the graph. An embedded graph keeps none: a
//! process of its own keeps them in a file.

use crate::error::BackendError;
use crate::mark::new_mark;
use crate::neo4j::{Neo4j, Neo4jServer, Transaction};
use crate::statement;
use crate::value::{Params, Row, Value, params, row};
use std::collections::BTreeMap;
use std::fmt;

/// Label of their nodes.
pub(crate) const LABEL: &str = "Ops";

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// Its kind: lower-case letters and hyphens.
    pub kind: String,
    /// Unique within its kind.
    pub id: String,
    /// What it belongs to.
    pub owner: String,
    /// Where it is in its life.
    pub state: String,
    /// A second name to filter on.
    pub label: String,
    /// When something is to happen with it, in milliseconds since 1970.
    pub due: Option<i64>,
    /// 1 when put, one more with every replacement.
    pub revision: i64,
    /// Its body.
    pub body: String,
}

/// One write of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordWrite {
    /// Puts a record that is not there.
    Put(StoredRecord),
    /// Replaces a record that still has this record's revision.
    Replace(StoredRecord),
    /// Removes a record that still has this revision.
    Remove {
        /// Its kind.
        kind: String,
        /// Its id.
        id: String,
        /// The revision.
        revision: i64,
    },
}

/// The order of a list, and after what it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordOrder {
    /// By id.
    Ascending(Option<String>),
    /// By id, the greatest first.
    Descending(Option<String>),
    /// By moment due and id.
    Due(Option<(i64, String)>),
}

/// Which records to list; `None` means any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordScan {
    /// Their kind.
    pub kind: String,
    /// Their owner.
    pub owner: Option<String>,
    /// Their state.
    pub state: Option<String>,
    /// Their label.
    pub label: Option<String>,
    /// Due by this moment.
    pub due_by: Option<i64>,
    /// The order.
    pub order: RecordOrder,
    /// At most this many.
    pub limit: usize,
}

/// The records on a server. Every method waits for the server and may be called from any thread that drives no async
/// tasks.
pub struct RecordStore {
    neo4j: Neo4j,
}

impl fmt::Debug for RecordStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordStore({})", self.neo4j.describe())
    }
}

/// How many commits a record remembers: a commit whose answer was lost is recognised by the last of them.
const COMMITS_KEPT: usize = 8;

impl RecordStore {
    /// Connects, and makes sure that keys are unique. `holder` names this process to others.
    ///
    /// # Errors
    /// What keeps the server from answering.
    pub fn open(server: &Neo4jServer, holder: &str) -> Result<Self, BackendError> {
        let neo4j = Neo4j::open(server, holder)?;
        for schema in [&statement::RECORD_IDENTITY, &statement::RECORD_DUE_INDEX] {
            neo4j.schema(schema.name, schema.text)?;
        }
        Ok(Self { neo4j })
    }

    /// One record, if it is there.
    ///
    /// # Errors
    /// When the server fails.
    pub fn get(&self, kind: &str, id: &str) -> Result<Option<StoredRecord>, BackendError> {
        let found = self.read(&statement::RECORD_GET, kind, params! { key: key(kind, id) })?;
        Ok(found.into_iter().next())
    }

    /// The records that a scan asks for, in its order.
    ///
    /// # Errors
    /// When the server fails.
    pub fn list(&self, scan: &RecordScan) -> Result<Vec<StoredRecord>, BackendError> {
        let kind = scan.kind.as_str();
        let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::from);
        let limit = i64::try_from(scan.limit).unwrap_or(i64::MAX);
        let (statement, mut bounds) = match &scan.order {
            RecordOrder::Ascending(after) => {
                let above = key(kind, after.as_deref().unwrap_or_default());
                (&statement::RECORD_LIST_ASCENDING, params! { above: above, below: end(kind) })
            }
            RecordOrder::Descending(after) => {
                let below = after.as_deref().map_or_else(|| end(kind), |id| key(kind, id));
                (&statement::RECORD_LIST_DESCENDING, params! { above: key(kind, ""), below: below })
            }
            RecordOrder::Due(after) => {
                let (from, id) = after.clone().unwrap_or((i64::MIN, String::new()));
                (&statement::RECORD_LIST_DUE, params! { kind: kind, dueFrom: from, after: id })
            }
        };
        let due_by = match (&scan.order, scan.due_by) {
            (_, Some(moment)) => Value::from(moment),
            (RecordOrder::Due(_), None) => Value::from(i64::MAX),
            (_, None) => Value::Null,
        };
        bounds.extend(params! {
            owner: text(&scan.owner), state: text(&scan.state), label: text(&scan.label), dueBy: due_by, limit: limit,
        });
        self.read(statement, kind, bounds)
    }

    /// All of the writes or none; the index of the first that found another state than it expected, where one did. A
    /// commit whose answer was lost is found to have happened or not: nothing is written twice.
    ///
    /// # Errors
    /// When the server fails.
    pub fn commit(&self, writes: &[RecordWrite]) -> Result<Result<(), usize>, BackendError> {
        let commit = new_mark();
        let mut answer_lost = false;
        self.neo4j.retrying(|| {
            let transaction = Transaction::writing(&self.neo4j)?;
            let found = taken(&transaction, writes, &commit)?;
            // An earlier try was carried out after all. Of what it removed nothing is left to tell.
            let removed = |write: &RecordWrite| matches!(write, RecordWrite::Remove { .. });
            if found.values().any(|found| found.commits.contains(&commit))
                || (answer_lost && writes.iter().all(removed) && found.is_empty())
            {
                transaction.roll_back();
                return Ok(Ok(()));
            }
            if let Some(conflict) = writes.iter().position(|write| !write.fits(found.get(&write.key()))) {
                transaction.roll_back();
                return Ok(Err(conflict));
            }
            if let Some(conflict) = write(&transaction, writes, &found, &commit)? {
                transaction.roll_back();
                return Ok(Err(conflict));
            }
            answer_lost = true;
            transaction.commit().map(Ok)
        })
    }

    fn read(
        &self,
        statement: &statement::Statement,
        kind: &str,
        params: Params,
    ) -> Result<Vec<StoredRecord>, BackendError> {
        self.neo4j.retrying(|| {
            let rows = Transaction::reading(&self.neo4j).run(statement.name, statement.text, &params)?;
            rows.readers().map(|row| record(kind, row).map_err(|error| not_ours(statement, error))).collect()
        })
    }
}

impl RecordWrite {
    fn key(&self) -> String {
        match self {
            Self::Put(record) | Self::Replace(record) => key(&record.kind, &record.id),
            Self::Remove { kind, id, .. } => key(kind, id),
        }
    }

    fn fits(&self, found: Option<&Found>) -> bool {
        match self {
            Self::Put(_) => found.is_none(),
            Self::Replace(StoredRecord { revision, .. }) | Self::Remove { revision, .. } => {
                found.is_some_and(|found| found.revision == *revision)
            }
        }
    }
}

/// What a locked record says.
struct Found {
    revision: i64,
    /// The last commits that wrote it, the latest first.
    commits: Vec<String>,
}

/// Locks the records of the writes, in one order for all, and reads them.
fn taken(
    transaction: &Transaction<'_>,
    writes: &[RecordWrite],
    commit: &str,
) -> Result<BTreeMap<String, Found>, BackendError> {
    let mut keys: Vec<String> = writes.iter().map(RecordWrite::key).collect();
    keys.sort_unstable();
    let keys = Value::List(keys.into_iter().map(Value::from).collect());
    let take = &statement::RECORD_TAKE;
    let rows = transaction.run(take.name, take.text, &params! { keys: keys, commit: commit })?;
    let found = |row: Row<'_>| {
        let commits = row.text("commits")?.split(' ').map(str::to_owned).collect();
        Ok((row.text("key")?.to_owned(), Found { revision: row.int("revision")?, commits }))
    };
    rows.readers().map(|row| found(row).map_err(|error| not_ours(take, error))).collect()
}

/// Writes; the index of a record that another transaction put meanwhile.
fn write(
    transaction: &Transaction<'_>,
    writes: &[RecordWrite],
    found: &BTreeMap<String, Found>,
    commit: &str,
) -> Result<Option<usize>, BackendError> {
    let (mut put, mut replaced, mut removed) = (Vec::new(), Vec::new(), Vec::new());
    for write in writes {
        let key = write.key();
        match write {
            RecordWrite::Put(record) => put.push(fields(&key, record, commit.to_owned())),
            RecordWrite::Replace(record) => {
                let before = found.get(&key).into_iter().flat_map(|found| &found.commits);
                let commits = std::iter::once(commit).chain(before.map(String::as_str)).take(COMMITS_KEPT);
                replaced.push(fields(&key, record, commits.collect::<Vec<_>>().join(" ")));
            }
            RecordWrite::Remove { .. } => removed.push(Value::from(key)),
        }
    }
    let run = |statement: &statement::Statement, params: Params| {
        transaction.run(statement.name, statement.text, &params)
    };
    if !put.is_empty() {
        let statement = &statement::RECORD_PUT;
        for row in run(statement, params! { rows: Value::List(put) })?.readers() {
            let text = |column| row.text(column).map_err(|error| not_ours(statement, error));
            if text("commits")? != commit {
                let key = text("key")?;
                return Ok(writes.iter().position(|write| write.key() == key));
            }
        }
    }
    if !replaced.is_empty() {
        run(&statement::RECORD_REPLACE, params! { rows: Value::List(replaced) })?;
    }
    if !removed.is_empty() {
        run(&statement::RECORD_REMOVE, params! { keys: Value::List(removed) })?;
    }
    Ok(None)
}

fn fields(key: &str, record: &StoredRecord, commits: String) -> Value {
    row! {
        key: key, kind: record.kind.as_str(), id: record.id.as_str(), owner: record.owner.as_str(),
        state: record.state.as_str(), label: record.label.as_str(), due: record.due.map_or(Value::Null, Value::from),
        body: record.body.as_str(), commits: commits,
    }
}

fn record(kind: &str, row: Row<'_>) -> Result<StoredRecord, crate::error::ReadError> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(StoredRecord {
        kind: kind.to_owned(),
        id: text("id")?,
        owner: text("owner")?,
        state: text("state")?,
        label: text("label")?,
        due: row.int_opt("due")?,
        revision: row.int("revision")?,
        body: text("body")?,
    })
}

/// A node that this program did not write so.
fn not_ours(statement: &statement::Statement, error: crate::error::ReadError) -> BackendError {
    BackendError::Statement { statement: statement.name.to_owned(), message: error.to_string() }
}

fn key(kind: &str, id: &str) -> String {
    format!("{kind}/{id}")
}

/// Above every key of a kind: `0` comes after `/`.
fn end(kind: &str) -> String {
    format!("{kind}0")
}
