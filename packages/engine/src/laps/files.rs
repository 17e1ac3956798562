//! The files of `laps/` in the data folder: raw copies, what was taken from each, and a Parquet file per race of each.
//!
//! A raw copy has one record, `files/SHA.json`, written after its tables and removed before them: tables without a record
//! count for nothing. The graph knows the file as a snapshot that states nothing by itself. Where several
//! files state a race, that with most rows is in force, among equal ones that of the smallest digest; so neither the
//! order of imports nor a crash can matter.

use super::tables::to_columns;
use crate::error::EngineError;
use crate::files::write_whole;
use columns::table::Table;
use domain::ids::SnapshotId;
use feeds::archive::{ArchiveKind, RaceTable};
use feeds::raw_store::{RawStore, RawStoreError};
use graph::SnapshotMeta;
use jiff::Timestamp;
use ops::ids::sha256;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Folder within the data folder.
const FOLDER: &str = "laps";

/// What was taken from a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TableRecord {
    /// SHA-256 of the uncompressed bytes.
    pub snapshot: SnapshotId,
    /// Its kind.
    pub kind: ArchiveKind,
    /// The name under which it was imported, without folders.
    pub file_name: String,
    /// When it was first imported.
    pub fetched_at: Timestamp,
    /// Rows below the header.
    pub rows_read: u64,
    /// Complaints about them.
    pub complaints: u32,
    /// Its tables, by NASCAR's id of the race.
    pub races: BTreeMap<u32, KeptTable>,
}

impl TableRecord {
    /// The file as the graph knows it.
    pub fn meta(&self) -> SnapshotMeta {
        SnapshotMeta {
            id: self.snapshot.clone(),
            kind: self.kind.name().to_owned(),
            file_name: self.file_name.clone(),
            rows: u32::try_from(self.rows_read).unwrap_or(u32::MAX),
            complaints: self.complaints,
            fetched_at: self.fetched_at,
            supersedes: Vec::new(),
            complete: true,
        }
    }
}

/// A table that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct KeptTable {
    /// Its rows.
    pub rows: u64,
    /// SHA-256 of the Parquet file.
    pub sha256: String,
    /// Bytes of the Parquet file.
    pub bytes: u64,
}

/// The files of a data folder.
#[derive(Clone, Debug)]
pub(crate) struct LapFiles {
    root: PathBuf,
    pub raw: RawStore,
}

impl LapFiles {
    pub fn new(data_dir: &Path) -> Self {
        let root = data_dir.join(FOLDER);
        Self { raw: RawStore::new(root.join("raw")), root }
    }

