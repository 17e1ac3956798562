//! The files that facts came from.

use crate::error::{ReadError, WriteError};
use crate::keys::race_group_key;
use crate::statement;
use crate::store::{Exclusive, Store, Tx};
use crate::value::params;
use crate::view::View;
use domain::facts::RaceGroupKey;
use domain::ids::SnapshotId;
use jiff::Timestamp;

/// A file as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotMeta {
    /// SHA-256 of its uncompressed bytes.
    pub id: SnapshotId,
    /// What it is: `race-logs`, `entries`, `results`, `teams`.
    pub kind: String,
    /// The name it came under, without folders.
    pub file_name: String,
    /// Rows in it.
    pub rows: u32,
    /// Rows complained about.
    pub complaints: u32,
    /// When it was taken in.
    pub fetched_at: Timestamp,
    /// Files over whose rows its own rows win, sorted; they need not be there.
    pub supersedes: Vec<SnapshotId>,
    /// Whether everything it states has been applied; false while an import is under way.
    pub complete: bool,
}

impl Store {
    /// As [`Exclusive::put_snapshot`].
    ///
    /// # Errors
    /// When the store fails.
    pub fn put_snapshot(&self, snapshot: &SnapshotMeta) -> Result<(), WriteError> {
        self.exclusive()?.put_snapshot(snapshot)
    }

    /// As [`Exclusive::remove_snapshot`].
    ///
    /// # Errors
    /// When the store fails.
    pub fn remove_snapshot(&self, id: &SnapshotId) -> Result<bool, WriteError> {
        self.exclusive()?.remove_snapshot(id)
    }
}

impl View<'_> {
    /// All files, by id.
    ///
    /// # Errors
    /// When the store fails.
    pub fn snapshots(&self) -> Result<Vec<SnapshotMeta>, ReadError> {
        read_snapshots(&self.tx)
    }

    /// The files that state anything in `race_groups`, sorted.
    ///
    /// # Errors
    /// When the store fails.
    pub fn parts_of(&self, race_groups: &[RaceGroupKey]) -> Result<Vec<SnapshotId>, ReadError> {
        let race_groups: Vec<String> = race_groups.iter().map(RaceGroupKey::to_string).collect();
        let tx = &self.tx;
        let rows = tx.run(&statement::RACE_GROUP_SNAPSHOTS, params! { raceGroups: race_groups.clone() })?;
        rows.readers().map(|row| row.text("key").map(SnapshotId::from)).collect()
    }

    /// The race groups of which a file states anything, sorted.
    ///
    /// # Errors
    /// When the store fails.
    pub fn race_groups_of(&self, id: &SnapshotId) -> Result<Vec<RaceGroupKey>, ReadError> {
        let tx = &self.tx;
        let rows = tx.run(&statement::SNAPSHOT_RACE_GROUPS, params! { key: id.as_str() })?;
        rows.readers().map(|row| race_group_key(row.text("raceGroup")?)).collect()
    }
}

impl Exclusive<'_> {
    /// Records a file, or updates its record; writes nothing if nothing changes.
    ///
    /// # Errors
    /// When the store fails.
    pub fn put_snapshot(&self, snapshot: &SnapshotMeta) -> Result<(), WriteError> {
        if self.read(read_snapshots)?.contains(snapshot) {
            return Ok(());
        }
        let supersedes: Vec<&str> = snapshot.supersedes.iter().map(SnapshotId::as_str).collect();
        let put = params! {
            key: snapshot.id.as_str(), feed: snapshot.kind.as_str(), fileName: snapshot.file_name.as_str(),
            rows: snapshot.rows, complaints: snapshot.complaints,
            fetchedAt: snapshot.fetched_at, supersedes: supersedes, complete: snapshot.complete,
        };
        self.transaction(|tx| {
            tx.run(&statement::PUT_SNAPSHOT, put.clone())?;
            tx.run(&statement::DROP_SUPERSEDED, params! { key: snapshot.id.as_str() })?;
            tx.run(&statement::LINK_SUPERSEDED, params! {})?;
            tx.run(&statement::LINK_SET_SNAPSHOT, params! { key: snapshot.id.as_str() })?;
            Ok(())
        })
    }

    /// Forgets a file; true if there was one. Its parts go with the race groups it states: apply those
    /// first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn remove_snapshot(&self, id: &SnapshotId) -> Result<bool, WriteError> {
        if !self.read(read_snapshots)?.iter().any(|snapshot| snapshot.id == *id) {
            return Ok(false);
        }
        self.transaction(|tx| {
            tx.run(&statement::DELETE_SNAPSHOT, params! { key: id.as_str() })?;
            Ok(true)
        })
    }
}

pub(crate) fn read_snapshots(tx: &Tx<'_>) -> Result<Vec<SnapshotMeta>, ReadError> {
    let rows = tx.run(&statement::SNAPSHOTS, params! {})?;
    rows.readers()
        .map(|row| {
            Ok(SnapshotMeta {
                id: row.text("key")?.into(),
                kind: row.text("feed")?.to_owned(),
                file_name: row.text("fileName")?.to_owned(),
                rows: row.int("rows")?,
                complaints: row.int("complaints")?,
                fetched_at: row.parsed("fetchedAt")?,
                supersedes: row.texts("supersedes")?.into_iter().map(SnapshotId).collect(),
                complete: row.bool("complete")?,
            })
        })
        .collect()
}
