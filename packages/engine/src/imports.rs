//! The imported files.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use graph::SnapshotMeta;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The imported files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportsAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The files, by the moment they were first imported.
    pub files: Vec<ImportedFile>,
}

/// An imported file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportedFile {
    /// SHA-256 of the file.
    pub snapshot: String,
    /// Kind of file, such as `race-logs`.
    pub kind: String,
    /// The file's name, without folders.
    pub file: String,
    /// Rows below the header.
    pub rows: u32,
    /// Complaints about them.
    pub complaints: u32,
    /// When it was first imported.
    pub fetched_at: Timestamp,
    /// SHA-256 of the files that it supersedes.
    pub supersedes: Vec<String>,
    /// Whether its import was completed; importing it again completes it.
    pub complete: bool,
}

impl From<SnapshotMeta> for ImportedFile {
    fn from(meta: SnapshotMeta) -> Self {
        Self {
            snapshot: meta.id.0,
            kind: meta.kind,
            file: meta.file_name,
            rows: meta.rows,
            complaints: meta.complaints,
            fetched_at: meta.fetched_at,
            supersedes: meta.supersedes.into_iter().map(|id| id.0).collect(),
            complete: meta.complete,
        }
    }
}

impl Engine {
    /// Lists the imported files.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn imports(&self, _progress: &Progress) -> Result<ImportsAnswer, EngineError> {
        self.read(|view| {
            let mut snapshots = view.snapshots()?;
            snapshots.sort_by(|a, b| (a.fetched_at, &a.id).cmp(&(b.fetched_at, &b.id)));
            let files = snapshots.into_iter().map(ImportedFile::from).collect();
            Ok(ImportsAnswer { state: mark(view), files })
        })
    }
}
