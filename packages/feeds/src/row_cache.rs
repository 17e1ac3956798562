//! Parsed rows of earlier files, so that an import parses its own file only.
//!
//! One file per raw copy, `<sha>/<key>.rows`: an index of the race groups that its rows touch, then the rows in chunks. The
//! key is the digest of all that decides the rows besides the bytes: kind, parser version, reference and context. The folder
//! may be deleted at any time. An entry that is damaged, or of another key, counts as absent.

use crate::file_record::FileRecord;
use crate::rows::{EncodedChunk, RowList};
use domain::facts::RaceGroupKey;
use domain::ids::{LayoutKey, SnapshotId};
use domain::series::Series;
use domain::tracks::TrackReference;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// First bytes of every entry.
const MAGIC: [u8; 8] = *b"BSROWS01";

/// Longest index that is believed, in bytes: far more than a thousand race groups take.
const LONGEST_INDEX: u64 = 64 << 20;

/// SHA-256 of the built-in reference, by which track names and statuses are read.
static REFERENCE: LazyLock<[u8; 32]> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for (name, text) in domain::reference::TEXTS {
        digest.update(name);
        digest.update(text);
    }
    digest.finalize().into()
});

/// A folder of cached rows.
#[derive(Clone, Debug)]
pub struct RowCache {
    dir: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Index {
    key: [u8; 32],
    race_groups: Vec<(Series, LayoutKey, i16)>,
    chunks: Vec<Chunk>,
}

#[derive(Serialize, Deserialize)]
struct Chunk {
    /// Positions among the index's race groups.
    race_groups: Vec<u32>,
    /// Bytes from the end of the index.
    offset: u64,
    length: u64,
    digest: [u8; 32],
}

impl RowCache {
    /// A cache in a folder, which is created with the first entry.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// The cached rows of a file that touch any of `wanted`, and perhaps some that do not; `None` where there is no valid
    /// entry.
    pub fn get(&self, record: &FileRecord, wanted: &BTreeSet<RaceGroupKey>) -> Option<Vec<Box<dyn RowList>>> {
        let path = self.path(record);
        match read(&path, record, wanted) {
            Ok(rows) => Some(rows),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::debug!(path = %path.display(), "cached rows are not used: {error}");
                None
            }
        }
    }

    /// Keeps the rows of a file in place of any entry it had. That it fails is logged only: the cache is a convenience.
    pub fn put(&self, record: &FileRecord, rows: &dyn RowList, tracks: &TrackReference) {
        let path = self.path(record);
        if let Err(error) = self.write(&path, record, rows, tracks) {
            tracing::debug!(path = %path.display(), "rows are not cached: {error}");
        }
    }

    /// Removes the entries of a file.
    pub fn remove(&self, id: &SnapshotId) {
        let folder = self.dir.join(id.as_str());
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::debug!(path = %folder.display(), "cached rows stay: {error}");
            }
            _ => {}
        }
    }

    fn write(
        &self,
        path: &Path,
        record: &FileRecord,
        rows: &dyn RowList,
        tracks: &TrackReference,
    ) -> io::Result<()> {
        let (head, body) = encode(key(record), &rows.encoded(tracks))?;
        self.remove(&record.snapshot);
        let folder = path.parent().unwrap_or(&self.dir);
        fs::create_dir_all(folder)?;
        // Not brought to disk by force: after a crash a torn entry fails its checksums.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&head)?;
        file.write_all(&body)?;
        file.persist(path).map(drop).map_err(|error| error.error)
    }

    fn path(&self, record: &FileRecord) -> PathBuf {
        let name = domain::hex::encode(&key(record)[..8]);
        self.dir.join(record.snapshot.as_str()).join(format!("{name}.rows"))
    }
}

/// Digest of all that decides the rows of a file.
fn key(record: &FileRecord) -> [u8; 32] {
    let context = serde_json::to_vec(&record.context).expect("a context is plain values");
    let mut digest = Sha256::new();
    digest.update(record.snapshot.as_str());
    digest.update(record.kind.name());
    digest.update(record.kind.entry().version.to_le_bytes());
    digest.update(*REFERENCE);
    digest.update(context);
    digest.finalize().into()
}

fn encode(key: [u8; 32], chunks: &[EncodedChunk]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let race_groups: Vec<&RaceGroupKey> =
        chunks.iter().flat_map(|chunk| &chunk.race_groups).collect::<BTreeSet<_>>().into_iter().collect();
    let position =
        |key: &RaceGroupKey| race_groups.binary_search(&key).ok().and_then(|at| u32::try_from(at).ok());
    let mut body = Vec::new();
    let mut listed = Vec::new();
    for chunk in chunks {
        listed.push(Chunk {
            race_groups: chunk.race_groups.iter().filter_map(position).collect(),
            offset: body.len() as u64,
            length: chunk.bytes.len() as u64,
            digest: Sha256::digest(&chunk.bytes).into(),
        });
        body.extend_from_slice(&chunk.bytes);
    }
    let race_groups = race_groups.into_iter().map(|key| (key.series, key.layout.clone(), key.season));
    let index = Index { key, race_groups: race_groups.collect(), chunks: listed };
    let index = postcard::to_stdvec(&index).map_err(io::Error::other)?;
    let mut head = MAGIC.to_vec();
    head.extend_from_slice(&(index.len() as u64).to_le_bytes());
    head.extend_from_slice(&Sha256::digest(&index));
    head.extend_from_slice(&index);
    Ok((head, body))
}

fn read(
    path: &Path,
    record: &FileRecord,
    wanted: &BTreeSet<RaceGroupKey>,
) -> io::Result<Vec<Box<dyn RowList>>> {
    let damaged = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut file = File::open(path)?;
    let mut head = [0_u8; 8 + 8 + 32];
    file.read_exact(&mut head)?;
    let (magic, rest) = head.split_at(8);
    let (length, digest) = rest.split_at(8);
    let length = u64::from_le_bytes(length.try_into().map_err(|_| damaged("its head is short"))?);
    if magic != MAGIC || length > LONGEST_INDEX {
        return Err(damaged("it is not an entry of this version"));
    }
    let mut index = vec![0_u8; usize::try_from(length).map_err(|_| damaged("its index is too long"))?];
    file.read_exact(&mut index)?;
    if digest != Sha256::digest(&index).as_slice() {
        return Err(damaged("its index is damaged"));
    }
    let Index { key: found, race_groups, chunks } =
        postcard::from_bytes(&index).map_err(|_| damaged("its index cannot be read"))?;
    if found != key(record) {
        return Err(damaged("it is of another key"));
    }
    let wanted: Vec<bool> = race_groups
        .into_iter()
        .map(|(series, layout, season)| wanted.contains(&RaceGroupKey { series, layout, season }))
        .collect();
    let start = head.len() as u64 + length;
    let mut lists = Vec::new();
    for chunk in chunks {
        if !chunk.race_groups.iter().any(|&at| wanted.get(at as usize).copied().unwrap_or(false)) {
            continue;
        }
        file.seek(SeekFrom::Start(start.saturating_add(chunk.offset)))?;
        let mut bytes = Vec::new();
        (&mut file).take(chunk.length).read_to_end(&mut bytes)?;
        if chunk.digest != *Sha256::digest(&bytes) {
            return Err(damaged("its rows are damaged"));
        }
        let decode = record.kind.entry().reader.decode;
        lists.push(decode(&bytes).ok_or_else(|| damaged("its rows cannot be read"))?);
    }
    Ok(lists)
}
