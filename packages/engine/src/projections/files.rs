//! The files of kept projections: each is written once, and is what its digest says or damaged.

use crate::error::EngineError;
use crate::files::write_whole;
use crate::open::Engine;
use crate::scenarios::ScenarioSet;
use columns::samples::{self, Sample};
use ops::ids::{ProjectionId, ScenariosId, sha256};
use projection::ProjectionSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folder of sets and scenarios within the data folder.
const SETS: &str = "projections";

/// Folder of Parquet files within the data folder.
const COLUMNS: &str = "columns";

/// A file of kept projections that cannot be used.
#[derive(Debug)]
pub(super) enum Fault {
    /// It is not there.
    Missing,
    /// It is not what was written.
    Changed(String),
    /// The file system refuses.
    Io(std::io::Error),
}

/// A file that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    /// A sealed set.
    Set(ProjectionId),
    /// Scenarios.
    Scenarios(ScenariosId),
}

impl Engine {
    /// Path of a set or of scenarios.
    pub(super) fn kept_path(&self, stored: Stored) -> PathBuf {
        let name = match stored {
            Stored::Set(id) => format!("{id}.json"),
            Stored::Scenarios(id) => format!("{id}.json"),
        };
        self.data_dir().join(SETS).join(name)
    }

    /// Path of a Parquet file by its digest.
    pub(super) fn columns_path(&self, digest: &str) -> PathBuf {
        let short = digest.get(..2).unwrap_or_default();
        self.data_dir().join(COLUMNS).join(short).join(format!("{digest}.parquet"))
    }

    /// Writes a set, unless it is there.
    pub(super) fn write_set(&self, set: &ProjectionSet) -> Result<ProjectionId, EngineError> {
        let id = id_of(set);
        write_once(&self.kept_path(Stored::Set(id)), set.canonical_json().as_bytes())?;
        Ok(id)
    }

    /// Writes scenarios, unless they are there.
    pub(super) fn write_scenarios(&self, set: &ScenarioSet) -> Result<(), EngineError> {
        let id = ScenariosId::of_sha256(set.checksum()).expect("a checksum is a SHA-256");
        write_once(&self.kept_path(Stored::Scenarios(id)), set.canonical_json().as_bytes())
    }

    /// Writes a Parquet file, unless it is there; its digest.
    pub(super) fn write_columns(&self, bytes: &[u8]) -> Result<String, EngineError> {
        let digest = sha256(bytes);
        write_once(&self.columns_path(&digest), bytes)?;
        Ok(digest)
    }

    /// Reads a set. Its bytes are those written, or it is an error.
    pub(super) fn read_set(&self, id: ProjectionId) -> Result<ProjectionSet, Fault> {
        let bytes = read(&self.kept_path(Stored::Set(id)))?;
        let set: ProjectionSet = serde_json::from_slice(&bytes).map_err(changed)?;
        if set.canonical_json().as_bytes() != bytes {
            return Err(Fault::Changed("its text is not the one that was written".to_owned()));
        }
        if id_of(&set) != id {
            return Err(Fault::Changed(format!("it is another set, {}", id_of(&set))));
        }
        Ok(set)
    }

    /// Reads scenarios.
    pub(super) fn read_scenarios(&self, id: ScenariosId) -> Result<ScenarioSet, Fault> {
        let bytes = read(&self.kept_path(Stored::Scenarios(id)))?;
        let set: ScenarioSet = serde_json::from_slice(&bytes).map_err(changed)?;
        if set.canonical_json().as_bytes() != bytes {
            return Err(Fault::Changed("its text is not the one that was written".to_owned()));
        }
        if ScenariosId::of_sha256(set.checksum()) != Some(id) {
            return Err(Fault::Changed("they are other scenarios".to_owned()));
        }
        Ok(set)
    }

    /// The bytes of a Parquet file.
    pub(super) fn read_columns(&self, digest: &str) -> Result<Vec<u8>, Fault> {
        let bytes = read(&self.columns_path(digest))?;
        let found = sha256(&bytes);
        if found != digest {
            return Err(Fault::Changed(format!("its SHA-256 is {found}")));
        }
        Ok(bytes)
    }

    /// The samples of a Parquet file.
    pub(super) fn read_samples(&self, digest: &str) -> Result<Vec<Sample>, Fault> {
        let bytes = self.read_columns(digest)?;
        samples::from_parquet(&format!("{COLUMNS}/{digest}.parquet"), &bytes, digest).map_err(changed)
    }

    /// Every file there is: sets, scenarios, digests of Parquet files, and names that are none of these.
    pub(super) fn kept_files(&self) -> Result<Vec<KeptFile>, EngineError> {
        let mut files = Vec::new();
        for path in files_in(&self.data_dir().join(SETS))? {
            files.push(match stem(&path, "json") {
                Some(stem) => match (stem.parse(), stem.parse()) {
                    (Ok(id), _) => KeptFile::Stored(Stored::Set(id)),
                    (_, Ok(id)) => KeptFile::Stored(Stored::Scenarios(id)),
                    _ => KeptFile::Other(self.shown(&path)),
                },
                None => KeptFile::Other(self.shown(&path)),
            });
        }
        for folder in entries(&self.data_dir().join(COLUMNS))? {
            for path in files_in(&folder)? {
                let digest = stem(&path, "parquet").filter(|digest| self.columns_path(digest) == path);
                files.push(match digest {
                    Some(digest) => KeptFile::Columns(digest.to_owned()),
                    None => KeptFile::Other(self.shown(&path)),
                });
            }
        }
        Ok(files)
    }

    /// A path as it is shown: from the data folder on.
    pub(super) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(self.data_dir()).unwrap_or(path).display().to_string()
    }
}

/// A file in the folders of kept projections.
pub(super) enum KeptFile {
    /// A set or scenarios.
    Stored(Stored),
    /// A Parquet file, by its digest.
    Columns(String),
    /// A file that this program did not write there.
    Other(String),
}

/// Id of a set.
pub(super) fn id_of(set: &ProjectionSet) -> ProjectionId {
    ProjectionId::of_sha256(set.checksum()).expect("a checksum is a SHA-256")
}

impl Fault {
    /// As an error about `what`.
    pub(super) fn of(self, what: &str, path: PathBuf) -> EngineError {
        match self {
            Self::Missing => EngineError::UnknownProjection { id: what.to_owned() },
            Self::Changed(reason) => EngineError::DamagedProjection { id: what.to_owned(), reason },
            Self::Io(source) => EngineError::Io { path, source },
        }
    }
}

fn changed(error: impl ToString) -> Fault {
    Fault::Changed(error.to_string())
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Fault::Missing,
        _ => Fault::Io(error),
    })
}

/// A file whose name follows from its contents needs no second writing. One that is there and differs stays as it is, for
/// verification to find.
fn write_once(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().expect("a kept file has a folder");
    fs::create_dir_all(folder).map_err(EngineError::io(folder))?;
    write_whole(path, bytes)
}

fn stem<'a>(path: &'a Path, ending: &str) -> Option<&'a str> {
    path.file_name()?.to_str()?.strip_suffix(ending)?.strip_suffix('.')
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, EngineError> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_file()).collect())
}

/// What is in a folder, in order; nothing where it is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let found = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        found => found.map_err(EngineError::io(folder))?,
    };
    let mut paths = Vec::new();
    for entry in found {
        paths.push(entry.map_err(EngineError::io(folder))?.path());
    }
    paths.sort();
    Ok(paths)
}