    /// Every record, by digest.
    pub fn records(&self) -> Result<Vec<TableRecord>, EngineError> {
        let folder = self.root.join("files");
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(EngineError::io(&folder))?,
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(EngineError::io(&folder))?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                paths.push(path);
            }
        }
        paths.sort();
        paths.iter().map(|path| read_record(path)).collect()
    }

    /// Writes a record.
    pub fn put_record(&self, record: &TableRecord) -> Result<(), EngineError> {
        let path = self.record_path(&record.snapshot);
        let bytes = serde_json::to_vec_pretty(record).expect("a record is JSON");
        write_whole(&path, &bytes)
    }

    /// Removes the record of a file, its tables and its raw copy; the same call completes what was interrupted. Gives the
    /// number of tables removed.
    pub fn remove(&self, kind: ArchiveKind, snapshot: &SnapshotId) -> Result<usize, EngineError> {
        remove_file(&self.record_path(snapshot))?;
        let folder = self.root.join(kind.name());
        let races = match fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            races => races.map_err(EngineError::io(&folder))?.collect(),
        };
        let mut removed = 0;
        for race in races {
            let path = race.map_err(EngineError::io(&folder))?.path().join(table_name(snapshot));
            removed += usize::from(path.exists());
            remove_file(&path)?;
        }
        match self.raw.remove(snapshot) {
            Ok(()) | Err(RawStoreError::Missing { .. }) => Ok(removed),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the table of a race, unless it is there.
    pub fn put_table(
        &self,
        kind: ArchiveKind,
        race: u32,
        snapshot: &SnapshotId,
        table: RaceTable,
    ) -> Result<KeptTable, EngineError> {
        let rows = table.rows() as u64;
        let bytes = to_columns(kind, table).to_parquet()?;
        let path = self.table_path(kind, race, snapshot);
        if !fs::read(&path).is_ok_and(|present| present == bytes) {
            write_whole(&path, &bytes)?;
        }
        Ok(KeptTable { rows, sha256: sha256(&bytes), bytes: bytes.len() as u64 })
    }

    /// The table of a race, where a file states one.
    pub fn table(
        &self,
        index: &TableIndex,
        kind: ArchiveKind,
        race: u32,
    ) -> Result<Option<Table>, EngineError> {
        let Some((snapshot, kept)) = index.in_force.get(&(kind, race)) else { return Ok(None) };
        let path = self.table_path(kind, race, snapshot);
        let bytes = fs::read(&path).map_err(EngineError::io(&path))?;
        Ok(Some(Table::from_parquet(&path.display().to_string(), &bytes, &kept.sha256)?))
    }

    fn record_path(&self, snapshot: &SnapshotId) -> PathBuf {
        self.root.join("files").join(format!("{snapshot}.json"))
    }

    fn table_path(&self, kind: ArchiveKind, race: u32, snapshot: &SnapshotId) -> PathBuf {
        self.root.join(kind.name()).join(race.to_string()).join(table_name(snapshot))
    }
}

/// Which file's table is in force for each kind and race.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableIndex {
    in_force: BTreeMap<(ArchiveKind, u32), (SnapshotId, KeptTable)>,
    /// First and last race of each file of a kind.
    spans: Vec<(ArchiveKind, u32, u32)>,
}

impl TableIndex {
    /// The index of these records.
    pub fn of(records: &[TableRecord]) -> Self {
        let mut index = Self::default();
        // By digest, so that of equally long tables the first stays.
        for record in records {
            for (race, kept) in &record.races {
                let present = index.in_force.get(&(record.kind, *race));
                if present.is_none_or(|(_, present)| present.rows < kept.rows) {
                    let stated = (record.snapshot.clone(), kept.clone());
                    index.in_force.insert((record.kind, *race), stated);
                }
            }
            if let (Some(first), Some(last)) = (record.races.keys().next(), record.races.keys().next_back()) {
                index.spans.push((record.kind, *first, *last));
            }
        }
        index
    }

    /// Races with a table of this kind.
    pub fn races(&self, kind: ArchiveKind) -> impl Iterator<Item = u32> + '_ {
        self.in_force.keys().filter(move |key| key.0 == kind).map(|key| key.1)
    }

    /// Whether the tables say how many of this kind a race had, be it none: a file lists the race, or lists races before
    /// and after it.
    pub fn covers(&self, kind: ArchiveKind, race: u32) -> bool {
        self.in_force.contains_key(&(kind, race))
            || self.spans.iter().any(|(of, first, last)| *of == kind && (*first..=*last).contains(&race))
    }

    /// Files that state the race, by kind.
    pub fn files_of(&self, race: u32) -> BTreeMap<ArchiveKind, SnapshotId> {
        let kinds = ArchiveKind::ALL.iter();
        kinds.filter_map(|kind| Some((*kind, self.in_force.get(&(*kind, race))?.0.clone()))).collect()
    }
}

fn table_name(snapshot: &SnapshotId) -> String {
    format!("{}.parquet", snapshot.as_str().get(..16).unwrap_or_default())
}

fn read_record(path: &Path) -> Result<TableRecord, EngineError> {
    let bytes = fs::read(path).map_err(EngineError::io(path))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let reason = error.to_string();
        feeds::file_record::RecordError::Damaged { path: path.to_owned(), reason }.into()
    })
}

fn remove_file(path: &Path) -> Result<(), EngineError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(EngineError::io(path)(error)),
        _ => Ok(()),
    }
}
