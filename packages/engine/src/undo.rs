//! Undoing an import.

use crate::error::EngineError;
use crate::import::{
    HeldElsewhere, ImportAnswer, Matched, ServerCounted, again_after_a_lost_lock, supersedes_of,
};
use crate::open::Engine;
use crate::progress::Progress;
use feeds::archive::ArchiveKind;
use feeds::gather::Gathered;
use feeds::kind::FileKind;
use feeds::raw_store::RawStoreError;
use graph::SnapshotMeta;
use serde::{Deserialize, Serialize};

/// The file whose import to undo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoRequest {
    /// SHA-256 of the file or its first digits, at least 6.
    pub snapshot: String,
}

/// What an undo changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct UndoAnswer {
    /// SHA-256 of the file.
    pub snapshot: String,
    /// The file's name, without folders.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// Rows of the remaining files held back in the race groups touched.
    pub held_elsewhere: HeldElsewhere,
    /// Matches of the remaining files in the race groups touched.
    pub matches: Vec<Matched>,
    /// Races changed.
    pub races_written: usize,
    /// Races removed.
    pub races_removed: usize,
    /// Races that did not change.
    pub races_unchanged: usize,
    /// What a server counted as written; an embedded graph does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_counted: Option<ServerCounted>,
}

impl Engine {
    /// Undoes an import: the graph becomes what it is without the file, and the raw copy is deleted.
    ///
    /// # Errors
    /// When no imported file or several begin with the digits given, or the store fails; then the same call
    /// completes it.
    pub fn undo(&self, request: &UndoRequest, progress: &Progress) -> Result<UndoAnswer, EngineError> {
        let meta = self.snapshot(&request.snapshot)?;
        match ArchiveKind::named(&meta.kind) {
            Some(kind) => self.undo_tables(meta, kind, progress),
            None => again_after_a_lost_lock(|| self.undo_once(&request.snapshot, progress)),
        }
    }

    fn undo_once(&self, sha: &str, progress: &Progress) -> Result<UndoAnswer, EngineError> {
        let counted_before = self.store.write_counters();
        let right = self.store.exclusive()?;
        let meta = self.snapshot(sha)?;
        let id = meta.id.clone();
        if FileKind::named(&meta.kind).is_none() {
            return Err(EngineError::UnknownKind(meta.kind));
        }
        // Marked first and forgotten last: until then the same call finds it and completes the work.
        right.put_snapshot(&SnapshotMeta { complete: false, ..meta.clone() })?;
        let keys = self.store.race_groups_of(&id)?;
        let mut others = self.store.parts_of(&keys)?;
        others.retain(|other| *other != id);
        let known = self.store.snapshots()?;
        let mut gathered = Gathered::of(&keys);
        self.files.gather(&others, &mut gathered).map_err(EngineError::gather)?;
        gathered.supersede(&supersedes_of(known.iter().filter(|snapshot| snapshot.id != id)));
        self.decide_gathered(&mut gathered)?;
        let mut answer = ImportAnswer {
            snapshot: id.to_string(),
            file: meta.file_name.clone(),
            kind: meta.kind.clone(),
            ..ImportAnswer::default()
        };
        self.resolve_and_apply(&right, &gathered, &meta.file_name, progress, &mut answer)?;
        // The copy before its record: a rebuild refuses a copy without a record.
        match self.files.raw.remove(&id) {
            Ok(()) | Err(RawStoreError::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        self.files.records.remove(&id)?;
        self.files.cache.remove(&id);
        right.remove_snapshot(&id)?;
        right.read_back()?;
        Ok(UndoAnswer {
            snapshot: answer.snapshot,
            file: answer.file,
            kind: answer.kind,
            held_elsewhere: answer.held_elsewhere,
            matches: answer.matches,
            races_written: answer.races_written,
            races_removed: answer.races_removed,
            races_unchanged: answer.races_unchanged,
            server_counted: self.counted_since(counted_before),
        })
    }
}
