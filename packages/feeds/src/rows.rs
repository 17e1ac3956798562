//! Parsed rows of a file, whatever their type.

use crate::complaint::Complaint;
use crate::identity::{RaceGroupRows, Row, Stated};
use domain::facts::RaceGroupKey;
use domain::ids::SnapshotId;
use domain::tracks::TrackReference;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A parsed file.
pub struct ParsedFile {
    /// Rows that could be read, identical ones once.
    pub rows: Box<dyn RowList>,
    /// Refused rows and remarks, by line.
    pub complaints: Vec<Complaint>,
    /// Rows below the header.
    pub rows_read: u64,
    /// Rows that repeat an earlier one.
    pub duplicates: u64,
    /// Whether the header is that of the kind of file.
    pub header_ok: bool,
}

/// Rows of one type.
pub trait RowList: Send + Sync {
    /// Number of rows.
    fn len(&self) -> usize;

    /// Whether there is no row.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The race groups that the rows touch, sorted.
    fn race_groups(&self, tracks: &TrackReference) -> Vec<RaceGroupKey>;

    /// Adds the rows of file `snapshot` to those of `groups` that they touch.
    fn add_to(
        self: Box<Self>,
        snapshot: &SnapshotId,
        tracks: &TrackReference,
        groups: &mut BTreeMap<RaceGroupKey, RaceGroupRows>,
    );

    /// The rows in chunks that touch the same race groups, encoded: what [`crate::row_cache`] keeps.
    fn encoded(&self, tracks: &TrackReference) -> Vec<EncodedChunk>;
}

/// Encoded rows that touch the same race groups.
pub struct EncodedChunk {
    /// The race groups, sorted.
    pub race_groups: Vec<RaceGroupKey>,
    /// The rows in postcard.
    pub bytes: Vec<u8>,
}

impl<R: Row + Serialize> RowList for Vec<R> {
    fn len(&self) -> usize {
        self.len()
    }

    fn race_groups(&self, tracks: &TrackReference) -> Vec<RaceGroupKey> {
        let keys: BTreeSet<RaceGroupKey> = by_groups(self, tracks).into_keys().flatten().collect();
        keys.into_iter().collect()
    }

    fn add_to(
        self: Box<Self>,
        snapshot: &SnapshotId,
        tracks: &TrackReference,
        groups: &mut BTreeMap<RaceGroupKey, RaceGroupRows>,
    ) {
        for (keys, rows) in by_groups(&self, tracks) {
            for key in keys {
                if let Some(group) = groups.get_mut(&key) {
                    let stated = |row: &&R| Stated { snapshot: snapshot.clone(), row: (*row).clone() };
                    R::of(group).extend(rows.iter().map(stated));
                }
            }
        }
    }

    fn encoded(&self, tracks: &TrackReference) -> Vec<EncodedChunk> {
        let chunk = |(race_groups, rows): (Vec<RaceGroupKey>, Vec<&R>)| EncodedChunk {
            race_groups,
            bytes: postcard::to_stdvec(&rows).expect("rows are plain values"),
        };
        by_groups(self, tracks).into_iter().map(chunk).collect()
    }
}

/// Rows in the order of the file, by the race groups they touch.
fn by_groups<'r, R: Row>(rows: &'r [R], tracks: &TrackReference) -> BTreeMap<Vec<RaceGroupKey>, Vec<&'r R>> {
    let mut found: BTreeMap<Vec<RaceGroupKey>, Vec<&R>> = BTreeMap::new();
    for row in rows {
        let mut keys = row.race_groups(tracks);
        keys.sort();
        found.entry(keys).or_default().push(row);
    }
    found
}
