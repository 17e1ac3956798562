//! What is known of each raw copy beside its bytes, so that the graph can be built anew without itself.

use crate::error::EngineError;
use domain::ids::SnapshotId;
use feeds::weekend::Told;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The kinds of file an import reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// NASCAR loop data.
    RaceLogs,
    /// The entry list of a race to come.
    Entries,
    /// Official results.
    Results,
    /// Who drove which car for whom.
    Teams,
    /// Laps of practice and qualifying.
    Practice,
    /// Win odds.
    Odds,
    /// Claims of notes.
    Claims,
}

impl FileKind {
    /// All kinds.
    pub const ALL: [FileKind; 7] = [
        FileKind::RaceLogs,
        FileKind::Entries,
        FileKind::Results,
        FileKind::Teams,
        FileKind::Practice,
        FileKind::Odds,
        FileKind::Claims,
    ];

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        FileKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The name on the command line and in the graph.
    pub fn name(self) -> &'static str {
        match self {
            FileKind::RaceLogs => "race-logs",
            FileKind::Entries => "entries",
            FileKind::Results => "results",
            FileKind::Teams => "teams",
            FileKind::Practice => "practice",
            FileKind::Odds => "odds",
            FileKind::Claims => "claims",
        }
    }
}

/// What is recorded of a raw copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sidecar {
    /// SHA-256 of the uncompressed bytes.
    pub snapshot: SnapshotId,
    /// What the file is.
    pub kind: FileKind,
    /// The name it came under, without folders.
    pub file_name: String,
    /// When it was first taken in.
    pub fetched_at: Timestamp,
    /// Files over whose rows its rows win, sorted.
    pub supersedes: Vec<SnapshotId>,
    /// What was said of it that it does not say itself.
    #[serde(default, skip_serializing_if = "Told::is_empty")]
    pub told: Told,
}

/// The sidecars: `<sha>.json` files beside the raw copies.
#[derive(Clone, Debug)]
pub struct Sidecars {
    dir: PathBuf,
}

impl Sidecars {
    /// Sidecars in a folder, which exists by the time the first is written.
    pub fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// The sidecar of a raw copy, if there is one.
    pub fn get(&self, id: &SnapshotId) -> Result<Option<Sidecar>, EngineError> {
        let path = self.path(id);
        if path.exists() { Ok(Some(read(&path)?)) } else { Ok(None) }
    }

    /// Writes a sidecar whole, or leaves it as it is where it says the same.
    pub fn put(&self, sidecar: &Sidecar) -> Result<(), EngineError> {
        if self.get(&sidecar.snapshot)?.as_ref() == Some(sidecar) {
            return Ok(());
        }
        let path = self.path(&sidecar.snapshot);
        let text = serde_json::to_string_pretty(sidecar)
            .map_err(|error| EngineError::BadSidecar { path: path.clone(), reason: error.to_string() })?;
        write_whole(&path, text.as_bytes())
    }

    /// Removes a sidecar; that there is none is no error.
    pub fn remove(&self, id: &SnapshotId) -> Result<(), EngineError> {
        let path = self.path(id);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(EngineError::io(path)(error)),
            _ => Ok(()),
        }
    }

    /// All sidecars, by id.
    pub fn all(&self) -> Result<Vec<Sidecar>, EngineError> {
        let entries = match fs::read_dir(&self.dir) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(EngineError::io(&self.dir))?,
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(EngineError::io(&self.dir))?.path();
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

fn read(path: &Path) -> Result<Sidecar, EngineError> {
    let text = fs::read_to_string(path).map_err(EngineError::io(path))?;
    serde_json::from_str(&text)
        .map_err(|error| EngineError::BadSidecar { path: path.to_owned(), reason: error.to_string() })
}

/// Writes a file whole: to a neighbour first, on disk, then renamed over.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    feeds::whole::write_whole(path, |file| file.write_all(bytes)).map_err(EngineError::io(path))
}
