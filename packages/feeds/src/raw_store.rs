//! Every imported file, kept under the SHA-256 of its content, so that a graph can be rebuilt from them.
//!
//! A file lies at `ab/abcdef....gz`, gzip without name or time, so the same content gives the same bytes.

use crate::source::snapshot_id;
use crate::whole::write_whole;
use domain::ids::SnapshotId;
use flate2::read::MultiGzDecoder;
use flate2::{Compression, GzBuilder};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// A directory of files under their hashes.
#[derive(Clone, Debug)]
pub struct RawStore {
    root: PathBuf,
}

/// Why a raw copy cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum RawStoreError {
    /// No such content is kept.
    #[error("raw copy {snapshot} is missing in {root}; import the file again")]
    Missing {
        /// What was asked for.
        snapshot: SnapshotId,
        /// Where it was looked for.
        root: PathBuf,
    },
    /// The content is not that of its name.
    #[error("raw copy {path} is damaged ({reason}); delete it and import the file again")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Not 64 lower-case hexadecimal digits.
    #[error("`{0}` is not a SHA-256; an import prints that of its file, 64 hexadecimal digits")]
    NotAHash(SnapshotId),
    /// The file system refuses.
    #[error("raw store {path}: {error}; check its permissions and the disk")]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl RawStore {
    /// A store in the folder `root`, which is created with the first file.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder of the store.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Keeps `bytes`, once. A copy is either complete or absent, even after a crash or a full disk.
    pub fn put(&self, bytes: &[u8]) -> Result<SnapshotId, RawStoreError> {
        let snapshot = snapshot_id(bytes);
        if self.get(&snapshot).is_ok() {
            return Ok(snapshot);
        }
        let path = self.path(&snapshot)?;
        let keep = |file: &mut File| {
            let mut encoder =
                GzBuilder::new().mtime(0).operating_system(255).write(file, Compression::default());
            encoder.write_all(bytes)?;
            encoder.finish().map(drop)
        };
        write_whole(&path, keep).map_err(|error| RawStoreError::Io { path: path.clone(), error })?;
        Ok(snapshot)
    }

    /// The content of that hash, checked.
    pub fn get(&self, snapshot: &SnapshotId) -> Result<Vec<u8>, RawStoreError> {
        let path = self.path(snapshot)?;
        let file = File::open(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => self.missing(snapshot),
            _ => RawStoreError::Io { path: path.clone(), error },
        })?;
        let mut bytes = Vec::new();
        MultiGzDecoder::new(file)
            .read_to_end(&mut bytes)
            .map_err(|error| RawStoreError::Damaged { path: path.clone(), reason: error.to_string() })?;
        let found = snapshot_id(&bytes);
        if found == *snapshot {
            return Ok(bytes);
        }
        Err(RawStoreError::Damaged { path, reason: format!("its content has the hash {found}") })
    }

    /// Whether a file of that hash lies here; its content is not read.
    pub fn contains(&self, snapshot: &SnapshotId) -> bool {
        self.path(snapshot).is_ok_and(|path| path.is_file())
    }

    /// All hashes kept, sorted.
    pub fn list(&self) -> Result<Vec<SnapshotId>, RawStoreError> {
        let mut found = Vec::new();
        for folder in entries(&self.root)? {
            if folder.is_dir() {
                for file in entries(&folder)? {
                    let name = file
                        .file_name()
                        .and_then(|name| name.to_str())
                        .and_then(|name| name.strip_suffix(".gz"));
                    let snapshot = name.map(SnapshotId::from).filter(is_hash);
                    found.extend(snapshot);
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// Removes the content of that hash.
    pub fn remove(&self, snapshot: &SnapshotId) -> Result<(), RawStoreError> {
        let path = self.path(snapshot)?;
        fs::remove_file(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => self.missing(snapshot),
            _ => RawStoreError::Io { path, error },
        })
    }

    fn missing(&self, snapshot: &SnapshotId) -> RawStoreError {
        RawStoreError::Missing { snapshot: snapshot.clone(), root: self.root.clone() }
    }

    fn path(&self, snapshot: &SnapshotId) -> Result<PathBuf, RawStoreError> {
        if !is_hash(snapshot) {
            return Err(RawStoreError::NotAHash(snapshot.clone()));
        }
        Ok(self.root.join(&snapshot.as_str()[..2]).join(format!("{snapshot}.gz")))
    }
}

fn is_hash(snapshot: &SnapshotId) -> bool {
    let text = snapshot.as_str();
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Paths in a folder; none where it does not exist.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, RawStoreError> {
    let failed = |error| RawStoreError::Io { path: folder.to_owned(), error };
    match fs::read_dir(folder) {
        Ok(entries) => {
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>().map_err(failed)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_kept_once_and_checked() {
        let folder = tempfile::tempdir().unwrap();
        let store = RawStore::new(folder.path().join("raw"));
        assert_eq!(store.list().unwrap(), []);
        let one = store.put(b"a,b\n1,2\n").unwrap();
        let path = store.path(&one).unwrap();
        let bytes = fs::read(&path).unwrap();
        assert_eq!(store.put(b"a,b\n1,2\n").unwrap(), one);
        let two = store.put(b"other").unwrap();
        assert_eq!(store.get(&one).unwrap(), b"a,b\n1,2\n");
        let mut both = vec![one.clone(), two.clone()];
        both.sort();
        assert_eq!(store.list().unwrap(), both);

        fs::remove_file(&path).unwrap();
        assert!(matches!(store.get(&one), Err(RawStoreError::Missing { .. })));
        store.put(b"a,b\n1,2\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), bytes, "the same content gives the same file");

        store.remove(&two).unwrap();
        assert!(!store.contains(&two) && store.contains(&one));
        assert!(matches!(store.remove(&two), Err(RawStoreError::Missing { .. })));
    }

    #[test]
    fn damage_is_found_and_mended() {
        let folder = tempfile::tempdir().unwrap();
        let store = RawStore::new(folder.path());
        let (one, two) = (store.put(b"one").unwrap(), store.put(b"two").unwrap());
        fs::copy(store.path(&two).unwrap(), store.path(&one).unwrap()).unwrap();
        assert!(matches!(store.get(&one), Err(RawStoreError::Damaged { .. })));
        fs::write(store.path(&two).unwrap(), b"\x1f\x8bcut").unwrap();
        assert!(matches!(store.get(&two), Err(RawStoreError::Damaged { .. })));
        store.put(b"one").unwrap();
        assert_eq!(store.get(&one).unwrap(), b"one");
    }

    #[test]
    fn a_name_that_is_no_hash_is_refused() {
        let store = RawStore::new("nowhere");
        for name in ["", "../../etc/passwd", &"A".repeat(64)] {
            assert!(matches!(store.get(&SnapshotId::from(name)), Err(RawStoreError::NotAHash(_))));
        }
    }
}
