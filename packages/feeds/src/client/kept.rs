//! Kept answers: each body under its SHA-256, and a record for each address.

use super::error::FetchError;
use super::exchange::Validators;
use crate::raw_store::RawStore;
use crate::source::snapshot_id;
use crate::whole::write_whole;
use domain::ids::SnapshotId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeptRecord {
    /// The address.
    pub url: String,
    /// SHA-256 of its last body.
    pub body: Option<SnapshotId>,
    /// When the server last sent it.
    pub sent_at: Timestamp,
    /// When the server last sent it or confirmed that it is unchanged.
    pub checked_at: Timestamp,
    /// What the server said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// When it last changed, by the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// Every different body in the order of fetching.
    pub history: Vec<KeptBody>,
}

/// A body that an address gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeptBody {
    /// Its SHA-256.
    pub snapshot: SnapshotId,
    /// When it was first fetched.
    pub fetched_at: Timestamp,
}

impl KeptRecord {
    /// When a body was first fetched.
    pub fn first_fetched(&self, snapshot: &SnapshotId) -> Option<Timestamp> {
        self.history.iter().find(|kept| kept.snapshot == *snapshot).map(|kept| kept.fetched_at)
    }
}

/// Answers in a folder.
#[derive(Clone, Debug)]
pub(super) struct KeptAnswers {
    bodies: RawStore,
    records: PathBuf,
}

impl KeptAnswers {
    pub(super) fn new(folder: &Path) -> Self {
        Self { bodies: RawStore::new(folder.join("bodies")), records: folder.join("addresses") }
    }

    pub(super) fn bodies(&self) -> &RawStore {
        &self.bodies
    }

    /// Whether the body of a record is still whole.
    pub(super) fn holds(&self, record: &KeptRecord) -> bool {
        record.body.as_ref().is_some_and(|body| self.bodies.get(body).is_ok())
    }

    pub(super) fn record(&self, url: &str) -> Result<Option<KeptRecord>, FetchError> {
        let path = self.path(url);
        let text = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|error| FetchError::Record { path: path.clone(), error })?,
        };
        match serde_json::from_slice::<KeptRecord>(&text) {
            Ok(record) => Ok(Some(record).filter(|record| record.url == url)),
            Err(error) => {
                // It only saves asking: the next answer writes it anew.
                tracing::warn!(path = %path.display(), %error, "a record of kept answers is damaged and is not used");
                Ok(None)
            }
        }
    }

    /// Keeps a body, and records it.
    pub(super) fn keep(
        &self,
        url: &str,
        before: Option<&KeptRecord>,
        bytes: &[u8],
        validators: Validators,
        now: Timestamp,
    ) -> Result<KeptRecord, FetchError> {
        let snapshot = self.bodies.put(bytes)?;
        debug_assert_eq!(snapshot, snapshot_id(bytes));
        let mut history = before.map(|record| record.history.clone()).unwrap_or_default();
        if !history.iter().any(|kept| kept.snapshot == snapshot) {
            history.push(KeptBody { snapshot: snapshot.clone(), fetched_at: now });
        }
        let record = KeptRecord {
            url: url.to_owned(),
            body: Some(snapshot),
            sent_at: now,
            checked_at: now,
            etag: validators.etag,
            last_modified: validators.last_modified,
            history,
        };
        self.write(&record)?;
        Ok(record)
    }

    /// Records that the server confirmed the kept body.
    pub(super) fn confirmed(&self, record: &KeptRecord, now: Timestamp) -> Result<(), FetchError> {
        self.write(&KeptRecord { checked_at: now, ..record.clone() })
    }

    fn write(&self, record: &KeptRecord) -> Result<(), FetchError> {
        let path = self.path(&record.url);
        let failed = |error| FetchError::Record { path: path.clone(), error };
        let text = serde_json::to_vec_pretty(record).map_err(|error| failed(io::Error::other(error)))?;
        write_whole(&path, |file| file.write_all(&text)).map_err(failed)
    }

    fn path(&self, url: &str) -> PathBuf {
        self.records.join(format!("{}.json", snapshot_id(url.as_bytes())))
    }
}
