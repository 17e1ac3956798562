//! The files of a data folder, and the rows of many of them gathered by race group.

use crate::file_record::{FileRecord, FileRecords, RecordError};
use crate::identity::{RaceGroupRows, Supersedes};
use crate::raw_store::{RawStore, RawStoreError};
use crate::row_cache::RowCache;
use crate::rows::RowList;
use crate::source::RawFile;
use crate::weekend::Item;
use domain::evidence::ClaimState;
use domain::facts::RaceGroupKey;
use domain::ids::{ClaimId, SnapshotId};
use domain::tracks::TrackReference;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Raw copies, their records and their cached rows.
#[derive(Clone, Debug)]
pub struct FileStore {
    /// Raw copies.
    pub raw: RawStore,
    /// Records of the raw copies.
    pub records: FileRecords,
    /// Cached rows.
    pub cache: RowCache,
}

/// Why rows could not be gathered.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// A file has no record.
    #[error("{0}: the record of its raw copy is missing; import the file again")]
    NoRecord(SnapshotId),
    /// A record cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A raw copy cannot be read.
    #[error(transparent)]
    Raw(#[from] RawStoreError),
}

impl FileStore {
    /// The files of a data folder: copies and records under `raw/`, cached rows under `cache/rows/`.
    pub fn new(data_dir: &Path) -> Self {
        let raw_dir = data_dir.join("raw");
        Self {
            raw: RawStore::new(&raw_dir),
            records: FileRecords::new(raw_dir),
            cache: RowCache::new(data_dir.join("cache").join("rows")),
        }
    }

    /// The content of a recorded file.
    ///
    /// # Errors
    /// When its raw copy is missing or damaged.
    pub fn open(&self, record: &FileRecord) -> Result<RawFile, RawStoreError> {
        Ok(RawFile {
            name: record.file_name.clone(),
            bytes: self.raw.get(&record.snapshot)?,
            snapshot: record.snapshot.clone(),
        })
    }

    /// Adds the rows of earlier files: from the cache, otherwise parsed from their raw copies and cached.
    ///
    /// # Errors
    /// When a file has neither cached rows nor a readable raw copy, or no record.
    pub fn gather(&self, files: &[SnapshotId], gathered: &mut Gathered) -> Result<(), GatherError> {
        let tracks = TrackReference::builtin();
        let wanted: BTreeSet<RaceGroupKey> = gathered.race_groups.keys().cloned().collect();
        for id in files {
            let record = self.records.get(id)?.ok_or_else(|| GatherError::NoRecord(id.clone()))?;
            gathered.issued(&record);
            if let Some(lists) = self.cache.get(&record, &wanted) {
                lists.into_iter().for_each(|rows| gathered.add(id, rows));
                continue;
            }
            let rows = record.kind.parse(&self.open(&record)?, tracks, &record.context).rows;
            self.cache.put(&record, rows.as_ref(), tracks);
            gathered.add(id, rows);
        }
        Ok(())
    }
}

/// The rows known of some race groups.
pub struct Gathered {
    race_groups: BTreeMap<RaceGroupKey, RaceGroupRows>,
}

impl Gathered {
    /// The race groups `keys`, without rows yet. Rows of other race groups will be ignored.
    pub fn of(keys: &[RaceGroupKey]) -> Self {
        Self { race_groups: keys.iter().map(|key| (key.clone(), RaceGroupRows::of(key.clone()))).collect() }
    }

    /// Adds rows of a file.
    pub fn add(&mut self, snapshot: &SnapshotId, rows: Box<dyn RowList>) {
        rows.add_to(snapshot, TrackReference::builtin(), &mut self.race_groups);
    }

    /// Sets when a file was issued.
    pub fn issued(&mut self, record: &FileRecord) {
        for race_group in self.race_groups.values_mut().filter(|_| !record.issues.is_empty()) {
            race_group.issues.insert(record.snapshot.clone(), record.issues.clone());
        }
    }

    /// Sets which file gives way to which.
    pub fn supersede(&mut self, pairs: &[Supersedes]) {
        for race_group in self.race_groups.values_mut() {
            race_group.supersedes = pairs.to_vec();
        }
    }

    /// Whether any row makes a claim.
    pub fn has_claims(&self) -> bool {
        let claims = |rows: &RaceGroupRows| {
            rows.weekend.iter().any(|stated| matches!(stated.row.item, Item::Claim { .. }))
        };
        self.race_groups.values().any(claims)
    }

    /// Sets what was decided of claims.
    pub fn decide(&mut self, decisions: &BTreeMap<ClaimId, ClaimState>) {
        for race_group in self.race_groups.values_mut() {
            race_group.decisions.clone_from(decisions);
        }
    }

    /// The race groups with their rows, by key.
    pub fn race_groups(&self) -> Vec<&RaceGroupRows> {
        self.race_groups.values().collect()
    }
}
